//! Modularity: weight inside cells minus what the degrees alone would put there.
//!
//! ```text
//! Q = sum_c ( in_c / 2m  -  gamma (d_c / 2m)^2 )
//! ```
//!
//! in_c = weight inside cell c in both directions, d_c = sum of its degrees. -0.5..1 for gamma 1. Newman, Girvan:
//! Finding and evaluating community structure in networks (2004); Reichardt, Bornholdt (2006) for gamma. Comparable
//! between partitions of one graph only: large sparse graphs reach high values by chance.
//!
//! The directed variant works on references and takes out- and in-degrees apart.

use super::tables::Weights;
use super::{Direction, Formula, Input};
use crate::graph::Matrix;
use crate::info::Info;
use crate::partition::Partition;

/// On the combined graph.
pub(super) static MODULARITY: Formula = Formula {
    info: &Info {
        id: "modularity",
        summary: "weight inside services minus what chance would put there (undirected, weighted, combined graph)",
        reference: "Newman, Girvan: Finding and evaluating community structure in networks (2004)",
    },
    direction: Direction::Higher,
    measure: |input| {
        let weights = &input.tables.weights;
        (weights.degree.iter().sum::<f64>() > 0.0).then(|| quality(weights, 1.0))
    },
};

/// On references, with their direction.
pub(super) static DIRECTED: Formula = Formula {
    info: &Info {
        id: "modularity-directed",
        summary: "references inside services minus what chance would put there (directed, weighted by mentions)",
        reference: "Leicht, Newman: Community structure in directed networks (2008); as in CO-GCN (2021)",
    },
    direction: Direction::Higher,
    measure: directed,
};

/// `(1/m) sum_ij (A_ij - out_i in_j / m) [c_i = c_j]`.
fn directed(input: &Input<'_>) -> Option<f64> {
    let flow = &input.tables.mentions;
    let m = flow.total();
    let (mut out, mut into) = (flow.inside.clone(), flow.inside.clone());
    for (from, to, weight) in &flow.between {
        out[*from] += weight;
        into[*to] += weight;
    }
    let share = |cell: usize| flow.inside[cell] / m - out[cell] / m * (into[cell] / m);
    (m > 0.0).then(|| (0..out.len()).map(share).sum())
}

/// The modularity of a partition of a symmetric graph at a resolution; 0 for a graph without weight. O(edges).
///
/// ```
/// use seamline_analyzer::{Partition, graph::Triplets, metric};
/// let mut edges = Triplets::new();
/// for (a, b) in [(0, 1), (1, 0), (2, 3), (3, 2)] {
///     edges.add(a, b, 1.0);
/// }
/// let two_pairs = Partition::from_labels(&[0, 0, 1, 1]);
/// assert_eq!(metric::modularity(&edges.build(4), &two_pairs, 1.0), 0.5);
/// ```
pub fn modularity(graph: &Matrix, partition: &Partition, gamma: f64) -> f64 {
    quality(&Weights::of(graph, partition), gamma)
}

fn quality(weights: &Weights, gamma: f64) -> f64 {
    let Weights { inside, degree } = weights;
    let two_m: f64 = degree.iter().sum();
    if two_m <= 0.0 {
        return 0.0;
    }
    let share = |cell: usize| inside[cell] / two_m - gamma * (degree[cell] / two_m) * (degree[cell] / two_m);
    (0..degree.len()).map(share).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::tests::{check, graph, measured};
    use proptest::prelude::{prop_assert, proptest};

    #[test]
    fn two_pairs() {
        check("modularity", "aabb", "ab cd", Some(0.5));
        check("modularity-directed", "aabb", "ab cd", Some(0.5));
    }
    #[test]
    fn one_cell_is_zero() {
        check("modularity", "aaaa", "ab cd", Some(0.0));
        check("modularity-directed", "aaaa", "ab cd", Some(0.0));
    }
    #[test]
    fn all_crossing_is_negative() {
        check("modularity", "abab", "ab cd", Some(-0.5));
        check("modularity-directed", "abab", "ab cd", Some(0.0));
    }
    #[test]
    fn no_edges_is_no_value() {
        check("modularity", "aabb", "", None);
        check("modularity-directed", "aabb", "", None);
    }

    /// The definition, over all pairs.
    fn by_pairs(graph: &Matrix, labels: &[usize], gamma: f64) -> f64 {
        let degree = graph.row_sums();
        let two_m: f64 = degree.iter().sum();
        let pair = |i: usize, j: usize| graph.get(i, j) - gamma * degree[i] * degree[j] / two_m;
        let together = (0..graph.n()).flat_map(|i| (0..graph.n()).map(move |j| (i, j)));
        together.filter(|(i, j)| labels[*i] == labels[*j]).map(|(i, j)| pair(i, j)).sum::<f64>() / two_m
    }

    proptest! {
        #[test]
        fn the_sum_over_cells_is_the_sum_over_pairs(
            edges in proptest::collection::vec((0..8_usize, 0..8_usize, 0.1..4.0_f64), 1..20),
            labels in proptest::collection::vec(0..4_usize, 8),
            gamma in 0.1..3.0_f64,
        ) {
            let graph = graph(8, edges);
            let found = modularity(&graph, &Partition::from_labels(&labels), gamma);
            prop_assert!(graph.is_empty() || (found - by_pairs(&graph, &labels, gamma)).abs() < 1e-9);
            let scaled = modularity(&graph.map(|_, _, weight| weight * 3.7), &Partition::from_labels(&labels), gamma);
            prop_assert!((found - scaled).abs() < 1e-9);
        }
    }

    #[test]
    fn the_metric_is_the_function_at_resolution_1() {
        let graph = graph(3, vec![(0, 1, 2.0), (1, 2, 1.0)]);
        let partition = Partition::from_labels(&[0, 0, 1]);
        let facts = crate::Facts::default();
        let expected = modularity(&graph, &partition, 1.0);
        assert_eq!(measured(&MODULARITY, &facts, &graph, &partition), Some(expected));
    }
}
