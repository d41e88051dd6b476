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
        // An entity or a component that only names others: its relations become ids, and no function moves.
        let relates = mixed == 0 && (of.entity || services.standings.draws(unit));
        if mixed == 0 && alone.len() < 2 || relates {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Operation, TypeDecl, TypeKind};
    use crate::plan::tests::planned;

    /// How many files are to be divided, where `a/one` has three functions, with its first three lines in one each.
    fn check(deeds: &str, entity: bool, expected: usize) {
        let (mut facts, cut, _) = planned(&format!("a/one: {deeds}; b/x: write s; c/x: write t; d/x: write u"));
        let operation = |line: u32| Operation {
            name: format!("f{line}"),
            parameters: Vec::new(),
            returns: String::new(),
            public: true,
            line,
        };
        let of = facts.units.values_mut().next().expect("a unit");
        (of.lines, of.entity) = (LARGE, entity);
        let (name, kind, operations) = ("One".to_owned(), TypeKind::Class, (1..4).map(operation).collect());
        of.types = vec![TypeDecl { name, kind, line: 1, end_line: 9, fields: 0, operations }];
        let services = Services::new(&facts, &cut);
        assert_eq!(divided(&services, &Uses::new(&services)).len(), expected);
    }

    #[test]
    fn functions_for_several_services() {
        check("call b/x, call c/x, call d/x", false, 1);
        check("call b/x & call c/x, call d/x", true, 1);
    }
    #[test]
    fn an_entity_that_only_relates_is_not_divided() {
        check("call b/x, call c/x, call d/x", true, 0);
    }
}
