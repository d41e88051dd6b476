//! State that lives in the process or on its disk and that several functions share.

use crate::id::UnitId;

/// A variable, cache or file that outlives a call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SharedState {
    /// The unit that declares it, or of its first use where nothing declares it.
    pub unit: UnitId,
    /// The line that declares it, from 1.
    pub line: u32,
    /// What it is.
    pub kind: StateKind,
    /// Its name; for a file, its path as written.
    pub name: String,
    /// Who changes or reads it, sorted.
    pub uses: Vec<StateUse>,
    /// The rule that saw it, for instance `state.module`.
    pub rule: String,
}

/// What holds the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StateKind {
    /// A variable of a module, or a static field of a type.
    Variable,
    /// A cache inside the process.
    Cache,
    /// A file or folder of the machine.
    File,
}

impl StateKind {
    /// The word for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            StateKind::Variable => "variable",
            StateKind::Cache => "cache",
            StateKind::File => "file",
        }
    }
}

/// One use of shared state.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StateUse {
    /// The unit that uses it.
    pub unit: UnitId,
    /// The line, from 1.
    pub line: u32,
    /// Whether it changes the state; else it reads.
    pub writes: bool,
    /// The function around the line, `Type.function`; empty at the top of a file.
    pub function: String,
}
