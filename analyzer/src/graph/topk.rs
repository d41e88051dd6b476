//! Keeping the strongest neighbours, and cosine neighbours through an inverted index. Never all pairs.

use super::Matrix;
use rayon::prelude::*;

/// Sparse feature rows: per unit, (feature, value) sorted by feature.
pub type Rows = Vec<Vec<(usize, f64)>>;

/// Above this many units, features that more than [`POSTINGS_CAP`] units share give no neighbours.
const EXACT_UP_TO: usize = 3_000;

/// The longest posting list that is followed in large repositories; keeps the cost linear in units.
const POSTINGS_CAP: usize = 1_500;

/// Per row, keeps the `k` largest off-diagonal values above `threshold` (ties: the smaller column wins), then makes
/// the matrix symmetric by taking the larger of the two directions.
pub fn top_k(matrix: &Matrix, k: usize, threshold: f64) -> Matrix {
    let rows: Vec<_> = (0..matrix.n())
        .into_par_iter()
        .map(|row| keep_strongest(matrix.row(row).filter(|(column, _)| *column != row).collect(), k, threshold))
        .collect();
    symmetric_max(Matrix::from_rows(rows))
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
    let kept: Vec<_> = (0..n)
        .into_par_iter()
        .map_init(
            || (vec![0.0; n], Vec::new()),
            |(dots, touched): &mut (Vec<f64>, Vec<usize>), row| {
                for &(feature, value) in &rows[row] {
                    for &(other, theirs) in postings.of(feature) {
                        let other = other as usize;
                        if dots[other] == 0.0 {
                            touched.push(other);
                        }
                        dots[other] += value * theirs;
                    }
                }
                touched.sort_unstable();
                touched.dedup();
                let similar = touched
                    .iter()
                    .filter(|&&other| other != row)
                    .map(|&other| (other, dots[other] / (norms[row] * norms[other])))
                    .collect();
                for other in touched.drain(..) {
                    dots[other] = 0.0;
                }
                keep_strongest(similar, k, threshold)
            },
        )
        .collect();
    symmetric_max(Matrix::from_rows(kept))
}

/// The `k` largest values above the threshold, sorted by column again.
fn keep_strongest(mut row: Vec<(usize, f64)>, k: usize, threshold: f64) -> Vec<(usize, f64)> {
    row.retain(|(_, value)| *value > threshold);
    if row.len() > k {
        row.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        row.truncate(k);
        row.sort_unstable_by_key(|(column, _)| *column);
    }
    row
}

/// The larger of both directions.
fn symmetric_max(matrix: Matrix) -> Matrix {
    matrix.zip(&matrix.transposed(), f64::max)
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
        let kept = top_k(&triplets.build(4), k, threshold);
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
