//! JUnit's XML as GitLab, Jenkins and others read it: one suite, every rule a case, every error a failed case.
//!
//! Readers take the first failure of a case and drop the rest, so an error has a case of its own; a rule without errors
//! is a case that passes, and so a green run has cases too. A warning does not fail: it stands in the output of the case of
//! its rule. What a comment suppresses or a baseline accepts is a case that is skipped, with the reason; these come last and
//! are cut first. The reason is text, as that schema knows no message there. Only what the schema of Jenkins' xUnit plug-in allows is written, and no times: there are none to tell.

use super::place::{spot, spots};
use super::xml::escape;
use super::{Accepted, CheckDocument, Finding, Suppressed};
use crate::display::{count, visible};
use seamline_analyzer::gate::{self, Severity};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The most failures, and the most failures and skipped cases together: GitLab reads no report of more than 30 MB.
const MAX_FAILURES: usize = 5_000;
/// The most warnings in the output of a case.
const MAX_WARNINGS: usize = 100;

pub(super) fn render(check: &CheckDocument) -> String {
    let errors: Vec<&Finding> = of(check, Severity::Error).collect();
    let mut cases = String::new();
    let mut number = 0;
    for rule in rules(check) {
        if errors.iter().any(|one| one.rule == rule) {
            continue;
        }
        number += 1;
        passed(&mut cases, check, rule);
    }
    for finding in errors.iter().take(MAX_FAILURES) {
        number += 1;
        failed(&mut cases, check, finding);
    }
    let mut failures = errors.len().min(MAX_FAILURES);
    if errors.len() > MAX_FAILURES {
        (number, failures) = (number + 1, failures + 1);
        let (shown, all) = (count(MAX_FAILURES as u64), count(errors.len() as u64));
        let _ = writeln!(
            cases,
            "    <testcase name=\"more\" classname=\"seamline\">\n      <failure message=\"{shown} of {all} errors shown\"/>\n    </testcase>"
        );
    }
    let skipped = skip(&mut cases, check, MAX_FAILURES.saturating_sub(errors.len()));
    number += skipped;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  \
         <testsuite name=\"seamline check\" tests=\"{number}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">\n\
         {cases}  </testsuite>\n</testsuites>\n"
    )
}

/// A case for each finding that is suppressed or accepted, as far as there is room; how many cases.
fn skip(cases: &mut String, check: &CheckDocument, room: usize) -> usize {
    let by_comment = |one: &Suppressed| {
        let until = one.until.as_ref().map_or_else(String::new, |day| format!(" until {}", visible(day)));
        let site = spot(check, &one.site).map_or_else(String::new, |spot| format!(" at {}", spot.label()));
        format!("suppressed by the comment{site}{until}: {}", visible(&one.reason))
    };
    let by_baseline = |one: &Accepted| match one.reason.as_str() {
        "" => "accepted in the baseline".to_owned(),
        reason => format!("accepted in the baseline: {}", visible(reason)),
    };
    let suppressed = check.suppressed.iter().map(|one| (&one.finding, by_comment(one)));
    let accepted = check.baseline.iter().flat_map(|baseline| &baseline.known);
    let accepted = accepted.map(|one| (&one.finding, by_baseline(one)));
    let all: Vec<(&Finding, String)> = suppressed.chain(accepted).collect();
    for (finding, why) in all.iter().take(room) {
        let _ = writeln!(
            cases,
            "    <testcase name=\"{}\" classname=\"seamline.{}\">\n      <skipped>{}</skipped>\n    </testcase>",
            name(finding),
            escape(&visible(&finding.rule)),
            escape(why),
        );
    }
    if all.len() <= room {
        return all.len();
    }
    let (shown, all) = (count(room as u64), count(all.len() as u64));
    let _ = writeln!(
        cases,
        "    <testcase name=\"more skipped\" classname=\"seamline\">\n      <skipped>{shown} of {all} suppressed and accepted findings shown</skipped>\n    </testcase>"
    );
    room + 1
}

fn of(check: &CheckDocument, severity: Severity) -> impl Iterator<Item = &Finding> {
    check.findings.iter().filter(move |one| one.severity == severity.name())
}

/// The rules that were looked at: those that are on unless settings say otherwise, and those that said something.
fn rules(check: &CheckDocument) -> Vec<&str> {
    let said: BTreeMap<&str, ()> = check
        .rules
        .iter()
        .map(|tally| tally.rule.as_str())
        .chain(check.findings.iter().map(|finding| finding.rule.as_str()))
        .map(|rule| (rule, ()))
        .collect();
    let cards = gate::ALL.iter().map(|rule| rule.card());
    let mut rules: Vec<&str> = cards
        .filter(|card| card.severity != Severity::Off || said.contains_key(card.info.id))
        .map(|card| card.info.id)
        .collect();
    let others: Vec<&str> = said.keys().copied().filter(|rule| gate::find(rule).is_none()).collect();
    rules.extend(others);
    rules
}

fn passed(cases: &mut String, check: &CheckDocument, rule: &str) {
    let name = escape(&visible(rule));
    let warnings: Vec<&Finding> = of(check, Severity::Warn).filter(|one| one.rule == rule).collect();
    if warnings.is_empty() {
        let _ = writeln!(cases, "    <testcase name=\"{name}\" classname=\"seamline\"/>");
        return;
    }
    let _ = write!(cases, "    <testcase name=\"{name}\" classname=\"seamline\">\n      <system-out>");
    for finding in warnings.iter().take(MAX_WARNINGS) {
        cases.push_str(&lines(&format!("warning: {}", visible(&finding.what))));
        cases.push_str(&lines(&told(check, finding)));
    }
    if warnings.len() > MAX_WARNINGS {
        let _ = writeln!(cases, "{MAX_WARNINGS} of {} warnings shown", count(warnings.len() as u64));
    }
    cases.push_str("</system-out>\n    </testcase>\n");
}

/// The name of a case that is a finding.
fn name(finding: &Finding) -> String {
    let Finding { rule, from, to, kind, .. } = finding;
    let arrow = if to.is_empty() { String::new() } else { format!(" -> {}", visible(to)) };
    escape(&format!("{}: {}{arrow} ({})", visible(rule), visible(from), visible(kind)))
}

fn failed(cases: &mut String, check: &CheckDocument, finding: &Finding) {
    let _ = writeln!(
        cases,
        "    <testcase name=\"{}\" classname=\"seamline.{rule}\">\n      <failure type=\"{rule}\" message=\"{}\">{}</failure>\n    </testcase>",
        name(finding),
        escape(&visible(&finding.what)),
        lines(&told(check, finding)),
        rule = escape(&visible(&finding.rule)),
    );
}

/// Where, why and what to do, in lines.
fn told(check: &CheckDocument, finding: &Finding) -> String {
    let (sites, partners) = spots(check, finding);
    let mut text = String::new();
    for site in &sites {
        let _ = writeln!(text, "at: {}", site.label());
    }
    for partner in &partners {
        let _ = writeln!(text, "other end: {}", partner.label());
    }
    let _ = write!(text, "why: {}\nfix: {}", visible(&finding.why), visible(&finding.fix));
    text
}

/// Content that keeps its line ends as they are.
fn lines(text: &str) -> String {
    text.lines().map(|line| escape(line) + "\n").collect()
}
