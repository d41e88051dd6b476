//! A trend as a picture, as a page of its own, and as a section of the report.

use super::chart::{Panel, SIZE, panels, ticks};
use super::{Life, TrendDocument};
use crate::display::{commit, count, counted, date, percent};
use crate::policy::policy;
use crate::view::show;
use crate::wire::VerdictKind;
use askama::Template;

/// The style sheet: the report's, then that of the picture.
const CSS: &str = concat!(include_str!("../../templates/report.css"), include_str!("../../templates/trend.css"));
/// The colours and the picture, for a file of its own.
const PICTURE: &str = include_str!("../../templates/trend.css");
/// The most services that are listed.
const MAX_LIVES: usize = 60;

/// The heads of the table of revisions.
pub(super) const HEADS: [&str; 11] = [
    "revision",
    "day",
    "verdict",
    "files",
    "services",
    "cross",
    "pairs across",
    "transactions that span",
    "stores of several",
    "circles",
    "heat",
];

/// The tables of a trend.
pub(crate) struct Rows {
    /// Heads of the revisions.
    pub(crate) heads: [&'static str; 11],
    /// One row a revision, oldest first.
    pub(crate) points: Vec<Vec<String>>,
    /// Services: name, from when to when (empty for always), files then and now; those of most files first.
    pub(crate) lives: Vec<(String, String, String)>,
    /// How many more services there are.
    pub(crate) more: usize,
    /// The hottest files of the last revision, with their commits.
    pub(crate) hottest: Vec<(String, String)>,
    /// What the rows are.
    pub(crate) caption: String,
}

/// The word for a verdict in a table.
pub(super) fn word(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Plausible => "plausible",
        VerdictKind::Weak => "weak",
        VerdictKind::None => "none",
        VerdictKind::Unknown => "unknown",
    }
}

/// The tables of a trend.
pub(crate) fn rows(trend: &TrendDocument) -> Rows {
    let points = trend.points.iter().map(|point| {
        let numbers = [point.of_rule("cross-dependency"), point.of_rule("spanning-transaction"), point.shared_stores];
        let mut row = vec![show(&point.name), date(point.time), word(point.verdict).to_owned()];
        row.extend([count(point.files), count(point.services), percent(point.crossing)]);
        row.extend(numbers.map(count));
        row.extend([count(point.of_rule("service-cycle")), percent(point.heat)]);
        row
    });
    let last = |life: &Life| life.files.iter().rev().flatten().next().copied().unwrap_or(0);
    let mut lives: Vec<&Life> = trend.services.iter().collect();
    lives.sort_by(|a, b| last(b).cmp(&last(a)).then(a.name.cmp(&b.name)));
    let hottest = trend.points.last().map_or(&[][..], |point| &point.hottest);
    Rows {
        heads: HEADS,
        points: points.collect(),
        more: lives.len().saturating_sub(MAX_LIVES),
        lives: lives.into_iter().take(MAX_LIVES).map(|one| life(trend, one)).collect(),
        hottest: hottest.iter().map(|hot| (show(&hot.path), counted(hot.commits, "commit"))).collect(),
        caption: format!("{} by {}", counted(trend.points.len() as u64, "revision"), show(&trend.every)),
    }
}

fn life(trend: &TrendDocument, life: &Life) -> (String, String, String) {
    let there: Vec<usize> = (0..life.files.len()).filter(|at| life.files[*at].is_some()).collect();
    let (Some(first), Some(last)) = (there.first(), there.last()) else {
        return (show(&life.name), String::new(), String::new());
    };
    let name = |at: usize| trend.points.get(at).map_or_else(String::new, |point| show(&point.name));
    let mut when = Vec::new();
    if *first > 0 {
        when.push(format!("from {}", name(*first)));
    }
    if last + 1 < life.files.len() {
        when.push(format!("to {}", name(*last)));
    }
    let files = |at: usize| life.files[at].unwrap_or(0);
    let files = match files(*first) == files(*last) {
        true => counted(files(*last), "file"),
        false => format!("{} to {}", count(files(*first)), counted(files(*last), "file")),
    };
    (show(&life.name), when.join(" "), files)
}

#[derive(Template)]
#[template(path = "trend.svg", escape = "html")]
struct Picture {
    css: &'static str,
    name: String,
    panels: Vec<Panel>,
    ticks: (String, String),
    size: (u32, u32),
}

/// The picture alone.
pub(super) fn svg(trend: &TrendDocument) -> String {
    let panels = panels(trend);
    let below = panels.last().map_or(0, |panel| panel.at.1);
    let size = (2 * SIZE.0 as u32 + 60, below + SIZE.1 as u32 + 60);
    let picture = Picture { css: PICTURE, name: show(&trend.name), ticks: ticks(trend), panels, size };
    picture.render().expect("writing to memory does not fail") + "\n"
}

#[derive(Template)]
#[template(path = "trend.html")]
struct Page {
    policy: String,
    css: &'static str,
    name: String,
    version: String,
    origin: Vec<String>,
    panels: Vec<Panel>,
    ticks: (String, String),
    rows: Rows,
}

/// The page.
pub(super) fn html(trend: &TrendDocument) -> String {
    let mut origin = vec![format!("seamline {}", show(&trend.tool))];
    if let Some(point) = trend.points.last() {
        origin.extend([format!("up to commit {}", commit(&point.revision)), date(point.time)]);
    }
    let page = Page {
        policy: policy(CSS, ""),
        css: CSS,
        name: show(&trend.name),
        version: show(&trend.tool),
        origin,
        panels: panels(trend),
        ticks: ticks(trend),
        rows: rows(trend),
    };
    page.render().expect("writing to memory does not fail") + "\n"
}
