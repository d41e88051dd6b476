//! Candidates: cells with what an architect asks about them.

use super::{Cells, Names};
use crate::analysis::{Band, Candidate, Contribution, Placement, Shared, StoreUse};
use crate::decision::{Role, Slot};
use crate::facts::{ChangeKind, Facts, Mode, RECENT};
use crate::graph::Matrix;
use crate::id::{CandidateId, ContributorId, Id, IdVec, ServiceId, StoreId, UnitId};
use crate::plan::ownership::ownership;
use crate::plan::{Cut, Role as Placed, Standings};
use std::collections::BTreeMap;

/// Describes every candidate; `slots` says what was decided about each, where anything was.
pub(crate) fn candidates(
    facts: &Facts,
    graph: &Matrix,
    cells: &Cells,
    names: Names,
    placements: &IdVec<UnitId, Placement>,
    shared: &[Shared],
    slots: &[Slot],
) -> IdVec<CandidateId, Candidate> {
    let mut stores = store_uses(facts, cells);
    let mut owners = owners(facts, cells);
    let mut entries = entry_points(facts, cells);
    cells
        .units
        .iter()
        .map(|(id, units)| {
            let (name, words) = names[id].clone();
            let of_band = |band| units.iter().filter(|unit| placements[**unit].band == band).count();
            let mean = |value: fn(&Placement) -> f64| {
                units.iter().map(|unit| value(&placements[*unit])).sum::<f64>() / units.len() as f64
            };
            let entities = shared.iter().filter(|mark| mark.entity && cells.candidate(mark.unit) == Some(id));
            Candidate {
                name,
                words,
                units: units.clone(),
                lines: units.iter().map(|unit| u64::from(facts.units[*unit].lines)).sum(),
                entry_points: std::mem::take(&mut entries[id]),
                stores: std::mem::take(&mut stores[id]),
                owners: std::mem::take(&mut owners[id]),
                bands: [of_band(Band::Firm), of_band(Band::Likely), of_band(Band::Contested)],
                stability: mean(|placement| placement.stability),
                cohesion: cohesion(graph, cells, id),
                shared_entities: entities.map(|mark| mark.unit).collect(),
                role: slots.get(id.index()).map_or(Role::Service, |slot| slot.role),
                team: slots.get(id.index()).and_then(|slot| slot.team.clone()),
            }
        })
        .collect()
}

/// The share of a candidate's edge weight that stays inside; 0 without edges.
fn cohesion(graph: &Matrix, cells: &Cells, id: CandidateId) -> f64 {
    let (mut inside, mut all) = (0.0, 0.0);
    for unit in &cells.units[id] {
        for (other, weight) in graph.row(unit.index()) {
            all += weight;
            if cells.candidate(UnitId::new(other)) == Some(id) {
                inside += weight;
            }
        }
    }
    if all > 0.0 { inside / all } else { 0.0 }
}

fn entry_points(facts: &Facts, cells: &Cells) -> IdVec<CandidateId, Vec<usize>> {
    let mut entries: IdVec<CandidateId, Vec<usize>> = vec![Vec::new(); cells.units.len()].into();
    for (at, entry) in facts.entry_points.iter().enumerate() {
        if let Some(candidate) = cells.candidate(entry.unit) {
            entries[candidate].push(at);
        }
    }
    entries
}

/// Fewer commits say nothing about who works on a candidate.
const FEW_COMMITS: u32 = 5;

/// What a person did in a candidate: change sets in all, and of the last two years.
#[derive(Default)]
struct Work {
    all: u32,
    recent: u32,
}

impl Work {
    fn add(&mut self, recent: bool) {
        self.all += 1;
        self.recent += u32::from(recent);
    }
}

/// Who changes each candidate: the share of its change sets with that contributor, bots left out; nobody where there are too
/// few.
fn owners(facts: &Facts, cells: &Cells) -> IdVec<CandidateId, Vec<Contribution>> {
    let newest = facts.changes.values().map(|change| change.time).max().unwrap_or(0);
    let n = cells.units.len();
    let mut work: Vec<BTreeMap<ContributorId, Work>> = (0..n).map(|_| BTreeMap::new()).collect();
    let mut all: Vec<Work> = (0..n).map(|_| Work::default()).collect();
    for change in facts.changes.values().filter(|change| change.kind == ChangeKind::Normal) {
        let recent = newest.saturating_sub(change.time) <= RECENT;
        let mut touched: Vec<CandidateId> = change.units.iter().filter_map(|unit| cells.candidate(*unit)).collect();
        touched.sort_unstable();
        touched.dedup();
        for candidate in touched {
            all[candidate.index()].add(recent);
            for person in change.contributors.iter().filter(|person| !facts.contributors[**person].bot) {
                work[candidate.index()].entry(*person).or_default().add(recent);
            }
        }
    }
    let rank = |(people, of): (BTreeMap<ContributorId, Work>, Work)| {
        if of.all < FEW_COMMITS {
            return Vec::new();
        }
        let share = |part: u32, of: u32| f64::from(part) / f64::from(of);
        let one = |(person, work): (ContributorId, Work)| Contribution {
            person,
            share: share(work.all, of.all),
            recent: (of.recent >= FEW_COMMITS).then(|| share(work.recent, of.recent)),
        };
        let mut owners: Vec<Contribution> = people.into_iter().map(one).collect();
        let recent = |one: &Contribution| one.recent.unwrap_or(0.0);
        owners.sort_by(|a, b| {
            recent(b).total_cmp(&recent(a)).then(b.share.total_cmp(&a.share)).then(a.person.cmp(&b.person))
        });
        owners
    };
    work.into_iter().zip(all).map(rank).collect()
}

/// The cut that the cells are: services are numbered like candidates.
fn cut(facts: &Facts, cells: &Cells) -> Cut {
    let place = |unit| match cells.candidate(unit) {
        Some(candidate) => Placed::Service(ServiceId::new(candidate.index())),
        None => Placed::Shared,
    };
    Cut {
        services: cells.units.ids().map(|_| String::new()).collect(),
        roles: facts.units.ids().map(place).collect(),
        ..Cut::default()
    }
}

/// How a candidate uses a store.
#[derive(Default)]
struct Users {
    accesses: u32,
    modes: Vec<Mode>,
}

/// The stores each candidate uses, and of which it would be the owner, by the rule of the plan
/// ([`crate::plan::ownership`]). What runs once uses no store that something lasting uses.
fn store_uses(facts: &Facts, cells: &Cells) -> IdVec<CandidateId, Vec<StoreUse>> {
    let mut by_store: BTreeMap<(StoreId, CandidateId), Users> = BTreeMap::new();
    let standings = Standings::new(facts);
    for access in facts.accesses.iter().filter(|access| standings.counts(access)) {
        let Some(candidate) = cells.candidate(access.unit) else { continue };
        let users = by_store.entry((access.store, candidate)).or_default();
        users.accesses += access.count;
        users.modes.push(access.mode);
    }
    let mut uses: IdVec<CandidateId, Vec<StoreUse>> = vec![Vec::new(); cells.units.len()].into();
    let owners = ownership(facts, &cut(facts, cells), &standings);
    let rows: Vec<_> = by_store.into_iter().collect();
    for store in rows.chunk_by(|a, b| a.0.0 == b.0.0) {
        let owner = owners[store[0].0.0].owner().map(|service| CandidateId::new(service.index()));
        for ((id, candidate), users) in store {
            let mut modes = users.modes.clone();
            modes.sort_unstable();
            modes.dedup();
            let contested = store.len() > 1;
            let owns = owner == Some(*candidate);
            uses[*candidate].push(StoreUse { store: *id, owns, modes, accesses: users.accesses, contested });
        }
    }
    for uses in uses.values_mut() {
        uses.sort_by_key(|r#use| (!r#use.owns, std::cmp::Reverse(r#use.accesses), r#use.store));
    }
    uses
}
