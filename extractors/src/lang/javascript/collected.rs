//! What a module collects: an object of other modules' exports, which it exports in turn.
//!
//! ```js
//! const models = { User: require('./user'), Team };
//! module.exports = { sequelize, ...models };
//!
//! const db = {};
//! db.User = require('./user').User;
//! module.exports = db;
//!
//! module.exports = Object.assign({}, models, { Team: require('./team') });
//! ```
//!
//! What a call makes of a module is collected as well; `made` says which calls. What a loop over a folder puts in is read in
//! `folder`. Limits: objects and their properties at the top of the file alone.

use super::made::made;
use super::modules::{decoded, exported, left, named_export, pass_on, reexport_all, required, unquoted};
use crate::lang::engine::{At, Known, Role, Walk};

/// The most properties of an object that are read.
const MOST: usize = 1000;
/// The most names in one export that are looked for at the top of the file.
const LOOKS: usize = 16;
/// Longer chains of properties are not followed.
const LONG: usize = 8;

/// The path of the module that a value is from, which gets a name here, and its name there: `require('./x')`, `require('./x').y`,
/// and what `made` says.
pub(super) fn origin<'a>(walk: &Walk<'a>, value: At, here: &str) -> Option<(String, &'a str)> {
    let tape = walk.tape;
    let (mut at, mut name) = (value, "default");
    for _ in 0..LONG {
        if let Some(path) = required(walk, at) {
            return Some((decoded(path), name));
        }
        if let Some(path) = made(walk, at, here) {
            return Some((path, "default"));
        }
        at = match tape.kind(at) {
            "member_expression" => {
                name = tape.child(at, Role::Name).map(|name| tape.text(name))?;
                tape.child(at, Role::Object)?
            }
            "parenthesized_expression" | "await_expression" => tape.children(at).next()?,
            _ => return None,
        };
    }
    None
}

/// `module.exports = VALUE`, where the value is an object, or a name or call that stands for one.
pub(super) fn export(walk: &mut Walk<'_>, value: At, line: u32) {
    let mut looks = LOOKS;
    part_of(walk, value, line, true, &mut looks);
}

/// `Object.assign(module.exports, VALUE..)`
pub(super) fn assign(walk: &mut Walk<'_>, call: At) {
    let tape = walk.tape;
    let Some(mut arguments) = arguments_of_assign(walk, call) else { return };
    let Some(target) = arguments.next() else { return };
    if matches!(tape.text(target), "module.exports" | "exports") {
        let (line, mut looks) = (tape.line(call), LOOKS);
        arguments.take(MOST).for_each(|one| part_of(walk, one, line, true, &mut looks));
    }
}

fn arguments_of_assign<'a>(walk: &Walk<'a>, call: At) -> Option<impl Iterator<Item = At> + use<'a>> {
    let tape = walk.tape;
    let is_assign = tape.child(call, Role::Function).is_some_and(|function| tape.text(function) == "Object.assign");
    tape.child(call, Role::Arguments).filter(|_| is_assign).map(|arguments| tape.children(arguments))
}

/// Everything of a value is exported. What stands in the export itself is a value of this module where it is from no other.
fn part_of(walk: &mut Walk<'_>, value: At, line: u32, own: bool, looks: &mut usize) {
    let tape = walk.tape;
    match tape.kind(value) {
        "object" => {
            for part in tape.children(value).take(MOST) {
                property(walk, part, line, own, looks);
            }
        }
        "identifier" => held(walk, value, line, looks),
        "call_expression" => {
            let arguments = arguments_of_assign(walk, value);
            arguments.into_iter().flatten().take(MOST).for_each(|one| part_of(walk, one, line, own, looks));
        }
        _ => {}
    }
}

fn property(walk: &mut Walk<'_>, part: At, line: u32, own: bool, looks: &mut usize) {
    let tape = walk.tape;
    match tape.kind(part) {
        "shorthand_property_identifier" => {
            walk.quiet(part);
            pass_on(walk, tape.text(part), tape.text(part), line);
        }
        "pair" => {
            let (Some(key), Some(value)) = (tape.child(part, Role::Key), tape.child(part, Role::Value)) else { return };
            let key = unquoted(tape.text(key));
            if tape.kind(value) == "identifier" {
                walk.quiet(part);
                pass_on(walk, tape.text(value), key, line);
            } else if let Some((path, there)) = origin(walk, value, key) {
                named_export(walk, path, there, key, line);
            } else if own {
                walk.module_value(part, key);
            }
        }
        "method_definition" if own => walk.module_value(part, walk.declared_name(part)),
        "spread_element" => {
            let Some(inner) = tape.children(part).next() else { return };
            match required(walk, inner) {
                Some(path) => reexport_all(walk, decoded(path), line),
                None if tape.kind(inner) == "identifier" => held(walk, inner, line, looks),
                None => {}
            }
        }
        _ => {}
    }
}

/// Exports everything of what a name stands for: a module, or an object at the top of the file with what is put into it there.
fn held(walk: &mut Walk<'_>, at: At, line: u32, looks: &mut usize) {
    let tape = walk.tape;
    let name = tape.text(at);
    if let Some(Known::Module(index)) = walk.known(name) {
        let path = walk.facts.imports[index].path.clone();
        return reexport_all(walk, path, line);
    }
    if *looks == 0 {
        return;
    }
    *looks -= 1;
    for statement in tape.children(0) {
        match tape.kind(statement) {
            "lexical_declaration" | "variable_declaration" => {
                let is_it = |one: &At| tape.child(*one, Role::Name).is_some_and(|held| tape.text(held) == name);
                let declared = tape.children(statement).find(is_it);
                if let Some(value) = declared.and_then(|one| tape.child(one, Role::Value)) {
                    // The name itself is not followed again: `const a = { ...a }` is no program.
                    if tape.kind(value) != "identifier" {
                        part_of(walk, value, line, false, looks);
                    }
                }
            }
            "expression_statement" => {
                if let Some(one) = tape.child_of_kind(statement, "assignment_expression") {
                    put_in(walk, one, name, line);
                }
            }
            _ => {}
        }
    }
}

/// `models.User = ...`
fn put_in(walk: &mut Walk<'_>, assignment: At, name: &str, line: u32) {
    let tape = walk.tape;
    let property = left(walk, assignment).strip_prefix(name).and_then(|rest| rest.strip_prefix('.'));
    let (Some(key), Some(value)) = (property, tape.child(assignment, Role::Right)) else { return };
    if key.contains(['.', '[', '(']) || exported(key).is_some() {
        return;
    }
    if tape.kind(value) == "identifier" {
        pass_on(walk, tape.text(value), key, line);
    } else if let Some((path, there)) = origin(walk, value, key) {
        named_export(walk, path, there, key, line);
    }
}
