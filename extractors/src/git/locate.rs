//! Where the repository of a path is, and whether it may be read.
//!
//! From the path upward the first folder with a `.git` counts, as in git; a path that is itself a bare repository is
//! one. A `.git` file is followed only to where the target knows the way back (a linked worktree) or to the module
//! folder of a repository further up (a submodule). The owner of the folder, of `.git` and of its configuration must be
//! the user, or the one who called `sudo`: a foreign repository is refused, since whoever owns it chose its content.

use super::{GitError, Objects, Trust, refs};
use git2::Oid;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The largest reference, link or configuration file that is looked at, in bytes.
const MAX_SMALL_FILE: u64 = 1 << 20;

/// A repository and the folder in it that is analysed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// The folder of its own `HEAD`; for a linked worktree one below `worktrees/`.
    pub(crate) git_dir: PathBuf,
    /// The folder of the objects and shared references.
    pub(crate) common_dir: PathBuf,
    /// The top of the files; `None` when bare.
    pub(crate) work_dir: Option<PathBuf>,
    /// The analysed folder below the top, `/`-separated, empty for all of it.
    pub(crate) prefix: String,
}

impl Repository {
    /// Finds the repository a folder belongs to; `None` when there is none.
    ///
    /// # Errors
    /// When there is one that must not or cannot be read.
    pub fn find(path: &Path, trust: Trust) -> Result<Option<Self>, GitError> {
        let Some(found) = locate(path)? else { return Ok(None) };
        if trust == Trust::Own {
            found.check_owner()?;
        }
        found.check_format()?;
        Ok(Some(found))
    }

    /// Whether it has no files of its own on disk.
    pub fn is_bare(&self) -> bool {
        self.work_dir.is_none()
    }

    /// The analysed folder below the top of the repository, `/`-separated; empty for all of it.
    pub fn folder(&self) -> &str {
        &self.prefix
    }

    /// A short name for people.
    pub(crate) fn name(&self) -> String {
        let top = self.work_dir.as_deref().unwrap_or(&self.git_dir);
        let last = self.prefix.rsplit('/').next().filter(|part| !part.is_empty());
        let name = last.map_or_else(|| folder_name(top), str::to_owned);
        name.strip_suffix(".git").filter(|stem| !stem.is_empty()).unwrap_or(&name).to_owned()
    }

    /// The object database.
    pub(crate) fn objects(&self) -> Result<Objects, GitError> {
        let folder = self.common_dir.join("objects");
        refuse_devices(&folder).map_err(|message| self.unreadable("the object database", message))?;
        Objects::open(&folder).map_err(|message| self.unreadable("the object database", message))
    }

    /// The commit a revision means; `Ok(None)` for `HEAD` of a repository without commits.
    pub(crate) fn resolve(&self, objects: &Objects, revision: &str) -> Result<Option<Oid>, GitError> {
        refs::resolve(self, objects, revision)
    }

    /// The commits whose parents a shallow clone cut off, sorted.
    pub(crate) fn shallow(&self) -> Vec<Oid> {
        let text = read_small(&self.common_dir.join("shallow")).unwrap_or_default();
        let mut ids: Vec<Oid> = text.lines().filter_map(|line| Oid::from_str(line.trim()).ok()).collect();
        ids.sort_unstable();
        ids
    }

    /// Whether its configuration has a remote of that name.
    pub(crate) fn has_remote(&self, name: &str) -> bool {
        let config = read_small(&self.common_dir.join("config")).unwrap_or_default();
        let section = format!("[remote \"{name}\"]");
        config.lines().any(|line| line.trim() == section)
    }

    pub(crate) fn unreadable(&self, what: &str, message: impl Into<String>) -> GitError {
        GitError::Unreadable { path: self.top().to_owned(), what: what.to_owned(), message: message.into() }
    }

    pub(super) fn top(&self) -> &Path {
        self.work_dir.as_deref().unwrap_or(&self.git_dir)
    }

    /// Refuses what [`Objects`] and [`refs`] cannot read.
    fn check_format(&self) -> Result<(), GitError> {
        let config = read_small(&self.common_dir.join("config")).unwrap_or_default().to_ascii_lowercase();
        let says = |key: &str, value: &str| {
            config.lines().filter_map(|line| line.split_once('=')).any(|(k, v)| k.trim() == key && v.trim() == value)
        };
        let what = if says("objectformat", "sha256") {
            "SHA-256 object ids"
        } else if says("refstorage", "reftable") || self.common_dir.join("reftable").is_dir() {
            "the reftable format"
        } else {
            return Ok(());
        };
        Err(GitError::Format { path: self.top().to_owned(), what })
    }

    #[cfg(unix)]
    fn check_owner(&self) -> Result<(), GitError> {
        use std::os::unix::fs::MetadataExt;
        let user = rustix::process::geteuid().as_raw();
        // The environment is the caller's own; as root, `sudo` tells on whose behalf.
        let caller = std::env::var("SUDO_UID").ok().filter(|_| user == 0).and_then(|id| id.parse::<u32>().ok());
        let config = self.common_dir.join("config");
        let places = [self.work_dir.as_deref(), Some(&*self.git_dir), Some(&*self.common_dir), Some(&*config)];
        for place in places.into_iter().flatten() {
            let Ok(status) = fs::symlink_metadata(place) else { continue };
            if status.uid() != user && Some(status.uid()) != caller {
                return Err(GitError::ForeignOwner(place.to_owned()));
            }
        }
        Ok(())
    }

    #[cfg(not(unix))]
    fn check_owner(&self) -> Result<(), GitError> {
        Ok(())
    }
}

/// The text of a small regular file. Anything else, a link or a pipe included, is `None`.
pub(super) fn read_small(path: &Path) -> Option<String> {
    let status = fs::symlink_metadata(path).ok()?;
    if !status.is_file() || status.len() > MAX_SMALL_FILE {
        return None;
    }
    fs::read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok())
}

fn folder_name(path: &Path) -> String {
    let named = path.file_name().filter(|name| *name != ".git");
    let name = named.or_else(|| path.parent().and_then(Path::file_name));
    name.map_or_else(|| "repository".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn locate(path: &Path) -> Result<Option<Repository>, GitError> {
    let Ok(path) = path.canonicalize() else { return Ok(None) };
    let start = if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(&path) };
    for folder in start.ancestors() {
        let link = folder.join(".git");
        if let Ok(status) = fs::symlink_metadata(&link) {
            let git_dir = if status.is_dir() { Some(link) } else { Some(follow(&link)?) };
            if let Some(git_dir) = git_dir.filter(|git_dir| is_repository(git_dir)) {
                return Ok(Some(build(git_dir, Some(folder), start)));
            }
        }
        if is_bare(folder) {
            return Ok(Some(build(folder.to_owned(), None, folder)));
        }
    }
    Ok(None)
}

fn build(git_dir: PathBuf, work_dir: Option<&Path>, start: &Path) -> Repository {
    let below = work_dir.and_then(|top| start.strip_prefix(top).ok()).unwrap_or(Path::new(""));
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    let common_dir = common_dir(&git_dir);
    Repository { git_dir, common_dir, work_dir: work_dir.map(Path::to_owned), prefix: parts.join("/") }
}

fn common_dir(git_dir: &Path) -> PathBuf {
    let text = read_small(&git_dir.join("commondir")).unwrap_or_default();
    let common = git_dir.join(text.trim());
    if text.trim().is_empty() { git_dir.to_owned() } else { common.canonicalize().unwrap_or(common) }
}

fn is_repository(git_dir: &Path) -> bool {
    let common = common_dir(git_dir);
    git_dir.join("HEAD").is_file() && common.join("objects").is_dir()
}

/// A bare repository has `HEAD`, `objects` and `refs` at its top. A folder inside a `.git` is none: its top is above.
fn is_bare(folder: &Path) -> bool {
    is_repository(folder) && (folder.join("refs").is_dir() || folder.join("packed-refs").is_file())
}

/// Follows a `.git` file to a registered worktree or submodule.
fn follow(link: &Path) -> Result<PathBuf, GitError> {
    let refuse = |target: &str| GitError::LinkedOut { link: link.to_owned(), target: target.to_owned() };
    let text = read_small(link).ok_or_else(|| refuse("something that is no folder and no small file"))?;
    let target = text.strip_prefix("gitdir:").map(str::trim).ok_or_else(|| refuse("nowhere"))?;
    let folder = link.parent().unwrap_or(Path::new("/"));
    let git_dir = folder.join(target).canonicalize().map_err(|_| refuse(target))?;
    if knows(&git_dir, link) || is_submodule_of_an_ancestor(&git_dir, folder) {
        Ok(git_dir)
    } else {
        Err(refuse(target))
    }
}

/// A linked worktree's administrative folder `worktrees/NAME` holds the way back in `gitdir`.
fn knows(git_dir: &Path, link: &Path) -> bool {
    let Some(back) = read_small(&git_dir.join("gitdir")) else { return false };
    let back = git_dir.join(back.trim());
    let registered = git_dir.parent().is_some_and(|parent| parent.ends_with("worktrees"));
    registered && back.canonicalize().ok().is_some_and(|back| Some(back) == link.canonicalize().ok())
}

/// A submodule's repository lies in `.git/modules/` of a folder above.
fn is_submodule_of_an_ancestor(git_dir: &Path, folder: &Path) -> bool {
    let inside = |top: &Path| git_dir.strip_prefix(top.join(".git/modules")).is_ok_and(is_plain);
    folder.ancestors().skip(1).any(inside)
}

fn is_plain(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_)))
}

/// An object database with a pipe in it would block the reader for ever; git itself never makes one.
fn refuse_devices(objects: &Path) -> Result<(), String> {
    let entries = fs::read_dir(objects).map_err(|error| error.to_string())?;
    for entry in entries.flatten() {
        let kind = entry.file_type().map_err(|error| error.to_string())?;
        let inner = if kind.is_dir() { fs::read_dir(entry.path()).ok() } else { None };
        for entry in inner.into_iter().flatten().flatten() {
            let fine = entry.file_type().is_ok_and(|kind| kind.is_file() || kind.is_dir() || kind.is_symlink());
            if !fine {
                return Err(format!("{} is not a regular file", entry.path().display()));
            }
        }
    }
    Ok(())
}
