//! Joins what the files say into facts: units in path order, the vocabulary, references, the ledger.

use super::{Outcome, Parsed, ledger};
use crate::source::Found;
use seamline_analyzer::facts::{Code, Origin, Parse, State, Unit};
use seamline_analyzer::{Facts, Id, IdVec, TermId};

/// The facts of all files, without history. `files` has one entry per item of `found`, which is sorted by path.
pub(super) fn facts(origin: Origin, found: &[Found], files: Vec<Outcome>) -> Facts {
    let states: Vec<State> = files.iter().map(state).collect();
    let ledger = ledger(found, &states);
    let mut parsed: Vec<Parsed> = files.into_iter().filter_map(unit).collect();
    parsed.sort_by(|a, b| a.path.cmp(&b.path));
    let (vocabulary, terms) = terms(&mut parsed);
    let units = parsed.into_iter().map(describe).collect();
    Facts { origin, units, vocabulary, terms, ledger, ..Facts::default() }
}

fn state(outcome: &Outcome) -> State {
    match outcome {
        Outcome::Out(state) => *state,
        Outcome::Unit(parsed) => match parsed.facts.parse() {
            Parse::Full => State::Ok,
            Parse::Partial { .. } => State::Partial(Code::Syntax),
        },
    }
}

fn unit(outcome: Outcome) -> Option<Parsed> {
    match outcome {
        Outcome::Out(_) => None,
        Outcome::Unit(parsed) => Some(*parsed),
    }
}

/// The sorted vocabulary, and each unit's words by their place in it.
fn terms(parsed: &mut [Parsed]) -> (IdVec<TermId, String>, IdVec<seamline_analyzer::UnitId, Vec<(TermId, u32)>>) {
    let mut words: Vec<String> =
        parsed.iter().flat_map(|file| &file.facts.terms).map(|(word, _)| word.clone()).collect();
    words.sort_unstable();
    words.dedup();
    let place = |word: &String| TermId::new(words.binary_search(word).expect("the vocabulary has every word"));
    let bags = parsed.iter().map(|file| file.facts.terms.iter().map(|(word, count)| (place(word), *count)).collect());
    let bags = bags.collect();
    (words.into(), bags)
}

fn describe(parsed: Parsed) -> Unit {
    let parse = parsed.facts.parse();
    Unit {
        path: parsed.path,
        language: parsed.language.info().id,
        lines: parsed.facts.lines,
        bytes: u32::try_from(parsed.bytes).unwrap_or(u32::MAX),
        package: parsed.facts.packages.into_iter().next().unwrap_or_default(),
        types: parsed.facts.types,
        entity: parsed.facts.entity,
        parse,
    }
}
