//! `seamline diff A B`: two analyses side by side; each is a stored one or a revision.

use crate::args::Diff;
use crate::error::{Failure, Outcome};
use crate::fresh::fresh;
use crate::session::Session;
use seamline_reports::Document;
use seamline_reports::changes::text;
use seamline_reports::wire::Changes;
use std::path::Path;

pub(crate) fn run(session: &Session, args: &Diff) -> Outcome {
    let [then, now] = [&args.then, &args.now].map(|side| document(session, args, side));
    let changes = Changes::between(&then?, &now?);
    let bytes = match args.format.as_str() {
        "text" => text(&changes).into_bytes(),
        "json" => {
            let mut json = serde_json::to_vec_pretty(&changes).expect("plain values");
            json.push(b'\n');
            json
        }
        other => {
            return Err(Failure::usage(format!("no format of changes is called `{other}`"))
                .hint("`text`")
                .hint("`json`"));
        }
    };
    super::deliver(&bytes, args.out.as_deref())
}

/// A stored analysis where a file is called so, else the analysis of that revision.
fn document(session: &Session, args: &Diff, side: &str) -> Outcome<Document> {
    if Path::new(side).is_file() {
        return super::stored(Path::new(side));
    }
    let mut options = args.options.clone();
    if options.rev.replace(side.to_owned()).is_some() {
        return Err(Failure::usage("--rev says nothing here: both sides are named"));
    }
    Ok(Document::from(&fresh(session, args.path.as_deref(), &options)?.analysis))
}
