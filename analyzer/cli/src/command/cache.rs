//! `seamline cache`: where the cache is, how much it holds, and away with it.

use crate::args::{Kept, OfCache};
use crate::error::{Failure, Outcome};
use crate::session::Session;
use seamline_extractors::cache::Contents;
use std::io::Write;

pub(crate) fn run(session: &Session, args: &Kept) -> Outcome {
    let Some(folder) = session.cache_folder() else {
        return Err(Failure::usage("no folder of a cache is known").hint("`--cache DIR`"));
    };
    let (verb, contents) = match args.what {
        OfCache::Info => ("holds", Contents::of(&folder)),
        OfCache::Clear => ("held", Contents::clear(&folder)),
    };
    let Contents { packs, values, bytes } = contents.map_err(|why| Failure::input(format!("cannot use {why}")))?;
    let projects = if packs == 1 { "project" } else { "projects" };
    let text = format!(
        "{} {verb} {values} values of {packs} {projects}, {:.1} of at most {:.0} MiB\n",
        folder.display(),
        mib(bytes),
        mib(crate::cache::LIMIT)
    );
    Ok(std::io::stdout().write_all(crate::error::visible(&text).as_bytes())?)
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
