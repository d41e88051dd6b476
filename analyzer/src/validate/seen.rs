//! What the code of a decomposed form shows: calls, events, owners of stores and routes, by the same extraction that
//! reads a monolith.
//!
//! A unit belongs to the service whose name is the first folder of its path that is called like a service. Calls are
//! requests to another service, and those that only the gateway makes. A topic is published and listened to by services,
//! by name or by pattern. A store belongs to every service that writes it, or that declares it, in code or in a script
//! below its folder. A route is one of a service's own to which a gateway sends its path, or one that the gateway answers
//! itself.

use super::reality::{Call, Event, OwnedStore, Reality, Route, by_position};
use crate::facts::{EntryKind, Facts, Mode, RoutePattern, StoreKind};
use crate::id::UnitId;
use std::collections::{BTreeMap, BTreeSet};

/// What the gateway is called.
pub const GATEWAY: &str = "gateway";

/// The path of a call whose path is not visible.
pub const UNSEEN: &str = "?";

/// What code shows of a decomposed form with these services.
pub fn seen(facts: &Facts, services: &BTreeSet<&str>) -> Reality {
    let service = |path: &str| path.split('/').find(|part| services.contains(part)).map(str::to_owned);
    let of_unit = |unit: UnitId| service(facts.units[unit].path.as_str());
    Reality {
        calls: calls(facts, services, &of_unit),
        events: events(facts, &of_unit),
        stores: stores(facts, &of_unit, &service),
        routes: routes(facts, &of_unit),
        ..Reality::default()
    }
}

fn calls(facts: &Facts, services: &BTreeSet<&str>, of_unit: &impl Fn(UnitId) -> Option<String>) -> BTreeSet<Call> {
    let request = |request: &crate::facts::Request| {
        let from = of_unit(request.unit).filter(|from| *from != request.target)?;
        let (to, method) = (request.target.clone(), request.method.clone());
        let path = if request.path.is_empty() { UNSEEN.to_owned() } else { by_position(&request.path) };
        services.contains(to.as_str()).then_some(Call { from, to, method, path })
    };
    let own = |route: &crate::facts::GatewayRoute| {
        let (to, path) = (route.target.clone()?, by_position(route.path.as_deref()?));
        let (from, method) = (GATEWAY.to_owned(), "GET".to_owned());
        (route.inside && services.contains(to.as_str())).then_some(Call { from, to, method, path })
    };
    facts.requests.iter().filter_map(request).chain(facts.gateway_routes.iter().filter_map(own)).collect()
}

fn events(facts: &Facts, of_unit: &impl Fn(UnitId) -> Option<String>) -> BTreeSet<Event> {
    let mut ends: BTreeMap<&str, [BTreeSet<String>; 2]> = BTreeMap::new();
    let place = |mode| match mode {
        Mode::Write => Some(0),
        Mode::Read => Some(1),
        Mode::Declare | Mode::Use => None,
    };
    for access in facts.accesses.iter().filter(|access| facts.stores[access.store].kind == StoreKind::Topic) {
        if let (Some(at), Some(service)) = (place(access.mode), of_unit(access.unit)) {
            ends.entry(&facts.stores[access.store].name).or_default()[at].insert(service);
        }
    }
    for pattern in &facts.topic_patterns {
        let (Some(at), Some(service)) = (place(pattern.mode), of_unit(pattern.unit)) else { continue };
        for (topic, ends) in &mut ends {
            if pattern.matches(topic) {
                ends[at].insert(service.clone());
            }
        }
    }
    let event = |(topic, [publishers, subscribers]): (&str, [BTreeSet<String>; 2])| {
        let one = |publisher: String| {
            let subscribers = subscribers.iter().filter(|one| **one != publisher).cloned().collect();
            Event { topic: topic.to_owned(), publisher, subscribers }
        };
        publishers.into_iter().map(one).collect::<Vec<_>>()
    };
    ends.into_iter().flat_map(event).filter(|event| !event.subscribers.is_empty()).collect()
}

fn stores(
    facts: &Facts,
    of_unit: &impl Fn(UnitId) -> Option<String>,
    service: &impl Fn(&str) -> Option<String>,
) -> BTreeSet<OwnedStore> {
    let mut found = BTreeSet::new();
    let mut add = |store: &crate::facts::Store, owner: Option<String>| {
        let owned = |owner| OwnedStore { store: store.name.clone(), kind: store.kind.name().to_owned(), owner };
        found.extend(owner.map(owned));
    };
    let rows = |kind| kind != StoreKind::Topic;
    for access in facts.accesses.iter().filter(|access| access.mode != Mode::Read) {
        let store = &facts.stores[access.store];
        if rows(store.kind) {
            add(store, of_unit(access.unit));
        }
    }
    for store in facts.stores.values().filter(|store| rows(store.kind)) {
        store.declared.iter().for_each(|site| add(store, service(site.path.as_str())));
    }
    found
}

fn routes(facts: &Facts, of_unit: &impl Fn(UnitId) -> Option<String>) -> BTreeSet<Route> {
    let mut found = BTreeSet::new();
    for route in facts.gateway_routes.iter().filter(|route| !route.inside) {
        match (&route.target, &route.pattern) {
            (None, RoutePattern::Exact(path)) => {
                let (method, service) = ("GET".to_owned(), GATEWAY.to_owned());
                found.insert(Route { method, path: by_position(path), service });
            }
            (None, RoutePattern::Prefix(_) | RoutePattern::Regex(_)) => {}
            (Some(target), _) => {
                for entry in &facts.entry_points {
                    let EntryKind::Http { method, path } = &entry.kind else { continue };
                    if route.covers.contains(path) && of_unit(entry.unit).as_ref() == Some(target) {
                        let (method, service) = (method.clone(), target.clone());
                        found.insert(Route { method, path: by_position(path), service });
                    }
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{EntryPoint, GatewayRoute, Request, Site, TopicPattern};
    use crate::id::Id;
    use crate::path::RepoPath;
    use crate::plan::tests::planned;

    /// The services are `a` and `b`.
    fn check(change: impl Fn(&mut Facts), project: &str, expected: &str) {
        let (mut facts, ..) = planned(project);
        change(&mut facts);
        let found = seen(&facts, &BTreeSet::from(["a", "b"]));
        let calls = found.calls.iter().map(|one| format!("{} {} {} {}", one.from, one.to, one.method, one.path));
        let events = found.events.iter().map(|one| {
            let subscribers: Vec<&str> = one.subscribers.iter().map(String::as_str).collect();
            format!("{} {} {}", one.topic, one.publisher, subscribers.join("+"))
        });
        let stores = found.stores.iter().map(|one| format!("{} {} {}", one.kind, one.store, one.owner));
        let routes = found.routes.iter().map(|one| format!("{} {} {}", one.method, one.path, one.service));
        let all: Vec<String> = calls.chain(events).chain(stores).chain(routes).collect();
        assert_eq!(all.join("; "), expected);
    }

    fn site(path: &str) -> Site {
        Site { path: RepoPath::new(path).expect("a path"), line: 1 }
    }

    fn gateway(pattern: RoutePattern, target: Option<&str>, inside: bool, covers: &[&str]) -> GatewayRoute {
        GatewayRoute {
            site: site("nginx.conf"),
            pattern,
            target: target.map(str::to_owned),
            path: inside.then(|| "/verify".to_owned()),
            inside,
            covers: covers.iter().map(|path| (*path).to_owned()).collect(),
        }
    }

    #[test]
    fn requests_to_other_services() {
        let add = |facts: &mut Facts| {
            let request = |target: &str, path: &str| Request {
                unit: UnitId::new(0),
                line: 1,
                target: target.to_owned(),
                method: "GET".to_owned(),
                path: path.to_owned(),
            };
            facts.requests = vec![request("b", "/x/{}"), request("a", "/own"), request("far", "/x"), request("b", "")];
            facts.gateway_routes = vec![gateway(RoutePattern::Exact("/_v".into()), Some("b"), true, &[])];
        };
        check(add, "a/one:", "a b GET /x/{}; a b GET ?; gateway b GET /verify");
    }

    #[test]
    fn topics_by_name_and_pattern() {
        let add = |facts: &mut Facts| {
            let (pattern, rule) = ("x.*".to_owned(), String::new());
            facts.topic_patterns =
                vec![TopicPattern { unit: UnitId::new(1), line: 1, pattern, mode: Mode::Read, rule }];
        };
        check(add, "a/one: tell x.made, hear x.made; b/one:; kit/bus: tell x.made", "x.made a b");
        check(|_| {}, "a/one: tell x, hear x", "");
    }

    #[test]
    fn stores_of_writers_and_scripts() {
        let add = |facts: &mut Facts| {
            let store = facts.stores.values_mut().next().expect("a store");
            store.declared = vec![site("services/b/schema.sql")];
        };
        check(add, "a/one: read t; kit/all: write t", "table t b");
        check(|_| {}, "a/one: write t; b/one: write t", "table t a; table t b");
    }

    #[test]
    fn routes_that_come_through_the_gateway() {
        let add = |facts: &mut Facts| {
            let kind = EntryKind::Http { method: "POST".to_owned(), path: "/x/:id".to_owned() };
            let (handler, rule) = (String::new(), String::new());
            let of = |unit: usize| EntryPoint {
                unit: UnitId::new(unit),
                line: 1,
                kind: kind.clone(),
                handler: handler.clone(),
                rule: rule.clone(),
            };
            facts.entry_points = vec![of(0), of(1)];
            let prefix = gateway(RoutePattern::Prefix("/x/".into()), Some("a"), false, &["/x/:id"]);
            facts.gateway_routes = vec![prefix, gateway(RoutePattern::Exact("/health".into()), None, false, &[])];
        };
        check(add, "a/one:; b/one:", "GET /health gateway; POST /x/{} a");
    }
}
