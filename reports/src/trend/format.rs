//! The forms in which a trend is told, one line each.

use super::{TrendDocument, page, text};
use seamline_analyzer::Info;

/// A form in which a trend is told.
#[derive(Debug)]
pub struct TrendFormat {
    /// Its id, a line about it, and where it is described.
    pub info: Info,
    render: fn(&TrendDocument) -> String,
}

impl TrendFormat {
    /// The trend in this form.
    pub fn render(&self, trend: &TrendDocument) -> String {
        (self.render)(trend)
    }
}

const fn form(
    id: &'static str,
    summary: &'static str,
    reference: &'static str,
    render: fn(&TrendDocument) -> String,
) -> TrendFormat {
    TrendFormat { info: Info { id, summary, reference }, render }
}

/// Every form.
pub const ALL: &[TrendFormat] = &[
    form("text", "a table for people", "this manual", text::text),
    form("json", "everything, versioned, with a schema", "schema/trend.v1.schema.json", json),
    form("csv", "one row per revision", "RFC 4180; formulas are defused with a leading apostrophe", text::csv),
    form("svg", "the picture alone", "SVG 2", page::svg),
    form("html", "one page: the picture, tables, services", "HTML living standard", page::html),
];

/// The form of an id.
pub fn find(id: &str) -> Option<&'static TrendFormat> {
    ALL.iter().find(|form| form.info.id == id)
}

fn json(trend: &TrendDocument) -> String {
    serde_json::to_string_pretty(trend).expect("plain values") + "\n"
}
