//! A transaction that writes stores of several owners.

use super::{TOGETHER, every, identity, is_part};
use crate::gate::{Card, Finding, Identity, Limits, Rule, Severity, Side};
use crate::info::Info;
use crate::plan::saga;
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::gate) struct SpanningTransaction;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "spanning-transaction",
        summary: "a transaction writes stores that different services own",
        reference: "Richardson: Microservices Patterns (2018), chapter 4",
    },
    why: "it cannot stay one transaction: it becomes a saga, with a step to undo each write and states that people can see in between",
    fix: "write the stores of one owner and tell the others afterwards; or move the border so that one service owns both",
    severity: Severity::Error,
    example: "one transaction saves an order and an invoice, which two services own",
    passing: false,
    kinds: &["transaction"],
};

impl Rule for SpanningTransaction {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn state(&self, side: &Side<'_>, _: &Limits) -> Vec<Finding> {
        let mut found: BTreeMap<(String, String), Finding> = BTreeMap::new();
        for (at, of) in side.facts.transactions.iter().enumerate() {
            let written = of.written().into_iter().filter(|store| side.is_kept(*store));
            let owners: BTreeSet<&str> = written.filter_map(|store| side.owner(store)).collect();
            if owners.len() < 2 || saga::is_inside(side.facts, at) {
                continue;
            }
            let owners: Vec<&str> = owners.into_iter().collect();
            let from = if of.function.is_empty() {
                side.path(of.unit).to_owned()
            } else {
                format!("{}#{}", side.path(of.unit), of.function)
            };
            let sites =
                of.steps.iter().filter(|step| step.mode == crate::facts::Mode::Write).map(|step| step.site.clone());
            let finding = || Finding {
                id: identity(CARD.info.id, from.clone(), owners.join(TOGETHER), "transaction"),
                service: side.service(of.unit).unwrap_or(owners[0]).to_owned(),
                what: format!("one transaction writes rows of {}", owners.join(" and ")),
                sites: vec![side.site(of.unit, of.first_line)],
                partners: every(sites.collect()),
                firm: true,
            };
            found.entry((from.clone(), owners.join(TOGETHER))).or_insert_with(finding);
        }
        found.into_values().collect()
    }

    fn covers(&self, known: &Identity, found: &Identity) -> bool {
        is_part(&found.to, &known.to)
    }
}
