//! What metrics need of a partition: sums by cell and by pair of cells, from which each metric is a few lines.
//!
//! References, commits, people and stores are counted anew for every partition: they are whole numbers in flat arrays, at
//! O(references + files changed). What is dear, the words of a cell, what two cells have in common, and the sums over the
//! combined graph, is taken over from a partition nearby ([`Tables::moved`]) for every cell with the same units. Both ways
//! give the same bits: whole numbers are exact, and every other sum is taken in the same order.

use super::evidence::{Edge, Evidence};
use super::flow::Flow;
use super::vocabulary::Vocabulary;
use crate::graph::Matrix;
use crate::id::{CellId, Id, UnitId};
use crate::partition::{Partition, Same};

/// The sums of a partition.
#[derive(Debug, Clone)]
pub struct Tables {
    /// The partition.
    pub(super) partition: Partition,
    /// The size of every cell.
    pub(super) sizes: Vec<f64>,
    /// Pairs of units with a reference, by cells.
    pub(super) links: Flow,
    /// Mentions, by cells.
    pub(super) mentions: Flow,
    /// Pairs of units with a reference in any direction, by cells.
    pub(super) pairs: Flow,
    /// How many pairs with a reference cross cells, by rank of their number of mentions.
    pub(super) crossing: Vec<u64>,
    /// How many units are referred to from other cells.
    pub(super) known: usize,
    /// The offers that other cells mention, ascending.
    pub(super) offered: Vec<usize>,
    /// What changes together.
    pub(super) changes: Changes,
    /// For every person, the number of cells they changed.
    pub(super) services_of_people: Vec<usize>,
    /// For every store, how many users it has by cell, in the order of the cells.
    pub(super) users: Vec<Vec<f64>>,
    /// The words of the cells, where there are any.
    pub(super) vocabulary: Option<Vocabulary>,
    /// The combined graph, by cells.
    pub(super) weights: Weights,
}

/// What changes together, by cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Changes {
    /// Ordered pairs of units of the cell, once for every commit with both.
    pub(super) inside: Vec<f64>,
    /// Ordered pairs of a unit of the cell and one of another.
    pub(super) across: Vec<f64>,
    /// The co-change weight inside cells: over all commits, pairs inside over one less than its units.
    pub(super) kept: f64,
    /// Units in all commits.
    pub(super) total: f64,
}

/// The edge weight of a graph, by cell.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    /// Inside, in both directions.
    pub(super) inside: Vec<f64>,
    /// Of all edges of its units.
    pub(super) degree: Vec<f64>,
}

impl Tables {
    /// The sums of a partition, in O(evidence).
    pub fn new(evidence: &Evidence, graph: &Matrix, partition: &Partition) -> Self {
        Self::make(evidence, graph, partition, None)
    }

    /// The same from those of a partition nearby; equal to [`Tables::new`] bit for bit.
    pub fn moved(&self, evidence: &Evidence, graph: &Matrix, partition: &Partition) -> Self {
        let fits = self.partition.units() == partition.units();
        let same = fits.then(|| (self, Same::new(&self.partition, partition)));
        Self::make(evidence, graph, partition, same.as_ref().map(|(tables, same)| (*tables, same)))
    }

    /// The partition that they are of.
    pub fn partition(&self) -> &Partition {
        &self.partition
    }

    fn make(evidence: &Evidence, graph: &Matrix, partition: &Partition, before: Option<(&Self, &Same)>) -> Self {
        let cell_of: Vec<u32> = partition.labels().into_iter().map(|cell| cell as u32).collect();
        let cells = partition.cells();
        let heavy = || {
            let members = partition.members();
            let words = before.and_then(|(tables, same)| Some((tables.vocabulary.as_ref()?, same)));
            let weights = before.map(|(tables, same)| (&tables.weights, same));
            (
                Vocabulary::new(evidence, &members, words),
                Weights::new(graph, partition, weights.map(|known| (known.0, known.1, members.as_slice()))),
            )
        };
        let light = || {
            let [links, mentions] =
                Flow::both(&cell_of, cells, evidence.edges.iter().map(|edge| (edge.from, edge.to, edge.mentions)));
            let pairs = evidence.pairs.iter().map(|(a, b)| (*a, *b, 1.0));
            let [pairs, _] = Flow::both(&cell_of, cells, pairs);
            let (crossing, known) = crossing(evidence, &cell_of);
            (links, mentions, pairs, crossing, known, changes(evidence, &cell_of, cells))
        };
        let ((vocabulary, weights), (links, mentions, pairs, crossing, known, changes)) = rayon::join(heavy, light);
        let elsewhere =
            |unit: u32, others: &[u32]| others.iter().any(|other| cell_of[*other as usize] != cell_of[unit as usize]);
        let offered =
            evidence.offers.iter().enumerate().filter(|(_, offer)| elsewhere(offer.unit, &offer.mentioned_by));
        let mut counter = Counter::new(cells);
        Self {
            sizes: partition.sizes().into_iter().map(|size| size as f64).collect(),
            offered: offered.map(|(at, _)| at).collect(),
            services_of_people: evidence.people.iter().map(|units| counter.count(&cell_of, units).len()).collect(),
            users: evidence
                .stores
                .iter()
                .map(|units| counter.count(&cell_of, units).iter().map(|c| c.1).collect())
                .collect(),
            partition: partition.clone(),
            links,
            mentions,
            pairs,
            crossing,
            known,
            changes,
            vocabulary,
            weights,
        }
    }
}

/// How many edges cross cells, by rank of their mentions, and how many units are referred to over a border.
fn crossing(evidence: &Evidence, cell_of: &[u32]) -> (Vec<u64>, usize) {
    let mut crossing = vec![0; evidence.counts.len()];
    let mut known = vec![false; cell_of.len()];
    for Edge { from, to, rank, .. } in &evidence.edges {
        if cell_of[*from as usize] != cell_of[*to as usize] {
            crossing[*rank as usize] += 1;
            known[*to as usize] = true;
        }
    }
    (crossing, known.into_iter().filter(|known| *known).count())
}

fn changes(evidence: &Evidence, cell_of: &[u32], cells: usize) -> Changes {
    let mut counter = Counter::new(cells);
    let mut changes = Changes { inside: vec![0.0; cells], across: vec![0.0; cells], ..Changes::default() };
    for units in evidence.commits.iter() {
        let all = units.len() as f64;
        let mut inside = 0.0;
        for (cell, count) in counter.count(cell_of, units) {
            inside += count * (count - 1.0);
            changes.inside[*cell] += count * (count - 1.0);
            changes.across[*cell] += count * (all - count);
        }
        changes.kept += inside / (all - 1.0);
        changes.total += all;
    }
    changes
}

/// Counts units by cell, again and again.
struct Counter {
    counts: Vec<f64>,
    found: Vec<(usize, f64)>,
}

impl Counter {
    fn new(cells: usize) -> Self {
        Self { counts: vec![0.0; cells], found: Vec::new() }
    }

    /// How many of the units are in each cell that has any, by cell.
    fn count(&mut self, cell_of: &[u32], units: &[u32]) -> &[(usize, f64)] {
        self.found.clear();
        for unit in units {
            let cell = cell_of[*unit as usize] as usize;
            if self.counts[cell] == 0.0 {
                self.found.push((cell, 0.0));
            }
            self.counts[cell] += 1.0;
        }
        self.found.sort_unstable_by_key(|found| found.0);
        for (cell, count) in &mut self.found {
            *count = std::mem::take(&mut self.counts[*cell]);
        }
        &self.found
    }
}

impl Weights {
    /// The weights of all cells; of those with the same units as before, the sums that are known.
    fn new(graph: &Matrix, partition: &Partition, before: Option<(&Self, &Same, &[Vec<UnitId>])>) -> Self {
        let Some((before, same, members)) = before else { return Self::of(graph, partition) };
        let mut weights = Self { inside: vec![0.0; members.len()], degree: vec![0.0; members.len()] };
        for (cell, units) in members.iter().enumerate() {
            match same.of(cell) {
                Some(was) => {
                    weights.inside[cell] = before.inside[was];
                    weights.degree[cell] = before.degree[was];
                }
                None => units.iter().for_each(|unit| weights.add(graph, partition, *unit, CellId::new(cell))),
            }
        }
        weights
    }

    /// The weights of all cells, in O(edges).
    pub(super) fn of(graph: &Matrix, partition: &Partition) -> Self {
        let mut weights = Self { inside: vec![0.0; partition.cells()], degree: vec![0.0; partition.cells()] };
        for unit in (0..graph.n()).map(UnitId::new) {
            weights.add(graph, partition, unit, partition.cell(unit));
        }
        weights
    }

    /// Adds the edges of a unit, which is of that cell.
    fn add(&mut self, graph: &Matrix, partition: &Partition, unit: UnitId, cell: CellId) {
        for (other, weight) in graph.row(unit.index()) {
            self.degree[cell.index()] += weight;
            if partition.cell(UnitId::new(other)) == cell {
                self.inside[cell.index()] += weight;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::random;
    use crate::graph::Triplets;
    use crate::metric::{Input, scores};
    use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};

    /// A graph whose weights are no whole numbers.
    fn graph(evidence: &Evidence, n: usize) -> Matrix {
        let mut triplets = Triplets::new();
        for (from, to, mentions) in evidence.references() {
            let weight = libm::log(mentions + from as f64) + 0.1;
            triplets.add(from, to, weight);
            triplets.add(to, from, weight);
        }
        triplets.build(n)
    }

    fn bits(evidence: &Evidence, tables: &Tables) -> Vec<(&'static str, Option<u64>)> {
        let scores = scores(Input { evidence, tables });
        scores.into_iter().map(|score| (score.info.id, score.value.map(f64::to_bits))).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        /// 200 times 50 edits, of one file or of several: what is taken over is what would be found anew.
        #[test]
        fn moved_tables_are_new_tables(
            seed in any::<u64>(),
            edits in proptest::collection::vec((0..30_usize, 0..7_usize, 1..4_usize), 50),
        ) {
            let facts = random::facts(30, seed);
            let evidence = Evidence::new(&facts);
            let graph = graph(&evidence, 30);
            let mut labels: Vec<usize> = (0..30).map(|unit| unit / 10).collect();
            let mut moved = Tables::new(&evidence, &graph, &Partition::from_labels(&labels));
            for (unit, to, count) in edits {
                (0..count).for_each(|more| labels[(unit + more * 7) % 30] = to);
                let partition = Partition::from_labels(&labels);
                moved = moved.moved(&evidence, &graph, &partition);
                let new = Tables::new(&evidence, &graph, &partition);
                prop_assert_eq!(bits(&evidence, &moved), bits(&evidence, &new));
            }
        }
    }

    #[test]
    fn the_facts_of_the_test_give_every_metric_a_value() {
        let evidence = Evidence::new(&random::facts(30, 1));
        let tables = Tables::new(
            &evidence,
            &graph(&evidence, 30),
            &Partition::from_labels(&(0..30).map(|unit| unit / 10).collect::<Vec<_>>()),
        );
        assert_eq!(bits(&evidence, &tables).into_iter().find(|(_, value)| value.is_none()), None);
    }
}
