//! Files that everybody uses, and the roots, which use everybody.

use super::uses::{Uses, starts};
use super::{LARGE, SERVICES, Tangle, TangleKind, site, tangle};
use crate::facts::EntryKind;
use crate::id::{ServiceId, UnitId};
use crate::plan::Services;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Files that units of most services use; large files without data that several use; and the roots, which use most services.
pub(super) fn hubs(services: &Services<'_>, uses: &Uses) -> Vec<Tangle> {
    let facts = services.facts;
    let most = (services.count() / 2 + 1).max(SERVICES);
    let many = (facts.units.len() / 20).max(5);
    let roots = roots(services, uses);
    let mut found = Vec::new();
    for (unit, of) in facts.units.iter() {
        let users: BTreeSet<ServiceId> = uses.referrers[unit].iter().filter_map(|one| services.of(*one)).collect();
        let targets: BTreeSet<ServiceId> = uses.targets[unit].iter().filter_map(|one| services.of(*one)).collect();
        let starts = starts(of);
        let keeping: Vec<(&str, u32)> =
            starts.iter().filter(|one| uses.keeps_in(unit, &starts, one.1)).copied().collect();
        let kind = if roots.contains(&unit) && targets.len() >= most && uses.targets[unit].len() >= many {
            TangleKind::Root
        } else if users.len() < most || uses.referrers[unit].len() < many {
            if users.len() < 2 || of.lines < LARGE || uses.keeps[unit] || of.entity || targets.len() >= SERVICES {
                continue;
            }
            TangleKind::Rules
        } else if uses.targets[unit].len() >= many && targets.len() >= SERVICES && starts.len() <= SERVICES {
            TangleKind::Barrel
        } else if !of.entity
            && uses.keeps[unit]
            && uses.alone[unit]
            && 10 * uses.referrers[unit].len() >= facts.units.len()
        {
            TangleKind::Reference
        } else if !of.entity && 4 * keeping.len() <= starts.len() && (!uses.keeps[unit] || !keeping.is_empty()) {
            TangleKind::Kit
        } else {
            TangleKind::Core
        };
        let involved = if kind == TangleKind::Root { targets } else { users };
        let first = |one: &UnitId| {
            let lines = facts.references_of(*one).iter().filter(|r| r.to == unit).flat_map(|r| &r.lines);
            lines.min().map(|line| site(services, *one, *line))
        };
        let sites = match kind {
            TangleKind::Root => Vec::new(),
            _ => uses.referrers[unit].iter().filter_map(first).collect(),
        };
        let mut one = tangle(kind, vec![unit], involved, sites);
        if kind == TangleKind::Kit {
            one.parts = keeping.iter().map(|(name, line)| ((*name).to_owned(), *line, Vec::new())).collect();
        }
        found.push(one);
    }
    found.sort_by_key(|one| (one.kind, Reverse(one.places), one.units[0]));
    found
}

/// The starts of processes, and what only roots refer to, two steps deep.
fn roots(services: &Services<'_>, uses: &Uses) -> BTreeSet<UnitId> {
    let entries = &services.facts.entry_points;
    let mut roots: BTreeSet<UnitId> =
        entries.iter().filter(|one| one.kind == EntryKind::Main).map(|one| one.unit).collect();
    for _ in 0..2 {
        let only = |unit: &UnitId| {
            let referrers = &uses.referrers[*unit];
            !referrers.is_empty() && referrers.iter().all(|referrer| roots.contains(referrer))
        };
        let more: Vec<UnitId> = services.facts.units.ids().filter(only).collect();
        roots.extend(more);
    }
    roots
}
