//! An entry as TOML, with every name on one line and in quotes: whatever a name holds, it stays a name, and whoever
//! reviews the file sees it. Control characters, line ends and marks that turn the direction of writing are written as
//! their numbers.

use crate::row::Row;
use std::fmt::Write;

/// Lists that are longer than this take a line for each name.
const WIDTH: usize = 90;

/// The keys of an entry with their values, in the order they are written.
pub(crate) fn fields(row: &Row) -> Vec<(&'static str, Value)> {
    let text = |text: &str| Value::Text(text.to_owned());
    let mut fields: Vec<(&'static str, Value)> = Vec::new();
    let lists = |fields: &mut Vec<(&'static str, Value)>, lists: &[(&'static str, &Vec<String>)]| {
        let some = lists.iter().filter(|(_, list)| !list.is_empty());
        fields.extend(some.map(|(key, list)| (*key, Value::List((*list).clone()))));
    };
    let reason = match row {
        Row::Pin(pin) => {
            lists(&mut fields, &[("files", &pin.files), ("types", &pin.types)]);
            fields.push(("service", text(&pin.service)));
            &pin.reason
        }
        Row::Together(files) => {
            lists(&mut fields, &[("files", &files.files), ("types", &files.types)]);
            &files.reason
        }
        Row::Apart(apart) => {
            fields.push(("groups", Value::Lists(apart.groups.clone())));
            &apart.reason
        }
        Row::Merge(merge) => {
            lists(&mut fields, &[("services", &merge.services)]);
            fields.extend(merge.into.iter().map(|into| ("into", text(into))));
            &merge.reason
        }
        Row::Split(split) => {
            fields.extend([("service", text(&split.service)), ("parts", Value::Number(split.parts))]);
            &split.reason
        }
        Row::Rename(rename) => {
            fields.extend([("service", text(&rename.service)), ("to", text(&rename.to))]);
            &rename.reason
        }
        Row::Shared(treated) | Row::Replicate(treated) | Row::Stays(treated) | Row::Gateway(treated) => {
            lists(
                &mut fields,
                &[("files", &treated.files), ("types", &treated.types), ("services", &treated.services)],
            );
            &treated.reason
        }
        Row::Team(team) => {
            fields.extend([("service", text(&team.service)), ("team", text(&team.team))]);
            &team.reason
        }
        Row::Sizes(sizes) => {
            fields.extend(sizes.smallest.map(|size| ("smallest", Value::Number(size))));
            fields.extend(sizes.largest.map(|size| ("largest", Value::Number(size))));
            &sizes.reason
        }
    };
    fields.push(("reason", text(reason)));
    fields
}

/// A value of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Number(usize),
    List(Vec<String>),
    Lists(Vec<Vec<String>>),
}

impl Value {
    /// The value as TOML.
    pub(crate) fn written(&self) -> String {
        match self {
            Value::Text(text) => quoted(text),
            Value::Number(number) => number.to_string(),
            Value::List(list) => listed(list.iter().map(|name| quoted(name)), ""),
            Value::Lists(lists) => {
                let inner = lists.iter().map(|list| listed(list.iter().map(|name| quoted(name)), "    "));
                listed(inner, "")
            }
        }
    }
}

/// An entry as a table of its kind.
pub(crate) fn table(row: &Row) -> String {
    let mut text = match row {
        Row::Sizes(_) => "[target]\n".to_owned(),
        other => format!("[[{}]]\n", other.kind()),
    };
    for (key, value) in fields(row) {
        text += &format!("{key} = {}\n", value.written());
    }
    text
}

fn listed(items: impl Iterator<Item = String>, indent: &str) -> String {
    let items: Vec<String> = items.collect();
    let flat = format!("[{}]", items.join(", "));
    if flat.len() <= WIDTH && !flat.contains('\n') {
        return flat;
    }
    let lines: String = items.iter().map(|item| format!("{indent}    {item},\n")).collect();
    format!("[\n{lines}{indent}]")
}

/// A text as a basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted += "\\n",
            '\t' => quoted += "\\t",
            '\r' => quoted += "\\r",
            hidden if hidden.is_control() || turns(hidden) => {
                write!(quoted, "\\u{:04X}", u32::from(hidden)).expect("writing to a text does not fail");
            }
            plain => quoted.push(plain),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a character is not seen but changes what is: marks of direction, line and paragraph separators.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_stay_names() {
        for (name, expected) in [
            ("a/b.rs", r#""a/b.rs""#),
            ("it's \"x\"", r#""it's \"x\"""#),
            ("a\\b", r#""a\\b""#),
            ("a\n[[pin]]", r#""a\n[[pin]]""#),
            ("\u{202e}gpj.exe", r#""\u202Egpj.exe""#),
            ("\u{7f}\u{1b}[31m", r#""\u007F\u001B[31m""#),
            ("größe/日本", "\"größe/日本\""),
        ] {
            assert_eq!(quoted(name), expected);
            let read: toml::Table = format!("x = {}", quoted(name)).parse().unwrap();
            assert_eq!(read["x"].as_str(), Some(name));
        }
    }

    #[test]
    fn long_lists_take_a_line_for_each_name() {
        let names: Vec<String> = (0..3).map(|n| format!("{}{n}", "x".repeat(40))).collect();
        let written = Value::List(names.clone()).written();
        assert_eq!(written.lines().count(), 5, "{written}");
        let written = Value::Lists(vec![names, vec!["a".into()]]).written();
        assert!(written.ends_with("    ],\n    [\"a\"],\n]"), "{written}");
    }
}
