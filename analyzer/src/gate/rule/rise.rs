//! Two services that change together more often than they used to.

use super::identity;
use crate::facts::{ChangeKind, Facts};
use crate::gate::{Card, Finding, Limits, Rule, Severity, Side};
use crate::info::Info;
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::gate) struct RisingCoChange;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "rising-co-change",
        summary: "two services change together at least twice as often, by share of their commits, as in the time before",
        reference: "evolutionary coupling: Gall, Hajek, Jazayeri: Detection of logical coupling (1998)",
    },
    why: "a border over which more and more changes go is about to be in the wrong place",
    fix: "look at the common commits: what do they have in common, and which side should own it",
    severity: Severity::Warn,
    example: "orders and billing changed together in 10 % of their commits, and in 40 % of the last 90 days",
    passing: false,
    kinds: &["co-change"],
};

/// How much more often is a rise.
const TIMES: f64 = 2.0;
const DAY: i64 = 24 * 60 * 60;

/// Common commits of two services, and commits of either.
#[derive(Default, Clone, Copy)]
struct Share {
    both: usize,
    either: usize,
}

impl Share {
    fn value(self) -> f64 {
        if self.either == 0 { 0.0 } else { self.both as f64 / self.either as f64 }
    }
}

impl Rule for RisingCoChange {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn state(&self, side: &Side<'_>, limits: &Limits) -> Vec<Finding> {
        let newest = side.facts.changes.values().map(|change| change.time).max().unwrap_or(0);
        let window = i64::from(limits.days) * DAY;
        let recent = shares(side, |time| time > newest - window);
        let before = shares(side, |time| time > newest - 2 * window && time <= newest - window);
        let mut found = Vec::new();
        for ((a, b), now) in recent {
            let then = before.get(&(a, b)).copied().unwrap_or_default();
            // Without commits in the time before there is nothing to compare with.
            if now.both >= limits.support && then.either > 0 && now.value() >= TIMES * then.value() {
                let percent = |share: Share| (100.0 * share.value()).round();
                found.push(Finding {
                    id: identity(CARD.info.id, a, b, "co-change"),
                    service: a.to_owned(),
                    what: format!(
                        "{a} and {b} change together in {} of {} commits of the last {} days ({} %), {} % in the {} days before",
                        now.both,
                        now.either,
                        limits.days,
                        percent(now),
                        percent(then),
                        limits.days
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

/// For each two services with a commit in common: how many there are, and how many of either.
fn shares<'a>(side: &'a Side<'_>, when: impl Fn(i64) -> bool) -> BTreeMap<(&'a str, &'a str), Share> {
    let facts: &Facts = side.facts;
    let mut alone: BTreeMap<&str, usize> = BTreeMap::new();
    let mut both: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for change in facts.changes.values().filter(|change| change.kind == ChangeKind::Normal && when(change.time)) {
        let services: BTreeSet<&str> = change.units.iter().filter_map(|unit| side.service(*unit)).collect();
        let services: Vec<&str> = services.into_iter().collect();
        for (at, a) in services.iter().enumerate() {
            *alone.entry(a).or_default() += 1;
            for b in &services[at + 1..] {
                *both.entry((a, b)).or_default() += 1;
            }
        }
    }
    let names: Vec<&str> = alone.keys().copied().collect();
    let pairs = names.iter().enumerate().flat_map(|(at, a)| names[at + 1..].iter().map(move |b| (*a, *b)));
    let share = |(a, b): (&'a str, &'a str)| {
        let both = both.get(&(a, b)).copied().unwrap_or(0);
        ((a, b), Share { both, either: alone[a] + alone[b] - both })
    };
    pairs.map(share).collect()
}
