//! How topics are handed on inside a file: which calls are given a text or a name that may be a topic.
//!
//! Programs seldom publish where they say the topic: `tell('order.placed', order)` leads through wrappers to
//! `channel.publish(exchange, event.topic)`. Which functions hand their argument on to a broker, all files together tell
//! (`resolve::topics`); here only what may be needed for it is kept: texts that could be topics, and names in capitals
//! or called as topics are. Everything else that calls are given is dropped at once.

use crate::file::{FileFacts, Handed, Handing};
use crate::shape::{Argument, Shapes, Value};

/// Arguments of a call that are looked at.
const POSITIONS: usize = 4;
/// Calls of one file that are kept.
const MOST: usize = 500;
/// Texts of one list that are kept.
const LONGEST_LIST: usize = 50;
/// What people call a variable that holds a topic, in the singular.
const CALLED: &[&str] = &[
    "topic",
    "event",
    "eventname",
    "event_name",
    "eventtype",
    "event_type",
    "type",
    "channel",
    "queue",
    "queuename",
    "queue_name",
    "subject",
    "routingkey",
    "routing_key",
    "pattern",
    "name",
    "key",
    "stream",
    "kind",
    "message",
];

/// Keeps what may be topics of a file's calls and top-level names.
pub(super) fn run(shapes: &Shapes, facts: &mut FileFacts) {
    let topics = &mut facts.topics;
    for call in shapes.calls.iter().filter(|call| is_function(&call.callee)) {
        let positional = call.arguments.iter().filter(|argument| argument.key.is_none()).take(POSITIONS);
        for (position, argument) in positional.enumerate() {
            let Some(what) = handed(argument) else { continue };
            if topics.handings.len() >= MOST {
                break;
            }
            let (callee, receiver_type) = (call.callee.clone(), call.receiver_type.clone());
            let (inside, line) = (call.inside.clone(), call.line);
            topics.handings.push(Handing { callee, receiver_type, position, what, inside, line });
        }
    }
    for assignment in shapes.assignments.iter().filter(|assignment| assignment.of.is_empty()) {
        if let Some(texts) = texts(&assignment.value) {
            topics.constants.push((assignment.name.clone(), texts));
        }
    }
}

/// A call of names only that is no import.
fn is_function(callee: &str) -> bool {
    !callee.contains(['(', '?']) && !matches!(callee, "require" | "import")
}

fn handed(argument: &Argument) -> Option<Handed> {
    match &argument.value {
        Value::Name(name) => may_hold_a_topic(name).then(|| Handed::Name(name.clone())),
        value => texts(value).map(Handed::Texts),
    }
}

fn texts(value: &Value) -> Option<Vec<String>> {
    let text = |value: &Value| match value {
        Value::Text(text) if may_be_a_topic(text) => Some(text.clone()),
        _ => None,
    };
    match value {
        Value::Text(_) => text(value).map(|text| vec![text]),
        Value::List(list) if !list.is_empty() && list.len() <= LONGEST_LIST => list.iter().map(text).collect(),
        Value::List(_) | Value::Name(_) | Value::Other => None,
    }
}

/// Words joined by dots, colons and the like, perhaps with wildcards or computed parts.
fn may_be_a_topic(text: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || ".:/_-*#\u{fffc}".contains(c);
    (2..=100).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || "*#".contains(c))
        && text.contains(|c: char| c.is_ascii_lowercase())
        && text.chars().all(part)
}

/// A name in capitals, which is a constant, or one that topics usually have.
fn may_hold_a_topic(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    let lower = last.to_ascii_lowercase();
    let constant = last.len() > 1 && !last.contains(|c: char| c.is_ascii_lowercase());
    constant || CALLED.contains(&lower.as_str()) || CALLED.contains(&lower.trim_end_matches('s'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::{Assignment, Call};

    /// What is kept of the arguments of one call.
    fn check(callee: &str, arguments: &[Value], expected: &str) {
        let arguments = arguments.iter().map(|value| Argument { key: None, value: value.clone() }).collect();
        let call = Call { callee: callee.to_owned(), arguments, line: 1, ..Call::default() };
        let mut facts = FileFacts::default();
        run(&Shapes { calls: vec![call], ..Shapes::default() }, &mut facts);
        let shown = |handing: &Handing| match &handing.what {
            Handed::Texts(texts) => format!("{}:{}", handing.position, texts.join("+")),
            Handed::Name(name) => format!("{}:={name}", handing.position),
        };
        assert_eq!(facts.topics.handings.iter().map(shown).collect::<Vec<_>>().join(" "), expected);
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn name(name: &str) -> Value {
        Value::Name(name.to_owned())
    }

    #[test]
    fn texts_that_may_be_topics() {
        check(
            "tell",
            &[text("order.placed"), text("orders"), text("export.\u{fffc}")],
            "0:order.placed 1:orders 2:export.\u{fffc}",
        );
        check("bus.subscribe", &[Value::List(vec![text("user.*"), text("a.b")])], "0:user.*+a.b");
    }
    #[test]
    fn texts_that_are_none() {
        check("say", &[text("Hello world"), text("/orders"), text("x"), text("SELECT")], "");
        check("say", &[Value::List(vec![text("a.b"), text("not a topic")]), Value::List(vec![])], "");
        check("require", &[text("express")], "");
        check("a().b", &[text("order.placed")], "");
    }
    #[test]
    fn names_that_may_hold_topics() {
        check(
            "f",
            &[name("topic"), name("event.topics"), name("TOPICS"), name("order")],
            "0:=topic 1:=event.topics 2:=TOPICS",
        );
    }
    #[test]
    fn arguments_far_behind_are_dropped() {
        check("f", &vec![text("a.b"); 9], "0:a.b 1:a.b 2:a.b 3:a.b");
    }

    #[test]
    fn constants_at_the_top() {
        let set = |of: &str, name: &str, value: Value| Assignment {
            of: of.to_owned(),
            name: name.to_owned(),
            value,
            call: None,
            line: 1,
        };
        let assignments =
            vec![set("", "A", text("a.b")), set("T", "B", text("a.b")), set("", "C", Value::List(vec![text("c.d")]))];
        let mut facts = FileFacts::default();
        run(&Shapes { assignments, ..Shapes::default() }, &mut facts);
        let names: Vec<&str> = facts.topics.constants.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["A", "C"]);
    }
}
