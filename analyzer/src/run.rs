//! The analysis, from facts to the finished value.

use crate::analysis::{Analysis, Baseline, Score, Shared};
use crate::cluster::{self, Clusterer, Input, Rules};
use crate::compare::ari;
use crate::coupling::{Basis, STRUCTURAL};
use crate::cx::{Cancelled, Cx, Stage};
use crate::decision::{Bound, Draft, Previous, differences, prices, rules as rules_of};
use crate::describe::{
    Cells, alternative, candidates, cochange, divided, hotspots, names, place, seams, shared, verdict, warnings,
};
use crate::facts::Facts;
use crate::graph::Matrix;
use crate::id::{CandidateId, Id, UnitId};
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
    analyze_as_decided(cx, facts, settings, &Bound::default(), &Previous::default())
}

/// The same, with what people decided ([`crate::decision`]) and with the names that services had before.
///
/// # Errors
/// Only when asked to stop.
pub fn analyze_as_decided(
    cx: Cx<'_>,
    facts: Facts,
    settings: &Settings,
    bound: &Bound,
    previous: &Previous,
) -> Result<Analysis, Cancelled> {
    let basis = Basis::new(&facts);
    let Built { layers, gate, graph } = cx.stage(Stage::Couple, None, || build(cx, &basis, settings))?;
    let structure = &layers[STRUCTURAL].measured;
    let free = Rules::default();
    let input = Input { facts: &facts, graph: &graph, structure, settings, rules: &free };
    let scored = |partition: &Partition| scores(&metric::Input { facts: &facts, graph: &graph, partition });
    let mut proposal = Proposal::new(cx, &basis, &input, previous)?;
    let mut reclustered = Vec::new();
    let rules = if bound.recluster() { rules_of(&facts, bound) } else { Rules::default() };
    if !rules.is_empty() {
        // Names stay with the files, so that what was decided about a service is about the same one.
        let names = proposal.previous(&facts);
        let ruled = Proposal::new(cx, &basis, &Input { rules: &rules, ..input }, &names)?;
        reclustered = differences(&scored(&proposal.partition), &scored(&ruled.partition));
        proposal = ruled;
    }
    cx.progress.begin(Stage::Describe, None);
    let Proposal { sweep, grouping, shared, .. } = &proposal;
    let mut draft = proposal.draft(&graph, settings.seed);
    if !rules.is_empty() {
        draft.claim(bound);
    }
    let (draft, decisions) = prices(&draft, bound, scored);
    let partition = draft.partition();
    let (cells, slots) = Cells::decided(&partition, draft.services(), &draft.shared());
    let placements = place(&graph, &partition, &grouping.runs, &cells, draft.decided());
    let mut called = names(&facts, &cells, settings.path_signals);
    called.values_mut().zip(&slots).for_each(|(called, slot)| called.0.clone_from(&slot.name));
    let candidates = candidates(&facts, &graph, &cells, called, &placements, shared, &slots);
    let alternatives = ["coarser", "finer"].into_iter().zip(sweep.neighbours()).filter_map(|(id, point)| {
        let point = point.filter(|_| settings.clusterer == PIPELINE.id)?;
        Some(alternative(id, point, &cells, &candidates, scored(&gather_isolated(&graph, &point.partition))))
    });
    let seams = seams(&facts, &graph, &cells);
    let analysis = Analysis {
        cochange: cochange(&facts, &placements, candidates.len(), &seams),
        hotspots: hotspots(&facts),
        alternatives: alternatives.collect(),
        baselines: baselines(cx, &input, &partition)?,
        scores: scored(&partition),
        seams,
        verdict: verdict(&facts, &graph, &cells, grouping.stability, settings.seed),
        warnings: warnings(&facts, &placements),
        sweep: sweep.table(&graph),
        clusterer: grouping.info,
        notes: grouping.notes.clone(),
        path_gate: gate,
        settings: settings.clone(),
        divided: divided(&facts, &placements, &candidates),
        candidates,
        shared: shared.clone(),
        placements,
        partition,
        layers,
        decisions,
        reclustered,
        graph: graph.clone(),
        facts: Facts::default(),
    };
    cx.progress.end(Stage::Describe);
    Ok(Analysis { facts, ..analysis })
}

/// What a clusterer proposes, with names, before anybody decides.
struct Proposal {
    sweep: Sweep,
    grouping: Grouping,
    partition: Partition,
    shared: Vec<Shared>,
    cells: Cells,
    names: Vec<String>,
}

impl Proposal {
    fn new(cx: Cx<'_>, basis: &Basis<'_>, input: &Input<'_>, previous: &Previous) -> Result<Self, Cancelled> {
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

    fn draft<'a>(&self, graph: &'a Matrix, seed: u64) -> Draft<'a> {
        let name = |id: CandidateId| self.names[id.index()].clone();
        Draft::new(graph, seed, &self.partition, |unit| self.cells.place(unit), name)
    }

    /// Who is where.
    fn previous(&self, facts: &Facts) -> Previous {
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
    let baselines = cluster::ALL.par_iter().filter(|clusterer| clusterer.is_baseline());
    let run = |clusterer: &&dyn Clusterer| {
        let partition = clusterer.cluster(cx, input)?.partition;
        let scores = scores(&metric::Input { facts: input.facts, graph: input.graph, partition: &partition });
        Ok(Baseline { info: clusterer.info(), agreement: ari(&partition, ours), partition, scores })
    };
    baselines.map(run).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Place, VerdictKind};
    use crate::cx::{Cancel, Silent};
    use crate::facts::{
        Access, ChangeKind, ChangeSet, Context, Contributor, Mode, Parse, Reference, Store, StoreKind, Tier, Unit,
    };
    use crate::id::StoreId;
    use crate::path::RepoPath;
    use proptest::prelude::*;

    /// Three features of four files in layered folders; calls go down the layers, some go across.
    const SHOP: &str = "
        web/order_page > core/order_logic > db/order_rows; web/order_admin > core/order_logic
        web/stock_page > core/stock_logic > db/stock_rows; web/stock_admin > core/stock_logic
        web/mail_page > core/mail_logic > db/mail_rows; web/mail_admin > core/mail_logic
        core/order_logic > core/stock_logic
        lonely
    ";

    fn facts(notation: &str) -> Facts {
        let chains = notation.split([';', '\n']).map(|chain| chain.split('>').map(str::trim).collect::<Vec<_>>());
        let chains: Vec<Vec<&str>> = chains.filter(|chain| !chain[0].is_empty()).collect();
        let mut paths: Vec<&str> = chains.iter().flatten().copied().collect();
        paths.sort_unstable();
        paths.dedup();
        let id = |path: &str| UnitId::new(paths.binary_search(&path).expect("every path is listed"));
        let unit = |path: &&str| Unit {
            path: RepoPath::new(&format!("{path}.py")).expect("a test path"),
            part: None,
            language: "python",
            lines: 10,
            bytes: 100,
            package: String::new(),
            types: Vec::new(),
            entity: path.starts_with("db/"),
            parse: Parse::Full,
        };
        let reference = |pair: &[&str]| Reference {
            from: id(pair[0]),
            to: id(pair[1]),
            context: Context::Call,
            name: pair[1].to_owned(),
            tier: Tier::Import,
            count: 2,
            lines: vec![1],
        };
        let mut references: Vec<Reference> =
            chains.iter().flat_map(|chain| chain.windows(2).map(reference).collect::<Vec<_>>()).collect();
        references.sort();
        let rows: Vec<&str> = paths.iter().copied().filter(|path| path.starts_with("db/")).collect();
        let store = |path: &&str| Store { kind: StoreKind::Table, name: path[3..].to_owned(), declared: Vec::new() };
        let access = |(at, path): (usize, &&str)| Access {
            unit: id(path),
            store: StoreId::new(at),
            mode: Mode::Declare,
            rule: "test".to_owned(),
            count: 1,
            lines: vec![1],
        };
        let change = |(at, chain): (usize, &Vec<&str>)| {
            let mut units: Vec<UnitId> = chain.iter().map(|path| id(path)).collect();
            units.sort_unstable();
            ChangeSet {
                id: format!("{at:040x}"),
                time: at as i64,
                contributors: vec![crate::id::ContributorId::new(0)],
                files: units.len() as u32,
                units,
                subject: String::new(),
                kind: ChangeKind::Normal,
            }
        };
        Facts {
            units: paths.iter().map(unit).collect(),
            terms: paths.iter().map(|_| Vec::new()).collect(),
            references,
            stores: rows.iter().map(store).collect(),
            accesses: rows.iter().enumerate().map(access).collect(),
            changes: chains.iter().enumerate().map(change).collect(),
            contributors: vec![Contributor { name: "Ada".into(), mail: "ada@example.org".into(), bot: false }].into(),
            ..Facts::default()
        }
    }

    fn run(facts: Facts, settings: &Settings) -> Analysis {
        analyze(Cx { progress: &Silent, cancel: &Cancel::default() }, facts, settings).expect("nobody cancels")
    }

    #[test]
    fn finds_the_features_across_the_layers() {
        let analysis = run(facts(SHOP), &Settings::default());
        let mut names: Vec<&str> = analysis.candidates.values().map(|candidate| candidate.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["mail", "order", "stock"]);
        assert!(analysis.candidates.values().all(|candidate| candidate.units.len() == 4));
        assert_eq!(analysis.verdict.kind, VerdictKind::Plausible);
    }

    #[test]
    fn classes_in_a_folder_for_models_are_no_reason_to_split() {
        let facts = Facts { stores: Vec::new().into(), accesses: Vec::new(), ..facts(SHOP) };
        assert_eq!(run(facts, &Settings::default()).verdict.kind, VerdictKind::None);
    }

    #[test]
    fn groups_without_data_or_callers_make_a_split_weak() {
        let mut facts = facts(SHOP);
        for access in &mut facts.accesses {
            access.mode = Mode::Read;
        }
        assert_eq!(run(facts, &Settings::default()).verdict.kind, VerdictKind::Weak);
    }

    #[test]
    fn a_file_without_any_evidence_is_unassigned() {
        let analysis = run(facts(SHOP), &Settings::default());
        let lonely = analysis.facts.units.iter().find(|(_, unit)| unit.path.as_str() == "lonely.py").expect("listed").0;
        assert_eq!(analysis.placements[lonely].place, Place::Unassigned);
    }

    #[test]
    fn the_seam_holds_the_crossing_call_and_the_common_change() {
        let analysis = run(facts(SHOP), &Settings::default());
        let seam = &analysis.seams[0];
        assert_eq!((seam.forward.len() + seam.backward.len(), seam.changes.len()), (1, 1));
    }

    #[test]
    fn layers_add_up_to_the_graph() {
        let analysis = run(facts(SHOP), &Settings::default());
        for (a, b, weight) in analysis.graph.pairs() {
            let sum: f64 = analysis.layers.iter().map(|layer| layer.contribution.get(a, b)).sum();
            assert!((sum - weight).abs() < 1e-12);
        }
    }

    #[test]
    fn nothing_to_analyse_is_no_panic() {
        let analysis = run(Facts::default(), &Settings::default());
        assert_eq!(analysis.verdict.kind, VerdictKind::None);
        assert!(analysis.candidates.is_empty());
    }

    #[test]
    fn one_file_is_no_panic() {
        assert!(run(facts("a"), &Settings::default()).candidates.is_empty());
    }

    #[test]
    fn every_clusterer_runs() {
        for clusterer in cluster::ALL {
            let settings = Settings { clusterer: clusterer.info().id.to_owned(), ..Settings::default() };
            assert_eq!(run(facts(SHOP), &settings).placements.len(), 13, "{}", clusterer.info().id);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn any_thread_count_gives_the_same(edges in proptest::collection::vec((0_u8..20, 0_u8..20), 1..60)) {
            let notation: Vec<String> =
                edges.iter().filter(|(a, b)| a != b).map(|(a, b)| format!("f{a} > f{b}")).collect();
            let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
            let many = rayon::ThreadPoolBuilder::new().num_threads(4).build().expect("a pool");
            let notation = notation.join(";");
            let one = alone.install(|| run(facts(&notation), &Settings::default()));
            let four = many.install(|| run(facts(&notation), &Settings::default()));
            prop_assert_eq!(format!("{one:?}"), format!("{four:?}"));
        }
    }
}
