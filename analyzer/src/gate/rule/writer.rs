//! A service that writes a store of another one for the first time.

use super::write::writes;
use super::{NEWMAN, every, identity};
use crate::facts::Site;
use crate::gate::{Card, Finding, Limits, Rule, Severity, Side};
use crate::id::StoreId;
use crate::info::Info;
use std::collections::BTreeMap;

pub(in crate::gate) struct SecondWriter;

pub(in crate::gate) static CARD: Card = Card {
    info: Info { id: "second-writer", summary: "a store gets one more service that writes it", reference: NEWMAN },
    why: "a store with one writer goes with it; each further writer has to be turned round before the store can move",
    fix: "let the service that already writes it do so, behind an operation; or give it the store if it is really its data",
    severity: Severity::Error,
    example: "the first file of orders writes the table invoices, which billing owns",
    passing: false,
    kinds: &["writer"],
};

impl Rule for SecondWriter {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn state(&self, side: &Side<'_>, _: &Limits) -> Vec<Finding> {
        let mut found: BTreeMap<(&str, StoreId), Vec<Site>> = BTreeMap::new();
        for ((unit, store), writes) in writes(side) {
            let Some(service) = side.service(unit) else { continue };
            let sites = writes.iter().flat_map(|access| &access.lines).map(|line| side.site(unit, *line));
            found.entry((service, store)).or_default().extend(sites);
        }
        let finding = |((service, store), sites): ((&str, StoreId), Vec<Site>)| Finding {
            id: identity(CARD.info.id, service, side.store(store), "writer"),
            what: format!(
                "{service} becomes a writer of {}, which {} owns",
                side.store(store),
                side.owner(store).unwrap_or("nobody")
            ),
            service: service.to_owned(),
            sites: every(sites),
            partners: every(side.facts.stores[store].declared.clone()),
            firm: true,
        };
        found.into_iter().map(finding).collect()
    }
}
