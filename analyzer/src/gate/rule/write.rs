//! A file that writes a store of another service.

use super::{NEWMAN, every, identity};
use crate::facts::{Access, Mode};
use crate::gate::{Card, Finding, Limits, Rule, Severity, Side};
use crate::id::{StoreId, UnitId};
use crate::info::Info;
use std::collections::BTreeMap;

pub(in crate::gate) struct ForeignWrite;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "foreign-write",
        summary: "a file writes a table, collection or bucket that another service owns",
        reference: NEWMAN,
    },
    why: "who owns rows has to know of every write to them; a write past the owner becomes a call or an event, and its transaction \
          ends at the border",
    fix: "let the owner write: call an operation of it, or tell it what happened and let it decide",
    severity: Severity::Error,
    example: "orders/Checkout.java runs `update invoices set paid = true`, and billing owns the table",
    passing: false,
    kinds: &["write"],
};

/// The writes of every unit to stores that another service owns.
pub(super) fn writes<'a>(side: &'a Side<'_>) -> BTreeMap<(UnitId, StoreId), Vec<&'a Access>> {
    let mut writes: BTreeMap<(UnitId, StoreId), Vec<&Access>> = BTreeMap::new();
    for access in side.uses().filter(|access| access.mode == Mode::Write && side.is_kept(access.store)) {
        let foreign = match (side.service(access.unit), side.owner(access.store)) {
            (Some(service), Some(owner)) => service != owner,
            _ => false,
        };
        if foreign && !side.runs_once(access.unit) {
            writes.entry((access.unit, access.store)).or_default().push(access);
        }
    }
    writes
}

impl Rule for ForeignWrite {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn state(&self, side: &Side<'_>, _: &Limits) -> Vec<Finding> {
        let finding = |((unit, store), writes): ((UnitId, StoreId), Vec<&Access>)| {
            let (service, owner) = (side.service(unit)?, side.owner(store)?);
            let lines = writes.iter().flat_map(|access| &access.lines);
            Some(Finding {
                id: identity(CARD.info.id, side.path(unit), side.store(store), "write"),
                service: service.to_owned(),
                what: format!("{service} writes {}, which {owner} owns", side.store(store)),
                sites: every(lines.map(|line| side.site(unit, *line)).collect()),
                partners: every(side.facts.stores[store].declared.clone()),
                firm: true,
            })
        };
        writes(side).into_iter().filter_map(finding).collect()
    }
}
