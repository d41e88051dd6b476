//! Version 1 of `analysis.json`.
//!
//! Rules: fields are only ever added within a version; indices are positions in the arrays of the same document;
//! large tables are columns of equal length; every capped list says how many there were. Numbers are rounded to six
//! digits when the document is built, so that writing and reading give the same value.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version that this program writes, and the newest it reads.
pub const SCHEMA_VERSION: u32 = 1;

/// Everything that was found out about one repository.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Seamline analysis, version 1")]
pub struct Document {
    /// Always 1.
    pub schema_version: u32,
    /// The program that wrote it.
    pub tool: Tool,
    /// What was analysed.
    pub origin: Origin,
    /// With which settings.
    pub settings: Settings,
    /// Whether a split looks worth it.
    pub verdict: Verdict,
    /// What the reader should know before believing anything, most important first.
    pub warnings: Vec<Warning>,
    /// What became of every file that was found.
    pub coverage: Coverage,
    /// How many mentions of names could be resolved, and how.
    pub resolution: Resolution,
    /// What was read of the history and what was left out.
    pub history: History,
    /// The candidate services, largest first.
    pub services: Vec<Service>,
    /// What crosses between each pair of services that share anything, heaviest first.
    pub seams: Vec<Seam>,
    /// Files that many services need and none owns.
    pub shared: Vec<Shared>,
    /// Descriptions of the proposal; not grades.
    pub scores: Vec<Score>,
    /// The coarser and the finer cut of the same graph.
    pub alternatives: Vec<Alternative>,
    /// Trivial groupings for comparison.
    pub baselines: Vec<Baseline>,
    /// The resolutions that were tried, ascending.
    pub sweep: Vec<SweepPoint>,
    /// How far the folders agree with the code.
    pub path_gate: PathGate,
    /// The clusterer.
    pub clusterer: Card,
    /// What the clusterer notes about itself.
    pub notes: Vec<String>,
    /// The kinds of coupling.
    pub layers: Vec<Layer>,
    /// The source files, sorted by path; where units are finer than files, their parts, sorted by (path, part).
    pub units: Vec<Unit>,
    /// The files whose parts went to different places, most places first; none where files are the units.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub divided: Vec<Divided>,
    /// Routes, message consumers, jobs and mains.
    pub entry_points: Vec<EntryPoint>,
    /// Tables, collections, buckets, topics and caches.
    pub stores: Vec<Store>,
    /// Who uses which store.
    pub accesses: Vec<Access>,
    /// Foreign keys, cascades and triggers.
    pub store_links: Vec<StoreLink>,
    /// The people, by name; addresses are left out.
    pub contributors: Vec<String>,
    /// The commits that touched units, oldest first; the newest when there are too many.
    pub changes: Capped<Change>,
    /// What changes together; left out without history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cochange: Option<super::cochange::CoChange>,
    /// How much every unit changes for its size; left out without history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hotspots: Option<super::cochange::Hotspots>,
    /// Static references between files.
    pub references: References,
    /// Imports through files that only hand on what is imported (`index.ts`, `__init__.py`).
    #[serde(default, skip_serializing_if = "Reexports::is_empty")]
    pub reexports: Reexports,
    /// The combined coupling graph.
    pub graph: Graph,
    /// SQL-looking strings that no dialect could parse.
    pub unparsed_sql: Capped<Site>,
    /// What people decided, in the order they wrote it; left out where nobody decided anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
    /// What a new cut in which the decisions hold costs beside the one without them; left out where none was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reclustered: Vec<Price>,
    /// What changed since an earlier analysis; left out where none was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<super::changes::Changes>,
    /// The project over time; left out where no trend was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trend: Option<crate::trend::TrendDocument>,
    /// The migration plan; left out where none was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<crate::plan::Plan>,
}

/// The program that wrote the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// `seamline`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What was analysed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Origin {
    /// A short name for people.
    pub name: String,
    /// The full commit id, when there is one.
    pub revision: Option<String>,
    /// The commit's time, seconds since 1970.
    pub time: Option<i64>,
    /// Whether the files on disk were read, which may differ from the commit.
    pub work_tree: bool,
}

/// The settings of the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Settings {
    /// The first 12 hexadecimal digits of the SHA-256 of all other fields as compact JSON.
    pub digest: String,
    /// The clusterer's id.
    pub clusterer: String,
    /// The seed of everything random.
    pub seed: u64,
    /// The wanted number of services, smallest and largest.
    pub services: Option<[u64; 2]>,
    /// Whether folders, packages and build modules could give evidence.
    pub path_signals: bool,
    /// How fine the units are: `file` (also where it is left out), `type` or `function`.
    #[serde(default, skip_serializing_if = "Granularity::is_file")]
    pub granularity: Granularity,
    /// The weight of each layer, by id.
    pub weights: Vec<Weight>,
}

/// How fine the units are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Granularity {
    /// Whole files.
    #[default]
    File,
    /// Types at the top of files, and what is left of the files.
    Type,
    /// Also functions at the top of files and methods, and what is left of the types.
    Function,
}

impl Granularity {
    fn is_file(&self) -> bool {
        *self == Granularity::File
    }
}

/// The weight of a layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Weight {
    /// The layer.
    pub layer: String,
    /// Its weight.
    pub weight: f64,
}

/// Whether a split looks worth it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// `plausible`, `weak`, `unknown` or `none`.
    pub kind: VerdictKind,
    /// The answer in words.
    pub text: String,
    /// The evidence, as sentences.
    pub reasons: Vec<String>,
    /// The same with the side that each speaks on; empty in documents of older versions.
    #[serde(default)]
    pub arguments: Vec<Argument>,
    /// Entities and tables found.
    pub entities: u64,
    /// Files with a route, remote call or message consumer.
    pub entry_files: u64,
    /// Modularity above that of a graph with shuffled endpoints.
    pub excess_modularity: Option<f64>,
    /// Share of references that cross between services.
    pub crossing: f64,
    /// Mean agreement (adjusted Rand index) of the perturbed runs.
    pub stability: f64,
}

/// A reason with its side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Argument {
    /// Which way it speaks.
    pub side: Speaks,
    /// A sentence without full stop.
    pub text: String,
}

/// Which way a reason speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Speaks {
    /// For a split.
    For,
    /// Against it, or that it cannot be said.
    Against,
    /// What a split would cost, in a size that is no reason against it.
    Price,
}

impl Speaks {
    /// The word for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Speaks::For => "for",
            Speaks::Against => "against",
            Speaks::Price => "price",
        }
    }
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    /// There is evidence of services to be had.
    Plausible,
    /// There is some, but the cut would be expensive or is not stable.
    Weak,
    /// Too little was seen to say.
    Unknown,
    /// Nothing speaks for services.
    None,
}

impl VerdictKind {
    /// The answer in words.
    pub(crate) fn text(self) -> &'static str {
        match self {
            VerdictKind::Plausible => "split plausible",
            VerdictKind::Weak => "weak",
            VerdictKind::Unknown => "cannot say yet",
            VerdictKind::None => "no service split recommended",
        }
    }
}

/// Something the reader should know first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Warning {
    /// A stable identifier.
    pub code: String,
    /// What, and what it means for the result.
    pub message: String,
}

/// What became of every file that was found: `discovered = ok + partial + skipped + failed`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// All items.
    pub discovered: u64,
    /// Read and understood.
    pub ok: u64,
    /// Read, but not all of it was understood.
    pub partial: u64,
    /// Left out on purpose.
    pub skipped: u64,
    /// Could not be read.
    pub failed: u64,
    /// The share of source files that should have been read and were.
    pub share: f64,
    /// Counts by reason, largest first.
    pub reasons: Vec<Reason>,
    /// The items that are not ok: failed first, then partial, then skipped losses, then the rest.
    pub items: Capped<Item>,
}

/// Why items are not simply ok.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// The stable code.
    pub code: String,
    /// What it means.
    pub meaning: String,
    /// How many items.
    pub items: u64,
    /// Whether something that should have been read was not.
    pub loss: bool,
}

/// One item that is not ok.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Item {
    /// The file.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// `partial`, `skipped` or `failed`.
    pub state: String,
    /// The reason's code.
    pub code: String,
}

/// How many mentions of names could be resolved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resolution {
    /// By explicit import.
    pub import: u64,
    /// By package.
    pub package: u64,
    /// By wildcard.
    pub wildcard: u64,
    /// By name alone.
    pub name: u64,
    /// More than one file could be meant.
    pub ambiguous: u64,
    /// In-project names that were not followed.
    pub blocked: u64,
    /// Names of libraries and of the language itself.
    pub external: u64,
    /// Share of mentions of in-project names that were resolved.
    pub share: f64,
}

/// What was read of the history, in commits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct History {
    /// `complete`, `shallow`, `damaged`, `none`, `off` or `unborn`.
    pub state: String,
    /// Commits walked.
    pub walked: u64,
    /// Of these, merges (not evidence).
    pub merges: u64,
    /// Commits that are evidence.
    pub used: u64,
    /// Commits above the size cap.
    pub bulk: u64,
    /// Commits by programs.
    pub bots: u64,
    /// Reverts and reverted commits.
    pub reverts: u64,
    /// Commits that touch no unit.
    pub elsewhere: u64,
    /// Commits whose parents are cut off.
    pub boundary: u64,
    /// Commits left out by a date limit.
    pub too_old: u64,
    /// Commits or trees that could not be read.
    pub unreadable: u64,
    /// Renames that were followed.
    pub renames: u64,
    /// The first commit id that could not be read.
    pub first_unreadable: Option<String>,
    /// Times of the oldest and of the newest commit used.
    pub span: Option<[i64; 2]>,
}

/// A candidate service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Service {
    /// A proposed name, unique.
    pub name: String,
    /// The words that tell it from the others, strongest first.
    pub words: Vec<String>,
    /// Its files, as positions in `units`, ascending.
    pub units: Vec<u32>,
    /// Their lines.
    pub lines: u64,
    /// Its entry points, as positions in `entry_points`.
    pub entry_points: Vec<u32>,
    /// The stores it uses, owned ones first.
    pub stores: Vec<StoreUse>,
    /// Who changes it: who does so recently first, then by share of its change sets.
    pub owners: Vec<Owner>,
    /// Files by band.
    pub bands: Bands,
    /// Mean stability of its files, 0..=1.
    pub stability: f64,
    /// The share of its edge weight that stays inside, 0..=1.
    pub cohesion: f64,
    /// Shared files that are its responsibility too: core entities that many need.
    pub shared_entities: Vec<u32>,
    /// What it is in the target picture.
    #[serde(default, skip_serializing_if = "Role::is_service")]
    pub role: Role,
    /// The team that somebody decided it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
}

/// What a service is in the target picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A service to be cut out.
    #[default]
    Service,
    /// What is left of the monolith.
    Monolith,
    /// What requests come through.
    Gateway,
}

impl Role {
    fn is_service(&self) -> bool {
        *self == Role::Service
    }
}

/// Something that people decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Decision {
    /// The line of the file of decisions that it starts in.
    pub line: u32,
    /// `pin`, `together`, `apart`, `merge`, `split`, `rename`, `shared`, `replicate`, `stays`, `gateway`, `team` or `sizes`.
    pub kind: String,
    /// What was decided, in words.
    pub text: String,
    /// Why.
    pub reason: String,
    /// Why it has no effect; left out where it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stale: Option<String>,
    /// How many units lie elsewhere because of it.
    pub moved: u64,
    /// The units that its patterns meet, as positions in `units`.
    pub units: Capped<u32>,
    /// What it changed, beside the decisions before it, in every metric that it changed.
    pub price: Vec<Price>,
}

/// A metric before and after a decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Price {
    /// The id of the metric, as in `scores`.
    pub metric: String,
    /// Its value without the decision.
    pub before: Option<f64>,
    /// Its value with it.
    pub after: Option<f64>,
}

/// How firmly the evidence holds the files of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Bands {
    /// Stability of at least 0.94 and margin of at least 0.8.
    pub firm: u64,
    /// Between the two.
    pub likely: u64,
    /// Margin below 0.5 or stability below 0.6.
    pub contested: u64,
}

/// How a service uses a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StoreUse {
    /// Position in `stores`.
    pub store: u32,
    /// Whether the service is proposed as the owner.
    pub owns: bool,
    /// `declare`, `read`, `write`, `use`.
    pub modes: Vec<String>,
    /// How many accesses.
    pub accesses: u64,
    /// Whether another service uses it too.
    pub contested: bool,
}

/// Who changes a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Owner {
    /// Position in `contributors`.
    pub contributor: u32,
    /// Share of the service's change sets, 0..=1.
    pub share: f64,
    /// The same of its change sets of the last two years before the newest commit; left out where these are too few to tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recent: Option<f64>,
}

/// What crosses between two services.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Seam {
    /// Position in `services`, the smaller.
    pub a: u32,
    /// The larger.
    pub b: u32,
    /// References from `a` to `b`.
    pub forward: Crossing,
    /// References from `b` to `a`.
    pub backward: Crossing,
    /// Stores that both use, as positions in `stores`.
    pub stores: Vec<u32>,
    /// Commits that touch both, as positions in `changes.items`, newest first.
    pub changes: Capped<u32>,
    /// Edge weight between the two in the combined graph.
    pub weight: f64,
    /// That weight over the total edge weight of the smaller of the two.
    pub share: f64,
}

/// References in one direction.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Crossing {
    /// How many references.
    pub references: u64,
    /// How many mentions they stand for.
    pub mentions: u64,
    /// In how many files.
    pub files: u64,
    /// The references, as positions in the columns of `references`, most mentions first.
    pub evidence: Vec<u32>,
}

/// Imports that name a file which only hands on what is imported: columns of the same length, sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Reexports {
    /// Who imports, as positions in `units`.
    pub from: Vec<u32>,
    /// The file that the import names, as positions in `units`.
    pub through: Vec<u32>,
}

impl Reexports {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.from.is_empty()
    }
}

/// A file that many services need.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Shared {
    /// Position in `units`.
    pub unit: u32,
    /// Whether it is a persistent entity, and so the price of the cut rather than a library.
    pub entity: bool,
    /// How many files mention it.
    pub fan_in: u64,
    /// Normalised entropy of its referrers over the services, 0..=1.
    pub entropy: f64,
}

/// What a built-in thing says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Card {
    /// The stable identifier.
    pub id: String,
    /// One line in plain words.
    pub summary: String,
    /// Where the idea or formula is from.
    pub reference: String,
}

/// A metric's value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Score {
    /// The metric.
    #[serde(flatten)]
    pub card: Card,
    /// Which direction the literature calls better: `higher` or `lower`.
    pub direction: String,
    /// The value, where the facts carry it.
    pub value: Option<f64>,
}

/// Another cut of the same graph.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alternative {
    /// `coarser` or `finer`.
    pub id: String,
    /// Its resolution.
    pub gamma: f64,
    /// How many cells it has.
    pub cells: u64,
    /// What it would do to the services.
    pub changes: Vec<String>,
    /// Descriptions of it.
    pub scores: Vec<Score>,
    /// The cell of every unit.
    pub cell_of: Vec<u32>,
}

/// A trivial grouping for comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Baseline {
    /// The clusterer.
    #[serde(flatten)]
    pub card: Card,
    /// How many cells it has.
    pub cells: u64,
    /// Agreement with the proposal (adjusted Rand index).
    pub agreement: f64,
    /// Descriptions of it.
    pub scores: Vec<Score>,
    /// The cell of every unit.
    pub cell_of: Vec<u32>,
}

/// One resolution of the sweep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SweepPoint {
    /// The resolution.
    pub gamma: f64,
    /// Cells found.
    pub cells: u64,
    /// Mean agreement over all pairs of perturbed runs.
    pub stability: f64,
    /// Mean margin of the units.
    pub margin: f64,
    /// Whether it was chosen.
    pub chosen: bool,
}

/// How far the folders agree with the code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PathGate {
    /// Whether path signals were allowed at all.
    pub allowed: bool,
    /// Modularity of the code's own clustering in the graph of feature folders.
    pub feature_agreement: f64,
    /// The same in the graph of all folders.
    pub folder_agreement: f64,
    /// The gate on feature folders, 0..=1.
    pub feature_gate: f64,
    /// The gate on all folders, 0..=1.
    pub folder_gate: f64,
}

/// One kind of coupling.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Layer {
    /// The coupling.
    #[serde(flatten)]
    pub card: Card,
    /// Its weight in the combination; 0 when it only explains.
    pub weight: f64,
    /// Pairs of files with an edge.
    pub pairs: u64,
    /// Its share of the combined graph's weight, 0..=1.
    pub share: f64,
}

/// A source file, or a part of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unit {
    /// Where it lies.
    pub path: String,
    /// Which part of the file it is; left out for a whole file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// Its language.
    pub language: String,
    /// Its lines.
    pub lines: u32,
    /// Its package, namespace or module.
    pub package: String,
    /// The types it declares.
    pub types: Vec<TypeDecl>,
    /// Whether it declares a persistent entity.
    pub entity: bool,
    /// Places the parser had to skip.
    pub parse_errors: u32,
    /// Where it went.
    pub place: Place,
    /// `firm`, `likely` or `contested`.
    pub band: String,
    /// Mean Jaccard overlap of its cell with its cell in the perturbed runs, 0..=1.
    pub stability: f64,
    /// (own - best other) / max(own, best other) of its edge weight, -1..=1.
    pub margin: f64,
    /// The share of its edge weight that stays in its own service, 0..=1.
    pub own_share: f64,
    /// The service that pulls second most.
    pub runner_up: Option<RunnerUp>,
    /// The decision that put it there, as a position in `decisions`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<u32>,
}

/// A part of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// Its name, unique in the file: `Order`, `Order.place`, `sendMail`, `(top-level)`.
    pub name: String,
    /// `type`, `method`, `function` or `rest`.
    pub kind: String,
    /// Its lines, as ranges, first and last line included. The parts of a file do not overlap.
    pub lines: Vec<[u32; 2]>,
}

/// A file whose parts went to different places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Divided {
    /// The file.
    pub path: String,
    /// Where its parts went, most lines first (ties by name); the first is its place in `assignments.json`.
    pub shares: Vec<PlaceShare>,
}

/// What of a divided file went to one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlaceShare {
    /// The place.
    pub place: Place,
    /// How many of its lines.
    pub lines: u64,
    /// Its parts there, as positions in `units`, ascending.
    pub units: Vec<u32>,
}

/// A declared type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TypeDecl {
    /// Its simple name.
    pub name: String,
    /// Its first line.
    pub line: u32,
}

/// Where a file went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Into the service at this position in `services`.
    Service(u32),
    /// Needed by several and owned by none.
    Shared,
    /// No evidence places it.
    Unassigned,
}

/// The service that pulls second most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunnerUp {
    /// Position in `services`.
    pub service: u32,
    /// With what share of the file's edge weight.
    pub share: f64,
}

/// A place where the outside calls in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EntryPoint {
    /// Position in `units`.
    pub unit: u32,
    /// The line.
    pub line: u32,
    /// `http`, `message`, `rpc`, `schedule` or `main`.
    pub kind: String,
    /// One line for people: `GET /orders/{id}`.
    pub label: String,
    /// The function or class that handles it.
    pub handler: String,
    /// The rule that saw it.
    pub rule: String,
}

/// Something that files read or write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Store {
    /// `table`, `collection`, `bucket`, `topic` or `cache`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub declared: Vec<Site>,
}

/// Where something is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Site {
    /// The file.
    pub path: String,
    /// The line.
    pub line: u32,
}

/// A file uses a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Access {
    /// Position in `units`.
    pub unit: u32,
    /// Position in `stores`.
    pub store: u32,
    /// `declare`, `read`, `write` or `use`.
    pub mode: String,
    /// The rule that saw it.
    pub rule: String,
    /// How often.
    pub count: u32,
    /// The first few lines.
    pub lines: Vec<u32>,
}

/// Two stores that the database itself ties together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StoreLink {
    /// Position in `stores`.
    pub from: u32,
    /// Position in `stores`.
    pub to: u32,
    /// `foreign-key`, `cascade`, `trigger` or `trigger-read`.
    pub kind: String,
    /// Where that is said.
    pub site: Site,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// Its id.
    pub id: String,
    /// Its time, seconds since 1970.
    pub time: i64,
    /// The author first, then co-authors, as positions in `contributors`.
    pub contributors: Vec<u32>,
    /// The files it touched (or all their parts), as positions in `units`; empty when it was too large to keep.
    pub units: Vec<u32>,
    /// How many source files it touched in all.
    pub files: u32,
    /// The first line of its message.
    pub subject: String,
    /// `normal`, or why it is no evidence: `bulk`, `bot` or `revert`.
    pub kind: String,
}

/// Static references between files, as columns of equal length, sorted by (from, to, context, name).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct References {
    /// How many there are in all; the columns may hold fewer.
    pub total: u64,
    /// What contexts are called.
    pub contexts: Vec<String>,
    /// How names were resolved.
    pub tiers: Vec<String>,
    /// The names, sorted.
    pub names: Vec<String>,
    /// The file that mentions.
    pub from: Vec<u32>,
    /// The file that declares.
    pub to: Vec<u32>,
    /// Position in `contexts`.
    pub context: Vec<u32>,
    /// Position in `tiers`.
    pub tier: Vec<u32>,
    /// Position in `names`.
    pub name: Vec<u32>,
    /// How often.
    pub count: Vec<u32>,
    /// The first few lines.
    pub lines: Vec<Vec<u32>>,
}

/// The combined coupling graph, as columns of equal length, sorted by (a, b); `a < b`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Graph {
    /// How many edges there are in all; the columns hold the heaviest when there are too many.
    pub total: u64,
    /// One end.
    pub a: Vec<u32>,
    /// The other.
    pub b: Vec<u32>,
    /// The weight.
    pub weight: Vec<f64>,
    /// What each layer adds to the weight.
    pub layers: Vec<Contribution>,
}

/// What one layer adds to every edge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Contribution {
    /// The layer.
    pub id: String,
    /// Its part of each weight.
    pub weight: Vec<f64>,
}

/// A list that may have been cut short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Capped<T> {
    /// How many are listed.
    pub shown: u64,
    /// How many there are.
    pub total: u64,
    /// The listed ones.
    pub items: Vec<T>,
}

impl<T> Default for Capped<T> {
    fn default() -> Self {
        Self { shown: 0, total: 0, items: Vec::new() }
    }
}

impl<T> Capped<T> {
    /// The first `most` of these.
    pub fn first(items: impl IntoIterator<Item = T>, most: usize) -> Self {
        let mut total = 0;
        let mut kept = Vec::new();
        for item in items {
            total += 1;
            if kept.len() < most {
                kept.push(item);
            }
        }
        Self { shown: kept.len() as u64, total, items: kept }
    }
}
