//! Stores and who uses them.

use super::Site;
use crate::id::{StoreId, UnitId};

/// Something that units read or write and that would need an owner after a cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// What it is.
    pub kind: StoreKind,
    /// Its name, as the code says it, without schema and quotes, lower-cased for tables.
    pub name: String,
    /// Where it is declared: DDL, entity mappings, migrations. Sorted.
    pub declared: Vec<Site>,
}

/// What a store is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StoreKind {
    /// A relational table or view.
    Table,
    /// A document collection.
    Collection,
    /// An object-store bucket.
    Bucket,
    /// A message topic, queue, exchange or in-process event.
    Topic,
    /// A cache region or key prefix.
    Cache,
}

impl StoreKind {
    /// The word for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            StoreKind::Table => "table",
            StoreKind::Collection => "collection",
            StoreKind::Bucket => "bucket",
            StoreKind::Topic => "topic",
            StoreKind::Cache => "cache",
        }
    }
}

/// A unit uses a store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Access {
    /// The file.
    pub unit: UnitId,
    /// What it uses.
    pub store: StoreId,
    /// How.
    pub mode: Mode,
    /// The rule that saw it, for instance `sql` or `jpa.table`.
    pub rule: String,
    /// How often.
    pub count: u32,
    /// The first few lines, ascending, from 1; never empty.
    pub lines: Vec<u32>,
}

/// How a store is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// It declares the store's shape: an entity class, a schema, a migration.
    Declare,
    /// It reads, or subscribes.
    Read,
    /// It writes, or publishes.
    Write,
    /// It uses the store; which way is not visible.
    Use,
}

impl Mode {
    /// The word for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Declare => "declare",
            Mode::Read => "read",
            Mode::Write => "write",
            Mode::Use => "use",
        }
    }
}

/// A method of a persistent entity is called on a variable of its name: `user.limits()`. It says that the row is at hand,
/// not where it came from; no reference tells of it, since nothing but the names does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowCall {
    /// The file that calls.
    pub unit: UnitId,
    /// The line, from 1.
    pub line: u32,
    /// The file that declares the entity.
    pub entity: UnitId,
    /// What is called: `User.limits`.
    pub name: String,
}

/// Rows of a store are deleted: what the database deletes along ([`StoreLinkKind::Cascade`]) goes too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deletion {
    /// The file.
    pub unit: UnitId,
    /// The line, from 1.
    pub line: u32,
    /// Whose rows go.
    pub store: StoreId,
}

/// The database itself ties two stores together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoreLink {
    /// The store that points.
    pub from: StoreId,
    /// The store it points at.
    pub to: StoreId,
    /// How.
    pub kind: StoreLinkKind,
    /// Where that is said.
    pub site: Site,
}

/// How two stores are tied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StoreLinkKind {
    /// A foreign key or ORM relation.
    ForeignKey,
    /// A foreign key that deletes or updates along.
    Cascade,
    /// A trigger on one that writes the other.
    Trigger,
    /// A trigger on one that only reads the other.
    TriggerRead,
}

impl StoreLinkKind {
    /// The word for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            StoreLinkKind::ForeignKey => "foreign-key",
            StoreLinkKind::Cascade => "cascade",
            StoreLinkKind::Trigger => "trigger",
            StoreLinkKind::TriggerRead => "trigger-read",
        }
    }
}
