//! A cut: which service each unit goes to, or why to none.

use super::treatment::Treatment;
use crate::analysis::{Analysis, Candidate, Place};
use crate::decision::Role as Decided;
use crate::facts::{Facts, Unit};
use crate::id::{Id, IdVec, ServiceId, UnitId};
use crate::path::RepoPath;
use std::collections::{BTreeMap, BTreeSet};

/// A cut of all units into services.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cut {
    /// The services' names.
    pub services: IdVec<ServiceId, String>,
    /// What becomes of each unit.
    pub roles: IdVec<UnitId, Role>,
    /// The service that somebody decided is what is left of the monolith.
    pub stays: Option<ServiceId>,
    /// What somebody decided about single units, by unit.
    pub decided: BTreeMap<UnitId, Treatment>,
}

/// What becomes of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It goes to this service.
    Service(ServiceId),
    /// Every service contains it that needs it.
    Shared,
    /// It becomes the front door.
    Gateway,
    /// It is no longer there.
    Gone,
}

/// Who calls or answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// A service.
    Service(ServiceId),
    /// The front door.
    Gateway,
}

impl Cut {
    /// The cut that an analysis proposes: its candidates; what has no place is anybody's, like what is shared.
    pub fn of_analysis(analysis: &Analysis) -> Self {
        // A gateway that somebody decided is no service, so the services after it move up.
        let is = |decided| move |candidate: &Candidate| candidate.role == decided;
        let mut places = Vec::new();
        let mut services = IdVec::new();
        for candidate in analysis.candidates.values() {
            places.push(if is(Decided::Gateway)(candidate) {
                Role::Gateway
            } else {
                Role::Service(services.push(candidate.name.clone()))
            });
        }
        let role = |place| match place {
            Place::Candidate(candidate) => places[candidate.index()],
            Place::Shared | Place::Unassigned => Role::Shared,
        };
        let stays = analysis.candidates.values().position(is(Decided::Monolith)).map(|at| places[at]);
        let decided = analysis.placements.iter().filter_map(|(unit, placement)| {
            let entry = analysis.decisions.get(placement.decided?)?;
            Some((unit, Treatment::decided(entry.kind)?))
        });
        Self {
            decided: decided.collect(),
            roles: analysis.placements.values().map(|placement| role(placement.place)).collect(),
            stays: stays.and_then(|role| if let Role::Service(service) = role { Some(service) } else { None }),
            services,
        }
    }

    /// A cut that somebody wrote down: the service of each unit by its label (`path#part`), else by its path. The words
    /// `(shared)`, `(unassigned)`, `(gateway)` and `(dropped)` are no services; what is not mentioned is anybody's.
    pub fn of_labels(labels: &BTreeMap<String, String>, facts: &Facts) -> Self {
        let named: BTreeSet<&str> = labels.values().map(String::as_str).filter(|name| !name.starts_with('(')).collect();
        let services: IdVec<ServiceId, String> = named.iter().map(|name| (*name).to_owned()).collect();
        let role = |unit: &Unit| {
            let name = labels.get(&unit.label()).or_else(|| labels.get(unit.path.as_str()));
            match name.map(String::as_str) {
                Some("(gateway)") => Role::Gateway,
                Some("(dropped)") => Role::Gone,
                Some(name) => {
                    let at = named.iter().position(|known| *known == name);
                    at.map_or(Role::Shared, |at| Role::Service(ServiceId::new(at)))
                }
                None => Role::Shared,
            }
        };
        Self { services, roles: facts.units.values().map(role).collect(), ..Self::default() }
    }

    /// The same cut over parts of the files that it was made of: each part goes where its file goes.
    pub fn of_parts(&self, files: &Facts, parts: &Facts) -> Self {
        let homes: BTreeMap<&RepoPath, Role> =
            files.units.iter().map(|(unit, of)| (&of.path, self.roles[unit])).collect();
        let role = |path: &RepoPath| homes.get(path).copied().unwrap_or(Role::Shared);
        let roles = parts.units.values().map(|part| role(&part.path)).collect();
        let of_file = |(unit, treatment): (&UnitId, &Treatment)| (&files.units[*unit].path, *treatment);
        let decided: BTreeMap<&RepoPath, Treatment> = self.decided.iter().map(of_file).collect();
        let of_part = |(part, of): (UnitId, &Unit)| Some((part, *decided.get(&of.path)?));
        let decided = parts.units.iter().filter_map(of_part).collect();
        Self { services: self.services.clone(), roles, stays: self.stays, decided }
    }

    /// The service of a unit.
    pub fn service(&self, unit: UnitId) -> Option<ServiceId> {
        match self.roles[unit] {
            Role::Service(service) => Some(service),
            Role::Shared | Role::Gateway | Role::Gone => None,
        }
    }

    /// Who a unit speaks for.
    pub fn party(&self, unit: UnitId) -> Option<Party> {
        match self.roles[unit] {
            Role::Service(service) => Some(Party::Service(service)),
            Role::Gateway => Some(Party::Gateway),
            Role::Shared | Role::Gone => None,
        }
    }
}
