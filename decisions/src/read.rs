//! From the text of the file to decisions.

use crate::limit::{MAX_BYTES, MAX_ENTRIES};
use crate::row::{Apart, Files, Merge, Pin, Rename, Row, Sizes, Split, Team, Treated};
use schemars::JsonSchema;
use seamline_analyzer::decision::{Decisions, Entry};
use serde::Deserialize;
use toml::Spanned;

/// What a file says.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// The decisions.
    pub decisions: Decisions,
    /// The wanted number of services, as it is written on the command line.
    pub services: Option<String>,
}

/// A text that is no file of decisions.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Wrong {
    /// It is no TOML, or has a key that is not known.
    #[error("{0}")]
    Form(toml::de::Error),
    /// An entry means nothing.
    #[error("line {line}: {what}")]
    Entry {
        /// The line it starts in, from 1.
        line: u32,
        /// What is wrong with it.
        what: String,
    },
    /// It holds more entries than are read.
    #[error("it holds more than {MAX_ENTRIES} entries")]
    Many,
    /// It is longer than what is read.
    #[error("it has more than {} MiB", MAX_BYTES >> 20)]
    Long,
}

/// What people decided about the services that a repository is cut into. Every entry has a reason. The order does not
/// matter. Names of services are those of the result: what they are called after renaming.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Written {
    /// Whether a new cut is looked for in which the entries hold; else only what they name moves, which is the default.
    recluster: bool,
    /// How many services there should be, and how large.
    #[schemars(with = "Option<Target>")]
    target: Option<Spanned<Target>>,
    /// Files that belong to a service; a new one where none is called so.
    #[schemars(with = "Vec<Pin>")]
    pin: Vec<Spanned<Pin>>,
    /// Files that belong to one service, whichever it is.
    #[schemars(with = "Vec<Files>")]
    together: Vec<Spanned<Files>>,
    /// Groups of files of which no two share a service.
    #[schemars(with = "Vec<Apart>")]
    apart: Vec<Spanned<Apart>>,
    /// Services that are one.
    #[schemars(with = "Vec<Merge>")]
    merge: Vec<Spanned<Merge>>,
    /// A service that is several.
    #[schemars(with = "Vec<Split>")]
    split: Vec<Spanned<Split>>,
    /// What a service is called.
    #[schemars(with = "Vec<Rename>")]
    rename: Vec<Spanned<Rename>>,
    /// Files that become a library which several services use.
    #[schemars(with = "Vec<Treated>")]
    shared: Vec<Spanned<Treated>>,
    /// Files that are copied into each service that needs them.
    #[schemars(with = "Vec<Treated>")]
    replicate: Vec<Spanned<Treated>>,
    /// Files and services that stay in the monolith.
    #[schemars(with = "Vec<Treated>")]
    stays: Vec<Spanned<Treated>>,
    /// Files and services that become the gateway.
    #[schemars(with = "Vec<Treated>")]
    gateway: Vec<Spanned<Treated>>,
    /// Which team a service belongs to.
    #[schemars(with = "Vec<Team>")]
    team: Vec<Spanned<Team>>,
}

/// How many services there should be, and how large.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Target {
    /// How many: `5` or `"4..8"`.
    services: Option<Services>,
    /// The most files that a service may have; larger ones are divided.
    largest: Option<usize>,
    /// The fewest files that a service may have; smaller ones join their neighbour.
    smallest: Option<usize>,
    /// Why.
    reason: String,
}

/// A number of services or a range of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Services {
    /// Exactly so many.
    Exactly(usize),
    /// `"4..8"`.
    Range(String),
}

impl Services {
    /// How it is written on the command line.
    pub fn written(&self) -> String {
        match self {
            Services::Exactly(number) => number.to_string(),
            Services::Range(range) => range.clone(),
        }
    }
}

/// Reads the text of a file of decisions. The entries come in the order they are written.
///
/// # Errors
/// For a text that is no such file, with the place and what is wrong there.
pub fn parse(text: &str) -> Result<Read, Wrong> {
    let (placed, recluster, services) = placed(text)?;
    let entries = placed.into_iter().map(|placed| placed.entry).collect();
    Ok(Read { decisions: Decisions { recluster, entries }, services })
}

/// An entry and where it is: the position among those of its kind.
pub(crate) struct Placed {
    pub(crate) entry: Entry,
    pub(crate) kind: &'static str,
    pub(crate) index: usize,
}

/// The entries in the order they are written, whether a new cut is wanted, and how many services.
pub(crate) fn placed(text: &str) -> Result<(Vec<Placed>, bool, Option<String>), Wrong> {
    if text.len() as u64 > MAX_BYTES {
        return Err(Wrong::Long);
    }
    let written: Written = toml::from_str(text).map_err(Wrong::Form)?;
    let mut taken = Taken { text, lines: lines(text), placed: Vec::new() };
    let services = written.target.as_ref().and_then(|target| target.as_ref().services.as_ref().map(Services::written));
    let recluster = written.recluster;
    taken.all(written)?;
    let mut placed = taken.placed;
    if placed.len() > MAX_ENTRIES {
        return Err(Wrong::Many);
    }
    placed.sort_by_key(|placed| placed.entry.line);
    Ok((placed, recluster, services))
}

/// Where each line but the first starts.
fn lines(text: &str) -> Vec<usize> {
    text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1).collect()
}

/// The entries while they are read.
struct Taken<'a> {
    text: &'a str,
    lines: Vec<usize>,
    placed: Vec<Placed>,
}

impl Taken<'_> {
    fn all(&mut self, written: Written) -> Result<(), Wrong> {
        if let Some(target) = written.target {
            self.target(&target)?;
        }
        self.each(written.pin, Row::Pin)?;
        self.each(written.together, Row::Together)?;
        self.each(written.apart, Row::Apart)?;
        self.each(written.merge, Row::Merge)?;
        self.each(written.split, Row::Split)?;
        self.each(written.rename, Row::Rename)?;
        self.each(written.shared, Row::Shared)?;
        self.each(written.replicate, Row::Replicate)?;
        self.each(written.stays, Row::Stays)?;
        self.each(written.gateway, Row::Gateway)?;
        self.each(written.team, Row::Team)
    }

    fn target(&mut self, target: &Spanned<Target>) -> Result<(), Wrong> {
        let Target { largest, smallest, reason, .. } = target.as_ref();
        let row = Row::Sizes(Sizes { smallest: *smallest, largest: *largest, reason: reason.clone() });
        let line = self.line(target.span().start);
        match (smallest, largest) {
            (None, None) => Ok(()),
            _ => self.add(&row, line, 0),
        }
    }

    fn each<T>(&mut self, written: Vec<Spanned<T>>, row: impl Fn(T) -> Row) -> Result<(), Wrong> {
        for (index, one) in written.into_iter().enumerate() {
            let line = self.line(one.span().start);
            self.add(&row(one.into_inner()), line, index)?;
        }
        Ok(())
    }

    fn add(&mut self, row: &Row, line: u32, index: usize) -> Result<(), Wrong> {
        let entry = row.read(line).map_err(|what| Wrong::Entry { line, what })?;
        self.placed.push(Placed { entry, kind: row.kind(), index });
        Ok(())
    }

    fn line(&self, start: usize) -> u32 {
        let start = start.min(self.text.len());
        1 + self.lines.partition_point(|line| *line <= start) as u32
    }
}

/// The JSON schema of the file that editors use.
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Written)).expect("a schema is plain JSON");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    /// The entries as lines and words, or the error.
    fn check(text: &str, expected: &str) {
        let words = parse(text).map(|read| {
            let word = |entry: &Entry| format!("{}: {}", entry.line, entry.decision.sentence());
            read.decisions.entries.iter().map(word).collect::<Vec<_>>().join("; ")
        });
        assert_eq!(words.unwrap_or_else(|wrong| wrong.to_string()), expected, "{text}");
    }

    #[test]
    fn entries_know_their_lines() {
        check(
            "[[pin]]\nfiles = ['a/**']\nservice = 'x'\nreason = 'r'\n\n[[apart]]\ngroups = [['a'], ['b']]\nreason = 'r'\n\
             [[pin]]\ntypes = ['Order']\nservice = 'y'\nreason = 'r'",
            "1: a/** belongs to x; 6: a and b are kept apart; 9: Order belongs to y",
        );
        check(
            "[target]\nlargest = 9\nreason = 'r'\n[[merge]]\nservices = ['a', 'b']\nreason = 'r'\n[[stays]]\n\
             services = ['c']\nreason = 'r'",
            "1: no service has more than 9 files; 4: a, b are one service, a; 7: c stays in the monolith",
        );
    }

    #[test]
    fn wrong_entries_are_refused_with_their_line() {
        check("\n[[pin]]\nfiles = ['a']\nservice = 'x'\nreason = ' '", "line 2: the reason is missing");
        check("[[pin]]\nservice = 'x'\nreason = 'r'", "line 1: files or types are missing");
        check("[[pin]]\nfiles=['a']\nservice='(shared)'\nreason='r'", "line 1: the service needs a name");
        check("[[split]]\nservice='x'\nparts=1\nreason='r'", "line 1: a service is split in 2 to 100");
        check("[[apart]]\ngroups=[['a']]\nreason='r'", "line 1: two groups at least are kept apart");
        check("[target]\nlargest=1\nsmallest=2\nreason='r'", "line 1: the largest size is below the smallest");
    }

    #[test]
    fn too_much_is_refused() {
        check(&"[[split]]\nservice='x'\nparts=2\nreason='r'\n".repeat(1001), "it holds more than 1000 entries");
        check(&" ".repeat((MAX_BYTES + 1) as usize), "it has more than 16 MiB");
    }

    #[test]
    fn the_number_of_services_is_no_entry() {
        let read = parse("[target]\nservices = '4..8'\nreason = 'r'").unwrap();
        assert_eq!((read.services.as_deref(), read.decisions.entries.len()), (Some("4..8"), 0));
    }

    #[test]
    fn unknown_kinds_are_named() {
        let wrong = parse("[[renam]]\n").unwrap_err().to_string();
        assert!(wrong.contains("line 1") && wrong.contains("`renam`") && wrong.contains("`rename`"), "{wrong}");
    }

    /// Run with `INSTA_UPDATE=always` to write it anew.
    #[test]
    fn the_shipped_schema_is_current() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/seamline.decisions.schema.json");
        if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
            fs::write(&file, schema()).unwrap();
        }
        assert_eq!(fs::read_to_string(&file).unwrap_or_default(), schema());
    }
}
