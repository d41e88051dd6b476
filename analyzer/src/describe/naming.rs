//! Names for candidates: what a maintainer would call them.
//!
//! Every file lends its candidate the words it is called by, each once, at the weight of the best place it stands in:
//! entity types (3), owned stores and paths of routes (2), its own name and its feature folders (1, where folders are
//! allowed). With `f` the weight of a word in the candidate and `F` its weight over all, the score is `f * f / F`: in many
//! files here and in few elsewhere. The best word names the candidate if at least a quarter of the files have it; with
//! the word it nearly always stands beside (`rule-engine`, `key-management`). Where no word reaches that far, the
//! candidate is a mixture, and the name says so: `mixed-` and the two words that together reach furthest. What mostly runs in a
//! browser is no mixture but the `frontend`, and so it is called where only its folder would name it (`public`).
//!
//! A word in the folders of more than half of all units is a prefix (a company, a project) and names nothing, nor does
//! a word that is about programming only. Words with digits inside stay whole (`r2dbc`, `hl7`). Words are compared as
//! stems and shown in their most frequent spelling. A taken name gets its runner-up word appended.

mod vocabulary;

use super::Cells;
use crate::facts::Facts;
use crate::id::{CandidateId, IdVec, UnitId};
use crate::plan::Standings;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::Vocabulary;

/// How the name of a mixture begins.
pub(crate) const MIXED: &str = "mixed-";

/// The proposed name and the telling words of every candidate.
pub(crate) type Names = IdVec<CandidateId, (String, Vec<String>)>;

/// What browser code is called that no noun names.
const FRONTEND: &str = "frontend";

/// Folders of browser code, which say no more than that.
const SERVED: &[&str] =
    &["asset", "assets", "client", "public", "script", "scripts", "static", "ui", "web", "webroot", "wwwroot"];

/// How many telling words are kept.
const WORDS_KEPT: usize = 6;

/// The share of a candidate's files that the word which names it stands in.
const TELLING_SHARE: f64 = 0.25;

/// The share of the files with a word in which another stands beside it, so that the two are one name.
const BESIDE_SHARE: f64 = 0.6;

/// Names every candidate.
pub(crate) fn names(facts: &Facts, cells: &Cells, folders: bool) -> Names {
    let vocabulary = Vocabulary::new(facts, cells, folders);
    let standings = Standings::new(facts);
    let mut everywhere: BTreeMap<&str, f64> = BTreeMap::new();
    for (stem, weight) in cells.units.values().flatten().flat_map(|unit| &vocabulary.weights[*unit]) {
        *everywhere.entry(stem).or_default() += weight;
    }
    let mut taken = BTreeSet::new();
    cells
        .units
        .values()
        .enumerate()
        .map(|(at, units)| {
            let called = Called::new(&vocabulary, &everywhere, units);
            let words = called.telling();
            let draws = standings.mostly(facts, units, Standings::draws);
            let name = if draws { called.browser_name() } else { called.name() };
            let name = free_name(&name, &words, at, &taken);
            taken.insert(name.clone());
            (name, words)
        })
        .collect()
}

/// What the files of one candidate are called by.
struct Called<'a> {
    vocabulary: &'a Vocabulary,
    everywhere: &'a BTreeMap<&'a str, f64>,
    units: &'a [UnitId],
    weights: BTreeMap<&'a str, f64>,
}

impl<'a> Called<'a> {
    fn new(vocabulary: &'a Vocabulary, everywhere: &'a BTreeMap<&'a str, f64>, units: &'a [UnitId]) -> Self {
        let mut weights = BTreeMap::new();
        for (stem, weight) in units.iter().flat_map(|unit| &vocabulary.weights[*unit]) {
            *weights.entry(stem.as_str()).or_default() += weight;
        }
        Self { vocabulary, everywhere, units, weights }
    }

    /// How much of a word's weight is here, 0..=1.
    fn exclusive(&self, stem: &str) -> f64 {
        self.weights[stem] / self.everywhere[stem]
    }

    /// The stems, strongest first (ties: alphabetically).
    fn ranked(&self) -> Vec<&'a str> {
        let score = |stem: &str| self.weights[stem] * self.exclusive(stem);
        let mut stems: Vec<&str> = self.weights.keys().copied().collect();
        stems.sort_by(|a, b| score(b).total_cmp(&score(a)).then(a.cmp(b)));
        stems
    }

    fn telling(&self) -> Vec<String> {
        self.ranked().into_iter().take(WORDS_KEPT).map(|stem| self.spelling(stem)).collect()
    }

    /// The name, before it is made unique; empty where no word tells anything.
    fn name(&self) -> String {
        let Some(best) = self.ranked().first().copied() else { return String::new() };
        let with = self.units.iter().filter(|unit| self.vocabulary.weights[**unit].contains_key(best)).count();
        if with as f64 >= TELLING_SHARE * self.units.len() as f64 { self.phrase(best) } else { self.mixed() }
    }

    /// The name of browser code.
    fn browser_name(&self) -> String {
        let name = self.name();
        let says_nothing = name.is_empty() || name.starts_with(MIXED) || SERVED.contains(&name.as_str());
        if says_nothing { FRONTEND.to_owned() } else { name }
    }

    /// `mixed-` and two words: the one that reaches furthest, and the one that does among the files left. A word that
    /// reaches every file is the name.
    fn mixed(&self) -> String {
        let mut left: Vec<UnitId> = self.units.to_vec();
        let mut name = MIXED.trim_end_matches('-').to_owned();
        for _ in 0..2 {
            let mut reach: BTreeMap<&str, f64> = BTreeMap::new();
            for (stem, weight) in left.iter().flat_map(|unit| &self.vocabulary.weights[*unit]) {
                *reach.entry(stem).or_default() += weight * self.exclusive(stem).sqrt();
            }
            let best = reach.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0))).map(|(stem, _)| *stem);
            let Some(best) = best else { break };
            name.push('-');
            name.push_str(&self.spelling(best));
            left.retain(|unit| !self.vocabulary.weights[*unit].contains_key(best));
            if left.is_empty() {
                return self.phrase(best);
            }
        }
        name
    }

    /// The word, with the one that nearly always stands before or after it.
    fn phrase(&self, stem: &str) -> String {
        let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
        let mut with = 0_usize;
        for unit in self.units {
            let [ours, theirs] = self.vocabulary.beside(*unit, stem);
            with += usize::from(self.vocabulary.weights[*unit].contains_key(stem));
            ours.into_iter().for_each(|word| *before.entry(word).or_insert(0_usize) += 1);
            theirs.into_iter().for_each(|word| *after.entry(word).or_insert(0_usize) += 1);
        }
        let often = |beside: BTreeMap<&'a str, usize>| {
            let (word, times) = beside.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)))?;
            (times as f64 >= BESIDE_SHARE * with as f64).then_some(word)
        };
        let word = self.spelling(stem);
        match (often(before), often(after)) {
            (Some(before), _) => format!("{before}-{word}"),
            (None, Some(after)) => format!("{word}-{after}"),
            (None, None) => word,
        }
    }

    /// The most frequent spelling; of equally frequent ones the shortest, then the first.
    fn spelling(&self, stem: &str) -> String {
        let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
        for (word, count) in self.units.iter().flat_map(|unit| self.vocabulary.spellings(*unit, stem)) {
            *seen.entry(word).or_default() += count;
        }
        let best = seen.iter().min_by_key(|(word, count)| (std::cmp::Reverse(**count), word.len(), **word));
        best.map_or_else(|| stem.to_owned(), |(word, _)| (*word).to_owned())
    }
}

fn free_name(name: &str, words: &[String], at: usize, taken: &BTreeSet<String>) -> String {
    if name.is_empty() {
        return format!("group-{}", at + 1);
    }
    let others = words.iter().filter(|word| !name.split('-').any(|part| word.contains(part)));
    let longer = others.map(|word| format!("{name}-{word}"));
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(longer).chain(numbered);
    names.find(|name| !taken.contains(name)).expect("numbers do not run out")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, words: &str, taken: &str, expected: &str) {
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        let taken = taken.split_whitespace().map(str::to_owned).collect();
        assert_eq!(free_name(name, &words, 3, &taken), expected);
    }

    #[test]
    fn a_taken_name_gets_its_runner_up() {
        check("order", "order line", "order", "order-line");
        check("order", "order", "order", "order-2");
        check("", "", "order", "group-4");
    }

    #[test]
    fn a_runner_up_that_repeats_the_name_is_passed_over() {
        check("product", "product assignedproductvalue date", "product", "product-date");
        check("rule-engine", "engine rule node", "rule-engine", "rule-engine-node");
    }
}
