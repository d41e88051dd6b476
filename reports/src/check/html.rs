//! A check as one page: self-contained, without a script, in the style of the report.

use super::place::spots;
use super::{CheckDocument, Finding, Gone, Suppressed};
use crate::display::{commit, count, counted, listed};
use crate::palette::{Look, looks};
use crate::policy::policy_of_style;
use crate::view::{Few, show};
use askama::Template;
use seamline_analyzer::gate::{self, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// The style sheet: the report's, then its own.
const CSS: &str = concat!(include_str!("../../templates/report.css"), include_str!("../../templates/check.css"));
/// The most findings that are shown.
const MAX_FINDINGS: usize = 500;
/// The most rows of what is gone, suppressed or stale.
const MAX_GONE: usize = 200;
/// The most services that are named.
const MAX_SERVICES: usize = 20;

pub(super) fn render(check: &CheckDocument) -> String {
    Page::of(check).render().expect("writing to memory does not fail") + "\n"
}

#[derive(Template)]
#[template(path = "check.html")]
struct Page {
    policy: String,
    css: &'static str,
    version: String,
    base: String,
    head: String,
    folder: String,
    class: &'static str,
    headline: String,
    numbers: Vec<[String; 3]>,
    rules: Vec<Row>,
    findings: Few<Card>,
    gone: Few<[String; 3]>,
    suppressed: Few<[String; 5]>,
    stale: Few<[String; 3]>,
    notes: Vec<String>,
}

/// What there is of one rule.
struct Row {
    rule: String,
    summary: &'static str,
    /// New, gone, known.
    counts: [String; 3],
}

/// One finding.
struct Card {
    fails: bool,
    rule: String,
    what: String,
    service: Option<(Look, String)>,
    kind: String,
    sites: Vec<String>,
    partners: Vec<String>,
    why: String,
    fix: String,
    fingerprint: String,
}

impl Page {
    fn of(check: &CheckDocument) -> Self {
        let (errors, warnings) = (check.count(Severity::Error), check.count(Severity::Warn));
        let known: u64 = check.rules.iter().map(|rule| rule.known).sum();
        let gone = check.gone.len() as u64;
        let touched = &check.change;
        let number = |name: &str, value: u64, behind: &str| [name.to_owned(), count(value), behind.to_owned()];
        let some: Vec<String> = touched.services.iter().take(MAX_SERVICES).map(|one| show(one)).collect();
        let more = touched.services.len() - some.len();
        let services = if more > 0 { format!("{} and {more} more", some.join(", ")) } else { listed(&some) };
        let rule = |tally: &super::Tally| Row {
            rule: show(&tally.rule),
            summary: gate::find(&tally.rule).map_or("", |rule| rule.card().info.summary),
            counts: [count(tally.new), count(tally.gone), count(tally.known)],
        };
        let suppressed = |one: &Suppressed| {
            let until = one.until.as_deref().map_or_else(String::new, show);
            let Finding { rule, from, to, .. } = &one.finding;
            let [rule, from, to, reason] = [rule, from, to, &one.reason].map(|text| show(text));
            [rule, from, to, reason, until]
        };
        let stale = check.baseline.iter().flat_map(|baseline| &baseline.stale);
        let gone_row = |one: &Gone| [show(&one.rule), show(&one.from), show(&one.to)];
        let names: BTreeSet<&str> = check.findings.iter().map(|one| one.service.as_str()).collect();
        let names: Vec<&str> = names.into_iter().collect();
        let looks: BTreeMap<&str, Look> = names.iter().copied().zip(looks(&names)).collect();
        let cards = check.findings.iter().map(|finding| card(check, finding, looks[finding.service.as_str()]));
        Self {
            policy: policy_of_style(CSS),
            css: CSS,
            version: show(&check.tool),
            base: if check.base.len() == 40 { commit(&check.base) } else { show(&check.base) },
            head: if check.head.len() == 40 { commit(&check.head) } else { show(&check.head) },
            folder: show(&check.folder),
            class: if check.failed { "weak" } else { "plausible" },
            headline: headline(check.failed, errors, warnings, gone),
            numbers: vec![
                number("Errors", errors, "new, and each fails the check"),
                number("Warnings", warnings, "new, and do not fail it"),
                number("Gone", gone, "there before, and not any more"),
                number("Known", known, "there before, and still there"),
                [
                    "Touched".to_owned(),
                    format!("{} of {}", touched.services.len(), touched.all),
                    format!("services, by {}: {services}", counted(touched.files, "source file"))
                        .trim_end_matches(": ")
                        .to_owned(),
                ],
            ],
            rules: check.rules.iter().map(rule).collect(),
            findings: Few::first(cards, MAX_FINDINGS),
            gone: Few::first(check.gone.iter().map(gone_row), MAX_GONE),
            suppressed: Few::first(check.suppressed.iter().map(suppressed), MAX_GONE),
            stale: Few::first(stale.map(gone_row), MAX_GONE),
            notes: check.notes.iter().map(|note| show(note)).collect(),
        }
    }
}

fn headline(failed: bool, errors: u64, warnings: u64, gone: u64) -> String {
    match (failed, warnings, gone) {
        (true, _, _) => format!("The change makes the cut harder: {}", counted(errors, "new error")),
        (false, 1.., _) => format!("Nothing new fails, {}", counted(warnings, "new warning")),
        (false, 0, 1..) => "The change makes the cut easier".to_owned(),
        (false, 0, 0) => "Nothing new crosses the cut".to_owned(),
    }
}

fn card(check: &CheckDocument, finding: &Finding, look: Look) -> Card {
    let (sites, partners) = spots(check, finding);
    Card {
        fails: finding.severity == Severity::Error.name(),
        rule: show(&finding.rule),
        what: show(&finding.what),
        service: (!finding.service.is_empty()).then(|| (look, show(&finding.service))),
        kind: show(&finding.kind),
        sites: sites.iter().map(super::place::Spot::label).collect(),
        partners: partners.iter().map(super::place::Spot::label).collect(),
        why: show(&finding.why),
        fix: show(&finding.fix),
        fingerprint: show(&finding.fingerprint),
    }
}
