//! The page: one file with its style sheet and its script, the same for every analysis.
//!
//! Its policy lists their hashes, and that of the report's style sheet, since a report in a frame obeys the policy of the
//! page around it as well. The frame is sandboxed: no script runs in it, the report's own neither. Links inside a report
//! work only with the origin of the page, and that with scripts would be no sandbox.

use seamline_reports::{Hashes, report_hashes};

pub(crate) const HTML: &str = include_str!("../page/page.html");
const CSS: &str = include_str!("../page/page.css");

/// The script, in the order in which its files need each other.
const SCRIPTS: &[&str] = &[
    include_str!("../page/script/base.js"),
    include_str!("../page/script/wire.js"),
    include_str!("../page/script/place.js"),
    include_str!("../page/script/model.js"),
    include_str!("../page/script/rows.js"),
    include_str!("../page/script/drag.js"),
    include_str!("../page/script/combo.js"),
    include_str!("../page/script/forms.js"),
    include_str!("../page/script/edit.js"),
    include_str!("../page/script/matrix.js"),
    include_str!("../page/script/detail.js"),
    include_str!("../page/script/panel.js"),
    include_str!("../page/script/jobs.js"),
    include_str!("../page/script/compare.js"),
    include_str!("../page/script/out.js"),
    include_str!("../page/script/page.js"),
];

/// The page.
pub(crate) fn page() -> String {
    HTML.replacen("{css}", CSS, 1).replacen("{js}", &script(), 1)
}

/// The script, whole, without what only people read: comments that have a line of their own, and indentation.
fn script() -> String {
    let lines = SCRIPTS.iter().flat_map(|file| file.lines()).map(str::trim);
    let code = lines.filter(|line| !line.is_empty() && !["//", "/**", "*"].iter().any(|sign| line.starts_with(sign)));
    code.flat_map(|line| [line, "\n"]).collect()
}

/// What the page may load.
pub(crate) fn policy() -> String {
    let (own, report) = (Hashes::of(CSS, &script()), report_hashes());
    format!(
        "default-src 'none'; script-src {}; style-src {} {}; img-src data:; connect-src 'self'; frame-src blob:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
        own.script, own.style, report.style
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_and_script_are_in_their_place() {
        let (page, script) = (page(), script());
        assert!(
            page.contains(&format!("<style>{CSS}</style>")) && page.contains(&format!("<script>{script}</script>"))
        );
        assert!(!CSS.contains("</") && !script.contains("</"));
    }

    #[test]
    fn nothing_runs_that_is_not_listed() {
        for banned in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
            assert!(!script().contains(banned), "{banned}");
        }
        for banned in [" style=", "javascript:", "src=", "http:", "https:"] {
            assert!(!HTML.contains(banned), "{banned}");
        }
        let handler = HTML.split_whitespace().find(|word| word.starts_with("on") && word.contains('='));
        assert_eq!(handler, None);
        assert!(!policy().contains("unsafe"));
    }

    /// Text becomes text: there is no way to turn it into elements or code, and the browser would refuse one.
    #[test]
    fn no_text_becomes_code() {
        let script = script();
        for banned in
            ["createContextualFragment", "DOMParser", "srcdoc", "setTimeout(\"", "import(", "javascript:", "https:"]
        {
            assert!(!script.contains(banned), "{banned}");
        }
        // The name of SVG is the one address.
        assert_eq!(script.matches("http:").count(), 1);
        assert!(
            script.contains("\"http://www.w3.org/2000/svg\"")
                && policy().contains("require-trusted-types-for 'script'")
        );
        assert!(!CSS.contains("url(") && !CSS.contains("@import"));
    }

    /// What the page writes out is what the report writes out, and halves of characters, which only JavaScript knows.
    #[test]
    fn the_same_is_hidden_in_the_page_and_in_the_report() {
        let script = script();
        let (_, rest) = script.split_once("const HIDDEN = /[").unwrap();
        let (mut hidden, mut from) = (std::collections::BTreeSet::new(), None);
        for part in rest.split_once("]/gu").unwrap().0.split("\\u").skip(1) {
            let code = u32::from_str_radix(part.trim_end_matches('-').trim_matches(['{', '}']), 16).unwrap();
            hidden.extend(from.unwrap_or(code)..=code);
            from = part.ends_with('-').then_some(code);
        }
        for character in '\0'..=char::MAX {
            let expected = seamline_analyzer::name::is_hidden(character);
            assert_eq!(hidden.contains(&u32::from(character)), expected, "{character:?}");
        }
    }

    #[test]
    fn every_file_of_the_script_is_in_it() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/page/script");
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut there: Vec<String> = names.map(|path| std::fs::read_to_string(path).unwrap()).collect();
        let mut listed: Vec<String> = SCRIPTS.iter().map(|&text| text.to_owned()).collect();
        there.sort_unstable();
        listed.sort_unstable();
        assert!(there == listed);
    }

    /// Nothing of it was written by others, and it stays within what one reads.
    #[test]
    fn the_page_stays_light() {
        assert!(page().len() < 115_000, "{} bytes", page().len());
    }

    #[test]
    fn no_script_runs_in_the_frame() {
        let script = script();
        assert!(script.contains("\"sandbox\", \"allow-same-origin\"") && !script.contains("allow-scripts"));
        assert!(!policy().contains(&report_hashes().script));
    }

    #[test]
    fn the_bearer_stays_in_the_tab() {
        let script = script();
        for banned in ["localStorage", "cookie", "console."] {
            assert!(!script.contains(banned), "{banned}");
        }
        assert!(script.contains("sessionStorage") && script.contains("history.replaceState"));
    }
}
