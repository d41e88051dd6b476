//! A plan against what the decomposed form really has, and what its code shows against what is known and what ran.
//!
//! | kind | what counts as one |
//! |---|---|
//! | calls | a pair of services: what paths are called is a free choice, and no plan can know it |
//! | events | topic, publisher and one subscriber; topics go by what they were renamed to. A planned event without a topic counts for a real one between the same two whose topic the monolith does not have |
//! | stores | a table of the monolith and the service that owns it; tables that nobody has any more are not compared |
//! | routes | method, path with its parameters by position, and the service that answers |
//!
//! What is accepted without being real counts neither for a plan nor against it. Of a proposal, each candidate stands for
//! the service most of its files belong to (several may stand for one); what is in no candidate is anybody's.

use super::labels::answers;
use super::reality::{Event, Reality, by_position};
use super::seen::{GATEWAY, UNSEEN};
use super::services::majorities;
use super::truth::{DROPPED, GATEWAY as FRONT, Home, SHARED, Truth};
use crate::compare::Labels;
use crate::facts::{Facts, Part, StoreKind};
use crate::id::{Id, ServiceId};
use crate::plan::{Cut, Party, Plan, Role, plan};
use std::collections::{BTreeMap, BTreeSet};

/// A plan against reality, and the extraction against its witnesses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Foreseen {
    /// From the truth, then from the proposal.
    pub plans: Vec<Comparison>,
    /// What code shows, against what is known, then against what ran.
    pub extraction: Vec<Comparison>,
}

/// One kind of thing, planned and real.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// `calls`, `events`, `stores` or `routes`.
    pub kind: &'static str,
    /// What was planned from, `truth` or `found`; for what code shows, what it is compared with: `known` or `ran`.
    pub form: &'static str,
    /// How many were predicted, accepted ones included.
    pub predicted: usize,
    /// How many of these are not real and not wrong.
    pub accepted: usize,
    /// How many there really are.
    pub real: usize,
    /// Real ones that were not predicted, in words.
    pub missed: Vec<String>,
    /// Predicted ones that are wrong, in words.
    pub extra: Vec<String>,
}

impl Comparison {
    /// How many are predicted and real.
    pub fn common(&self) -> usize {
        self.real - self.missed.len()
    }

    /// Of the predicted that are not just accepted, the share that is real; 0 where none is predicted.
    pub fn precision(&self) -> f64 {
        share(self.common(), self.predicted - self.accepted)
    }

    /// Of the real, the share that was predicted; 0 where there are none.
    pub fn recall(&self) -> f64 {
        share(self.common(), self.real)
    }
}

fn share(of: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { of as f64 / all as f64 }
}

/// What a plan is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Witnesses {
    /// The monolith; best by functions.
    pub monolith: Facts,
    /// What the code of the decomposed form shows.
    pub code: Option<Reality>,
    /// What the decomposed form did when it ran.
    pub ran: Option<Reality>,
}

/// Plans from the truth and from a proposal, and compares all with what is real. The truth has to be whole: files that are
/// no source have tables too.
pub fn foreseen(truth: &Truth, proposal: &Labels, witnesses: &Witnesses) -> Foreseen {
    let facts = &witnesses.monolith;
    let real = Sets::of_reality(&truth.reality);
    let cuts = [("truth", known_cut(facts, truth)), ("found", found_cut(facts, truth, proposal))];
    let mut plans = Vec::new();
    for (form, cut) in &cuts {
        plans.extend(planned(&plan(facts, cut), facts, cut, &truth.reality).against(&real, form));
    }
    plans.sort_by_key(|one| KINDS.iter().position(|kind| *kind == one.kind));
    let mut extraction = Vec::new();
    if let Some(code) = &witnesses.code {
        let mut shown = Sets::of_code(code);
        extraction.extend(shown.against(&Sets::of_code(&truth.reality), "known"));
        if let Some(ran) = &witnesses.ran {
            let ran = Sets::of_code(ran);
            shown.sets[2].clear();
            extraction.extend(shown.against(&ran, "ran"));
        }
    }
    extraction.sort_by_key(|one| KINDS.iter().position(|kind| *kind == one.kind));
    Foreseen { plans, extraction }
}

/// The kinds, in the order they are told.
const KINDS: [&str; 4] = ["calls", "events", "stores", "routes"];

/// Everything in words, by kind; what is only accepted apart.
#[derive(Default)]
struct Sets {
    sets: [BTreeSet<String>; 4],
    accepted: [BTreeSet<String>; 4],
}

impl Sets {
    /// What a plan is measured by.
    fn of_reality(reality: &Reality) -> Self {
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
    fn of_code(reality: &Reality) -> Self {
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

    fn against(&self, real: &Self, form: &'static str) -> Vec<Comparison> {
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
fn planned(plan: &Plan, facts: &Facts, cut: &Cut, reality: &Reality) -> Sets {
    let name = |service: ServiceId| cut.services[service].as_str();
    let party = |party: Party| match party {
        Party::Service(service) => name(service),
        Party::Gateway => GATEWAY,
    };
    let calls = plan.calls.iter().map(|call| pair(party(call.from), name(call.to)));
    let owner = |(store, ownership): (crate::id::StoreId, &crate::plan::Ownership)| {
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

fn events(plan: &Plan, cut: &Cut, reality: &Reality) -> BTreeSet<String> {
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

/// The cut that the truth describes; what it does not speak of is gone.
fn known_cut(facts: &Facts, truth: &Truth) -> Cut {
    let services: Vec<&str> = truth.services().into_iter().collect();
    let role = |home: Home<'_>| match home {
        Home::Service(name) => {
            let at = services.iter().position(|known| *known == name);
            at.map_or(Role::Gone, |at| Role::Service(ServiceId::new(at)))
        }
        Home::Shared => Role::Shared,
        Home::Gateway => Role::Gateway,
        Home::Dropped | Home::Unknown => Role::Gone,
    };
    let of_unit = |unit: &crate::facts::Unit| {
        let path = unit.path.as_str();
        let part = unit.part.as_ref().and_then(|part| home_of_part(truth, path, part));
        role(part.unwrap_or_else(|| truth.home(path)))
    };
    Cut {
        roles: facts.units.values().map(of_unit).collect(),
        services: services.iter().map(|name| (*name).to_owned()).collect(),
    }
}

/// Where a part of a split file went, when the truth says so.
fn home_of_part<'a>(truth: &'a Truth, path: &str, part: &Part) -> Option<Home<'a>> {
    let names = [part.name.clone(), part.own_name().to_owned(), listener(&part.name).unwrap_or_default()];
    let of_file = truth.split.get(path)?;
    let (label, _) = of_file.iter().find(|(_, functions)| functions.iter().any(|name| names.contains(name)))?;
    Some(match label.as_str() {
        SHARED => Home::Shared,
        FRONT => Home::Gateway,
        DROPPED => Home::Dropped,
        service => Home::Service(service),
    })
}

/// `on user.deleted` of `bus.on('user.deleted')`, an anonymous function.
fn listener(part: &str) -> Option<String> {
    let (callee, rest) = part.split_once("('")?;
    let method = callee.rsplit('.').next().unwrap_or(callee);
    Some(format!("{method} {}", rest.strip_suffix("')")?))
}

/// The cut that a proposal describes, in the names of the truth.
fn found_cut(facts: &Facts, truth: &Truth, proposal: &Labels) -> Cut {
    let files = truth.files();
    let stands_for: BTreeMap<&str, &str> = majorities(proposal, &files);
    let keys: Vec<String> = facts.units.values().map(crate::facts::Unit::label).collect();
    let groups = answers(proposal, keys.iter());
    let name = |group: &String| stands_for.get(group.as_str()).copied().unwrap_or(group.as_str()).to_owned();
    let services: BTreeSet<String> = groups.values().filter(|group| *group != SHARED).map(name).collect();
    let services: Vec<String> = services.into_iter().collect();
    let role = |key: &String| {
        let at = groups.get(key).filter(|group| *group != SHARED).map(name);
        let at = at.and_then(|name| services.binary_search(&name).ok());
        at.map_or(Role::Shared, |at| Role::Service(ServiceId::new(at)))
    };
    Cut { roles: keys.iter().map(role).collect(), services: services.into() }
}

#[cfg(test)]
mod tests {
    use super::super::reality::{Call, OwnedStore, Route};
    use super::super::truth::tests::truth;
    use super::*;
    use crate::plan::tests::planned;

    /// `kind form predicted/accepted/real/common` and what is missed and extra.
    fn shown(found: &[Comparison]) -> Vec<String> {
        let one = |one: &Comparison| {
            let counts = [one.predicted, one.accepted, one.real, one.common()].map(|count| count.to_string());
            let lists = [("-", &one.missed), ("+", &one.extra)];
            let lists = lists.iter().flat_map(|(sign, list)| list.iter().map(move |item| format!(" {sign}{item}")));
            format!("{} {} {}{}", one.kind, one.form, counts.join("/"), lists.collect::<String>())
        };
        found.iter().map(one).collect()
    }

    fn event(topic: &str, publisher: &str, subscriber: &str) -> Event {
        let subscribers = BTreeSet::from([subscriber.to_owned()]);
        Event { topic: topic.to_owned(), publisher: publisher.to_owned(), subscribers }
    }

    fn call(from: &str, to: &str, path: &str) -> Call {
        let [from, to, method, path] = [from, to, "GET", path].map(str::to_owned);
        Call { from, to, method, path }
    }

    fn check(project: &str, reality: Reality, found: &str, expected: &[&str]) {
        let (monolith, ..) = planned(project);
        let homes: Vec<String> = monolith
            .units
            .values()
            .map(|unit| {
                let path = unit.path.as_str();
                format!("{path} {}", path.split('/').next().expect("a service"))
            })
            .collect();
        let truth = Truth { reality, ..truth(&homes.join(";")) };
        let proposal = found.split(';').filter_map(|line| line.trim().split_once(' '));
        let proposal = proposal.map(|(path, group)| (path.to_owned(), group.to_owned())).collect();
        let witnesses = Witnesses { monolith, code: None, ran: None };
        assert_eq!(shown(&foreseen(&truth, &proposal, &witnesses).plans), expected);
    }

    #[test]
    fn calls_are_pairs_and_accepted_ones_do_not_count() {
        let reality = Reality {
            calls: [call("a", "b", "/x"), call("a", "b", "/y"), call("b", "a", "/x")].into(),
            calls_accepted: BTreeSet::from([("a".to_owned(), "c".to_owned())]),
            ..Reality::default()
        };
        let project = "a/one: read t, read u; b/one: write t; c/one: write u";
        let found = "a/one 1; b/one 1; c/one 2";
        let calls = ["calls truth 2/1/2/1 -b calls a", "calls found 1/1/2/0 -a calls b -b calls a"];
        let stores = ["stores truth 2/0/0/0 +t of b +u of c", "stores found 2/0/0/0 +t of a +u of c"];
        check(project, reality, found, &[calls, stores].concat());
    }

    #[test]
    fn events_by_their_new_names() {
        let reality = Reality {
            events: [event("y", "a", "b"), event("new", "b", "a"), event("z", "a", "b")].into(),
            events_accepted: BTreeSet::from([event("w", "a", "b")]),
            topics: BTreeMap::from([("x".to_owned(), Some("y".to_owned())), ("w".to_owned(), None)]),
            ..Reality::default()
        };
        let project = "a/one: tell x, tell w, write t; b/one: hear x, hear w, write u; b/two: write u";
        check(
            &format!("{project}; a/two: write t; b/three: write t"),
            reality,
            "a/one a; a/two a; b/one b; b/two b; b/three b",
            &[
                "events truth 3/1/3/2 -z from a to b",
                "events found 3/1/3/2 -z from a to b",
                "stores truth 2/0/0/0 +t of a +u of b",
                "stores found 2/0/0/0 +t of a +u of b",
            ],
        );
    }

    #[test]
    fn stores_by_the_tables_of_the_monolith() {
        let tables = [("t", Some("a")), ("u", Some("b")), ("old", None)];
        let tables = tables.map(|(table, owner)| (table.to_owned(), owner.map(str::to_owned))).into();
        let reality = Reality { tables, ..Reality::default() };
        let expected = ["stores truth 2/0/2/1 -u of b +u of a", "stores found 2/0/2/1 -u of b +u of a"];
        check("a/one: write t, write u", reality, "a/one 7", &expected);
    }

    #[test]
    fn routes_by_position() {
        let route = |path: &str| Route { method: "GET".to_owned(), path: path.to_owned(), service: "a".to_owned() };
        let reality = Reality { routes: [route("/x/{id}")].into(), ..Reality::default() };
        check(
            "a/one: route /x/:no show",
            reality,
            "",
            &["routes truth 1/0/1/1", "routes found 1/0/1/0 -GET /x/{} by a +GET /x/{} by gateway"],
        );
    }

    #[test]
    fn what_code_shows_beside_what_ran() {
        let (monolith, ..) = planned("a/one:");
        let store = |kind: &str, store: &str| {
            let [store, kind, owner] = [store, kind, "a"].map(str::to_owned);
            OwnedStore { store, kind, owner }
        };
        let known = Reality {
            calls: [call("a", "b", "/x/:id")].into(),
            stores: [store("postgres table", "t"), store("redis key", "k:{id}")].into(),
            ..Reality::default()
        };
        let code = Reality {
            calls: [call("a", "b", "/x/{}"), call("a", "b", "/y")].into(),
            stores: [store("table", "t"), store("cache", "k")].into(),
            ..Reality::default()
        };
        let ran = Reality { calls: [call("a", "b", "/x/{}")].into(), ..Reality::default() };
        let truth = Truth { reality: known, ..truth("a/one a") };
        let witnesses = Witnesses { monolith, code: Some(code), ran: Some(ran) };
        let expected =
            ["calls known 2/0/1/1 +a calls b GET /y", "calls ran 2/0/1/1 +a calls b GET /y", "stores known 2/0/2/2"];
        assert_eq!(shown(&foreseen(&truth, &Labels::new(), &witnesses).extraction), expected);
    }

    #[test]
    fn listeners_without_a_name() {
        assert_eq!(listener("bus.on('user.deleted')").as_deref(), Some("on user.deleted"));
        assert_eq!(listener("place"), None);
    }
}
