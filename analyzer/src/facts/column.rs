//! Columns: which of a store's fields one place reads or writes.

use super::{Mode, Site};
use crate::id::{StoreId, UnitId};

/// Columns that one statement, one call of a mapper or one assignment to a row uses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ColumnUse {
    /// The unit that uses them.
    pub unit: UnitId,
    /// The store.
    pub store: StoreId,
    /// [`Mode::Read`] or [`Mode::Write`].
    pub mode: Mode,
    /// Where; a mapper's statements may stand in a file of their own.
    pub site: Site,
    /// All columns that are named there, as the code writes them, sorted.
    pub columns: Vec<String>,
    /// Whether it is every column of the store; then none is named.
    pub whole: bool,
    /// The rule that saw it: `sql.string`, `knex.chain`, `row.set` for what is assigned to a row.
    pub rule: String,
}
