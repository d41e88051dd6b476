//! Services that depend on each other in a circle.

use super::{every, identity};
use crate::facts::{Site, Tier};
use crate::gate::{Card, Finding, Limits, Rule, Severity, Side};
use crate::id::{Id, ServiceId};
use crate::info::Info;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::BTreeMap;

pub(in crate::gate) struct ServiceCycle;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "service-cycle",
        summary: "two services depend on each other, directly or through others",
        reference: "Martin: Agile Software Development (2002), acyclic dependencies principle",
    },
    why: "services in a circle cannot be taken out, released or brought up one after the other",
    fix: "turn one direction round: hand over what is needed, or tell what happened and let the other listen",
    severity: Severity::Error,
    example: "orders calls billing already, and now billing calls orders",
    passing: false,
    kinds: &["cycle"],
};

impl Rule for ServiceCycle {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn state(&self, side: &Side<'_>, _: &Limits) -> Vec<Finding> {
        let mut uses: BTreeMap<(ServiceId, ServiceId), Vec<Site>> = BTreeMap::new();
        // A circle is a claim about all of its lines, so only firm ones count.
        for one in side.references().filter(|one| one.tier == Tier::Import) {
            let (Some(from), Some(to)) = (side.cut.service(one.from), side.cut.service(one.to)) else { continue };
            if from != to {
                uses.entry((from, to)).or_default().extend(one.lines.iter().map(|line| side.site(one.from, *line)));
            }
        }
        let mut graph: DiGraph<(), ()> = DiGraph::new();
        for _ in side.cut.services.ids() {
            graph.add_node(());
        }
        for (from, to) in uses.keys() {
            graph.add_edge(NodeIndex::new(from.index()), NodeIndex::new(to.index()), ());
        }
        let mut found = Vec::new();
        for component in tarjan_scc(&graph) {
            let mut services: Vec<ServiceId> = component.into_iter().map(|node| ServiceId::new(node.index())).collect();
            services.sort_by_key(|service| &side.cut.services[*service]);
            let names: Vec<&str> = services.iter().map(|service| side.cut.services[*service].as_str()).collect();
            for (at, a) in services.iter().enumerate() {
                for b in &services[at + 1..] {
                    let places = |pair: (ServiceId, ServiceId)| uses.get(&pair).cloned().unwrap_or_default();
                    found.push(finding(
                        &names,
                        [side.cut.services[*a].as_str(), &side.cut.services[*b]],
                        [places((*a, *b)), places((*b, *a))],
                    ));
                }
            }
        }
        found
    }
}

/// One pair of a circle: the direction with fewer places is the one to turn round.
fn finding(circle: &[&str], [a, b]: [&str; 2], [there, back]: [Vec<Site>; 2]) -> Finding {
    let fewer = there.is_empty() || !back.is_empty() && back.len() < there.len();
    let (sites, partners) = if fewer { (back, there) } else { (there, back) };
    let what = if circle.len() == 2 {
        format!("{a} and {b} depend on each other")
    } else {
        format!("{a} and {b} depend on each other through a circle of {} services: {}", circle.len(), circle.join(", "))
    };
    let service = if fewer { b } else { a };
    Finding {
        id: identity(CARD.info.id, a, b, "cycle"),
        service: service.to_owned(),
        what,
        sites: every(sites),
        partners: every(partners),
        firm: true,
    }
}
