//! The forms in which a check is told, one line each.

use super::{CheckDocument, text};
use seamline_analyzer::Info;

/// A form in which a check is told.
#[derive(Debug)]
pub struct CheckFormat {
    /// Its id, a line about it, and where it is described.
    pub info: Info,
    render: fn(&CheckDocument) -> String,
}

impl CheckFormat {
    /// The check in this form.
    pub fn render(&self, check: &CheckDocument) -> String {
        (self.render)(check)
    }
}

/// Every form.
pub const ALL: &[CheckFormat] = &[
    CheckFormat {
        info: Info { id: "text", summary: "for people: what, where, why, what to do", reference: "this manual" },
        render: text::render,
    },
    CheckFormat {
        info: Info {
            id: "json",
            summary: "everything, versioned, with a schema",
            reference: "schema/check.v1.schema.json",
        },
        render: json,
    },
];

/// The form of an id.
pub fn find(id: &str) -> Option<&'static CheckFormat> {
    ALL.iter().find(|form| form.info.id == id)
}

fn json(check: &CheckDocument) -> String {
    let mut text = serde_json::to_string_pretty(check).expect("plain values");
    text.push('\n');
    text
}
