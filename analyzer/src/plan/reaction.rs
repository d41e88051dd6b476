//! Hooks under a cut: observers, signals, callbacks of mappers, listeners. What a framework runs by itself inside one process
//! it runs no more when the two sides are in two.
//!
//! A hook on a store hangs on its owner; one on an event hangs on who publishes the topic of that name, or of a pattern that
//! means it, else on who makes or calls what is named so. What runs *before* rows are written can refuse or change them; no event can do that
//! afterwards (Fowler: What do you mean by "Event-Driven"?, 2017; Richardson: Microservices Patterns, 2018, chapter 3).

use super::Services;
use super::border::own_name;
use crate::facts::{Context, Hook, HookOn, Mode, StoreKind};
use crate::id::{ServiceId, StoreId};
use std::collections::BTreeSet;

/// What becomes of a hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// Its index in the facts.
    pub hook: usize,
    /// The services that it hangs on; empty where nobody was seen.
    pub from: BTreeSet<ServiceId>,
    /// The service whose code runs; `None` for code that belongs to no service.
    pub to: Option<ServiceId>,
    /// What becomes of it.
    pub becomes: Becomes,
}

/// What becomes of a hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Becomes {
    /// Both sides are in one service: it stays as it is.
    Inside,
    /// The topic is there already: it goes over the broker.
    Topic,
    /// The one side says afterwards what happened, the other listens.
    Event,
    /// It runs before and may refuse: a check that the owner makes or asks for.
    Check,
    /// It runs for whatever is saved: each service has its own.
    Everywhere,
    /// Its code belongs to no service: it goes with what it hangs on.
    WithOwner,
    /// Nothing was seen that it hangs on.
    Unknown,
}

impl Becomes {
    /// The word for it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Becomes::Inside => "inside",
            Becomes::Topic => "topic",
            Becomes::Event => "event",
            Becomes::Check => "check",
            Becomes::Everywhere => "everywhere",
            Becomes::WithOwner => "with-owner",
            Becomes::Unknown => "unknown",
        }
    }

    /// Whether it goes from one service to another.
    pub fn crosses(self) -> bool {
        match self {
            Becomes::Topic | Becomes::Event | Becomes::Check => true,
            Becomes::Inside | Becomes::Everywhere | Becomes::WithOwner | Becomes::Unknown => false,
        }
    }
}

/// What becomes of every hook, in the order of the facts.
pub(super) fn reactions(services: &Services<'_>) -> Vec<Reaction> {
    services.facts.hooks.iter().enumerate().map(|(at, hook)| reaction(services, at, hook)).collect()
}

fn reaction(services: &Services<'_>, at: usize, hook: &Hook) -> Reaction {
    let (from, topic) = match &hook.on {
        HookOn::Store(store) => (services.owner(*store).into_iter().collect(), false),
        HookOn::Event(name) => raisers(services, hook, name),
        HookOn::Everything => (BTreeSet::new(), false),
    };
    let to = services.of(hook.runs);
    // A signal of the framework without a sender is sent for whatever is saved.
    let everything = match &hook.on {
        HookOn::Everything => true,
        HookOn::Event(name) => from.is_empty() && *name == hook.when,
        HookOn::Store(_) => false,
    };
    let becomes = match to {
        _ if everything => Becomes::Everywhere,
        _ if from.is_empty() => Becomes::Unknown,
        None => Becomes::WithOwner,
        Some(to) if from.iter().all(|from| *from == to) => Becomes::Inside,
        Some(_) if topic => Becomes::Topic,
        Some(_) if is_before(&hook.when) => Becomes::Check,
        Some(_) => Becomes::Event,
    };
    Reaction { hook: at, from, to, becomes }
}

/// Whether a hook runs before what it hangs on is done, in the frameworks' own words: `pre_save`, `beforeCreate`,
/// `PrePersist`, `BEFORE_COMMIT`.
fn is_before(when: &str) -> bool {
    let when = when.trim_start_matches('$').to_ascii_lowercase();
    when.starts_with("pre") || when.starts_with("before")
}

/// Who raises an event, and whether it is a topic that is known.
fn raisers(services: &Services<'_>, hook: &Hook, name: &str) -> (BTreeSet<ServiceId>, bool) {
    let facts = services.facts;
    let topic: Option<StoreId> =
        facts.stores.iter().find(|(_, of)| of.kind == StoreKind::Topic && of.name == name).map(|(store, _)| store);
    let told = facts.uses().filter(|access| Some(access.store) == topic && access.mode == Mode::Write);
    let filled = facts.topic_patterns.iter().filter(|one| one.mode == Mode::Write && one.matches(name));
    let told = told.map(|access| access.unit).chain(filled.map(|one| one.unit));
    let told: BTreeSet<ServiceId> = told.filter_map(|unit| services.of(unit)).collect();
    if !told.is_empty() {
        return (told, true);
    }
    let made = |context: Context| matches!(context, Context::New | Context::Call);
    let own = own_name(name);
    let named = facts.references.iter().filter(|one| made(one.context) && own_name(&one.name) == own);
    let others = named.filter(|one| one.from != hook.unit && one.from != hook.runs);
    (others.filter_map(|one| services.of(one.from)).collect(), false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id;
    use crate::id::UnitId;
    use crate::plan::tests::planned;

    /// What becomes of a hook whose code is in a unit, on an event, or on a store that is written with `@` before it.
    #[track_caller]
    fn check(project: &str, runs: &str, on: &str, when: &str, expected: &str) {
        let (mut facts, cut, _) = planned(project);
        let runs = facts.units.iter().find(|(_, of)| of.path.as_str() == runs).expect("a unit").0;
        let store = |name: &str| facts.stores.iter().find(|(_, of)| of.name == name).expect("a store").0;
        let on = match on.strip_prefix('@') {
            Some(name) => HookOn::Store(store(name)),
            None if on.is_empty() => HookOn::Everything,
            None => HookOn::Event(on.to_owned()),
        };
        let (when, handler, rule) = (when.to_owned(), String::new(), String::new());
        facts.hooks = vec![Hook { unit: UnitId::new(0), line: 1, on, when, handler, runs, rule }];
        let one = reactions(&Services::new(&facts, &cut)).remove(0);
        let name = |service: &ServiceId| cut.services[*service].clone();
        let from: Vec<String> = one.from.iter().map(name).collect();
        let to = one.to.as_ref().map_or("-".to_owned(), name);
        assert_eq!(format!("{}>{to} {}", from.join("+"), one.becomes.name()), expected);
    }

    #[test]
    fn on_a_store() {
        let project = "(shared)/kit: ; a/one: write t; a/two: ; b/one: ";
        check(project, "a/two", "@t", "post_save", "a>a inside");
        check(project, "b/one", "@t", "post_save", "a>b event");
        check(project, "b/one", "@t", "PrePersist", "a>b check");
        check(project, "b/one", "@t", "$beforeInsert", "a>b check");
        check(project, "(shared)/kit", "@t", "post_save", "a>- with-owner");
    }
    #[test]
    fn on_an_event() {
        check("a/one: tell x.*; b/one: hear x.y", "b/one", "x.y", "on", "a>b topic");
        let project = "a/one: tell x; b/one: hear x; c/one: call a/placed; a/placed: ";
        check(project, "b/one", "x", "on", "a>b topic");
        check(project, "b/one", "placed", "event", "c>b event");
        check(project, "b/one", "other", "event", ">b unknown");
    }
    #[test]
    fn on_everything() {
        check("a/one: write t", "a/one", "", "SaveChanges", ">a everywhere");
        check("a/one: write t", "a/one", "post_delete", "post_delete", ">a everywhere");
    }
}
