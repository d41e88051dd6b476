//! A known decomposition: which service each file of the monolith went to, and what went to none.
//!
//! Three kinds of files have no service and are left out of every score, and counted: *shared* (a kit that every service
//! contains), *gateway* (what became the front door), *dropped* (what the decomposed form no longer needs). A file that
//! was *split* counts at file level for the service that got most of its functions (ties: the first by name), unless
//! `service_of` says which; at function level each of its functions counts, under the key `path#function`.
//!
//! A *variant* is another answer that was accepted before anybody looked at a result: it moves files or functions.

use super::reality::Reality;
use crate::compare::Labels;
use std::collections::{BTreeMap, BTreeSet};

/// Labels that stand for no service, in `service_of` and `split`.
pub const SHARED: &str = "(shared)";
/// The label of what became the front door.
pub const GATEWAY: &str = "(gateway)";
/// The label of what the decomposed form no longer has.
pub const DROPPED: &str = "(dropped)";

/// A known decomposition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Truth {
    /// What is decomposed.
    pub name: String,
    /// Whether folder names give the answer away.
    pub mask_paths: bool,
    /// Path to service.
    pub service_of: Labels,
    /// Path to service to the functions that went there.
    pub split: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// Files that every service contains.
    pub shared: BTreeSet<String>,
    /// Files that became the front door.
    pub gateway: BTreeSet<String>,
    /// Files that the decomposed form no longer has.
    pub dropped: BTreeSet<String>,
    /// Other answers that are accepted too.
    pub variants: Vec<Variant>,
    /// What the decomposed form really has.
    pub reality: Reality,
}

/// Another answer that is accepted too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// What moves: `path` or `path#function` to service.
    pub moves: Labels,
    /// Why it is accepted.
    pub reason: String,
}

/// Where a file went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Home<'a> {
    /// To one service, as a whole or for the most part.
    Service(&'a str),
    /// Into every service.
    Shared,
    /// Into the front door.
    Gateway,
    /// Nowhere: it is no longer needed.
    Dropped,
    /// The decomposition does not say.
    Unknown,
}

impl Truth {
    /// Where a file went.
    pub fn home(&self, path: &str) -> Home<'_> {
        let listed = [(&self.shared, Home::Shared), (&self.gateway, Home::Gateway), (&self.dropped, Home::Dropped)];
        if let Some((_, home)) = listed.into_iter().find(|(list, _)| list.contains(path)) {
            return home;
        }
        let main = || self.split.get(path).and_then(main_service);
        self.service_of.get(path).map(String::as_str).or_else(main).map_or(Home::Unknown, home_of)
    }

    /// Every path it speaks of, ascending.
    pub fn paths(&self) -> BTreeSet<&str> {
        let listed = [&self.shared, &self.gateway, &self.dropped].into_iter().flatten();
        self.service_of.keys().chain(self.split.keys()).chain(listed).map(String::as_str).collect()
    }

    /// Path to service of every file that has one.
    pub fn files(&self) -> Labels {
        let service = |path| match self.home(path) {
            Home::Service(service) => Some((path.to_owned(), service.to_owned())),
            Home::Shared | Home::Gateway | Home::Dropped | Home::Unknown => None,
        };
        self.paths().into_iter().filter_map(service).collect()
    }

    /// The same, with the functions of split files, as `path#function`, in the place of these files. `None` when no file
    /// is split.
    pub fn functions(&self) -> Option<Labels> {
        let mut labels = self.files();
        for (path, parts) in &self.split {
            labels.remove(path);
            for (service, functions) in parts {
                if let Home::Service(service) = home_of(service) {
                    labels.extend(functions.iter().map(|name| (format!("{path}#{name}"), service.to_owned())));
                }
            }
        }
        (!self.split.is_empty()).then_some(labels)
    }

    /// The services, ascending.
    pub fn services(&self) -> BTreeSet<&str> {
        let of_files = self.service_of.values().map(String::as_str);
        let of_functions = self.split.values().flat_map(BTreeMap::keys).map(String::as_str);
        let service = |name| match home_of(name) {
            Home::Service(service) => Some(service),
            Home::Shared | Home::Gateway | Home::Dropped | Home::Unknown => None,
        };
        of_files.chain(of_functions).filter_map(service).collect()
    }

    /// The decomposition with some variants taken, in their order.
    pub fn with(&self, variants: &[&Variant]) -> Self {
        let mut moved = self.clone();
        for (key, service) in variants.iter().flat_map(|variant| &variant.moves) {
            match key.split_once('#') {
                Some((path, function)) => moved.move_function(path, function, service),
                None => {
                    moved.split.remove(key);
                    for list in [&mut moved.shared, &mut moved.gateway, &mut moved.dropped] {
                        list.remove(key);
                    }
                    moved.service_of.insert(key.clone(), service.clone());
                }
            }
        }
        moved
    }

    /// The decomposition without some paths.
    pub fn without(&self, paths: &BTreeSet<String>) -> Self {
        let mut rest = self.clone();
        let kept = |path: &str| !paths.contains(path);
        rest.service_of.retain(|path, _| kept(path));
        rest.split.retain(|path, _| kept(path));
        for list in [&mut rest.shared, &mut rest.gateway, &mut rest.dropped] {
            list.retain(|path| kept(path));
        }
        for variant in &mut rest.variants {
            variant.moves.retain(|key, _| kept(key.split_once('#').map_or(key.as_str(), |(path, _)| path)));
        }
        rest
    }

    fn move_function(&mut self, path: &str, function: &str, service: &str) {
        let Some(parts) = self.split.get_mut(path) else { return };
        for functions in parts.values_mut() {
            functions.retain(|name| name != function);
        }
        parts.entry(service.to_owned()).or_default().push(function.to_owned());
        parts.retain(|_, functions| !functions.is_empty());
    }

    /// What in it contradicts itself, as sentences without a full stop.
    pub fn contradictions(&self) -> Vec<String> {
        let mut found = Vec::new();
        for path in self.paths() {
            let lists = [
                ("service_of", self.service_of.contains_key(path)),
                ("shared", self.shared.contains(path)),
                ("gateway", self.gateway.contains(path)),
                ("dropped", self.dropped.contains(path)),
            ];
            let named: Vec<&str> = lists.iter().filter(|(_, named)| *named).map(|(list, _)| *list).collect();
            if named.len() > 1 {
                found.push(format!("{path} is in {}", named.join(" and in ")));
            }
        }
        let functions = self.functions().unwrap_or_default();
        for variant in &self.variants {
            for key in variant.moves.keys() {
                let (path, function) = key.split_once('#').unwrap_or((key, ""));
                // Of a file that stayed whole, a variant may move a part: only its own names tell.
                let whole = !self.split.contains_key(path) && self.home(path) != Home::Unknown;
                let known = if function.is_empty() {
                    self.home(path) != Home::Unknown
                } else {
                    whole || functions.contains_key(key)
                };
                if !known {
                    found.push(format!("variant {} moves {key}, which is nowhere else", variant.name));
                }
            }
        }
        found
    }
}

/// The service that got most functions of a file.
fn main_service(parts: &BTreeMap<String, Vec<String>>) -> Option<&str> {
    parts.iter().rev().max_by_key(|(_, functions)| functions.len()).map(|(service, _)| service.as_str())
}

fn home_of(label: &str) -> Home<'_> {
    match label {
        SHARED => Home::Shared,
        GATEWAY => Home::Gateway,
        DROPPED => Home::Dropped,
        service => Home::Service(service),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Lines of `path service`; `path#function service` for a split file; `(shared)`, `(gateway)`, `(dropped)` for none.
    pub(in crate::validate) fn truth(lines: &str) -> Truth {
        let mut truth = Truth::default();
        for (key, service) in lines.split([';', '\n']).filter_map(|line| line.trim().split_once(' ')) {
            let (key, service) = (key.to_owned(), service.to_owned());
            match (key.split_once('#'), service.as_str()) {
                (Some((path, function)), _) => {
                    let parts = truth.split.entry(path.to_owned()).or_default();
                    parts.entry(service).or_default().push(function.to_owned());
                }
                (None, SHARED) => drop(truth.shared.insert(key)),
                (None, GATEWAY) => drop(truth.gateway.insert(key)),
                (None, DROPPED) => drop(truth.dropped.insert(key)),
                (None, _) => drop(truth.service_of.insert(key, service)),
            }
        }
        truth
    }

    /// Adds a variant of the same notation.
    pub(in crate::validate) fn variant(name: &str, lines: &str) -> Variant {
        let moves = lines.split(';').filter_map(|line| line.trim().split_once(' '));
        let moves = moves.map(|(key, service)| (key.to_owned(), service.to_owned())).collect();
        Variant { name: name.to_owned(), moves, reason: "it is as good".to_owned() }
    }

    fn shown(labels: &Labels) -> String {
        labels.iter().map(|(key, service)| format!("{key} {service}")).collect::<Vec<_>>().join("; ")
    }

    fn check(lines: &str, files: &str, functions: Option<&str>) {
        let truth = truth(lines);
        assert_eq!(shown(&truth.files()), files);
        assert_eq!(truth.functions().as_ref().map(shown).as_deref(), functions);
        assert_eq!(truth.contradictions(), Vec::<String>::new());
    }

    #[test]
    fn what_has_no_service_is_left_out() {
        check("a x; b y; kit (shared); door (gateway); old (dropped)", "a x; b y", None);
    }
    #[test]
    fn a_label_in_brackets_is_no_service() {
        let truth = Truth { service_of: Labels::from([("a".into(), SHARED.into())]), ..Truth::default() };
        assert_eq!((truth.files().len(), truth.home("a"), truth.services().len()), (0, Home::Shared, 0));
    }
    #[test]
    fn a_split_file_counts_for_its_largest_part() {
        check("a x; g#f x; g#h y; g#i y", "a x; g y", Some("a x; g#f x; g#h y; g#i y"));
    }
    #[test]
    fn of_equal_parts_the_first_by_name_counts() {
        check("g#f y; g#h x", "g x", Some("g#f y; g#h x"));
    }
    #[test]
    fn service_of_says_which_part_is_the_main_one() {
        check("g x; g#f x; g#h y; g#i y", "g x", Some("g#f x; g#h y; g#i y"));
    }
    #[test]
    fn functions_that_are_shared_have_no_service() {
        check("g#f x; g#h (shared); g#i (shared)", "", Some("g#f x"));
    }

    #[test]
    fn variants_move_files_and_functions() {
        let truth = truth("a x; b y; g#f x; g#h x; g#i y");
        let moved = truth.with(&[&variant("one", "a y; g#h y")]);
        assert_eq!(shown(&moved.files()), "a y; b y; g y");
        let whole = truth.with(&[&variant("two", "g z")]);
        assert_eq!((shown(&whole.files()), whole.functions()), ("a x; b y; g z".to_owned(), None));
    }

    #[test]
    fn contradictions_are_named() {
        let mut truth = truth("a x; b y; a (shared); g#f x");
        truth.variants = vec![variant("far", "c x; g#nothing y; b x")];
        let found = [
            "a is in service_of and in shared",
            "variant far moves c, which is nowhere else",
            "variant far moves g#nothing, which is nowhere else",
        ];
        assert_eq!(truth.contradictions(), found);
    }
}
