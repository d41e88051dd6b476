//! Hooks: what a rule says runs because something happened to an entity, or because an event was raised. Which store the
//! entity is kept in, and where the handler is, all files together tell.

use super::rules::Rule;
use super::source::Subjects;
use crate::file::FileFacts;
use crate::flow::{Hanging, HookMention};

/// At most this many hooks of one file are kept.
const MOST: usize = 2_000;

/// States the hooks that a rule sees in a shape.
pub(super) fn state(rule: &Rule, subjects: &Subjects<'_>, facts: &mut FileFacts) {
    if rule.hook.is_empty() || facts.hooks.len() >= MOST {
        return;
    }
    let words = subjects.words(&rule.hook);
    let events = || events(rule, subjects).into_iter().filter(|event| event.len() <= 200);
    let mut on: Vec<Hanging> = subjects.entities(&rule.hook_entity).into_iter().map(Hanging::Entity).collect();
    if on.is_empty() {
        on.extend(events().map(Hanging::Event));
    }
    if on.is_empty() && rule.hook_everything {
        on.push(Hanging::Everything);
    }
    let handler = subjects.words(&rule.handler).into_iter().next().unwrap_or_else(|| subjects.around());
    for when in words.iter().take(32) {
        for on in on.iter().take(32) {
            let (line, rule) = (subjects.line(), rule.id.clone());
            let when = when.rsplit(['.', ':']).next().unwrap_or(when).to_owned();
            facts.hooks.push(HookMention { line, on: on.clone(), when, handler: handler.clone(), rule });
        }
    }
}

/// The events that a hook hangs on: texts, else names; a variable of JavaScript is no name of an event.
fn events(rule: &Rule, subjects: &Subjects<'_>) -> Vec<String> {
    let texts = subjects.names(&rule.hook_event);
    if !texts.is_empty() {
        return texts;
    }
    let names = subjects.words(&rule.hook_event).into_iter();
    let constant = |name: &String| name.contains('.') || name.starts_with(char::is_uppercase);
    names.filter(|name| subjects.scene.language != "js" || constant(name)).collect()
}
