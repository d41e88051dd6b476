//! From what a person names to a source tree and a history: a folder, a sub-folder of a repository, a bare repository,
//! with or without a revision.
//!
//! A folder without a revision is read from disk, as it is now; a bare repository, any with a revision, or what is staged
//! from the object database. A sub-folder is analysed alone: its files, and of the history what touched it.

use crate::git::{GitError, Repository, Trust};
use crate::history::{GitHistory, HistorySettings};
use crate::source::{DiskTree, GitTree, SourceTree};
use std::path::{Path, PathBuf};

/// Which state of a project is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Head {
    /// The files on disk, or `HEAD` of a bare repository.
    #[default]
    Now,
    /// A commit.
    Revision(String),
    /// What is staged, on top of `HEAD`.
    Index,
}

impl Head {
    /// The revision that is looked at, or that what is looked at comes after.
    pub(crate) fn revision(&self) -> &str {
        match self {
            Self::Revision(revision) => revision,
            Self::Now | Self::Index => "HEAD",
        }
    }
}

/// What is to be opened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenSettings {
    /// The state that is read.
    pub head: Head,
    /// Whether another user's repository is read.
    pub trust: Trust,
    /// How the history is read; `None` for without.
    pub history: Option<HistorySettings>,
}

/// What was opened.
pub struct Opened {
    /// The files.
    pub tree: Box<dyn SourceTree>,
    /// The history, if wanted and there.
    pub history: Option<GitHistory>,
    /// What a cache knows the project by: the repository, which worktrees share, and the folder in it.
    pub project: PathBuf,
    /// The folders that belong to it, the repository's among them. Nothing may be written there.
    pub grounds: Vec<PathBuf>,
    /// The ids of the commits whose parents a shallow clone cut off.
    pub shallow: Vec<String>,
}

/// Why nothing was opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The path is not there, or no folder.
    #[error("no folder {}", .0.display())]
    NoFolder(PathBuf),
    /// A revision was asked for where there is no repository.
    #[error("{} is in no git repository, so there is no revision {revision:?}", .path.display())]
    NoRepository {
        /// The path.
        path: PathBuf,
        /// What was asked for.
        revision: String,
    },
    /// What is staged was asked for where there is no repository.
    #[error("{} is in no git repository, so nothing is staged", .0.display())]
    NothingStaged(PathBuf),
    /// There is nothing to read: a repository without a commit.
    #[error("{} has no commit yet", .0.display())]
    NoCommit(PathBuf),
    /// The repository cannot be used.
    #[error(transparent)]
    Git(#[from] GitError),
}

/// Opens a path.
///
/// # Errors
/// When there is nothing there, or it must not or cannot be read.
pub fn open(path: &Path, settings: &OpenSettings) -> Result<Opened, OpenError> {
    if !path.is_dir() {
        return Err(OpenError::NoFolder(path.to_owned()));
    }
    let repository = Repository::find(path, settings.trust)?;
    let Some(repository) = repository else { return open_folder(path, settings) };
    let revision = settings.head.revision();
    let stored = |tree: Option<GitTree>| tree.ok_or_else(|| OpenError::NoCommit(path.to_owned()));
    let tree: Box<dyn SourceTree> = match settings.head {
        Head::Index => Box::new(stored(GitTree::staged(&repository)?)?),
        Head::Now if !repository.is_bare() => Box::new(DiskTree::open(path, Some(&repository))?),
        Head::Now | Head::Revision(_) => Box::new(stored(GitTree::open(&repository, revision)?)?),
    };
    let history = settings.history.map(|history| GitHistory::open(&repository, revision, history));
    let project = repository.common_dir.join(&repository.prefix);
    let grounds = [Some(path), repository.work_dir.as_deref(), Some(&repository.git_dir), Some(&repository.common_dir)];
    let grounds = grounds.into_iter().flatten().map(Path::to_owned).collect();
    let shallow = repository.shallow().iter().map(ToString::to_string).collect();
    Ok(Opened { tree, history: history.transpose()?, project, grounds, shallow })
}

fn open_folder(path: &Path, settings: &OpenSettings) -> Result<Opened, OpenError> {
    match &settings.head {
        Head::Now => {}
        Head::Index => return Err(OpenError::NothingStaged(path.to_owned())),
        Head::Revision(revision) => {
            return Err(OpenError::NoRepository { path: path.to_owned(), revision: revision.clone() });
        }
    }
    let project = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let grounds = vec![path.to_owned()];
    let tree = Box::new(DiskTree::open(path, None)?);
    Ok(Opened { tree, history: None, project, grounds, shallow: Vec::new() })
}
