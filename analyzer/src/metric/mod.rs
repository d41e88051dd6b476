//! Metrics: descriptions of a partition, never grades. One family per file, each with its exact variant named.
//!
//! Measured over 28 systems with a known decomposition, no internal metric predicts the true quality (the best rank
//! correlation was -0.37), so nothing here is ever summed up into a score.

use crate::facts::Facts;
use crate::graph::Matrix;
use crate::info::Info;
use crate::partition::Partition;

mod modularity;

pub use modularity::{Modularity, modularity};

/// What a metric may look at.
pub struct Input<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// The combined coupling graph.
    pub graph: &'a Matrix,
    /// The partition to describe.
    pub partition: &'a Partition,
}

/// A metric.
pub trait Metric: Sync {
    /// Its id (the variant is part of it), a line about it, and where the formula is from.
    fn info(&self) -> &'static Info;

    /// Which direction the literature calls better.
    fn direction(&self) -> Direction;

    /// The value; `None` where the facts do not carry it (no history, no operations, fewer than two cells).
    fn measure(&self, input: &Input<'_>) -> Option<f64>;
}

/// Which direction the literature calls better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Higher is called better.
    Higher,
    /// Lower is called better.
    Lower,
}

/// Every metric, in the order of `seamline list`.
pub const ALL: &[&dyn Metric] = &[&Modularity];
