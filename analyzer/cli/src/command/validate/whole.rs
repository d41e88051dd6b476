//! The whole validation: every part, as text, JSON and a page, and a bar that has to be met.
//!
//! Without anything to validate, a sample of which something is recorded is taken. The recorded value that came with a sample
//! holds for the default settings; with others it is not compared.

use super::live::{live, lost};
use super::read;
use super::truth::{Known, known};
use super::witnesses::witnesses;
use crate::args::{Sheet, Validate};
use crate::error::{Failure, Kind, Outcome};
use crate::fresh::{Fresh, fresh};
use crate::output::{write_file, write_folder};
use crate::session::Session;
use crate::settings::Span;
use crate::suggest::closest;
use seamline_analyzer::validate::deployment::Seconds;
use seamline_analyzer::validate::touch::GATEWAY;
use seamline_analyzer::validate::{Question, Truth, validate};
use seamline_analyzer::{Settings, Stage};
use seamline_reports::Document;
use seamline_reports::validation::{Validation, html, json, text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// How many seeds unless said otherwise.
const SEEDS: u64 = 5;

/// Whether the whole validation is asked for.
pub(super) fn is_asked(args: &Validate) -> bool {
    let nothing_given = args.source.path.is_none() && args.assignments.is_none() && args.from.is_none();
    let whole = &args.whole;
    let files = [&whole.out, &whole.seconds, &whole.recorded, &whole.record, &whole.live];
    args.truth.is_none() && nothing_given
        || whole.full
        || whole.seeds.is_some()
        || files.iter().any(|file| file.is_some())
        || args.format == Sheet::Html
}

pub(super) fn run(session: &Session, args: &Validate) -> Outcome {
    if args.assignments.is_some() || args.from.is_some() {
        return Err(Failure::usage("the page is of a whole validation, which needs a fresh analysis")
            .hint("`--format text` or `json`"));
    }
    let mut args = args.clone();
    if args.truth.is_none() && args.source.path.is_none() {
        args.source.options.sample.get_or_insert_with(|| seamline_fixtures::validated().id.to_owned());
    }
    let Known { truth, recorded } = known(session, &args)?;
    let seconds = args.whole.seconds.as_deref().map(|file| seconds(file, &truth)).transpose()?;
    let Fresh { analysis, wanted, .. } = fresh(session, args.source.path.as_deref(), &args.source.options)?;
    let plain = wanted.analysis == Settings::default() && wanted.history == Span::All && wanted.rev.is_none();
    let question = Question {
        witnesses: witnesses(session, &args, &truth, &analysis)?,
        recorded: compared_with(session, &args, recorded.filter(|_| plain))?,
        seeds: args.whole.seeds.unwrap_or(SEEDS),
        truth,
        seconds,
    };
    if recorded.is_some() && !plain {
        session.tell("note: what is recorded holds for the default settings; it is not compared");
    }
    let found = validate(session.cx(), &analysis, &question)?;
    let mut validation = Validation::new(&found, &question.truth, &Document::from(&analysis));
    validation.live = args.whole.live.as_deref().map(|from| live(session, from)).transpose()?;
    session.cx().stage(Stage::Write, None, || hand_out(session, &args, &validation))?;
    session.timings();
    judged(&validation)
}

/// The recorded adjusted Rand index to compare with.
fn compared_with(session: &Session, args: &Validate, bundled: Option<&str>) -> Outcome<Option<f64>> {
    if let Some(file) = &args.whole.record {
        session.detail(format_args!("what was recorded before is not compared; {} is written", file.display()));
        return Ok(None);
    }
    let (text, from) = match (&args.whole.recorded, bundled) {
        (Some(file), _) => (read(file)?, file.display().to_string()),
        (None, Some(text)) => (text.to_owned(), "what is recorded of the sample".to_owned()),
        (None, None) => return Ok(None),
    };
    let recorded: Recorded = serde_json::from_str(&text).map_err(|why| {
        Failure::usage(format!("{from} cannot be used: {why}")).hint("`--record FILE` writes such a file")
    })?;
    Ok(Some(recorded.ari))
}

/// What is recorded of a validation.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    /// Compared.
    ari: f64,
    /// For the reader.
    mojofm: f64,
    /// For the reader.
    recognised: u64,
}

/// Writes what is to be written, and prints.
fn hand_out(session: &Session, args: &Validate, validation: &Validation) -> Outcome {
    session.cx().cancel.check()?;
    let mut written = Vec::new();
    if let Some(folder) = &args.whole.out {
        let files =
            [("validation.json", json(validation).into_bytes()), ("validation.html", html(validation).into_bytes())];
        written.extend(write_folder(folder, &files)?);
    }
    if let (Some(file), Some(default)) = (&args.whole.record, validation.groupings.first()) {
        let strict = &default.strict;
        let recorded = Recorded { ari: strict.ari, mojofm: strict.mojofm, recognised: default.recognised };
        let text = serde_json::to_string_pretty(&recorded).expect("plain numbers") + "\n";
        write_file(file, text.as_bytes())?;
        written.push(file.clone());
    }
    let shown = match args.format {
        Sheet::Text => text(validation),
        Sheet::Json => json(validation),
        Sheet::Html => html(validation),
    };
    std::io::stdout().write_all(shown.as_bytes())?;
    for file in &written {
        session.tell(format_args!("wrote {}", file.display()));
    }
    Ok(())
}

/// The bar: code 1 and a line for each condition that is not met; and lost work, which no measurement may show.
fn judged(validation: &Validation) -> Outcome {
    if let Some(fault) = validation.live.iter().flat_map(lost).next() {
        let begun = fault.begun.as_deref().unwrap_or_default();
        return Err(Failure::new(Kind::Check, format!("work was lost after {} was down: {begun}", fault.what)));
    }
    let failed: Vec<&str> =
        validation.bar.checks.iter().filter(|check| !check.holds).map(|check| check.sentence.as_str()).collect();
    match failed.is_empty() {
        true => Ok(()),
        false => Err(Failure::new(Kind::Check, format!("the bar is not met: {}", failed.join("; ")))),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSeconds {
    monolith: f64,
    services: BTreeMap<String, f64>,
    gateway: Option<f64>,
}

/// Measured seconds for the services of a truth.
fn seconds(file: &Path, truth: &Truth) -> Outcome<Seconds> {
    let from = file.display();
    let written: WrittenSeconds = serde_json::from_str(&read(file)?).map_err(|why| {
        Failure::usage(format!("{from} holds no measured seconds: {why}"))
            .hint("JSON: {\"monolith\": 90, \"services\": {\"orders\": 20}, \"gateway\": 5}")
    })?;
    let services = truth.services();
    for name in written.services.keys() {
        if !services.contains(name.as_str()) {
            let failure = Failure::usage(format!("{from} measures `{name}`, which is no service of the truth"));
            let near = closest(name, services.iter().copied());
            return Err(near.into_iter().fold(failure, |failure, near| failure.hint(format!("`{near}`"))));
        }
    }
    if let Some(missing) = services.iter().find(|service| !written.services.contains_key(**service)) {
        return Err(Failure::usage(format!("{from} does not measure the service `{missing}`")));
    }
    let mut deployables = written.services;
    match (written.gateway, truth.gateway.is_empty()) {
        (Some(gateway), _) => drop(deployables.insert(GATEWAY.to_owned(), gateway)),
        (None, true) => {}
        (None, false) => {
            return Err(Failure::usage(format!("{from} does not measure the gateway")).hint("`\"gateway\": 5`"));
        }
    }
    let positive = |seconds: f64| seconds.is_finite() && seconds > 0.0;
    if !positive(written.monolith) || deployables.values().any(|seconds| !positive(*seconds)) {
        return Err(Failure::usage(format!("{from} holds a time that is not above 0")));
    }
    Ok(Seconds { monolith: written.monolith, deployables })
}
