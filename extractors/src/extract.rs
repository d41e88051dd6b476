//! The whole extraction: list, read and parse every file beside the history, resolve names, account for everything.
//!
//! ```text
//! SourceTree -> list -> read + parse (thread pool, one file at a time) -> resolve -> Facts
//! History    -> walk (one thread beside the pool) ----------------------> meaning -^
//! ```
//!
//! Every found item gets exactly one state in the ledger. A file that makes a parser panic is a failed file, not a
//! failed run. The result does not depend on the number of threads: files are parsed alone and joined in path order.

mod assemble;
mod timing;

pub use timing::{Spent, Timings};

use crate::discover;
use crate::file::FileFacts;
use crate::history::{History, MeaningSettings, Walk, mean};
use crate::lang::{self, Language};
use crate::source::{Found, SourceTree};
use rayon::prelude::*;
use seamline_analyzer::facts::{Code, HistoryState, HistorySummary, Item, Ledger, State};
use seamline_analyzer::{Cancelled, Cx, Facts, RepoPath, Stage};
use std::panic::{AssertUnwindSafe, catch_unwind};
use timing::Clock;

/// How an extraction is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtractSettings {
    /// Larger files are skipped, in bytes.
    pub max_bytes: u64,
    /// Threads that parse; `None` for one per core.
    pub threads: Option<usize>,
    /// What counts as evidence in the history.
    pub history: MeaningSettings,
}

impl Default for ExtractSettings {
    fn default() -> Self {
        Self { max_bytes: discover::MAX_BYTES, threads: None, history: MeaningSettings::default() }
    }
}

/// What an extraction gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Extraction {
    /// The facts.
    pub facts: Facts,
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
    let mut clock = Clock::start();
    let found = cx.stage(Stage::List, None, || tree.list(cx))?;
    clock.lap(Stage::List);
    let pool = pool(settings.threads)?;
    let (files, walk) = std::thread::scope(|scope| {
        let walking = history.map(|history| scope.spawn(|| walk(cx, history)));
        let files = pool.install(|| read_all(cx, tree, &found, settings));
        (files, walking.map(|walking| walking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))))
    });
    let (files, walk) = (files?, walk.transpose()?);
    clock.lap_beside(Stage::Parse, Stage::History, walk.as_ref().map(|(_, spent)| *spent));
    let mut facts = cx.stage(Stage::Resolve, None, || assemble::facts(tree.origin(), &found, files));
    match walk {
        Some((walk, _)) => mean(&walk, &settings.history, &mut facts),
        None => facts.history = HistorySummary { state: HistoryState::None, ..HistorySummary::default() },
    }
    facts.ledger.totals();
    clock.lap(Stage::Resolve);
    Ok(Extraction { facts, timings: clock.stop() })
}

fn pool(threads: Option<usize>) -> Result<rayon::ThreadPool, ExtractError> {
    let threads = threads.unwrap_or(0);
    let failed = |error: rayon::ThreadPoolBuildError| ExtractError::Threads { threads, message: error.to_string() };
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(failed)
}

fn walk(cx: Cx<'_>, history: &dyn History) -> Result<(Walk, Spent), Cancelled> {
    let clock = timing::thread_clock();
    let walk = cx.stage(Stage::History, None, || history.walk(cx, &is_source))?;
    Ok((walk, clock()))
}

/// Whether a path has the extension of a language that is built in.
fn is_source(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let Some((_, extension)) = name.rsplit_once('.') else { return false };
    lang::ALL.iter().any(|language| language.extensions().contains(&extension))
}

/// What became of one found item.
enum Outcome {
    /// Not read, or read in vain.
    Out(State),
    /// A unit.
    Unit(Box<Parsed>),
}

/// A file that was read and parsed.
struct Parsed {
    path: RepoPath,
    language: &'static dyn Language,
    bytes: u64,
    facts: FileFacts,
}

fn read_all(
    cx: Cx<'_>,
    tree: &dyn SourceTree,
    found: &[Found],
    settings: &ExtractSettings,
) -> Result<Vec<Outcome>, Cancelled> {
    cx.stage(Stage::Parse, Some(found.len() as u64), || {
        let one = |found: &Found| {
            cx.cancel.check()?;
            let outcome = read_one(tree, found, settings).unwrap_or_else(Outcome::Out);
            cx.progress.advance(Stage::Parse, 1);
            Ok(outcome)
        };
        found.par_iter().map(one).collect()
    })
}

fn read_one(tree: &dyn SourceTree, found: &Found, settings: &ExtractSettings) -> Result<Outcome, State> {
    let path = match &found.path {
        Ok(path) => path,
        Err(shown) => return Err(if is_source(shown) { Code::NameNotUtf8 } else { Code::NotSource }.into_state()),
    };
    if let Some(code) = found.barred {
        return Err(code.into_state());
    }
    let language = lang::of(path).ok_or(State::Skipped(Code::NotSource))?;
    if let Some(code) = discover::by_path(path) {
        return Err(State::Skipped(code));
    }
    if found.generated {
        return Err(State::Skipped(Code::Generated));
    }
    if found.bytes > settings.max_bytes {
        return Err(State::Skipped(Code::TooBig));
    }
    let bytes = tree.read(path, settings.max_bytes).map_err(IntoState::into_state)?;
    if bytes.len() as u64 > settings.max_bytes {
        return Err(State::Skipped(Code::TooBig));
    }
    let size = bytes.len() as u64;
    let text = discover::text(bytes).map_err(IntoState::into_state)?;
    let (facts, _shapes) = guarded(|| language.read(path, &text))?;
    Ok(Outcome::Unit(Box::new(Parsed { path: path.clone(), language, bytes: size, facts })))
}

/// Runs a parser; its panic is the file's failure.
fn guarded<T>(work: impl FnOnce() -> Result<T, Code>) -> Result<T, State> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result.map_err(IntoState::into_state),
        Err(_) => Err(State::Failed(Code::Crash)),
    }
}

trait IntoState {
    fn into_state(self) -> State;
}

impl IntoState for Code {
    /// Failed is what went wrong here and now; skipped is what the file is.
    fn into_state(self) -> State {
        match self {
            Code::Missing | Code::Permission | Code::Io | Code::Crash | Code::Timeout => State::Failed(self),
            _ => State::Skipped(self),
        }
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
