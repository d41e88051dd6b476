//! Entry points, moved to the file that handles them, with the prefixes under which other files mount their routers.
//!
//! A mount is of one router of a file where the file registers routes on a variable of that name, else of all of them. What
//! is mounted twice keeps the first prefix, in the order of paths and lines.

use super::SourceFile;
use super::project::{Meaning, Project};
use crate::data::join_paths;
use crate::file::{EntryMention, Mount, Subject};
use seamline_analyzer::facts::{Context, EntryKind, EntryPoint};
use seamline_analyzer::{Id, UnitId};
use std::collections::BTreeMap;

/// Routers inside routers are followed this deep.
const DEPTH: usize = 8;

/// All entry points, sorted. One that another file handles (Django's `urls.py` names views) goes there; where that
/// file is not found it stays where it is said, and is dropped when that is no unit. `more` is what all files together
/// tell.
pub(super) fn collect(project: &Project<'_>, others: &[SourceFile], more: Vec<EntryPoint>) -> Vec<EntryPoint> {
    let units = project.files().iter().enumerate().map(|(index, file)| (Some(UnitId::new(index)), file));
    let all = units.chain(others.iter().map(|file| (None, file)));
    let mounted = mounted(project);
    let mut entries = more;
    for (from, file) in all {
        for entry in &file.facts.entries {
            let Some(placed) = place(project, from, file, entry) else { continue };
            let prefix = from.map_or_else(String::new, |unit| prefix(&mounted, unit, &entry.router));
            entries.push(below(&prefix, placed));
        }
    }
    entries.sort_by(|a, b| (a.unit, a.line, &a.kind, &a.handler).cmp(&(b.unit, b.line, &b.kind, &b.handler)));
    entries.dedup();
    entries
}

/// A router: a file and the variable in it, which is empty for all routers of the file.
type Router<'a> = (UnitId, &'a str);

/// The file and prefix that each mounted router stands below.
fn mounted<'a>(project: &Project<'a>) -> BTreeMap<Router<'a>, (UnitId, &'a str)> {
    let mut mounted = BTreeMap::new();
    for (index, file) in project.files().iter().enumerate() {
        let from = UnitId::new(index);
        for mount in &file.facts.mounts {
            if let Some(unit) = router(project, from, mount).filter(|unit| *unit != from) {
                let name = mount.router.rsplit('.').next().unwrap_or_default();
                let entries = &project.file(unit).facts.entries;
                let name = if entries.iter().any(|entry| entry.router == name) { name } else { "" };
                mounted.entry((unit, name)).or_insert((from, mount.prefix.as_str()));
            }
        }
    }
    mounted
}

/// The file of a mounted router.
pub(super) fn router(project: &Project<'_>, from: UnitId, mount: &Mount) -> Option<UnitId> {
    let file = project.file(from);
    let files = if mount.router.is_empty() {
        let here = file.facts.imports.iter().filter(|import| import.line == mount.line);
        let mut meanings = here.flat_map(|import| project.import(from, import)).map(|(_, meaning)| meaning);
        meanings.find_map(files_of)?
    } else {
        files_of(project.find(from, &mount.router, Context::Call))?
    };
    Some(project.nearest(&file.path, &files))
}

fn files_of(meaning: Meaning) -> Option<Vec<UnitId>> {
    match meaning {
        Meaning::Files(_, files) => Some(files),
        Meaning::Own | Meaning::Elsewhere | Meaning::Unknown => None,
    }
}

fn prefix(mounted: &BTreeMap<Router<'_>, (UnitId, &str)>, unit: UnitId, router: &str) -> String {
    let mut prefix = String::new();
    let mut inner = (unit, router);
    for _ in 0..DEPTH {
        let Some((outer, own)) = mounted.get(&inner).or_else(|| mounted.get(&(inner.0, ""))) else { break };
        prefix = join_paths(own, &prefix);
        inner = (*outer, "");
    }
    prefix
}

/// The entry point with the prefix before its path.
fn below(prefix: &str, mut entry: EntryPoint) -> EntryPoint {
    if let EntryKind::Http { path, .. } = &mut entry.kind
        && !prefix.is_empty()
    {
        *path = join_paths(prefix, path);
    }
    entry
}

fn place(project: &Project<'_>, from: Option<UnitId>, file: &SourceFile, entry: &EntryMention) -> Option<EntryPoint> {
    let there = match &entry.subject {
        Subject::ThisFile => None,
        Subject::Type(name) => project.find_type(from, &file.path, name),
    };
    let unit = there.or(from)?;
    // The line of the handler is the declaration's, where the entry is listed by another file.
    let line = if Some(unit) == from { entry.line } else { declared_at(project, unit, &entry.handler) };
    let (kind, handler, rule) = (entry.kind.clone(), entry.handler.clone(), entry.rule.clone());
    Some(EntryPoint { unit, line, kind, handler, rule })
}

fn declared_at(project: &Project<'_>, unit: UnitId, handler: &str) -> u32 {
    let named = |name: &str| handler.split(['.', ':', '#']).any(|part| part == name);
    let types = &project.file(unit).facts.types;
    types.iter().find(|declared| named(&declared.name)).map_or(1, |declared| {
        let method = declared.operations.iter().find(|operation| named(&operation.name));
        method.map_or(declared.line, |operation| operation.line)
    })
}
