//! What every decision costs, in the metrics that describe a cut.
//!
//! Decisions are added one after the other, in the order they were written; the price of one is the difference that it
//! makes there, so that all prices add up to the difference between the proposal and the result.

use super::{Applied, Bound, Decision, Draft, Outcome, Price};
use crate::analysis::Score;
use crate::partition::Partition;
use rayon::prelude::*;

/// Applies all decisions to a proposal: the result, and what became of each and at what price.
pub(crate) fn prices(
    proposal: &Draft,
    bound: &Bound,
    score: impl Fn(&Partition) -> Vec<Score> + Sync,
) -> (Draft, Vec<Applied>) {
    let entries = bound.entries();
    let drafts = (0..=entries.len()).into_par_iter().map(|count| {
        let mut draft = proposal.clone();
        let outcomes = draft.apply(bound, |at| at < count);
        (draft, outcomes)
    });
    let mut drafts: Vec<_> = drafts.collect();
    let partitions: Vec<Partition> = drafts.iter().map(|(draft, _)| draft.partition()).collect();
    // Scores take longer than anything else here: none for a decision that moves nothing.
    let scored: Vec<Option<Vec<Score>>> = (0..partitions.len())
        .into_par_iter()
        .map(|at| {
            let before = at.checked_sub(1).map(|before| &partitions[before]);
            let after = partitions.get(at + 1);
            let differs = |other: Option<&Partition>| other.is_some_and(|other| *other != partitions[at]);
            (differs(before) || differs(after)).then(|| score(&partitions[at]))
        })
        .collect();
    let price = |at: usize| match (&scored[at], &scored[at + 1]) {
        (Some(before), Some(after)) => differences(before, after),
        _ => Vec::new(),
    };
    let moved = |at: usize| {
        let names_only = matches!(entries[at].decision, Decision::Rename(..) | Decision::Team(..));
        if names_only { 0 } else { drafts[at + 1].0.moved_from(&drafts[at].0) }
    };
    let moved: Vec<usize> = (0..entries.len()).map(moved).collect();
    let (last, outcomes) = drafts.pop().expect("the proposal itself is one");
    let applied = |(at, entry): (usize, &super::Entry)| Applied {
        line: entry.line,
        kind: entry.decision.kind(),
        sentence: entry.decision.sentence(),
        reason: entry.reason.clone(),
        outcome: match outcomes.get(&at) {
            Some(Outcome::Stale(why)) => Outcome::Stale(why.clone()),
            _ => Outcome::Applied { moved: moved[at] },
        },
        units: bound.units(at),
        price: price(at),
    };
    let applied = entries.iter().enumerate().map(applied).collect();
    (last, applied)
}

/// The metrics that differ, with their values before and after.
pub(crate) fn differences(before: &[Score], after: &[Score]) -> Vec<Price> {
    let pairs = before.iter().zip(after).filter(|(before, after)| before.value != after.value);
    let price =
        |(before, after): (&Score, &Score)| Price { metric: before.info.id, before: before.value, after: after.value };
    pairs.map(price).collect()
}
