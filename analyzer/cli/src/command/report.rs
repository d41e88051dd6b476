//! `seamline report`: renders a stored analysis again, to the same bytes as a fresh one.

use crate::args::Report;
use crate::error::Outcome;

pub(crate) fn run(args: &Report) -> Outcome {
    let format = super::format(&args.format)?;
    let document = super::stored(&args.from)?;
    super::deliver(&super::exported(format, &document, None)?, args.out.as_deref())
}
