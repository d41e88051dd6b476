//! Render: an analysis as a document, and the document in every format.

mod facts;

use criterion::Criterion;
use seamline_analyzer::run::analyze;
use seamline_analyzer::{Cancel, Cx, Settings, Silent};
use seamline_reports::Document;
use seamline_reports::format::ALL;
use std::hint::black_box;

fn main() {
    let cx = Cx { progress: &Silent, cancel: &Cancel::new() };
    let analysis = analyze(cx, facts::facts(20), &Settings::default()).expect("nobody cancels");
    let document = Document::from(&analysis);
    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("render/document", |bench| bench.iter(|| black_box(Document::from(&analysis))));
    for format in ALL {
        let name = format!("render/{}", format.info().id);
        criterion.bench_function(&name, |bench| {
            bench.iter(|| {
                let mut out = Vec::new();
                format.render(&document, &mut out).expect("memory takes it all");
                black_box(out)
            });
        });
    }
    criterion.final_summary();
}
