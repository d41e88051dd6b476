//! A change: which files it touches, and which of them are old files under a new name.

use std::collections::{BTreeMap, BTreeSet};

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Changed {
    /// It is new.
    Added,
    /// It has another content.
    Modified,
    /// It is gone.
    Removed,
    /// It has a new name, and perhaps another content.
    Renamed,
}

/// The files that a change touches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// What became of each file, by its path after the change (before it, for one that is gone).
    pub files: BTreeMap<String, Changed>,
    /// The old path of each renamed file, by its new one.
    pub renamed: BTreeMap<String, String>,
    /// Modified files in which only layout changed, or imports that follow a file to its new name.
    pub light: BTreeSet<String>,
}

impl Change {
    /// The path before the change of a path after it; the path itself where it was not renamed.
    pub fn before<'a>(&'a self, path: &'a str) -> &'a str {
        self.renamed.get(path).map_or(path, String::as_str)
    }

    /// The files in which more changed than layout, by path.
    pub fn in_earnest(&self) -> impl Iterator<Item = (&String, Changed)> {
        self.files.iter().filter(|(path, _)| !self.light.contains(*path)).map(|(path, became)| (path, *became))
    }

    /// The new path of each renamed file, by its old one.
    pub(super) fn new_names(&self) -> BTreeMap<&str, &str> {
        self.renamed.iter().map(|(new, old)| (old.as_str(), new.as_str())).collect()
    }
}
