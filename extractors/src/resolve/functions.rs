//! Which function a call means, across files: by the name that is called, in the file that the name leads to.
//!
//! A method that an interface promises means the method that keeps the promise, when one type alone implements it; a
//! method that a type has from a base means the base's. What no function answers to means the type it is called on.

use super::project::{Meaning, Project};
use crate::flow::{CallMention, Function};
use seamline_analyzer::facts::{Context, TypeKind};
use seamline_analyzer::{Id, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// Steps from an interface to its implementation, or from a type to its bases.
const MOST_STEPS: usize = 4;

/// A type by its file and simple name.
pub(super) type TypeOf = (UnitId, String);

/// The functions of all files, by name.
pub(super) struct Functions<'a> {
    project: &'a Project<'a>,
    /// By unit: the full name of each function to its place in the file's list, the first of a name.
    named: Vec<BTreeMap<&'a str, usize>>,
    heirs: BTreeMap<TypeOf, Vec<TypeOf>>,
    bases: BTreeMap<TypeOf, Vec<TypeOf>>,
}

/// What a call leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Callee<'a> {
    /// A function of a file.
    Function(UnitId, &'a Function),
    /// A member of a type of a file that no function there answers to.
    Member {
        /// The file.
        unit: UnitId,
        /// The type.
        of: String,
        /// The member.
        member: String,
    },
}

impl<'a> Functions<'a> {
    pub(super) fn new(project: &'a Project<'a>) -> Self {
        let names = |file: &'a super::SourceFile| {
            let mut named = BTreeMap::new();
            for (place, function) in file.facts.functions.iter().enumerate() {
                let known = named.entry(function.name.as_str()).or_insert(place);
                // An overload with a body says more than one without.
                if !file.facts.functions[*known].body && function.body {
                    *known = place;
                }
            }
            named
        };
        let named = project.files().iter().map(names).collect();
        let mut functions = Self { project, named, heirs: BTreeMap::new(), bases: BTreeMap::new() };
        functions.inherit();
        functions
    }

    fn inherit(&mut self) {
        for (index, file) in self.project.files().iter().enumerate() {
            let from = UnitId::new(index);
            for (heir, written) in &file.facts.bases {
                let heir = (from, file.facts.types[*heir].name.clone());
                let files = match self.project.find(from, written, Context::Inherit) {
                    Meaning::Own => vec![from],
                    Meaning::Files(_, files) => files,
                    Meaning::Elsewhere | Meaning::Unknown => continue,
                };
                let base = (self.project.nearest(&file.path, &files), last_segment(written).to_owned());
                let heirs = self.heirs.entry(base.clone()).or_default();
                if base != heir && !heirs.contains(&heir) {
                    heirs.push(heir.clone());
                    self.bases.entry(heir).or_default().push(base);
                }
            }
        }
    }

    /// What a type extends and implements, however far, as far as the project declares it; sorted.
    pub(super) fn above(&self, unit: UnitId, of: &str) -> BTreeSet<TypeOf> {
        let mut found = BTreeSet::new();
        let mut open = vec![(unit, of.to_owned())];
        while let Some(one) = open.pop() {
            let bases = self.bases.get(&one).into_iter().flatten();
            open.extend(bases.filter(|base| found.insert((*base).clone())).cloned());
        }
        found
    }

    /// What a call of a file leads to; nothing where that is no file of the project.
    pub(super) fn callee(&self, from: UnitId, call: &CallMention) -> Option<Callee<'a>> {
        let file = self.project.file(from);
        let unit = match self.project.find(from, &call.name, Context::Call) {
            Meaning::Own => from,
            Meaning::Files(_, files) => self.project.nearest(&file.path, &files),
            Meaning::Elsewhere | Meaning::Unknown => return None,
        };
        let mut segments = segments(&call.name);
        let mut names = file.facts.imports.iter().flat_map(|import| &import.names);
        if let Some((there, _)) = names.find(|(_, here)| Some(here.as_str()) == segments.first().copied())
            && there != "default"
        {
            segments[0] = there;
        }
        if !call.member.is_empty() {
            segments.push(&call.member);
        }
        let (own, before) = segments.split_last()?;
        if let Some(of) = before.last()
            && let Some(found) = self.method(unit, of, own, MOST_STEPS)
        {
            return Some(found);
        }
        if let Some(place) = self.named[unit.index()].get(own) {
            return Some(self.function(unit, *place));
        }
        if let Some(found) = self.only_method(unit, own) {
            return Some(found);
        }
        let of = before.last().filter(|of| self.declares(unit, of))?;
        Some(Callee::Member { unit, of: (*of).to_owned(), member: (*own).to_owned() })
    }

    fn function(&self, unit: UnitId, place: usize) -> Callee<'a> {
        Callee::Function(unit, &self.project.files()[unit.index()].facts.functions[place])
    }

    fn declares(&self, unit: UnitId, of: &str) -> bool {
        self.project.file(unit).facts.types.iter().any(|declared| declared.name == of)
    }

    /// The method of a type, of what alone implements it, or of its bases.
    fn method(&self, unit: UnitId, of: &str, own: &str, steps: usize) -> Option<Callee<'a>> {
        let steps = steps.checked_sub(1)?;
        let key = (unit, of.to_owned());
        let found = self.named[unit.index()].get([of, ".", own].concat().as_str()).copied();
        let has_body = |place: usize| self.project.file(unit).facts.functions[place].body;
        if let Some(place) = found.filter(|place| has_body(*place)) {
            return Some(self.function(unit, place));
        }
        let types = &self.project.file(unit).facts.types;
        let promises = types.iter().any(|declared| declared.name == of && declared.kind == TypeKind::Interface);
        if (promises || found.is_some())
            && let Some([(heir_unit, heir)]) = self.heirs.get(&key).map(Vec::as_slice)
            && let Some(kept) = self.method(*heir_unit, heir, own, steps)
        {
            return Some(kept);
        }
        if let Some(place) = found {
            return Some(self.function(unit, place));
        }
        let bases = self.bases.get(&key).into_iter().flatten().take(8);
        bases.into_iter().find_map(|(base_unit, base)| self.method(*base_unit, base, own, steps))
    }

    /// The only method of that name in a file.
    fn only_method(&self, unit: UnitId, own: &str) -> Option<Callee<'a>> {
        let ends = |name: &str| name.strip_suffix(own).is_some_and(|before| before.ends_with('.'));
        let mut found = self.named[unit.index()].iter().filter(|(name, _)| ends(name));
        let (_, place) = found.next()?;
        found.next().is_none().then(|| self.function(unit, *place))
    }
}

fn segments(name: &str) -> Vec<&str> {
    name.split(['.', ':']).filter(|segment| !segment.is_empty()).collect()
}

fn last_segment(name: &str) -> &str {
    name.rsplit(['.', ':']).next().unwrap_or(name)
}
