//! A check for people: one block per finding, then what is known, then the verdict.

use super::{CheckDocument, Finding, NO_BASE, Place};
use crate::display::{commit, count, counted, listed, visible};
use seamline_analyzer::gate::{Card, Finding as Found, Severity};
use std::fmt::Write;

/// How to live with a finding.
const ACCEPT: &str = "To accept a finding: a comment `seamline: allow(RULE): REASON` above its line, or `seamline baseline \
                      update --allow-increase --reason TEXT`; `seamline explain RULE` tells more.";

pub(super) fn render(check: &CheckDocument) -> String {
    let mut text = String::new();
    for finding in &check.findings {
        block(&mut text, finding);
    }
    if !check.gone.is_empty() {
        let _ = writeln!(text, "Gone with this change: {}.", counted(check.gone.len() as u64, "finding"));
    }
    let known: u64 = check.rules.iter().map(|rule| rule.known).sum();
    let of_rule = |rule: &super::Tally| (rule.known > 0).then(|| format!("{} {}", count(rule.known), rule.rule));
    let by_rule: Vec<String> = check.rules.iter().filter_map(of_rule).collect();
    if known > 0 {
        let new = check.rules.iter().map(|rule| rule.new as i64 - rule.gone as i64).sum::<i64>();
        let _ = writeln!(
            text,
            "Known before: {} ({}); with this change {new:+}.",
            count(known + check.gone.len() as u64),
            by_rule.join(", ")
        );
    }
    if !check.suppressed.is_empty() {
        let _ = writeln!(text, "Suppressed by comments: {}.", counted(check.suppressed.len() as u64, "finding"));
    }
    if let Some(baseline) = &check.baseline {
        let _ = write!(text, "Baseline: {} accepted", counted(baseline.entries, "finding"));
        let stale = baseline.stale.len() as u64;
        let stale = match stale {
            0 => ".".to_owned(),
            _ => format!(", {} gone since: `seamline baseline prune` removes them.", count(stale)),
        };
        let _ = writeln!(text, "{stale}");
    }
    for note in &check.notes {
        let _ = writeln!(text, "note: {}", visible(note));
    }
    if check.base != NO_BASE {
        touched(&mut text, check);
    }
    if !check.findings.is_empty() {
        let _ = writeln!(text, "{ACCEPT}");
    }
    let (errors, warnings) = (check.count(Severity::Error), check.count(Severity::Warn));
    let _ = match (errors, warnings) {
        (0, 0) => writeln!(text, "ok: nothing new crosses the cut"),
        (0, _) => writeln!(text, "ok: {}", counted(warnings, "warning")),
        _ => writeln!(text, "failed: {}, {}", counted(errors, "error"), counted(warnings, "warning")),
    };
    text
}

/// How many files and services a change touches.
fn touched(text: &mut String, check: &CheckDocument) {
    let touched = &check.change;
    let services = if touched.services.is_empty() {
        "no service".to_owned()
    } else {
        format!(
            "{} of {}: {}",
            touched.services.len(),
            counted(touched.all, "service"),
            visible(&listed(&touched.services))
        )
    };
    let _ = writeln!(
        text,
        "{} since {} {} {services}.",
        counted(touched.files, "source file"),
        if check.base.len() == 40 { commit(&check.base) } else { visible(&check.base).into_owned() },
        if touched.files == 1 { "touches" } else { "touch" }
    );
}

/// Where a finding is, and what it is about, for people.
pub fn where_and_why(finding: &Found) -> String {
    let mut text = format!("  now: {}\n", visible(&finding.what));
    for site in &finding.sites {
        let _ = writeln!(text, "  --> {}:{}", visible(site.path.as_str()), site.line);
    }
    for partner in &finding.partners {
        let _ = writeln!(text, "  <-- {}:{}", visible(partner.path.as_str()), partner.line);
    }
    text
}

/// What a rule is for, what to do about its findings, and how to live with them.
pub fn explain_rule(card: &Card) -> String {
    let id = card.info.id;
    let accept = if card.passing {
        "its findings pass with the change, so there is nothing to accept"
    } else {
        "`seamline baseline update --allow-increase --reason TEXT` accepts what is there"
    };
    format!(
        "{id}: {}\n\n  example: {}\n  why: {}\n  fix: {}\n  default: {}\n  kinds: {}\n  from: {}\n\n\
         To suppress one, where it has a line:\n  // seamline: allow({id}) until=2026-12-31: REASON\n\
         To accept it: {accept}.\nTo change it, in seamline.toml:\n  [gate.rules]\n  {id} = \"off\"  # or \"warn\", \"error\"\n",
        card.info.summary,
        card.example,
        card.why,
        card.fix,
        card.severity.name(),
        card.kinds.join(", "),
        card.info.reference,
    )
}

fn block(text: &mut String, finding: &Finding) {
    let Finding { severity, rule, what, why, fix, .. } = finding;
    let _ = writeln!(text, "{severity}[{rule}]: {}", visible(what));
    let place = |place: &Place| format!("{}:{}", visible(&place.path), place.line);
    let mut sites = finding.sites.iter().map(place);
    if let Some(first) = sites.next() {
        let _ = writeln!(text, "  --> {first}");
    }
    for more in sites {
        let _ = writeln!(text, "      {more}");
    }
    for partner in &finding.partners {
        let _ = writeln!(text, "  <-- {}", place(partner));
    }
    let _ = writeln!(text, "  why: {why}");
    let _ = writeln!(text, "  fix: {fix}\n");
}
