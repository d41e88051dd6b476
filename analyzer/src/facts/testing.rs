//! Tests: which units a file of tests exercises.

use crate::id::UnitId;
use crate::path::RepoPath;

/// A file of tests, which is no unit itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TestFile {
    /// Where it lies.
    pub path: RepoPath,
    /// The units it refers to, with the number of references, sorted by unit.
    pub units: Vec<(UnitId, u32)>,
}
