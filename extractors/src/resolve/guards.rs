//! Guards across files: what a guard before a mounted router guards lies in the router's file, and in the files of the
//! routers that are mounted there.

use super::entries::router;
use super::project::Project;
use crate::flow::{Covers, GuardMention};
use seamline_analyzer::facts::{Guard, Reach};
use seamline_analyzer::{Id, UnitId};
use std::collections::BTreeSet;

/// Routers inside routers are followed this deep.
const DEPTH: usize = 8;

/// All guards, sorted.
pub(super) fn collect(project: &Project<'_>) -> Vec<Guard> {
    let mut guards: Vec<Guard> = Vec::new();
    for index in 0..project.files().len() {
        let unit = UnitId::new(index);
        for mention in &project.file(unit).facts.guards {
            guards.extend(reaches(project, unit, mention).into_iter().map(|reach| Guard {
                unit,
                line: mention.line,
                name: mention.name.clone(),
                open: mention.open,
                reach,
                rule: mention.rule.clone(),
            }));
        }
    }
    guards.sort();
    guards.dedup();
    guards
}

fn reaches(project: &Project<'_>, unit: UnitId, mention: &GuardMention) -> Vec<Reach> {
    let file = project.file(unit);
    let path = || file.path.clone();
    match &mention.covers {
        Covers::Lines(first, last) => vec![Reach::Lines { path: path(), first: *first, last: *last }],
        Covers::File => vec![Reach::File { path: path() }],
        Covers::Paths(pattern) => vec![Reach::Paths { pattern: pattern.clone() }],
        Covers::Application => vec![Reach::Application],
        Covers::Behind => {
            let mounts = &file.facts.mounts;
            let mounted: Vec<UnitId> = mounts
                .iter()
                .filter(|mount| mount.line == mention.line)
                .filter_map(|one| router(project, unit, one))
                .collect();
            let alone = mounted.is_empty();
            let behind = mounts.iter().filter(|mount| alone && mount.line > mention.line);
            let mut open: Vec<UnitId> = mounted;
            open.extend(behind.filter_map(|mount| router(project, unit, mount)));
            let inside = inside(project, unit, open);
            let own = alone.then(|| Reach::Lines { path: path(), first: mention.line, last: file.facts.lines });
            own.into_iter()
                .chain(inside.into_iter().map(|unit| Reach::File { path: project.file(unit).path.clone() }))
                .collect()
        }
    }
}

/// The files of routers, and of the routers mounted in them.
fn inside(project: &Project<'_>, from: UnitId, mut open: Vec<UnitId>) -> BTreeSet<UnitId> {
    let mut found = BTreeSet::new();
    for _ in 0..DEPTH {
        let new: Vec<UnitId> = open.drain(..).filter(|unit| *unit != from && found.insert(*unit)).collect();
        for unit in new {
            open.extend(project.file(unit).facts.mounts.iter().filter_map(|mount| router(project, unit, mount)));
        }
    }
    found
}
