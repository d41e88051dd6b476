//! Scenarios beside each other: they come, are called something, and go.

use super::Bench;
use crate::books::Record;
use crate::denial::{Denial, Kind};
use seamline_analyzer::name::flaw;

/// The most scenarios of an analysis.
const MOST_SCENARIOS: usize = 64;

impl Bench {
    /// A new scenario: as another one is, or as the file of decisions was when it was last read.
    pub(crate) fn add_scenario(&self, n: u64, name: &str, from: Option<u64>) -> Result<u64, Denial> {
        let name = self::name(name)?;
        let mut desk = self.desk();
        desk.work(n)?;
        let (seen, clean, lines) = match from {
            Some(from) => {
                let other = desk.scenario(n, from)?;
                (other.seen.clone(), other.clean.clone(), other.lines().to_vec())
            }
            None => {
                let (seen, clean) = desk.file.digests();
                (seen, clean, desk.file.lines.clone())
            }
        };
        let kept = desk.books.analyses.get(&n).ok_or_else(|| Denial::unknown("analysis"))?;
        if kept.scenarios.len() >= MOST_SCENARIOS {
            return Err(Denial::new(Kind::Limit, format!("there are {MOST_SCENARIOS} scenarios already; drop one")));
        }
        let m = kept.next();
        desk.write(Record::Scenario { n, m, name, seen, clean, lines })?;
        Ok(m)
    }

    /// Gives a scenario a name.
    pub(crate) fn name_scenario(&self, n: u64, m: u64, name: &str) -> Result<(), Denial> {
        let name = self::name(name)?;
        let mut desk = self.desk();
        desk.scenario(n, m)?;
        desk.write(Record::Name { n, m, name })
    }

    /// Drops a scenario; one stays.
    pub(crate) fn drop_scenario(&self, n: u64, m: u64) -> Result<(), Denial> {
        let mut desk = self.desk();
        desk.scenario(n, m)?;
        if desk.books.analyses.get(&n).is_some_and(|kept| kept.scenarios.len() < 2) {
            return Err(Denial::new(Kind::NoEffect, "it is the only scenario"));
        }
        desk.write(Record::Drop { n, m })?;
        desk.views.remove(&(n, m));
        Ok(())
    }
}

/// A name for people.
pub(super) fn name(name: &str) -> Result<String, Denial> {
    let name = name.trim();
    flaw(name).map_or_else(|| Ok(name.to_owned()), |flaw| Err(Denial::new(Kind::Unknown, flaw)))
}
