//! What every decision costs, in the metrics that describe a cut.
//!
//! Decisions are added one after the other, in the order they were written; the price of one is the difference that it
//! makes there, so that all prices add up to the difference between the proposal and the result.

use super::{Applied, Bound, Decision, Draft, Outcome, Price};
use crate::analysis::Score;
use crate::metric::Tables;
use crate::partition::Partition;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A proposal with the first few decisions applied.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// The metrics there.
    pub(crate) scores: Arc<Vec<Score>>,
    /// How many units the last of them moved.
    moved: usize,
    /// What the last of them changed in the metrics.
    price: Arc<Vec<Price>>,
    /// The draft; kept for the first and the last two.
    draft: Option<Arc<Draft>>,
}

/// How partitions are measured.
pub(crate) trait Measure: Sync {
    /// What metrics need of a partition, from that of one nearby.
    fn tables(&self, near: &Tables, partition: &Partition) -> Tables;
    /// The metrics.
    fn scores(&self, tables: &Tables) -> Vec<Score>;
}

/// Decisions applied to a proposal, one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Steps {
    /// The proposal, and after each of the decisions.
    steps: Vec<Step>,
    /// What became of each, without how many units it moved.
    outcomes: BTreeMap<usize, Outcome>,
    /// What metrics need of the result.
    pub(crate) tables: Arc<Tables>,
}

impl Steps {
    /// Applies all decisions to a draft; `tables` are those of some partition nearby. What was applied before, with its decisions, is
    /// taken over as far as the two begin alike.
    pub(crate) fn new(
        measure: &dyn Measure,
        first: Draft,
        tables: &Arc<Tables>,
        bound: &Bound,
        before: Option<(&Self, &Bound)>,
    ) -> Self {
        let entries = bound.entries();
        let before = before.filter(|(steps, _)| *steps.first() == first);
        let (mut steps, known) = match before {
            Some((before, bound)) => {
                let alike = entries.iter().zip(bound.entries()).take_while(|(a, b)| a.decision == b.decision).count();
                (before.steps[..=alike].to_vec(), &before.tables)
            }
            None => {
                let scores = Arc::new(measure.scores(&near(measure, tables, &first.partition())));
                (vec![Step { scores, moved: 0, price: Arc::default(), draft: Some(Arc::new(first)) }], tables)
            }
        };
        let (alike, last) = (steps.len() - 1, entries.len());
        let first = steps[0].draft.clone().expect("the proposal is kept");
        let draft = |count: usize| {
            let mut draft = (*first).clone();
            let outcomes = draft.apply(bound, |at| at < count);
            (Arc::new(draft), outcomes)
        };
        // The last one is always made anew: what became of an entry may hang on those behind it.
        let mut drafts: Vec<(Arc<Draft>, BTreeMap<usize, Outcome>)> = (alike..=last)
            .into_par_iter()
            .map(|count| match &steps[alike].draft {
                Some(known) if count == alike && count < last => (known.clone(), BTreeMap::new()),
                _ => draft(count),
            })
            .collect();
        let partitions: Vec<Partition> = drafts.iter().map(|(draft, _)| draft.partition()).collect();
        let result = partitions.last().expect("the result is one");
        let tables = near(measure, known, result);
        // Scores take longer than anything else here: none for a decision that moves nothing.
        let scored: Vec<Option<Arc<Vec<Score>>>> = (1..partitions.len())
            .into_par_iter()
            .map(|at| {
                let score = || measure.scores(&near(measure, &tables, &partitions[at]));
                (partitions[at] != partitions[at - 1]).then(|| Arc::new(score()))
            })
            .collect();
        for (at, scores) in scored.into_iter().enumerate() {
            let decision = &entries[alike + at].decision;
            let names_only = matches!(decision, Decision::Rename(..) | Decision::Team(..));
            let before = &steps[alike + at].scores;
            let price = scores.as_ref().map(|scores| differences(before, scores)).unwrap_or_default();
            steps.push(Step {
                moved: if names_only { 0 } else { drafts[at + 1].0.moved_from(&drafts[at].0) },
                price: Arc::new(price),
                scores: scores.unwrap_or_else(|| before.clone()),
                draft: None,
            });
        }
        steps[1..].iter_mut().for_each(|step| step.draft = None);
        for (step, (draft, _)) in steps[alike..].iter_mut().rev().zip(drafts.iter().rev()).take(2) {
            step.draft = Some(draft.clone());
        }
        let (_, outcomes) = drafts.pop().expect("the result is one");
        Self { steps, outcomes, tables }
    }

    /// The proposal.
    pub(crate) fn first(&self) -> &Draft {
        self.steps[0].draft.as_ref().expect("the proposal is kept")
    }

    /// The metrics of the proposal.
    pub(crate) fn proposed(&self) -> &Arc<Vec<Score>> {
        &self.steps[0].scores
    }

    /// The result.
    pub(crate) fn last(&self) -> &Draft {
        self.steps.last().and_then(|step| step.draft.as_ref()).expect("the result is kept")
    }

    /// The metrics of the result.
    pub(crate) fn scores(&self) -> &Arc<Vec<Score>> {
        &self.steps.last().expect("the proposal is one").scores
    }

    /// What became of each entry, and at what price.
    pub(crate) fn applied(&self, bound: &Bound) -> Vec<Applied> {
        let applied = |(at, entry): (usize, &super::Entry)| Applied {
            line: entry.line,
            kind: entry.decision.kind(),
            sentence: bound.sentence(at).to_owned(),
            reason: entry.reason.clone(),
            outcome: match self.outcomes.get(&at) {
                Some(Outcome::Stale(why)) => Outcome::Stale(why.clone()),
                _ => Outcome::Applied { moved: self.steps[at + 1].moved },
            },
            units: bound.units(at),
            price: self.steps[at + 1].price.to_vec(),
        };
        bound.entries().iter().enumerate().map(applied).collect()
    }
}

/// The tables of a partition, from those of one nearby.
fn near(measure: &dyn Measure, tables: &Arc<Tables>, partition: &Partition) -> Arc<Tables> {
    if tables.partition() == partition { tables.clone() } else { Arc::new(measure.tables(tables, partition)) }
}

/// The metrics that differ, with their values before and after.
pub(crate) fn differences(before: &[Score], after: &[Score]) -> Vec<Price> {
    let pairs = before.iter().zip(after).filter(|(before, after)| before.value != after.value);
    let price =
        |(before, after): (&Score, &Score)| Price { metric: before.info.id, before: before.value, after: after.value };
    pairs.map(price).collect()
}
