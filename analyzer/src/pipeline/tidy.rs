//! Crumbs join a neighbour: cells of fewer than three files, smallest first (ties by cell), go to the cell with the
//! largest `weight between the two / sqrt(size of the other)` that no rule forbids. A crumb without edges stays.

use super::SMALL;
use crate::cluster::Rules;
use crate::graph::Matrix;
use crate::id::{Id, UnitId};
use crate::partition::Partition;
use std::collections::BTreeMap;

/// The partition with crumbs merged.
pub(crate) fn tidy(graph: &Matrix, partition: &Partition, rules: &Rules) -> Partition {
    let mut labels = partition.labels();
    let mut members: Vec<Vec<usize>> =
        partition.members().values().map(|units| units.iter().map(|unit| unit.index()).collect()).collect();
    let mut queue: Vec<usize> = (0..members.len()).filter(|cell| members[*cell].len() < SMALL).collect();
    queue.sort_by_key(|cell| (members[*cell].len(), *cell));
    for crumb in queue {
        if members[crumb].len() >= SMALL {
            continue;
        }
        let may = |home: usize| rules.may_join(&members[crumb], &members[home]);
        if let Some(home) = nearest(graph, &labels, &members, crumb, may) {
            let moved = std::mem::take(&mut members[crumb]);
            for unit in &moved {
                labels[*unit] = home;
            }
            members[home].extend(moved);
        }
    }
    Partition::from_labels(&labels)
}

/// The cell that a crumb is tied to most.
fn nearest(
    graph: &Matrix,
    labels: &[usize],
    members: &[Vec<usize>],
    crumb: usize,
    may: impl Fn(usize) -> bool,
) -> Option<usize> {
    let mut tied: BTreeMap<usize, f64> = BTreeMap::new();
    for unit in &members[crumb] {
        for (other, weight) in graph.row(*unit) {
            if labels[other] != crumb {
                *tied.entry(labels[other]).or_default() += weight;
            }
        }
    }
    tied.retain(|cell, _| may(*cell));
    let pull = |cell: usize, weight: f64| weight / (members[cell].len() as f64).sqrt();
    let strongest = tied.into_iter().max_by(|a, b| pull(a.0, a.1).total_cmp(&pull(b.0, b.1)).then(b.0.cmp(&a.0)));
    strongest.map(|(cell, _)| cell)
}

/// Whether a unit has no edge at all: nothing places it.
pub(crate) fn is_isolated(graph: &Matrix, unit: UnitId) -> bool {
    graph.row(unit.index()).len() == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Triplets;

    fn check(edges: &[(usize, usize, f64)], before: &[usize], after: &[usize]) {
        let mut triplets = Triplets::new();
        for &(a, b, value) in edges {
            triplets.add(a, b, value);
            triplets.add(b, a, value);
        }
        let graph = triplets.build(before.len());
        assert_eq!(tidy(&graph, &Partition::from_labels(before), &Rules::default()), Partition::from_labels(after));
    }

    #[test]
    fn a_crumb_joins_what_it_is_tied_to() {
        check(&[(0, 1, 1.0), (1, 2, 1.0), (3, 2, 0.1)], &[0, 0, 0, 1], &[0, 0, 0, 0]);
    }

    #[test]
    fn a_crumb_without_edges_stays() {
        check(&[(0, 1, 1.0), (1, 2, 1.0)], &[0, 0, 0, 1], &[0, 0, 0, 1]);
    }

    #[test]
    fn of_equally_strong_ties_the_smaller_cell_wins() {
        check(&[(0, 7, 1.0), (3, 7, 1.0)], &[0, 0, 0, 1, 1, 1, 1, 2], &[0, 0, 0, 1, 1, 1, 1, 0]);
    }
}
