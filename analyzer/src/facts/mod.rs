//! The ground state: what was seen in the repository. Everything else is derived from it.
//!
//! Facts are plain values with dense ids. They are built once, in sorted order, by the extractors; nothing here knows
//! files, git or a grammar.

mod access;
mod association;
mod change;
mod column;
mod entry;
mod glob;
mod guard;
mod hidden;
mod hook;
mod join;
mod ledger;
mod part;
#[cfg(test)]
pub(crate) mod random;
mod reference;
mod remote;
mod repeat;
mod state;
mod testing;
mod transaction;
mod unit;
mod unread;

pub use access::{Access, Deletion, Mode, RowCall, Store, StoreKind, StoreLink, StoreLinkKind};
pub use association::Association;
pub use change::{ChangeKind, ChangeSet, Contributor, HistoryState, HistorySummary, RECENT};
pub use column::ColumnUse;
pub use entry::{EntryKind, EntryPoint};
pub use guard::{Guard, Reach};
pub use hidden::{Find, Gap, GapKind, Load};
pub use hook::{Hook, HookOn};
pub use join::Join;
pub use ledger::{Code, Item, Ledger, State, Totals};
pub use part::{Granularity, Part, PartKind, REST};
pub use reference::{Context, Reference, Resolution, Tier};
pub use remote::{GatewayRoute, Remote, Request, RoutePattern, TopicPattern};
pub use repeat::Repeat;
pub use state::{SharedState, StateKind, StateUse};
pub use testing::TestFile;
pub use transaction::{Step, Transaction};
pub use unit::{Operation, Parse, TypeDecl, TypeKind, Unit};
pub use unread::{Unread, unread};

use crate::id::{ChangeId, ContributorId, Id, IdVec, StoreId, TermId, UnitId};
use crate::path::RepoPath;

/// Where the facts come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// A short name for people: the folder's or repository's.
    pub name: String,
    /// The full commit id that was analysed, when there is one.
    pub revision: Option<String>,
    /// The commit's time, seconds since 1970; the only clock there is.
    pub time: Option<i64>,
    /// What was read: the files on disk or in the index (which may differ from the commit), or the commit itself.
    pub work_tree: bool,
}

/// Where something is said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Site {
    /// The file.
    pub path: RepoPath,
    /// The line, from 1.
    pub line: u32,
}

/// An import that names a file which only hands on what is imported (`index.ts`, `__init__.py`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reexport {
    /// Who imports.
    pub from: UnitId,
    /// The file that the import names.
    pub through: UnitId,
    /// Where the import stands first, from 1.
    pub line: u32,
}

/// All facts of one repository.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// Where they come from.
    pub origin: Origin,
    /// How fine the units are.
    pub granularity: Granularity,
    /// The source files, sorted by path, or their parts, sorted by (path, part).
    pub units: IdVec<UnitId, Unit>,
    /// Static references between units, sorted by (from, to, context, name). Never from a unit to itself.
    pub references: Vec<Reference>,
    /// Imports that name a file which only hands on what is imported, sorted, each once; the reference leads to where that
    /// is declared, and nothing is coupled by them.
    pub reexports: Vec<Reexport>,
    /// How many references could be resolved, and how.
    pub resolution: Resolution,
    /// The same by language, sorted by its id.
    pub followed: Vec<(&'static str, Resolution)>,
    /// Tables, collections, buckets, topics and caches, sorted by (kind, name).
    pub stores: IdVec<StoreId, Store>,
    /// Who reads or writes which store, sorted by (unit, store, mode).
    pub accesses: Vec<Access>,
    /// Uses of stores that are told by what is called on a repository, on a context's property or on a row, sorted by (unit,
    /// store, mode). They say which function uses what, for plans; the type that holds the repository is among
    /// [`Facts::accesses`] already, so nothing is coupled by them.
    pub touches: Vec<Access>,
    /// Methods of entities that are called on variables of their names, sorted.
    pub row_calls: Vec<RowCall>,
    /// Columns that are read and written, as far as the code names them, sorted.
    pub columns: Vec<ColumnUse>,
    /// Fields of entities that hold others, sorted.
    pub associations: Vec<Association>,
    /// What is done again and again, sorted.
    pub repeats: Vec<Repeat>,
    /// Where rows are deleted, sorted.
    pub deletions: Vec<Deletion>,
    /// Foreign keys, cascades and triggers between stores, sorted.
    pub store_links: Vec<StoreLink>,
    /// Routes, message consumers, jobs and mains, sorted by (unit, line).
    pub entry_points: Vec<EntryPoint>,
    /// What runs in one transaction, sorted by (unit, first line).
    pub transactions: Vec<Transaction>,
    /// What one statement or query uses together, sorted by (unit, line).
    pub joins: Vec<Join>,
    /// What frameworks run when something happens to a store or event, sorted by (unit, line).
    pub hooks: Vec<Hook>,
    /// Checks of who calls, sorted by (unit, line).
    pub guards: Vec<Guard>,
    /// Variables, caches and files that functions share, sorted by (unit, line).
    pub states: Vec<SharedState>,
    /// What was seen and could not be followed, sorted.
    pub gaps: Vec<Gap>,
    /// Folders whose files are loaded by pattern, sorted.
    pub loads: Vec<Load>,
    /// What frameworks find by what stands on it, sorted.
    pub finds: Vec<Find>,
    /// The files of tests that refer to units, sorted by path.
    pub tests: Vec<TestFile>,
    /// Addresses of other deployables, sorted.
    pub remotes: Vec<Remote>,
    /// Requests to other deployables, sorted.
    pub requests: Vec<Request>,
    /// Topics that are named by patterns, sorted.
    pub topic_patterns: Vec<TopicPattern>,
    /// What gateways send where, in the order of each configuration.
    pub gateway_routes: Vec<GatewayRoute>,
    /// The words, sorted.
    pub vocabulary: IdVec<TermId, String>,
    /// The words of each unit with their counts, sorted by word.
    pub terms: IdVec<UnitId, Vec<(TermId, u32)>>,
    /// The people, sorted by (name, mail).
    pub contributors: IdVec<ContributorId, Contributor>,
    /// The commits that touched units, oldest first (ties by id).
    pub changes: IdVec<ChangeId, ChangeSet>,
    /// What was read of the history and what was left out.
    pub history: HistorySummary,
    /// What became of every file that was found.
    pub ledger: Ledger,
    /// SQL-looking strings that no dialect could parse, by site.
    pub unparsed_sql: Vec<Site>,
    /// Comments that allow what the gate would find, by site.
    pub allowances: Vec<Allowance>,
}

/// A comment that allows what the gate would find, as written: what it means is the gate's business.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Allowance {
    /// Where it stands.
    pub site: Site,
    /// The line that it speaks about besides its own: the next line of code, where it has a line for itself.
    pub covers: u32,
    /// What it says, from `allow` to the end of the line.
    pub text: String,
}

impl Facts {
    /// Every use of a store: accesses first, then touches.
    pub fn uses(&self) -> impl Iterator<Item = &Access> {
        self.accesses.iter().chain(&self.touches)
    }

    /// Every use of a store by one unit.
    pub fn uses_of(&self, unit: UnitId) -> impl Iterator<Item = &Access> {
        let of_unit = move |all: &'_ [Access]| {
            let start = all.partition_point(|access| access.unit < unit);
            start..start + all[start..].partition_point(|access| access.unit == unit)
        };
        self.accesses[of_unit(&self.accesses)].iter().chain(&self.touches[of_unit(&self.touches)])
    }

    /// What a unit refers to, sorted as [`Facts::references`].
    pub fn references_of(&self, from: UnitId) -> &[Reference] {
        let start = self.references.partition_point(|one| one.from < from);
        let rest = &self.references[start..];
        &rest[..rest.partition_point(|one| one.from == from)]
    }

    /// The units of a file, ascending: itself, or its parts.
    pub fn units_of_file(&self, path: &str) -> impl Iterator<Item = UnitId> + use<> {
        let units = self.units.as_slice();
        let start = units.partition_point(|unit| unit.path.as_str() < path);
        let count = units[start..].partition_point(|unit| unit.path.as_str() == path);
        (start..start + count).map(UnitId::new)
    }

    /// How many files some units, ascending, lie in.
    pub fn files_of(&self, units: &[UnitId]) -> usize {
        match self.granularity {
            Granularity::File => units.len(),
            Granularity::Type | Granularity::Function => {
                units.chunk_by(|a, b| self.units[*a].path == self.units[*b].path).count()
            }
        }
    }
}
