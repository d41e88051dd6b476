//! Names for candidates: the word that is frequent inside and rare outside.
//!
//! Words come from entity types (3), owned stores (2), file names (1) and feature folders (1, where folders are
//! allowed). A word in the folders of more than half of all units is a prefix (a company, a project) and names nothing,
//! nor does a word that is about programming only. In folders and stores, a lower-case word with digits inside stays
//! whole (`r2dbc`, `hl7`). With `f` the weight of a word in the candidate and `F` its weight over all, the score is
//! `f / sum f * f / F`. Words are compared as stems and shown in their most frequent spelling. A taken name gets its
//! runner-up word appended.

use super::Cells;
use crate::coupling::{Things, words_of_part};
use crate::facts::{Facts, Mode, PartKind, Unit};
use crate::id::{CandidateId, IdVec, UnitId};
use crate::words;
use std::collections::{BTreeMap, BTreeSet};

/// The proposed name and the telling words of every candidate.
pub(crate) type Names = IdVec<CandidateId, (String, Vec<String>)>;

/// How many telling words are kept.
const WORDS_KEPT: usize = 6;

/// Words that name no part of a business: what code is made of, function words, file kinds.
const EMPTY: &str = "annotation annotations because cannot dataloader dataloaders drop dummy emitter ext foo full \
    generic has helper hook hooks impl information input into invalid js last lib maybe mixin mod mutation mutations \
    non output own partial per plugin plugins prefix resolver resolvers schema self src suffix than ts use util \
    utilities wait war webapp without";

/// Weighted stems with the spellings they were seen in.
#[derive(Default)]
struct Bag {
    weights: BTreeMap<String, f64>,
    spellings: BTreeMap<String, BTreeMap<String, u32>>,
}

impl Bag {
    fn add(&mut self, words: Vec<String>, weight: f64, prefixes: &BTreeSet<String>) {
        for word in words {
            let stem = words::stem(&word);
            if tells(&word) && !prefixes.contains(&stem) {
                *self.weights.entry(stem.clone()).or_default() += weight;
                *self.spellings.entry(stem).or_default().entry(word).or_default() += 1;
            }
        }
    }
}

/// Whether a word can say what a candidate is about.
fn tells(word: &str) -> bool {
    let number = word.chars().all(char::is_numeric);
    let empty = words::is_role(word) || EMPTY.split_ascii_whitespace().any(|empty| empty == word);
    word.chars().count() > 2 && !number && !empty
}

/// The words of a folder or store: those of a name, but `r2dbc` is one.
fn whole_words(name: &str) -> Vec<String> {
    let parts = name.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
    let whole = |part: &str| part.contains(char::is_numeric) && !part.contains(char::is_uppercase);
    parts.flat_map(|part| if whole(part) { vec![part.to_owned()] } else { words::split(part) }).collect()
}

/// The stems in the folders of more than half of all units, and of more than half of the units of more than half of the
/// candidates: one big feature in one folder is no prefix.
fn prefixes(facts: &Facts, cells: &Cells) -> BTreeSet<String> {
    let all: Vec<UnitId> = facts.units.ids().collect();
    let mut candidates_with: BTreeMap<String, usize> = BTreeMap::new();
    for units in cells.units.values() {
        common(facts, units).into_iter().for_each(|stem| *candidates_with.entry(stem).or_default() += 1);
    }
    let most = |stem: &String| candidates_with.get(stem).is_some_and(|with| with * 2 > cells.units.len());
    common(facts, &all).into_iter().filter(most).collect()
}

/// The stems in the folders of more than half of some units.
fn common(facts: &Facts, units: &[UnitId]) -> Vec<String> {
    let mut units_with: BTreeMap<String, usize> = BTreeMap::new();
    for unit in units.iter().map(|unit| &facts.units[*unit]) {
        let stems: BTreeSet<String> =
            unit.path.folders().flat_map(whole_words).map(|word| words::stem(&word)).collect();
        stems.into_iter().for_each(|stem| *units_with.entry(stem).or_default() += 1);
    }
    units_with.into_iter().filter(|(_, with)| with * 2 > units.len()).map(|(stem, _)| stem).collect()
}

/// Names every candidate.
pub(crate) fn names(facts: &Facts, cells: &Cells, folders: bool) -> Names {
    let prefixes = prefixes(facts, cells);
    let things = Things::of(facts);
    let bags: Vec<Bag> = cells.units.values().map(|units| bag(facts, units, folders, &prefixes, &things)).collect();
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

fn bag(facts: &Facts, units: &[UnitId], folders: bool, prefixes: &BTreeSet<String>, things: &Things) -> Bag {
    let mut bag = Bag::default();
    let mut add = |words, weight| bag.add(words, weight, prefixes);
    for unit in units.iter().map(|unit| &facts.units[*unit]) {
        add(own_words(unit, things), 1.0);
        if unit.entity {
            unit.types.iter().for_each(|declared| add(words::split(&declared.name), 3.0));
        }
        if folders {
            let features =
                unit.path.folders().filter(|folder| !words::split(folder).iter().any(|w| words::is_layer(w)));
            features.for_each(|folder| add(whole_words(folder), 1.0));
        }
    }
    let declares = |mode| matches!(mode, Mode::Declare | Mode::Write);
    for access in facts.accesses.iter().filter(|access| declares(access.mode)) {
        if units.binary_search(&access.unit).is_ok() {
            add(whole_words(&facts.stores[access.store].name), 2.0);
        }
    }
    bag
}

/// The words that say what a unit is: those of its file's name, or of its part's where that has one.
fn own_words(unit: &Unit, things: &Things) -> Vec<String> {
    match &unit.part {
        Some(part) if part.kind != PartKind::Rest => words_of_part(unit, part, things),
        Some(_) | None => words::split(unit.path.stem()),
    }
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
    let others = words[1..].iter().filter(|word| !word.contains(first.as_str()));
    let longer = others.map(|word| format!("{first}-{word}"));
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
    fn a_runner_up_that_repeats_the_name_is_passed_over() {
        let words = ["product", "assignedproductvalue", "date"].map(str::to_owned);
        assert_eq!(free_name(&words, 0, &BTreeSet::from(["product".to_owned()])), "product-date");
    }

    #[test]
    fn words_that_tell_nothing() {
        let kept = |name: &str| whole_words(name).into_iter().filter(|word| tells(word)).collect::<Vec<_>>().join(" ");
        assert_eq!(kept("r2dbc"), "r2dbc");
        assert_eq!(kept("hl7_in_queue"), "hl7 queue");
        assert_eq!(kept("OrderResolver2"), "order");
        assert_eq!(kept("cannot-use_42"), "");
    }

    #[test]
    fn the_most_frequent_spelling_wins() {
        let seen = BTreeMap::from([("orders".to_owned(), 2), ("order".to_owned(), 2), ("ordering".to_owned(), 1)]);
        assert_eq!(spelling(&seen), "order");
    }
}
