//! Edits that are an entry as they are, and edits of entries.

use super::super::{Decision, Outcome, Selection};
use super::Refused;
use super::cut::Made;
use super::desk::Desk;
use crate::id::UnitId;

impl Desk<'_> {
    /// Keeps units together.
    pub(super) fn together(&mut self, units: &[UnitId]) -> Result<(), Refused> {
        let units = self.known(units)?;
        if units.len() < 2 {
            return Err(Refused::NoEffect("two files at least stay together".to_owned()));
        }
        for entry in &self.now.entries {
            if let Decision::Together(what) = &entry.decision {
                let known = what.units(self.facts);
                if units.iter().all(|unit| known.binary_search(unit).is_ok()) {
                    return Err(Refused::NoEffect("they stay together already".to_owned()));
                }
            }
        }
        self.add(Decision::Together(Selection::of_units(self.facts, &units)));
        Ok(())
    }

    /// Keeps groups apart.
    pub(super) fn apart(&mut self, groups: &[Vec<UnitId>]) -> Result<(), Refused> {
        if groups.len() < 2 {
            return Err(Refused::NoEffect("two groups at least are kept apart".to_owned()));
        }
        let groups = groups.iter().map(|group| self.known(group)).collect::<Result<Vec<_>, _>>()?;
        let mut all = groups.concat();
        all.sort_unstable();
        if let Some(twice) = all.windows(2).find(|pair| pair[0] == pair[1]) {
            let label = self.facts.units[twice[0]].label();
            return Err(Refused::NoEffect(format!("{label} cannot be apart from itself")));
        }
        let groups: Vec<Selection> = groups.iter().map(|group| Selection::of_units(self.facts, group)).collect();
        let decision = Decision::Apart(groups);
        if self.now.entries.iter().any(|entry| entry.decision == decision) {
            return Err(Refused::NoEffect("they are kept apart already".to_owned()));
        }
        self.add(decision);
        Ok(())
    }

    /// Asks for sizes.
    pub(super) fn sizes(&mut self, least: Option<usize>, most: Option<usize>) -> Result<(), Refused> {
        let (low, high) = (least.unwrap_or(0), most.unwrap_or(usize::MAX));
        if low > high || high == 0 {
            return Err(Refused::NoEffect("the largest size is below the smallest".to_owned()));
        }
        let of = |decision: &Decision| matches!(decision, Decision::Sizes { .. });
        if least.is_none() && most.is_none() {
            self.now.entries.retain(|entry| !of(&entry.decision));
            return Ok(());
        }
        let decision = Decision::Sizes { least: low, most: high };
        match self.now.entries.iter().position(|entry| of(&entry.decision)) {
            Some(at) if self.now.entries[at].decision == decision => {}
            Some(at) => {
                self.now.entries[at].decision = decision;
                self.reason.clone_into(&mut self.now.entries[at].reason);
            }
            None => self.add(decision),
        }
        Ok(())
    }

    /// Takes an entry away; pins and teams that name a service which it named get the name that the service has then.
    pub(super) fn remove(&mut self, entry: usize) -> Result<(), Refused> {
        self.has(entry)?;
        let removed = self.now.entries.remove(entry).decision;
        let stale = |outcome: Option<&Outcome>| matches!(outcome, Some(Outcome::Stale(_)));
        if stale(self.view.outcomes.get(&entry)) {
            return Ok(());
        }
        let (Decision::Rename(_, name) | Decision::Merge(_, name)) = &removed else { return self.drop_teams() };
        let Some(service) = self.view.service(name) else { return self.drop_teams() };
        let (Made::Proposed { unmerged, merged }, name) = (service.made.clone(), name.clone()) else {
            return self.drop_teams();
        };
        let was = if matches!(removed, Decision::Rename(..)) { merged } else { unmerged };
        self.rewrite(&name, &was);
        self.drop_teams()
    }

    /// Takes away the teams of services that are no more.
    fn drop_teams(&mut self) -> Result<(), Refused> {
        let cut = self.cut()?;
        let mut at = 0;
        self.now.entries.retain(|entry| {
            let stale = matches!(cut.outcomes.get(&at), Some(Outcome::Stale(_)));
            let known = self.old.entries.iter().position(|old| old == entry);
            let was = known.is_some_and(|known| matches!(self.view.outcomes.get(&known), Some(Outcome::Stale(_))));
            at += 1;
            !(stale && !was && matches!(entry.decision, Decision::Team(..)))
        });
        Ok(())
    }

    /// Gives an entry another reason.
    pub(super) fn reason_of(&mut self, entry: usize, reason: &str) -> Result<(), Refused> {
        self.has(entry)?;
        let reason = reason.trim();
        if reason.is_empty() || reason.len() > super::LONGEST {
            return Err(Refused::NoEffect(format!("a reason has 1 to {} letters", super::LONGEST)));
        }
        reason.clone_into(&mut self.now.entries[entry].reason);
        Ok(())
    }

    fn has(&self, entry: usize) -> Result<(), Refused> {
        let last = self.now.entries.len();
        if entry < last { Ok(()) } else { Err(Refused::Unknown(format!("there is no entry {entry} of {last}"))) }
    }
}
