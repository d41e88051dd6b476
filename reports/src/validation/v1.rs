//! Version 1 of `validation.json`.
//!
//! The rules are those of `analysis.json`: fields are only ever added within a version, numbers are rounded to six digits.
//! Measures are strict: a file that is not placed is a group of its own.

pub use super::live::{Fault, Latency, Live, Percentiles, Throughput};
use crate::wire::{History, Origin, Settings, Tool};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version that this program writes.
pub const SCHEMA_VERSION: u32 = 1;

/// What the tool finds on a system whose decomposition is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Seamline validation, version 1")]
pub struct Validation {
    /// Always 1.
    pub schema_version: u32,
    /// The program that wrote it.
    pub tool: Tool,
    /// What was analysed.
    pub origin: Origin,
    /// With which settings.
    pub settings: Settings,
    /// The known decomposition.
    pub truth: Truth,
    /// What it says of which files.
    pub scope: Scope,
    /// What has to be reached, relative to the baselines and to what was recorded.
    pub bar: Bar,
    /// The default proposal first, then the other methods, then the trivial baselines.
    pub groupings: Vec<Grouping>,
    /// Every service with the candidate nearest to it, by name.
    pub services: Vec<Service>,
    /// How the files of services lie in candidates.
    pub table: Table,
    /// Every file wrongly placed.
    pub misplaced: Vec<Misplaced>,
    /// What each kind of evidence is worth.
    pub ablations: Vec<Ablation>,
    /// The claim about deployments, replayed over the history.
    pub deployment: Deployment,
    /// What was planned against what the decomposed form really has; left out where nobody compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// What was measured with running servers; left out where nobody measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live: Option<Live>,
}

/// The known decomposition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Truth {
    /// What is decomposed.
    pub name: String,
    /// Whether folder names give the answer away.
    pub mask_paths: bool,
    /// The services, by name.
    pub services: Vec<String>,
    /// Other answers that are accepted too.
    pub variants: Vec<Variant>,
}

/// Another answer that is accepted too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// Why it is accepted.
    pub reason: String,
    /// How many files and functions it moves.
    pub moves: u64,
}

/// What the truth says of which files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Scope {
    /// Files that have a service; these are scored.
    pub known: u64,
    /// Of these, files that were split between services.
    pub split: u64,
    /// Files that every service contains; not scored.
    pub shared: u64,
    /// Files that became the gateway; not scored.
    pub gateway: u64,
    /// Files that the decomposed form no longer has; not scored.
    pub dropped: u64,
    /// Files that the truth knows and that are no source (SQL scripts, templates); not scored.
    pub not_source: Vec<String>,
    /// Known files that were not analysed; they count as not placed.
    pub not_analysed: Vec<String>,
    /// Analysed files that the truth does not speak of; not scored.
    pub unmentioned: Vec<String>,
}

/// What has to be reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bar {
    /// Whether every condition is met.
    pub holds: bool,
    /// The conditions: one per baseline, one for the recorded value where there is one.
    pub checks: Vec<Check>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// The id of a baseline, or `recorded`.
    pub against: String,
    /// The other's adjusted Rand index.
    pub value: f64,
    /// What the default has to reach.
    pub wanted: f64,
    /// What it reaches.
    pub found: f64,
    /// Whether it does.
    pub holds: bool,
    /// The same as a sentence without a full stop.
    pub sentence: String,
}

/// The measures of one grouping against the truth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Measures {
    /// Files (or functions) compared.
    pub files: u64,
    /// Groups among them.
    pub groups: u64,
    /// Services among them.
    pub services: u64,
    /// MoJoFM, 0 to 100.
    pub mojofm: f64,
    /// Adjusted Rand index: 1 is the same, 0 is chance.
    pub ari: f64,
    /// Normalised mutual information.
    pub nmi: f64,
    /// Pair precision.
    pub precision: f64,
    /// Pair recall.
    pub recall: f64,
    /// Pair F1.
    pub f1: f64,
    /// Fewest moves and joins.
    pub mojo: u64,
}

/// A scored grouping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Grouping {
    /// The id of the method.
    pub id: String,
    /// `default`, `clusterer` or `baseline`.
    pub role: String,
    /// Known files that it places.
    pub placed: u64,
    /// Services that one of its groups is the larger part of, and the other way round.
    pub recognised: u64,
    /// Against the truth as it is written.
    pub strict: Measures,
    /// Against the best of the accepted variants; left out when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<Best>,
    /// With the functions of split files in their place; left out when no file is split.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub functions: Option<Measures>,
}

/// The best score against accepted variants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Best {
    /// The variants taken together; none when the truth as it is written fits best.
    pub variants: Vec<String>,
    /// The measures.
    pub measures: Measures,
}

/// A true service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Its files.
    pub files: u64,
    /// The nearest candidate; nothing when no file of it is placed.
    pub matched: Option<Match>,
}

/// The candidate nearest to a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Match {
    /// Its name.
    pub candidate: String,
    /// Its known files.
    pub files: u64,
    /// Files in common.
    pub common: u64,
    /// Of the candidate's files, the share that belong to the service.
    pub precision: f64,
    /// Of the service's files, the share that are in the candidate.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
    /// Whether each is the larger part of the other.
    pub recognised: bool,
}

/// How the files of services lie in candidates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Table {
    /// The rows.
    pub services: Vec<String>,
    /// The columns; nothing stands for files that are not placed.
    pub candidates: Vec<Option<String>>,
    /// Files by row and column.
    pub files: Vec<Vec<u64>>,
}

/// A file wrongly placed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Misplaced {
    /// Its path.
    pub path: String,
    /// `mixed in`, `split off` or `unplaced`.
    pub how: String,
    /// The service it belongs to.
    pub service: String,
    /// The candidate that matches that service best.
    pub home: Option<String>,
    /// The candidate where it is.
    pub candidate: Option<String>,
    /// The service most of that candidate belongs to.
    pub candidate_is: Option<String>,
    /// The share of its coupling that goes to the candidate where it is.
    pub pull_here: f64,
    /// The share that goes to the candidate that matches its service.
    pub pull_home: f64,
    /// Its strongest edges into the candidate where it is.
    pub pulls: Vec<Pull>,
}

/// An edge that pulled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pull {
    /// The file at its other end.
    pub path: String,
    /// Its share of the file's coupling.
    pub share: f64,
    /// The coupling that contributes most to it.
    pub coupling: String,
}

/// One kind of evidence taken away, or left alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ablation {
    /// What was done.
    pub id: String,
    /// `seeds`, `alone`, `without`, `disguise` or `chance`.
    pub kind: String,
    /// The mean adjusted Rand index of its runs.
    pub ari: f64,
    /// That minus the default's.
    pub difference: f64,
    /// The smallest and the largest adjusted Rand index.
    pub range: [f64; 2],
    /// The measures of every run, by seed where there are several.
    pub runs: Vec<Measures>,
}

/// The claim about deployments, replayed over the history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Deployment {
    /// The claimed reduction.
    pub claim: f64,
    /// Who claims it.
    pub source: String,
    /// What was read of the history and what was left out.
    pub history: History,
    /// Through the truth, then through the proposal.
    pub replays: Vec<Replay>,
}

/// The history replayed under one decomposed form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Replay {
    /// `truth` or `found`.
    pub form: String,
    /// How costs were arrived at.
    pub formula: String,
    /// Whether they were measured, in seconds; else they are lines.
    pub measured: bool,
    /// The cost of deploying the monolith.
    pub monolith: f64,
    /// The cost of deploying each service, and the gateway.
    pub costs: Vec<Cost>,
    /// Analysed files that this form does not know.
    pub unknown_files: u64,
    /// Every usable commit first, then other readings of the history.
    pub cases: Vec<Case>,
    /// The mean reductions over the share of a deployment that does not shrink with the code; none for measured costs.
    pub by_fixed: Vec<Fixed>,
}

/// The cost of one deployment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cost {
    /// What is deployed.
    pub name: String,
    /// The cost.
    pub cost: f64,
}

/// One reading of the history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Case {
    /// What is read.
    pub id: String,
    /// Commits by how many deployables they touch: none, one, two, three and more.
    pub touching: [u64; 4],
    /// Commits of which nothing is known.
    pub unusable: u64,
    /// Of the commits that deploy something, the share that has to deploy several at once.
    pub coordinated: Option<f64>,
    /// By how much deployments get cheaper than the monolith's; below 0 they get dearer.
    pub reduction: Option<Reduction>,
}

/// By how much deployments get cheaper.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reduction {
    /// One after the other, mean.
    pub serial_mean: f64,
    /// One after the other, median.
    pub serial_median: f64,
    /// All at once, mean.
    pub parallel_mean: f64,
    /// All at once, median.
    pub parallel_median: f64,
}

/// The mean reductions for one fixed share.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Fixed {
    /// The share of a deployment that does not shrink with the code.
    pub share: f64,
    /// One after the other.
    pub serial: f64,
    /// All at once.
    pub parallel: f64,
}

/// What was planned against what the decomposed form really has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// Synchronous calls, events, owners of stores, routes; from the truth and from the proposal.
    pub comparisons: Vec<PlanComparison>,
    /// What the code of the decomposed form shows, against what is known of it and what ran; none where it is not there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extraction: Vec<PlanComparison>,
}

/// One kind of thing, planned and real.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlanComparison {
    /// `calls`, `events`, `stores` or `routes`.
    pub kind: String,
    /// `truth` or `found`: the decomposition the plan was made from. For what code shows, what it is compared with: `known`
    /// or `ran`.
    pub form: String,
    /// How many were predicted.
    pub predicted: u64,
    /// How many of these are not real and accepted all the same.
    #[serde(default)]
    pub accepted: u64,
    /// How many there really are.
    pub real: u64,
    /// How many of these are the same.
    pub common: u64,
    /// Of the predicted that are not just accepted, the share that is real.
    pub precision: f64,
    /// Of the real, the share that was predicted.
    pub recall: f64,
    /// Real ones that were not predicted, in words.
    pub missed: Vec<String>,
    /// Predicted ones that are neither real nor accepted, in words.
    pub extra: Vec<String>,
}
