//! What decisions make of a proposal, with what every service was called on the way.

use super::super::draft::{Draft, Phase};
use super::super::{Bound, Decision, Decisions, Outcome, Role, bind_after};
use super::Refused;
use crate::facts::Facts;
use crate::id::{Id, UnitId};
use std::collections::BTreeMap;

/// The services that decisions make.
pub(super) struct Cut {
    /// The services, by cell.
    pub(super) services: Vec<Known>,
    /// Per unit where it is: the index of its service, or outside of all.
    pub(super) at: Vec<Option<usize>>,
    /// The units that are shared, ascending.
    pub(super) shared: Vec<UnitId>,
    /// What became of each entry.
    pub(super) outcomes: BTreeMap<usize, Outcome>,
}

/// A service, and where it comes from.
pub(super) struct Known {
    /// What it is called.
    pub(super) name: String,
    /// What it is in the target picture.
    pub(super) role: Role,
    /// Its units, ascending.
    pub(super) units: Vec<UnitId>,
    /// Who made it.
    pub(super) made: Made,
}

/// Who made a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Made {
    /// The proposal, or a change of it by name.
    Proposed {
        /// What merges call it.
        unmerged: String,
        /// What new names are given to.
        merged: String,
    },
    /// Pins, by its name.
    Pinned,
    /// Nobody by name: what has to be together or apart made it.
    Nobody,
}

impl Cut {
    pub(super) fn new(
        facts: &Facts,
        first: &Draft,
        known: Option<&Bound>,
        decisions: &Decisions,
    ) -> Result<Self, Refused> {
        let bound = bind_after(facts, decisions.clone(), known)?;
        let mut draft = first.clone();
        let mut names: BTreeMap<Phase, Vec<Option<String>>> = BTreeMap::new();
        let outcomes =
            draft.apply_watched(&bound, |_| true, &mut |phase, draft| drop(names.insert(phase, draft.names())));
        let sent = |name: &str| decisions.entries.iter().any(|entry| target(&entry.decision) == Some(name));
        let called = |phase: Phase, cell: usize| names[&phase].get(cell).cloned().flatten();
        let known = |(cell, slot, units): (usize, super::super::Slot, Vec<UnitId>)| {
            let made = match (called(Phase::Divided, cell), called(Phase::Merged, cell)) {
                (Some(unmerged), Some(merged)) => Made::Proposed { unmerged, merged },
                _ if called(Phase::Gathered, cell).is_some() && sent(&slot.name) => Made::Pinned,
                _ => Made::Nobody,
            };
            Known { name: slot.name, role: slot.role, units, made }
        };
        let services: Vec<Known> = draft.services_by_cell().into_iter().map(known).collect();
        let mut at = vec![None; facts.units.len()];
        for (index, service) in services.iter().enumerate() {
            service.units.iter().for_each(|unit| at[unit.index()] = Some(index));
        }
        Ok(Self { services, at, shared: draft.shared(), outcomes })
    }

    /// The service of that name.
    pub(super) fn service(&self, name: &str) -> Option<&Known> {
        self.services.iter().find(|service| service.name == name)
    }

    /// The service of a unit.
    pub(super) fn of(&self, unit: UnitId) -> Option<&Known> {
        self.at[unit.index()].map(|at| &self.services[at])
    }

    /// Which of these units are elsewhere than in the service of that name.
    pub(super) fn elsewhere(&self, units: &[UnitId], name: &str) -> Vec<UnitId> {
        let there = |unit: &UnitId| self.of(*unit).is_some_and(|service| service.name == name);
        units.iter().copied().filter(|unit| !there(unit)).collect()
    }
}

/// The service that an entry sends its units to.
pub(super) fn target(decision: &Decision) -> Option<&str> {
    match decision {
        Decision::Pin(_, service) => Some(service),
        Decision::Treat(treatment, ..) => treatment.service(),
        _ => None,
    }
}
