//! Code quality as GitLab reads it: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.
//!
//! An array of findings. GitLab stops at the first that lacks a severity, and tells the same finding on two branches by its
//! fingerprint.

use super::place::main_spot;
use super::{CheckDocument, Finding};
use crate::display::visible;
use seamline_analyzer::gate::Severity;
use serde::Serialize;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

pub(super) fn render(check: &CheckDocument) -> String {
    let issues: Vec<Issue<'_>> = check.findings.iter().map(|finding| issue(check, finding)).collect();
    serde_json::to_string_pretty(&issues).expect("plain values") + "\n"
}

fn issue<'a>(check: &CheckDocument, finding: &'a Finding) -> Issue<'a> {
    let spot = main_spot(check, finding);
    Issue {
        description: visible(&finding.what).into_owned(),
        check_name: &finding.rule,
        fingerprint: &finding.fingerprint,
        severity: if finding.severity == Severity::Error.name() { "major" } else { "minor" },
        location: Location { path: spot.path, lines: Lines { begin: spot.line } },
    }
}
