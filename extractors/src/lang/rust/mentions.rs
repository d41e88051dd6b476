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
        if !self.index.contains_key(name) {
            self.index.insert(name.to_owned(), Vec::new());
        }
        let places = self.index.get_mut(name).expect("the name was just put there");
        match places.iter().find(|&&place| self.found[place].context == context) {
            Some(&place) => again(&mut self.found[place], line),
            None => {
                places.push(self.found.len());
                self.found.push(Mention { name: name.to_owned(), context, count: 1, lines: vec![line] });
            }
        }
    }

    /// All that pass, sorted by (name, context).
    pub(super) fn finish(self, keep: impl Fn(&Mention) -> bool) -> Vec<Mention> {
        let mut mentions: Vec<Mention> = self.found.into_iter().filter(keep).collect();
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
