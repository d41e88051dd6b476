//! The borders of a cut as a tool sees them that knows files and imports.
//!
//! Such a tool sees an import of the file that *hands a name on* (`__init__.py`, `index.ts`), where references lead to the
//! file that declares it. So whoever uses a declaration may also import any file that hands it on: one called `index` or
//! `__init__`, or of at most [`SMALL`] lines, that mentions the same name or only imports its file.

use crate::wire::Document;
use std::collections::{BTreeMap, BTreeSet};

/// The most lines of a file that does nothing but hand on.
const SMALL: u32 = 5;

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
    pub(super) fn new(document: &'a Document, languages: &[&str]) -> Self {
        let language: BTreeMap<&str, &str> =
            document.units.iter().map(|unit| (unit.path.as_str(), unit.language.as_str())).collect();
        let places = document.place_of_files();
        let service = |path: &str| places.get(path).copied().filter(|place| !place.starts_with('('));
        let known = language.iter().filter(|(_, language)| languages.contains(language));
        let files: BTreeMap<&str, Option<&str>> = known.map(|(path, _)| (*path, service(path))).collect();
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

/// Every use of a file by another, also through files that hand names on.
fn uses(document: &Document) -> BTreeSet<(&str, &str)> {
    let columns = &document.references;
    let path = |unit: u32| document.units[unit as usize].path.as_str();
    let mut lines: BTreeMap<&str, u32> = BTreeMap::new();
    for unit in &document.units {
        *lines.entry(&unit.path).or_default() += unit.lines;
    }
    let hands_on = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        matches!(name.split('.').next(), Some("index" | "__init__")) || lines[path] <= SMALL
    };
    let import = columns.contexts.iter().position(|context| context == "import").map(|at| at as u32);
    let all: Vec<(&str, &str, u32, bool)> = (0..columns.from.len())
        .map(|at| (path(columns.from[at]), path(columns.to[at]), columns.name[at], Some(columns.context[at]) == import))
        .filter(|(from, to, ..)| from != to)
        .collect();
    let used: BTreeSet<(&str, &str)> = all.iter().filter(|one| !one.3).map(|one| (one.0, one.1)).collect();
    let mut by_name: BTreeMap<(&str, u32), BTreeSet<&str>> = BTreeMap::new();
    let mut whole: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, to, name, _) in all.iter().filter(|one| hands_on(one.0)) {
        by_name.entry((to, *name)).or_default().insert(from);
        if !used.contains(&(*from, *to)) {
            whole.entry(to).or_default().insert(from);
        }
    }
    let mut uses = BTreeSet::new();
    for (from, to, name, _) in &all {
        uses.insert((*from, *to));
        let through = by_name.get(&(*to, *name)).into_iter().chain(whole.get(to)).flatten();
        uses.extend(through.map(|middle| (*from, *middle)));
    }
    uses
}
