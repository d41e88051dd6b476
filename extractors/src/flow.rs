//! What one file says about its functions: their lines, what they call, and what runs in one transaction.
//!
//! The languages state functions and calls; the rules of [`crate::data`] state transactions, joins, hooks, guards and
//! shared state. [`crate::resolve`] finds out what they mean across files.

use crate::file::{StoreTarget, Subject};
use seamline_analyzer::facts::{Mode, StateKind, StoreKind};

/// A function or method that stands in no other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Function {
    /// Its name with its type: `OrderService.place`, `place`.
    pub name: String,
    /// Its first line with what stands on it, from 1.
    pub first: u32,
    /// Its last line.
    pub last: u32,
    /// The names of its parameters.
    pub parameters: Vec<String>,
    /// Whether it has a body: what an interface promises has none.
    pub body: bool,
}

/// A call of something that this or another file declares.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallMention {
    /// The line, from 1.
    pub line: u32,
    /// What is called, or what it is called on, as a mention of it has it.
    pub name: String,
    /// The member that is called on it, or nothing.
    pub member: String,
    /// The last line of the call with what it is handed over, or of the block that it opens.
    pub last: u32,
}

/// Lines that run in one transaction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScopeMention {
    /// The first line, from 1.
    pub first: u32,
    /// The last line.
    pub last: u32,
    /// The rule that saw it.
    pub rule: String,
    /// Whether it is only told by where the work is saved, not by where it begins.
    pub unit_of_work: bool,
}

/// A use of a store that one file shows only together with its neighbours: what is called on a field, or on a value
/// that a query gave.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touch {
    /// The line, from 1.
    pub line: u32,
    /// The store, if the project maps it.
    pub target: TouchTarget,
    /// How it is used.
    pub mode: Mode,
    /// Whether it counts outside of transactions too: what it is called on is known to hold the store, not only named so.
    pub sure: bool,
}

/// What a touch is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TouchTarget {
    /// A store as a mention names it.
    Store(StoreTarget),
    /// The store of what a context's property holds, in small letters: `orders` of `DbSet<Order> Orders`.
    Property(String),
}

/// One query that uses, or may use, several stores.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct QueryMention {
    /// The line, from 1.
    pub line: u32,
    /// The rule that saw it.
    pub rule: String,
    /// The stores it names itself.
    pub stores: Vec<(TouchTarget, Mode)>,
    /// The relations that it follows from there, as paths of fields: `customer`, `lines.product`.
    pub paths: Vec<String>,
    /// Who makes it.
    pub subject: Subject,
}

/// Something that is run again and again: in a loop, or in a function that is called for each element.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RepeatMention {
    /// The line, from 1.
    pub line: u32,
    /// The last name of what is called; empty for a use of a store.
    pub name: String,
}

/// Columns of a store that one place reads or writes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ColumnMention {
    /// The line, from 1.
    pub line: u32,
    /// What the store is.
    pub kind: StoreKind,
    /// The store, if the project maps it.
    pub target: StoreTarget,
    /// How they are used.
    pub mode: Mode,
    /// Their names as written, each once, sorted; all of them.
    pub columns: Vec<String>,
    /// Whether it is every column there is.
    pub whole: bool,
    /// The rule that saw it.
    pub rule: String,
    /// Who uses them.
    pub subject: Subject,
}

/// A field of an entity that holds another, or many.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RelationMention {
    /// The entity.
    pub of: StoreTarget,
    /// The field.
    pub field: String,
    /// The entity that the field holds.
    pub to: StoreTarget,
    /// The line that says it, from 1.
    pub line: u32,
}

/// A check of who calls, as one file shows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GuardMention {
    /// The line, from 1.
    pub line: u32,
    /// What is asked for.
    pub name: String,
    /// Whether it lets everyone in.
    pub open: bool,
    /// What it guards.
    pub covers: Covers,
    /// The rule that saw it.
    pub rule: String,
}

/// What a guard guards, as far as its own file tells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Covers {
    /// The entry points between two lines of the file.
    Lines(u32, u32),
    /// The router that is mounted on the line; where none is, what the file declares and mounts from the line on.
    Behind,
    /// The entry points of the file.
    File,
    /// The paths that match a pattern.
    Paths(String),
    /// Every entry point.
    Application,
}

/// A handler that hangs on something, as one file shows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HookMention {
    /// The line, from 1.
    pub line: u32,
    /// What it hangs on.
    pub on: Hanging,
    /// When it runs, in the framework's word.
    pub when: String,
    /// The function that runs, as written.
    pub handler: String,
    /// The rule that saw it.
    pub rule: String,
}

/// What a hook hangs on, as far as its own file tells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hanging {
    /// An entity, if the project maps it to a store.
    Entity(String),
    /// An event, by its name or type.
    Event(String),
    /// Whatever is saved.
    Everything,
}

/// A variable, cache or file that outlives a call, with what one file does to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StateMention {
    /// The line that declares it, or of its first use, from 1.
    pub line: u32,
    /// What it is.
    pub kind: StateKind,
    /// Its name, or its path as written.
    pub name: String,
    /// The lines that use it, and whether they change it; sorted.
    pub uses: Vec<(u32, bool)>,
    /// The rule that saw it.
    pub rule: String,
}

/// The function that a line is in, the innermost; `functions` are sorted by their first line.
pub fn function_at(functions: &[Function], line: u32) -> Option<&Function> {
    /// Functions stand in no other, but for what a language makes of one inside another.
    const NEAR: usize = 16;
    let before = functions.partition_point(|function| function.first <= line);
    functions[..before].iter().rev().take(NEAR).find(|function| line <= function.last)
}
