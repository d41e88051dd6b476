//! What is staged: as git sees it, whatever lies on disk.

use crate::support::{Place, list, opened_as, read};
use seamline_analyzer::facts::Code;
use seamline_extractors::git::GitError;
use seamline_extractors::source::SourceTree;
use seamline_extractors::{Head, OpenError, Opened};
use std::fs;
use std::path::Path;

fn staged(path: &Path) -> Result<Opened, OpenError> {
    opened_as(path, Head::Index)
}

fn tree(path: &Path) -> Box<dyn SourceTree> {
    staged(path).expect("an index").tree
}

/// Why it is not read.
fn why(path: &Path) -> String {
    staged(path).map(|_| ()).expect_err("not readable").to_string()
}

/// The tree has what `git ls-files` says.
fn check(place: &Place) -> Vec<String> {
    let listed = list(&*tree(place.path()));
    let names: Vec<&str> = listed.iter().map(|line| line.split(" E_").next().unwrap_or_default()).collect();
    let mut git: Vec<String> = place.git(&["ls-files", "-z"]).split_terminator('\0').map(str::to_owned).collect();
    git.sort();
    assert_eq!(names, git);
    listed
}

#[test]
fn what_is_added_counts_and_what_is_not_does_not() {
    let place = Place::shop();
    place.write("src/Bill.java", "class Bill { int staged; }\n");
    place.write("src/New.java", "class New {}\n");
    place.git(&["add", "-A"]);
    place.git(&["rm", "-q", "--cached", "README.md"]);
    place.git(&["mv", "src/Line.java", "src/Row.java"]);
    place.write("src/Bill.java", "class Bill { int onDisk; }\n");
    place.write("src/Untracked.java", "");
    fs::remove_file(place.join("src/Order.java")).expect("own file");
    assert_eq!(check(&place), ["src/Bill.java", "src/New.java", "src/Order.java", "src/Row.java"]);
    let tree = tree(place.path());
    assert_eq!(read(&*tree, "src/Bill.java").as_deref(), Ok("class Bill { int staged; }\n"));
    assert_eq!(read(&*tree, "src/Untracked.java"), Err(Code::Missing));
    let head = place.git(&["rev-parse", "HEAD"]);
    assert_eq!(tree.origin().revision.as_deref(), Some(head.trim()));
}

#[test]
fn every_version_of_the_file_says_the_same() {
    let place = Place::shop();
    let long = format!("src/{}/A.java", ["folder"; 40].join("/"));
    place.commit("long", &[(&long, "class A {}\n"), ("src/Ordering.java", ""), ("b.java", "")]);
    // With a flag of version 3.
    place.git(&["update-index", "--skip-worktree", "b.java"]);
    let expected = check(&place);
    for version in ["2", "3", "4"] {
        place.git(&["update-index", "--index-version", version]);
        place.git(&["update-index", "--force-write-index"]);
        let bytes = fs::read(place.join(".git/index")).expect("written");
        // Git writes 3 where a flag needs it, and 2 where none does.
        assert_eq!(bytes[7], if version == "4" { 4 } else { 3 });
        assert_eq!(check(&place), expected, "{version}");
    }
    place.git(&["-c", "index.skipHash=true", "update-index", "--force-write-index"]);
    assert_eq!(check(&place), expected, "without a checksum");
}

#[test]
fn announced_files_are_not_there() {
    let place = Place::shop();
    place.write("src/Soon.java", "class Soon {}\n");
    place.git(&["add", "-N", "src/Soon.java"]);
    let listed = list(&*tree(place.path()));
    assert_eq!(listed, ["README.md", "src/Bill.java", "src/Line.java", "src/Order.java"]);
    place.git(&["add", "src/Soon.java"]);
    assert!(check(&place).contains(&"src/Soon.java".to_owned()));
}

#[test]
fn links_and_submodules_are_told_and_not_followed() {
    let place = Place::shop();
    let id = place.git(&["rev-parse", "HEAD"]);
    place.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{},lib", id.trim())]);
    let link = place.git_with_input(&["hash-object", "-w", "--stdin"], "/etc/passwd");
    place.git(&["update-index", "--add", "--cacheinfo", &format!("120000,{},passwd.java", link.trim())]);
    let listed = check(&place);
    assert!(listed.contains(&"lib E_SUBMODULE".to_owned()), "{listed:?}");
    assert!(listed.contains(&"passwd.java E_SYMLINK".to_owned()), "{listed:?}");
}

#[test]
fn attributes_are_those_that_are_staged() {
    let place = Place::shop();
    place.write(".gitattributes", "src/Bill.java linguist-generated\n");
    place.git(&["add", "-A"]);
    place.write(".gitattributes", "");
    assert!(list(&*tree(place.path())).contains(&"src/Bill.java generated".to_owned()));
}

#[test]
fn a_missing_blob_is_one_failed_file() {
    let place = Place::shop();
    place.write("src/Gone.java", "class Gone {}\n");
    place.git(&["add", "-A"]);
    fs::remove_file(place.object(&place.git(&["rev-parse", ":src/Gone.java"]))).expect("loose");
    assert!(check(&place).contains(&"src/Gone.java E_MISSING".to_owned()));
}

#[test]
fn a_sub_folder_has_its_part() {
    let place = Place::shop();
    place.write("src/deep/New.java", "");
    place.write("src-more/Other.java", "");
    place.git(&["add", "-A"]);
    assert_eq!(list(&*tree(&place.join("src"))), ["Bill.java", "Line.java", "Order.java", "deep/New.java"]);
    assert_eq!(list(&*tree(&place.join("src/deep"))), ["New.java"]);
}

#[test]
fn a_linked_worktree_has_an_index_of_its_own() {
    let place = Place::shop();
    place.git(&["worktree", "add", "-q", "--detach", "linked"]);
    place.write("linked/src/Linked.java", "");
    place.git(&["-C", "linked", "add", "-A"]);
    let has = |path: &Path| list(&*tree(path)).contains(&"src/Linked.java".to_owned());
    assert!(has(&place.join("linked")) && !has(place.path()));
}

#[test]
fn folders_of_a_sparse_index_are_looked_up() {
    let place = Place::shop();
    place.commit("folders", &[("lib/deep/A.java", ""), ("lib/B.java", ""), ("doc/C.java", "")]);
    let expected = check(&place);
    place.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "src"]);
    assert!(!place.git(&["ls-files", "--sparse"]).contains("lib/B.java"), "git made no sparse index");
    assert_eq!(list(&*tree(place.path())), expected);
    fs::create_dir_all(place.join("lib/deep")).expect("own folder");
    assert_eq!(list(&*tree(&place.join("lib/deep"))), ["A.java"]);
}

#[test]
fn what_is_no_index_says_why() {
    let place = Place::shop();
    assert!(why(&place.join("none")).starts_with("no folder"));
    assert!(why(Place::new().path()).ends_with("is in no git repository, so nothing is staged"));
    let unborn = Place::repository();
    unborn.write("A.java", "");
    unborn.git(&["add", "-A"]);
    assert!(why(unborn.path()).ends_with("has no commit yet"));
    let bare = Place::new();
    bare.git(&["clone", "-q", "--bare", &place.path().display().to_string(), "."]);
    assert!(why(bare.path()).ends_with("is a bare repository: nothing is staged in it"));
    place.git(&["checkout", "-q", "-b", "other"]);
    place.commit("ours", &[("src/Bill.java", "class Bill { int a; }\n")]);
    place.git(&["checkout", "-q", "main"]);
    place.commit("theirs", &[("src/Bill.java", "class Bill { int b; }\n")]);
    assert_eq!(place.try_git(&["merge", "-q", "other"]), None);
    assert!(why(place.path()).contains("unresolved conflicts, the first in src/Bill.java"));
    place.git(&["add", "-A"]);
    check(&place);
    place.git(&["update-index", "--split-index"]);
    assert!(why(place.path()).ends_with("`git update-index --no-split-index` makes it whole"));
    place.git(&["update-index", "--no-split-index"]);
    check(&place);
}

#[test]
fn a_repository_that_nothing_was_added_to_has_nothing() {
    let place = Place::shop();
    fs::remove_file(place.join(".git/index")).expect("own file");
    assert!(check(&place).is_empty());
}

/// Each byte of the file, wrong in turn, and each length: an error, or a list; never a part of the list for the whole.
#[test]
fn a_damaged_file_does_no_harm() {
    let place = Place::shop();
    place.git(&["update-index", "--index-version", "4"]);
    let file = place.join(".git/index");
    let whole = fs::read(&file).expect("written");
    let expected = check(&place);
    for at in 0..whole.len() {
        fs::write(&file, &whole[..at]).expect("writable");
        match staged(place.path()) {
            Ok(opened) => assert_eq!(list(&*opened.tree), expected, "{at}"),
            Err(error) => assert!(matches!(error, OpenError::Git(GitError::Unreadable { .. })), "{at}"),
        }
        for bits in [0x01, 0x80] {
            let mut bytes = whole.clone();
            bytes[at] ^= bits;
            fs::write(&file, bytes).expect("writable");
            let _ = staged(place.path()).map(|opened| list(&*opened.tree));
        }
    }
    fs::remove_file(&file).expect("own file");
    std::process::Command::new("mkfifo").arg(&file).status().expect("mkfifo runs");
    assert!(why(place.path()).ends_with("it is no regular file"));
}

/// An index with one entry of that path, by hand: git refuses some.
fn crafted(path: &[u8]) -> Vec<u8> {
    let mut bytes = b"DIRC\0\0\0\x02\0\0\0\x01".to_vec();
    bytes.extend([0; 24]);
    bytes.extend(0o100_644_u32.to_be_bytes());
    bytes.extend([0; 32]);
    bytes.extend((path.len().min(0xfff) as u16).to_be_bytes());
    bytes.extend(path);
    let entry = 62 + path.len();
    bytes.resize(bytes.len() + (entry + 8) / 8 * 8 - entry, 0);
    bytes
}

#[test]
fn hostile_paths_lead_nowhere() {
    let place = Place::shop();
    let listed = |path: &[u8]| {
        place.write(".git/index", [crafted(path), vec![0; 20]].concat());
        staged(place.path()).map(|opened| list(&*opened.tree)).map_err(|error| error.to_string())
    };
    let one = |line: &str| Ok(vec![line.to_owned()]);
    assert_eq!(listed(b"src/A.java"), one("src/A.java E_MISSING"));
    assert_eq!(listed(b"../A.java"), one("?../A.java E_MISSING"));
    assert_eq!(listed(b"/etc/A.java"), one("?/etc/A.java E_MISSING"));
    assert_eq!(listed(b"src/.GIT/A.java"), Ok(vec![]));
    assert_eq!(listed(b"caf\xe9.java"), one("?caf\u{fffd}.java E_MISSING"));
    let deep = "d/".repeat(300);
    assert_eq!(listed(format!("{deep}A.java").as_bytes()), one(&format!("{} E_DEPTH", &deep[..2 * 257 - 1])));
    assert!(listed(&[b'a'; 5000]).is_err_and(|error| error.ends_with("it is damaged")));
}

/// A cache of trees that is nested deeper than a stack is: a part that is skipped.
#[test]
fn nested_parts_are_skipped() {
    let place = Place::shop();
    let level = b"a\x00-1 1\n".repeat(400_000);
    let part = [b"TREE", &(level.len() as u32).to_be_bytes()[..], &level].concat();
    place.write(".git/index", [crafted(b"src/A.java"), part, vec![0; 20]].concat());
    assert_eq!(list(&*tree(place.path())), ["src/A.java E_MISSING"]);
    let many = [b"DIRC\0\0\0\x02\xff\xff\xff\xff".to_vec(), vec![0; 20]].concat();
    place.write(".git/index", many);
    assert!(why(place.path()).ends_with("it has too many entries"));
}
