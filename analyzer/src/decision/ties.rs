//! What drafts lean on: the graph, the seed, and how services were divided before.
//!
//! Dividing is the only slow step of applying decisions, and a pure function of the graph, the seed, the units and the
//! number of parts; what was found once is kept, so that drafts of nearly the same decisions do not look again.

use super::divide::in_parts;
use crate::graph::Matrix;
use crate::id::UnitId;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How many divisions are kept; then all are forgotten.
const KEPT: usize = 64;

/// Units and a number of parts, and the parts if there are such.
type Divided = BTreeMap<(Vec<UnitId>, usize), Option<Vec<Vec<UnitId>>>>;

/// The graph that drafts are made on.
#[derive(Debug)]
pub(crate) struct Ties {
    /// The combined graph.
    pub(crate) graph: Matrix,
    seed: u64,
    divided: Mutex<Divided>,
}

impl Ties {
    /// Ties of a graph; `seed` is for dividing.
    pub(crate) fn new(graph: Matrix, seed: u64) -> Self {
        Self { graph, seed, divided: Mutex::default() }
    }

    /// The units in so many parts, largest first; `None` where they are not so many.
    pub(crate) fn in_parts(&self, units: &[UnitId], parts: usize) -> Option<Vec<Vec<UnitId>>> {
        let key = (units.to_vec(), parts);
        let known = |divided: &Divided| divided.get(&key).cloned();
        if let Some(found) = known(&self.divided.lock().unwrap_or_else(PoisonError::into_inner)) {
            return found;
        }
        let found = in_parts(&self.graph, units, parts, self.seed);
        let mut divided = self.divided.lock().unwrap_or_else(PoisonError::into_inner);
        if divided.len() >= KEPT {
            divided.clear();
        }
        divided.insert(key, found.clone());
        found
    }
}
