//! A project over time, and every form in which people and programs read it.
//!
//! ```text
//! Point per revision -> TrendDocument (versioned) -> text, JSON, CSV, SVG, HTML, and a section of the report
//! ```

mod chart;
mod format;
mod page;
#[cfg(test)]
mod tests;
mod text;

pub use format::{ALL, TrendFormat, find};

pub(crate) use chart::{Panel, panels, ticks};
pub(crate) use page::{Rows, rows};

use crate::wire::VerdictKind;
use schemars::JsonSchema;
use seamline_analyzer::trend;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The version of the format.
pub const VERSION: u32 = 1;
/// The most revisions that a document may have.
pub const MAX_POINTS: usize = 1000;

/// A project over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Seamline trend, version 1")]
pub struct TrendDocument {
    /// Always 1.
    pub schema_version: u32,
    /// The version of the program.
    pub tool: String,
    /// A short name of the project.
    pub name: String,
    /// What revisions were chosen by: `month`, `release`, or `N commits`.
    pub every: String,
    /// The revisions, oldest first.
    pub points: Vec<Point>,
    /// The services of any revision, by name. A service keeps its name while its files overlap.
    pub services: Vec<Life>,
}

/// One revision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Point {
    /// A month, a tag, or the first digits of the commit.
    pub name: String,
    /// The commit.
    pub revision: String,
    /// Its time, seconds since 1970.
    pub time: i64,
    /// Source files.
    pub files: u64,
    /// Their lines.
    pub lines: u64,
    /// Commits that are evidence.
    pub commits: u64,
    /// Whether a split looks worth it, without a plan.
    pub verdict: VerdictKind,
    /// Share of the references between files of services that cross from one to another, 0..=1.
    pub crossing: f64,
    /// How many services are proposed.
    pub services: u64,
    /// Stores that more than one service writes.
    pub shared_stores: u64,
    /// Share of the commits of the year before that touch one of the ten most changed files, 0..=1.
    pub heat: f64,
    /// These files, those of most commits first.
    pub hottest: Vec<Hot>,
    /// What the rules of `seamline check` find in all, in the order of the rules; those that find nothing are left out.
    pub findings: Vec<Count>,
}

/// A file that changes much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hot {
    /// The file.
    pub path: String,
    /// Commits of the year before that touch it.
    pub commits: u64,
}

/// How much there is of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    /// The rule.
    pub rule: String,
    /// How many findings.
    pub findings: u64,
}

/// A service over time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Life {
    /// Its name.
    pub name: String,
    /// How many files it has at each of `points`; nothing where it is not.
    pub files: Vec<Option<u64>>,
}

impl TrendDocument {
    /// The document of revisions: name, commit, time and numbers of each, oldest first.
    pub fn new(name: &str, every: &str, revisions: &[(String, String, i64, trend::Point)]) -> Self {
        let names: BTreeSet<&String> = revisions.iter().flat_map(|(.., point)| point.services.keys()).collect();
        let life = |name: &String| Life {
            name: name.clone(),
            files: revisions.iter().map(|(.., point)| point.services.get(name).map(|files| *files as u64)).collect(),
        };
        Self {
            schema_version: VERSION,
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            name: name.to_owned(),
            every: every.to_owned(),
            points: revisions.iter().map(point).collect(),
            services: names.into_iter().map(life).collect(),
        }
    }

    /// Reads a stored document.
    ///
    /// # Errors
    /// In words, when it is none of this version or does not fit together.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let read: Self = serde_json::from_slice(bytes).map_err(|why| format!("it is no trend: {why}"))?;
        if read.schema_version != VERSION {
            return Err(format!("it has version {}, this program reads {VERSION}", read.schema_version));
        }
        let fits = read.services.iter().all(|life| life.files.len() == read.points.len());
        let is_share = |share: f64| (0.0..=1.0).contains(&share);
        let shares = read.points.iter().all(|point| is_share(point.crossing) && is_share(point.heat));
        if !fits || !shares || read.points.len() > MAX_POINTS {
            return Err("its parts do not fit together".to_owned());
        }
        Ok(read)
    }
}

impl Point {
    /// How many findings of a rule there are.
    pub fn of_rule(&self, rule: &str) -> u64 {
        self.findings.iter().find(|count| count.rule == rule).map_or(0, |count| count.findings)
    }
}

fn point((name, revision, time, of): &(String, String, i64, trend::Point)) -> Point {
    let counts = seamline_analyzer::gate::ALL.iter().filter_map(|rule| {
        let id = rule.card().info.id;
        Some(Count { rule: id.to_owned(), findings: *of.findings.get(id)? as u64 })
    });
    Point {
        name: name.clone(),
        revision: revision.clone(),
        time: *time,
        files: of.files as u64,
        lines: of.lines,
        commits: of.commits as u64,
        verdict: of.verdict.into(),
        crossing: crate::wire::six(of.crossing),
        services: of.services.len() as u64,
        shared_stores: of.shared_stores as u64,
        heat: crate::wire::six(of.heat),
        hottest: of
            .hottest
            .iter()
            .map(|(path, commits)| Hot { path: path.clone(), commits: *commits as u64 })
            .collect(),
        findings: counts.collect(),
    }
}
