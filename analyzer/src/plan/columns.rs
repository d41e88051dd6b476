//! Stores that several services use, by the columns that each of them writes and reads: whether a table can be divided
//! (Newman: Monolith to Microservices, 2019, chapter 4: *split table*).
//!
//! | the writers' columns | division |
//! |---|---|
//! | all are seen, and none has two writers | by column: each service keeps its own under the same key |
//! | one has two writers | that one needs an owner, who alone writes it |
//! | some are not seen, and none that are has two writers | unknown |
//! | one service writes, others read columns that are seen | none: the others keep a copy of these |
//!
//! What every part of a divided table has anyway (its key, when it was made and changed) counts for nobody. Columns that
//! are assigned to a row count for services that write the store; the function that assigns them is taken to save these.
//! Names are compared without case and underscores. Migrations run once, and count for nobody.

use super::Services;
use super::data::StoreFate;
use crate::facts::{Access, Mode, Site, StoreKind};
use crate::id::{ServiceId, StoreId, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// The most places that are kept with one statement.
const PLACES: usize = 4;

/// What each part of a divided table keeps, without underscores.
const EVERYWHERE: &[&str] = &[
    "id",
    "uuid",
    "guid",
    "pk",
    "version",
    "rowversion",
    "creator",
    "created",
    "createdat",
    "createdon",
    "createdby",
    "creationdate",
    "createdate",
    "datecreated",
    "updated",
    "updatedat",
    "updatedon",
    "updatedby",
    "lastupdated",
    "modified",
    "modifiedat",
    "modifiedon",
    "modifiedby",
    "lastmodified",
    "datemodified",
    "changedby",
    "datechanged",
];

/// A store, by its columns.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedColumns {
    /// The store.
    pub store: StoreId,
    /// The services that write it, ascending.
    pub writers: Vec<Side>,
    /// The other services that read it, ascending.
    pub readers: Vec<Side>,
    /// Columns that several services write, by name.
    pub contested: Vec<Contested>,
    /// Whether it can be divided.
    pub division: Division,
}

/// What one service does with the columns of a store.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// The service.
    pub service: ServiceId,
    /// The columns that are seen, by name, each with the first few places.
    pub columns: Vec<(String, Vec<Site>)>,
    /// Where it uses every column.
    pub whole: Vec<Site>,
    /// Where it uses columns that are not seen.
    pub unknown: Vec<Site>,
    /// Where it deletes rows; of writers only.
    pub deletes: Vec<Site>,
}

/// A column with several writers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contested {
    /// Its name.
    pub column: String,
    /// Who writes it, ascending.
    pub writers: Vec<ServiceId>,
}

/// Whether a store can be divided by its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Division {
    /// Each writer has columns of its own.
    ByColumn,
    /// Some columns have several writers.
    Contested,
    /// Not all columns that are written are seen.
    Unknown,
    /// One service writes columns; what the others read is seen.
    OneWriter,
}

impl Division {
    /// The word for it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Division::ByColumn => "by-column",
            Division::Contested => "contested",
            Division::Unknown => "unknown",
            Division::OneWriter => "one-writer",
        }
    }
}

/// The tables and collections that several services write, and those of which another service reads columns that are
/// seen; in the order of the facts.
pub fn shared(services: &Services<'_>, fates: &[StoreFate]) -> Vec<SharedColumns> {
    let uses = Uses::new(services);
    let rows = |fate: &&StoreFate| {
        let kind = services.facts.stores[fate.store].kind;
        matches!(kind, StoreKind::Table | StoreKind::Collection) && !fate.others().is_empty()
    };
    fates.iter().filter(rows).filter_map(|fate| uses.of(services, fate)).collect()
}

/// Columns equal for all spellings.
fn key(column: &str) -> String {
    column.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}

/// A side while it is put together.
#[derive(Clone, Default)]
struct Found {
    columns: BTreeMap<String, (String, BTreeSet<Site>)>,
    whole: BTreeSet<Site>,
    unknown: BTreeSet<Site>,
    deletes: BTreeSet<Site>,
}

impl Found {
    fn side(self, service: ServiceId) -> Side {
        let few = |sites: BTreeSet<Site>| sites.into_iter().take(PLACES).collect::<Vec<Site>>();
        Side {
            service,
            columns: self.columns.into_values().map(|(name, sites)| (name, few(sites))).collect(),
            whole: few(self.whole),
            unknown: self.unknown.into_iter().collect(),
            deletes: few(self.deletes),
        }
    }
}

/// A use of a store's columns, in one way.
type Way = (StoreId, Mode);

/// All uses of columns and stores, by store and way, then by service.
struct Uses(BTreeMap<Way, BTreeMap<ServiceId, Found>>);

impl Uses {
    fn new(services: &Services<'_>) -> Self {
        let facts = services.facts;
        let mut uses = Self(BTreeMap::new());
        let mut lines: BTreeSet<(UnitId, StoreId, Mode, u32)> = BTreeSet::new();
        let mut rows: BTreeSet<(UnitId, StoreId)> = BTreeSet::new();
        for one in &facts.columns {
            if one.rule == "row.set" {
                rows.insert((one.unit, one.store));
            } else {
                lines.insert((one.unit, one.store, one.mode, one.site.line));
            }
            let Some(service) = services.running(one.unit) else { continue };
            let found = uses.found((one.store, one.mode), service);
            if one.whole {
                found.whole.insert(one.site.clone());
            }
            for column in &one.columns {
                let known = found.columns.entry(key(column)).or_insert_with(|| (column.clone(), BTreeSet::new()));
                known.1.insert(one.site.clone());
            }
        }
        let deleted: BTreeSet<(UnitId, StoreId, u32)> =
            facts.deletions.iter().map(|one| (one.unit, one.store, one.line)).collect();
        for access in facts.uses() {
            let Some(service) = services.running(access.unit) else { continue };
            for line in &access.lines {
                let place = (access.unit, access.store, access.mode, *line);
                let site = Site { path: facts.units[access.unit].path.clone(), line: *line };
                if deleted.contains(&(access.unit, access.store, *line)) {
                    uses.found((access.store, Mode::Write), service).deletes.insert(site);
                } else if is_unseen(access, &rows) && !lines.contains(&place) {
                    uses.found((access.store, access.mode), service).unknown.insert(site);
                }
            }
        }
        uses
    }

    fn found(&mut self, way: Way, service: ServiceId) -> &mut Found {
        self.0.entry(way).or_default().entry(service).or_default()
    }

    /// One store that several services use; none where nothing about its columns matters.
    fn of(&self, services: &Services<'_>, fate: &StoreFate) -> Option<SharedColumns> {
        let by = |mode: Mode, wanted: &dyn Fn(ServiceId) -> bool| {
            let found = self.0.get(&(fate.store, mode)).into_iter().flatten();
            let found = found.filter(|(service, _)| wanted(**service));
            found.map(|(service, found)| found.clone().side(*service)).collect::<Vec<Side>>()
        };
        let writing = fate.writers();
        let writers = by(Mode::Write, &|service| writing.contains(&service));
        let readers = by(Mode::Read, &|service| !writing.contains(&service));
        let keys = keys(&services.facts.stores[fate.store].name);
        let is_own = |name: &str| !EVERYWHERE.contains(&key(name).as_str()) && !keys.contains(&key(name));
        let contested = contested(&writers, &is_own);
        let own = |side: &&Side| !side.whole.is_empty() || side.columns.iter().any(|(name, _)| is_own(name));
        let with_columns = writers.iter().filter(own).count();
        let unseen = writers.iter().any(|side| !side.unknown.is_empty());
        let division = if !contested.is_empty() {
            Division::Contested
        } else if writers.len() > 1 && unseen {
            Division::Unknown
        } else if with_columns > 1 {
            Division::ByColumn
        } else {
            Division::OneWriter
        };
        // Ids of any kind are kept anyway.
        let shows = |side: &&Side| {
            let plain = |name: &str| is_own(name) && !key(name).ends_with("id");
            !side.whole.is_empty() || side.columns.iter().any(|(name, _)| plain(name))
        };
        let told = readers.iter().filter(|side| Some(side.service) != fate.owner).any(|side| shows(&side));
        let matters = division != Division::OneWriter || writers.len() > 1 || told && fate.owner.is_some();
        matters.then_some(SharedColumns { store: fate.store, writers, readers, contested, division })
    }
}

/// Whether the columns of an access are seen nowhere, unless its line says them.
fn is_unseen(access: &Access, rows: &BTreeSet<(UnitId, StoreId)>) -> bool {
    match access.mode {
        Mode::Read => true,
        Mode::Write => !rows.contains(&(access.unit, access.store)),
        Mode::Declare | Mode::Use => false,
    }
}

/// What the key of a table may be called: `order_id` of `orders`, without underscores.
fn keys(store: &str) -> [String; 2] {
    let store = key(store);
    [format!("{store}id"), format!("{}id", store.strip_suffix('s').unwrap_or(&store))]
}

/// The columns that several sides write; who writes all of them writes each.
fn contested(writers: &[Side], is_own: &dyn Fn(&str) -> bool) -> Vec<Contested> {
    let mut by_column: BTreeMap<String, (String, BTreeSet<ServiceId>)> = BTreeMap::new();
    for side in writers {
        for (name, _) in side.columns.iter().filter(|(name, _)| is_own(name)) {
            by_column.entry(key(name)).or_insert_with(|| (name.clone(), BTreeSet::new())).1.insert(side.service);
        }
    }
    for side in writers.iter().filter(|side| !side.whole.is_empty()) {
        by_column.values_mut().for_each(|(_, services)| services.extend([side.service]));
    }
    let several = by_column.into_values().filter(|(_, services)| services.len() > 1);
    several.map(|(column, services)| Contested { column, writers: services.into_iter().collect() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{ColumnUse, Deletion};
    use crate::id::Id;
    use crate::plan::data::fates;
    use crate::plan::tests::planned;

    /// `a: x, y; b: z` of the writers, and the division. `columns` are `UNIT LINE MODE COLUMN,..` of the store `t`.
    #[track_caller]
    fn check(project: &str, columns: &str, expected: &str) {
        let (mut facts, cut, _) = planned(project);
        let store = StoreId::new(facts.stores.values().position(|store| store.name == "t").expect("the store"));
        for text in columns.split(';').map(str::trim).filter(|text| !text.is_empty()) {
            let words: Vec<&str> = text.split(' ').collect();
            let [unit, line, mode, names] = words[..] else { panic!("{text}") };
            let unit = UnitId::new(facts.units.values().position(|one| one.path.as_str() == unit).expect("the unit"));
            let line: u32 = line.parse().expect("a line");
            if mode == "deletes" {
                facts.deletions.push(Deletion { unit, line, store });
                continue;
            }
            let site = Site { path: facts.units[unit].path.clone(), line };
            let rule = if mode == "sets" { "row.set" } else { "sql.string" }.to_owned();
            let mode = if mode == "reads" { Mode::Read } else { Mode::Write };
            let whole = names == "*";
            let columns = names.split(',').filter(|_| !whole).map(str::to_owned).collect();
            facts.columns.push(ColumnUse { unit, store, mode, site, columns, whole, rule });
        }
        let services = Services::new(&facts, &cut);
        let side = |side: &Side| {
            let mut says: Vec<String> = side.columns.iter().map(|(name, _)| name.clone()).collect();
            says.extend((!side.whole.is_empty()).then(|| "*".to_owned()));
            says.extend((!side.unknown.is_empty()).then(|| "?".to_owned()));
            says.extend((!side.deletes.is_empty()).then(|| "-".to_owned()));
            format!("{}: {}", cut.services[side.service], says.join(" "))
        };
        let shown = |one: &SharedColumns| {
            let sides: Vec<String> = one.writers.iter().chain(&one.readers).map(side).collect();
            let twice: Vec<&str> = one.contested.iter().map(|one| one.column.as_str()).collect();
            format!("{}; {} {}", sides.join("; "), one.division.name(), twice.join(" ")).trim_end().to_owned()
        };
        let all = shared(&services, &fates(&services));
        assert_eq!(all.iter().map(shown).collect::<Vec<_>>().join(" | "), expected);
    }

    #[test]
    fn columns_of_their_own_divide_a_table() {
        let two = "a/one: write t; b/one: write t";
        check(two, "a/one 1 writes id,total; b/one 1 writes id,shipped_at", "a: id total; b: id shipped_at; by-column");
    }
    #[test]
    fn a_column_with_two_writers_needs_an_owner() {
        let two = "a/one: write t; b/one: write t";
        check(two, "a/one 1 writes is_open,b; b/one 1 writes isOpen", "a: b is_open; b: isOpen; contested is_open");
        check(two, "a/one 1 writes *; b/one 1 writes c", "a: *; b: c; contested c");
    }
    #[test]
    fn a_key_divides_nothing() {
        let two = "a/one: write t; b/one: write t";
        check(two, "a/one 1 writes b; b/one 1 writes t_id", "a: b; b: t_id; one-writer");
        check(two, "a/one 1 writes b,t_id; b/one 1 writes c,t_id", "a: b t_id; b: c t_id; by-column");
        check("a/one: write t; b/one: read t", "a/one 1 writes b; b/one 1 reads t_id", "");
    }
    #[test]
    fn migrations_count_for_nobody() {
        check("a/one: write t; b/migrations/one: write t", "a/one 1 writes b; b/migrations/one 1 writes b", "");
    }
    #[test]
    fn what_is_not_seen_is_said() {
        let three = "a/one: write t, write t; b/one: write t";
        check(three, "a/one 1 writes b; b/one 1 writes c", "a: b ?; b: c; unknown");
        check(three, "", "a: ?; b: ?; unknown");
    }
    #[test]
    fn a_function_that_sets_fields_saves_these() {
        let two = "a/one: write t; b/one: change t";
        check(two, "a/one 1 writes b; b/one 7 sets c", "a: b; b: c; by-column");
    }
    #[test]
    fn fields_that_nobody_saves_are_no_columns() {
        check("a/one: write t; b/one: look t", "a/one 1 writes b; b/one 7 sets c", "");
    }
    #[test]
    fn who_only_deletes_has_no_columns() {
        let two = "a/one: write t; b/one: write t";
        check(two, "a/one 1 writes b; b/one 1 deletes -", "a: b; b: -; one-writer");
    }
    #[test]
    fn what_others_read_is_worth_a_copy() {
        check("a/one: write t; b/one: read t", "a/one 1 writes b,c; b/one 1 reads c", "a: b c; b: c; one-writer");
        check("a/one: write t; b/one: read t", "a/one 1 writes b,c", "");
        check("a/one: write t, read t", "a/one 1 writes b,c", "");
    }
}
