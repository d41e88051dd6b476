//! Tables for a spreadsheet: one of files, one of seams.
//!
//! A cell that a spreadsheet would take for a formula gets a leading apostrophe (OWASP: CSV injection; CWE-1236);
//! quoting alone does not help. Fields follow RFC 4180.

use super::Format;
use crate::display::visible;
use crate::wire::Document;
use csv::Writer;
use seamline_analyzer::Info;
use std::io::{self, Write};

/// One row per file.
pub(super) struct Files;
/// One row per pair of services.
pub(super) struct Seams;

static FILES: Info = Info {
    id: "csv",
    summary: "one row per file: service, band, stability, runner-up",
    reference: "RFC 4180; formulas are defused with a leading apostrophe",
};

static SEAMS: Info = Info {
    id: "csv-seams",
    summary: "one row per pair of candidates: references, stores and commits that cross",
    reference: "RFC 4180; formulas are defused with a leading apostrophe",
};

impl Format for Files {
    fn info(&self) -> &'static Info {
        &FILES
    }

    fn file_name(&self) -> &'static str {
        "files.csv"
    }

    fn render(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        let mut table = Writer::from_writer(out);
        table.write_record([
            "path",
            "service",
            "band",
            "stability",
            "margin",
            "own_share",
            "runner_up",
            "runner_up_share",
            "language",
            "lines",
            "entity",
        ])?;
        for unit in &document.units {
            let other = unit.runner_up.as_ref();
            let name = other.map(|other| document.services[other.service as usize].name.as_str());
            table.write_record([
                cell(&unit.label()),
                cell(document.place_name(unit.place)),
                cell(&unit.band),
                unit.stability.to_string(),
                // A negative number is no formula.
                unit.margin.to_string(),
                unit.own_share.to_string(),
                cell(name.unwrap_or("")),
                other.map_or(String::new(), |other| other.share.to_string()),
                cell(&unit.language),
                unit.lines.to_string(),
                unit.entity.to_string(),
            ])?;
        }
        table.flush()
    }
}

impl Format for Seams {
    fn info(&self) -> &'static Info {
        &SEAMS
    }

    fn file_name(&self) -> &'static str {
        "seams.csv"
    }

    fn render(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        let mut table = Writer::from_writer(out);
        table.write_record([
            "a",
            "b",
            "mentions_a_to_b",
            "mentions_b_to_a",
            "files_a_to_b",
            "files_b_to_a",
            "stores",
            "commits",
            "weight",
            "share_of_smaller",
        ])?;
        for seam in &document.seams {
            let stores: Vec<&str> =
                seam.stores.iter().map(|store| document.stores[*store as usize].name.as_str()).collect();
            table.write_record([
                cell(&document.services[seam.a as usize].name),
                cell(&document.services[seam.b as usize].name),
                seam.forward.mentions.to_string(),
                seam.backward.mentions.to_string(),
                seam.forward.files.to_string(),
                seam.backward.files.to_string(),
                cell(&stores.join(" ")),
                seam.changes.total.to_string(),
                seam.weight.to_string(),
                seam.share.to_string(),
            ])?;
        }
        table.flush()
    }
}

/// Text that no spreadsheet computes.
pub(crate) fn cell(text: &str) -> String {
    defused(visible(text).into_owned())
}

/// Text that may be shown as it is, and begins as no formula.
pub(crate) fn defused(shown: String) -> String {
    let risky = |first: char| "=+-@＝＋－＠'".contains(first) || first.is_whitespace() || first == '\\';
    if shown.starts_with(risky) { format!("'{shown}") } else { shown }
}

#[cfg(test)]
mod tests {
    use crate::sample;

    #[test]
    fn the_shop() {
        insta::assert_snapshot!("files", sample::render("csv", &sample::shop()));
        insta::assert_snapshot!("seams", sample::render("csv-seams", &sample::shop()));
    }

    #[test]
    fn no_cell_is_a_formula() {
        for format in ["csv", "csv-seams"] {
            let text = sample::render(format, &sample::hostile());
            let mut rows = csv::Reader::from_reader(text.as_bytes());
            for row in rows.records() {
                for cell in row.unwrap().iter().filter(|cell| cell.parse::<f64>().is_err()) {
                    assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell}");
                }
            }
        }
    }
}
