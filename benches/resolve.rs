//! Resolve: what the names of all files mean together.

use criterion::{BatchSize, Criterion};
use seamline_analyzer::{Cancel, Cx, RepoPath, Silent};
use seamline_extractors::lang;
use seamline_extractors::resolve::manifest::Manifests;
use seamline_extractors::resolve::{SourceFile, resolve};
use std::hint::black_box;

/// The sample's files as they come out of parsing.
fn files() -> Vec<SourceFile> {
    let file = |(path, text): &(&str, &str)| {
        let path = RepoPath::new(path).expect("a path");
        let language = lang::of(&path)?;
        let (facts, _) = language.read(&path, text).ok()?;
        Some(SourceFile { path, bytes: text.len() as u32, language: Some(language), facts })
    };
    seamline_fixtures::find("shop").expect("the shop is bundled").files().iter().filter_map(file).collect()
}

fn main() {
    let cx = Cx { progress: &Silent, cancel: &Cancel::new() };
    let manifests = Manifests::new([]);
    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("resolve/shop", |bench| {
        bench.iter_batched(files, |files| black_box(resolve(cx, files, Vec::new(), &manifests)), BatchSize::SmallInput);
    });
    criterion.final_summary();
}
