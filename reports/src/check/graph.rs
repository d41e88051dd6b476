//! What a change touches, drawn as a Mermaid flow chart of few nodes: <https://mermaid.js.org/syntax/flowchart.html>.
//!
//! A node is what a finding is from or to, an arrow is what is new, gone ones are dashed. Where there are too many, names
//! inside files go first, then folders are drawn instead of files, the deepest last; what still does not fit is counted.

use super::{CheckDocument, Finding, Gone};
use crate::display::{count, short_path};
use crate::format::mermaid::entities;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The most nodes.
pub(super) const MAX_NODES: usize = 30;
/// The most arrows: thirty nodes can have many more.
const MAX_ARROWS: usize = 60;
/// The most characters of a name.
const MAX_NAME: usize = 48;
/// The deepest folders that are drawn instead of files.
const DEEPEST: usize = 6;

/// What is true of an arrow; the strongest is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Gone,
    Warned,
    Failed,
}

/// A chart, and what is not in it.
pub(super) struct Chart {
    pub(super) text: String,
    pub(super) note: String,
}

/// The chart of a check; none where nothing in it has two ends.
pub(super) fn chart(check: &CheckDocument) -> Option<Chart> {
    let new = check.findings.iter().filter_map(|one| {
        let Finding { from, to, rule, .. } = one;
        let state = if one.severity == "error" { State::Failed } else { State::Warned };
        ends(from, to).map(|(from, to)| (from, to, state, rule.as_str()))
    });
    let gone = check.gone.iter().filter_map(|Gone { from, to, rule, .. }| {
        ends(from, to).map(|(from, to)| (from, to, State::Gone, rule.as_str()))
    });
    let lines: Vec<(&str, &str, State, &str)> = new.chain(gone).collect();
    if lines.is_empty() {
        return None;
    }
    let drawn = |depth: Option<usize>| {
        let name = |text: &str| depth.map_or_else(|| text.to_owned(), |depth| folded(text, depth));
        lines.iter().map(|(from, to, state, rule)| (name(from), name(to), *state, *rule)).collect::<Vec<_>>()
    };
    let depths = [None, Some(usize::MAX)].into_iter().chain((1..=DEEPEST).rev().map(Some));
    let few = |lines: &Vec<(String, String, State, &str)>| nodes(lines).len() <= MAX_NODES;
    let lines = depths.map(drawn).find(few).unwrap_or_else(|| drawn(Some(1)));
    Some(draw(&lines))
}

/// Both ends of what can be drawn as an arrow: a change as a whole is no place.
fn ends<'a>(from: &'a str, to: &'a str) -> Option<(&'a str, &'a str)> {
    (!from.is_empty() && !to.is_empty() && from != "change").then_some((from, to))
}

/// The name without what is inside the file, and with its first `depth` folders only.
fn folded(text: &str, depth: usize) -> String {
    let file = text.split_once('#').map_or(text, |(file, _)| if file.is_empty() { text } else { file });
    let parts: Vec<&str> = file.split('/').collect();
    if parts.len() <= depth { file.to_owned() } else { parts[..depth].join("/") + "/" }
}

/// The nodes in the order in which they are met, errors first.
fn nodes<'a>(lines: &'a [(String, String, State, &str)]) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    let ends = lines.iter().flat_map(|(from, to, ..)| [from.as_str(), to.as_str()]);
    ends.filter(|name| seen.insert(*name)).collect()
}

fn draw(lines: &[(String, String, State, &str)]) -> Chart {
    let all = nodes(lines);
    let at: BTreeMap<&str, usize> = all.iter().take(MAX_NODES).enumerate().map(|(at, name)| (*name, at)).collect();
    let mut arrows: BTreeMap<(usize, usize), (State, BTreeSet<&str>, u64)> = BTreeMap::new();
    let mut left = 0_u64;
    for (from, to, state, rule) in lines {
        let (Some(from), Some(to)) = (at.get(from.as_str()), at.get(to.as_str())) else {
            left += 1;
            continue;
        };
        let arrow = arrows.entry((*from, *to)).or_insert_with(|| (*state, BTreeSet::new(), 0));
        arrow.0 = arrow.0.max(*state);
        arrow.1.insert(rule);
        arrow.2 += 1;
    }
    let mut text = "flowchart LR\n".to_owned();
    for name in all.iter().take(MAX_NODES) {
        let _ = writeln!(text, "  n{}[\"{}\"]", at[name], label(name));
    }
    let mut styles: BTreeMap<State, Vec<String>> = BTreeMap::new();
    for (number, ((from, to), (state, rules, times))) in arrows.iter().take(MAX_ARROWS).enumerate() {
        let line = if *state == State::Gone { "-.->" } else { "-->" };
        let more = if rules.len() > 1 { format!(" and {} more", rules.len() - 1) } else { String::new() };
        let gone = if *state == State::Gone { "gone, " } else { "" };
        let times = if *times > 1 { format!(", {}", count(*times)) } else { String::new() };
        let rule = rules.first().map_or("", |rule| *rule);
        let _ = writeln!(text, "  n{from} {line}|\"{gone}{}{more}{times}\"| n{to}", label(rule));
        styles.entry(*state).or_default().push(number.to_string());
    }
    for (state, colour) in [(State::Failed, "#b03a00"), (State::Warned, "#8a6d00"), (State::Gone, "#00694e")] {
        if let Some(numbers) = styles.get(&state) {
            let _ = writeln!(text, "  linkStyle {} stroke:{colour},stroke-width:2px", numbers.join(","));
        }
    }
    left += arrows.values().skip(MAX_ARROWS).map(|(_, _, times)| times).sum::<u64>();
    let mut note = String::new();
    if all.len() > MAX_NODES {
        note = format!("{MAX_NODES} of {} places drawn. ", count(all.len() as u64));
    }
    if left > 0 {
        let _ = write!(note, "{} of {} findings drawn.", count(lines.len() as u64 - left), count(lines.len() as u64));
    }
    Chart { text, note: note.trim_end().to_owned() }
}

/// A name as it is drawn; Mermaid wants something to draw.
fn label(name: &str) -> String {
    if name.trim().is_empty() { "(no name)".to_owned() } else { entities(&short_path(name, MAX_NAME)) }
}
