//! Formats: one per file, each a function from a [`Document`] to bytes.

mod ase2024;
mod assignments;
pub(crate) mod cml;
mod csv;
mod dot;
mod graphml;
mod html;
mod json;
mod markdown;
pub(crate) mod mermaid;
mod plan;
mod text;

pub(crate) use csv::{cell, defused};
pub use html::report_hashes;
pub(crate) use markdown::escape;
pub use text::Text;
pub(crate) use text::wrapped;

use crate::rules::{self, Rules};
use crate::wire::Document;
use seamline_analyzer::Info;
use std::io::{self, Write};

/// A way to write a document.
pub trait Format: Sync {
    /// Its id, a line about it, and the specification it follows.
    fn info(&self) -> &'static Info;

    /// The name of the file it usually becomes.
    fn file_name(&self) -> &'static str;

    /// The extension of that file.
    fn extension(&self) -> &'static str {
        self.file_name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The languages that it is about; none when it is about any.
    fn languages(&self) -> &'static [&'static str] {
        &[]
    }

    /// The rules that it states, where it states those of a cut.
    fn rules(&self) -> Option<&dyn Rules> {
        None
    }

    /// Writes the document.
    ///
    /// # Errors
    /// Only those of `out`.
    fn render(&self, document: &Document, out: &mut dyn Write) -> io::Result<()>;
}

/// Every format, in the order of `seamline list`.
pub const ALL: &[&dyn Format] = &[
    &json::Json,
    &assignments::Assignments,
    &html::Html,
    &markdown::Markdown,
    &Text { style: false },
    &graphml::GraphMl,
    &dot::Dot,
    &mermaid::Mermaid,
    &csv::Files,
    &csv::Seams,
    &cml::Cml,
    &ase2024::Ase2024,
    &plan::Markdown,
    &plan::Json,
    &plan::Csv,
    &rules::Tach,
    &rules::ImportLinter,
    &rules::DependencyCruiser,
    &rules::ArchUnit,
    &rules::Nx,
    &rules::Packwerk,
];

/// The format of this id.
pub fn find(id: &str) -> Option<&'static dyn Format> {
    ALL.iter().copied().find(|format| format.info().id == id)
}

/// Writes a document in a format.
///
/// # Errors
/// Only those of `out`.
pub fn render(format: &dyn Format, document: &Document, out: &mut dyn Write) -> io::Result<()> {
    format.render(document, out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn ids_and_file_names_are_unique() {
        let names = |f: fn(&dyn Format) -> &'static str| ALL.iter().map(|format| f(*format)).collect::<Vec<_>>();
        for names in [names(|format| format.info().id), names(|format| format.file_name())] {
            let mut unique = names.clone();
            unique.sort_unstable();
            unique.dedup();
            assert_eq!(unique.len(), names.len());
        }
    }

    /// JSON has its own escapes for what must not be seen; everything else is read by people.
    #[test]
    fn hidden_characters_reach_no_reader() {
        for format in ALL {
            let text = sample::render(format.info().id, &sample::hostile());
            if format.extension() == "json" {
                assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
            } else {
                let plain: String = text.chars().filter(|character| !matches!(character, '\n' | '\t')).collect();
                assert_eq!(visible_in_full(&plain), plain, "{}", format.info().id);
            }
            assert!(!text.contains('\x1b') && !text.contains('\x07'), "{}", format.info().id);
        }
    }

    fn visible_in_full(text: &str) -> String {
        let characters: Vec<char> = text.chars().collect();
        characters
            .chunks(100)
            .map(|part| crate::display::visible(&part.iter().collect::<String>()).into_owned())
            .collect()
    }

    #[test]
    fn a_stored_analysis_renders_to_the_same_bytes() {
        for document in [sample::shop(), sample::hostile(), sample::empty(), sample::large(7, 150)] {
            let read = Document::read(sample::render("json", &document).as_bytes()).unwrap();
            for format in ALL {
                let id = format.info().id;
                assert!(sample::render(id, &document) == sample::render(id, &read), "{id}");
            }
        }
    }
}
