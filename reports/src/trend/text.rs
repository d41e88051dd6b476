//! A trend as tables: for a terminal and for a spreadsheet.

use super::page::{HEADS, rows};
use super::{Point, TrendDocument};
use crate::display::{counted, visible};
use crate::format::cell;
use std::fmt::Write;

/// A table for a terminal.
pub(super) fn text(trend: &TrendDocument) -> String {
    let rows = rows(trend);
    let mut table = vec![HEADS.map(str::to_owned).to_vec()];
    table.extend(rows.points);
    let width = |column: usize| table.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..HEADS.len()).map(width).collect();
    let mut text = format!(
        "{} by {}, {}\n\n",
        visible(&trend.name),
        visible(&trend.every),
        counted(trend.points.len() as u64, "revision")
    );
    for row in &table {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            let space = " ".repeat(width - cell.chars().count());
            // Names and words stand left, numbers right.
            if column < 3 { format!("{cell}{space}") } else { format!("{space}{cell}") }
        });
        let _ = writeln!(text, "{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    if !rows.lives.is_empty() {
        text.push_str("\nservices, files in the first and in the last revision of each\n");
    }
    for (name, when, files) in &rows.lives {
        let _ =
            writeln!(text, "  {name}: {files}{}", if when.is_empty() { String::new() } else { format!(" ({when})") });
    }
    text
}

/// One row a revision.
pub(super) fn csv(trend: &TrendDocument) -> String {
    const RULES: [&str; 8] = [
        "cross-dependency",
        "foreign-write",
        "second-writer",
        "cross-join",
        "cross-key",
        "spanning-transaction",
        "service-cycle",
        "wider-surface",
    ];
    let mut table = csv::Writer::from_writer(Vec::new());
    let heads = ["name", "revision", "time", "verdict", "files", "lines", "commits", "services", "crossing"];
    let heads = heads.into_iter().chain(["shared_stores", "heat"]).chain(RULES).map(str::to_owned);
    let row = |point: &Point| {
        let mut row = vec![cell(&point.name), cell(&point.revision), point.time.to_string()];
        row.push(super::page::word(point.verdict).to_owned());
        row.extend([point.files, point.lines, point.commits, point.services].map(|number| number.to_string()));
        row.extend([point.crossing.to_string(), point.shared_stores.to_string(), point.heat.to_string()]);
        row.extend(RULES.map(|rule| point.of_rule(rule).to_string()));
        row
    };
    let rows = std::iter::once(heads.collect()).chain(trend.points.iter().map(row));
    rows.for_each(|row: Vec<String>| table.write_record(row).expect("memory takes it"));
    String::from_utf8(table.into_inner().expect("memory takes it")).expect("texts were written")
}
