//! What decisions mean for given facts: which units they meet, and which of them cannot both hold.

use super::bundle::{Bundle, Target, Union, bundles};
use super::{Decision, Decisions, Entry};
use crate::facts::Facts;
use crate::id::{Id, UnitId};
use std::collections::BTreeMap;

/// Decisions with the units that they meet.
#[derive(Debug, Clone, Default)]
pub struct Bound {
    pub(super) decisions: Decisions,
    /// Per entry and group of it, the units that are met.
    pub(super) met: Vec<Vec<Vec<UnitId>>>,
    /// Per entry, what of its patterns meets nothing.
    pub(super) unmet: Vec<Vec<String>>,
    /// Per entry, what it says.
    sentences: Vec<String>,
    /// The entries by what they say: the order in which they are applied.
    order: Vec<usize>,
}

/// Two decisions that cannot both hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} and {} cannot both hold: {what}", place(first), place(second))]
pub struct Conflict {
    /// Line and words of the entry that comes first.
    pub first: (u32, String),
    /// Line and words of the other.
    pub second: (u32, String),
    /// What they disagree about.
    pub what: String,
}

/// Line and words of an entry; one that is not written yet has no line.
fn place((line, words): &(u32, String)) -> String {
    if *line == 0 { format!("the new entry ({words})") } else { format!("line {line} ({words})") }
}

impl Bound {
    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.decisions.entries.is_empty()
    }

    /// Whether a new cut was asked for in which the entries hold from the start.
    pub(crate) fn recluster(&self) -> bool {
        self.decisions.recluster && !self.is_empty()
    }

    /// The entries, in the order they were written.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.decisions.entries
    }

    /// What an entry says.
    pub(crate) fn sentence(&self, entry: usize) -> &str {
        &self.sentences[entry]
    }

    /// The entries in the order in which they are applied.
    pub(super) fn order(&self) -> &[usize] {
        &self.order
    }

    /// The units that entry meets, ascending.
    pub(crate) fn units(&self, entry: usize) -> Vec<UnitId> {
        let mut units = self.met[entry].concat();
        units.sort_unstable();
        units.dedup();
        units
    }

    /// The groups of an entry that keeps groups apart.
    pub(crate) fn groups(&self, entry: usize) -> &[Vec<UnitId>] {
        &self.met[entry]
    }

    /// The bundles of the entries that are wanted.
    pub(crate) fn bundles(&self, n: usize, wanted: impl Fn(usize) -> bool) -> Vec<Bundle> {
        let entries = self.entries().iter().enumerate().filter(|(at, _)| wanted(*at));
        let entries: Vec<_> = entries.map(|(at, entry)| (at, entry, self.met[at].as_slice())).collect();
        bundles(n, &entries)
    }
}

/// Finds what decisions are about.
///
/// # Errors
/// For two entries that cannot both hold, whatever the proposal is.
pub fn bind(facts: &Facts, decisions: Decisions) -> Result<Bound, Conflict> {
    bind_after(facts, decisions, None)
}

/// The same where nearly the same was bound before: what an entry meets is looked up only where the entry is new.
pub(crate) fn bind_after(facts: &Facts, decisions: Decisions, before: Option<&Bound>) -> Result<Bound, Conflict> {
    let entries = &decisions.entries;
    // An entry stands where it stood before, from the front or from the back.
    let known = |at: usize| {
        let before = before?;
        let from_back = (at + before.entries().len()).checked_sub(entries.len());
        let same = |other: &usize| before.entries().get(*other).is_some_and(|e| e.decision == entries[at].decision);
        std::iter::once(at).chain(from_back).find(same).map(|other| (before, other))
    };
    let (mut met, mut unmet, mut sentences) = (Vec::new(), Vec::new(), Vec::new());
    for (at, entry) in entries.iter().enumerate() {
        if let Some((before, other)) = known(at) {
            met.push(before.met[other].clone());
            unmet.push(before.unmet[other].clone());
            sentences.push(before.sentences[other].clone());
        } else {
            met.push(groups(facts, &entry.decision));
            unmet.push(missing(facts, &entry.decision));
            sentences.push(entry.decision.sentence());
        }
    }
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|at| &sentences[*at]);
    let bound = Bound { decisions, met, unmet, sentences, order };
    bound.check_services()?;
    bound.check_units(facts)?;
    Ok(bound)
}

/// The units that an entry meets, by group.
fn groups(facts: &Facts, decision: &Decision) -> Vec<Vec<UnitId>> {
    match decision {
        Decision::Pin(what, _) | Decision::Together(what) | Decision::Treat(_, what, _) => vec![what.units(facts)],
        Decision::Apart(groups) => groups.iter().map(|group| group.units(facts)).collect(),
        _ => Vec::new(),
    }
}

/// What of an entry's patterns meets nothing.
fn missing(facts: &Facts, decision: &Decision) -> Vec<String> {
    match decision {
        Decision::Pin(what, _) | Decision::Together(what) | Decision::Treat(_, what, _) => what.unmet(facts),
        Decision::Apart(groups) => groups.iter().flat_map(|group| group.unmet(facts)).collect(),
        _ => Vec::new(),
    }
}

impl Bound {
    fn conflict(&self, a: usize, b: usize, what: String) -> Conflict {
        let of = |at: usize| (self.entries()[at].line, self.sentences[at].clone());
        Conflict { first: of(a.min(b)), second: of(a.max(b)), what }
    }

    /// Services that two entries want to be different things.
    fn check_services(&self) -> Result<(), Conflict> {
        let mut changed: BTreeMap<&str, usize> = BTreeMap::new();
        let mut called: BTreeMap<&str, usize> = BTreeMap::new();
        let mut renamed: BTreeMap<&str, usize> = BTreeMap::new();
        let mut teams: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
        for (at, entry) in self.entries().iter().enumerate() {
            let (shaped, name): (Vec<&str>, Option<&str>) = match &entry.decision {
                Decision::Merge(services, into) => (services.iter().map(String::as_str).collect(), Some(into)),
                Decision::Split(service, _) => (vec![service], None),
                Decision::Treat(_, _, services) => (services.iter().map(String::as_str).collect(), None),
                Decision::Rename(service, to) => {
                    if let Some(other) = renamed.insert(service, at) {
                        return Err(self.conflict(other, at, format!("{service} can have one name")));
                    }
                    (Vec::new(), Some(to))
                }
                Decision::Team(service, team) => {
                    let known = teams.insert(service, (at, team)).filter(|(_, known)| known != team);
                    if let Some((other, _)) = known {
                        return Err(self.conflict(other, at, format!("{service} can have one team")));
                    }
                    (Vec::new(), None)
                }
                _ => continue,
            };
            for service in shaped {
                if let Some(other) = changed.insert(service, at).filter(|other| *other != at) {
                    return Err(self.conflict(other, at, format!("both change {service}")));
                }
            }
            if let Some(other) = name.and_then(|name| called.insert(name, at)) {
                return Err(self.conflict(
                    other,
                    at,
                    format!("both make a service called {}", name.unwrap_or_default()),
                ));
            }
        }
        Ok(())
    }

    /// Units that two entries want in different places.
    fn check_units(&self, facts: &Facts) -> Result<(), Conflict> {
        let label = |unit: UnitId| facts.units[unit].label();
        let mut union = Union::new(facts.units.len());
        // Of every bundle by its root: where it goes, which entry says so.
        let mut target_of: BTreeMap<usize, (Target, usize)> = BTreeMap::new();
        for (at, entry) in self.entries().iter().enumerate() {
            let Some(target) = Target::of(&entry.decision) else { continue };
            for unit in self.met[at].iter().flatten() {
                match target_of.get(&unit.index()) {
                    Some((other, known)) if *other != target => {
                        return Err(self.conflict(*known, at, format!("they want {} in two places", label(*unit))));
                    }
                    Some(_) => {}
                    None => drop(target_of.insert(unit.index(), (target.clone(), at))),
                }
            }
        }
        for (at, entry) in self.entries().iter().enumerate() {
            if !matches!(entry.decision, Decision::Together(_)) {
                continue;
            }
            let roots: Vec<usize> = self.met[at][0].iter().map(|unit| union.root(unit.index())).collect();
            let mut known: Option<(Target, usize)> = None;
            for root in roots {
                let Some((target, entry)) = target_of.get(&root).cloned() else { continue };
                match &known {
                    Some((other, first)) if *other != target => {
                        let what = "it sends a part of them elsewhere than another entry does the rest".to_owned();
                        return Err(self.conflict(at, if *first == at { entry } else { entry.max(*first) }, what));
                    }
                    _ => known = Some((target, entry)),
                }
            }
            union.join(&self.met[at][0]);
            if let (Some(known), Some(unit)) = (known, self.met[at][0].first()) {
                let root = union.root(unit.index());
                target_of.insert(root, known);
            }
        }
        self.check_apart(&label)
    }

    /// Groups that have to be apart and cannot be.
    fn check_apart(&self, label: &dyn Fn(UnitId) -> String) -> Result<(), Conflict> {
        let n = self.met.iter().flatten().flatten().map(|unit| unit.index() + 1).max().unwrap_or(0);
        for (apart, entry) in self.entries().iter().enumerate() {
            if !matches!(entry.decision, Decision::Apart(_)) {
                continue;
            }
            // Entries join units one after the other; the one that joins two groups is the one in conflict.
            let mut union = Union::new(n);
            let mut at_service: BTreeMap<Target, UnitId> = BTreeMap::new();
            for joining in std::iter::once(None).chain((0..self.entries().len()).map(Some)) {
                if let Some(joining) = joining {
                    let units = self.units(joining);
                    match Target::of(&self.entries()[joining].decision) {
                        Some(target @ Target::Service(_)) => {
                            let Some(first) = units.first() else { continue };
                            union.join(&units);
                            let known = *at_service.entry(target).or_insert(*first);
                            union.join(&[known, *first]);
                        }
                        None if matches!(self.entries()[joining].decision, Decision::Together(_)) => union.join(&units),
                        _ => continue,
                    }
                }
                let mut group_of: BTreeMap<usize, (usize, UnitId)> = BTreeMap::new();
                for (group, units) in self.met[apart].iter().enumerate() {
                    for unit in units {
                        let (known, other) = *group_of.entry(union.root(unit.index())).or_insert((group, *unit));
                        if known != group {
                            let what = format!("{} and {}", label(other), label(*unit));
                            let with = joining.unwrap_or(apart);
                            return Err(self.conflict(apart, with, what));
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::decision::{Selection, Treatment};
    use crate::facts::{Parse, TypeDecl, TypeKind, Unit};
    use crate::path::RepoPath;

    /// Files, each of which declares a type of its name.
    pub(crate) fn facts(paths: &str) -> Facts {
        let unit = |path: &str| {
            let name = path.rsplit('/').next().unwrap_or_default().split('.').next().unwrap_or_default();
            let declared = TypeDecl {
                name: name.to_owned(),
                kind: TypeKind::Class,
                line: 1,
                end_line: 9,
                fields: 0,
                operations: Vec::new(),
            };
            Unit {
                path: RepoPath::new(path).expect("a test path"),
                part: None,
                language: "java",
                lines: 10,
                bytes: 100,
                package: String::new(),
                types: vec![declared],
                entity: false,
                parse: Parse::Full,
            }
        };
        Facts { units: paths.split(' ').map(unit).collect(), ..Facts::default() }
    }

    fn select(files: &str) -> Selection {
        let files: Vec<String> = files.split(' ').filter(|file| !file.is_empty()).map(str::to_owned).collect();
        Selection::new(&files, &[]).expect("a pattern")
    }

    /// One entry per line: `pin a b > x`, `together a b`, `apart a b | c`, `merge x y > z`, `split x 2`, `rename x > y`,
    /// `shared a`, `stays a`, `team x > t`.
    pub(crate) fn decisions(text: &str) -> Decisions {
        let line = |(at, line): (usize, &str)| {
            let (kind, rest) = line.split_once(' ').expect("a kind");
            let (left, right) = rest.split_once(" > ").unwrap_or((rest, ""));
            let right = right.to_owned();
            let names = || left.split(' ').map(str::to_owned).collect::<Vec<_>>();
            let decision = match kind {
                "pin" => Decision::Pin(select(left), right),
                "together" => Decision::Together(select(left)),
                "apart" => Decision::Apart(left.split(" | ").map(select).collect()),
                "merge" => Decision::Merge(names(), right),
                "split" => Decision::Split(names()[0].clone(), names()[1].parse().expect("a number")),
                "rename" => Decision::Rename(left.to_owned(), right),
                "shared" => Decision::Treat(Treatment::Shared, select(left), Vec::new()),
                "stays" => Decision::Treat(Treatment::Stays, select(left), Vec::new()),
                "leave" => Decision::Treat(Treatment::Stays, Selection::default(), names()),
                "team" => Decision::Team(left.to_owned(), right),
                "most" => Decision::Sizes { least: 0, most: left.parse().expect("a number") },
                other => panic!("{other}"),
            };
            Entry { line: at as u32 + 1, decision, reason: "because".into() }
        };
        let entries = text.split(';').map(str::trim).filter(|line| !line.is_empty()).enumerate().map(line).collect();
        Decisions { recluster: false, entries }
    }

    fn check(text: &str, expected: &str) {
        let bound = bind(&facts("a b c d"), decisions(text));
        assert_eq!(bound.err().map(|conflict| conflict.to_string()).unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn what_can_hold_together() {
        check("", "");
        check("pin a > x; pin b > x; together a b; apart a b | c d", "");
        check("together a b; together c d; apart a | c; apart b | d", "");
        check("pin a > x; pin b > y; apart a | b", "");
        check("shared a; apart a | b; together c d", "");
        check("merge x y > x; rename z > q; team x > t; team x > t", "");
    }

    #[test]
    fn one_file_in_two_places() {
        check(
            "pin a > x; pin * > y",
            "line 1 (a belongs to x) and line 2 (* belongs to y) cannot both hold: they want a in two places",
        );
        check(
            "shared a; stays a",
            "line 1 (a becomes a shared library) and line 2 (a stays in the monolith) cannot both hold: they want a in \
             two places",
        );
    }

    #[test]
    fn what_is_together_has_one_place() {
        check(
            "pin a > x; pin b > y; together a b",
            "line 2 (b belongs to y) and line 3 (a, b stays together) cannot both hold: it sends a part of them elsewhere \
             than another entry does the rest",
        );
        check(
            "pin a > x; pin c > y; together a b; together b c",
            "line 2 (c belongs to y) and line 4 (b, c stays together) cannot both hold: it sends a part of them elsewhere \
             than another entry does the rest",
        );
    }

    #[test]
    fn what_is_apart_is_not_together() {
        check(
            "apart a | b; together a c; together c b",
            "line 1 (a and b are kept apart) and line 3 (c, b stays together) cannot both hold: a and b",
        );
        check(
            "pin a > x; pin b > x; apart a | b",
            "line 2 (b belongs to x) and line 3 (a and b are kept apart) cannot both hold: a and b",
        );
        check(
            "apart a b | b c",
            "line 1 (a, b and b, c are kept apart) and line 1 (a, b and b, c are kept apart) cannot both hold: b and b",
        );
    }

    #[test]
    fn a_service_is_one_thing() {
        check(
            "merge x y > x; split y 2",
            "line 1 (x, y are one service, x) and line 2 (y is split in 2) cannot both hold: both change y",
        );
        check(
            "rename x > z; rename y > z",
            "line 1 (x is called z) and line 2 (y is called z) cannot both hold: both make a service called z",
        );
        check(
            "team x > t; team x > u",
            "line 1 (x belongs to t) and line 2 (x belongs to u) cannot both hold: x can have one team",
        );
    }
}
