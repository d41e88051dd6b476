//! Pairs of files: counted file by file through the commits that touch it, so that memory stays that of one file's partners.

use super::{Counted, MIN_SUPPORT, When};
use crate::analysis::Together;
use crate::facts::{ChangeSet, Facts};
use crate::id::{ChangeId, Id, UnitId};
use rayon::prelude::*;
use std::cmp::Reverse;

/// The most pairs of files that are kept.
const MAX_PAIRS: usize = 20_000;
/// The most pairs that one file puts up for them, those of most common commits.
const MAX_PARTNERS: usize = 1_000;

/// The files, whose parts the units may be.
pub(super) struct Files {
    /// The file of each unit.
    of: Vec<u32>,
    /// The first unit of each file.
    first: Vec<UnitId>,
}

impl Files {
    pub(super) fn of(facts: &Facts) -> Self {
        let (mut of, mut first) = (Vec::with_capacity(facts.units.len()), Vec::<UnitId>::new());
        for (id, unit) in facts.units.iter() {
            if first.last().is_none_or(|last| facts.units[*last].path != unit.path) {
                first.push(id);
            }
            of.push(u32::try_from(first.len() - 1).expect("fewer files than ids"));
        }
        Self { of, first }
    }

    /// The files of each commit, and the commits of each file, oldest first.
    pub(super) fn touching(&self, told: &[(ChangeId, &ChangeSet)]) -> Touching {
        let commits: Vec<(ChangeId, Vec<u32>)> = told
            .iter()
            .map(|(id, change)| {
                let mut files: Vec<u32> = change.units.iter().map(|unit| self.of[unit.index()]).collect();
                files.dedup();
                (*id, files)
            })
            .collect();
        let mut of_file: Vec<Vec<u32>> = vec![Vec::new(); self.first.len()];
        for (at, (_, files)) in commits.iter().enumerate() {
            for file in files {
                of_file[*file as usize].push(u32::try_from(at).expect("fewer commits than ids"));
            }
        }
        Touching { commits, of_file }
    }

    /// The pairs of most common commits (ties by confidence, then by path), and how many there are.
    pub(super) fn pairs(
        &self,
        touching: &Touching,
        when: &When,
        times: &(impl Fn(ChangeId) -> i64 + Sync),
    ) -> (Vec<Together<UnitId>>, usize) {
        let n = self.first.len();
        let touched = |file: usize| touching.of_file[file].len() as u32;
        let row = |counter: &mut Vec<Counted>, file: usize| {
            let mut pairs: Vec<Together<UnitId>> = touching
                .partners(file, when, counter, times)
                .into_iter()
                .map(|(other, counted)| {
                    when.together((self.first[file], self.first[other]), [touched(file), touched(other)], counted)
                })
                .collect();
            let found = pairs.len();
            pairs.sort_by(order);
            pairs.truncate(MAX_PARTNERS);
            (pairs, found)
        };
        let rows: Vec<(Vec<Together<UnitId>>, usize)> =
            (0..n).into_par_iter().map_init(|| vec![Counted::default(); n], row).collect();
        let total = rows.iter().map(|(_, found)| found).sum();
        let mut pairs: Vec<Together<UnitId>> = rows.into_iter().flat_map(|(pairs, _)| pairs).collect();
        pairs.sort_by(order);
        pairs.truncate(MAX_PAIRS);
        (pairs, total)
    }
}

fn order(a: &Together<UnitId>, b: &Together<UnitId>) -> std::cmp::Ordering {
    Reverse(a.shared)
        .cmp(&Reverse(b.shared))
        .then(b.confidence.total_cmp(&a.confidence))
        .then((a.a, a.b).cmp(&(b.a, b.b)))
}

/// The files of each commit, and the commits of each file.
pub(super) struct Touching {
    commits: Vec<(ChangeId, Vec<u32>)>,
    of_file: Vec<Vec<u32>>,
}

impl Touching {
    /// The later files that a file shares enough commits with; `counter` is zero before and after.
    fn partners(
        &self,
        file: usize,
        when: &When,
        counter: &mut [Counted],
        times: &impl Fn(ChangeId) -> i64,
    ) -> Vec<(usize, Counted)> {
        let mut met: Vec<usize> = Vec::new();
        for at in &self.of_file[file] {
            let (id, files) = &self.commits[*at as usize];
            for other in files.iter().map(|other| *other as usize).filter(|other| *other > file) {
                let counted = &mut counter[other];
                if counted.shared == 0 {
                    met.push(other);
                }
                counted.shared += 1;
                counted.recent += u32::from(*id >= when.split);
                counted.last = times(*id);
            }
        }
        let taken = met.into_iter().map(|other| (other, std::mem::take(&mut counter[other])));
        taken.filter(|(_, counted)| counted.shared >= MIN_SUPPORT).collect()
    }
}
