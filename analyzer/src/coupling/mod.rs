//! Couplings: what ties two units together, one kind per file.
//!
//! A coupling knows facts and nothing else: not the graph it ends up in, nor who clusters it.

mod basis;
mod co_use;
mod contributor;
mod data;
mod explained;
mod feature;
mod folder;
mod lift;
mod logical;
mod name;
mod semantic;
mod structural;

pub use basis::Basis;
pub(crate) use data::entities_and_tables;
pub use explained::{Explained, explained, explained_between};
pub(crate) use lift::Files;
pub(crate) use logical::{MAX_CHANGE_SET, evidence_changes};
pub(crate) use name::{Things, words_of_part};

use crate::graph::Matrix;
use crate::id::UnitId;
use crate::info::Info;
use crate::settings::Weights;

/// One kind of coupling.
pub trait Coupling: Sync {
    /// Its id, a line about it, and where the formula is from.
    fn info(&self) -> &'static Info;

    /// What it is allowed to do by default.
    fn role(&self) -> Role;

    /// Its weight in the combined graph.
    fn weight(&self, weights: &Weights) -> f64;

    /// Where units are parts of files: what of their files its strength is.
    fn spread(&self) -> Spread {
        Spread::Own
    }

    /// The symmetric matrix of strengths over all units. Strengths are comparable within one kind only.
    fn measure(&self, basis: &Basis<'_>) -> Matrix;

    /// Why two units are tied in this kind: the facts behind the edge, strongest first.
    fn explain(&self, basis: &Basis<'_>, a: UnitId, b: UnitId) -> Vec<Evidence>;
}

/// What a coupling is allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The code and its history themselves: always in the graph.
    Code,
    /// Folders: in the graph only as far as the code agrees with them.
    Path,
    /// Lowers the measured accuracy: not in the graph unless given a weight, but good for explaining.
    Explanation,
}

/// What a coupling knows of the parts of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// What each part says itself.
    Own,
    /// Nothing of its own: all parts of a file are alike (they lie in the same folder).
    Alike,
    /// Something of one part or another, and not of which: the more lines, the likelier (they changed in a commit).
    ByLines,
}

/// One fact behind an edge, told in words and with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// A sentence without a full stop: `OrderService.java calls Account 7 times`.
    pub text: String,
    /// Where to look: (path, line), when it is in code.
    pub sites: Vec<(String, u32)>,
    /// The commits, when it is in the history.
    pub commits: Vec<String>,
}

/// Every coupling, in the order of `seamline list`.
pub const ALL: &[&dyn Coupling] = &[
    &structural::Structural,
    &co_use::CoUse,
    &data::Data,
    &name::Name,
    &logical::Logical,
    &feature::Feature,
    &folder::Folder,
    &semantic::Semantic,
    &contributor::Contributor,
];

/// Where structural coupling stands in [`ALL`].
pub(crate) const STRUCTURAL: usize = 0;

/// How many facts an explanation lists; the rest is counted.
const EVIDENCE_KEPT: usize = 20;

/// `ln` that gives the same bits on every machine.
fn ln(x: f64) -> f64 {
    libm::log(x)
}
