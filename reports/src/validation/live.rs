//! What was measured with running servers: a part of `validation.json` that is only there when somebody measured it.
//!
//! Measured and told, never judged: none of it is part of the bar.

use super::view::NONE;
use crate::display::count;
use crate::view::show;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Measured with running servers, form by form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Live {
    /// Where and when, in words.
    pub machine: String,
    /// One line for each thing that was down, or broken.
    pub faults: Vec<Fault>,
    /// Exports a second, for each form and number of workers.
    pub scaling: Vec<Throughput>,
    /// How many times as many exports the second worker gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_worker: Option<f64>,
    /// Ordinary requests, alone and while others export.
    pub latency: Vec<Latency>,
}

/// One thing that was down, or broken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Fault {
    /// What was down, or what broke in which form.
    pub what: String,
    /// How many kinds of request were still answered.
    pub answered: u64,
    /// Of how many.
    pub requests: u64,
    /// Seconds until it was ready again after it was started; left out where it was not started again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready_seconds: Option<f64>,
    /// What was begun meanwhile and has to be done afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<String>,
    /// Whether it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<bool>,
}

/// Exports a second.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Throughput {
    /// The form, and how many workers.
    pub form: String,
    /// Exports a second; median of rounds.
    pub exports_per_second: f64,
    /// Megabytes of the processes that are scaled.
    pub megabytes: f64,
    /// How many exports failed.
    pub failed: u64,
}

/// How long ordinary requests take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Latency {
    /// The form.
    pub form: String,
    /// Milliseconds when nobody exports.
    pub alone: Percentiles,
    /// Milliseconds while others export.
    pub busy: Percentiles,
    /// Exports a second meanwhile.
    pub exports_per_second: f64,
    /// How many ordinary requests failed.
    pub failed: u64,
}

/// Milliseconds; medians of rounds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Percentiles {
    /// Half of the requests were faster.
    pub p50: f64,
    /// 95 of 100 were faster.
    pub p95: f64,
}

impl Fault {
    /// What became of what was begun meanwhile.
    pub(super) fn afterwards(&self) -> String {
        match (&self.begun, self.done) {
            (Some(begun), Some(true)) => format!("done: {}", show(begun)),
            (Some(begun), Some(false)) => format!("LOST: {}", show(begun)),
            (Some(begun), None) => show(begun),
            (None, _) => NONE.to_owned(),
        }
    }

    /// `16 of 20`.
    pub(super) fn share(&self) -> String {
        format!("{} of {}", count(self.answered), count(self.requests))
    }

    /// Seconds until it was ready again.
    pub(super) fn ready(&self) -> String {
        self.ready_seconds.map_or_else(|| NONE.to_owned(), |seconds| format!("{seconds:.1} s"))
    }
}

impl Latency {
    /// Half and 95 of 100 alone, the same while others export, and how many times as long half of them take.
    pub(super) fn cells(&self) -> Vec<String> {
        let milliseconds = |value: f64| format!("{value:.0}");
        let slower =
            if self.alone.p50 > 0.0 { format!("{:.1}x", self.busy.p50 / self.alone.p50) } else { NONE.to_owned() };
        let times = [self.alone.p50, self.alone.p95, self.busy.p50, self.busy.p95].map(milliseconds);
        let mut cells = times.to_vec();
        cells.extend([slower, format!("{:.1}", self.exports_per_second), count(self.failed)]);
        cells
    }
}

impl Throughput {
    /// Exports a second, megabytes, failures.
    pub(super) fn cells(&self) -> Vec<String> {
        vec![format!("{:.1}", self.exports_per_second), format!("{:.0}", self.megabytes), count(self.failed)]
    }
}
