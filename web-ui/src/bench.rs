//! The work in progress: analyses with their scenarios, and everything that can be done with them.
//!
//! One lock guards what is kept, and is never held while something is computed: whoever computes takes what the result
//! rests on, computes, and comes back; if it was changed in the meantime, that is told (409) and nothing is lost. Every
//! change is in the log before it is in the memory, and before anybody is told.

mod change;
mod papers;
mod run;
mod save;
mod several;

pub(crate) use change::same_services;
pub(crate) use papers::{KINDS, Paper, Told};

use crate::analyst::{Analysed, Analyst, Options};
use crate::books::{Books, FIRST, Record, digest, digest_of};
use crate::denial::{Denial, Kind};
use crate::log::{self, Log, Nowhere};
use crate::scenario::{self, Scenario};
use crate::status::{State, Status};
use axum::body::Bytes;
use papers::Papers;
use seamline_analyzer::bench::View;
use seamline_analyzer::decision::Decisions;
use seamline_analyzer::{Cancel, Cx, Silent};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use tokio::sync::watch;

/// The most analyses that are kept at a time: each holds a repository in memory.
const MOST_ANALYSES: usize = 16;
/// How often a scenario is looked at again that is changed meanwhile.
const ATTEMPTS: usize = 5;

/// All of it.
pub(crate) struct Bench {
    pub(crate) analyst: Arc<dyn Analyst>,
    /// Whether nothing may be changed.
    pub(crate) read_only: bool,
    /// What of earlier edits had to be left out, in words.
    pub(crate) notes: Vec<String>,
    /// Whether everybody is asked to stop.
    stop: Cancel,
    /// What is computed for requests that are waited for.
    waited: Mutex<Vec<Weak<Cancel>>>,
    desk: Mutex<Desk>,
    papers: Mutex<Papers>,
    queue: Mutex<Option<Sender<u64>>>,
}

/// What the lock guards.
struct Desk {
    books: Books,
    log: Log,
    file: Filed,
    runs: BTreeMap<u64, Run>,
    views: BTreeMap<(u64, u64), Arc<Current>>,
}

/// The file of decisions, as it was last read or written.
#[derive(Default)]
struct Filed {
    text: String,
    /// What it says, as the lines of a scenario.
    lines: Vec<String>,
}

impl Filed {
    fn new(text: String) -> Result<Self, Denial> {
        let read = seamline_decisions::parse(&text).map_err(|why| Denial::new(Kind::Disk, why.to_string()))?;
        Ok(Self { text, lines: scenario::lines(&read.decisions) })
    }

    /// The digest of the text, and of what it says.
    fn digests(&self) -> (String, String) {
        (digest(&self.text), digest_of(&self.lines))
    }
}

/// An analysis of this session.
struct Run {
    status: watch::Sender<Status>,
    cancel: Arc<Cancel>,
    work: Option<Arc<Work>>,
}

/// A finished analysis.
pub(crate) struct Work {
    pub(crate) analysed: Analysed,
    /// What does not change, as it is sent.
    pub(crate) model: OnceLock<Bytes>,
}

/// A scenario with its view.
pub(crate) struct Current {
    pub(crate) revision: u64,
    pub(crate) decisions: Decisions,
    pub(crate) view: View,
}

/// What is said of a scenario beside its view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Title {
    pub(crate) name: String,
    pub(crate) revision: u64,
    pub(crate) can_undo: bool,
    pub(crate) can_redo: bool,
    pub(crate) saved: bool,
}

/// An analysis in the list of all.
pub(crate) struct Listed {
    pub(crate) n: u64,
    pub(crate) label: Option<String>,
    pub(crate) options: Options,
    pub(crate) status: Status,
    /// Number, name and revision of each scenario.
    pub(crate) scenarios: Vec<(u64, String, u64)>,
}

impl Bench {
    /// What a folder keeps, or nothing at all without one.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub(crate) fn open(analyst: Arc<dyn Analyst>, read_only: bool, state: Option<&Path>) -> io::Result<Self> {
        let mut books = Books::default();
        let (log, notes) = match state {
            Some(folder) if read_only => {
                log::look(folder, |record| books.apply(record).is_ok())?;
                (None, Vec::new())
            }
            Some(folder) => {
                let opened = log::open(folder, |record| books.apply(record).is_ok())?;
                (Some(opened.log), opened.notes)
            }
            None => (None, Vec::new()),
        };
        let log = log.unwrap_or_else(|| Log::new(Box::new(Nowhere), 0));
        Ok(Self { notes, ..Self::new(analyst, read_only, books, log) })
    }

    pub(crate) fn new(analyst: Arc<dyn Analyst>, read_only: bool, books: Books, log: Log) -> Self {
        let desk = Desk { books, log, file: Filed::default(), runs: BTreeMap::new(), views: BTreeMap::new() };
        Self {
            analyst,
            read_only,
            notes: Vec::new(),
            stop: Cancel::new(),
            waited: Mutex::default(),
            desk: Mutex::new(desk),
            papers: Mutex::default(),
            queue: Mutex::new(None),
        }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who computes for a request: nobody watches, and the end of the server stops it.
    fn cx(&self) -> Cx<'_> {
        Cx { progress: &Silent, cancel: &self.stop }
    }

    /// Something that is asked to stop when everybody is.
    pub(crate) fn stoppable(&self) -> Arc<Cancel> {
        let mut waited = self.waited.lock().unwrap_or_else(PoisonError::into_inner);
        let one = Arc::new(Cancel::new());
        if self.stop.check().is_err() {
            one.cancel();
        }
        waited.retain(|other| other.strong_count() > 0);
        waited.push(Arc::downgrade(&one));
        one
    }

    /// Asks everybody to stop.
    pub(crate) fn stop(&self) {
        self.stop.cancel();
        let waited = self.waited.lock().unwrap_or_else(PoisonError::into_inner);
        waited.iter().filter_map(Weak::upgrade).for_each(|one| one.cancel());
        drop(waited);
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.desk().runs.values().for_each(|run| run.cancel.cancel());
    }

    /// How far an analysis is, now and later.
    pub(crate) fn watch(&self, n: u64) -> Result<watch::Receiver<Status>, Denial> {
        self.desk().run(n).map(|run| run.status.subscribe())
    }

    /// Whether the first analysis failed.
    pub(crate) fn is_hopeless(&self) -> bool {
        self.desk().runs.get(&FIRST).is_some_and(|run| run.status.borrow().state == State::Failed)
    }

    /// A finished analysis.
    pub(crate) fn work(&self, n: u64) -> Result<Arc<Work>, Denial> {
        self.desk().work(n)
    }

    /// Every analysis of this session.
    pub(crate) fn all(&self) -> Vec<Listed> {
        let desk = self.desk();
        let one = |(n, run): (&u64, &Run)| {
            let kept = desk.books.analyses.get(n).cloned().unwrap_or_default();
            let scenarios = kept.scenarios.iter().map(|(m, one)| (*m, one.name.clone(), one.revision())).collect();
            let status = run.status.borrow().clone();
            Listed { n: *n, label: kept.label, options: kept.options, status, scenarios }
        };
        desk.runs.iter().map(one).collect()
    }

    /// A scenario with its view, and the analysis that it belongs to.
    pub(crate) fn current(&self, n: u64, m: u64) -> Result<(Arc<Work>, Arc<Current>), Denial> {
        let (work, revision, lines) = {
            let desk = self.desk();
            let work = desk.work(n)?;
            let scenario = desk.scenario(n, m)?;
            if let Some(current) = desk.views.get(&(n, m)).filter(|known| known.revision == scenario.revision()) {
                return Ok((work, Arc::clone(current)));
            }
            (work, scenario.revision(), scenario.lines().to_vec())
        };
        let decisions = scenario::decisions(&lines).map_err(|why| Denial::new(Kind::Disk, why))?;
        let view = work.analysed.bench.view(self.cx(), &decisions)?;
        let current = Arc::new(Current { revision, decisions, view });
        self.desk().show(n, m, &current);
        Ok((work, current))
    }

    /// The same, if nobody changed it since that revision.
    fn current_at(&self, n: u64, m: u64, revision: u64) -> Result<(Arc<Work>, Arc<Current>), Denial> {
        self.desk().at(n, m, revision)?;
        let (work, current) = self.current(n, m)?;
        if current.revision == revision { Ok((work, current)) } else { Err(Denial::stale()) }
    }

    /// What is said of a scenario beside its view.
    fn title(&self, n: u64, m: u64) -> Result<Title, Denial> {
        let desk = self.desk();
        let scenario = desk.scenario(n, m)?;
        let (can_undo, can_redo) = scenario.can();
        let (revision, saved) = (scenario.revision(), desk.file.lines == scenario.lines());
        Ok(Title { name: scenario.name.clone(), revision, can_undo, can_redo, saved })
    }

    /// All of a scenario, at one revision.
    pub(crate) fn shown(&self, n: u64, m: u64) -> Result<(Arc<Work>, Arc<Current>, Title), Denial> {
        for _ in 0..ATTEMPTS {
            let ((work, current), title) = (self.current(n, m)?, self.title(n, m)?);
            if current.revision == title.revision {
                return Ok((work, current, title));
            }
        }
        Err(Denial::new(Kind::Busy, "others change this all the time"))
    }
}

impl Desk {
    fn run(&self, n: u64) -> Result<&Run, Denial> {
        self.runs.get(&n).ok_or_else(|| Denial::unknown(format_args!("analysis {n}")))
    }

    fn work(&self, n: u64) -> Result<Arc<Work>, Denial> {
        let run = self.run(n)?;
        let why = || match run.status.borrow().state {
            State::Failed | State::Cancelled => Denial::unknown(format_args!("result of analysis {n}")),
            State::Running | State::Done => Denial::new(Kind::Busy, "this analysis is not finished yet"),
        };
        run.work.clone().ok_or_else(why)
    }

    fn scenario(&self, n: u64, m: u64) -> Result<&Scenario, Denial> {
        self.books.scenario(n, m).ok_or_else(|| Denial::unknown(format_args!("scenario {m}")))
    }

    /// A scenario that nobody changed since that revision.
    fn at(&self, n: u64, m: u64, revision: u64) -> Result<&Scenario, Denial> {
        self.scenario(n, m).and_then(|one| if one.revision() == revision { Ok(one) } else { Err(Denial::stale()) })
    }

    /// Keeps the view of a scenario, unless it was changed in the meantime.
    fn show(&mut self, n: u64, m: u64, current: &Arc<Current>) {
        if self.at(n, m, current.revision).is_ok() {
            self.views.insert((n, m), Arc::clone(current));
        }
    }

    /// Writes a record into the log, and then does what it says.
    fn write(&mut self, record: Record) -> Result<(), Denial> {
        let full = |why: io::Error| Denial::new(Kind::Disk, format!("this could not be kept, and was not done: {why}"));
        if self.books.is_new() && !matches!(record, Record::Begin { .. }) {
            self.write(Books::begin())?;
        }
        self.log.write(&record).map_err(full)?;
        self.books.apply(record).expect("what is written was checked before");
        if let Some(check) = self.books.check()
            && self.log.write(&check).is_ok()
        {
            self.books.apply(check).expect("it says what is there");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
