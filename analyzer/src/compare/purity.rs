//! Purity: the share of units that sit in a cell where their own service has the majority.
//!
//! `1/n sum_i max_j |A_i & B_j|`; 0..1. All alone is 1, so it says nothing without the number of cells.

use super::{Comparison, Overlaps};
use crate::info::Info;
use crate::partition::Partition;

/// Purity.
pub struct Purity;

static INFO: Info = Info {
    id: "purity",
    summary: "share of files that sit in a service where their own true service has the majority",
    reference: "Zhao, Karypis: Criterion functions for document clustering (2001)",
};

impl Comparison for Purity {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn compare(&self, a: &Partition, b: &Partition) -> f64 {
        purity(a, b)
    }
}

/// The purity of `a` against the authority `b`; 1 for no units. O(units).
pub fn purity(a: &Partition, b: &Partition) -> f64 {
    let overlaps = Overlaps::new(a, b);
    if overlaps.units == 0 {
        return 1.0;
    }
    overlaps.majorities().iter().sum::<usize>() as f64 / overlaps.units as f64
}
