//! Everything that is registered, on every sample: one snapshot each. A new coupling, clusterer, metric or format shows
//! at once what it says.

use crate::command::seamline;
use seamline_analyzer::cluster::ALL as CLUSTERERS;
use seamline_analyzer::facts::HistoryState;
use seamline_analyzer::run::analyze;
use seamline_analyzer::settings::PIPELINE;
use seamline_analyzer::{Analysis, Cancel, Cx, Facts, Settings, Silent};
use seamline_extractors::history::{History, HistorySettings};
use seamline_extractors::{ExtractSettings, OpenSettings, extract, open};
use seamline_fixtures::Sample;
use std::fmt::Write;

fn facts(sample: &Sample) -> Facts {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join(sample.id);
    sample.replay(&place).expect("the sample replays");
    let settings = OpenSettings { history: Some(HistorySettings::default()), ..OpenSettings::default() };
    let opened = open(&place, &settings).expect("the sample opens");
    let cancel = Cancel::default();
    let history = opened.history.as_ref().map(|history| history as &dyn History);
    extract(Cx { progress: &Silent, cancel: &cancel }, opened.tree.as_ref(), history, &ExtractSettings::default())
        .expect("nobody asks to stop")
        .facts
}

fn analysis(facts: &Facts, clusterer: &str) -> Analysis {
    let cancel = Cancel::default();
    let settings = Settings { clusterer: clusterer.to_owned(), ..Settings::default() };
    analyze(Cx { progress: &Silent, cancel: &cancel }, facts.clone(), &settings).expect("nobody asks to stop")
}

#[test]
fn facts_of_every_sample() {
    for sample in seamline_fixtures::ALL {
        let facts = facts(sample);
        assert_eq!(facts.history.state, HistoryState::Complete);
        insta::assert_snapshot!(format!("facts-{}", sample.id), summary(&facts));
    }
}

fn summary(facts: &Facts) -> String {
    let mut text = String::new();
    let (resolution, history, totals) = (&facts.resolution, &facts.history, facts.ledger.totals());
    let _ = writeln!(text, "files: {totals:?}");
    let _ = writeln!(text, "references: {}", facts.references.len());
    let _ = writeln!(text, "resolution: {resolution:?}");
    let _ = writeln!(text, "history: {history:?}");
    for contributor in facts.contributors.values() {
        let _ = writeln!(text, "contributor: {} <{}> bot {}", contributor.name, contributor.mail, contributor.bot);
    }
    for (id, store) in facts.stores.iter() {
        let users = facts.accesses.iter().filter(|access| access.store == id).count();
        let _ = writeln!(text, "store: {} {}, {users} accesses", store.kind.name(), store.name);
    }
    for link in &facts.store_links {
        let (from, to) = (&facts.stores[link.from].name, &facts.stores[link.to].name);
        let _ = writeln!(text, "link: {from} -> {to} {}", link.kind.name());
    }
    for entry in &facts.entry_points {
        let _ = writeln!(text, "entry: {} {}", facts.units[entry.unit].path.stem(), entry.kind.label());
    }
    text
}

#[test]
fn every_coupling_and_metric_on_every_sample() {
    for sample in seamline_fixtures::ALL {
        let analysis = analysis(&facts(sample), PIPELINE.id);
        let mut text = String::new();
        for layer in &analysis.layers {
            let total = layer.measured.total();
            let _ = writeln!(text, "coupling {:12} {:5} pairs, strength {total:.6}", layer.info.id, layer.edges);
        }
        for score in &analysis.scores {
            let value = score.value.map_or("-".to_owned(), |value| format!("{value:.6}"));
            let _ = writeln!(text, "metric {:24} {value}", score.info.id);
        }
        for warning in &analysis.warnings {
            let _ = writeln!(text, "warning {}: {}", warning.code, warning.message);
        }
        let _ = writeln!(text, "verdict: {}", analysis.verdict.kind.name());
        insta::assert_snapshot!(format!("measures-{}", sample.id), text);
    }
}

#[test]
fn every_clusterer_on_every_sample() {
    for sample in seamline_fixtures::ALL {
        let facts = facts(sample);
        let mut text = String::new();
        for id in std::iter::once(PIPELINE.id).chain(CLUSTERERS.iter().map(|one| one.info().id)) {
            let analysis = analysis(&facts, id);
            let _ = writeln!(text, "{id}: {} candidates", analysis.candidates.len());
            for candidate in analysis.candidates.values() {
                let files: Vec<&str> = candidate.units.iter().map(|unit| facts.units[*unit].path.stem()).collect();
                let _ = writeln!(text, "  {}: {}", candidate.name, files.join(" "));
            }
        }
        insta::assert_snapshot!(format!("clusterers-{}", sample.id), text);
    }
}

/// Whether a format of these languages has something to say about a sample.
pub(crate) fn is_of(languages: &[&str], sample: &str) -> bool {
    let written_in = if sample == "shop" { "java" } else { "javascript" };
    languages.is_empty() || languages.contains(&written_in)
}

/// Every format renders every sample that it is about (samples are no workspaces of Nx), twice to the same bytes, and says something.
#[test]
fn every_format_on_every_sample() {
    for sample in seamline_fixtures::ALL {
        for format in seamline_reports::format::ALL {
            let args = ["export", "--quiet", "--sample", sample.id, "--format", format.info().id];
            let [first, second] = [(), ()].map(|()| seamline().args(args).output().expect("the program starts"));
            let said = String::from_utf8_lossy(&first.stderr);
            assert!(first.stdout == second.stdout, "{args:?}");
            if is_of(format.languages(), sample.id) && format.info().id != "nx" {
                assert!(first.status.success() && first.stdout.len() > 50, "{args:?}: {said}");
            } else {
                assert_eq!(first.status.code(), Some(3), "{args:?}: {said}");
                assert!(first.stdout.is_empty() && said.contains(" here"), "{args:?}: {said}");
            }
        }
    }
}
