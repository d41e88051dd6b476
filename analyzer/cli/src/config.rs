//! `seamline.toml`: what a project wants for every run.
//!
//! The file may lie inside an analysed repository, and that may be hostile. So it holds no path outside, no program,
//! no address, nothing that is written: only numbers and names (`.seamlineignore` holds the patterns to leave out). Unknown keys are errors, with their place
//! and the nearest known key.
//!
//! Found: `--config FILE`, else the nearest `seamline.toml` from the target upward to the root of its repository.

mod gate;

pub(crate) use gate::{Gate, GateLimits, Level};

use crate::error::{Failure, Outcome};
use crate::suggest::closest;
use schemars::JsonSchema;
use seamline_decisions::Services;
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

/// The name of the file that is looked for.
pub(crate) const FILE_NAME: &str = "seamline.toml";

/// The largest file that is read.
const LARGEST: u64 = 1 << 20;

/// Settings of Seamline for one project. The command line wins over each of them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Config {
    /// What is read.
    pub(crate) input: Input,
    /// How files are grouped.
    pub(crate) analysis: Analysis,
    /// The weight of each coupling in the combined graph.
    pub(crate) weights: Weights,
    /// Parameters of the published method, `clusterer = "mazlami"`.
    pub(crate) mazlami: Mazlami,
    /// What decides the order of the migration plan, and what a point of effort takes.
    pub(crate) plan: Plan,
    /// What `seamline check` looks for, and how strictly.
    pub(crate) gate: Gate,
}

/// What is read.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Input {
    /// Whether the commit history is read; `true` unless said otherwise.
    pub(crate) history: Option<bool>,
    /// Leaves out commits before this day, `YYYY-MM-DD`.
    pub(crate) since: Option<String>,
    /// The share of the source files, 0 to 1, that must have been readable; 0 unless said otherwise.
    pub(crate) min_coverage: Option<f64>,
}

/// How files are grouped.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Analysis {
    /// The method that groups; `seamline list clusterers` shows them.
    pub(crate) clusterer: Option<String>,
    /// How many services are wanted: `5` or `"4..8"`; found by the method unless said.
    pub(crate) services: Option<Services>,
    /// What is grouped: `file`, `type` or `function`; `file` unless said otherwise.
    pub(crate) granularity: Option<String>,
    /// Whether names of folders, packages and build modules may give evidence; `true` unless said otherwise.
    pub(crate) path_signals: Option<bool>,
    /// The seed of everything random; 1 unless said otherwise.
    pub(crate) seed: Option<u64>,
}

/// The weight of each coupling in the combined graph.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Weights {
    /// References.
    pub(crate) structural: Option<f64>,
    /// Referring to the same files.
    pub(crate) co_use: Option<f64>,
    /// Using the same stores and entities.
    pub(crate) data: Option<f64>,
    /// Nouns in file and type names.
    pub(crate) name: Option<f64>,
    /// Changing together.
    pub(crate) logical: Option<f64>,
    /// Folders, as far as the code agrees with them.
    pub(crate) path: Option<f64>,
    /// Vocabulary.
    pub(crate) semantic: Option<f64>,
    /// The same people.
    pub(crate) contributor: Option<f64>,
}

/// Parameters of the published method.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Mazlami {
    /// Logical coupling on.
    pub(crate) logical: Option<bool>,
    /// Semantic coupling on.
    pub(crate) semantic: Option<bool>,
    /// Contributor coupling on.
    pub(crate) contributor: Option<bool>,
    /// The wanted number of services.
    pub(crate) services: Option<usize>,
    /// The largest allowed service, in files.
    pub(crate) max_size: Option<usize>,
    /// The window of logical coupling, in seconds.
    pub(crate) interval: Option<i64>,
}

/// What decides the order of the migration plan, and what a point of effort takes.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Plan {
    /// The weight of an operation that others call of a service.
    pub(crate) incoming: Option<f64>,
    /// The weight of an operation of others that it calls.
    pub(crate) outgoing: Option<f64>,
    /// The weight of a write across its border.
    pub(crate) writes: Option<f64>,
    /// The weight of a transaction that spans it.
    pub(crate) spanning: Option<f64>,
    /// The weight of a state that it shares with others.
    pub(crate) state: Option<f64>,
    /// Days that a point took at best, in your own experience; without both no time is printed.
    pub(crate) days_low: Option<f64>,
    /// Days that a point took at worst.
    pub(crate) days_high: Option<f64>,
}

impl Config {
    /// The configuration for a target, and the file it is from.
    pub(crate) fn load(named: Option<&Path>, target: Option<&Path>) -> Outcome<(Self, Option<PathBuf>)> {
        let file = match (named, target) {
            (Some(named), _) => Some(named.to_owned()),
            (None, Some(target)) => nearest(target, FILE_NAME),
            (None, None) => None,
        };
        let config = file.as_deref().map(read).transpose()?.unwrap_or_default();
        Ok((config, file))
    }

    /// Reads the text of a configuration file.
    pub(crate) fn parse(text: &str, file: &Path) -> Outcome<Self> {
        toml::from_str(text).map_err(|error| explain(&error, file))
    }
}

/// The nearest file upward, not beyond the root of the repository.
pub(crate) fn nearest(target: &Path, name: &str) -> Option<PathBuf> {
    let target = fs::canonicalize(target).ok()?;
    let root = target.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&target).to_owned();
    target
        .ancestors()
        .take_while(|folder| folder.starts_with(&root))
        .map(|folder| folder.join(name))
        .find(|file| file.symlink_metadata().is_ok_and(|found| found.is_file()))
}

fn read(file: &Path) -> Outcome<Config> {
    Config::parse(&text(file, LARGEST)?, file)
}

/// The text of a file that a person may have written, not longer than such a file is.
pub(crate) fn text(file: &Path, largest: u64) -> Outcome<String> {
    let cannot = |why: &dyn std::fmt::Display| Failure::usage(format!("cannot read {}: {why}", file.display()));
    let found = fs::metadata(file).map_err(|why| cannot(&why))?;
    if !found.is_file() || found.len() > largest {
        return Err(cannot(&format_args!("not a file of at most {} MiB", largest >> 20)));
    }
    fs::read_to_string(file).map_err(|why| cannot(&why))
}

/// The parser's message, with its place in the file, and the nearest known key for an unknown one.
pub(crate) fn explain(error: &toml::de::Error, file: &Path) -> Failure {
    let failure = Failure::usage(format!("in {}: {}", file.display(), error.to_string().trim_end()));
    let mut quoted = error.message().split('`').skip(1).step_by(2);
    let unknown = error.message().starts_with("unknown field");
    match quoted.next().and_then(|written| closest(written, quoted)) {
        Some(known) if unknown => failure.hint(format!("`{known}`")),
        _ => failure,
    }
}

/// The JSON schema that editors use.
#[cfg(test)]
pub(crate) fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Config)).expect("a schema is plain JSON");
    text.push('\n');
    text
}

/// The file that `seamline init` writes: every setting with its default, commented out.
pub(crate) const TEMPLATE: &str = include_str!("../schema/seamline.toml");

/// The template with every setting switched on.
#[cfg(test)]
pub(crate) fn uncommented() -> String {
    TEMPLATE
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|rest| is_setting(rest)).unwrap_or(line))
        .flat_map(|line| [line, "\n"])
        .collect()
}

#[cfg(test)]
fn is_setting(line: &str) -> bool {
    line.split_once(" = ").is_some_and(|(key, _)| key.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let failure = Config::parse(text, Path::new("seamline.toml")).expect_err("the text is wrong").to_string();
        assert!(failure.contains(expected), "{failure}");
    }

    #[test]
    fn unknown_keys_name_their_line() {
        check("[analysis]\nsevices = 3\n", "line 2, column 1");
    }
    #[test]
    fn unknown_keys_name_the_nearest() {
        check("[analysis]\nsevices = 3\n", "try: `services`");
    }
    #[test]
    fn unknown_tables_name_the_nearest() {
        check("[weihgts]\n", "try: `weights`");
    }
    #[test]
    fn wrong_types_name_their_line() {
        check("\n[analysis]\nseed = 'x'\n", "line 3");
    }
    #[test]
    fn a_program_cannot_be_named() {
        check("[input]\ncommand = 'sh'\n", "unknown field");
    }

    #[test]
    fn the_template_names_every_setting() {
        let uncommented = uncommented();
        let config = Config::parse(&uncommented, Path::new("template")).expect("the template is right");
        let settings = settings(&uncommented);
        assert_eq!(settings, schema().matches("\"description\"").count() - TABLES, "{config:?}");
    }

    /// Settings that the schema describes one by one: not those of rules, which are listed by `seamline list rules`.
    fn settings(text: &str) -> usize {
        let mut table = "";
        let free = ["[gate.rules]", "[gate.budgets]", "[gate.services.billing]"];
        let mut count = 0;
        for line in text.lines() {
            if line.starts_with('[') {
                table = line;
            }
            count += usize::from(is_setting(line) && !free.contains(&table));
        }
        count
    }

    /// Descriptions in the schema that are not of settings: 7 tables said twice (once as field), three tables of rules,
    /// the file, `Level`, `Services` and its two forms.
    const TABLES: usize = 7 * 2 + 3 + 1 + 1 + 3;

    /// The shipped schema is the one of the structs. Run with `INSTA_UPDATE=always` to write it anew.
    #[test]
    fn the_shipped_schema_is_current() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/seamline.schema.json");
        if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
            fs::write(&file, schema()).expect("the schema can be written");
        }
        assert_eq!(fs::read_to_string(&file).unwrap_or_default(), schema());
    }
}
