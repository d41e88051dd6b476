//! The words that each file is called by, and what stands beside them.

use super::Cells;
use crate::coupling::{Things, words_of_part};
use crate::facts::{EntryKind, Facts, Mode, PartKind, Unit};
use crate::id::{IdVec, UnitId};
use crate::words;
use std::collections::{BTreeMap, BTreeSet};

/// Words that name no part of a business: what code is made of, function words, file kinds.
const EMPTY: &str = "annotation annotations because cannot dataloader dataloaders drop dummy emitter ext foo full \
    generic has helper hook hooks impl information input into invalid js last lib maybe mixin mod mutation mutations \
    non output own partial per plugin plugins prefix resolver resolvers schema self src suffix than ts use util \
    utilities wait war webapp without";

/// Longer words are several without a border between them, as in names of tables: `assignedproductattributevalue`.
const MAX_WORD: usize = 20;

/// The words of all files.
pub(super) struct Vocabulary {
    /// The stems of each unit, with the weight of the best place they stand in.
    pub(super) weights: IdVec<UnitId, BTreeMap<String, f64>>,
    phrases: IdVec<UnitId, Vec<Phrase>>,
    prefixes: BTreeSet<String>,
}

/// The words of one name, in order, with their stems.
struct Phrase {
    words: Vec<(String, String)>,
    weight: f64,
    folder: bool,
}

impl Vocabulary {
    pub(super) fn new(facts: &Facts, cells: &Cells, folders: bool) -> Self {
        let prefixes = prefixes(facts, cells);
        let phrases = phrases(facts, folders);
        let weights = phrases.values().map(|phrases| {
            let mut weights: BTreeMap<String, f64> = BTreeMap::new();
            for phrase in phrases {
                for (_, stem) in phrase.words.iter().filter(|(word, stem)| tells(word) && !prefixes.contains(stem)) {
                    let best = weights.entry(stem.clone()).or_default();
                    *best = best.max(phrase.weight);
                }
            }
            weights
        });
        Self { weights: weights.collect(), phrases, prefixes }
    }

    /// The words before and after a stem in the names of a unit. Of words that tell nothing by themselves, those before
    /// it in a folder count (`KeyManagement`).
    pub(super) fn beside(&self, unit: UnitId, stem: &str) -> [BTreeSet<&str>; 2] {
        let mut found = [BTreeSet::new(), BTreeSet::new()];
        for phrase in &self.phrases[unit] {
            for pair in phrase.words.windows(2) {
                let [(first, first_stem), (second, second_stem)] = pair else { continue };
                if second_stem == stem && (tells(first) || phrase.folder && may_lead(first)) {
                    found[0].extend((!self.prefixes.contains(first_stem)).then_some(first.as_str()));
                }
                if first_stem == stem && tells(second) {
                    found[1].extend((!self.prefixes.contains(second_stem)).then_some(second.as_str()));
                }
            }
        }
        found
    }

    /// How a stem is spelled in the names of a unit.
    pub(super) fn spellings<'a>(&'a self, unit: UnitId, stem: &'a str) -> impl Iterator<Item = (&'a str, u32)> {
        let words = self.phrases[unit].iter().flat_map(|phrase| &phrase.words);
        words.filter(move |(_, own)| own == stem).map(|(word, _)| (word.as_str(), 1))
    }
}

fn phrases(facts: &Facts, folders: bool) -> IdVec<UnitId, Vec<Phrase>> {
    let phrase = |words: Vec<String>, weight: f64, folder: bool| {
        let words = words.into_iter().map(|word| (word.clone(), words::stem(&word))).collect();
        Phrase { words, weight, folder }
    };
    let things = Things::of(facts);
    let mut found: IdVec<UnitId, Vec<Phrase>> = IdVec::new();
    for unit in facts.units.values() {
        let mut phrases = vec![phrase(own_words(unit, &things), 1.0, false)];
        if unit.entity {
            phrases.extend(unit.types.iter().map(|declared| phrase(whole_words(&declared.name), 3.0, false)));
        }
        if folders {
            let feature = |folder: &&str| !words::split(folder).iter().any(|word| words::is_layer(word));
            phrases.extend(unit.path.folders().filter(feature).map(|folder| phrase(whole_words(folder), 1.0, true)));
        }
        found.push(phrases);
    }
    for access in facts.accesses.iter().filter(|access| matches!(access.mode, Mode::Declare | Mode::Write)) {
        found[access.unit].push(phrase(whole_words(&facts.stores[access.store].name), 2.0, false));
    }
    for entry in &facts.entry_points {
        if let EntryKind::Http { path, .. } = &entry.kind {
            let fixed = path.split('/').filter(|part| !part.starts_with([':', '{', '<', '*', '[']));
            found[entry.unit].extend(fixed.map(|part| phrase(whole_words(part), 2.0, false)));
        }
    }
    found
}

/// The words of what a unit is called: of its file's name, or of its part's where that has one.
fn own_words(unit: &Unit, things: &Things) -> Vec<String> {
    match &unit.part {
        Some(part) if part.kind != PartKind::Rest => words_of_part(unit, part, things),
        Some(_) | None => whole_words(unit.path.stem()),
    }
}

/// Whether a word can say what a candidate is about.
fn tells(word: &str) -> bool {
    is_word(word) && !words::is_role(word)
}

/// Whether a word can stand before one that says what a candidate is about.
fn may_lead(word: &str) -> bool {
    is_word(word) && !words::is_layer(word)
}

fn is_word(word: &str) -> bool {
    let number = word.chars().all(char::is_numeric);
    (3..=MAX_WORD).contains(&word.chars().count())
        && !number
        && !EMPTY.split_ascii_whitespace().any(|empty| empty == word)
}

/// The words of a name; those with digits inside stay whole.
fn whole_words(name: &str) -> Vec<String> {
    let parts = name.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
    let whole = |part: &str| part.contains(char::is_numeric) && !part.contains(char::is_uppercase);
    parts.flat_map(|part| if whole(part) { vec![part.to_owned()] } else { joined(part) }).collect()
}

/// The words of a part of letters and digits: `Lwm2mServer` is `lwm2m server`, `Hl7Queue` is `hl7 queue`.
fn joined(part: &str) -> Vec<String> {
    const SHORT: usize = 3;
    let mut split: Vec<&str> = Vec::new();
    words::each(part, |word| split.push(word));
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for word in split {
        let number = word.starts_with(char::is_numeric);
        let continues = open && word.starts_with(char::is_lowercase);
        match words.last_mut() {
            Some(last) if continues || number && last.chars().count() <= SHORT => last.push_str(&word.to_lowercase()),
            _ => words.push(word.to_lowercase()),
        }
        open = number;
    }
    words
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_tell_nothing() {
        let kept = |name: &str| whole_words(name).into_iter().filter(|word| tells(word)).collect::<Vec<_>>().join(" ");
        assert_eq!(kept("r2dbc"), "r2dbc");
        assert_eq!(kept("hl7_in_queue"), "hl7 queue");
        assert_eq!(kept("OrderResolver2"), "order");
        assert_eq!(kept("attribute_assignedproductattributevalue"), "attribute");
        assert_eq!(kept("cannot-use_42"), "");
    }

    #[test]
    fn words_with_digits() {
        for (name, expected) in [
            ("Lwm2mServer", "lwm2m server"),
            ("Hl7InQueue", "hl7 in queue"),
            ("OrderV2", "order v2"),
            ("Invoice2Pdf", "invoice 2 pdf"),
        ] {
            assert_eq!(whole_words(name).join(" "), expected);
        }
    }
}
