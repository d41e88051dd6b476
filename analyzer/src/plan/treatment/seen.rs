//! What is treated as one, and what is seen of it: its figures, and what leads to it.

use super::Figures;
use super::kind::found_by_name;
use crate::facts::{Context, Mode, PartKind};
use crate::id::{Id, UnitId};
use crate::path::RepoPath;
use crate::plan::reach::Reach;
use crate::plan::{Role, Services, route};
use std::collections::{BTreeMap, BTreeSet};

/// What is treated as one: a type of a file, or what is beside the types, as far as it goes to one service.
pub(super) struct Item<'a> {
    pub(super) path: &'a RepoPath,
    pub(super) name: Option<&'a str>,
    pub(super) role: Role,
    pub(super) units: Vec<UnitId>,
}

pub(super) fn items<'a>(services: &Services<'a>) -> Vec<Item<'a>> {
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
pub(super) struct Known {
    /// Something leads to it.
    pub(super) used: bool,
    /// Work comes in through it.
    pub(super) entered: bool,
    /// It says the shape of a store, or is an entity.
    pub(super) entity: bool,
    /// It keeps a state that changes.
    pub(super) state: bool,
    /// It calls or makes something of the project.
    pub(super) calls: bool,
    /// It is thrown.
    pub(super) thrown: bool,
    /// A framework or a tool finds it by its name.
    pub(super) found: bool,
}

pub(super) struct Seen {
    pub(super) figures: Vec<Figures>,
    pub(super) known: Vec<Known>,
}

impl Seen {
    pub(super) fn new(services: &Services<'_>, reach: &Reach, items: &[Item<'_>]) -> Self {
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
        for at in facts.finds.iter().filter_map(|find| of[find.unit.index()]) {
            seen.known[at].used = true;
        }
        let loaded: BTreeSet<&str> = facts.loads.iter().map(|load| load.folder.as_str()).collect();
        let untold: BTreeSet<&str> = super::untold(facts).into_iter().map(|(language, _)| language).collect();
        // Which of several types of one name is meant is not always known.
        let names = names(items);
        for (item, known) in items.iter().zip(&mut seen.known) {
            let uses = || item.units.iter().flat_map(|unit| facts.uses_of(*unit));
            let shape = uses().any(|access| access.mode == Mode::Declare);
            known.entity = shape || item.units.iter().any(|unit| facts.units[*unit].entity);
            known.found = found_by_name(item);
            known.used |= shape || known.found || item.name.is_some_and(|name| names[name] > 1);
            known.used |= uses().next().is_some() || known.state;
            known.used |= is_below(item.path.folder(), &loaded);
            known.used |= item.units.iter().any(|unit| untold.contains(facts.units[*unit].language));
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

/// Whether a folder is one of these, or lies below one.
fn is_below(folder: &str, loaded: &BTreeSet<&str>) -> bool {
    let mut above = std::iter::successors(Some(folder), |folder| match folder.rsplit_once('/') {
        Some((above, _)) => Some(above),
        None => (!folder.is_empty()).then_some(""),
    });
    above.any(|folder| loaded.contains(folder))
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

/// How often each name of a type is declared.
fn names<'a>(items: &[Item<'a>]) -> BTreeMap<&'a str, usize> {
    let mut names = BTreeMap::new();
    for name in items.iter().filter_map(|item| item.name) {
        *names.entry(name).or_default() += 1;
    }
    names
}
