//! Making layers comparable and adding them up.
//!
//! Each layer is damped by degree, `W'[i,j] = W[i,j] / (d_i d_j)^(1/4)` with `d` the row sums, so that hubs bind less,
//! and then divided by the mean row sum over its non-empty rows, so that a weight means the same in every layer. A
//! layer without edges stays empty; nothing is renormalised for it.

use super::Matrix;

/// A layer damped by degree and scaled to a mean row sum of 1 over its non-empty rows.
pub fn damped(layer: &Matrix) -> Matrix {
    let roots: Vec<f64> = layer.row_sums().iter().map(|degree| degree.sqrt().sqrt()).collect();
    let damped = layer.map(|row, column, value| value / (roots[row] * roots[column]));
    let sums = damped.row_sums();
    let filled = sums.iter().filter(|sum| **sum > 0.0).count();
    if filled == 0 {
        return Matrix::empty(layer.n());
    }
    let mean = sums.iter().sum::<f64>() / filled as f64;
    damped.map(|_, _, value| value / mean)
}

/// The sum of matrices over `n` units, added in the order given.
pub fn combine<'a>(n: usize, layers: impl IntoIterator<Item = &'a Matrix>) -> Matrix {
    layers.into_iter().fold(Matrix::empty(n), |sum, layer| sum.zip(layer, |a, b| a + b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Triplets;

    fn layer(edges: &[(usize, usize, f64)]) -> Matrix {
        let mut triplets = Triplets::new();
        for &(a, b, value) in edges {
            triplets.add(a, b, value);
            triplets.add(b, a, value);
        }
        triplets.build(4)
    }

    #[test]
    fn scaling_a_layer_changes_nothing() {
        let (small, large) = (layer(&[(0, 1, 1.0), (1, 2, 2.0)]), layer(&[(0, 1, 16.0), (1, 2, 32.0)]));
        for (a, b) in damped(&small).pairs().zip(damped(&large).pairs()) {
            assert!((a.2 - b.2).abs() < 1e-12, "{a:?} {b:?}");
        }
    }

    #[test]
    fn the_mean_row_sum_of_filled_rows_is_one() {
        let sums = damped(&layer(&[(0, 1, 3.0), (1, 2, 5.0)])).row_sums();
        assert!((sums.iter().sum::<f64>() - 3.0).abs() < 1e-12);
    }

    #[test]
    fn an_empty_layer_stays_empty() {
        assert!(damped(&Matrix::empty(4)).is_empty());
    }
}
