//! Adjusted Rand index: agreement on which pairs of units belong together, corrected for chance.
//!
//! `(both - expected) / ((pairs_a + pairs_b) / 2 - expected)` with `expected = pairs_a * pairs_b / all pairs`; 1 is
//! equal, 0 is chance, below 0 is worse than chance. Two partitions that leave nothing to agree on (both all alone, both
//! one cell, fewer than two units) are 1. Hubert, Arabie: Comparing partitions (Journal of Classification 2, 1985).

use super::{Comparison, Overlaps};
use crate::info::Info;
use crate::partition::Partition;

/// Adjusted Rand index.
pub struct Ari;

static INFO: Info = Info {
    id: "ari",
    summary: "adjusted Rand index: agreement on pairs beyond chance, 1 is equal and 0 is chance",
    reference: "Hubert, Arabie: Comparing partitions (1985)",
};

impl Comparison for Ari {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn compare(&self, a: &Partition, b: &Partition) -> f64 {
        ari(a, b)
    }
}

/// The adjusted Rand index. Symmetric; O(units).
///
/// ```
/// use seamline_analyzer::{Partition, compare::ari};
/// let (a, b) = (Partition::from_labels(&[0, 0, 1, 1, 1]), Partition::from_labels(&[0, 0, 0, 1, 1]));
/// assert!((ari(&a, &b) - 1.0 / 6.0).abs() < 1e-12);
/// ```
pub fn ari(a: &Partition, b: &Partition) -> f64 {
    let [both, in_a, in_b, all] = Overlaps::new(a, b).pairs();
    if all == 0.0 {
        return 1.0;
    }
    let (expected, most) = (in_a * in_b / all, f64::midpoint(in_a, in_b));
    if most == expected { 1.0 } else { (both - expected) / (most - expected) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each word names the cells of units 0, 1, ...; letters are labels.
    fn check(a: &str, b: &str, expected: f64) {
        let [a, b] = [a, b].map(|labels| Partition::from_labels(&labels.chars().collect::<Vec<_>>()));
        assert!((ari(&a, &b) - expected).abs() < 1e-12, "{}", ari(&a, &b));
        assert!((ari(&b, &a) - expected).abs() < 1e-12, "not symmetric");
    }

    #[test]
    fn equal_is_one() {
        check("aabb", "xxyy", 1.0);
    }
    #[test]
    fn one_cell_is_chance() {
        check("aaaa", "xxyy", 0.0);
    }
    #[test]
    fn all_alone_is_chance() {
        check("abcd", "xxyy", 0.0);
    }
    #[test]
    fn one_unit_moved() {
        check("aabbb", "xxxyy", 1.0 / 6.0);
    }
    #[test]
    fn crossing_is_worse_than_chance() {
        check("aabb", "xyxy", -0.5);
    }
    #[test]
    fn nothing_to_agree_on() {
        check("aaaa", "xxxx", 1.0);
        check("abcd", "wxyz", 1.0);
        check("a", "x", 1.0);
        check("", "", 1.0);
    }
}
