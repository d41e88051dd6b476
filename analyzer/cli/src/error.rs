//! Why a command did not do what was asked: a kind, which is the exit code, a message, and what to try.
//!
//! A message says what was attempted and on what, in lower case and without a full stop.

use seamline_analyzer::Cancelled;
use std::fmt;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// What kind of failure it is. The numbers are the contract with scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Done, and a check says no.
    Check,
    /// The command line or the configuration is wrong.
    Usage,
    /// There is nothing here that can be analysed.
    Input,
    /// Done, but too little could be read.
    Coverage,
    /// The result could not be written.
    Output,
    /// Stopped on request.
    Interrupted,
    /// Stopped by the system (`SIGTERM`).
    Terminated,
    /// The reader of standard output went away: nothing to complain about.
    ClosedPipe,
}

impl Kind {
    fn code(self) -> u8 {
        match self {
            Kind::ClosedPipe => 0,
            Kind::Check => 1,
            Kind::Usage => 2,
            Kind::Input => 3,
            Kind::Coverage => 4,
            Kind::Output => 5,
            Kind::Interrupted => 130,
            Kind::Terminated => 143,
        }
    }
}

/// A failure to be shown to a person.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    message: String,
    hints: Vec<String>,
}

/// The result of everything in this crate.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hints: Vec::new() }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::new(Kind::Input, message)
    }

    /// Stopped on request, where that is the usual end.
    pub(crate) fn stopped() -> Self {
        Self::new(Kind::Interrupted, "")
    }

    /// Stopped by the system, where that is a usual end.
    pub(crate) fn terminated() -> Self {
        Self::new(Kind::Terminated, "")
    }

    /// What is wrong and what to try, on one line, for somebody who does not read standard error.
    pub(crate) fn sentence(&self) -> String {
        let hints = self.hints.iter().map(|hint| format!("; try: {hint}"));
        std::iter::once(self.message.clone()).chain(hints).collect()
    }

    /// Writing `what` failed.
    pub(crate) fn write(what: &Path, why: &io::Error) -> Self {
        Self::new(Kind::Output, format!("cannot write {}: {why}", what.display()))
    }

    /// Adds something to try.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.kind.code())
    }

    /// Whether there was nothing that can be analysed.
    pub(crate) fn is_input(&self) -> bool {
        self.kind == Kind::Input
    }

    /// Whether there is anything to tell.
    pub(crate) fn is_silent(&self) -> bool {
        self.message.is_empty()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", visible(&self.message))?;
        for hint in &self.hints {
            write!(f, "\n  try: {}", visible(hint))?;
        }
        Ok(())
    }
}

/// The text with control characters shown instead of obeyed: names come from the analysed repository.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => shown.push('\n'),
            c if c.is_control() || is_bidi_control(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    shown
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl From<Cancelled> for Failure {
    fn from(_: Cancelled) -> Self {
        Self::new(Kind::Interrupted, "interrupted; nothing was written")
    }
}

/// Writing to standard output failed.
impl From<io::Error> for Failure {
    fn from(why: io::Error) -> Self {
        match why.kind() {
            io::ErrorKind::BrokenPipe => Self::new(Kind::ClosedPipe, ""),
            _ => Self::new(Kind::Output, format!("cannot write to standard output: {why}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown_not_obeyed() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c"), "a\\u{1b}[31mb\\u{202e}c");
    }

    #[test]
    fn hints_follow_the_message() {
        let failure = Failure::input("nothing here").hint("another folder");
        assert_eq!(failure.to_string(), "error: nothing here\n  try: another folder");
    }
}
