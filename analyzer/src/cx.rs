//! What every long operation is handed: where to report progress, and whether to stop.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

/// A step of the work that a person can be told about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Opening what earlier runs kept, and keeping what is new.
    Keep,
    /// Listing the files.
    List,
    /// Reading and parsing files.
    Parse,
    /// Walking commits.
    History,
    /// Resolving names across files.
    Resolve,
    /// Measuring couplings.
    Couple,
    /// Clustering.
    Cluster,
    /// Describing candidates, seams and baselines.
    Describe,
    /// Planning the migration.
    Plan,
    /// Running an analysis again and again on less evidence.
    Validate,
    /// Writing output.
    Write,
}

impl Stage {
    /// The stage in one word, for a progress line or a table.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Keep => "keep",
            Stage::List => "list",
            Stage::Parse => "parse",
            Stage::History => "history",
            Stage::Resolve => "resolve",
            Stage::Couple => "couple",
            Stage::Cluster => "cluster",
            Stage::Describe => "describe",
            Stage::Plan => "plan",
            Stage::Validate => "validate",
            Stage::Write => "write",
        }
    }
}

/// Listens to the work. All methods do nothing by default. Called from several threads.
pub trait Progress: Sync {
    /// A stage begins; `total` items if that is known.
    fn begin(&self, _stage: Stage, _total: Option<u64>) {}
    /// Some more items of a stage are done.
    fn advance(&self, _stage: Stage, _items: u64) {}
    /// A stage is over.
    fn end(&self, _stage: Stage) {}
}

/// Listens to nothing.
pub struct Silent;

impl Progress for Silent {}

/// A request to stop that the work polls.
#[derive(Debug, Default)]
pub struct Cancel(AtomicBool);

impl Cancel {
    /// Nobody has asked yet.
    pub const fn new() -> Self {
        Self(AtomicBool::new(false))
    }

    /// Asks the work to stop soon.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// `Err` once someone asked to stop.
    ///
    /// # Errors
    /// [`Cancelled`] after [`Cancel::cancel`].
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.0.load(Ordering::Relaxed) { Err(Cancelled) } else { Ok(()) }
    }
}

/// The work was stopped on request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancelled;

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("stopped on request")
    }
}

impl std::error::Error for Cancelled {}

/// The context of a long operation; first in every argument list.
#[derive(Clone, Copy)]
pub struct Cx<'a> {
    /// Who listens.
    pub progress: &'a dyn Progress,
    /// Who may stop it.
    pub cancel: &'a Cancel,
}

impl Cx<'_> {
    /// Runs `work` between the begin and end of a stage.
    pub fn stage<T>(self, stage: Stage, total: Option<u64>, work: impl FnOnce() -> T) -> T {
        self.progress.begin(stage, total);
        let value = work();
        self.progress.end(stage);
        value
    }
}
