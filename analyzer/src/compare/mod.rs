//! Partition against partition: how far a proposal is from a known decomposition, or from another proposal.
//!
//! One measure per file. Wherever the two sides differ, `a` is what is judged and `b` is the authority. Both are over
//! the same units; [`agreement`] says what becomes of files that only one side knows.

use crate::id::Id;
use crate::info::Info;
use crate::metric::Direction;
use crate::partition::Partition;

mod a2a;
mod ari;
mod coverage;
mod matched;
mod mojofm;
mod nmi;
mod pairs;
mod purity;
mod strict;

pub use a2a::{A2a, a2a};
pub use ari::{Ari, ari};
pub use coverage::{Coverage, MAJORITY, MODERATE, WEAK, coverage};
pub use matched::matched;
pub use mojofm::{MoJoFm, mojo, mojofm, worst_mojo};
pub use nmi::{Nmi, nmi};
pub use pairs::{PairF1, PairPrecision, PairRecall, Pairs, pairs};
pub use purity::{Purity, purity};
pub use strict::{Agreement, Labels, Measures, agreement};

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
pub const ALL: &[&dyn Comparison] =
    &[&MoJoFm, &Ari, &PairF1, &PairPrecision, &PairRecall, &Nmi, &A2a, &WEAK, &MODERATE, &MAJORITY, &Purity];

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

    /// Of every cell of `a`, the size of its largest overlap.
    fn majorities(&self) -> Vec<usize> {
        let mut largest = vec![0; self.a.len()];
        for &(cell, _, count) in &self.cells {
            largest[cell] = largest[cell].max(count);
        }
        largest
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{Just, Strategy, prop_assert, prop_assert_eq, proptest};
    use std::collections::BTreeSet;

    /// Each letter is the label of one unit.
    fn cells(labels: &str) -> Partition {
        Partition::from_labels(&labels.chars().collect::<Vec<_>>())
    }

    fn check(id: &str, a: &str, b: &str, expected: f64) {
        let comparison = ALL.iter().find(|comparison| comparison.info().id == id).expect("a registered id");
        let value = comparison.compare(&cells(a), &cells(b));
        assert!((value - expected).abs() < 1e-6, "{id} of {a} against {b} is {value}, not {expected}");
    }

    #[test]
    fn equal_partitions_are_perfect() {
        for (id, best) in [("mojofm", 100.0), ("ari", 1.0), ("pair-f1", 1.0), ("nmi", 1.0), ("a2a", 100.0)] {
            check(id, "aabb", "ccdd", best);
        }
        for id in ["c2c-10", "c2c-33", "c2c-50"] {
            check(id, "aabb", "ccdd", 100.0);
        }
        check("purity", "aabb", "ccdd", 1.0);
    }
    #[test]
    fn one_cell_against_two() {
        check("mojofm", "aaaa", "ccdd", 0.0);
        check("ari", "aaaa", "ccdd", 0.0);
        check("pair-precision", "aaaa", "ccdd", 1.0 / 3.0);
        check("pair-recall", "aaaa", "ccdd", 1.0);
        check("nmi", "aaaa", "ccdd", 0.0);
        check("purity", "aaaa", "ccdd", 0.5);
        // Two stay, two move, one cell is added: 3 operations of 1 + 2 + 4 * 4.
        check("a2a", "aaaa", "ccdd", 100.0 * (1.0 - 3.0 / 19.0));
    }
    #[test]
    fn all_alone_against_two() {
        check("pair-recall", "abcd", "eeff", 0.0);
        check("pair-precision", "abcd", "eeff", 0.0);
        check("pair-precision", "abcd", "efgh", 1.0);
        check("ari", "abcd", "eeff", 0.0);
        check("purity", "abcd", "eeff", 1.0);
    }
    #[test]
    fn one_unit_of_five_moved() {
        check("mojofm", "aabbb", "cccdd", 200.0 / 3.0);
        check("ari", "aabbb", "cccdd", 1.0 / 6.0);
        check("nmi", "aabbb", "cccdd", 0.432_538_0);
        check("pair-f1", "aabbb", "cccdd", 0.5);
        check("a2a", "aabbb", "cccdd", 100.0 * (1.0 - 1.0 / 24.0));
    }
    #[test]
    fn coverage_is_overlap_over_the_larger() {
        // The overlaps of the two true cells are at best 2/3 and 2/3.
        check("c2c-50", "aabbb", "cccdd", 100.0);
        // One of four: 1/4 is above 10 % and not above 33 %.
        check("c2c-10", "abcd", "eeee", 100.0);
        check("c2c-33", "abcd", "eeee", 0.0);
        // Exactly half is not more than half.
        check("c2c-50", "abcc", "ddee", 50.0);
    }
    #[test]
    fn no_units_are_perfect() {
        for comparison in ALL {
            let value = comparison.compare(&cells(""), &cells(""));
            assert!(value == 1.0 || value == 100.0, "{} is {value}", comparison.info().id);
        }
    }

    fn check_mojo(a: &str, b: &str, expected: usize) {
        assert_eq!(mojo(&cells(a), &cells(b)), expected, "{a} to {b}");
    }

    #[test]
    fn moves_and_joins() {
        check_mojo("aaaa", "ccdd", 2);
        check_mojo("abcd", "eeff", 2);
        check_mojo("aabbb", "cccdd", 1);
    }
    #[test]
    fn ties_are_settled_by_a_matching() {
        check_mojo("aabb", "cdcd", 2);
        // Units a, b, x: naming {a, x} after {a, b} would cost a join, naming it after {x} none.
        check_mojo("pqp", "rrs", 1);
    }
    #[test]
    fn worst_case_of_the_published_sizes() {
        let sizes = [1, 2, 3, 4, 5, 6, 7, 8, 10, 10, 10, 15];
        let labels: Vec<usize> = sizes.iter().enumerate().flat_map(|(at, size)| vec![at; *size]).collect();
        assert_eq!(worst_mojo(&Partition::from_labels(&labels)), labels.len() - 11);
    }

    /// All partitions of `n` units, as labels in order of first appearance.
    fn partitions(n: usize) -> Vec<Vec<usize>> {
        (0..n).fold(vec![Vec::new()], |shorter, _| {
            let grow = |labels: Vec<usize>| {
                let most = labels.iter().max().map_or(0, |label| label + 1);
                (0..=most).map(move |label| [labels.as_slice(), &[label]].concat())
            };
            shorter.into_iter().flat_map(grow).collect()
        })
    }

    /// What one Move of a unit or one Join of two cells makes of a partition.
    fn neighbours(partition: &Partition) -> Vec<Partition> {
        let labels = partition.labels();
        let mut found = Vec::new();
        for unit in 0..labels.len() {
            for cell in 0..=partition.cells() {
                let mut moved = labels.clone();
                moved[unit] = cell;
                found.push(Partition::from_labels(&moved));
            }
        }
        for a in 0..partition.cells() {
            for b in a + 1..partition.cells() {
                let joined: Vec<_> = labels.iter().map(|cell| if *cell == b { a } else { *cell }).collect();
                found.push(Partition::from_labels(&joined));
            }
        }
        found
    }

    #[test]
    fn mojo_is_the_shortest_path_and_its_worst_case_the_longest() {
        for n in 1..=5 {
            let all: Vec<Partition> = partitions(n).iter().map(|labels| Partition::from_labels(labels)).collect();
            let mut worst = vec![0; all.len()];
            for from in &all {
                let (mut seen, mut frontier) = (BTreeSet::from([from.labels()]), vec![from.clone()]);
                let mut distance = 0;
                while !frontier.is_empty() {
                    for to in &frontier {
                        assert_eq!(mojo(from, to), distance, "{from:?} to {to:?}");
                        let at = all.iter().position(|partition| partition == to).expect("all are listed");
                        worst[at] = worst[at].max(distance);
                    }
                    frontier = frontier.iter().flat_map(neighbours).filter(|to| seen.insert(to.labels())).collect();
                    distance += 1;
                }
            }
            for (partition, worst) in all.iter().zip(worst) {
                assert_eq!(worst_mojo(partition), worst);
            }
        }
    }

    /// The most units that stay when cells of `a` are matched to cells of `b`, over all ways to match.
    fn most_kept(overlap: &[Vec<usize>], used: &mut Vec<bool>) -> usize {
        let Some((row, rest)) = overlap.split_first() else { return 0 };
        let mut best = most_kept(rest, used);
        for right in 0..used.len() {
            if !used[right] {
                used[right] = true;
                best = best.max(row[right] + most_kept(rest, used));
                used[right] = false;
            }
        }
        best
    }

    fn pair_of_partitions(n: usize, cells: usize) -> impl Strategy<Value = (Partition, Partition)> {
        let labels = move || proptest::collection::vec(0..cells, n);
        (labels(), labels()).prop_map(|(a, b)| (Partition::from_labels(&a), Partition::from_labels(&b)))
    }

    proptest! {
        #[test]
        fn a2a_agrees_with_trying_every_matching((a, b) in pair_of_partitions(14, 6)) {
            let mut overlap = vec![vec![0; b.cells()]; a.cells()];
            for (x, y) in a.labels().into_iter().zip(b.labels()) {
                overlap[x][y] += 1;
            }
            let kept = most_kept(&overlap, &mut vec![false; b.cells()]);
            let between = a.cells().abs_diff(b.cells()) + a.units() - kept;
            let built = a.cells() + b.cells() + 4 * a.units();
            prop_assert_eq!(a2a(&a, &b), 100.0 * (1.0 - between as f64 / built as f64));
        }

        #[test]
        fn symmetric_where_they_say_so((a, b) in pair_of_partitions(30, 7)) {
            prop_assert_eq!(ari(&a, &b), ari(&b, &a));
            prop_assert_eq!(a2a(&a, &b), a2a(&b, &a));
            prop_assert!((nmi(&a, &b) - nmi(&b, &a)).abs() < 1e-12);
            prop_assert_eq!(pairs(&a, &b).precision, pairs(&b, &a).recall);
        }

        #[test]
        fn renaming_units_changes_nothing(
            (a, b) in pair_of_partitions(20, 5),
            order in Just((0..20_usize).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let renamed = |partition: &Partition| {
                let labels = partition.labels();
                Partition::from_labels(&order.iter().map(|unit| labels[*unit]).collect::<Vec<_>>())
            };
            for comparison in ALL {
                let (before, after) = (comparison.compare(&a, &b), comparison.compare(&renamed(&a), &renamed(&b)));
                prop_assert!((before - after).abs() < 1e-9, "{}", comparison.info().id);
            }
        }

        #[test]
        fn nothing_beats_itself((a, b) in pair_of_partitions(20, 5)) {
            for comparison in ALL {
                let itself = comparison.compare(&a, &a);
                prop_assert!(itself == 1.0 || itself == 100.0 || (itself - 1.0).abs() < 1e-12);
                prop_assert!(comparison.compare(&b, &a) <= itself + 1e-12, "{}", comparison.info().id);
            }
        }
    }

    #[test]
    fn every_file_is_registered() {
        crate::info::check_family("compare", ALL.iter().map(|comparison| comparison.info()));
    }
}
