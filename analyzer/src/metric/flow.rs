//! What flows inside and between cells: the sums most metrics are made of.

use super::Input;

/// The weight inside every cell, and from cell to cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Flow {
    /// By cell.
    pub(super) inside: Vec<f64>,
    /// (from, to, weight) with from != to, sorted, each pair of cells once.
    pub(super) between: Vec<(usize, usize, f64)>,
}

impl Flow {
    /// Sums (from unit, to unit, weight) up, with every edge as 1 and with its weight. Weights are whole numbers, so that
    /// sums are exact in any order. O(edges + cells + pairs log pairs).
    pub(super) fn both(cell_of: &[u32], cells: usize, edges: impl Iterator<Item = (u32, u32, f64)>) -> [Self; 2] {
        let mut inside = [vec![0.0; cells], vec![0.0; cells]];
        let mut crossing: Vec<(u32, u32, f64)> = Vec::new();
        let mut starts = vec![0_usize; cells + 1];
        for (from, to, weight) in edges {
            let (from, to) = (cell_of[from as usize], cell_of[to as usize]);
            if from == to {
                inside[0][from as usize] += 1.0;
                inside[1][from as usize] += weight;
            } else {
                starts[from as usize + 1] += 1;
                crossing.push((from, to, weight));
            }
        }
        for cell in 0..cells {
            starts[cell + 1] += starts[cell];
        }
        // By the cell that they lead from, through a list of places.
        let mut place = starts.clone();
        let mut sorted = vec![(0_u32, 0.0); crossing.len()];
        for (from, to, weight) in crossing {
            sorted[place[from as usize]] = (to, weight);
            place[from as usize] += 1;
        }
        let mut sums = vec![[0.0; 2]; cells];
        let mut between = [Vec::new(), Vec::new()];
        let mut reached: Vec<usize> = Vec::new();
        for from in 0..cells {
            for (to, weight) in &sorted[starts[from]..starts[from + 1]] {
                let sum = &mut sums[*to as usize];
                if sum[0] == 0.0 {
                    reached.push(*to as usize);
                }
                sum[0] += 1.0;
                sum[1] += weight;
            }
            reached.sort_unstable();
            for to in reached.drain(..) {
                let sum = std::mem::take(&mut sums[to]);
                between[0].push((from, to, sum[0]));
                between[1].push((from, to, sum[1]));
            }
        }
        let ([ones, weights], [links, weighted]) = (inside, between);
        [Self { inside: ones, between: links }, Self { inside: weights, between: weighted }]
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

/// Who refers to whom, by cells, where there is any reference.
pub(super) fn reference_flow<'a>(input: &Input<'a>) -> Option<&'a Flow> {
    (!input.evidence.edges.is_empty()).then_some(&input.tables.links)
}

/// The cell sizes, where there are at least two cells.
pub(super) fn at_least_two<'a>(input: &Input<'a>) -> Option<&'a [f64]> {
    (input.tables.sizes.len() > 1).then_some(&input.tables.sizes)
}

/// The mean, where there is anything.
pub(super) fn mean(values: impl ExactSizeIterator<Item = f64>) -> Option<f64> {
    let count = values.len();
    (count > 0).then(|| values.sum::<f64>() / count as f64)
}
