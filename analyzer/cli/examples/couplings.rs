//! What each coupling costs alone on one thread, and the graph that all of them make.
//!
//! `couplings REPOSITORY [EDGES]` prints `ID cpu SECONDS edges N` for every coupling; with `EDGES` it writes the combined
//! graph into that file as lines `from to weight`, as the example `leiden` reads them.

#![allow(clippy::print_stdout, reason = "an example prints")]

use seamline_analyzer::coupling::{ALL, Basis};
use seamline_analyzer::run::analyze;
use seamline_analyzer::{Cancel, Cx, Settings, Silent};
use seamline_extractors::extract::process_time;
use seamline_extractors::history::{History, HistorySettings};
use seamline_extractors::{ExtractSettings, OpenSettings, extract, open};
use std::error::Error;
use std::fmt::Write;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, edges @ ..] = arguments.as_slice() else { return Err("usage: couplings REPOSITORY [EDGES]".into()) };
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global()?;
    let cx = Cx { progress: &Silent, cancel: &Cancel::new() };
    let settings = OpenSettings { history: Some(HistorySettings::default()), ..OpenSettings::default() };
    let opened = open(Path::new(path), &settings)?;
    let history = opened.history.as_ref().map(|history| history as &dyn History);
    let facts = extract(cx, &*opened.tree, history, &ExtractSettings::default())?.facts;
    let basis = Basis::new(&facts);
    for coupling in ALL {
        let start = process_time();
        let layer = coupling.measure(&basis);
        let spent = process_time() - start;
        println!("{} cpu {:.4} edges {}", coupling.info().id, spent.as_secs_f64(), layer.entries() / 2);
    }
    if let Some(file) = edges.first() {
        let mut lines = String::new();
        for (a, b, weight) in analyze(cx, facts, &Settings::default())?.graph.pairs() {
            writeln!(lines, "{a} {b} {weight}")?;
        }
        std::fs::write(file, lines)?;
    }
    Ok(())
}
