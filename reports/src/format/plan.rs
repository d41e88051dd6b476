//! The migration plan of a document: as Markdown, JSON and CSV.

use super::Format;
use crate::plan::{self, PlanDocument};
use crate::wire::Document;
use seamline_analyzer::Info;
use std::io::{self, Write};

/// For people.
pub(super) struct Markdown;
/// For programs.
pub(super) struct Json;
/// For a spreadsheet or an issue tracker.
pub(super) struct Csv;

static MARKDOWN: Info = Info {
    id: "plan",
    summary: "the migration plan: two pages for a steering group, then every step in detail",
    reference: "Newman: Monolith to Microservices (2019); Richardson: Microservices Patterns (2018)",
};

static JSON: Info = Info {
    id: "plan-json",
    summary: "the whole migration plan, versioned, every statement with its evidence",
    reference: "reports/schema/plan.v1.schema.json",
};

static CSV: Info = Info {
    id: "plan-csv",
    summary: "steps and findings of the migration plan, one row each",
    reference: "RFC 4180; formulas are defused with a leading apostrophe",
};

impl Format for Markdown {
    fn info(&self) -> &'static Info {
        &MARKDOWN
    }

    fn file_name(&self) -> &'static str {
        "plan.md"
    }

    fn render(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        match PlanDocument::of(document) {
            Some(plan) => out.write_all(plan::markdown(&plan).as_bytes()),
            None => writeln!(out, "{NO_PLAN}"),
        }
    }
}

/// What is said of an analysis that was stored before there were plans.
const NO_PLAN: &str = "This analysis was stored without a plan; analyse the repository again.";

impl Format for Json {
    fn info(&self) -> &'static Info {
        &JSON
    }

    fn file_name(&self) -> &'static str {
        "plan.json"
    }

    fn render(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        match PlanDocument::of(document) {
            Some(plan) => out.write_all(plan::json(&plan).as_bytes()),
            None => writeln!(out, "null"),
        }
    }
}

impl Format for Csv {
    fn info(&self) -> &'static Info {
        &CSV
    }

    fn file_name(&self) -> &'static str {
        "plan.csv"
    }

    fn render(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        match PlanDocument::of(document) {
            Some(plan) => plan::csv(&plan, out),
            None => Ok(()),
        }
    }
}
