//! Clusterers: from a weighted graph to a partition, one algorithm per file.
//!
//! A clusterer never knows which couplings made the graph; the baselines, which look at names and folders, say so by
//! taking facts.

use crate::cx::{Cancelled, Cx};
use crate::facts::Facts;
use crate::graph::Matrix;
use crate::info::Info;
use crate::partition::Partition;
use crate::settings::Settings;

mod agglomerative;
mod folders;
mod label_propagation;
mod leiden;
mod level;
mod louvain;
mod mazlami;
mod mazlami_mended;
mod noun;
mod one;
mod packages;
mod random;
mod rules;
mod spanning;

pub use agglomerative::Agglomerative;
pub use folders::Folders;
pub use label_propagation::LabelPropagation;
pub use leiden::{ITERATIONS, Leiden, leiden, leiden_ruled, leiden_weighted};
pub use louvain::Louvain;
pub use mazlami::Mazlami;
pub use mazlami_mended::MazlamiMended;
pub use noun::Noun;
pub use one::One;
pub use packages::Packages;
pub use random::Random;
pub use rules::Rules;

/// What a clusterer may look at.
pub struct Input<'a> {
    /// The facts; only baselines and the published method look at them.
    pub facts: &'a Facts,
    /// The combined coupling graph, symmetric, without loops.
    pub graph: &'a Matrix,
    /// The structural layer alone, for the plain methods.
    pub structure: &'a Matrix,
    /// What was asked for: the number of services, the seed, the published method's parameters.
    pub settings: &'a Settings,
    /// What has to stay together or apart; only clusterers that say so keep to it.
    pub rules: &'a Rules,
}

/// What a clusterer gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clustering {
    /// Every unit in a cell. Units that the method leaves out are cells of their own.
    pub partition: Partition,
    /// The units that the method leaves out (the published method drops classes; nothing else does), ascending.
    pub dropped: Vec<crate::id::UnitId>,
    /// Notes for the reader: parameters used, what was dropped and why.
    pub notes: Vec<String>,
}

impl Clustering {
    /// A clustering that leaves nothing out and has nothing to note.
    fn of(partition: Partition) -> Self {
        Self { partition, dropped: Vec::new(), notes: Vec::new() }
    }
}

/// An algorithm that groups units.
pub trait Clusterer: Sync {
    /// Its id, a line about it, and where it is from.
    fn info(&self) -> &'static Info;

    /// Whether it is a trivial baseline that every result is printed beside.
    fn is_baseline(&self) -> bool {
        false
    }

    /// Whether its cells keep to the rules of the input.
    fn keeps_rules(&self) -> bool {
        false
    }

    /// Groups all units.
    ///
    /// # Errors
    /// Only when asked to stop.
    fn cluster(&self, cx: Cx<'_>, input: &Input<'_>) -> Result<Clustering, Cancelled>;
}

/// Every clusterer but the default pipeline, in the order of `seamline list`.
pub const ALL: &[&dyn Clusterer] = &[
    &Leiden,
    &Louvain,
    &LabelPropagation,
    &Agglomerative,
    &Mazlami,
    &MazlamiMended,
    &Folders,
    &Packages,
    &Noun,
    &One,
    &Random,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RepoPath;
    use crate::cx::{Cancel, Silent};
    use crate::facts::{ChangeKind, ChangeSet, Parse, TypeDecl, TypeKind, Unit};
    use crate::graph::Triplets;
    use crate::id::Id;
    use proptest::prelude::{Strategy, prop_assert_eq, proptest};

    pub(super) fn cx() -> Cx<'static> {
        static GO_ON: Cancel = Cancel::new();
        Cx { progress: &Silent, cancel: &GO_ON }
    }

    /// Each word is an edge of weight 1 between two letters; repeated words add up. `a` is unit 0.
    pub(super) fn graph(n: usize, edges: &str) -> Matrix {
        let mut triplets = Triplets::new();
        for edge in edges.split_whitespace() {
            let [a, b] = [0, 1].map(|at| usize::from(edge.as_bytes()[at] - b'a'));
            triplets.add(a, b, 1.0);
            triplets.add(b, a, 1.0);
        }
        triplets.build(n)
    }

    pub(super) fn random_graph(n: usize) -> impl Strategy<Value = Matrix> {
        let edges = proptest::collection::vec((0..n, 0..n, 0.01..4.0_f64), 0..n * 4);
        edges.prop_map(move |edges| {
            let mut triplets = Triplets::new();
            for (a, b, weight) in edges.into_iter().filter(|(a, b, _)| a != b) {
                triplets.add(a, b, weight);
                triplets.add(b, a, weight);
            }
            triplets.build(n)
        })
    }

    /// Each word is a file: `path`, `path=package` or `path=package:Type,Type`. Kept in the order given.
    pub(super) fn facts(files: &str) -> Facts {
        let declare = |name: &str| TypeDecl {
            name: name.to_owned(),
            kind: TypeKind::Class,
            line: 1,
            end_line: 1,
            fields: 0,
            operations: Vec::new(),
        };
        let unit = |word: &str| {
            let (path, rest) = word.split_once('=').unwrap_or((word, ""));
            let (package, types) = rest.rsplit_once(":").filter(|_| !rest.contains("::")).unwrap_or((rest, ""));
            Unit {
                path: RepoPath::new(path).expect("a test path"),
                part: None,
                language: "java",
                lines: 1,
                bytes: 1,
                package: package.to_owned(),
                types: types.split(',').filter(|name| !name.is_empty()).map(declare).collect(),
                entity: false,
                parse: Parse::Full,
            }
        };
        Facts { units: files.split_whitespace().map(unit).collect(), ..Facts::default() }
    }

    /// Adds a history: each word is `files@seconds` or `files@seconds:author`, each letter the file at its place.
    pub(super) fn changes(mut facts: Facts, history: &str) -> Facts {
        let unit = |letter: u8| Id::new(usize::from(letter - b'a'));
        let change = |(at, word): (usize, &str)| {
            let (files, rest) = word.split_once('@').expect("files@seconds");
            let (time, author) = rest.split_once(':').unwrap_or((rest, "x"));
            ChangeSet {
                id: format!("{at:040}"),
                time: time.parse().expect("seconds"),
                contributors: vec![Id::new(usize::from(author.as_bytes()[0] - b'a'))],
                units: files.bytes().map(unit).collect(),
                files: files.len() as u32,
                subject: String::new(),
                kind: ChangeKind::Normal,
            }
        };
        facts.changes = history.split_whitespace().enumerate().map(change).collect();
        facts
    }

    /// Adds words: each word is the text of the file at its place, its terms between dots.
    pub(super) fn terms(mut facts: Facts, texts: &str) -> Facts {
        let mut vocabulary: Vec<&str> = texts.split([' ', '.']).collect();
        vocabulary.sort_unstable();
        vocabulary.dedup();
        let bag = |text: &str| {
            let count = |term: &str| text.split('.').filter(|word| *word == term).count() as u32;
            let counted = vocabulary.iter().enumerate().map(|(at, term)| (Id::new(at), count(term)));
            counted.filter(|(_, count)| *count > 0).collect()
        };
        facts.terms = texts.split(' ').map(bag).collect();
        facts.vocabulary = vocabulary.iter().map(|term| (*term).to_owned()).collect();
        facts
    }

    /// The cells a clusterer gives, as one digit per unit.
    pub(super) fn check_clusterer(clusterer: &dyn Clusterer, facts: &Facts, expected: &str) {
        let empty = Matrix::empty(facts.units.len());
        let settings = Settings::default();
        let input = Input { facts, graph: &empty, structure: &empty, settings: &settings, rules: &Rules::default() };
        let found = clusterer.cluster(cx(), &input).expect("nobody cancels").partition;
        assert_eq!(found.labels().iter().map(ToString::to_string).collect::<String>(), expected);
    }

    proptest! {
        #[test]
        fn every_clusterer_covers_all_units_the_same_way_twice(graph in random_graph(15), seed in 0..5_u64) {
            let names: Vec<String> = (0..15).map(|at| format!("f{}/Noun{at}.java=p.q{}", at % 3, at % 4)).collect();
            let facts = facts(&names.join(" "));
            let settings = Settings { seed, ..Settings::default() };
            let input = Input { facts: &facts, graph: &graph, structure: &graph, settings: &settings, rules: &Rules::default() };
            for clusterer in ALL {
                let once = clusterer.cluster(cx(), &input).expect("nobody cancels");
                let twice = clusterer.cluster(cx(), &input).expect("nobody cancels");
                prop_assert_eq!(once.partition.units(), 15);
                prop_assert_eq!(&once, &twice, "{} is not deterministic", clusterer.info().id);
            }
        }
    }

    #[test]
    fn every_clusterer_survives_nothing() {
        for clusterer in ALL {
            check_clusterer(*clusterer, &Facts::default(), "");
        }
    }

    #[test]
    fn every_file_is_registered() {
        crate::info::check_family("cluster", ALL.iter().map(|clusterer| clusterer.info()));
    }
}
