//! Units: what is grouped into services. Source files, or parts of them.

use super::Part;
use crate::path::RepoPath;

/// One source file, or one part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Where it lies.
    pub path: RepoPath,
    /// Which part of the file it is; none for the whole file.
    pub part: Option<Part>,
    /// The id of its language, as `seamline list` prints it.
    pub language: &'static str,
    /// Its lines.
    pub lines: u32,
    /// The bytes of its file.
    pub bytes: u32,
    /// The package, namespace or module it says it is in; empty when the language has none.
    pub package: String,
    /// The types it declares, in order of appearance.
    pub types: Vec<TypeDecl>,
    /// Whether it declares a persistent entity: something that a store holds rows of.
    pub entity: bool,
    /// How much of it could be parsed.
    pub parse: Parse,
}

impl Unit {
    /// How it is shown: its path, and behind `#` its part.
    pub fn label(&self) -> String {
        self.with_part(self.path.as_str())
    }

    /// The same without folders, for sentences.
    pub fn short(&self) -> String {
        self.with_part(self.path.file_name())
    }

    fn with_part(&self, path: &str) -> String {
        self.part.as_ref().map_or_else(|| path.to_owned(), |part| format!("{path}#{}", part.name))
    }

    /// Its first line.
    pub fn first_line(&self) -> u32 {
        self.part.as_ref().and_then(|part| part.ranges.first()).map_or(1, |(first, _)| *first)
    }

    /// Whether it holds a line of its file.
    pub fn holds(&self, line: u32) -> bool {
        self.part.as_ref().is_none_or(|part| part.holds(line))
    }
}

/// How much of a file the parser understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parse {
    /// All of it.
    Full,
    /// All but this many places.
    Partial {
        /// Places the parser had to skip.
        errors: u32,
    },
}

/// A declared type (or, in languages without, a module-level function group).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeDecl {
    /// Its simple name.
    pub name: String,
    /// What it is.
    pub kind: TypeKind,
    /// Its first line, from 1.
    pub line: u32,
    /// Its last line.
    pub end_line: u32,
    /// How many fields it has.
    pub fields: u32,
    /// Its operations, in order of appearance.
    pub operations: Vec<Operation>,
}

/// What a declared type is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TypeKind {
    /// A class.
    Class,
    /// An interface, protocol or trait.
    Interface,
    /// An enumeration.
    Enum,
    /// A record, struct or type alias with members.
    Record,
    /// A top-level function.
    Function,
    /// A top-level value that other files can import.
    Value,
}

/// A method or function: what CHM and CHD compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Its name.
    pub name: String,
    /// The simple names of its parameters' types, or of the parameters in untyped languages.
    pub parameters: Vec<String>,
    /// The simple name of its result type; empty when unknown or none.
    pub returns: String,
    /// Whether other files can call it.
    pub public: bool,
    /// Its first line, from 1.
    pub line: u32,
}
