//! View models: plain values in the reader's words, already sorted, capped, counted and fit to show.
//!
//! Formats shape and escape; they do not compute. Every string here went through [`crate::display::visible`].

pub(crate) mod change;
pub(crate) mod cochange;
pub(crate) mod decision;
pub(crate) mod divided;
pub(crate) mod first;
pub(crate) mod island;
pub(crate) mod map;
pub(crate) mod matrix;
pub(crate) mod near;
pub(crate) mod pareto;
pub(crate) mod plan;
pub(crate) mod queue;
pub(crate) mod seam;
pub(crate) mod service;
pub(crate) mod squarify;
pub(crate) mod standing;
pub(crate) mod store;
pub(crate) mod summary;
pub(crate) mod team;
pub(crate) mod timeline;
pub(crate) mod together;
pub(crate) mod treemap;
pub(crate) mod why;

use crate::display::{count, short, short_path, visible};
use crate::wire::Unit;
use std::collections::BTreeSet;

/// The text, fit to show.
pub(crate) fn show(text: &str) -> String {
    visible(text).into_owned()
}

/// A unit in at most that many characters, as far as its part leaves room: the middle of its path goes first.
pub(crate) fn label(unit: &Unit, most: usize) -> String {
    let Some(part) = &unit.part else { return short_path(&unit.path, most) };
    let part = short(&part.name, most);
    let room = most.saturating_sub(part.chars().count() + 1).max(12);
    format!("{}#{part}", short_path(&unit.path, room))
}

/// A piece of a text, and the row it leads to; empty where it leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The words.
    pub(crate) text: String,
    /// The id of the row.
    pub(crate) to: String,
}

/// A text in pieces: `[T1]` leads to the row of that id, where there is one.
pub(crate) fn linked(text: &str, there: &BTreeSet<String>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        plain.push_str(before);
        match after.split_once(']') {
            Some((id, left)) if there.contains(id) => {
                pieces.push(Piece { text: std::mem::take(&mut plain), to: String::new() });
                pieces.push(Piece { text: format!("[{id}]"), to: format!("item-{id}") });
                rest = left;
            }
            _ => {
                plain.push('[');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    pieces.push(Piece { text: plain, to: String::new() });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// The first few of a list and how many there are.
#[derive(Debug, Clone)]
pub(crate) struct Few<T> {
    /// The first few.
    pub(crate) items: Vec<T>,
    /// How many there are.
    pub(crate) total: u64,
}

impl<T> Few<T> {
    /// The first `most` of these.
    pub(crate) fn first(items: impl IntoIterator<Item = T>, most: usize) -> Self {
        let mut kept = Vec::new();
        let mut total = 0;
        for item in items {
            total += 1;
            if kept.len() < most {
                kept.push(item);
            }
        }
        Self { items: kept, total }
    }

    /// `12 of 40 shown`, or nothing when all are.
    pub(crate) fn note(&self) -> String {
        let shown = self.items.len() as u64;
        if shown == self.total { String::new() } else { format!("{} of {} shown", count(shown), count(self.total)) }
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_to_their_rows() {
        let there = ["T1", "L4"].map(str::to_owned).into();
        let told = |text: &str| {
            let pieces = linked(text, &there);
            pieces.iter().map(|piece| format!("{}>{}", piece.text, piece.to)).collect::<Vec<_>>().join("|")
        };
        assert_eq!(told("[T1] one; two [L4]"), "[T1]>item-T1| one; two >|[L4]>item-L4");
        assert_eq!(told("a[0] [T9] [[T1]"), "a[0] [T9] [>|[T1]>item-T1");
        assert_eq!(told(""), "");
    }
}
