//! `seamline export`: graph and partition for other tools, from a fresh or a stored analysis, and the borders of the cut.

use crate::args::Export;
use crate::baseline::{Baseline, folder_of};
use crate::error::{Failure, Outcome};
use crate::fresh::{Fresh, fresh_for_plan};
use crate::look::{Cutting, cut};
use crate::session::Session;
use seamline_analyzer::compare::Labels;
use std::path::Path;

pub(crate) fn run(session: &Session, args: &Export) -> Outcome {
    let format = super::format(&args.format)?;
    let (assignments, states_rules) = (args.assignments.as_deref(), format.rules().is_some());
    if assignments.is_some() && !states_rules {
        return Err(Failure::usage(format!(
            "{} tells what an analysis proposes: it takes no --assignments",
            args.format
        ))
        .hint("`--format tach`, or another that states borders: `seamline list formats`")
        .hint("`seamline plan --assignments FILE`"));
    }
    let assigned = assignments.map(super::assignments).transpose()?;
    let (document, decided) = match &args.from {
        Some(file) => (super::stored(file)?, assigned),
        None => {
            let fresh = fresh_for_plan(session, args.source.path.as_deref(), &args.source.options)?;
            let document = fresh.planned(session)?;
            (document, if states_rules { decided(session, assignments, fresh)? } else { None })
        }
    };
    session.timings();
    super::deliver(&super::exported(format, &document, decided.as_ref())?, args.out.as_deref())
}

/// The cut that `seamline check` keeps to, where it is written down; files that came after it have the homes that it
/// gives them.
fn decided(session: &Session, assignments: Option<&Path>, fresh: Fresh) -> Outcome<Option<Labels>> {
    let Fresh { analysis, wanted, target, .. } = fresh;
    let assignments = assignments.or(wanted.gate.assignments.as_deref());
    let folder = folder_of(None, wanted.gate.baseline.as_deref(), &target.path());
    let baseline = if assignments.is_none() { Baseline::load(&folder)? } else { None };
    let Some(written) = (Cutting { assignments, baseline: baseline.as_ref() }).written(&analysis.facts)? else {
        return Ok(None);
    };
    session.tell(format_args!("the borders are those of the cut in {}", assignments.unwrap_or(&folder).display()));
    Ok(Some(cut(session, &wanted, Some(written), analysis.facts)?.0))
}
