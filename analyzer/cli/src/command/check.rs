//! `seamline check`: whether a change makes the cut harder.

use crate::args::Check;
use crate::baseline::{self, Baseline};
use crate::command::check_forms::{Forms, folder_of};
use crate::error::{Failure, Kind, Outcome};
use crate::fresh::{Target, use_threads};
use crate::look::{Cutting, Looked};
use crate::session::Session;
use crate::settings::Wanted;
use seamline_analyzer::gate::judge;
use seamline_reports::check::{CheckDocument, Ends, NO_BASE, Touched};
use std::collections::BTreeSet;
use std::path::Path;

pub(crate) fn run(session: &Session, args: &Check) -> Outcome {
    let forms = Forms::wanted(&args.format)?;
    let target = Target::new(args.source.path.as_deref(), &args.source.options)?;
    let wanted = Wanted::new(&args.source.options, target.configured_by())?;
    let wanted = Wanted { staged: args.staged, ..wanted };
    use_threads(wanted.threads)?;
    let baseline = baseline(args, &wanted, &target.path())?;
    let usual = if args.staged { Some("HEAD") } else { wanted.gate.base.as_deref() };
    let base = args.base.as_deref().or(usual);
    if base.is_none() && baseline.is_none() {
        return Err(Failure::usage("nothing is named that the change is compared with")
            .hint("`--base origin/main`")
            .hint("`base = \"origin/main\"` below `[gate]` in seamline.toml")
            .hint("`seamline baseline update`, which accepts what is there now"));
    }
    let assignments = args.assignments.as_deref().or(wanted.gate.assignments.as_deref());
    let cutting = Cutting { assignments, baseline: baseline.as_ref() };
    let mut looked = Looked::new(session, &target, &wanted, base, cutting)?;
    let accepted = baseline.as_ref().map(Baseline::accepted);
    let judged = looked.with(&wanted, |input| judge(input, wanted.gate.terms(accepted.as_ref())));
    let mut notes = std::mem::take(&mut looked.notes);
    if looked.proposed && baseline.is_some() {
        notes.push(
            "the cut is a proposal that may move with the code: `seamline baseline update` writes it down".to_owned(),
        );
    }
    if let Some(missing) = judged.accepted.as_ref().map(|accepted| accepted.missing).filter(|missing| *missing > 0) {
        notes.push(format!("{missing} known findings are not in the baseline: they came with what was merged before"));
    }
    let mut document = CheckDocument::new(&judged, ends(&looked, args.staged), touched(&looked), notes);
    document.folder = folder_of(&target.path(), wanted.trust);
    session.timings();
    forms.tell(&document)?;
    let failed = document.failed;
    // The process is about to end: giving back each of many values would only take time.
    std::mem::forget((looked, judged, document));
    if failed { Err(Failure::new(Kind::Check, "")) } else { Ok(()) }
}

/// The baseline that is named, or that lies where one lies usually.
fn baseline(args: &Check, wanted: &Wanted, target: &Path) -> Outcome<Option<Baseline>> {
    if args.no_baseline {
        return Ok(None);
    }
    let named = args.baseline.as_deref().filter(|folder| !folder.as_os_str().is_empty());
    let folder = baseline::folder_of(named, wanted.gate.baseline.as_deref(), target);
    match Baseline::load(&folder)? {
        None if args.baseline.is_some() => Err(Failure::usage(format!("no baseline in {}", folder.display()))
            .hint("`seamline baseline update` writes one")),
        found => Ok(found),
    }
}

fn ends(looked: &Looked, staged: bool) -> Ends {
    let origin = &looked.after.origin;
    let head = origin.revision.clone().filter(|_| !origin.work_tree);
    Ends {
        base: looked.base.clone().unwrap_or_else(|| NO_BASE.to_owned()),
        head: head.unwrap_or_else(|| if staged { "index" } else { "work tree" }.to_owned()),
    }
}

fn touched(looked: &Looked) -> Touched {
    let Looked { change, homes, known, .. } = looked;
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
