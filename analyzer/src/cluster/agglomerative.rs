//! Agglomerative clustering of the combined graph: join the two most similar cells, and again.
//!
//! Average linkage (UPGMA): the similarity of two cells is the mean weight between their units, `w(A,B) / (|A| |B|)`,
//! where a missing edge is 0. Cells without any edge between them are never joined. The tree is cut where modularity is
//! highest, among the cuts whose number of cells (units without edges not counted) is wanted, if a number is; when none
//! is, the nearest. Sokal, Michener: A statistical method for evaluating systematic relationships (1958).
//!
//! Nearest-neighbour chains (Benzécri 1982; Murtagh 1983) give the same tree as always joining the closest pair, because
//! average linkage is reducible, and need only the edges: memory O(edges), so there is no cap on the number of units.
//! Time is O(units * neighbours) with what the cells have as neighbours when they grow; it can be slow (quadratic) where
//! everything is tied to everything. Ties: the chain's previous cell, then the smallest number.

use super::{Clusterer, Clustering, Input};
use crate::cx::{Cancelled, Cx};
use crate::graph::Matrix;
use crate::info::Info;
use crate::partition::Partition;
use std::collections::BTreeMap;

/// Average linkage on the combined graph.
pub struct Agglomerative;

static INFO: Info = Info {
    id: "agglomerative",
    summary: "average linkage on the combined graph, the tree cut where modularity is highest",
    reference: "Sokal, Michener: A statistical method for evaluating systematic relationships (1958); Murtagh (1983)",
};

impl Clusterer for Agglomerative {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn cluster(&self, cx: Cx<'_>, input: &Input<'_>) -> Result<Clustering, Cancelled> {
        let merges = tree(cx, input.graph)?;
        let (kept, cells) = cut(input.graph, &merges, input.settings.services);
        let mut clustering = Clustering::of(join(input.graph.n(), &merges[..kept]));
        clustering.notes.push(format!("average linkage, cut at {cells} services with at least one coupling"));
        Ok(clustering)
    }
}

/// Two cells, each named by one of its units, become one.
#[derive(Debug, Clone, Copy)]
struct Merge {
    a: usize,
    b: usize,
    similarity: f64,
    /// Modularity gained, times 2m.
    gain: f64,
}

/// All merges, most similar first.
fn tree(cx: Cx<'_>, graph: &Matrix) -> Result<Vec<Merge>, Cancelled> {
    let mut cells = Cells::new(graph);
    let mut merges = Vec::new();
    let mut chain: Vec<usize> = Vec::new();
    for start in 0..graph.n() {
        if cells.size[start] == 0 {
            continue;
        }
        chain.push(start);
        while let Some(&top) = chain.last() {
            let before = chain.len().checked_sub(2).map(|at| chain[at]);
            match cells.nearest(top, before) {
                None => chain.clear(),
                Some(nearest) if Some(nearest) == before => {
                    cx.cancel.check()?;
                    chain.truncate(chain.len() - 2);
                    let merge = cells.merge(top, nearest);
                    if chain.is_empty() {
                        chain.push(merge.a);
                    }
                    merges.push(merge);
                }
                Some(nearest) => chain.push(nearest),
            }
        }
    }
    // Reducible: a later merge inside the same cells is never more similar, so the order of each branch survives.
    merges.sort_by(|x, y| y.similarity.total_cmp(&x.similarity));
    Ok(merges)
}

/// The cells while they grow: a cell has the number of one of its units, and the others have size 0.
struct Cells {
    near: Vec<BTreeMap<usize, f64>>,
    size: Vec<usize>,
    degree: Vec<f64>,
    two_m: f64,
    /// The similarity of the last merge: no later one counts as more similar, whatever rounding says.
    height: Vec<f64>,
}

impl Cells {
    fn new(graph: &Matrix) -> Self {
        let real = |row: usize| graph.row(row).filter(move |(to, weight)| *to != row && *weight > 0.0);
        let degree: Vec<f64> = (0..graph.n()).map(|row| real(row).map(|(_, weight)| weight).sum()).collect();
        Cells {
            near: (0..graph.n()).map(|row| real(row).collect()).collect(),
            size: vec![1; graph.n()],
            height: vec![f64::INFINITY; graph.n()],
            two_m: degree.iter().sum(),
            degree,
        }
    }

    /// The most similar neighbour; among equals `preferred`, then the smallest.
    fn nearest(&self, cell: usize, preferred: Option<usize>) -> Option<usize> {
        let similarity = |other: usize, weight: f64| weight / self.size[other] as f64;
        let mut best = preferred.map(|other| (other, similarity(other, self.near[cell][&other])));
        for (&other, &weight) in &self.near[cell] {
            let similarity = similarity(other, weight);
            if best.is_none_or(|(_, most)| similarity > most) {
                best = Some((other, similarity));
            }
        }
        best.map(|(other, _)| other)
    }

    /// Joins two neighbours under the number of the one with more neighbours.
    fn merge(&mut self, a: usize, b: usize) -> Merge {
        let (into, from) = if self.near[a].len() >= self.near[b].len() { (a, b) } else { (b, a) };
        let weight = self.near[into].remove(&from).expect("neighbours are joined");
        let mean = weight / (self.size[into] as f64 * self.size[from] as f64);
        let similarity = mean.min(self.height[into]).min(self.height[from]);
        self.height[into] = similarity;
        let gain = 2.0 * (weight - self.degree[into] * self.degree[from] / self.two_m);
        for (other, weight) in std::mem::take(&mut self.near[from]) {
            if other == into {
                continue;
            }
            self.near[other].remove(&from);
            *self.near[other].entry(into).or_default() += weight;
            *self.near[into].entry(other).or_default() += weight;
        }
        self.size[into] += std::mem::take(&mut self.size[from]);
        self.degree[into] += self.degree[from];
        Merge { a: into, b: from, similarity, gain }
    }
}

/// How many of the merges to keep, and how many cells with edges that leaves.
fn cut(graph: &Matrix, merges: &[Merge], wanted: Option<(usize, usize)>) -> (usize, usize) {
    let coupled = (0..graph.n()).filter(|row| graph.row(*row).any(|(to, weight)| to != *row && weight > 0.0)).count();
    let (least, most) = wanted.unwrap_or((0, usize::MAX));
    let mut quality = 0.0;
    let mut best = None;
    for kept in 0..=merges.len() {
        if kept > 0 {
            quality += merges[kept - 1].gain;
        }
        let cells = coupled - kept;
        let distance = least.saturating_sub(cells) + cells.saturating_sub(most);
        let better = best.is_none_or(|(_, far, high)| distance < far || (distance == far && quality > high));
        if better {
            best = Some((kept, distance, quality));
        }
    }
    let kept = best.map_or(0, |best| best.0);
    (kept, coupled - kept)
}

/// The partition after some merges.
fn join(n: usize, merges: &[Merge]) -> Partition {
    let mut parent: Vec<usize> = (0..n).collect();
    let find = |parent: &mut Vec<usize>, mut unit: usize| {
        while parent[unit] != unit {
            parent[unit] = parent[parent[unit]];
            unit = parent[unit];
        }
        unit
    };
    for merge in merges {
        let (a, b) = (find(&mut parent, merge.a), find(&mut parent, merge.b));
        parent[b] = a;
    }
    let labels: Vec<usize> = (0..n).map(|unit| find(&mut parent, unit)).collect();
    Partition::from_labels(&labels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::tests::{cx, graph, random_graph};
    use crate::metric::modularity;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    fn check(n: usize, edges: &str, wanted: Option<(usize, usize)>, expected: &[usize]) {
        let graph = graph(n, edges);
        let merges = tree(cx(), &graph).expect("nobody cancels");
        let (kept, _) = cut(&graph, &merges, wanted);
        assert_eq!(join(n, &merges[..kept]).labels(), expected, "{edges}");
    }

    #[test]
    fn two_triangles_and_a_bridge() {
        check(6, "ab bc ac cd de ef df", None, &[0, 0, 0, 1, 1, 1]);
    }
    #[test]
    fn a_wanted_number_is_kept() {
        check(6, "ab bc ac cd de ef df", Some((1, 1)), &[0, 0, 0, 0, 0, 0]);
        check(4, "ab ab cd cd", Some((2, 9)), &[0, 0, 1, 1]);
    }
    #[test]
    fn the_nearest_number_when_none_fits() {
        check(4, "ab cd", Some((1, 1)), &[0, 0, 1, 1]);
    }
    #[test]
    fn units_without_edges_stay_alone() {
        check(3, "ab", None, &[0, 0, 1]);
        check(0, "", None, &[]);
    }

    /// Always joins the closest pair, by looking at all of them.
    fn greedy(graph: &Matrix) -> Vec<f64> {
        let mut cells: Vec<Vec<usize>> = (0..graph.n()).map(|unit| vec![unit]).collect();
        let mut heights = Vec::new();
        loop {
            let mut best: Option<(f64, usize, usize)> = None;
            for x in 0..cells.len() {
                for y in x + 1..cells.len() {
                    let between = cells[x].iter().flat_map(|a| cells[y].iter().map(|b| graph.get(*a, *b)));
                    let similarity = between.sum::<f64>() / (cells[x].len() * cells[y].len()) as f64;
                    if similarity > 0.0 && best.is_none_or(|best| similarity > best.0) {
                        best = Some((similarity, x, y));
                    }
                }
            }
            let Some((similarity, x, y)) = best else { return heights };
            let joined = cells.remove(y);
            cells[x].extend(joined);
            heights.push(similarity);
        }
    }

    proptest! {
        #[test]
        fn chains_give_the_tree_of_the_closest_pairs(graph in random_graph(12)) {
            // No two alike: among equals either tree is right.
            let uneven = |a: usize, b: usize| 1.0 + ((a.min(b) * 31 + a.max(b) * 17) as f64).sqrt().fract();
            let graph = graph.map(|a, b, weight| weight * uneven(a, b));
            let heights: Vec<f64> = tree(cx(), &graph).expect("nobody cancels").iter().map(|m| m.similarity).collect();
            let expected = greedy(&graph);
            prop_assert_eq!(heights.len(), expected.len());
            for (found, expected) in heights.iter().zip(&expected) {
                prop_assert!((found - expected).abs() < 1e-9, "{:?} {:?}", heights, expected);
            }
        }

        #[test]
        fn gains_add_up_to_modularity(graph in random_graph(12)) {
            let merges = tree(cx(), &graph).expect("nobody cancels");
            let alone = modularity(&graph, &join(graph.n(), &[]), 1.0);
            for kept in 0..=merges.len() {
                let gained: f64 = merges[..kept].iter().map(|merge| merge.gain).sum();
                let q = modularity(&graph, &join(graph.n(), &merges[..kept]), 1.0);
                prop_assert!(kept == 0 || (q - alone - gained / graph.total()).abs() < 1e-9);
            }
        }
    }
}
