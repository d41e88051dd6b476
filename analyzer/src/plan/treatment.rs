//! What becomes of every type, or of what a file holds beside types: owned by one service, replicated, a library, staying
//! with the monolith, or used by nothing that was seen. The first rule that fits decides:
//!
//! | rule | treatment | when |
//! |---|---|---|
//! | `written-down` | dropped | somebody wrote down that it goes |
//! | `nothing-uses` | unused | nothing mentions it, no entry point, hook, guard, test or store leads to it, it extends nothing of the project, no framework finds it by its name, and no other type is called so |
//! | `small-value` | replicated | values: an enumeration, an exception, or a type that is mostly fields; at most [`SMALL`] lines, calls nothing of the project, needs no store; two services or more use it |
//! | `generic` | library | it needs no store, and most services (three at least) use it |
//! | `placed-shared` | library | the cut gives it to no service, it needs no store, and two services or more use it |
//! | `front-door` | stays | it becomes the gateway |
//! | `no-service` | stays | the cut gives it to no service |
//! | `no-step` | stays | its candidate is no service |
//! | `keeps-data` | owned | it needs a store, or says the shape of one |
//! | `entered` | owned | work comes in through it |
//! | `used-inside` | owned | no other service mentions it |
//! | `used-across` | owned | it needs no store and others mention it: they take a copy along, or ask |
//!
//! *Needs a store*: it uses one itself, or calls what does. Mazlami et al. and most others only partition; Newman: Monolith
//! to Microservices (2019), chapter 3, on what to copy and what to share.
//!
//! Limits: what a framework finds by an annotation, a template or a file of configuration is not seen, which is why nothing
//! is called dead. Types inside types go with what is around them.

use super::reach::Reach;
use super::{Role, Services, route};
use crate::facts::{Context, Mode, PartKind, StoreKind, TypeKind};
use crate::id::{Id, ServiceId, UnitId};
use crate::path::RepoPath;
use crate::words::split;
use std::collections::{BTreeMap, BTreeSet};

/// The most lines of a type that every service may have a copy of.
pub const SMALL: u32 = 100;

/// A type, or what a file holds beside types, and what becomes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Treated {
    /// `path#Type`, or the path alone: its name in reports.
    pub label: String,
    /// The units that it is made of, ascending; never empty.
    pub units: Vec<UnitId>,
    /// Its first line.
    pub line: u32,
    /// The service that it goes to by the cut.
    pub home: Option<ServiceId>,
    /// What becomes of it.
    pub treatment: Treatment,
    /// The rule that decided.
    pub rule: Rule,
    /// What the rule looked at.
    pub figures: Figures,
}

/// What a rule looks at.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// Its lines.
    pub lines: u32,
    /// How often something else mentions it.
    pub mentions: u32,
    /// The services whose code mentions it, its own among them where that does.
    pub services: BTreeSet<ServiceId>,
    /// How many stores it uses itself.
    pub stores: usize,
    /// Whether it needs a store, itself or through what it calls.
    pub needs_store: bool,
    /// Places of other services that mention it, in order.
    pub places: Vec<(UnitId, u32)>,
}

/// What becomes of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Treatment {
    /// One service has it.
    Owned,
    /// Every service that uses it has a copy of its own.
    Replicated,
    /// A library with a version.
    Library,
    /// It stays with what is left of the monolith.
    Stays,
    /// Nothing was seen that uses it.
    Unused,
    /// Somebody wrote down that it goes.
    Dropped,
}

impl Treatment {
    /// Every treatment, the ones to look at first.
    pub const ALL: [Treatment; 6] = [
        Treatment::Unused,
        Treatment::Replicated,
        Treatment::Library,
        Treatment::Stays,
        Treatment::Dropped,
        Treatment::Owned,
    ];

    /// The word for it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Treatment::Owned => "owned",
            Treatment::Replicated => "replicated",
            Treatment::Library => "library",
            Treatment::Stays => "stays",
            Treatment::Unused => "unused",
            Treatment::Dropped => "dropped",
        }
    }
}

/// The rule that decided; see the head of this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Somebody wrote it down.
    WrittenDown,
    /// Nothing was seen that uses it.
    NothingUses,
    /// A small type that calls nothing.
    SmallValue,
    /// Most services use it.
    Generic,
    /// The cut shares it.
    PlacedShared,
    /// The gateway.
    FrontDoor,
    /// The cut gives it to nobody.
    NoService,
    /// Its candidate gets no step.
    NoStep,
    /// It needs a store.
    KeepsData,
    /// Work comes in through it.
    Entered,
    /// Only its own service mentions it.
    UsedInside,
    /// Others mention it too.
    UsedAcross,
}

impl Rule {
    /// The word for it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Rule::WrittenDown => "written-down",
            Rule::NothingUses => "nothing-uses",
            Rule::SmallValue => "small-value",
            Rule::Generic => "generic",
            Rule::PlacedShared => "placed-shared",
            Rule::FrontDoor => "front-door",
            Rule::NoService => "no-service",
            Rule::NoStep => "no-step",
            Rule::KeepsData => "keeps-data",
            Rule::Entered => "entered",
            Rule::UsedInside => "used-inside",
            Rule::UsedAcross => "used-across",
        }
    }

    /// What follows from it.
    pub fn treatment(self) -> Treatment {
        match self {
            Rule::WrittenDown => Treatment::Dropped,
            Rule::NothingUses => Treatment::Unused,
            Rule::SmallValue => Treatment::Replicated,
            Rule::Generic | Rule::PlacedShared => Treatment::Library,
            Rule::FrontDoor | Rule::NoService | Rule::NoStep => Treatment::Stays,
            Rule::KeepsData | Rule::Entered | Rule::UsedInside | Rule::UsedAcross => Treatment::Owned,
        }
    }
}

/// What becomes of every type and of what files hold beside them, by path, type and role; `modules` are candidates that get
/// no step.
pub(super) fn treatments(services: &Services<'_>, reach: &Reach, modules: &[ServiceId]) -> Vec<Treated> {
    let items = items(services);
    let seen = Seen::new(services, reach, &items);
    let one = |(at, item): (usize, &Item<'_>)| {
        let figures = seen.figures[at].clone();
        let rule = rule(services, item, &figures, &seen.known[at], modules);
        let home = match item.role {
            Role::Service(service) => Some(service),
            Role::Shared | Role::Gateway | Role::Gone => None,
        };
        let path = item.path.as_str();
        let label = item.name.map_or_else(|| path.to_owned(), |name| format!("{path}#{name}"));
        let line = item.units.iter().map(|unit| services.facts.units[*unit].first_line()).min().unwrap_or(1);
        Treated { label, units: item.units.clone(), line, home, treatment: rule.treatment(), rule, figures }
    };
    items.iter().enumerate().map(one).collect()
}

/// What is treated as one: a type of a file, or what is beside the types, as far as it goes to one service.
struct Item<'a> {
    path: &'a RepoPath,
    name: Option<&'a str>,
    role: Role,
    units: Vec<UnitId>,
}

fn items<'a>(services: &Services<'a>) -> Vec<Item<'a>> {
    let facts = services.facts;
    let mut items: BTreeMap<(&RepoPath, Option<&str>, Role), Vec<UnitId>> = BTreeMap::new();
    let mut typed: BTreeSet<&RepoPath> = BTreeSet::new();
    for (unit, of) in facts.units.iter() {
        let name = of.part.as_ref().and_then(|part| match part.kind {
            PartKind::Type => Some(part.name.as_str()),
            PartKind::Method => part.owner(),
            PartKind::Rest | PartKind::Function => None,
        });
        if name.is_some() {
            typed.insert(&of.path);
        }
        items.entry((&of.path, name, services.cut.roles[unit])).or_default().push(unit);
    }
    // Imports and the like around types are nothing to decide about.
    let is_rest = |unit: &UnitId| facts.units[*unit].part.as_ref().is_some_and(|part| part.kind == PartKind::Rest);
    let kept = items
        .into_iter()
        .filter(|((path, name, _), units)| name.is_some() || !typed.contains(path) || !units.iter().all(is_rest));
    let is_empty = |item: &Item<'_>| item.units.iter().all(|unit| facts.units[*unit].lines == 0);
    let all = kept.map(|((path, name, role), units)| Item { path, name, role, units });
    all.filter(|item| !is_empty(item)).collect()
}

/// What is known of an item beside its figures.
#[derive(Clone, Default)]
struct Known {
    /// Something leads to it.
    used: bool,
    /// Work comes in through it.
    entered: bool,
    /// It says the shape of a store, or is an entity.
    entity: bool,
    /// It keeps a state that changes.
    state: bool,
    /// It calls or makes something of the project.
    calls: bool,
    /// It is thrown.
    thrown: bool,
    /// A framework or a tool finds it by its name.
    found: bool,
}

struct Seen {
    figures: Vec<Figures>,
    known: Vec<Known>,
}

impl Seen {
    fn new(services: &Services<'_>, reach: &Reach, items: &[Item<'_>]) -> Self {
        let facts = services.facts;
        let mut of: Vec<Option<usize>> = vec![None; facts.units.len()];
        let mut of_file: BTreeMap<&RepoPath, Vec<usize>> = BTreeMap::new();
        for (at, item) in items.iter().enumerate() {
            item.units.iter().for_each(|unit| of[unit.index()] = Some(at));
            of_file.entry(item.path).or_default().push(at);
        }
        let mut seen = Self {
            figures: items.iter().map(|item| figures(services, reach, item)).collect(),
            known: vec![Known::default(); items.len()],
        };
        seen.references(services, &of, &of_file);
        for entry in &facts.entry_points {
            for unit in [Some(entry.unit), route::handler(facts, entry)].into_iter().flatten() {
                if let Some(at) = of[unit.index()] {
                    (seen.known[at].used, seen.known[at].entered) = (true, true);
                }
            }
        }
        let led = facts.hooks.iter().flat_map(|hook| [hook.unit, hook.runs]);
        let led = led.chain(facts.guards.iter().map(|guard| guard.unit));
        for at in led.filter_map(|unit| of[unit.index()]) {
            seen.known[at].used = true;
        }
        // Which of the types of its file a test means is not always known; a schema belongs to its whole file.
        let tested = facts.tests.iter().flat_map(|test| &test.units).map(|(unit, _)| &facts.units[*unit].path);
        let declared = facts.stores.values().flat_map(|store| &store.declared).map(|site| &site.path);
        for at in tested.chain(declared).filter_map(|path| of_file.get(path)).flatten() {
            seen.known[*at].used = true;
        }
        for state in facts.states.iter().filter(|state| state.uses.iter().any(|one| one.writes)) {
            if let Some(at) = of[state.unit.index()] {
                seen.known[at].state = true;
            }
        }
        // Which of several types of one name is meant is not always known.
        let names = names(items);
        for (item, known) in items.iter().zip(&mut seen.known) {
            let uses = || item.units.iter().flat_map(|unit| facts.uses_of(*unit));
            let shape = uses().any(|access| access.mode == Mode::Declare);
            known.entity = shape || item.units.iter().any(|unit| facts.units[*unit].entity);
            known.found = found_by_name(item);
            known.used |= shape || known.found || item.name.is_some_and(|name| names[name] > 1);
            known.used |= uses().any(|access| facts.stores[access.store].kind == StoreKind::Topic);
        }
        seen
    }

    /// Who mentions what. A mention of what is left of a file may mean anything in it.
    fn references(&mut self, services: &Services<'_>, of: &[Option<usize>], of_file: &BTreeMap<&RepoPath, Vec<usize>>) {
        let facts = services.facts;
        for reference in &facts.references {
            let (from, to) = (of[reference.from.index()], of[reference.to.index()]);
            let Some(to) = to else {
                let whole = of_file.get(&facts.units[reference.to].path);
                whole.into_iter().flatten().for_each(|at| self.known[*at].used = true);
                continue;
            };
            if from == Some(to) {
                continue;
            }
            self.known[to].used = true;
            if let Some(from) = from {
                self.known[from].calls |= matches!(reference.context, Context::Call | Context::New);
                self.known[from].used |= reference.context == Context::Inherit;
            }
            if reference.context == Context::Import {
                continue;
            }
            let (by, home) = (services.of(reference.from), services.of(reference.to));
            let figures = &mut self.figures[to];
            figures.mentions += reference.count;
            figures.services.extend(by);
            self.known[to].thrown |= reference.context == Context::Throws;
            if by.is_some() && by != home {
                figures.places.extend(reference.lines.iter().map(|line| (reference.from, *line)));
            }
        }
        for figures in &mut self.figures {
            figures.places.sort_unstable();
            figures.places.dedup();
        }
    }
}

fn figures(services: &Services<'_>, reach: &Reach, item: &Item<'_>) -> Figures {
    let facts = services.facts;
    let uses = item.units.iter().flat_map(|unit| facts.uses_of(*unit));
    let stores: BTreeSet<_> = uses.map(|access| access.store).collect();
    Figures {
        lines: item.units.iter().map(|unit| facts.units[*unit].lines).sum(),
        stores: stores.len(),
        needs_store: !stores.is_empty() || item.units.iter().any(|unit| !reach.of(*unit).is_empty()),
        ..Figures::default()
    }
}

/// Names of files, types and folders that frameworks and tools look for.
const FILES: &[&str] = &[
    "__init__",
    "__main__",
    "admin",
    "app",
    "apps",
    "asgi",
    "conf",
    "conftest",
    "context_processors",
    "index",
    "main",
    "manage",
    "middleware",
    "module-info",
    "package-info",
    "program",
    "search_indexes",
    "server",
    "settings",
    "setup",
    "signals",
    "startup",
    "tasks",
    "urls",
    "wsgi",
];
const ENDS: &[&str] = &[
    "Advice",
    "Application",
    "Aspect",
    "Component",
    "Config",
    "Configuration",
    "Configurer",
    "Context",
    "Controller",
    "Converter",
    "Endpoint",
    "Extensions",
    "Filter",
    "Initializer",
    "Interceptor",
    "Listener",
    "Middleware",
    "Module",
    "Page",
    "PageModel",
    "Plugin",
    "Profile",
    "Provider",
    "Registrar",
    "Serializer",
    "Startup",
    "Subscriber",
    "TagHelper",
    "Validator",
    "View",
    "ViewModel",
];
const FOLDERS: &[&str] = &[
    "assets",
    "commands",
    "config",
    "configuration",
    "migrations",
    "pages",
    "plugins",
    "public",
    "seeders",
    "seeds",
    "static",
    "static_src",
    "templatetags",
    "viewmodels",
    "views",
    "wwwroot",
];

/// Whether a framework or a tool finds it by its name or its folder.
fn found_by_name(item: &Item<'_>) -> bool {
    let (folder, file) = item.path.as_str().rsplit_once('/').unwrap_or(("", item.path.as_str()));
    let stem = file.split('.').next().unwrap_or(file);
    let ends = |name: &str| ENDS.iter().any(|end| name.ends_with(end));
    FILES.contains(&stem.to_ascii_lowercase().as_str())
        || file.contains(".config.")
        || ends(item.name.unwrap_or(stem))
        || folder.split('/').any(|part| FOLDERS.contains(&part.to_ascii_lowercase().as_str()))
}

fn rule(services: &Services<'_>, item: &Item<'_>, figures: &Figures, known: &Known, modules: &[ServiceId]) -> Rule {
    let free = !figures.needs_store && !known.entity && !known.entered;
    let most = (services.count() / 2 + 1).max(3);
    let users = figures.services.len();
    let small =
        figures.lines <= SMALL && !known.calls && !known.state && !known.found && is_value(services, item, known);
    match item.role {
        Role::Gone => Rule::WrittenDown,
        _ if !known.used => Rule::NothingUses,
        _ if free && small && users > 1 => Rule::SmallValue,
        _ if free && users >= most => Rule::Generic,
        Role::Gateway => Rule::FrontDoor,
        Role::Shared if free && users > 1 => Rule::PlacedShared,
        Role::Shared => Rule::NoService,
        Role::Service(service) if modules.contains(&service) => Rule::NoStep,
        Role::Service(_) if figures.needs_store || known.entity => Rule::KeepsData,
        Role::Service(_) if known.entered => Rule::Entered,
        Role::Service(home) if figures.services.iter().all(|by| *by == home) => Rule::UsedInside,
        Role::Service(_) => Rule::UsedAcross,
    }
}

/// Last words of names of types that do something, and are no values whatever fields they have.
const DOERS: &[&str] = &[
    "adapter",
    "builder",
    "client",
    "command",
    "component",
    "composer",
    "context",
    "controller",
    "dao",
    "factory",
    "form",
    "handler",
    "helper",
    "manager",
    "mixin",
    "page",
    "processor",
    "provider",
    "query",
    "repository",
    "sender",
    "service",
    "specification",
    "strategy",
    "view",
    "widget",
];

/// Whether it is values: an enumeration, what is thrown, or a type with fields and hardly more functions than to get, set,
/// compare and show them.
fn is_value(services: &Services<'_>, item: &Item<'_>, known: &Known) -> bool {
    let facts = services.facts;
    let types = || item.units.iter().flat_map(|unit| &facts.units[*unit].types);
    let methods = item
        .units
        .iter()
        .filter(|unit| facts.units[**unit].part.as_ref().is_some_and(|part| part.kind == PartKind::Method));
    let inner: usize = types().filter(|of| of.kind != TypeKind::Function).map(|of| of.operations.len()).sum();
    let functions = methods.count() + inner;
    let fields: u32 = types().map(|of| of.fields).sum();
    let name = item.name.or_else(|| types().next().map(|of| of.name.as_str())).unwrap_or_default();
    let does = split(name).last().is_some_and(|word| DOERS.contains(&word.as_str()));
    let plain = types().all(|of| match of.kind {
        TypeKind::Class | TypeKind::Enum | TypeKind::Record => true,
        TypeKind::Interface => of.operations.is_empty(),
        TypeKind::Function => item.name.is_some(),
        TypeKind::Value => false,
    });
    let shown = known.thrown || name.ends_with("Error") || name.ends_with("Exception");
    let listed = types().any(|of| of.kind == TypeKind::Enum);
    let held = fields > 0 && functions <= 2 * fields as usize + 4;
    types().next().is_some() && plain && !does && (shown || listed || held)
}

/// How often each name of a type is declared.
fn names<'a>(items: &[Item<'a>]) -> BTreeMap<&'a str, usize> {
    let mut names = BTreeMap::new();
    for name in items.iter().filter_map(|item| item.name) {
        *names.entry(name).or_default() += 1;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::TypeDecl;
    use crate::plan::tests::planned;

    /// What becomes of each unit, and by which rule. Units whose names begin with a capital are types.
    #[track_caller]
    fn check(project: &str, expected: &str) {
        let (mut facts, cut, _) = planned(project);
        for unit in facts.units.values_mut() {
            let name = unit.path.file_name().to_owned();
            if name.starts_with(char::is_uppercase) {
                let (kind, operations) = (TypeKind::Class, Vec::new());
                unit.types = vec![TypeDecl { name, kind, line: 1, end_line: 10, fields: 1, operations }];
            }
        }
        let services = Services::new(&facts, &cut);
        let reach = Reach::new(&facts, &cut, &services.ownership);
        let shown = |one: &Treated| format!("{} {}: {}", one.label, one.treatment.name(), one.rule.name());
        let all = treatments(&services, &reach, &[]);
        assert_eq!(all.iter().map(shown).collect::<Vec<_>>().join("; "), expected);
    }

    #[test]
    fn what_keeps_data_is_owned() {
        check(
            "a/one: write t, call a/two; a/two: read t; b/one: call a/two",
            "a/one unused: nothing-uses; a/two owned: keeps-data; b/one unused: nothing-uses",
        );
    }
    #[test]
    fn work_that_comes_in_is_a_use() {
        check("a/one: route /x show", "a/one owned: entered");
    }
    #[test]
    fn a_small_type_of_several_is_copied() {
        check(
            "a/Money: ; a/one: route /x x, call a/Money; b/one: route /y y, call a/Money",
            "a/Money replicated: small-value; a/one owned: entered; b/one owned: entered",
        );
    }
    #[test]
    fn a_type_that_calls_something_is_none() {
        check(
            "a/Money: call a/sum; a/sum: ; a/one: route /x x; b/one: route /y y, call a/Money",
            "a/Money owned: used-across; a/one owned: entered; a/sum owned: used-inside; b/one owned: entered",
        );
    }
    #[test]
    fn what_most_use_is_a_library() {
        let users = "a/one: route /x x, use a/log; b/one: route /x x, use a/log; c/one: route /x x, use a/log";
        check(
            &format!("a/log: ; {users}"),
            "a/log library: generic; a/one owned: entered; b/one owned: entered; c/one owned: entered",
        );
        check(
            &format!("a/log: write t; {users}"),
            "a/log owned: keeps-data; a/one owned: entered; b/one owned: entered; c/one owned: entered",
        );
    }
    #[test]
    fn what_no_service_has() {
        check(
            "(shared)/kit: ; (shared)/old: ; (gateway)/door: route /x x; (dropped)/gone: ; a/one: route /x x, use (shared)/kit, use (shared)/old; b/one: route /x x, use (shared)/kit",
            "(dropped)/gone dropped: written-down; (gateway)/door stays: front-door; (shared)/kit library: placed-shared; (shared)/old stays: no-service; a/one owned: entered; b/one owned: entered",
        );
    }
    #[test]
    fn names_that_frameworks_look_for() {
        check(
            "a/settings: ; a/old: ; a/MailConfig: ",
            "a/MailConfig owned: used-inside; a/old unused: nothing-uses; a/settings owned: used-inside",
        );
    }
}
