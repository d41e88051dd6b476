//! Pair measures: of the pairs of units put together, how many belong together, and the other way round.
//!
//! precision = pairs together in both / pairs together in `a`; recall = pairs together in both / pairs together in the
//! authority `b`; F1 = their harmonic mean. No pair to judge is 1 where there was also none to find, else 0. No
//! correction for chance: one single cell has recall 1.

use super::{Comparison, Overlaps};
use crate::info::Info;
use crate::partition::Partition;

/// Share of the pairs put together that belong together.
pub struct PairPrecision;
/// Share of the pairs that belong together that were put together.
pub struct PairRecall;
/// Harmonic mean of the two.
pub struct PairF1;

static PRECISION: Info = Info {
    id: "pair-precision",
    summary: "of the pairs of files put together, the share that belong together",
    reference: "Manning, Raghavan, Schütze: Introduction to Information Retrieval, 16.3 (2008)",
};
static RECALL: Info = Info {
    id: "pair-recall",
    summary: "of the pairs of files that belong together, the share put together",
    reference: "Manning, Raghavan, Schütze: Introduction to Information Retrieval, 16.3 (2008)",
};
static F1: Info = Info {
    id: "pair-f1",
    summary: "harmonic mean of pair precision and pair recall",
    reference: "Manning, Raghavan, Schütze: Introduction to Information Retrieval, 16.3 (2008)",
};

impl Comparison for PairPrecision {
    fn info(&self) -> &'static Info {
        &PRECISION
    }

    fn compare(&self, a: &Partition, b: &Partition) -> f64 {
        pairs(a, b).precision
    }
}

impl Comparison for PairRecall {
    fn info(&self) -> &'static Info {
        &RECALL
    }

    fn compare(&self, a: &Partition, b: &Partition) -> f64 {
        pairs(a, b).recall
    }
}

impl Comparison for PairF1 {
    fn info(&self) -> &'static Info {
        &F1
    }

    fn compare(&self, a: &Partition, b: &Partition) -> f64 {
        pairs(a, b).f1
    }
}

/// Pair precision, recall and F1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pairs {
    /// Of the pairs put together, the share that belong together.
    pub precision: f64,
    /// Of the pairs that belong together, the share put together.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

/// The pair measures of `a` against the authority `b`. O(units).
pub fn pairs(a: &Partition, b: &Partition) -> Pairs {
    let [both, in_a, in_b, _] = Overlaps::new(a, b).pairs();
    let precision = match (in_a > 0.0, in_b > 0.0) {
        (true, _) => both / in_a,
        (false, true) => 0.0,
        (false, false) => 1.0,
    };
    let recall = if in_b > 0.0 { both / in_b } else { 1.0 };
    let sum = precision + recall;
    Pairs { precision, recall, f1: if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 } }
}
