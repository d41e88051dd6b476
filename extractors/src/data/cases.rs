//! Runs the cases of `rules/cases/*.txt`: shapes in a small notation, and what the rules must say about them.
//!
//! ```text
//! # what the case shows
//! java a/b/Order.java
//! import jakarta.persistence.Entity
//! @Table(name='orders') type Order
//! type Order : Base<Item>; Other
//! field Order.items List<Item>
//! call app.get('/x', handler) of Express in Server.start
//! call app.Set<Order>()
//! set Order.name = 'x'
//! set router = call express.Router()
//! local Order = call apps.get_model('shop', 'Order') in f
//! text 'SELECT a FROM b'
//! function Order.place 3-9 (order, client)
//! static Order.count int
//! write count
//! assign order.status of Order
//! => table declare Order=orders jpa.entity
//! ```
//!
//! The first line after the language's is line 1. A call ends on its own line, or with `to 9` on that one; it has calls
//! among its arguments with `handing a.b+c`.
//!
//! Values: `'text'` (`…` is a hole), `Name`, `[a, b]`, `_` for anything else, `key=value`. Every case ends at a blank line.

use crate::file::{FileFacts, Import, ImportForm, StoreTarget, Subject};
use crate::flow::{ColumnMention, Covers, Function, Hanging, QueryMention, RelationMention, Touch, TouchTarget};
use crate::shape::{
    Annotation, Argument, Assignment, Call, FieldSet, HOLE, Local, Object, Shapes, Static, Target, Text, TypeShape,
    Value, Write,
};
use seamline_analyzer::RepoPath;
use seamline_analyzer::facts::{Operation, TypeDecl, TypeKind};
use std::fmt::Write as _;

fn run(case: &str) -> (String, String) {
    let lines: Vec<&str> = case.lines().filter(|line| !line.starts_with('#')).collect();
    let (language, path) = lines[0].split_once(' ').unwrap_or((lines[0], "src/File.x"));
    let (mut shapes, mut facts) = (Shapes::default(), FileFacts::default());
    let mut expected = String::new();
    for (number, line) in (1..).zip(&lines[1..]) {
        match line.split_once(' ') {
            Some(("=>", rest)) => writeln!(expected, "{}", rest.trim()).expect("a well-formed case"),
            _ => shape(line, number, &mut shapes, &mut facts),
        }
    }
    declare(&mut facts);
    super::apply(language, &RepoPath::new(path).expect("a well-formed case"), &shapes, &mut facts);
    let mut found = show(&facts);
    if expected.contains("query ") || expected.contains("relation ") {
        found.push_str(&show_queries(&facts));
    }
    if expected.contains("columns ") {
        found.push_str(&show_columns(&facts));
    }
    if expected.contains("touch ") {
        found.push_str(&show_touches(&facts));
    }
    (expected, found)
}

/// Declares the types of methods; every method is public, and its parameters are declared as they are called.
fn declare(facts: &mut FileFacts) {
    for function in &facts.functions {
        let Some((of, name)) = function.name.split_once('.') else { continue };
        let (name, parameters, line) = (name.to_owned(), function.parameters.clone(), function.first);
        let operation = Operation { name, parameters, returns: String::new(), public: true, line };
        match facts.types.iter_mut().find(|declared| declared.name == of) {
            Some(declared) => declared.operations.push(operation),
            None => facts.types.push(TypeDecl {
                name: of.to_owned(),
                kind: TypeKind::Class,
                line: function.first,
                end_line: function.last,
                fields: 0,
                operations: vec![operation],
            }),
        }
    }
}

fn shape(line: &str, number: u32, shapes: &mut Shapes, facts: &mut FileFacts) {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    match word {
        "import" => facts.imports.push(import(rest, number)),
        "type" => {
            let (name, bases) = rest.split_once(" : ").unwrap_or((rest, ""));
            let bases = bases.split("; ").filter(|base| !base.is_empty()).map(str::to_owned).collect();
            shapes.types.push(TypeShape { name: name.to_owned(), bases, fields: Vec::new(), line: number });
        }
        "local" => {
            let (name, made) = rest.split_once(" = call ").expect("a well-formed case");
            shapes.calls.push(call(made, number));
            let call = Some(shapes.calls.len() - 1);
            shapes.locals.push(Local { name: name.to_owned(), call, line: number });
        }
        "field" => {
            let (place, declared) = rest.split_once(' ').unwrap_or((rest, ""));
            let (of, name) = place.split_once('.').expect("a well-formed case");
            let shape = shapes.types.iter_mut().find(|shape| shape.name == of).expect("the type comes first");
            shape.fields.push((name.to_owned(), declared.to_owned(), number));
        }
        "assign" => {
            let (place, of) = rest.split_once(" of ").unwrap_or((rest, ""));
            let (variable, field) = place.split_once('.').expect("a well-formed case");
            let (variable, field, of) = (variable.to_owned(), field.to_owned(), of.to_owned());
            shapes.sets.push(FieldSet { variable, of, field, line: number });
        }
        "write" => shapes.writes.push(Write { name: rest.to_owned(), line: number }),
        "static" => {
            let (place, declared) = rest.split_once(' ').unwrap_or((rest, ""));
            let (of, name) = place.split_once('.').unwrap_or(("", place));
            let (of, name, declared) = (of.to_owned(), name.to_owned(), declared.to_owned());
            shapes.statics.push(Static { of, name, declared, fixed: false, line: number });
        }
        "function" => facts.functions.push(function(rest)),
        "call" => shapes.calls.push(call(rest, number)),
        "text" => shapes.strings.push(Text { value: text(rest), line: number }),
        "set" => assignment(rest, number, shapes),
        _ if line.starts_with('@') => shapes.annotations.push(annotation(line, number)),
        _ => panic!("unknown line {line}"),
    }
}

/// `Order.place 3-9 (order, client)`; without parentheses it has no body.
fn function(rest: &str) -> Function {
    let (head, parameters) = rest.split_once(" (").unwrap_or((rest, ""));
    let (name, lines) = head.split_once(' ').expect("a well-formed case");
    let (first, last) = lines.split_once('-').expect("a well-formed case");
    let number = |text: &str| text.parse().expect("a well-formed case");
    let (name, body) = (name.to_owned(), rest.contains('('));
    let parameters = parameters.trim_end_matches(')').split(", ").filter(|one| !one.is_empty()).map(str::to_owned);
    Function { name, first: number(first), last: number(last), parameters: parameters.collect(), body }
}

fn import(path: &str, line: u32) -> Import {
    Import { path: path.to_owned(), form: ImportForm::Named, names: Vec::new(), alias: None, reexport: false, line }
}

fn annotation(line: &str, number: u32) -> Annotation {
    let (name, arguments, rest) = invocation(&line[1..]);
    let words: Vec<&str> = rest.split_whitespace().collect();
    let split = |path: &str| {
        path.rsplit_once('.').map_or((String::new(), path.to_owned()), |(a, b)| (a.to_owned(), b.to_owned()))
    };
    let target = match words[..] {
        ["type", name] => Target::Type { name: name.to_owned() },
        ["method", path] => {
            let (of, name) = split(path);
            Target::Method { of, name }
        }
        ["field", path, ref declared @ ..] => {
            let (of, name) = split(path);
            Target::Field { of, name, declared: declared.join(" ") }
        }
        _ => Target::Other,
    };
    Annotation { name, arguments, target, line: number }
}

fn call(text: &str, line: u32) -> Call {
    let (name, arguments, rest) = invocation(text);
    let (callee, type_arguments) = match name.split_once('<') {
        Some((callee, generics)) => {
            (callee.to_owned(), generics.trim_end_matches('>').split(", ").map(str::to_owned).collect())
        }
        None => (name, Vec::new()),
    };
    let after = |word: &str| rest.split_once(word).map_or("", |(_, value)| value.split(' ').next().unwrap_or(""));
    let (receiver_type, inside) = (after("of ").to_owned(), after("in ").to_owned());
    {
        let last = after("to ").parse().unwrap_or(line);
        let handed = after("handing ").split('+').filter(|one| !one.is_empty()).map(str::to_owned).collect();
        let objects = objects(&arguments);
        Call { callee, receiver_type, type_arguments, arguments, objects, handed, inside, line, last, repeated: false }
    }
}

/// The keys of the arguments, as keyword arguments; those behind a number stand in the object at that place: `0.status=_`,
/// and `0....=_` is one that takes in another.
fn objects(arguments: &[Argument]) -> Vec<Object> {
    let mut objects: Vec<Object> = Vec::new();
    for key in arguments.iter().filter_map(|argument| argument.key.as_deref()) {
        let numbered = key.split_once('.').and_then(|(at, key)| Some((at.parse().ok()?, key)));
        let (at, key) = numbered.map_or((None, key), |(at, key)| (Some(at), key));
        if objects.last().is_none_or(|last| last.at != at) {
            objects.push(Object { at, ..Object::default() });
        }
        let last = objects.last_mut().expect("one was pushed");
        if key == "..." { last.open = true } else { last.keys.push(key.to_owned()) }
    }
    objects
}

fn assignment(rest: &str, line: u32, shapes: &mut Shapes) {
    let (place, value) = rest.split_once(" = ").expect("a well-formed case");
    let (of, name) = place.rsplit_once('.').unwrap_or(("", place));
    let (value, call) = match value.strip_prefix("call ") {
        Some(text) => {
            shapes.calls.push(call(text, line));
            (Value::Other, Some(shapes.calls.len() - 1))
        }
        None => (self::value(value), None),
    };
    shapes.assignments.push(Assignment { of: of.to_owned(), name: name.to_owned(), value, call, line });
}

/// `name(arguments) rest`; the arguments' parenthesis is the last one that opens at the top.
fn invocation(text: &str) -> (String, Vec<Argument>, String) {
    let mut open = text.find('(').expect("a well-formed case");
    while text[open..].starts_with("()") && text[open + 2..].starts_with('.') {
        open = open + 2 + text[open + 2..].find('(').expect("a well-formed case");
    }
    let (mut depth, mut quoted) = (0, false);
    let close = text[open..].char_indices().find(|&(_, c)| {
        quoted ^= c == '\'';
        depth += match c {
            '(' if !quoted => 1,
            ')' if !quoted => -1,
            _ => 0,
        };
        depth == 0
    });
    let close = open + close.expect("a well-formed case").0;
    let arguments = parts(&text[open + 1..close]).into_iter().map(argument).collect();
    (text[..open].to_owned(), arguments, text[close + 1..].trim().to_owned())
}

fn parts(text: &str) -> Vec<&str> {
    let (mut depth, mut quoted, mut start, mut all) = (0, false, 0, Vec::new());
    for (at, c) in text.char_indices() {
        quoted ^= c == '\'';
        match c {
            '[' | '<' if !quoted => depth += 1,
            ']' | '>' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                all.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    all.push(text[start..].trim());
    all.retain(|part| !part.is_empty());
    all
}

fn argument(text: &str) -> Argument {
    match text.split_once('=') {
        Some((key, rest)) if !text.starts_with(['\'', '[']) => {
            Argument { key: Some(key.to_owned()), value: value(rest) }
        }
        _ => Argument { key: None, value: value(text) },
    }
}

fn value(written: &str) -> Value {
    match written.as_bytes() {
        [b'\'', ..] => Value::Text(text(written)),
        [b'[', ..] => Value::List(parts(&written[1..written.len() - 1]).into_iter().map(value).collect()),
        [b'_'] => Value::Other,
        _ => Value::Name(written.to_owned()),
    }
}

fn text(written: &str) -> String {
    written.trim_matches('\'').replace('…', HOLE)
}

fn target(target: &StoreTarget) -> String {
    match target {
        StoreTarget::Name(name) => name.clone(),
        StoreTarget::EntityType(name) => format!(":{name}"),
        StoreTarget::Declares { entity, name } => format!("{entity}={name}"),
        StoreTarget::Convention { entity, name } => format!("{entity}~{name}"),
        StoreTarget::Mapped(name) => format!("?{name}"),
    }
}

fn touched(on: &TouchTarget) -> String {
    match on {
        TouchTarget::Store(store) => target(store),
        TouchTarget::Property(name) => format!(".{name}"),
    }
}

fn show_touches(facts: &FileFacts) -> String {
    let line = |touch: &Touch| {
        let sure = if touch.sure { "" } else { " in transactions" };
        format!("touch {} {} at {}{sure}\n", touch.mode.name(), touched(&touch.target), touch.line)
    };
    facts.touches.iter().map(line).collect()
}

fn show_columns(facts: &FileFacts) -> String {
    let line = |one: &ColumnMention| {
        let names = if one.whole { "*".to_owned() } else { one.columns.join(",") };
        format!("columns {} {}({names}) at {}\n", one.mode.name(), target(&one.target), one.line)
    };
    facts.columns.iter().map(line).collect()
}

fn show_queries(facts: &FileFacts) -> String {
    let query = |query: &QueryMention| {
        let stores: Vec<String> =
            query.stores.iter().map(|(store, mode)| format!("{} {}", mode.name(), touched(store))).collect();
        let paths: String = query.paths.iter().map(|path| format!(" -> {path}")).collect();
        format!("query {}{paths} {}\n", stores.join(", "), query.rule)
    };
    let relation = |relation: &RelationMention| {
        format!("relation {}.{} is {}\n", target(&relation.of), relation.field, target(&relation.to))
    };
    facts.queries.iter().map(query).chain(facts.relations.iter().map(relation)).collect()
}

/// One line per fact, sorted.
fn show(facts: &FileFacts) -> String {
    let by = |subject: &Subject| match subject {
        Subject::ThisFile => String::new(),
        Subject::Type(name) => format!(" by {name}"),
    };
    let mut lines = Vec::new();
    for mention in &facts.stores {
        let (kind, mode) = (mention.kind.name(), mention.mode.name());
        lines.push(format!("{kind} {mode} {}{} {}", target(&mention.target), by(&mention.subject), mention.rule));
    }
    for link in &facts.store_links {
        lines.push(format!("{} {} -> {}", link.kind.name(), target(&link.from), target(&link.to)));
    }
    for entry in &facts.entries {
        let handler = if entry.handler.is_empty() { String::new() } else { format!(" -> {}", entry.handler) };
        lines.push(format!("{}{handler}{} {}", entry.kind.label(), by(&entry.subject), entry.rule));
    }
    for scope in &facts.scopes {
        lines.push(format!("transaction {}-{} {}", scope.first, scope.last, scope.rule));
    }
    for state in &facts.states {
        let uses: Vec<String> =
            state.uses.iter().map(|(line, writes)| format!("{line}{}", if *writes { "!" } else { "" })).collect();
        lines.push(format!("{} {} {} {}", state.kind.name(), state.name, uses.join(","), state.rule));
    }
    for hook in &facts.hooks {
        let on = match &hook.on {
            Hanging::Entity(name) => format!(":{name}"),
            Hanging::Event(name) => format!("event {name}"),
            Hanging::Everything => "everything".to_owned(),
        };
        let handler = if hook.handler.is_empty() { String::new() } else { format!(" -> {}", hook.handler) };
        lines.push(format!("{} of {on}{handler} {}", hook.when, hook.rule));
    }
    for guard in &facts.guards {
        let word = if guard.open { "opens" } else { "guards" };
        let covers = match &guard.covers {
            Covers::Lines(first, last) => format!("{first}-{last}"),
            Covers::Behind => format!("behind {}", guard.line),
            Covers::File => "file".to_owned(),
            Covers::Paths(pattern) => format!("paths {pattern}"),
            Covers::Application => "application".to_owned(),
        };
        lines.push(format!("{} {word} {covers} {}", guard.name, guard.rule));
    }
    lines.extend(facts.wrappers.iter().map(|name| format!("wrapper {name}")));
    lines.extend(facts.deferred.iter().map(|(first, last)| format!("deferred {first}-{last}")));
    if facts.entity {
        lines.push("entity".to_owned());
    }
    lines.iter().fold(String::new(), |out, line| out + line + "\n")
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

#[test]
fn every_case() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/data/rules/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("a well-formed case")
        .map(|entry| entry.expect("a well-formed case").path())
        .collect();
    files.sort();
    let mut wrong = String::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a well-formed case");
        for case in text.split("\n\n").map(str::trim).filter(|case| case.lines().any(|line| !line.starts_with('#'))) {
            let (expected, found) = run(case);
            if sorted(&expected) != sorted(&found) {
                let name = file.file_name().expect("a well-formed case").to_string_lossy();
                write!(wrong, "{name}\n{case}\n---- found\n{found}\n\n").expect("a well-formed case");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
