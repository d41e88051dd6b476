//! a2a, architecture to architecture: the share of the two architectures' construction cost that need not be undone.
//!
//! `100 (1 - mto(A, B) / (aco(A) + aco(B)))`. mto = fewest operations from A to B: add or remove cells, move units. Over
//! the same units that is `| |A| - |B| | + n - M`, M = the most units that can stay when every cell of A becomes at most
//! one cell of B (a maximum-weight matching of the overlaps). aco = operations from nothing: one per cell, and two per
//! unit (add it, move it into its cell). So even bad proposals score high: 50 is hardly reachable from above. Le,
//! Behnamghader, Garcia, Link, Shahbazian, Medvidovic: An empirical study of architectural change in open-source software
//! systems (MSR 2015).

use super::{Comparison, Overlaps};
use crate::info::Info;
use crate::partition::Partition;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// a2a.
pub struct A2a;

static INFO: Info = Info {
    id: "a2a",
    summary: "100 minus the share of both architectures' construction cost that lies between them; always high",
    reference: "Le, Behnamghader, Garcia, Link, Shahbazian, Medvidovic: An empirical study of architectural change (2015)",
};

impl Comparison for A2a {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn compare(&self, a: &Partition, b: &Partition) -> f64 {
        a2a(a, b)
    }
}

/// a2a of two partitions of the same units, 0..=100; 100 for no units. Symmetric.
pub fn a2a(a: &Partition, b: &Partition) -> f64 {
    let overlaps = Overlaps::new(a, b);
    let (cells_a, cells_b) = (overlaps.a.len(), overlaps.b.len());
    let between = cells_a.abs_diff(cells_b) + overlaps.units - most_kept(&overlaps);
    let built = cells_a + cells_b + 4 * overlaps.units;
    if built == 0 { 100.0 } else { 100.0 * (1.0 - between as f64 / built as f64) }
}

/// The weight of a maximum-weight matching between the cells: shortest augmenting paths over reduced costs, one search
/// per cell of `a` (Jonker, Volgenant 1987, on sparse rows). Each left may also stay single, at weight 0.
fn most_kept(overlaps: &Overlaps) -> usize {
    let mut rows: Vec<Vec<(usize, i64)>> = vec![Vec::new(); overlaps.a.len()];
    for &(i, j, count) in &overlaps.cells {
        rows[i].push((j, count as i64));
    }
    let mut matched = Matched::new(overlaps.b.len(), &rows);
    for left in 0..rows.len() {
        matched.place(left);
    }
    matched.weight() as usize
}

/// A matching that is optimal for the lefts placed so far, with the prices that prove it: for every left its `profit`
/// is the largest of 0 and `weight - price` over its edges, and it is matched to an edge (or to nothing) that attains it.
struct Matched<'a> {
    rows: &'a [Vec<(usize, i64)>],
    owner: Vec<Option<usize>>,
    partner: Vec<Option<usize>>,
    price: Vec<i64>,
    /// Of the running search: the shortest distance to every right, the left it was reached from, whether it is settled.
    distance: Vec<i64>,
    from: Vec<usize>,
    settled: Vec<bool>,
}

impl<'a> Matched<'a> {
    fn new(rights: usize, rows: &'a [Vec<(usize, i64)>]) -> Self {
        Matched {
            rows,
            owner: vec![None; rights],
            partner: vec![None; rows.len()],
            price: vec![0; rights],
            distance: vec![i64::MAX; rights],
            from: vec![0; rights],
            settled: vec![false; rights],
        }
    }

    fn profit(&self, left: usize) -> i64 {
        self.rows[left].iter().map(|(right, weight)| weight - self.price[*right]).fold(0, i64::max)
    }

    /// Adds a left: Dijkstra from it over (profit lost by taking an edge), ending at a free right or at a left that
    /// gives its partner up.
    fn place(&mut self, start: usize) {
        let mut heap = BinaryHeap::new();
        let mut touched = Vec::new();
        // The cheapest end so far: (distance, the left that stays single) or a free right.
        let mut single = (self.profit(start), start);
        self.relax(start, 0, &mut heap, &mut touched);
        let mut free = None;
        while let Some(Reverse((distance, right))) = heap.pop() {
            if self.settled[right] || distance > self.distance[right] {
                continue;
            }
            if distance >= single.0 {
                break;
            }
            let Some(owner) = self.owner[right] else {
                free = Some(right);
                break;
            };
            self.settled[right] = true;
            // The owner is matched to an edge of its full profit, so staying single loses all of that.
            single = single.min((distance + self.profit(owner), owner));
            self.relax(owner, distance, &mut heap, &mut touched);
        }
        let length = free.map_or(single.0, |right| self.distance[right]);
        self.turn(start, free, single.1);
        for right in touched {
            if self.settled[right] {
                self.price[right] += (length - self.distance[right]).max(0);
            }
            self.distance[right] = i64::MAX;
            self.settled[right] = false;
        }
    }

    /// Offers every edge of a left that was reached at `distance`.
    fn relax(
        &mut self,
        left: usize,
        distance: i64,
        heap: &mut BinaryHeap<Reverse<(i64, usize)>>,
        touched: &mut Vec<usize>,
    ) {
        let profit = self.profit(left);
        for &(right, weight) in &self.rows[left] {
            let through = distance + profit - (weight - self.price[right]);
            if through < self.distance[right] {
                if self.distance[right] == i64::MAX {
                    touched.push(right);
                }
                self.distance[right] = through;
                self.from[right] = left;
                heap.push(Reverse((through, right)));
            }
        }
    }

    /// Flips the path that ends at a free right, or at the left `single` that gives up its partner.
    fn turn(&mut self, start: usize, free: Option<usize>, single: usize) {
        let mut right = match free {
            Some(right) => right,
            None if single == start => return,
            None => self.partner[single].take().expect("only a matched left is reached through its partner"),
        };
        loop {
            let left = self.from[right];
            self.owner[right] = Some(left);
            let next = self.partner[left].replace(right);
            if left == start {
                return;
            }
            right = next.expect("every left on the path but the first was matched");
        }
    }

    fn weight(&self) -> i64 {
        let kept = |(left, right): (usize, &Option<usize>)| {
            let edge = right.and_then(|right| self.rows[left].iter().find(|edge| edge.0 == right));
            edge.map_or(0, |edge| edge.1)
        };
        self.partner.iter().enumerate().map(kept).sum()
    }
}
