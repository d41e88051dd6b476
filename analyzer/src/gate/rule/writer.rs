//! A service that writes a store of another one for the first time.

use super::write::writes;
use super::{NEWMAN, few, identity};
use crate::facts::Site;
use crate::gate::{Card, Finding, Limits, Rule, Severity, Side};
use crate::info::Info;
use std::collections::BTreeMap;

pub(in crate::gate) struct SecondWriter;

pub(in crate::gate) static CARD: Card = Card {
    info: Info { id: "second-writer", summary: "a store gets one more service that writes it", reference: NEWMAN },
    why: "a store with one writer goes with it; each further writer has to be turned round before the store can move",
    fix: "let the service that already writes it do so, behind an operation; or give it the store if it is really its data",
    severity: Severity::Error,
};

impl Rule for SecondWriter {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn state(&self, side: &Side<'_>, _: &Limits) -> Vec<Finding> {
        let mut services: BTreeMap<(String, String), (Vec<Site>, String, Vec<Site>)> = BTreeMap::new();
        for ((unit, store), writes) in writes(side) {
            let (Some(service), Some(owner)) = (side.service(unit), side.owner(store)) else { continue };
            let new = || (Vec::new(), owner.to_owned(), side.facts.stores[store].declared.clone());
            let (sites, ..) = services.entry((service.to_owned(), side.store(store))).or_insert_with(new);
            sites.extend(writes.iter().flat_map(|access| &access.lines).map(|line| side.site(unit, *line)));
        }
        let finding =
            |((service, store), (sites, owner, declared)): ((String, String), (Vec<Site>, String, Vec<Site>))| {
                Finding {
                    what: format!("{service} becomes a writer of {store}, which {owner} owns"),
                    id: identity(CARD.info.id, service.clone(), store, "writer"),
                    service,
                    sites: few(sites),
                    partners: few(declared),
                    firm: true,
                }
            };
        services.into_iter().map(finding).collect()
    }
}
