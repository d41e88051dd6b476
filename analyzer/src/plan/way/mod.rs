//! Ways into and out of each step, and the pattern for each: the first thing that somebody who does the step asks.
//!
//! A [`Rule`] says what is seen, which pattern follows, and why ([`RULES`]). Newman: Monolith to Microservices (2019), chapter
//! 3; Fowler: StranglerFigApplication (2004), BranchByAbstraction (2014). What has two ends (a hook, a trigger, a command)
//! stands at the step that comes first: that is when it has to be done.
//!
//! Limits: whether the code of the monolith may be changed, whether an answer is a page, and what a wrong result costs is not
//! in the code; the rules say what they take for it. Only the first few lines of one caller are known: the number of places
//! tells of the others.

mod dear;
mod inward;
mod outward;
mod rule;

pub use rule::{Pattern, RULES, Row, Rule};

use super::border::{Border, Called, Effect, User};
use super::data::DataTie;
use super::reach::Reach;
use super::reaction::Reaction;
use super::{Event, Services};
use crate::facts::Site;
use crate::id::{ServiceId, UnitId};
use std::collections::BTreeSet;

/// A way into or out of a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// The service that is taken out.
    pub service: ServiceId,
    /// Into it or out of it.
    pub direction: Direction,
    /// The service at the other end; `None` for the outside.
    pub other: Option<ServiceId>,
    /// What was seen, and so the pattern.
    pub rule: Rule,
    /// What goes that way.
    pub items: Vec<Item>,
}

/// Into a service or out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Others come to it.
    In,
    /// It goes to others.
    Out,
}

impl Direction {
    /// The word for it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Direction::In => "in",
            Direction::Out => "out",
        }
    }
}

/// One thing that goes a way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// What it is: a route, an operation, a type, a store.
    pub what: String,
    /// Where, as far as the facts keep the lines.
    pub places: Vec<(UnitId, u32)>,
    /// Where, in files that are no units: schemas.
    pub sites: Vec<Site>,
    /// How many places there are.
    pub total: u32,
}

impl Item {
    fn at(what: String, places: Vec<(UnitId, u32)>) -> Self {
        let total = u32::try_from(places.len()).unwrap_or(u32::MAX);
        Self { what, places, sites: Vec::new(), total }
    }

    fn of_users(what: String, users: &[User]) -> Self {
        let places = users.iter().flat_map(|user| user.lines.iter().map(|line| (user.unit, *line))).collect();
        Self { what, places, sites: Vec::new(), total: users.iter().map(|user| user.count).sum() }
    }
}

/// What the ways are found from.
pub(super) struct Input<'a> {
    pub(super) services: &'a Services<'a>,
    pub(super) reach: &'a Reach,
    pub(super) borders: &'a [Border],
    pub(super) ties: &'a [DataTie],
    pub(super) events: &'a [Event],
    pub(super) reactions: &'a [Reaction],
    pub(super) steps: &'a [ServiceId],
}

impl Input<'_> {
    /// Whether a service is out when another one is taken out.
    fn is_out(&self, service: ServiceId, then: ServiceId) -> bool {
        let at = |wanted: ServiceId| self.steps.iter().position(|one| *one == wanted);
        at(service).is_some_and(|first| at(then).is_none_or(|then| first < then))
    }

    /// Of two ends, the one whose step comes first, when it is this one.
    fn begins(&self, service: ServiceId, other: ServiceId) -> bool {
        !self.is_out(other, service)
    }
}

/// The ways of every step, in the order of the steps; in one step those in come first, then by rule and other end.
pub(super) fn ways(input: &Input<'_>) -> Vec<Way> {
    let mut all = Vec::new();
    for service in input.steps {
        let mut found = inward::ways(input, *service);
        found.extend(outward::ways(input, *service));
        found.sort_by_key(|way| (way.direction, way.rule, way.other));
        all.append(&mut found);
    }
    all
}

/// Whether an operation is converted where it is called. What only writes rows of another is a command, and has its own rules.
fn is_call(operation: &Called) -> bool {
    operation.store.is_none() || operation.effect != Effect::Command
}

/// Ways of one rule by the service at the other end, those without items left out.
struct Group {
    service: ServiceId,
    direction: Direction,
    rule: Rule,
    ends: Vec<(Option<ServiceId>, Vec<Item>)>,
}

impl Group {
    fn new(service: ServiceId, direction: Direction, rule: Rule) -> Self {
        Self { service, direction, rule, ends: Vec::new() }
    }

    fn add(&mut self, other: Option<ServiceId>, item: Item) {
        let at = self.ends.iter().position(|(known, _)| *known == other).unwrap_or_else(|| {
            self.ends.push((other, Vec::new()));
            self.ends.len() - 1
        });
        let items = &mut self.ends[at].1;
        match items.iter_mut().find(|known| known.what == item.what) {
            Some(known) => {
                let before: BTreeSet<(UnitId, u32)> = known.places.iter().copied().collect();
                known.places.extend(item.places.into_iter().filter(|place| !before.contains(place)));
                known.total = known.total.saturating_add(item.total);
            }
            None => items.push(item),
        }
    }

    fn ways(self) -> impl Iterator<Item = Way> {
        let Self { service, direction, rule, ends } = self;
        ends.into_iter().map(move |(other, items)| Way { service, direction, other, rule, items })
    }
}

#[cfg(test)]
mod tests;
