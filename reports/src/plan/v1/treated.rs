//! What becomes of every type.

use crate::wire::Capped;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What becomes of every type, or of what a file holds beside types.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Treatments {
    /// How many there are of each treatment, the ones to look at first.
    pub counts: Vec<Tally>,
    /// All of them, by path.
    pub types: Capped<Treated>,
}

/// How many there are of one treatment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tally {
    /// `unused`, `replicated`, `library`, `stays`, `dropped`, `owned`.
    pub treatment: String,
    /// How many.
    pub count: u64,
    /// Their lines.
    pub lines: u64,
}

/// A type, or what a file holds beside types, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Treated {
    /// `K1`, `K2`, ...
    pub id: String,
    /// `path#Type`, or the path alone.
    pub unit: String,
    /// The names of its parts, where the rest of the same file or type goes elsewhere.
    #[serde(default)]
    pub parts: Vec<String>,
    /// The line where it begins.
    pub line: u32,
    /// The service that it goes to by the cut; left out for what goes to none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// `owned`, `replicated`, `library`, `stays`, `unused`, `dropped`.
    pub treatment: String,
    /// The rule that decided: `small-value`, `generic`, `keeps-data`, ...
    pub rule: String,
    /// Why, with the figures that the rule looked at.
    pub why: String,
    /// Its lines.
    pub lines: u64,
    /// How often something else mentions it.
    pub mentions: u64,
    /// How many stores it uses itself.
    pub stores: u64,
    /// The services whose code mentions it.
    pub used_by: Vec<String>,
    /// Places of other services that mention it.
    pub evidence: Vec<String>,
}
