//! Validations for tests: the small shop, one with everything that may be absent, one whose every text is hostile, and
//! one with hardly anything.

use super::v1::*;
use crate::sample::{PAYLOADS, shop_analysis};
use crate::wire::Document;
use seamline_analyzer::run::analyze;
use seamline_analyzer::validate::deployment::Seconds;
use seamline_analyzer::validate::{self, Question, Variant};
use seamline_analyzer::{Cancel, Cx, Settings, Silent};
use std::collections::BTreeMap;

fn truth() -> validate::Truth {
    let mut truth = validate::Truth { name: "shop".to_owned(), ..validate::Truth::default() };
    for unit in shop_analysis().facts.units.values() {
        let path = unit.path.as_str();
        let folder = unit.path.folder().rsplit('/').next().unwrap_or_default();
        match folder {
            "common" => drop(truth.shared.insert(path.to_owned())),
            "legacy" => drop(truth.dropped.insert(path.to_owned())),
            service => drop(truth.service_of.insert(path.to_owned(), service.to_owned())),
        }
    }
    truth
}

fn run(truth: &validate::Truth, seconds: Option<Seconds>, recorded: Option<f64>) -> Validation {
    let cancel = Cancel::default();
    let cx = Cx { progress: &Silent, cancel: &cancel };
    let mut facts = shop_analysis().facts;
    facts.terms = facts.units.values().map(|_| Vec::new()).collect();
    let analysis = analyze(cx, facts, &Settings::default()).expect("nobody cancels");
    let question = Question { truth: truth.clone(), seeds: 3, seconds, recorded, witnesses: None };
    let found = validate::validate(cx, &analysis, &question).expect("nobody cancels");
    Validation::new(&found, truth, &Document::from(&analysis))
}

/// The shop against its folders.
pub(super) fn shop() -> Validation {
    run(&truth(), None, Some(0.5))
}

/// With split files, variants, a gateway, and a plan.
pub(super) fn with_plan() -> Validation {
    let mut truth = truth();
    let service = "src/main/java/shop/orders/OrderService.java".to_owned();
    let parts = [("orders", &["place", "cancel"][..]), ("billing", &["charge"])];
    let parts = parts.map(|(name, functions)| (name.to_owned(), functions.iter().map(|f| (*f).to_owned()).collect()));
    truth.split.insert(service, BTreeMap::from(parts));
    let moves = [("src/main/java/shop/orders/Order.java".to_owned(), "billing".to_owned())];
    truth.variants = vec![Variant {
        name: "order to billing".to_owned(),
        moves: moves.into_iter().collect(),
        reason: "an order is what is billed".to_owned(),
    }];
    truth.service_of.remove("src/main/java/shop/orders/OrderController.java");
    truth.gateway.insert("src/main/java/shop/orders/OrderController.java".to_owned());
    let comparison = |kind: &str, form: &str| PlanComparison {
        kind: kind.to_owned(),
        form: form.to_owned(),
        predicted: 6,
        accepted: 1,
        real: 4,
        common: 3,
        precision: 0.6,
        recall: 0.75,
        missed: vec!["orders calls catalog GET /products/{id}".to_owned()],
        extra: vec!["catalog calls orders GET /orders".to_owned(), "billing calls catalog".to_owned()],
    };
    let comparisons = vec![comparison("calls", "truth"), comparison("calls", "found")];
    let extraction = vec![comparison("calls", "known"), comparison("calls", "ran")];
    let plan = Some(Plan { comparisons, extraction });
    Validation { plan, live: Some(live()), ..run(&truth, None, Some(1.5)) }
}

fn live() -> Live {
    let fault = |what: &str, answered, begun: Option<&str>, done| Fault {
        what: what.to_owned(),
        answered,
        requests: 20,
        ready_seconds: begun.map(|_| 1.25),
        begun: begun.map(str::to_owned),
        done,
    };
    let throughput = |form: &str, exports_per_second, megabytes| Throughput {
        form: form.to_owned(),
        exports_per_second,
        megabytes,
        failed: 0,
    };
    let percentiles = |p50, p95| Percentiles { p50, p95 };
    let latency =
        |form: &str, alone, busy| Latency { form: form.to_owned(), alone, busy, exports_per_second: 4.0, failed: 1 };
    Live {
        machine: "2 cores, 24 GB".to_owned(),
        faults: vec![
            fault("orders", 16, Some("12 orders that waited are delivered"), Some(true)),
            fault("billing", 18, Some("a bill asked for meanwhile is made"), Some(false)),
            fault("a bug in sending mails, monolith", 0, None, None),
        ],
        scaling: vec![throughput("monolith", 10.0, 180.0), throughput("1 worker", 5.5, 143.0)],
        second_worker: Some(1.54),
        latency: vec![
            latency("monolith", percentiles(5.0, 11.0), percentiles(178.0, 330.0)),
            latency("decomposed", percentiles(0.0, 33.0), percentiles(13.0, 49.0)),
        ],
    }
}

/// With measured costs, and without a recorded value.
pub(super) fn bare() -> Validation {
    let deployables = ["billing", "catalog", "orders"].map(|name| (name.to_owned(), 20.0)).into_iter().collect();
    let seconds = Seconds { monolith: 60.0, deployables };
    let mut bare = run(&truth(), Some(seconds), None);
    bare.deployment.replays.truncate(1);
    bare
}

/// With every text full of syntax of every output.
pub(super) fn hostile() -> Validation {
    let mut validation = with_plan();
    let mut payloads = PAYLOADS.iter().cycle();
    let mut next = || (*payloads.next().expect("endless")).to_owned();
    validation.origin.name = next();
    validation.truth.name = next();
    for variant in &mut validation.truth.variants {
        (variant.name, variant.reason) = (next(), next());
    }
    for check in &mut validation.bar.checks {
        (check.against, check.sentence) = (next(), next());
    }
    for one in &mut validation.groupings {
        one.id = next();
        one.best.iter_mut().for_each(|best| best.variants = vec![next()]);
    }
    for one in &mut validation.services {
        one.name = next();
        one.matched.iter_mut().for_each(|found| found.candidate = next());
    }
    validation.table.services.iter_mut().for_each(|name| *name = next());
    validation.table.candidates.iter_mut().flatten().for_each(|name| *name = next());
    let wrong = validation.services.iter().map(|service| Misplaced {
        path: next(),
        how: "mixed in".to_owned(),
        service: service.name.clone(),
        home: Some(next()),
        candidate: Some(next()),
        candidate_is: Some(next()),
        pull_here: 0.5,
        pull_home: 0.25,
        pulls: vec![Pull { path: next(), share: 0.5, coupling: next() }],
    });
    validation.misplaced = wrong.collect();
    validation.ablations.iter_mut().for_each(|one| one.id = next());
    validation.scope.not_source = vec![next()];
    validation.scope.not_analysed = vec![next()];
    validation.scope.unmentioned = vec![next()];
    validation.deployment.source = next();
    for replay in &mut validation.deployment.replays {
        replay.formula = next();
        replay.costs.iter_mut().for_each(|cost| cost.name = next());
        replay.cases.iter_mut().for_each(|case| case.id = next());
    }
    for one in validation.plan.iter_mut().flat_map(|plan| plan.comparisons.iter_mut().chain(&mut plan.extraction)) {
        (one.kind, one.form, one.missed, one.extra) = (next(), next(), vec![next()], vec![next()]);
    }
    if let Some(live) = &mut validation.live {
        live.machine = next();
        live.faults.iter_mut().for_each(|one| (one.what, one.begun) = (next(), Some(next())));
        live.scaling.iter_mut().for_each(|one| one.form = next());
        live.latency.iter_mut().for_each(|one| one.form = next());
    }
    validation
}

/// Writes pages for looking at: `SEAMLINE_SAMPLES=DIR cargo test -p seamline-reports write_pages -- --ignored`.
#[test]
#[ignore = "writes files to look at"]
fn write_pages() {
    let folder = std::env::var("SEAMLINE_SAMPLES").expect("SEAMLINE_SAMPLES names a folder");
    for (name, validation) in [("plan", with_plan()), ("bare", bare()), ("hostile", hostile())] {
        std::fs::write(format!("{folder}/validation-{name}.html"), super::html(&validation)).expect("room");
    }
}
