//! Every unit in exactly one non-empty cell.

use crate::id::{CellId, Id, IdVec, UnitId};
use std::collections::BTreeMap;

/// A partition, canonical by construction: cells are numbered by their smallest unit, so two partitions that group
/// alike are equal values, whatever labels the algorithm used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    cell_of: IdVec<UnitId, CellId>,
    cells: usize,
}

impl Partition {
    /// Groups units with equal labels. `labels[i]` belongs to unit `i`.
    ///
    /// ```
    /// use seamline_analyzer::Partition;
    /// assert_eq!(Partition::from_labels(&["b", "a", "b"]), Partition::from_labels(&[0, 1, 0]));
    /// ```
    pub fn from_labels<L: Ord + Clone>(labels: &[L]) -> Self {
        let mut seen: BTreeMap<L, CellId> = BTreeMap::new();
        let cell_of = labels
            .iter()
            .map(|label| {
                let next = CellId::new(seen.len());
                *seen.entry(label.clone()).or_insert(next)
            })
            .collect();
        Self { cell_of, cells: seen.len() }
    }

    /// How many units it covers.
    pub fn units(&self) -> usize {
        self.cell_of.len()
    }

    /// How many cells it has.
    pub fn cells(&self) -> usize {
        self.cells
    }

    /// The cell of a unit.
    pub fn cell(&self, unit: UnitId) -> CellId {
        self.cell_of[unit]
    }

    /// The cell number of every unit, in unit order.
    pub fn labels(&self) -> Vec<usize> {
        self.cell_of.values().map(|cell| cell.index()).collect()
    }

    /// The units of every cell, both in order.
    pub fn members(&self) -> IdVec<CellId, Vec<UnitId>> {
        let mut members = vec![Vec::new(); self.cells];
        for (unit, cell) in self.cell_of.iter() {
            members[cell.index()].push(unit);
        }
        members.into()
    }

    /// The number of units of every cell.
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.cells];
        for cell in self.cell_of.values() {
            sizes[cell.index()] += 1;
        }
        sizes
    }
}
