//! Decisions applied to a proposal.

use super::Workbench;
use crate::analysis::Score;
use crate::cluster::{Input, Rules};
use crate::coupling::Basis;
use crate::cx::{Cancelled, Cx};
use crate::decision::{Applied, Bound, Draft, Price, differences, prices, rules as rules_of};
use crate::proposal::Proposal;
use std::sync::Arc;

/// A proposal, what was decided about it, and what that makes of it.
pub(super) struct Decided {
    /// What the decisions are applied to: the undecided proposal, or the new cut that was asked for.
    pub(super) proposal: Arc<Proposal>,
    /// What that new cut costs.
    pub(super) reclustered: Vec<Price>,
    /// The proposal as a draft.
    pub(super) first: Draft,
    /// The metrics of the proposal.
    pub(super) before: Vec<Score>,
    /// The result.
    pub(super) last: Draft,
    /// The metrics of the result.
    pub(super) scores: Vec<Score>,
    /// What became of each entry.
    pub(super) entries: Vec<Applied>,
}

impl Workbench {
    /// Applies decisions.
    pub(super) fn decided(&self, cx: Cx<'_>, bound: Bound) -> Result<Decided, Cancelled> {
        let (mut proposal, mut reclustered) = (self.undecided.clone(), Vec::new());
        let rules = if bound.recluster() { rules_of(&self.facts, &bound) } else { Rules::default() };
        if !rules.is_empty() {
            // Names stay with the files, so that what was decided about a service is about the same one.
            let names = proposal.previous(&self.facts);
            let basis = Basis::new(&self.facts);
            let ruled = Proposal::new(cx, &basis, &Input { rules: &rules, ..self.input(&rules) }, &names)?;
            reclustered = differences(&self.scores(&proposal.partition), &self.scores(&ruled.partition));
            proposal = Arc::new(ruled);
        }
        let mut first = proposal.draft(self.ties.clone());
        if !rules.is_empty() {
            first.claim(&bound);
        }
        let (last, entries) = prices(&first, &bound, |partition| self.scores(partition));
        let before = self.scores(&first.partition());
        let scores = self.scores(&last.partition());
        Ok(Decided { proposal, reclustered, first, before, last, scores, entries })
    }
}
