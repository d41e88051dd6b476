//! What flows inside and between cells: the sums most metrics are made of.

use super::Input;
use crate::facts::Facts;
use crate::id::Id;
use crate::partition::Partition;

/// The weight inside every cell, and from cell to cell.
#[derive(Debug, PartialEq)]
pub(super) struct Flow {
    /// By cell.
    pub(super) inside: Vec<f64>,
    /// (from, to, weight) with from != to, sorted, each pair of cells once.
    pub(super) between: Vec<(usize, usize, f64)>,
}

impl Flow {
    /// Sums (from unit, to unit, weight) up. O(edges log edges).
    pub(super) fn new(partition: &Partition, edges: impl Iterator<Item = (usize, usize, f64)>) -> Self {
        let cell = |unit: usize| partition.cell(Id::new(unit)).index();
        let mut flow = Flow { inside: vec![0.0; partition.cells()], between: Vec::new() };
        for (from, to, weight) in edges {
            let (from, to) = (cell(from), cell(to));
            if from == to { flow.inside[from] += weight } else { flow.between.push((from, to, weight)) }
        }
        // Stable, so that sums are taken in the order of the edges.
        flow.between.sort_by_key(|edge| (edge.0, edge.1));
        flow.between.dedup_by(|next, sum| {
            let same = (next.0, next.1) == (sum.0, sum.1);
            if same {
                sum.2 += next.2;
            }
            same
        });
        flow
    }

    /// The weight of everything.
    pub(super) fn total(&self) -> f64 {
        self.inside.iter().sum::<f64>() + self.crossing()
    }

    /// The weight between cells.
    pub(super) fn crossing(&self) -> f64 {
        self.between.iter().map(|edge| edge.2).sum()
    }
}

/// (from, to, mentions) for every ordered pair of files with a reference, by (from, to).
pub(super) fn mentions(facts: &Facts) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
    facts.references.chunk_by(|a, b| (a.from, a.to) == (b.from, b.to)).map(|same| {
        let count = same.iter().map(|reference| f64::from(reference.count)).sum();
        (same[0].from.index(), same[0].to.index(), count)
    })
}

/// The same with weight 1 each: who refers to whom at all.
pub(super) fn referring(facts: &Facts) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
    mentions(facts).map(|(from, to, _)| (from, to, 1.0))
}

/// The flow of [`referring`], where there is any reference.
pub(super) fn reference_flow(input: &Input<'_>) -> Option<Flow> {
    (!input.facts.references.is_empty()).then(|| Flow::new(input.partition, referring(input.facts)))
}

/// The cell sizes, where there are at least two cells.
pub(super) fn at_least_two(input: &Input<'_>) -> Option<Vec<f64>> {
    (input.partition.cells() > 1).then(|| input.partition.sizes().iter().map(|size| *size as f64).collect())
}

/// The mean, where there is anything.
pub(super) fn mean(values: impl ExactSizeIterator<Item = f64>) -> Option<f64> {
    let count = values.len();
    (count > 0).then(|| values.sum::<f64>() / count as f64)
}
