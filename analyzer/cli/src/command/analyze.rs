//! `seamline analyze`: the main job. Writes the report, the plan, the analysis and the assignments into a folder, and a
//! summary of one screen to standard output.

use super::rendered;
use crate::args::Analyze;
use crate::error::{Failure, Kind, Outcome};
use crate::fresh::fresh_for_plan;
use crate::output::write_folder;
use crate::session::Session;
use anstream::{AutoStream, ColorChoice};
use seamline_analyzer::Stage;
use seamline_reports::Format;
use seamline_reports::format::Text;
use seamline_reports::trend::TrendDocument;
use std::io::Write;
use std::path::Path;

/// What is written, by the ids of its formats.
const WRITTEN: [&str; 5] = ["json", "assignments", "plan", "plan-json", "html"];

pub(crate) fn run(session: &Session, args: &Analyze) -> Outcome {
    let summary_format = super::format(&args.format)?;
    let trend = args.trend.as_deref().map(trend).transpose()?;
    let fresh = fresh_for_plan(session, args.source.path.as_deref(), &args.source.options)?;
    let mut document = fresh.planned(session)?;
    document.trend = trend;
    let (written, summary) = session.cx().stage(Stage::Write, None, || -> Outcome<_> {
        let formats = WRITTEN.map(|id| seamline_reports::find(id).expect("these formats are built in"));
        let files = formats.map(|format| (format.file_name(), rendered(format, &document)));
        session.cx().cancel.check()?;
        Ok((write_folder(&args.out, &files)?, rendered(for_terminal(summary_format), &document)))
    })?;
    std::io::stdout().write_all(&summary)?;
    for file in &written {
        session.tell(format_args!("wrote {}", file.display()));
    }
    session.timings();
    covered(fresh.analysis.facts.ledger.coverage(), fresh.wanted.min_coverage)
}

/// A stored trend.
fn trend(file: &Path) -> Outcome<TrendDocument> {
    let cannot = |why: &dyn std::fmt::Display| {
        Failure::input(format!("cannot use {}: {why}", file.display()))
            .hint("`seamline trend --format json` writes one")
    };
    let bytes = std::fs::read(file).map_err(|why| cannot(&why))?;
    TrendDocument::read(&bytes).map_err(|why| cannot(&why))
}

/// The summary in colour where a terminal shows it.
fn for_terminal(format: &'static dyn Format) -> &'static dyn Format {
    let plain = matches!(AutoStream::choice(&std::io::stdout()), ColorChoice::Never);
    if format.info().id == "text" && !plain { &Text { style: true } } else { format }
}

fn covered(share: f64, wanted: f64) -> Outcome {
    if share >= wanted {
        return Ok(());
    }
    let message =
        format!("{:.0}% of the source files could be read, {:.0}% were wanted", share * 100.0, wanted * 100.0);
    Err(Failure::new(Kind::Coverage, message).hint("the report says which files are missing, and why"))
}
