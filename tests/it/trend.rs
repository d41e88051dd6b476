//! A sample over time, from its repository to the document and the report.

use crate::command::{folder, run, text};
use std::fs;

/// The value of a field of every revision.
fn column(document: &serde_json::Value, field: &str) -> Vec<serde_json::Value> {
    document["points"].as_array().expect("points").iter().map(|point| point[field].clone()).collect()
}

fn trend(args: &[&str]) -> (serde_json::Value, String) {
    let output = run(&[&["trend", "--sample", "shop", "--format", "json", "-v"], args].concat());
    let errors = text(&output.stderr);
    assert!(output.status.success(), "{errors}");
    (serde_json::from_slice(&output.stdout).expect("JSON"), errors)
}

#[test]
fn each_revision_costs_what_changed() {
    let (document, errors) = trend(&["--every", "1", "--last", "6"]);
    assert_eq!(column(&document, "name").len(), 6);
    let files: Vec<u64> = column(&document, "files").iter().map(|files| files.as_u64().expect("a number")).collect();
    assert!(files.is_sorted() && files[0] > 10, "{files:?}");
    let read = |line: &str| line.split(" values read anew").next()?.rsplit(' ').next()?.parse::<u64>().ok();
    let read: Vec<u64> = errors.lines().filter(|line| line.contains("read anew")).filter_map(read).collect();
    assert_eq!(read.len(), 6, "{errors}");
    assert!(read[0] > files[0], "the first is read whole: {errors}");
    assert!(read[1..].iter().all(|read| *read <= 12), "a commit touches a few files: {errors}");
}

#[test]
fn services_keep_their_names_and_every_form_is_told() {
    let (document, _) = trend(&["--every", "month", "--last", "4"]);
    let months = column(&document, "name");
    assert!(months.is_sorted_by(|a, b| a.as_str() < b.as_str()) && months.len() > 1, "{months:?}");
    let (again, _) = trend(&["--every", "month", "--last", "4", "--threads", "1"]);
    assert_eq!(document, again);
    let always = |life: &&serde_json::Value| {
        life["files"].as_array().is_some_and(|files| !files.contains(&serde_json::Value::Null))
    };
    let services = document["services"].as_array().expect("services");
    assert!(services.iter().filter(always).count() >= 2, "{services:?}");
    for form in ["text", "csv", "svg", "html"] {
        let output = run(&["trend", "--sample", "shop", "--last", "2", "--format", form]);
        assert!(output.status.success() && output.stdout.len() > 200, "{form}");
    }
}

#[test]
fn the_report_shows_a_stored_trend() {
    let place = folder();
    let path = |name: &str| place.path().join(name).to_str().expect("a plain path").to_owned();
    let (stored, out) = (path("trend.json"), path("out"));
    let output = run(&["trend", "--sample", "shop", "--last", "2", "--format", "json", "--out", &stored]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let output = run(&["analyze", "--sample", "shop", "--trend", &stored, "--out", &out]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let report = fs::read_to_string(path("out/report.html")).expect("it was written");
    assert!(report.contains("<section id=\"trend\">") && report.contains("mentions that cross services"));
    fs::write(&stored, "{}").expect("written");
    let output = run(&["analyze", "--sample", "shop", "--trend", &stored, "--out", &out]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("it is no trend"), "{}", text(&output.stderr));
}

#[test]
fn what_is_no_trend_is_refused() {
    for (args, code, said) in [
        (&["--every", "week"][..], 2, "`month`"),
        (&["--last", "0"], 2, "--last 0"),
        (&["--format", "htm"], 2, "`html`"),
        (&["--every", "release"], 3, "--every month"),
    ] {
        let output = run(&[&["trend", "--sample", "shop"], args].concat());
        assert_eq!(output.status.code(), Some(code), "{args:?}");
        assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
    }
}
