//! Entry points: where work comes in from outside.

use crate::id::UnitId;

/// A place where the outside calls in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryPoint {
    /// The file.
    pub unit: UnitId,
    /// The line, from 1.
    pub line: u32,
    /// What comes in.
    pub kind: EntryKind,
    /// The function or class that handles it; empty when not visible.
    pub handler: String,
    /// The rule that saw it, for instance `spring.mapping`.
    pub rule: String,
}

/// What comes in at an entry point.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// An HTTP request.
    Http {
        /// GET, POST, ... or `ANY`.
        method: String,
        /// The path as written, with the prefixes of its class and of the routers around it.
        path: String,
    },
    /// A message or event.
    Message {
        /// The topic, queue or event name.
        topic: String,
    },
    /// A remote procedure call.
    Rpc {
        /// The service or method.
        name: String,
    },
    /// A clock.
    Schedule {
        /// The rate or cron expression as written.
        when: String,
    },
    /// The start of a process.
    Main,
}

impl EntryKind {
    /// The word for it in reports and JSON.
    pub fn name(&self) -> &'static str {
        match self {
            EntryKind::Http { .. } => "http",
            EntryKind::Message { .. } => "message",
            EntryKind::Rpc { .. } => "rpc",
            EntryKind::Schedule { .. } => "schedule",
            EntryKind::Main => "main",
        }
    }

    /// One line for people: `GET /orders/{id}`.
    pub fn label(&self) -> String {
        match self {
            EntryKind::Http { method, path } => format!("{method} {path}"),
            EntryKind::Message { topic } => format!("message {topic}"),
            EntryKind::Rpc { name } => format!("rpc {name}"),
            EntryKind::Schedule { when } => format!("schedule {when}"),
            EntryKind::Main => "main".to_owned(),
        }
    }
}
