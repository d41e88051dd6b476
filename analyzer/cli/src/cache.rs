//! The cache of a run: where it is, whether it may be used, and what is said of it.
//!
//! The folder is the user's choice (`--cache`) or the system's (`$XDG_CACHE_HOME`, else `~/.cache`; `%LOCALAPPDATA%`), never
//! the project's: a configuration file cannot name it, and it is not used where it lies inside what is analysed.

use crate::args::Cache;
use crate::session::Session;
use etcetera::BaseStrategy;
use seamline_analyzer::Stage;
use seamline_extractors::cache::{FolderCache, Saved, Series};
use std::fs;
use std::path::{Path, PathBuf};

/// The most that all of the cache takes, in bytes.
pub(crate) const LIMIT: u64 = 512 << 20;

/// The folder of the cache, if one is known; also where none is to be used.
pub(crate) fn folder(wanted: &Cache) -> Option<PathBuf> {
    let usual = || Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("seamline"));
    wanted.folder.clone().or_else(usual)
}

/// The cache for a project, unless it is not wanted or cannot be used. `grounds` are the folders that belong to what is
/// analysed.
pub(crate) fn open(session: &Session, project: &Path, grounds: &[PathBuf]) -> Option<FolderCache> {
    let folder = session.cache_folder().filter(|_| session.cache_wanted())?;
    if grounds.iter().any(|ground| lies_in(&folder, ground)) {
        session.about_cache(format_args!("no cache: {} lies in what is analysed", folder.display()));
        return None;
    }
    match session.cx().stage(Stage::Keep, None, || FolderCache::open(&folder, project, LIMIT)) {
        Ok(cache) => Some(cache),
        Err(why) => {
            session.about_cache(format_args!("no cache: {why}"));
            None
        }
    }
}

/// Keeps what a run learned.
pub(crate) fn save(session: &Session, cache: &FolderCache) {
    told(session, session.cx().stage(Stage::Keep, None, || cache.save().map(Some)));
}

/// Keeps what several extractions of one run learned.
pub(crate) fn save_all(session: &Session, series: Series) {
    told(session, session.cx().stage(Stage::Keep, None, || series.save()));
}

fn told(session: &Session, saved: std::io::Result<Option<Saved>>) {
    match saved {
        Ok(None) => {}
        Ok(Some(Saved { asked, found, written })) => {
            let more = if written { "what was new was kept" } else { "nothing new was kept" };
            session.detail(format_args!("cache: {found} of {asked} values were known; {more}"));
        }
        Err(why) => session.about_cache(format_args!("cache: nothing was kept: {why}")),
    }
}

/// Whether a folder, which may not be there yet, lies in another.
fn lies_in(folder: &Path, other: &Path) -> bool {
    let Ok(other) = fs::canonicalize(other) else { return false };
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let there = absolute.ancestors().find_map(|above| fs::canonicalize(above).ok());
    there.is_some_and(|there| there.starts_with(&other))
}
