//! Files that use each other in a circle, across services.

use super::{Tangle, TangleKind, site, tangle};
use crate::facts::Site;
use crate::id::{Id, IdVec, ServiceId, UnitId};
use crate::plan::Services;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Mentions between pairs of units, and where they are.
type Between = BTreeMap<(UnitId, UnitId), (u32, Vec<Site>)>;

/// Circles of files, with the lines of the smallest direction: what to turn round. Largest first.
pub(super) fn circles(services: &Services<'_>) -> Vec<Tangle> {
    let facts = services.facts;
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(facts.units.len(), facts.references.len());
    for _ in facts.units.ids() {
        graph.add_node(());
    }
    for one in &facts.references {
        graph.update_edge(NodeIndex::new(one.from.index()), NodeIndex::new(one.to.index()), ());
    }
    let components: Vec<Vec<NodeIndex>> =
        tarjan_scc(&graph).into_iter().filter(|component| component.len() > 1).collect();
    let mut circle_of: IdVec<UnitId, Option<usize>> = vec![None; facts.units.len()].into();
    for (at, component) in components.iter().enumerate() {
        component.iter().for_each(|node| circle_of[UnitId::new(node.index())] = Some(at));
    }
    let mut between: Vec<Between> = vec![BTreeMap::new(); components.len()];
    for one in &facts.references {
        let Some(at) = circle_of[one.from].filter(|at| circle_of[one.to] == Some(*at)) else { continue };
        let (count, sites) = between[at].entry((one.from, one.to)).or_default();
        *count += one.count;
        sites.extend(one.lines.iter().map(|line| site(services, one.from, *line)));
    }
    let circle = |(component, between): (Vec<NodeIndex>, Between)| {
        let mut units: Vec<UnitId> = component.into_iter().map(|node| UnitId::new(node.index())).collect();
        units.sort_unstable();
        let homes: BTreeSet<Option<ServiceId>> = units.iter().map(|unit| services.of(*unit)).collect();
        let involved: BTreeSet<ServiceId> = homes.iter().copied().flatten().collect();
        // Inside one service, or among what is shared, a circle is nobody's border.
        if homes.len() < 2 {
            return None;
        }
        // Inside one service a circle is its own business: only what crosses is to be turned round. Of each pair of files that
        // use each other across a border, the lighter direction; where there is none, the lightest edges that cross.
        let between: Between =
            between.into_iter().filter(|((from, to), _)| services.of(*from) != services.of(*to)).collect();
        let lighter = between.iter().filter(|((from, to), (count, _))| {
            between.get(&(*to, *from)).is_some_and(|(back, _)| (count, from) < (back, to))
        });
        let mut sites: Vec<Site> = lighter.flat_map(|(_, (_, sites))| sites.clone()).collect();
        if sites.is_empty() {
            sites =
                between.values().min_by_key(|(count, _)| *count).map(|(_, sites)| sites.clone()).unwrap_or_default();
        }
        Some(tangle(TangleKind::Cycle, units, involved, sites))
    };
    let mut cycles: Vec<Tangle> = components.into_iter().zip(between).filter_map(circle).collect();
    cycles.sort_by_key(|one| (Reverse(one.services.len()), Reverse(one.units.len()), one.units.first().copied()));
    cycles
}

#[cfg(test)]
mod tests {
    use crate::plan::Services;
    use crate::plan::tests::planned;

    /// The services of each circle.
    fn check(project: &str, expected: &str) {
        let (facts, cut, _) = planned(project);
        let found = super::circles(&Services::new(&facts, &cut));
        let names = |one: &super::Tangle| {
            one.services.iter().map(|service| cut.services[*service].as_str()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(found.iter().map(names).collect::<Vec<_>>().join("; "), expected);
    }

    #[test]
    fn across_services() {
        check("a/one: use b/one; b/one: use a/one", "a b");
        check("a/one: use b/one; b/one: use c/one; c/one: use a/one", "a b c");
    }
    #[test]
    fn shared_code_that_uses_a_service_back() {
        check("a/one: use (shared)/kit; (shared)/kit: use a/one", "a");
    }
    #[test]
    fn only_what_crosses_is_to_be_turned_round() {
        let (facts, cut, _) = planned("a/one: use a/two; a/two: use a/one, use b/one; b/one: use a/one");
        let found = super::circles(&Services::new(&facts, &cut));
        let lines: Vec<String> =
            found[0].sites.iter().map(|site| format!("{}:{}", site.path.as_str(), site.line)).collect();
        assert_eq!(lines, ["a/two:2"]);
    }
    #[test]
    fn a_circle_at_home_is_nobodys_border() {
        check("a/one: use a/two; a/two: use a/one; b/one:", "");
        check("(shared)/one: use (shared)/two; (shared)/two: use (shared)/one; b/one:", "");
    }
}
