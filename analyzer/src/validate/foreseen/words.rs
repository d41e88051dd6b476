//! Plans, reality and what code shows as sets of the same words, so that equal things are equal.

use super::Comparison;
use crate::facts::{Facts, StoreKind};
use crate::id::{ServiceId, StoreId};
use crate::plan::{Cut, Needs, Ownership, Party};
use crate::validate::reality::{Event, Reality, by_position};
use crate::validate::seen::{GATEWAY, UNSEEN};
use std::collections::BTreeSet;

/// The kinds, in the order they are told.
pub(super) const KINDS: [&str; 4] = ["calls", "events", "stores", "routes"];

/// Everything in words, by kind; what is only accepted apart.
#[derive(Default)]
pub(super) struct Sets {
    pub(super) sets: [BTreeSet<String>; 4],
    accepted: [BTreeSet<String>; 4],
}

impl Sets {
    /// What a plan is measured by.
    pub(super) fn of_reality(reality: &Reality) -> Self {
        let pairs = reality.calls.iter().map(|call| pair(&call.from, &call.to));
        let tables = reality.tables.iter().filter_map(|(table, owner)| Some(owned(table, owner.as_ref()?)));
        let stores = reality.stores.iter().map(|one| owned(&one.store, &one.owner));
        let stores = if reality.tables.is_empty() { stores.collect() } else { tables.collect() };
        let routes = reality.routes.iter().map(|one| route(&one.method, &one.path, &one.service));
        let accepted = reality.calls_accepted.iter().map(|(from, to)| pair(from, to));
        Self {
            sets: [pairs.collect(), triples(&reality.events), stores, routes.collect()],
            accepted: [accepted.collect(), triples(&reality.events_accepted), BTreeSet::new(), BTreeSet::new()],
        }
    }

    /// What an extraction is measured by: calls with method and path, stores with their kind.
    pub(super) fn of_code(reality: &Reality) -> Self {
        let path = |path: &str| if path == UNSEEN { UNSEEN.to_owned() } else { by_position(path) };
        let calls =
            reality.calls.iter().map(|one| format!("{} {} {}", pair(&one.from, &one.to), one.method, path(&one.path)));
        let stores = reality.stores.iter().map(|one| {
            let (kind, store) = plain(&one.kind, &one.store);
            format!("{kind} {}", owned(&store, &one.owner))
        });
        let routes = reality.routes.iter().map(|one| route(&one.method, &one.path, &one.service));
        let sets = [calls.collect(), triples(&reality.events), stores.collect(), routes.collect()];
        Self { sets, ..Self::default() }
    }

    pub(super) fn against(&self, real: &Self, form: &'static str) -> Vec<Comparison> {
        let compare = |at: usize| {
            let (predicted, there, accepted) = (&self.sets[at], &real.sets[at], &real.accepted[at]);
            let only_accepted = predicted.difference(there).filter(|one| accepted.contains(*one)).count();
            let extra = predicted.difference(there).filter(|one| !accepted.contains(*one)).cloned().collect();
            Comparison {
                kind: KINDS[at],
                form,
                predicted: predicted.len(),
                accepted: only_accepted,
                real: there.len(),
                missed: there.difference(predicted).cloned().collect(),
                extra,
            }
        };
        (0..KINDS.len()).map(compare).filter(|one| one.predicted + one.real > 0).collect()
    }
}

fn pair(from: &str, to: &str) -> String {
    format!("{from} calls {to}")
}

fn owned(store: &str, owner: &str) -> String {
    format!("{store} of {owner}")
}

fn route(method: &str, path: &str, service: &str) -> String {
    format!("{method} {} by {service}", by_position(path))
}

fn triple(topic: &str, publisher: &str, subscriber: &str) -> String {
    format!("{topic} from {publisher} to {subscriber}")
}

fn triples(events: &BTreeSet<Event>) -> BTreeSet<String> {
    let of = |event: &Event| {
        event.subscribers.iter().map(|one| triple(&event.topic, &event.publisher, one)).collect::<Vec<_>>()
    };
    events.iter().flat_map(of).collect()
}

/// `redis key` is a cache, whose keys count up to their first variable part; `postgres table` is a table.
fn plain<'a>(kind: &'a str, store: &str) -> (&'a str, String) {
    match kind.rsplit(' ').next().unwrap_or(kind) {
        "key" | "cache" => ("cache", store.split([':', '{']).next().unwrap_or(store).to_owned()),
        other => (other, store.to_owned()),
    }
}

/// A plan in the words of reality.
pub(super) fn planned(plan: &Needs, facts: &Facts, cut: &Cut, reality: &Reality) -> Sets {
    let name = |service: ServiceId| cut.services[service].as_str();
    let party = |party: Party| match party {
        Party::Service(service) => name(service),
        Party::Gateway => GATEWAY,
    };
    let calls = plan.calls.iter().map(|call| pair(party(call.from), name(call.to)));
    let owner = |(store, ownership): (StoreId, &Ownership)| {
        let store = &facts.stores[store];
        let left = reality.tables.get(&store.name).is_none_or(Option::is_some);
        let known = reality.tables.is_empty() || left && store.kind == StoreKind::Table;
        ownership
            .owner()
            .filter(|_| known && store.kind != StoreKind::Topic)
            .map(|owner| owned(&store.name, name(owner)))
    };
    let routes = plan.routes.iter().map(|one| route(&one.method, &one.path, party(one.to)));
    let sets = [calls.collect(), events(plan, cut, reality), BTreeSet::new(), routes.collect()];
    let mut sets = Sets { sets, ..Sets::default() };
    sets.sets[2] = plan.ownership.iter().filter_map(owner).collect();
    sets
}

fn events(plan: &Needs, cut: &Cut, reality: &Reality) -> BTreeSet<String> {
    let name = |service: ServiceId| cut.services[service].as_str();
    let mut found = BTreeSet::new();
    let mut unnamed = BTreeSet::new();
    for event in &plan.events {
        let (publisher, subscriber) = (name(event.publisher), name(event.subscriber));
        match &event.topic {
            Some(topic) => {
                let now = reality.topics.get(topic).and_then(Option::as_ref).unwrap_or(topic);
                found.insert(triple(now, publisher, subscriber));
            }
            None => drop(unnamed.insert((publisher, subscriber))),
        }
    }
    let old: BTreeSet<&String> = reality.topics.values().flatten().collect();
    for (publisher, subscriber) in unnamed {
        let fits = |event: &&Event| {
            event.publisher == publisher && event.subscribers.contains(subscriber) && !old.contains(&event.topic)
        };
        let real = reality.events.iter().filter(fits).map(|event| triple(&event.topic, publisher, subscriber));
        let real = real.filter(|real| !found.contains(real)).min();
        found.insert(real.unwrap_or_else(|| triple("a new topic", publisher, subscriber)));
    }
    found
}
