//! Semantic coupling: the files use the same vocabulary.
//!
//! TF-IDF over identifier and comment words, `(1 + ln tf) * ln(N / df + 1)` for words in `2..=N/2` files; cosine, the 10
//! nearest above 0.1 per unit. It explains and does not cluster by default: once names are in the graph, every variant
//! of text that was measured lowered the accuracy.
//!
//! Poshyvanyk, Marcus: The Conceptual Coupling Metrics for Object-Oriented Systems (2006).

use super::{Basis, Coupling, Evidence, Role, ln};
use crate::graph::{Matrix, Rows, cosine_top_k_capped};
use crate::id::{Id, TermId, UnitId};
use crate::info::Info;
use crate::settings::Weights;

/// In large repositories words of more files than this give no neighbours: the cost is then linear, and about 85 % of the
/// exact neighbours are found.
const POSTINGS_CAP: usize = 300;

/// Sharing vocabulary.
pub(super) struct Semantic;

impl Coupling for Semantic {
    fn info(&self) -> &'static Info {
        &Info {
            id: "semantic",
            summary: "both files use the same words; explains only, unless given a weight",
            reference: "Poshyvanyk, Marcus: The Conceptual Coupling Metrics (2006); TF-IDF, cosine",
        }
    }

    fn role(&self) -> Role {
        Role::Explanation
    }

    fn weight(&self, weights: &Weights) -> f64 {
        weights.semantic
    }

    fn measure(&self, basis: &Basis<'_>) -> Matrix {
        let n = basis.n() as f64;
        let frequency = frequency(basis);
        let weigh = |(term, count): &(TermId, u32)| {
            let df = frequency[term.index()];
            let counts = df >= 2 && df as f64 <= n / 2.0;
            counts.then(|| (term.index(), (1.0 + ln(f64::from(*count))) * ln(n / df as f64 + 1.0)))
        };
        let rows: Rows = basis.facts.terms.values().map(|bag| bag.iter().filter_map(weigh).collect()).collect();
        cosine_top_k_capped(&rows, frequency.len(), 10, 0.1, POSTINGS_CAP)
    }

    fn explain(&self, basis: &Basis<'_>, a: UnitId, b: UnitId) -> Vec<Evidence> {
        let frequency = frequency(basis);
        let theirs = &basis.facts.terms[b];
        let common = basis.facts.terms[a].iter().map(|(term, _)| *term);
        let mut common: Vec<TermId> =
            common.filter(|term| theirs.binary_search_by_key(term, |(term, _)| *term).is_ok()).collect();
        common.retain(|term| frequency[term.index()] * 2 <= basis.n());
        if common.is_empty() {
            return Vec::new();
        }
        common.sort_by_key(|term| (frequency[term.index()], *term));
        common.truncate(8);
        let words: Vec<&str> = common.iter().map(|term| basis.facts.vocabulary[*term].as_str()).collect();
        let text = format!("both use the rare words {}", words.join(", "));
        vec![Evidence { text, sites: Vec::new(), commits: Vec::new() }]
    }
}

/// In how many units each term occurs.
fn frequency(basis: &Basis<'_>) -> Vec<usize> {
    let mut frequency = vec![0; basis.facts.vocabulary.len()];
    for (term, _) in basis.facts.terms.values().flatten() {
        frequency[term.index()] += 1;
    }
    frequency
}
