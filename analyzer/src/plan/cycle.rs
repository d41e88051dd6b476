//! Cycles between services, and the cheapest way to break them.
//!
//! The kept edges are those of the order of services in which the edges that point backwards weigh least: a smallest
//! weighted feedback edge set. Up to [`EXACT`] services it is exact, by dynamic programming over sets of services (Lawler: A
//! comment on minimum feedback arc sets, 1964); above, services are put in order one by one, each time the one that loses
//! least (Eades, Lin, Smyth: A fast and effective heuristic for the feedback arc set problem, 1993).

use super::border::Border;
use crate::id::Id;
use std::collections::BTreeSet;

/// How many services the exact order is found for.
pub const EXACT: usize = 16;

/// Who uses whom, without cycles.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Direction {
    /// Borders that stay, as indices: together, those over which more than copies crosses have no cycle.
    pub kept: Vec<usize>,
    /// Borders to turn round or to remove first, as indices: cheapest first.
    pub feedback: Vec<usize>,
}

/// Finds the direction of the borders of so many services.
pub fn direction(services: usize, borders: &[Border]) -> Direction {
    let mut weight = vec![vec![0_u64; services]; services];
    for border in borders {
        weight[border.from.index()][border.to.index()] += u64::from(border.mentions());
    }
    let order = if services <= EXACT { exact(&weight) } else { greedy(&weight) };
    let mut rank = vec![0; services];
    for (at, service) in order.iter().enumerate() {
        rank[*service] = at;
    }
    // Where only copies cross, nothing has a direction.
    let forward = |border: &Border| rank[border.from.index()] < rank[border.to.index()] || border.mentions() == 0;
    let (kept, mut feedback): (Vec<usize>, Vec<usize>) = (0..borders.len()).partition(|at| forward(&borders[*at]));
    feedback.sort_by_key(|at| (borders[*at].mentions(), *at));
    Direction { kept, feedback }
}

/// The order with the least backward weight, of equals the one that comes first by service.
fn exact(weight: &[Vec<u64>]) -> Vec<usize> {
    let n = weight.len();
    // best[set]: the least backward weight when the services of the set stand first, in the best order among themselves.
    let mut best = vec![(u64::MAX, usize::MAX); 1 << n];
    best[0] = (0, usize::MAX);
    for set in 1..best.len() {
        for last in (0..n).filter(|at| set & (1 << at) != 0) {
            let before = set & !(1 << last);
            let back: u64 = (0..n).filter(|at| before & (1 << at) != 0).map(|at| weight[last][at]).sum();
            let cost = best[before].0 + back;
            if cost < best[set].0 {
                best[set] = (cost, last);
            }
        }
    }
    let mut set = (1_usize << n) - 1;
    let mut order = Vec::with_capacity(n);
    while set != 0 {
        let last = best[set].1;
        order.push(last);
        set &= !(1 << last);
    }
    order.reverse();
    order
}

fn greedy(weight: &[Vec<u64>]) -> Vec<usize> {
    let mut left: BTreeSet<usize> = (0..weight.len()).collect();
    let (mut front, mut back) = (Vec::new(), Vec::new());
    while !left.is_empty() {
        let outward = |at: usize| left.iter().map(|to| weight[at][*to]).sum::<u64>();
        let inward = |at: usize| left.iter().map(|from| weight[*from][at]).sum::<u64>();
        let sink = left.iter().copied().find(|at| outward(*at) == 0);
        let source = left.iter().copied().find(|at| inward(*at) == 0);
        let next = match (sink, source) {
            (Some(sink), _) => {
                back.push(sink);
                sink
            }
            (None, Some(source)) => {
                front.push(source);
                source
            }
            (None, None) => {
                let gain = |at: usize| i128::from(outward(at)) - i128::from(inward(at));
                let best =
                    left.iter().copied().max_by_key(|at| (gain(*at), std::cmp::Reverse(*at))).expect("not empty");
                front.push(best);
                best
            }
        };
        left.remove(&next);
    }
    back.reverse();
    front.extend(back);
    front
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn backward(weight: &[Vec<u64>], order: &[usize]) -> u64 {
        let pairs = order.iter().enumerate().flat_map(|(at, from)| order[..at].iter().map(move |to| (*from, *to)));
        pairs.map(|(from, to)| weight[from][to]).sum()
    }

    fn permutations(n: usize) -> Vec<Vec<usize>> {
        if n == 0 {
            return vec![Vec::new()];
        }
        let insert = |order: Vec<usize>| {
            (0..n).map(move |at| {
                let mut order = order.clone();
                order.insert(at, n - 1);
                order
            })
        };
        permutations(n - 1).into_iter().flat_map(insert).collect()
    }

    fn matrix(n: usize) -> impl Strategy<Value = Vec<Vec<u64>>> {
        prop::collection::vec(prop::collection::vec(0_u64..9, n), n)
    }

    proptest! {
        #[test]
        fn the_exact_order_is_the_best_of_all(weight in matrix(5)) {
            let least = permutations(5).iter().map(|order| backward(&weight, order)).min();
            prop_assert_eq!(Some(backward(&weight, &exact(&weight))), least);
        }

        #[test]
        fn the_quick_order_has_everyone_once_and_is_no_worse_than_half(weight in matrix(6)) {
            let order = greedy(&weight);
            let mut sorted = order.clone();
            sorted.sort_unstable();
            prop_assert_eq!(sorted, (0..6).collect::<Vec<_>>());
            let all: u64 = (0..6).flat_map(|a| (0..6).map(move |b| (a, b))).filter(|(a, b)| a != b).map(|(a, b)| weight[a][b]).sum();
            prop_assert!(2 * backward(&weight, &order) <= all);
        }
    }
}
