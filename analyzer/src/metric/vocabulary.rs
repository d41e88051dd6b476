//! The words of every cell, and what two cells have in common.

use super::evidence::Evidence;
use super::redundancy::{MOST_SERVICES, alone, similarity};
use crate::id::{CellId, Id, IdVec, UnitId};
use crate::partition::Same;
use libm::log;
use rayon::prelude::*;
use std::sync::Arc;

/// The words of every cell.
#[derive(Debug, Clone)]
pub(super) struct Vocabulary {
    /// By cell.
    pub(super) cells: Vec<Arc<Words>>,
    /// How alike the words of every two cells are, the first with those before it, and so on; empty where there are too
    /// many cells.
    pub(super) alike: Vec<Vec<f64>>,
    /// One more than the largest word.
    pub(super) size: usize,
}

/// The words of one cell, by word.
#[derive(Debug, Clone)]
pub(super) struct Words {
    pub(super) words: Vec<Word>,
    /// What they add to a similarity without the other cell.
    pub(super) alone: f64,
}

/// A word of a cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub(super) term: usize,
    /// How often it stands there.
    pub(super) count: f64,
    /// `1 + ln count`.
    pub(super) weight: f64,
}

impl Vocabulary {
    /// The words of all cells; those of cells with the same units as before are known. `None` without words.
    pub(super) fn new(
        evidence: &Evidence,
        members: &IdVec<CellId, Vec<UnitId>>,
        before: Option<(&Self, &Same)>,
    ) -> Option<Self> {
        let size = evidence.vocabulary?;
        let known = |cell: usize| before.and_then(|(before, same)| same.of(cell).map(|was| (before, was)));
        let words = |counts: &mut Vec<f64>, (cell, units): (usize, &Vec<UnitId>)| match known(cell) {
            Some((before, was)) => before.cells[was].clone(),
            None => Arc::new(Words::new(evidence, units, counts)),
        };
        let members = members.as_slice();
        let cells: Vec<Arc<Words>> =
            members.par_iter().enumerate().map_init(|| vec![0.0; size], |counts, cell| words(counts, cell)).collect();
        let alike = |i: usize| -> Vec<f64> {
            let with = |j: usize| {
                let known = known(i).zip(known(j)).filter(|((_, i), (_, j))| i > j);
                let known = known.and_then(|((before, i), (_, j))| before.alike.get(i)?.get(j).copied());
                known.unwrap_or_else(|| similarity(&cells[i], &cells[j]))
            };
            (0..i).map(with).collect()
        };
        let few = (2..MOST_SERVICES).contains(&cells.len());
        let alike = if few { (0..cells.len()).into_par_iter().map(alike).collect() } else { Vec::new() };
        Some(Self { cells, alike, size })
    }
}

impl Words {
    /// The words of some units; `counts` is 0 for every word, before and after.
    fn new(evidence: &Evidence, units: &[UnitId], counts: &mut [f64]) -> Self {
        let mut used: Vec<usize> = Vec::new();
        for (term, times) in units.iter().flat_map(|unit| evidence.words.get(unit.index())) {
            let term = *term as usize;
            if counts[term] == 0.0 {
                used.push(term);
            }
            counts[term] += f64::from(*times);
        }
        used.sort_unstable();
        used.dedup();
        let word = |term: usize| {
            let count = std::mem::take(&mut counts[term]);
            Word { term, count, weight: 1.0 + log(count) }
        };
        let words: Vec<Word> = used.into_iter().map(word).collect();
        Self { alone: alone(&words), words }
    }
}
