//! Walks a repository's history and prints one line per change, or only a count.
//!
//! `history REPOSITORY EXTENSION[,EXTENSION] [--list] [--similarity PERCENT] [--since SECONDS] [--rev REVISION]`; an empty
//! extension keeps every path, a similarity of 100 finds exact renames only. For comparing answers and cost with `git log --no-merges --raw`.

#![allow(clippy::print_stdout, reason = "an example prints")]

use seamline_analyzer::{Cancel, Cx, Silent};
use seamline_extractors::git::{Repository, Trust};
use seamline_extractors::history::{GitHistory, History, HistorySettings, Renames};
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, extensions, options @ ..] = arguments.as_slice() else { return Err("usage: history PATH EXT".into()) };
    let option = |name: &str| options.iter().position(|option| option == name).and_then(|at| options.get(at + 1));
    let similarity = option("--similarity").map_or(Ok(60), |value| value.parse())?;
    let since = option("--since").map(|value| value.parse()).transpose()?;
    let settings = HistorySettings { since, renames: Renames { similarity, ..Renames::default() } };
    let repository = Repository::find(Path::new(path), Trust::Own)?.ok_or("no repository")?;
    let revision = option("--rev").map_or("HEAD", String::as_str);
    let history = GitHistory::open(&repository, revision, settings)?;
    let cancel = Cancel::default();
    let keep = |path: &str| extensions.split(',').any(|extension| path.ends_with(extension));
    let walk = history.walk(Cx { progress: &Silent, cancel: &cancel }, &keep)?;
    let commits = walk.commits();
    if options.iter().any(|option| option == "--list") {
        for commit in &commits {
            commit.paths.iter().for_each(|path| println!("{} {path}", commit.id));
            commit.renames.iter().for_each(|(old, new)| println!("{} {old} => {new}", commit.id));
        }
    }
    let paths: usize = commits.iter().map(|commit| commit.paths.len()).sum();
    let renames: usize = commits.iter().map(|commit| commit.renames.len()).sum();
    println!("{:?} walked {} commits {} paths {paths} renames {renames}", walk.state, walk.walked, commits.len());
    Ok(())
}
