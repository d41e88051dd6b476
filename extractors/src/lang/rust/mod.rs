//! Rust, read with syn.
//!
//! syn is faster than the tree-sitter grammar and right where that one reports errors, but it recurses: nesting that is
//! too deep ends the process. Hence three steps, each in its own file: `depth` refuses what is too deep without
//! recursion, `parse` runs syn on a thread whose stack has room for four times what was let through, and
//! `reader` turns the tree into facts. It is safe whatever thread calls it.
//!
//! Test code inside a file (`#[cfg(test)]`, `#[test]` and its like) is left out. What macros expand to is not known:
//! of their tokens, string literals and the names mentioned are read. A file that has a syntax error in one item is read
//! without that item.

mod attribute;
mod declare;
mod depth;
mod mentions;
mod outline;
mod parse;
mod reader;
mod scope;
mod tokens;
mod uses;
mod value;
mod words;

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod tests;

use super::{Language, Names};
use crate::file::FileFacts;
use crate::shape::Shapes;
use seamline_analyzer::facts::Code;
use seamline_analyzer::{Info, RepoPath};

/// The Rust language.
pub struct Rust;

const INFO: Info = Info { id: "rust", summary: "Rust (.rs)", reference: "syn 3, https://docs.rs/syn" };

impl Language for Rust {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["rs"]
    }

    fn read(&self, _path: &RepoPath, text: &str) -> Result<(FileFacts, Shapes), Code> {
        read(reader::read, text)
    }

    fn read_outlined(&self, _path: &RepoPath, text: &str) -> Result<(FileFacts, Shapes), Code> {
        read(reader::read_outlined, text)
    }

    fn names(&self) -> Names {
        Names::RustModules
    }
}

fn read(reader: parse::Read, text: &str) -> Result<(FileFacts, Shapes), Code> {
    if depth::exceeds(text, parse::DEPTH_LIMIT) {
        return Err(Code::TooDeep);
    }
    parse::read_deep(reader, text)
}
