//! Louvain at resolution 1 on references alone: nodes move to the cell that gains most, cells become nodes, and again,
//! until nothing moves.
//!
//! Blondel, Guillaume, Lambiotte, Lefebvre: Fast unfolding of communities in large networks (2008). The steps are those
//! of [`super::leiden`] without refinement, and so without its promise: a cell may be badly connected inside.

use super::level::{Level, Search, renumber};
use super::{Clusterer, Clustering, Input};
use crate::cx::{Cancelled, Cx};
use crate::graph::Matrix;
use crate::info::Info;
use crate::partition::Partition;

/// Louvain on references alone.
pub struct Louvain;

static INFO: Info = Info {
    id: "louvain",
    summary: "plain Louvain on references alone: modularity with resolution 1",
    reference: "Blondel, Guillaume, Lambiotte, Lefebvre: Fast unfolding of communities in large networks (2008)",
};

impl Clusterer for Louvain {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn cluster(&self, cx: Cx<'_>, input: &Input<'_>) -> Result<Clustering, Cancelled> {
        cx.cancel.check()?;
        Ok(Clustering::of(louvain(input.structure, 1.0, input.settings.seed)))
    }
}

/// The partition of a symmetric graph that Louvain finds.
fn louvain(graph: &Matrix, gamma: f64, seed: u64) -> Partition {
    let base = Level::base(graph, graph.values());
    let mut search = Search::new(&base, gamma, seed);
    let mut cells: Vec<u32> = (0..base.n() as u32).collect();
    let mut level = base;
    while level.two_m > 0.0 {
        let mut cell_of: Vec<u32> = (0..level.n() as u32).collect();
        let moved = search.move_nodes(&level, &mut cell_of);
        let count = renumber(&mut cell_of);
        for cell in &mut cells {
            *cell = cell_of[*cell as usize];
        }
        if !moved {
            break;
        }
        level = level.aggregate(&cell_of, count, &mut search.near);
    }
    Partition::from_labels(&cells)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::tests::graph;
    use crate::metric::modularity;

    /// Each word is an edge of weight 1 between two letters; `a` is unit 0.
    fn check(n: usize, edges: &str, expected: &[usize]) {
        assert_eq!(louvain(&graph(n, edges), 1.0, 1).labels(), expected);
    }

    #[test]
    fn two_triangles_and_a_bridge() {
        check(6, "ab bc ac cd de ef df", &[0, 0, 0, 1, 1, 1]);
    }
    #[test]
    fn units_without_edges_stay_alone() {
        check(3, "ab", &[0, 0, 1]);
        check(2, "", &[0, 1]);
        check(0, "", &[]);
    }

    #[test]
    fn a_ring_of_cliques_is_found() {
        let clique = |at: usize| {
            let name = |unit: usize| char::from(b'a' + (at * 4 + unit) as u8);
            let inside = (0..4).flat_map(move |a| (a + 1..4).map(move |b| format!("{}{} ", name(a), name(b))));
            let next = char::from(b'a' + ((at + 1) % 5 * 4) as u8);
            inside.collect::<String>() + &format!("{}{next} ", name(3))
        };
        let graph = graph(20, &(0..5).map(clique).collect::<String>());
        let found = louvain(&graph, 1.0, 3);
        assert_eq!(found.cells(), 5);
        assert!(modularity(&graph, &found, 1.0) > 0.6);
    }
}
