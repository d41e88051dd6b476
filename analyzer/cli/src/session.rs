//! What every command is handed: how much to say, whom to tell about progress, and whether someone pressed Ctrl-C.

use crate::args::Talk;
use crate::error::visible;
use crate::progress::Terminal;
use crate::settings::Wanted;
use seamline_analyzer::{Cancel, Cx};
use std::fmt::Display;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// One run of the program.
pub(crate) struct Session {
    talk: Talk,
    progress: Terminal,
    cancel: Arc<Cancel>,
}

impl Session {
    /// Starts listening to Ctrl-C: the first asks the work to stop, the second stops the program.
    pub(crate) fn start(talk: Talk) -> Self {
        let cancel = Arc::new(Cancel::default());
        let (asked, heard) = (Arc::clone(&cancel), AtomicBool::new(false));
        let listen = move || {
            if heard.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
            asked.cancel();
        };
        // Without a handler Ctrl-C still stops the program, only less politely.
        let _ = ctrlc::set_handler(listen);
        Self { progress: Terminal::new(talk.quiet), talk, cancel }
    }

    /// The context of long operations.
    pub(crate) fn cx(&self) -> Cx<'_> {
        Cx { progress: &self.progress, cancel: &self.cancel }
    }

    /// Tells something on standard error unless asked to be quiet.
    pub(crate) fn tell(&self, message: impl Display) {
        if !self.talk.quiet {
            let _ = writeln!(anstream::stderr(), "{}", visible(&message.to_string()));
        }
    }

    /// Tells something that only `-v` asks for.
    pub(crate) fn detail(&self, message: impl Display) {
        if self.talk.verbose > 0 {
            self.tell(message);
        }
    }

    /// Tells with `-v` which files have a say in what is wanted.
    pub(crate) fn detail_of(&self, wanted: &Wanted) {
        if let Some(config) = &wanted.config {
            self.detail(format_args!("configuration: {}", config.display()));
        }
        if let Some(decisions) = &wanted.decided.file {
            self.detail(format_args!("decisions: {}", decisions.display()));
        }
    }

    /// Prints what each step took by the clock and of the processors, if asked for. Steps that run side by side, as
    /// parsing and history do on more than one thread, each count in full.
    pub(crate) fn timings(&self) {
        if self.talk.timings {
            for (stage, spent) in self.progress.timings() {
                let (wall, cpu) = (spent.wall.as_secs_f64(), spent.cpu.as_secs_f64());
                let _ = writeln!(anstream::stderr(), "{:>10} {wall:>9.3} s {cpu:>9.3} s cpu", stage.name());
            }
        }
    }
}
