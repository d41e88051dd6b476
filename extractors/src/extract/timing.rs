//! What each stage cost: wall time, and processor time of all its threads where the system tells (Unix).

use seamline_analyzer::Stage;
use std::time::{Duration, Instant};

/// What one stage cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// By the clock on the wall.
    pub wall: Duration,
    /// On all processors; zero where the system does not tell.
    pub cpu: Duration,
}

/// What each stage cost, in the order they began.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timings {
    /// Stage by stage. With several threads history runs beside the others, whose processor time has its own in it.
    pub stages: Vec<(Stage, Spent)>,
}

/// Measures stages one after the other.
pub(super) struct Clock {
    timings: Timings,
    wall: Instant,
    cpu: Duration,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self { timings: Timings::default(), wall: Instant::now(), cpu: process_time() }
    }

    /// Ends a stage, or a part of it, and begins the next.
    pub(super) fn lap(&mut self, stage: Stage) {
        let spent = self.take();
        match self.timings.stages.iter_mut().find(|(known, _)| *known == stage) {
            Some((_, known)) => *known = Spent { wall: known.wall + spent.wall, cpu: known.cpu + spent.cpu },
            None => self.timings.stages.push((stage, spent)),
        }
    }

    /// Adds a stage that was measured elsewhere; the next begins now.
    pub(super) fn add(&mut self, stage: Stage, spent: Option<Spent>) {
        self.take();
        self.timings.stages.extend(spent.map(|spent| (stage, spent)));
    }

    pub(super) fn stop(self) -> Timings {
        self.timings
    }

    fn take(&mut self) -> Spent {
        let (wall, cpu) = (Instant::now(), process_time());
        let spent = Spent { wall: wall - self.wall, cpu: cpu.saturating_sub(self.cpu) };
        (self.wall, self.cpu) = (wall, cpu);
        spent
    }
}

/// Starts measuring this thread; the result says what it spent since.
pub(super) fn thread_clock() -> impl FnOnce() -> Spent {
    let (wall, cpu) = (Instant::now(), thread_time());
    move || Spent { wall: wall.elapsed(), cpu: thread_time().saturating_sub(cpu) }
}

/// The processor time of this process so far, on all its threads; zero where the system does not tell.
pub fn process_time() -> Duration {
    #[cfg(unix)]
    {
        since_start(rustix::time::ClockId::ProcessCPUTime)
    }
    #[cfg(not(unix))]
    {
        Duration::ZERO
    }
}

#[cfg(unix)]
fn thread_time() -> Duration {
    since_start(rustix::time::ClockId::ThreadCPUTime)
}

#[cfg(unix)]
fn since_start(clock: rustix::time::ClockId) -> Duration {
    rustix::time::clock_gettime(clock).try_into().unwrap_or_default()
}

#[cfg(not(unix))]
fn thread_time() -> Duration {
    Duration::ZERO
}
