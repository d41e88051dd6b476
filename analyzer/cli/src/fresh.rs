//! A fresh analysis: opens what was named, extracts the facts, and analyses them.

use crate::args::Options;
use crate::error::{Failure, Outcome};
use crate::session::Session;
use crate::settings::{Span, Wanted};
use crate::suggest::closest;
use seamline_analyzer::facts::{Granularity, HistoryState};
use seamline_analyzer::run::analyze;
use seamline_analyzer::{Analysis, Facts};
use seamline_extractors::history::{History, HistorySettings, Renames};
use seamline_extractors::{ExtractError, ExtractSettings, OpenSettings, Opened, extract, open};
use seamline_fixtures::Sample;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// An analysis and what was wanted of it.
pub(crate) struct Fresh {
    pub(crate) analysis: Analysis,
    pub(crate) wanted: Wanted,
}

/// Analyses a path or a sample.
pub(crate) fn fresh(session: &Session, path: Option<&Path>, options: &Options) -> Outcome<Fresh> {
    let target = Target::new(path, options)?;
    let wanted = Wanted::new(options, target.configured_by())?;
    if let Some(config) = &wanted.config {
        session.detail(format_args!("configuration: {}", config.display()));
    }
    use_threads(wanted.threads)?;
    let facts = facts(session, target.path(), &wanted)?;
    let analysis = analyze(session.cx(), facts, &wanted.analysis)?;
    for note in &analysis.notes {
        session.detail(note);
    }
    Ok(Fresh { analysis, wanted })
}

/// The facts about the parts of files, without history.
pub(crate) fn parts(session: &Session, path: Option<&Path>, options: &Options) -> Outcome<Facts> {
    let target = Target::new(path, options)?;
    let mut wanted = Wanted::new(options, target.configured_by())?;
    wanted.analysis.granularity = Granularity::Function;
    wanted.history = Span::Off;
    facts(session, target.path(), &wanted)
}

/// What is analysed.
enum Target {
    Folder(PathBuf),
    /// A sample, in a folder that goes away with this value.
    Sample(TempDir, &'static Sample),
}

impl Target {
    fn new(path: Option<&Path>, options: &Options) -> Outcome<Self> {
        let Some(id) = &options.sample else {
            return Ok(Self::Folder(path.unwrap_or(Path::new(".")).to_owned()));
        };
        let sample = sample(id)?;
        let cannot = |why: &dyn std::fmt::Display| Failure::input(format!("cannot unpack the sample {id}: {why}"));
        let folder = tempfile::Builder::new().prefix("seamline-").tempdir().map_err(|why| cannot(&why))?;
        sample.replay(&folder.path().join(sample.id)).map_err(|why| cannot(&why))?;
        Ok(Self::Sample(folder, sample))
    }

    fn path(&self) -> PathBuf {
        match self {
            Self::Folder(path) => path.clone(),
            Self::Sample(folder, sample) => folder.path().join(sample.id),
        }
    }

    /// Where a configuration file is looked for.
    fn configured_by(&self) -> Option<&Path> {
        match self {
            Self::Folder(path) => Some(path),
            Self::Sample(..) => None,
        }
    }
}

/// The sample of an id.
pub(crate) fn sample(id: &str) -> Outcome<&'static Sample> {
    seamline_fixtures::find(id).ok_or_else(|| {
        let near = closest(id, seamline_fixtures::ALL.iter().map(|sample| sample.id));
        let failure = Failure::usage(format!("no sample is called `{id}`")).hint("`seamline list samples`");
        near.map_or(failure, |near| Failure::usage(format!("no sample is called `{id}`")).hint(format!("`{near}`")))
    })
}

fn use_threads(threads: Option<usize>) -> Outcome {
    let Some(threads) = threads else { return Ok(()) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build_global().map_err(|why| Failure::usage(format!("cannot start {threads} threads: {why}")))
}

fn facts(session: &Session, path: PathBuf, wanted: &Wanted) -> Outcome<Facts> {
    let since = |since| HistorySettings { since, renames: Renames::default() };
    let history = match wanted.history {
        Span::All => Some(since(None)),
        Span::Since(time) => Some(since(Some(time))),
        Span::Off => None,
    };
    let settings = OpenSettings { revision: wanted.rev.clone(), trust: wanted.trust, history };
    let Opened { tree, history } = open(&path, &settings).map_err(|why| Failure::input(why.to_string()))?;
    let history = history.as_ref().map(|history| history as &dyn History);
    let granularity = wanted.analysis.granularity;
    let settings = ExtractSettings { threads: wanted.threads, granularity, ..ExtractSettings::default() };
    let mut facts = extract(session.cx(), tree.as_ref(), history, &settings)
        .map_err(|why| match why {
            ExtractError::Cancelled(cancelled) => cancelled.into(),
            ExtractError::Threads { .. } => Failure::usage(why.to_string()),
        })?
        .facts;
    if wanted.history == Span::Off {
        facts.history.state = HistoryState::Off;
    }
    if facts.units.is_empty() {
        let found = facts.ledger.totals().discovered;
        return Err(Failure::input(format!("no source file to analyse among the {found} files of {}", path.display()))
            .hint("`seamline list languages` shows what can be read"));
    }
    Ok(facts)
}
