//! A check for people: one block per finding, then what is known, then the verdict.

use super::{CheckDocument, Finding, Place};
use crate::display::{commit, count, counted, listed, visible};
use seamline_analyzer::gate::Severity;
use std::fmt::Write;

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
    for note in &check.notes {
        let _ = writeln!(text, "note: {}", visible(note));
    }
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
        "{} since {} touch {services}.",
        counted(touched.files, "source file"),
        if check.base.len() == 40 { commit(&check.base) } else { visible(&check.base).into_owned() }
    );
    let (errors, warnings) = (check.count(Severity::Error), check.count(Severity::Warn));
    let _ = match (errors, warnings) {
        (0, 0) => writeln!(text, "ok: nothing new crosses the cut"),
        (0, _) => writeln!(text, "ok: {}", counted(warnings, "warning")),
        _ => writeln!(text, "failed: {}, {}", counted(errors, "error"), counted(warnings, "warning")),
    };
    text
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
