//! Inspections of TeamCity: service messages, one a line, each type before what is of it.
//!
//! <https://www.jetbrains.com/help/teamcity/service-messages.html#Reporting+Inspections>.

use super::CheckDocument;
use super::place::main_spot;
use crate::display::{count, visible};
use seamline_analyzer::gate::{self, Severity};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The most inspections.
const MAX_INSPECTIONS: usize = 5_000;

pub(super) fn render(check: &CheckDocument) -> String {
    let mut lines = String::new();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for finding in check.findings.iter().take(MAX_INSPECTIONS) {
        let rule = value(&visible(&finding.rule));
        if told.insert(&finding.rule) {
            let summary = gate::find(&finding.rule).map_or("", |rule| rule.card().info.summary);
            let about = value(&visible(&format!("{summary}: {}", finding.why)));
            let _ = writeln!(
                lines,
                "##teamcity[inspectionType id='{rule}' name='{rule}' category='seamline' description='{about}']"
            );
        }
        let spot = main_spot(check, finding);
        let severity = if finding.severity == Severity::Error.name() { "ERROR" } else { "WARNING" };
        let message = value(&format!("{}; to do: {}", visible(&finding.what), visible(&finding.fix)));
        let _ = writeln!(
            lines,
            "##teamcity[inspection typeId='{rule}' message='{message}' file='{}' line='{}' SEVERITY='{severity}']",
            value(&spot.shown()),
            spot.line
        );
    }
    if check.findings.len() > MAX_INSPECTIONS {
        let (shown, all) = (count(MAX_INSPECTIONS as u64), count(check.findings.len() as u64));
        let _ = writeln!(lines, "##teamcity[message text='{shown} of {all} findings shown' status='WARNING']");
    }
    lines
}

fn value(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '|' | '\'' | '[' | ']' => escaped.extend(['|', character]),
            '\n' => escaped.push_str("|n"),
            '\r' => escaped.push_str("|r"),
            ' '..='~' => escaped.push(character),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    let _ = write!(escaped, "|0x{unit:04x}");
                }
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn values_are_escaped() {
        assert_eq!(value("it's [a|b]\nö😀"), "it|'s |[a||b|]|n|0x00f6|0xd83d|0xde00");
    }
}
