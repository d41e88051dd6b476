//! Cluster-to-cluster coverage: the share of true services that some proposed service resembles.
//!
//! Two cells resemble each other above a threshold t when `|a & b| / max(|a|, |b|) > t`; t is 10 %, 33 % or 50 %. Le,
//! Behnamghader, Garcia, Link, Shahbazian, Medvidovic: An empirical study of architectural change in open-source
//! software systems (MSR 2015), as a share of the authority's cells, in percent.

use super::{Comparison, Overlaps};
use crate::info::Info;
use crate::partition::Partition;

const REFERENCE: &str =
    "Le, Behnamghader, Garcia, Link, Shahbazian, Medvidovic: An empirical study of architectural change (2015)";

/// Coverage above one threshold.
pub struct Coverage {
    info: &'static Info,
    threshold: f64,
}

/// Weak resemblance: above 10 %.
pub static WEAK: Coverage = Coverage {
    info: &Info {
        id: "c2c-10",
        summary: "percent of true services that some proposed service overlaps by more than 10 %",
        reference: REFERENCE,
    },
    threshold: 0.10,
};
/// Moderate resemblance: above 33 %.
pub static MODERATE: Coverage = Coverage {
    info: &Info {
        id: "c2c-33",
        summary: "percent of true services that some proposed service overlaps by more than 33 %",
        reference: REFERENCE,
    },
    threshold: 0.33,
};
/// Majority resemblance: above 50 %.
pub static MAJORITY: Coverage = Coverage {
    info: &Info {
        id: "c2c-50",
        summary: "percent of true services that some proposed service overlaps by more than 50 %",
        reference: REFERENCE,
    },
    threshold: 0.50,
};

impl Comparison for Coverage {
    fn info(&self) -> &'static Info {
        self.info
    }

    fn compare(&self, a: &Partition, b: &Partition) -> f64 {
        coverage(a, b, self.threshold)
    }
}

/// The percentage of the cells of `b` that some cell of `a` resembles above a threshold; 100 for no cells. O(units).
pub fn coverage(a: &Partition, b: &Partition, threshold: f64) -> f64 {
    let overlaps = Overlaps::new(a, b);
    if overlaps.b.is_empty() {
        return 100.0;
    }
    let mut found = vec![false; overlaps.b.len()];
    for &(i, j, count) in &overlaps.cells {
        let larger = overlaps.a[i].max(overlaps.b[j]);
        found[j] |= count as f64 > threshold * larger as f64;
    }
    100.0 * found.iter().filter(|found| **found).count() as f64 / found.len() as f64
}
