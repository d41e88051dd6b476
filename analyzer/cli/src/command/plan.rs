//! `seamline plan`: the migration plan alone, from a fresh or a stored analysis.

use crate::args::{Paper, Plan};
use crate::error::{Failure, Outcome};
use crate::fresh::fresh_for_plan;
use crate::session::Session;

pub(crate) fn run(session: &Session, args: &Plan) -> Outcome {
    let fresh = || fresh_for_plan(session, args.source.path.as_deref(), &args.source.options);
    let document = match (&args.from, &args.assignments) {
        (Some(file), _) => super::stored(file)?,
        (None, None) => fresh()?.planned(session)?,
        (None, Some(file)) => {
            let labels = super::validate::assignments(file)?;
            fresh()?.planned_for(session, &labels)?
        }
    };
    if document.plan.is_none() {
        return Err(
            Failure::input("this analysis was stored without a plan").hint("`seamline analyze` writes one with it")
        );
    }
    session.timings();
    let format = super::format(match args.format {
        Paper::Markdown => "plan",
        Paper::Json => "plan-json",
        Paper::Csv => "plan-csv",
    })?;
    super::deliver(&super::rendered(format, &document), args.out.as_deref())
}
