//! A comment for a change, in the Markdown of GitHub and GitLab: <https://github.github.com/gfm/>.
//!
//! Nothing at all when nothing is new and nothing is gone: a comment under every change is muted. Its first line, which nobody sees,
//! is always the same, so that the same comment can be found and written anew. Names are in code spans, where they are no
//! Markdown, no HTML and no mention of anybody.

use super::graph::chart;
use super::place::{Spot, spots};
use super::{CheckDocument, Finding, Gone};
use crate::display::{count, counted, short, short_path, visible};
use seamline_analyzer::gate::Severity;
use std::fmt::Write;

/// What the comment is found by.
pub(super) const MARKER: &str = "<!-- seamline check -->";
/// The most bytes of a comment: GitHub takes 65,536 characters, and people add to it.
const MAX_BYTES: usize = 60_000;
/// What is kept free for what follows the findings.
const TAIL: usize = 6_000;
/// The most places of a finding.
const MAX_PLACES: usize = 5;
/// The most lines of what is gone, of notes, and services.
const MAX_LINES: usize = 10;
/// The most characters of a name.
const MAX_NAME: usize = 120;

pub(super) fn render(check: &CheckDocument) -> String {
    if check.findings.is_empty() && check.gone.is_empty() {
        return String::new();
    }
    let mut text = format!("{MARKER}\n### Seamline: {}\n\n{}\n", headline(check), touched(check));
    if let Some(chart) = chart(check) {
        let _ = write!(text, "\n```mermaid\n{}```\n", chart.text);
        if !chart.note.is_empty() {
            let _ = write!(text, "\n{}\n", chart.note);
        }
    }
    findings(&mut text, check);
    gone(&mut text, &check.gone);
    let known: u64 = check.rules.iter().map(|rule| rule.known).sum();
    if known > 0 {
        let _ = write!(text, "\nKnown before and still there: {}.\n", count(known));
    }
    if !check.notes.is_empty() {
        text.push('\n');
        for note in check.notes.iter().take(MAX_LINES) {
            let _ = writeln!(text, "- Note: {}", inline(&short(note, MAX_NAME * 2)));
        }
        shown(&mut text, check.notes.len(), MAX_LINES, "notes");
    }
    text
}

fn headline(check: &CheckDocument) -> String {
    let (errors, warnings) = (check.count(Severity::Error), check.count(Severity::Warn));
    match (errors, warnings) {
        (0, 0) => "this change makes the cut easier".to_owned(),
        (0, _) => format!("{}, nothing that fails", counted(warnings, "warning")),
        (_, 0) => format!("this change makes the cut harder: {}", counted(errors, "error")),
        _ => {
            let (errors, warnings) = (counted(errors, "error"), counted(warnings, "warning"));
            format!("this change makes the cut harder: {errors}, {warnings}")
        }
    }
}

fn touched(check: &CheckDocument) -> String {
    let touched = &check.change;
    let services: Vec<String> = touched.services.iter().take(MAX_LINES).map(|one| name(one)).collect();
    let more = touched.services.len().saturating_sub(MAX_LINES);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let where_ = if services.is_empty() { String::new() } else { format!(": {}{more}", services.join(", ")) };
    format!(
        "{} in {} of {}{where_}.",
        counted(touched.files, "source file"),
        touched.services.len(),
        counted(touched.all, "service")
    )
}

fn findings(text: &mut String, check: &CheckDocument) {
    let mut told = 0;
    for finding in &check.findings {
        let block = block(check, finding);
        if text.len() + block.len() + TAIL > MAX_BYTES {
            break;
        }
        if told == 0 {
            text.push('\n');
        }
        text.push_str(&block);
        told += 1;
    }
    shown(text, check.findings.len(), told, "findings");
}

fn block(check: &CheckDocument, finding: &Finding) -> String {
    let word = if finding.severity == Severity::Error.name() { "Error" } else { "Warning" };
    let mut text = format!("- **{word}** {}: {}\n", name(&finding.rule), inline(&visible(&finding.what)));
    let (sites, partners) = spots(check, finding);
    let label = |spot: &Spot| name(&format!("{}:{}", spot.path, spot.line));
    let places: Vec<String> = sites.iter().map(label).collect();
    let others: Vec<String> = partners.iter().map(|spot| format!("other end {}", label(spot))).collect();
    let all = places.len() + others.len();
    let kept: Vec<String> = places.into_iter().chain(others).take(MAX_PLACES).collect();
    if !kept.is_empty() {
        let more = if all > MAX_PLACES { format!(" ({MAX_PLACES} of {all} shown)") } else { String::new() };
        let _ = writeln!(text, "  - Where: {}{more}", kept.join(", "));
    }
    for (word, of) in [("Why", &finding.why), ("To do", &finding.fix)] {
        if !of.is_empty() {
            let _ = writeln!(text, "  - {word}: {}", inline(&visible(of)));
        }
    }
    text
}

fn gone(text: &mut String, gone: &[Gone]) {
    if gone.is_empty() {
        return;
    }
    let _ = write!(text, "\nGone with this change: {}.\n\n", counted(gone.len() as u64, "finding"));
    for one in gone.iter().take(MAX_LINES) {
        let to = if one.to.is_empty() { String::new() } else { format!(" → {}", name(&one.to)) };
        let _ = writeln!(text, "- {}: {}{to}", name(&one.rule), name(&one.from));
    }
    shown(text, gone.len(), MAX_LINES, "shown");
}

/// `10 of 40 findings shown.`, or nothing when all are.
fn shown(text: &mut String, all: usize, told: usize, of: &str) {
    if told < all {
        let of = if of == "shown" { "shown".to_owned() } else { format!("{of} shown") };
        let _ = write!(text, "\n{} of {} {of}.\n", count(told as u64), count(all as u64));
    }
}

/// A name in a code span.
fn name(text: &str) -> String {
    code(&short_path(text, MAX_NAME))
}

/// A code span: its fence is longer than any run of back ticks in it.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 || text.trim().len() != text.len() || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A sentence: words as they are, and what is more than letters and digits in code spans.
fn inline(text: &str) -> String {
    let plain = |word: &str| word.chars().all(|c| c.is_alphanumeric() || "-()'".contains(c));
    let word = |word: &str| {
        let bare = word.trim_end_matches(['.', ',', ':', ';', '?']);
        let after = &word[bare.len()..];
        if plain(bare) { word.to_owned() } else { format!("{}{after}", code(bare)) }
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_word_is_code() {
        for (text, expected) in [
            ("orders calls billing: a/B.java uses Bill", "orders calls billing: `a/B.java` uses Bill"),
            ("@all #1 <b> www.x.org _a_ `b` x", "`@all` `#1` `<b>` `www.x.org` `_a_` `` `b` `` x"),
            ("[a](b) a|b ``` !", "`[a](b)` `a|b` ```` ``` ```` `!`"),
            ("on its own, please.", "on its own, please."),
        ] {
            assert_eq!(inline(text), expected);
        }
    }
}
