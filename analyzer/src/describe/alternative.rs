//! The coarser and the finer cut, and what they would do to the candidates.

use super::Cells;
use crate::analysis::{Alternative, Candidate, Score};
use crate::id::{CandidateId, CellId, IdVec};
use crate::pipeline::Point;
use std::collections::{BTreeMap, BTreeSet};

/// Fewer common files than this share of the smaller side are noise, not a merge or a split.
const TELLING_SHARE: f64 = 0.25;

/// Describes another resolution by what it merges and splits.
pub(crate) fn alternative(
    id: &'static str,
    point: &Point,
    cells: &Cells,
    candidates: &IdVec<CandidateId, Candidate>,
    scores: Vec<Score>,
) -> Alternative {
    let mut common: BTreeMap<(CandidateId, CellId), usize> = BTreeMap::new();
    let mut sizes: BTreeMap<CellId, usize> = BTreeMap::new();
    for (candidate, units) in cells.units.iter() {
        for cell in units.iter().map(|unit| point.partition.cell(*unit)) {
            *common.entry((candidate, cell)).or_default() += 1;
            *sizes.entry(cell).or_default() += 1;
        }
    }
    common.retain(|(candidate, cell), files| {
        let smaller = cells.units[*candidate].len().min(sizes[cell]);
        *files as f64 >= TELLING_SHARE * smaller as f64
    });
    let mut changes = merges(&common, candidates);
    changes.extend(splits(&common, candidates));
    Alternative { id, gamma: point.gamma, partition: point.partition.clone(), changes, scores }
}

fn merges(common: &BTreeMap<(CandidateId, CellId), usize>, candidates: &IdVec<CandidateId, Candidate>) -> Vec<String> {
    let mut joined: BTreeMap<CellId, BTreeSet<CandidateId>> = BTreeMap::new();
    for (candidate, cell) in common.keys() {
        joined.entry(*cell).or_default().insert(*candidate);
    }
    let merged: BTreeSet<BTreeSet<CandidateId>> = joined.into_values().filter(|together| together.len() > 1).collect();
    let name = |id: &CandidateId| candidates[*id].name.clone();
    merged
        .iter()
        .map(|together| format!("joins {}", together.iter().map(name).collect::<Vec<_>>().join(" and ")))
        .collect()
}

fn splits(common: &BTreeMap<(CandidateId, CellId), usize>, candidates: &IdVec<CandidateId, Candidate>) -> Vec<String> {
    let mut parts: BTreeMap<CandidateId, Vec<usize>> = BTreeMap::new();
    for ((candidate, _), files) in common {
        parts.entry(*candidate).or_default().push(*files);
    }
    let tell = |(candidate, mut files): (CandidateId, Vec<usize>)| {
        files.sort_unstable_by(|a, b| b.cmp(a));
        let sizes: Vec<String> = files.iter().map(usize::to_string).collect();
        format!("splits {} into {} files", candidates[candidate].name, sizes.join(" + "))
    };
    parts.into_iter().filter(|(_, files)| files.len() > 1).map(tell).collect()
}
