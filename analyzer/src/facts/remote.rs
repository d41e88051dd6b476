//! What reaches out to other deployables, and what a gateway sends where.

use super::{Mode, Site};
use crate::id::UnitId;

/// A place that knows the address of another deployable: the far end of a synchronous call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remote {
    /// The file.
    pub unit: UnitId,
    /// The line, from 1.
    pub line: u32,
    /// Who is meant, in lower case: `user` of `process.env.USER_URL` or of `http://user:3000/`.
    pub target: String,
    /// The rule that saw it: `remote.variable` or `remote.url`.
    pub rule: String,
}

/// A request to another deployable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Request {
    /// The file.
    pub unit: UnitId,
    /// The line, from 1.
    pub line: u32,
    /// Who is asked, in lower case, as in [`Remote::target`].
    pub target: String,
    /// `GET`, `POST`, ... or `ANY`.
    pub method: String,
    /// The path with `{}` for computed parts and without the query; empty when it is not visible.
    pub path: String,
}

/// Topics that are named by a pattern: `user.*` is subscribed to, `export.*` stands for what is built at run time. A
/// pattern without a wildcard is what such a pattern becomes where its function is called with the missing part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TopicPattern {
    /// The file.
    pub unit: UnitId,
    /// The line, from 1.
    pub line: u32,
    /// The pattern: `*` is one word or a computed part, `#` the rest, as in AMQP.
    pub pattern: String,
    /// Whether it is published to or read.
    pub mode: Mode,
    /// The rule that saw it.
    pub rule: String,
}

impl TopicPattern {
    /// Whether a topic is meant.
    pub fn matches(&self, topic: &str) -> bool {
        matches(self.pattern.as_bytes(), topic.as_bytes())
    }
}

/// `*` is any text without a dot, `#` any text. Greedy with one point to come back to, so time is at most quadratic.
fn matches(pattern: &[u8], topic: &[u8]) -> bool {
    let (mut at, mut read) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while read < topic.len() {
        match pattern.get(at) {
            Some(b'#') => {
                return at + 1 == pattern.len() || (read..=topic.len()).any(|from| rest(pattern, at, topic, from));
            }
            Some(b'*') => {
                back = Some((at + 1, read));
                at += 1;
            }
            Some(byte) if *byte == topic[read] => (at, read) = (at + 1, read + 1),
            _ => match back {
                Some((after, from)) if topic[from] != b'.' => {
                    back = Some((after, from + 1));
                    (at, read) = (after, from + 1);
                }
                _ => return false,
            },
        }
    }
    pattern[at..].iter().all(|byte| matches!(byte, b'*' | b'#'))
}

/// What stands behind a `#` in the middle is compared literally.
fn rest(pattern: &[u8], at: usize, topic: &[u8], from: usize) -> bool {
    pattern[at + 1..] == topic[from..]
}

/// A route that a gateway hands to a deployable, or answers itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GatewayRoute {
    /// Where the configuration says so.
    pub site: Site,
    /// Which paths are meant.
    pub pattern: RoutePattern,
    /// Who answers, in lower case; `None` when the gateway itself does.
    pub target: Option<String>,
    /// The path that is asked for instead, when the configuration names one.
    pub path: Option<String>,
    /// Whether only the gateway itself can ask for it: a call of its own, not a route.
    pub inside: bool,
    /// The paths of the project's own routes that come to it, sorted.
    pub covers: Vec<String>,
}

/// Which paths a gateway's route covers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoutePattern {
    /// This path alone.
    Exact(String),
    /// All paths that begin so.
    Prefix(String),
    /// All paths that match this regular expression.
    Regex(String),
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_of_topics() {
        let check = |pattern: &str, topic: &str, expected: bool| {
            assert_eq!(matches(pattern.as_bytes(), topic.as_bytes()), expected, "{pattern} {topic}");
        };
        check("user.*", "user.deleted", true);
        check("user.*", "user.a.b", false);
        check("user.*", "users.deleted", false);
        check("*.deleted", "user.deleted", true);
        check("a.*.c", "a.b.c", true);
        check("a.*.c", "a.b.d", false);
        check("export.*", "export.", true);
        check("order-*-done", "order-x-done", true);
        check("order-*-done", "order-done", false);
        check("#", "a.b.c", true);
        check("a.#", "a.b.c", true);
        check("a.#", "b.b.c", false);
        check("#.c", "a.b.c", true);
        check("a.b", "a.b", true);
        check("a.b", "a.bc", false);
        check("", "a", false);
    }

    #[test]
    fn a_hostile_pattern_ends() {
        assert!(!matches("*a".repeat(2_000).as_bytes(), "a".repeat(1_999).as_bytes()));
    }
}
