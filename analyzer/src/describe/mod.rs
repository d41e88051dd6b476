//! From a partition to what a person is told: candidates with names and owners, seams, doubts, a verdict.
//!
//! One step per file; none of them changes the partition.

mod alternative;
mod candidate;
mod cochange;
mod divided;
mod hotspot;
mod naming;
mod place;
mod seam;
mod shared;
mod verdict;
mod warning;

pub(crate) use alternative::alternative;
pub(crate) use candidate::candidates;
pub use cochange::cochange;
pub(crate) use divided::divided;
pub use hotspot::hotspots;
pub(crate) use naming::{MIXED, Names, names};
pub(crate) use place::{Cells, Firmness, place};
pub(crate) use seam::seams;
pub(crate) use shared::shared;
pub(crate) use verdict::{FEW_TABLES, HALF, entry_files, kept, verdict};
pub(crate) use warning::warnings;
