//! The published method with the defects of its implementation repaired; the method itself is untouched.
//!
//! What changes against [`super::mazlami`]:
//!
//! * every coupling lies in 0..=1, so none drowns the others: logical = shared windows / windows of either (Jaccard);
//!   contributor = shared people / people of either; semantic = cosine of `(1 + ln tf) ln(N / df + 1)` over the whole
//!   repository;
//! * only changes that are evidence count: no bulk commits, no programs, no reverts; all authors of a commit, not one;
//! * a window above [`WINDOW_LARGEST`] files says nothing, instead of something about its first 11;
//! * pairs without coupling are never tied;
//! * no file is left out: one that the cut drops joins the service of the kept file it is most coupled with (ties: the
//!   first such file), even above the size limit; without any coupling to a kept file it stays alone.
//!
//! What stays, because it is the method: no references and no data, single-link chaining that peels off small crumbs, and
//! a number of services that must be known.

use super::mazlami::{left_out, parameters, partition, postings, shared, term_counts, windows};
use super::spanning::{Couplings, cut, spanning_forest};
use super::{Clusterer, Clustering, Input};
use crate::cx::{Cancelled, Cx};
use crate::facts::{ChangeKind, ChangeSet, Facts};
use crate::id::Id;
use crate::info::Info;
use crate::partition::Partition;
use crate::settings;
use std::collections::BTreeSet;

/// A window of more files than this is no evidence, like a bulk commit.
const WINDOW_LARGEST: usize = 100;

/// The published method, mended.
pub struct MazlamiMended;

static INFO: Info = Info {
    id: "mazlami-mended",
    summary: "the published spanning-tree method with its implementation's defects repaired; places every file",
    reference: "after Mazlami, Cito, Leitner: Extraction of Microservices from Monolithic Software Architectures (2017)",
};

impl Clusterer for MazlamiMended {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn cluster(&self, cx: Cx<'_>, input: &Input<'_>) -> Result<Clustering, Cancelled> {
        let settings = &input.settings.mazlami;
        let n = input.facts.units.len();
        let mut couplings = Mended::new(input.facts, settings);
        let forest = spanning_forest(cx, &mut couplings)?;
        let pieces = cut(n, &forest, settings.services, settings.max_size);
        let mut labels = partition(n, &pieces).labels();
        let mut kept = vec![true; n];
        for unit in left_out(&pieces) {
            kept[unit] = false;
        }
        let mut row = vec![0.0; n];
        let mut joined = 0;
        for unit in left_out(&pieces) {
            cx.cancel.check()?;
            couplings.row(unit, &mut row);
            let candidates = (0..n).filter(|other| kept[*other] && row[*other] > 0.0);
            if let Some(nearest) = candidates.max_by(|a, b| row[*a].total_cmp(&row[*b]).then(b.cmp(a))) {
                labels[unit] = labels[nearest];
                joined += 1;
            }
        }
        let alone = kept.iter().filter(|kept| !**kept).count() - joined;
        let mut notes = vec![parameters(settings)];
        if joined + alone > 0 {
            notes.push(format!(
                "{joined} files that the cut leaves out joined the service they are most coupled with, {alone} stay alone"
            ));
        }
        Ok(Clustering { partition: Partition::from_labels(&labels), dropped: Vec::new(), notes })
    }
}

/// The mended couplings: per kind, sparse rows and an inverted index where pairs are not stored.
struct Mended {
    n: usize,
    logical: Vec<Vec<(usize, f64)>>,
    people: Overlap,
    words: Overlap,
}

/// Features of units, and how much two units share.
struct Overlap {
    rows: Vec<Vec<(usize, f64)>>,
    having: Vec<Vec<(usize, f64)>>,
    sums: Vec<f64>,
}

impl Overlap {
    fn new(rows: Vec<Vec<(usize, f64)>>) -> Self {
        Overlap { having: postings(&rows), sums: vec![0.0; rows.len()], rows }
    }

    /// Adds `strength(other, dot product)` for every unit that shares a feature.
    fn add(&mut self, unit: usize, row: &mut [f64], strength: impl Fn(usize, f64) -> f64) {
        let mut touched = Vec::new();
        for (feature, value) in &self.rows[unit] {
            for (other, theirs) in &self.having[*feature] {
                if self.sums[*other] == 0.0 {
                    touched.push(*other);
                }
                self.sums[*other] += value * theirs;
            }
        }
        for other in touched {
            let dot = std::mem::take(&mut self.sums[other]);
            if other != unit && dot > 0.0 {
                row[other] += strength(other, dot);
            }
        }
    }
}

impl Mended {
    fn new(facts: &Facts, settings: &settings::Mazlami) -> Self {
        let n = facts.units.len();
        let none = || vec![Vec::new(); n];
        let evidence: Vec<ChangeSet> =
            facts.changes.values().filter(|change| change.kind == ChangeKind::Normal).cloned().collect();
        Mended {
            n,
            logical: if settings.logical { logical(n, &evidence, settings.interval) } else { none() },
            people: Overlap::new(if settings.contributor { people(n, facts, &evidence) } else { none() }),
            words: Overlap::new(if settings.semantic { unit_vectors(term_counts(facts)) } else { none() }),
        }
    }
}

/// Shared windows over the windows of either.
fn logical(n: usize, evidence: &[ChangeSet], interval: i64) -> Vec<Vec<(usize, f64)>> {
    let files = |changes: &[ChangeSet]| {
        let files: BTreeSet<usize> = changes.iter().flat_map(|change| &change.units).map(|unit| unit.index()).collect();
        if files.len() > WINDOW_LARGEST { Vec::new() } else { files.into_iter().collect::<Vec<_>>() }
    };
    let windows: Vec<Vec<usize>> = windows(evidence, interval).map(files).collect();
    let mut count = vec![0.0; n];
    for unit in windows.iter().flatten() {
        count[*unit] += 1.0;
    }
    let mut rows = shared(n, windows.into_iter());
    for (unit, row) in rows.iter_mut().enumerate() {
        for (other, together) in row {
            *together /= count[unit] + count[*other] - *together;
        }
    }
    rows
}

/// The people who changed every unit, without programs.
fn people(n: usize, facts: &Facts, evidence: &[ChangeSet]) -> Vec<Vec<(usize, f64)>> {
    let mut people = vec![BTreeSet::new(); n];
    for change in evidence {
        let real = |person: &&crate::id::ContributorId| facts.contributors.get(**person).is_none_or(|known| !known.bot);
        for person in change.contributors.iter().filter(real) {
            for unit in &change.units {
                people[unit.index()].insert(person.index());
            }
        }
    }
    people.into_iter().map(|people| people.into_iter().map(|person| (person, 1.0)).collect()).collect()
}

/// tf-idf over all units, every row of length 1.
fn unit_vectors(mut rows: Vec<Vec<(usize, f64)>>) -> Vec<Vec<(usize, f64)>> {
    let n = rows.len() as f64;
    let frequency: Vec<f64> = postings(&rows).iter().map(|units| units.len() as f64).collect();
    for row in &mut rows {
        for (term, value) in row.iter_mut() {
            *value = (1.0 + libm::log(*value)) * libm::log(n / frequency[*term] + 1.0);
        }
        let length = row.iter().map(|(_, value)| value * value).sum::<f64>().sqrt();
        for (_, value) in row {
            *value /= length;
        }
    }
    rows
}

impl Couplings for Mended {
    fn n(&self) -> usize {
        self.n
    }

    fn row(&mut self, unit: usize, row: &mut [f64]) {
        row.fill(0.0);
        for (other, strength) in &self.logical[unit] {
            row[*other] += strength;
        }
        let sizes: Vec<f64> = self.people.rows.iter().map(|row| row.len() as f64).collect();
        self.people.add(unit, row, |other, both| both / (sizes[unit] + sizes[other] - both));
        self.words.add(unit, row, |_, cosine| cosine.min(1.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::tests::{changes, cx, facts, terms};
    use crate::settings::Settings;

    fn on(kinds: &str) -> settings::Mazlami {
        settings::Mazlami {
            logical: kinds.contains('l'),
            semantic: kinds.contains('s'),
            contributor: kinds.contains('c'),
            services: 2,
            ..settings::Mazlami::default()
        }
    }

    /// The couplings of unit 0 with the others.
    fn check(facts: &Facts, kinds: &str, expected: &[f64]) {
        let mut couplings = Mended::new(facts, &on(kinds));
        let mut row = vec![0.0; couplings.n()];
        couplings.row(0, &mut row);
        for (found, expected) in row[1..].iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{:?}, not {expected}", &row[1..]);
        }
    }

    #[test]
    fn windows_are_a_share() {
        check(&changes(facts("a b c"), "ab@0 ac@5000 b@10000 ab@20000"), "l", &[0.5, 1.0 / 3.0]);
    }
    #[test]
    fn a_large_window_counts_whole() {
        let history = changes(facts("a b c d e f g h i j k l m n"), "abcdefghijklmn@0");
        check(&history, "l", &[1.0; 13]);
    }
    #[test]
    fn contributors_are_a_share() {
        check(&changes(facts("a b c"), "a@0:x b@1:x b@2:x b@3:y c@4:y"), "c", &[0.5, 0.0]);
    }
    #[test]
    fn rare_words_count_more() {
        let text = terms(facts("a b c d"), "rare.all rare.all all all");
        let mut couplings = Mended::new(&text, &on("s"));
        let mut row = vec![0.0; 4];
        couplings.row(0, &mut row);
        assert!(row[1] > 0.999 && row[2] < 0.6, "{row:?}");
    }

    fn check_cells(facts: &Facts, kinds: &str, expected: &[usize]) {
        let settings = Settings { mazlami: on(kinds), ..Settings::default() };
        let empty = crate::graph::Matrix::empty(facts.units.len());
        let input = Input {
            facts,
            graph: &empty,
            structure: &empty,
            settings: &settings,
            rules: &crate::cluster::Rules::default(),
        };
        let found = MazlamiMended.cluster(cx(), &input).expect("nobody cancels");
        assert_eq!(found.partition.labels(), expected);
        assert!(found.dropped.is_empty());
    }

    #[test]
    fn what_the_cut_drops_joins_its_nearest() {
        // e is tied to d more weakly than all else, so the cut takes its only edge.
        let history = "ab@0 ab@5000 cd@10000 cd@15000 cd@20000 de@25000 e@30000 e@35000 e@40000 e@45000";
        check_cells(&changes(facts("a b c d e"), history), "l", &[0, 0, 1, 1, 1]);
    }
    #[test]
    fn without_any_coupling_it_stays_alone() {
        check_cells(&changes(facts("a b c d e"), "ab@0 ab@5000 cd@10000 bc@20000 e@30000"), "l", &[0, 0, 1, 1, 2]);
    }
}
