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

    /// The same for labels that are small numbers, in O(units).
    pub(crate) fn from_numbers(labels: &[usize]) -> Self {
        let mut seen: Vec<Option<CellId>> = vec![None; labels.iter().max().map_or(0, |label| label + 1)];
        let mut cells = 0;
        let mut cell = |label: &usize| {
            *seen[*label].get_or_insert_with(|| {
                cells += 1;
                CellId::new(cells - 1)
            })
        };
        let cell_of = labels.iter().map(&mut cell).collect();
        Self { cell_of, cells }
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

/// For every cell of a partition, the cell with the same units in one before.
pub(crate) struct Same(Vec<Option<usize>>);

impl Same {
    /// Compares two partitions of the same units, in O(units).
    pub(crate) fn new(before: &Partition, now: &Partition) -> Self {
        let sizes = (before.sizes(), now.sizes());
        let mut same: Vec<Option<usize>> = vec![None; now.cells];
        let mut broken = vec![false; now.cells];
        for (was, is) in before.cell_of.values().zip(now.cell_of.values()) {
            match same[is.index()] {
                None => same[is.index()] = Some(was.index()),
                Some(known) => broken[is.index()] |= known != was.index(),
            }
        }
        for (cell, same) in same.iter_mut().enumerate() {
            *same = same.filter(|was| !broken[cell] && sizes.0[*was] == sizes.1[cell]);
        }
        Self(same)
    }

    /// The cell before with the units of this one.
    pub(crate) fn of(&self, cell: usize) -> Option<usize> {
        self.0[cell]
    }
}

/// Which cells of two partitions of the same units go on in each other, and who is elsewhere.
pub(crate) struct Moves {
    /// For every cell before, the cell now that it goes on in: one that has more than half of its units, if there is one,
    /// and that no cell before it goes on in.
    pub(crate) now: Vec<Option<CellId>>,
    /// Per unit whether its cell is not the one that its cell before goes on in.
    pub(crate) moved: Vec<bool>,
    /// Whether the cells that go on stand in the same order.
    pub(crate) in_order: bool,
}

impl Moves {
    /// Compares two partitions, in O(units).
    pub(crate) fn new(before: &Partition, now: &Partition) -> Self {
        // What has more than half of the votes remains when unequal votes are struck out in pairs (Boyer, Moore 1981).
        let mut votes: Vec<(Option<CellId>, usize)> = vec![(None, 0); before.cells];
        for (was, is) in before.cell_of.values().zip(now.cell_of.values()) {
            let vote = &mut votes[was.index()];
            match vote {
                (Some(cell), count) if *cell == *is => *count += 1,
                (_, 0) => *vote = (Some(*is), 1),
                (_, count) => *count -= 1,
            }
        }
        let mut taken = vec![false; now.cells];
        let mut free = |cell: Option<CellId>| cell.filter(|cell| !std::mem::replace(&mut taken[cell.index()], true));
        let next: Vec<Option<CellId>> = votes.into_iter().map(|(cell, _)| free(cell)).collect();
        let moved = before.cell_of.values().zip(now.cell_of.values()).map(|(was, is)| next[was.index()] != Some(*is));
        let moved = moved.collect();
        let in_order = next.iter().flatten().is_sorted();
        Self { now: next, moved, in_order }
    }
}
