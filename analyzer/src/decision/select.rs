//! Which files a decision is about.

use crate::facts::{Facts, Unit};
use crate::id::UnitId;
use globset::{Glob, GlobBuilder, GlobMatcher};
use std::fmt;

/// Files by pattern and by the types that they declare.
///
/// A file pattern is a path in which `*` stands for any part of a name, `**` for any folders, `{a,b}` for either. Behind
/// `#` it may name a part, where units are finer than files. A type is named simply or with its package: `Order`,
/// `shop.orders.Order`.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    files: Vec<Pattern>,
    types: Vec<String>,
}

#[derive(Debug, Clone)]
struct Pattern {
    written: String,
    path: GlobMatcher,
    part: Option<String>,
}

/// A pattern that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{pattern}` is no pattern of paths: {why}")]
pub struct BadPattern {
    pattern: String,
    why: String,
}

impl Selection {
    /// Reads patterns and names of types.
    ///
    /// # Errors
    /// For a pattern that cannot be read.
    pub fn new(files: &[String], types: &[String]) -> Result<Self, BadPattern> {
        let files = files.iter().map(|written| Pattern::new(written)).collect::<Result<_, _>>()?;
        Ok(Self { files, types: types.to_vec() })
    }

    /// Whether it names nothing at all.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.types.is_empty()
    }

    /// The patterns of paths, as they are written.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|pattern| pattern.written.as_str())
    }

    /// The names of types, as they are written.
    pub fn types(&self) -> &[String] {
        &self.types
    }

    /// The units it meets, ascending.
    pub fn units(&self, facts: &Facts) -> Vec<UnitId> {
        if self.is_empty() {
            return Vec::new();
        }
        facts.units.iter().filter(|(_, unit)| self.meets(unit)).map(|(id, _)| id).collect()
    }

    /// What of it meets no unit, as it is written.
    pub fn unmet(&self, facts: &Facts) -> Vec<String> {
        let files = self.files.iter().filter(|pattern| !facts.units.values().any(|unit| pattern.meets(unit)));
        let types = self.types.iter().filter(|name| !facts.units.values().any(|unit| declares(unit, name)));
        files.map(|pattern| pattern.written.clone()).chain(types.cloned()).collect()
    }

    fn meets(&self, unit: &Unit) -> bool {
        self.files.iter().any(|pattern| pattern.meets(unit)) || self.types.iter().any(|name| declares(unit, name))
    }
}

impl Pattern {
    fn new(written: &str) -> Result<Self, BadPattern> {
        let (path, part) = match written.split_once('#') {
            Some((path, part)) => (path, Some(part.to_owned())),
            None => (written, None),
        };
        let bad = |why: &dyn fmt::Display| BadPattern { pattern: written.to_owned(), why: why.to_string() };
        if path.trim().is_empty() {
            return Err(bad(&"it is empty"));
        }
        let glob: Glob = GlobBuilder::new(path.trim_start_matches("./"))
            .literal_separator(true)
            .build()
            .map_err(|why| bad(why.kind()))?;
        Ok(Self { written: written.to_owned(), path: glob.compile_matcher(), part })
    }

    fn meets(&self, unit: &Unit) -> bool {
        let part = || unit.part.as_ref().map(|part| part.name.as_str());
        self.path.is_match(unit.path.as_str()) && self.part.as_deref().is_none_or(|wanted| part() == Some(wanted))
    }
}

fn declares(unit: &Unit, name: &str) -> bool {
    let own = |simple: &str| {
        name == simple
            || name.strip_suffix(simple).and_then(|rest| rest.strip_suffix('.')).is_some_and(|p| p == unit.package)
    };
    let part = unit.part.as_ref();
    unit.types.iter().any(|declared| own(&declared.name)) || part.and_then(|part| part.owner()).is_some_and(own)
}

impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files = self.files.iter().map(|pattern| pattern.written.as_str());
        let all: Vec<&str> = files.chain(self.types.iter().map(String::as_str)).collect();
        f.write_str(&all.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::bind::tests::facts;

    /// What words meet of `a/Order.java a/Stock.java b/Order.java b/c/Mail.java`, as letters in that order; a word with a
    /// capital first is a type.
    fn check(words: &str, expected: &str) {
        let (types, files): (Vec<_>, Vec<_>) =
            words.split(' ').map(str::to_owned).partition(|word| word.starts_with(char::is_uppercase));
        let facts = facts("a/Order.java a/Stock.java b/Order.java b/c/Mail.java");
        let found = Selection::new(&files, &types).map(|selection| selection.units(&facts));
        let letters =
            found.map(|units| units.iter().map(|unit| ["A", "S", "B", "M"][crate::Id::index(*unit)]).collect());
        assert_eq!(letters.unwrap_or_else(|bad: BadPattern| bad.to_string()), expected, "{words}");
    }

    #[test]
    fn patterns() {
        check("a/*", "AS");
        check("./a/Order.java", "A");
        check("b/*", "B");
        check("b/**", "BM");
        check("**/Order.java", "AB");
        check("{a,b}/Order.java", "AB");
        check("Order", "AB");
        check("Mail a/Stock.java", "SM");
        check("a/Order.java#Order", "");
        check("nothing/**", "");
        check("a/[", "`a/[` is no pattern of paths: unclosed character class; missing ']'");
    }
}
