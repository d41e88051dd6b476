//! The vocabulary: all words of all units, sorted and numbered.

use super::SourceFile;
use rayon::prelude::*;
use seamline_analyzer::{Id, IdVec, TermId, UnitId};

/// All words, and the words of each unit with their counts.
type Words = (IdVec<TermId, String>, IdVec<UnitId, Vec<(TermId, u32)>>);

/// Numbers the words in sorted order, and each unit's words by these numbers.
pub(super) fn number(files: &[SourceFile]) -> Words {
    let mut words: Vec<&str> = files.iter().flat_map(|file| &file.facts.terms).map(|(word, _)| word.as_str()).collect();
    words.par_sort_unstable();
    words.dedup();
    let terms: Vec<Vec<(TermId, u32)>> = files.par_iter().map(|file| of_file(&words, &file.facts.terms)).collect();
    (words.iter().map(|&word| word.to_owned()).collect(), IdVec::from(terms))
}

fn of_file(words: &[&str], terms: &[(String, u32)]) -> Vec<(TermId, u32)> {
    let number = |word: &str| words.binary_search(&word).expect("every word is in the vocabulary");
    let mut numbered: Vec<(TermId, u32)> =
        terms.iter().map(|(word, count)| (TermId::new(number(word)), *count)).collect();
    numbered.sort_unstable();
    numbered
}
