//! Cuts in a few words, for tests: `service/unit: deed, deed; ...`.
//!
//! Deeds: `call UNIT`, `use UNIT`, `row UNIT` (calls a method of the entity), `read TABLE`, `write TABLE`, `declare TABLE`, `delete TABLE`, `tell TOPIC`,
//! `hear TOPIC`, `fill TOPIC` (publishes what a pattern becomes), `route PATH HANDLER`, `look TABLE` and `change TABLE` (reads and
//! writes it through what stands for it), `entity` (the unit has an entity); each stands on a line of its own, but for those with `&` between them.
//! A clause `t -> s` is a cascade: rows of `t` go with rows of `s`. `(shared)`, `(gateway)`, `(dropped)` are no services.

use super::{Cut, Needs, Party, Role, needs};
use crate::facts::*;
use crate::id::{Id, ServiceId, StoreId, UnitId};
use crate::path::RepoPath;
use std::collections::BTreeSet;

/// The facts and cut of a project, and its plan.
pub(crate) fn planned(project: &str) -> (Facts, Cut, Needs) {
    let (facts, cut) = read(project);
    let plan = needs(&facts, &cut);
    (facts, cut, plan)
}

/// How a party is shown.
pub(crate) fn party(cut: &Cut, party: Party) -> String {
    match party {
        Party::Service(service) => cut.services[service].clone(),
        Party::Gateway => "(gateway)".to_owned(),
    }
}

fn read(project: &str) -> (Facts, Cut) {
    let clauses: Vec<&str> = project.split(';').map(str::trim).filter(|clause| !clause.is_empty()).collect();
    let mut units: Vec<(&str, &str)> = clauses.iter().filter_map(|clause| clause.split_once(':')).collect();
    units.sort_unstable();
    let services: BTreeSet<&str> =
        units.iter().filter_map(|(path, _)| path.split('/').next()).filter(|name| !name.starts_with('(')).collect();
    let services: Vec<String> = services.into_iter().map(str::to_owned).collect();
    let deeds = |deeds: &'static [&str]| deeds;
    let stores = names(&units, deeds(&["read", "write", "declare", "delete", "look", "change"]));
    let topics = names(&units, deeds(&["tell", "hear"]));
    let topics: BTreeSet<&str> = topics.into_iter().filter(|topic| !topic.contains('*')).collect();
    let mut all: Vec<(StoreKind, &str)> = stores.iter().map(|name| (StoreKind::Table, *name)).collect();
    all.extend(topics.iter().map(|name| (StoreKind::Topic, *name)));
    let store = |name: &str| StoreId::new(all.iter().position(|(_, known)| *known == name).expect("a store"));
    let unit = |path: &str| UnitId::new(units.iter().position(|(known, _)| *known == path).expect("a unit"));
    let mut facts = Facts {
        units: units.iter().map(|(path, _)| empty(path)).collect(),
        terms: units.iter().map(|_| Vec::new()).collect(),
        stores: all.iter().map(|(kind, name)| empty_store(*kind, name)).collect(),
        ..Facts::default()
    };
    for (at, (_, deeds)) in units.iter().enumerate() {
        for (line, deed) in (1..).zip(deeds.split(',').map(str::trim).filter(|deed| !deed.is_empty())) {
            for deed in deed.split(" & ") {
                let words: Vec<&str> = deed.split(' ').collect();
                add(&mut facts, UnitId::new(at), line, &words, &store, &unit);
            }
        }
    }
    for (from, to) in clauses.iter().filter_map(|clause| clause.split_once(" -> ")) {
        let site = Site { path: RepoPath::new("schema.sql").expect("a path"), line: 1 };
        facts.store_links.push(StoreLink { from: store(from), to: store(to), kind: StoreLinkKind::Cascade, site });
    }
    facts.references.sort();
    facts.accesses.sort();
    facts.touches.sort();
    facts.row_calls.sort();
    let role = |(path, _): &(&str, &str)| match path.split('/').next().expect("a service") {
        "(shared)" => Role::Shared,
        "(gateway)" => Role::Gateway,
        "(dropped)" => Role::Gone,
        name => Role::Service(ServiceId::new(services.iter().position(|known| known == name).expect("a service"))),
    };
    let roles = units.iter().map(role).collect();
    (facts, Cut { services: services.into(), roles, ..Cut::default() })
}

fn names<'a>(units: &[(&str, &'a str)], wanted: &[&str]) -> BTreeSet<&'a str> {
    let deeds = units.iter().flat_map(|(_, deeds)| deeds.split([',', '&'])).map(str::trim);
    deeds
        .filter_map(|deed| deed.split_once(' '))
        .filter(|(word, _)| wanted.contains(word))
        .map(|(_, name)| name)
        .collect()
}

fn add(
    facts: &mut Facts,
    at: UnitId,
    line: u32,
    words: &[&str],
    store: &dyn Fn(&str) -> StoreId,
    unit: &dyn Fn(&str) -> UnitId,
) {
    let mode = match words[0] {
        "read" | "hear" | "look" => Mode::Read,
        "declare" => Mode::Declare,
        _ => Mode::Write,
    };
    let pattern =
        |pattern: &str| TopicPattern { unit: at, line, pattern: pattern.to_owned(), mode, rule: String::new() };
    match words {
        ["call" | "use", path] => {
            let name = path.rsplit('/').next().expect("a name").to_owned();
            let context = if words[0] == "call" { Context::Call } else { Context::Use };
            let (tier, lines) = (Tier::Import, vec![line]);
            facts.references.push(Reference { from: at, to: unit(path), context, name, tier, count: 1, lines });
        }
        ["tell" | "hear", topic] if topic.contains('*') => facts.topic_patterns.push(pattern(topic)),
        ["fill", topic] => facts.topic_patterns.push(pattern(topic)),
        ["read" | "write" | "declare" | "tell" | "hear", name] => {
            let (rule, lines) = (String::new(), vec![line]);
            facts.accesses.push(Access { unit: at, store: store(name), mode, rule, count: 1, lines });
        }
        ["look" | "change", name] => {
            let (rule, lines) = (String::new(), vec![line]);
            facts.touches.push(Access { unit: at, store: store(name), mode, rule, count: 1, lines });
        }
        ["row", path] => {
            facts.row_calls.push(RowCall { unit: at, line, entity: unit(path), name: String::new() });
        }
        ["entity"] => facts.units[at].entity = true,
        ["delete", name] => facts.deletions.push(Deletion { unit: at, line, store: store(name) }),
        ["route", path, handler] => facts.entry_points.push(EntryPoint {
            unit: at,
            line: line + 1,
            kind: EntryKind::Http { method: "GET".to_owned(), path: (*path).to_owned() },
            handler: (*handler).to_owned(),
            rule: String::new(),
        }),
        other => panic!("nothing is known about {other:?}"),
    }
}

fn empty(path: &str) -> Unit {
    Unit {
        path: RepoPath::new(path).expect("a path"),
        part: None,
        language: "python",
        lines: 10,
        bytes: 100,
        package: String::new(),
        types: Vec::new(),
        entity: false,
        parse: Parse::Full,
    }
}

fn empty_store(kind: StoreKind, name: &str) -> Store {
    Store { kind, name: name.to_owned(), declared: Vec::new() }
}
