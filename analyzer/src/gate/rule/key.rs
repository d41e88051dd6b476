//! A foreign key or trigger between stores of different owners.

use super::{NEWMAN, every, identity};
use crate::facts::{Site, StoreLinkKind};
use crate::gate::{Card, Finding, Limits, Rule, Severity, Side};
use crate::id::StoreId;
use crate::info::Info;
use std::collections::BTreeMap;

pub(in crate::gate) struct CrossKey;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "cross-key",
        summary: "a foreign key, a cascade or a trigger ties stores that different services own",
        reference: NEWMAN,
    },
    why: "no constraint reaches over two databases: what it keeps true has to be kept true by code, and deletions become events",
    fix: "keep the id without the constraint and check it in code; let the owner tell what it deletes",
    severity: Severity::Error,
    example: "a migration adds a foreign key from order_lines of orders to products of catalog",
    passing: false,
    kinds: &KINDS,
};

/// Kinds, weakest first.
const KINDS: [&str; 3] = ["foreign-key", "cascade", "trigger"];

impl Rule for CrossKey {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn state(&self, side: &Side<'_>, _: &Limits) -> Vec<Finding> {
        let mut found: BTreeMap<(StoreId, StoreId), (usize, Vec<Site>)> = BTreeMap::new();
        for link in &side.facts.store_links {
            let kind = match link.kind {
                StoreLinkKind::ForeignKey => 0,
                StoreLinkKind::Cascade => 1,
                StoreLinkKind::Trigger => 2,
                StoreLinkKind::TriggerRead => continue,
            };
            let (strongest, sites) = found.entry((link.from, link.to)).or_default();
            *strongest = kind.max(*strongest);
            sites.push(link.site.clone());
        }
        let finding = |((from, to), (kind, sites)): ((StoreId, StoreId), (usize, Vec<Site>))| {
            let (owner, other) = (side.owner(from)?, side.owner(to)?);
            (owner != other).then(|| Finding {
                id: identity(CARD.info.id, side.store(from), side.store(to), KINDS[kind]),
                service: owner.to_owned(),
                what: format!(
                    "{} of {owner} points at {} of {other} ({})",
                    side.store(from),
                    side.store(to),
                    KINDS[kind]
                ),
                sites: every(sites),
                partners: every(side.facts.stores[to].declared.clone()),
                firm: true,
            })
        };
        found.into_iter().filter_map(finding).collect()
    }

    fn strength(&self, kind: &str) -> u8 {
        KINDS.iter().position(|known| *known == kind).unwrap_or(0) as u8
    }
}
