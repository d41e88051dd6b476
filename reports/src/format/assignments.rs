//! `assignments.json`: one JSON object from the path of every analysed file to its service; of a file whose parts went to
//! several, to the one that holds most of its lines.

use super::Format;
use crate::wire::{Document, Place};
use seamline_analyzer::Info;
use std::io::{self, Write};

pub(super) struct Assignments;

/// The reserved name of what several services need and no one should own.
pub(crate) const SHARED: &str = "(shared)";
/// The reserved name of what no evidence places.
pub(crate) const UNASSIGNED: &str = "(unassigned)";

static INFO: Info = Info {
    id: "assignments",
    summary: "path -> service for every file; (shared) and (unassigned) are reserved",
    reference: "JSON (RFC 8259)",
};

impl Format for Assignments {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn file_name(&self) -> &'static str {
        "assignments.json"
    }

    fn render(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, &document.place_of_files())?;
        out.write_all(b"\n")
    }
}

impl Document {
    /// The name of a place: a service's, `(shared)` or `(unassigned)`.
    pub fn place_name(&self, place: Place) -> &str {
        match place {
            Place::Service(index) => &self.services[index as usize].name,
            Place::Shared => SHARED,
            Place::Unassigned => UNASSIGNED,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::sample;

    #[test]
    fn every_file_is_there() {
        insta::assert_snapshot!(sample::render("assignments", &sample::shop()));
    }
}
