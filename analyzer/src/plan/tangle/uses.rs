//! What each unit uses, and who uses it.

use crate::facts::{Context, Mode, StoreKind, Unit};
use crate::id::{IdVec, ServiceId, StoreId, UnitId};
use crate::plan::Services;
use std::collections::{BTreeMap, BTreeSet};

/// What each unit uses, and who uses it.
pub(super) struct Uses {
    /// By unit: line to services that the line uses, by a reference or through the owner of a store.
    pub(super) lines: IdVec<UnitId, BTreeMap<u32, BTreeSet<ServiceId>>>,
    /// By unit: the units that refer to it.
    pub(super) referrers: IdVec<UnitId, BTreeSet<UnitId>>,
    /// By unit: the units that import through it what it only hands on, with the line.
    pub(super) through: IdVec<UnitId, BTreeMap<UnitId, u32>>,
    /// By unit: the units it refers to.
    pub(super) targets: IdVec<UnitId, BTreeSet<UnitId>>,
    /// By unit: whether it uses a store.
    pub(super) keeps: IdVec<UnitId, bool>,
    /// By unit: whether no other unit uses the stores that it uses.
    pub(super) alone: IdVec<UnitId, bool>,
    /// By unit: the lines that use stores.
    kept_at: IdVec<UnitId, BTreeSet<u32>>,
}

impl Uses {
    pub(super) fn new(services: &Services<'_>) -> Self {
        let n = services.facts.units.len();
        let mut uses = Self {
            lines: vec![BTreeMap::new(); n].into(),
            referrers: vec![BTreeSet::new(); n].into(),
            through: vec![BTreeMap::new(); n].into(),
            targets: vec![BTreeSet::new(); n].into(),
            keeps: vec![false; n].into(),
            alone: vec![true; n].into(),
            kept_at: vec![BTreeSet::new(); n].into(),
        };
        for one in services.facts.references.iter().filter(|one| services.standings.ties(one)) {
            uses.referrers[one.to].insert(one.from);
            uses.targets[one.from].insert(one.to);
            if let Some(service) = services.of(one.to).filter(|_| one.context != Context::Import) {
                for line in &one.lines {
                    uses.lines[one.from].entry(*line).or_default().insert(service);
                }
            }
        }
        for one in &services.facts.reexports {
            uses.through[one.through].insert(one.from, one.line);
        }
        let mut users: BTreeMap<StoreId, BTreeSet<UnitId>> = BTreeMap::new();
        for access in services.uses() {
            if access.mode != Mode::Declare {
                users.entry(access.store).or_default().insert(access.unit);
            }
        }
        for access in services.uses() {
            let kept = services.facts.stores[access.store].kind != StoreKind::Topic;
            if kept {
                uses.keeps[access.unit] = true;
                uses.alone[access.unit] &= users.get(&access.store).is_none_or(|users| users.len() == 1);
                uses.kept_at[access.unit].extend(&access.lines);
            }
            if let Some(owner) = services.owner(access.store).filter(|_| kept) {
                let lines = &mut uses.lines[access.unit];
                for line in &access.lines {
                    lines.entry(*line).or_default().insert(owner);
                }
            }
        }
        uses
    }

    /// Whether the operation that begins on a line uses a store.
    pub(super) fn keeps_in(&self, unit: UnitId, starts: &[(&str, u32)], line: u32) -> bool {
        let end = starts.iter().map(|(_, start)| *start).find(|start| *start > line).unwrap_or(u32::MAX);
        self.kept_at[unit].range(line..end).next().is_some()
    }

    /// The services that a unit uses, its own included.
    pub(super) fn services(&self, unit: UnitId) -> BTreeSet<ServiceId> {
        self.lines[unit].values().flatten().copied().collect()
    }
}

/// The operations of a unit with their first lines, ascending.
pub(super) fn starts(unit: &Unit) -> Vec<(&str, u32)> {
    let mut starts: Vec<(&str, u32)> =
        unit.types.iter().flat_map(|one| &one.operations).map(|one| (one.name.as_str(), one.line)).collect();
    starts.sort_by_key(|(_, line)| *line);
    starts.dedup_by_key(|(_, line)| *line);
    starts
}
