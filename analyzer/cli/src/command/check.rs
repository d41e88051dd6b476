//! `seamline check`: whether a change makes the cut harder.

use crate::args::Check;
use crate::cache;
use crate::command::check_forms::{Forms, folder_of};
use crate::error::{Failure, Kind, Outcome};
use crate::fresh::{Target, bound, cache_of, extraction_of, opened, use_threads};
use crate::kept;
use crate::session::Session;
use crate::settings::Wanted;
use seamline_analyzer::compare::Labels;
use seamline_analyzer::facts::HistoryState;
use seamline_analyzer::gate::{Change, Changed, Homes, Input, Limits, Side, homes, judge};
use seamline_extractors::cache::Series;
use seamline_extractors::{CompareError, Compared, compare};
use seamline_reports::check::{CheckDocument, Ends, Touched};
use std::collections::BTreeSet;

pub(crate) fn run(session: &Session, args: &Check) -> Outcome {
    let forms = Forms::wanted(&args.format)?;
    let target = Target::new(args.source.path.as_deref(), &args.source.options)?;
    let wanted = Wanted::new(&args.source.options, target.configured_by())?;
    use_threads(wanted.threads)?;
    let compared = compare(session.cx(), &target.path(), wanted.trust, &args.base, wanted.rev.as_deref());
    let compared = compared.map_err(cannot_compare)?;
    let opened = opened(&target, &wanted)?;
    let mut series = Series::new(cache_of(session, &opened));
    let after = extraction_of(session.cx(), opened, &target, &wanted, false, Some(&series))?.facts;
    let limits = Limits::default();
    let before =
        kept::base(session, &mut series, &target, &wanted, args.assignments.as_deref(), (&compared.base, &limits));
    cache::save_all(session, series);
    let before = before?;
    let change = change(&compared);
    let mut notes = Vec::new();
    if after.history.state == HistoryState::Off {
        notes.push("without history: what changes together was not looked at".to_owned());
    }
    let mut known = before.labels.clone();
    for (unit, service) in bound(&after, &wanted)?.pinned() {
        known.insert(after.units[unit].path.as_str().to_owned(), service.to_owned());
    }
    let homes = homes(&known, &change, &after);
    let changed = Side::after(&after, &homes.labels, &before);
    let input = Input { before: &before, after: &changed, change: &change, homes: &homes, limits: &limits };
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
    let mut document = CheckDocument::new(&judged, ends, touched(&change, &homes, &known), notes);
    document.folder = folder_of(&target.path(), wanted.trust);
    session.timings();
    forms.tell(&document)?;
    if document.failed { Err(Failure::new(Kind::Check, "")) } else { Ok(()) }
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
    let mut change = Change::default();
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
