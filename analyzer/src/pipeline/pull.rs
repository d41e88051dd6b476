//! How strongly each cell pulls at a unit.

use crate::graph::Matrix;
use crate::id::{CellId, Id, UnitId};
use crate::partition::Partition;
use std::collections::BTreeMap;

/// How strongly the cells pull at one unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pull {
    /// Edge weight into its own cell.
    pub(crate) own: f64,
    /// The strongest other cell and the edge weight into it.
    pub(crate) other: Option<(CellId, f64)>,
    /// All its edge weight.
    pub(crate) total: f64,
}

impl Pull {
    /// `(own - best other) / max(own, best other)`; `None` for a unit without edges.
    pub(crate) fn margin(&self) -> Option<f64> {
        let other = self.other.map_or(0.0, |(_, weight)| weight);
        let larger = self.own.max(other);
        (larger > 0.0).then(|| (self.own - other) / larger)
    }
}

/// The pulls at every unit, in unit order.
pub(crate) fn pulls(graph: &Matrix, partition: &Partition) -> Vec<Pull> {
    (0..graph.n()).map(|unit| pull(graph, partition, unit)).collect()
}

/// The pulls at one unit.
pub(crate) fn pull(graph: &Matrix, partition: &Partition, unit: usize) -> Pull {
    let mut into: BTreeMap<CellId, f64> = BTreeMap::new();
    for (other, weight) in graph.row(unit) {
        *into.entry(partition.cell(UnitId::new(other))).or_default() += weight;
    }
    let total = into.values().sum();
    let own = into.remove(&partition.cell(UnitId::new(unit))).unwrap_or(0.0);
    let other = into.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    Pull { own, other, total }
}

/// The mean margin over all units with edges; 0 when there are none.
pub(crate) fn margin(graph: &Matrix, partition: &Partition) -> f64 {
    let margins: Vec<f64> = pulls(graph, partition).iter().filter_map(Pull::margin).collect();
    if margins.is_empty() { 0.0 } else { margins.iter().sum::<f64>() / margins.len() as f64 }
}
