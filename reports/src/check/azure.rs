//! Issues of Azure Pipelines: logging commands, one a line, and the result of the task last.
//!
//! <https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands>.

use super::place::main_spot;
use super::{CheckDocument, Finding};
use crate::display::{count, counted, visible};
use seamline_analyzer::gate::Severity;
use std::fmt::Write;

/// The most issues.
const MAX_ISSUES: usize = 1_000;

pub(super) fn render(check: &CheckDocument) -> String {
    let mut lines = String::new();
    for finding in check.findings.iter().take(MAX_ISSUES) {
        issue(&mut lines, check, finding);
    }
    if check.findings.len() > MAX_ISSUES {
        let (shown, all) = (count(MAX_ISSUES as u64), count(check.findings.len() as u64));
        let _ = writeln!(lines, "##vso[task.logissue type=warning;]{shown} of {all} findings shown");
    }
    let (errors, warnings) = (check.count(Severity::Error), check.count(Severity::Warn));
    let result = match (check.failed, warnings) {
        (true, _) => "Failed",
        (false, 1..) => "SucceededWithIssues",
        (false, 0) => "Succeeded",
    };
    let _ = writeln!(
        lines,
        "##vso[task.complete result={result};]seamline check: {}, {}",
        counted(errors, "error"),
        counted(warnings, "warning")
    );
    lines
}

fn issue(lines: &mut String, check: &CheckDocument, finding: &Finding) {
    let spot = main_spot(check, finding);
    let kind = if finding.severity == Severity::Error.name() { "error" } else { "warning" };
    let _ = writeln!(
        lines,
        "##vso[task.logissue type={kind};sourcepath={};linenumber={};code={};]{}; to do: {}",
        property(&spot.shown()),
        spot.line,
        property(&visible(&finding.rule)),
        data(&visible(&finding.what)),
        data(&visible(&finding.fix))
    );
}

fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(';', "%3B").replace(']', "%5D")
}

#[cfg(test)]
mod tests {
    use super::property;

    #[test]
    fn values_are_escaped_once() {
        assert_eq!(property("a;b]##vso[x]%0A\n"), "a%3Bb%5D##vso[x%5D%AZP250A%0A");
    }
}
