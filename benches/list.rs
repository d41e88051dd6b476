//! List and read: what a folder holds, and the bytes of every file that will be parsed.

use criterion::Criterion;
use seamline_analyzer::{Cancel, Cx, Silent};
use seamline_extractors::source::{DiskTree, SourceTree};
use std::hint::black_box;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in seamline_fixtures::find("shop").expect("the shop is bundled").files() {
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("made");
        std::fs::write(file, text).expect("written");
    }
    let tree = DiskTree::open(folder.path(), None).expect("a folder");
    let cx = Cx { progress: &Silent, cancel: &Cancel::new() };
    let found = tree.list(cx).expect("nobody cancels");
    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("list/shop", |bench| bench.iter(|| black_box(tree.list(cx))));
    criterion.bench_function("read/shop", |bench| {
        bench.iter(|| found.iter().flat_map(|found| tree.read(found.path.as_ref().ok()?, 1 << 20).ok()).count());
    });
    criterion.final_summary();
}
