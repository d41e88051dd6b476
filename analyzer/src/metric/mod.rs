//! Metrics: descriptions of a partition, never grades. One family per file, each with its exact variant named.
//!
//! Measured over 28 systems with a known decomposition, no internal metric predicts the true quality (the best rank
//! correlation was -0.37), so nothing here is ever summed up into a score.

use crate::analysis::Score;
use crate::info::Info;

mod calls;
mod cycles;
mod data;
mod evidence;
mod evolution;
mod flow;
mod interface;
mod modularity;
mod operation;
mod redundancy;
mod size;
mod structural;
mod tables;
mod team;
mod turbo_mq;
mod vocabulary;

pub use evidence::Evidence;
pub use modularity::modularity;
pub use tables::Tables;

/// What a metric may look at.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// What of the facts metrics are made of.
    pub evidence: &'a Evidence,
    /// What they need of the partition to describe.
    pub tables: &'a Tables,
}

/// Every metric of a partition, in the order of [`ALL`].
pub fn scores(input: Input<'_>) -> Vec<Score> {
    let score = |metric: &&dyn Metric| Score {
        info: metric.info(),
        direction: metric.direction(),
        value: metric.measure(&input),
    };
    ALL.iter().map(score).collect()
}

/// A metric.
pub trait Metric: Sync {
    /// Its id (the variant is part of it), a line about it, and where the formula is from.
    fn info(&self) -> &'static Info;

    /// Which direction the literature calls better.
    fn direction(&self) -> Direction;

    /// The value; `None` where the facts do not carry it (no history, no operations, fewer than two cells).
    fn measure(&self, input: &Input<'_>) -> Option<f64>;
}

/// Which direction the literature calls better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Higher is called better.
    Higher,
    /// Lower is called better.
    Lower,
}

/// A metric that is a card, a direction and a function.
struct Formula {
    info: &'static Info,
    direction: Direction,
    measure: fn(&Input<'_>) -> Option<f64>,
}

impl Metric for Formula {
    fn info(&self) -> &'static Info {
        self.info
    }

    fn direction(&self) -> Direction {
        self.direction
    }

    fn measure(&self, input: &Input<'_>) -> Option<f64> {
        (self.measure)(input).filter(|value| value.is_finite())
    }
}

/// Every metric, in the order of `seamline list`.
pub const ALL: &[&dyn Metric] = &[
    &modularity::MODULARITY,
    &modularity::DIRECTED,
    &calls::CROSSING,
    &calls::ICP,
    &calls::ICP_LOG,
    &structural::SM,
    &structural::SM_FSE,
    &turbo_mq::TURBO_MQ,
    &turbo_mq::NORMALISED,
    &interface::IFN,
    &interface::IFN_FSE,
    &operation::CHM,
    &operation::CHD,
    &cycles::CDP,
    &size::NED,
    &size::NED_SERVICES,
    &evolution::INSIDE,
    &evolution::ICF,
    &evolution::ECF,
    &evolution::REI,
    &team::TSR,
    &team::OVERLAP,
    &data::ENTROPY,
    &data::DATABASE,
    &data::SHARED,
    &redundancy::ADR,
    &redundancy::PAIRWISE,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RepoPath;
    use crate::facts::Facts;
    use crate::facts::{
        Access, ChangeKind, ChangeSet, Context, Mode, Operation, Parse, Reference, Store, StoreKind, Tier, TypeDecl,
        TypeKind, Unit,
    };
    use crate::graph::{Matrix, Triplets};
    use crate::id::{Id, UnitId};
    use crate::partition::Partition;
    use proptest::prelude::{Just, Strategy, prop_assert, prop_assert_eq, proptest};

    pub(super) fn graph(n: usize, edges: Vec<(usize, usize, f64)>) -> Matrix {
        let mut triplets = Triplets::new();
        for (a, b, weight) in edges.into_iter().filter(|(a, b, _)| a != b) {
            triplets.add(a, b, weight);
            triplets.add(b, a, weight);
        }
        triplets.build(n)
    }

    pub(super) fn measured(metric: &dyn Metric, facts: &Facts, graph: &Matrix, partition: &Partition) -> Option<f64> {
        let evidence = Evidence::new(facts);
        let tables = Tables::new(&evidence, graph, partition);
        metric.measure(&Input { evidence: &evidence, tables: &tables })
    }

    fn unit(letter: u8) -> UnitId {
        UnitId::new(usize::from(letter - b'a'))
    }

    fn facts(n: usize) -> Facts {
        let unit = |at: usize| Unit {
            path: RepoPath::new(&format!("src/{at:03}.java")).expect("a test path"),
            part: None,
            language: "java",
            lines: 1,
            bytes: 1,
            package: String::new(),
            types: Vec::new(),
            entity: false,
            parse: Parse::Full,
        };
        Facts { units: (0..n).map(unit).collect(), ..Facts::default() }
    }

    fn reference(from: UnitId, to: UnitId, name: &str, count: u32) -> Reference {
        let (context, tier, name) = (Context::Call, Tier::Import, name.to_owned());
        Reference { from, to, context, name, tier, count, lines: vec![1] }
    }

    fn measure(id: &str, cells: &str, facts: &Facts, expected: Option<f64>) {
        let partition = Partition::from_labels(&cells.chars().collect::<Vec<_>>());
        let edges = facts.references.iter().map(|found| (found.from.index(), found.to.index(), 1.0)).collect();
        let graph = graph(partition.units(), edges);
        let metric = ALL.iter().find(|metric| metric.info().id == id).expect("a registered id");
        let found = measured(*metric, facts, &graph, &partition);
        let same = match (found, expected) {
            (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
            (None, None) => true,
            _ => false,
        };
        assert!(same, "{id} of {cells} is {found:?}, not {expected:?}");
    }

    /// Each letter of `cells` is the service of the file at its place; each word of `references` is from, to and how many
    /// mentions: `ab3`. The combined graph has the same edges, of weight 1.
    pub(super) fn check(id: &str, cells: &str, references: &str, expected: Option<f64>) {
        let mut facts = facts(cells.len());
        for word in references.split_whitespace() {
            let bytes = word.as_bytes();
            let count = word[2..].parse().unwrap_or(1);
            facts.references.push(reference(unit(bytes[0]), unit(bytes[1]), "X", count));
        }
        facts.references.sort();
        measure(id, cells, &facts, expected);
    }

    /// Each word of `history` is a change set, `files` or `files:author`.
    pub(super) fn check_history(id: &str, cells: &str, history: &str, expected: Option<f64>) {
        let mut facts = facts(cells.len());
        let change = |word: &str| {
            let (files, author) = word.split_once(':').unwrap_or((word, "x"));
            ChangeSet {
                id: String::new(),
                time: 0,
                contributors: vec![Id::new(usize::from(author.as_bytes()[0] - b'a'))],
                units: files.bytes().map(unit).collect(),
                files: files.len() as u32,
                subject: String::new(),
                kind: ChangeKind::Normal,
            }
        };
        facts.changes = history.split_whitespace().map(change).collect();
        measure(id, cells, &facts, expected);
    }

    /// Each word of `texts` is the text of the file at its place, its terms between dots.
    pub(super) fn check_terms(id: &str, cells: &str, texts: &str, expected: Option<f64>) {
        let mut facts = facts(cells.len());
        let mut vocabulary: Vec<&str> = texts.split([' ', '.']).collect();
        vocabulary.sort_unstable();
        vocabulary.dedup();
        let bag = |text: &str| {
            let count = |term: &str| text.split('.').filter(|word| *word == term).count() as u32;
            let counted = vocabulary.iter().enumerate().map(|(at, term)| (Id::new(at), count(term)));
            counted.filter(|(_, count)| *count > 0).collect()
        };
        facts.terms = texts.split(' ').map(bag).collect();
        measure(id, cells, &facts, expected);
    }

    /// Each word of `stores` is a store, its letters the files that use it.
    pub(super) fn check_stores(id: &str, cells: &str, stores: &str, expected: Option<f64>) {
        let mut facts = facts(cells.len());
        for word in stores.split_whitespace() {
            let store =
                facts.stores.push(Store { kind: StoreKind::Table, name: word.to_owned(), declared: Vec::new() });
            facts.accesses.extend(word.bytes().map(|letter| Access {
                unit: unit(letter),
                store,
                mode: Mode::Read,
                rule: "sql".to_owned(),
                count: 1,
                lines: vec![1],
            }));
        }
        facts.accesses.sort();
        measure(id, cells, &facts, expected);
    }

    /// Service a mentions the type `T` of service b, whose operations are `Result:name(Parameter)`.
    pub(super) fn check_operations(id: &str, operations: &str, expected: Option<f64>) {
        let mut facts = facts(2);
        let operation = |word: &str| {
            let (returns, rest) = word.split_once(':').expect("Result:name(Parameter)");
            let (name, parameters) = rest.trim_end_matches(')').split_once('(').expect("name(Parameter)");
            Operation {
                name: name.to_owned(),
                parameters: parameters.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
                returns: returns.to_owned(),
                public: true,
                line: 1,
            }
        };
        facts.units[UnitId::new(1)].types.push(TypeDecl {
            name: "T".to_owned(),
            kind: TypeKind::Interface,
            line: 1,
            end_line: 9,
            fields: 0,
            operations: operations.split_whitespace().map(operation).collect(),
        });
        facts.references.push(reference(unit(b'a'), unit(b'b'), "shop.T", 1));
        measure(id, "ab", &facts, expected);
    }

    /// Nine files with references, history, terms and stores, all from one list of pairs; `order` renames the files.
    fn everything(pairs: &[(usize, usize)], order: &[usize]) -> Facts {
        let mut facts = facts(9);
        for (a, b) in pairs.iter().filter(|(a, b)| a != b) {
            let [a, b] = [a, b].map(|at| UnitId::new(order[*at]));
            facts.references.push(reference(a, b, "X", 2));
            let mut units = vec![a, b];
            units.sort_unstable();
            facts.changes.push(ChangeSet {
                id: String::new(),
                time: 0,
                contributors: vec![Id::new(pairs.len() % 3)],
                units,
                files: 2,
                subject: String::new(),
                kind: ChangeKind::Normal,
            });
        }
        facts.references.sort();
        facts.references.dedup();
        let mut terms = vec![Vec::new(); 9];
        for (at, slot) in order.iter().enumerate() {
            terms[*slot] = vec![(Id::new(at % 4), 1), (Id::new(4 + at % 3), 2)];
        }
        facts.terms = terms.into();
        facts
    }

    proptest! {
        #[test]
        fn renaming_units_changes_no_metric(
            pairs in proptest::collection::vec((0..9_usize, 0..9_usize), 0..25),
            labels in proptest::collection::vec(0..4_usize, 9),
            order in Just((0..9_usize).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let mut renamed = vec![0; 9];
            for (at, slot) in order.iter().enumerate() {
                renamed[*slot] = labels[at];
            }
            let same: Vec<usize> = (0..9).collect();
            let value = |order: &[usize], labels: &[usize], metric: &dyn Metric| {
                let facts = everything(&pairs, order);
                let graph = graph(9, pairs.iter().map(|(a, b)| (order[*a], order[*b], 1.5)).collect());
                let partition = Partition::from_labels(labels);
                measured(metric, &facts, &graph, &partition)
            };
            for metric in ALL {
                match (value(&same, &labels, *metric), value(&order, &renamed, *metric)) {
                    (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-9, "{}: {a} {b}", metric.info().id),
                    (a, b) => prop_assert_eq!(a, b, "{}", metric.info().id),
                }
            }
        }
    }

    #[test]
    fn every_metric_survives_nothing() {
        for metric in ALL {
            let (facts, graph, partition) = (Facts::default(), Matrix::empty(0), Partition::from_labels::<u8>(&[]));
            let value = measured(*metric, &facts, &graph, &partition);
            assert_eq!(value, None, "{}", metric.info().id);
        }
    }

    #[test]
    fn every_file_is_registered() {
        crate::info::check_family("metric", ALL.iter().map(|metric| metric.info()));
    }
}
