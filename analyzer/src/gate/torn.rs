//! Files that cannot be read whole after a change and could before: what crosses the border in them is neither new nor gone.
//!
//! A parser goes on behind what it does not understand, and sees less there, or something else. Whoever commits the marks
//! of a merge has taken nothing away by that, and has made nothing. What was read in part before is judged by what is seen on
//! both sides, as is a new file: else a construct that a parser does not know would take its file out of the gate for good.

use super::{Changed, Finding, Identity, Input};
use crate::facts::{Code, Facts, State};
use std::collections::BTreeSet;

/// What a change hides by files that it leaves unreadable.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Torn {
    /// The files, by path.
    pub files: Vec<String>,
    /// What was there before and rests on them, and is not seen: it counts as known. By identity.
    pub hidden: Vec<Identity>,
    /// What stands in them alone and nobody knew, by identity.
    pub seeming: Vec<Identity>,
}

/// Paths of files that were not read whole, and of folders that were not entered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Unread(BTreeSet<String>);

/// What of facts was not read whole, though it should have been.
pub(super) fn unread(facts: &Facts) -> Unread {
    let is_lost = |state: State| match state {
        State::Ok => false,
        State::Partial(_) | State::Failed(_) => true,
        State::Skipped(code) => code == Code::Binary || code.is_loss(),
    };
    Unread(facts.ledger.items().iter().filter(|item| is_lost(item.state)).map(|item| item.path.clone()).collect())
}

impl Unread {
    /// The paths.
    pub(super) fn into_paths(self) -> BTreeSet<String> {
        self.0
    }

    /// Whether a file is one of these, or lies in one of these folders.
    pub(super) fn has(&self, path: &str) -> bool {
        let folders = path.match_indices('/').map(|(end, _)| &path[..end]);
        !self.0.is_empty() && folders.chain([path]).any(|one| self.0.contains(one))
    }

    /// Whether an identity names one of these.
    pub(super) fn names(&self, id: &Identity) -> bool {
        [&id.from, &id.to].into_iter().any(|name| self.has(name.split('#').next().unwrap_or_default()))
    }

    /// Whether a finding rests on what stands in these alone.
    pub(super) fn holds(&self, finding: &Finding) -> bool {
        !finding.sites.is_empty() && finding.sites.iter().all(|site| self.has(site.path.as_str()))
    }
}

/// What the side after a change lacks that was read whole before. A state that is looked at whole has no time before.
pub(super) fn torn(input: &Input<'_>) -> Unread {
    if input.whole {
        return Unread::default();
    }
    let mut after = unread(input.after.facts);
    let was_whole = |path: &str| {
        let before = input.change.before(path);
        let is_old = matches!(input.change.files.get(path), Some(Changed::Modified | Changed::Renamed));
        (is_old || input.before.labels.contains_key(before)) && !input.before.unread.contains(before)
    };
    after.0.retain(|path| was_whole(path));
    after
}
