//! Partition against partition: how far a proposal is from a known decomposition, or from another proposal.
//!
//! One measure per file. Wherever the two sides differ, `a` is what is judged and `b` is the authority. Both are over
//! the same units; a file that only one side knows has to be settled before.

use crate::id::Id;
use crate::info::Info;
use crate::metric::Direction;
use crate::partition::Partition;

mod ari;

pub use ari::{Ari, ari};

/// A measure of how alike two partitions are.
pub trait Comparison: Sync {
    /// Its id, a line about it, and where the formula is from.
    fn info(&self) -> &'static Info;

    /// Which direction means more alike.
    fn direction(&self) -> Direction {
        Direction::Higher
    }

    /// The value for a judged partition `a` and the authority `b` over the same units.
    fn compare(&self, a: &Partition, b: &Partition) -> f64;
}

/// Every comparison, in the order of `seamline list`.
pub const ALL: &[&dyn Comparison] = &[&Ari];

/// How the cells of two partitions overlap: only the overlaps that exist, by (cell of `a`, cell of `b`).
struct Overlaps {
    units: usize,
    a: Vec<usize>,
    b: Vec<usize>,
    cells: Vec<(usize, usize, usize)>,
}

impl Overlaps {
    /// O(units + cells): units are sorted by their cell in `a` by counting, then counted by their cell in `b`.
    fn new(a: &Partition, b: &Partition) -> Self {
        assert_eq!(a.units(), b.units(), "two partitions are compared over the same units");
        let (sizes_a, sizes_b) = (a.sizes(), b.sizes());
        let mut next: Vec<usize> = sizes_a
            .iter()
            .scan(0, |start, size| {
                *start += size;
                Some(*start - size)
            })
            .collect();
        let mut sorted = vec![0_usize; a.units()];
        for unit in 0..a.units() {
            let unit = Id::new(unit);
            let place = &mut next[a.cell(unit).index()];
            sorted[*place] = b.cell(unit).index();
            *place += 1;
        }
        let (mut counts, mut touched, mut cells) = (vec![0_usize; b.cells()], Vec::new(), Vec::new());
        let mut rest = sorted.as_slice();
        for (cell, size) in sizes_a.iter().enumerate() {
            let (row, others) = rest.split_at(*size);
            rest = others;
            for other in row {
                if counts[*other] == 0 {
                    touched.push(*other);
                }
                counts[*other] += 1;
            }
            touched.sort_unstable();
            cells.extend(touched.drain(..).map(|other| (cell, other, std::mem::take(&mut counts[other]))));
        }
        Overlaps { units: a.units(), a: sizes_a, b: sizes_b, cells }
    }

    /// Pairs of units together in both, in `a`, in `b`, and all.
    fn pairs(&self) -> [f64; 4] {
        let two = |n: usize| n as f64 * (n as f64 - 1.0) / 2.0;
        [
            self.cells.iter().map(|overlap| two(overlap.2)).sum(),
            self.a.iter().map(|size| two(*size)).sum(),
            self.b.iter().map(|size| two(*size)).sum(),
            two(self.units),
        ]
    }
}
