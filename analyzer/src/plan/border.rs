//! Borders: what one service calls and uses of another, operation by operation. The first draft of an interface.
//!
//! Three things are operations of a service: what another one calls of it; each store of it that another one reads, and each
//! that it writes, where the line calls nothing of the service; but no mention of a type: who makes a value or asks a class
//! for something uses a name. Where no table, collection or bucket of the project was seen, nobody can tell what needs none:
//! nothing is a copy then.

use super::Services;
use super::accessor::Accessors;
use super::reach::Reach;
use super::remainder::keeping;
use crate::facts::{Access, Context, Mode, Operation, PartKind, Reference, StoreKind, Tier, TypeDecl, TypeKind};
use crate::id::{ServiceId, StoreId, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// What one service uses of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Border {
    /// The service that uses.
    pub from: ServiceId,
    /// The service that is used.
    pub to: ServiceId,
    /// What is called, most callers first.
    pub operations: Vec<Called>,
    /// Entities, and types and values of units that need their service's stores, which are named without a call; by name.
    pub names: Vec<Named>,
    /// What needs no store of its service: taken along as a copy or from a library, so it crosses nothing. By unit.
    pub copies: Vec<Copied>,
}

/// A unit that another service takes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The unit.
    pub unit: UnitId,
    /// How many mentions of it there are.
    pub mentions: u32,
}

impl Border {
    /// How many places mention the other service, copies apart.
    pub fn mentions(&self) -> u32 {
        let called = self.operations.iter().flat_map(|one| &one.callers);
        let named = self.names.iter().flat_map(|one| &one.users);
        called.chain(named).map(|one| one.count).sum()
    }
}

/// An operation that is called over a border.
#[derive(Debug, Clone, PartialEq)]
pub struct Called {
    /// The unit that declares it.
    pub unit: UnitId,
    /// Its name, without the object it is called on; for a store what is done with it, `read orders`.
    pub name: String,
    /// Where it is declared; `None` where no declaration of that name was found in the unit.
    pub line: Option<u32>,
    /// What it takes, as far as it is declared.
    pub parameters: Vec<String>,
    /// What it gives, as far as it is declared.
    pub returns: String,
    /// Whether it changes something.
    pub effect: Effect,
    /// Persistent entities among what it takes and gives: they cannot cross as they are.
    pub entities: Vec<String>,
    /// Who calls it, by unit.
    pub callers: Vec<User>,
    /// The store that is used without an operation: nobody offers this one yet.
    pub store: Option<StoreId>,
}

/// Whether an operation changes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It only reads stores.
    Query,
    /// It writes a store.
    Command,
    /// It uses no store in its own lines.
    Unknown,
}

impl Effect {
    /// The word for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Effect::Query => "query",
            Effect::Command => "command",
            Effect::Unknown => "unknown",
        }
    }
}

/// A name that is used over a border without being called.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// The unit that declares it.
    pub unit: UnitId,
    /// The name.
    pub name: String,
    /// How it is used, each way once: `inherit`, `field`, `throws`, ...
    pub contexts: BTreeSet<Context>,
    /// Who uses it, by unit.
    pub users: Vec<User>,
}

/// Who uses something, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct User {
    /// The unit.
    pub unit: UnitId,
    /// How often.
    pub count: u32,
    /// The first few lines.
    pub lines: Vec<u32>,
    /// How surely the name means this: the least sure of its mentions.
    pub tier: Tier,
}

/// The borders, by (from, to).
pub fn borders(services: &Services<'_>) -> Vec<Border> {
    type Between<'a> = (BTreeMap<(UnitId, &'a str), Uses>, BTreeMap<UnitId, u32>);
    let mut asked = asked(services);
    let reach = Reach::new(services.facts, services.cut, &services.ownership, &services.standings);
    let accessors = Accessors::new(services.facts);
    let told = keeping(services).next().is_some();
    let mut between: BTreeMap<(ServiceId, ServiceId), Between<'_>> = BTreeMap::new();
    let mentions = |one: &&Reference| one.context != Context::Import && services.standings.ties(one);
    for reference in services.facts.references.iter().filter(mentions) {
        let Some(pair) = services.across(reference.from, reference.to) else { continue };
        let (uses, copies) = between.entry(pair).or_default();
        // A field that is handed over goes with its type.
        let name = name_of(services, reference);
        let (unit, name) = accessors.field_of(reference.to, name).unwrap_or((reference.to, name));
        if told && !services.facts.units[unit].entity && !reach.of(unit).contains(&pair.1) {
            *copies.entry(unit).or_default() += reference.count;
            continue;
        }
        let uses = uses.entry((unit, name)).or_default();
        uses.contexts.insert(reference.context);
        uses.add(User {
            unit: reference.from,
            count: reference.count,
            lines: reference.lines.clone(),
            tier: reference.tier,
        });
    }
    for pair in asked.keys() {
        between.entry(*pair).or_default();
    }
    let border = |((from, to), (uses, copies)): ((ServiceId, ServiceId), Between<'_>)| {
        let (mut operations, mut names) = (Vec::new(), Vec::new());
        for ((unit, name), uses) in uses {
            let called_so = uses.contexts.contains(&Context::Call) || uses.contexts.contains(&Context::New);
            if called_so && !is_type(&services.facts.units[unit].types, name) {
                operations.push(called(services, unit, name, uses));
            } else {
                names.push(Named { unit, name: name.to_owned(), contexts: uses.contexts, users: uses.users });
            }
        }
        let of_stores = asked.remove(&(from, to)).unwrap_or_default();
        operations.extend(stored(services, to, of_stores, &operations));
        operations
            .sort_by(|a, b| b.callers.len().cmp(&a.callers.len()).then((a.unit, &a.name).cmp(&(b.unit, &b.name))));
        let copies = copies.into_iter().map(|(unit, mentions)| Copied { unit, mentions }).collect();
        Border { from, to, operations, names, copies }
    };
    between.into_iter().map(border).collect()
}

/// What services do with the stores of others, by (from, to) and then by store and mode.
type Asked<'a> = BTreeMap<(ServiceId, ServiceId), BTreeMap<(StoreId, Mode), Vec<&'a Access>>>;

fn asked<'a>(services: &'a Services<'_>) -> Asked<'a> {
    let mut asked: Asked<'a> = BTreeMap::new();
    for access in services.uses() {
        let rows = !matches!(services.facts.stores[access.store].kind, StoreKind::Topic | StoreKind::Cache);
        let pair = services.of(access.unit).zip(services.owner(access.store)).filter(|(from, to)| from != to);
        let mode = match access.mode {
            Mode::Write => Mode::Write,
            Mode::Read | Mode::Use => Mode::Read,
            Mode::Declare => continue,
        };
        if let Some(pair) = pair.filter(|_| rows) {
            asked.entry(pair).or_default().entry((access.store, mode)).or_default().push(access);
        }
    }
    asked
}

/// The operations that the owner of stores has to offer, where no operation is called on the same line.
fn stored(
    services: &Services<'_>,
    owner: ServiceId,
    asked: BTreeMap<(StoreId, Mode), Vec<&Access>>,
    known: &[Called],
) -> Vec<Called> {
    let lines = known.iter().flat_map(|one| &one.callers).flat_map(|user| user.lines.iter().map(|at| (user.unit, *at)));
    let lines: BTreeSet<(UnitId, u32)> = lines.collect();
    let one = |((store, mode), accesses): ((StoreId, Mode), Vec<&Access>)| {
        let mut uses = Uses::default();
        for access in accesses {
            let open = access.lines.iter().filter(|line| !lines.contains(&(access.unit, **line)));
            let open: Vec<u32> = open.copied().collect();
            if !open.is_empty() {
                let count = access.count.min(open.len() as u32);
                uses.add(User { unit: access.unit, count, lines: open, tier: Tier::Import });
            }
        }
        let first = uses.users.first()?.unit;
        let at_home = services.ownership[store].evidence.iter().find(|one| services.of(one.unit) == Some(owner));
        Some(Called {
            unit: at_home.map_or(first, |one| one.unit),
            name: format!("{} {}", mode.name(), services.facts.stores[store].name),
            line: at_home.map(|one| one.line),
            parameters: Vec::new(),
            returns: String::new(),
            effect: if mode == Mode::Write { Effect::Command } else { Effect::Query },
            entities: Vec::new(),
            callers: uses.users,
            store: Some(store),
        })
    };
    asked.into_iter().filter_map(one).collect()
}

/// Whether a name is that of a class and its like, which a file declares: no operation.
fn is_type(types: &[TypeDecl], name: &str) -> bool {
    let class = |kind| matches!(kind, TypeKind::Class | TypeKind::Interface | TypeKind::Enum | TypeKind::Record);
    types.iter().any(|of| of.name == name && class(of.kind))
}

/// What is meant: the function, where units are functions; else the name without what it is called on.
fn name_of<'a>(services: &Services<'a>, reference: &'a Reference) -> &'a str {
    match &services.facts.units[reference.to].part {
        Some(part) if matches!(part.kind, PartKind::Function | PartKind::Method) => part.own_name(),
        _ => own_name(&reference.name),
    }
}

/// How one name is used.
#[derive(Default)]
struct Uses {
    contexts: BTreeSet<Context>,
    users: Vec<User>,
}

impl Uses {
    /// Adds a user; one line of a unit is one use, whatever it is used for there.
    fn add(&mut self, user: User) {
        let Some(known) = self.users.iter_mut().find(|known| known.unit == user.unit) else {
            return self.users.push(user);
        };
        known.count = known.count.max(user.count);
        known.tier = known.tier.max(user.tier);
        known.lines.extend(user.lines);
        known.lines.sort_unstable();
        known.lines.dedup();
    }
}

/// The name without what it is called on: `remove` of `disk.remove`.
pub(crate) fn own_name(name: &str) -> &str {
    name.rsplit(['.', '/']).next().filter(|own| !own.is_empty()).unwrap_or(name)
}

fn called(services: &Services<'_>, unit: UnitId, name: &str, uses: Uses) -> Called {
    let of = &services.facts.units[unit];
    let declared = declaration(&of.types, name);
    let operation = declared.map(|(operation, _)| operation);
    let parameters = operation.map(|operation| operation.parameters.clone()).unwrap_or_default();
    let returns = operation.map(|operation| operation.returns.clone()).unwrap_or_default();
    let exchanged = parameters.iter().chain([&returns]);
    let entities: BTreeSet<String> =
        exchanged.filter(|name| services.entities.contains(name.as_str())).cloned().collect();
    Called {
        unit,
        name: name.to_owned(),
        line: operation.map(|operation| operation.line).or_else(|| of.part.as_ref().map(|_| of.first_line())),
        effect: match (&of.part, declared) {
            (Some(_), _) => effect(services, unit, 0, u32::MAX),
            (None, Some((operation, end))) => effect(services, unit, operation.line, end),
            (None, None) => Effect::Unknown,
        },
        parameters,
        returns,
        entities: entities.into_iter().collect(),
        callers: uses.users,
        store: None,
    }
}

/// The operation of a name, and its last line as far as that is known: the line before the next operation.
fn declaration<'a>(types: &'a [TypeDecl], name: &str) -> Option<(&'a Operation, u32)> {
    let mut found = None;
    for of in types {
        for operation in &of.operations {
            if operation.name == name || operation.name.rsplit('.').next() == Some(name) {
                let starts = types.iter().flat_map(|one| &one.operations).map(|one| one.line);
                let next = starts.filter(|line| *line > operation.line).min();
                let end = next.map_or(of.end_line.max(operation.line), |next| next - 1);
                found = found.or(Some((operation, end)));
            }
        }
    }
    found
}

fn effect(services: &Services<'_>, unit: UnitId, first: u32, last: u32) -> Effect {
    let own = services.facts.uses_of(unit);
    let inside = own.filter(|access| access.lines.iter().any(|line| (first..=last).contains(line)));
    inside.fold(Effect::Unknown, |so_far, access| match access.mode {
        Mode::Write => Effect::Command,
        Mode::Read | Mode::Use | Mode::Declare => {
            if so_far == Effect::Command {
                so_far
            } else {
                Effect::Query
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::planned;

    /// What `a` calls of `b`, and what it names without a call.
    fn check(project: &str, expected: &str) {
        check_with(project, "", expected);
    }

    /// The same, where the first unit of `b` declares a class.
    fn check_with(project: &str, class: &str, expected: &str) {
        let (mut facts, cut, _) = planned(project);
        if !class.is_empty() {
            let of = facts.units.values_mut().find(|of| of.path.as_str().starts_with("b/")).expect("b has a unit");
            let (name, kind) = (class.to_owned(), TypeKind::Class);
            of.types = vec![TypeDecl { name, kind, line: 1, end_line: 9, fields: 0, operations: Vec::new() }];
        }
        let found = borders(&Services::new(&facts, &cut));
        let of_a: Vec<&Border> = found.iter().filter(|one| cut.services[one.from] == "a").collect();
        let calls = |one: &Called| format!("{} {} {}", one.name, one.effect.name(), one.callers[0].lines.len());
        let calls: Vec<String> = of_a.iter().flat_map(|one| &one.operations).map(calls).collect();
        let names: Vec<&str> = of_a.iter().flat_map(|one| &one.names).map(|one| one.name.as_str()).collect();
        assert_eq!(format!("{}|{}", calls.join(", "), names.join(" ")), expected);
    }

    #[test]
    fn what_is_called_is_an_operation() {
        check("a/one: call b/find; b/find: read t, write t", "find unknown 1|");
    }
    #[test]
    fn what_is_done_with_anothers_store_is_an_operation_of_its_owner() {
        check("a/one: read t, read t, write t; b/one: write t; b/two: write t", "read t query 2, write t command 1|");
        check("a/one: declare t; b/one: write t; b/two: write t", "|");
    }
    #[test]
    fn where_an_operation_is_called_the_store_is_none() {
        let orders = "b/orders: read t; b/two: change t; b/three: change t";
        check(&format!("a/one: call b/orders & look t; {orders}"), "orders unknown 1|");
        check(&format!("a/one: call b/orders & look t, look t; {orders}"), "orders unknown 1, read t query 1|");
    }
    #[test]
    fn a_class_is_a_name_and_no_operation() {
        check_with("a/one: call b/User, read t; b/User: write t, read t", "User", "read t query 1|User");
    }
}
