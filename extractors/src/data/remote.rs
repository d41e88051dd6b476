//! Addresses of other deployables: `USER_URL` read from the environment, `http://user:3000/` in a string.
//!
//! `remote.variable` reads names such as `USER_URL`, `USER_SERVICE_HOST` and `BILLING_API_ENDPOINT`, as a string
//! (`os.getenv("USER_URL")`, `env::var("USER_URL")`) or as a member of the environment (`process.env.USER_URL`).
//! `remote.url` reads the host of a URL when it is one word, or the first word of a cluster-internal name: other hosts
//! belong to somebody else. Whether a target is a deployable of this repository is not decided here.

use crate::file::{FileFacts, RemoteMention};
use crate::shape::{Argument, HOLE, Shapes, Value};
use std::collections::BTreeMap;

/// What a variable with an address ends with, longest first.
const ENDINGS: &[&str] = &["_BASE_URL", "_ENDPOINT", "_ADDRESS", "_ORIGIN", "_ADDR", "_HOST", "_URL", "_URI"];
/// Says what is addressed, not who.
const KINDS: &[&str] = &["_SERVICE", "_SVC", "_API"];
/// One word hosts that are nobody else.
const HERE: &[&str] = &["localhost", "host"];
/// Arguments inside arguments are read this deep.
const DEPTH: usize = 4;

/// Adds the addresses that a file's shapes show.
pub(super) fn run(shapes: &Shapes, facts: &mut FileFacts) {
    let kept = kept(shapes);
    let mut push = |target: String, rule: &str, line: u32| {
        let kept_in = kept.get(&line).copied().unwrap_or("").to_owned();
        facts.remotes.push(RemoteMention { target, kept_in, rule: rule.to_owned(), line });
    };
    for text in &shapes.strings {
        if let Some(target) = variable(&text.value) {
            push(target, "remote.variable", text.line);
        } else if let Some(target) = host(&text.value) {
            push(target, "remote.url", text.line);
        }
    }
    for call in &shapes.calls {
        names(&call.arguments, DEPTH, &mut |name| {
            if let Some(target) = member(name) {
                push(target, "remote.variable", call.line);
            }
        });
    }
    for assignment in &shapes.assignments {
        if let Value::Name(name) = &assignment.value
            && let Some(target) = member(name)
        {
            push(target, "remote.variable", assignment.line);
        }
    }
}

/// The names that lines assign to; none where a line assigns to several.
fn kept(shapes: &Shapes) -> BTreeMap<u32, &str> {
    let mut kept: BTreeMap<u32, &str> = BTreeMap::new();
    for assignment in &shapes.assignments {
        let name = kept.entry(assignment.line).or_insert(&assignment.name);
        if *name != assignment.name {
            *name = "";
        }
    }
    kept
}

fn names(arguments: &[Argument], depth: usize, found: &mut impl FnMut(&str)) {
    fn visit(value: &Value, depth: usize, found: &mut impl FnMut(&str)) {
        match value {
            Value::Name(name) => found(name),
            Value::List(values) if depth > 0 => values.iter().for_each(|value| visit(value, depth - 1, found)),
            Value::Text(_) | Value::List(_) | Value::Other => {}
        }
    }
    arguments.iter().for_each(|argument| visit(&argument.value, depth, found));
}

/// `user` of `process.env.USER_URL`.
fn member(name: &str) -> Option<String> {
    let (environment, last) = name.rsplit_once('.')?;
    environment.rsplit('.').next().filter(|segment| matches!(*segment, "env" | "environ"))?;
    variable(last)
}

/// `user` of `USER_URL`.
fn variable(name: &str) -> Option<String> {
    let stem = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending))?;
    let stem = KINDS.iter().find_map(|kind| stem.strip_suffix(kind)).unwrap_or(stem);
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let starts = stem.starts_with(|c: char| c.is_ascii_uppercase());
    (starts && stem.chars().all(plain)).then(|| stem.to_ascii_lowercase().replace('_', "-"))
}

/// `user` of `http://user:3000/users`.
pub(super) fn host(text: &str) -> Option<String> {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"))?;
    let end = rest.find(['/', ':', '?', '#']).unwrap_or(rest.len());
    let host = &rest[..end];
    let inside = host
        .strip_suffix(".svc.cluster.local")
        .or_else(|| host.strip_suffix(".svc"))
        .or_else(|| host.strip_suffix(".internal"));
    let word = inside.map_or(host, |inside| inside.split('.').next().unwrap_or(inside));
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let named = word.starts_with(|c: char| c.is_ascii_alphabetic()) && word.chars().all(plain) && !word.contains(HOLE);
    (named && !HERE.contains(&word)).then(|| word.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::{Assignment, Call, Text};

    fn check(shapes: Shapes, expected: &[(&str, &str)]) {
        let mut facts = FileFacts::default();
        run(&shapes, &mut facts);
        let found: Vec<(&str, &str)> = facts.remotes.iter().map(|r| (r.target.as_str(), r.rule.as_str())).collect();
        assert_eq!(found, expected);
    }

    fn text(value: &str) -> Shapes {
        Shapes { strings: vec![Text { value: value.to_owned(), line: 1 }], ..Shapes::default() }
    }

    #[test]
    fn variables() {
        for (name, target) in [
            ("USER_URL", "user"),
            ("USER_SERVICE_URL", "user"),
            ("BILLING_API_ENDPOINT", "billing"),
            ("ORDER_HISTORY_SERVICE_HOST", "order-history"),
            ("FIGURE_BASE_URL", "figure"),
        ] {
            check(text(name), &[(target, "remote.variable")]);
        }
    }

    #[test]
    fn no_variables() {
        for name in ["_URL", "URL", "user_url", "User_URL", "9_URL", "USER", "curl USER_URL"] {
            check(text(name), &[]);
        }
    }

    #[test]
    fn hosts() {
        for (url, target) in [
            ("http://user:3000/users", "user"),
            ("http://user", "user"),
            ("https://Order-Service/x", "order-service"),
            ("http://user.shop.svc.cluster.local:80", "user"),
        ] {
            check(text(url), &[(target, "remote.url")]);
        }
    }

    #[test]
    fn no_hosts() {
        for url in [
            "http://localhost:3000",
            "https://example.com/x",
            "http://127.0.0.1",
            "http://[::1]/",
            "http://",
            "user:3000",
            "http://\u{fffc}/x",
        ] {
            check(text(url), &[]);
        }
    }

    #[test]
    fn members_of_the_environment() {
        let name = |name: &str| Value::Name(name.to_owned());
        let argument = |value: Value| Argument { key: None, value };
        let call = Call {
            arguments: vec![argument(name("process.env.USER_URL")), argument(name("settings.USER_URL"))],
            line: 3,
            ..Call::default()
        };
        let assignment = |value: &str| Assignment {
            of: String::new(),
            name: "base".to_owned(),
            value: name(value),
            call: None,
            line: 4,
        };
        let shapes =
            Shapes { calls: vec![call], assignments: vec![assignment("process.env.STORAGE_URL")], ..Shapes::default() };
        check(shapes, &[("user", "remote.variable"), ("storage", "remote.variable")]);
    }
}
