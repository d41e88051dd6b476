//! Parts of files, end to end: what the parts of the sample say adds up to what its files say.

use crate::command::seamline;
use seamline_analyzer::facts::{Context, Granularity};
use seamline_analyzer::{Cancel, Cx, Facts, RepoPath, Silent};
use seamline_extractors::history::{History, HistorySettings};
use seamline_extractors::{ExtractSettings, OpenSettings, extract, open};
use std::collections::BTreeMap;

fn facts(granularity: Granularity) -> Facts {
    let sample = seamline_fixtures::find("shop").expect("it is there");
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join(sample.id);
    sample.replay(&place).expect("the sample replays");
    let settings = OpenSettings { history: Some(HistorySettings::default()), ..OpenSettings::default() };
    let opened = open(&place, &settings).expect("the sample opens");
    let cancel = Cancel::default();
    let history = opened.history.as_ref().map(|history| history as &dyn History);
    let settings = ExtractSettings { granularity, ..ExtractSettings::default() };
    extract(Cx { progress: &Silent, cancel: &cancel }, opened.tree.as_ref(), history, &settings)
        .expect("nobody asks to stop")
        .facts
}

const FINER: [Granularity; 2] = [Granularity::Type, Granularity::Function];

/// How often each file mentions something of other files, by context; imports go to each part that uses them.
fn mentions(facts: &Facts) -> BTreeMap<(&RepoPath, Context), u32> {
    let mut all = BTreeMap::new();
    for reference in &facts.references {
        let [from, to] = [reference.from, reference.to].map(|unit| &facts.units[unit].path);
        if from != to && reference.context != Context::Import {
            *all.entry((from, reference.context)).or_default() += reference.count;
        }
    }
    all
}

#[test]
fn mentions_accesses_and_entry_points_add_up() {
    let files = facts(Granularity::File);
    for parts in FINER.map(facts) {
        assert_eq!(mentions(&files), mentions(&parts));
        let accesses = |facts: &Facts| {
            let mut all: BTreeMap<_, u32> = BTreeMap::new();
            for one in &facts.accesses {
                let key = (facts.units[one.unit].path.clone(), one.store, one.mode, one.rule.clone());
                *all.entry(key).or_default() += one.count;
            }
            all
        };
        assert_eq!(accesses(&files), accesses(&parts));
        let entries = |facts: &Facts| {
            let mut all: Vec<_> = facts
                .entry_points
                .iter()
                .map(|one| (facts.units[one.unit].path.clone(), one.line, one.kind.label()))
                .collect();
            all.sort();
            all
        };
        assert_eq!(entries(&files), entries(&parts));
        assert_eq!(files.resolution, parts.resolution);
    }
}

#[test]
fn every_line_of_evidence_is_in_its_part() {
    for facts in FINER.map(facts) {
        for reference in facts.references.iter().filter(|reference| reference.context != Context::Import) {
            let from = &facts.units[reference.from];
            assert!(reference.lines.iter().all(|line| from.holds(*line)), "{reference:?} of {}", from.label());
        }
        for access in &facts.accesses {
            assert!(access.lines.iter().all(|line| facts.units[access.unit].holds(*line)), "{access:?}");
        }
    }
}

#[test]
fn units_are_sorted_and_lines_add_up() {
    let lines = |facts: &Facts| {
        let mut all: BTreeMap<RepoPath, u32> = BTreeMap::new();
        for unit in facts.units.values() {
            *all.entry(unit.path.clone()).or_default() += unit.lines;
        }
        all
    };
    let files = facts(Granularity::File);
    for parts in FINER.map(facts) {
        assert_eq!(lines(&files), lines(&parts));
        let name =
            |unit: &seamline_analyzer::facts::Unit| unit.part.as_ref().map_or(String::new(), |part| part.name.clone());
        let keys: Vec<_> = parts.units.values().map(|unit| (unit.path.clone(), name(unit))).collect();
        assert!(keys.is_sorted_by(|a, b| a < b));
    }
}

/// The files that an analysis writes.
fn written(args: &[&str]) -> Vec<Vec<u8>> {
    let out = tempfile::tempdir().expect("a folder");
    let place = out.path().to_str().expect("a plain path");
    let run = seamline().args(["analyze", "--sample", "shop", "--quiet", "--out", place]).args(args).output();
    let run = run.expect("the program starts");
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    let read = |name: &str| std::fs::read(out.path().join(name)).expect("it is written");
    ["analysis.json", "assignments.json", "report.html"].map(read).into()
}

#[test]
fn any_number_of_threads_gives_the_same_parts() {
    for granularity in ["type", "function"] {
        let one = written(&["--granularity", granularity, "--threads", "1"]);
        assert!(one == written(&["--granularity", granularity, "--threads", "2"]));
    }
}

#[test]
fn files_are_what_they_were_where_they_are_the_units() {
    assert!(written(&[]) == written(&["--granularity", "file"]));
    let text = String::from_utf8(written(&[])[0].clone()).expect("it is JSON");
    assert!(!text.contains("\"granularity\"") && !text.contains("\"part\"") && !text.contains("\"divided\""));
}

#[test]
fn every_format_tells_of_parts() {
    let about = |format: &&&dyn seamline_reports::Format| crate::everything::is_of(format.languages(), "shop");
    for format in seamline_reports::format::ALL.iter().filter(about).map(|format| format.info().id) {
        let args = ["export", "--sample", "shop", "--granularity", "function", "--format", format];
        let run = seamline().args(args).output().expect("the program starts");
        assert_eq!(run.status.code(), Some(0), "{format}: {}", String::from_utf8_lossy(&run.stderr));
        assert!(!run.stdout.is_empty(), "{format}");
    }
}
