//! What people see of decisions while they try them.

use super::decided::Decided;
use crate::analysis::{Place, Placement, Score};
use crate::decision::{Applied, Price, Role};
use crate::describe::{Cells, place};
use crate::id::{IdVec, UnitId};
use std::fmt;

/// What decisions make of a proposal.
#[derive(Clone)]
pub struct View {
    /// The services, in the order of an analysis: largest first, ties by first unit.
    pub services: Vec<BenchService>,
    /// The units that are to be shared, ascending.
    pub shared: Vec<UnitId>,
    /// The units that nothing places, ascending.
    pub unassigned: Vec<UnitId>,
    /// Where every unit is and how firmly; candidates are numbered as [`View::services`].
    pub placements: IdVec<UnitId, Placement>,
    /// The metrics of the proposal that the entries are applied to.
    pub proposal: Vec<Score>,
    /// The metrics of the result.
    pub scores: Vec<Score>,
    /// What became of each entry, in the order of the entries.
    pub entries: Vec<Applied>,
    /// What a new cut in which the entries hold costs; empty where none was asked for.
    pub reclustered: Vec<Price>,
    decided: Decided,
}

/// A service of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BenchService {
    /// What it is called.
    pub name: String,
    /// What it is in the target picture.
    pub role: Role,
    /// The team that somebody decided it belongs to.
    pub team: Option<String>,
    /// Its units, ascending.
    pub units: Vec<UnitId>,
}

impl View {
    pub(super) fn new(decided: Decided) -> Self {
        let (steps, last) = (&decided.steps, decided.steps.last());
        let shared = last.shared();
        let (cells, slots) = Cells::decided(steps.tables.partition(), last.services(), &shared);
        let placements = place(&decided.firmness, &cells, last.decided());
        let services = slots.into_iter().zip(cells.units.values()).map(|(slot, units)| BenchService {
            name: slot.name,
            role: slot.role,
            team: slot.team,
            units: units.clone(),
        });
        let services = services.collect();
        let unassigned = placements.iter().filter(|(_, placement)| placement.place == Place::Unassigned);
        let unassigned = unassigned.map(|(unit, _)| unit).collect();
        Self {
            services,
            shared,
            unassigned,
            placements,
            proposal: steps.proposed().to_vec(),
            scores: steps.scores().to_vec(),
            entries: steps.applied(&decided.bound),
            reclustered: decided.proposed.reclustered.clone(),
            decided,
        }
    }

    /// The service of that name.
    pub fn service(&self, name: &str) -> Option<&BenchService> {
        self.services.iter().find(|service| service.name == name)
    }

    /// What it was made of.
    pub(super) fn decided(&self) -> &Decided {
        &self.decided
    }
}

impl PartialEq for View {
    /// Whether the two show the same.
    fn eq(&self, other: &Self) -> bool {
        (&self.services, &self.shared, &self.unassigned, &self.placements, &self.entries)
            == (&other.services, &other.shared, &other.unassigned, &other.placements, &other.entries)
            && (&self.proposal, &self.scores, &self.reclustered) == (&other.proposal, &other.scores, &other.reclustered)
    }
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View")
            .field("services", &self.services)
            .field("shared", &self.shared)
            .field("entries", &self.entries)
            .field("scores", &self.scores)
            .finish_non_exhaustive()
    }
}
