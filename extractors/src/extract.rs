//! The whole extraction: list, read and parse every file beside the history, resolve names, account for everything.
//!
//! ```text
//! SourceTree -> list -> read + parse (thread pool, one file at a time) -> resolve ─┬─> Facts (-> refine, for parts)
//!                                                   └─ paths of units ─┐           │
//! History    -> walk (one thread beside all that) ---------------------┴─> meaning ┘
//! ```
//!
//! With one thread the history is walked after the files, so that one thread is one.
//!
//! Every found item gets exactly one state in the ledger. A file that makes a parser panic is a failed file, not a
//! failed run. The result does not depend on the number of threads: files are parsed alone and joined in path order.

mod read;
mod timing;

pub use timing::{Spent, Timings, process_time};

use crate::cache::FactsCache;
use crate::discover;
use crate::file::LINES_KEPT;
use crate::history::{History, MeaningSettings, Meant, mean};
use crate::lang;
use crate::part;
use crate::resolve::manifest::Manifests;
use crate::resolve::{Resolved, SourceFile, resolve, units_of};
use crate::source::{Found, SourceTree};
use rayon::prelude::*;
use read::{Outcome, Reader};
use seamline_analyzer::facts::{Granularity, HistoryState, HistorySummary, Item, Ledger, Origin, State};
use seamline_analyzer::{Cancelled, Cx, Facts, IdVec, RepoPath, Stage, UnitId};
use std::sync::mpsc::{self, Receiver, Sender};
use timing::Clock;

/// What people wrote down for this program is no part of the project, so that nothing that is told of the project changes
/// when they do.
const OWN: &str = "seamline.decisions.toml";
/// The folder of what people accepted, at the top: neither.
const ACCEPTED: &str = "seamline-baseline/";

/// So many files in a row are one piece of work at most.
const MOST_AT_ONCE: usize = 32;

fn is_own(path: &RepoPath) -> bool {
    path.file_name() == OWN || path.as_str().starts_with(ACCEPTED)
}

/// How an extraction is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtractSettings {
    /// Larger files are skipped, in bytes.
    pub max_bytes: u64,
    /// Threads that parse; `None` for one per core.
    pub threads: Option<usize>,
    /// What counts as evidence in the history.
    pub history: MeaningSettings,
    /// How fine the units are.
    pub granularity: Granularity,
    /// Whether the facts of functions are wanted beside those of files, where files are the units.
    pub functions: bool,
    /// Whether the facts are for an analysis. If not, they have no more than the gate asks for: no words, nothing of tests, and
    /// nothing of what only a plan is made of (columns, guards, requests, what is done again and again and the like).
    pub analysed: bool,
}

impl ExtractSettings {
    /// How fine files are divided.
    fn division(&self) -> Granularity {
        if self.functions && self.granularity == Granularity::File { Granularity::Function } else { self.granularity }
    }
}

impl Default for ExtractSettings {
    fn default() -> Self {
        Self {
            max_bytes: discover::MAX_BYTES,
            threads: None,
            history: MeaningSettings::default(),
            granularity: Granularity::File,
            functions: false,
            analysed: true,
        }
    }
}

/// What an extraction gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Extraction {
    /// The facts.
    pub facts: Facts,
    /// The same by function, where that was wanted and files are the units.
    pub functions: Option<Facts>,
    /// What each stage cost; not part of any report.
    pub timings: Timings,
}

/// Why there are no facts.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// Someone asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// The threads could not be started.
    #[error("could not start {threads} threads: {message}")]
    Threads {
        /// How many were wanted.
        threads: usize,
        /// Why not.
        message: String,
    },
}

/// Extracts the facts of a tree and, if there is one, of its history.
///
/// # Errors
/// When asked to stop, or when no threads can be had. What is wrong with single files is in the ledger.
pub fn extract(
    cx: Cx<'_>,
    tree: &dyn SourceTree,
    history: Option<&dyn History>,
    settings: &ExtractSettings,
) -> Result<Extraction, ExtractError> {
    extract_kept(cx, tree, history, settings, None)
}

/// The same with a cache, where what is known already is taken from and what is new is put.
///
/// # Errors
/// The same.
pub fn extract_kept(
    cx: Cx<'_>,
    tree: &dyn SourceTree,
    history: Option<&dyn History>,
    settings: &ExtractSettings,
    cache: Option<&dyn FactsCache>,
) -> Result<Extraction, ExtractError> {
    let mut clock = Clock::start();
    let pool = Pool::new(settings.threads)?;
    let reader = Reader { tree, settings, cache };
    let (tell, told) = mpsc::channel();
    let files = || pool.run(|| of_files(cx, &reader, &mut clock, tell));
    let past = || history.map(|history| of_history(cx, history, settings, cache, told)).transpose();
    let (files, past) = if pool.threads() == 1 { (files(), past()) } else { beside(past, files) };
    let (OfFiles { ledger, mut resolved }, past) = (files?, past?);
    clock.add(Stage::History, past.as_ref().map(|(_, spent)| *spent));
    let divisions = std::mem::take(&mut resolved.divisions);
    let tests = std::mem::take(&mut resolved.test_references);
    let mut facts = facts(tree.origin(), resolved);
    facts.ledger = ledger;
    match past {
        Some((meant, _)) => {
            Meant { history: facts.history, contributors: facts.contributors, changes: facts.changes } = meant
        }
        None => facts.history = HistorySummary { state: HistoryState::None, ..HistorySummary::default() },
    }
    facts.ledger.totals();
    let mut functions = None;
    if settings.granularity != Granularity::File {
        facts = pool.run(|| part::refine(facts, &divisions, &tests, settings.granularity));
    } else if settings.functions {
        functions = Some(pool.run(|| part::refine(facts.clone(), &divisions, &tests, Granularity::Function)));
        keep_few_lines(&mut facts);
    }
    clock.lap(Stage::Resolve);
    Ok(Extraction { facts, functions, timings: clock.stop() })
}

/// Dividing files needs every line of every use of a store; without that the first few are kept.
fn keep_few_lines(facts: &mut Facts) {
    for access in facts.accesses.iter_mut().chain(&mut facts.touches) {
        access.lines.sort_unstable();
        access.lines.dedup();
        access.lines.truncate(LINES_KEPT);
    }
}

/// The threads that work.
enum Pool {
    /// Those that the process has.
    Usual,
    /// As many as were asked for.
    Own(rayon::ThreadPool),
}

impl Pool {
    fn new(threads: Option<usize>) -> Result<Self, ExtractError> {
        let Some(threads) = threads else { return Ok(Self::Usual) };
        let failed = |error: rayon::ThreadPoolBuildError| ExtractError::Threads { threads, message: error.to_string() };
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().map(Self::Own).map_err(failed)
    }

    fn threads(&self) -> usize {
        match self {
            Self::Usual => rayon::current_num_threads(),
            Self::Own(pool) => pool.current_num_threads(),
        }
    }

    fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match self {
            Self::Usual => work(),
            Self::Own(pool) => pool.install(work),
        }
    }
}

/// Does `first` on a thread of its own and `second` on this one.
fn beside<F: Send, S>(first: impl FnOnce() -> F + Send, second: impl FnOnce() -> S) -> (S, F) {
    std::thread::scope(|scope| {
        let first = scope.spawn(first);
        let second = second();
        (second, first.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

/// What the history means for the units whose paths are told once they are known.
fn of_history(
    cx: Cx<'_>,
    history: &dyn History,
    settings: &ExtractSettings,
    cache: Option<&dyn FactsCache>,
    told: Receiver<IdVec<UnitId, RepoPath>>,
) -> Result<(Meant, Spent), Cancelled> {
    let clock = timing::thread_clock();
    let walk = cx.stage(Stage::History, None, || history.walk_kept(cx, &lang::is_source, cache))?;
    let spent = clock();
    // Nothing is told when the files were stopped.
    let units = told.recv().map_err(|_| Cancelled)?;
    Ok((mean(walk, &settings.history, &units), spent))
}

/// What the files say.
struct OfFiles {
    ledger: Ledger,
    resolved: Resolved,
}

fn of_files(
    cx: Cx<'_>,
    reader: &Reader<'_>,
    clock: &mut Clock,
    tell: Sender<IdVec<UnitId, RepoPath>>,
) -> Result<OfFiles, Cancelled> {
    let mut found = cx.stage(Stage::List, None, || reader.tree.list(cx))?;
    found.retain(|found| !found.path.as_ref().is_ok_and(is_own));
    clock.lap(Stage::List);
    let files = read_all(cx, reader, &found)?;
    clock.lap(Stage::Parse);
    let states: Vec<State> = files.iter().map(Outcome::state).collect();
    let Sorted { files, tests, manifests } = sort_out(files);
    // Where there is no history nobody listens.
    let _ = tell.send(units_of(&files));
    let resolved = resolve(cx, files, tests, &Manifests::new(manifests))?;
    clock.lap(Stage::Resolve);
    Ok(OfFiles { ledger: ledger(&found, &states), resolved })
}

fn read_all(cx: Cx<'_>, reader: &Reader<'_>, found: &[Found]) -> Result<Vec<Outcome>, Cancelled> {
    cx.stage(Stage::Parse, Some(found.len() as u64), || {
        let one = |found: &Found| {
            cx.cancel.check()?;
            let outcome = reader.read(found);
            cx.progress.advance(Stage::Parse, 1);
            Ok(outcome)
        };
        // Files differ: of a folder of pictures nothing is read, of one of sources everything.
        found.par_iter().with_max_len(MOST_AT_ONCE).map(one).collect()
    })
}

/// What was read, by what becomes of it.
#[derive(Default)]
struct Sorted {
    /// Files to resolve.
    files: Vec<SourceFile>,
    /// Files of tests, whose references alone are resolved.
    tests: Vec<SourceFile>,
    /// Configuration that helps.
    manifests: Vec<(RepoPath, String)>,
}

fn sort_out(outcomes: Vec<Outcome>) -> Sorted {
    let files = Vec::with_capacity(outcomes.len());
    let mut sorted = Sorted { files, ..Sorted::default() };
    for outcome in outcomes {
        match outcome {
            Outcome::Out(_) => {}
            Outcome::File(file) => sorted.files.push(*file),
            Outcome::Test(file) => sorted.tests.push(*file),
            Outcome::Manifest(path, text) => sorted.manifests.push((path, text)),
        }
    }
    sorted
}

/// The facts that the files alone decide.
fn facts(origin: Origin, resolved: Resolved) -> Facts {
    Facts {
        origin,
        units: resolved.units,
        references: resolved.references,
        reexports: resolved.reexports,
        resolution: resolved.resolution,
        stores: resolved.stores,
        accesses: resolved.accesses,
        store_links: resolved.store_links,
        touches: resolved.touches,
        row_calls: resolved.row_calls,
        deletions: resolved.deletions,
        entry_points: resolved.entry_points,
        hooks: resolved.hooks,
        joins: resolved.joins,
        columns: resolved.columns,
        associations: resolved.associations,
        repeats: resolved.repeats,
        guards: resolved.guards,
        states: resolved.states,
        gaps: resolved.gaps,
        loads: resolved.loads,
        finds: resolved.finds,
        followed: resolved.followed,
        transactions: resolved.transactions,
        remotes: resolved.remotes,
        requests: resolved.requests,
        topic_patterns: resolved.topic_patterns,
        gateway_routes: resolved.gateway_routes,
        tests: resolved.tests,
        vocabulary: resolved.vocabulary,
        terms: resolved.terms,
        unparsed_sql: resolved.unparsed_sql,
        allowances: resolved.allowances,
        ..Facts::default()
    }
}

/// The ledger of the found items and what became of each.
fn ledger(found: &[Found], states: &[State]) -> Ledger {
    let item = |(found, state): (&Found, &State)| Item {
        path: found.path.as_ref().map_or_else(Clone::clone, |path| path.as_str().to_owned()),
        bytes: found.bytes,
        state: *state,
    };
    Ledger::new(found.iter().zip(states).map(item).collect())
}
