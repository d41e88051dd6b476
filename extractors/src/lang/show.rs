//! Facts and shapes as lines of text, for tests.

use crate::file::{FileFacts, Import};
use crate::shape::{Argument, HOLE, Shapes, Target, Value};
use seamline_analyzer::RepoPath;
use std::fmt::Write;

/// Reads one file of a language, by an extension of it.
pub(crate) fn read(extension: &str, source: &str) -> (FileFacts, Shapes) {
    let path = RepoPath::new(&format!("src/file.{extension}")).expect("a plain path");
    super::of(&path).expect("the extension of a language").read(&path, source).expect("readable source")
}

/// All facts and shapes, one a line.
pub(crate) fn show(extension: &str, source: &str) -> String {
    let (facts, shapes) = read(extension, source);
    let mut out = String::new();
    show_facts(&facts, &mut out).expect("strings take all");
    show_shapes(&shapes, &mut out).expect("strings take all");
    out
}

/// Compares the facts and shapes of a source with the expected lines, one per line. Only lines that start with a word
/// that some expected line starts with are compared, so a case says what it is about. Their order does not matter.
#[track_caller]
pub(crate) fn check(extension: &str, source: &str, expected: &str) {
    let wanted: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let topic = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
    let topics: Vec<String> = wanted.iter().map(|line| topic(line)).collect();
    let shown = show(extension, source);
    let mut wanted = wanted;
    let mut lines: Vec<&str> = shown.lines().filter(|line| topics.contains(&topic(line))).collect();
    wanted.sort_unstable();
    lines.sort_unstable();
    assert_eq!(lines.join("\n"), wanted.join("\n"), "\n{source}\n--- all ---\n{shown}");
}

/// Checks that nothing of a topic is said.
#[track_caller]
pub(crate) fn check_no(extension: &str, source: &str, topic: &str) {
    let shown = show(extension, source);
    assert!(!shown.lines().any(|line| line.starts_with(topic)), "\n{source}\n--- all ---\n{shown}");
}

fn show_facts(facts: &FileFacts, out: &mut String) -> std::fmt::Result {
    if facts.errors > 0 {
        writeln!(out, "errors {}", facts.errors)?;
    }
    for package in &facts.packages {
        writeln!(out, "package {package}")?;
    }
    for constant in &facts.constants {
        let kind = format!("{:?}", constant.kind).to_lowercase();
        let bases: String = constant.bases.iter().map(|base| format!(" < {base}")).collect();
        writeln!(out, "constant {kind} {}{bases} @{}", constant.name, constant.line)?;
    }
    for import in &facts.imports {
        show_import(import, out)?;
    }
    for (index, declared) in facts.types.iter().enumerate() {
        let kind = format!("{:?}", declared.kind).to_lowercase();
        write!(out, "{kind} {} {}-{}", declared.name, declared.line, declared.end_line)?;
        if declared.fields > 0 {
            write!(out, " fields={}", declared.fields)?;
        }
        let bases: Vec<&str> = facts.bases.iter().filter(|base| base.0 == index).map(|base| base.1.as_str()).collect();
        if !bases.is_empty() {
            write!(out, " : {}", bases.join(", "))?;
        }
        writeln!(out)?;
        for operation in &declared.operations {
            let sign = if operation.public { '+' } else { '-' };
            let parameters = operation.parameters.join(", ");
            write!(out, "op {sign}{}({parameters})", operation.name)?;
            let returns = &operation.returns;
            writeln!(out, "{}{returns} @{}", if returns.is_empty() { "" } else { " " }, operation.line)?;
        }
    }
    for mention in &facts.mentions {
        let lines: Vec<String> = mention.lines.iter().map(u32::to_string).collect();
        write!(out, "{} {}", mention.context.name(), mention.name)?;
        if mention.count > 1 {
            write!(out, " x{}", mention.count)?;
        }
        writeln!(out, " @{}", lines.join(","))?;
    }
    let terms: Vec<String> = facts.terms.iter().map(|(word, count)| format!("{word}:{count}")).collect();
    writeln!(out, "terms {}", terms.join(" "))
}

/// One import on one line.
pub(crate) fn import(import: &Import) -> String {
    let mut out = String::new();
    show_import(import, &mut out).expect("strings take all");
    out
}

fn show_import(import: &Import, out: &mut String) -> std::fmt::Result {
    let word = if import.reexport { "reexport" } else { "import" };
    write!(out, "{word} {} {}", format!("{:?}", import.form).to_lowercase(), import.path)?;
    for (there, here) in &import.names {
        match there == here {
            true => write!(out, " {there}")?,
            false => write!(out, " {there} as {here}")?,
        }
    }
    if let Some(alias) = &import.alias {
        write!(out, " alias {alias}")?;
    }
    writeln!(out, " @{}", import.line)
}

fn show_shapes(shapes: &Shapes, out: &mut String) -> std::fmt::Result {
    for annotation in &shapes.annotations {
        let target = match &annotation.target {
            Target::Type { name } => format!("type {name}"),
            Target::Method { of, name } => format!("method {of}.{name}"),
            Target::Field { of, name, declared } => format!("field {of}.{name}: {declared}"),
            Target::Other => "other".to_owned(),
        };
        writeln!(out, "@{}({}) on {target} @{}", annotation.name, arguments(&annotation.arguments), annotation.line)?;
    }
    for call in &shapes.calls {
        write!(out, "call! {}", call.callee)?;
        if !call.type_arguments.is_empty() {
            write!(out, "<{}>", call.type_arguments.join(", "))?;
        }
        write!(out, "({})", arguments(&call.arguments))?;
        if !call.receiver_type.is_empty() {
            write!(out, " on {}", call.receiver_type)?;
        }
        if !call.inside.is_empty() {
            write!(out, " in {}", call.inside)?;
        }
        writeln!(out, " @{}", call.line)?;
    }
    for text in &shapes.strings {
        writeln!(out, "text {} @{}", quoted(&text.value), text.line)?;
    }
    for assignment in &shapes.assignments {
        let of = if assignment.of.is_empty() { String::new() } else { format!("{}.", assignment.of) };
        let value = match assignment.call {
            Some(call) => format!("call {call}"),
            None => value(&assignment.value),
        };
        writeln!(out, "set {of}{} = {value} @{}", assignment.name, assignment.line)?;
    }
    for shape in &shapes.types {
        let bases = if shape.bases.is_empty() { String::new() } else { format!(" : {}", shape.bases.join(", ")) };
        writeln!(out, "shape {}{bases} @{}", shape.name, shape.line)?;
        for (name, declared, line) in &shape.fields {
            writeln!(out, "has {}.{name}: {declared} @{line}", shape.name)?;
        }
    }
    Ok(())
}

fn arguments(arguments: &[Argument]) -> String {
    let shown: Vec<String> = arguments
        .iter()
        .map(|argument| match &argument.key {
            Some(key) => format!("{key}={}", value(&argument.value)),
            None => value(&argument.value),
        })
        .collect();
    shown.join(", ")
}

fn value(shown: &Value) -> String {
    match shown {
        Value::Text(text) => quoted(text),
        Value::Name(name) => name.clone(),
        Value::List(items) => format!("[{}]", items.iter().map(value).collect::<Vec<_>>().join(", ")),
        Value::Other => "..".to_owned(),
    }
}

fn quoted(text: &str) -> String {
    format!("{:?}", text.replace(HOLE, "{}"))
}
