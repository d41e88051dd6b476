//! What reading source files costs: the grammar's own parse beside ours, on the same files.
//!
//! `yardstick MODE LANGUAGE FOLDER [all]` prints `MODE LANGUAGE files N bytes N trouble N cpu SECONDS wall SECONDS`.
//! Modes: `parse` (tree-sitter builds a tree and drops it), `walk` (the same and a cursor goes over every node), `read`
//! (this crate's language reads the file). One thread; reading the bytes from disk is not counted. Only files that an
//! analysis would read count, no tests and nothing vendored, unless `all` are asked for.

#![allow(clippy::print_stdout, reason = "an example prints")]

use seamline_analyzer::RepoPath;
use seamline_extractors::discover::{MAX_BYTES, by_path};
use seamline_extractors::extract::process_time;
use seamline_extractors::lang::{self, Language};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mode, id, folder, which @ ..] = arguments.as_slice() else {
        return Err("usage: yardstick parse|walk|read LANGUAGE FOLDER [all]".into());
    };
    let language = *lang::ALL.iter().find(|known| known.info().id == id).ok_or("no such language")?;
    let work: fn(&dyn Language, &RepoPath, &str) -> bool = match mode.as_str() {
        "parse" => |_, path, text| parse(path, text).is_none_or(|tree| tree.root_node().has_error()),
        "walk" => |_, path, text| parse(path, text).is_none_or(|tree| walk(&tree) == 0),
        "read" => |language, path, text| language.read(path, text).map_or(true, |(facts, _)| facts.errors > 0),
        _ => return Err("no such mode".into()),
    };
    let all = which.iter().any(|word| word == "all");
    let texts: Vec<_> =
        texts(Path::new(folder), language).into_iter().filter(|(path, text)| all || is_read(path, text)).collect();
    let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    let (wall, cpu) = (Instant::now(), process_time());
    let trouble = texts.iter().filter(|(path, text)| work(language, path, text)).count();
    let (wall, cpu) = (wall.elapsed().as_secs_f64(), (process_time() - cpu).as_secs_f64());
    println!("{mode} {id} files {} bytes {bytes} trouble {trouble} cpu {cpu:.3} wall {wall:.3}", texts.len());
    Ok(())
}

/// Whether an analysis would read the file.
fn is_read(path: &RepoPath, text: &str) -> bool {
    text.len() as u64 <= MAX_BYTES && by_path(path).is_none()
}

/// The files of a language below a folder, sorted, that are text.
fn texts(folder: &Path, language: &dyn Language) -> Vec<(RepoPath, String)> {
    let (mut open, mut files) = (vec![folder.to_owned()], Vec::<PathBuf>::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && entry.file_name() != ".git" => open.push(entry.path()),
                Ok(kind) if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files.sort();
    let named = files.iter().filter_map(|file| {
        let path = RepoPath::new(file.strip_prefix(folder).ok()?.to_str()?)?;
        let text = language.extensions().contains(&path.extension()).then(|| std::fs::read_to_string(file));
        Some((path, text?.ok()?))
    });
    named.collect()
}

fn parse(path: &RepoPath, text: &str) -> Option<tree_sitter::Tree> {
    let grammar = match path.extension() {
        "java" => tree_sitter_java::LANGUAGE,
        "cs" => tree_sitter_c_sharp::LANGUAGE,
        "py" | "pyi" => tree_sitter_python::LANGUAGE,
        "ts" | "mts" | "cts" => tree_sitter_typescript::LANGUAGE_TYPESCRIPT,
        "tsx" => tree_sitter_typescript::LANGUAGE_TSX,
        "rs" => tree_sitter_rust::LANGUAGE,
        "rb" | "rake" => tree_sitter_ruby::LANGUAGE,
        _ => tree_sitter_javascript::LANGUAGE,
    };
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&grammar.into()).ok()?;
    parser.parse(text, None)
}

/// Goes over every node; the sum keeps the compiler from leaving it out.
fn walk(tree: &tree_sitter::Tree) -> usize {
    let mut cursor = tree.walk();
    let mut sum = 1;
    loop {
        sum += usize::from(cursor.node().kind_id()) + cursor.node().start_byte();
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return sum;
            }
        }
    }
}
