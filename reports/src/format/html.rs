//! `report.html`: one self-contained file that opens offline and reads without scripts.
//!
//! The content security policy lists the hashes of the one style sheet and the one script, computed here, and allows
//! nothing else. Askama escapes every value; the three `safe` ones are our own two files and the data of the script, which is
//! escaped where it is made ([`crate::view::island`]).

use super::Format;
use crate::display::{count, counted, percent, short_path};
use crate::policy::{Hashes, policy};
use crate::trend::{Panel, Rows, TrendDocument, panels, rows, ticks};
use crate::view::change::{ChangesView, changes};
use crate::view::cochange::{CoChangeView, cochange};
use crate::view::decision::{DecisionsView, decisions};
use crate::view::divided::{DividedView, divided};
use crate::view::island::island;
use crate::view::map::{MapView, map};
use crate::view::matrix::{MatrixView, matrix};
use crate::view::pareto::{ParetoView, pareto};
use crate::view::plan::{PlanView, plan};
use crate::view::queue::{Queue, queue};
use crate::view::seam::{SeamView, seams};
use crate::view::service::{ServiceView, layer_name, services};
use crate::view::store::{OwnershipView, ownership};
use crate::view::summary::{Summary, beside_code, places as placed};
use crate::view::team::{TeamsView, teams};
use crate::view::timeline::{TimelineView, timeline};
use crate::view::treemap::{TreemapView, treemap};
use crate::view::{Few, label, show, standing};
use crate::wire::{Document, Place, Score};
use askama::Template;
use seamline_analyzer::Info;
use std::io::{self, Write};

pub(super) struct Html;

static INFO: Info = Info {
    id: "html",
    summary: "the report: one file, offline, with evidence for every line of it",
    reference: "HTML living standard; content security policy level 3; WCAG 2.2",
};

const CSS: &str = concat!(
    include_str!("../../templates/report.css"),
    include_str!("../../templates/views.css"),
    include_str!("../../templates/trend.css")
);
/// One script of several parts: what they share first, and what begins when all are there last.
const JS: &str = concat!(
    include_str!("../../templates/base.js"),
    include_str!("../../templates/select.js"),
    include_str!("../../templates/map.js"),
    include_str!("../../templates/support.js"),
    include_str!("../../templates/tiles.js"),
    include_str!("../../templates/explore.js"),
    include_str!("../../templates/find.js"),
    include_str!("../../templates/start.js"),
);
/// The most pairs with evidence.
const MAX_PAIRS: usize = 120;
/// Pairs below this share of the smaller one's coupling are folded together.
const SLIGHT: f64 = 0.01;
/// The most rows of the other tables.
const MAX_ROWS: usize = 200;
/// The most services of the matrix.
const MAX_MATRIX: usize = 60;

impl Format for Html {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn file_name(&self) -> &'static str {
        "report.html"
    }

    fn render(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        Page::of(document).write_into(out)
    }
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    policy: String,
    css: &'static str,
    js: &'static str,
    version: String,
    summary: Summary,
    places: String,
    map: MapView,
    matrix: MatrixView,
    together: Option<CoChangeView>,
    hotspots: Option<TreemapView>,
    timeline: Option<TimelineView>,
    island: String,
    services: Vec<ServiceView>,
    decisions: Option<DecisionsView>,
    changed: Option<ChangesView>,
    trend: Option<TrendView>,
    seams: Few<SeamView>,
    stores: Few<OwnershipView>,
    plan: Option<PlanView>,
    pareto: Option<ParetoView>,
    comparison: Comparison,
    queue: Queue,
    teams: Option<TeamsView>,
    shared: [Few<SharedView>; 2],
    /// Where the pairs below one percent begin, where these are several.
    slight: Option<usize>,
    crossing: String,
    found: String,
    others: String,
    unassigned: Few<String>,
    divided: Few<DividedView>,
    unit: &'static str,
    coverage: CoverageView,
    sql: Few<String>,
    method: Method,
}

impl Page {
    fn of(document: &Document) -> Self {
        let matrix = matrix(document, MAX_MATRIX);
        let order: Vec<usize> = matrix.rows.iter().map(|row| row.service).collect();
        let hotspots = treemap(document);
        let places = hotspots.as_ref().map_or(&[][..], |view| &view.places);
        Self {
            island: island(document, &order, places, MAX_PAIRS),
            together: cochange(document, &order),
            timeline: timeline(document),
            hotspots,
            policy: policy(CSS, JS),
            css: CSS,
            js: JS,
            version: show(&document.tool.version),
            summary: Summary::of(document),
            places: format!("{}{}", placed(document), beside_code(document)),
            map: map(document),
            matrix,
            services: services(document),
            decisions: decisions(document),
            changed: document.changed.as_ref().map(changes),
            trend: document.trend.as_ref().map(TrendView::of),
            seams: seams(document, MAX_PAIRS),
            stores: ownership(document, MAX_ROWS),
            plan: plan(document),
            pareto: pareto(document),
            comparison: Comparison::of(document),
            queue: queue(document),
            teams: teams(document),
            shared: shared(document),
            slight: slight(document),
            crossing: crossing(document),
            found: standing::found(document),
            others: standing::others(document),
            unassigned: unassigned(document),
            divided: divided(document, MAX_ROWS),
            unit: document.unit_word(),
            coverage: CoverageView::of(document),
            sql: sql(document),
            method: Method::of(document),
        }
    }
}

/// The project over time.
struct TrendView {
    panels: Vec<Panel>,
    ticks: (String, String),
    rows: Rows,
}

impl TrendView {
    fn of(trend: &TrendDocument) -> Self {
        Self { panels: panels(trend), ticks: ticks(trend), rows: rows(trend) }
    }
}

/// The style sheet and the script of every report, as the policy of a page that shows one has to name them.
pub fn report_hashes() -> Hashes {
    Hashes::of(CSS, JS)
}

/// A count with its thousands apart, for the template.
fn n(number: &u64) -> String {
    count(*number)
}

/// The proposal beside other groupings.
struct Comparison {
    metrics: Vec<Metric>,
    rows: Vec<Grouping>,
}

struct Metric {
    id: String,
    summary: String,
    reference: String,
    arrow: &'static str,
    /// Its value for each grouping, in their order, and whether that is the proposal.
    values: Vec<(String, bool)>,
}

struct Grouping {
    name: String,
    cells: String,
    agreement: String,
    scores: Vec<String>,
    about: String,
    chosen: bool,
}

impl Comparison {
    fn of(document: &Document) -> Self {
        let metric = |score: &Score| Metric {
            id: show(&score.card.id),
            summary: show(&score.card.summary),
            reference: show(&score.card.reference),
            arrow: if score.direction == "lower" { "↓" } else { "↑" },
            values: Vec::new(),
        };
        // A grouping may carry other metrics, or in another order: they are matched by id.
        let scores = |scores: &[Score]| {
            let value = |wanted: &Score| {
                let found = scores.iter().find(|score| score.card.id == wanted.card.id);
                let say = |value: f64| match wanted.card.id.as_str() {
                    "references-crossing" => percent(value),
                    _ => format!("{value:.3}"),
                };
                found.and_then(|score| score.value).map_or_else(|| "–".to_owned(), say)
            };
            document.scores.iter().map(value).collect::<Vec<_>>()
        };
        let proposal = Grouping {
            name: "the proposal".to_owned(),
            cells: count(document.services.len() as u64),
            agreement: "1.00".to_owned(),
            scores: scores(&document.scores),
            about: "what this report shows".to_owned(),
            chosen: true,
        };
        let alternatives = document.alternatives.iter().map(|other| Grouping {
            name: format!("{} cut", show(&other.id)),
            cells: count(other.cells),
            agreement: "–".to_owned(),
            scores: scores(&other.scores),
            about: other.changes.iter().map(|change| show(change)).collect::<Vec<_>>().join("; "),
            chosen: false,
        });
        let baselines = document.baselines.iter().map(|other| Grouping {
            name: show(&other.card.id),
            cells: count(other.cells),
            agreement: format!("{:.2}", other.agreement),
            scores: scores(&other.scores),
            about: format!("baseline: {}", show(&other.card.summary)),
            chosen: false,
        });
        let rows: Vec<Grouping> = std::iter::once(proposal).chain(alternatives).chain(baselines).collect();
        let values = |at: usize| rows.iter().map(|row| (row.scores[at].clone(), row.chosen)).collect();
        let metrics = document.scores.iter().map(metric).enumerate();
        let metrics = metrics.map(|(at, metric)| Metric { values: values(at), ..metric }).collect();
        Self { metrics, rows }
    }
}

/// How many cards of services stand open; the others are folded.
const CARDS: usize = 10;

struct SharedView {
    path: String,
    /// The candidate it is in; empty for what is shared.
    place: String,
    fan_in: u64,
    entity: bool,
}

/// What is shared, and what many need though it is in a candidate.
fn shared(document: &Document) -> [Few<SharedView>; 2] {
    let place = |one: &crate::wire::Shared| document.units[one.unit as usize].place;
    let view = |one: &crate::wire::Shared| SharedView {
        path: label(&document.units[one.unit as usize], 90),
        place: if place(one) == Place::Shared { String::new() } else { show(document.place_name(place(one))) },
        fan_in: one.fan_in,
        entity: one.entity,
    };
    [true, false].map(|shared| {
        let those = document.shared.iter().filter(|one| (place(one) == Place::Shared) == shared);
        Few::first(those.map(view), MAX_ROWS)
    })
}

/// Where the pairs below one percent begin that stand at the end, where these are several.
fn slight(document: &Document) -> Option<usize> {
    let shown = document.seams.len().min(MAX_PAIRS);
    let first = document.seams[..shown].iter().rposition(|seam| seam.share >= SLIGHT).map_or(0, |at| at + 1);
    (shown >= first + 2).then_some(first)
}

/// Whether the slight pairs begin at this one, for the template.
fn begins(slight: &Option<usize>, at: &usize) -> bool {
    *slight == Some(*at)
}

/// What crosses of all mentions between candidates.
fn crossing(document: &Document) -> String {
    if document.references.total == 0 { "–".to_owned() } else { percent(document.verdict.crossing) }
}

fn unassigned(document: &Document) -> Few<String> {
    let units = document.units.iter().filter(|unit| unit.place == Place::Unassigned);
    Few::first(units.map(|unit| label(unit, 90)), MAX_ROWS)
}

fn sql(document: &Document) -> Few<String> {
    let sites = document.unparsed_sql.items.iter().map(|site| format!("{}:{}", short_path(&site.path, 90), site.line));
    Few { items: sites.take(MAX_ROWS).collect(), total: document.unparsed_sql.total }
}

struct CoverageView {
    discovered: u64,
    ok: u64,
    partial: u64,
    skipped: u64,
    failed: u64,
    reasons: Vec<ReasonView>,
    items: Few<ItemView>,
}

struct ReasonView {
    code: String,
    items: u64,
    meaning: String,
    effect: &'static str,
}

struct ItemView {
    path: String,
    state: String,
    code: String,
    bytes: u64,
}

impl CoverageView {
    fn of(document: &Document) -> Self {
        let coverage = &document.coverage;
        let reason = |reason: &crate::wire::Reason| ReasonView {
            code: show(&reason.code),
            items: reason.items,
            meaning: show(&reason.meaning),
            effect: match (reason.loss, reason.code.as_str()) {
                (true, _) => "missing here: its references, stores and entry points",
                (false, "E_SYNTAX") => "what did not parse is missing here",
                (false, "NOT_SOURCE") if reason.meaning.contains("; among them ") => {
                    "what those among them that look like part of the system say is missing; the others are no code"
                }
                (false, "MIGRATION") => "none meant: what it changes is declared where the tables are mapped",
                (false, _) => "none meant: it is not part of what would be cut",
            },
        };
        let item = |item: &crate::wire::Item| ItemView {
            path: short_path(&item.path, 110),
            state: show(&item.state),
            code: show(&item.code),
            bytes: item.bytes,
        };
        Self {
            discovered: coverage.discovered,
            ok: coverage.ok,
            partial: coverage.partial,
            skipped: coverage.skipped,
            failed: coverage.failed,
            reasons: coverage.reasons.iter().map(reason).collect(),
            items: Few {
                items: coverage.items.items.iter().take(MAX_ROWS).map(item).collect(),
                total: coverage.items.total,
            },
        }
    }
}

struct Method {
    layers: Vec<LayerView>,
    clusterer: String,
    notes: Vec<String>,
    path_gate: String,
    sweep: Vec<SweepView>,
    settings: String,
}

struct LayerView {
    id: String,
    weight: String,
    pairs: u64,
    share: String,
    summary: String,
    reference: String,
}

struct SweepView {
    gamma: String,
    cells: String,
    stability: String,
    margin: String,
    chosen: bool,
}

impl Method {
    fn of(document: &Document) -> Self {
        let layer = |layer: &crate::wire::Layer| LayerView {
            id: layer_name(&layer.card.id),
            weight: format!("{:.2}", layer.weight),
            pairs: layer.pairs,
            share: if layer.weight > 0.0 { percent(layer.share) } else { "explains only".to_owned() },
            summary: show(&layer.card.summary),
            reference: show(&layer.card.reference),
        };
        let point = |point: &crate::wire::SweepPoint| SweepView {
            gamma: format!("{:.2}", point.gamma),
            cells: count(point.cells),
            stability: format!("{:.2}", point.stability),
            margin: format!("{:.2}", point.margin),
            chosen: point.chosen,
        };
        let clusterer = &document.clusterer;
        Self {
            layers: document.layers.iter().map(layer).collect(),
            clusterer: format!("{}: {}. {}", show(&clusterer.id), show(&clusterer.summary), show(&clusterer.reference)),
            notes: document.notes.iter().map(|note| show(note)).collect(),
            path_gate: path_gate(document),
            sweep: document.sweep.iter().map(point).collect(),
            settings: settings(document),
        }
    }
}

fn path_gate(document: &Document) -> String {
    let gate = &document.path_gate;
    if !gate.allowed {
        return "Folders, packages and build modules gave no evidence: path signals were switched off.".to_owned();
    }
    format!(
        "Folders count only as far as the code agrees with them: feature folders {} (modularity {:.2}), all folders {} \
         (modularity {:.2}).",
        percent(gate.feature_gate),
        gate.feature_agreement,
        percent(gate.folder_gate),
        gate.folder_agreement
    )
}

fn settings(document: &Document) -> String {
    let settings = &document.settings;
    let services = match settings.services {
        None => "services: as many as the evidence gives".to_owned(),
        Some([least, most]) if least == most => format!("{} wanted", counted(least, "service")),
        Some([least, most]) => format!("{least} to {} wanted", counted(most, "service")),
    };
    let paths = if settings.path_signals { "on" } else { "off" };
    format!(
        "Clusterer {}; seed {}; {services}; path signals {paths}; digest of all settings {}; schema version {}.",
        show(&settings.clusterer),
        settings.seed,
        show(&settings.digest),
        document.schema_version
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_shop() {
        insta::assert_snapshot!(sample::render("html", &sample::shop()).replace(CSS, "CSS").replace(JS, "JS"));
    }

    #[test]
    fn nothing_to_analyse_is_a_page_too() {
        let page = sample::render("html", &sample::empty());
        assert!(page.contains("Nothing to analyse"));
        assert!(!page.contains("id=\"map\""));
    }

    #[test]
    fn scripts_never_parse_text() {
        for banned in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
            assert!(!JS.contains(banned), "{banned}");
        }
        assert!(!JS.contains("</") && !CSS.contains("</"));
    }

    #[test]
    fn every_tag_is_the_templates_own() {
        let page = sample::render("html", &sample::hostile());
        let tags = |page: &str| {
            let mut tags: Vec<String> = page
                .match_indices('<')
                .map(|(at, _)| page[at..].chars().take_while(|c| !c.is_whitespace() && *c != '>').collect())
                .collect();
            tags.sort();
            tags.dedup();
            tags
        };
        let mut known = tags(&sample::render("html", &sample::large(3, 40)));
        known.extend(tags(&sample::render("html", &sample::planned())));
        let extra: Vec<String> = tags(&page).into_iter().filter(|tag| !known.contains(tag)).collect();
        assert_eq!(extra, Vec::<String>::new());
        for banned in [" style=", " onerror=\"", " onload=\"", "href=\"javascript"] {
            assert!(!page.contains(banned), "{banned}");
        }
    }

    #[test]
    fn the_same_document_gives_the_same_bytes() {
        let page = |document: &Document| sample::render("html", document);
        assert_eq!(page(&sample::large(9, 300)), page(&sample::large(9, 300)));
    }

    #[test]
    fn pages_stay_within_their_budgets() {
        for (files, most) in [(1_000, 1_500_000), (10_000, 6_000_000)] {
            let page = sample::render("html", &sample::budget(files));
            assert!(page.len() < most, "{files} files: {} bytes", page.len());
        }
    }
}
