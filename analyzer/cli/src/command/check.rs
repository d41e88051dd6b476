//! `seamline check`: whether a change makes the cut harder.

use crate::args::Check;
use crate::error::{Failure, Kind, Outcome};
use crate::fresh::{Target, bound, extraction, use_threads};
use crate::output::write_file;
use crate::session::Session;
use crate::settings::{Span, Wanted};
use crate::suggest::closest;
use seamline_analyzer::compare::Labels;
use seamline_analyzer::facts::{ChangeSet, HistoryState};
use seamline_analyzer::gate::{Change, Changed, Homes, Input, Limits, Side, homes, judge};
use seamline_analyzer::run::analyze_as_decided;
use seamline_analyzer::validate::labels::places;
use seamline_analyzer::{Facts, UnitId};
use seamline_extractors::{CompareError, Compared, compare};
use seamline_reports::check::{self, CheckDocument, CheckFormat, Ends, Touched};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;

pub(crate) fn run(session: &Session, args: &Check) -> Outcome {
    let forms = args.format.iter().map(|wanted| form(wanted)).collect::<Outcome<Vec<_>>>()?;
    let target = Target::new(args.source.path.as_deref(), &args.source.options)?;
    let wanted = Wanted::new(&args.source.options, target.configured_by())?;
    use_threads(wanted.threads)?;
    let compared = compare(session.cx(), &target.path(), wanted.trust, &args.base, wanted.rev.as_deref());
    let compared = compared.map_err(cannot_compare)?;
    let after = extraction(session, session.cx(), &target, &wanted, false)?.facts;
    let base = Wanted { rev: Some(compared.base.clone()), history: Span::Off, ..wanted.clone() };
    let mut before = extraction(session, session.cx(), &target, &base, false)?.facts;
    let change = change(&compared);
    lend_history(&mut before, &after, &change, &compared);
    let mut notes = Vec::new();
    if after.history.state == HistoryState::Off {
        notes.push("without history: what changes together was not looked at".to_owned());
    }
    let (mut known, before) = cut(session, args, &wanted, before)?;
    // What is in no service before the change is no new file after it.
    for unit in before.units.values() {
        known.entry(unit.path.as_str().to_owned()).or_insert_with(|| "(unassigned)".to_owned());
    }
    for (unit, service) in bound(&after, &wanted)?.pinned() {
        known.insert(after.units[unit].path.as_str().to_owned(), service.to_owned());
    }
    let homes = homes(&known, &change, &after);
    let side = Side::before(&before, &known);
    let changed = Side::after(&after, &homes.labels, &side);
    let limits = Limits::default();
    let input = Input { before: &side, after: &changed, change: &change, homes: &homes, limits: &limits };
    let judged = judge(&input, &seamline_analyzer::gate::Levels::default(), None);
    let ends = Ends {
        base: compared.base.clone(),
        head: after
            .origin
            .revision
            .clone()
            .filter(|_| !after.origin.work_tree)
            .unwrap_or_else(|| "work tree".to_owned()),
    };
    let document = CheckDocument::new(&judged, ends, touched(&change, &homes, &known), notes);
    session.timings();
    for (form, file) in forms {
        let text = form.render(&document);
        match file {
            Some(file) => write_file(&file, text.as_bytes())?,
            None => std::io::stdout().write_all(text.as_bytes())?,
        }
    }
    if document.failed { Err(Failure::new(Kind::Check, "")) } else { Ok(()) }
}

/// `FORMAT` or `FORMAT=FILE`.
fn form(wanted: &str) -> Outcome<(&'static CheckFormat, Option<PathBuf>)> {
    let (id, file) = wanted.split_once('=').map_or((wanted, None), |(id, file)| (id, Some(PathBuf::from(file))));
    let found = check::find(id).ok_or_else(|| {
        let failure = Failure::usage(format!("no form of a check is called `{id}`"));
        let known = check::ALL.iter().map(|form| form.info.id);
        let near = closest(id, known.clone()).map_or_else(|| known.collect(), |near| vec![near]);
        near.into_iter().fold(failure, |failure, near| failure.hint(format!("`{near}`")))
    })?;
    Ok((found, file))
}

fn cannot_compare(why: CompareError) -> Failure {
    match why {
        CompareError::Cancelled(cancelled) => cancelled.into(),
        CompareError::Shallow => Failure::input(why.to_string())
            .hint("`git fetch --unshallow`")
            .hint("in GitHub Actions: actions/checkout with fetch-depth: 0"),
        why => Failure::input(why.to_string()),
    }
}

fn change(compared: &Compared) -> Change {
    let mut change = Change { light: compared.light.iter().cloned().collect(), ..Change::default() };
    for (paths, became) in [
        (&compared.added, Changed::Added),
        (&compared.modified, Changed::Modified),
        (&compared.removed, Changed::Removed),
    ] {
        change.files.extend(paths.iter().map(|path| (path.clone(), became)));
    }
    for (old, new) in &compared.renamed {
        change.files.insert(new.clone(), Changed::Renamed);
        change.renamed.insert(new.clone(), old.clone());
    }
    change
}

/// The history before a change is the history after it without the commits of the change: it is read once.
fn lend_history(before: &mut Facts, after: &Facts, change: &Change, compared: &Compared) {
    let units: BTreeMap<&str, UnitId> = before.units.iter().map(|(id, unit)| (unit.path.as_str(), id)).collect();
    let old = |unit: &UnitId| units.get(change.before(after.units[*unit].path.as_str())).copied();
    let new: BTreeSet<&str> = compared.commits.iter().map(String::as_str).collect();
    let kept = after.changes.values().filter(|set| !new.contains(set.id.as_str()));
    let set = |set: &ChangeSet| {
        let mut units: Vec<UnitId> = set.units.iter().filter_map(old).collect();
        units.sort_unstable();
        ChangeSet { units, ..set.clone() }
    };
    let changes = kept.map(set).collect();
    drop(units);
    before.changes = changes;
    before.contributors = after.contributors.clone();
    before.history = after.history.clone();
}

/// Which service each file belongs to before the change, and the facts again.
fn cut(session: &Session, args: &Check, wanted: &Wanted, before: Facts) -> Outcome<(Labels, Facts)> {
    if let Some(file) = &args.assignments {
        return Ok((super::validate::assignments(file)?, before));
    }
    let bound = bound(&before, wanted)?;
    let analysis = analyze_as_decided(session.cx(), before, &wanted.analysis, &bound, &wanted.previous.names)?;
    Ok((places(&analysis), analysis.facts))
}

fn touched(change: &Change, homes: &Homes, known: &Labels) -> Touched {
    let service =
        |path: &String| homes.labels.get(path).or_else(|| known.get(path)).filter(|label| !label.starts_with('('));
    let files: Vec<&String> = change
        .files
        .keys()
        .filter(|path| homes.labels.contains_key(*path) || known.contains_key(*path) || homes.homeless.contains(path))
        .collect();
    let services: BTreeSet<&String> = files.iter().filter_map(|path| service(path)).collect();
    let all: BTreeSet<&String> = known.values().filter(|label| !label.starts_with('(')).collect();
    Touched { files: files.len() as u64, services: services.into_iter().cloned().collect(), all: all.len() as u64 }
}
