//! A summary in Markdown, for a pull request, a wiki or a ticket.
//!
//! Foreign text is escaped so that it is only ever text: no HTML, link, image, mention, heading or workflow command
//! (CommonMark 0.31, 2.4 backslash escapes; GitHub mentions and workflow commands).

use super::Format;
use crate::display::{count, visible};
use crate::view::divided::divided;
use crate::view::seam::seams;
use crate::view::service::services;
use crate::view::summary::{Summary, places};
use crate::wire::{Document, Granularity};
use seamline_analyzer::Info;
use std::io::{self, Write};

pub(super) struct Markdown;

static INFO: Info = Info {
    id: "markdown",
    summary: "a summary for pull requests, wikis and tickets",
    reference: "CommonMark 0.31 with GitHub tables",
};

/// The most rows of each table.
const MAX_ROWS: usize = 40;

impl Format for Markdown {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn file_name(&self) -> &'static str {
        "summary.md"
    }

    fn render(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        let summary = Summary::of(document);
        writeln!(out, "# {}\n\n{}\n", escape(&summary.name), escape(&summary.origin.join(", ")))?;
        writeln!(out, "**{}**\n", escape(&summary.headline))?;
        let reasons: Vec<String> =
            summary.reasons.iter().map(|reason| format!("{}: {}", reason.side(), reason.text)).collect();
        list(out, &reasons)?;
        for number in &summary.numbers {
            writeln!(out, "- {}: **{}** ({})", number.name, escape(&number.value), escape(&number.behind))?;
        }
        let places = places(document);
        match document.settings.granularity {
            Granularity::File => writeln!(out, "- Files: {places}\n")?,
            Granularity::Type | Granularity::Function => writeln!(out, "- Parts: {places}\n")?,
        }
        if !summary.warnings.is_empty() {
            writeln!(out, "## Before you believe it\n")?;
            list(out, &summary.warnings)?;
        }
        if document.services.is_empty() {
            return Ok(());
        }
        table_of_services(document, out)?;
        table_of_seams(document, out)?;
        list_of_divided(document, out)?;
        table_of_baselines(document, out)
    }
}

/// Text that Markdown, HTML and CI systems take as text.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in visible(text).chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // A backslash does not stop a mention; a character reference does.
            '@' => escaped.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '$' => {
                escaped.push('\\');
                escaped.push(character);
            }
            other => escaped.push(other),
        }
    }
    // What would start a list, a rule or a heading.
    if escaped.starts_with(['-', '+', '=']) {
        escaped.insert(0, '\\');
    }
    // Workflow commands and bare links.
    escaped.replace("::", "&#58;&#58;").replace("://", "&#58;//").replace("www.", "www&#46;")
}

fn list(out: &mut dyn Write, items: &[String]) -> io::Result<()> {
    for item in items {
        writeln!(out, "- {}", escape(item))?;
    }
    if items.is_empty() { Ok(()) } else { writeln!(out) }
}

fn table_of_services(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Candidate services\n")?;
    writeln!(
        out,
        "| candidate | {}s | lines | entry points | stores owned | firm | likely | contested | stays inside |",
        document.unit_word()
    )?;
    writeln!(out, "|---|--:|--:|--:|--:|--:|--:|--:|--:|")?;
    for service in services(document).iter().take(MAX_ROWS) {
        let [firm, likely, contested] = service.bands.map(count);
        writeln!(
            out,
            "| {} | {} | {} | {} | {} of {} | {firm} | {likely} | {contested} | {} |",
            escape(&service.name),
            count(service.files),
            count(service.lines),
            count(service.entry_points.total),
            service.owned,
            service.stores.total,
            escape(&service.cohesion)
        )?;
    }
    more(out, document.services.len())
}

fn table_of_seams(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    if document.seams.is_empty() {
        return Ok(());
    }
    writeln!(out, "## What crosses\n\n| candidates | what | share of the smaller |\n|---|---|--:|")?;
    for seam in seams(document, MAX_ROWS).items {
        let names = seam.names.map(|name| escape(&name)).join(", ");
        writeln!(out, "| {names} | {} | {} |", escape(&seam.sentence), escape(&seam.share))?;
    }
    more(out, document.seams.len())
}

fn list_of_divided(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    let files = divided(document, MAX_ROWS);
    if files.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Files divided between services\n")?;
    for file in &files.items {
        writeln!(out, "- {}", escape(&file.path))?;
        for share in &file.shares {
            let parts = share.parts.items.iter().map(|part| escape(part)).collect::<Vec<_>>().join(", ");
            let note = share.parts.note();
            let note = if note.is_empty() { note } else { format!(" ({note})") };
            writeln!(out, "  - {}, {} of its lines: {parts}{note}", escape(&share.place), escape(&share.share))?;
        }
    }
    more(out, document.divided.len())
}

fn table_of_baselines(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    if document.baselines.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "## Beside trivial groupings\n\n| grouping | groups | agreement (ARI) | what it is |\n|---|--:|--:|---|"
    )?;
    for other in document.baselines.iter().take(MAX_ROWS) {
        let (id, about) = (escape(&other.card.id), escape(&other.card.summary));
        writeln!(out, "| {id} | {} | {:.2} | {about} |", count(other.cells), other.agreement)?;
    }
    more(out, document.baselines.len())
}

fn more(out: &mut dyn Write, total: usize) -> io::Result<()> {
    if total > MAX_ROWS {
        writeln!(out, "\n{MAX_ROWS} of {} shown.", count(total as u64))?;
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_shop() {
        insta::assert_snapshot!(sample::render("markdown", &sample::shop()));
    }

    #[test]
    fn text_stays_text() {
        for payload in sample::PAYLOADS {
            let escaped = escape(payload);
            assert!(!escaped.contains(['<', '>', '@']), "{escaped}");
            assert!(
                !escaped.contains("::") && !escaped.contains("http:") && !escaped.replace("\\]", "").contains("]("),
                "{escaped}"
            );
            assert!(!escaped.contains('\n') && !escaped.starts_with('#'), "{escaped}");
        }
    }
}
