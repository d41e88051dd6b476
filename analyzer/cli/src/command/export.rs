//! `seamline export`: graph and partition for other tools, from a fresh or a stored analysis.

use crate::args::Export;
use crate::error::Outcome;
use crate::fresh::fresh_for_plan;
use crate::session::Session;

pub(crate) fn run(session: &Session, args: &Export) -> Outcome {
    let format = super::format(&args.format)?;
    let document = match &args.from {
        Some(file) => super::stored(file)?,
        None => fresh_for_plan(session, args.source.path.as_deref(), &args.source.options)?.planned(session)?,
    };
    session.timings();
    super::deliver(&super::exported(format, &document)?, args.out.as_deref())
}
