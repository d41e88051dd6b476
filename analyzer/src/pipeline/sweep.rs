//! Resolutions, perturbed runs, consensus, and the choice of one cut.
//!
//! At each resolution: run 1 on the graph itself, the others with every edge weight times `exp(0.3 z - 0.045)`,
//! `z ~ N(0,1)` (mean 1). Perturbing by 0.5 instead of 0.3 was measured to lose two points on the development cases and
//! to double the spread between seeds. Stability is the mean adjusted Rand index over all pairs of runs. The consensus is one more
//! Leiden on the edges times `0.05 + s^2`, `s` being the share of runs with both ends together (after Lancichinetti,
//! Fortunato 2012). Chosen is the resolution with the largest
//! `ln max(stability, .01) + ln max(margin, .01) - 0.4 (ln gamma)^2`: stable, clear, and not far from 1.

use super::{SMALL, margin, tidy};
use crate::analysis::SweepPoint;
use crate::cluster::{ITERATIONS, Rules, leiden_ruled};
use crate::compare::ari;
use crate::cx::{Cancelled, Cx};
use crate::graph::Matrix;
use crate::id::{Id, UnitId};
use crate::partition::Partition;
use crate::settings::Settings;
use libm::{cos, exp, log};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rayon::prelude::*;
use std::f64::consts::PI;

/// The resolutions tried.
const GAMMAS: [f64; 7] = [0.6, 0.8, 1.0, 1.25, 1.6, 2.0, 2.6];

/// The resolutions tried above [`LARGE`] units.
const FEW_GAMMAS: [f64; 3] = [0.8, 1.0, 1.25];

/// Above this many units, fewer resolutions and runs.
const LARGE: usize = 20_000;

/// From this many units on, runs are cut short.
const BIG: usize = 2_000;

/// Below this many units, runs are cheap and single files matter: eight of them.
const TINY: usize = 400;

/// How strongly weights are perturbed: the standard deviation of their logarithm.
const SIGMA: f64 = 0.3;

/// One resolution.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    /// The resolution.
    pub(crate) gamma: f64,
    /// The runs, the unperturbed one first.
    pub(crate) runs: Vec<Partition>,
    /// The consensus of the runs, crumbs merged.
    pub(crate) partition: Partition,
    /// Mean agreement of all pairs of runs.
    pub(crate) stability: f64,
    /// Mean margin of the units in run 1.
    pub(crate) margin: f64,
}

/// All resolutions and which one was chosen.
#[derive(Debug, Clone)]
pub(crate) struct Sweep {
    /// The resolutions, ascending.
    pub(crate) points: Vec<Point>,
    /// The index of the chosen one.
    pub(crate) chosen: usize,
}

impl Sweep {
    /// The chosen resolution.
    pub(crate) fn best(&self) -> &Point {
        &self.points[self.chosen]
    }

    /// The nearest coarser resolution whose partition differs, and the nearest finer one.
    pub(crate) fn neighbours(&self) -> [Option<&Point>; 2] {
        let differs = |point: &&Point| point.partition != self.best().partition;
        let coarser = self.points[..self.chosen].iter().rev().find(differs);
        let finer = self.points[self.chosen + 1..].iter().find(differs);
        [coarser, finer]
    }

    /// The table for people.
    pub(crate) fn table(&self, graph: &Matrix) -> Vec<SweepPoint> {
        let row = |(at, point): (usize, &Point)| SweepPoint {
            gamma: point.gamma,
            cells: services(graph, &point.partition),
            stability: point.stability,
            margin: point.margin,
            chosen: at == self.chosen,
        };
        self.points.iter().enumerate().map(row).collect()
    }
}

/// Tries all resolutions and chooses one; the one with the wanted number of services if someone asked for a number.
pub(crate) fn sweep(cx: Cx<'_>, graph: &Matrix, settings: &Settings, rules: &Rules) -> Result<Sweep, Cancelled> {
    let n = graph.n();
    let gammas: &[f64] = if n > LARGE { &FEW_GAMMAS } else { &GAMMAS };
    let weights = perturbed(graph, runs_for(n), settings.seed);
    let tried = Tried { cx, graph, weights: &weights, rules, seed: settings.seed };
    let mut points = gammas.iter().map(|gamma| tried.point(*gamma)).collect::<Result<Vec<_>, _>>()?;
    if let Some((least, most)) = settings.services {
        search(&tried, (least, most), &mut points)?;
    }
    let fits = |point: &Point| match settings.services {
        None => 0,
        Some((least, most)) => distance(services(graph, &point.partition), least, most),
    };
    let chosen = (0..points.len())
        .min_by(|&a, &b| {
            let (a, b) = (&points[a], &points[b]);
            fits(a).cmp(&fits(b)).then(merit(b).total_cmp(&merit(a)))
        })
        .expect("at least one resolution is tried");
    Ok(Sweep { points, chosen })
}

fn runs_for(n: usize) -> usize {
    match n {
        0..TINY => 8,
        TINY..=LARGE => 4,
        _ => 3,
    }
}

/// How often each run iterates. On large graphs the third to sixth iteration gain less than half a percent of modularity
/// for as much time again; the consensus always gets all of them.
fn iterations(n: usize) -> usize {
    if n < BIG { ITERATIONS } else { 2 }
}

fn merit(point: &Point) -> f64 {
    let distance = log(point.gamma);
    log(point.stability.max(0.01)) + log(point.margin.max(0.01)) - 0.4 * distance * distance
}

/// How many cells are large enough to be called services.
fn services(graph: &Matrix, partition: &Partition) -> usize {
    let placed = |units: &Vec<UnitId>| units.len() >= SMALL || units.iter().any(|u| graph.row(u.index()).len() > 0);
    partition.members().values().filter(|units| placed(units)).count()
}

fn distance(services: usize, least: usize, most: usize) -> usize {
    least.saturating_sub(services).max(services.saturating_sub(most))
}

/// Adds resolutions between and beyond the fixed ones until one gives the wanted number of services, at most twelve.
fn search(tried: &Tried<'_>, (least, most): (usize, usize), points: &mut Vec<Point>) -> Result<(), Cancelled> {
    let (mut low, mut high) = (0.02_f64, 60.0_f64);
    for _ in 0..12 {
        let counts = |point: &Point| services(tried.graph, &point.partition);
        if points.iter().any(|point| distance(counts(point), least, most) == 0) {
            break;
        }
        for point in points.iter() {
            if counts(point) < least {
                low = low.max(point.gamma);
            } else {
                high = high.min(point.gamma);
            }
        }
        if low >= high {
            break;
        }
        let point = tried.point((low * high).sqrt())?;
        let at = points.partition_point(|other| other.gamma < point.gamma);
        points.insert(at, point);
    }
    Ok(())
}

/// What stays the same at every resolution.
struct Tried<'a> {
    cx: Cx<'a>,
    graph: &'a Matrix,
    /// The weights of every run.
    weights: &'a [Vec<f64>],
    rules: &'a Rules,
    seed: u64,
}

impl Tried<'_> {
    /// All runs at one resolution, and their consensus.
    fn point(&self, gamma: f64) -> Result<Point, Cancelled> {
        let &Tried { cx, graph, weights, rules, seed } = self;
        cx.cancel.check()?;
        let run = |weights: &Vec<f64>| leiden_ruled(graph, weights, gamma, iterations(graph.n()), seed, rules);
        let runs: Vec<Partition> = weights.par_iter().map(run).collect();
        cx.cancel.check()?;
        let stability = agreement(&runs);
        let consensus = leiden_ruled(graph, &agreed(graph, &runs), gamma, ITERATIONS, seed, rules);
        let partition = tidy(graph, &consensus, rules);
        Ok(Point { gamma, margin: margin(graph, &runs[0]), runs, partition, stability })
    }
}

/// Mean adjusted Rand index over all pairs of runs; 1 for a single run.
fn agreement(runs: &[Partition]) -> f64 {
    let pairs: Vec<(usize, usize)> = (0..runs.len()).flat_map(|a| (a + 1..runs.len()).map(move |b| (a, b))).collect();
    if pairs.is_empty() {
        return 1.0;
    }
    let agreements: Vec<f64> = pairs.par_iter().map(|&(a, b)| ari(&runs[a], &runs[b])).collect();
    agreements.iter().sum::<f64>() / pairs.len() as f64
}

/// Every edge times `0.05 + s^2`, with `s` the share of runs that keep its ends together.
fn agreed(graph: &Matrix, runs: &[Partition]) -> Vec<f64> {
    let labels: Vec<Vec<usize>> = runs.iter().map(Partition::labels).collect();
    let weigh = |row: usize, column: usize, weight: f64| {
        let together = labels.iter().filter(|labels| labels[row] == labels[column]).count();
        let share = together as f64 / labels.len() as f64;
        weight * (0.05 + share * share)
    };
    graph.map(weigh).values().to_vec()
}

/// The weights of every run, one per stored entry: as they are, then perturbed.
fn perturbed(graph: &Matrix, runs: usize, seed: u64) -> Vec<Vec<f64>> {
    let perturb = |run: usize| {
        if run == 0 {
            return graph.values().to_vec();
        }
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(run as u64);
        let upper = graph.map(|row, column, weight| {
            // One draw per unordered pair, in the order of the upper triangle; the lower one mirrors it below.
            if row < column { weight } else { 0.0 }
        });
        let mut drawn: Vec<f64> = upper.values().to_vec();
        for weight in drawn.iter_mut().filter(|weight| **weight > 0.0) {
            *weight *= exp(SIGMA * normal(&mut generator) - SIGMA * SIGMA / 2.0);
        }
        mirrored(graph, &drawn)
    };
    (0..runs).into_par_iter().map(perturb).collect()
}

/// Copies the upper triangle's values onto the lower one.
fn mirrored(graph: &Matrix, upper: &[f64]) -> Vec<f64> {
    let mut next: Vec<usize> = (0..graph.n()).map(|row| graph.range(row).start).collect();
    let mut values = upper.to_vec();
    for row in 0..graph.n() {
        for (at, (column, _)) in graph.range(row).zip(graph.row(row)) {
            if column > row {
                // Rows are visited in ascending order, so the entries below the diagonal of a row fill from its start.
                values[next[column]] = upper[at];
                next[column] += 1;
            }
        }
    }
    values
}

/// A standard normal number (Box, Muller 1958).
fn normal(generator: &mut ChaCha8Rng) -> f64 {
    let mut uniform = || (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    let (u, v) = (1.0 - uniform(), uniform());
    (-2.0 * log(u)).sqrt() * cos(2.0 * PI * v)
}

/// Further runs of any clustering on perturbed graphs, for its stability; the graphs are those of the sweep.
pub(crate) fn rerun<E>(
    graph: &Matrix,
    seed: u64,
    mut cluster: impl FnMut(&Matrix, u64) -> Result<Partition, E>,
) -> Result<Vec<Partition>, E> {
    let weights = perturbed(graph, 4, seed);
    weights.iter().zip(seed..).map(|(weights, seed)| cluster(&graph.with_values(weights), seed)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Triplets;

    fn ring_of_cliques(cliques: usize, size: usize) -> Matrix {
        let mut triplets = Triplets::new();
        let mut edge = |a: usize, b: usize| {
            triplets.add(a, b, 1.0);
            triplets.add(b, a, 1.0);
        };
        for clique in 0..cliques {
            let start = clique * size;
            for a in start..start + size {
                (a + 1..start + size).for_each(|b| edge(a, b));
            }
            edge(start, (start + size + 1) % (cliques * size));
        }
        triplets.build(cliques * size)
    }

    fn run(graph: &Matrix, services: Option<(usize, usize)>) -> Sweep {
        let cx = Cx { progress: &crate::cx::Silent, cancel: &crate::cx::Cancel::default() };
        sweep(cx, graph, &Settings { services, ..Settings::default() }, &Rules::default()).expect("nobody cancels")
    }

    #[test]
    fn finds_the_cliques() {
        let sweep = run(&ring_of_cliques(6, 6), None);
        let expected: Vec<usize> = (0..36).map(|unit| unit / 6).collect();
        assert_eq!(sweep.best().partition, Partition::from_labels(&expected));
        assert!(sweep.best().stability > 0.95);
    }

    #[test]
    fn gives_the_wanted_number_of_services() {
        for wanted in [2, 3, 6] {
            let sweep = run(&ring_of_cliques(6, 6), Some((wanted, wanted)));
            assert_eq!(sweep.best().partition.cells(), wanted);
        }
    }

    #[test]
    fn a_graph_without_edges_is_all_crumbs() {
        assert_eq!(run(&Matrix::empty(3), None).best().partition.cells(), 3);
    }

    #[test]
    fn perturbed_weights_are_symmetric() {
        let graph = ring_of_cliques(3, 4);
        for weights in perturbed(&graph, 3, 7) {
            let matrix = graph.with_values(&weights);
            assert_eq!(matrix, matrix.transposed());
        }
    }

    #[test]
    fn normal_numbers_have_mean_0_and_variance_1() {
        let mut generator = ChaCha8Rng::seed_from_u64(1);
        let drawn: Vec<f64> = (0..20_000).map(|_| normal(&mut generator)).collect();
        let mean = drawn.iter().sum::<f64>() / 20_000.0;
        let variance = drawn.iter().map(|z| (z - mean) * (z - mean)).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
    }
}
