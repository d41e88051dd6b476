//! Files that everybody uses, and the roots, which use everybody.

use super::uses::{Uses, starts};
use super::{LARGE, SERVICES, Tangle, TangleKind, site, tangle};
use crate::facts::{EntryKind, Mode};
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
    // A part of entities that no store is declared for (an embeddable, a mapped base class) is a value: it has no identity
    // that another service could keep.
    let declaring: BTreeSet<UnitId> =
        facts.accesses.iter().filter(|access| access.mode == Mode::Declare).map(|access| access.unit).collect();
    let (mut found, mut drawing) = (Vec::new(), Vec::new());
    for (unit, of) in facts.units.iter() {
        let users: BTreeSet<ServiceId> = uses.referrers[unit].iter().filter_map(|one| services.of(*one)).collect();
        // Who asks a barrel for what another file declares refers to that file, and only imports through the barrel.
        let askers: BTreeSet<UnitId> = uses.referrers[unit].iter().chain(uses.through[unit].keys()).copied().collect();
        let asking: BTreeSet<ServiceId> = askers.iter().filter_map(|one| services.of(*one)).collect();
        let targets: BTreeSet<ServiceId> = uses.targets[unit].iter().filter_map(|one| services.of(*one)).collect();
        let starts = starts(of);
        let entity = of.entity && declaring.contains(&unit);
        let keeping: Vec<(&str, u32)> =
            starts.iter().filter(|one| uses.keeps_in(unit, &starts, one.1)).copied().collect();
        let kind = if roots.contains(&unit) && targets.len() >= most && uses.targets[unit].len() >= many {
            TangleKind::Root
        } else if asking.len() >= most
            && askers.len() >= many
            && uses.targets[unit].len() >= many
            && targets.len() >= SERVICES
            && starts.len() <= SERVICES
        {
            TangleKind::Barrel
        } else if users.len() < most || uses.referrers[unit].len() < many {
            if users.len() < 2 || of.lines < LARGE || uses.keeps[unit] || entity || targets.len() >= SERVICES {
                continue;
            }
            TangleKind::Rules
        } else if !entity
            && uses.keeps[unit]
            && uses.alone[unit]
            && 10 * uses.referrers[unit].len() >= facts.units.len()
        {
            TangleKind::Reference
        } else if !entity && 4 * keeping.len() <= starts.len() && (!uses.keeps[unit] || !keeping.is_empty()) {
            TangleKind::Kit
        } else {
            TangleKind::Core
        };
        if services.standings.draws(unit) && matches!(kind, TangleKind::Rules | TangleKind::Kit | TangleKind::Core) {
            drawing.push((unit, users));
            continue;
        }
        let involved = match kind {
            TangleKind::Root => targets,
            TangleKind::Barrel => asking,
            _ => users,
        };
        let first = |one: &UnitId| {
            let lines = facts.references_of(*one).iter().filter(|r| r.to == unit).flat_map(|r| &r.lines);
            lines.chain(uses.through[unit].get(one)).min().map(|line| site(services, *one, *line))
        };
        let sites = match kind {
            TangleKind::Root => Vec::new(),
            TangleKind::Barrel => askers.iter().filter_map(first).collect(),
            _ => uses.referrers[unit].iter().filter_map(first).collect(),
        };
        let mut one = tangle(kind, vec![unit], involved, sites);
        if kind == TangleKind::Kit {
            one.parts = keeping.iter().map(|(name, line)| ((*name).to_owned(), *line, Vec::new())).collect();
        }
        found.push(one);
    }
    found.extend(kit_of_the_interface(services, drawing));
    found.sort_by_key(|one| (one.kind, Reverse(one.places), one.units[0]));
    found
}

/// What only draws decides nothing: all of it is one kit of the interface, whoever uses it.
fn kit_of_the_interface(services: &Services<'_>, drawing: Vec<(UnitId, BTreeSet<ServiceId>)>) -> Option<Tangle> {
    let users: BTreeSet<ServiceId> = drawing.iter().flat_map(|(_, users)| users).copied().collect();
    let units: Vec<UnitId> = drawing.into_iter().map(|(unit, _)| unit).collect();
    let sites = units.iter().map(|unit| site(services, *unit, 1)).collect();
    (!units.is_empty()).then(|| tangle(TangleKind::Interface, units, users, sites))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Reexport;
    use crate::plan::tests::planned;

    /// The hubs, where every file is large: kind and number of files.
    fn check(project: &str, expected: &str) {
        let (mut facts, cut, _) = planned(project);
        facts.units.values_mut().for_each(|of| of.lines = LARGE);
        let services = Services::new(&facts, &cut);
        let found = hubs(&services, &Uses::new(&services));
        let shown = |one: &Tangle| format!("{} {}", one.kind.name(), one.units.len());
        assert_eq!(found.iter().map(shown).collect::<Vec<_>>().join(", "), expected);
    }

    #[test]
    fn rules_that_several_services_use() {
        check("a/one: call b/rules; c/one: call b/rules; b/rules:", "rules 1");
    }
    #[test]
    fn a_barrel_that_everybody_imports_through() {
        let users = ["a/one", "a/two", "b/one", "b/two", "c/one"];
        let handed = ["a/x", "a/y", "b/x", "b/y", "c/x"];
        let of = |n: usize| format!("{}: call {}", users[n], handed[(n + 1) % handed.len()]);
        let all: Vec<String> = (0..users.len()).map(of).chain(handed.iter().map(|one| format!("{one}:"))).collect();
        let project = format!("{}; b/index: call {}", all.join("; "), handed.join(", call "));
        let (mut facts, cut, _) = planned(&project);
        let id = |facts: &crate::facts::Facts, path: &str| {
            let mut units = facts.units.iter();
            units.find(|(_, of)| of.path.as_str() == path).expect("it is there").0
        };
        let barrels = |facts: &crate::facts::Facts| {
            let services = Services::new(facts, &cut);
            let found = hubs(&services, &Uses::new(&services)).into_iter();
            let barrels = found.filter(|one| one.kind == TangleKind::Barrel);
            barrels.map(|one| (one.units, one.services.len(), one.sites.len())).collect::<Vec<_>>()
        };
        assert_eq!(barrels(&facts), []);
        let through = id(&facts, "b/index");
        let from = |user: &&str| Reexport { from: id(&facts, user), through, line: 1 };
        facts.reexports = users.iter().map(from).collect();
        assert_eq!(barrels(&facts), [(vec![through], 3, users.len())]);
    }
    #[test]
    fn a_value_that_entities_are_made_of_is_kit() {
        let users =
            ["a/one", "a/two", "b/one", "b/two", "c/one"].map(|one| format!("{one}: call v/money, call v/order"));
        let (mut facts, cut, _) = planned(&format!("{}; v/money:; v/order: declare t", users.join("; ")));
        for unit in facts.units.values_mut().filter(|unit| unit.path.as_str().starts_with("v/")) {
            unit.entity = true;
        }
        let services = Services::new(&facts, &cut);
        let kinds = hubs(&services, &Uses::new(&services)).into_iter().map(|one| (one.units[0], one.kind.name()));
        let named = kinds.map(|(unit, kind)| format!("{} {kind}", facts.units[unit].path.as_str()));
        assert_eq!(named.collect::<Vec<_>>().join(", "), "v/money kit, v/order core");
    }
    #[test]
    fn what_only_draws_is_one_kit() {
        let users = "a/one: call b/x.tsx, call b/y.tsx; c/one: call b/x.tsx, call b/y.tsx";
        check(&format!("{users}; b/x.tsx:; b/y.tsx:"), "interface 2");
    }
}
