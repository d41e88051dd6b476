//! The borders of a cut as a tool sees them that knows files and imports.
//!
//! Such a tool sees an import of the file that *hands a name on* (`__init__.py`, `index.ts`), where references lead to the
//! file that declares it. So whoever uses a declaration may also import any file that hands it on: one called `index` or
//! `__init__`, or of at most [`SMALL`] lines, that mentions the same name and does no more with it, or only imports its file.

use crate::wire::Document;
use std::collections::{BTreeMap, BTreeSet};

/// The most lines of a file that does nothing but hand on.
const SMALL: u32 = 3;

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
    let is = |context: u32, name: &str| columns.contexts[context as usize] == name;
    let all: Vec<(&str, &str, u32, u32)> = (0..columns.from.len())
        .map(|at| (path(columns.from[at]), path(columns.to[at]), columns.name[at], columns.context[at]))
        .filter(|(from, to, ..)| from != to)
        .collect();
    let middle = || all.iter().filter(|one| hands_on(one.0));
    let used: BTreeSet<(&str, &str)> = middle().filter(|one| !is(one.3, "import")).map(|one| (one.0, one.1)).collect();
    // Python hands on whatever is imported; what an `index.ts` builds or calls it uses itself.
    let handed = |context: u32| ["import", "use"].iter().any(|known| is(context, known));
    let lives = |one: &&(&str, &str, u32, u32)| !handed(one.3) && !one.0.ends_with("__init__.py");
    let lived: BTreeSet<(&str, &str, u32)> = middle().filter(lives).map(|one| (one.0, one.1, one.2)).collect();
    let mut by_name: BTreeMap<(&str, u32), BTreeSet<&str>> = BTreeMap::new();
    let mut whole: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, to, name, _) in middle() {
        if !lived.contains(&(*from, *to, *name)) {
            by_name.entry((to, *name)).or_default().insert(from);
        }
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
