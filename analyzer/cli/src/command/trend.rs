//! `seamline trend`: coupling, seams, hotspots and verdict over releases or months, from the object database.
//!
//! All revisions share one cache: what a file says and what a commit changed is read once, so that a revision costs what
//! changed since the one before, and resolving, coupling and clustering. A service keeps its name from revision to revision
//! while its files overlap.

use crate::args::Trend;
use crate::cache;
use crate::error::{Failure, Outcome};
use crate::fresh::{Extent, Target, bound, cache_of, extraction_of, opened, use_threads};
use crate::session::Session;
use crate::settings::Wanted;
use crate::suggest::closest;
use seamline_analyzer::decision::Previous;
use seamline_analyzer::facts::Granularity;
use seamline_analyzer::run::analyze_as_decided;
use seamline_analyzer::trend::Point;
use seamline_analyzer::validate::labels::places;
use seamline_extractors::cache::Series;
use seamline_extractors::{Every, Milestone, MilestoneError, milestones};
use seamline_reports::trend::{self, TrendDocument};

/// The most revisions, unless `--last` says otherwise.
const LAST: usize = 12;

pub(crate) fn run(session: &Session, args: &Trend) -> Outcome {
    let form = trend::find(&args.format).ok_or_else(|| unknown(&args.format))?;
    let every = every(&args.every)?;
    let last = args.last.unwrap_or(LAST);
    if !(1..=trend::MAX_POINTS).contains(&last) {
        return Err(Failure::usage(format!("--last {last} is not from 1 to {}", trend::MAX_POINTS)));
    }
    let target = Target::new(args.source.path.as_deref(), &args.source.options)?;
    let mut wanted = Wanted::new(&args.source.options, target.configured_by())?;
    wanted.analysis.granularity = Granularity::File;
    use_threads(wanted.threads)?;
    let found = milestones(session.cx(), &target.path(), wanted.trust, wanted.rev.as_deref(), (every, last));
    let found = found.map_err(|why| match why {
        MilestoneError::Cancelled(cancelled) => cancelled.into(),
        why => Failure::input(why.to_string()),
    })?;
    if found.is_empty() {
        return Err(Failure::input("no tag up to this revision is called like a version: v1.2.3")
            .hint("`--every month`")
            .hint("`git fetch --tags`"));
    }
    let (name, points) = points(session, &target, &wanted, &found)?;
    session.timings();
    let bytes = form.render(&TrendDocument::new(&name, &told(every), &points)).into_bytes();
    super::deliver(&bytes, args.out.as_deref())
}

type Revision = (String, String, i64, Point);

fn points(
    session: &Session,
    target: &Target,
    wanted: &Wanted,
    found: &[Milestone],
) -> Outcome<(String, Vec<Revision>)> {
    let mut wanted = wanted.clone();
    let (mut series, mut name, mut points) = (None, String::new(), Vec::new());
    for Milestone { name: milestone, commit, time } in found {
        wanted.rev = Some(commit.clone());
        let opened = opened(target, &wanted)?;
        let series = series.get_or_insert_with(|| Series::new(cache_of(session, &opened)));
        let extracted = extraction_of(session.cx(), opened, target, &wanted, Extent::Files, Some(series));
        let read = series.turn();
        let facts = match extracted {
            Ok(extraction) => extraction.facts,
            // An old revision may have been without a file that can be read; it tells nothing.
            Err(why) if why.is_input() => {
                session.tell(format_args!("{milestone}: left out: {}", why.sentence()));
                continue;
            }
            Err(why) => return Err(why),
        };
        session.detail(format_args!("{milestone}: {} files, {read} values read anew", facts.units.len()));
        name.clone_from(&facts.origin.name);
        let bound = bound(&facts, &wanted)?;
        let analysis = analyze_as_decided(session.cx(), facts, &wanted.analysis, &bound, &wanted.previous.names)?;
        let named = places(&analysis).into_iter().filter(|(_, service)| !service.starts_with('('));
        wanted.previous.names = Previous(named.collect());
        points.push((milestone.clone(), commit.clone(), *time, Point::of(&analysis)));
    }
    if let Some(series) = series {
        cache::save_all(session, series);
    }
    let message = "no source file to analyse in any of the revisions";
    if points.is_empty() { Err(Failure::input(message)) } else { Ok((name, points)) }
}

/// `month`, `release`, or a number of commits: `10`, `10 commits`.
fn every(written: &str) -> Outcome<Every> {
    let number = written.trim().trim_end_matches("commits").trim_end_matches("commit").trim();
    match (written.trim(), number.parse::<usize>()) {
        ("month" | "months", _) => Ok(Every::Month),
        ("release" | "releases", _) => Ok(Every::Release),
        (_, Ok(number @ 1..)) => Ok(Every::Commits(number)),
        _ => Err(Failure::usage(format!("`{written}` is no time between revisions"))
            .hint("`month`")
            .hint("`release`")
            .hint("a number of commits: `100`")),
    }
}

fn told(every: Every) -> String {
    match every {
        Every::Month => "month".to_owned(),
        Every::Release => "release".to_owned(),
        Every::Commits(1) => "commit".to_owned(),
        Every::Commits(number) => format!("{number} commits"),
    }
}

fn unknown(id: &str) -> Failure {
    let failure = Failure::usage(format!("no format of a trend is called `{id}`"));
    let known = trend::ALL.iter().map(|form| form.info.id);
    let near = closest(id, known.clone()).map_or_else(|| known.collect(), |near| vec![near]);
    near.into_iter().fold(failure, |failure, near| failure.hint(format!("`{near}`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_between_revisions() {
        let check = |written: &str, expected: Option<Every>| assert_eq!(every(written).ok(), expected, "{written}");
        check("month", Some(Every::Month));
        check("releases", Some(Every::Release));
        check("10", Some(Every::Commits(10)));
        check("10 commits", Some(Every::Commits(10)));
        check("0", None);
        check("week", None);
    }
}
