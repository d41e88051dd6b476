//! Chatty loops: what crosses a border once for each element of something, and so becomes a request for each. The other
//! side offers a batch: all ids in one request (Newman: Building Microservices, 2nd edition, 2021, chapter 4; Richardson:
//! Microservices Patterns, 2018, chapter 3).
//!
//! A repeated call of another service's operation counts, a repeated use of another's store, and a repeated call of a
//! function of the own service that does either in its own lines. Methods of entities are about a row at hand, and types
//! that are only made need nobody.

use super::Services;
use super::border::{Border, own_name};
use crate::facts::{Access, Context, Mode, PartKind, Site, StoreKind};
use crate::id::{ServiceId, StoreId, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// What crosses a border again and again.
#[derive(Debug, Clone, PartialEq)]
pub struct Chatty {
    /// The service with the loop.
    pub from: ServiceId,
    /// The service that would be asked each time.
    pub to: ServiceId,
    /// What is asked.
    pub asked: Asked,
    /// The function of the own service that asks, where the loop calls that.
    pub through: Option<UnitId>,
    /// The lines in the loops, sorted.
    pub sites: Vec<Site>,
}

/// What is asked of another service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// An operation: its unit and name.
    Operation(UnitId, String),
    /// A store, and whether it is written.
    Store(StoreId, bool),
}

/// Who asks whom for what: the unit, its service, the other service.
type Crossing<'a> = (ServiceId, ServiceId, Asked);

/// All chatty loops, by services and what is asked.
pub fn chatty(services: &Services<'_>, borders: &[Border]) -> Vec<Chatty> {
    let repeated: BTreeSet<(UnitId, u32, &str)> =
        services.facts.repeats.iter().map(|one| (one.unit, one.line, one.name.as_str())).collect();
    let mut found: BTreeMap<(ServiceId, ServiceId, Asked, Option<UnitId>), BTreeSet<Site>> = BTreeMap::new();
    // What the functions of a service ask of others in their own lines.
    let mut asks: BTreeMap<UnitId, BTreeSet<Crossing<'_>>> = BTreeMap::new();
    let site = |unit: UnitId, line: u32| Site { path: services.facts.units[unit].path.clone(), line };
    for (unit, line, crossing, name) in crossings(services, borders) {
        let (from, to, asked) = crossing.clone();
        if repeated.contains(&(unit, line, name)) {
            found.entry((from, to, asked, None)).or_default().insert(site(unit, line));
        }
        asks.entry(unit).or_default().insert(crossing);
    }
    let calls = services.facts.references.iter().filter(|one| one.context == Context::Call);
    for call in calls.filter(|call| services.of(call.from).is_some() && services.of(call.from) == services.of(call.to))
    {
        let part = services.facts.units[call.to].part.as_ref();
        let Some(part) = part.filter(|part| matches!(part.kind, PartKind::Function | PartKind::Method)) else {
            continue;
        };
        let Some(asked) = asks.get(&call.to) else { continue };
        for line in call.lines.iter().filter(|line| repeated.contains(&(call.from, **line, part.own_name()))) {
            for (from, to, asked) in asked {
                let key = (*from, *to, asked.clone(), Some(call.to));
                found.entry(key).or_default().insert(site(call.from, *line));
            }
        }
    }
    let one = |((from, to, asked, through), sites): ((ServiceId, ServiceId, Asked, Option<UnitId>), BTreeSet<Site>)| {
        Chatty { from, to, asked, through, sites: sites.into_iter().collect() }
    };
    found.into_iter().map(one).collect()
}

/// What crosses a border where: the unit, its line, what crosses, and the name by which a repeat knows it.
fn crossings<'a>(
    services: &'a Services<'_>,
    borders: &'a [Border],
) -> impl Iterator<Item = (UnitId, u32, Crossing<'a>, &'a str)> {
    let operations = borders.iter().flat_map(|border| border.operations.iter().map(move |called| (border, called)));
    let operations = operations.filter(|(_, called)| {
        let of = &services.facts.units[called.unit];
        let makes = of.types.iter().any(|declared| declared.name == called.name);
        // A name in capitals is a type that is made, but for C#.
        let made = makes || called.name.starts_with(char::is_uppercase) && of.language != "csharp";
        !of.entity && !made
    });
    let called = operations.flat_map(|(border, called)| {
        let crossing = (border.from, border.to, Asked::Operation(called.unit, called.name.clone()));
        let places = called.callers.iter().flat_map(|user| user.lines.iter().map(|line| (user.unit, *line)));
        places.map(move |(unit, line)| (unit, line, crossing.clone(), own_name(&called.name)))
    });
    let rows = services.facts.uses().filter(|access| {
        let kind = services.facts.stores[access.store].kind;
        matches!(access.mode, Mode::Read | Mode::Write | Mode::Use)
            && !matches!(kind, StoreKind::Topic | StoreKind::Cache)
    });
    // What a line does to a store in a way that is visible says more than that it uses it.
    let place =
        |access: &Access| access.lines.iter().map(|line| (access.unit, access.store, *line)).collect::<Vec<_>>();
    let visible = services.facts.uses().filter(|access| matches!(access.mode, Mode::Read | Mode::Write));
    let visible: BTreeSet<(UnitId, StoreId, u32)> = visible.flat_map(place).collect();
    let used = rows.flat_map(move |access| {
        let vague = |line: &u32| access.mode == Mode::Use && visible.contains(&(access.unit, access.store, *line));
        let (from, to) = (services.of(access.unit), services.owner(access.store));
        let pair = from.zip(to).filter(|(from, to)| from != to);
        let asked = Asked::Store(access.store, access.mode == Mode::Write);
        let lines: Vec<u32> = access.lines.iter().copied().filter(|line| !vague(line)).collect();
        let lines =
            pair.into_iter().flat_map(move |(from, to)| lines.clone().into_iter().map(move |line| (line, from, to)));
        lines.map(move |(line, from, to)| (access.unit, line, (from, to, asked.clone()), ""))
    });
    called.chain(used)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Part, Repeat};
    use crate::plan::border::borders;
    use crate::plan::tests::planned;

    /// What is chatty when the lines `UNIT LINE NAME` are repeated, the name being left out for stores.
    #[track_caller]
    fn check(project: &str, repeats: &str, expected: &str) {
        let (mut facts, cut, _) = planned(project);
        for text in repeats.split(';').map(str::trim) {
            let words: Vec<&str> = text.split(' ').collect();
            let unit = facts.units.ids().find(|unit| facts.units[*unit].path.as_str() == words[0]).expect("the unit");
            let (line, name) = (words[1].parse().expect("a line"), words.get(2).copied().unwrap_or_default());
            facts.repeats.push(Repeat { unit, line, name: name.to_owned() });
        }
        // Every unit is a function of its name.
        for unit in facts.units.ids().collect::<Vec<_>>() {
            let name = facts.units[unit].path.file_name().to_owned();
            facts.units[unit].part = Some(Part { name, kind: PartKind::Function, ranges: vec![(1, 99)] });
        }
        let services = Services::new(&facts, &cut);
        let shown = |one: &Chatty| {
            let asked = match &one.asked {
                Asked::Operation(_, name) => name.clone(),
                Asked::Store(store, writes) => {
                    format!("{} {}", if *writes { "write" } else { "read" }, facts.stores[*store].name)
                }
            };
            let lines: Vec<String> = one.sites.iter().map(|site| format!("{}:{}", site.path, site.line)).collect();
            let through = one.through.map_or(String::new(), |unit| format!(" through {}", facts.units[unit].path));
            format!("{} {} {asked} {}{through}", cut.services[one.from], cut.services[one.to], lines.join(","))
        };
        let all = chatty(&services, &borders(&services));
        assert_eq!(all.iter().map(shown).collect::<Vec<_>>().join("; "), expected);
    }

    #[test]
    fn a_call_of_another_service_in_a_loop() {
        let project = "a/one: call b/get, call b/get; b/get: read t, write t";
        check(project, "a/one 2 get", "a b get a/one:2");
        check(project, "a/one 2 other", "");
    }
    #[test]
    fn a_store_of_another_service_in_a_loop() {
        check("a/one: read t; b/one: write t", "a/one 1", "a b read t a/one:1");
        check("a/one: read t, write t", "a/one 1", "");
    }
    #[test]
    fn a_loop_over_a_function_that_asks() {
        let project = "a/one: call a/two; a/two: call b/get; b/get: read t, write t";
        check(project, "a/one 1 two", "a b get a/one:1 through a/two");
    }
    #[test]
    fn what_needs_nobody_is_copied() {
        check("a/one: call b/sum; b/sum:; b/one: write t", "a/one 1 sum", "");
    }
}
