//! Annotations of GitHub Actions: workflow commands, one a line.
//!
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>. GitHub shows ten errors and ten warnings
//! of a step, so no more are written; the last line says how many there are.

use super::place::main_spot;
use super::{CheckDocument, Finding};
use crate::display::{count, visible};
use seamline_analyzer::gate::Severity;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The most annotations of a kind that GitHub shows of a step.
const MAX_OF_A_KIND: usize = 10;

pub(super) fn render(check: &CheckDocument) -> String {
    let mut lines = String::new();
    let mut shown = 0;
    for (severity, command) in [(Severity::Error, "error"), (Severity::Warn, "warning")] {
        let of = |one: &&Finding| one.severity == severity.name();
        for finding in check.findings.iter().filter(of).take(MAX_OF_A_KIND) {
            shown += 1;
            let spot = main_spot(check, finding);
            let text =
                format!("{}\nWhy: {}\nTo do: {}", visible(&finding.what), visible(&finding.why), visible(&finding.fix));
            let _ = writeln!(
                lines,
                "::{command} file={},line={},title={}::{}",
                property(&spot.shown()),
                spot.line,
                property(&visible(&finding.rule)),
                data(&text)
            );
        }
    }
    if shown < check.findings.len() {
        let all = count(check.findings.len() as u64);
        let _ = writeln!(
            lines,
            "::notice title=seamline::{shown} of {all} findings shown as annotations, ten of a kind in a step; all are in the log"
        );
    }
    lines
}

/// A text between lines that make the runner obey nothing in it: names in it come from the repository, and the runner looks
/// for `##[...]` anywhere in a line. The word that ends it follows from the text, and so cannot be in it.
pub fn shielded(text: &str) -> String {
    let word: String = Sha256::digest(text.as_bytes())[..12].iter().fold("seamline-".to_owned(), |mut word, byte| {
        let _ = write!(word, "{byte:02x}");
        word
    });
    format!("::stop-commands::{word}\n{text}::{word}::\n")
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_once() {
        assert_eq!(property("a%0A,b::c\n"), "a%250A%2Cb%3A%3Ac%0A");
        assert_eq!(data("50%, a: b"), "50%25, a: b");
    }

    #[test]
    fn what_is_shielded_ends_with_the_word_that_began_it() {
        let text = shielded("##[add-mask]x\n");
        let lines: Vec<&str> = text.lines().collect();
        let word = lines[0].strip_prefix("::stop-commands::").expect("a word");
        assert_eq!(lines[1..], ["##[add-mask]x".to_owned(), format!("::{word}::")]);
    }
}
