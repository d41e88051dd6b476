//! The names a file mentions, and what it knows about the names it declares itself.
//!
//! Both work on slices of the source text: a name becomes a string once, when the file is done.

use crate::file::{LINES_KEPT, Mention};
use rustc_hash::FxHashMap;
use seamline_analyzer::facts::Context;

/// Counts mentions by (name, context).
#[derive(Default)]
pub(super) struct Mentions<'a> {
    seen: FxHashMap<(&'a str, Context), (u32, [u32; LINES_KEPT])>,
}

impl<'a> Mentions<'a> {
    pub(super) fn add(&mut self, name: &'a str, context: Context, line: u32) {
        let (count, lines) = self.seen.entry((name, context)).or_default();
        *count += 1;
        // Lines come nearly in order; zero is a free place.
        if !lines.contains(&line)
            && let Some(free) = lines.iter_mut().find(|line| **line == 0)
        {
            *free = line;
        }
    }

    /// All mentions but those of `builtins`, sorted by name and context.
    pub(super) fn finish(self, builtins: &[&str]) -> Vec<Mention> {
        let mut all: Vec<Mention> = Vec::with_capacity(self.seen.len());
        let kept = self.seen.into_iter().filter(|((name, _), _)| !name.is_empty() && !builtins.contains(name));
        all.extend(kept.map(|((name, context), (count, lines))| {
            let mut lines: Vec<u32> = lines.into_iter().filter(|line| *line > 0).collect();
            lines.sort_unstable();
            Mention { name: tidy(name), context, count, lines }
        }));
        all.sort_unstable();
        all.dedup_by(|later, first| {
            let same = later.name == first.name && later.context == first.context;
            if same {
                first.count += later.count;
                first.lines.extend_from_slice(&later.lines);
                first.lines.sort_unstable();
                first.lines.dedup();
                first.lines.truncate(LINES_KEPT);
            }
            same
        });
        all
    }
}

/// A name without the white space that may stand around its dots.
pub(super) fn tidy(name: &str) -> String {
    name.split_whitespace().collect()
}

/// What the file says about a name of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Known<'a> {
    /// Declared without a visible type.
    Untyped,
    /// Declared with a type, or with a value that creates one: the type's name as written.
    Typed(&'a str),
    /// The result of calling this: `express.Router`.
    MadeBy(&'a str),
    /// A type parameter.
    TypeParameter,
    /// A function or type of this file.
    Own,
    /// A name taken from an import: its index.
    Imported(usize),
    /// The local name of an imported module: the import's index.
    Module(usize),
    /// A function taken from a type by a static import: that type.
    Static(&'a str),
}

/// Nested scopes of names; the innermost declaration is the one that counts.
#[derive(Default)]
pub(super) struct Scopes<'a> {
    names: FxHashMap<&'a str, usize>,
    declared: Vec<Declared<'a>>,
}

struct Declared<'a> {
    name: &'a str,
    known: Known<'a>,
    /// What the name meant outside.
    hidden: Option<usize>,
}

impl<'a> Scopes<'a> {
    /// A mark to return to with [`Scopes::leave`].
    pub(super) fn mark(&self) -> usize {
        self.declared.len()
    }

    pub(super) fn declare(&mut self, name: &'a str, known: Known<'a>) {
        let hidden = self.names.insert(name, self.declared.len());
        self.declared.push(Declared { name, known, hidden });
    }

    pub(super) fn leave(&mut self, mark: usize) {
        for gone in self.declared.drain(mark..).rev() {
            match gone.hidden {
                Some(outer) => self.names.insert(gone.name, outer),
                None => self.names.remove(gone.name),
            };
        }
    }

    /// Whether what a name means was declared before a mark.
    pub(super) fn is_before(&self, name: &str, mark: usize) -> bool {
        self.names.get(name).is_some_and(|index| *index < mark)
    }

    pub(super) fn known(&self, name: &str) -> Option<Known<'a>> {
        self.names.get(name).map(|index| self.declared[*index].known)
    }
}
