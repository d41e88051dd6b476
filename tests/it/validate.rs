//! Validation from outside: what is printed and written, the bar and its exit code, truth files, and the same bytes for
//! any number of threads.

use crate::command::{check, folder, run, text};
use seamline_reports::validation::Validation;
use std::fs;
use std::path::Path;

fn validated(args: &[&str]) -> Validation {
    let output = run(&[&["validate", "--format", "json", "--seeds", "1"], args].concat());
    assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("it is the JSON of a validation")
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let file = folder.join(name);
    fs::write(&file, text).expect("written");
    file.to_str().expect("a plain path").to_owned()
}

#[test]
fn every_recorded_sample_meets_its_bar() {
    for sample in seamline_fixtures::ALL.iter().filter(|sample| sample.recorded.is_some()) {
        let found = validated(&["--sample", sample.id]);
        assert!(found.bar.holds, "{}: {:?}", sample.id, found.bar);
        assert!(found.bar.checks.iter().any(|check| check.against == "recorded"), "{}", sample.id);
    }
}

#[test]
fn without_arguments_a_sample_is_validated_and_every_form_says_the_same() {
    let out = folder();
    let place = out.path().to_str().expect("a plain path");
    let output = run(&["validate", "--seeds", "2", "--threads", "1", "--out", place]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("The bar is met"), "{}", text(&output.stdout));
    let [json, page] = ["validation.json", "validation.html"].map(|name| fs::read(out.path().join(name)).expect(name));
    assert!(text(&page).contains("Content-Security-Policy"));
    let again = run(&["validate", "--seeds", "2", "--threads", "2", "--format", "json"]);
    assert!(again.stdout == json, "two threads say something else");
    let page_again = run(&["validate", "--seeds", "2", "--threads", "2", "--format", "html"]);
    assert!(page_again.stdout == page, "the page differs");
}

/// What was reached when it was built; a rule that loses some of it shows here, by name.
#[test]
fn a_plan_from_the_known_services_foresees_the_decomposed_form() {
    let plan = validated(&["--sample", "figure-app"]).plan.expect("the sample knows its decomposed form");
    let kinds: Vec<&str> = plan.comparisons.iter().map(|one| one.kind.as_str()).collect();
    assert_eq!(kinds, ["calls", "calls", "events", "events", "stores", "stores", "routes", "routes"]);
    for one in plan.comparisons.iter().filter(|one| one.form == "truth") {
        assert!(one.recall >= 0.9 && one.precision >= 0.8, "{one:?}");
    }
    let forms: Vec<&str> = plan.extraction.iter().map(|one| one.form.as_str()).collect();
    assert_eq!(forms, ["known", "ran", "known", "ran", "known", "known", "ran"]);
    for one in &plan.extraction {
        assert!(one.recall >= 0.9 && one.precision >= 0.85, "{one:?}");
    }
}

#[test]
fn a_truth_that_knows_no_decomposed_form_has_no_plan() {
    assert_eq!(validated(&["--sample", "shop"]).plan, None);
}

/// Somebody's own truth with what is real in it, and no code of the decomposed form.
#[test]
fn a_plan_is_compared_with_a_truth_of_ones_own() {
    let files = folder();
    let source = "def make(db):\n    db.execute(\"INSERT INTO orders (id) VALUES (1)\")\n";
    write(files.path(), "orders.py", source);
    write(files.path(), "mail.py", &source.replace("INSERT INTO orders (id) VALUES (1)", "SELECT id FROM orders"));
    let truth = r#"{"service_of": {"orders.py": "orders", "mail.py": "mail"},
        "calls": [{"from": "mail", "to": "orders", "method": "GET", "path": "/orders"}],
        "stores": [{"store": "orders", "kind": "table", "owner": "orders"}]}"#;
    let truth = write(files.path(), "truth.json", truth);
    let path = files.path().to_str().expect("a plain path");
    let output = run(&["validate", path, "--truth", &truth, "--full", "--format", "json", "--seeds", "1"]);
    let found: Validation = serde_json::from_slice(&output.stdout).expect("it is the JSON of a validation");
    let plan = found.plan.expect("the truth says what is real");
    let known: Vec<(&str, u64, u64)> = plan
        .comparisons
        .iter()
        .filter(|one| one.form == "truth")
        .map(|one| (&*one.kind, one.predicted, one.common))
        .collect();
    assert_eq!(known, [("calls", 1, 1), ("stores", 1, 1)]);
    assert!(plan.extraction.is_empty());
}

#[test]
fn a_bar_that_is_not_met_is_code_1_and_a_clear_line() {
    let files = folder();
    let recorded = write(files.path(), "recorded.json", r#"{"ari": 0.99, "mojofm": 99.0, "recognised": 4}"#);
    let args = ["validate", "--sample", "shop", "--seeds", "1", "--recorded", &recorded];
    check(&args, 1, "the bar is not met: ARI 0.");
    check(&args, 1, "is more than 0.03 below the recorded 0.990");
    assert!(text(&run(&args).stdout).contains("The bar is not met"), "what was found is printed all the same");
}

#[test]
fn what_comes_out_can_be_recorded() {
    let files = folder();
    let file = files.path().join("recorded.json");
    let found = validated(&["--sample", "shop", "--record", file.to_str().expect("a plain path")]);
    let written = fs::read_to_string(&file).expect("it is written");
    let sample = seamline_fixtures::find("shop").expect("it is there");
    assert_eq!(Some(written.as_str()), sample.recorded, "`seamline validate --sample shop --record` writes it anew");
    assert!(found.bar.checks.iter().all(|check| check.against != "recorded"));
}

#[test]
fn other_settings_are_not_compared_with_what_is_recorded() {
    let found = validated(&["--sample", "shop", "--no-history"]);
    assert!(found.bar.checks.iter().all(|check| check.against != "recorded"));
    let case = &found.deployment.replays[0].cases[0];
    assert_eq!((case.touching, case.reduction), ([0; 4], None));
}

#[test]
fn a_truth_file_alone_gives_a_plain_table() {
    let files = folder();
    let sample = seamline_fixtures::find("shop").expect("it is there");
    let truth = write(files.path(), "truth.json", sample.truth);
    let output = run(&["validate", "--sample", "shop", "--truth", &truth, "--format", "json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let scored: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(scored[0]["known_files"], scored[0]["placed_files"]);
    let whole = validated(&["--sample", "shop", "--truth", &truth, "--full"]);
    assert_eq!(whole.groupings[0].strict.ari, validated(&["--sample", "shop"]).groupings[0].strict.ari);
}

#[test]
fn assignments_and_stored_analyses_are_scored() {
    let files = folder();
    let truth = write(files.path(), "truth.json", r#"{"a": "x", "b": "x", "c": "y"}"#);
    let assignments = write(files.path(), "assignments.json", r#"{"a": "1", "b": "1", "c": "2"}"#);
    let output = run(&["validate", "--truth", &truth, "--assignments", &assignments, "--format", "json"]);
    let scored: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(scored[0]["strict"]["ari"], 1.0);
    check(&["validate", "--truth", &truth, "--assignments", &assignments, "--format", "html"], 2, "whole validation");
    let out = folder();
    let place = out.path().to_str().expect("a plain path");
    assert!(run(&["analyze", "--sample", "shop", "--out", place]).status.success());
    let stored = out.path().join("analysis.json");
    let stored = stored.to_str().expect("a plain path");
    let sample = seamline_fixtures::find("shop").expect("it is there");
    let truth = write(files.path(), "shop.json", sample.truth);
    check(&["validate", "--truth", &truth, "--from", stored], 0, "");
}

#[test]
fn wrong_truth_files_are_told_where_and_what_to_try() {
    let files = folder();
    let truth = write(files.path(), "truth.json", "{\"service_of\": {\"a\": \"x\"},\n \"varients\": []}");
    check(&["validate", "--sample", "shop", "--truth", &truth], 2, "line 2 column 11");
    check(&["validate", "--sample", "shop", "--truth", &truth], 2, "try: `variants`");
    let own = write(files.path(), "own.json", "{\"service_of\": {\"a\": \"x\"}, \"repo\": \"o/n\"}");
    check(&["validate", "--sample", "shop", "--truth", &own], 0, "note: `repo` of ");
    let twice = write(files.path(), "twice.json", "{\"service_of\": {\"a\": \"x\"}, \"shared\": [\"a\"]}");
    check(&["validate", "--sample", "shop", "--truth", &twice], 2, "a is in service_of and in shared");
}

#[test]
fn measured_seconds_take_the_place_of_lines() {
    let files = folder();
    let seconds =
        r#"{"monolith": 100, "services": {"catalog": 20, "customers": 20, "notifications": 20, "orders": 20}}"#;
    let found = validated(&["--sample", "shop", "--seconds", &write(files.path(), "seconds.json", seconds)]);
    let replay = &found.deployment.replays[0];
    assert!(replay.measured && replay.monolith == 100.0);
    assert_eq!(replay.cases[0].reduction.expect("something is deployed").parallel_mean, 0.8);
    let typo = write(files.path(), "typo.json", &seconds.replace("orders", "order"));
    check(&["validate", "--sample", "shop", "--seconds", &typo], 2, "try: `orders`");
    let less = write(files.path(), "less.json", &seconds.replace(", \"orders\": 20", ""));
    check(&["validate", "--sample", "shop", "--seconds", &less], 2, "does not measure the service `orders`");
}
