//! `validation.html`: one self-contained file that opens offline and reads without scripts.
//!
//! The same policy and style sheet as the report, with a sheet of its own behind it.

use super::chart::{self, Curves, Gauge, Stack, Tick};
use super::v1::*;
use super::view::{
    NONE, Number, ablation, alike, cheaper, compared, form, granularity, kind, pulled, role, signed, two, variants,
    wrong,
};
use crate::display::{commit, count, counted, date, listed, percent, short_path};
use crate::policy::policy;
use crate::view::{Few, show};
use askama::Template;

/// The style sheet: the report's, then its own.
const CSS: &str = concat!(include_str!("../../templates/report.css"), include_str!("../../templates/validation.css"));
const JS: &str = include_str!("../../templates/validation.js");
/// The most wrongly placed files.
const MAX_WRONG: usize = 200;
/// The most names of a list in a cell.
const MAX_NAMES: usize = 12;

/// The page.
pub fn html(validation: &Validation) -> String {
    Page::of(validation).render().expect("writing to memory does not fail") + "\n"
}

#[derive(Template)]
#[template(path = "validation.html")]
struct Page {
    policy: String,
    css: &'static str,
    js: &'static str,
    version: String,
    digest: String,
    seed: u64,
    schema: u32,
    name: String,
    origin: Vec<String>,
    holds: bool,
    headline: String,
    numbers: Vec<Number>,
    checks: Vec<(bool, String)>,
    scope: String,
    variants: Vec<(String, String)>,
    masked: bool,
    groupings: Vec<GroupingRow>,
    grouping_ticks: Vec<Tick>,
    with_best: bool,
    with_functions: bool,
    best: String,
    services: Vec<ServiceRow>,
    service_ticks: Vec<Tick>,
    lay_heads: Vec<String>,
    lay: Vec<(String, Vec<(String, String)>)>,
    wrong: Vec<WrongRow>,
    wrong_total: u64,
    ablations: Vec<AblationRow>,
    ablation_ticks: Vec<Tick>,
    seeds: usize,
    claim: String,
    source: String,
    stacks: Vec<Stack>,
    stack_keys: Vec<(&'static str, String)>,
    stack_height: usize,
    history: String,
    curves: Option<Curves>,
    replays: Vec<ReplayRow>,
    plan: Vec<PlanRow>,
    live: Option<LiveTables>,
    extraction: Vec<PlanRow>,
}

struct GroupingRow {
    class: &'static str,
    name: String,
    role: &'static str,
    gauge: Gauge,
    cells: Vec<String>,
}

struct ServiceRow {
    name: String,
    files: String,
    candidate: String,
    gauge: Gauge,
    cells: Vec<String>,
    recognised: bool,
}

struct WrongRow {
    /// What the files from here on have in common; empty where it is as before.
    group: String,
    how: String,
    clash: bool,
    path: String,
    shares: [String; 2],
    pulled: Vec<String>,
}

struct AblationRow {
    group: &'static str,
    name: String,
    gauge: Gauge,
    cells: Vec<String>,
}

struct ReplayRow {
    form: &'static str,
    formula: String,
    costs: String,
    unknown: String,
    cases: Vec<(String, Vec<String>)>,
}

struct PlanRow {
    kind: String,
    form: String,
    cells: Vec<String>,
    missed: String,
    extra: String,
}

impl Page {
    fn of(validation: &Validation) -> Self {
        let (gauges, grouping_ticks) = chart::groupings(validation);
        let with_best = validation.groupings.iter().any(|one| one.best.is_some());
        let with_functions = validation.groupings.iter().any(|one| one.functions.is_some());
        let (service_gauges, service_ticks) = chart::services(validation);
        let (ablation_gauges, ablation_ticks) = chart::ablations(validation);
        let stacks = chart::stacks(validation);
        let best = validation.default().and_then(|default| default.best.as_ref());
        Self {
            policy: policy(CSS, JS),
            css: CSS,
            js: JS,
            version: show(&validation.tool.version),
            digest: show(&validation.settings.digest),
            seed: validation.settings.seed,
            schema: validation.schema_version,
            name: show(&validation.origin.name),
            origin: origin(validation),
            holds: validation.bar.holds,
            headline: validation.headline(),
            numbers: validation.numbers(),
            checks: validation.bar.checks.iter().map(|check| (check.holds, show(&check.sentence))).collect(),
            scope: validation.scope_sentence(),
            variants: validation.truth.variants.iter().map(|one| (show(&one.name), show(&one.reason))).collect(),
            masked: validation.truth.mask_paths && validation.settings.path_signals,
            groupings: validation
                .groupings
                .iter()
                .zip(gauges)
                .map(|(one, gauge)| grouping_row(one, gauge, with_best, with_functions))
                .collect(),
            grouping_ticks,
            with_best,
            with_functions,
            best: best.map_or_else(String::new, variants),
            services: validation.services.iter().zip(service_gauges).map(service_row).collect(),
            service_ticks,
            lay_heads: validation
                .table
                .candidates
                .iter()
                .map(|name| name.as_ref().map_or("not placed".to_owned(), |name| show(name)))
                .collect(),
            lay: lay(validation),
            wrong: wrong_rows(validation),
            wrong_total: validation.misplaced.len() as u64,
            ablations: ablation_rows(validation, ablation_gauges),
            ablation_ticks,
            seeds: validation.seeds(),
            claim: cheaper(validation.deployment.claim),
            source: show(&validation.deployment.source),
            stack_height: stacks.len() * 42 + 10,
            stacks,
            stack_keys: chart::TOUCHES.iter().map(|(class, what)| (*class, format!("{what} touched"))).collect(),
            history: validation.history_sentence(),
            curves: chart::curves(validation),
            replays: validation.deployment.replays.iter().map(replay_row).collect(),
            plan: validation.plan.iter().flat_map(|plan| &plan.comparisons).map(plan_row).collect(),
            live: validation.live.as_ref().map(live_tables),
            extraction: validation.plan.iter().flat_map(|plan| &plan.extraction).map(plan_row).collect(),
        }
    }
}

fn origin(validation: &Validation) -> Vec<String> {
    let origin = &validation.origin;
    let revision = origin.revision.as_deref().map(|id| format!("commit {}", commit(id)));
    let mut parts: Vec<String> = revision.into_iter().chain(origin.time.map(date)).collect();
    parts.push(format!("seamline {}", show(&validation.tool.version)));
    parts.push(format!("settings {}", show(&validation.settings.digest)));
    parts.push(format!("seed {}", validation.settings.seed));
    parts.extend(granularity(validation).map(str::to_owned));
    parts
}

fn grouping_row(one: &Grouping, gauge: Gauge, with_best: bool, with_functions: bool) -> GroupingRow {
    let m = &one.strict;
    let mut cells = vec![two(m.ari)];
    if with_best {
        cells.push(one.best.as_ref().map_or(NONE.to_owned(), |best| two(best.measures.ari)));
    }
    if with_functions {
        cells.push(one.functions.map_or(NONE.to_owned(), |found| two(found.ari)));
    }
    cells.push(format!("{:.1}", m.mojofm));
    cells.extend([m.nmi, m.precision, m.recall, m.f1].map(two));
    cells.extend([count(m.groups), format!("{} of {}", one.recognised, m.services)]);
    let class = match one.role.as_str() {
        "default" => "chosen",
        "baseline" => "baseline",
        _ => "method",
    };
    GroupingRow { class, name: show(&one.id), role: role(one), gauge, cells }
}

fn service_row((one, gauge): (&Service, Gauge)) -> ServiceRow {
    let found = one.matched.as_ref();
    let cells = match found {
        None => vec![NONE.to_owned(); 4],
        Some(found) => {
            let mut cells = [found.f1, found.precision, found.recall].map(two).to_vec();
            cells.push(format!("{} of {}", found.common, found.files));
            cells
        }
    };
    ServiceRow {
        name: show(&one.name),
        files: count(one.files),
        candidate: found.map_or(NONE.to_owned(), |found| show(&found.candidate)),
        gauge,
        cells,
        recognised: found.is_some_and(|found| found.recognised),
    }
}

/// The table of services and candidates: the number and its class.
fn lay(validation: &Validation) -> Vec<(String, Vec<(String, String)>)> {
    let table = &validation.table;
    let highest = table.files.iter().flatten().copied().max().unwrap_or(0).max(1) as f64;
    let nearest = |at: usize| {
        let service = validation.services.iter().find(|service| Some(&service.name) == table.services.get(at));
        service.and_then(|service| service.matched.as_ref()).map(|found| &found.candidate)
    };
    let row = |(at, files): (usize, &Vec<u64>)| {
        let cell = |(files, candidate): (&u64, &Option<String>)| {
            let shade = match *files {
                0 => String::new(),
                some => format!("h{}", ((some as f64 / highest * 4.0).ceil() as u64).clamp(1, 4)),
            };
            let home = candidate.is_some() && candidate.as_ref() == nearest(at);
            let class = if home { format!("{shade} home") } else { shade };
            (if *files == 0 { String::new() } else { count(*files) }, class.trim().to_owned())
        };
        (show(&table.services[at]), files.iter().zip(&table.candidates).map(cell).collect())
    };
    table.files.iter().enumerate().map(row).collect()
}

fn wrong_rows(validation: &Validation) -> Vec<WrongRow> {
    let row = |at: usize, one: &Misplaced| WrongRow {
        group: if at == 0 { wrong(one) } else { String::new() },
        how: show(&one.how),
        clash: one.how == "mixed in",
        path: short_path(&one.path, 80),
        shares: [one.pull_here, one.pull_home].map(percent),
        pulled: pulled(one, 48),
    };
    let rows = alike(validation).flat_map(|group| group.iter().enumerate().map(|(at, one)| row(at, one)));
    rows.take(MAX_WRONG).collect()
}

fn ablation_rows(validation: &Validation, gauges: Vec<Gauge>) -> Vec<AblationRow> {
    let mut last = "";
    let row = |(one, gauge): (&Ablation, Gauge)| {
        let group = if kind(one) == last { "" } else { kind(one) };
        last = kind(one);
        let mean =
            |measure: fn(&Measures) -> f64| one.runs.iter().map(measure).sum::<f64>() / one.runs.len().max(1) as f64;
        let mut cells = vec![two(one.ari), signed(one.difference), chart::range(one)];
        cells.push(format!("{:.1}", mean(|found| found.mojofm)));
        cells.push(two(mean(|found| found.f1)));
        cells.push(format!("{:.1}", mean(|found| found.groups as f64)));
        AblationRow { group, name: ablation(one), gauge, cells }
    };
    validation.ablations.iter().zip(gauges).map(row).collect()
}

fn replay_row(replay: &Replay) -> ReplayRow {
    let case = |case: &Case| {
        let mut cells: Vec<String> = case.touching.iter().map(|commits| count(*commits)).collect();
        cells.push(count(case.unusable));
        cells.push(case.coordinated.map_or(NONE.to_owned(), percent));
        match case.reduction {
            None => cells.extend(vec![NONE.to_owned(); 4]),
            Some(found) => cells.extend(
                [found.serial_mean, found.serial_median, found.parallel_mean, found.parallel_median].map(cheaper),
            ),
        }
        (show(&case.id), cells)
    };
    let unit = if replay.measured { " s" } else { "" };
    let cost = |name: &str, cost: f64| format!("t({name}) = {}{unit}", count(cost.max(0.0).round() as u64));
    let more = match replay.costs.len().saturating_sub(MAX_NAMES) {
        0 => String::new(),
        some => format!(" and {some} more"),
    };
    let mut costs = vec![cost("monolith", replay.monolith)];
    costs.extend(replay.costs.iter().take(MAX_NAMES).map(|one| cost(&show(&one.name), one.cost)));
    let unusable = replay.cases.first().map_or(0, |case| case.unusable);
    ReplayRow {
        form: form(replay),
        formula: show(&replay.formula),
        costs: format!("{}{more}", costs.join(", ")),
        unknown: format!(
            "{} unknown to it; {} only such and are left out",
            counted(replay.unknown_files, "file"),
            if unusable == 1 { "1 commit touches".to_owned() } else { format!("{} commits touch", count(unusable)) }
        ),
        cases: replay.cases.iter().map(case).collect(),
    }
}

/// What was measured with running servers.
struct LiveTables {
    machine: String,
    faults: Vec<LiveRow>,
    scaling: Vec<LiveRow>,
    second_worker: String,
    latency: Vec<LiveRow>,
}

/// One line of these tables.
struct LiveRow {
    name: String,
    cells: Vec<String>,
    note: String,
}

fn live_tables(live: &Live) -> LiveTables {
    let row = |name: &str, cells, note| LiveRow { name: show(name), cells, note };
    LiveTables {
        machine: format!("{}.", show(&live.machine)),
        faults: live
            .faults
            .iter()
            .map(|one| row(&one.what, vec![one.share(), one.ready()], one.afterwards()))
            .collect(),
        scaling: live.scaling.iter().map(|one| row(&one.form, one.cells(), String::new())).collect(),
        second_worker: live.second_worker.map(two).unwrap_or_default(),
        latency: live.latency.iter().map(|one| row(&one.form, one.cells(), String::new())).collect(),
    }
}

fn plan_row(one: &PlanComparison) -> PlanRow {
    let names = |names: &[String]| match Few::first(names.iter().map(|name| show(name)), MAX_NAMES) {
        few if few.is_empty() => NONE.to_owned(),
        few if few.note().is_empty() => listed(&few.items),
        few => format!("{} ({})", few.items.join(", "), few.note()),
    };
    PlanRow {
        kind: show(&one.kind),
        form: compared(one),
        cells: vec![
            count(one.predicted),
            count(one.accepted),
            count(one.real),
            count(one.common),
            two(one.precision),
            two(one.recall),
        ],
        missed: names(&one.missed),
        extra: names(&one.extra),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn the_shop() {
        insta::assert_snapshot!(html(&sample::with_plan()).replace(CSS, "CSS").replace(JS, "JS"));
    }

    #[test]
    fn what_is_absent_is_not_shown() {
        let page = html(&sample::bare());
        for absent in ["id=\"plan\"", "class=\"curves\"", "best accepted variant", "by function"] {
            assert!(!page.contains(absent), "{absent}");
        }
        assert!(page.contains("as measured, in seconds"));
    }

    #[test]
    fn every_tag_is_the_templates_own() {
        let tags = |page: &str| {
            let mut tags: Vec<String> = page
                .match_indices('<')
                .map(|(at, _)| page[at..].chars().take_while(|c| !c.is_whitespace() && *c != '>').collect())
                .collect();
            tags.sort();
            tags.dedup();
            tags
        };
        let known = tags(&html(&sample::with_plan()));
        let page = html(&sample::hostile());
        let extra: Vec<String> = tags(&page).into_iter().filter(|tag| !known.contains(tag)).collect();
        assert_eq!(extra, Vec::<String>::new());
        for banned in [" style=", " onerror=\"", " onload=\"", "href=\"javascript"] {
            assert!(!page.contains(banned), "{banned}");
        }
        assert!(page.chars().all(|c| matches!(c, '\n' | '\t') || !c.is_control()));
    }

    #[test]
    fn scripts_and_sheets_close_nothing() {
        assert!(!JS.contains("</") && !CSS.contains("</") && !JS.contains("innerHTML"));
    }
}
