//! The analysis, from facts to the finished value.

use crate::analysis::{Analysis, Baseline, Score};
use crate::cluster::{self, Clusterer, Input};
use crate::compare::ari;
use crate::coupling::{Basis, STRUCTURAL};
use crate::cx::{Cancelled, Cx, Stage};
use crate::describe::{Cells, alternative, candidates, names, place, seams, shared, verdict, warnings};
use crate::facts::Facts;
use crate::graph::Matrix;
use crate::id::{Id, UnitId};
use crate::info::Info;
use crate::metric;
use crate::partition::Partition;
use crate::pipeline::{Built, Sweep, build, is_isolated, rerun, sweep};
use crate::settings::{PIPELINE, Settings};
use rayon::prelude::*;

/// Finds candidate services in the facts.
///
/// A clusterer that is not built in is a bug of the caller, who checks settings before ([`is_clusterer`]).
///
/// # Errors
/// Only when asked to stop.
pub fn analyze(cx: Cx<'_>, facts: Facts, settings: &Settings) -> Result<Analysis, Cancelled> {
    let basis = Basis::new(&facts);
    let Built { layers, gate, graph } = cx.stage(Stage::Couple, None, || build(cx, &basis, settings))?;
    let sweep = cx.stage(Stage::Cluster, None, || sweep(cx, &graph, settings))?;
    let structure = &layers[STRUCTURAL].measured;
    let input = Input { facts: &facts, graph: &graph, structure, settings };
    let grouping = cx.stage(Stage::Cluster, None, || group(cx, &input, &sweep))?;
    cx.progress.begin(Stage::Describe, None);
    let partition = gather_isolated(&graph, &grouping.partition);
    let shared = shared(&basis, &partition);
    let cells = Cells::new(&graph, &partition, &shared, &grouping.dropped);
    let placements = place(&graph, &partition, &grouping.runs, &cells);
    let names = names(&facts, &cells, settings.path_signals);
    let candidates = candidates(&facts, &graph, &cells, names, &placements, &shared);
    let scored = |partition: &Partition| scores(&metric::Input { facts: &facts, graph: &graph, partition });
    let alternatives = ["coarser", "finer"].into_iter().zip(sweep.neighbours()).filter_map(|(id, point)| {
        let point = point.filter(|_| settings.clusterer == PIPELINE.id)?;
        Some(alternative(id, point, &cells, &candidates, scored(&gather_isolated(&graph, &point.partition))))
    });
    let analysis = Analysis {
        alternatives: alternatives.collect(),
        baselines: baselines(cx, &input, &partition)?,
        scores: scored(&partition),
        seams: seams(&facts, &graph, &cells),
        verdict: verdict(&facts, &graph, &cells, grouping.stability, settings.seed),
        warnings: warnings(&facts, &placements),
        sweep: sweep.table(&graph),
        clusterer: grouping.info,
        notes: grouping.notes,
        path_gate: gate,
        settings: settings.clone(),
        candidates,
        shared,
        placements,
        partition,
        layers,
        graph: graph.clone(),
        facts: Facts::default(),
    };
    cx.progress.end(Stage::Describe);
    Ok(Analysis { facts, ..analysis })
}

/// Whether a clusterer of that id is built in.
pub fn is_clusterer(id: &str) -> bool {
    id == PIPELINE.id || find(id).is_some()
}

fn find(id: &str) -> Option<&'static dyn Clusterer> {
    cluster::ALL.iter().copied().find(|clusterer| clusterer.info().id == id)
}

/// A grouping with the runs that tell how stable it is.
struct Grouping {
    info: &'static Info,
    partition: Partition,
    runs: Vec<Partition>,
    stability: f64,
    dropped: Vec<UnitId>,
    notes: Vec<String>,
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
    let clustering = clusterer.cluster(cx, input)?;
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
fn gather_isolated(graph: &Matrix, partition: &Partition) -> Partition {
    let label = |(at, cell): (usize, usize)| if is_isolated(graph, UnitId::new(at)) { usize::MAX } else { cell };
    let labels: Vec<usize> = partition.labels().into_iter().enumerate().map(label).collect();
    Partition::from_labels(&labels)
}

fn scores(input: &metric::Input<'_>) -> Vec<Score> {
    let score = |metric: &&dyn metric::Metric| Score {
        info: metric.info(),
        direction: metric.direction(),
        value: metric.measure(input),
    };
    metric::ALL.par_iter().map(score).collect()
}

fn baselines(cx: Cx<'_>, input: &Input<'_>, ours: &Partition) -> Result<Vec<Baseline>, Cancelled> {
    let baselines = cluster::ALL.iter().filter(|clusterer| clusterer.is_baseline());
    let run = |clusterer: &&dyn Clusterer| {
        let partition = clusterer.cluster(cx, input)?.partition;
        let scores = scores(&metric::Input { facts: input.facts, graph: input.graph, partition: &partition });
        Ok(Baseline { info: clusterer.info(), agreement: ari(&partition, ours), partition, scores })
    };
    baselines.map(run).collect()
}
