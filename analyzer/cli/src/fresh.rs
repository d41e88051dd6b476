//! A fresh analysis: opens what was named, extracts the facts, and analyses them.

use crate::args::Options;
use crate::cache;
use crate::error::{Failure, Outcome};
use crate::session::Session;
use crate::settings::{Span, Wanted};
use crate::suggest::closest;
use seamline_analyzer::compare::Labels;
use seamline_analyzer::decision::{Bound, bind};
use seamline_analyzer::facts::{Granularity, HistoryState};
use seamline_analyzer::plan::{Cut, Migration, migration, migration_of};
use seamline_analyzer::run::analyze_as_decided;
use seamline_analyzer::{Analysis, Cancelled, Cx, Facts, Stage};
use seamline_extractors::cache::{FactsCache, FolderCache};
use seamline_extractors::history::{History, HistorySettings, Renames};
use seamline_extractors::{ExtractError, ExtractSettings, Extraction, OpenSettings, Opened, extract_kept, open};
use seamline_fixtures::Sample;
use seamline_reports::Document;
use seamline_reports::wire::Changes;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// An analysis and what was wanted of it.
pub(crate) struct Fresh {
    pub(crate) analysis: Analysis,
    /// The facts of functions, where files are the units and a plan is wanted.
    pub(crate) functions: Option<Facts>,
    pub(crate) wanted: Wanted,
    /// What was analysed.
    pub(crate) target: Target,
}

impl Fresh {
    /// The document of the analysis with its migration plan.
    pub(crate) fn planned(&self, session: &Session) -> Outcome<Document> {
        self.document(session, |functions| migration(&self.analysis, functions, self.wanted.plan))
    }

    /// The same with a plan for services that somebody wrote down.
    pub(crate) fn planned_for(&self, session: &Session, labels: &Labels) -> Outcome<Document> {
        let files = &self.analysis.facts;
        self.document(session, |functions| {
            let facts = functions.unwrap_or(files);
            let (cut, fine) = (Cut::of_labels(labels, files), Cut::of_labels(labels, facts));
            // Nobody measured which of somebody's files another service pulls.
            let contested = cut.services.values().map(|_| 0.0).collect();
            migration_of((files, cut), (facts, fine), &contested, self.wanted.plan)
        })
    }

    fn document(&self, session: &Session, plan: impl FnOnce(Option<&Facts>) -> Migration) -> Outcome<Document> {
        Ok(document(session.cx(), &self.analysis, self.functions.as_ref(), &self.wanted, plan)?)
    }
}

/// The document of an analysis with a plan.
pub(crate) fn document(
    cx: Cx<'_>,
    analysis: &Analysis,
    functions: Option<&Facts>,
    wanted: &Wanted,
    plan: impl FnOnce(Option<&Facts>) -> Migration,
) -> Result<Document, Cancelled> {
    cx.stage(Stage::Plan, None, || {
        cx.cancel.check()?;
        let mut document = Document::planned(analysis, functions, &plan(functions));
        document.plan.iter_mut().for_each(|plan| plan.set_days(wanted.days));
        document.changed = wanted.previous.document.as_ref().map(|then| Changes::between(then, &document));
        Ok(document)
    })
}

/// Analyses a path or a sample, and with the facts that a plan needs.
pub(crate) fn fresh_for_plan(session: &Session, path: Option<&Path>, options: &Options) -> Outcome<Fresh> {
    read(session, path, options, Extent::Functions)
}

/// Analyses a path or a sample.
pub(crate) fn fresh(session: &Session, path: Option<&Path>, options: &Options) -> Outcome<Fresh> {
    read(session, path, options, Extent::Files)
}

fn read(session: &Session, path: Option<&Path>, options: &Options, extent: Extent) -> Outcome<Fresh> {
    let target = Target::new(path, options)?;
    let wanted = Wanted::new(options, target.configured_by())?;
    session.detail_of(&wanted);
    use_threads(wanted.threads)?;
    let Extraction { facts, functions, .. } = extraction(session, session.cx(), &target, &wanted, extent)?;
    let bound = bound(&facts, &wanted)?;
    let analysis = analyze_as_decided(session.cx(), facts, &wanted.analysis, &bound, &wanted.previous.names)?;
    for note in &analysis.notes {
        session.detail(note);
    }
    Ok(Fresh { analysis, functions, wanted, target })
}

/// What was decided, for given facts.
pub(crate) fn bound(facts: &Facts, wanted: &Wanted) -> Outcome<Bound> {
    bind(facts, wanted.decided.decisions.clone()).map_err(|conflict| {
        let file = wanted.decided.file.as_deref().unwrap_or(Path::new(seamline_decisions::FILE_NAME));
        Failure::usage(format!("in {}: {conflict}", file.display())).hint("remove or change one of the two")
    })
}

/// The facts about the parts of files, without history.
pub(crate) fn parts(session: &Session, path: Option<&Path>, options: &Options) -> Outcome<Facts> {
    let target = Target::new(path, options)?;
    let mut wanted = Wanted::new(options, target.configured_by())?;
    wanted.analysis.granularity = Granularity::Function;
    wanted.history = Span::Off;
    Ok(extraction(session, session.cx(), &target, &wanted, Extent::Files)?.facts)
}

/// What is analysed.
pub(crate) enum Target {
    Folder(PathBuf),
    /// A sample, in a folder that goes away with this value.
    Sample(TempDir, &'static Sample),
}

impl Target {
    pub(crate) fn new(path: Option<&Path>, options: &Options) -> Outcome<Self> {
        let Some(id) = &options.sample else {
            return Ok(Self::Folder(path.unwrap_or(Path::new(".")).to_owned()));
        };
        let sample = sample(id)?;
        let cannot = |why: &dyn std::fmt::Display| Failure::input(format!("cannot unpack the sample {id}: {why}"));
        let folder = tempfile::Builder::new().prefix("seamline-").tempdir().map_err(|why| cannot(&why))?;
        sample.replay(&folder.path().join(sample.id)).map_err(|why| cannot(&why))?;
        Ok(Self::Sample(folder, sample))
    }

    pub(crate) fn path(&self) -> PathBuf {
        match self {
            Self::Folder(path) => path.clone(),
            Self::Sample(folder, sample) => folder.path().join(sample.id),
        }
    }

    /// The id of the sample, whose folder is another one each time.
    fn sample(&self) -> Option<&'static str> {
        match self {
            Self::Folder(_) => None,
            Self::Sample(_, sample) => Some(sample.id),
        }
    }

    /// Where a configuration file is looked for.
    pub(crate) fn configured_by(&self) -> Option<&Path> {
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

pub(crate) fn use_threads(threads: Option<usize>) -> Outcome {
    let Some(threads) = threads else { return Ok(()) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build_global().map_err(|why| Failure::usage(format!("cannot start {threads} threads: {why}")))
}

/// Reads what is to be analysed.
pub(crate) fn extraction(
    session: &Session,
    cx: Cx<'_>,
    target: &Target,
    wanted: &Wanted,
    extent: Extent,
) -> Outcome<Extraction> {
    let opened = opened(target, wanted)?;
    let cache = cache_of(session, &opened);
    let kept = cache.as_ref().map(|cache| cache as &dyn FactsCache);
    let extraction = extraction_of(cx, opened, target, wanted, extent, kept)?;
    if let Some(cache) = cache {
        cache::save(session, &cache);
    }
    Ok(extraction)
}

/// Opens what is to be analysed.
pub(crate) fn opened(target: &Target, wanted: &Wanted) -> Outcome<Opened> {
    let path = target.path();
    let since = |since| HistorySettings { since, renames: Renames::default() };
    let history = match wanted.history {
        Span::All => Some(since(None)),
        Span::Since(time) => Some(since(Some(time))),
        Span::Off => None,
    };
    let settings = OpenSettings { head: wanted.head(), trust: wanted.trust, history };
    let mut opened = open(&path, &settings).map_err(|why| Failure::input(why.to_string()))?;
    if let Some(id) = target.sample() {
        opened.project = Path::new("sample").join(id);
    }
    Ok(opened)
}

/// The cache of the project that was opened, if there is one.
pub(crate) fn cache_of(session: &Session, opened: &Opened) -> Option<FolderCache> {
    cache::open(session, &opened.project, &opened.grounds)
}

/// How much of the facts is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// What the gate asks for.
    Gate,
    /// Those of files.
    Files,
    /// Those of files and, beside them, of functions.
    Functions,
}

/// Reads what was opened.
pub(crate) fn extraction_of(
    cx: Cx<'_>,
    opened: Opened,
    target: &Target,
    wanted: &Wanted,
    extent: Extent,
    kept: Option<&dyn FactsCache>,
) -> Outcome<Extraction> {
    let Opened { tree, history: past, .. } = opened;
    let history = past.as_ref().map(|past| past as &dyn History);
    let granularity = wanted.analysis.granularity;
    let (functions, analysed) = (extent == Extent::Functions, extent != Extent::Gate);
    let threads = wanted.threads;
    let settings = ExtractSettings { threads, granularity, functions, analysed, ..ExtractSettings::default() };
    let extracted = extract_kept(cx, tree.as_ref(), history, &settings, kept);
    // To close what git keeps open takes a while, and nobody waits for it.
    rayon::spawn(move || drop((tree, past)));
    let mut extraction = extracted.map_err(|why| match why {
        ExtractError::Cancelled(cancelled) => cancelled.into(),
        ExtractError::Threads { .. } => Failure::usage(why.to_string()),
    })?;
    let facts = &mut extraction.facts;
    if wanted.history == Span::Off {
        facts.history.state = HistoryState::Off;
    }
    if facts.units.is_empty() {
        let found = facts.ledger.totals().discovered;
        return Err(Failure::input(format!(
            "no source file to analyse among the {found} files of {}",
            target.path().display()
        ))
        .hint("`seamline list languages` shows what can be read"));
    }
    Ok(extraction)
}
