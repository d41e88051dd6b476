//! Checkstyle's XML, which many readers of results know: files, and in them errors.
//!
//! Element and attribute names are those of Checkstyle's `XMLLogger`:
//! <https://checkstyle.org/apidocs/com/puppycrawl/tools/checkstyle/XMLLogger.html>.

use super::place::main_spot;
use super::xml::escape;
use super::{CheckDocument, Finding};
use crate::display::visible;
use seamline_analyzer::gate::Severity;
use std::collections::BTreeMap;
use std::fmt::Write;

pub(super) fn render(check: &CheckDocument) -> String {
    let mut files: BTreeMap<String, Vec<(u32, &Finding)>> = BTreeMap::new();
    for finding in &check.findings {
        let spot = main_spot(check, finding);
        files.entry(spot.shown()).or_default().push((spot.line, finding));
    }
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"10.0\">\n".to_owned();
    for (path, mut findings) in files {
        findings.sort_by_key(|(line, _)| *line);
        let _ = writeln!(xml, "  <file name=\"{}\">", escape(&path));
        for (line, finding) in findings {
            let severity = if finding.severity == Severity::Error.name() { "error" } else { "warning" };
            let message = escape(&format!("{}; to do: {}", visible(&finding.what), visible(&finding.fix)));
            let source = escape(&visible(&finding.rule));
            let _ = writeln!(
                xml,
                "    <error line=\"{line}\" severity=\"{severity}\" message=\"{message}\" source=\"seamline.{source}\"/>"
            );
        }
        xml.push_str("  </file>\n");
    }
    xml.push_str("</checkstyle>\n");
    xml
}
