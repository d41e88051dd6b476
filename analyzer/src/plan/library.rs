//! Common code: what most other services stand on, and what is no service itself: base classes, formats, configuration.
//!
//! Told by four signs together: no noun of its own (its name is a mixture, `mixed-…`), at least half of the other services
//! mention it, they mention it at least [`USED_MORE`] times as often as it mentions them, and hardly anything outside calls it
//! (less than one entry point for [`FILES_PER_ENTRY`] files). Of fewer than [`MANY`] services half is no sign.
//!
//! It has no step and no score, and nobody waits for it: it comes before the first step, as a library that the services share,
//! or divided among them. Nothing that mentions a library crosses a border. The signs are a hypothesis, read off two systems
//! (taiga-back's `taiga/base`, shopizer's `core`); a service with a noun of its own that many use (netbox's `dcim`) is none.

use super::Services;
use crate::describe::MIXED;
use crate::facts::{Context, EntryKind};
use crate::id::{IdVec, ServiceId, UnitId};
use std::collections::BTreeSet;

/// Fewer services than this have no common code among them.
pub const MANY: usize = 5;
/// How many times more the others use common code than it uses them.
pub const USED_MORE: u64 = 4;
/// At how many files for each entry point hardly anything outside calls a service.
pub const FILES_PER_ENTRY: usize = 10;

/// A service of the cut that is common code, with the figures that say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Common {
    /// The service.
    pub service: ServiceId,
    /// How many other services mention it.
    pub users: usize,
    /// How many other services there are.
    pub others: usize,
    /// Mentions of it in others.
    pub incoming: u64,
    /// Its mentions of others.
    pub outgoing: u64,
}

/// The common code among services, in their order.
pub fn common(services: &Services<'_>) -> Vec<Common> {
    let n = services.count();
    if n < MANY {
        return Vec::new();
    }
    let mut users: IdVec<ServiceId, BTreeSet<ServiceId>> = vec![BTreeSet::new(); n].into();
    let mut sums: IdVec<ServiceId, (u64, u64)> = vec![(0, 0); n].into();
    let facts = services.facts;
    for one in facts.references.iter().filter(|one| one.context != Context::Import && services.standings.ties(one)) {
        let Some((from, to)) = services.across(one.from, one.to) else { continue };
        users[to].insert(from);
        sums[to].0 += u64::from(one.count);
        sums[from].1 += u64::from(one.count);
    }
    let mut entries: IdVec<ServiceId, usize> = vec![0; n].into();
    let outside = |kind: &EntryKind| !matches!(kind, EntryKind::Main | EntryKind::Schedule { .. });
    let called = facts.entry_points.iter().filter(|entry| outside(&entry.kind));
    called.filter_map(|entry| services.of(entry.unit)).for_each(|service| entries[service] += 1);
    let is_common = |service: &ServiceId| {
        let (incoming, outgoing) = sums[*service];
        let files = || facts.files_of(&services.units(*service).collect::<Vec<UnitId>>());
        services.cut.services[*service].starts_with(MIXED)
            && 2 * users[*service].len() >= n - 1
            && incoming >= USED_MORE.saturating_mul(outgoing)
            && entries[*service] * FILES_PER_ENTRY < files()
    };
    let one = |service: ServiceId| {
        let (incoming, outgoing) = sums[service];
        Common { service, users: users[service].len(), others: n - 1, incoming, outgoing }
    };
    services.ids().filter(is_common).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id;
    use crate::plan::tests::planned;

    /// Whether a service called `name`, with further deeds, is common code; so many of five others call it, each three times.
    fn check(name: &str, deeds: &str, callers: usize, expected: bool) {
        let calls = vec![format!("call {name}/kit"); 3].join(", ");
        let other =
            |at: usize| format!("{}/one: {}", ["p", "q", "r", "s", "t"][at], if at < callers { &calls } else { "" });
        let others: Vec<String> = (0..5).map(other).collect();
        let (facts, cut, _) = planned(&format!("{name}/kit: {deeds}; {}", others.join("; ")));
        let found = common(&Services::new(&facts, &cut));
        let figures = Common {
            service: found.first().map_or(ServiceId::new(0), |one| one.service),
            users: callers,
            others: 5,
            incoming: 3 * callers as u64,
            outgoing: 0,
        };
        assert_eq!(found.len(), usize::from(expected), "{name} {deeds} {callers}");
        if deeds.is_empty() && expected {
            assert_eq!(found, [figures]);
        }
    }

    #[test]
    fn common_code_has_no_noun_and_is_used_by_many() {
        check("mixed-email-core", "", 5, true);
        check("mixed-email-core", "", 3, true);
        check("mixed-email-core", "", 2, false);
        check("mixed-email-core", "call p/one", 2, false);
        check("mixed-email-core", "call p/one, call q/one, call r/one, call s/one", 5, false);
        check("mixed-email-core", "route /x x", 5, false);
        check("orders", "", 5, false);
    }

    #[test]
    fn of_a_few_half_is_no_sign() {
        let (facts, cut, _) = planned("mixed-a/kit:; p/one: call mixed-a/kit; q/one: call mixed-a/kit");
        assert!(common(&Services::new(&facts, &cut)).is_empty());
    }
}
