//! From a partition to what a person is told: candidates with names and owners, seams, doubts, a verdict.
//!
//! One step per file; none of them changes the partition.

mod alternative;
mod candidate;
mod divided;
mod naming;
mod place;
mod seam;
mod shared;
mod verdict;
mod warning;

pub(crate) use alternative::alternative;
pub(crate) use candidate::candidates;
pub(crate) use divided::divided;
pub(crate) use naming::{Names, names};
pub(crate) use place::{Cells, Firmness, place};
pub(crate) use seam::seams;
pub(crate) use shared::shared;
pub(crate) use verdict::{FEW_TABLES, entry_files, kept, verdict};
pub(crate) use warning::warnings;
