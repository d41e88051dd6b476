//! What is run again and again.

use crate::id::UnitId;

/// A call or a use of a store that stands in a loop, a comprehension, or a function that is called for each element of
/// something. What a loop goes through is asked once, and not among these.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repeat {
    /// The unit.
    pub unit: UnitId,
    /// The line, from 1.
    pub line: u32,
    /// The last name of what is called; empty for a use of a store on that line.
    pub name: String,
}
