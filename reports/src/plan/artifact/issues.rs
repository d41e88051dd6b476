//! The plan as issues: one for each finding of phase 0 and one for each kind of work of a step, as a page to read and as a
//! table to import. A cell never begins as a formula.

use super::work::{Piece, pieces, plain};
use super::yaml::in_full;
use super::{Artifact, Draft, File};
use crate::display::counted;
use crate::display::listed;
use crate::format::{cell, defused};
use crate::plan::markdown::number;
use csv::Writer;
use seamline_analyzer::Info;
use std::fmt::Write;

pub(super) static ISSUES: Artifact = Artifact {
    info: Info {
        id: "issues",
        summary: "one issue for each piece of work, to read and to import",
        reference: "RFC 4180; formulas are defused with a leading apostrophe (CWE-1236)",
    },
    files: "issues.md, issues.csv",
    derived: "findings of phase 0, and the items of each step's effort with the things they count",
    make,
};

/// The most things that one cell lists.
const MAX_THINGS: usize = 15;

fn make(draft: &Draft<'_>) -> Vec<File> {
    let (pieces, left_out) = pieces(draft);
    let file = |path: &str, text| File { path: path.to_owned(), text };
    vec![file("issues.csv", table(&pieces)), file("issues.md", page(draft, &pieces, left_out))]
}

fn page(draft: &Draft<'_>, pieces: &[Piece], left_out: usize) -> String {
    let mut out = format!("# Issues\n\n{}\n\n", plain(&draft.head()));
    out.push_str("One for each piece of work, in an order in which it can be done. Points are those of the plan: a measure of work, no days.\n");
    let mut step = "";
    for piece in pieces {
        if piece.step != step {
            step = &piece.step;
            let about = if piece.service.is_empty() {
                "Phase 0: untangle in place".to_owned()
            } else {
                format!("{step}: {}", plain(&piece.service))
            };
            let _ = writeln!(out, "\n## {about}");
        }
        let _ = writeln!(out, "\n### {} {}\n\n{}", piece.id, plain(&piece.title), plain(&piece.why));
        if let Some(points) = piece.points {
            let after =
                if piece.after.is_empty() { String::new() } else { format!(" After {}.", piece.after.join(", ")) };
            let _ = writeln!(out, "Points: {}.{after}", number((points * 10.0).round() / 10.0));
        }
        if !piece.things.is_empty() {
            out.push('\n');
        }
        for thing in &piece.things {
            let _ = writeln!(out, "- [ ] {thing}");
        }
        if !piece.places.is_empty() {
            let _ = writeln!(out, "\nSeen at {}.", listed(&piece.places));
        }
        let _ = writeln!(out, "\nDone when: {}", piece.done);
    }
    if left_out > 0 {
        let _ =
            writeln!(out, "\n{} of phase 0 are in plan.json and not here.", counted(left_out as u64, "more finding"));
    }
    out
}

fn table(pieces: &[Piece]) -> String {
    let mut table = Writer::from_writer(Vec::new());
    let head = ["id", "title", "body", "labels", "step", "service", "points", "after", "draft"];
    table.write_record(head).expect("memory takes all");
    for piece in pieces {
        let points = piece.points.map_or(String::new(), |points| format!("{points:.1}"));
        let kind = if piece.points.is_some() { "extraction" } else { "untangle" };
        let title = cell(&piece.title);
        let cells =
            [&piece.id, kind, &piece.step, &piece.service, &points, &piece.after.join(" "), "proposed"].map(cell);
        let [id, rest @ ..] = cells;
        let row = [id, title, defused(body(piece))].into_iter().chain(rest);
        table.write_record(row).expect("memory takes all");
    }
    let bytes = table.into_inner().expect("memory takes all");
    String::from_utf8(bytes).expect("cells are text")
}

/// What an issue says, in Markdown, as on the page.
fn body(piece: &Piece) -> String {
    let things = piece.things.iter().take(MAX_THINGS).map(|thing| format!("- [ ] {thing}"));
    let more = piece.things.len().saturating_sub(MAX_THINGS);
    let more = (more > 0).then(|| format!("- [ ] and {more} more, in issues.md"));
    let places = (!piece.places.is_empty()).then(|| format!("Seen at {}.", listed(&piece.places)));
    let done = format!("Done when: {}", piece.done);
    let lines = std::iter::once(plain(&piece.why)).chain(things).chain(more).chain(places).chain([done]);
    lines.map(|line| in_full(&line)).collect::<Vec<_>>().join("\n")
}
