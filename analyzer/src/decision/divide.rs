//! Dividing one service, with everything around it left alone.

use crate::cluster::{ITERATIONS, leiden};
use crate::graph::{Matrix, Triplets};
use crate::id::{Id, UnitId};
use std::collections::BTreeMap;

/// The resolutions tried, coarsest first.
const GAMMAS: [f64; 10] = [0.5, 0.75, 1.0, 1.35, 1.8, 2.5, 3.5, 5.0, 8.0, 16.0];

/// The edges among some units, which become 0, 1, ... in their order.
fn among(graph: &Matrix, units: &[UnitId]) -> Matrix {
    let at: BTreeMap<usize, usize> = units.iter().enumerate().map(|(at, unit)| (unit.index(), at)).collect();
    let mut triplets = Triplets::new();
    for (row, unit) in units.iter().enumerate() {
        for (other, weight) in graph.row(unit.index()) {
            if let Some(column) = at.get(&other) {
                triplets.add(row, *column, weight);
            }
        }
    }
    triplets.build(units.len())
}

/// Divides units in `parts`: Leiden on the edges among them, at the coarsest resolution that gives at least so many, then
/// the two that pull most at each other (`weight / sqrt(size * size)`, ties to the first) joined until it is so many.
/// The parts are sorted by size, largest first (ties by first unit). `None` where not even single units are so many.
pub(super) fn in_parts(graph: &Matrix, units: &[UnitId], parts: usize, seed: u64) -> Option<Vec<Vec<UnitId>>> {
    if parts < 2 || units.len() < parts {
        return None;
    }
    let inner = among(graph, units);
    let found = GAMMAS.iter().map(|gamma| leiden(&inner, *gamma, ITERATIONS, seed));
    let enough = found.into_iter().find(|partition| partition.cells() >= parts);
    let labels = enough.map_or_else(|| (0..units.len()).collect(), |partition| partition.labels());
    let mut cells: Vec<Vec<usize>> = vec![Vec::new(); labels.iter().max().map_or(0, |label| label + 1)];
    for (at, label) in labels.iter().enumerate() {
        cells[*label].push(at);
    }
    while cells.len() > parts {
        let (a, b) = closest(&inner, &cells);
        let joined = cells.remove(b);
        cells[a].extend(joined);
        cells[a].sort_unstable();
    }
    Some(sorted(cells.into_iter().map(|cell| cell.into_iter().map(|at| units[at]).collect()).collect()))
}

/// Largest first, ties by first unit.
fn sorted(mut parts: Vec<Vec<UnitId>>) -> Vec<Vec<UnitId>> {
    parts.sort_by_key(|part| (std::cmp::Reverse(part.len()), part[0]));
    parts
}

/// The two cells to join: of those with an edge between them the closest, without any edge the two smallest.
fn closest(graph: &Matrix, cells: &[Vec<usize>]) -> (usize, usize) {
    let mut cell_of = vec![0; graph.n()];
    for (cell, units) in cells.iter().enumerate() {
        units.iter().for_each(|unit| cell_of[*unit] = cell);
    }
    let mut between: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for (a, b, weight) in graph.pairs() {
        let (a, b) = (cell_of[a], cell_of[b]);
        if a != b {
            *between.entry((a.min(b), a.max(b))).or_default() += weight;
        }
    }
    let pull = |(a, b): (usize, usize), weight: f64| weight / ((cells[a].len() * cells[b].len()) as f64).sqrt();
    let best = between.iter().max_by(|x, y| pull(*x.0, *x.1).total_cmp(&pull(*y.0, *y.1)).then(y.0.cmp(x.0)));
    best.map_or_else(
        || {
            let mut by_size: Vec<usize> = (0..cells.len()).collect();
            by_size.sort_by_key(|cell| (cells[*cell].len(), *cell));
            (by_size[0].min(by_size[1]), by_size[0].max(by_size[1]))
        },
        |(pair, _)| *pair,
    )
}

/// Divides units among seeds that have to be apart: unit by unit, the one that some part pulls most (by edge weight to
/// what is in it already) goes there; ties to the smaller unit, then to the first seed. What nothing pulls goes to the
/// first. The parts are in the order of the seeds.
pub(super) fn by_seeds(graph: &Matrix, units: &[UnitId], seeds: &[Vec<UnitId>]) -> Vec<Vec<UnitId>> {
    let mut part_of: BTreeMap<UnitId, Option<usize>> = units.iter().map(|unit| (*unit, None)).collect();
    let mut pulls: BTreeMap<UnitId, Vec<f64>> = BTreeMap::new();
    let mut settled: Vec<(UnitId, usize)> = Vec::new();
    for (part, seed) in seeds.iter().enumerate() {
        settled.extend(seed.iter().filter(|unit| part_of.contains_key(unit)).map(|unit| (*unit, part)));
    }
    let mut next = 0;
    loop {
        while let Some((unit, part)) = settled.get(next).copied() {
            next += 1;
            part_of.insert(unit, Some(part));
            pulls.remove(&unit);
            for (other, weight) in graph.row(unit.index()) {
                let other = UnitId::new(other);
                if part_of.get(&other).is_some_and(Option::is_none) {
                    pulls.entry(other).or_insert_with(|| vec![0.0; seeds.len()])[part] += weight;
                }
            }
        }
        let strongest = |weights: &[f64]| {
            let best = (0..weights.len()).max_by(|a, b| weights[*a].total_cmp(&weights[*b]).then(b.cmp(a)));
            best.map(|part| (part, weights[part]))
        };
        let found = pulls.iter().filter_map(|(unit, weights)| Some((*unit, strongest(weights)?)));
        let best = found.max_by(|a, b| a.1.1.total_cmp(&b.1.1).then(b.0.cmp(&a.0)));
        match best {
            Some((unit, (part, _))) => settled.push((unit, part)),
            None => break,
        }
    }
    let mut parts = vec![Vec::new(); seeds.len()];
    for (unit, part) in part_of {
        parts[part.unwrap_or(0)].push(unit);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Edges as words of two letters and a weight; the parts as words.
    fn graph(edges: &str) -> Matrix {
        let mut triplets = Triplets::new();
        for word in edges.split(' ') {
            let [a, b, weight] = [0, 1, 2].map(|at| word.as_bytes()[at]);
            let (a, b) = (usize::from(a - b'a'), usize::from(b - b'a'));
            triplets.add(a, b, f64::from(weight - b'0'));
            triplets.add(b, a, f64::from(weight - b'0'));
        }
        triplets.build(8)
    }

    fn units(letters: &str) -> Vec<UnitId> {
        letters.bytes().map(|letter| UnitId::new(usize::from(letter - b'a'))).collect()
    }

    fn words(parts: Vec<Vec<UnitId>>) -> String {
        let word =
            |part: &Vec<UnitId>| part.iter().map(|unit| char::from(b'a' + unit.index() as u8)).collect::<String>();
        parts.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    fn check_parts(edges: &str, among: &str, parts: usize, expected: &str) {
        let found = in_parts(&graph(edges), &units(among), parts, 1);
        assert_eq!(found.map(words).unwrap_or_default(), expected, "{edges} {among} {parts}");
    }

    #[test]
    fn two_triangles_and_a_tail() {
        let edges = "ab3 bc3 ac3 de3 ef3 df3 cd1 fg1";
        check_parts(edges, "abcdefg", 2, "defg abc");
        check_parts(edges, "abcdefg", 3, "abc de fg");
        check_parts(edges, "ab", 2, "a b");
        check_parts(edges, "ab", 3, "");
        check_parts(edges, "abcdefg", 1, "");
    }

    #[test]
    fn what_nothing_holds_together_is_divided_too() {
        check_parts("gh1", "abcd", 2, "ab cd");
    }

    #[test]
    fn seeds_take_what_they_pull() {
        let seeds = [units("a"), units("f")];
        let parts = by_seeds(&graph("ab3 bc3 ac3 de3 ef3 df3 cd1"), &units("abcdefg"), &seeds);
        assert_eq!(words(parts), "abcg def");
    }
}
