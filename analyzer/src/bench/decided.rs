//! Decisions applied to a proposal.

use super::Workbench;
use crate::analysis::Score;
use crate::cluster::Rules;
use crate::coupling::Basis;
use crate::cx::{Cancelled, Cx};
use crate::decision::{Bound, Measure, Price, Steps, differences, rules as rules_of};
use crate::describe::Firmness;
use crate::metric::{self, Evidence, Tables};
use crate::partition::Partition;
use crate::proposal::Proposal;
use std::sync::Arc;

/// What decisions are applied to: the undecided proposal, or the new cut that was asked for.
#[derive(Clone)]
pub(super) struct Proposed {
    /// The proposal.
    pub(super) proposal: Arc<Proposal>,
    /// What a new cut had to keep to.
    rules: Rules,
    /// What it costs.
    pub(super) reclustered: Vec<Price>,
}

/// A proposal, what was decided about it, and what that makes of it.
#[derive(Clone)]
pub(super) struct Decided {
    /// What the decisions are applied to.
    pub(super) proposed: Proposed,
    /// What was decided.
    pub(super) bound: Arc<Bound>,
    /// The decisions, one after the other.
    pub(super) steps: Arc<Steps>,
    /// How firmly the evidence holds every unit.
    pub(super) firmness: Arc<Firmness>,
}

impl Measure for Workbench {
    fn tables(&self, near: &Tables, partition: &Partition) -> Tables {
        near.moved(self.evidence(), &self.ties.graph, partition)
    }

    fn scores(&self, tables: &Tables) -> Vec<Score> {
        metric::scores(metric::Input { evidence: self.evidence(), tables })
    }
}

impl Workbench {
    /// Finds what decisions are applied to; the proposal of decisions nearby is not looked for again.
    pub(super) fn proposed(&self, cx: Cx<'_>, bound: &Bound, before: Option<&Decided>) -> Result<Proposed, Cancelled> {
        let rules = if bound.recluster() { rules_of(&self.facts, bound) } else { Rules::default() };
        match before.filter(|before| before.proposed.rules == rules) {
            Some(before) => Ok(before.proposed.clone()),
            None if rules.is_empty() => {
                Ok(Proposed { rules, proposal: self.undecided.clone(), reclustered: Vec::new() })
            }
            None => self.ruled(cx, rules),
        }
    }

    /// Applies decisions; what is known from decisions nearby is not computed again.
    pub(super) fn decided(&self, proposed: Proposed, bound: Bound, before: Option<&Decided>) -> Decided {
        let Proposed { rules, proposal, .. } = &proposed;
        let same = before.filter(|before| before.proposed.rules == *rules);
        let mut first = proposal.draft(self.ties.clone());
        if !rules.is_empty() {
            first.claim(&bound);
        }
        let known = same.map(|before| (&*before.steps, &*before.bound));
        let tables = known.map_or_else(|| self.undecided_tables(), |(steps, _)| &steps.tables);
        let steps = Steps::new(self, first, tables, &bound, known);
        let (graph, runs, partition) = (&self.ties.graph, &proposal.grouping.runs, steps.tables.partition());
        let firmness = match same {
            Some(before) => before.firmness.moved(graph, partition, runs),
            None => Firmness::new(graph, partition, runs),
        };
        Decided { bound: Arc::new(bound), steps: Arc::new(steps), firmness: Arc::new(firmness), proposed }
    }

    /// The new cut in which rules hold, and what it costs.
    fn ruled(&self, cx: Cx<'_>, rules: Rules) -> Result<Proposed, Cancelled> {
        // Names stay with the files, so that what was decided about a service is about the same one.
        let names = self.undecided.previous(&self.facts);
        let ruled = Proposal::new(cx, &Basis::new(&self.facts), &self.input(&rules), &names)?;
        let free = self.undecided_tables();
        let reclustered = differences(&self.scores(free), &self.scores(&self.tables(free, &ruled.partition)));
        Ok(Proposed { rules, proposal: Arc::new(ruled), reclustered })
    }

    /// What metrics are made of.
    pub(super) fn evidence(&self) -> &Evidence {
        self.evidence.get_or_init(|| Evidence::new(&self.facts))
    }

    /// What metrics need of the undecided proposal.
    pub(super) fn undecided_tables(&self) -> &Arc<Tables> {
        let made = || Arc::new(Tables::new(self.evidence(), &self.ties.graph, &self.undecided.partition));
        self.tables.get_or_init(made)
    }
}
