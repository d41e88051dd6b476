//! Columns across files: what a file names of a store that another one declares.

use super::{Entities, Names, Saying};
use crate::file::Subject;
use crate::resolve::project::Project;
use seamline_analyzer::facts::ColumnUse;

/// The columns that all files name, sorted.
pub(super) fn collect(
    project: &Project<'_>,
    sayings: &[Saying<'_>],
    entities: &Entities,
    names: &Names,
) -> Vec<ColumnUse> {
    let mut found: Vec<ColumnUse> = Vec::new();
    for saying in sayings {
        for mention in &saying.file.facts.columns {
            let there = match &mention.subject {
                Subject::ThisFile => None,
                Subject::Type(name) => saying.find(project, name),
            };
            let Some(unit) = there.or(saying.unit) else { continue };
            let named = entities.named(project, saying, mention.kind, &mention.target);
            let Some(store) = named.and_then(|named| names.known(&named)) else { continue };
            found.push(ColumnUse {
                unit,
                store,
                mode: mention.mode,
                site: saying.site(mention.line),
                columns: mention.columns.clone(),
                whole: mention.whole,
                rule: mention.rule.clone(),
            });
        }
    }
    found.sort();
    found.dedup();
    found
}
