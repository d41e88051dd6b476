//! Stores: one for each table, collection, bucket, topic or cache, however often and variously files name it.
//!
//! An entity type stands for the store that its mapping declares, wherever the mapping is written. A name that leads to
//! no mapping (`Order` of `models.Order`, where a view type is called the same) means the only mapped type of that name;
//! where there is none, a store of its own name in snake case, if it is written like a type. A framework's convention
//! counts where no mapping names the store. Tables lose schema, quotes and case. Singular and plural, with and without
//! underscores, are one table or collection, under the spelling that is declared. Names that are computed at run time
//! and the database's own catalogues are left out.

mod columns;
mod hooks;
mod joins;

use super::SourceFile;
use super::project::Project;
use crate::file::{DeletionMention, LINES_KEPT, StoreLinkMention, StoreMention, StoreTarget, Subject};
use crate::flow::TouchTarget;
use crate::shape::HOLE;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use seamline_analyzer::facts::{
    Access, Association, ColumnUse, Deletion, Hook, Join, Mode, Site, Store, StoreKind, StoreLink, StoreLinkKind,
};
use seamline_analyzer::{Id, IdVec, RepoPath, StoreId, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// The data side of the facts.
pub(super) struct Data {
    /// Sorted by (kind, name).
    pub(super) stores: IdVec<StoreId, Store>,
    /// Sorted by (unit, store, mode).
    pub(super) accesses: Vec<Access>,
    /// Sorted.
    pub(super) links: Vec<StoreLink>,
    /// Sorted.
    pub(super) deletions: Vec<Deletion>,
    /// The units whose types are mapped to a table or collection.
    pub(super) mapped: BTreeSet<UnitId>,
    /// Handlers that hang on stores and events, sorted.
    pub(super) hooks: Vec<Hook>,
    /// What single statements and queries use together, sorted.
    pub(super) joins: Vec<Join>,
    /// Columns that are read and written, sorted.
    pub(super) columns: Vec<ColumnUse>,
    /// Fields of entities that hold others, sorted.
    pub(super) associations: Vec<Association>,
    /// Every single use by each unit, sorted by line.
    pub(super) uses: BTreeMap<UnitId, Vec<Used>>,
    /// The uses among them that only neighbours tell and that count outside of transactions too.
    pub(super) touches: Vec<(UnitId, Used)>,
}

/// One use of a store by a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Used {
    /// The line of the unit's own file; none where another file says it (a mapper's XML).
    pub(super) line: Option<u32>,
    pub(super) store: StoreId,
    pub(super) mode: Mode,
    pub(super) site: Site,
}

impl Data {
    /// Whether a table or collection is called like a type, in whatever number and case.
    pub(super) fn has_store_of(&self, type_name: &str) -> bool {
        let is_it =
            |store: &Store| holds_rows(store.kind) && key(store.kind, &store.name) == key(store.kind, type_name);
        self.stores.values().any(is_it)
    }

    /// How many tables and collections there are.
    pub(super) fn tables(&self) -> usize {
        self.stores.values().filter(|store| holds_rows(store.kind)).count()
    }
}

fn holds_rows(kind: StoreKind) -> bool {
    matches!(kind, StoreKind::Table | StoreKind::Collection)
}

/// Unifies what all files say about stores; `others` are files that are no units, `more` is what all files together say
/// of units. Accesses keep all their lines, one for each time, where `every_line` asks for it.
pub(super) fn unify(
    project: &Project<'_>,
    others: &[SourceFile],
    more: &BTreeMap<UnitId, Vec<StoreMention>>,
    every_line: bool,
) -> Data {
    let sayings: Vec<Saying<'_>> = sayings(project, others, more);
    let entities = Entities::new(project, &sayings);
    let rows = || -> Vec<Row> {
        let of_saying = |saying: &Saying<'_>| -> Vec<Row> {
            let mentions = saying.file.facts.stores.iter().chain(saying.more);
            mentions.flat_map(|mention| entities.rows(project, saying, mention)).collect()
        };
        sayings.par_iter().flat_map_iter(of_saying).collect()
    };
    let (rows, touched) = rayon::join(rows, || touches(project, &sayings, &entities));
    let deletions = |saying: &Saying<'_>| -> Vec<(UnitId, u32, Named)> {
        saying.file.facts.deletions.iter().filter_map(|one| entities.deletion(project, saying, one)).collect()
    };
    let ties = |saying: &Saying<'_>| -> Vec<Tie> {
        saying.file.facts.store_links.iter().filter_map(|link| entities.tie(project, saying, link)).collect()
    };
    let gone: Vec<(UnitId, u32, Named)> = sayings.iter().flat_map(deletions).collect();
    let ties: Vec<Tie> = sayings.iter().flat_map(ties).collect();
    let names = Names::choose(&rows, &ties);
    let mapped =
        entities.declared.iter().filter(|(_, named)| holds_rows(named.kind)).filter_map(|((unit, _), _)| *unit);
    let ((joins, columns), (accesses, uses)) = rayon::join(
        || {
            (
                joins::collect(project, &sayings, &entities, &names),
                columns::collect(project, &sayings, &entities, &names),
            )
        },
        || (names.accesses(&rows, every_line), names.uses(project, &rows, &touched)),
    );
    Data {
        hooks: hooks::collect(project, &sayings, &entities, &names),
        joins,
        columns,
        associations: joins::associations(project, &sayings, &entities, &names),
        uses,
        touches: names.touches(&touched),
        mapped: mapped.collect(),
        stores: names.stores(&rows),
        accesses,
        links: names.links(&ties),
        deletions: names.deletions(&gone),
    }
}

/// A touch whose store is known.
struct Touched {
    unit: UnitId,
    named: Named,
    mode: Mode,
    site: Site,
    sure: bool,
}

/// What files say about stores that only neighbours tell.
fn touches(project: &Project<'_>, sayings: &[Saying<'_>], entities: &Entities) -> Vec<Touched> {
    let mut touches = Vec::new();
    for saying in sayings {
        let Some(unit) = saying.unit else { continue };
        for touch in &saying.file.facts.touches {
            let named = entities.touched(project, saying, &touch.target);
            let (mode, site, sure) = (touch.mode, saying.site(touch.line), touch.sure);
            touches.extend(named.map(|named| Touched { unit, named, mode, site, sure }));
        }
    }
    touches
}

/// A file that says something about stores.
struct Saying<'a> {
    unit: Option<UnitId>,
    file: &'a SourceFile,
    more: &'a [StoreMention],
}

fn sayings<'a>(
    project: &Project<'a>,
    others: &'a [SourceFile],
    more: &'a BTreeMap<UnitId, Vec<StoreMention>>,
) -> Vec<Saying<'a>> {
    let units = project.files().iter().enumerate().map(|(index, file)| (Some(UnitId::new(index)), file));
    let all = units.chain(others.iter().map(|file| (None, file)));
    let saying = |(unit, file): (Option<UnitId>, &'a SourceFile)| {
        let more = unit.and_then(|unit| more.get(&unit)).map_or(&[][..], Vec::as_slice);
        Saying { unit, file, more }
    };
    let speaks = |saying: &Saying<'_>| {
        let facts = &saying.file.facts;
        let said = !facts.stores.is_empty() || !facts.deletions.is_empty() || !facts.store_links.is_empty();
        let read = !facts.touches.is_empty()
            || !facts.columns.is_empty()
            || !facts.queries.is_empty()
            || !facts.relations.is_empty();
        said || read || !facts.hooks.is_empty() || !saying.more.is_empty()
    };
    all.map(saying).filter(speaks).collect()
}

/// A store as a mention names it, before spellings are unified.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Named {
    kind: StoreKind,
    name: String,
}

/// One mention, with the unit that means it.
struct Row {
    unit: Option<UnitId>,
    named: Named,
    mode: Mode,
    rule: String,
    site: Site,
}

/// One link, before spellings are unified.
struct Tie {
    from: Named,
    to: Named,
    kind: StoreLinkKind,
    site: Site,
}

/// The stores that mappings declare for entity types.
struct Entities {
    /// By the unit of the type (none if it is not found) and its simple name. The first in path order counts.
    declared: BTreeMap<(Option<UnitId>, String), Named>,
    /// By simple name alone; none where several stores are declared for it.
    only: BTreeMap<String, Option<Named>>,
    /// Tables and collections that are declared by name, by what is equal for all their spellings.
    named: BTreeMap<String, Named>,
    /// By the property of a context that holds them: `Orders` of `DbSet<Order> Orders`.
    properties: BTreeMap<String, Named>,
}

impl Entities {
    fn new(project: &Project<'_>, sayings: &[Saying<'_>]) -> Self {
        let mut declared = BTreeMap::new();
        for witness in [explicit, conventional, unnamed] {
            for saying in sayings {
                for mention in saying.file.facts.stores.iter().chain(saying.more) {
                    let Some((entity, name)) = witness(mention) else { continue };
                    let Some(name) = declared_name(mention.kind, entity, name) else { continue };
                    let unit = saying.find(project, entity);
                    let named = Named { kind: mention.kind, name };
                    declared.entry((unit, simple(entity).to_owned())).or_insert(named);
                }
            }
        }
        let mut only: BTreeMap<String, Option<Named>> = BTreeMap::new();
        for ((_, entity), named) in &declared {
            let seen = only.entry(entity.clone()).or_insert_with(|| Some(named.clone()));
            if seen.as_ref() != Some(named) {
                *seen = None;
            }
        }
        let mut entities = Self { declared, only, named: declared_by_name(sayings), properties: BTreeMap::new() };
        entities.properties = entities.of_properties(project, sayings);
        entities
    }

    fn touched(&self, project: &Project<'_>, saying: &Saying<'_>, target: &TouchTarget) -> Option<Named> {
        match target {
            TouchTarget::Store(target) => self.named(project, saying, StoreKind::Table, target),
            TouchTarget::Property(name) => self.properties.get(name).cloned(),
        }
    }

    /// What the properties of contexts hold; a name of several contexts means what the first holds.
    fn of_properties(&self, project: &Project<'_>, sayings: &[Saying<'_>]) -> BTreeMap<String, Named> {
        let mut properties = BTreeMap::new();
        for saying in sayings {
            for mention in &saying.file.facts.stores {
                let StoreTarget::Convention { name, .. } = &mention.target else { continue };
                if let Some(named) = self.named(project, saying, mention.kind, &mention.target) {
                    properties.entry(name.clone()).or_insert(named);
                }
            }
        }
        properties
    }

    fn rows(&self, project: &Project<'_>, saying: &Saying<'_>, mention: &StoreMention) -> Vec<Row> {
        let Some(named) = self.named(project, saying, mention.kind, &mention.target) else { return Vec::new() };
        let there = match &mention.subject {
            Subject::ThisFile => None,
            Subject::Type(name) => saying.find(project, name),
        };
        let unit = there.or(saying.unit);
        if unit.is_none() && mention.mode != Mode::Declare {
            return Vec::new();
        }
        let site = saying.site(mention.line);
        let row = Row { unit, named, mode: mention.mode, rule: mention.rule.clone(), site };
        let mut rows = vec![row];
        if let StoreTarget::Declares { entity, .. } | StoreTarget::Convention { entity, .. } = &mention.target {
            rows.extend(entity_row(project, saying, entity, &rows[0]));
        }
        rows
    }

    fn deletion(
        &self,
        project: &Project<'_>,
        saying: &Saying<'_>,
        one: &DeletionMention,
    ) -> Option<(UnitId, u32, Named)> {
        Some((saying.unit?, one.line.max(1), self.named(project, saying, one.kind, &one.target)?))
    }

    fn tie(&self, project: &Project<'_>, saying: &Saying<'_>, link: &StoreLinkMention) -> Option<Tie> {
        let from = self.named(project, saying, StoreKind::Table, &link.from)?;
        let to = self.named(project, saying, StoreKind::Table, &link.to)?;
        Some(Tie { from, to, kind: link.kind, site: saying.site(link.line) })
    }

    fn named(
        &self,
        project: &Project<'_>,
        saying: &Saying<'_>,
        kind: StoreKind,
        target: &StoreTarget,
    ) -> Option<Named> {
        let (entity, fallback) = match target {
            StoreTarget::Name(name) => return Some(Named { kind, name: tidy(kind, name)? }),
            StoreTarget::Declares { entity, name } => {
                return Some(Named { kind, name: declared_name(kind, entity, name)? });
            }
            StoreTarget::Convention { entity, name } => (entity, name.clone()),
            StoreTarget::EntityType(entity) => (entity, snake_case(simple(entity))),
            StoreTarget::Mapped(entity) => (entity, String::new()),
        };
        let (written, entity) = (entity, simple(entity));
        let unit = saying.find(project, written);
        if unit.is_none() && is_type_variable(entity) {
            return None;
        }
        let declared = self.declared.get(&(unit, entity.to_owned())).or_else(|| self.only.get(entity)?.as_ref());
        let is_type = unit.is_some() || entity.starts_with(char::is_uppercase);
        if let StoreTarget::Mapped(written) = target {
            return declared.or_else(|| self.named.get(&key(StoreKind::Table, written))).cloned();
        }
        let undeclared = || Some(Named { kind, name: tidy(kind, &fallback).filter(|_| is_type)? });
        declared.cloned().or_else(undeclared)
    }
}

fn declared_by_name(sayings: &[Saying<'_>]) -> BTreeMap<String, Named> {
    let mentions = sayings.iter().flat_map(|saying| &saying.file.facts.stores);
    let declares = mentions.filter(|mention| mention.mode == Mode::Declare && holds_rows(mention.kind));
    let mut named = BTreeMap::new();
    for mention in declares {
        if let StoreTarget::Name(name) = &mention.target
            && let Some(name) = tidy(mention.kind, name)
        {
            named.entry(key(mention.kind, &name)).or_insert(Named { kind: mention.kind, name });
        }
    }
    named
}

/// The type and store that a mapping names.
fn explicit(mention: &StoreMention) -> Option<(&str, &str)> {
    match &mention.target {
        StoreTarget::Declares { entity, name } => Some((entity, name)),
        _ => None,
    }
}

/// The type and store that a framework's convention names.
fn conventional(mention: &StoreMention) -> Option<(&str, &str)> {
    match &mention.target {
        StoreTarget::Convention { entity, name } => Some((entity, name)),
        _ => None,
    }
}

/// A type that is said to have a store, of which nobody tells the name.
fn unnamed(mention: &StoreMention) -> Option<(&str, &str)> {
    match &mention.target {
        StoreTarget::EntityType(entity) if mention.mode == Mode::Declare => Some((entity, "")),
        _ => None,
    }
}

/// The entity's own file declares the store too when its mapping is written elsewhere.
fn entity_row(project: &Project<'_>, saying: &Saying<'_>, entity: &str, row: &Row) -> Option<Row> {
    let unit = saying.find(project, entity).filter(|unit| Some(*unit) != row.unit)?;
    let file = project.file(unit);
    let declared = file.facts.types.iter().find(|declared| declared.name == simple(entity));
    let site = Site { path: file.path.clone(), line: declared.map_or(1, |declared| declared.line) };
    Some(Row { unit: Some(unit), named: row.named.clone(), mode: Mode::Declare, rule: row.rule.clone(), site })
}

impl Saying<'_> {
    fn find(&self, project: &Project<'_>, name: &str) -> Option<UnitId> {
        project.find_type(self.unit, &self.file.path, name)
    }

    fn site(&self, line: u32) -> Site {
        let path: RepoPath = self.file.path.clone();
        Site { path, line: line.max(1) }
    }
}

/// How often each spelling is declared and how often mentioned.
type Spellings<'a> = BTreeMap<&'a str, (u32, u32)>;

/// What spelling each store has.
struct Names {
    chosen: BTreeMap<(StoreKind, String), StoreId>,
    /// The same by every spelling that there is.
    spelled: FxHashMap<Named, StoreId>,
    stores: Vec<Named>,
}

impl Names {
    fn choose(rows: &[Row], ties: &[Tie]) -> Self {
        let mut counts: FxHashMap<&Named, (u32, u32)> = FxHashMap::default();
        let mut count = |named, declared: bool| {
            let (declarations, mentions) = counts.entry(named).or_default();
            *declarations += u32::from(declared);
            *mentions += 1;
        };
        for row in rows {
            count(&row.named, row.mode == Mode::Declare);
        }
        for tie in ties {
            count(&tie.from, false);
            count(&tie.to, false);
        }
        let mut counts: Vec<(&Named, (u32, u32))> = counts.into_iter().collect();
        counts.sort_unstable();
        let mut spellings: BTreeMap<(StoreKind, String), Spellings<'_>> = BTreeMap::new();
        for (named, counts) in counts {
            spellings.entry((named.kind, key(named.kind, &named.name))).or_default().insert(&named.name, counts);
        }
        let chosen = spellings.into_iter().map(|(key, spellings)| {
            let most = spellings.iter().rev().max_by_key(|(_, counts)| **counts);
            let name = most.map_or_else(String::new, |(name, _)| (*name).to_owned());
            (Named { kind: key.0, name }, key, spellings)
        });
        let mut chosen: Vec<(Named, (StoreKind, String), Spellings<'_>)> = chosen.collect();
        chosen.sort();
        let mut names = Self { chosen: BTreeMap::new(), spelled: FxHashMap::default(), stores: Vec::new() };
        for (index, (named, key, spellings)) in chosen.into_iter().enumerate() {
            let id = StoreId::new(index);
            let spelled = |name: &str| (Named { kind: key.0, name: name.to_owned() }, id);
            names.spelled.extend(spellings.into_keys().map(spelled));
            names.chosen.insert(key, id);
            names.stores.push(named);
        }
        names
    }

    /// The store of a name that may be none of those that rows and ties have.
    fn known(&self, named: &Named) -> Option<StoreId> {
        if let Some(id) = self.spelled.get(named) {
            return Some(*id);
        }
        self.chosen.get(&(named.kind, key(named.kind, &named.name))).copied()
    }

    fn id(&self, named: &Named) -> StoreId {
        self.spelled[named]
    }

    fn stores(&self, rows: &[Row]) -> IdVec<StoreId, Store> {
        let mut declared: Vec<BTreeSet<&Site>> = vec![BTreeSet::new(); self.stores.len()];
        for row in rows.iter().filter(|row| row.mode == Mode::Declare) {
            declared[self.id(&row.named).index()].insert(&row.site);
        }
        let stores = self.stores.iter().zip(declared);
        stores
            .map(|(Named { kind, name }, sites)| Store {
                kind: *kind,
                name: name.clone(),
                declared: sites.into_iter().cloned().collect(),
            })
            .collect()
    }

    fn accesses(&self, rows: &[Row], every_line: bool) -> Vec<Access> {
        let mut uses: BTreeMap<(UnitId, StoreId, Mode, &str), Vec<u32>> = BTreeMap::new();
        for row in rows {
            let Some(unit) = row.unit else { continue };
            uses.entry((unit, self.id(&row.named), row.mode, &row.rule)).or_default().push(row.site.line);
        }
        uses.into_iter()
            .map(|((unit, store, mode, rule), sites)| {
                if every_line {
                    let count = u32::try_from(sites.len()).unwrap_or(u32::MAX);
                    return Access { unit, store, mode, rule: rule.to_owned(), count, lines: sites };
                }
                let count = u32::try_from(sites.len()).unwrap_or(u32::MAX);
                let lines: BTreeSet<u32> = sites.into_iter().collect();
                let lines = lines.into_iter().take(LINES_KEPT).collect();
                Access { unit, store, mode, rule: rule.to_owned(), count, lines }
            })
            .collect()
    }

    /// Each use by a unit, once.
    fn uses(&self, project: &Project<'_>, rows: &[Row], touches: &[Touched]) -> BTreeMap<UnitId, Vec<Used>> {
        let mut uses: BTreeMap<UnitId, Vec<Used>> = BTreeMap::new();
        let mut add = |unit: UnitId, store: StoreId, mode: Mode, site: &Site| {
            let line = (project.file(unit).path == site.path).then_some(site.line);
            uses.entry(unit).or_default().push(Used { line, store, mode, site: site.clone() });
        };
        for row in rows {
            if let Some(unit) = row.unit {
                add(unit, self.id(&row.named), row.mode, &row.site);
            }
        }
        for touch in touches {
            if let Some(store) = self.known(&touch.named) {
                add(touch.unit, store, touch.mode, &touch.site);
            }
        }
        for uses in uses.values_mut() {
            uses.sort();
            uses.dedup();
        }
        uses
    }

    /// The sure touches of stores that something else names too.
    fn touches(&self, touches: &[Touched]) -> Vec<(UnitId, Used)> {
        let one = |touch: &Touched| {
            let (store, line, site) = (self.known(&touch.named)?, Some(touch.site.line), touch.site.clone());
            Some((touch.unit, Used { line, store, mode: touch.mode, site }))
        };
        touches.iter().filter(|touch| touch.sure).filter_map(one).collect()
    }

    /// Deletions of stores that something else names too.
    fn deletions(&self, gone: &[(UnitId, u32, Named)]) -> Vec<Deletion> {
        let known = |named: &Named| self.chosen.get(&(named.kind, key(named.kind, &named.name))).copied();
        let one = |(unit, line, named): &(UnitId, u32, Named)| {
            Some(Deletion { unit: *unit, line: *line, store: known(named)? })
        };
        let all: BTreeSet<Deletion> = gone.iter().filter_map(one).collect();
        all.into_iter().collect()
    }

    fn links(&self, ties: &[Tie]) -> Vec<StoreLink> {
        let links = ties.iter().map(|tie| {
            let (from, to) = (self.id(&tie.from), self.id(&tie.to));
            StoreLink { from, to, kind: tie.kind, site: tie.site.clone() }
        });
        let between: BTreeSet<StoreLink> = links.filter(|link| link.from != link.to).collect();
        between.into_iter().collect()
    }
}

/// The name a mapping declares; the entity's where it gives none.
fn declared_name(kind: StoreKind, entity: &str, name: &str) -> Option<String> {
    if name.is_empty() { tidy(kind, &snake_case(simple(entity))) } else { tidy(kind, name) }
}

/// The longest store name that is believed.
const LONGEST: usize = 200;

/// Schemas of the database itself.
const CATALOGUES: &[&str] = &["information_schema", "pg_catalog", "performance_schema", "sys"];

/// What names of the database's own tables and table functions start with.
const OWN_PREFIXES: &[&str] = &["sqlite_", "pragma_"];

/// A store's name without quotes, schema and case, as far as its kind has these. None when it is no name.
fn tidy(kind: StoreKind, name: &str) -> Option<String> {
    if name.contains(HOLE) || name.len() > LONGEST {
        return None;
    }
    let is_quote = |c: char| matches!(c, '"' | '\'' | '`' | '[' | ']');
    let name: String = name.chars().filter(|c| !is_quote(*c)).collect();
    let name = name.trim();
    let name = if kind == StoreKind::Table { table_name(name)? } else { name.to_owned() };
    (!name.is_empty()).then_some(name)
}

fn table_name(name: &str) -> Option<String> {
    let name = name.to_lowercase();
    let (schema, name) = name.rsplit_once('.').unwrap_or(("", &name));
    let own = CATALOGUES.contains(&schema) || name == "dual" || OWN_PREFIXES.iter().any(|own| name.starts_with(own));
    let variable = name.starts_with(['#', '@', ':', '?', '$']) || name.contains(char::is_whitespace);
    (!own && !variable).then(|| name.to_owned())
}

/// Equal for all spellings of one store.
pub(super) fn key(kind: StoreKind, name: &str) -> String {
    match kind {
        StoreKind::Table | StoreKind::Collection => singular(&name.to_lowercase().replace('_', "")),
        StoreKind::Bucket | StoreKind::Topic | StoreKind::Cache => name.to_owned(),
    }
}

/// Equal for the singular and the plural of regular English nouns; not itself a word: `address` and `addresses` are
/// both `addr`. Two tables that differ in nothing but such endings are taken for one.
fn singular(word: &str) -> String {
    let stem = word.trim_end_matches(['e', 's']);
    match stem.strip_suffix('y') {
        _ if stem.len() < 2 => word.to_owned(),
        Some(stem) => format!("{stem}i"),
        None => stem.to_owned(),
    }
}

/// The last part of a qualified type name, without type arguments.
fn simple(name: &str) -> &str {
    let name = name.split(['<', '[']).next().unwrap_or(name).trim();
    name.rsplit(['.', ':']).next().unwrap_or(name)
}

/// `T`, `ID`, `TEntity`: not the name of an entity.
fn is_type_variable(name: &str) -> bool {
    let mut letters = name.chars();
    let t_and_capital = letters.next() == Some('T') && letters.next().is_some_and(char::is_uppercase);
    name.len() <= 2 || t_and_capital || matches!(name, "self" | "this" | "object" | "Object")
}

/// `OrderLine` as `order_line`, `HTTPLog` as `http_log`.
pub(super) fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::with_capacity(name.len() + 4);
    for (at, &letter) in letters.iter().enumerate() {
        let after_small = at > 0 && (letters[at - 1].is_lowercase() || letters[at - 1].is_ascii_digit());
        let ends_capitals =
            at > 0 && letters[at - 1].is_uppercase() && letters.get(at + 1).is_some_and(|c| c.is_lowercase());
        if letter.is_uppercase() && (after_small || ends_capitals) {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Names::Packages;
    use crate::resolve::testing::check_stores;

    #[test]
    fn entity_types_lead_to_the_declared_store() {
        check_stores(
            Packages,
            "m/Order.java: package m; type Order; declares Order = T_ORDERS\n\
             m/Orders.java: package m; store use <Order>\n\
             w/Page.java: package w; store read t_order",
            "table t_orders m/Order.java:1
             m/Order.java declare t_orders
             m/Orders.java use t_orders
             w/Page.java read t_orders",
        );
    }

    #[test]
    fn mapping_in_another_file() {
        check_stores(
            Packages,
            "m/Order.java: package m; type Order\n\
             m/Setup.java: package m; declares Order = orders\n\
             m/Orders.java: package m; store write <Order>",
            "table orders m/Order.java:1 m/Setup.java:1
             m/Order.java declare orders
             m/Orders.java write orders
             m/Setup.java declare orders",
        );
    }

    #[test]
    fn without_a_declaration_the_type_names_the_store() {
        check_stores(
            Packages,
            "m/OrderLine.java: package m; type OrderLine\n\
             m/Lines.java: package m; store use <OrderLine>; store use <T>; store use <TEntity>; store read orderlines",
            "table order_line
             m/Lines.java read order_line
             m/Lines.java use order_line",
        );
    }

    #[test]
    fn the_only_mapped_type_of_a_name_is_meant() {
        check_stores(
            Packages,
            "m/Order.java: package m; type Order; declares Order = shop_order\n\
             v/Order.java: package v; type Order\n\
             v/Page.java: package v; store read <Order>; store read <modelClass>",
            "table shop_order m/Order.java:1
             m/Order.java declare shop_order
             v/Page.java read shop_order",
        );
    }

    #[test]
    fn a_convention_counts_where_no_mapping_names_the_store() {
        check_stores(
            Packages,
            "m/Item.java: package m; type Item\n\
             m/Order.java: package m; type Order; declares Order = t_order\n\
             w/Context.java: import m.Item; import m.Order; store use Item ~ items; store use Order ~ orders",
            "table items m/Item.java:1
             table t_order m/Order.java:1
             m/Item.java declare items
             m/Order.java declare t_order
             w/Context.java use items
             w/Context.java use t_order",
        );
    }

    #[test]
    fn a_type_that_may_be_anything_counts_only_when_mapped() {
        check_stores(
            Packages,
            "m/Order.java: package m; type Order; declares Order = t_order\n\
             w/Page.java: import m.Order; store read ?Order; store write ?Promise; link ?Order ?Promise",
            "table t_order m/Order.java:1
             m/Order.java declare t_order
             w/Page.java read t_order",
        );
    }

    #[test]
    fn mapper_files_speak_for_their_interface() {
        check_stores(
            Packages,
            "m/OrderMapper.java: package m; type OrderMapper\n\
             x/OrderMapper.xml: other; store read orders for m.OrderMapper\n\
             x/schema.sql: other; store declare ORDERS; store write seeds",
            "table orders x/schema.sql:1
             m/OrderMapper.java read orders",
        );
    }

    #[test]
    fn links_between_stores() {
        check_stores(
            Packages,
            "m/Order.java: package m; type Order; declares Order = t_order\n\
             m/Line.java: package m; type Line; declares Line = lines; link <Line> <Order>; link <Line> lines",
            "table lines m/Line.java:1
             table t_order m/Order.java:1
             m/Line.java declare lines
             m/Order.java declare t_order
             lines -> t_order foreign-key m/Line.java:1",
        );
    }

    #[test]
    fn names_are_tidied() {
        let check = |written, name| assert_eq!(tidy(StoreKind::Table, written).as_deref().unwrap_or(""), name);
        check("[dbo].[Orders]", "orders");
        check("\"Shop\".\"Order Lines\"", "");
        check("`orders`", "orders");
        check("information_schema.tables", "");
        check("orders_\u{fffc}", "");
        check("#temp", "");
        check("pragma_user_version", "");
        check("", "");
    }

    #[test]
    fn singular_and_plural_are_one() {
        let check = |one: &str, many: &str| assert_eq!(singular(one), singular(many), "{one} {many}");
        check("order", "orders");
        check("category", "categories");
        check("movie", "movies");
        check("address", "addresses");
        check("status", "statuses");
        check("house", "houses");
        check("box", "boxes");
        check("day", "days");
        check("menu", "menus");
        assert_ne!(singular("order"), singular("border"));
    }

    #[test]
    fn type_names_in_snake_case() {
        let check = |name, expected| assert_eq!(snake_case(name), expected);
        check("OrderLine", "order_line");
        check("HTTPLog", "http_log");
        check("Order2Line", "order2_line");
        check("order", "order");
        check("", "");
    }
}
