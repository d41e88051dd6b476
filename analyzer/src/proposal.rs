//! What a clusterer proposes, with names, before anybody decides.

use crate::analysis::Shared;
use crate::cluster::{self, Clusterer, Input};
use crate::compare::ari;
use crate::coupling::Basis;
use crate::cx::{Cancelled, Cx, Stage};
use crate::decision::{Draft, Previous, Ties};
use crate::describe::{Cells, names, shared};
use crate::facts::Facts;
use crate::graph::Matrix;
use crate::id::{CandidateId, Id, UnitId};
use crate::info::Info;
use crate::partition::Partition;
use crate::pipeline::{Sweep, is_isolated, rerun, sweep};
use crate::settings::{PIPELINE, Settings};
use std::sync::Arc;

/// What a clusterer proposes, with names, before anybody decides.
pub(crate) struct Proposal {
    pub(crate) sweep: Sweep,
    pub(crate) grouping: Grouping,
    pub(crate) partition: Partition,
    pub(crate) shared: Vec<Shared>,
    cells: Cells,
    names: Vec<String>,
}

impl Proposal {
    /// Clusters, and names what was found.
    pub(crate) fn new(
        cx: Cx<'_>,
        basis: &Basis<'_>,
        input: &Input<'_>,
        previous: &Previous,
    ) -> Result<Self, Cancelled> {
        let Input { facts, graph, settings, rules, .. } = *input;
        let sweep = cx.stage(Stage::Cluster, None, || sweep(cx, graph, settings, rules))?;
        let grouping = cx.stage(Stage::Cluster, None, || group(cx, input, &sweep))?;
        let partition = gather_isolated(graph, &grouping.partition);
        let shared = shared(basis, &partition);
        let cells = Cells::new(graph, &partition, &shared, &grouping.dropped);
        let called = names(facts, &cells, settings.path_signals);
        let services: Vec<(String, Vec<UnitId>)> =
            called.values().zip(cells.units.values()).map(|((name, _), units)| (name.clone(), units.clone())).collect();
        let names = previous.names(facts, &services);
        Ok(Self { sweep, grouping, partition, shared, cells, names })
    }

    /// The proposal as a draft, to apply decisions to.
    pub(crate) fn draft(&self, ties: Arc<Ties>) -> Draft {
        let name = |id: CandidateId| self.names[id.index()].clone();
        Draft::new(ties, &self.partition, |unit| self.cells.place(unit), name)
    }

    /// Who is where.
    pub(crate) fn previous(&self, facts: &Facts) -> Previous {
        let named = self.names.iter().zip(self.cells.units.values());
        let labels =
            named.flat_map(|(name, units)| units.iter().map(|unit| (facts.units[*unit].label(), name.clone())));
        Previous(labels.collect())
    }
}

/// Whether a clusterer of that id is built in.
pub fn is_clusterer(id: &str) -> bool {
    id == PIPELINE.id || find(id).is_some()
}

fn find(id: &str) -> Option<&'static dyn Clusterer> {
    cluster::ALL.iter().copied().find(|clusterer| clusterer.info().id == id)
}

/// A grouping with the runs that tell how stable it is.
pub(crate) struct Grouping {
    pub(crate) info: &'static Info,
    partition: Partition,
    pub(crate) runs: Vec<Partition>,
    pub(crate) stability: f64,
    dropped: Vec<UnitId>,
    pub(crate) notes: Vec<String>,
}

fn group(cx: Cx<'_>, input: &Input<'_>, sweep: &Sweep) -> Result<Grouping, Cancelled> {
    let best = sweep.best();
    let Some(clusterer) = find(&input.settings.clusterer) else {
        return Ok(Grouping {
            info: &PIPELINE,
            partition: best.partition.clone(),
            runs: best.runs.clone(),
            stability: best.stability,
            dropped: Vec::new(),
            notes: Vec::new(),
        });
    };
    let mut clustering = clusterer.cluster(cx, input)?;
    if !input.rules.is_empty() && !clusterer.keeps_rules() {
        clustering
            .notes
            .push("looks for no cut in which the decisions hold; they are applied to what it found".to_owned());
    }
    let again = |graph: &Matrix, seed: u64| {
        let settings = Settings { seed, ..input.settings.clone() };
        let input = Input { graph, settings: &settings, ..*input };
        clusterer.cluster(cx, &input).map(|clustering| clustering.partition)
    };
    let runs = rerun(input.graph, input.settings.seed, again)?;
    let stability = runs.iter().map(|run| ari(run, &clustering.partition)).sum::<f64>() / runs.len() as f64;
    Ok(Grouping {
        info: clusterer.info(),
        partition: clustering.partition,
        runs,
        stability,
        dropped: clustering.dropped,
        notes: clustering.notes,
    })
}

/// Puts all units without any edge into one cell, so that they do not count as services of one file each.
pub(crate) fn gather_isolated(graph: &Matrix, partition: &Partition) -> Partition {
    let label = |(at, cell): (usize, usize)| if is_isolated(graph, UnitId::new(at)) { usize::MAX } else { cell };
    let labels: Vec<usize> = partition.labels().into_iter().enumerate().map(label).collect();
    Partition::from_labels(&labels)
}
