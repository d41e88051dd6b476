//! The result: one immutable value that reports, gate, web UI and validation are functions of.

use crate::decision::{Applied, Price, Role};
use crate::facts::{Facts, Mode};
use crate::graph::Matrix;
use crate::id::{CandidateId, ChangeId, ContributorId, IdVec, StoreId, UnitId};
use crate::info::Info;
use crate::metric::Direction;
use crate::partition::Partition;
use crate::path::RepoPath;
use crate::settings::Settings;

/// Everything that was found out about one repository.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Analysis {
    /// The facts it rests on.
    pub facts: Facts,
    /// The settings it was made with.
    pub settings: Settings,
    /// The layers of the graph, in the order of [`crate::coupling::ALL`].
    pub layers: Vec<Layer>,
    /// How far the folders agree with the code.
    pub path_gate: PathGate,
    /// The combined graph that was clustered.
    pub graph: Matrix,
    /// The card of the clusterer.
    pub clusterer: &'static Info,
    /// What the clusterer notes about itself.
    pub notes: Vec<String>,
    /// The partition that the candidates are cells of; shared and unassigned units are in it too.
    pub partition: Partition,
    /// Where every unit went, and how surely.
    pub placements: IdVec<UnitId, Placement>,
    /// The candidate services, largest first (ties by first unit).
    pub candidates: IdVec<CandidateId, Candidate>,
    /// Units that many candidates need, largest fan-in first.
    pub shared: Vec<Shared>,
    /// The files whose parts went to different places, most places first; none where files are the units.
    pub divided: Vec<Divided>,
    /// What crosses between each pair of candidates that share anything, heaviest first.
    pub seams: Vec<Seam>,
    /// What changes together.
    pub cochange: CoChange,
    /// How much every unit changes for its size; empty where no commit tells.
    pub hotspots: IdVec<UnitId, Hotspot>,
    /// Whether a split looks worth it.
    pub verdict: Verdict,
    /// Descriptions of the partition.
    pub scores: Vec<Score>,
    /// The coarser and the finer cut, when there are such.
    pub alternatives: Vec<Alternative>,
    /// The trivial baselines, for comparison.
    pub baselines: Vec<Baseline>,
    /// The resolutions that were tried, ascending.
    pub sweep: Vec<SweepPoint>,
    /// What the reader should know before believing anything, most important first.
    pub warnings: Vec<Warning>,
    /// What people decided, in the order they wrote it.
    pub decisions: Vec<Applied>,
    /// What a new cut in which the decisions hold costs beside the one without them; empty where none was asked for.
    pub reclustered: Vec<Price>,
}

impl Analysis {
    /// The analysis of facts about which nothing was found out: no layers, no candidates, every unit unassigned.
    pub fn unclustered(facts: Facts, settings: Settings) -> Self {
        let n = facts.units.len();
        let nowhere = Placement {
            place: Place::Unassigned,
            band: Band::Contested,
            stability: 0.0,
            margin: 0.0,
            own_share: 0.0,
            runner_up: None,
            decided: None,
        };
        let verdict = Verdict {
            kind: VerdictKind::None,
            reasons: Vec::new(),
            entities: 0,
            entry_files: 0,
            excess_modularity: None,
            crossing: 0.0,
            stability: 0.0,
        };
        Self {
            facts,
            settings,
            layers: Vec::new(),
            path_gate: PathGate::default(),
            graph: Matrix::empty(n),
            clusterer: &crate::settings::PIPELINE,
            notes: Vec::new(),
            partition: Partition::from_labels(&(0..n).collect::<Vec<_>>()),
            placements: vec![nowhere; n].into(),
            candidates: IdVec::new(),
            shared: Vec::new(),
            divided: Vec::new(),
            seams: Vec::new(),
            cochange: CoChange::default(),
            hotspots: IdVec::new(),
            verdict,
            scores: Vec::new(),
            alternatives: Vec::new(),
            baselines: Vec::new(),
            sweep: Vec::new(),
            warnings: Vec::new(),
            decisions: Vec::new(),
            reclustered: Vec::new(),
        }
    }
}

/// One layer of the graph.
#[derive(Debug, Clone)]
pub struct Layer {
    /// The card of its coupling.
    pub info: &'static Info,
    /// Its weight in the combination; 0 when it only explains.
    pub weight: f64,
    /// Unordered pairs with an edge.
    pub edges: usize,
    /// The strengths as measured.
    pub measured: Matrix,
    /// Its share of the combined graph: damped, scaled and weighted, so that the layers add up to the graph. Empty
    /// when the weight is 0.
    pub contribution: Matrix,
}

/// How far the folders agree with the code, and what weight they therefore got (decomposition by folders alone often
/// copies today's layers).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PathGate {
    /// Whether path signals were allowed at all.
    pub allowed: bool,
    /// Modularity of the code's own clustering in the graph of feature folders.
    pub feature_agreement: f64,
    /// Modularity of the code's own clustering in the graph of all folders.
    pub folder_agreement: f64,
    /// The gate on feature folders, 0..=1.
    pub feature_gate: f64,
    /// The gate on all folders, 0..=1.
    pub folder_gate: f64,
}

/// Where a unit went.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// Where.
    pub place: Place,
    /// How firmly the evidence holds it there (not whether the cut is the right one).
    pub band: Band,
    /// Mean Jaccard overlap of its cell with its cell in the perturbed runs, 0..=1.
    pub stability: f64,
    /// (own - best other) / max(own, best other) of its edge weight, -1..=1.
    pub margin: f64,
    /// The share of its edge weight that stays in its own cell, 0..=1.
    pub own_share: f64,
    /// The candidate that pulls second most, and with what share of its edge weight.
    pub runner_up: Option<(CandidateId, f64)>,
    /// The decision that put it there, as an index into [`Analysis::decisions`].
    pub decided: Option<usize>,
}

/// Where a unit went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Into a candidate service.
    Candidate(CandidateId),
    /// Needed by several and owned by none: `(shared)`.
    Shared,
    /// No evidence places it: `(unassigned)`.
    Unassigned,
}

/// How firmly the evidence holds a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Stability of at least 0.94 and margin of at least 0.8.
    Firm,
    /// Between the two.
    Likely,
    /// Margin below 0.5 or stability below 0.6.
    Contested,
}

impl Band {
    /// The word for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Band::Firm => "firm",
            Band::Likely => "likely",
            Band::Contested => "contested",
        }
    }
}

/// A possible service.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// A proposed name, unique, in kebab case.
    pub name: String,
    /// The words the name was made of and the words that tell it from the others, strongest first.
    pub words: Vec<String>,
    /// Its files, ascending.
    pub units: Vec<UnitId>,
    /// Their lines.
    pub lines: u64,
    /// Its entry points, as indices into the facts.
    pub entry_points: Vec<usize>,
    /// The stores it uses, owned ones first, then by number of accesses.
    pub stores: Vec<StoreUse>,
    /// Who changes it: who does so recently first, then by share of its change sets.
    pub owners: Vec<Contribution>,
    /// Files by band: firm, likely, contested.
    pub bands: [usize; 3],
    /// Mean stability of its files.
    pub stability: f64,
    /// The share of its edge weight that stays inside.
    pub cohesion: f64,
    /// Shared units that count as its responsibility too: core entities that many need.
    pub shared_entities: Vec<UnitId>,
    /// What it is in the target picture.
    pub role: Role,
    /// The team that somebody decided it belongs to.
    pub team: Option<String>,
}

/// Who changes a candidate, and how much of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contribution {
    /// The person.
    pub person: ContributorId,
    /// The share of the candidate's change sets that the person took part in, 0..=1.
    pub share: f64,
    /// The same of its change sets of the last two years before the newest commit; `None` where these are too few to tell.
    pub recent: Option<f64>,
}

/// How a candidate uses a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreUse {
    /// The store.
    pub store: StoreId,
    /// Whether it is proposed as the owner: most of its units write it, or declare it, or read it.
    pub owns: bool,
    /// The modes seen, ascending.
    pub modes: Vec<Mode>,
    /// How many accesses.
    pub accesses: u32,
    /// Whether another candidate uses it too.
    pub contested: bool,
}

/// A unit that several candidates need.
#[derive(Debug, Clone, PartialEq)]
pub struct Shared {
    /// The file.
    pub unit: UnitId,
    /// Whether it is a persistent entity: then it is no library but the price of the cut, and stays with a candidate.
    pub entity: bool,
    /// How many files mention it.
    pub fan_in: usize,
    /// Normalised entropy of its referrers over the candidates, 0..=1.
    pub entropy: f64,
}

/// A file whose parts went to different places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Divided {
    /// The file.
    pub path: RepoPath,
    /// Where its parts went, most lines first (ties by name); the first is the file's main place.
    pub shares: Vec<PlaceShare>,
}

/// What of a file went to one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceShare {
    /// The place.
    pub place: Place,
    /// How many of the file's lines.
    pub lines: u64,
    /// The parts, ascending.
    pub units: Vec<UnitId>,
}

/// What crosses between two candidates.
#[derive(Debug, Clone, PartialEq)]
pub struct Seam {
    /// The smaller candidate id.
    pub a: CandidateId,
    /// The larger one.
    pub b: CandidateId,
    /// References from `a` to `b`, as indices into the facts, most mentions first.
    pub forward: Vec<usize>,
    /// References from `b` to `a`.
    pub backward: Vec<usize>,
    /// Stores that both use.
    pub stores: Vec<StoreId>,
    /// Evidence commits that touch both, newest first.
    pub changes: Vec<ChangeId>,
    /// Edge weight between the two in the combined graph.
    pub weight: f64,
    /// That weight over the total edge weight of the smaller of the two.
    pub share: f64,
}

/// What changes together: candidates with candidates, inside candidates, and file by file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CoChange {
    /// The commits that count: normal ones of at most 100 files.
    pub commits: usize,
    /// Of these, the last third, which trends compare with the rest.
    pub recent: usize,
    /// The time of the first commit of the last third, seconds since 1970.
    pub since: Option<i64>,
    /// The fewest common commits of a pair of files that is told.
    pub min_support: u32,
    /// How many of the commits touch each candidate.
    pub touched: IdVec<CandidateId, u32>,
    /// Candidates, sorted by (a, b); where `a` is `b`, the commits that touch two files of it.
    pub candidates: Vec<Together<CandidateId>>,
    /// Files (of parts the first of each file), those of most common commits first; the first 20,000.
    pub files: Vec<Together<UnitId>>,
    /// How many pairs of files have enough common commits.
    pub file_pairs: usize,
}

/// Two things that change together, or one thing in which two files do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Together<I> {
    /// The smaller.
    pub a: I,
    /// The larger, or the same.
    pub b: I,
    /// Support: the commits that touch both.
    pub shared: u32,
    /// Of these, those in the last third.
    pub recent: u32,
    /// Of the commits of the one that changes less, the share that touches both, 0..=1.
    pub confidence: f64,
    /// How much more often both change than if neither knew of the other; `None` inside one thing.
    pub lift: Option<f64>,
    /// The last third of the history against what was before.
    pub trend: Trend,
    /// The time of the newest of these commits, seconds since 1970.
    pub last: i64,
}

/// The last third of the history against what was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trend {
    /// More than its share.
    Growing,
    /// Neither.
    Stable,
    /// Less than its share.
    Shrinking,
}

impl Trend {
    /// Every trend.
    pub const ALL: [Trend; 3] = [Trend::Growing, Trend::Stable, Trend::Shrinking];

    /// The word for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Trend::Growing => "growing",
            Trend::Stable => "stable",
            Trend::Shrinking => "shrinking",
        }
    }
}

/// How much a unit changes for its size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hotspot {
    /// Normal commits that touch it.
    pub commits: u32,
    /// Rank by commits times rank by lines, 0..=1; compares within one run only.
    pub heat: f64,
}

/// Whether a split looks worth it, and why. The wording stays at the level of evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The answer.
    pub kind: VerdictKind,
    /// The evidence.
    pub reasons: Vec<Reason>,
    /// Entities and tables found.
    pub entities: usize,
    /// Files with a route, remote call or message consumer.
    pub entry_files: usize,
    /// Modularity above that of a graph with shuffled endpoints; `None` for fewer than two edges.
    pub excess_modularity: Option<f64>,
    /// Share of references that cross between candidates.
    pub crossing: f64,
    /// Mean agreement (ARI) of the perturbed runs.
    pub stability: f64,
}

/// Something that speaks for a split or against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Which way it speaks.
    pub side: Side,
    /// A sentence without full stop.
    pub text: String,
}

impl Reason {
    /// A reason on one side.
    pub fn new(side: Side, text: impl Into<String>) -> Self {
        Self { side, text: text.into() }
    }
}

/// Which way a reason speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// For a split.
    For,
    /// Against it, or that it cannot be said.
    Against,
    /// Neither: what a split would cost, in a size that is no reason against it.
    Price,
}

impl Side {
    /// The word for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Side::For => "for",
            Side::Against => "against",
            Side::Price => "price",
        }
    }
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VerdictKind {
    /// There is evidence of services to be had.
    Plausible,
    /// There is some, but the cut would be expensive or is not stable.
    Weak,
    /// Too little was seen to say.
    Unknown,
    /// Nothing speaks for services: modules at most.
    None,
}

impl VerdictKind {
    /// The words for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            VerdictKind::Plausible => "split plausible",
            VerdictKind::Weak => "weak",
            VerdictKind::Unknown => "cannot say yet",
            VerdictKind::None => "no service split recommended",
        }
    }
}

/// A metric's value.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The card of the metric.
    pub info: &'static Info,
    /// Which direction the literature calls better.
    pub direction: Direction,
    /// The value, where the facts carry it.
    pub value: Option<f64>,
}

/// Another cut of the same graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// `coarser` or `finer`.
    pub id: &'static str,
    /// Its resolution.
    pub gamma: f64,
    /// The partition.
    pub partition: Partition,
    /// What it would do to the candidates, as sentences: `merges orders and billing`, `splits catalog in 2`.
    pub changes: Vec<String>,
    /// Descriptions of it.
    pub scores: Vec<Score>,
}

/// A trivial grouping beside which every result is printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// The card of the clusterer.
    pub info: &'static Info,
    /// Its partition.
    pub partition: Partition,
    /// Agreement with the proposal (adjusted Rand index).
    pub agreement: f64,
    /// Descriptions of it.
    pub scores: Vec<Score>,
}

/// One resolution of the sweep.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SweepPoint {
    /// The resolution.
    pub gamma: f64,
    /// Cells found.
    pub cells: usize,
    /// Mean ARI over all pairs of perturbed runs.
    pub stability: f64,
    /// Mean margin of the units.
    pub margin: f64,
    /// Whether it was chosen.
    pub chosen: bool,
}

/// Something the reader should know before believing anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// A stable identifier in kebab case.
    pub code: &'static str,
    /// One sentence without a full stop: what, and what it means for the result.
    pub message: String,
}
