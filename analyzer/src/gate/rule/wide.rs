//! A change that touches many services at once.

use super::identity;
use crate::gate::{Card, Finding, Input, Rule, Severity};
use crate::info::Info;
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::gate) struct WideChange;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "wide-change",
        summary: "one change touches more services than it should",
        reference: "shotgun surgery: Fowler: Refactoring (1999)",
    },
    why: "what has to change together in many services would be as many releases, in an order, after the cut",
    fix: "divide the change by services, in an order in which each part works alone; or ask whether the border is right",
    severity: Severity::Warn,
    example: "one pull request changes files of orders, billing, catalog and accounts",
    passing: true,
    kinds: &["services"],
};

impl Rule for WideChange {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn in_change(&self, input: &Input<'_>) -> Vec<Finding> {
        let homes = &input.homes.labels;
        let mut touched: BTreeMap<&str, &str> = BTreeMap::new();
        for (path, _) in input.change.in_earnest() {
            if let Some(service) = homes.get(path).filter(|label| !label.starts_with('(')) {
                touched.entry(service).or_insert(path);
            }
        }
        if touched.len() <= input.limits.services {
            return Vec::new();
        }
        let names: Vec<&str> = touched.keys().copied().collect();
        let firsts: BTreeSet<&str> = touched.values().copied().collect();
        let sites = input.after.facts.units.iter().filter(|(_, unit)| firsts.contains(unit.path.as_str()));
        vec![Finding {
            id: identity(CARD.info.id, "change", names.join(" + "), "services"),
            service: String::new(),
            what: format!(
                "the change touches {} services ({}); {} are meant to be the most",
                names.len(),
                names.join(", "),
                input.limits.services
            ),
            sites: super::every(sites.map(|(unit, _)| input.after.site(unit, 1)).collect()),
            partners: Vec::new(),
            firm: true,
        }]
    }
}
