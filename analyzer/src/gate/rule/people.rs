//! A service that more people work on than used to.

use super::identity;
use crate::facts::ChangeKind;
use crate::gate::{Card, Finding, Limits, Rule, Severity, Side};
use crate::id::ContributorId;
use crate::info::Info;
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::gate) struct ContributorSpread;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "contributor-spread",
        summary: "half as many people again as in the time before, three at least, changed a service",
        reference: "Bird, Nagappan, Murphy, Gall, Devanbu: Don't touch my code! (2011)",
    },
    why: "a service is owned by a team: many who change it a little are a sign that others cannot do their work without it",
    fix: "ask the newcomers what they needed; it may be an operation that is missing, or code that is theirs",
    severity: Severity::Off,
    example: "six people changed billing in 90 days, two in the 90 days before",
    passing: false,
    kinds: &["people"],
};

const DAY: i64 = 24 * 60 * 60;
/// The fewest people more.
const MORE: usize = 3;

impl Rule for ContributorSpread {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn state(&self, side: &Side<'_>, limits: &Limits) -> Vec<Finding> {
        let newest = side.facts.changes.values().map(|change| change.time).max().unwrap_or(0);
        let window = i64::from(limits.days) * DAY;
        // A program may be a co-author.
        let person = |one: &&ContributorId| side.facts.contributors.get(**one).is_none_or(|known| !known.bot);
        let people = |when: &dyn Fn(i64) -> bool| {
            let mut people: BTreeMap<&str, BTreeSet<ContributorId>> = BTreeMap::new();
            let normal = |kind: ChangeKind| kind == ChangeKind::Normal;
            for change in side.facts.changes.values().filter(|change| normal(change.kind) && when(change.time)) {
                for service in change.units.iter().filter_map(|unit| side.service(*unit)) {
                    people.entry(service).or_default().extend(change.contributors.iter().filter(person));
                }
            }
            people
        };
        let now = people(&|time| time > newest - window);
        let then = people(&|time| time > newest - 2 * window && time <= newest - window);
        let mut found = Vec::new();
        for (service, people) in now {
            let (now, then) = (people.len(), then.get(service).map_or(0, BTreeSet::len));
            if then > 0 && now >= then + MORE && 2 * now >= 3 * then {
                found.push(Finding {
                    id: identity(CARD.info.id, service, "", "people"),
                    service: service.to_owned(),
                    what: format!(
                        "{now} people changed {service} in {} days, {then} in the {} days before",
                        limits.days, limits.days
                    ),
                    sites: Vec::new(),
                    partners: Vec::new(),
                    firm: true,
                });
            }
        }
        found
    }
}
