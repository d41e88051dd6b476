//! History: the walk over a repository, and what its commits mean for the files.

use criterion::{BatchSize, Criterion};
use seamline_analyzer::{Cancel, Cx, IdVec, Silent};
use seamline_extractors::git::{Repository, Trust};
use seamline_extractors::history::{GitHistory, History, HistorySettings, MeaningSettings, mean};
use std::hint::black_box;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shop");
    seamline_fixtures::find("shop").expect("the shop is bundled").replay(&path).expect("a sample replays");
    let repository = Repository::find(&path, Trust::Own).expect("readable").expect("a repository");
    let history = GitHistory::open(&repository, "HEAD", HistorySettings::default()).expect("a history");
    let cx = Cx { progress: &Silent, cancel: &Cancel::new() };
    let walk = || history.walk(cx, &|path| path.ends_with(".java")).expect("nobody cancels");
    let walked = walk();
    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("history/walk", |bench| bench.iter(|| black_box(walk())));
    criterion.bench_function("history/mean", |bench| {
        let mean = |walked| mean(walked, &MeaningSettings::default(), &IdVec::default());
        bench.iter_batched(|| walked.clone(), mean, BatchSize::SmallInput);
    });
    criterion.final_summary();
}
