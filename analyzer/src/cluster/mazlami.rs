//! The published method, with its defects: Mazlami, Cito, Leitner: Extraction of Microservices from Monolithic Software
//! Architectures (ICWS 2017), after the formulas of its published program.
//!
//! * **logical**: time is cut into windows of `interval` seconds from the first change; a window is the list of files
//!   changed in it; of more than 12 only the first 11 count. `LC(a,b)` = windows with both.
//! * **contributor**: `CC(a,b)` = changes of b whose author also changed a (a before b). Not symmetric, unbounded.
//! * **semantic**: tf-idf fitted on the two files alone, `idf = ln(3 / (1 + df)) + 1`, a term of n1 + n2 occurrences
//!   counted n1 + n2 times: `sum m x y / (sqrt(sum m x^2) sqrt(sum m y^2))`, m = n1 + n2, x = n1 idf, y = n2 idf. Only terms
//!   of both files make the dot product, and what the two lengths share is found on the way, so an inverted index gives
//!   the exact value without visiting pairs that share nothing.
//! * **sum** of those that are switched on, without normalisation, then [`super::spanning`]. Where semantic coupling is on,
//!   pairs without any are edges of infinite length, as in the program; else they are no edges.
//!
//! Where this differs from the program, because the facts do: changes are differences to the parent commit under the
//! files' newest names, written by the commit's own author after the mailmap (the program takes neighbours in the log and
//! the author of the commit before); commits above the size cap carry no files; terms are the vocabulary of the facts,
//! lower-cased and without stop words and imports (the program keeps the case and, by a slip, imports); all analysed
//! files take part, whatever their language. Ties are broken by the order of files, where the program follows the memory
//! addresses of its edges and gives other services each time.
//!
//! Files that the method leaves out are cells of their own and listed as dropped.

use super::spanning::{Couplings, Pieces, cut, spanning_forest};
use super::{Clusterer, Clustering, Input};
use crate::cx::{Cancelled, Cx};
use crate::facts::{ChangeSet, Facts};
use crate::id::{Id, UnitId};
use crate::info::Info;
use crate::partition::Partition;
use crate::settings;
use std::collections::BTreeMap;

/// A window of more files than this keeps only the first [`WINDOW_KEPT`].
const WINDOW_CAP: usize = 12;
/// What is kept of a window above the cap.
const WINDOW_KEPT: usize = 11;

/// The published method.
pub struct Mazlami;

static INFO: Info = Info {
    id: "mazlami",
    summary: "the published spanning-tree method as it was published; leaves files out",
    reference: "Mazlami, Cito, Leitner: Extraction of Microservices from Monolithic Software Architectures (2017)",
};

impl Clusterer for Mazlami {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn cluster(&self, cx: Cx<'_>, input: &Input<'_>) -> Result<Clustering, Cancelled> {
        let settings = &input.settings.mazlami;
        let n = input.facts.units.len();
        let forest = spanning_forest(cx, &mut Published::new(input.facts, settings))?;
        let pieces = cut(n, &forest, settings.services, settings.max_size);
        let mut dropped: Vec<UnitId> = left_out(&pieces).map(UnitId::new).collect();
        dropped.sort_unstable();
        let mut notes = vec![parameters(settings)];
        if !dropped.is_empty() {
            notes.push(format!(
                "the published method leaves {} of {n} files out: {} lose all their edges, {} are taken out as hubs of \
                 services above the size limit, {} are alone after that",
                dropped.len(),
                pieces.loose.len(),
                pieces.hubs.len(),
                pieces.crumbs.len(),
            ));
        }
        Ok(Clustering { partition: partition(n, &pieces), dropped, notes })
    }
}

/// The parameters used, for the reader.
pub(super) fn parameters(settings: &settings::Mazlami) -> String {
    let all = [(settings.logical, "logical"), (settings.semantic, "semantic"), (settings.contributor, "contributor")];
    let on: Vec<&str> = all.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect();
    let on = if on.is_empty() { "no".to_owned() } else { on.join(" + ") };
    let settings::Mazlami { services, max_size, interval, .. } = settings;
    format!("{on} coupling, {services} services, at most {max_size} files each, windows of {interval} seconds")
}

/// The units that belong to no service.
pub(super) fn left_out(pieces: &Pieces) -> impl Iterator<Item = usize> {
    pieces.loose.iter().chain(&pieces.hubs).chain(&pieces.crumbs).copied()
}

/// The services, and every unit that is left out as a cell of its own.
pub(super) fn partition(n: usize, pieces: &Pieces) -> Partition {
    let mut labels: Vec<usize> = (0..n).collect();
    for cell in &pieces.cells {
        for unit in cell {
            labels[*unit] = cell[0];
        }
    }
    Partition::from_labels(&labels)
}

/// Changes in windows of so many seconds, from the first.
pub(super) fn windows(changes: &[ChangeSet], interval: i64) -> impl Iterator<Item = &[ChangeSet]> {
    let first = changes.first().map_or(0, |change| change.time);
    let number = move |change: &ChangeSet| change.time.saturating_sub(first).div_euclid(interval.max(1));
    changes.chunk_by(move |a, b| number(a) == number(b))
}

/// Counts for every unit with which others it shares a window.
pub(super) fn shared(n: usize, windows: impl Iterator<Item = Vec<usize>>) -> Vec<Vec<(usize, f64)>> {
    let mut together: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for window in windows {
        for (at, a) in window.iter().enumerate() {
            for b in &window[at + 1..] {
                *together.entry((*a.min(b), *a.max(b))).or_default() += 1.0;
            }
        }
    }
    let mut rows = vec![Vec::new(); n];
    for ((a, b), count) in together {
        rows[a].push((b, count));
        rows[b].push((a, count));
    }
    rows
}

/// For every term (or other feature) the units that have it and how often, in unit order.
pub(super) fn postings(rows: &[Vec<(usize, f64)>]) -> Vec<Vec<(usize, f64)>> {
    let features = rows.iter().flatten().map(|entry| entry.0 + 1).max().unwrap_or(0);
    let mut postings = vec![Vec::new(); features];
    for (unit, row) in rows.iter().enumerate() {
        for (feature, count) in row {
            postings[*feature].push((unit, *count));
        }
    }
    postings
}

/// The term counts of every unit.
pub(super) fn term_counts(facts: &Facts) -> Vec<Vec<(usize, f64)>> {
    let count = |(term, count): &(crate::id::TermId, u32)| (term.index(), f64::from(*count));
    facts.units.ids().map(|unit| facts.terms.get(unit).into_iter().flatten().map(count).collect()).collect()
}

/// The published couplings.
struct Published {
    logical: Vec<Vec<(usize, f64)>>,
    /// Per unit its authors, per author the units, both with the number of changes.
    authors: Vec<Vec<(usize, f64)>>,
    changed_by: Vec<Vec<(usize, f64)>>,
    terms: Vec<Vec<(usize, f64)>>,
    used_by: Vec<Vec<(usize, f64)>>,
    /// `sum n^3` over the terms of every unit.
    cubes: Vec<f64>,
    semantic: bool,
    /// Of the running row: the dot product, and what sharing changes in the length of either side.
    dot: Vec<f64>,
    ours: Vec<f64>,
    theirs: Vec<f64>,
}

impl Published {
    fn new(facts: &Facts, settings: &settings::Mazlami) -> Self {
        let n = facts.units.len();
        let none = || vec![Vec::new(); n];
        let changes = facts.changes.as_slice();
        let window = |changes: &[ChangeSet]| {
            let mut files: Vec<usize> =
                changes.iter().flat_map(|change| &change.units).map(|unit| unit.index()).collect();
            if files.len() > WINDOW_CAP {
                files.truncate(WINDOW_KEPT);
            }
            files.sort_unstable();
            files.dedup();
            files
        };
        let logical =
            if settings.logical { shared(n, windows(changes, settings.interval).map(window)) } else { none() };
        let authors = if settings.contributor { authors(n, changes) } else { none() };
        let terms = if settings.semantic { term_counts(facts) } else { none() };
        Published {
            logical,
            changed_by: postings(&authors),
            authors,
            cubes: terms.iter().map(|row| row.iter().map(|(_, count)| count * count * count).sum()).collect(),
            used_by: postings(&terms),
            terms,
            semantic: settings.semantic,
            dot: vec![0.0; n],
            ours: vec![0.0; n],
            theirs: vec![0.0; n],
        }
    }

    fn add_semantic(&mut self, unit: usize, row: &mut [f64]) {
        // The squared weight of a term that only one of the two files has.
        let rare = 1.0 + libm::log(1.5);
        let rare = rare * rare;
        for values in [&mut self.dot, &mut self.ours, &mut self.theirs] {
            values.fill(0.0);
        }
        for (term, x) in &self.terms[unit] {
            for (other, y) in &self.used_by[*term] {
                self.dot[*other] += (x + y) * (x * y);
                self.ours[*other] += (x + y) * (x * x) - rare * (x * x * x);
                self.theirs[*other] += (x + y) * (y * y) - rare * (y * y * y);
            }
        }
        for (other, slot) in row.iter_mut().enumerate() {
            if self.dot[other] > 0.0 {
                let ours = rare * self.cubes[unit] + self.ours[other];
                let theirs = rare * self.cubes[other] + self.theirs[other];
                *slot += self.dot[other] / (ours.sqrt() * theirs.sqrt());
            }
        }
    }
}

/// Per unit the authors of its changes, with their number.
fn authors(n: usize, changes: &[ChangeSet]) -> Vec<Vec<(usize, f64)>> {
    let mut counts: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); n];
    for change in changes {
        if let Some(author) = change.contributors.first() {
            for unit in &change.units {
                *counts[unit.index()].entry(author.index()).or_default() += 1.0;
            }
        }
    }
    counts.into_iter().map(|authors| authors.into_iter().collect()).collect()
}

impl Couplings for Published {
    fn n(&self) -> usize {
        self.logical.len()
    }

    fn complete(&self) -> bool {
        self.semantic
    }

    fn row(&mut self, unit: usize, row: &mut [f64]) {
        row.fill(0.0);
        for (other, count) in &self.logical[unit] {
            row[*other] += count;
        }
        for (author, own) in &self.authors[unit] {
            for (other, theirs) in &self.changed_by[*author] {
                // The changes of the second file of the pair.
                row[*other] += if *other > unit { *theirs } else { *own };
            }
        }
        if self.semantic {
            self.add_semantic(unit, row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::tests::{changes, cx, facts, terms};
    use crate::settings::Settings;
    use proptest::prelude::{Strategy, prop_assert, prop_assert_eq, proptest};

    fn on(kinds: &str) -> settings::Mazlami {
        settings::Mazlami {
            logical: kinds.contains('l'),
            semantic: kinds.contains('s'),
            contributor: kinds.contains('c'),
            ..settings::Mazlami::default()
        }
    }

    /// The couplings of unit 0 with the others.
    fn check(facts: &Facts, kinds: &str, expected: &[f64]) {
        let mut couplings = Published::new(facts, &on(kinds));
        let mut row = vec![0.0; couplings.n()];
        couplings.row(0, &mut row);
        for (found, expected) in row[1..].iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{:?}, not {expected}", &row[1..]);
        }
    }

    #[test]
    fn windows_are_counted_from_the_first_change() {
        // Letters are files; the number is the time in seconds.
        let history = changes(facts("a b c"), "ab@0 ac@3599 b@3600 ab@9000");
        check(&history, "l", &[2.0, 1.0]);
    }
    #[test]
    fn a_large_window_keeps_its_first_eleven() {
        let history = changes(facts("a b c d e f g h i j k l m n"), "abcdefghijklmn@0");
        check(&history, "l", &[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]);
    }
    #[test]
    fn a_window_of_twelve_is_kept() {
        let history = changes(facts("a b c d e f g h i j k l"), "abcdefghijkl@0");
        check(&history, "l", &[1.0; 11]);
    }
    #[test]
    fn contributors_count_the_changes_of_the_second_file() {
        // x changes a once and b twice; y changes b and c.
        let history = changes(facts("a b c"), "a@0:x b@1:x b@2:x b@3:y c@4:y");
        check(&history, "c", &[2.0, 0.0]);
    }
    #[test]
    fn terms_are_weighed_on_the_two_files_alone() {
        // One shared term of 1 and 2 occurrences, one of a's own: m = 3, x = 1, y = 2.
        let text = terms(facts("a b"), "order.user order.order");
        let rare = 1.0 + libm::log(1.5);
        let expected = 3.0 * 2.0 / ((3.0 + rare * rare).sqrt() * 12.0_f64.sqrt());
        check(&text, "s", &[expected]);
    }
    #[test]
    fn nothing_shared_is_nothing() {
        check(&terms(facts("a b"), "order user"), "s", &[0.0]);
    }
    #[test]
    fn couplings_are_summed_as_they_are() {
        let both = terms(changes(facts("a b"), "ab@0:x ab@9999:x"), "order order");
        check(&both, "lsc", &[2.0 + 1.0 + 2.0]);
    }

    #[test]
    fn dropped_files_are_listed_and_alone() {
        let history = changes(facts("a b c d e"), "ab@0 ab@9999 ab@19999 cd@30000 cd@40000 bc@50000");
        let settings = Settings { mazlami: settings::Mazlami { services: 2, ..on("l") }, ..Settings::default() };
        let empty = crate::graph::Matrix::empty(5);
        let input = Input {
            facts: &history,
            graph: &empty,
            structure: &empty,
            settings: &settings,
            rules: &crate::cluster::Rules::default(),
        };
        let found = Mazlami.cluster(cx(), &input).expect("nobody cancels");
        assert_eq!(found.partition.labels(), [0, 0, 1, 1, 2]);
        assert_eq!(found.dropped, [UnitId::new(4)]);
        assert_eq!(found.notes[0], "logical coupling, 2 services, at most 10 files each, windows of 3600 seconds");
        assert!(found.notes[1].starts_with("the published method leaves 1 of 5 files out: 1 lose all their edges"));
    }

    /// The formula as it is written, on two bags of counts.
    fn pairwise(a: &[u32], b: &[u32]) -> f64 {
        let (mut dot, mut left, mut right) = (0.0, 0.0, 0.0);
        for (n1, n2) in a.iter().zip(b).map(|(a, b)| (f64::from(*a), f64::from(*b))) {
            let df = f64::from(u8::from(n1 > 0.0) + u8::from(n2 > 0.0));
            let idf = libm::log(3.0 / (1.0 + df)) + 1.0;
            let (m, x, y) = (n1 + n2, n1 * idf, n2 * idf);
            dot += m * x * y;
            left += m * x * x;
            right += m * y * y;
        }
        if dot == 0.0 { 0.0 } else { dot / (left.sqrt() * right.sqrt()) }
    }

    fn bags() -> impl Strategy<Value = Vec<Vec<u32>>> {
        proptest::collection::vec(proptest::collection::vec(0..5_u32, 6), 5)
    }

    proptest! {
        #[test]
        fn the_index_gives_the_written_formula(bags in bags()) {
            let mut facts = facts("a b c d e");
            let row = |bag: &Vec<u32>| {
                let used = bag.iter().enumerate().filter(|(_, count)| **count > 0);
                used.map(|(term, count)| (Id::new(term), *count)).collect()
            };
            facts.terms = bags.iter().map(row).collect();
            let mut couplings = Published::new(&facts, &on("s"));
            let (mut row, mut back) = (vec![0.0; 5], vec![0.0; 5]);
            for a in 0..5 {
                couplings.row(a, &mut row);
                for b in 0..5 {
                    couplings.row(b, &mut back);
                    prop_assert_eq!(row[b], back[a], "not symmetric to the last bit");
                    prop_assert!((row[b] - pairwise(&bags[a], &bags[b])).abs() < 1e-9);
                }
            }
        }
    }
}
