//! `seamline export`: graph and partition for other tools, from a fresh or a stored analysis.

use crate::args::Export;
use crate::error::Outcome;
use crate::fresh::fresh;
use crate::session::Session;
use seamline_reports::Document;

pub(crate) fn run(session: &Session, args: &Export) -> Outcome {
    let format = super::format(&args.format)?;
    let document = match &args.from {
        Some(file) => super::stored(file)?,
        None => Document::from(&fresh(session, args.source.path.as_deref(), &args.source.options)?.analysis),
    };
    session.timings();
    super::deliver(&super::rendered(format, &document), args.out.as_deref())
}
