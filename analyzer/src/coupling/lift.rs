//! From couplings of files to couplings of their parts.
//!
//! Some couplings know files only. They are measured on files, exactly as where files are the units, and then lifted to
//! the parts:
//!
//! - *alike* (folders, people): a part lies where its file lies. A pair of files of strength `s` with `n` and `m` parts
//!   gives each pair of parts `s / sqrt(n m)`, so that a part gets from its file's folder what the file would get.
//!   Nothing below [`FAINTEST`], which is reached between files of 64 parts.
//! - *by lines* (commits): one of the parts was changed, and the history does not say which. A pair of parts with the
//!   shares `p` and `q` of their files' lines gives `s p q`, and nothing below [`FAINTEST`]. A large file that changes
//!   with everything says next to nothing about each of its parts.
//!
//! Between parts of one file such couplings say nothing: that they lie in one file is not evidence that they belong
//! together, since that is what is asked.

use super::{Coupling, Spread};
use crate::coupling::Basis;
use crate::cx::{Cancelled, Cx};
use crate::facts::{ChangeSet, Facts, Granularity};
use crate::graph::Matrix;
use crate::id::{Id, IdVec, UnitId};

/// Smaller shares are left out; it bounds the edges between two large files.
const FAINTEST: f64 = 1.0 / 64.0;

/// The files of facts whose units are parts.
pub(crate) struct Files {
    /// The same facts with files for units; references, stores and words, which parts say themselves, are left out.
    facts: Facts,
    /// The first part of each file, and one past the last part of the last file.
    first: Vec<usize>,
    /// The share that each part has of its file's lines.
    share: Vec<f64>,
}

impl Files {
    /// The files of facts; none where files are the units.
    pub(crate) fn of(facts: &Facts) -> Option<Self> {
        if facts.granularity == Granularity::File {
            return None;
        }
        let parts = facts.units.as_slice();
        let (mut first, mut share, mut of_part) = (vec![0], Vec::new(), Vec::new());
        for file in parts.chunk_by(|a, b| a.path == b.path) {
            let lines: f64 = file.iter().map(|part| f64::from(part.lines.max(1))).sum();
            share.extend(file.iter().map(|part| f64::from(part.lines.max(1)) / lines));
            of_part.extend(std::iter::repeat_n(UnitId::new(first.len() - 1), file.len()));
            first.push(first[first.len() - 1] + file.len());
        }
        let of_files = |change: &ChangeSet| {
            let mut units: Vec<UnitId> = change.units.iter().map(|part| of_part[part.index()]).collect();
            units.dedup();
            ChangeSet { units, ..change.clone() }
        };
        let units = first[..first.len() - 1].iter().map(|part| parts[*part].clone());
        let facts = Facts {
            units: units.collect(),
            terms: vec![Vec::new(); first.len() - 1].into(),
            contributors: facts.contributors.clone(),
            changes: facts.changes.values().map(of_files).collect::<IdVec<_, _>>(),
            ..Facts::default()
        };
        Some(Self { facts, first, share })
    }

    /// Measures a coupling of files and lifts it to parts.
    pub(crate) fn measure(&self, cx: Cx<'_>, coupling: &dyn Coupling) -> Result<Matrix, Cancelled> {
        let measured = coupling.measure(&Basis::new(&self.facts));
        cx.cancel.check()?;
        Ok(self.lift(&measured, coupling.spread()))
    }

    fn lift(&self, files: &Matrix, spread: Spread) -> Matrix {
        let parts = |file: usize| self.first[file]..self.first[file + 1];
        let count = |file: usize| parts(file).len() as f64;
        let mut rows = Vec::with_capacity(self.share.len());
        for file in 0..self.first.len() - 1 {
            for part in parts(file) {
                let to = |(other, strength): (usize, f64)| {
                    parts(other).filter_map(move |there| {
                        let share = match spread {
                            Spread::Own | Spread::Alike => 1.0 / (count(file) * count(other)).sqrt(),
                            Spread::ByLines => self.share[part] * self.share[there],
                        };
                        (share >= FAINTEST).then_some((there, strength * share))
                    })
                };
                rows.push(files.row(file).flat_map(to).collect());
            }
        }
        Matrix::from_rows(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Parse, Part, PartKind, Unit};
    use crate::graph::Triplets;
    use crate::path::RepoPath;

    /// Files by their parts' lines: `a:30,10 b:5` has two files, the first with two parts.
    fn files(notation: &str) -> Files {
        let unit = |path: &str, (at, lines): (usize, &str)| Unit {
            path: RepoPath::new(path).expect("a test path"),
            part: Some(Part { name: format!("p{at}"), kind: PartKind::Function, ranges: Vec::new() }),
            language: "python",
            lines: lines.parse().expect("a number of lines"),
            bytes: 1,
            package: String::new(),
            types: Vec::new(),
            entity: false,
            parse: Parse::Full,
        };
        let units = notation.split(' ').flat_map(|file| {
            let (path, lines) = file.split_once(':').expect("path:lines");
            lines.split(',').enumerate().map(move |part| unit(path, part)).collect::<Vec<_>>()
        });
        let facts = Facts { units: units.collect(), granularity: Granularity::Function, ..Facts::default() };
        Files::of(&facts).expect("units are parts")
    }

    /// Lifts an edge of strength 1 between the first two files.
    fn check(notation: &str, spread: Spread, expected: &[(usize, usize, f64)]) {
        let files = files(notation);
        let mut triplets = Triplets::new();
        triplets.add(0, 1, 1.0);
        triplets.add(1, 0, 1.0);
        let lifted = files.lift(&triplets.build(files.first.len() - 1), spread);
        let shown: Vec<(usize, usize, String)> = lifted.pairs().map(|(a, b, w)| (a, b, format!("{w:.3}"))).collect();
        let expected: Vec<_> = expected.iter().map(|(a, b, w)| (*a, *b, format!("{w:.3}"))).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn whole_files_keep_their_strength() {
        check("a:30 b:5", Spread::Alike, &[(0, 1, 1.0)]);
        check("a:30 b:5", Spread::ByLines, &[(0, 1, 1.0)]);
    }
    #[test]
    fn a_part_lies_where_its_file_lies() {
        check("a:5,5,5,5 b:5", Spread::Alike, &[(0, 4, 0.5), (1, 4, 0.5), (2, 4, 0.5), (3, 4, 0.5)]);
    }
    #[test]
    fn a_commit_is_more_likely_about_the_longer_part() {
        check("a:30,10 b:5", Spread::ByLines, &[(0, 2, 0.75), (1, 2, 0.25)]);
    }
    #[test]
    fn faint_shares_are_left_out() {
        check("a:990,10 b:5 c:1", Spread::ByLines, &[(0, 2, 0.99)]);
    }
    #[test]
    fn files_themselves_are_not_lifted() {
        assert!(Files::of(&Facts::default()).is_none());
    }
}
