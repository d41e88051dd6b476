//! Analyses one after the other, on a thread of their own.

use super::{Bench, Desk, Filed, MOST_ANALYSES, Run, Work};
use crate::analyst::{Analysed, Options, Unanalysed};
use crate::books::{FIRST, Record, digest_of};
use crate::denial::{Denial, Kind};
use crate::scenario::Splice;
use crate::status::{State, Status, Teller};
use seamline_analyzer::{Cancel, Cx};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, OnceLock, PoisonError};
use std::thread::{JoinHandle, spawn};
use tokio::sync::watch;

impl Bench {
    /// Begins the first analysis, and those again that somebody worked with before.
    pub(crate) fn start(self: &Arc<Self>) -> JoinHandle<()> {
        let (queue, asked) = channel();
        *self.queue.lock().unwrap_or_else(PoisonError::into_inner) = Some(queue);
        let used: Vec<u64> = {
            let desk = self.desk();
            let used = desk.books.analyses.iter().filter(|(n, kept)| **n != FIRST && kept.is_used());
            used.map(|(n, _)| *n).take(MOST_ANALYSES - 1).collect()
        };
        for n in [FIRST].into_iter().chain(used) {
            self.enqueue(&mut self.desk(), n);
        }
        let bench = Arc::clone(self);
        spawn(move || bench.work_off(&asked))
    }

    /// Asks for another analysis.
    pub(crate) fn add_analysis(&self, label: Option<&str>, options: Options) -> Result<u64, Denial> {
        let label = label.map(super::several::name).transpose()?;
        self.analyst.check(&options).map_err(|why| Denial::new(Kind::Unknown, why))?;
        let mut desk = self.desk();
        if desk.runs.len() >= MOST_ANALYSES {
            // What came to nothing makes room.
            let gone = |run: &Run| matches!(run.status.borrow().state, State::Failed | State::Cancelled);
            let gone = desk.runs.iter().find(|(n, run)| **n != FIRST && gone(run)).map(|(n, _)| *n);
            gone.and_then(|n| desk.runs.remove(&n));
        }
        if desk.runs.len() >= MOST_ANALYSES {
            return Err(Denial::new(Kind::Limit, format!("there are {MOST_ANALYSES} analyses already")));
        }
        let n = desk.books.next().max(FIRST + 1);
        desk.write(Record::Analysis { n, label, options })?;
        self.enqueue(&mut desk, n);
        Ok(n)
    }

    /// Stops an analysis that is not finished.
    pub(crate) fn cancel_analysis(&self, n: u64) -> Result<(), Denial> {
        let desk = self.desk();
        let run = desk.run(n)?;
        if run.status.borrow().state != State::Running {
            return Err(Denial::new(Kind::NoEffect, "this analysis has ended"));
        }
        run.cancel.cancel();
        Ok(())
    }

    fn enqueue(&self, desk: &mut Desk, n: u64) {
        let run = Run { status: watch::Sender::new(Status::waiting()), cancel: Arc::new(Cancel::new()), work: None };
        desk.runs.insert(n, run);
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody listens when the server stops.
        let _ = queue.as_ref().map(|queue| queue.send(n));
    }

    fn work_off(&self, asked: &Receiver<u64>) {
        while let Ok(n) = asked.recv() {
            let (status, cancel, options) = {
                let desk = self.desk();
                let Ok(run) = desk.run(n) else { continue };
                let options = desk.books.analyses.get(&n).map(|kept| kept.options.clone()).unwrap_or_default();
                (run.status.clone(), Arc::clone(&run.cancel), options)
            };
            let teller = Teller(status.clone());
            let cx = Cx { progress: &teller, cancel: &cancel };
            let analyse =
                || cx.cancel.check().map_err(Unanalysed::from).and_then(|()| self.analyst.analyse(cx, &options));
            let result = catch_unwind(AssertUnwindSafe(analyse))
                .unwrap_or_else(|_| Err(Unanalysed::Failed("the analysis broke down; that is a bug".to_owned())));
            let ended = match result {
                Ok(analysed) => match self.install(n, analysed) {
                    Ok(()) => Status::ended(State::Done, None),
                    Err(denial) => Status::ended(State::Failed, Some(denial.error)),
                },
                Err(Unanalysed::Cancelled) => Status::ended(State::Cancelled, None),
                Err(Unanalysed::Failed(why)) => Status::ended(State::Failed, Some(why)),
            };
            status.send_replace(ended);
        }
    }

    /// Takes a finished analysis in. Its first scenario is what the file of decisions says: a new one, or the old one as
    /// far as nobody has edits in it that were not saved.
    fn install(&self, n: u64, analysed: Analysed) -> Result<(), Denial> {
        let mut desk = self.desk();
        desk.file = Filed::new(analysed.text.clone())?;
        let ((seen, clean), now) = (desk.file.digests(), desk.file.lines.clone());
        let kept = desk.books.analyses.get(&n);
        match kept.and_then(|kept| kept.scenarios.get(&FIRST)) {
            None if kept.is_none_or(|kept| kept.next() == FIRST) => {
                let name = "decisions".to_owned();
                desk.write(Record::Scenario { n, m: FIRST, name, seen, clean, lines: now })?;
            }
            Some(scenario) if scenario.seen != seen && digest_of(scenario.lines()) == scenario.clean => {
                let Splice { at, out, put } = Splice::between(scenario.lines(), &now);
                if !(out.is_empty() && put.is_empty()) {
                    desk.write(Record::Edit { n, m: FIRST, at, out: out.len(), put })?;
                }
                desk.write(Record::Seen { n, m: FIRST, seen, clean })?;
            }
            _ => {}
        }
        let work = Arc::new(Work { analysed, model: OnceLock::new() });
        if let Some(run) = desk.runs.get_mut(&n) {
            run.work = Some(work);
        }
        Ok(())
    }
}
