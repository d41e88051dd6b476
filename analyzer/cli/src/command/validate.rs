//! `seamline validate`: scores the tool, or any decomposition, against a known one.
//!
//! Two things. The whole validation of a sample, or of a fresh analysis against a truth file ([`whole`]): every method,
//! ablations, deployments, and a bar that has to be met. And a plain table of scores, for a truth file alone, for
//! assignments and for stored analyses: *strict* counts a file that the proposal does not place as a cell of its own,
//! *placed* leaves it out; `(unassigned)` is not placed; `(shared)` is a cell like the others. A file whose
//! parts went to several places counts for the one that holds most of its lines.

mod live;
mod truth;
mod whole;
mod witnesses;

use crate::args::{Sheet, Validate};
use crate::error::{Failure, Outcome, visible};
use crate::fresh::fresh;
use crate::session::Session;
use seamline_analyzer::compare::{Agreement, Labels, Measures, agreement};
use seamline_analyzer::validate::labels::{cells, places};
use seamline_reports::Document;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use truth::Known;

pub(crate) fn run(session: &Session, args: &Validate) -> Outcome {
    if whole::is_asked(args) {
        return whole::run(session, args);
    }
    let Known { truth, .. } = truth::known(session, args)?;
    if truth.mask_paths && args.assignments.is_none() && args.from.is_none() && !args.source.options.no_path_signals {
        session.tell("note: folder names give this truth away; `--no-path-signals` leaves them out");
    }
    let known = truth.files();
    let proposals = proposals(session, args)?;
    let scored: Vec<(String, Agreement)> =
        proposals.into_iter().map(|(name, labels)| (name, agreement(&labels, &known))).collect();
    let text = match args.format {
        Sheet::Json => as_json(&scored),
        Sheet::Text | Sheet::Html => visible(&table(&scored)),
    };
    session.timings();
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

/// The largest file of labels that is read.
const LARGEST: u64 = 256 << 20;

fn read(file: &Path) -> Outcome<String> {
    let cannot = |why: &dyn std::fmt::Display| Failure::usage(format!("cannot read {}: {why}", file.display()));
    if fs::metadata(file).map_err(|why| cannot(&why))?.len() > LARGEST {
        return Err(cannot(&"it is larger than 256 MiB"));
    }
    fs::read_to_string(file).map_err(|why| cannot(&why))
}

/// What is scored, by name: the proposal first, then the baselines.
fn proposals(session: &Session, args: &Validate) -> Outcome<Vec<(String, Labels)>> {
    if let Some(file) = &args.assignments {
        return Ok(vec![("assignments".to_owned(), placed(assignments(file)?))]);
    }
    if let Some(file) = &args.from {
        return Ok(stored(&super::stored(file)?));
    }
    let analysis = fresh(session, args.source.path.as_deref(), &args.source.options)?.analysis;
    let baselines = analysis.baselines.iter().map(|one| (one.info.id.to_owned(), cells(&analysis, &one.partition)));
    Ok(std::iter::once((analysis.clusterer.id.to_owned(), places(&analysis))).chain(baselines).collect())
}

/// The assignments in a file.
pub(crate) fn assignments(file: &Path) -> Outcome<Labels> {
    serde_json::from_str(&read(file)?).map_err(|why| {
        Failure::usage(format!("{} holds no assignments: {why}", file.display())).hint("JSON: {\"path\": \"service\"}")
    })
}

fn stored(document: &Document) -> Vec<(String, Labels)> {
    let labels = |(path, label): (&str, String)| (path.to_owned(), label);
    let places = document.place_of_files().into_iter().map(|(path, place)| (path.to_owned(), place.to_owned()));
    let proposal = placed(places.collect());
    let baselines = document.baselines.iter().map(|one| {
        let cells = document.by_file(|unit| one.cell_of[unit].to_string());
        (one.card.id.clone(), cells.into_iter().map(labels).collect())
    });
    std::iter::once((document.clusterer.id.clone(), proposal)).chain(baselines).collect()
}

fn placed(labels: Labels) -> Labels {
    labels.into_iter().filter(|(_, service)| service != "(unassigned)").collect()
}

fn table(scored: &[(String, Agreement)]) -> String {
    let width = scored.iter().map(|(name, _)| name.len()).max().unwrap_or(0).max("grouping".len());
    let mut text = String::new();
    if let Some((name, first)) = scored.first() {
        let (placed, known, cells) = (first.placed_files, first.known, first.cells);
        let _ = writeln!(text, "{name}: {cells} groups; {placed} of the {known} known files placed\n");
    }
    let _ = writeln!(
        text,
        "{:width$}  {:6}  {:>6}  {:>6}  {:>6}  {:>9}  {:>6}  {:>6}  {:>6}",
        "grouping", "files", "MoJoFM", "ARI", "NMI", "precision", "recall", "F1", "groups"
    );
    for (name, agreement) in scored {
        for (which, measures) in [("strict", &agreement.strict), ("placed", &agreement.placed)] {
            text.extend(measures.iter().map(|measures| row(name, width, which, measures)));
        }
    }
    text
}

fn row(name: &str, width: usize, which: &str, m: &Measures) -> String {
    format!(
        "{name:width$}  {which:6}  {:6.1}  {:6.3}  {:6.3}  {:9.3}  {:6.3}  {:6.3}  {:6}\n",
        m.mojofm, m.ari, m.nmi, m.precision, m.recall, m.f1, m.cells
    )
}

fn as_json(scored: &[(String, Agreement)]) -> String {
    let measures = |m: &Option<Measures>| {
        m.as_ref().map_or(Value::Null, |m| {
            json!({
                "files": m.files, "groups": m.cells, "services": m.services, "mojofm": m.mojofm, "ari": m.ari,
                "nmi": m.nmi, "precision": m.precision, "recall": m.recall, "f1": m.f1, "mojo": m.mojo,
            })
        })
    };
    let one = |(name, agreement): &(String, Agreement)| {
        json!({
            "grouping": name, "known_files": agreement.known, "placed_files": agreement.placed_files,
            "groups": agreement.cells, "strict": measures(&agreement.strict), "placed": measures(&agreement.placed),
        })
    };
    let mut text = serde_json::to_string_pretty(&scored.iter().map(one).collect::<Vec<_>>()).expect("plain numbers");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unassigned_is_not_placed() {
        let labels = [("a", "s"), ("b", "(unassigned)"), ("c", "(shared)")];
        let labels = labels.map(|(path, service)| (path.to_owned(), service.to_owned())).into_iter().collect();
        assert_eq!(placed(labels).len(), 2);
    }
}
