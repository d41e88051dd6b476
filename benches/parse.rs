//! Parse: what reading a file costs, beside tree-sitter alone on the same text, for every language.
//!
//! The ratio of the two on whole repositories is measured by `benches/ratios`.

use criterion::{Criterion, Throughput};
use seamline_analyzer::RepoPath;
use seamline_extractors::lang;
use std::hint::black_box;
use tree_sitter::{Language, Parser};

fn main() {
    let samples: [(&str, Language, &str); 6] = [
        ("java", tree_sitter_java::LANGUAGE.into(), include_str!("../extractors/src/lang/java/sample.java")),
        ("cs", tree_sitter_c_sharp::LANGUAGE.into(), include_str!("../extractors/src/lang/csharp/sample.cs")),
        ("py", tree_sitter_python::LANGUAGE.into(), include_str!("../extractors/src/lang/python/sample.py")),
        ("rb", tree_sitter_ruby::LANGUAGE.into(), include_str!("../extractors/src/lang/ruby/sample.rb")),
        ("ts", tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(), include_str!("sample.ts")),
        ("rs", tree_sitter_rust::LANGUAGE.into(), include_str!("list.rs")),
    ];
    let mut criterion = Criterion::default().configure_from_args();
    for (extension, grammar, sample) in samples {
        let path = RepoPath::new(&format!("src/sample.{extension}")).expect("a path");
        let language = lang::of(&path).expect("a language");
        let mut parser = Parser::new();
        parser.set_language(&grammar).expect("the grammars fit");
        let mut group = criterion.benchmark_group(language.info().id);
        group.throughput(Throughput::Bytes(sample.len() as u64));
        group.bench_function("tree-sitter alone", |bench| bench.iter(|| black_box(parser.parse(sample, None))));
        group.bench_function("read", |bench| bench.iter(|| black_box(language.read(&path, sample))));
        group.finish();
    }
    criterion.final_summary();
}
