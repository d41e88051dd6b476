//! What one file says about ties that names do not show: advice on transactions, folders that are loaded by pattern, global
//! objects, and what frameworks find by what stands on it.

use seamline_analyzer::facts::GapKind;

/// What a configuration says about transactions around methods that something else names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Advised {
    /// What runs in a transaction.
    pub advices: Vec<Advice>,
    /// Pointcuts with a name: (name, expression).
    pub pointcuts: Vec<(String, String)>,
    /// Which advice holds where.
    pub advisors: Vec<Advisor>,
}

/// An advice: which methods of what it is applied to run in a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// Its name.
    pub id: String,
    /// The line, from 1.
    pub line: u32,
    /// Methods by pattern, with whether they may write in a transaction; none for every method.
    pub methods: Vec<(String, bool)>,
}

/// An advice that is applied to a pointcut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advisor {
    /// The name of the advice.
    pub advice: String,
    /// The expression of the pointcut, or its name behind `#`.
    pub pointcut: String,
    /// The line, from 1.
    pub line: u32,
}

/// Something that cannot be followed, as one file shows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GapMention {
    /// What is missing because of it.
    pub kind: GapKind,
    /// What is written there.
    pub name: String,
    /// The line, from 1.
    pub line: u32,
}

/// Files that are loaded by pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LoadMention {
    /// The folder as far as it is known: relative to the file where it begins with `./` or `../`, else the end of the path
    /// of a folder, dots as slashes; empty for the folder of the file.
    pub folder: String,
    /// The rule that saw it.
    pub rule: String,
    /// The line, from 1.
    pub line: u32,
}
