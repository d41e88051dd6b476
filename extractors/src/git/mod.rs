//! A git repository as plain data: objects and references, and nothing else.
//!
//! A repository that someone else made can name programs to run in its configuration, attributes and hooks. So none of
//! them is read here, not even by libgit2: the object database is opened alone (packs, loose objects and alternates,
//! which are data), references are read by `refs`, commits, trees and the index are parsed by `commit`, `tree` and `index`.
//! Nothing is written, no lock is taken, no remote is known, missing objects of a partial clone stay missing. Grafts and
//! replacement references are ignored: they are local to one copy.
//!
//! Limits: SHA-1 repositories with the files reference backend; others are refused with a clear message.

pub(crate) mod base;
pub(crate) mod checkout;
pub(crate) mod commit;
pub(crate) mod index;
pub(crate) mod locate;
pub(crate) mod refs;
pub(crate) mod tree;

pub use locate::Repository;

use git2::{ErrorCode, ObjectType, Odb, Oid};
use std::path::{Path, PathBuf};
use std::sync::Once;

/// Whether repositories that belong to another user are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trust {
    /// Only the user's own, as git does.
    #[default]
    Own,
    /// Any: someone said so.
    Any,
}

/// Why a repository cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GitError {
    /// Another user's.
    #[error("{} belongs to another user; if you trust it, repeat with --trust-owner", .0.display())]
    ForeignOwner(PathBuf),
    /// A `.git` that leads somewhere it should not.
    #[error("{} leads to {}, which does not know it as its work tree; name that repository itself", .link.display(), .target)]
    LinkedOut {
        /// The `.git` file or link.
        link: PathBuf,
        /// Where it leads.
        target: String,
    },
    /// A format that cannot be read.
    #[error("{} uses {what}, which cannot be read yet; a plain clone of it can", .path.display())]
    Format {
        /// The repository.
        path: PathBuf,
        /// The format.
        what: &'static str,
    },
    /// A revision that means nothing here.
    #[error("no revision {revision:?} in {}; a branch, tag or commit id is wanted", .path.display())]
    Revision {
        /// The repository.
        path: PathBuf,
        /// What was asked for.
        revision: String,
    },
    /// The index of a repository that has none.
    #[error("{} is a bare repository: nothing is staged in it", .0.display())]
    NoIndex(PathBuf),
    /// An index with conflicts.
    #[error("what is staged in {} has unresolved conflicts, the first in {file}; `git add` it once it is resolved", .path.display())]
    Unmerged {
        /// The repository.
        path: PathBuf,
        /// The first file of them.
        file: String,
    },
    /// A folder that is not in the commit.
    #[error("no folder {folder:?} in commit {commit}")]
    Folder {
        /// What was asked for.
        folder: String,
        /// Where it was looked for.
        commit: String,
    },
    /// Reading failed.
    #[error("could not read {what} of {}: {message}", .path.display())]
    Unreadable {
        /// The repository.
        path: PathBuf,
        /// What was being read.
        what: String,
        /// Why not.
        message: String,
    },
}

/// The object database. May be used from several threads.
pub(crate) struct Objects(Odb<'static>);

impl Objects {
    /// Opens the folder `objects` of a repository.
    pub(crate) fn open(folder: &Path) -> Result<Self, String> {
        // Both options are worth a factor of 1.4 each: the hash check runs a collision-detecting SHA-1 over every
        // object (damage is still caught by zlib's checksum), the cache keeps parsed objects that are never asked for
        // again. They are switches of the whole process; nothing here depends on either.
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            git2::opts::strict_hash_verification(false);
            git2::opts::enable_caching(false);
        });
        let path = folder.to_str().ok_or("its path is not UTF-8")?;
        let odb = Odb::new().map_err(|error| error.message().to_owned())?;
        odb.add_disk_alternate(path).map_err(|error| error.message().to_owned())?;
        Ok(Self(odb))
    }

    /// The bytes of an object if it is there, whole and of that kind.
    pub(crate) fn read(&self, id: Oid, kind: ObjectType) -> Result<git2::OdbObject<'_>, Absence> {
        match self.0.read(id) {
            Ok(object) if object.kind() == kind => Ok(object),
            Ok(_) => Err(Absence::Damaged),
            Err(error) if error.code() == ErrorCode::NotFound => Err(Absence::Missing),
            Err(_) => Err(Absence::Damaged),
        }
    }

    /// Takes further blobs in memory from here on: nothing is written to the repository.
    pub(crate) fn take_more(&self) -> bool {
        self.0.add_new_mempack_backend(1000).is_ok()
    }

    /// Takes a blob and returns its id; the id alone where none can be taken.
    pub(crate) fn take(&self, blob: &[u8]) -> Oid {
        let id = || Oid::hash_object(ObjectType::Blob, blob).unwrap_or(Oid::ZERO_SHA1);
        self.0.write(ObjectType::Blob, blob).unwrap_or_else(|_| id())
    }

    /// The kind and size of an object.
    pub(crate) fn header(&self, id: Oid) -> Option<(ObjectType, u64)> {
        self.0.read_header(id).ok().map(|(size, kind)| (kind, size as u64))
    }

    /// The full id of an abbreviated one, if only one object begins like that.
    pub(crate) fn complete(&self, prefix: &str) -> Option<Oid> {
        let padded = format!("{prefix:0<40}");
        self.0.exists_prefix(Oid::from_str(&padded).ok()?, prefix.len()).ok()
    }
}

/// Why an object cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absence {
    /// It is not in this copy.
    Missing,
    /// It is there, but broken or of another kind.
    Damaged,
}
