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
