//! How much reading a file costs over parsing it.
//!
//! ```text
//! cargo bench -p seamline-extractors --bench parse -- FOLDER...
//! ```
//!
//! Parses every source file below the folders with tree-sitter alone and reads it as the analysis does, in turn, five
//! rounds; a file's time is its best round, so other work on the machine hardly shows. Prints the ratio by language.
//! The goal is at most 1.30.

#![allow(clippy::print_stdout, reason = "a bench prints")]

use seamline_analyzer::RepoPath;
use seamline_extractors::lang;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tree_sitter::Parser;

const ROUNDS: usize = 5;

#[derive(Default)]
struct Sum {
    files: usize,
    bytes: usize,
    faulty: usize,
    parse: Duration,
    read: Duration,
}

fn main() {
    let folders: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let mut files = Vec::new();
    folders.iter().for_each(|folder| list(Path::new(folder), &mut files));
    let mut sums: BTreeMap<&str, Sum> = BTreeMap::new();
    for file in &files {
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let (Some(grammar), Ok(text)) = (grammar(extension), std::fs::read_to_string(file)) else { continue };
        let Some(path) = RepoPath::new(&format!("file.{extension}")) else { continue };
        let Some(language) = lang::of(&path) else { continue };
        let mut parser = Parser::new();
        parser.set_language(&grammar).expect("the grammars fit");
        let (mut parse, mut read, mut faulty) = (Duration::MAX, Duration::MAX, false);
        for _ in 0..ROUNDS {
            let start = Instant::now();
            black_box(parser.parse(&text, None));
            parse = parse.min(start.elapsed());
            let start = Instant::now();
            let result = black_box(language.read(&path, &text));
            read = read.min(start.elapsed());
            faulty = result.map_or(true, |(facts, _)| facts.errors > 0);
        }
        let sum = sums.entry(language.info().id).or_default();
        sum.files += 1;
        sum.bytes += text.len();
        sum.faulty += usize::from(faulty);
        sum.parse += parse;
        sum.read += read;
        if faulty && std::env::args().any(|argument| argument == "--faulty") {
            println!("faulty {}", file.display());
        }
    }
    for (language, sum) in sums {
        let (parse, read) = (sum.parse.as_secs_f64(), sum.read.as_secs_f64());
        println!(
            "{language}: {} files, {:.2} MB, {} with errors, parse {parse:.3} s, read {read:.3} s, ratio {:.2}",
            sum.files,
            sum.bytes as f64 / 1e6,
            sum.faulty,
            read / parse
        );
    }
}

fn grammar(extension: &str) -> Option<tree_sitter::Language> {
    match extension {
        "java" => Some(tree_sitter_java::LANGUAGE.into()),
        "cs" => Some(tree_sitter_c_sharp::LANGUAGE.into()),
        "py" => Some(tree_sitter_python::LANGUAGE.into()),
        "js" | "jsx" | "mjs" | "cjs" => Some(tree_sitter_javascript::LANGUAGE.into()),
        "ts" => Some(tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()),
        "tsx" => Some(tree_sitter_typescript::LANGUAGE_TSX.into()),
        "rs" => Some(tree_sitter_rust::LANGUAGE.into()),
        _ => None,
    }
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && entry.file_name() != ".git" => list(&entry.path(), files),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
    files.sort();
}
