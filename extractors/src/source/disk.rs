//! The files of a folder on disk, as they are now.
//!
//! What `.gitignore` files inside the repository ignore is not listed, unless the commit has it; hidden folders are
//! listed like others (sources in them are rare but real, `.storybook`). Ignore rules that live outside the project
//! (`core.excludesFile`, `.git/info/exclude`, `.ignore`) do not count: the result must not depend on the machine.
//!
//! Symbolic links are never followed, nothing but regular files is opened, a folder with its own `.git` is not entered.
//! A file that changes between listing and reading is read as it is then; if it became a link or a pipe it is not.
//! What git saw of a file that was not changed since tells its blob.

use super::git_tree::head;
use super::{Found, SourceTree, attributes};
use crate::git::checkout::Checkout;
use crate::git::tree::{self, Kind};
use crate::git::{GitError, Repository};
use git2::{ObjectType, Oid};
use ignore::{DirEntry, WalkBuilder};
use rustc_hash::FxHashMap;
use seamline_analyzer::facts::{Code, Origin};
use seamline_analyzer::{Cancelled, Cx, RepoPath};
use std::collections::BTreeMap;
use std::fs::{self, File, FileType, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Folders may lie this deep.
const MAX_DEPTH: usize = 256;

/// A folder on disk.
pub struct DiskTree {
    root: PathBuf,
    origin: Origin,
    /// What the commit has: tracked files are listed even when ignored, and submodules are told from folders.
    tracked: BTreeMap<String, Kind>,
    in_git: bool,
    checkout: Option<Checkout>,
    /// The blobs and sizes of listed files that were not changed since git saw them.
    blobs: OnceLock<FxHashMap<RepoPath, (Oid, u64)>>,
}

impl DiskTree {
    /// A folder, and the repository it belongs to, if any.
    ///
    /// # Errors
    /// When the folder cannot be read, or the repository's `HEAD` is damaged.
    pub fn open(root: &Path, repository: Option<&Repository>) -> Result<Self, GitError> {
        let unreadable = |error: io::Error| GitError::Unreadable {
            path: root.to_owned(),
            what: "the folder".to_owned(),
            message: error.to_string(),
        };
        let root = root.canonicalize().map_err(unreadable)?;
        fs::read_dir(&root).map_err(unreadable)?;
        let name = root.file_name().map_or_else(|| "project".to_owned(), |name| name.to_string_lossy().into_owned());
        let origin = Origin { name, work_tree: true, ..Origin::default() };
        let (in_git, checkout) = (repository.is_some(), repository.and_then(Checkout::of));
        let mut disk = Self { root, origin, tracked: BTreeMap::new(), in_git, checkout, blobs: OnceLock::new() };
        if let Some(repository) = repository {
            disk.read_head(repository)?;
        }
        Ok(disk)
    }

    fn read_head(&mut self, repository: &Repository) -> Result<(), GitError> {
        let objects = repository.objects()?;
        let Some(id) = repository.resolve(&objects, "HEAD")? else { return Ok(()) };
        self.origin.revision = Some(id.to_string());
        match head(repository, &objects, id) {
            Ok((time, top)) => {
                self.origin.time = Some(time);
                let listed = tree::list(&objects, top).into_iter().filter(|item| item.kind != Kind::Tree);
                let utf8 = |item: tree::Listed| Some((String::from_utf8(item.path).ok()?, item.kind));
                self.tracked = listed.filter_map(utf8).collect();
                Ok(())
            }
            // A folder that is not committed yet is still a folder.
            Err(GitError::Folder { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn describe(&self, path: &Path, kind: FileType, bytes: u64) -> Found {
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        let shown = below.to_string_lossy().replace('\\', "/");
        let path = below.to_str().and_then(|_| RepoPath::new(&shown)).ok_or(shown);
        let barred = if kind.is_symlink() {
            Some(Code::Symlink)
        } else if kind.is_file() {
            None
        } else {
            Some(Code::SpecialFile)
        };
        Found { path, bytes, barred, generated: false }
    }

    /// Tracked files that the ignore rules hid, and submodules.
    fn add_tracked(&self, list: &mut Vec<Found>) {
        list.sort_by(|a, b| shown(a).cmp(shown(b)));
        let missing = |path: &&String| list.binary_search_by(|found| shown(found).cmp(path)).is_err();
        let hidden = self.tracked.iter().filter(|(path, _)| missing(path));
        let added: Vec<Found> = hidden.filter_map(|(path, kind)| self.tracked_item(path, *kind)).collect();
        list.extend(added);
    }

    fn tracked_item(&self, path: &str, kind: Kind) -> Option<Found> {
        let checked = RepoPath::new(path)?;
        if kind == Kind::Commit {
            return Some(Found { path: Ok(checked), bytes: 0, barred: Some(Code::Submodule), generated: false });
        }
        // Deleted on disk, or behind a link or nested repository by now: not part of this tree.
        let status = status_inside(&self.root, &checked)?;
        (!status.is_dir()).then(|| self.describe(&self.root.join(path), status.file_type(), status.len()))
    }

    fn failed(&self, error: &ignore::Error) -> Option<Found> {
        let (path, code) = blame(error)?;
        let shown = path.strip_prefix(&self.root).unwrap_or(&path).to_string_lossy().into_owned();
        let shown = if shown.is_empty() { ".".to_owned() } else { shown };
        Some(Found { path: RepoPath::new(&shown).ok_or(shown), bytes: 0, barred: Some(code), generated: false })
    }
}

/// The path of an item as it is shown and sorted.
fn shown(found: &Found) -> &str {
    found.path.as_ref().map_or_else(|shown| shown, RepoPath::as_str)
}

impl SourceTree for DiskTree {
    fn origin(&self) -> Origin {
        self.origin.clone()
    }

    fn list(&self, cx: Cx<'_>) -> Result<Vec<Found>, Cancelled> {
        let nested = Arc::new(Mutex::new(Vec::new()));
        let (mut list, mut blobs) = (Vec::new(), FxHashMap::default());
        for entry in walker(&self.root, self.in_git, Arc::clone(&nested)).build() {
            cx.cancel.check()?;
            match entry {
                Ok(entry) => list.extend(self.entry(&entry, &mut blobs)),
                Err(error) => list.extend(self.failed(&error)),
            }
        }
        for folder in nested.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            list.extend(self.nested(&folder));
        }
        self.add_tracked(&mut list);
        list.sort_by(|a, b| shown(a).cmp(shown(b)));
        attributes::mark(&mut list, |path| self.read(path, attributes::MAX_BYTES).ok());
        // Listed again, it is what it was when it was listed first.
        let _ = self.blobs.set(blobs);
        Ok(list)
    }

    fn read(&self, path: &RepoPath, limit: u64) -> Result<Vec<u8>, Code> {
        status_inside(&self.root, path).ok_or(Code::Missing)?;
        let file = open(&self.root.join(path.as_str())).map_err(|error| code(&error))?;
        let status = file.metadata().map_err(|error| code(&error))?;
        if !status.is_file() {
            return Err(Code::SpecialFile);
        }
        if status.len() > limit {
            return Err(Code::TooBig);
        }
        let mut bytes = Vec::with_capacity(usize::try_from(status.len()).unwrap_or(0));
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| code(&error))?;
        Ok(bytes)
    }

    fn blob(&self, path: &RepoPath) -> Option<[u8; 20]> {
        let (id, bytes) = *self.blobs.get()?.get(path)?;
        self.checkout.as_ref()?.has_size(id, bytes).then(|| id.as_bytes().try_into().ok())?
    }

    fn blob_of(&self, path: &RepoPath, bytes: &[u8]) -> Option<[u8; 20]> {
        // It may have changed since it was listed, and what is kept of a blob is never of anything else.
        let is_it = |id: &[u8; 20]| Oid::hash_object(ObjectType::Blob, bytes).is_ok_and(|now| now.as_bytes() == id);
        self.blob(path).filter(is_it)
    }
}

impl DiskTree {
    fn entry(&self, entry: &DirEntry, blobs: &mut FxHashMap<RepoPath, (Oid, u64)>) -> Option<Found> {
        let kind = entry.file_type()?;
        if kind.is_dir() {
            // The walk ends here; a folder above is nothing to account for.
            let deep = Found { barred: Some(Code::TooDeep), ..self.describe(entry.path(), kind, 0) };
            return (entry.depth() >= MAX_DEPTH).then_some(deep);
        }
        let status = entry.metadata().ok().filter(|_| kind.is_file());
        let found = self.describe(entry.path(), kind, status.as_ref().map_or(0, Metadata::len));
        if let (Some(checkout), Some(status), Ok(path)) = (&self.checkout, &status, &found.path)
            && let Some(id) = checkout.blob(path, status)
        {
            blobs.insert(path.clone(), (id, status.len()));
        }
        Some(found)
    }

    fn nested(&self, folder: &Path) -> Option<Found> {
        let below = folder.strip_prefix(&self.root).ok()?.to_string_lossy().into_owned();
        let submodule = self.tracked.get(&below) == Some(&Kind::Commit);
        let code = if submodule { Code::Submodule } else { Code::NestedRepository };
        Some(Found { path: RepoPath::new(&below).ok_or(below), bytes: 0, barred: Some(code), generated: false })
    }
}

fn walker(root: &Path, in_git: bool, nested: Arc<Mutex<Vec<PathBuf>>>) -> WalkBuilder {
    let mut walker = WalkBuilder::new(root);
    walker.hidden(false).ignore(false).git_global(false).git_exclude(false).git_ignore(true).require_git(false);
    // Above the folder, rules count as far as the top of the repository; the matcher stops there.
    walker.parents(in_git).follow_links(false).max_depth(Some(MAX_DEPTH));
    walker.filter_entry(move |entry| {
        let folder = entry.depth() > 0 && entry.file_type().is_some_and(|kind| kind.is_dir());
        if folder && fs::symlink_metadata(entry.path().join(".git")).is_ok() {
            nested.lock().unwrap_or_else(PoisonError::into_inner).push(entry.path().to_owned());
            return false;
        }
        !(entry.depth() > 0 && entry.file_name().eq_ignore_ascii_case(".git"))
    });
    walker
}

/// The status of a file below a root when no folder on the way is a link or a repository of its own.
fn status_inside(root: &Path, path: &RepoPath) -> Option<Metadata> {
    let mut place = root.to_owned();
    for folder in path.folders() {
        place.push(folder);
        if !fs::symlink_metadata(&place).ok()?.is_dir() || fs::symlink_metadata(place.join(".git")).is_ok() {
            return None;
        }
    }
    fs::symlink_metadata(place.join(path.file_name())).ok()
}

/// Opens for reading; fails on a link, does not wait for a pipe.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

fn code(error: &io::Error) -> Code {
    #[cfg(unix)]
    if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) {
        return Code::Symlink;
    }
    match error.kind() {
        io::ErrorKind::NotFound => Code::Missing,
        io::ErrorKind::PermissionDenied => Code::Permission,
        _ => Code::Io,
    }
}

/// The path and reason inside a walk error; `None` for broken ignore files, which are no items.
fn blame(error: &ignore::Error) -> Option<(PathBuf, Code)> {
    match error {
        ignore::Error::WithPath { path, err } => Some((path.clone(), cause(err)?)),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => blame(err),
        ignore::Error::Partial(errors) => errors.iter().find_map(blame),
        _ => None,
    }
}

fn cause(error: &ignore::Error) -> Option<Code> {
    match error {
        ignore::Error::Io(error) => Some(code(error)),
        ignore::Error::WithPath { err, .. }
        | ignore::Error::WithDepth { err, .. }
        | ignore::Error::WithLineNumber { err, .. } => cause(err),
        _ => None,
    }
}
