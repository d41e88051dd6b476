//! Joins: stores that one statement or query uses together.

use super::Mode;
use crate::id::{StoreId, UnitId};

/// One SQL statement or one ORM query that uses more than one store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Join {
    /// The unit that makes it.
    pub unit: UnitId,
    /// Its line, from 1.
    pub line: u32,
    /// What it uses and how, sorted by store; at least two stores. A store that is read and written has both.
    pub stores: Vec<(StoreId, Mode)>,
    /// The rule that saw it, for instance `sql.string` or `join.sequelize`.
    pub rule: String,
}

impl Join {
    /// Its stores, ascending, each once.
    pub fn distinct(&self) -> Vec<StoreId> {
        let mut stores: Vec<StoreId> = self.stores.iter().map(|(store, _)| *store).collect();
        stores.dedup();
        stores
    }
}
