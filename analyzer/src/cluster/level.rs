//! What Louvain and Leiden share: a graph that can be aggregated, and the moving of nodes between its cells.
//!
//! Flat arrays (compressed rows), one thread, seeded order. Weights that are not positive and finite and loops are left
//! out; what lies inside an aggregated node still counts in its degree.

use super::rules::{Cells, Rules};
use crate::graph::Matrix;
use crate::id::Id;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use std::collections::VecDeque;

/// A weighted graph in compressed rows without loops. `degrees` are those of the original graph, so what lies inside an
/// aggregated node still counts.
#[derive(Clone)]
pub(super) struct Level {
    starts: Vec<u32>,
    ends: Vec<Arc>,
    pub(super) degrees: Vec<f64>,
    pub(super) two_m: f64,
    /// Per node, the rules that keep it apart from others and its group in each; empty where there are no rules.
    groups: Vec<Vec<(u32, u32)>>,
}

/// One direction of an edge.
#[derive(Clone, Copy)]
pub(super) struct Arc {
    pub(super) to: u32,
    pub(super) weight: f64,
}

impl Level {
    pub(super) fn base(graph: &Matrix, weights: &[f64]) -> Self {
        let n = graph.n();
        let mut level = Level {
            starts: Vec::with_capacity(n + 1),
            ends: Vec::with_capacity(weights.len()),
            degrees: Vec::with_capacity(n),
            two_m: 0.0,
            groups: Vec::new(),
        };
        level.starts.push(0);
        let mut weights = weights.iter().copied();
        for row in 0..n {
            let arcs = graph.row(row).zip(&mut weights).map(|((to, _), weight)| Arc { to: to as u32, weight });
            level.ends.extend(arcs.filter(|arc| arc.to as usize != row && arc.weight > 0.0 && arc.weight.is_finite()));
            level.close_row();
        }
        level.degrees = (0..n).map(|node| level.row(node).iter().map(|arc| arc.weight).sum()).collect();
        level.two_m = level.degrees.iter().sum();
        level
    }

    /// The same with rules that keep nodes apart.
    pub(super) fn ruled(&self, rules: &Rules) -> Self {
        let mut groups = vec![Vec::new(); if rules.apart.is_empty() { 0 } else { self.n() }];
        rules.groups().into_iter().for_each(|(unit, of)| groups[unit.index()] = of);
        Self { groups, ..self.clone() }
    }

    fn close_row(&mut self) {
        self.starts.push(u32::try_from(self.ends.len()).expect("fewer than four billion edges"));
    }

    pub(super) fn n(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn row(&self, node: usize) -> &[Arc] {
        &self.ends[self.starts[node] as usize..self.starts[node + 1] as usize]
    }

    /// The graph whose nodes are the `count` parts of this one.
    pub(super) fn aggregate(&self, part_of: &[u32], count: usize, near: &mut Near) -> Self {
        let (first, members) = group(part_of, count);
        let mut level = Level {
            starts: Vec::with_capacity(count + 1),
            ends: Vec::new(),
            degrees: Vec::with_capacity(count),
            two_m: self.two_m,
            groups: if self.groups.is_empty() { Vec::new() } else { vec![Vec::new(); count] },
        };
        for (groups, part) in self.groups.iter().zip(part_of) {
            let own = &mut level.groups[*part as usize];
            own.extend(groups);
            own.sort_unstable();
            own.dedup();
        }
        level.starts.push(0);
        for part in 0..count {
            let members = &members[first[part] as usize..first[part + 1] as usize];
            for arc in members.iter().flat_map(|node| self.row(*node as usize)) {
                near.add(part_of[arc.to as usize], arc.weight);
            }
            let outside = near.touched().iter().filter(|to| **to as usize != part);
            level.ends.extend(outside.map(|to| Arc { to: *to, weight: near.weight[*to as usize] }));
            near.clear();
            level.close_row();
            level.degrees.push(members.iter().map(|node| self.degrees[*node as usize]).sum());
        }
        level
    }
}

/// The nodes by group, in node order: group g has `nodes[first[g]..first[g + 1]]`.
fn group(group_of: &[u32], count: usize) -> (Vec<u32>, Vec<u32>) {
    let mut first = vec![0_u32; count + 1];
    for group in group_of {
        first[*group as usize + 1] += 1;
    }
    for group in 0..count {
        first[group + 1] += first[group];
    }
    let mut next = first.clone();
    let mut nodes = vec![0_u32; group_of.len()];
    for (node, group) in group_of.iter().enumerate() {
        nodes[next[*group as usize] as usize] = node as u32;
        next[*group as usize] += 1;
    }
    (first, nodes)
}

/// Numbers groups by first appearance; returns how many there are.
pub(super) fn renumber(labels: &mut [u32]) -> usize {
    const NONE: u32 = u32::MAX;
    let bound = labels.iter().map(|label| *label as usize + 1).max().unwrap_or(0);
    let mut new = vec![NONE; bound];
    let mut count = 0;
    for label in labels {
        let slot = &mut new[*label as usize];
        if *slot == NONE {
            *slot = count;
            count += 1;
        }
        *label = *slot;
    }
    count as usize
}

/// The weights from one node to the groups around it: a dense array and the list of what was touched.
pub(super) struct Near {
    pub(super) weight: Vec<f64>,
    /// The groups touched, in that order, and one place for the next.
    places: Vec<u32>,
    count: usize,
}

impl Near {
    fn new(n: usize) -> Self {
        Near { weight: vec![0.0; n], places: vec![0; n + 1], count: 0 }
    }

    /// Adds a positive weight. Whether a group is new cannot be predicted, so the list is written in either case and
    /// grows by zero or one: without a branch, Leiden takes a quarter less time.
    pub(super) fn add(&mut self, group: u32, weight: f64) {
        let slot = &mut self.weight[group as usize];
        self.places[self.count] = group;
        self.count += usize::from(*slot == 0.0);
        *slot += weight;
    }

    /// The groups with a weight, in the order they were first touched.
    pub(super) fn touched(&self) -> &[u32] {
        &self.places[..self.count]
    }

    pub(super) fn clear(&mut self) {
        for group in &self.places[..self.count] {
            self.weight[*group as usize] = 0.0;
        }
        self.count = 0;
    }
}

/// What the steps share.
pub(super) struct Search {
    /// gamma / 2m.
    pub(super) scale: f64,
    rng: ChaCha8Rng,
    pub(super) near: Near,
}

impl Search {
    pub(super) fn new(base: &Level, gamma: f64, seed: u64) -> Self {
        Search { scale: gamma / base.two_m, rng: ChaCha8Rng::seed_from_u64(seed), near: Near::new(base.n()) }
    }

    /// Moves nodes to better cells until none is left that gains. Whether any moved.
    pub(super) fn move_nodes(&mut self, level: &Level, cell_of: &mut [u32]) -> bool {
        let n = level.n();
        let (mut degree, mut size) = (vec![0.0; n], vec![0_u32; n]);
        for (node, cell) in cell_of.iter().enumerate() {
            degree[*cell as usize] += level.degrees[node];
            size[*cell as usize] += 1;
        }
        let mut empty: Vec<u32> = (0..n as u32).rev().filter(|cell| size[*cell as usize] == 0).collect();
        let mut queue: VecDeque<u32> = self.shuffled(n).into();
        let mut queued = vec![true; n];
        let mut changed = false;
        let mut apart = (!level.groups.is_empty()).then(|| Cells::new(&level.groups, cell_of));
        while let Some(node) = queue.pop_front() {
            let node = node as usize;
            queued[node] = false;
            let (own, own_degree) = (cell_of[node], level.degrees[node]);
            for arc in level.row(node) {
                self.near.add(cell_of[arc.to as usize], arc.weight);
            }
            degree[own as usize] -= own_degree;
            let price = self.scale * own_degree;
            let stay = self.near.weight[own as usize] - price * degree[own as usize];
            // A move has to gain more than rounding can, or two cells could swap a node for ever.
            let (mut best, mut best_gain) = (own, stay + own_degree * 1e-10);
            for cell in self.near.touched() {
                let gain = self.near.weight[*cell as usize] - price * degree[*cell as usize];
                let may = || apart.as_ref().is_none_or(|cells| cells.may(&level.groups[node], *cell));
                if gain > best_gain && may() {
                    (best, best_gain) = (*cell, gain);
                }
            }
            if best_gain < 0.0 && size[own as usize] > 1 {
                best = *empty.last().expect("a cell of two leaves a number unused");
            }
            self.near.clear();
            degree[best as usize] += own_degree;
            if best == own {
                continue;
            }
            changed = true;
            size[own as usize] -= 1;
            if size[own as usize] == 0 {
                empty.push(own);
            }
            if size[best as usize] == 0 {
                empty.pop();
            }
            size[best as usize] += 1;
            cell_of[node] = best;
            if let Some(cells) = &mut apart {
                cells.leave(&level.groups[node], own);
                cells.enter(&level.groups[node], best);
            }
            for arc in level.row(node) {
                if cell_of[arc.to as usize] != best && !queued[arc.to as usize] {
                    queued[arc.to as usize] = true;
                    queue.push_back(arc.to);
                }
            }
        }
        changed
    }

    /// 0..n in a random order.
    pub(super) fn shuffled(&mut self, n: usize) -> Vec<u32> {
        shuffled(n, &mut self.rng)
    }
}

/// 0..n in a random order (Fisher, Yates).
pub(super) fn shuffled(n: usize, rng: &mut ChaCha8Rng) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n as u32).collect();
    for at in (1..n).rev() {
        // Multiply and shift: without division, the bias is below n / 2^32.
        let other = (u64::from(rng.next_u32()) * (at as u64 + 1)) >> 32;
        order.swap(at, other as usize);
    }
    order
}

/// Cuts cells that are not connected into their components. That never lowers modularity; Leiden hardly ever leaves
/// such a cell, but only the cut makes it a guarantee.
pub(super) fn split_disconnected(level: &Level, cells: &[u32]) -> Vec<u32> {
    const NONE: u32 = u32::MAX;
    let mut component = vec![NONE; level.n()];
    let (mut count, mut stack) = (0, Vec::new());
    for start in 0..level.n() {
        if component[start] != NONE {
            continue;
        }
        component[start] = count;
        stack.push(start);
        while let Some(node) = stack.pop() {
            for arc in level.row(node) {
                let to = arc.to as usize;
                if component[to] == NONE && cells[to] == cells[node] {
                    component[to] = count;
                    stack.push(to);
                }
            }
        }
        count += 1;
    }
    component
}
