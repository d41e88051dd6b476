//! Import statements, read off the words of a text; see [`crate::file::Import`] for what each form means.

use super::words::{Kind, Word};
use crate::file::{ConstantKind, ConstantMention, FileFacts, Import, ImportForm};
use std::collections::BTreeMap;

/// Words of one import statement that are read.
const LONGEST: usize = 2_000;

/// Adds the imports and packages of a file; answers which words they are: first word to the one after the last.
pub(super) fn read(language: &str, words: &[Word<'_>], facts: &mut FileFacts) -> BTreeMap<usize, usize> {
    let mut taken = BTreeMap::new();
    let mut at = 0;
    while at < words.len() {
        let cursor = Cursor { words, at, line: words[at].line };
        let next = match language {
            "java" => java(cursor, facts),
            "csharp" => csharp(cursor, facts),
            "python" => python(cursor, facts),
            "rust" => rust(cursor, facts),
            "ruby" => ruby(cursor, facts),
            _ => javascript(cursor, facts),
        };
        if let Some(next) = next {
            taken.insert(at, next);
        }
        at = next.unwrap_or(at + 1).max(at + 1);
    }
    taken
}

/// A place among the words.
#[derive(Clone, Copy)]
struct Cursor<'a, 'w> {
    words: &'w [Word<'a>],
    at: usize,
    line: u32,
}

impl<'a> Cursor<'a, '_> {
    fn word(&self) -> Option<Word<'a>> {
        self.words.get(self.at).copied()
    }

    /// Passes over a name or sign.
    fn take(&mut self, text: &str) -> bool {
        let here = self.word().is_some_and(|word| word.kind != Kind::Text && word.text == text);
        self.at += usize::from(here);
        here
    }

    fn name(&mut self) -> Option<&'a str> {
        let name = self.word().filter(|word| word.kind == Kind::Name).map(|word| word.text);
        self.at += usize::from(name.is_some());
        name
    }

    fn text(&mut self) -> Option<&'a str> {
        let text = self.word().filter(|word| word.kind == Kind::Text).map(|word| word.text);
        self.at += usize::from(text.is_some());
        text
    }

    /// `a.b.c`, with the separator between.
    fn path(&mut self, separator: &str) -> String {
        let mut path = String::new();
        while let Some(name) = self.name() {
            path.push_str(name);
            let ends =
                path.len() > LONGEST || !matches!(self.words.get(self.at + 1), Some(next) if next.kind == Kind::Name);
            if ends || !self.take(separator) {
                break;
            }
            path.push_str(separator);
        }
        path
    }

    fn import(&self, path: String, form: ImportForm) -> Import {
        Import { path, form, names: Vec::new(), alias: None, reexport: false, line: self.line }
    }
}

/// `import a.b.C;`, `import static a.b.C.m;`, `import a.b.*;`, `package a.b;`
fn java(mut cursor: Cursor<'_, '_>, facts: &mut FileFacts) -> Option<usize> {
    if !cursor.word()?.first {
        return None;
    }
    if cursor.take("package") {
        facts.packages.push(cursor.path("."));
        return Some(cursor.at);
    }
    if !cursor.take("import") {
        return None;
    }
    let is_static = cursor.take("static");
    let path = cursor.path(".");
    let wildcard = cursor.take(".") && cursor.take("*");
    let (path, member) = match path.rsplit_once('.') {
        Some((owner, member)) if is_static && !wildcard => (owner.to_owned(), Some(member.to_owned())),
        _ => (path.clone(), None),
    };
    let form = if wildcard && !is_static { ImportForm::Wildcard } else { ImportForm::Named };
    let names = member.into_iter().map(|member| (member.clone(), member)).collect();
    facts.imports.push(Import { names, ..cursor.import(path, form) });
    Some(cursor.at)
}

/// `using A.B;`, `global using A.B;`, `using X = A.B.C;`, `using static A.B.C;`, `namespace A.B`
fn csharp(mut cursor: Cursor<'_, '_>, facts: &mut FileFacts) -> Option<usize> {
    if !cursor.word()?.first {
        return None;
    }
    if cursor.take("namespace") {
        facts.packages.push(cursor.path("."));
        return Some(cursor.at);
    }
    let global = cursor.take("global");
    if !cursor.take("using") {
        return None;
    }
    let is_static = cursor.take("static");
    let first = cursor.path(".");
    if first.is_empty() {
        return None;
    }
    let (path, alias) = if cursor.take("=") { (cursor.path("."), Some(first)) } else { (first, None) };
    let form = match (&alias, is_static, global) {
        (Some(_), _, _) | (None, true, _) => ImportForm::Named,
        (None, false, true) => ImportForm::GlobalWildcard,
        (None, false, false) => ImportForm::Wildcard,
    };
    // `using var file = ...` is no import.
    if !cursor.take(";") {
        return None;
    }
    let simple = path.rsplit('.').next().unwrap_or_default().to_owned();
    let names = alias.into_iter().map(|alias| (simple.clone(), alias)).collect();
    facts.imports.push(Import { names, ..cursor.import(path, form) });
    Some(cursor.at)
}

/// `import a.b as c, d`, `from ..a import (b as c, d)`, `from a import *`
fn python(mut cursor: Cursor<'_, '_>, facts: &mut FileFacts) -> Option<usize> {
    if !cursor.word()?.first {
        return None;
    }
    if cursor.take("import") {
        loop {
            let path = cursor.path(".");
            if path.is_empty() {
                return Some(cursor.at);
            }
            let alias = if cursor.take("as") { cursor.name().map(str::to_owned) } else { None };
            facts.imports.push(Import { alias, ..cursor.import(path, ImportForm::Module) });
            if !cursor.take(",") {
                return Some(cursor.at);
            }
        }
    }
    if !cursor.take("from") {
        return None;
    }
    let mut path = String::new();
    while cursor.take(".") {
        path.push('.');
    }
    if cursor.word().is_none_or(|word| word.text != "import") {
        path.push_str(&cursor.path("."));
    }
    if path.is_empty() || !cursor.take("import") {
        return None;
    }
    if cursor.take("*") {
        facts.imports.push(cursor.import(path, ImportForm::Wildcard));
        return Some(cursor.at);
    }
    let several = cursor.take("(");
    let mut names = Vec::new();
    while names.len() < LONGEST
        && let Some(there) = cursor.name()
    {
        let here = if cursor.take("as") { cursor.name().unwrap_or(there) } else { there };
        names.push((there.to_owned(), here.to_owned()));
        // Without parentheses a list ends with its line.
        let goes_on = cursor.take(",") && (several || cursor.word().is_some_and(|word| !word.first));
        if !goes_on {
            break;
        }
    }
    facts.imports.push(Import { names, ..cursor.import(path, ImportForm::Named) });
    Some(cursor.at)
}

/// `import d, {a as b} from 'x'`, `import * as n from 'x'`, `import 'x'`, `const {a, b: c} = require('x')`,
/// `const n = await import('x')`, `jest.mock('x')`
fn javascript(mut cursor: Cursor<'_, '_>, facts: &mut FileFacts) -> Option<usize> {
    let word = cursor.word()?;
    if word.kind != Kind::Name {
        return None;
    }
    match word.text {
        "import" | "export" if word.first => statement(cursor, facts),
        "const" | "let" | "var" => bound(cursor, facts),
        "require" | "import" | "mock" => {
            cursor.at += 1;
            let path = if cursor.take("(") { cursor.text()? } else { return None };
            facts.imports.push(cursor.import(path.to_owned(), ImportForm::Module));
            Some(cursor.at)
        }
        _ => None,
    }
}

fn statement(mut cursor: Cursor<'_, '_>, facts: &mut FileFacts) -> Option<usize> {
    cursor.at += 1;
    if let Some(path) = cursor.text() {
        facts.imports.push(cursor.import(path.to_owned(), ImportForm::Module));
        return Some(cursor.at);
    }
    cursor.take("type");
    let (mut names, mut alias) = (Vec::new(), None);
    loop {
        if cursor.take("*") {
            cursor.take("as");
            alias = cursor.name().map(str::to_owned);
        } else if cursor.take("{") {
            names.extend(braced(&mut cursor, "as"));
        } else if let Some(name) = cursor.word().filter(|word| word.text != "from").and_then(|_| cursor.name()) {
            names.push(("default".to_owned(), name.to_owned()));
        }
        if !cursor.take(",") {
            break;
        }
    }
    if !cursor.take("from") {
        return None;
    }
    let path = cursor.text()?.to_owned();
    if alias.is_some() || names.is_empty() {
        facts.imports.push(Import { alias, ..cursor.import(path.clone(), ImportForm::Module) });
    }
    if !names.is_empty() {
        facts.imports.push(Import { names, ..cursor.import(path, ImportForm::Named) });
    }
    Some(cursor.at)
}

/// `const x = require('y')`, `const {a, b: c} = await import('y')`
fn bound(mut cursor: Cursor<'_, '_>, facts: &mut FileFacts) -> Option<usize> {
    cursor.at += 1;
    let (mut names, mut alias) = (Vec::new(), None);
    if cursor.take("{") {
        names = braced(&mut cursor, ":");
    } else {
        alias = Some(cursor.name()?.to_owned());
    }
    if !cursor.take("=") {
        return None;
    }
    cursor.take("await");
    if !(cursor.take("require") || cursor.take("import")) || !cursor.take("(") {
        return None;
    }
    let path = cursor.text()?.to_owned();
    cursor.take(")");
    if cursor.take(".")
        && let (Some(there), Some(here)) = (cursor.name(), alias.take())
    {
        names.push((there.to_owned(), here));
    }
    let form = if names.is_empty() { ImportForm::Module } else { ImportForm::Named };
    facts.imports.push(Import { names, alias, ..cursor.import(path, form) });
    Some(cursor.at)
}

/// The names up to a closing brace: `a, b as c`.
fn braced(cursor: &mut Cursor<'_, '_>, renames: &str) -> Vec<(String, String)> {
    let mut names = Vec::new();
    while names.len() < LONGEST {
        cursor.take("type");
        let Some(there) = cursor.name() else { break };
        let here = if cursor.take(renames) { cursor.name().unwrap_or(there) } else { there };
        names.push((there.to_owned(), here.to_owned()));
        if !cursor.take(",") {
            break;
        }
    }
    cursor.take("}");
    names
}

/// `require_relative "../helper"`, and the modules that the file opens.
fn ruby(mut cursor: Cursor<'_, '_>, facts: &mut FileFacts) -> Option<usize> {
    let (line, starts) = (cursor.line, cursor.word()?.first);
    if starts && (cursor.take("module") || cursor.take("class")) {
        let mut parts = vec![cursor.name()?];
        while cursor.take("::") {
            parts.push(cursor.name()?);
        }
        let outer = facts.constants.last().filter(|_| parts.len() == 1 && facts.constants.len() < 8);
        let around = outer.map_or_else(String::new, |outer| [&outer.name, "::"].concat());
        let name = [around, parts.join("::")].concat();
        if facts.constants.len() < 64 && name.len() < 500 {
            facts.constants.push(ConstantMention { name, kind: ConstantKind::Opened, bases: Vec::new(), line });
        }
        return Some(cursor.at);
    }
    let relative = starts && cursor.take("require_relative");
    if !(relative || starts && cursor.take("require")) {
        return None;
    }
    let text = cursor.text()?;
    let path = if relative && !text.starts_with('.') { ["./", text].concat() } else { text.to_owned() };
    facts.imports.push(Import {
        path,
        form: ImportForm::Module,
        names: Vec::new(),
        alias: None,
        reexport: false,
        line,
    });
    Some(cursor.at)
}

/// `use a::b::{self, C, d as e};`, `use a::*;`
fn rust(mut cursor: Cursor<'_, '_>, facts: &mut FileFacts) -> Option<usize> {
    if !cursor.take("use") {
        return None;
    }
    cursor.take("::");
    let mut open: Vec<String> = Vec::new();
    let mut path = String::new();
    for _ in 0..LONGEST {
        if cursor.take("{") {
            open.push(path.clone());
        } else if cursor.take("*") {
            facts.imports.push(cursor.import(path.clone(), ImportForm::Wildcard));
        } else if let Some(name) = cursor.name() {
            if cursor.take("::") {
                path = if path.is_empty() { name.to_owned() } else { [&path, "::", name].concat() };
                continue;
            }
            let here = if cursor.take("as") { cursor.name() } else { None };
            let (of, there) = match (name, path.rsplit_once("::")) {
                ("self", Some((of, last))) => (of.to_owned(), last.to_owned()),
                ("self", None) => (String::new(), path.clone()),
                _ => (path.clone(), name.to_owned()),
            };
            let here = here.map_or_else(|| there.clone(), str::to_owned);
            if !of.is_empty() {
                let names = vec![(there, here)];
                facts.imports.push(Import { names, ..cursor.import(of, ImportForm::Named) });
            }
        } else if cursor.take("}") {
            open.pop();
        } else if !cursor.take(",") {
            break;
        }
        path = open.last().cloned().unwrap_or_default();
    }
    cursor.take(";");
    Some(cursor.at)
}
