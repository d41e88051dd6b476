//! The borders of a cut as a tool sees them that knows files and imports.
//!
//! Such a tool sees an import of the file that *hands a name on* (`__init__.py`, `index.ts`), where references lead to the
//! file that declares it. Both are what a file uses today.

use super::Cut;
use crate::wire::Document;
use std::collections::{BTreeMap, BTreeSet};

/// Files of some languages, the service of each, and what crosses today.
pub(super) struct Borders<'a> {
    /// The service of each file; `None` for what all may use.
    pub(super) files: BTreeMap<&'a str, Option<&'a str>>,
    /// Uses of a file by a file of another service.
    pub(super) today: BTreeSet<(&'a str, &'a str)>,
    /// How many files are in other languages.
    pub(super) elsewhere: usize,
}

impl<'a> Borders<'a> {
    /// The borders between files in these languages.
    pub(super) fn new(cut: &Cut<'a>, languages: &[&str]) -> Self {
        let document = cut.document;
        let language: BTreeMap<&str, &str> =
            document.units.iter().map(|unit| (unit.path.as_str(), unit.language.as_str())).collect();
        let known = language.iter().filter(|(_, language)| languages.contains(language));
        let files: BTreeMap<&str, Option<&str>> = known.map(|(path, _)| (*path, cut.service(path))).collect();
        let crosses = |(from, to): &(&str, &str)| matches!((files.get(from), files.get(to)), (Some(Some(a)), Some(Some(b))) if a != b);
        let today = uses(document).into_iter().filter(crosses).collect();
        Self { today, elsewhere: language.len() - files.len(), files }
    }

    /// The services that have a file here, by name.
    pub(super) fn services(&self) -> BTreeSet<&'a str> {
        self.files.values().flatten().copied().collect()
    }

    /// How many files are in a service.
    pub(super) fn placed(&self) -> usize {
        self.files.values().flatten().count()
    }

    /// What each file of a service uses in others today.
    pub(super) fn by_user(&self) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
        let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (from, to) in &self.today {
            users.entry(from).or_default().insert(to);
        }
        users
    }
}

/// Every use of a file by another, and every import of one that hands on what is used.
fn uses(document: &Document) -> BTreeSet<(&str, &str)> {
    let path = |unit: u32| document.units[unit as usize].path.as_str();
    let pairs =
        |from: &'_ [u32], to: &'_ [u32]| -> Vec<(u32, u32)> { from.iter().copied().zip(to.iter().copied()).collect() };
    let used = pairs(&document.references.from, &document.references.to);
    let through = pairs(&document.reexports.from, &document.reexports.through);
    let all = used.into_iter().chain(through).map(|(from, to)| (path(from), path(to)));
    all.filter(|(from, to)| from != to).collect()
}
