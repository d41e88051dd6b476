//! Version 1 of `plan.json`.
//!
//! The rules are those of `analysis.json`: fields are only ever added within a version, numbers are rounded to six digits,
//! every capped list says how many there were. Every statement has an id of its own (`S1`, `B2.O3`, `D4`, ...) and names its
//! evidence by id (`E5`); the list of evidence leads to file and line.

mod moves;
mod seams;
mod treated;

pub use moves::{Approach, Doubt, Extent, Hook, Interim, Remark, Way, WayItem};
pub use seams::*;
pub use treated::{Tally, Treated, Treatments};

use crate::wire::{Argument, Capped, Origin, Settings, Tool, Verdict, VerdictKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version that this program writes.
pub const SCHEMA_VERSION: u32 = 1;

/// A migration plan, as a document of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Seamline plan, version 1")]
pub struct PlanDocument {
    /// Always 1.
    pub schema_version: u32,
    /// The program that wrote it.
    pub tool: Tool,
    /// What was analysed.
    pub origin: Origin,
    /// With which settings.
    pub settings: Settings,
    /// Whether a split of what was found looks worth it; the plan's own answer is its `outlook`.
    pub verdict: Verdict,
    /// The plan.
    pub plan: Plan,
}

/// A migration plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// The services in the order of extraction.
    pub steps: Vec<Step>,
    /// Candidates that are no services: they keep no rows and nothing outside calls them.
    pub modules: Vec<String>,
    /// Of these modules, those that mostly run in a browser.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub browser: Vec<String>,
    /// Of these modules, those of code that runs once and of tools of development.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<String>,
    /// What most services stand on: it becomes a library, or is divided, before the first step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub common: Vec<CommonCode>,
    /// The service that is the monolith itself: what is left when the others are out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remainder: Option<Remainder>,
    /// Whether the split into these services looks worth it; left out by versions that did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlook: Option<Outlook>,
    /// What the order rests on.
    pub order: Order,
    /// What to untangle in place before anything is cut.
    pub tangles: Vec<Tangle>,
    /// What one service uses of another.
    pub borders: Vec<Border>,
    /// Who calls whom and waits for the answer.
    pub calls: Vec<Call>,
    /// What is published by whom for whom.
    pub events: Vec<Event>,
    /// Who answers which route: what the gateway needs.
    pub routes: Vec<Route>,
    /// What becomes of every store.
    pub stores: Vec<Store>,
    /// Stores that several services use, by their columns.
    #[serde(default)]
    pub columns: Vec<ColumnSplit>,
    /// Loops that would ask another service each time.
    #[serde(default)]
    pub chatty: Vec<ChattyLoop>,
    /// Fields of entities that hold entities of other services.
    #[serde(default)]
    pub associations: Vec<EntityField>,
    /// Enumerations that several services use.
    #[serde(default)]
    pub enums: Vec<EnumShare>,
    /// What ties stores of different owners together.
    pub ties: Vec<Tie>,
    /// Transactions that span services.
    pub transactions: Vec<Transaction>,
    /// Transactions that write rows and publish.
    pub outboxes: Vec<Outbox>,
    /// What becomes of every type.
    #[serde(default)]
    pub treatments: Treatments,
    /// How each step begins, and what bridges the time until its data is its own.
    #[serde(default)]
    pub approaches: Vec<Approach>,
    /// Ways in and out of every step, with their patterns.
    #[serde(default)]
    pub ways: Vec<Way>,
    /// What becomes of what frameworks run by themselves.
    #[serde(default)]
    pub hooks: Vec<Hook>,
    /// What has to be known beside a list: what it rests on, and what is not in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
    /// How much of each list is here.
    #[serde(default)]
    pub lists: Vec<Extent>,
    /// Where the evidence is, in the order of its ids.
    pub evidence: Vec<Evidence>,
}

impl Plan {
    /// Whether every step has a slot, or none.
    pub(crate) fn schedule_fits(&self) -> bool {
        let schedule = &self.order.schedule;
        schedule.is_empty() || schedule.len() == self.steps.len()
    }

    /// Whether the split looks worth it, and why: of the plan, else of the analysis it belongs to.
    pub(crate) fn answer<'a>(&'a self, found: &'a Verdict) -> (VerdictKind, &'a [String]) {
        self.outlook.as_ref().map_or((found.kind, &found.reasons), |outlook| (outlook.kind, &outlook.reasons))
    }
}

/// What is left when every step is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Remainder {
    /// The service.
    pub service: String,
    /// What it is there for, in one sentence.
    pub responsibility: String,
    /// Its files, or parts of files.
    pub units: u64,
    /// Their lines.
    pub lines: u64,
}

/// A candidate that most others stand on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CommonCode {
    /// `G1`, `G2`, ...
    pub id: String,
    /// The candidate.
    pub service: String,
    /// What it is there for, in one sentence.
    pub responsibility: String,
    /// What to do about it.
    pub advice: String,
    /// Its files, or parts of files.
    pub units: u64,
    /// Their lines.
    pub lines: u64,
    /// How many other candidates mention it.
    pub users: u64,
    /// How many other candidates there are.
    pub others: u64,
    /// Mentions of it in others.
    pub incoming: u64,
    /// Its mentions of others.
    pub outgoing: u64,
}

/// Whether a planned split looks worth it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Outlook {
    /// `plausible`, `weak`, `unknown` or `none`.
    pub kind: VerdictKind,
    /// The evidence, what speaks against it first.
    pub reasons: Vec<String>,
    /// The same with the side that each speaks on; empty in documents of older versions.
    #[serde(default)]
    pub arguments: Vec<Argument>,
    /// How many steps pay, where the rest hardly lowers the cost of a deployment and adds mentions across borders; left out
    /// where all pay, and without history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pays: Option<u64>,
}

/// A place in the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// `E1`, `E2`, ...
    pub id: String,
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

/// The extraction of one service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// `S1` for the first, and so on.
    pub id: String,
    /// The service.
    pub service: String,
    /// What it is there for, in one sentence.
    pub responsibility: String,
    /// Its files, or parts of files.
    pub units: u64,
    /// Their lines.
    pub lines: u64,
    /// Services that have to be out before it.
    pub after: Vec<String>,
    /// What has to be decided before anything else; left out where nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decide: Option<String>,
    /// The terms of its score.
    pub terms: Terms,
    /// The cost, in points.
    pub effort: Effort,
    /// Routes, consumers and jobs to divert.
    pub entries: Vec<Entry>,
    /// Who changes it, with the share of its commits: first those of the last two years, most of these commits first, then who
    /// wrote it; nobody where there are too few commits to tell.
    pub people: Vec<Person>,
    /// Its files that are changed most for their size: commits times lines, largest first.
    pub hotspots: Vec<Hotspot>,
    /// Files of tests that refer only to it.
    pub tests_to_move: Capped<String>,
    /// Files of tests that refer to other services too.
    pub tests_across: Capped<String>,
    /// Called operations whose file no test refers to, by their ids.
    pub untested: Vec<String>,
}

/// Somebody who changes a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The share of its commits.
    pub share: f64,
    /// The commits that the person took part in.
    #[serde(default)]
    pub commits: u64,
    /// All its commits.
    #[serde(default)]
    pub of: u64,
    /// Those of the two years before the newest commit of the project that the person took part in: without one, who wrote
    /// it, and perhaps nobody to ask.
    #[serde(default)]
    pub recent: u64,
    /// The month of the person's last commit here, `2024-05`; left out by versions that did not say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub last: String,
}

/// A file that is large and changed often (Tornhill: Your Code as a Crime Scene, 2015).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hotspot {
    /// The file.
    pub file: String,
    /// Commits that touched it.
    pub commits: u64,
    /// Its lines.
    pub lines: u64,
}

/// Where work comes in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// `http`, `message`, `rpc`, `schedule`.
    pub kind: String,
    /// `GET /orders/{id}`.
    pub label: String,
    /// The checks of who calls that were seen in front of it; where it is open, what says so.
    pub guards: Vec<String>,
    /// Whether the code says that everyone may call it (`[AllowAnonymous]`, `permitAll`).
    #[serde(default)]
    pub open: bool,
    /// Where.
    pub evidence: String,
}

/// The terms of a service's score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Terms {
    /// Operations that others call of it.
    pub incoming: f64,
    /// Operations of others that it calls.
    pub outgoing: f64,
    /// Writes across its border, from either side.
    pub writes: f64,
    /// Transactions that span it.
    pub spanning: f64,
    /// States that it shares with others.
    pub state: f64,
    /// The share of commits that touch it; left out without history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<f64>,
    /// Of these, the share that touches no other service.
    pub independent: f64,
    /// Effective number of people, relative to the largest.
    pub people: f64,
    /// The share of its files that another service pulls.
    pub contested: f64,
    /// The share of the operations others call whose file no test refers to.
    pub untested: f64,
    /// The share of in-project names that could not be resolved.
    pub unresolved: f64,
    /// How easily it comes out, 0..=1.
    pub ease: f64,
    /// What is won, 0..=1.
    pub benefit: f64,
    /// By how much the score is divided, from 1.
    pub risk: f64,
    /// benefit * ease / risk.
    pub score: f64,
}

/// What a step costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Effort {
    /// The lower end, in points.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The same in days, where people said what a point takes; calendar time is not derived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<[f64; 2]>,
    /// The sum of the items.
    pub points: f64,
    /// What it is made of.
    pub items: Vec<Item>,
}

/// One kind of work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Item {
    /// Which.
    pub work: String,
    /// How often.
    pub count: f64,
    /// Points for one.
    pub weight: f64,
}

/// What the order rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Order {
    /// The weights of the score's terms.
    pub weights: Vec<Weight>,
    /// The order when one weight is halved or doubled.
    pub variations: Vec<Variation>,
    /// Before the first step, and after each.
    pub simulation: Vec<State>,
    /// When each step could be done, in the order of the steps; left out by versions that did not say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schedule: Vec<Slot>,
}

/// When a step could be done, if there were people for all steps at once, in points from the beginning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Slot {
    /// When the steps that it waits for are done.
    pub start: f64,
    /// Its points later.
    pub end: f64,
    /// Whether it is on the critical path: the chain of waits that ends last (Kelley, Walker 1959).
    pub critical: bool,
}

/// A weight of the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Weight {
    /// Which.
    pub name: String,
    /// Its value.
    pub value: f64,
}

/// The order under another weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Variation {
    /// Which weight.
    pub weight: String,
    /// By what it is multiplied.
    pub factor: f64,
    /// The services in order.
    pub steps: Vec<String>,
    /// Whether it is the same order.
    pub same: bool,
}

/// How things stand after some steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct State {
    /// How many services are out.
    pub extracted: u64,
    /// Mentions of one deployable in another.
    pub crossing: u64,
    /// Stores that several deployables use.
    pub shared_stores: u64,
    /// Of the commits that touch a deployable, the share that touches one only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub single: Option<f64>,
    /// The mean cost of a commit's deployments, one after the other, relative to the monolith's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<f64>,
    /// The same, all at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parallel: Option<f64>,
}

/// Something to untangle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tangle {
    /// `P1`, `P2`, ...
    pub id: String,
    /// `cycle`, `divide`, `barrel`, `kit`, `core`, `job`, `guard`, `state`, `unnamed-topic`, `misnamed`, `root`.
    pub kind: String,
    /// What is tangled, in one sentence.
    pub what: String,
    /// What to do about it.
    pub advice: String,
    /// The files, or parts of files.
    pub units: Vec<String>,
    /// The services involved.
    pub services: Vec<String>,
    /// The parts it falls into.
    pub parts: Vec<Part>,
    /// How many places there are.
    pub places: u64,
    /// The most telling places.
    pub evidence: Vec<String>,
}

/// A part of something to untangle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its line; 0 where there is none.
    pub line: u32,
    /// The services it works for.
    pub services: Vec<String>,
}

/// What one service uses of another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Border {
    /// `B1`, `B2`, ...
    pub id: String,
    /// The service that uses.
    pub from: String,
    /// The service that is used.
    pub to: String,
    /// `customer-supplier`, `conformist` or `partnership` (Evans: Domain-Driven Design, 2003).
    pub relation: String,
    /// How many places mention it.
    pub mentions: u64,
    /// Whether the dependency keeps its direction; the others are to be turned round or removed first.
    pub kept: bool,
    /// What is called.
    pub operations: Capped<Operation>,
    /// What is named without a call.
    pub names: Capped<Named>,
    /// What needs no data of its service: taken along as a copy, or from a library.
    pub copies: Capped<Copied>,
}

/// What another service takes along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Copied {
    /// The file, or the part of it.
    pub unit: String,
    /// How many mentions of it there are.
    pub mentions: u64,
}

/// An operation called over a border: a first draft of an interface.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Operation {
    /// `B1.O1`, ...
    pub id: String,
    /// Its name.
    pub name: String,
    /// The file that declares it.
    pub file: String,
    /// What it takes.
    pub parameters: Vec<String>,
    /// What it gives; empty when unknown.
    pub returns: String,
    /// `query`, `command` or `unknown`.
    pub effect: String,
    /// Persistent entities that it takes or gives.
    pub entities: Vec<String>,
    /// How many places call it.
    pub calls: u64,
    /// The store that is used without an operation: nobody offers this one yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    /// Where it is declared first, then who calls it.
    pub evidence: Vec<String>,
}

/// A name used over a border without a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Named {
    /// `B1.N1`, ...
    pub id: String,
    /// The name.
    pub name: String,
    /// The file that declares it.
    pub file: String,
    /// How it is used.
    pub contexts: Vec<String>,
    /// Who uses it.
    pub evidence: Vec<String>,
}

/// A synchronous call between services.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Call {
    /// `C1`, `C2`, ...
    pub id: String,
    /// The caller; `(gateway)` is the front door.
    pub from: String,
    /// The called service.
    pub to: String,
    /// How many places ask today.
    pub places: u64,
    /// Some of them.
    pub evidence: Vec<String>,
}

/// An event between services.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// `V1`, `V2`, ...
    pub id: String,
    /// The topic; left out where nothing is published today, and a name has to be found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// What it could be called, where there is no topic: a proposal from the store and what is done with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<String>,
    /// Who publishes.
    pub publisher: String,
    /// Who listens.
    pub subscriber: String,
    /// How many places there are.
    pub places: u64,
    /// Some of them.
    pub evidence: Vec<String>,
}

/// A route and who answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Route {
    /// `R1`, `R2`, ...
    pub id: String,
    /// `GET`, `POST`, ... or `ANY`.
    pub method: String,
    /// The path as the code writes it.
    pub path: String,
    /// Who answers; `(gateway)` is the front door itself.
    pub service: String,
    /// What its handler takes, as the code declares it: types, or names in languages without; empty where it is not found.
    #[serde(default)]
    pub takes: Vec<String>,
    /// Where it is registered.
    pub evidence: String,
}

/// What becomes of a store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Store {
    /// `D1`, `D2`, ...
    pub id: String,
    /// Its name.
    pub name: String,
    /// `table`, `collection`, `bucket`, `topic`, `cache`.
    pub kind: String,
    /// The proposed owner; left out when no service uses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Who comes second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runner_up: Option<String>,
    /// What speaks for each service as its owner, the strongest first.
    pub claims: Vec<Claim>,
    /// `owned`, `read-elsewhere`, `reference`, `written-twice`, `topic`, `unclaimed`.
    pub treatment: String,
    /// What to do about it.
    pub advice: String,
    /// The services that write it.
    pub writers: Vec<String>,
    /// The services that only read it.
    pub readers: Vec<String>,
    /// Who uses it, writers first.
    pub uses: Capped<StoreUse>,
}

/// What speaks for a service as an owner: how many of its files, or parts of files, do what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// The service.
    pub service: String,
    /// They write.
    pub writers: u64,
    /// They declare.
    pub declarers: u64,
    /// They read.
    pub readers: u64,
}

/// A use of a store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StoreUse {
    /// The service; left out for shared and unassigned units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// `declare`, `read`, `write`, `use`.
    pub mode: String,
    /// Where.
    pub evidence: Vec<String>,
}

/// Something that ties stores of different owners together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tie {
    /// `L1`, `L2`, ...
    pub id: String,
    /// `join`, `writing-join`, `foreign-key`, `cascade`, `trigger`.
    pub kind: String,
    /// The stores with their owners, the one that points first.
    pub stores: Vec<OwnedStore>,
    /// The service of the code that says it, where code does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// `api-composition`, `read-model`, `reference-data`, `foreign-id-in-code`, `event`.
    pub replacement: String,
    /// What to do about it.
    pub advice: String,
    /// Where it is said.
    pub evidence: Vec<String>,
}

/// A store with its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OwnedStore {
    /// The store.
    pub store: String,
    /// Its owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

/// A transaction that spans services.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Transaction {
    /// `T1`, `T2`, ...
    pub id: String,
    /// The function.
    pub function: String,
    /// The service of the code; left out when it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The owners of what it writes.
    pub writers: Vec<String>,
    /// What happens, step by step.
    pub steps: Vec<SagaStep>,
    /// Who could conduct it, cheapest first.
    pub orchestrators: Vec<Orchestrator>,
    /// The change of border that would keep it local.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local: Option<Redraw>,
    /// What to do about it.
    pub advice: String,
    /// Where it begins.
    pub evidence: Vec<String>,
}

/// What one service does in a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SagaStep {
    /// The owner of the stores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// `read`, `compensatable`, `pivot`, `retriable`.
    pub role: String,
    /// `write orders`, `read users`, ...
    pub does: Vec<String>,
    /// Where.
    pub evidence: Vec<String>,
}

/// Who could conduct a saga.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Orchestrator {
    /// The service.
    pub service: String,
    /// Requests to others.
    pub remote: u64,
    /// Of these, writes.
    pub remote_writes: u64,
}

/// Stores that would have to change hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Redraw {
    /// Who would own everything that is written.
    pub owner: String,
    /// The stores that would change hands.
    pub stores: Vec<String>,
    /// Uses that would cross then and do not now.
    pub new_crossings: u64,
    /// Uses that cross now and would not then.
    pub saved_crossings: u64,
}

/// A place for an outbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Outbox {
    /// `X1`, `X2`, ...
    pub id: String,
    /// The function.
    pub function: String,
    /// What is published in it.
    pub topics: Vec<String>,
    /// Where it begins.
    pub evidence: Vec<String>,
}
