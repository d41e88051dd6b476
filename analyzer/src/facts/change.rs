//! History: who changed which units together, and when.

use crate::id::{ContributorId, UnitId};

/// Who committed within so many seconds before the newest commit may still be there to be asked: two years.
pub const RECENT: i64 = 2 * 365 * 86_400;

/// A person, after the mailmap.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contributor {
    /// The name.
    pub name: String,
    /// The mail address, lower-cased.
    pub mail: String,
    /// Whether it is a program.
    pub bot: bool,
}

/// The units one commit touched, under their newest names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeSet {
    /// The commit id in hexadecimal.
    pub id: String,
    /// The commit time, seconds since 1970.
    pub time: i64,
    /// The author first, then co-authors; never empty.
    pub contributors: Vec<ContributorId>,
    /// The units, ascending. Empty for commits too large to keep.
    pub units: Vec<UnitId>,
    /// How many source files the commit touched in all, units or not.
    pub files: u32,
    /// The first line of its message, shortened.
    pub subject: String,
    /// What kind of commit it is.
    pub kind: ChangeKind,
}

/// What kind of commit it is; only the normal ones are evidence of coupling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// Evidence.
    Normal,
    /// Touches more files than the cap: a reformat, a licence header, an import.
    Bulk,
    /// By a program.
    Bot,
    /// Undoes another commit, or was undone by one.
    Revert,
}

impl ChangeKind {
    /// The word for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            ChangeKind::Normal => "normal",
            ChangeKind::Bulk => "bulk",
            ChangeKind::Bot => "bot",
            ChangeKind::Revert => "revert",
        }
    }
}

/// What was read of the history and what was left out, in commits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistorySummary {
    /// Whether there was a history to read, and why not.
    pub state: HistoryState,
    /// Commits walked.
    pub walked: u64,
    /// Of these, merges (not evidence).
    pub merges: u64,
    /// Commits that touched at least one unit and are evidence.
    pub used: u64,
    /// Commits above the size cap.
    pub bulk: u64,
    /// Commits by programs.
    pub bots: u64,
    /// Reverts and reverted commits.
    pub reverts: u64,
    /// Commits that touch no unit.
    pub elsewhere: u64,
    /// Commits whose parents are cut off (shallow clone) and which therefore say nothing.
    pub boundary: u64,
    /// Commits left out by `--since`.
    pub too_old: u64,
    /// Commits or trees that could not be read; the walk went on without them.
    pub unreadable: u64,
    /// Renames that were followed.
    pub renames: u64,
    /// The first commit id that could not be read, if any.
    pub first_unreadable: Option<String>,
    /// Time of the oldest and of the newest commit used.
    pub span: Option<(i64, i64)>,
}

/// Whether there was a history to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HistoryState {
    /// All of it.
    Complete,
    /// A shallow clone: only the newest part.
    Shallow,
    /// Some objects are missing or damaged.
    Damaged,
    /// No repository.
    #[default]
    None,
    /// Switched off.
    Off,
    /// A repository without a commit.
    Unborn,
}

impl HistoryState {
    /// The word for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            HistoryState::Complete => "complete",
            HistoryState::Shallow => "shallow",
            HistoryState::Damaged => "damaged",
            HistoryState::None => "none",
            HistoryState::Off => "off",
            HistoryState::Unborn => "unborn",
        }
    }
}
