//! Languages: from bytes to what a file says.
//!
//! A language is one folder and one line in [`ALL`]. Most are descriptions for the `engine`.

mod csharp;
mod engine;
#[cfg(test)]
mod hostile;
mod java;
mod javascript;
mod python;
mod ruby;
#[cfg(test)]
mod show;
#[cfg(test)]
pub(crate) use show::import as show_import;

mod typescript;

pub mod rust;

use crate::file::FileFacts;
use crate::shape::Shapes;
use seamline_analyzer::facts::Code;
use seamline_analyzer::{Info, RepoPath};

/// A programming language that units can be written in.
pub trait Language: Sync {
    /// Its id, a line about it, and the grammar it is read with.
    fn info(&self) -> &'static Info;

    /// The file extensions that are this language's, without the dot.
    fn extensions(&self) -> &'static [&'static str];

    /// Reads one file. Pure: same bytes and path, same result. Syntax errors are counted, not returned.
    ///
    /// # Errors
    /// The reason why nothing can be said about the file: too deep, too slow, not text.
    fn read(&self, path: &RepoPath, text: &str) -> Result<(FileFacts, Shapes), Code>;

    /// Reads one file and also what it says where ([`FileFacts::outline`]), for dividing it.
    ///
    /// # Errors
    /// The same.
    fn read_outlined(&self, path: &RepoPath, text: &str) -> Result<(FileFacts, Shapes), Code>;

    /// How names are looked up across the files of this language.
    fn names(&self) -> Names;
}

/// How a language finds what a name means, for [`crate::resolve`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Names {
    /// Fully qualified names in packages (Java).
    Packages,
    /// Namespaces opened by `using` (C#).
    Namespaces,
    /// Modules by folder, absolute and relative (Python).
    PythonModules,
    /// Files named relative to the importer, packages with index files (JavaScript, TypeScript).
    NodeModules,
    /// Module trees of crates (Rust).
    RustModules,
    /// Constants, from the innermost nesting outwards (Ruby).
    Constants,
}

/// Every language, in the order of `seamline list`.
pub static ALL: &[&dyn Language] = &[
    &java::JAVA,
    &csharp::CSHARP,
    &python::PYTHON,
    &javascript::JAVASCRIPT,
    &typescript::TYPESCRIPT,
    &rust::Rust,
    &ruby::RUBY,
];

/// The language of a path, by extension.
pub fn of(path: &RepoPath) -> Option<&'static dyn Language> {
    let extension = path.extension();
    ALL.iter().copied().find(|language| language.extensions().contains(&extension))
}

/// Whether a path, which may be an old or damaged one, has the extension of a language.
pub fn is_source(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let Some((_, extension)) = name.rsplit_once('.') else { return false };
    ALL.iter().any(|language| language.extensions().contains(&extension))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_folder_is_a_language() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/lang");
        let ids: BTreeSet<&str> = ALL.iter().map(|language| language.info().id).collect();
        for entry in std::fs::read_dir(folder).expect("the folder of this file") {
            let entry = entry.expect("a readable folder");
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() && name != "engine" {
                assert!(ids.contains(name.as_str()), "{name} is not in ALL");
            }
        }
    }

    #[test]
    fn every_card_is_complete_and_every_extension_has_one_language() {
        let mut seen = BTreeSet::new();
        for language in ALL {
            let info = language.info();
            assert!(!info.id.is_empty() && !info.summary.is_empty() && !info.reference.is_empty(), "{info:?}");
            assert!(!language.extensions().is_empty(), "{}", info.id);
            for extension in language.extensions() {
                assert!(seen.insert(*extension), "{extension} is listed twice");
            }
        }
    }
}
