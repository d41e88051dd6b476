//! Services that depend on each other in a circle.
//!
//! What is told is a border on the circle: two services of which one uses the other, and is used by it through others or
//! directly. Where all services are on one circle already, as they are in most monoliths, that shows a change which puts one
//! more border on it, and one which turns a border with one direction into one with both. Two services that do not use each
//! other are not told: between them there is nothing to turn round.

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
    kinds: &KINDS,
};

/// One of the two uses the other, and is used by it through others; each uses the other. Weakest first.
const KINDS: [&str; 2] = ["through", "cycle"];

impl Rule for ServiceCycle {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn state(&self, side: &Side<'_>, _: &Limits) -> Vec<Finding> {
        let mut uses: BTreeMap<(ServiceId, ServiceId), Vec<Site>> = BTreeMap::new();
        // A circle is a claim about all of its lines, so only firm ones count.
        for one in side.references().filter(|one| one.tier == Tier::Import && !side.is_common(one.to)) {
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
                    let both = [places((*a, *b)), places((*b, *a))];
                    if both.iter().any(|places| !places.is_empty()) {
                        found.push(finding(&names, [side.cut.services[*a].as_str(), &side.cut.services[*b]], both));
                    }
                }
            }
        }
        found
    }

    fn strength(&self, kind: &str) -> u8 {
        KINDS.iter().position(|known| *known == kind).unwrap_or(0) as u8
    }
}

/// One pair of a circle: the direction with fewer places is the one to turn round.
fn finding(circle: &[&str], [a, b]: [&str; 2], [there, back]: [Vec<Site>; 2]) -> Finding {
    let kind = KINDS[usize::from(!there.is_empty() && !back.is_empty())];
    let fewer = there.is_empty() || !back.is_empty() && back.len() < there.len();
    let (sites, partners) = if fewer { (back, there) } else { (there, back) };
    let what = if circle.len() == 2 {
        format!("{a} and {b} depend on each other")
    } else if kind == "cycle" {
        format!("{a} and {b} depend on each other, on a circle of {} services: {}", circle.len(), circle.join(", "))
    } else {
        format!("{a} and {b} depend on each other through a circle of {} services: {}", circle.len(), circle.join(", "))
    };
    let service = if fewer { b } else { a };
    Finding {
        id: identity(CARD.info.id, a, b, kind),
        service: service.to_owned(),
        what,
        sites: every(sites),
        partners: every(partners),
        firm: true,
    }
}
