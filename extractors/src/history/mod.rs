//! History: which commit changed which files, before anyone asks what that means.

mod git;
mod known;
mod meaning;
mod people;
mod rename;

pub use git::{GitHistory, HistorySettings};
pub(crate) use known::{Changes, CommitSays, KnownCommit};
pub use meaning::{MeaningSettings, mean};
pub use people::People;
pub use rename::Renames;
pub(crate) use rename::{Blob, find as find_renames};

use crate::cache::FactsCache;
use seamline_analyzer::facts::HistoryState;
use seamline_analyzer::{Cancelled, Cx};

/// One commit as the history shows it: what changed, not yet what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawCommit {
    /// Its id in hexadecimal.
    pub id: String,
    /// The committer time, seconds since 1970.
    pub time: i64,
    /// The author and then the co-authors, each after the mailmap: (name, mail).
    pub people: Vec<(String, String)>,
    /// The first line of its message.
    pub subject: String,
    /// The id it says it reverts, if any.
    pub reverts: Option<String>,
    /// The changed paths, sorted; only those the caller asked to keep.
    pub paths: Vec<String>,
    /// Renames among them: (old path, new path).
    pub renames: Vec<(String, String)>,
}

/// What a walk over the history gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Walk {
    /// The commits without merges, newest first.
    pub commits: Vec<RawCommit>,
    /// Whether it is all there.
    pub state: HistoryState,
    /// Commits walked, merges included.
    pub walked: u64,
    /// Of these, merges.
    pub merges: u64,
    /// Commits whose parents are cut off.
    pub boundary: u64,
    /// Commits older than asked for.
    pub too_old: u64,
    /// Commits or trees that could not be read.
    pub unreadable: u64,
    /// The first id that could not be read.
    pub first_unreadable: Option<String>,
}

/// A history to walk.
pub trait History: Sync {
    /// Walks it, newest commit first, keeping the paths for which `keep` holds.
    ///
    /// # Errors
    /// Only when asked to stop; damage is counted in the result.
    fn walk(&self, cx: Cx<'_>, keep: &(dyn Fn(&str) -> bool + Sync)) -> Result<Walk, Cancelled>;

    /// The same, and what commits changed may be taken from a cache. A cache holds for one `keep`.
    ///
    /// # Errors
    /// The same.
    fn walk_kept(
        &self,
        cx: Cx<'_>,
        keep: &(dyn Fn(&str) -> bool + Sync),
        _cache: Option<&dyn FactsCache>,
    ) -> Result<Walk, Cancelled> {
        self.walk(cx, keep)
    }
}
