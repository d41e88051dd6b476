//! Files that use each other in a circle.

use super::{Tangle, TangleKind, site, tangle};
use crate::facts::Site;
use crate::id::{Id, ServiceId, UnitId};
use crate::plan::Services;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

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
    let components = tarjan_scc(&graph).into_iter().filter(|component| component.len() > 1);
    let circle = |component: Vec<NodeIndex>| {
        let mut units: Vec<UnitId> = component.into_iter().map(|node| UnitId::new(node.index())).collect();
        units.sort_unstable();
        let inside: BTreeSet<UnitId> = units.iter().copied().collect();
        let involved: BTreeSet<ServiceId> = units.iter().filter_map(|unit| services.of(*unit)).collect();
        let mut between: BTreeMap<(UnitId, UnitId), (u32, Vec<Site>)> = BTreeMap::new();
        for one in facts.references.iter().filter(|one| inside.contains(&one.from) && inside.contains(&one.to)) {
            let (count, sites) = between.entry((one.from, one.to)).or_default();
            *count += one.count;
            sites.extend(one.lines.iter().map(|line| site(services, one.from, *line)));
        }
        // Of each pair of files that use each other, the lighter direction; where there is none, the lightest edges of all.
        let lighter = between.iter().filter(|((from, to), (count, _))| {
            between.get(&(*to, *from)).is_some_and(|(back, _)| (count, from) < (back, to))
        });
        let mut sites: Vec<Site> = lighter.flat_map(|(_, (_, sites))| sites.clone()).collect();
        if sites.is_empty() {
            sites =
                between.values().min_by_key(|(count, _)| *count).map(|(_, sites)| sites.clone()).unwrap_or_default();
        }
        tangle(TangleKind::Cycle, units, involved, sites)
    };
    let mut cycles: Vec<Tangle> = components.map(circle).collect();
    cycles.sort_by_key(|one| (Reverse(one.services.len()), Reverse(one.units.len()), one.units.first().copied()));
    cycles
}
