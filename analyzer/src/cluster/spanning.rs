//! The clustering step of Mazlami et al.: a minimum spanning forest of the coupling graph, cut into services.
//!
//! 1. Distance = 1 / coupling; minimum spanning forest. Everything may be coupled with everything, so the pairs are
//!    never stored: Prim's algorithm takes one row of couplings at a time. O(units^2) time, O(units) memory.
//! 2. Delete the longest edge, again and again, until so many components of at least two units are left; stop one step
//!    early if that number falls.
//! 3. While a component is too large, take out its unit of highest degree, and keep the parts of at least two units.
//!
//! What is left without an edge in step 2 and what step 3 takes out belongs to no service. Ties are broken by the edge's
//! place in the list of pairs: among equal distances the smaller (first unit, second unit) is taken first and deleted
//! last. That is one of many orders the published program, which has none, may take.

use crate::cx::{Cancelled, Cx};

/// The couplings of a set of units, a row at a time.
pub(super) trait Couplings {
    /// How many units there are.
    fn n(&self) -> usize;

    /// Writes the coupling of `unit` with every unit, 0 where there is none. Symmetric to the last bit.
    fn row(&mut self, unit: usize, row: &mut [f64]);

    /// Whether pairs without coupling are edges all the same, of infinite length.
    fn complete(&self) -> bool {
        false
    }
}

/// An edge of the forest between two units, the smaller first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) coupling: f64,
}

impl Edge {
    fn between(x: usize, y: usize, coupling: f64) -> Self {
        Edge { a: x.min(y), b: x.max(y), coupling }
    }

    fn distance(self) -> f64 {
        1.0 / self.coupling
    }

    /// Shorter first, then by place. A total order, so that there is one forest.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        other.coupling.total_cmp(&self.coupling).then((self.a, self.b).cmp(&(other.a, other.b)))
    }
}

/// The minimum spanning forest, shortest edge first.
pub(super) fn spanning_forest(cx: Cx<'_>, couplings: &mut impl Couplings) -> Result<Vec<Edge>, Cancelled> {
    let n = couplings.n();
    let (mut row, mut shortest) = (vec![0.0; n], vec![None::<Edge>; n]);
    let mut outside: Vec<usize> = (0..n).rev().collect();
    let mut forest = Vec::with_capacity(n.saturating_sub(1));
    let mut next = outside.pop();
    while let Some(unit) = next {
        cx.cancel.check()?;
        couplings.row(unit, &mut row);
        let complete = couplings.complete();
        let mut best: Option<(usize, Edge)> = None;
        for (at, other) in outside.iter().enumerate() {
            if row[*other] > 0.0 || complete {
                let edge = Edge::between(unit, *other, row[*other]);
                if shortest[*other].is_none_or(|known| edge.order(&known).is_lt()) {
                    shortest[*other] = Some(edge);
                }
            }
            if let Some(edge) = shortest[*other]
                && best.is_none_or(|(_, known)| edge.order(&known).is_lt())
            {
                best = Some((at, edge));
            }
        }
        next = match best {
            Some((at, edge)) => {
                forest.push(edge);
                Some(outside.swap_remove(at))
            }
            // A new tree. Which unit starts it makes no difference to the forest.
            None => outside.pop(),
        };
    }
    forest.sort_by(Edge::order);
    Ok(forest)
}

/// What becomes of the units.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pieces {
    /// The services.
    pub(super) cells: Vec<Vec<usize>>,
    /// Units that lost all their edges, or never had any.
    pub(super) loose: Vec<usize>,
    /// Units taken out because their component was too large.
    pub(super) hubs: Vec<usize>,
    /// Units that were alone after a hub was taken out.
    pub(super) crumbs: Vec<usize>,
}

/// Cuts a forest into so many services of at most `max_size` units.
pub(super) fn cut(n: usize, forest: &[Edge], services: usize, max_size: usize) -> Pieces {
    let kept = &forest[..edges_kept(n, forest, services)];
    let mut tree = Tree::new(n, kept);
    let mut pieces = Pieces::default();
    let mut parts = Vec::new();
    for part in tree.components(&(0..n).collect::<Vec<_>>()) {
        if part.len() > 1 { parts.push(part) } else { pieces.loose.extend(part) }
    }
    while let Some(part) = parts.pop() {
        if part.len() <= max_size {
            pieces.cells.push(part);
            continue;
        }
        let hub = tree.hub(&part);
        tree.gone[hub] = true;
        pieces.hubs.push(hub);
        for rest in tree.components(&part) {
            if rest.len() > 1 { parts.push(rest) } else { pieces.crumbs.extend(rest) }
        }
    }
    pieces
}

/// How many of the shortest edges survive the deletion of the longest.
fn edges_kept(n: usize, forest: &[Edge], services: usize) -> usize {
    let counts = component_counts(n, forest);
    let (mut kept, mut before) = (forest.len(), 0);
    while kept > 0 {
        let count = counts[kept - 1];
        if count < before {
            break;
        }
        kept -= 1;
        before = count;
        if count >= services {
            break;
        }
    }
    kept
}

/// The number of components of at least two units in the first 0, 1, 2, ... edges.
fn component_counts(n: usize, forest: &[Edge]) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..n).collect();
    let mut size = vec![1; n];
    let mut counts = vec![0];
    for edge in forest {
        let [a, b] = [edge.a, edge.b].map(|unit| root(&mut parent, unit));
        let large = |unit: usize| usize::from(size[unit] > 1);
        counts.push(counts.last().expect("it starts with 0") + 1 - large(a) - large(b));
        size[a] += size[b];
        parent[b] = a;
    }
    counts
}

fn root(parent: &mut [usize], mut unit: usize) -> usize {
    while parent[unit] != unit {
        parent[unit] = parent[parent[unit]];
        unit = parent[unit];
    }
    unit
}

/// The kept edges by unit, and which units are gone.
struct Tree {
    near: Vec<Vec<(usize, f64)>>,
    gone: Vec<bool>,
}

impl Tree {
    fn new(n: usize, edges: &[Edge]) -> Self {
        let mut near = vec![Vec::new(); n];
        for edge in edges {
            near[edge.a].push((edge.b, edge.distance()));
            near[edge.b].push((edge.a, edge.distance()));
        }
        Tree { near, gone: vec![false; n] }
    }

    /// The components among some units that are closed under the edges, without those that are gone.
    fn components(&self, units: &[usize]) -> Vec<Vec<usize>> {
        let mut seen = std::collections::BTreeSet::new();
        let mut components = Vec::new();
        for start in units.iter().copied().filter(|unit| !self.gone[*unit]) {
            if !seen.insert(start) {
                continue;
            }
            let (mut component, mut at) = (vec![start], 0);
            while let Some(unit) = component.get(at).copied() {
                let there = self.near[unit].iter().map(|edge| edge.0).filter(|unit| !self.gone[*unit]);
                component.extend(there.filter(|unit| seen.insert(*unit)));
                at += 1;
            }
            component.sort_unstable();
            components.push(component);
        }
        components
    }

    /// The unit of highest degree; ties: the larger sum of distances, then the first.
    fn hub(&self, part: &[usize]) -> usize {
        let rank = |unit: usize| {
            let there = self.near[unit].iter().filter(|edge| !self.gone[edge.0]);
            there.fold((0, 0.0), |(degree, sum), edge| (degree + 1, sum + edge.1))
        };
        let ranked = part.iter().map(|unit| (rank(*unit), *unit));
        let first = ranked.max_by(|(x, a), (y, b)| x.0.cmp(&y.0).then(x.1.total_cmp(&y.1)).then(b.cmp(a)));
        first.expect("a part has units").1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::tests::{cx, random_graph};
    use crate::graph::Matrix;
    use petgraph::algo::min_spanning_tree;
    use petgraph::data::Element;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    struct Dense<'a>(&'a Matrix);

    impl Couplings for Dense<'_> {
        fn n(&self) -> usize {
            self.0.n()
        }
        fn row(&mut self, unit: usize, row: &mut [f64]) {
            row.fill(0.0);
            for (other, weight) in self.0.row(unit) {
                row[other] = weight;
            }
        }
    }

    /// Each word is an edge and its coupling: `ab9`.
    fn forest(edges: &str) -> Vec<Edge> {
        let unit = |letter: u8| usize::from(letter - b'a');
        let edge = |word: &str| {
            let bytes = word.as_bytes();
            Edge::between(unit(bytes[0]), unit(bytes[1]), word[2..].parse().expect("a number"))
        };
        let mut forest: Vec<Edge> = edges.split_whitespace().map(edge).collect();
        forest.sort_by(Edge::order);
        forest
    }

    fn letters(units: &[usize]) -> String {
        let mut units = units.to_vec();
        units.sort_unstable();
        units.into_iter().map(|unit| char::from(b'a' + unit as u8)).collect()
    }

    /// Services, then `-` loose units, hubs and crumbs.
    fn check(n: usize, edges: &str, services: usize, max_size: usize, expected: &str) {
        let pieces = cut(n, &forest(edges), services, max_size);
        let mut cells: Vec<String> = pieces.cells.iter().map(|cell| letters(cell)).collect();
        cells.sort();
        let rest = [&pieces.loose, &pieces.hubs, &pieces.crumbs].map(|units| letters(units)).join("/");
        assert_eq!(format!("{} - {rest}", cells.join(" ")), expected);
    }

    #[test]
    fn the_longest_edge_goes_first() {
        check(4, "ab9 bc1 cd9", 2, 9, "ab cd - //");
    }
    #[test]
    fn at_least_one_edge_goes() {
        check(4, "ab9 cd8", 1, 9, "ab - cd//");
    }
    #[test]
    fn units_without_edges_do_not_count_as_services() {
        // bc, then ab leaves a alone: one component; then no edge is left, and the count falls: one step back.
        check(3, "ab2 bc3", 2, 9, "bc - a//");
    }
    #[test]
    fn it_stops_early_when_the_number_falls() {
        // Without bc there are two; without ab only one: ab stays although three are wanted.
        check(4, "ab2 bc1 cd3", 3, 9, "ab cd - //");
    }
    #[test]
    fn too_large_parts_lose_their_hub() {
        check(6, "ab9 ac9 ad9 de9 fa1", 1, 4, "de - f/a/bc");
    }
    #[test]
    fn among_hubs_the_one_with_longer_edges_goes() {
        check(5, "ab9 bc9 cd5 de1", 1, 3, "ab - e/c/d");
    }
    #[test]
    fn ties_are_deleted_from_the_end_of_the_list_of_pairs() {
        check(4, "ab1 bc1 cd1", 1, 9, "abc - d//");
    }
    #[test]
    fn nothing_to_cut() {
        check(2, "", 3, 9, " - ab//");
        check(0, "", 3, 9, " - //");
    }

    proptest! {
        #[test]
        fn the_forest_is_as_short_as_that_of_kruskal(graph in random_graph(14)) {
            let found = spanning_forest(cx(), &mut Dense(&graph)).expect("nobody cancels");
            let distances = graph.map(|_, _, weight| 1.0 / weight);
            let kruskal = min_spanning_tree(&distances.to_petgraph()).filter_map(|element| match element {
                Element::Edge { weight, .. } => Some(weight),
                Element::Node { .. } => None,
            }).collect::<Vec<f64>>();
            prop_assert_eq!(found.len(), kruskal.len());
            let sum: f64 = found.iter().map(|edge| edge.distance()).sum();
            prop_assert!((sum - kruskal.iter().sum::<f64>()).abs() < 1e-6);
        }

        #[test]
        fn every_unit_ends_in_one_place(graph in random_graph(14), services in 0..6_usize, max_size in 0..8_usize) {
            let forest = spanning_forest(cx(), &mut Dense(&graph)).expect("nobody cancels");
            let pieces = cut(14, &forest, services, max_size);
            let mut all: Vec<usize> = pieces.cells.concat();
            all.extend(pieces.loose.iter().chain(&pieces.hubs).chain(&pieces.crumbs));
            all.sort_unstable();
            prop_assert_eq!(all, (0..14).collect::<Vec<_>>());
            prop_assert!(pieces.cells.iter().all(|cell| cell.len() > 1 && cell.len() <= max_size));
        }
    }
}
