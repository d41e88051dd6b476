//! Names for candidates: the word that is frequent inside and rare outside.
//!
//! Words come from entity types (3), owned stores (2), file names (1) and feature folders (1, where folders are
//! allowed). With `f` the weight of a word in the candidate and `F` its weight over all, the score is
//! `f / sum f * f / F`. Words are compared as stems and shown in their most frequent spelling. A taken name gets its
//! runner-up word appended.

use super::Cells;
use crate::facts::{Facts, Mode};
use crate::id::{CandidateId, IdVec, UnitId};
use crate::words;
use std::collections::{BTreeMap, BTreeSet};

/// The proposed name and the telling words of every candidate.
pub(crate) type Names = IdVec<CandidateId, (String, Vec<String>)>;

/// How many telling words are kept.
const WORDS_KEPT: usize = 6;

/// Weighted stems with the spellings they were seen in.
#[derive(Default)]
struct Bag {
    weights: BTreeMap<String, f64>,
    spellings: BTreeMap<String, BTreeMap<String, u32>>,
}

impl Bag {
    fn add(&mut self, name: &str, weight: f64) {
        for word in words::split(name) {
            let number = word.chars().all(char::is_numeric);
            if word.chars().count() > 2 && !number && !words::is_role(&word) {
                let stem = words::stem(&word);
                *self.weights.entry(stem.clone()).or_default() += weight;
                *self.spellings.entry(stem).or_default().entry(word).or_default() += 1;
            }
        }
    }
}

/// Names every candidate.
pub(crate) fn names(facts: &Facts, cells: &Cells, folders: bool) -> Names {
    let bags: Vec<Bag> = cells.units.values().map(|units| bag(facts, units, folders)).collect();
    let mut everywhere: BTreeMap<&str, f64> = BTreeMap::new();
    for (stem, weight) in bags.iter().flat_map(|bag| &bag.weights) {
        *everywhere.entry(stem).or_default() += weight;
    }
    let mut taken = BTreeSet::new();
    bags.iter()
        .enumerate()
        .map(|(at, bag)| {
            let words = telling(bag, &everywhere);
            let name = free_name(&words, at, &taken);
            taken.insert(name.clone());
            (name, words)
        })
        .collect()
}

fn bag(facts: &Facts, units: &[UnitId], folders: bool) -> Bag {
    let mut bag = Bag::default();
    for unit in units.iter().map(|unit| &facts.units[*unit]) {
        bag.add(unit.path.stem(), 1.0);
        if unit.entity {
            unit.types.iter().for_each(|declared| bag.add(&declared.name, 3.0));
        }
        if folders {
            let features =
                unit.path.folders().filter(|folder| !words::split(folder).iter().any(|w| words::is_layer(w)));
            features.for_each(|folder| bag.add(folder, 1.0));
        }
    }
    let declares = |mode| matches!(mode, Mode::Declare | Mode::Write);
    for access in facts.accesses.iter().filter(|access| declares(access.mode)) {
        if units.binary_search(&access.unit).is_ok() {
            bag.add(&facts.stores[access.store].name, 2.0);
        }
    }
    bag
}

/// The words of a bag, strongest first (ties: alphabetically).
fn telling(bag: &Bag, everywhere: &BTreeMap<&str, f64>) -> Vec<String> {
    let all: f64 = bag.weights.values().sum();
    let score = |stem: &str| {
        let weight = bag.weights[stem];
        weight / all * weight / everywhere[stem]
    };
    let mut stems: Vec<&str> = bag.weights.keys().map(String::as_str).collect();
    stems.sort_by(|a, b| score(b).total_cmp(&score(a)).then(a.cmp(b)));
    stems.truncate(WORDS_KEPT);
    stems.into_iter().map(|stem| spelling(&bag.spellings[stem])).collect()
}

/// The most frequent spelling; of equally frequent ones the shortest, then the first.
fn spelling(seen: &BTreeMap<String, u32>) -> String {
    let best = seen.iter().min_by_key(|(word, count)| (std::cmp::Reverse(**count), word.len(), *word));
    best.map(|(word, _)| word.clone()).unwrap_or_default()
}

fn free_name(words: &[String], at: usize, taken: &BTreeSet<String>) -> String {
    let Some(first) = words.first() else { return format!("group-{}", at + 1) };
    let longer = words[1..].iter().map(|word| format!("{first}-{word}"));
    let numbered = (2..).map(|number| format!("{first}-{number}"));
    let mut names = std::iter::once(first.clone()).chain(longer).chain(numbered);
    names.find(|name| !taken.contains(name)).expect("numbers do not run out")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_name_gets_its_runner_up() {
        let words = ["order".to_owned(), "line".to_owned()];
        let taken = BTreeSet::from(["order".to_owned()]);
        assert_eq!(free_name(&words, 0, &taken), "order-line");
        assert_eq!(free_name(&words[..1], 0, &taken), "order-2");
        assert_eq!(free_name(&[], 3, &taken), "group-4");
    }

    #[test]
    fn the_most_frequent_spelling_wins() {
        let seen = BTreeMap::from([("orders".to_owned(), 2), ("order".to_owned(), 2), ("ordering".to_owned(), 1)]);
        assert_eq!(spelling(&seen), "order");
    }
}
