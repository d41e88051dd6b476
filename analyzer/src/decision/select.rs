//! Which files a decision is about.

use crate::facts::{Facts, Unit};
use crate::id::UnitId;
use globset::{GlobBuilder, GlobMatcher};
use std::fmt;
use std::sync::Arc;

/// Files by pattern and by the types that they declare.
///
/// A file pattern is a path in which `*` stands for any part of a name, `**` for any folders, `{a,b}` for either. Behind
/// `#` it may name a part, where units are finer than files; a letter in brackets stands for itself (`[#]`, `[*]`). A type is
/// named simply or with its package: `Order`, `shop.orders.Order`.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    files: Vec<Pattern>,
    types: Vec<String>,
}

#[derive(Debug, Clone)]
struct Pattern {
    written: String,
    path: Paths,
    part: Option<String>,
}

/// Which paths a pattern meets.
#[derive(Debug, Clone)]
enum Paths {
    /// This one.
    One(String),
    /// All that look so.
    Like(Arc<GlobMatcher>),
}

/// A pattern that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{pattern}` is no pattern of paths: {why}")]
pub struct BadPattern {
    pattern: String,
    why: String,
}

impl PartialEq for Selection {
    /// Whether it is written the same.
    fn eq(&self, other: &Self) -> bool {
        self.files().eq(other.files()) && self.types == other.types
    }
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

    /// Exactly these units, by their paths and parts.
    pub fn of_units(facts: &Facts, units: &[UnitId]) -> Self {
        let pattern = |unit: &UnitId| Pattern::literal(&facts.units[*unit]);
        Self { files: units.iter().map(pattern).collect(), types: Vec::new() }
    }

    /// The patterns of paths, as they are written.
    pub fn files(&self) -> impl ExactSizeIterator<Item = &str> {
        self.files.iter().map(|pattern| pattern.written.as_str())
    }

    /// The names of types.
    pub fn types(&self) -> &[String] {
        &self.types
    }

    /// Whether it names nothing at all.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.types.is_empty()
    }

    /// The units it meets, ascending.
    pub fn units(&self, facts: &Facts) -> Vec<UnitId> {
        let mut units: Vec<UnitId> = self.files.iter().flat_map(|pattern| pattern.units(facts)).collect();
        if !self.types.is_empty() {
            let declaring = |(_, unit): &(UnitId, &Unit)| self.types.iter().any(|name| declares(unit, name));
            units.extend(facts.units.iter().filter(declaring).map(|(id, _)| id));
        }
        units.sort_unstable();
        units.dedup();
        units
    }

    /// What of it meets no unit, as it is written.
    pub fn unmet(&self, facts: &Facts) -> Vec<String> {
        let files = self.files.iter().filter(|pattern| pattern.units(facts).is_empty());
        let types = self.types.iter().filter(|name| !facts.units.values().any(|unit| declares(unit, name)));
        files.map(|pattern| pattern.written.clone()).chain(types.cloned()).collect()
    }

    /// Without the paths that stand for nothing but some of these units, ascending.
    pub(super) fn without(&self, facts: &Facts, units: &[UnitId]) -> Self {
        let stays = |pattern: &&Pattern| {
            let met = if pattern.is_literal() { pattern.units(facts) } else { Vec::new() };
            met.is_empty() || met.iter().any(|unit| units.binary_search(unit).is_err())
        };
        Self { files: self.files.iter().filter(stays).cloned().collect(), types: self.types.clone() }
    }

    /// With these units, by their paths and parts, where they are not met already.
    pub(super) fn with(&self, facts: &Facts, units: &[UnitId]) -> Self {
        let known = self.units(facts);
        let new = units.iter().filter(|unit| known.binary_search(unit).is_err());
        let new = new.map(|unit| Pattern::literal(&facts.units[*unit]));
        Self { files: self.files.iter().cloned().chain(new).collect(), types: self.types.clone() }
    }
}

impl Pattern {
    fn new(written: &str) -> Result<Self, BadPattern> {
        let (path, part) = match part_sign(written) {
            Some(at) => (&written[..at], Some(written[at + 1..].to_owned())),
            None => (written, None),
        };
        let bad = |why: &dyn fmt::Display| BadPattern { pattern: written.to_owned(), why: why.to_string() };
        if path.trim().is_empty() {
            return Err(bad(&"it is empty"));
        }
        let path = path.trim_start_matches("./");
        let glob = || GlobBuilder::new(path).literal_separator(true).backslash_escape(true).build();
        let path = match literal(path) {
            Some(path) => Paths::One(path),
            None => Paths::Like(Arc::new(glob().map_err(|why| bad(why.kind()))?.compile_matcher())),
        };
        Ok(Self { written: written.to_owned(), path, part })
    }

    /// The pattern that meets exactly this unit: what would have a meaning is written in brackets.
    fn literal(unit: &Unit) -> Self {
        let mut written = String::new();
        for letter in unit.path.as_str().chars() {
            if SPECIAL.contains(letter) {
                written.extend(['[', letter, ']']);
            } else {
                written.push(letter);
            }
        }
        let part = unit.part.as_ref().map(|part| part.name.clone());
        if let Some(part) = &part {
            written.push('#');
            written.push_str(part);
        }
        Self { written, path: Paths::One(unit.path.as_str().to_owned()), part }
    }

    fn is_literal(&self) -> bool {
        matches!(self.path, Paths::One(_))
    }

    /// The units it meets, ascending.
    fn units(&self, facts: &Facts) -> Vec<UnitId> {
        let part = |unit: &Unit| {
            let name = unit.part.as_ref().map(|part| part.name.as_str());
            self.part.as_deref().is_none_or(|wanted| name == Some(wanted))
        };
        match &self.path {
            Paths::One(path) => facts.units_of_file(path).filter(|unit| part(&facts.units[*unit])).collect(),
            Paths::Like(glob) => {
                let like = |(_, unit): &(UnitId, &Unit)| glob.is_match(unit.path.as_str()) && part(unit);
                facts.units.iter().filter(like).map(|(id, _)| id).collect()
            }
        }
    }
}

/// What has a meaning in a pattern, or in front of a part.
const SPECIAL: &str = "*?[]{}\\#";

/// Where the part of a file begins: the first `#` that is not in brackets of its own.
fn part_sign(written: &str) -> Option<usize> {
    let quoted = |at: usize| written[..at].ends_with('[') && written[at + 1..].starts_with(']');
    written.match_indices('#').map(|(at, _)| at).find(|at| !quoted(*at))
}

/// The path that a pattern stands for, if it is only one.
fn literal(pattern: &str) -> Option<String> {
    let mut path = String::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '[' => {
                let quoted = letters.next().filter(|quoted| !"!^".contains(*quoted))?;
                path.push(quoted);
                letters.next().filter(|end| *end == ']')?;
            }
            '#' => path.push(letter),
            other if SPECIAL.contains(other) => return None,
            other => path.push(other),
        }
    }
    Some(path)
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
        let all: Vec<&str> = self.files().chain(self.types.iter().map(String::as_str)).collect();
        f.write_str(&all.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::bind::tests::facts;
    use crate::path::RepoPath;
    use proptest::prelude::{prop_assert, prop_assert_eq, prop_assume, proptest};

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
        check("a/[O]rder.java", "A");
        check("[a]/*.java", "AS");
        check("a/[", "`a/[` is no pattern of paths: unclosed character class; missing ']'");
    }

    proptest! {
        /// Whatever a file is called, what is written for it meets it and no other.
        #[test]
        fn a_unit_is_met_by_its_own_pattern_alone(
            names in proptest::collection::btree_set("[ab*?{}!^,.#\\[\\]\\\\-]{1,5}", 1..8),
        ) {
            let fine: Vec<&String> = names.iter().filter(|name| RepoPath::new(name).is_some()).collect();
            let written: Vec<&str> = fine.iter().map(|name| name.as_str()).collect();
            prop_assume!(!written.is_empty());
            let facts = facts(&written.join(" "));
            for unit in facts.units.ids() {
                let exact = Selection::of_units(&facts, &[unit]);
                let read: Vec<String> = exact.files().map(str::to_owned).collect();
                let again = Selection::new(&read, &[]);
                prop_assert_eq!(again.as_ref().map(|again| again.units(&facts)), Ok(vec![unit]), "{:?}", read);
                prop_assert!(exact.without(&facts, &[unit]).is_empty());
                let glob = GlobBuilder::new(&read[0][..part_sign(&read[0]).unwrap_or(read[0].len())]).backslash_escape(true).build();
                prop_assert!(glob.is_ok_and(|glob| glob.compile_matcher().is_match(facts.units[unit].path.as_str())), "{:?}", read);
            }
        }
    }
}
