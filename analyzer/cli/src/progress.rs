//! Progress on standard error: a line per step on a terminal, nothing when piped, in CI or with `--quiet`; and the
//! stopwatch behind `--timings`.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use seamline_analyzer::{Progress, Stage};
use seamline_extractors::extract::{Spent, process_time};
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Shows the running steps and measures them.
pub(crate) struct Terminal {
    shown: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    bars: BTreeMap<Stage, ProgressBar>,
    begun: BTreeMap<Stage, (Instant, Duration)>,
    spent: BTreeMap<Stage, Spent>,
}

impl Terminal {
    /// Shows something only where a person is looking.
    pub(crate) fn new(quiet: bool) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal() && std::env::var_os("CI").is_none();
        Self { shown, state: Mutex::default() }
    }

    /// The steps in order with the time they took.
    pub(crate) fn timings(&self) -> Vec<(Stage, Spent)> {
        self.state().spent.iter().map(|(stage, spent)| (*stage, *spent)).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress for Terminal {
    fn begin(&self, stage: Stage, total: Option<u64>) {
        let mut state = self.state();
        state.begun.insert(stage, (Instant::now(), process_time()));
        if self.shown {
            state.bars.insert(stage, bar(stage, total));
        }
    }

    fn advance(&self, stage: Stage, items: u64) {
        let state = self.state();
        if let Some(bar) = state.bars.get(&stage) {
            bar.inc(items);
        }
    }

    fn end(&self, stage: Stage) {
        let mut state = self.state();
        if let Some((wall, cpu)) = state.begun.remove(&stage) {
            let spent = state.spent.entry(stage).or_default();
            spent.wall += wall.elapsed();
            spent.cpu += process_time().saturating_sub(cpu);
        }
        if let Some(bar) = state.bars.remove(&stage) {
            bar.finish_and_clear();
        }
    }
}

/// Tells two who listen.
pub(crate) struct Both<'a>(pub(crate) &'a dyn Progress, pub(crate) &'a dyn Progress);

impl Progress for Both<'_> {
    fn begin(&self, stage: Stage, total: Option<u64>) {
        [self.0, self.1].iter().for_each(|one| one.begin(stage, total));
    }

    fn advance(&self, stage: Stage, items: u64) {
        [self.0, self.1].iter().for_each(|one| one.advance(stage, items));
    }

    fn end(&self, stage: Stage) {
        [self.0, self.1].iter().for_each(|one| one.end(stage));
    }
}

fn bar(stage: Stage, total: Option<u64>) -> ProgressBar {
    let template = match total {
        Some(_) => "{msg:>10} [{bar:30}] {human_pos}/{human_len}",
        None => "{msg:>10} {spinner} {human_pos}",
    };
    let style = ProgressStyle::with_template(template).expect("the templates above are well formed");
    let bar = match total {
        Some(total) => ProgressBar::new(total),
        None => ProgressBar::new_spinner(),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
    bar.with_style(style).with_message(stage.name())
}
