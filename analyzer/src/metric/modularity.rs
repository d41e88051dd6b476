//! Modularity: weight inside cells minus what the degrees alone would put there.
//!
//! ```text
//! Q = sum_c ( in_c / 2m  -  gamma (d_c / 2m)^2 )
//! ```
//!
//! in_c = weight inside cell c in both directions, d_c = sum of its degrees. -0.5..1 for gamma 1. Newman, Girvan:
//! Finding and evaluating community structure in networks (2004); Reichardt, Bornholdt (2006) for gamma. Comparable
//! between partitions of one graph only: large sparse graphs reach high values by chance.

use super::{Direction, Input, Metric};
use crate::graph::Matrix;
use crate::id::Id;
use crate::info::Info;
use crate::partition::Partition;

/// Modularity of the partition in the combined graph.
pub struct Modularity;

static INFO: Info = Info {
    id: "modularity",
    summary: "weight inside services minus what chance would put there (undirected, weighted, combined graph)",
    reference: "Newman, Girvan: Finding and evaluating community structure in networks (2004)",
};

impl Metric for Modularity {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn direction(&self) -> Direction {
        Direction::Higher
    }

    fn measure(&self, input: &Input<'_>) -> Option<f64> {
        (input.graph.total() > 0.0).then(|| modularity(input.graph, input.partition, 1.0))
    }
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
    let mut inside = vec![0.0; partition.cells()];
    let mut degree = vec![0.0; partition.cells()];
    for unit in 0..graph.n() {
        let cell = partition.cell(Id::new(unit));
        for (other, weight) in graph.row(unit) {
            degree[cell.index()] += weight;
            if partition.cell(Id::new(other)) == cell {
                inside[cell.index()] += weight;
            }
        }
    }
    let two_m: f64 = degree.iter().sum();
    if two_m <= 0.0 {
        return 0.0;
    }
    let share = |cell: usize| inside[cell] / two_m - gamma * (degree[cell] / two_m) * (degree[cell] / two_m);
    (0..partition.cells()).map(share).sum()
}
