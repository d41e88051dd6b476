//! The cache: what one file says and what one commit changed, kept from run to run under what decides it.
//!
//! The key of a file's facts is made of the build, the path, how finely files are divided, and the content: its blob id
//! where the tree knows it (then the blob need not be read), else its bytes. So a value is never out of date; it is there or
//! not, and a run gives the same bytes either way. Only what the content decides is kept: no failure to read, no crash, no
//! lack of time. This is the only place that turns facts into bytes.
//! [`Series`] is one cache for several extractions of a run.
//!
//! ```text
//! extract ── get, put ──▶ trait FactsCache ◀── FolderCache ── one pack a project ── values by key, each with its check
//! ```
//!
//! Limit: one build is told from another by its sources and, where they are known, the versions of its dependencies.

mod code;
mod folder;
mod kept;
mod pack;
mod said;
mod series;

pub(crate) use code::{Keep, Reader, Writer, from_bytes, to_bytes};
pub use folder::{Contents, FolderCache, Saved, Unusable};
pub(crate) use kept::leave_out;
pub(crate) use said::{Said, bytes_of, said_of};
pub use series::Series;

use seamline_analyzer::RepoPath;
use seamline_analyzer::facts::Granularity;

/// What would make what is kept grow by less than this part of it is not kept: to find so little anew in the next run costs less
/// than to write all of it (of 8 MiB 30 ms, against half a second for each MiB that is found).
pub(crate) const LITTLE: usize = 512;

/// Where values are kept. Used by several threads at once.
pub trait FactsCache: Sync {
    /// The value that was kept under a key, whole as it was put.
    fn get(&self, key: &Key) -> Option<&[u8]>;

    /// Counts a value as used that is not wanted now.
    fn touch(&self, key: &Key) {
        self.get(key);
    }

    /// Keeps a value for later runs; this one need not find it.
    fn put(&self, key: Key, value: Vec<u8>);
}

/// What decides a value: the first half of the BLAKE3 hash of all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(pub(crate) [u8; 16]);

impl Key {
    /// The key of a value of a kind that all these parts and this build decide.
    pub fn of(kind: &str, parts: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in [BUILD.as_bytes(), kind.as_bytes()].iter().chain(parts) {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Self(first_half(hasher.finalize()))
    }
}

/// What tells one build from another.
const BUILD: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("SEAMLINE_SOURCES"));

fn first_half(hash: blake3::Hash) -> [u8; 16] {
    *hash.as_bytes().first_chunk().expect("a hash has 32 bytes")
}

/// The content of a file, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content<'a> {
    /// The id of its blob.
    Blob([u8; 20]),
    /// Its bytes.
    Bytes(&'a [u8]),
}

/// The key of what a file says.
pub(crate) fn key_of_file(path: &RepoPath, reading: &str, division: Granularity, content: Content<'_>) -> Key {
    let (kind, content) = match &content {
        Content::Blob(id) => ("blob", id.as_slice()),
        Content::Bytes(bytes) => ("bytes", *bytes),
    };
    let parts = [path.as_str(), reading, division.name(), kind].map(str::as_bytes);
    Key::of("file", &[parts[0], parts[1], parts[2], parts[3], content])
}
