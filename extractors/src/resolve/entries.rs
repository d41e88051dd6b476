//! Entry points, moved to the file that handles them.

use super::SourceFile;
use super::project::Project;
use crate::file::{EntryMention, Subject};
use seamline_analyzer::facts::EntryPoint;
use seamline_analyzer::{Id, UnitId};

/// All entry points, sorted. One that another file handles (Django's `urls.py` names views) goes there; where that
/// file is not found it stays where it is said, and is dropped when that is no unit.
pub(super) fn collect(project: &Project<'_>, others: &[SourceFile]) -> Vec<EntryPoint> {
    let units = project.files().iter().enumerate().map(|(index, file)| (Some(UnitId::new(index)), file));
    let all = units.chain(others.iter().map(|file| (None, file)));
    let mut entries: Vec<EntryPoint> = all
        .flat_map(|(from, file)| file.facts.entries.iter().filter_map(move |entry| place(project, from, file, entry)))
        .collect();
    entries.sort_by(|a, b| (a.unit, a.line, &a.kind, &a.handler).cmp(&(b.unit, b.line, &b.kind, &b.handler)));
    entries.dedup();
    entries
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
    types.iter().find(|declared| named(&declared.name)).map_or(1, |declared| declared.line)
}
