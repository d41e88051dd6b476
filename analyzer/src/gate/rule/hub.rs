//! A file that more and more services use.

use super::identity;
use crate::facts::{Reference, Tier};
use crate::gate::{Card, Finding, Input, Rule, Severity, Side};
use crate::info::Info;
use std::collections::BTreeMap;

pub(in crate::gate) struct HubGrowth;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "hub-growth",
        summary: "one more service uses a file that several others use already",
        reference: "hub-like dependency: Azadi, Arcelli Fontana, Taibi: Architectural Smells Detected by Tools (2019)",
    },
    why: "a file that everyone uses keeps its service from changing, and everyone else from leaving",
    fix: "offer what is asked for as an operation, or divide the file by who uses what",
    severity: Severity::Warn,
    example: "four services use accounts/User.java, and now a fifth one does",
    passing: true,
    kinds: &["hub"],
};

impl Rule for HubGrowth {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn in_change(&self, input: &Input<'_>) -> Vec<Finding> {
        let (before, after) = (&input.before.users, users(input.after));
        let mut found = Vec::new();
        for (hub, now) in after.into_iter().filter(|(_, users)| users.len() >= input.limits.hub) {
            let then = before.get(input.change.before(hub));
            let names: Vec<&str> = now.keys().copied().collect();
            for (user, one) in now.iter().filter(|(user, _)| then.is_none_or(|then| !then.contains(**user))) {
                found.push(Finding {
                    id: identity(CARD.info.id, *user, hub, "hub"),
                    service: (*user).to_owned(),
                    what: format!("{user} uses {hub}, as do {} services in all: {}", names.len(), names.join(", ")),
                    sites: vec![input.after.site(one.from, one.lines[0])],
                    partners: vec![input.after.site(one.to, 1)],
                    firm: one.tier == Tier::Import,
                });
            }
        }
        found
    }
}

/// The services that use each file of another one, each with its surest mention.
pub(in crate::gate) fn users<'a>(side: &'a Side<'_>) -> BTreeMap<&'a str, BTreeMap<&'a str, &'a Reference>> {
    let mut users: BTreeMap<&str, BTreeMap<&str, &Reference>> = BTreeMap::new();
    for one in side.references() {
        if let Some((user, _)) = side.across(one.from, one.to) {
            let known = users.entry(side.path(one.to)).or_default().entry(user).or_insert(one);
            if one.tier < known.tier {
                *known = one;
            }
        }
    }
    users
}
