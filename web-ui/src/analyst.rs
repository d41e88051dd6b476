//! Who analyses: the one thing that the server cannot do itself, since it knows no repository.

use seamline_analyzer::bench::Workbench;
use seamline_analyzer::{Analysis, Cancelled, Cx};
use seamline_reports::Document;
use serde::{Deserialize, Serialize};

/// Somebody who can read a repository, and the file of decisions that belongs to it.
pub trait Analyst: Send + Sync + 'static {
    /// A short name of the repository.
    fn repository(&self) -> String;

    /// Whether an analysis with these options could begin.
    ///
    /// # Errors
    /// Why not, in words.
    fn check(&self, options: &Options) -> Result<(), String>;

    /// Analyses.
    ///
    /// # Errors
    /// When somebody asked to stop, or why it cannot be done.
    fn analyse(&self, cx: Cx<'_>, options: &Options) -> Result<Analysed, Unanalysed>;

    /// The text of the file of decisions as it is now; nothing where there is no file.
    ///
    /// # Errors
    /// Why it cannot be read, in words.
    fn read(&self) -> Result<String, String>;

    /// Writes the file of decisions, all or nothing.
    ///
    /// # Errors
    /// Why it cannot be written, in words.
    fn write(&self, text: &str) -> Result<(), String>;
}

/// An analysis that people can work with.
pub struct Analysed {
    /// What does not depend on decisions.
    pub bench: Workbench,
    /// The text of the file of decisions that it was made with.
    pub text: String,
    /// What is written of an analysis of this workbench.
    pub document: Tell,
}

/// From an analysis to the document that the command line writes of it.
pub type Tell = Box<dyn Fn(Cx<'_>, &Analysis) -> Result<Document, Cancelled> + Send + Sync>;

/// Why there is no analysis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unanalysed {
    /// Somebody asked to stop.
    Cancelled,
    /// Something else, in words.
    Failed(String),
}

impl From<Cancelled> for Unanalysed {
    fn from(_: Cancelled) -> Self {
        Unanalysed::Cancelled
    }
}

/// What one analysis does otherwise than the first one. What is left out is as it was asked for on the command line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// The commit, branch or tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rev: Option<String>,
    /// Leaves out commits before this day, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The method that groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clusterer: Option<String>,
    /// How many services are wanted: `5` or `4..8`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub services: Option<String>,
    /// The seed of everything random.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Couplings that count nothing, by their ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
}
