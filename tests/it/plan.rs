//! The migration plan from outside: the figure application's tangles by name, the same bytes for any number of threads and
//! from a stored analysis, and what is refused.

use crate::command::{check, folder, run, text};
use seamline_reports::plan::{Plan, PlanDocument};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

/// Where each file and function of the figure application went, as an architect would write it down.
fn known_services() -> BTreeMap<String, String> {
    let sample = seamline_fixtures::find("figure-app").expect("it is there");
    let truth: Value = serde_json::from_str(sample.truth).expect("it is JSON");
    let mut places = BTreeMap::new();
    for (path, service) in truth["service_of"].as_object().expect("an object") {
        places.insert(path.clone(), service.as_str().expect("a name").to_owned());
    }
    let list = |key: &str| truth[key].as_array().expect("a list").clone();
    for (key, place) in [("shared", "(shared)"), ("gateway", "(gateway)"), ("dropped", "(dropped)")] {
        for one in list(key) {
            let path = one.as_str().or_else(|| one["path"].as_str()).expect("a path");
            places.insert(path.to_owned(), place.to_owned());
        }
    }
    for (path, parts) in truth["split"].as_object().expect("an object") {
        for (service, functions) in parts.as_object().expect("an object") {
            let place = match service.as_str() {
                "shared" | "gateway" | "dropped" => format!("({service})"),
                service => service.to_owned(),
            };
            for function in functions.as_array().expect("a list") {
                places.insert(format!("{path}#{}", function.as_str().expect("a name")), place.clone());
            }
        }
    }
    places
}

fn planned(args: &[&str]) -> Plan {
    let output = run(&[&["plan", "--quiet", "--format", "json"], args].concat());
    assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
    serde_json::from_slice::<PlanDocument>(&output.stdout).expect("it is the JSON of a plan").plan
}

fn for_known_services() -> Plan {
    let folder = folder();
    let file = folder.path().join("services.json");
    fs::write(&file, serde_json::to_string(&known_services()).expect("plain values")).expect("written");
    planned(&["--sample", "figure-app", "--assignments", file.to_str().expect("a plain path")])
}

/// Whether the plan names a tangle of a kind in a file.
fn names(plan: &Plan, kind: &str, file: &str) -> bool {
    plan.tangles
        .iter()
        .any(|one| one.kind == kind && one.units.iter().any(|unit| unit == file) && !one.advice.is_empty())
}

fn ties(plan: &Plan, kind: &str, stores: [&str; 2]) -> bool {
    let has = |wanted: &str, tie: &seamline_reports::plan::Tie| tie.stores.iter().any(|one| one.store == wanted);
    plan.ties
        .iter()
        .any(|tie| tie.kind == kind && stores.iter().all(|store| has(store, tie)) && !tie.evidence.is_empty())
}

fn spans(plan: &Plan, function: &str, services: &[&str]) -> bool {
    plan.transactions.iter().any(|one| one.function == function && one.writers == services)
}

/// The sixteen tangles that were put into the figure application on purpose, before there was a plan.
#[test]
fn every_tangle_of_the_figure_application_is_in_the_plan() {
    let plan = for_known_services();
    let plan = &plan;
    let found = [
        ("a file for everything", names(plan, "divide", "services/figureService.js")),
        ("helpers for everybody", names(plan, "kit", "lib/helpers.js")),
        ("a barrel of models", names(plan, "barrel", "models/index.js")),
        ("a list that joins", ties(plan, "join", ["figures", "users"])),
        (
            "the export transaction",
            spans(plan, "services/exportService.js#finish", &["notification", "rendering", "storage"]),
        ),
        (
            "the registration transaction",
            spans(plan, "services/onboardingService.js#register", &["figure", "notification", "storage", "user"]),
        ),
        ("deletions that cascade", ties(plan, "cascade", ["figures", "users"])),
        ("a trigger", ties(plan, "trigger", ["comments", "notifications"])),
        ("a check that reads for every request", names(plan, "guard", "middleware/auth.js")),
        ("a topic that is put together", names(plan, "unnamed-topic", "services/exportService.js")),
        (
            "a circle of services",
            ["exportService", "figureService", "quotaService"]
                .iter()
                .all(|one| names(plan, "cycle", &format!("services/{one}.js"))),
        ),
        ("drawing inside a request", plan.calls.iter().any(|call| call.from == "figure" && call.to == "rendering")),
        ("rules that two services need", names(plan, "rules", "lib/geometry.js")),
        ("a job for everybody", names(plan, "job", "jobs/nightly.js")),
        ("settings that everybody reads", names(plan, "reference", "config/settings.js")),
        ("one pool", names(plan, "kit", "config/database.js")),
        ("one log", names(plan, "kit", "config/logger.js")),
        ("one cache", names(plan, "state", "lib/cache.js")),
        ("a misleading name", names(plan, "misnamed", "lib/storage.js")),
        ("another misleading name", names(plan, "misnamed", "lib/userHelpers.js")),
    ];
    let missed: Vec<&str> = found.iter().filter(|(_, there)| !there).map(|(name, _)| *name).collect();
    assert!(missed.is_empty(), "{missed:?}");
}

/// How a type or file is treated, and by which rule.
fn treated<'a>(plan: &'a Plan, unit: &str, service: Option<&str>) -> (&'a str, &'a str) {
    let mut all = plan.treatments.types.items.iter();
    let one = all.find(|one| one.unit == unit && one.service.as_deref() == service).expect("it is treated");
    (&one.treatment, &one.rule)
}

#[test]
fn every_type_of_the_figure_application_is_treated() {
    let plan = for_known_services();
    let types = &plan.treatments.types;
    assert_eq!(
        (types.shown, types.total),
        (types.items.len() as u64, plan.treatments.counts.iter().map(|one| one.count).sum())
    );
    for (unit, service, expected) in [
        ("lib/errors.js#AppError", None, ("replicated", "small-value")),
        ("lib/validate.js", None, ("library", "generic")),
        ("lib/geometry.js", None, ("library", "placed-shared")),
        ("routes/index.js", None, ("stays", "front-door")),
        ("models/index.js", None, ("dropped", "written-down")),
        ("services/inboxService.js", Some("notification"), ("owned", "keeps-data")),
    ] {
        assert_eq!(treated(&plan, unit, service), expected, "{unit}");
    }
}

#[test]
fn every_way_of_a_step_has_a_pattern_and_a_reason() {
    let plan = for_known_services();
    assert!(plan.ways.iter().all(|way| !way.why.is_empty() && way.items.total > 0));
    let has = |service: &str, direction: &str, other: Option<&str>, pattern: &str, what: &str| {
        plan.ways.iter().any(|way| {
            let ends = (way.service.as_str(), way.direction.as_str(), way.other.as_deref());
            let item = way.items.items.iter().find(|item| item.what == what);
            ends == (service, direction, other)
                && way.pattern == pattern
                && item.is_some_and(|item| !item.evidence.is_empty())
        })
    };
    for (service, direction, other, pattern, what) in [
        ("storage", "in", None, "strangler-fig", "POST /api/assets"),
        ("storage", "in", Some("rendering"), "branch-by-abstraction", "reserve"),
        ("notification", "in", Some("figure"), "change-data-capture", "comments writes notifications"),
        ("rendering", "in", None, "parallel-run", "GET /api/figures/:figureId/preview.svg"),
        ("rendering", "in", None, "ui-composition", "GET /api/figures/:figureId/preview.svg"),
        ("rendering", "out", Some("storage"), "remote-client", "reserve"),
    ] {
        assert!(has(service, direction, other, pattern, what), "{service} {direction} {other:?} {pattern} {what}");
    }
    // One approach for each step, and every transaction that spans is a doubt about the data.
    let steps: Vec<&str> = plan.steps.iter().map(|step| step.service.as_str()).collect();
    assert_eq!(plan.approaches.iter().map(|one| one.service.as_str()).collect::<Vec<_>>(), steps);
    for one in plan.approaches.iter().filter(|one| plan.transactions.iter().any(|of| of.writers.contains(&one.service)))
    {
        assert_eq!(one.first, "data", "{}", one.service);
    }
    let hook = plan.hooks.iter().find(|hook| hook.on.as_deref() == Some("figure.saved")).expect("it is heard");
    assert_eq!(
        (hook.from.as_slice(), hook.to.as_deref(), hook.becomes.as_str()),
        (&["figure".to_owned()][..], Some("rendering"), "topic")
    );
}

#[test]
fn who_waits_for_whom_has_no_circle_and_the_order_keeps_it() {
    for plan in [for_known_services(), planned(&["--sample", "shop"])] {
        assert!(!plan.steps.is_empty());
        for (at, step) in plan.steps.iter().enumerate() {
            for first in &step.after {
                let place = plan.steps.iter().position(|one| one.service == *first).expect("it is extracted too");
                assert!(place < at, "{} waits for {first}", step.service);
            }
        }
        assert_eq!(plan.order.simulation.len(), plan.steps.len() + 1);
        assert_eq!((plan.order.simulation[0].crossing, plan.order.simulation[0].shared_stores), (0, 0));
    }
}

#[test]
fn a_stored_plan_and_one_thread_say_the_same() {
    let folder = folder();
    let place = folder.path().to_str().expect("a plain path");
    assert!(run(&["analyze", "--quiet", "--sample", "shop", "--out", place]).status.success());
    let stored = folder.path().join("analysis.json");
    let stored = stored.to_str().expect("a plain path");
    for format in ["markdown", "json", "csv"] {
        let fresh = run(&["plan", "--quiet", "--sample", "shop", "--threads", "1", "--format", format]);
        let again = run(&["plan", "--from", stored, "--format", format]);
        assert!(fresh.status.success() && fresh.stdout == again.stdout, "{format}");
    }
    let written = fs::read(folder.path().join("plan.md")).expect("analyze writes it");
    assert!(written == run(&["plan", "--from", stored]).stdout);
}

#[test]
fn without_services_there_is_no_order() {
    let folder = folder();
    fs::write(folder.path().join("one.py"), "def add(a, b):\n    return a + b\n").expect("written");
    let output = run(&["plan", "--quiet", folder.path().to_str().expect("a plain path")]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(said.contains("Do not split") && !said.contains("## S1"), "{said}");
}

#[test]
fn a_point_takes_days_only_when_people_said_so() {
    let folder = folder();
    let file = folder.path().join("seamline.toml");
    fs::write(&file, "[plan]\ndays-low = 0.5\ndays-high = 2\n").expect("written");
    let config = file.to_str().expect("a plain path");
    let with = planned(&["--sample", "shop", "--config", config]);
    let without = planned(&["--sample", "shop"]);
    let effort = &with.steps[0].effort;
    assert_eq!(effort.days, Some([effort.low * 0.5, effort.high * 2.0]));
    assert!(without.steps.iter().all(|step| step.effort.days.is_none()));
}

#[test]
fn days_that_are_no_range_are_refused() {
    let folder = folder();
    let file = folder.path().join("seamline.toml");
    fs::write(&file, "[plan]\ndays-low = 2\n").expect("written");
    check(&["plan", "--sample", "shop", "--config", file.to_str().expect("a plain path")], 2, "no range of days");
}

#[test]
fn assignments_that_are_none_are_refused() {
    let folder = folder();
    let file = folder.path().join("services.json");
    fs::write(&file, "[1]").expect("written");
    check(&["plan", "--sample", "shop", "--assignments", file.to_str().expect("a plain path")], 2, "no assignments");
}
