//! Which files on disk are still what git saw of them when it wrote the index: their blobs are known without reading them.
//!
//! The index holds for each file what `lstat` said of it and the id of its blob. Where the system still says the same, the file
//! was not changed. One that changed in the same moment as the index was written could have changed once more in it, and is not
//! trusted ("racy git"). Times, inode and size are compared to the last digit; git is content with less, and who is stricter reads
//! a file too often and never too rarely. Files of other systems than Unix are read.
//!
//! A blob is not what is on disk where line ends or encodings are converted or a filter runs. That changes the size, which the
//! caller compares; a filter that keeps it is not noticed.
//!
//! Source: gitformat-index(5), git's `Documentation/technical/racy-git.txt`.

use super::index::{self, STATUS};
use super::tree::Kind;
use super::{Objects, Repository};
use git2::{ObjectType, Oid};
use rustc_hash::FxHashMap;
use seamline_analyzer::RepoPath;
use std::fs::{self, Metadata};

/// The files of a work tree as git saw them.
pub(crate) struct Checkout {
    objects: Objects,
    /// When the index was written, in seconds and nanoseconds.
    written: (u32, u32),
    /// What was seen of each regular file, by its path below the analysed folder.
    seen: FxHashMap<String, ([u32; STATUS], Oid)>,
}

/// Where the numbers are that are compared: changed, modified, inode, size.
const COMPARED: [usize; 6] = [0, 1, 2, 3, 5, 9];
const MODIFIED: [usize; 2] = [2, 3];

impl Checkout {
    /// What the index says; `None` where there is none that can be read.
    pub(crate) fn of(repository: &Repository) -> Option<Self> {
        let file = index::file(repository);
        let written = status(&fs::symlink_metadata(&file).ok()?)?;
        let entries = index::entries(&file).ok()?;
        let top = if repository.prefix.is_empty() { String::new() } else { format!("{}/", repository.prefix) };
        let seen = entries.into_iter().filter(|entry| entry.kind == Kind::File && !entry.unmerged && !entry.announced);
        let seen = seen.filter_map(|entry| {
            let below = std::str::from_utf8(&entry.path).ok()?.strip_prefix(&top)?.to_owned();
            Some((below, (entry.status, entry.id)))
        });
        let written = (written[MODIFIED[0]], written[MODIFIED[1]]);
        Some(Self { objects: repository.objects().ok()?, written, seen: seen.collect() })
    }

    /// The blob of a file that the system says this of, if git saw the same.
    pub(crate) fn blob(&self, path: &RepoPath, now: &Metadata) -> Option<Oid> {
        let (seen, id) = self.seen.get(path.as_str())?;
        let now = status(now)?;
        let is_same = COMPARED.iter().all(|&field| seen[field] == now[field]);
        let is_settled = (seen[MODIFIED[0]], seen[MODIFIED[1]]) < self.written;
        (is_same && is_settled).then_some(*id)
    }

    /// Whether a blob is there and has a size.
    pub(crate) fn has_size(&self, id: Oid, bytes: u64) -> bool {
        self.objects.header(id) == Some((ObjectType::Blob, bytes))
    }
}

/// What `lstat` says, as the index keeps it: the lower halves of the numbers.
#[cfg(unix)]
fn status(now: &Metadata) -> Option<[u32; STATUS]> {
    use std::os::unix::fs::MetadataExt;
    let signed = [now.ctime(), now.ctime_nsec(), now.mtime(), now.mtime_nsec()].map(|number| number.cast_unsigned());
    let [ctime, ctime_nsec, mtime, mtime_nsec] = signed;
    let numbers = [
        ctime,
        ctime_nsec,
        mtime,
        mtime_nsec,
        now.dev(),
        now.ino(),
        now.mode().into(),
        now.uid().into(),
        now.gid().into(),
        now.size(),
    ];
    Some(numbers.map(|number| u32::try_from(number & u64::from(u32::MAX)).unwrap_or(0)))
}

#[cfg(not(unix))]
fn status(_: &Metadata) -> Option<[u32; STATUS]> {
    None
}
