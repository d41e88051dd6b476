//! A file that is changed without the file of another service that always changes with it.

use super::identity;
use crate::facts::ChangeKind;
use crate::gate::{Card, Changed, Finding, Input, Rule, Severity};
use crate::id::UnitId;
use crate::info::Info;
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::gate) struct CoChangeGap;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "co-change-gap",
        summary: "a file is changed without its partner in another service, which changed with it almost every time",
        reference: "Zimmermann, Zeller, Weissgerber, Diehl: Mining version histories to guide software changes (2004)",
    },
    why: "either something was forgotten, or the two are tied by something that no code shows",
    fix: "look whether the partner has to follow; if not, nothing is wrong, and the tie is about to loosen",
    severity: Severity::Warn,
    example: "orders/Order.java changes without billing/Order.java, which was in nine of its ten commits",
    passing: true,
    kinds: &["gap"],
};

impl Rule for CoChangeGap {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn in_change(&self, input: &Input<'_>) -> Vec<Finding> {
        let side = input.after;
        let is_changed = |unit: &UnitId| input.change.files.contains_key(side.path(*unit));
        let edited: BTreeSet<&str> = input
            .change
            .in_earnest()
            .filter(|(_, became)| *became == Changed::Modified)
            .map(|(path, _)| path.as_str())
            .collect();
        let edited = |unit: &UnitId| edited.contains(side.path(*unit));
        let mut alone: BTreeMap<UnitId, usize> = BTreeMap::new();
        let mut both: BTreeMap<(UnitId, UnitId), usize> = BTreeMap::new();
        for change in side.facts.changes.values().filter(|change| change.kind == ChangeKind::Normal) {
            for unit in change.units.iter().filter(|unit| edited(unit)) {
                *alone.entry(*unit).or_default() += 1;
                for other in change.units.iter().filter(|other| side.across(*unit, **other).is_some()) {
                    *both.entry((*unit, *other)).or_default() += 1;
                }
            }
        }
        let mut found = Vec::new();
        for ((unit, other), times) in both {
            let all = alone[&unit];
            let often = times >= input.limits.support && times as f64 >= input.limits.confidence * all as f64;
            let (Some((service, partner)), true) = (side.across(unit, other), often && !is_changed(&other)) else {
                continue;
            };
            found.push(Finding {
                id: identity(CARD.info.id, side.path(unit), side.path(other), "gap"),
                service: service.to_owned(),
                what: format!(
                    "{} is changed without {} of {partner}, which was in {times} of its {all} commits",
                    side.path(unit),
                    side.path(other)
                ),
                sites: vec![side.site(unit, 1)],
                partners: vec![side.site(other, 1)],
                firm: true,
            });
        }
        found
    }
}
