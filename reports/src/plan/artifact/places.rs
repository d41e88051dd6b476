//! Which file goes where, also for services that somebody wrote down; and folders in place of their files where a whole
//! folder goes to one place.

use crate::wire::Document;
use std::collections::{BTreeMap, BTreeSet};

/// The places of every file: one, or several where its parts part.
pub(super) struct Places {
    of: BTreeMap<String, BTreeSet<String>>,
}

impl Places {
    /// As the analysis proposes.
    pub(super) fn proposed(document: &Document) -> Self {
        let mut of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for unit in &document.units {
            of.entry(unit.path.clone()).or_default().insert(document.place_name(unit.place).to_owned());
        }
        Self { of }
    }

    /// As written down: by file, or by parts of it (`path#part`); what is not mentioned is anybody's.
    pub(super) fn labelled(document: &Document, labels: &BTreeMap<String, String>) -> Self {
        let mut of: BTreeMap<String, BTreeSet<String>> =
            document.units.iter().map(|unit| (unit.path.clone(), BTreeSet::new())).collect();
        for (label, place) in labels {
            let part = label.split_once('#').map(|(file, _)| file).filter(|_| !of.contains_key(label));
            match part.map(|file| of.get_mut(file)) {
                Some(Some(places)) => {
                    places.insert(place.clone());
                }
                // A part of a file that is not there.
                Some(None) => {}
                None => {
                    of.entry(label.clone()).or_default().insert(place.clone());
                }
            }
        }
        for places in of.values_mut().filter(|places| places.is_empty()) {
            places.insert("(shared)".to_owned());
        }
        Self { of }
    }

    /// The places of a file.
    pub(super) fn of(&self, path: &str) -> Option<&BTreeSet<String>> {
        self.of.get(path)
    }

    /// The files whose parts go to several places, by path.
    pub(super) fn divided(&self) -> impl Iterator<Item = (&str, &BTreeSet<String>)> {
        self.of.iter().filter(|(_, places)| places.len() > 1).map(|(path, places)| (path.as_str(), places))
    }

    /// The files that go whole to each place, with folders (`a/b/`) in place of all files below them where all go there and
    /// nowhere else. The whole tree is never one folder.
    pub(super) fn collapsed(&self) -> BTreeMap<&str, Vec<String>> {
        let mut below: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for (path, places) in &self.of {
            let place = only(places);
            for folder in folders(path) {
                let seen = below.entry(folder).or_insert(place);
                if *seen != place {
                    *seen = None;
                }
            }
        }
        let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (path, places) in &self.of {
            let whole = folders(path).find(|folder| below[folder].is_some());
            if let Some(place) = only(places) {
                let wanted = whole.unwrap_or(path);
                let list = found.entry(place).or_default();
                if list.last().map(String::as_str) != Some(wanted) {
                    list.push(wanted.to_owned());
                }
            }
        }
        found
    }
}

fn only(places: &BTreeSet<String>) -> Option<&str> {
    if places.len() == 1 { places.first().map(String::as_str) } else { None }
}

/// The folders above a file with their slash, the outermost first.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..=at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &str, expected: &str) {
        let mut of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for word in files.split(' ') {
            let (path, place) = word.split_once('=').unwrap();
            of.insert(path.to_owned(), place.split('+').map(str::to_owned).collect());
        }
        let places = Places { of };
        let shown = places.collapsed().into_iter().map(|(place, paths)| format!("{place}: {}", paths.join(" ")));
        assert_eq!(shown.collect::<Vec<_>>().join("; "), expected);
    }

    #[test]
    fn a_whole_folder_stands_for_its_files() {
        check("a/x=s a/y=s b/z=t", "s: a/; t: b/");
    }
    #[test]
    fn the_outermost_whole_folder() {
        check("src/a/x=s src/a/b/y=s src/c/z=t", "s: src/a/; t: src/c/");
    }
    #[test]
    fn mixed_folders_are_listed_by_file() {
        check("a/x=s a/y=t a/b/z=s", "s: a/b/ a/x; t: a/y");
    }
    #[test]
    fn a_file_of_several_stands_apart() {
        check("a/x=s+t a/y=s", "s: a/y");
    }
    #[test]
    fn the_tree_is_no_folder() {
        check("x=s y=s", "s: x y");
    }
}
