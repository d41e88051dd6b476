//! A source tree in memory, for tests and for literate cases.

use super::{Found, SourceTree};
use seamline_analyzer::facts::{Code, Origin};
use seamline_analyzer::{Cancelled, Cx, RepoPath};
use std::collections::BTreeMap;

/// Files by path.
#[derive(Debug, Clone, Default)]
pub struct MemoryTree {
    files: BTreeMap<RepoPath, Vec<u8>>,
}

impl MemoryTree {
    /// A tree of these files. Paths that are no paths are a mistake of the caller.
    ///
    /// # Panics
    /// When a path is empty, absolute or climbs out.
    pub fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let checked = |path| RepoPath::new(path).expect("a case names valid paths");
        Self { files: files.into_iter().map(|(path, text)| (checked(path), text.as_bytes().to_vec())).collect() }
    }
}

impl SourceTree for MemoryTree {
    fn origin(&self) -> Origin {
        Origin { name: "memory".to_owned(), ..Origin::default() }
    }

    fn list(&self, _cx: Cx<'_>) -> Result<Vec<Found>, Cancelled> {
        let found = |(path, bytes): (&RepoPath, &Vec<u8>)| Found {
            path: Ok(path.clone()),
            bytes: bytes.len() as u64,
            barred: None,
            generated: false,
        };
        let mut list: Vec<Found> = self.files.iter().map(found).collect();
        super::attributes::mark(&mut list, |path| self.files.get(path).cloned());
        Ok(list)
    }

    fn read(&self, path: &RepoPath, limit: u64) -> Result<Vec<u8>, Code> {
        let bytes = self.files.get(path).ok_or(Code::Missing)?;
        Ok(bytes[..bytes.len().min(usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1))].to_vec())
    }
}
