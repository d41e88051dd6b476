//! Which service each file belongs to after a change, given who belonged where before it.
//!
//! A file keeps its home, also under a new name. A new file gets the home that somebody decided; else that of its folder,
//! where all files of the folder that have a service have the same one, or all are shared; else that of the service which two thirds of what
//! mentions it belong to, as code is there for those who use it; else the same of what it mentions as well. A file that none of these place has no home, and is told so
//! (rule `homeless-file`): it may do as it likes until somebody gives it one.

use super::Change;
use crate::compare::Labels;
use crate::facts::Facts;
use std::collections::{BTreeMap, BTreeSet};

/// The label of what belongs to no service and is there for all.
const SHARED: &str = "(shared)";

/// The share of a new file's references that has to agree.
const MOST: f64 = 2.0 / 3.0;

/// Who belongs where after a change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Homes {
    /// The service of each file; `(shared)` and `(gateway)` are no services.
    pub labels: Labels,
    /// New files that nothing gives a home, ascending.
    pub homeless: Vec<String>,
    /// New files that got one, each with why.
    pub placed: BTreeMap<String, &'static str>,
    /// Files that keep their home because it is seen that they moved, and of which a written cut does not say so: each with the
    /// home that it gets once nobody sees the move any more, if it gets one.
    pub outdated: BTreeMap<String, Option<String>>,
}

impl Homes {
    /// Finds the files that moved away from where a written cut names them.
    pub fn look_for_outdated(&mut self, written: &Labels, change: &Change, after: &Facts) {
        let is_open = |path: &&String| self.labels.contains_key(*path) && !written.contains_key(*path);
        let moved: Vec<&String> = change.renamed.keys().filter(is_open).collect();
        if moved.is_empty() {
            return;
        }
        let later = homes(written, &Change::default(), after).labels;
        let differs = |path: &&String| later.get(*path) != self.labels.get(*path);
        let outdated = moved.into_iter().filter(differs).map(|path| (path.clone(), later.get(path).cloned()));
        self.outdated = outdated.collect();
    }
}

/// Places the files after a change: `known` are the homes before it (or what somebody decided), by path.
pub fn homes(known: &Labels, change: &Change, after: &Facts) -> Homes {
    let named = |label: &str| !label.starts_with("(unassigned");
    let mut homes = Homes::default();
    let mut open = Vec::new();
    for (unit, of) in after.units.iter() {
        let path = of.path.as_str();
        match known.get(path).or_else(|| known.get(change.before(path))).filter(|label| named(label)) {
            Some(label) => drop(homes.labels.insert(path.to_owned(), label.clone())),
            // What had no home before the change has none after it, and is nobody's fault.
            None if known.contains_key(change.before(path)) => {}
            None => open.push((unit, path)),
        }
    }
    let folders = folders(known);
    let mut rest = Vec::new();
    for (unit, path) in open {
        match of_folder(&folders, path) {
            Some(label) => {
                homes.labels.insert(path.to_owned(), label.to_owned());
                homes.placed.insert(path.to_owned(), "its folder");
            }
            None => rest.push((unit, path)),
        }
    }
    // New files may know each other only: those that are placed help the others, until nothing more is known.
    while !rest.is_empty() {
        let found: Vec<(String, String)> = rest
            .iter()
            .filter_map(|(unit, path)| Some(((*path).to_owned(), of_references(&homes.labels, after, *unit)?)))
            .collect();
        if found.is_empty() {
            break;
        }
        let placed: BTreeSet<&String> = found.iter().map(|(path, _)| path).collect();
        rest.retain(|(_, path)| !placed.contains(&(*path).to_owned()));
        for (path, label) in found {
            homes.placed.insert(path.clone(), "what it uses and what uses it");
            homes.labels.insert(path, label);
        }
    }
    homes.homeless = rest.into_iter().map(|(_, path)| path.to_owned()).collect();
    homes
}

/// The one service of the files of each folder, deeper folders included, or `(shared)` where nothing else is there; `None`
/// where they differ.
fn folders(known: &Labels) -> BTreeMap<&str, Option<&str>> {
    let mut folders: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for (path, label) in known.iter().filter(|(_, label)| !label.starts_with('(') || *label == SHARED) {
        let mut folder = path.as_str();
        while let Some((above, _)) = folder.rsplit_once('/') {
            let of = folders.entry(above).or_insert(Some(label));
            match of {
                // What is shared says nothing beside a service.
                Some(SHARED) => *of = Some(label),
                Some(other) if other != label && label != SHARED => *of = None,
                _ => {}
            }
            folder = above;
        }
    }
    folders
}

fn of_folder<'a>(folders: &BTreeMap<&str, Option<&'a str>>, path: &str) -> Option<&'a str> {
    let mut folder = path;
    while let Some((above, _)) = folder.rsplit_once('/') {
        if let Some(of) = folders.get(above) {
            return *of;
        }
        folder = above;
    }
    None
}

fn of_references(labels: &Labels, facts: &Facts, unit: crate::UnitId) -> Option<String> {
    let (mut users, mut all): (Pulls<'_>, Pulls<'_>) = Default::default();
    for one in facts.references.iter().filter(|one| (one.from == unit) != (one.to == unit)) {
        let other = if one.from == unit { one.to } else { one.from };
        if let Some(label) = labels.get(facts.units[other].path.as_str()).filter(|label| !label.starts_with('(')) {
            *all.entry(label).or_default() += one.count;
            if one.to == unit {
                *users.entry(label).or_default() += one.count;
            }
        }
    }
    strongest(users).or_else(|| strongest(all))
}

/// How often files of each service are at the other end.
type Pulls<'a> = BTreeMap<&'a str, u32>;

fn strongest(pulls: Pulls<'_>) -> Option<String> {
    let all: u32 = pulls.values().sum();
    let (label, most) = pulls.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)))?;
    (f64::from(most) >= MOST * f64::from(all)).then(|| label.to_owned())
}
