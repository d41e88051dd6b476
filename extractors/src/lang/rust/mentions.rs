//! Collects the names that a file mentions.

use crate::file::{LINES_KEPT, Mention};
use rustc_hash::FxHashMap;
use seamline_analyzer::facts::Context;

/// The mentions so far, one entry per name and context.
#[derive(Default)]
pub(super) struct Mentions {
    index: FxHashMap<String, Vec<usize>>,
    found: Vec<Mention>,
}

impl Mentions {
    /// Notes a mention; lines come in any order.
    pub(super) fn add(&mut self, name: &str, context: Context, line: u32) {
        let new = self.found.len();
        match self.index.get_mut(name) {
            Some(places) => match places.iter().find(|&&place| self.found[place].context == context) {
                Some(&place) => return again(&mut self.found[place], line),
                None => places.push(new),
            },
            None => drop(self.index.insert(name.to_owned(), vec![new])),
        }
        self.found.push(Mention { name: name.to_owned(), context, count: 1, lines: vec![line] });
    }

    /// All of them, sorted by (name, context).
    pub(super) fn finish(self) -> Vec<Mention> {
        let mut mentions = self.found;
        mentions.sort_unstable();
        mentions
    }
}

fn again(mention: &mut Mention, line: u32) {
    mention.count += 1;
    if let Err(place) = mention.lines.binary_search(&line)
        && place < LINES_KEPT
    {
        mention.lines.insert(place, line);
        mention.lines.truncate(LINES_KEPT);
    }
}
