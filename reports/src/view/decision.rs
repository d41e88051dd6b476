//! What people decided, and at what price.

use super::show;
use crate::display::counted;
use crate::wire::{Decision, Document, Price};

/// What people decided.
pub(crate) struct DecisionsView {
    /// One sentence about all of them.
    pub(crate) sentence: String,
    /// The entries, in the order they were written.
    pub(crate) entries: Vec<DecisionView>,
    /// What a new cut in which they hold costs, where one was asked for.
    pub(crate) reclustered: Vec<String>,
}

/// One entry.
pub(crate) struct DecisionView {
    /// The line it is written in.
    pub(crate) line: u32,
    /// What was decided.
    pub(crate) text: String,
    /// Why.
    pub(crate) reason: String,
    /// What became of it: `3 files moved`, `so already`, or why it has no effect.
    pub(crate) outcome: String,
    /// Whether it has no effect since it meets nothing.
    pub(crate) stale: bool,
    /// What it changed: `modularity 0.412 to 0.398`.
    pub(crate) price: Vec<String>,
}

/// The decisions of a document; none where nobody decided anything.
pub(crate) fn decisions(document: &Document) -> Option<DecisionsView> {
    let all = &document.decisions;
    if all.is_empty() {
        return None;
    }
    let stale = all.iter().filter(|decision| decision.stale.is_some()).count() as u64;
    let moved: u64 = all.iter().map(|decision| decision.moved).sum();
    let mut sentence =
        format!("{} in {}", moved_words(moved, document.unit_word()), counted(all.len() as u64, "decision"));
    if stale > 0 {
        sentence.push_str(&format!(
            "; {} no effect",
            if stale == 1 { "1 has".to_owned() } else { format!("{stale} have") }
        ));
    }
    Some(DecisionsView {
        sentence,
        entries: all.iter().map(|decision| view(document, decision)).collect(),
        reclustered: document.reclustered.iter().map(price).collect(),
    })
}

fn moved_words(moved: u64, unit: &str) -> String {
    if moved == 0 { format!("no {unit} moved") } else { format!("{} moved", counted(moved, unit)) }
}

fn view(document: &Document, decision: &Decision) -> DecisionView {
    let about_files = matches!(decision.kind.as_str(), "pin" | "together" | "apart" | "sizes");
    let outcome = match (&decision.stale, decision.moved) {
        (Some(why), _) => format!("no effect: {}", show(why)),
        (None, 0) if about_files => "so already".to_owned(),
        (None, 0) => "done".to_owned(),
        (None, moved) => moved_words(moved, document.unit_word()),
    };
    DecisionView {
        line: decision.line,
        text: show(&decision.text),
        reason: show(&decision.reason),
        outcome,
        stale: decision.stale.is_some(),
        price: decision.price.iter().map(price).collect(),
    }
}

/// `modularity 0.4120 to 0.3980`.
pub(super) fn price(price: &Price) -> String {
    let value = |value: Option<f64>| value.map_or_else(|| "unknown".to_owned(), |value| format!("{value:.4}"));
    format!("{} {} to {}", show(&price.metric), value(price.before), value(price.after))
}
