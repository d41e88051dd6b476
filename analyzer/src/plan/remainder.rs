//! The remainder: the service of a cut that is the monolith itself.
//!
//! The remainder keeps more than half of the tables, collections and buckets that have an owner; or a third of them and three
//! times as many as any other; or it answers more than half of the routes and keeps at least an equal share of the stores.
//! Below four stores, or four routes, a share says nothing. Where no store has an owner, it is the service that three quarters of
//! the others mention and that a third of all mentions between services lead to: the heart of a system that keeps its data where
//! nobody sees it. Of fewer than five services that is no sign. Taking such a service out first would move the monolith to a new
//! place and leave the small ones behind: it is what is left when the others are out (Fowler: StranglerFigApplication, 2004).

use super::Services;
use super::library::MANY;
use super::route::routes;
use super::{Party, Route};
use crate::facts::{Context, Reference, Store, StoreKind};
use crate::id::{IdVec, ServiceId, StoreId};
use std::collections::BTreeSet;

/// The fewest stores, and the fewest routes, of which a share says something.
const FEW: f64 = 4.0;

/// Tables that every database gets of its own: outboxes, locks, and what migrations were run. They make no service.
const INFRASTRUCTURE: &[&str] = &[
    "__efmigrationshistory",
    "alembic_version",
    "ar_internal_metadata",
    "databasechangelog",
    "databasechangeloglock",
    "django_migrations",
    "flyway_schema_history",
    "knex_migrations",
    "outbox",
    "outbox_event",
    "outbox_events",
    "outbox_messages",
    "schema_migrations",
    "sequelizemeta",
    "shedlock",
];

/// The stores that rows or files of a service are kept in.
pub(super) fn keeping<'a>(services: &'a Services<'_>) -> impl Iterator<Item = StoreId> + 'a {
    let kept = |store: &Store| {
        matches!(store.kind, StoreKind::Table | StoreKind::Collection | StoreKind::Bucket)
            && !INFRASTRUCTURE.contains(&store.name.to_ascii_lowercase().as_str())
    };
    services.facts.stores.iter().filter(move |(_, store)| kept(store)).map(|(store, _)| store)
}

/// The service that is the monolith itself: the one that somebody decided stays it; else, of several the one with the largest shares, then the first.
pub(super) fn remainder(services: &Services<'_>) -> Option<ServiceId> {
    if services.cut.stays.is_some() {
        return services.cut.stays;
    }
    let mut stores = services.zeros();
    keeping(services).filter_map(|store| services.owner(store)).for_each(|owner| stores[owner] += 1.0);
    let mut answered = services.zeros();
    for route in routes(services.facts, services.cut) {
        if let Route { to: Party::Service(service), .. } = route {
            answered[service] += 1.0;
        }
    }
    let (all, routes): (f64, f64) = (stores.values().sum(), answered.values().sum());
    let is_left = |service: &ServiceId| {
        let (own, answers) = (stores[*service], answered[*service]);
        let others = services.ids().filter(|other| other != service).map(|other| stores[other]);
        let next = others.fold(0.0, f64::max);
        let keeps = all >= FEW && (2.0 * own > all || 3.0 * own >= all && own >= 3.0 * next);
        let answers = routes >= FEW && 2.0 * answers > routes && own > 0.0 && own * services.count() as f64 >= all;
        keeps || answers
    };
    if all == 0.0 {
        return heart(services);
    }
    let share = |service: &ServiceId| stores[*service] / all.max(1.0) + answered[*service] / routes.max(1.0);
    let larger = |a: &ServiceId, b: &ServiceId| share(a).total_cmp(&share(b)).then(b.cmp(a));
    services.ids().filter(is_left).max_by(larger)
}

/// Who is mentioned by most others and most: of several the one with the most mentions, then the first.
fn heart(services: &Services<'_>) -> Option<ServiceId> {
    let n = services.count();
    let mut users: IdVec<ServiceId, BTreeSet<ServiceId>> = vec![BTreeSet::new(); n].into();
    let mut mentions: IdVec<ServiceId, u64> = vec![0; n].into();
    let ties = |one: &&Reference| one.context != Context::Import && services.standings.ties(one);
    for one in services.facts.references.iter().filter(ties) {
        let Some((from, to)) = services.across(one.from, one.to) else { continue };
        users[to].insert(from);
        mentions[to] += u64::from(one.count);
    }
    let all: u64 = mentions.values().sum();
    let is_heart = |service: &ServiceId| {
        n >= MANY && 4 * users[*service].len() >= 3 * (n - 1) && 3 * mentions[*service] >= all && all > 0
    };
    services.ids().filter(is_heart).max_by(|a, b| mentions[*a].cmp(&mentions[*b]).then(b.cmp(a)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::planned;

    fn check(project: &str, expected: &str) {
        let (facts, cut, _) = planned(project);
        let found = remainder(&Services::new(&facts, &cut));
        assert_eq!(found.map_or("", |service| cut.services[service].as_str()), expected);
    }

    #[test]
    fn who_keeps_more_than_half() {
        check("a/one: write p, write q, write r; b/one: write s; c/one: write t", "a");
        check("a/one: write p, write q; b/one: write s, write t", "");
    }
    #[test]
    fn who_keeps_far_more_than_any_other() {
        let others = "b/one: write s; c/one: write t; d/one: write u; e/one: write v";
        check(&format!("a/one: write p, write q, write r; {others}"), "a");
        check(&format!("a/one: write p, write q; {others}"), "");
    }
    #[test]
    fn who_answers_most_routes_and_keeps_its_share() {
        let routes = "route /1 x, route /2 x, route /3 x";
        check(&format!("a/one: {routes}, write s; b/one: route /4 x, write t"), "a");
        check(&format!("a/one: {routes}; b/one: route /4 x, write t"), "");
    }
    #[test]
    fn who_is_mentioned_most_where_no_store_was_seen() {
        let others = |many: usize, deeds: &str| {
            let one = |at: usize| format!("{}/one: {}", ["b", "c", "d", "e"][at], if at < many { deeds } else { "" });
            (0..4).map(one).collect::<Vec<_>>().join("; ")
        };
        check(&format!("a/one: route /x x; {}", others(4, "call a/one")), "a");
        check(&format!("a/one: route /x x; {}", others(3, "call a/one")), "a");
        check(&format!("a/one: route /x x; {}", others(2, "call a/one")), "");
        check(&format!("a/one: write t; {}", others(4, "call a/one")), "");
        check("a/one: route /x x; b/one: call a/one; c/one: call a/one", "");
    }
    #[test]
    fn of_a_few_a_share_says_nothing() {
        check("a/one: write s, write t; b/one: write u", "");
    }
}
