//! Imports and exports of ECMAScript and CommonJS modules.
//!
//! A name that is imported and exported again is a re-export, however it is written: `export {a} from './x'`,
//! `import {a} from './x'; export {a}`, `module.exports = {a}`, `module.exports = require('./x')`,
//! `module.exports = {...require('./x')}`, `const x = require('./x'); module.exports = {...x}`. What a module collects before it
//! exports it is in `collected`, what a call makes of a module in `made`.

use super::{collected, made};
use crate::file::{Import, ImportForm};
use crate::lang::engine::{At, Known, Role, Walk};

/// `import d, {a as b} from './x'`, `import * as n from 'x'`, `import './x'`, `import n = require('x')`
pub(super) fn import(walk: &mut Walk<'_>, at: At) {
    let tape = walk.tape;
    let line = tape.line(at);
    if let Some(required) = tape.child_of_kind(at, "import_require_clause") {
        let alias = tape.child_of_kind(required, "identifier").map(|name| tape.text(name));
        let Some(path) = tape.child_of_kind(required, "string") else { return };
        return module(walk, unquoted(tape.text(path)), alias, line);
    }
    let Some(source) = tape.child(at, Role::Value) else { return };
    let path = unquoted(tape.text(source));
    let Some(clause) = tape.child_of_kind(at, "import_clause") else { return module(walk, path, None, line) };
    let mut names: Vec<(&str, &str)> = Vec::new();
    for part in tape.children(clause) {
        match tape.kind(part) {
            "identifier" => names.push(("default", tape.text(part))),
            "namespace_import" => {
                let alias = tape.children(part).last().map(|name| tape.text(name));
                module(walk, path, alias, line);
            }
            "named_imports" => names.extend(tape.children(part).filter_map(|one| specifier(walk, one))),
            _ => {}
        }
    }
    if !names.is_empty() {
        named(walk, path, &names, line);
    }
}

/// `export ... from`, `export {a as b}`, `export default a`
pub(super) fn export(walk: &mut Walk<'_>, at: At) {
    let tape = walk.tape;
    let line = tape.line(at);
    let clause = tape.child_of_kind(at, "export_clause");
    if clause.is_some() {
        walk.quiet(at);
    }
    let names = || {
        let specifiers = clause.into_iter().flat_map(|clause| tape.children(clause));
        specifiers.filter_map(|one| specifier(walk, one)).collect::<Vec<_>>()
    };
    let Some(source) = tape.child(at, Role::Value).filter(|source| tape.kind(*source) == "string") else {
        for (here, out) in names() {
            pass_on(walk, here, out, line);
        }
        if let Some(value) = tape.child(at, Role::Value).filter(|value| tape.kind(*value) == "identifier") {
            walk.quiet(at);
            pass_on(walk, tape.text(value), "default", line);
        }
        return;
    };
    let path = unquoted(tape.text(source));
    let plain = |form| Import { path: decoded(path), form, names: Vec::new(), alias: None, reexport: true, line };
    let import = match (clause, tape.child_of_kind(at, "namespace_export")) {
        (Some(_), _) => Import { names: owned(&names()), ..plain(ImportForm::Named) },
        (None, Some(namespace)) => {
            let alias = tape.children(namespace).last().map(|name| tape.text(name).to_owned());
            Import { alias, ..plain(ImportForm::Module) }
        }
        (None, None) => plain(ImportForm::Wildcard),
    };
    walk.import(import, None);
}

/// `require('./x')` and `import('./x')`, with the names they are given.
pub(super) fn require(walk: &mut Walk<'_>, at: At) {
    let tape = walk.tape;
    let Some(path) = required(walk, at) else { return collected::assign(walk, at) };
    let line = tape.line(at);
    let mut at = at;
    let (mut taken, mut made) = (None, false);
    loop {
        let outer = tape.parent(at);
        match tape.kind(outer) {
            "await_expression" | "parenthesized_expression" => {}
            "member_expression" if taken.is_none() && tape.role(at) == Role::Object => {
                taken = tape.child(outer, Role::Name).map(|name| tape.text(name));
            }
            "call_expression" if !made && made::makes(walk, at, path, taken) => (made, taken) = (true, None),
            "variable_declarator" if made => return made::bind(walk, decoded(path), outer, line),
            "variable_declarator" => return bind(walk, path, outer, taken, line),
            "assignment_expression" if !made && exported(left(walk, outer)) == Some("") => {
                return reexport_all(walk, decoded(path), line);
            }
            _ => return module(walk, path, None, line),
        }
        if outer == at {
            return module(walk, path, None, line);
        }
        at = outer;
    }
}

/// `const x = require('y')`, `const {a, b: c} = require('y')`, `const x = require('y').z`
fn bind<'a>(walk: &mut Walk<'a>, path: &'a str, declarator: At, taken: Option<&'a str>, line: u32) {
    let tape = walk.tape;
    let Some(pattern) = tape.child(declarator, Role::Name) else { return };
    match (tape.kind(pattern), taken) {
        ("identifier", Some(there)) => {
            walk.forget_value(tape.text(pattern));
            named(walk, path, &[(there, tape.text(pattern))], line);
        }
        ("identifier", None) => {
            walk.forget_value(tape.text(pattern));
            module(walk, path, Some(tape.text(pattern)), line);
        }
        _ => {
            let names: Vec<(&str, &str)> = tape.children(pattern).filter_map(|part| destructured(walk, part)).collect();
            named(walk, path, &names, line);
        }
    }
}

/// One name of `{a, b: c, d = 1}`.
pub(super) fn destructured<'a>(walk: &Walk<'a>, at: At) -> Option<(&'a str, &'a str)> {
    let tape = walk.tape;
    match tape.kind(at) {
        "shorthand_property_identifier_pattern" => Some((tape.text(at), tape.text(at))),
        "object_assignment_pattern" => tape.child(at, Role::Left).map(|left| (tape.text(left), tape.text(left))),
        "pair_pattern" => {
            let (key, value) = (tape.child(at, Role::Key)?, tape.child(at, Role::Value)?);
            (tape.kind(value) == "identifier").then(|| (tape.text(key), tape.text(value)))
        }
        _ => None,
    }
}

/// `module.exports = ...`, `exports.a = ...`, `A.prototype.b = function () {}`
pub(super) fn assignment(walk: &mut Walk<'_>, at: At) {
    let tape = walk.tape;
    let Some(value) = tape.child(at, Role::Right) else { return };
    let (line, written) = (tape.line(at), left(walk, at));
    match (exported(written), tape.kind(value)) {
        (Some(""), "identifier") => {
            walk.quiet(at);
            pass_on(walk, tape.text(value), "default", line);
            collected::export(walk, value, line);
        }
        (Some(""), "object" | "call_expression") => collected::export(walk, value, line),
        (Some(name), "identifier") if !name.is_empty() => {
            walk.quiet(at);
            pass_on(walk, tape.text(value), name, line);
        }
        (Some(name), _) if !name.is_empty() => match collected::origin(walk, value, name) {
            Some((path, there)) => named_export(walk, path, there, name, line),
            None => walk.module_value(at, name),
        },
        _ => {}
    }
}

/// `const total = () => ...` at the top of a file is a function; `A.prototype.b = function` is an operation of `A`.
pub(super) fn function_value(walk: &mut Walk<'_>, at: At) {
    let tape = walk.tape;
    let outer = tape.parent(at);
    match tape.kind(outer) {
        "variable_declarator" => {
            let Some(name) = tape.child(outer, Role::Name).filter(|name| tape.kind(*name) == "identifier") else {
                return;
            };
            walk.value_is_function(tape.text(name), at);
            walk.note_function_value(at, tape.text(name));
        }
        "public_field_definition" | "field_definition" => walk.note_function_value(at, walk.declared_name(outer)),
        "arguments" => {
            if let Some(name) = wrapped_in(walk, outer) {
                walk.note_function_value(at, tape.text(name));
            }
        }
        "pair" => {
            if let Some(name) = tape.child(outer, Role::Key).map(|key| unquoted(tape.text(key))) {
                let of = walk.object_name(tape.parent(outer));
                let full = if of.is_empty() { name.to_owned() } else { [of, ".", name].concat() };
                walk.note_function_value(at, &full);
                walk.outline_member(outer, name);
            }
        }
        "assignment_expression" => {
            let written = left(walk, outer);
            if let Some((owner, name)) = written.split_once(".prototype.") {
                walk.add_operation(owner, name, at);
                walk.note_function_value(at, &[owner, ".", name].concat());
            } else if let Some(name) = exported(written).filter(|name| !name.is_empty()) {
                walk.value_is_function(name, at);
                walk.note_function_value(at, name);
            } else if !written.contains(['[', '(']) && written != "module.exports" {
                walk.note_function_value(at, written);
            }
        }
        _ => {}
    }
}

/// The variable at the top of the file that holds what a call makes of a function: `const load = wrap(() => ...)`.
fn wrapped_in(walk: &Walk<'_>, arguments: At) -> Option<At> {
    let tape = walk.tape;
    let call = tape.parent(arguments);
    let holder = tape.parent(call);
    let held = tape.kind(call) == "call_expression" && tape.kind(holder) == "variable_declarator";
    tape.child(holder, Role::Name).filter(|name| held && tape.kind(*name) == "identifier")
}

/// What an assignment exports: nothing for the whole module, else a name.
pub(super) fn exported(left: &str) -> Option<&str> {
    if left == "module.exports" {
        return Some("");
    }
    let name = left.strip_prefix("module.exports.").or_else(|| left.strip_prefix("exports."))?;
    (!name.contains(['.', '[', '('])).then_some(name)
}

pub(super) fn left<'a>(walk: &Walk<'a>, assignment: At) -> &'a str {
    walk.tape.child(assignment, Role::Left).map_or("", |left| walk.tape.text(left))
}

/// The path in `require('path')` or `import('path')`.
pub(super) fn required<'a>(walk: &Walk<'a>, at: At) -> Option<&'a str> {
    let tape = walk.tape;
    if tape.kind(at) != "call_expression" {
        return None;
    }
    let function = tape.child(at, Role::Function)?;
    if !matches!(tape.text(function), "require" | "import") {
        return None;
    }
    let path = tape.children(tape.child(at, Role::Arguments)?).next()?;
    (tape.kind(path) == "string").then(|| unquoted(tape.text(path)))
}

/// Exports a name of this file under a name: if it is imported, it is exported from where it is from.
pub(super) fn pass_on(walk: &mut Walk<'_>, here: &str, out: &str, line: u32) {
    let (Some(Known::Imported(index)) | Some(Known::Module(index))) = walk.known(here) else { return };
    let from = &walk.facts.imports[index];
    let path = from.path.clone();
    let there = from.names.iter().find(|(_, local)| local == here).map(|(there, _)| there.clone());
    let import = match there {
        Some(there) => {
            let names = vec![(there, out.to_owned())];
            Import { path, form: ImportForm::Named, names, alias: None, reexport: true, line }
        }
        None => {
            let alias = Some(out.to_owned());
            Import { path, form: ImportForm::Module, names: Vec::new(), alias, reexport: true, line }
        }
    };
    walk.import(import, None);
}

/// Exports a name of another module under a name.
pub(super) fn named_export(walk: &mut Walk<'_>, path: String, there: &str, out: &str, line: u32) {
    let names = vec![(there.to_owned(), out.to_owned())];
    walk.import(Import { path, form: ImportForm::Named, names, alias: None, reexport: true, line }, None);
}

/// Exports everything of another module.
pub(super) fn reexport_all(walk: &mut Walk<'_>, path: String, line: u32) {
    let form = ImportForm::Wildcard;
    walk.import(Import { path, form, names: Vec::new(), alias: None, reexport: true, line }, None);
}

fn named<'a>(walk: &mut Walk<'a>, path: &str, names: &[(&'a str, &'a str)], line: u32) {
    named_import(walk, decoded(path), names, line);
}

/// Imports names of a module, which is told by what its text stands for.
pub(super) fn named_import<'a>(walk: &mut Walk<'a>, path: String, names: &[(&'a str, &'a str)], line: u32) {
    let index = walk.facts.imports.len();
    let form = ImportForm::Named;
    let import = Import { path, form, names: owned(names), alias: None, reexport: false, line };
    walk.import(import, names.iter().map(|(_, here)| (*here, Known::Imported(index))));
}

fn module<'a>(walk: &mut Walk<'a>, path: &str, alias: Option<&'a str>, line: u32) {
    let index = walk.facts.imports.len();
    let import = Import {
        path: decoded(path),
        form: ImportForm::Module,
        names: Vec::new(),
        alias: alias.map(str::to_owned),
        reexport: false,
        line,
    };
    walk.import(import, alias.map(|alias| (alias, Known::Module(index))));
}

/// `a` or `a as b` in a list of imports or exports.
fn specifier<'a>(walk: &Walk<'a>, at: At) -> Option<(&'a str, &'a str)> {
    let tape = walk.tape;
    if !matches!(tape.kind(at), "import_specifier" | "export_specifier") {
        return None;
    }
    let name = tape.child(at, Role::Name)?;
    let alias = tape.children(at).last().filter(|last| *last != name).unwrap_or(name);
    Some((unquoted(tape.text(name)), unquoted(tape.text(alias))))
}

fn owned(names: &[(&str, &str)]) -> Vec<(String, String)> {
    names.iter().map(|(there, here)| ((*there).to_owned(), (*here).to_owned())).collect()
}

/// What the text of a string stands for: with its escapes read. One that is none stays as it is written.
///
/// ECMA-262, 12.9.4: string literals.
pub(super) fn decoded(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        read.push_str(&rest[..at]);
        let (character, length) = escape(&rest[at..]).unwrap_or(('\\', 1));
        read.push(character);
        rest = &rest[at + length..];
    }
    read + rest
}

/// The character that an escape at the beginning of a text stands for, and its length in bytes.
fn escape(text: &str) -> Option<(char, usize)> {
    let hex = |digits: &str, length: usize| {
        let is_hex = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let code = u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
        Some((char::from_u32(code)?, length))
    };
    let kind = text[1..].chars().next()?;
    let plain = |character| Some((character, 1 + kind.len_utf8()));
    match kind {
        'n' => plain('\n'),
        't' => plain('\t'),
        'r' => plain('\r'),
        'x' => hex(text.get(2..4)?, 4),
        'u' if text[2..].starts_with('{') => {
            let end = text.find('}')?;
            hex(&text[3..end], end + 1)
        }
        'u' => hex(text.get(2..6)?, 6),
        other => plain(other),
    }
}

pub(super) fn unquoted(text: &str) -> &str {
    let quotes = ['\'', '"', '`'];
    text.strip_prefix(quotes).and_then(|text| text.strip_suffix(quotes)).unwrap_or(text)
}
