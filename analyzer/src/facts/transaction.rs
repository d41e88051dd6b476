//! Transactions: lines of code that take effect together or not at all, and what they do to stores.

use super::{Mode, Site};
use crate::id::{StoreId, UnitId};

/// A stretch of code that runs in one transaction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Transaction {
    /// The unit that holds its first line.
    pub unit: UnitId,
    /// Its first line, from 1.
    pub first_line: u32,
    /// Its last line.
    pub last_line: u32,
    /// The function around or below it, `Type.function`; empty at the top of a file.
    pub function: String,
    /// The rule that saw it, for instance `transaction.spring`.
    pub rule: String,
    /// What happens in it: in the order of its lines, and what one call does in the order of its own lines.
    pub steps: Vec<Step>,
    /// Steps that were left out because there are too many, and calls that were not followed because they nest too deep.
    pub more: u32,
}

impl Transaction {
    /// The stores it writes, ascending.
    pub fn written(&self) -> Vec<StoreId> {
        let mut stores: Vec<StoreId> =
            self.steps.iter().filter(|step| step.mode == Mode::Write).map(|step| step.store).collect();
        stores.sort_unstable();
        stores.dedup();
        stores
    }
}

/// One use of a store inside a transaction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// The line of the transaction: of the use itself, or of the call that leads to it.
    pub line: u32,
    /// The store.
    pub store: StoreId,
    /// How it is used.
    pub mode: Mode,
    /// The unit that uses it: the transaction's, or one that is called.
    pub unit: UnitId,
    /// Where it is used.
    pub site: Site,
    /// The functions that are called on the way there, outermost first; empty for a use within the transaction's lines.
    pub through: Vec<String>,
}
