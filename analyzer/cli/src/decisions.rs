//! Where `seamline.decisions.toml` is: `--decisions FILE`, else the nearest one from the target upward to the root of its
//! repository. What it says is [`seamline_decisions`]'s.

use crate::config;
use crate::error::{Failure, Outcome};
use seamline_analyzer::decision::Decisions;
use seamline_decisions::{FILE_NAME, MAX_BYTES, Wrong, parse};
use std::path::{Path, PathBuf};

/// What was decided, and where that is written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Read {
    /// The decisions.
    pub(crate) decisions: Decisions,
    /// The wanted number of services.
    pub(crate) services: Option<String>,
    /// The file.
    pub(crate) file: Option<PathBuf>,
    /// What it holds.
    pub(crate) text: String,
}

impl Read {
    /// The decisions about a target.
    pub(crate) fn load(named: Option<&Path>, target: Option<&Path>) -> Outcome<Self> {
        let file = match (named, target) {
            (Some(named), _) => Some(named.to_owned()),
            (None, Some(target)) => config::nearest(target, FILE_NAME),
            (None, None) => None,
        };
        let Some(file) = file else { return Ok(Self::default()) };
        Self::parse(config::text(&file, MAX_BYTES)?, file)
    }

    fn parse(text: String, file: PathBuf) -> Outcome<Self> {
        let read = parse(&text).map_err(|wrong| match wrong {
            Wrong::Form(error) => config::explain(&error, &file),
            Wrong::Entry { .. } => Failure::usage(format!("in {}, {wrong}", file.display())),
            Wrong::Many | Wrong::Long => Failure::usage(format!("in {}: {wrong}", file.display())),
        })?;
        Ok(Self { decisions: read.decisions, services: read.services, file: Some(file), text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let failure = Read::parse(text.to_owned(), PathBuf::from("d.toml")).expect_err("it is wrong").to_string();
        assert!(failure.contains(expected), "{failure}");
    }

    #[test]
    fn wrong_entries_are_refused_with_file_and_line() {
        check(
            "\n[[pin]]\nfiles = ['a']\nservice = 'x'\nreason = ' '",
            "error: in d.toml, line 2: the reason is missing",
        );
    }

    #[test]
    fn unknown_kinds_name_the_nearest() {
        check("[[renam]]\n", "line 1");
        check("[[renam]]\n", "try: `rename`");
    }
}
