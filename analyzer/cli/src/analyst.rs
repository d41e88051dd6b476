//! Analyses for the server: the same as every command makes, with other options where somebody asks for them in the
//! browser, and the file of decisions that belongs to them.

use crate::args::{Options, Serve};
use crate::config;
use crate::error::{Failure, Outcome};
use crate::fresh::{Extent, Target, bound, document, extraction, use_threads};
use crate::output::write_file;
use crate::progress::Both;
use crate::session::Session;
use crate::settings::Wanted;
use crate::suggest::closest;
use seamline_analyzer::bench::Workbench;
use seamline_analyzer::plan::migration;
use seamline_analyzer::{Analysis, Cx, settings};
use seamline_decisions::{FILE_NAME, MAX_BYTES};
use seamline_extractors::Extraction;
use seamline_web_ui::{Analysed, Analyst, Unanalysed};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Who analyses what was named on the command line.
pub(crate) struct Local {
    session: Arc<Session>,
    target: Target,
    options: Options,
    /// The file of decisions, which need not be there yet.
    file: Option<PathBuf>,
    /// The first failure.
    failed: Mutex<Option<Failure>>,
}

impl Local {
    /// Finds what was named, and whether it can be asked for so.
    pub(crate) fn new(session: Arc<Session>, args: &Serve) -> Outcome<Self> {
        let options = args.source.options.clone();
        let target = Target::new(args.source.path.as_deref(), &options)?;
        let wanted = Wanted::new(&options, target.configured_by())?;
        use_threads(wanted.threads)?;
        let file = if options.no_decisions { None } else { wanted.decided.file.or_else(|| place(&target)) };
        Ok(Self { session, target, options, file, failed: Mutex::default() })
    }

    /// What is analysed.
    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// Why the first analysis that failed did.
    pub(crate) fn failure(&self) -> Option<Failure> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn wanted(&self, other: &seamline_web_ui::Options) -> Outcome<Wanted> {
        let seamline_web_ui::Options { rev, since, clusterer, services, seed, without } = other.clone();
        let mut options = self.options.clone();
        options.no_history &= since.is_none();
        options.rev = rev.or(options.rev);
        options.since = since.or(options.since);
        options.clusterer = clusterer.or(options.clusterer);
        options.services = services.or(options.services);
        options.seed = seed.or(options.seed);
        let mut wanted = Wanted::new(&options, self.target.configured_by())?;
        without.iter().try_for_each(|id| leave_out(&mut wanted.analysis.weights, id))?;
        Ok(wanted)
    }

    fn analysed(&self, cx: Cx<'_>, options: &seamline_web_ui::Options) -> Outcome<Analysed> {
        let wanted = self.wanted(options)?;
        self.session.detail_of(&wanted);
        let Extraction { facts, functions, .. } =
            extraction(&self.session, cx, &self.target, &wanted, Extent::Functions)?;
        bound(&facts, &wanted)?;
        let bench = Workbench::new(cx, facts, &wanted.analysis, &wanted.previous.names)?;
        let text = wanted.decided.text.clone();
        let tell = move |cx: Cx<'_>, analysis: &Analysis| {
            document(cx, analysis, functions.as_ref(), &wanted, |functions| migration(analysis, functions, wanted.plan))
        };
        Ok(Analysed { bench, text, document: Box::new(tell) })
    }
}

impl Analyst for Local {
    fn repository(&self) -> String {
        let path = self.target.path();
        let path = path.canonicalize().unwrap_or(path);
        path.file_name().map_or_else(|| "project".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    fn check(&self, options: &seamline_web_ui::Options) -> Result<(), String> {
        self.wanted(options).map(drop).map_err(|failure| failure.sentence())
    }

    fn analyse(&self, cx: Cx<'_>, options: &seamline_web_ui::Options) -> Result<Analysed, Unanalysed> {
        let shown = self.session.cx();
        let both = Both(cx.progress, shown.progress);
        let cx = Cx { progress: &both, cancel: cx.cancel };
        let analysed = self.analysed(cx, options);
        self.session.timings();
        analysed.map_err(|failure| match cx.cancel.check() {
            Err(cancelled) => cancelled.into(),
            Ok(()) => {
                let why = failure.sentence();
                self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(failure);
                Unanalysed::Failed(why)
            }
        })
    }

    fn read(&self) -> Result<String, String> {
        let Some(file) = &self.file else { return Ok(String::new()) };
        match fs::symlink_metadata(file) {
            Err(why) if why.kind() == ErrorKind::NotFound => Ok(String::new()),
            _ => config::text(file, MAX_BYTES).map_err(|failure| failure.sentence()),
        }
    }

    fn write(&self, text: &str) -> Result<(), String> {
        let file = self.file.as_ref().ok_or("there is no place for a file of decisions here; try: --decisions FILE")?;
        write_file(file, text.as_bytes()).map_err(|failure| failure.sentence())
    }
}

/// Where a file of decisions would go: to the root of the repository, or else into the folder. Nothing is written into a
/// sample, or among the objects of a repository without files.
fn place(target: &Target) -> Option<PathBuf> {
    let folder = target.configured_by()?.canonicalize().ok()?;
    let root = folder.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&folder);
    let bare = |folder: &Path| folder.join("HEAD").is_file() && folder.join("objects").is_dir();
    (!bare(root)).then(|| root.join(FILE_NAME))
}

/// Lets a coupling count nothing.
fn leave_out(weights: &mut settings::Weights, id: &str) -> Outcome {
    let all: [(&str, &mut f64); 8] = [
        ("structural", &mut weights.structural),
        ("co-use", &mut weights.co_use),
        ("data", &mut weights.data),
        ("name", &mut weights.name),
        ("logical", &mut weights.logical),
        ("path", &mut weights.path),
        ("semantic", &mut weights.semantic),
        ("contributor", &mut weights.contributor),
    ];
    let near = closest(id, all.iter().map(|(known, _)| *known)).map(|near| format!("`{near}`"));
    match all.into_iter().find(|(known, _)| *known == id) {
        Some((_, weight)) => {
            *weight = 0.0;
            Ok(())
        }
        None => {
            let failure = Failure::usage(format!("no coupling is called `{id}`"));
            Err(near.into_iter().fold(failure, |failure, near| failure.hint(near)))
        }
    }
}
