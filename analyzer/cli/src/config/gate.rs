//! `[gate]`: what `seamline check` looks for, and how strictly.

use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What `seamline check` looks for, and how strictly.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Gate {
    /// The branch that changes go to, when `--base` does not name one.
    pub(crate) base: Option<String>,
    /// A file that says which service each file belongs to, from the folder of these settings: {"path": "service"}.
    pub(crate) assignments: Option<String>,
    /// The folder of accepted findings, from the folder of these settings; `seamline-baseline` in the analysed folder
    /// unless said otherwise.
    pub(crate) baseline: Option<String>,
    /// Services whose findings can be neither suppressed nor accepted.
    pub(crate) strict: Vec<String>,
    /// How severe the findings of each rule are; `seamline list rules` shows them.
    pub(crate) rules: BTreeMap<String, Level>,
    /// The same for single services.
    pub(crate) services: BTreeMap<String, BTreeMap<String, Level>>,
    /// From which figures on rules speak.
    pub(crate) limits: GateLimits,
    /// The most findings of a rule that there may be in all, or the largest figure: `crossing-references`,
    /// `crossing-share`, `shared-stores`, `spanning-transactions`.
    pub(crate) budgets: BTreeMap<String, f64>,
}

/// How severe a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    Off,
    Warn,
    Error,
}

/// From which figures on rules speak.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct GateLimits {
    /// The most services that one change may touch.
    pub(crate) services: Option<usize>,
    /// A file is a hub when so many other services use it.
    pub(crate) hub: Option<usize>,
    /// The least number of common commits that tie two files.
    pub(crate) support: Option<usize>,
    /// The least share of the commits of a file that its partner is in, 0 to 1.
    pub(crate) confidence: Option<f64>,
    /// How many days are recent.
    pub(crate) days: Option<u32>,
    /// The largest share of the files, 0 to 1, that may have another service in a proposal of today than in the cut.
    pub(crate) drift: Option<f64>,
}
