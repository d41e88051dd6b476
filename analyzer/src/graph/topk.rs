//! Keeping the strongest neighbours, and cosine neighbours through an inverted index. Never all pairs.

use super::Matrix;
use rayon::prelude::*;

/// Sparse feature rows: per unit, (feature, value) sorted by feature.
pub type Rows = Vec<Vec<(usize, f64)>>;

/// Above this many units, features that more than [`POSTINGS_CAP`] units share give no neighbours.
const EXACT_UP_TO: usize = 3_000;

/// The longest posting list that is followed in large repositories; keeps the cost linear in units.
const POSTINGS_CAP: usize = 1_500;

/// Of every row, keeps the `k` largest off-diagonal values above `threshold` (ties: the smaller column wins), then makes
/// the matrix symmetric by taking the larger of the two directions. `row` gives the (column, value)s of a row in any
/// order; rows are asked for on several threads, each with its own `scratch`, and only what is kept is stored.
pub fn top_k<S>(
    n: usize,
    k: usize,
    threshold: f64,
    scratch: impl Fn() -> S + Sync + Send,
    row: impl Fn(&mut S, usize) -> Vec<(usize, f64)> + Sync + Send,
) -> Matrix {
    let strongest = |scratch: &mut S, at: usize| {
        let mut row = row(scratch, at);
        row.retain(|(column, value)| *column != at && *value > threshold);
        if row.len() > k {
            row.select_nth_unstable_by(k, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            row.truncate(k);
        }
        row.sort_unstable_by_key(|(column, _)| *column);
        row.shrink_to_fit();
        row
    };
    let rows: Vec<_> = (0..n).into_par_iter().map_init(scratch, strongest).collect();
    let kept = Matrix::from_rows(rows);
    kept.zip(&kept.transposed(), f64::max)
}

/// The `k` nearest rows of every row by cosine above `threshold`, symmetric. Cost: the sum over features of the square
/// of their posting list's length.
pub fn cosine_top_k(rows: &Rows, features: usize, k: usize, threshold: f64) -> Matrix {
    cosine_top_k_capped(rows, features, k, threshold, POSTINGS_CAP)
}

/// The same with another limit on posting lists above [`EXACT_UP_TO`] rows, for layers with many common features.
pub(crate) fn cosine_top_k_capped(rows: &Rows, features: usize, k: usize, threshold: f64, cap: usize) -> Matrix {
    let n = rows.len();
    let norms: Vec<f64> = rows.iter().map(|row| row.iter().map(|(_, v)| v * v).sum::<f64>().sqrt()).collect();
    let postings = Postings::new(rows, features, if n > EXACT_UP_TO { cap } else { usize::MAX });
    let row = |(dots, touched): &mut (Vec<Dot>, Vec<u32>), row: usize| {
        for &(feature, value) in &rows[row] {
            for &(other, theirs) in postings.of(feature) {
                let dot = &mut dots[other as usize];
                if !dot.touched {
                    dot.touched = true;
                    touched.push(other);
                }
                dot.sum += value * theirs;
            }
        }
        let mut take = |other: usize| (other, std::mem::take(&mut dots[other]).sum / (norms[row] * norms[other]));
        touched.drain(..).map(|other| take(other as usize)).collect()
    };
    top_k(n, k, threshold, || (vec![Dot::default(); n], Vec::new()), row)
}

/// What two rows have in common so far.
#[derive(Clone, Copy, Default)]
struct Dot {
    sum: f64,
    touched: bool,
}

/// For every feature, the rows that have it: an inverted index.
struct Postings {
    starts: Vec<usize>,
    entries: Vec<(u32, f64)>,
}

impl Postings {
    fn new(rows: &Rows, features: usize, cap: usize) -> Self {
        let mut lengths = vec![0_usize; features];
        for (feature, _) in rows.iter().flatten() {
            lengths[*feature] += 1;
        }
        let mut starts = Vec::with_capacity(features + 1);
        starts.push(0);
        for length in &lengths {
            let followed = if *length > cap { 0 } else { *length };
            starts.push(starts.last().expect("the first start was pushed") + followed);
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); *starts.last().expect("the first start was pushed")];
        for (row, features) in rows.iter().enumerate() {
            for &(feature, value) in features {
                if lengths[feature] <= cap {
                    entries[next[feature]] = (u32::try_from(row).expect("fewer than four billion units"), value);
                    next[feature] += 1;
                }
            }
        }
        Self { starts, entries }
    }

    fn of(&self, feature: usize) -> &[(u32, f64)] {
        &self.entries[self.starts[feature]..self.starts[feature + 1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Triplets;

    fn check(edges: &[(usize, usize, f64)], k: usize, threshold: f64, expected: &[(usize, usize, f64)]) {
        let mut triplets = Triplets::new();
        for &(row, column, value) in edges {
            triplets.add(row, column, value);
        }
        let matrix = triplets.build(4);
        let kept = top_k(4, k, threshold, || (), |(), row| matrix.row(row).collect());
        assert_eq!(kept.pairs().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn keeps_the_strongest_of_each_row() {
        check(&[(0, 1, 0.5), (0, 2, 0.9), (0, 3, 0.7)], 2, 0.0, &[(0, 2, 0.9), (0, 3, 0.7)]);
    }

    #[test]
    fn the_smaller_unit_wins_a_tie() {
        check(&[(0, 3, 0.5), (0, 1, 0.5)], 1, 0.0, &[(0, 1, 0.5)]);
    }

    #[test]
    fn an_edge_stays_if_either_end_keeps_it() {
        check(&[(0, 1, 0.9), (0, 2, 0.5), (2, 0, 0.5)], 1, 0.0, &[(0, 1, 0.9), (0, 2, 0.5)]);
    }

    #[test]
    fn weak_and_own_edges_go() {
        check(&[(0, 0, 1.0), (0, 1, 0.1), (1, 2, 0.3)], 5, 0.2, &[(1, 2, 0.3)]);
    }

    #[test]
    fn cosine_is_that_of_the_rows() {
        let rows = vec![vec![(0, 1.0), (1, 1.0)], vec![(0, 1.0)], vec![(2, 4.0)]];
        let near = cosine_top_k(&rows, 3, 2, 0.1);
        assert_eq!(near.pairs().collect::<Vec<_>>(), [(0, 1, 1.0 / 2.0_f64.sqrt())]);
    }

    #[test]
    fn a_feature_that_cancels_out_is_visited_once() {
        let rows = vec![vec![(0, 1.0), (1, -1.0), (2, 1.0)], vec![(0, 1.0), (1, 1.0), (2, 1.0)]];
        assert_eq!(cosine_top_k(&rows, 3, 2, 0.0).entries(), 2);
    }
}
