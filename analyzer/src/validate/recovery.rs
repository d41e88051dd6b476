//! Recovery: how much of a known decomposition a grouping finds.
//!
//! Every grouping is scored on the same files, those that have a service in the truth, strictly: a file that the
//! grouping does not place is alone ([`crate::compare::agreement`]). The strict score is against the truth as it is
//! written; beside it stands the best score against an accepted variant, or several taken together: all subsets of up
//! to [`MOST_VARIANTS`] variants are tried (beyond that each alone), the best adjusted Rand index wins, ties go to
//! fewer variants. Baselines get their best variant too.

use super::labels::answers;
use super::services::recognised;
use super::truth::{Truth, Variant};
use crate::compare::{Labels, Measures, agreement};

/// Up to so many variants, every combination of them is tried.
pub const MOST_VARIANTS: usize = 6;

/// What is scored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The id of what made it.
    pub id: String,
    /// What it is here for.
    pub role: Role,
    /// Path to group.
    pub labels: Labels,
}

/// What a grouping is here for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The default proposal, which is judged.
    Default,
    /// Another method.
    Clusterer,
    /// A trivial grouping that needs no analysis.
    Baseline,
}

impl Role {
    /// The word for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Role::Default => "default",
            Role::Clusterer => "clusterer",
            Role::Baseline => "baseline",
        }
    }
}

/// A scored grouping.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouping {
    /// The id of what made it.
    pub id: String,
    /// What it is here for.
    pub role: Role,
    /// Known files that it places.
    pub placed: usize,
    /// Services that one of its groups is the larger part of, and the other way round.
    pub recognised: usize,
    /// Against the truth as it is written.
    pub strict: Measures,
    /// Against the best variant; `None` when there is none.
    pub best: Option<Best>,
    /// With the functions of split files in their place; `None` when no file is split.
    pub functions: Option<Measures>,
}

/// The best score against an accepted variant.
#[derive(Debug, Clone, PartialEq)]
pub struct Best {
    /// The variants taken together; none when the truth as it is written fits best.
    pub variants: Vec<String>,
    /// The measures.
    pub measures: Measures,
}

/// Scores a grouping; `None` when the truth gives no file a service.
pub fn score(truth: &Truth, proposal: &Proposal) -> Option<Grouping> {
    let files = truth.files();
    let agreement = agreement(&proposal.labels, &files);
    Some(Grouping {
        id: proposal.id.clone(),
        role: proposal.role,
        placed: agreement.placed_files,
        recognised: recognised(&proposal.labels, &files),
        strict: agreement.strict?,
        best: best(truth, &proposal.labels),
        functions: truth.functions().and_then(|functions| measures(&proposal.labels, &functions)),
    })
}

/// The strict measures of a proposal against labels by `path` or `path#function`.
pub fn measures(proposal: &Labels, truth: &Labels) -> Option<Measures> {
    agreement(&answers(proposal, truth.keys()), truth).strict
}

fn best(truth: &Truth, proposal: &Labels) -> Option<Best> {
    let mut best: Option<Best> = None;
    for subset in subsets(&truth.variants) {
        let measures = measures(proposal, &truth.with(&subset).files())?;
        if best.as_ref().is_none_or(|best| measures.ari > best.measures.ari + 1e-12) {
            let variants = subset.iter().map(|variant| variant.name.clone()).collect();
            best = Some(Best { variants, measures });
        }
    }
    best.filter(|_| !truth.variants.is_empty())
}

/// The subsets that are tried, the smaller ones first.
fn subsets(variants: &[Variant]) -> Vec<Vec<&Variant>> {
    if variants.len() > MOST_VARIANTS {
        return std::iter::once(Vec::new()).chain(variants.iter().map(|variant| vec![variant])).collect();
    }
    let subset = |bits: u32| -> Vec<&Variant> {
        variants.iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0).map(|(_, variant)| variant).collect()
    };
    let mut all: Vec<u32> = (0..1 << variants.len()).collect();
    all.sort_by_key(|bits| (bits.count_ones(), *bits));
    all.into_iter().map(subset).collect()
}

#[cfg(test)]
mod tests {
    use super::super::truth::tests::{truth, variant};
    use super::*;
    use proptest::prelude::{Just, Strategy, prop_assert, prop_assert_eq, proptest};

    fn proposal(labels: Labels) -> Proposal {
        Proposal { id: "x".to_owned(), role: Role::Default, labels }
    }

    /// Against itself.
    fn perfect(truth: &Truth) -> Grouping {
        score(truth, &proposal(truth.files())).expect("there are files")
    }

    #[test]
    fn the_truth_is_perfect() {
        let found = perfect(&truth("a x; b x; c y; d y; kit (shared)"));
        assert_eq!((found.strict.ari, found.strict.mojofm, found.placed, found.recognised), (1.0, 100.0, 4, 2));
        assert_eq!((found.best, found.functions), (None, None));
    }
    #[test]
    fn whole_files_cannot_be_perfect_at_function_level() {
        let truth = truth("a x; b x; c y; d y; g#f x; g#h x; g#i y");
        let found = perfect(&truth);
        assert_eq!(found.strict.ari, 1.0);
        assert!(found.functions.expect("a file is split").ari < 1.0);
        let divided = proposal(truth.functions().expect("a file is split"));
        assert_eq!(score(&truth, &divided).expect("files").functions.expect("a file is split").ari, 1.0);
    }
    #[test]
    fn shared_files_do_not_count_wherever_they_are() {
        let truth = truth("a x; b x; c y; d y; kit (shared)");
        for place in ["x", "y", "(shared)"] {
            let mut labels = truth.files();
            labels.insert("kit".to_owned(), place.to_owned());
            assert_eq!(score(&truth, &proposal(labels)).expect("files").strict.ari, 1.0);
        }
    }
    #[test]
    fn the_best_variants_stand_beside_the_strict_score() {
        let mut truth = truth("a x; b x; c y; d y; e y");
        truth.variants = vec![variant("c to x", "c x"), variant("d to x", "d x"), variant("b to y", "b y")];
        let moved = truth.with(&[&truth.variants[0], &truth.variants[1]]).files();
        let found = score(&truth, &proposal(moved)).expect("there are files");
        assert!(found.strict.ari < 1.0);
        let best = found.best.expect("there are variants");
        assert_eq!((best.measures.ari, best.variants), (1.0, vec!["c to x".to_owned(), "d to x".to_owned()]));
    }
    #[test]
    fn no_variant_is_taken_where_the_truth_fits_best() {
        let mut truth = truth("a x; b x; c y; d y");
        truth.variants = vec![variant("c to x", "c x")];
        let best = perfect(&truth).best.expect("there are variants");
        assert_eq!((best.measures.ari, best.variants), (1.0, Vec::new()));
    }
    #[test]
    fn many_variants_are_tried_one_by_one() {
        let mut truth = truth("a x; b x; c y; d y");
        truth.variants = (0..40).map(|at| variant(&at.to_string(), "c x")).collect();
        assert_eq!(subsets(&truth.variants).len(), 41);
    }
    #[test]
    fn a_truth_without_services_has_no_score() {
        assert_eq!(score(&truth("kit (shared)"), &proposal(Labels::new())), None);
    }

    fn labelled(n: usize) -> impl Strategy<Value = (Vec<usize>, Vec<usize>)> {
        let labels = move || proptest::collection::vec(0..4_usize, n);
        (labels(), labels())
    }

    proptest! {
        #[test]
        fn renaming_files_changes_nothing(
            (ours, theirs) in labelled(16),
            order in Just((0..16_usize).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let named = |labels: &[usize], order: &[usize]| -> Labels {
                order.iter().zip(labels).map(|(at, label)| (format!("f{at:02}"), format!("s{label}"))).collect()
            };
            let same: Vec<usize> = (0..16).collect();
            let scored = |order: &[usize]| {
                let truth = Truth { service_of: named(&theirs, order), ..Truth::default() };
                score(&truth, &proposal(named(&ours, order))).expect("there are files")
            };
            let (before, after) = (scored(&same), scored(&order));
            prop_assert!((before.strict.ari - after.strict.ari).abs() < 1e-9);
            prop_assert!((before.strict.nmi - after.strict.nmi).abs() < 1e-9);
            prop_assert_eq!(before.strict.mojo, after.strict.mojo);
            prop_assert_eq!(before.recognised, after.recognised);
        }

        #[test]
        fn the_best_variant_is_never_worse(ours in proptest::collection::vec(0..3_usize, 8), target in 0..3_usize) {
            let mut truth = truth("f0 s0; f1 s0; f2 s0; f3 s1; f4 s1; f5 s1; f6 s2; f7 s2");
            truth.variants = vec![variant("v", &format!("f3 s{target}"))];
            let labels = ours.iter().enumerate().map(|(at, label)| (format!("f{at}"), label.to_string())).collect();
            let found = score(&truth, &proposal(labels)).expect("there are files");
            prop_assert!(found.best.expect("there is a variant").measures.ari >= found.strict.ari);
        }
    }
}
