//! Data that a cut would part: stores with several users, and what the database itself ties together across a border.

use super::Services;
use crate::facts::{Mode, Site, StoreKind, StoreLink, StoreLinkKind};
use crate::id::{Id, ServiceId, StoreId, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// One store: who uses it, and what becomes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoreFate {
    /// The store.
    pub store: StoreId,
    /// The proposed owner; `None` when no service uses it.
    pub owner: Option<ServiceId>,
    /// Who comes second.
    pub runner_up: Option<ServiceId>,
    /// Every use, by unit.
    pub uses: Vec<StoreUser>,
    /// What becomes of it.
    pub treatment: Treatment,
}

impl StoreFate {
    /// The services that write it, the owner among them.
    pub fn writers(&self) -> BTreeSet<ServiceId> {
        self.services(|mode| mode == Mode::Write)
    }

    /// The services other than the owner that use it in any way.
    pub fn others(&self) -> BTreeSet<ServiceId> {
        self.services(|_| true).into_iter().filter(|service| Some(*service) != self.owner).collect()
    }

    fn services(&self, wanted: impl Fn(Mode) -> bool) -> BTreeSet<ServiceId> {
        self.uses.iter().filter(|one| wanted(one.mode)).filter_map(|one| one.service).collect()
    }
}

/// A use of a store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoreUser {
    /// The unit.
    pub unit: UnitId,
    /// Its service; `None` for shared and unassigned units.
    pub service: Option<ServiceId>,
    /// How it is used.
    pub mode: Mode,
    /// How often.
    pub count: u32,
    /// The first few lines.
    pub lines: Vec<u32>,
}

/// What becomes of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Treatment {
    /// One service uses it and takes it along.
    Owned,
    /// One service writes it, others read it: they ask its owner, or keep a copy.
    ReadElsewhere,
    /// Most services read it and hardly anything writes it, or several read it and nothing of theirs writes it: reference
    /// data, which may be copied.
    Reference,
    /// Several services write it: it is split, or one of them stops writing.
    WrittenTwice,
    /// A topic: publishers and subscribers, no owner of rows.
    Topic,
    /// Nobody that belongs to a service uses it.
    Unclaimed,
}

impl Treatment {
    /// The word for it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Treatment::Owned => "owned",
            Treatment::ReadElsewhere => "read-elsewhere",
            Treatment::Reference => "reference",
            Treatment::WrittenTwice => "written-twice",
            Treatment::Topic => "topic",
            Treatment::Unclaimed => "unclaimed",
        }
    }
}

/// What becomes of every store, in the order of the facts.
pub fn fates(services: &Services<'_>) -> Vec<StoreFate> {
    let facts = services.facts;
    let mut uses: BTreeMap<StoreId, Vec<StoreUser>> = BTreeMap::new();
    for access in services.uses() {
        uses.entry(access.store).or_default().push(StoreUser {
            unit: access.unit,
            service: services.of(access.unit),
            mode: access.mode,
            count: access.count,
            lines: access.lines.clone(),
        });
    }
    let fate = |(store, kind): (StoreId, StoreKind)| {
        let ownership = &services.ownership[store];
        let mut fate = StoreFate {
            store,
            owner: ownership.owner(),
            runner_up: ownership.runner_up(),
            uses: uses.remove(&store).unwrap_or_default(),
            treatment: Treatment::Owned,
        };
        fate.treatment = treatment(services, &fate, kind);
        fate
    };
    facts.stores.iter().map(|(store, of)| (store, of.kind)).map(fate).collect()
}

fn treatment(services: &Services<'_>, fate: &StoreFate, kind: StoreKind) -> Treatment {
    let (writers, others) = (fate.writers(), fate.others());
    if kind == StoreKind::Topic {
        Treatment::Topic
    } else if fate.owner.is_none() {
        Treatment::Unclaimed
    } else if is_only_read(services, fate) {
        Treatment::Reference
    } else if writers.len() > 1 {
        Treatment::WrittenTwice
    } else if others.is_empty() {
        Treatment::Owned
    } else if others.len() + 1 >= reference_readers(services.count()) && writing_units(fate) <= 1 {
        Treatment::Reference
    } else {
        Treatment::ReadElsewhere
    }
}

/// Whether several services read a store and no unit may write it: what fills it is a migration, a script or a person. A
/// use of unknown direction (a repository) may write, unless it is known what is called on it, and that only reads; so may
/// mappers that save rows by themselves. Rows that go with others are written with them.
fn is_only_read(services: &Services<'_>, fate: &StoreFate) -> bool {
    let writes = |one: &&StoreUser| one.mode == Mode::Write && services.running(one.unit).is_some();
    if fate.services(|mode| mode == Mode::Read).len() < 2 || fate.uses.iter().any(|one| writes(&one)) {
        return false;
    }
    let through = services.facts.touches.iter().filter(|touch| touch.store == fate.store);
    let told = through.clone().next().is_some() && through.clone().all(|touch| touch.mode == Mode::Read);
    let later = |one: &StoreUser| {
        one.mode == Mode::Declare && matches!(services.facts.units[one.unit].language, "java" | "csharp")
    };
    let along = |link: &StoreLink| link.kind == StoreLinkKind::Cascade && link.from == fate.store;
    if fate.uses.iter().any(later) && !told || services.facts.store_links.iter().any(along) {
        return false;
    }
    told || fate.uses.iter().all(|one| one.mode != Mode::Use)
}

/// How many services have to read a store that hardly anything writes until it counts as reference data: most of them, and
/// three at least.
fn reference_readers(services: usize) -> usize {
    (services / 2 + 1).max(3)
}

fn writing_units(fate: &StoreFate) -> usize {
    fate.uses.iter().filter(|one| one.mode == Mode::Write).map(|one| one.unit).collect::<BTreeSet<_>>().len()
}

/// Something that ties stores of two owners together.
#[derive(Debug, Clone, PartialEq)]
pub struct DataTie {
    /// What it is.
    pub kind: TieKind,
    /// The owners, ascending.
    pub services: Vec<ServiceId>,
    /// The stores, as they are named there: the one that points first.
    pub stores: Vec<StoreId>,
    /// The unit that says it, where a unit does.
    pub unit: Option<UnitId>,
    /// Where it is said.
    pub sites: Vec<Site>,
    /// What takes its place.
    pub replacement: Replacement,
}

/// What ties stores together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TieKind {
    /// One statement reads both.
    Join,
    /// One statement writes one and uses the other.
    WritingJoin,
    /// A foreign key.
    ForeignKey,
    /// A foreign key that deletes or updates along.
    Cascade,
    /// A trigger.
    Trigger,
}

impl TieKind {
    /// The word for it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            TieKind::Join => "join",
            TieKind::WritingJoin => "writing-join",
            TieKind::ForeignKey => "foreign-key",
            TieKind::Cascade => "cascade",
            TieKind::Trigger => "trigger",
        }
    }
}

/// What takes the place of a tie (Newman: Monolith to Microservices, 2019, chapter 4; Richardson: Microservices Patterns,
/// 2018, chapter 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Replacement {
    /// The caller asks both services and puts the answers together.
    ApiComposition,
    /// The reading service keeps a copy of the few columns it shows, renewed by events.
    ReadModel,
    /// A copy of slowly changing data, as a library, a file or a small service.
    ReferenceData,
    /// The id stays, the constraint goes; the relation is checked in code.
    ForeignIdInCode,
    /// The owner says what happened, the others follow.
    Event,
}

impl Replacement {
    /// The word for it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Replacement::ApiComposition => "api-composition",
            Replacement::ReadModel => "read-model",
            Replacement::ReferenceData => "reference-data",
            Replacement::ForeignIdInCode => "foreign-id-in-code",
            Replacement::Event => "event",
        }
    }
}

/// What ties stores of different owners together, joins first, then by stores.
pub fn ties(services: &Services<'_>, fates: &[StoreFate]) -> Vec<DataTie> {
    let mut ties = joins(services, fates);
    ties.extend(links(services));
    ties
}

fn joins(services: &Services<'_>, fates: &[StoreFate]) -> Vec<DataTie> {
    let reference = |store: &StoreId| fates[store.index()].treatment == Treatment::Reference;
    let mut ties: BTreeMap<(TieKind, UnitId, Vec<StoreId>), DataTie> = BTreeMap::new();
    for join in &services.facts.joins {
        let stores: Vec<StoreId> = join.distinct();
        let tables = stores.into_iter().filter(|store| services.facts.stores[*store].kind != StoreKind::Topic);
        let stores: Vec<StoreId> = tables.collect();
        let owners: BTreeSet<ServiceId> = stores.iter().filter_map(|store| services.owner(*store)).collect();
        if owners.len() < 2 {
            continue;
        }
        let writes = join.stores.iter().any(|(_, mode)| *mode == Mode::Write);
        let kind = if writes { TieKind::WritingJoin } else { TieKind::Join };
        let home = services.of(join.unit);
        let foreign = || stores.iter().filter(|store| services.owner(**store) != home);
        let replacement = if foreign().all(reference) {
            Replacement::ReferenceData
        } else if writes || owners.len() == 2 && foreign().count() == 1 {
            Replacement::ApiComposition
        } else {
            Replacement::ReadModel
        };
        let site = Site { path: services.facts.units[join.unit].path.clone(), line: join.line };
        let tie = ties.entry((kind, join.unit, stores.clone())).or_insert_with(|| DataTie {
            kind,
            services: owners.into_iter().collect(),
            stores,
            unit: Some(join.unit),
            sites: Vec::new(),
            replacement,
        });
        tie.sites.push(site);
    }
    ties.into_values().collect()
}

fn links(services: &Services<'_>) -> Vec<DataTie> {
    let mut ties: BTreeMap<(StoreId, StoreId, TieKind), DataTie> = BTreeMap::new();
    for link in &services.facts.store_links {
        let (Some(from), Some(to)) = (services.owner(link.from), services.owner(link.to)) else { continue };
        if from == to {
            continue;
        }
        let (kind, replacement) = match link.kind {
            StoreLinkKind::ForeignKey => (TieKind::ForeignKey, Replacement::ForeignIdInCode),
            StoreLinkKind::Cascade => (TieKind::Cascade, Replacement::Event),
            StoreLinkKind::Trigger => (TieKind::Trigger, Replacement::Event),
            // Whoever takes over what the trigger does asks for it, or is told with the event.
            StoreLinkKind::TriggerRead => continue,
        };
        let services = BTreeSet::from([from, to]).into_iter().collect();
        let tie = ties.entry((link.from, link.to, kind)).or_insert_with(|| DataTie {
            kind,
            services,
            stores: vec![link.from, link.to],
            unit: None,
            sites: Vec::new(),
            replacement,
        });
        tie.sites.push(link.site.clone());
    }
    // A cascade is a foreign key too: told once.
    let cascades: BTreeSet<(StoreId, StoreId)> =
        ties.keys().filter(|(.., kind)| *kind == TieKind::Cascade).map(|(from, to, _)| (*from, *to)).collect();
    ties.retain(|(from, to, kind), _| *kind != TieKind::ForeignKey || !cascades.contains(&(*from, *to)));
    ties.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Join;
    use crate::plan::tests::planned;

    fn check(project: &str, expected: &str) {
        let (facts, cut, _) = planned(project);
        let services = Services::new(&facts, &cut);
        let shown = |fate: &StoreFate| format!("{} {}", facts.stores[fate.store].name, fate.treatment.name());
        assert_eq!(fates(&services).iter().map(shown).collect::<Vec<_>>().join("; "), expected);
    }

    #[test]
    fn who_uses_a_store_alone_owns_it() {
        check("a/one: read t, write t; b/one: write u", "t owned; u owned");
    }
    #[test]
    fn what_others_read_is_asked_for() {
        check("a/one: write t; b/one: read t", "t read-elsewhere");
    }
    #[test]
    fn two_writers_are_one_too_many() {
        check("a/one: write t; b/one: write t", "t written-twice");
    }
    #[test]
    fn what_everybody_reads_and_hardly_anybody_writes_is_reference_data() {
        check("a/one: write t; b/one: read t; c/one: read t", "t reference");
        check("a/one: write t; a/two: write t; b/one: read t; c/one: read t", "t read-elsewhere");
    }
    #[test]
    fn what_nobody_writes_is_reference_data() {
        check("a/one: read t; b/one: read t", "t reference");
        check("a/one: read t; b/one: look t; (shared)/seed: write t", "t reference");
        check("a/one: read t; b/one: read t; a/migrations/one: write t", "t reference");
        check("a/one: read t; b/one: declare t", "t read-elsewhere");
        check("a/one: read t; b/one: change t", "t read-elsewhere");
    }
    #[test]
    fn what_no_service_uses_is_unclaimed() {
        check("(shared)/one: read t; a/one: write u", "t unclaimed; u owned");
    }
    #[test]
    fn topics_have_no_owner() {
        check("a/one: tell t; b/one: hear t", "t topic");
    }

    /// What ties stores together when one unit joins all of them.
    fn tied(project: &str, expected: &str) {
        let (mut facts, cut, _) = planned(project);
        let stores = facts.stores.ids().map(|store| (store, Mode::Read)).collect();
        facts.joins = vec![Join { unit: UnitId::new(0), line: 9, stores, rule: String::new() }];
        let services = Services::new(&facts, &cut);
        let shown = |tie: &DataTie| format!("{} {}", tie.kind.name(), tie.replacement.name());
        let ties = ties(&services, &fates(&services));
        assert_eq!(ties.iter().map(shown).collect::<Vec<_>>().join("; "), expected);
    }

    #[test]
    fn a_join_inside_a_service_is_none() {
        tied("a/one: read t, write t, write u", "");
    }
    #[test]
    fn one_foreign_table_is_asked_for() {
        tied("a/one: read u, write t; b/one: write u", "join api-composition");
    }
    #[test]
    fn several_foreign_tables_need_a_read_model() {
        tied("a/one: read u, read v, write t; b/one: write u; c/one: write v", "join read-model");
    }
    #[test]
    fn reference_data_is_copied() {
        tied("a/one: read u, write t; b/one: write u; c/one: read u", "join reference-data");
    }
    #[test]
    fn a_cascade_across_a_border_becomes_an_event_and_is_told_once() {
        tied("a/one: write t; b/one: write u; t -> u", "join api-composition; cascade event");
    }
}
