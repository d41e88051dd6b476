//! What a service shows to others, name by name.

use super::{every, identity};
use crate::facts::{Context, Site, Tier};
use crate::gate::{Card, Finding, Limits, Rule, Severity, Side};
use crate::id::UnitId;
use crate::info::Info;
use crate::words::last_name;
use std::collections::BTreeMap;

pub(in crate::gate) struct WiderSurface;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "wider-surface",
        summary: "a service uses a name of another one that nobody outside used before",
        reference: "Spring Modulith: only what a module exposes may be used from outside",
    },
    why: "each name that others use becomes a part of the interface, and can be changed only together with them",
    fix: "use what the service offers already, or agree on the new name as an operation of its interface",
    severity: Severity::Warn,
    example: "orders uses Invoice.total of billing, which nobody outside used before",
    passing: false,
    kinds: &["name"],
};

impl Rule for WiderSurface {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn state(&self, side: &Side<'_>, _: &Limits) -> Vec<Finding> {
        let mut shown: BTreeMap<(UnitId, &str), (Vec<Site>, bool)> = BTreeMap::new();
        for one in side.references().filter(|one| one.context != Context::Import) {
            if side.across(one.from, one.to).is_some() {
                let (sites, firm) = shown.entry((one.to, last_name(&one.name))).or_default();
                sites.extend(one.lines.iter().map(|line| side.site(one.from, *line)));
                *firm |= one.tier == Tier::Import;
            }
        }
        let finding = |((unit, name), (sites, firm)): ((UnitId, &str), (Vec<Site>, bool))| {
            let owner = side.service(unit)?;
            Some(Finding {
                id: identity(CARD.info.id, owner, format!("{}#{name}", side.path(unit)), "name"),
                service: owner.to_owned(),
                what: format!("{name} of {owner} is used by other services"),
                sites: every(sites),
                partners: vec![side.site(unit, 1)],
                firm,
            })
        };
        shown.into_iter().filter_map(finding).collect()
    }
}
