//! What stands in the way of a plan, and what only people can say: the same lines in plan.md and in the report.

use super::v1::*;
use super::words::some;
use crate::display::{count, counted, listed};

/// The most transactions that are told.
const MAX_FIRST: usize = 6;

/// Questions that neither code nor history answers.
pub(crate) const QUESTIONS: [&str; 5] = [
    "What is the split for: independent releases, teams, load, technology? What is *not* a goal? Without an answer, do phase 0 only.",
    "Traffic, data volumes and response times of the routes and stores below: unknown here.",
    "Which data must agree at every moment, and which may be late by seconds? It decides each transaction below.",
    "Who will run each service at night? The people named below changed the code; nobody asked them.",
    "What does the platform offer: gateway, broker, tracing with correlation ids, a pipeline for each service, secrets?",
];

/// How foreign text and places are written.
pub(crate) struct Style<'a> {
    /// Foreign text.
    pub(crate) text: &'a dyn Fn(&str) -> String,
    /// A place or a function.
    pub(crate) code: &'a dyn Fn(&str) -> String,
}

/// What stands in the way, a line each, the dearest kind first.
pub(crate) fn obstacles(plan: &Plan, style: &Style<'_>) -> Vec<String> {
    let mut lines = transactions(plan, style);
    for (kind, one, many) in [
        ("trigger", "trigger", "triggers"),
        ("cascade", "deletion that cascades", "deletions that cascade"),
        ("writing-join", "statement that writes with another's data", "statements that write with another's data"),
        ("join", "query that joins", "queries that join"),
        ("foreign-key", "foreign key", "foreign keys"),
    ] {
        let ties: Vec<&Tie> = plan.ties.iter().filter(|tie| tie.kind == kind).collect();
        if !ties.is_empty() {
            let shown: Vec<String> =
                ties.iter().take(3).map(|tie| format!("{} [{}]", (style.text)(&stores(tie)), tie.id)).collect();
            let more = if ties.len() > 3 { format!(" and {} more", ties.len() - 3) } else { String::new() };
            let words = if ties.len() == 1 { one } else { many };
            lines.push(format!("{} {words} across borders: {}{more}", count(ties.len() as u64), shown.join("; ")));
        }
    }
    let twice: Vec<String> =
        plan.stores.iter().filter(|one| one.treatment == "written-twice").map(|one| one.name.clone()).collect();
    if !twice.is_empty() {
        lines.push(format!("stores written by several services: {}", (style.text)(&some(&twice, 8))));
    }
    lines.extend(hooks(plan, style));
    let back = plan.borders.iter().filter(|border| !border.kept);
    let back: Vec<String> = back
        .map(|border| format!("{} on {} ({})", border.from, border.to, counted(border.mentions, "mention")))
        .collect();
    if !back.is_empty() {
        lines.push(format!(
            "dependencies to turn round or remove, so that no services depend on each other in a circle: {}",
            (style.text)(&some(&back, 6))
        ));
    }
    lines
}

fn transactions(plan: &Plan, style: &Style<'_>) -> Vec<String> {
    let line = |one: &Transaction| {
        let writers = (style.text)(&listed(&one.writers));
        // A file alone may hold several.
        let file = !one.function.contains('#');
        let known = one.evidence.first().and_then(|id| plan.evidence.iter().find(|at| at.id == *id));
        let place = match known.filter(|_| file) {
            Some(at) if at.line > 0 => format!("{}:{}", at.file, at.line),
            Some(at) => at.file.clone(),
            None => one.function.clone(),
        };
        format!("[{}] one transaction writes data of {writers}: {}", one.id, (style.code)(&place))
    };
    let mut lines: Vec<String> = plan.transactions.iter().take(MAX_FIRST).map(line).collect();
    let listed = plan.lists.iter().find(|one| one.list == "transactions").map_or(0, |one| one.total);
    let total = listed.max(plan.transactions.len() as u64);
    if total > MAX_FIRST as u64 {
        lines.push(format!("{MAX_FIRST} of {} transactions shown here", count(total)));
    }
    lines
}

/// Hooks of frameworks that cross borders.
fn hooks(plan: &Plan, style: &Style<'_>) -> Option<String> {
    let hook = |hook: &Hook| {
        let on = hook.on.as_deref().unwrap_or("whatever is saved");
        let when = if hook.kind == "event" { String::new() } else { format!("{} on ", hook.when) };
        format!("{when}{on} ({} to {})", listed(&hook.from), hook.to.as_deref().unwrap_or("nobody"))
    };
    let crossing: Vec<String> =
        plan.hooks.iter().filter(|one| one.crosses && one.becomes != "topic").map(hook).collect();
    let across = if crossing.len() == 1 { "hook" } else { "hooks" };
    let text =
        || format!("{} {across} of frameworks across borders: {}", crossing.len(), (style.text)(&some(&crossing, 3)));
    (!crossing.is_empty()).then(text)
}

/// `orders (order) and users (user)`.
pub(in crate::plan) fn stores(tie: &Tie) -> String {
    let names: Vec<String> =
        tie.stores.iter().map(|one| format!("{} ({})", one.store, one.owner.as_deref().unwrap_or("nobody"))).collect();
    listed(&names)
}
