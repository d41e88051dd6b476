//! What is kept of analyses and scenarios: a pure function of the records of the log, so that a restart finds what was there.
//!
//! Whoever changes something writes the record first and applies it then; replaying applies the same records in the same
//! order. A record of scenarios needs no analysis to be replayed.

use crate::analyst::Options;
use crate::scenario::{Misfit, Scenario};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The version of the records.
const VERSION: u32 = 1;

/// After so many records the log says what all scenarios hold, which a replay compares with what it has made.
pub(crate) const CHECKED_EVERY: u64 = 500;

/// The first analysis, which is the one that the server was started for.
pub(crate) const FIRST: u64 = 1;

/// A line of the log. `n` is an analysis, `m` one of its scenarios.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "did", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Record {
    /// The first line.
    Begin { version: u32 },
    /// Somebody asked for another analysis.
    Analysis { n: u64, label: Option<String>, options: Options },
    /// A scenario that was not there before; the digests are those of [`Scenario`].
    Scenario { n: u64, m: u64, name: String, seen: String, clean: String, lines: Vec<String> },
    /// A scenario is called otherwise.
    Name { n: u64, m: u64, name: String },
    /// A scenario is gone.
    Drop { n: u64, m: u64 },
    /// Some lines of a scenario went and others came.
    Edit { n: u64, m: u64, at: usize, out: usize, put: Vec<String> },
    /// The last edit was taken back.
    Undo { n: u64, m: u64 },
    /// And done again.
    Redo { n: u64, m: u64 },
    /// A scenario saw the file as it is now, with these entries.
    Seen { n: u64, m: u64, seen: String, clean: String },
    /// A scenario was written into the file, which was one text and is another.
    Saved { from: String, to: String, clean: String },
    /// What all of them hold, as a digest.
    Check { digest: String },
}

/// The digest of a text.
pub(crate) fn digest(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The digest of lines.
pub(crate) fn digest_of(lines: &[String]) -> String {
    digest(&lines.join("\n"))
}

/// Everything that is kept.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Books {
    /// The analyses by their number.
    pub(crate) analyses: BTreeMap<u64, Kept>,
    /// How many records were applied.
    records: u64,
}

/// An analysis as far as it is kept: what was asked for, and what was done with it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Kept {
    pub(crate) label: Option<String>,
    pub(crate) options: Options,
    /// The scenarios by their number.
    pub(crate) scenarios: BTreeMap<u64, Scenario>,
    /// The largest number that a scenario had.
    last: u64,
}

impl Kept {
    /// Whether somebody did something with it.
    pub(crate) fn is_used(&self) -> bool {
        self.last > 1 || self.scenarios.values().any(|scenario| !scenario.is_untouched())
    }

    /// The number of the next scenario.
    pub(crate) fn next(&self) -> u64 {
        self.last + 1
    }
}

impl Books {
    /// The record that a log begins with.
    pub(crate) fn begin() -> Record {
        Record::Begin { version: VERSION }
    }

    /// Whether nothing was ever written.
    pub(crate) fn is_new(&self) -> bool {
        self.records == 0
    }

    /// The number of the next analysis.
    pub(crate) fn next(&self) -> u64 {
        self.analyses.keys().next_back().map_or(FIRST, |last| last + 1)
    }

    /// A scenario.
    pub(crate) fn scenario(&self, n: u64, m: u64) -> Option<&Scenario> {
        self.analyses.get(&n)?.scenarios.get(&m)
    }

    /// The check that is due, if one is.
    pub(crate) fn check(&self) -> Option<Record> {
        (self.records > 0 && self.records.is_multiple_of(CHECKED_EVERY)).then(|| Record::Check { digest: self.whole() })
    }

    /// What all scenarios hold.
    fn whole(&self) -> String {
        let mut hash = Sha256::new();
        for (n, kept) in &self.analyses {
            for (m, scenario) in &kept.scenarios {
                hash.update(format!("{n} {m} {} {}\n", scenario.revision(), digest_of(scenario.lines())));
            }
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Does what a record says.
    ///
    /// # Errors
    /// When there is nothing that it could be done to; nothing is changed then.
    pub(crate) fn apply(&mut self, record: Record) -> Result<(), Misfit> {
        match record {
            Record::Begin { version } => {
                if version != VERSION || self.records > 0 {
                    return Err(Misfit);
                }
            }
            Record::Analysis { n, label, options } => {
                let kept = Kept { label, options, ..Kept::default() };
                if n < self.next() || self.analyses.insert(n, kept).is_some() {
                    return Err(Misfit);
                }
            }
            Record::Scenario { n, m, name, seen, clean, lines } => {
                // The first analysis needs nobody to ask for it.
                let kept =
                    if n == FIRST { Some(self.analyses.entry(n).or_default()) } else { self.analyses.get_mut(&n) };
                let kept = kept.filter(|kept| m >= kept.next()).ok_or(Misfit)?;
                kept.scenarios.insert(m, Scenario::new(name, lines, seen, clean));
                kept.last = m;
            }
            Record::Name { n, m, name } => self.scenario_mut(n, m)?.name = name,
            Record::Drop { n, m } => {
                let kept = self.analyses.get_mut(&n).ok_or(Misfit)?;
                kept.scenarios.remove(&m).ok_or(Misfit)?;
            }
            Record::Edit { n, m, at, out, put } => self.scenario_mut(n, m)?.edit(at, out, put)?,
            Record::Undo { n, m } => self.scenario_mut(n, m)?.undo()?,
            Record::Redo { n, m } => self.scenario_mut(n, m)?.redo()?,
            Record::Seen { n, m, seen, clean } => {
                let scenario = self.scenario_mut(n, m)?;
                (scenario.seen, scenario.clean) = (seen, clean);
            }
            Record::Saved { from, to, clean } => {
                let all = self.analyses.values_mut().flat_map(|kept| kept.scenarios.values_mut());
                for scenario in all.filter(|scenario| scenario.seen == from) {
                    (scenario.seen, scenario.clean) = (to.clone(), clean.clone());
                }
            }
            Record::Check { digest } => {
                if digest != self.whole() {
                    return Err(Misfit);
                }
            }
        }
        self.records += 1;
        Ok(())
    }

    fn scenario_mut(&mut self, n: u64, m: u64) -> Result<&mut Scenario, Misfit> {
        self.analyses.get_mut(&n).and_then(|kept| kept.scenarios.get_mut(&m)).ok_or(Misfit)
    }
}

#[cfg(test)]
mod tests;
