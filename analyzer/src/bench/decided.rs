//! Decisions applied to a proposal.

use super::Workbench;
use crate::analysis::Score;
use crate::cluster::Rules;
use crate::coupling::Basis;
use crate::cx::{Cancelled, Cx};
use crate::decision::{Bound, Measure, Price, Steps, differences, rules as rules_of};
use crate::describe::Firmness;
use crate::metric::{self, Tables};
use crate::partition::Partition;
use crate::proposal::Proposal;
use std::sync::Arc;

/// A proposal, what was decided about it, and what that makes of it.
#[derive(Clone)]
pub(super) struct Decided {
    /// What the decisions are applied to: the undecided proposal, or the new cut that was asked for.
    pub(super) proposal: Arc<Proposal>,
    /// What that new cut had to keep to.
    rules: Arc<Rules>,
    /// What it costs.
    pub(super) reclustered: Vec<Price>,
    /// What was decided.
    pub(super) bound: Arc<Bound>,
    /// The decisions, one after the other.
    pub(super) steps: Arc<Steps>,
    /// How firmly the evidence holds every unit.
    pub(super) firmness: Arc<Firmness>,
}

impl Measure for Workbench {
    fn tables(&self, near: &Tables, partition: &Partition) -> Tables {
        near.moved(&self.evidence, &self.ties.graph, partition)
    }

    fn scores(&self, tables: &Tables) -> Vec<Score> {
        metric::scores(metric::Input { evidence: &self.evidence, tables })
    }
}

impl Workbench {
    /// Applies decisions; what is known from decisions nearby is not computed again.
    pub(super) fn decided(&self, cx: Cx<'_>, bound: Bound, before: Option<&Decided>) -> Result<Decided, Cancelled> {
        let rules = if bound.recluster() { rules_of(&self.facts, &bound) } else { Rules::default() };
        let same = before.filter(|before| *before.rules == rules);
        let (proposal, reclustered) = match same {
            Some(before) => (before.proposal.clone(), before.reclustered.clone()),
            None if rules.is_empty() => (self.undecided.clone(), Vec::new()),
            None => self.ruled(cx, &rules)?,
        };
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
        Ok(Decided {
            rules: Arc::new(rules),
            reclustered,
            bound: Arc::new(bound),
            steps: Arc::new(steps),
            firmness: Arc::new(firmness),
            proposal,
        })
    }

    /// The new cut in which rules hold, and what it costs.
    fn ruled(&self, cx: Cx<'_>, rules: &Rules) -> Result<(Arc<Proposal>, Vec<Price>), Cancelled> {
        // Names stay with the files, so that what was decided about a service is about the same one.
        let names = self.undecided.previous(&self.facts);
        let ruled = Proposal::new(cx, &Basis::new(&self.facts), &self.input(rules), &names)?;
        let free = self.undecided_tables();
        let cost = differences(&self.scores(free), &self.scores(&self.tables(free, &ruled.partition)));
        Ok((Arc::new(ruled), cost))
    }

    /// What metrics need of the undecided proposal.
    pub(super) fn undecided_tables(&self) -> &Arc<Tables> {
        let made = || Arc::new(Tables::new(&self.evidence, &self.ties.graph, &self.undecided.partition));
        self.tables.get_or_init(made)
    }
}
