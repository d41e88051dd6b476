//! ADR, average domain redundancy: how much vocabulary services have in common, 0..=1.
//!
//! The mean over all pairs of services of the cosine of their words; a service's words are those of its files together.
//!
//! * `adr`: tf-idf over the services, `(1 + ln tf) ln(K / df + 1)`, every service a vector of length 1. The sum over all
//!   pairs is `|sum of vectors|^2 - K`, so no pair is ever visited: O(words).
//! * `adr-pairwise`, as published: tf-idf fitted on each pair of services alone, as in the published clusterer. 1 for a
//!   single service. Not computed for 50 services or more.

use super::vocabulary::{Word, Words};
use super::{Direction, Formula, Input};
use crate::info::Info;

/// From this many services on the pairwise variant has no value: its cost grows with their square.
pub(super) const MOST_SERVICES: usize = 50;

/// Over all services.
pub(super) static ADR: Formula = Formula {
    info: &Info {
        id: "adr",
        summary: "average domain redundancy: mean cosine of the words of two services, tf-idf over all services",
        reference: "after Mazlami, Cito, Leitner: Extraction of Microservices (2017)",
    },
    direction: Direction::Lower,
    measure: adr,
};

/// Pair by pair.
pub(super) static PAIRWISE: Formula = Formula {
    info: &Info {
        id: "adr-pairwise",
        summary: "average domain redundancy as published: tf-idf on each pair of services alone; below 50 services",
        reference: "Mazlami, Cito, Leitner: Extraction of Microservices from Monolithic Software Architectures (2017)",
    },
    direction: Direction::Lower,
    measure: pairwise,
};

fn adr(input: &Input<'_>) -> Option<f64> {
    let vocabulary = input.tables.vocabulary.as_ref()?;
    let services = vocabulary.cells.iter().map(|cell| &cell.words);
    let k = vocabulary.cells.len() as f64;
    let mut frequency = vec![0_usize; vocabulary.size];
    for word in services.clone().flatten() {
        frequency[word.term] += 1;
    }
    let rare: Vec<f64> = (0..=vocabulary.cells.len()).map(|found| libm::log(k / found as f64 + 1.0)).collect();
    let (mut sum, mut own) = (vec![0.0; vocabulary.size], 0.0);
    for words in services {
        let weigh = |word: &Word| word.weight * rare[frequency[word.term]];
        let length = words.iter().map(|word| weigh(word) * weigh(word)).sum::<f64>().sqrt();
        if length > 0.0 {
            own += 1.0;
            for word in words {
                sum[word.term] += weigh(word) / length;
            }
        }
    }
    let pairs = sum.iter().map(|value| value * value).sum::<f64>() - own;
    (vocabulary.cells.len() > 1).then(|| (pairs / (k * (k - 1.0))).clamp(0.0, 1.0))
}

fn pairwise(input: &Input<'_>) -> Option<f64> {
    let vocabulary = input.tables.vocabulary.as_ref()?;
    let k = vocabulary.cells.len();
    match k {
        1 => return Some(1.0),
        0 | MOST_SERVICES.. => return None,
        _ => {}
    }
    Some(vocabulary.alike.iter().map(|with| with.iter().sum::<f64>()).sum::<f64>() / (k * (k - 1) / 2) as f64)
}

/// What the words of a service alone add: `sum n idf^2 n n` with the idf of a word that one of two documents has.
pub(super) fn alone(words: &[Word]) -> f64 {
    words.iter().map(|Word { count, .. }| RARE * count * count * count).sum()
}

/// `(1 + ln 1.5)^2`: the square of the idf of a word that one of two documents has.
const RARE: f64 = 1.405_465_108_108_164_4 * 1.405_465_108_108_164_4;

/// `sum m x y / (sqrt(sum m x^2) sqrt(sum m y^2))` with m = n1 + n2, x = n1 idf, y = n2 idf and the idf of two documents.
pub(super) fn similarity(a: &Words, b: &Words) -> f64 {
    let (mut dot, mut left, mut right) = (0.0, a.alone, b.alone);
    let mut others = b.words.iter().peekable();
    for Word { term, count: x, .. } in &a.words {
        while others.next_if(|other| other.term < *term).is_some() {}
        if let Some(Word { count: y, .. }) = others.next_if(|other| other.term == *term) {
            dot += (x + y) * x * y;
            left += (x + y) * x * x - RARE * x * x * x;
            right += (x + y) * y * y - RARE * y * y * y;
        }
    }
    if dot > 0.0 { dot / (left.sqrt() * right.sqrt()) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use crate::metric::tests::check_terms;

    #[test]
    fn the_same_words_are_redundant() {
        check_terms("adr", "ab", "order order", Some(1.0));
        check_terms("adr-pairwise", "ab", "order order", Some(1.0));
    }
    #[test]
    fn other_words_are_not() {
        check_terms("adr", "ab", "order user", Some(0.0));
        check_terms("adr-pairwise", "ab", "order user", Some(0.0));
    }
    #[test]
    fn the_mean_over_pairs() {
        check_terms("adr", "abc", "order order user", Some(1.0 / 3.0));
        check_terms("adr-pairwise", "abc", "order order user", Some(1.0 / 3.0));
    }
    #[test]
    fn files_of_a_service_speak_together() {
        check_terms("adr", "aab", "order user order.user", Some(1.0));
    }
    #[test]
    fn a_shared_word_among_others() {
        let rare = 1.0 + libm::log(1.5);
        // m = 2 and x = y = 1 for the shared word; each has one word of its own.
        check_terms("adr-pairwise", "ab", "order.a order.b", Some(2.0 / (2.0 + rare * rare)));
    }
    #[test]
    fn the_constant_is_its_formula() {
        assert_eq!(super::RARE, (1.0 + libm::log(1.5)) * (1.0 + libm::log(1.5)));
    }
    #[test]
    fn a_single_service_is_fully_redundant_as_published() {
        check_terms("adr-pairwise", "aa", "order user", Some(1.0));
        check_terms("adr", "aa", "order user", None);
    }
    #[test]
    fn without_words_no_value() {
        crate::metric::tests::check("adr", "ab", "", None);
        crate::metric::tests::check("adr-pairwise", "ab", "", None);
    }
}
