//! What the gate says of a change, and every form in which people and programs read it.
//!
//! ```text
//! Judged -> CheckDocument (versioned) -> text, JSON, SARIF, JUnit, annotations, Markdown, HTML, ...
//! ```
//!
//! What is drawn of a change is in `graph`, where a finding is shown in `place`, what XML cannot hold in `xml`.

mod azure;
mod checkstyle;
mod format;
mod github;
mod gitlab;
mod graph;
mod html;
mod junit;
mod markdown;
mod place;
mod sarif;
mod teamcity;
mod text;
mod xml;

pub use format::{ALL, CheckFormat, find};
pub use github::shielded;
pub use text::{explain_rule, where_and_why};

use crate::display::counted;
use schemars::JsonSchema;
use seamline_analyzer::facts::Site;
use seamline_analyzer::gate::{self, Finding as Found, Identity, Judged, Severity, Torn};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The version of the format.
pub const VERSION: u32 = 1;

/// What the gate says of a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CheckDocument {
    /// The version of this format.
    pub version: u32,
    /// The version of the program.
    pub tool: String,
    /// What the change is compared with.
    pub base: String,
    /// What was looked at: a commit, `work tree`, or `index` for what is staged.
    pub head: String,
    /// The analysed folder, from the root of its repository; empty where it is the root.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub folder: String,
    /// Whether a finding fails the gate.
    pub failed: bool,
    /// What the change touches.
    pub change: Touched,
    /// What is new, errors first.
    pub findings: Vec<Finding>,
    /// What there is in all, by rule, in the order of the rules.
    pub rules: Vec<Tally>,
    /// What was there before and is not any more.
    pub gone: Vec<Gone>,
    /// What comments suppress, whether it is new or not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suppressed: Vec<Suppressed>,
    /// What the baseline was good for, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineUse>,
    /// What could not be looked at, and why.
    pub notes: Vec<String>,
}

/// What a change touches.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Touched {
    /// Source files that it adds, changes, removes or renames.
    pub files: u64,
    /// The services of these.
    pub services: Vec<String>,
    /// Services that there are in all.
    pub all: u64,
}

/// Something new that makes the cut harder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The same for the same finding in every run and branch: a hash of rule, from, to and kind.
    pub fingerprint: String,
    /// The rule.
    pub rule: String,
    /// `error` or `warn`.
    pub severity: String,
    /// Whose it is; empty where it is nobody's.
    pub service: String,
    /// What does it.
    pub from: String,
    /// To what.
    pub to: String,
    /// How.
    pub kind: String,
    /// One sentence.
    pub what: String,
    /// Why that makes the cut harder.
    pub why: String,
    /// What to do.
    pub fix: String,
    /// Where, the clearest place first.
    pub sites: Vec<Place>,
    /// The other end.
    pub partners: Vec<Place>,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The path, from the analysed folder.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
}

/// How much there is of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tally {
    /// The rule.
    pub rule: String,
    /// New with this change.
    pub new: u64,
    /// Known before.
    pub known: u64,
    /// Gone with this change.
    pub gone: u64,
}

/// A finding that is not there any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Gone {
    /// The rule.
    pub rule: String,
    /// What did it.
    pub from: String,
    /// To what.
    pub to: String,
    /// How.
    pub kind: String,
}

/// A finding that a comment suppresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Suppressed {
    /// The finding, as it would be told.
    #[serde(flatten)]
    pub finding: Finding,
    /// Whether it was there before, or is accepted.
    pub known: bool,
    /// Why it is suppressed.
    pub reason: String,
    /// Until when, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// The comment.
    pub site: Place,
}

/// What a baseline was good for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BaselineUse {
    /// How many findings it lists.
    pub entries: u64,
    /// Those that are not there any more.
    pub stale: Vec<Gone>,
    /// What stands there and is accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<Accepted>,
}

/// A finding that people accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Accepted {
    /// The finding, as it would be told.
    #[serde(flatten)]
    pub finding: Finding,
    /// Why it was accepted; empty where nobody said so.
    pub reason: String,
}

/// What stands for the base where a whole state is compared with the baseline.
pub const NO_BASE: &str = "baseline";

/// The ends of a change, as they are shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ends {
    /// What the change is compared with.
    pub base: String,
    /// What was looked at.
    pub head: String,
}

impl CheckDocument {
    /// The document of a judgement.
    pub fn new(judged: &Judged, ends: Ends, change: Touched, notes: Vec<String>) -> Self {
        let mut rules: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
        judged.new.iter().for_each(|(_, one)| rules.entry(one.id.rule).or_default()[0] += 1);
        judged.known.iter().for_each(|one| rules.entry(one.id.rule).or_default()[1] += 1);
        judged.torn.hidden.iter().for_each(|id| rules.entry(id.rule).or_default()[1] += 1);
        judged.gone.iter().for_each(|id| rules.entry(id.rule).or_default()[2] += 1);
        let tally = |rule: &&dyn gate::Rule| {
            let id = rule.card().info.id;
            let [new, known, gone] = *rules.get(id)?;
            Some(Tally { rule: id.to_owned(), new, known, gone })
        };
        let gone = |id: &Identity| Gone {
            rule: id.rule.to_owned(),
            from: id.from.clone(),
            to: id.to.clone(),
            kind: id.kind.to_owned(),
        };
        Self {
            version: VERSION,
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            base: ends.base,
            head: ends.head,
            folder: String::new(),
            failed: judged.fails(),
            change,
            findings: judged.new.iter().map(|(severity, found)| finding(*severity, found)).collect(),
            rules: gate::ALL.iter().filter_map(tally).collect(),
            gone: judged.gone.iter().map(gone).collect(),
            suppressed: judged.suppressed.iter().map(suppressed).collect(),
            baseline: judged.accepted.as_ref().map(|accepted| BaselineUse {
                entries: accepted.entries as u64,
                stale: accepted.stale.iter().map(gone).collect(),
                known: accepted.known.iter().map(known).collect(),
            }),
            notes: notes.into_iter().chain(torn(&judged.torn)).collect(),
        }
    }

    /// How many findings have that severity.
    pub fn count(&self, severity: Severity) -> u64 {
        self.findings.iter().filter(|one| one.severity == severity.name()).count() as u64
    }
}

fn suppressed(one: &gate::Suppressed) -> Suppressed {
    let (reason, until, site) = (one.reason.clone(), one.until.clone(), place(&one.site));
    Suppressed { finding: finding(one.severity, &one.finding), known: one.known, reason, until, site }
}

fn known((severity, found, reason): &(Severity, Found, String)) -> Accepted {
    Accepted { finding: finding(*severity, found), reason: reason.clone() }
}

/// What is said of files that cannot be read whole any more.
fn torn(torn: &Torn) -> Option<String> {
    if torn.files.is_empty() {
        return None;
    }
    let some = torn.files.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = if torn.files.len() > NAMED { ", ..." } else { "" };
    let findings = counted((torn.hidden.len() + torn.seeming.len()) as u64, "finding");
    let files = counted(torn.files.len() as u64, "file");
    Some(format!(
        "{files} cannot be read whole any more ({some}{more}): what crosses the cut there is neither new nor gone ({findings})"
    ))
}

/// How many files are named in a note.
const NAMED: usize = 5;

fn place(site: &Site) -> Place {
    Place { path: site.path.as_str().to_owned(), line: site.line }
}

fn finding(severity: Severity, found: &Found) -> Finding {
    let card = gate::find(found.id.rule).map(gate::Rule::card);
    let text = |of: fn(&gate::Card) -> &'static str| card.map_or("", of).to_owned();
    let places = |sites: &[Site]| sites.iter().map(place).collect();
    Finding {
        fingerprint: fingerprint(&found.id),
        rule: found.id.rule.to_owned(),
        severity: severity.name().to_owned(),
        service: found.service.clone(),
        from: found.id.from.clone(),
        to: found.id.to.clone(),
        kind: found.id.kind.to_owned(),
        what: found.what.clone(),
        why: text(|card| card.why),
        fix: text(|card| card.fix),
        sites: places(&found.sites),
        partners: places(&found.partners),
    }
}

/// 128 bits of SHA-256 over the parts of an identity, in hexadecimal.
pub fn fingerprint(id: &Identity) -> String {
    let mut hash = Sha256::new();
    for part in [id.rule, &id.from, &id.to, id.kind] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize()[..16].iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod form_tests;
#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;
