//! Large files whose functions work for several services.

use super::uses::{Uses, starts};
use super::{LARGE, SERVICES, Tangle, TangleKind, site, tangle};
use crate::id::ServiceId;
use crate::plan::Services;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Large files whose operations work for several services.
pub(super) fn divided(services: &Services<'_>, uses: &Uses) -> Vec<Tangle> {
    let facts = services.facts;
    let mut found: Vec<Tangle> = Vec::new();
    for (unit, of) in facts.units.iter().filter(|(_, of)| of.lines >= LARGE && of.part.is_none()) {
        let involved = uses.services(unit);
        let starts = starts(of);
        if involved.len() < SERVICES || starts.len() < SERVICES {
            continue;
        }
        let part = |at: usize| {
            let (name, line) = starts[at];
            let end = starts.get(at + 1).map_or(u32::MAX, |(_, next)| *next);
            let used: BTreeSet<ServiceId> = uses.lines[unit].range(line..end).flat_map(|(_, by)| by).copied().collect();
            (name.to_owned(), line, used.into_iter().collect::<Vec<_>>())
        };
        let parts: Vec<_> = (0..starts.len()).map(part).collect();
        let mixed = parts.iter().filter(|(.., used)| used.len() > 1).count();
        let alone: BTreeSet<ServiceId> =
            parts.iter().filter(|(.., used)| used.len() == 1).map(|(.., used)| used[0]).collect();
        if mixed == 0 && alone.len() < 2 {
            continue;
        }
        let sites = parts.iter().filter(|(.., used)| used.len() > 1).map(|(_, line, _)| site(services, unit, *line));
        let mut one = tangle(TangleKind::Divide, vec![unit], involved, sites.collect());
        one.parts = parts;
        found.push(one);
    }
    found.sort_by_key(|one| (Reverse(one.services.len()), Reverse(facts.units[one.units[0]].lines), one.units[0]));
    found
}
