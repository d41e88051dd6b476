//! What one file says of other deployables: addresses, requests, topics on their way to a broker, a gateway's routes.

use seamline_analyzer::facts::{Mode, RoutePattern};

/// The address of another deployable, as one file names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RemoteMention {
    /// Who is meant, in lower case.
    pub target: String,
    /// The variable that the address, or a client for it, is kept in; empty when it is in none.
    pub kept_in: String,
    /// The rule that saw it.
    pub rule: String,
    /// The line, from 1.
    pub line: u32,
}

/// A request, as one file makes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestMention {
    /// Who is asked, where the line itself tells.
    pub target: Option<String>,
    /// What the request is made on, as written: `clients.user`; empty for a function such as `fetch`.
    pub client: String,
    /// `GET`, `POST`, ... or `ANY`.
    pub method: String,
    /// The path with `{}` for computed parts; empty when it is not visible.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
}

/// How one file hands topics on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Topics {
    /// Where a topic is a variable: `channel.publish(exchange, event.topic)`.
    pub variables: Vec<TopicVariable>,
    /// Calls that may hand a topic on.
    pub handings: Vec<Handing>,
    /// Topics that are named by a pattern.
    pub patterns: Vec<PatternMention>,
    /// Names at the top of the file that stand for texts.
    pub constants: Vec<(String, Vec<String>)>,
}

/// A publishing or subscribing call whose topic is a variable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TopicVariable {
    /// The variable as written: `topic`, `event.topic`.
    pub name: String,
    /// Whether it publishes or reads.
    pub mode: Mode,
    /// The rule that saw it.
    pub rule: String,
    /// The type and function around it.
    pub inside: String,
    /// The line, from 1.
    pub line: u32,
}

/// An argument that may be a topic for the called function.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Handing {
    /// The called function as written.
    pub callee: String,
    /// The type of its receiver, when the file shows it.
    pub receiver_type: String,
    /// The place of the argument, from 0.
    pub position: usize,
    /// The argument.
    pub what: Handed,
    /// The type and function around the call.
    pub inside: String,
    /// The line, from 1.
    pub line: u32,
}

/// What is handed on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Handed {
    /// These texts.
    Texts(Vec<String>),
    /// What this name stands for.
    Name(String),
}

/// Topics that one file names by a pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PatternMention {
    /// The pattern, `*` for a computed part or one word.
    pub pattern: String,
    /// Whether it publishes or reads.
    pub mode: Mode,
    /// The rule that saw it.
    pub rule: String,
    /// The line, from 1.
    pub line: u32,
}

/// A route of a gateway, as its configuration states it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GatewayMention {
    /// Which paths are meant.
    pub pattern: RoutePattern,
    /// Who answers, in lower case; `None` when the gateway itself does.
    pub target: Option<String>,
    /// The path that is asked for instead.
    pub path: Option<String>,
    /// Whether only the gateway itself can ask for it.
    pub inside: bool,
    /// The line, from 1.
    pub line: u32,
}
