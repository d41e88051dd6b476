//! Which units declare a persistent entity.
//!
//! A rule that saw an annotation, a base class or a schema call decides, or a mapping written in another file. Where
//! frameworks need none of these (C#, TypeScript, Rust), a declaring file in a folder for models counts too, unless its
//! name says what else it is. Where mappings or tables show what the project keeps, such a file is one only when a table
//! or collection is called like a type of it: requests and screens have their models, too. Where
//! there is a table or collection and fewer than three entities are found that way, so does a file in such a folder that
//! has a field and is used by two: a project that keeps nothing has no entities, whatever its folders are called.

use super::SourceFile;
use super::project::{Project, names};
use super::stores::Data;
use crate::lang::Names;
use seamline_analyzer::facts::{Context, Reference, TypeKind};
use seamline_analyzer::{Id, UnitId};

/// Folders that hold the model where a language's frameworks mark it in no other way.
const MODEL_FOLDERS: &[&str] = &["model", "models", "entity", "entities", "domain"];

/// Folders of last resort.
const BEAN_FOLDERS: &[&str] = &["model", "models", "entity", "entities", "domain", "bean", "beans"];

/// What such a file must not be called.
const OTHER_ROLES: &[&str] = &[
    "repository",
    "service",
    "event",
    "handler",
    "exception",
    "command",
    "rule",
    "resolver",
    "controller",
    "strategy",
    "fixture",
    "template",
];

/// Fewer entities or tables than this do not show what a project keeps.
const FEW: usize = 3;

/// Whether each unit declares an entity, in id order. `references` are sorted.
pub(super) fn decide(project: &Project<'_>, references: &[Reference], data: &Data) -> Vec<bool> {
    let files = project.files();
    let marked = |(at, file): (usize, &SourceFile)| file.facts.entity || data.mapped.contains(&UnitId::new(at));
    let mut entities: Vec<bool> = files.iter().enumerate().map(marked).collect();
    let shown = entities.iter().filter(|&&entity| entity).count().max(data.tables()) >= FEW;
    let has_store = |file: &SourceFile| file.facts.types.iter().any(|declared| data.has_store_of(&declared.name));
    for (entity, file) in entities.iter_mut().zip(files).filter(|(entity, _)| !**entity) {
        *entity = in_model_folder(file) && (!shown || has_store(file));
    }
    if data.tables() > 0 && entities.iter().filter(|&&entity| entity).count() < FEW {
        let users = users(files.len(), references);
        for ((entity, file), users) in entities.iter_mut().zip(files).zip(users) {
            *entity |= users >= 2 && lies_in(file, BEAN_FOLDERS) && has_field(file);
        }
    }
    entities
}

fn in_model_folder(file: &SourceFile) -> bool {
    let unmarked = match names(file) {
        Some(Names::Namespaces | Names::NodeModules | Names::RustModules) => true,
        Some(Names::Packages | Names::PythonModules | Names::Constants) | None => false,
    };
    unmarked && lies_in(file, MODEL_FOLDERS) && declares_data(file) && !has_other_role(file.path.stem())
}

fn lies_in(file: &SourceFile, folders: &[&str]) -> bool {
    file.path.folders().any(|folder| folders.iter().any(|wanted| folder.eq_ignore_ascii_case(wanted)))
}

fn declares_data(file: &SourceFile) -> bool {
    file.facts.types.iter().any(|declared| matches!(declared.kind, TypeKind::Class | TypeKind::Record))
}

fn has_other_role(stem: &str) -> bool {
    let stem = stem.to_ascii_lowercase();
    OTHER_ROLES.iter().any(|role| stem.contains(role))
}

fn has_field(file: &SourceFile) -> bool {
    file.facts.types.iter().any(|declared| declared.fields > 0)
}

/// How many units refer to each, imports alone not counted.
fn users(units: usize, references: &[Reference]) -> Vec<u32> {
    let mut pairs: Vec<(usize, usize)> = references
        .iter()
        .filter(|reference| reference.context != Context::Import)
        .map(|reference| (reference.to.index(), reference.from.index()))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut users = vec![0; units];
    for (to, _) in pairs {
        users[to] += 1;
    }
    users
}
