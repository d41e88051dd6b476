//! The commands, one file each, and what several of them do: choose a format, read a stored analysis, hand out bytes.

mod analyze;
mod baseline;
mod cache;
mod check;
mod check_forms;
mod completions;
mod diff;
mod explain;
mod export;
mod init;
mod list;
mod man;
mod plan;
mod report;
mod serve;
mod trend;
mod validate;

pub(crate) use validate::assignments;

use crate::args::{Cli, Command};
use crate::error::{Failure, Outcome};
use crate::output::write_file;
use crate::session::Session;
use crate::suggest::closest;
use seamline_analyzer::compare::Labels;
use seamline_reports::rules::{Cut, refusal};
use seamline_reports::{Document, Format};
use std::fs;
use std::io::Write;
use std::path::Path;

/// Does what was asked.
pub(crate) fn run(cli: Cli) -> Outcome {
    let session = Session::start(cli.talk, cli.cache);
    match cli.command {
        Command::Analyze(args) => analyze::run(&session, &args),
        Command::Plan(args) => plan::run(&session, &args),
        Command::Report(args) => report::run(&args),
        Command::Check(args) => check::run(&session, &args),
        Command::Baseline(args) => baseline::run(&session, &args.what),
        Command::Diff(args) => diff::run(&session, &args),
        Command::Trend(args) => trend::run(&session, &args),
        Command::Serve(args) => serve::run(session, args),
        Command::Explain(args) => explain::run(&session, &args),
        Command::Export(args) => export::run(&session, &args),
        Command::Validate(args) => validate::run(&session, &args),
        Command::List(args) => list::run(&args),
        Command::Cache(args) => cache::run(&session, &args),
        Command::Init(args) => init::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man => man::run(),
    }
}

/// The format of an id.
fn format(id: &str) -> Outcome<&'static dyn Format> {
    seamline_reports::find(id).ok_or_else(|| {
        let failure = Failure::usage(format!("no format is called `{id}`"));
        let near = closest(id, seamline_reports::format::ALL.iter().map(|format| format.info().id));
        let failure = near.into_iter().fold(failure, |failure, near| failure.hint(format!("`{near}`")));
        failure.hint("`seamline list formats`")
    })
}

fn rendered(format: &dyn Format, document: &Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    format.render(document, &mut bytes).expect("writing to memory does not fail");
    bytes
}

/// A document in a format that may have nothing to say about it. Rules state the cut that was decided, where one was.
fn exported(format: &dyn Format, document: &Document, decided: Option<&Labels>) -> Outcome<Vec<u8>> {
    let Some(rules) = format.rules() else { return Ok(rendered(format, document)) };
    let cut = decided.map_or_else(|| Cut::proposed(document), |labels| Cut::decided(document, labels));
    if let Some(why) = refusal(rules, &cut) {
        return Err(Failure::input(why));
    }
    let mut bytes = Vec::new();
    rules.write(&cut, &mut bytes).expect("writing to memory does not fail");
    Ok(bytes)
}

/// A stored analysis.
fn stored(file: &Path) -> Outcome<Document> {
    let cannot = |why: &dyn std::fmt::Display| {
        Failure::input(format!("cannot use {}: {why}", file.display())).hint("`seamline analyze` writes one")
    };
    let size = fs::metadata(file).map_err(|why| cannot(&why))?.len();
    if size > seamline_reports::wire::MAX_BYTES as u64 {
        return Err(cannot(&"it is too large"));
    }
    Document::read(&fs::read(file).map_err(|why| cannot(&why))?).map_err(|why| cannot(&why))
}

/// Hands bytes to a file or to standard output.
fn deliver(bytes: &[u8], file: Option<&Path>) -> Outcome {
    match file {
        Some(file) => write_file(file, bytes),
        None => Ok(std::io::stdout().write_all(bytes)?),
    }
}
