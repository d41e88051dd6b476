//! Normalised mutual information: how much knowing one partition tells about the other.
//!
//! `2 I(A;B) / (H(A) + H(B))` with natural logarithms (the arithmetic mean of the entropies); 0..1. Two partitions of
//! one cell each are 1. Not corrected for chance: many small cells score high. Strehl, Ghosh: Cluster ensembles (2002);
//! the variant with the arithmetic mean: Fred, Jain (2003).

use super::{Comparison, Overlaps};
use crate::info::Info;
use crate::partition::Partition;

/// Normalised mutual information.
pub struct Nmi;

static INFO: Info = Info {
    id: "nmi",
    summary: "normalised mutual information (arithmetic mean): how much one partition tells about the other, 0 to 1",
    reference: "Fred, Jain: Robust data clustering (2003)",
};

impl Comparison for Nmi {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn compare(&self, a: &Partition, b: &Partition) -> f64 {
        nmi(a, b)
    }
}

/// Normalised mutual information. Symmetric up to rounding; O(units).
pub fn nmi(a: &Partition, b: &Partition) -> f64 {
    let overlaps = Overlaps::new(a, b);
    let both = entropy(&overlaps.a) + entropy(&overlaps.b);
    if both == 0.0 {
        return 1.0;
    }
    let n = overlaps.units as f64;
    let told = |&(i, j, count): &(usize, usize, usize)| {
        let (count, expected) = (count as f64, overlaps.a[i] as f64 * overlaps.b[j] as f64);
        count / n * libm::log(count * n / expected)
    };
    let mutual: f64 = overlaps.cells.iter().map(told).sum();
    (2.0 * mutual / both).clamp(0.0, 1.0)
}

/// The natural-log entropy of cell sizes.
pub(super) fn entropy(sizes: &[usize]) -> f64 {
    let n: usize = sizes.iter().sum();
    let term = |size: &usize| {
        let share = *size as f64 / n as f64;
        -share * libm::log(share)
    };
    sizes.iter().filter(|size| **size > 0).map(term).sum::<f64>() + 0.0
}
