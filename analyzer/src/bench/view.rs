//! What people see of decisions while they try them.

use super::Workbench;
use super::decided::Decided;
use crate::analysis::{Place, Placement, Score};
use crate::decision::{Applied, Draft, Price, Role};
use crate::describe::{Cells, place};
use crate::id::{IdVec, UnitId};

/// What decisions make of a proposal.
#[derive(Debug, Clone, PartialEq)]
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
    /// The proposal as a draft.
    first: Draft,
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
    pub(super) fn new(bench: &Workbench, decided: Decided) -> Self {
        let Decided { proposal, reclustered, first, before, last, scores, entries } = decided;
        let (partition, shared) = (last.partition(), last.shared());
        let (cells, slots) = Cells::decided(&partition, last.services(), &shared);
        let placements = place(&bench.ties.graph, &partition, &proposal.grouping.runs, &cells, last.decided());
        let services = slots.into_iter().zip(cells.units.values()).map(|(slot, units)| BenchService {
            name: slot.name,
            role: slot.role,
            team: slot.team,
            units: units.clone(),
        });
        let services = services.collect();
        let unassigned = placements.iter().filter(|(_, placement)| placement.place == Place::Unassigned);
        let unassigned = unassigned.map(|(unit, _)| unit).collect();
        Self { services, shared, unassigned, placements, proposal: before, scores, entries, reclustered, first }
    }

    /// The service of that name.
    pub fn service(&self, name: &str) -> Option<&BenchService> {
        self.services.iter().find(|service| service.name == name)
    }

    /// The proposal that the entries are applied to.
    pub(super) fn first(&self) -> &Draft {
        &self.first
    }
}
