//! Which part of a file a name means, once resolution has said which file.
//!
//! The last segment of the name that the file declares decides; a member that is called on a type leads to its method
//! where that is a part. A method that an interface promises means the method that keeps the promise, when one type alone
//! implements the interface: that is what runs. A method that a type has from a base means the type when others call it
//! (who uses an order uses orders, not what all entities have), and the base's method within the file. What no declaration answers to means the file's rest, or the part with
//! most lines where there is none.

use super::division::Division;
use seamline_analyzer::Id;
use seamline_analyzer::facts::{Context, PartKind, REST, Reference};
use std::collections::BTreeMap;

/// Steps from an interface to its implementation, or from a type to its bases.
const MOST_STEPS: usize = 4;

/// A type by its file and name.
type TypeOf = (usize, String);

/// The divisions of all files, and which types extend which.
pub(super) struct Targets<'a> {
    files: &'a [Box<Division>],
    heirs: BTreeMap<TypeOf, Vec<TypeOf>>,
    bases: BTreeMap<TypeOf, Vec<TypeOf>>,
}

/// A part of a file, and the member it was found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) file: usize,
    pub(super) piece: usize,
    /// `Order.place`, where a member led here.
    pub(super) member: Option<String>,
}

impl<'a> Targets<'a> {
    /// Reads who extends whom off the references between files.
    pub(super) fn new(files: &'a [Box<Division>], references: &[Reference]) -> Self {
        let mut all = Self { files, heirs: BTreeMap::new(), bases: BTreeMap::new() };
        for reference in references.iter().filter(|reference| reference.context == Context::Inherit) {
            let (from, to) = (reference.from.index(), reference.to.index());
            let base = last_segment(&reference.name);
            for line in &reference.lines {
                if let Some(heir) = files[from].type_at(*line) {
                    all.add((from, heir), (to, base));
                }
            }
        }
        for (file, division) in files.iter().enumerate() {
            for seen in division.seen.iter().filter(|seen| seen.context == Context::Inherit) {
                let base = last_segment(&seen.name);
                if !division.named.contains_key(base) {
                    continue;
                }
                for heir in seen.lines.iter().filter_map(|line| division.type_at(*line)).filter(|heir| *heir != base) {
                    all.add((file, heir), (file, base));
                }
            }
        }
        all
    }

    fn add(&mut self, heir: (usize, &str), base: (usize, &str)) {
        let [heir, base] = [heir, base].map(|(file, name)| (file, name.to_owned()));
        let heirs = self.heirs.entry(base.clone()).or_default();
        if !heirs.contains(&heir) {
            heirs.push(heir.clone());
            self.bases.entry(heir).or_default().push(base);
        }
    }

    /// What a name means that leads from one file to another.
    pub(super) fn of_reference(&self, from: usize, to: usize, name: &str, member: &str) -> Target {
        let division = &self.files[to];
        let mut segments = segments(name);
        if let Some(there) = segments.first().and_then(|first| self.files[from].aliases.get(*first)) {
            segments[0] = there;
        }
        let known = segments.iter().rposition(|segment| division.named.contains_key(*segment));
        if let Some(at) = known {
            let member = segments.get(at + 1).copied().unwrap_or(member);
            return self.of_name(to, segments[at], member, false);
        }
        let last = if member.is_empty() { segments.last().copied().unwrap_or_default() } else { member };
        if let Some(target) = self.only_member(to, last) {
            return target;
        }
        let only_type = division.types.first().filter(|_| division.types.len() == 1).map(|(name, ..)| name);
        match only_type.filter(|_| !division.named.contains_key(REST)) {
            Some(name) => self.of_name(to, name, member, false),
            None => Target { file: to, piece: main_piece(division), member: None },
        }
    }

    /// What one of a file's own names means in it; none for a name it does not declare.
    pub(super) fn of_own(&self, file: usize, name: &str, member: &str) -> Option<Target> {
        let division = &self.files[file];
        let segments = segments(name);
        let first = segments.first().copied().unwrap_or_default();
        let at = match first {
            "crate" | "self" | "super" => segments.iter().rposition(|one| division.named.contains_key(*one))?,
            _ => 0,
        };
        let member = segments.get(at + 1).copied().unwrap_or(member);
        if division.named.contains_key(segments[at]) {
            return Some(self.of_name(file, segments[at], member, true));
        }
        None
    }

    fn of_name(&self, file: usize, name: &str, member: &str, own: bool) -> Target {
        let found = if member.is_empty() { None } else { self.member(file, name, member, own, MOST_STEPS) };
        found.unwrap_or_else(|| Target { file, piece: self.files[file].named[name], member: None })
    }

    /// The method of a type, of what alone implements it, or, for the file's own use, of its bases in the file.
    fn member(&self, file: usize, of: &str, member: &str, own_use: bool, steps: usize) -> Option<Target> {
        let steps = steps.checked_sub(1)?;
        let division = &self.files[file];
        let full = format!("{of}.{member}");
        let key = (file, of.to_owned());
        let own = division.named.get(&full).copied();
        let is_part = |piece: usize| {
            let part = division.pieces[piece].part.as_ref();
            part.is_some_and(|part| part.kind == PartKind::Method || part.name == full)
        };
        if own.is_none_or(|piece| !is_part(piece))
            && division.interfaces.contains(of)
            && let Some([(heir_file, heir)]) = self.heirs.get(&key).map(Vec::as_slice)
            && let Some(found) = self.member(*heir_file, heir, member, own_use, steps)
        {
            return Some(found);
        }
        if let Some(piece) = own {
            return Some(Target { file, piece, member: Some(full) });
        }
        let bases = self.bases.get(&key).into_iter().flatten().filter(|(of, _)| own_use && *of == file);
        bases.take(8).find_map(|(_, base)| self.member(file, base, member, own_use, steps))
    }

    /// The only method of that name in a file.
    fn only_member(&self, file: usize, member: &str) -> Option<Target> {
        let ends = |name: &str| name.strip_suffix(member).is_some_and(|before| before.ends_with('.'));
        let mut found = self.files[file].named.iter().filter(|(name, _)| !member.is_empty() && ends(name));
        let (name, piece) = found.next()?;
        let target = Target { file, piece: *piece, member: Some(name.clone()) };
        found.next().is_none().then_some(target)
    }
}

/// The rest of a file, or its part with most lines.
pub(super) fn main_piece(division: &Division) -> usize {
    let lines = |piece: usize| std::cmp::Reverse(division.pieces[piece].lines);
    let most = || (0..division.pieces.len()).min_by_key(|piece| (lines(*piece), *piece)).unwrap_or(0);
    division.named.get(REST).copied().unwrap_or_else(most)
}

fn segments(name: &str) -> Vec<&str> {
    name.split(['.', ':']).filter(|segment| !segment.is_empty()).collect()
}

fn last_segment(name: &str) -> &str {
    segments(name).last().copied().unwrap_or_default()
}
