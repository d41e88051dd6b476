//! Seams: what crosses between two candidates.

use super::Cells;
use crate::analysis::Seam;
use crate::coupling::evidence_changes;
use crate::facts::{Facts, Granularity};
use crate::graph::Matrix;
use crate::id::{CandidateId, ChangeId, Id, StoreId, UnitId};
use crate::plan::Standings;
use std::collections::{BTreeMap, BTreeSet};

/// A pair of candidates, smaller first.
type Pair = (CandidateId, CandidateId);

fn pair(a: CandidateId, b: CandidateId) -> Option<Pair> {
    (a != b).then(|| (a.min(b), a.max(b)))
}

/// The seams between all candidates that share anything, heaviest first.
pub(crate) fn seams(facts: &Facts, graph: &Matrix, cells: &Cells) -> Vec<Seam> {
    let mut seams: BTreeMap<Pair, Seam> = BTreeMap::new();
    references(facts, cells, &mut seams);
    stores(facts, cells, &mut seams);
    changes(facts, cells, &mut seams);
    weights(graph, cells, &mut seams);
    let mut seams: Vec<Seam> = seams.into_values().collect();
    for seam in &mut seams {
        let by_mentions = |at: &usize| (std::cmp::Reverse(facts.references[*at].count), *at);
        seam.forward.sort_by_key(by_mentions);
        seam.backward.sort_by_key(by_mentions);
        seam.changes.reverse();
    }
    seams.sort_by(|x, y| y.weight.total_cmp(&x.weight).then((x.a, x.b).cmp(&(y.a, y.b))));
    seams
}

fn seam(seams: &mut BTreeMap<Pair, Seam>, (a, b): Pair) -> &mut Seam {
    seams.entry((a, b)).or_insert_with(|| Seam {
        a,
        b,
        forward: Vec::new(),
        backward: Vec::new(),
        stores: Vec::new(),
        changes: Vec::new(),
        weight: 0.0,
        share: 0.0,
    })
}

fn references(facts: &Facts, cells: &Cells, seams: &mut BTreeMap<Pair, Seam>) {
    for (at, reference) in facts.references.iter().enumerate() {
        let (Some(from), Some(to)) = (cells.candidate(reference.from), cells.candidate(reference.to)) else { continue };
        let Some(between) = pair(from, to) else { continue };
        let seam = seam(seams, between);
        if from < to { seam.forward.push(at) } else { seam.backward.push(at) }
    }
}

fn stores(facts: &Facts, cells: &Cells, seams: &mut BTreeMap<Pair, Seam>) {
    let mut users: BTreeMap<StoreId, BTreeSet<CandidateId>> = BTreeMap::new();
    let standings = Standings::new(facts);
    for access in facts.accesses.iter().filter(|access| standings.counts(access)) {
        if let Some(candidate) = cells.candidate(access.unit) {
            users.entry(access.store).or_default().insert(candidate);
        }
    }
    for (store, users) in users {
        for_each_pair(&users, |between| seam(seams, between).stores.push(store));
    }
}

fn changes(facts: &Facts, cells: &Cells, seams: &mut BTreeMap<Pair, Seam>) {
    for (id, change) in evidence_changes(facts) {
        let touched: BTreeSet<CandidateId> = change.units.iter().filter_map(|unit| cells.candidate(*unit)).collect();
        let id: ChangeId = id;
        let only = |candidate: CandidateId| {
            let units = change.units.iter().filter(|unit| cells.candidate(**unit) == Some(candidate));
            let mut paths = units.map(|unit| &facts.units[*unit].path);
            let first = paths.next();
            first.filter(|first| paths.all(|path| path == *first))
        };
        // That one file was changed does not say that two of its parts were.
        let tells = |(a, b): Pair| facts.granularity == Granularity::File || only(a).is_none() || only(a) != only(b);
        for_each_pair(&touched, |between| {
            if tells(between) {
                seam(seams, between).changes.push(id);
            }
        });
    }
}

fn for_each_pair(candidates: &BTreeSet<CandidateId>, mut each: impl FnMut(Pair)) {
    for (at, a) in candidates.iter().enumerate() {
        for b in candidates.iter().skip(at + 1) {
            each((*a, *b));
        }
    }
}

fn weights(graph: &Matrix, cells: &Cells, seams: &mut BTreeMap<Pair, Seam>) {
    let mut total = vec![0.0; cells.units.len()];
    for (a, b, weight) in graph.pairs() {
        let ends = [cells.candidate(UnitId::new(a)), cells.candidate(UnitId::new(b))];
        for candidate in ends.into_iter().flatten() {
            total[candidate.index()] += weight;
        }
        if let [Some(a), Some(b)] = ends
            && let Some(between) = pair(a, b)
        {
            seam(seams, between).weight += weight;
        }
    }
    for seam in seams.values_mut() {
        let smaller = total[seam.a.index()].min(total[seam.b.index()]);
        seam.share = if smaller > 0.0 { seam.weight / smaller } else { 0.0 };
    }
}
