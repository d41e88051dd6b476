//! What handlers hang on, and where they are.

use super::{Entities, Names, Saying};
use crate::file::StoreTarget;
use crate::flow::{Hanging, HookMention};
use crate::resolve::project::{Meaning, Project};
use seamline_analyzer::UnitId;
use seamline_analyzer::facts::{Context, Hook, HookOn, StoreKind};

/// The hooks of all files, sorted. One on a type that no mapping knows is left out.
pub(super) fn collect(project: &Project<'_>, sayings: &[Saying<'_>], entities: &Entities, names: &Names) -> Vec<Hook> {
    let mut hooks: Vec<Hook> = Vec::new();
    for saying in sayings {
        let Some(unit) = saying.unit else { continue };
        for mention in &saying.file.facts.hooks {
            let on = match &mention.on {
                Hanging::Event(name) => Some(HookOn::Event(name.clone())),
                Hanging::Everything => Some(HookOn::Everything),
                Hanging::Entity(entity) => {
                    let named = entities.named(project, saying, StoreKind::Table, &StoreTarget::Mapped(entity.clone()));
                    named.and_then(|named| names.known(&named)).map(HookOn::Store)
                }
            };
            hooks.extend(on.map(|on| hook(project, unit, mention, on)));
        }
    }
    hooks.sort();
    hooks.dedup();
    hooks
}

fn hook(project: &Project<'_>, unit: UnitId, mention: &HookMention, on: HookOn) -> Hook {
    let runs = match project.find(unit, &mention.handler, Context::Call) {
        Meaning::Files(_, files) => project.nearest(&project.file(unit).path, &files),
        Meaning::Own | Meaning::Elsewhere | Meaning::Unknown => unit,
    };
    let (when, handler, rule) = (mention.when.clone(), mention.handler.clone(), mention.rule.clone());
    Hook { unit, line: mention.line, on, when, handler, runs, rule }
}
