//! Tables that nobody was seen to write: where these are most, owners and transactions rest on reads.
//!
//! Counted are the tables and collections that something lasting uses or maps; a write is one in code or through a row or
//! repository. Not told below ten tables, or where no more than six of ten go unwritten. Writes are missed where they
//! go through helpers of the project's own (`HibernateUtil.saveOrUpdate(session, row)`) or generic base classes.

use super::Standings;
use crate::facts::{Facts, Mode, StoreKind};
use crate::id::StoreId;
use std::collections::BTreeSet;

/// Fewer tables than this say nothing.
const FEW: usize = 10;
/// The share of tables without a write that is still usual: some are only read, and some writes are always missed.
const MOST: f64 = 0.6;

/// How many tables nobody was seen to write, of how many; where these are too many to believe in owners.
pub fn unwritten(facts: &Facts) -> Option<(usize, usize)> {
    let standings = Standings::new(facts);
    let (mut used, mut written): (BTreeSet<StoreId>, BTreeSet<StoreId>) = Default::default();
    for access in standings.uses(facts).filter(|access| !standings.apart(access.unit)) {
        if matches!(facts.stores[access.store].kind, StoreKind::Table | StoreKind::Collection) {
            used.insert(access.store);
            if access.mode == Mode::Write {
                written.insert(access.store);
            }
        }
    }
    let (all, without) = (used.len(), used.len() - written.len());
    (all >= FEW && without as f64 > MOST * all as f64).then_some((without, all))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::planned;

    /// So many tables are read, so many of them written too.
    fn check(tables: usize, written: usize, expected: Option<(usize, usize)>) {
        let deed = |at: usize| format!("{} t{at}", if at < written { "change" } else { "read" });
        let deeds: Vec<String> = (0..tables).map(deed).collect();
        let project = format!("a/one: {}; a/migrations/one: write t{}", deeds.join(", "), tables - 1);
        assert_eq!(unwritten(&planned(&project).0), expected, "{project}");
    }

    #[test]
    fn most_tables_without_a_write_are_told() {
        check(10, 3, Some((7, 10)));
        check(10, 4, None);
        check(9, 0, None);
    }
}
