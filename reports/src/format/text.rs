//! The one-screen summary for a terminal, at most 100 columns wide.
//!
//! Nothing of the data reaches the terminal as a control character; the only escape sequences are the style's own
//! (ECMA-48 SGR), and only when asked for.

use super::Format;
use super::assignments::{SHARED, UNASSIGNED};
use crate::display::{count, counted, short, short_path};
use crate::view::decision::decisions;
use crate::view::divided::{divided, sentence};
use crate::view::service::{ServiceView, services};
use crate::view::show;
use crate::view::summary::{Summary, places};
use crate::view::together::together;
use crate::wire::{Document, Place};
use seamline_analyzer::Info;
use std::io::{self, Write};

/// The summary, plain or with bold and dim text.
pub struct Text {
    /// Whether to write escape sequences for bold and dim.
    pub style: bool,
}

static INFO: Info =
    Info { id: "text", summary: "the one-screen summary of the terminal", reference: "ECMA-48 for the optional style" };

/// The widest line.
const WIDTH: usize = 100;
/// The most services, warnings, seams and reasons.
const MAX_SERVICES: usize = 15;
const MAX_WARNINGS: usize = 4;
const MAX_SEAMS: usize = 3;
const MAX_DIVIDED: usize = 3;
const MAX_REASONS: usize = 4;
const MAX_DECISIONS: usize = 6;

impl Format for Text {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn file_name(&self) -> &'static str {
        "summary.txt"
    }

    fn render(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        let summary = Summary::of(document);
        writeln!(out, "{}", self.dim(&format!("{}  {}", short(&summary.name, 40), summary.origin.join("  "))))?;
        writeln!(out, "\n{}", self.bold(&short(&summary.headline, WIDTH)))?;
        for reason in summary.reasons.iter().take(MAX_REASONS) {
            wrapped(out, &format!("  - {}: ", reason.side()), &reason.text)?;
        }
        writeln!(out)?;
        for number in &summary.numbers {
            wrapped(out, &format!("  {:<27}{:>7}  ", number.name, number.value), &number.behind)?;
        }
        self.warnings(&summary, out)?;
        if document.services.is_empty() {
            return Ok(());
        }
        self.services(document, out)?;
        self.decisions(document, out)?;
        self.together(document, out)?;
        self.seams(document, out)?;
        self.divided(document, out)?;
        self.beside(document, out)?;
        self.next(document, out)
    }
}

impl Text {
    fn bold(&self, text: &str) -> String {
        if self.style { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn dim(&self, text: &str) -> String {
        if self.style { format!("\x1b[2m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn warnings(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        if summary.warnings.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        for warning in summary.warnings.iter().take(MAX_WARNINGS) {
            wrapped(out, "  ! ", warning)?;
        }
        match summary.warnings.len().saturating_sub(MAX_WARNINGS) {
            0 => Ok(()),
            more => writeln!(out, "  ! {more} more in the report"),
        }
    }

    fn services(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        let head = format!(
            "  {:<26}{:>6}{:>9}{:>8}{:>8}{:>8}{:>8}{:>11}{:>8}",
            "candidate service",
            [document.unit_word(), "s"].concat(),
            "lines",
            "entries",
            "stores",
            "firm",
            "likely",
            "contested",
            "inside"
        );
        writeln!(out, "\n{}", self.dim(&head))?;
        let services = services(document);
        for service in services.iter().take(MAX_SERVICES) {
            writeln!(out, "{}", row(service))?;
        }
        if services.len() > MAX_SERVICES {
            let rest = &services[MAX_SERVICES..];
            let files: u64 = rest.iter().map(|service| service.files).sum();
            writeln!(out, "  {:<26}{:>6}", format!("... and {} more", rest.len()), count(files))?;
        }
        for (name, place) in [(SHARED, Place::Shared), (UNASSIGNED, Place::Unassigned)] {
            let files = document.units.iter().filter(|unit| unit.place == place);
            let (files, lines) = files.fold((0, 0), |(files, lines), unit| (files + 1, lines + u64::from(unit.lines)));
            writeln!(out, "  {name:<26}{:>6}{:>9}", count(files), count(lines))?;
        }
        let legend = "  stores: owned of used; inside: share of its coupling that does not cross; ";
        let places = format!("{legend}{}s: {}", document.unit_word(), places(document));
        writeln!(out, "{}", self.dim(&short(&places, WIDTH + 30)))
    }

    fn decisions(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        let Some(decided) = decisions(document) else { return Ok(()) };
        writeln!(out, "\n{}", self.dim(&format!("  what people decided: {}", decided.sentence)))?;
        // What has no effect first: somebody has to look at it.
        let (stale, holding): (Vec<_>, Vec<_>) = decided.entries.iter().partition(|entry| entry.stale);
        for entry in stale.iter().chain(&holding).take(MAX_DECISIONS) {
            wrapped(out, "  - ", &format!("line {}: {} ({})", entry.line, entry.text, entry.outcome))?;
        }
        match decided.entries.len().saturating_sub(MAX_DECISIONS) {
            0 => Ok(()),
            more => writeln!(out, "  - {more} more in the report"),
        }
    }

    fn together(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        let sentences = together(document);
        if sentences.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{}", self.dim("  together or apart"))?;
        sentences.iter().try_for_each(|sentence| wrapped(out, "  - ", sentence))
    }

    fn seams(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        if document.seams.is_empty() {
            return Ok(());
        }
        let (shown, all) = (document.seams.len().min(MAX_SEAMS), count(document.seams.len() as u64));
        writeln!(out, "\n{}", self.dim(&format!("  heaviest connections ({shown} of {all})")))?;
        for seam in document.seams.iter().take(MAX_SEAMS) {
            wrapped(out, "  - ", &crate::view::seam::sentence(document, seam))?;
        }
        Ok(())
    }

    fn divided(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        let files = divided(document, MAX_DIVIDED);
        if files.is_empty() {
            return Ok(());
        }
        let (shown, all) = (files.items.len(), count(files.total));
        writeln!(out, "\n{}", self.dim(&format!("  files divided between services ({shown} of {all})")))?;
        for file in &files.items {
            wrapped(out, "  - ", &sentence(file))?;
        }
        Ok(())
    }

    fn beside(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        if document.baselines.is_empty() {
            return Ok(());
        }
        let one = |other: &crate::wire::Baseline| {
            format!("{} {:.2} ({})", show(&other.card.id), other.agreement, counted(other.cells, "group"))
        };
        let list: Vec<String> = document.baselines.iter().map(one).collect();
        writeln!(out)?;
        wrapped(
            out,
            "  ",
            &format!("Agreement with trivial groupings, 1 is the same, 0 is chance: {}", list.join(", ")),
        )
    }

    fn next(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        let placed = document.units.iter().filter(|unit| matches!(unit.place, Place::Service(_)));
        let unit = placed.min_by(|a, b| a.margin.total_cmp(&b.margin)).or_else(|| document.units.first());
        let Some(unit) = unit else { return Ok(()) };
        writeln!(out, "\n{}", self.bold("  Next: open report.html, or ask"))?;
        writeln!(out, "    seamline explain {}", quoted(&unit.label()))?;
        if let Some(seam) = document.seams.first() {
            let [a, b] = [seam.a, seam.b].map(|service| quoted(&document.services[service as usize].name));
            writeln!(out, "    seamline explain {a} {b}")?;
        }
        Ok(())
    }
}

fn row(service: &ServiceView) -> String {
    let [firm, likely, contested] = service.bands.map(count);
    format!(
        "  {:<26}{:>6}{:>9}{:>8}{:>8}{firm:>8}{likely:>8}{contested:>11}{:>8}",
        short(&service.name, 25),
        count(service.files),
        count(service.lines),
        count(service.entry_points.total),
        format!("{}/{}", service.owned, service.stores.total),
        service.cohesion,
    )
}

/// A name as a shell argument; a plain one stays as it is.
fn quoted(name: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || "/._-+@#".contains(character);
    if name.chars().all(plain) && !name.starts_with('-') && !name.is_empty() {
        return short_path(name, 2 * WIDTH);
    }
    format!("'{}'", show(name).replace('\'', "'\\''"))
}

/// A text over as many lines as it needs, the later ones indented like the first.
pub(crate) fn wrapped(out: &mut dyn Write, start: &str, text: &str) -> io::Result<()> {
    let room = WIDTH - start.chars().count();
    let (mut line, mut used, mut first) = (String::new(), 0, true);
    for word in text.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > room {
            write_line(out, start, &line, first)?;
            (used, first) = (0, false);
            line.clear();
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += length;
    }
    write_line(out, start, &line, first)
}

fn write_line(out: &mut dyn Write, start: &str, line: &str, first: bool) -> io::Result<()> {
    if first {
        writeln!(out, "{start}{line}")
    } else {
        writeln!(out, "{:width$}{line}", "", width = start.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_shop() {
        insta::assert_snapshot!(sample::render("text", &sample::shop()));
    }

    #[test]
    fn nothing_to_analyse() {
        insta::assert_snapshot!(sample::render("text", &sample::empty()));
    }

    #[test]
    fn it_fits_a_screen() {
        let text = sample::render("text", &sample::large(40, 3_000));
        assert!(text.lines().count() <= 50, "{} lines", text.lines().count());
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(WIDTH + 30), "{widest:?}");
    }

    #[test]
    fn style_is_the_only_escape() {
        let mut out = Vec::new();
        Text { style: true }.render(&sample::hostile(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let bare = text.replace("\x1b[1m", "").replace("\x1b[2m", "").replace("\x1b[0m", "");
        assert!(bare.chars().all(|character| character == '\n' || !character.is_control()));
        assert_ne!(bare, text);
    }
}
