//! What leads to code, or ties it together, in a way that names do not show: what was seen of it, and what was not followed.

use super::Site;
use crate::id::UnitId;

/// Something that was seen and could not be followed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// What is missing because of it.
    pub kind: GapKind,
    /// Its name, or what is written there.
    pub name: String,
    /// Where it is said, or first used.
    pub site: Site,
    /// How often it is mentioned.
    pub mentions: u32,
    /// In how many files.
    pub files: u32,
}

/// What is missing because something could not be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GapKind {
    /// Transactions: their pointcut or advice was not understood.
    Transactions,
    /// References: a global object carries parts of the application, and nothing says which file a mention of it means.
    Global,
}

/// A folder whose files something loads by pattern, with the files in the folders below.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Load {
    /// The folder, without a slash at its end; empty for the whole tree.
    pub folder: String,
    /// Where it is loaded.
    pub site: Site,
    /// The rule that saw it, for instance `load.require`.
    pub rule: String,
}

/// Code that a framework finds by what stands on it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Find {
    /// The unit.
    pub unit: UnitId,
    /// The line that says it, from 1.
    pub line: u32,
    /// The rule that saw it, for instance `found.spring`.
    pub rule: String,
}
