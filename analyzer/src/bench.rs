//! The workbench: one repository on which people try decisions, one edit after the other.
//!
//! What does not depend on decisions is made once: the graph, the proposal, what metrics are made of. A view is a pure
//! function of that and of the decisions, and so is the whole analysis ([`Workbench::analysis`]), which is the one that the
//! command line writes for the same decisions.

mod decided;
mod suggest;
mod view;

pub use suggest::Suggestion;
pub use view::{BenchService, View};

use crate::analysis::{Analysis, Baseline, Layer, PathGate, Score};
use crate::cluster::{self, Clusterer, Input, Rules};
use crate::compare::ari;
use crate::coupling::{Basis, STRUCTURAL};
use crate::cx::{Cancelled, Cx, Stage};
use crate::decision::{Bound, Conflict, Decisions, Edit, Measure, Previous, Refused, Ties, bind, bind_after};
use crate::describe::{Cells, alternative, candidates, divided, names, place, seams, verdict, warnings};
use crate::facts::Facts;
use crate::graph::Matrix;
use crate::metric::{Evidence, Tables};
use crate::partition::Partition;
use crate::pipeline::{Built, build};
use crate::proposal::{Proposal, gather_isolated};
use crate::settings::{PIPELINE, Settings};
use rayon::prelude::*;
use std::sync::{Arc, OnceLock};

/// Everything about one repository that does not depend on what people decide.
pub struct Workbench {
    facts: Facts,
    settings: Settings,
    layers: Vec<Layer>,
    gate: PathGate,
    /// The combined graph.
    ties: Arc<Ties>,
    /// What metrics are made of.
    evidence: OnceLock<Evidence>,
    /// What metrics need of what was found.
    tables: OnceLock<Arc<Tables>>,
    /// What was found before anybody decides.
    undecided: Arc<Proposal>,
}

/// Why there is no view.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failed {
    /// Someone asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// Two entries cannot both hold.
    #[error(transparent)]
    Conflict(#[from] Conflict),
}

impl Workbench {
    /// Couples and clusters. A clusterer that is not built in is a bug of the caller ([`crate::run::is_clusterer`]).
    ///
    /// # Errors
    /// Only when asked to stop.
    pub fn new(cx: Cx<'_>, facts: Facts, settings: &Settings, previous: &Previous) -> Result<Self, Cancelled> {
        let basis = Basis::new(&facts);
        let Built { layers, gate, graph } = cx.stage(Stage::Couple, None, || build(cx, &basis, settings))?;
        let (structure, rules) = (&layers[STRUCTURAL].measured, Rules::default());
        let input = Input { facts: &facts, graph: &graph, structure, settings, rules: &rules };
        let undecided = Arc::new(Proposal::new(cx, &basis, &input, previous)?);
        Ok(Self {
            ties: Arc::new(Ties::new(graph, settings.seed)),
            settings: settings.clone(),
            facts,
            layers,
            gate,
            evidence: OnceLock::new(),
            tables: OnceLock::new(),
            undecided,
        })
    }

    /// The facts that it rests on.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The settings that it was made with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What decisions make of the proposal.
    ///
    /// # Errors
    /// For two entries that cannot both hold, or when asked to stop.
    pub fn view(&self, cx: Cx<'_>, decisions: &Decisions) -> Result<View, Failed> {
        let bound = bind(&self.facts, decisions.clone())?;
        let proposed = self.proposed(cx, &bound, None)?;
        Ok(View::new(self.decided(proposed, bound, None)))
    }

    /// The same from a view nearby: equal to [`Workbench::view`] bit for bit, and only what differs is computed.
    ///
    /// # Errors
    /// As [`Workbench::view`].
    pub fn view_after(&self, cx: Cx<'_>, before: &View, decisions: &Decisions) -> Result<View, Failed> {
        let before = before.decided();
        let bound = bind_after(&self.facts, decisions.clone(), Some(&before.bound))?;
        let proposed = self.proposed(cx, &bound, Some(before))?;
        Ok(View::new(self.decided(proposed, bound, Some(before))))
    }

    /// The decisions after an edit that is made in a view of `decisions`.
    ///
    /// # Errors
    /// When the edit cannot be made; nothing is changed then.
    pub fn edit(&self, view: &View, decisions: &Decisions, edit: &Edit, reason: &str) -> Result<Decisions, Refused> {
        let known = view.decided();
        edit.make(&self.facts, known.steps.first(), Some(&known.bound), decisions, reason)
    }

    /// The whole analysis, as [`crate::run::analyze_as_decided`] gives it for these facts and decisions.
    ///
    /// # Errors
    /// For two entries that cannot both hold, or when asked to stop.
    pub fn analysis(&self, cx: Cx<'_>, decisions: &Decisions) -> Result<Analysis, Failed> {
        let bound = bind(&self.facts, decisions.clone())?;
        let analysis = self.described(cx, bound)?;
        Ok(Analysis {
            facts: self.facts.clone(),
            layers: self.layers.clone(),
            graph: self.ties.graph.clone(),
            ..analysis
        })
    }

    /// The same for who needs no other.
    pub(crate) fn into_analysis(self, cx: Cx<'_>, bound: &Bound) -> Result<Analysis, Cancelled> {
        let analysis = self.described(cx, bound.clone())?;
        let Self { facts, layers, ties, .. } = self;
        let graph = Arc::try_unwrap(ties).map_or_else(|ties| ties.graph.clone(), |ties| ties.graph);
        Ok(Analysis { facts, layers, graph, ..analysis })
    }

    /// The analysis without what is only handed on: facts, layers and graph.
    fn described(&self, cx: Cx<'_>, bound: Bound) -> Result<Analysis, Cancelled> {
        let Self { facts, settings, .. } = self;
        let graph = &self.ties.graph;
        let proposed = self.proposed(cx, &bound, None)?;
        cx.progress.begin(Stage::Describe, None);
        let decided = self.decided(proposed, bound, None);
        let (steps, last) = (&decided.steps, decided.steps.last());
        let Proposal { sweep, grouping, shared, .. } = &*decided.proposed.proposal;
        let partition = last.partition();
        let (cells, slots) = Cells::decided(&partition, last.services(), &last.shared());
        let placements = place(&decided.firmness, &cells, last.decided());
        let mut called = names(facts, &cells, settings.path_signals);
        called.values_mut().zip(&slots).for_each(|(called, slot)| called.0.clone_from(&slot.name));
        let candidates = candidates(facts, graph, &cells, called, &placements, shared, &slots);
        let alternatives = ["coarser", "finer"].into_iter().zip(sweep.neighbours()).filter_map(|(id, point)| {
            let point = point.filter(|_| settings.clusterer == PIPELINE.id)?;
            let scores = self.scores_of(&gather_isolated(graph, &point.partition));
            Some(alternative(id, point, &cells, &candidates, scores))
        });
        let analysis = Analysis {
            alternatives: alternatives.collect(),
            baselines: self.baselines(cx, &partition)?,
            scores: steps.scores().to_vec(),
            seams: seams(facts, graph, &cells),
            verdict: verdict(facts, graph, &cells, grouping.stability, settings.seed),
            warnings: warnings(facts, &placements),
            sweep: sweep.table(graph),
            clusterer: grouping.info,
            notes: grouping.notes.clone(),
            path_gate: self.gate,
            settings: settings.clone(),
            divided: divided(facts, &placements, &candidates),
            candidates,
            shared: shared.clone(),
            placements,
            partition,
            layers: Vec::new(),
            decisions: steps.applied(&decided.bound),
            reclustered: decided.proposed.reclustered,
            graph: Matrix::default(),
            facts: Facts::default(),
        };
        cx.progress.end(Stage::Describe);
        Ok(analysis)
    }

    /// Every metric of a partition.
    fn scores_of(&self, partition: &Partition) -> Vec<Score> {
        self.scores(&self.tables(self.undecided_tables(), partition))
    }

    fn baselines(&self, cx: Cx<'_>, ours: &Partition) -> Result<Vec<Baseline>, Cancelled> {
        let rules = Rules::default();
        let input = self.input(&rules);
        let baselines = cluster::ALL.par_iter().filter(|clusterer| clusterer.is_baseline());
        let run = |clusterer: &&dyn Clusterer| {
            let partition = clusterer.cluster(cx, &input)?.partition;
            let scores = self.scores_of(&partition);
            Ok(Baseline { info: clusterer.info(), agreement: ari(&partition, ours), partition, scores })
        };
        baselines.map(run).collect()
    }

    /// What clusterers look at.
    fn input<'a>(&'a self, rules: &'a Rules) -> Input<'a> {
        let structure = &self.layers[STRUCTURAL].measured;
        Input { facts: &self.facts, graph: &self.ties.graph, structure, settings: &self.settings, rules }
    }
}

#[cfg(test)]
mod tests;
