//! The page: one file with its style sheet and its script, the same for every analysis.
//!
//! Its policy lists their hashes, and that of the report's style sheet, since a report in a frame obeys the policy of the
//! page around it as well. The frame is sandboxed: no script runs in it, the report's own neither. Links inside a report
//! work only with the origin of the page, and that with scripts would be no sandbox.

use seamline_reports::{Hashes, report_hashes};

pub(crate) const HTML: &str = include_str!("../page/page.html");
const CSS: &str = include_str!("../page/page.css");
const JS: &str = include_str!("../page/page.js");

/// The page.
pub(crate) fn page() -> String {
    HTML.replacen("{css}", CSS, 1).replacen("{js}", JS, 1)
}

/// What the page may load.
pub(crate) fn policy() -> String {
    let (own, report) = (Hashes::of(CSS, JS), report_hashes());
    format!(
        "default-src 'none'; script-src {}; style-src {} {}; img-src data:; connect-src 'self'; frame-src blob:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        own.script, own.style, report.style
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_and_script_are_in_their_place() {
        let page = page();
        assert!(page.contains(&format!("<style>{CSS}</style>")) && page.contains(&format!("<script>{JS}</script>")));
        assert!(!CSS.contains("</") && !JS.contains("</"));
    }

    #[test]
    fn nothing_runs_that_is_not_listed() {
        for banned in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
            assert!(!JS.contains(banned), "{banned}");
        }
        for banned in [" style=", " on", "javascript:", "src=", "http:", "https:"] {
            assert!(!HTML.contains(banned), "{banned}");
        }
        assert!(!policy().contains("unsafe"));
    }

    #[test]
    fn no_script_runs_in_the_frame() {
        assert!(JS.contains("\"sandbox\", \"allow-same-origin\"") && !JS.contains("allow-scripts"));
        assert!(!policy().contains(&report_hashes().script));
    }

    #[test]
    fn the_bearer_stays_in_the_tab() {
        for banned in ["localStorage", "cookie", "console."] {
            assert!(!JS.contains(banned), "{banned}");
        }
        assert!(JS.contains("sessionStorage") && JS.contains("history.replaceState"));
    }
}
