//! History: which commit changed which files, before anyone asks what that means.

mod git;
mod known;
mod meaning;
mod people;
mod rename;
mod texts;
mod walk;

pub use git::{GitHistory, HistorySettings};
pub(crate) use known::{Changes, CommitSays, KnownCommit};
pub use meaning::{MeaningSettings, Meant, mean};
pub use people::People;
pub use rename::Renames;
pub(crate) use rename::{Blob, find as find_renames};
pub use walk::{RawCommit, Walk};

use crate::cache::FactsCache;
use seamline_analyzer::{Cancelled, Cx};

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
