//! A file divided: its parts, which lines are whose, and who says what.

use seamline_analyzer::facts::{Context, Part, TypeDecl};
use std::collections::{BTreeMap, BTreeSet};

/// A file divided into parts. Every line belongs to exactly one, or is left out (tests beside the code).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Division {
    /// The parts, sorted by name; one without a part for a file that stays whole.
    pub pieces: Vec<Piece>,
    /// Where runs of lines of one part begin: (first line, piece), ascending; the first is line 1 or above.
    pub runs: Vec<(u32, usize)>,
    /// Which piece declares a name: `Order`, `Order.place`, `sendMail`.
    pub named: BTreeMap<String, usize>,
    /// The types at the top of the file with their first and last line.
    pub types: Vec<(String, u32, u32)>,
    /// Those of them that only promise methods.
    pub interfaces: BTreeSet<String>,
    /// Who mentions what, sorted.
    pub seen: Vec<Seen>,
    /// Imported names that are called otherwise here: name here to name there.
    pub aliases: BTreeMap<String, String>,
}

/// One part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it is; none for the whole file.
    pub part: Option<Part>,
    /// Its lines.
    pub lines: u32,
    /// Whether it declares a persistent entity, as far as the file tells.
    pub entity: bool,
    /// The types it declares; a function is one with itself for its only operation.
    pub types: Vec<TypeDecl>,
    /// Its words with their counts, sorted.
    pub terms: Vec<(String, u32)>,
}

/// All mentions of one name in one context and with one member by one part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// The name as the mention of the whole file has it, or the file's own name.
    pub name: String,
    /// What it is used for.
    pub context: Context,
    /// The part that mentions.
    pub piece: usize,
    /// The member that is called or read on it, or nothing.
    pub member: String,
    /// Whether the name is the file's own.
    pub own: bool,
    /// How often.
    pub count: u32,
    /// The first few lines, ascending.
    pub lines: Vec<u32>,
}

impl Division {
    /// The piece that holds a line; for a line that is left out the one above it.
    pub fn piece_at(&self, line: u32) -> usize {
        let run = self.runs.partition_point(|(first, _)| *first <= line);
        self.runs.get(run.saturating_sub(1)).map_or(0, |(_, piece)| *piece)
    }

    /// Whether there is more than one part.
    pub fn is_divided(&self) -> bool {
        self.pieces.len() > 1
    }

    /// Who mentions a name of other files in a context.
    pub fn seen(&self, name: &str, context: Context) -> &[Seen] {
        let start = self.seen.partition_point(|seen| (seen.name.as_str(), seen.context) < (name, context));
        let rest = &self.seen[start..];
        &rest[..rest.partition_point(|seen| (seen.name.as_str(), seen.context) == (name, context))]
    }

    /// The type at the top of the file that a line is in.
    pub fn type_at(&self, line: u32) -> Option<&str> {
        let around = self.types.iter().find(|(_, first, last)| (*first..=*last).contains(&line));
        around.map(|(name, ..)| name.as_str())
    }
}
