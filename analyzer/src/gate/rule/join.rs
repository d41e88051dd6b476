//! A statement that uses stores of several owners.

use super::{NEWMAN, TOGETHER, every, identity, is_part};
use crate::facts::{Join, Mode, Site};
use crate::gate::{Card, Finding, Identity, Limits, Rule, Severity, Side};
use crate::id::UnitId;
use crate::info::Info;
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::gate) struct CrossJoin;

pub(in crate::gate) static CARD: Card = Card {
    info: Info { id: "cross-join", summary: "a query joins stores that different services own", reference: NEWMAN },
    why: "two databases cannot be joined: the query becomes several requests and code that puts them together, or a copy that lags",
    fix: "ask the owner for its part and put the parts together in code, or keep a copy of the few columns that are shown",
    severity: Severity::Error,
    example: "one query joins orders of orders with invoices of billing",
    passing: false,
    kinds: &["join", "writing-join"],
};

/// Where a statement stands, and who owns what it uses.
#[derive(Default)]
struct Owned<'a> {
    sites: Vec<Site>,
    owners: BTreeSet<&'a str>,
}

impl Rule for CrossJoin {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn state(&self, side: &Side<'_>, _: &Limits) -> Vec<Finding> {
        let mut found: BTreeMap<(UnitId, String, &'static str), Owned<'_>> = BTreeMap::new();
        for join in side.facts.joins.iter().filter(|join| !side.runs_once(join.unit)) {
            let stores: Vec<_> = join.distinct().into_iter().filter(|store| side.is_kept(*store)).collect();
            let owners: BTreeSet<&str> = stores.iter().filter_map(|store| side.owner(*store)).collect();
            if owners.len() > 1 {
                let named: Vec<String> = stores.iter().map(|store| side.store(*store)).collect();
                let at = found.entry((join.unit, named.join(TOGETHER), kind(join))).or_default();
                at.sites.push(side.site(join.unit, join.line));
                at.owners.extend(owners);
            }
        }
        let mut findings = Vec::new();
        for ((unit, stores, kind), Owned { sites, owners }) in found {
            let owners: Vec<&str> = owners.into_iter().collect();
            let service = side.service(unit).unwrap_or(owners[0]).to_owned();
            let what = format!("one statement uses {stores}, which {} own", owners.join(" and "));
            let id = identity(CARD.info.id, side.path(unit), stores, kind);
            findings.push(Finding { id, service, what, sites: every(sites), partners: Vec::new(), firm: true });
        }
        findings
    }

    fn strength(&self, kind: &str) -> u8 {
        u8::from(kind == "writing-join")
    }

    fn covers(&self, known: &Identity, found: &Identity) -> bool {
        is_part(&found.to, &known.to) && self.strength(known.kind) >= self.strength(found.kind)
    }
}

fn kind(join: &Join) -> &'static str {
    if join.stores.iter().any(|(_, mode)| *mode == Mode::Write) { "writing-join" } else { "join" }
}
