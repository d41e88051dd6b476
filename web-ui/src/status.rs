//! How far an analysis is, for whoever watches: the latest state and no history, so that a slow reader holds nobody up.

use seamline_analyzer::{Progress, Stage};
use serde::Serialize;
use std::collections::BTreeMap;
use tokio::sync::watch;

/// What an analysis is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    /// It waits for its turn, or works.
    Running,
    /// It is there.
    Done,
    /// It will not be there.
    Failed,
    /// Somebody stopped it.
    Cancelled,
}

/// How far an analysis is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Status {
    pub(crate) state: State,
    /// Why it failed, in words.
    pub(crate) error: Option<String>,
    /// The steps that are running, with what is done of each and of how much.
    steps: BTreeMap<Stage, (u64, Option<u64>)>,
}

/// A step in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Step {
    pub(crate) stage: &'static str,
    pub(crate) done: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) total: Option<u64>,
}

impl Status {
    /// Nothing has begun.
    pub(crate) const fn waiting() -> Self {
        Self { state: State::Running, error: None, steps: BTreeMap::new() }
    }

    /// The end.
    pub(crate) const fn ended(state: State, error: Option<String>) -> Self {
        Self { state, error, steps: BTreeMap::new() }
    }

    /// The step that is told: the latest of those that are running.
    pub(crate) fn step(&self) -> Step {
        match self.steps.last_key_value() {
            Some((stage, (done, total))) => Step { stage: stage.name(), done: *done, total: *total },
            None => Step { stage: "wait", done: 0, total: None },
        }
    }
}

/// Tells how far an analysis is.
pub(crate) struct Teller(pub(crate) watch::Sender<Status>);

impl Progress for Teller {
    fn begin(&self, stage: Stage, total: Option<u64>) {
        self.0.send_modify(|status| {
            status.steps.insert(stage, (0, total));
        });
    }

    fn advance(&self, stage: Stage, items: u64) {
        self.0.send_modify(|status| status.steps.entry(stage).or_default().0 += items);
    }

    fn end(&self, stage: Stage) {
        self.0.send_modify(|status| {
            status.steps.remove(&stage);
        });
    }
}
