//! Checks of who calls that read data for every request.

use super::{Tangle, TangleKind, site, tangle};
use crate::facts::{EntryPoint, Site};
use crate::id::{ServiceId, UnitId};
use crate::plan::Services;
use crate::plan::border::own_name;
use std::collections::{BTreeMap, BTreeSet};

/// What stands behind a check, and where it is asked for.
#[derive(Default)]
struct Guarded {
    involved: BTreeSet<ServiceId>,
    sites: Vec<Site>,
}

/// Checks of who calls that read data, and the services whose entry points stand behind them.
pub(super) fn guards(services: &Services<'_>) -> Vec<Tangle> {
    let facts = services.facts;
    let mut by_name: BTreeMap<(UnitId, &str), Guarded> = BTreeMap::new();
    for guard in facts.guards.iter().filter(|guard| !guard.open) {
        let name = guard.name.split('(').next().unwrap_or_default();
        let means = |one: &&crate::facts::Reference| own_name(&one.name) == own_name(name);
        let Some(declared) = facts.references_of(guard.unit).iter().find(means).map(|one| one.to) else { continue };
        let behind = |entry: &&EntryPoint| guard.reach.covers(&facts.units[entry.unit].path, entry);
        let Guarded { involved, sites } = by_name.entry((declared, own_name(name))).or_default();
        involved.extend(facts.entry_points.iter().filter(behind).filter_map(|entry| services.of(entry.unit)));
        sites.push(site(services, guard.unit, guard.line));
    }
    let one = |((unit, name), Guarded { mut involved, sites }): ((UnitId, &str), Guarded)| {
        let near: BTreeSet<UnitId> = facts.references_of(unit).iter().map(|one| one.to).chain([unit]).collect();
        let reads = facts.uses().filter(|access| near.contains(&access.unit));
        let read: BTreeSet<&str> = reads.map(|access| facts.stores[access.store].name.as_str()).collect();
        involved.extend(services.of(unit));
        if involved.len() < 2 || read.is_empty() {
            return None;
        }
        let mut one = tangle(TangleKind::Guard, vec![unit], involved, sites);
        one.name = name.to_owned();
        one.parts = read.into_iter().map(|store| (store.to_owned(), 0, Vec::new())).collect();
        Some(one)
    };
    by_name.into_iter().filter_map(one).collect()
}
