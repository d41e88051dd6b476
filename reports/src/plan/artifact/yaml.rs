//! YAML from plain values: block style, two spaces, keys in the order given.
//!
//! Text is written as a JSON string, which is also YAML (YAML 1.2, section 1.3), but for words that no YAML version can read
//! as anything else. So nothing foreign can become a key, a comment, an alias or another line.

use crate::display::visible;
use serde_json::Value;

/// A document with a head of comments.
pub(super) fn document(head: &[String], value: &Value) -> String {
    documents(head, std::slice::from_ref(value))
}

/// Several documents in one file.
pub(super) fn documents(head: &[String], values: &[Value]) -> String {
    let mut out: String = head.iter().map(|line| format!("# {line}\n")).collect();
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            out.push_str("---\n");
        }
        after(&mut out, value, 0);
    }
    out
}

/// A value at the beginning of a line, indented.
fn after(out: &mut String, value: &Value, indent: usize) {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (name, value) in map {
                out.push_str(&pad);
                out.push_str(&text(name));
                out.push(':');
                below(out, value, indent);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for value in list {
                let mut item = String::new();
                after(&mut item, value, indent + 2);
                out.push_str(&pad);
                out.push_str("- ");
                out.push_str(item.trim_start_matches(' '));
            }
        }
        scalar => {
            out.push_str(&pad);
            out.push_str(&self::scalar(scalar));
            out.push('\n');
        }
    }
}

/// A value behind its key.
fn below(out: &mut String, value: &Value, indent: usize) {
    let nested = match value {
        Value::Object(map) => !map.is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => false,
    };
    if nested {
        out.push('\n');
        after(out, value, indent + 2);
    } else {
        out.push(' ');
        out.push_str(&scalar(value));
        out.push('\n');
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(words) => text(words),
        Value::Object(_) => "{}".to_owned(),
        Value::Array(_) => "[]".to_owned(),
        other => other.to_string(),
    }
}

/// Words that some version of YAML takes for a truth value or for nothing (YAML 1.1: bool, null).
const MEANT: &[&str] = &["true", "false", "yes", "no", "on", "off", "y", "n", "null"];

/// Text: bare where it cannot be anything else, else as a JSON string.
fn text(words: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "_-./".contains(character);
    let bare = words.len() <= 80
        && words.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/')
        && words.chars().all(plain)
        && !MEANT.contains(&words.to_ascii_lowercase().as_str());
    if bare { words.to_owned() } else { Value::String(in_full(words)).to_string() }
}

/// What has no shape of its own is written out; nothing is cut.
pub(super) fn in_full(words: &str) -> String {
    let characters: Vec<char> = words.chars().collect();
    characters.chunks(100).map(|part| visible(&part.iter().collect::<String>()).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(value: &Value, expected: &str) {
        assert_eq!(document(&[], value), expected);
    }

    #[test]
    fn maps_and_lists() {
        check(&json!({ "a": { "b": 1, "c": [] }, "d": {} }), "a:\n  b: 1\n  c: []\nd: {}\n");
        check(&json!({ "a": [{ "b": 1, "c": [2] }, "x"] }), "a:\n  - b: 1\n    c:\n      - 2\n  - x\n");
        check(&json!([[1, 2], []]), "- - 1\n  - 2\n- []\n");
    }
    #[test]
    fn what_could_be_something_else_is_quoted() {
        check(
            &json!({ "on": "yes", "$ref": "#/a", "200": "1.0" }),
            "\"on\": \"yes\"\n\"$ref\": \"#/a\"\n\"200\": \"1.0\"\n",
        );
        check(&json!(["a: b", "- x", "", "null", "~"]), "- \"a: b\"\n- \"- x\"\n- \"\"\n- \"null\"\n- \"~\"\n");
    }
    #[test]
    fn foreign_text_stays_on_its_line() {
        check(&json!(["a\nb: c", "\u{2028}\u{85}\u{7f}"]), "- \"a\\\\nb: c\"\n- \"\\\\u{2028}\\\\u{85}\\\\u{7f}\"\n");
    }
    #[test]
    fn words_stay_bare() {
        check(&json!({ "apiVersion": "apps/v1", "/orders": true }), "apiVersion: apps/v1\n/orders: true\n");
    }
    #[test]
    fn heads_are_comments() {
        assert_eq!(documents(&["one".to_owned()], &[json!({ "a": 1 }), json!({ "b": 2 })]), "# one\na: 1\n---\nb: 2\n");
    }
}
