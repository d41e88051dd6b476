//! Couplings: what ties two units together, one kind per file.
//!
//! A coupling knows facts and nothing else: not the graph it ends up in, nor who clusters it.

use crate::facts::Facts;
use crate::graph::Matrix;
use crate::id::UnitId;
use crate::info::Info;

/// One kind of coupling.
pub trait Coupling: Sync {
    /// Its id, a line about it, and where the formula is from.
    fn info(&self) -> &'static Info;

    /// The symmetric matrix of strengths over all units. Strengths are comparable within one kind only.
    fn measure(&self, facts: &Facts) -> Matrix;

    /// Why two units are tied in this kind: the facts behind the edge, strongest first.
    fn explain(&self, facts: &Facts, a: UnitId, b: UnitId) -> Vec<Evidence>;
}

/// One fact behind an edge, told in words and with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// A sentence without a full stop: `OrderService calls Account 7 times`.
    pub text: String,
    /// Where to look: (path, line), when it is in code.
    pub sites: Vec<(String, u32)>,
    /// The commits, when it is in the history.
    pub commits: Vec<String>,
}

/// Every coupling, in the order of `seamline list`.
pub const ALL: &[&dyn Coupling] = &[];
