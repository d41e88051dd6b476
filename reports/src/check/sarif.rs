//! SARIF 2.1.0: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html>.
//!
//! Within what GitHub reads (<https://docs.github.com/code-security/code-scanning/sarif-files/sarif-support>): 25,000 results
//! of a run, of which it keeps 5,000, 10 MB compressed. What does not fit is said in a notification. A coupling has two ends:
//! the line that couples is the location, the rest is related. A finding is known by `seamline/v1`, which is the same
//! wherever its lines move; GitHub adds the hash of the line by itself.
//!
//! What is suppressed comes last, so that it is cut first: by a comment (`inSource`, with the place of the comment), or
//! accepted in a baseline (`external`, `unchanged`). GitHub takes no notice of suppressions and opens an alert for each
//! (<https://github.com/github/codeql-action/issues/1230>), so there is a form for it that leaves them out.

use super::place::{Spot, main_spot, spots};
use super::{Accepted, CheckDocument, Finding, Suppressed};
use crate::display::{count, visible};
use seamline_analyzer::gate::{self, Severity};
use serde_json::{Value, json};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const BASE: &str = "SRCROOT";
/// The most results of a run.
const MAX_RESULTS: usize = 25_000;
/// The most results of a run that GitHub keeps.
const KEPT: usize = 5_000;
/// The most bytes, compressed.
const MAX_BYTES: usize = 10_000_000;
/// The most related places of a result.
const MAX_RELATED: usize = 100;

/// With all that is suppressed. By 3.27.23 of the standard all results of a run have suppressions, none of them as the case may be.
pub(super) fn render(check: &CheckDocument) -> String {
    let accepted = check.baseline.iter().flat_map(|baseline| &baseline.known);
    let suppressed = check.suppressed.iter().map(Told::Suppressed).chain(accepted.map(Told::Accepted));
    within(check, check.findings.iter().map(Told::New).chain(suppressed).collect())
}

/// With what is new alone.
pub(super) fn for_github(check: &CheckDocument) -> String {
    within(check, check.findings.iter().map(Told::Alone).collect())
}

/// A finding, and what the log says of it.
enum Told<'a> {
    /// In a log that says nothing of suppressions.
    Alone(&'a Finding),
    New(&'a Finding),
    Suppressed(&'a Suppressed),
    Accepted(&'a Accepted),
}

impl Told<'_> {
    fn finding(&self) -> &Finding {
        match self {
            Told::Alone(finding) | Told::New(finding) => finding,
            Told::Suppressed(Suppressed { finding, .. }) | Told::Accepted(Accepted { finding, .. }) => finding,
        }
    }
}

/// As many as fit, the first ones.
fn within(check: &CheckDocument, told: Vec<Told<'_>>) -> String {
    let mut results = told.len().min(MAX_RESULTS);
    loop {
        let text = log(check, &told, results);
        if results == 0 || fits(&text) {
            return text;
        }
        results /= 2;
    }
}

/// Whether it is small enough. Compression that is fast is worse than that of whoever uploads it.
fn fits(text: &str) -> bool {
    text.len() <= MAX_BYTES || miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 1).len() <= MAX_BYTES
}

fn log(check: &CheckDocument, told: &[Told<'_>], results: usize) -> String {
    let rules = rules(told);
    let at = |rule: &str| rules.iter().position(|one| *one == rule);
    let results: Vec<Value> = told[..results].iter().map(|one| result(check, one, at(&one.finding().rule))).collect();
    let notifications = notifications(check, results.len(), told.len());
    let repository = env!("CARGO_PKG_REPOSITORY");
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Seamline",
                "informationUri": repository,
                "semanticVersion": visible(&check.tool),
                "rules": rules.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            } },
            "automationDetails": { "id": "seamline/check/" },
            "originalUriBaseIds": { BASE: { "description": { "text": "The root of the repository" } } },
            "columnKind": "utf16CodeUnits",
            "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": notifications }],
            "results": results,
            "properties": { "base": visible(&check.base), "head": visible(&check.head) },
        }],
    });
    // Pretty, so that people can read it and a difference of two is small.
    serde_json::to_string_pretty(&log).expect("plain values") + "\n"
}

/// Our rules in their order, then those of the document that this version does not know.
fn rules<'a>(told: &'a [Told<'_>]) -> Vec<&'a str> {
    let mut rules: Vec<&str> = gate::ALL.iter().map(|rule| rule.card().info.id).collect();
    let ours = rules.len();
    for rule in told.iter().map(|one| one.finding().rule.as_str()) {
        if gate::find(rule).is_none() && !rules[ours..].contains(&rule) {
            rules.push(rule);
        }
    }
    rules
}

fn descriptor(id: &str) -> Value {
    let card = gate::find(id).map(|rule| rule.card());
    let name: String = if card.is_some() { id.split('-').map(capital).collect() } else { "Unknown".to_owned() };
    // A document of another version may know rules that this one does not.
    let [summary, why, fix, reference] = card.map_or(
        ["a rule of another version", "this version does not know the rule", "look at its finding", "another version"],
        |card| [card.info.summary, card.why, card.fix, card.info.reference],
    );
    let severity = card.map_or(Severity::Error, |card| card.severity);
    let level = if severity == Severity::Error { "error" } else { "warning" };
    json!({
        "id": visible(id),
        "name": name,
        "shortDescription": { "text": capital(summary) + "." },
        "fullDescription": { "text": capital(why) + "." },
        "help": {
            "text": format!("Why: {why}.\nTo do: {fix}."),
            "markdown": format!("**Why**: {why}.\n\n**To do**: {fix}.\n\n*{reference}*"),
        },
        "helpUri": concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/check.md"),
        "defaultConfiguration": { "level": level, "enabled": severity != Severity::Off },
        "properties": { "tags": ["architecture", "coupling", "maintainability"] },
    })
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn result(check: &CheckDocument, told: &Told<'_>, rule: Option<usize>) -> Value {
    let finding = told.finding();
    let main = main_spot(check, finding);
    let (sites, partners) = spots(check, finding);
    let others = sites.iter().map(|site| (site, "also here")).chain(partners.iter().map(|one| (one, "the other end")));
    let related: Vec<Value> = others
        .filter(|(spot, _)| **spot != main)
        .take(MAX_RELATED)
        .enumerate()
        .map(|(id, (spot, text))| json!({ "id": id, "physicalLocation": place(spot), "message": { "text": text } }))
        .collect();
    let mut result = json!({
        "ruleId": visible(&finding.rule),
        "level": if finding.severity == Severity::Error.name() { "error" } else { "warning" },
        "message": { "text": plain(&format!("{}\nTo do: {}", visible(&finding.what), visible(&finding.fix))) },
        "locations": [{ "physicalLocation": place(&main) }],
        "partialFingerprints": { "seamline/v1": visible(&finding.fingerprint) },
        "properties": {
            "service": visible(&finding.service),
            "from": visible(&finding.from),
            "to": visible(&finding.to),
            "kind": visible(&finding.kind),
        },
    });
    let (state, suppressions) = match told {
        Told::Alone(_) => ("new", None),
        Told::New(_) => ("new", Some(json!([]))),
        Told::Suppressed(one) => (if one.known { "unchanged" } else { "new" }, Some(json!([in_source(check, one)]))),
        Told::Accepted(one) => ("unchanged", Some(json!([external(one)]))),
    };
    result["baselineState"] = state.into();
    if let Some(suppressions) = suppressions {
        result["suppressions"] = suppressions;
    }
    if let Some(index) = rule {
        result["ruleIndex"] = index.into();
    }
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    result
}

fn in_source(check: &CheckDocument, one: &Suppressed) -> Value {
    let mut suppression = json!({ "kind": "inSource", "status": "accepted", "justification": visible(&one.reason) });
    if let Some(spot) = super::place::spot(check, &one.site) {
        suppression["location"] = json!({ "physicalLocation": place(&spot) });
    }
    if let Some(until) = &one.until {
        suppression["properties"] = json!({ "until": visible(until) });
    }
    suppression
}

fn external(one: &Accepted) -> Value {
    let mut suppression = json!({ "kind": "external", "status": "accepted" });
    if !one.reason.is_empty() {
        suppression["justification"] = visible(&one.reason).into();
    }
    suppression
}

fn place(spot: &Spot) -> Value {
    json!({
        "artifactLocation": { "uri": spot.uri(), "uriBaseId": BASE },
        "region": { "startLine": spot.line },
    })
}

/// A message without links and placeholders: 3.11.5 and 3.11.6 of the standard.
fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '[' | ']' => escaped.extend(['\\', character]),
            '{' | '}' => escaped.extend([character, character]),
            other => escaped.push(other),
        }
    }
    escaped
}

fn notifications(check: &CheckDocument, shown: usize, all: usize) -> Vec<Value> {
    let told = |level: &str, text: &str| json!({ "level": level, "message": { "text": plain(text) } });
    let mut told_of: Vec<Value> = check.notes.iter().map(|note| told("note", &visible(note))).collect();
    if shown < all {
        let (shown, all) = (count(shown as u64), count(all as u64));
        told_of.push(told(
            "warning",
            &format!(
                "{shown} of {all} findings shown, errors first, suppressed ones last: more are not read by GitHub"
            ),
        ));
    }
    if shown > KEPT {
        let (kept, all) = (count(KEPT as u64), count(all as u64));
        told_of.push(told("note", &format!("GitHub keeps {kept} of {all} findings")));
    }
    told_of
}
