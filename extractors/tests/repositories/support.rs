//! Repositories in temporary folders, and what this crate says about them.

use seamline_analyzer::facts::Code;
use seamline_analyzer::{Cancel, Cx, RepoPath, Silent};
use seamline_extractors::git::{GitError, Repository, Trust};
use seamline_extractors::history::{GitHistory, History, HistorySettings, Renames, Walk};
use seamline_extractors::source::SourceTree;
use seamline_extractors::{Head, OpenError, OpenSettings, Opened, open};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A folder that is gone after the test.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A folder with an empty repository.
    pub(crate) fn repository() -> Self {
        let place = Self::new();
        place.git(&["init", "-q", "-b", "main"]);
        place
    }

    /// A repository with a few commits.
    pub(crate) fn shop() -> Self {
        let place = Self::repository();
        place.commit("first", &[("src/Order.java", "class Order {}\n"), ("src/Item.java", "class Item {}\n")]);
        place.commit("second", &[("src/Order.java", "class Order { int id; }\n"), ("README.md", "shop\n")]);
        place.git(&["mv", "src/Item.java", "src/Line.java"]);
        place.commit("third", &[("src/Bill.java", "class Bill {}\n")]);
        place
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn join(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
    }

    /// Writes files and commits everything, one minute after the last commit.
    pub(crate) fn commit(&self, message: &str, files: &[(&str, &str)]) {
        files.iter().for_each(|(path, text)| self.write(path, text));
        self.git(&["add", "-A", "-f"]);
        let count = self.try_git(&["rev-list", "--count", "HEAD"]).unwrap_or_else(|| "0".to_owned());
        let time = format!("{} +0000", 1_700_000_000 + 60 * count.trim().parse::<i64>().expect("a number"));
        self.git_at(&time, &["commit", "-q", "--allow-empty", "-m", message]);
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        self.git_at("1700000000 +0000", arguments)
    }

    pub(crate) fn git_at(&self, time: &str, arguments: &[&str]) -> String {
        run(self.path(), time, arguments, "").unwrap_or_else(|error| panic!("git {arguments:?}: {error}"))
    }

    pub(crate) fn try_git(&self, arguments: &[&str]) -> Option<String> {
        run(self.path(), "1700000000 +0000", arguments, "").ok()
    }

    pub(crate) fn git_with_input(&self, arguments: &[&str], input: &str) -> String {
        run(self.path(), "1700000000 +0000", arguments, input)
            .unwrap_or_else(|error| panic!("git {arguments:?}: {error}"))
    }

    /// The path of a loose object.
    pub(crate) fn object(&self, id: &str) -> PathBuf {
        let id = id.trim();
        self.join(&format!(".git/objects/{}/{}", &id[..2], &id[2..]))
    }
}

fn run(folder: &Path, time: &str, arguments: &[&str], input: &str) -> Result<String, String> {
    let mut child = Command::new("git")
        .args(["-c", "protocol.file.allow=always", "-c", "advice.detachedHead=false", "-c", "gc.auto=0"])
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", "/nonexistent")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .envs([("GIT_AUTHOR_NAME", "Ada Lovelace"), ("GIT_AUTHOR_EMAIL", "ada@example.org")])
        .envs([("GIT_COMMITTER_NAME", "Ada Lovelace"), ("GIT_COMMITTER_EMAIL", "ada@example.org")])
        .envs([("GIT_AUTHOR_DATE", time), ("GIT_COMMITTER_DATE", time)])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    child.stdin.take().expect("piped").write_all(input.as_bytes()).map_err(|error| error.to_string())?;
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
}

/// Opens a path with history, all defaults.
pub(crate) fn opened(path: &Path) -> Result<Opened, OpenError> {
    opened_at(path, None)
}

pub(crate) fn opened_at(path: &Path, revision: Option<&str>) -> Result<Opened, OpenError> {
    opened_as(path, revision.map_or(Head::Now, |revision| Head::Revision(revision.to_owned())))
}

/// Opens a state of a path.
pub(crate) fn opened_as(path: &Path, head: Head) -> Result<Opened, OpenError> {
    open(path, &OpenSettings { head, trust: Trust::Own, history: Some(HistorySettings::default()) })
}

/// Walks the whole history of a path.
pub(crate) fn walk(path: &Path) -> Walk {
    walk_with(path, HistorySettings::default()).expect("a repository that can be read")
}

/// Walks it with exact renames only.
pub(crate) fn walk_exact(path: &Path) -> Walk {
    let settings = HistorySettings { renames: Renames { similarity: 100, limit: 0 }, ..HistorySettings::default() };
    walk_with(path, settings).expect("a repository that can be read")
}

pub(crate) fn walk_with(path: &Path, settings: HistorySettings) -> Result<Walk, GitError> {
    let repository = Repository::find(path, Trust::Own)?.expect("a repository");
    let history = GitHistory::open(&repository, "HEAD", settings)?;
    let cancel = Cancel::default();
    Ok(history.walk(Cx { progress: &Silent, cancel: &cancel }, &|_| true).expect("nobody cancels"))
}

/// Each item as one line: its path, and why it will not be read.
pub(crate) fn list(tree: &dyn SourceTree) -> Vec<String> {
    let cancel = Cancel::default();
    let found = tree.list(Cx { progress: &Silent, cancel: &cancel }).expect("nobody cancels");
    let line = |found: seamline_extractors::source::Found| {
        let path = found.path.map_or_else(|shown| format!("?{shown}"), |path| path.to_string());
        let code = found.barred.map_or_else(String::new, |code| format!(" {}", code.id()));
        format!("{path}{code}{}", if found.generated { " generated" } else { "" })
    };
    found.into_iter().map(line).collect()
}

/// Reads a file of a tree.
pub(crate) fn read(tree: &dyn SourceTree, path: &str) -> Result<String, Code> {
    let bytes = tree.read(&RepoPath::new(path).expect("a valid path"), 1 << 20)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
