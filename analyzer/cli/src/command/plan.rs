//! `seamline plan`: the migration plan alone, from a fresh or a stored analysis.

use crate::args::{Paper, Plan};
use crate::error::{Failure, Outcome};
use crate::fresh::fresh_for_plan;
use crate::output::write_tree;
use crate::session::Session;
use seamline_analyzer::Stage;
use seamline_analyzer::compare::Labels;
use seamline_reports::Document;
use seamline_reports::plan::artifact::{Draft, drafts};
use std::path::Path;

pub(crate) fn run(session: &Session, args: &Plan) -> Outcome {
    let fresh = || fresh_for_plan(session, args.source.path.as_deref(), &args.source.options);
    let labels = args.assignments.as_deref().map(super::validate::assignments).transpose()?;
    let document = match (&args.from, &labels) {
        (Some(file), _) => super::stored(file)?,
        (None, None) => fresh()?.planned(session)?,
        (None, Some(labels)) => fresh()?.planned_for(session, labels)?,
    };
    if document.plan.is_none() {
        return Err(
            Failure::input("this analysis was stored without a plan").hint("`seamline analyze` writes one with it")
        );
    }
    if let Some(folder) = &args.artifacts {
        write_drafts(session, &document, labels.as_ref(), folder)?;
    }
    session.timings();
    let format = super::format(match args.format {
        Paper::Markdown => "plan",
        Paper::Json => "plan-json",
        Paper::Csv => "plan-csv",
    })?;
    super::deliver(&super::rendered(format, &document), args.out.as_deref())
}

/// Writes all drafts into a folder, and says what of an earlier run still lies beside them.
fn write_drafts(session: &Session, document: &Document, labels: Option<&Labels>, folder: &Path) -> Outcome {
    session.cx().stage(Stage::Write, None, || {
        session.cx().cancel.check()?;
        let draft = Draft::new(document, labels).expect("the document has a plan");
        let files: Vec<(String, Vec<u8>)> =
            drafts(&draft).into_iter().map(|file| (file.path, file.text.into_bytes())).collect();
        let others = write_tree(folder, &files)?;
        session.tell(format_args!("wrote {} drafts into {}", files.len(), folder.display()));
        if others > 0 {
            session.tell(format_args!("{others} other files lie beside them, of another plan or of yours"));
        }
        Ok(())
    })
}
