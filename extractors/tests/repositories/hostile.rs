//! Hostile repositories: whatever the metadata says, no program runs and nothing is written.

use crate::support::{Place, list, opened, opened_as, opened_at, walk};
use seamline_extractors::git::GitError;
use seamline_extractors::{Head, OpenError};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

/// Every file below a folder with its bytes.
fn snapshot(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("readable").flatten() {
            let kind = entry.file_type().expect("known");
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_file() {
                files.insert(entry.path(), fs::read(entry.path()).expect("readable"));
            }
        }
    }
    files
}

/// A shop and a program that leaves a mark when it runs.
struct Trap {
    place: Place,
    beside: Place,
}

impl Trap {
    fn new() -> Self {
        let trap = Self { place: Place::shop(), beside: Place::new() };
        trap.beside.write("evil", format!("#!/bin/sh\ntouch {}\n", trap.mark().display()));
        fs::set_permissions(trap.beside.join("evil"), fs::Permissions::from_mode(0o755)).expect("own file");
        trap
    }

    fn mark(&self) -> PathBuf {
        self.beside.join("mark")
    }

    fn program(&self) -> String {
        self.beside.join("evil").display().to_string()
    }

    /// Reads everything there is to read, from disk, from the commit and from the index.
    fn spring(&self) {
        let before = snapshot(self.place.path());
        let commits = walk(self.place.path()).commits().len();
        assert!(commits >= 3, "{commits}");
        for head in [Head::Now, Head::Revision("HEAD".to_owned()), Head::Index] {
            let tree = opened_as(self.place.path(), head).expect("readable").tree;
            let listed = list(&*tree);
            assert!(listed.contains(&"src/Order.java".to_owned()), "{listed:?}");
        }
        assert!(!self.mark().exists(), "a program ran");
        assert!(snapshot(self.place.path()) == before, "something was written");
    }

    fn config(&self, text: &str) -> &Self {
        let config = fs::read_to_string(self.place.join(".git/config")).expect("a config");
        self.place.write(".git/config", format!("{config}\n{}\n", text.replace("EVIL", &self.program())));
        self
    }
}

#[test]
fn programs_in_the_configuration() {
    for text in [
        "[core]\nfsmonitor = EVIL",
        "[core]\npager = EVIL\neditor = EVIL\n[pager]\nlog = EVIL",
        "[core]\nsshCommand = EVIL\n[remote \"origin\"]\nurl = ext::EVIL\npromisor = true\nuploadpack = EVIL\n[extensions]\npartialClone = origin",
        "[gpg]\nprogram = EVIL\n[gpg \"ssh\"]\nprogram = EVIL\n[log]\nshowSignature = true",
        "[diff]\nexternal = EVIL\n[diff \"x\"]\ntextconv = EVIL\ncommand = EVIL",
        "[filter \"x\"]\nclean = EVIL\nsmudge = EVIL\nprocess = EVIL\nrequired = true",
        "[alias]\nlog = !EVIL\nls-tree = !EVIL",
        "[core]\nalternateRefsCommand = EVIL",
        "[core]\nworktree = /",
        "[core]\nbare = true",
        "[core]\nrepositoryformatversion = 99",
        "[include]\npath = /dev/zero",
        "[broken",
    ] {
        let trap = Trap::new();
        trap.place.write(".git/info/attributes", "* filter=x diff=x\n");
        trap.place.commit("attributes", &[(".gitattributes", "* filter=x diff=x text eol=crlf ident\n")]);
        trap.config(text).spring();
    }
}

#[test]
fn included_and_worktree_configuration() {
    let trap = Trap::new();
    let evil = format!("[core]\nfsmonitor = {}\n", trap.program());
    trap.place.write(".git/other", &evil);
    trap.place.write(".git/config.worktree", &evil);
    trap.config("[extensions]\nworktreeConfig = true\n[include]\npath = other\n[includeIf \"gitdir:/\"]\npath = other")
        .spring();
}

#[test]
fn an_included_pipe_does_not_block() {
    let trap = Trap::new();
    let pipe = trap.beside.join("pipe");
    std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs");
    trap.config(&format!("[include]\npath = {}", pipe.display())).spring();
}

#[test]
fn a_pipe_among_the_objects_is_refused() {
    let place = Place::shop();
    let pipe = place.join(".git/objects/pack/pack-0123456789012345678901234567890123456789.idx");
    std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs");
    assert!(matches!(opened(place.path()), Err(OpenError::Git(GitError::Unreadable { .. }))));
}

#[test]
fn hooks_of_every_name() {
    let trap = Trap::new();
    for hook in ["post-index-change", "post-checkout", "pre-auto-gc", "reference-transaction", "fsmonitor-watchman"] {
        fs::create_dir_all(trap.place.join(".git/hooks")).expect("own folder");
        fs::copy(trap.beside.join("evil"), trap.place.join(&format!(".git/hooks/{hook}"))).expect("own folder");
    }
    trap.config("[core]\nhooksPath = .git/hooks").spring();
}

#[test]
fn a_program_called_git() {
    let trap = Trap::new();
    fs::copy(trap.beside.join("evil"), trap.place.join("git")).expect("own folder");
    trap.spring();
}

#[test]
fn alternates_are_only_data() {
    let trap = Trap::new();
    let other = Place::shop();
    trap.place.write(".git/objects/info/alternates", format!("{}\n", other.join(".git/objects").display()));
    trap.spring();
}

#[test]
fn git_files_must_be_known_where_they_lead() {
    let place = Place::shop();
    let thief = Place::new();
    thief.write("A.java", "class A {}");
    for target in [place.join(".git").display().to_string(), "/etc".to_owned(), "../none".to_owned(), String::new()] {
        thief.write(".git", format!("gitdir: {target}\n"));
        let error = opened(thief.path()).err();
        assert!(matches!(error, Some(OpenError::Git(GitError::LinkedOut { .. }))), "{target}: {error:?}");
    }
    fs::remove_file(thief.join(".git")).expect("own file");
    symlink(place.join(".git"), thief.join(".git")).expect("own folder");
    assert!(matches!(opened(thief.path()), Err(OpenError::Git(GitError::LinkedOut { .. }))));
}

#[test]
fn repositories_inside_are_not_entered() {
    let place = Place::shop();
    let inner = Place::shop();
    fs::rename(inner.path(), place.join("inner")).expect("the same file system");
    let listed = list(&*opened(place.path()).expect("readable").tree);
    assert!(listed.contains(&"inner E_NESTED_REPOSITORY".to_owned()), "{listed:?}");
    assert!(!listed.iter().any(|line| line.starts_with("inner/")), "{listed:?}");
}

#[test]
fn submodules_are_not_entered() {
    let place = Place::shop();
    let module = Place::shop();
    place.git(&["submodule", "add", "-q", &module.path().display().to_string(), "libs/module"]);
    place.commit("module", &[]);
    for revision in [None, Some("HEAD")] {
        let listed = list(&*opened_at(place.path(), revision).expect("readable").tree);
        assert!(listed.contains(&"libs/module E_SUBMODULE".to_owned()), "{listed:?}");
        assert!(!listed.iter().any(|line| line.starts_with("libs/module/")), "{listed:?}");
    }
    // On its own it can be analysed.
    assert_eq!(walk(&place.join("libs/module")).walked, 3);
}

#[test]
fn a_dot_git_folder_in_a_tree_is_left_out() {
    let place = Place::shop();
    let blob = place.git(&["rev-parse", "HEAD:README.md"]);
    let inner = place.git_with_input(&["mktree"], &format!("100644 blob {}\tconfig\n", blob.trim()));
    let tree = place.git_with_input(
        &["mktree"],
        &format!("040000 tree {}\t.git\n100644 blob {}\tA.java\n", inner.trim(), blob.trim()),
    );
    let id = place.git(&["commit-tree", tree.trim(), "-m", "evil"]);
    let tree = opened_at(place.path(), Some(id.trim())).expect("readable").tree;
    assert_eq!(list(&*tree), ["A.java"]);
}

#[test]
fn another_users_repository_is_refused() {
    let place = Place::shop();
    let foreign = [".git", ".git/config", ""];
    for path in foreign {
        let place = Place::shop();
        if std::os::unix::fs::chown(place.join(path), Some(12345), None).is_err() {
            return; // Only the administrator can give files away.
        }
        assert!(matches!(opened(place.path()), Err(OpenError::Git(GitError::ForeignOwner(_)))), "{path}");
    }
    assert!(opened(place.path()).is_ok());
}
