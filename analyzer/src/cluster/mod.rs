//! Clusterers: from a weighted graph to a partition, one algorithm per file.
//!
//! A clusterer never knows which couplings made the graph; the baselines, which look at names and folders, say so by
//! taking facts.

use crate::cx::{Cancelled, Cx};
use crate::facts::Facts;
use crate::graph::Matrix;
use crate::info::Info;
use crate::partition::Partition;
use crate::settings::Settings;

mod leiden;

pub use leiden::{ITERATIONS, Leiden, leiden, leiden_weighted};

/// What a clusterer may look at.
pub struct Input<'a> {
    /// The facts; only baselines and the published method look at them.
    pub facts: &'a Facts,
    /// The combined coupling graph, symmetric, without loops.
    pub graph: &'a Matrix,
    /// The structural layer alone, for the plain methods.
    pub structure: &'a Matrix,
    /// What was asked for: the number of services, the seed, the published method's parameters.
    pub settings: &'a Settings,
}

/// What a clusterer gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clustering {
    /// Every unit in a cell. Units that the method leaves out are cells of their own.
    pub partition: Partition,
    /// The units that the method leaves out (the published method drops classes; nothing else does), ascending.
    pub dropped: Vec<crate::id::UnitId>,
    /// Notes for the reader: parameters used, what was dropped and why.
    pub notes: Vec<String>,
}

/// An algorithm that groups units.
pub trait Clusterer: Sync {
    /// Its id, a line about it, and where it is from.
    fn info(&self) -> &'static Info;

    /// Whether it is a trivial baseline that every result is printed beside.
    fn is_baseline(&self) -> bool {
        false
    }

    /// Groups all units.
    ///
    /// # Errors
    /// Only when asked to stop.
    fn cluster(&self, cx: Cx<'_>, input: &Input<'_>) -> Result<Clustering, Cancelled>;
}

/// Every clusterer but the default pipeline, in the order of `seamline list`.
pub const ALL: &[&dyn Clusterer] = &[&Leiden];
