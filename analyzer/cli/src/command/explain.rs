//! `seamline explain X [Y]`: what a rule is for, why a file is where it is, what ties two files, or what crosses between two services, with
//! file:line and commits, from a fresh or a stored analysis.

use crate::args::Explain;
use crate::error::{Failure, Outcome};
use crate::fresh::fresh;
use crate::session::Session;
use seamline_analyzer::coupling::{explained, explained_between};
use seamline_analyzer::{CandidateId, Id, UnitId, gate};
use seamline_reports::Document;
use seamline_reports::check::explain_rule;
use seamline_reports::explain::{Found, find, why_apart, why_divided, why_here, why_together};
use std::io::Write;

pub(crate) fn run(session: &Session, args: &Explain) -> Outcome {
    if let (Some(rule), None) = (gate::find(&args.subject), &args.other) {
        return Ok(std::io::stdout().write_all(explain_rule(rule.card()).as_bytes())?);
    }
    let analysis = match &args.from {
        Some(_) => None,
        None => Some(fresh(session, args.path.as_deref(), &args.options)?.analysis),
    };
    let document = match (&args.from, &analysis) {
        (Some(file), _) => super::stored(file)?,
        (None, analysis) => Document::from(analysis.as_ref().expect("either stored or fresh")),
    };
    let subject = look_up(&document, &args.subject)?;
    let other = args.other.as_deref().map(|other| look_up(&document, other)).transpose()?;
    let text = match (subject, other) {
        (One::Unit(unit), None) => why_here(&document, unit),
        (One::File(parts), None) => why_divided(&document, &parts),
        (One::File(_), _) | (_, Some(One::File(_))) => {
            return Err(Failure::usage("a file with several parts was named: name one part")
                .hint(format!("`seamline explain {}` lists the parts", args.subject)));
        }
        (One::Unit(a), Some(One::Unit(b))) if a != b => {
            let told = analysis.as_ref().map(|analysis| explained(analysis, UnitId::new(a), UnitId::new(b)));
            why_together(&document, a, b, told.as_deref())
        }
        (One::Service(a), Some(One::Service(b))) if a != b => {
            let told = analysis.as_ref().map(|analysis| {
                let [a, b] = [a, b].map(|service| &analysis.candidates[CandidateId::new(service)].units);
                explained_between(analysis, a, b)
            });
            why_apart(&document, a, b, told.as_deref())
        }
        (One::Service(service), None) => {
            return Err(Failure::usage(format!("{} is a service: name a second one", args.subject)).hint(format!(
                "`seamline explain {} {}`",
                args.subject,
                neighbour(&document, service)
            )));
        }
        _ => return Err(Failure::usage("two different files, or two different services, can be explained together")),
    };
    session.timings();
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

/// What a name stands for, when it stands for one thing.
#[derive(PartialEq, Eq)]
enum One {
    Unit(usize),
    File(Vec<usize>),
    Service(usize),
}

fn look_up(document: &Document, name: &str) -> Outcome<One> {
    let hinted =
        |failure, hints: Vec<String>| hints.into_iter().map(|hint| format!("`{hint}`")).fold(failure, Failure::hint);
    match find(document, name) {
        Found::Unit(unit) => Ok(One::Unit(unit)),
        Found::File(parts) => Ok(One::File(parts)),
        Found::Service(service) => Ok(One::Service(service)),
        Found::Several(paths) => Err(hinted(Failure::usage(format!("several files are called {name}")), paths)),
        Found::Nothing(close) => Err(hinted(Failure::usage(format!("no file and no service is called {name}")), close)),
    }
}

/// The service that shares most with this one.
fn neighbour(document: &Document, service: usize) -> &str {
    let other = document.seams.iter().find_map(|seam| match (seam.a as usize, seam.b as usize) {
        (a, b) if a == service => Some(b),
        (a, b) if b == service => Some(a),
        _ => None,
    });
    other.map_or("OTHER", |other| &document.services[other].name)
}
