//! What files of tests refer to.
//!
//! Names are looked up as in any other file, over units and tests together, after everything else is done: a test is
//! never what a unit's name means. What tests refer to among themselves is left out. A test that names the path of a request
//! refers to the functions of the routes that answer it ([`super::asked`]).

use super::SourceFile;
use super::asked::Routes;
use super::manifest::Manifests;
use super::project::Project;
use super::references;
use rayon::prelude::*;
use seamline_analyzer::facts::{EntryPoint, TestFile};
use seamline_analyzer::{Cancelled, Cx, Id, RepoPath, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// What one file of tests refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestReferences {
    /// Where it lies.
    pub path: RepoPath,
    /// The unit, the name that is mentioned, and how often; sorted. Never empty.
    pub references: Vec<(UnitId, String, u32)>,
}

impl TestReferences {
    /// The number of references to each unit.
    pub(super) fn sum(&self) -> TestFile {
        let mut units: BTreeMap<UnitId, u32> = BTreeMap::new();
        for (unit, _, count) in &self.references {
            *units.entry(*unit).or_default() += count;
        }
        TestFile { path: self.path.clone(), units: units.into_iter().collect() }
    }
}

/// The references of all files of tests, sorted by path, and the files that are units, as they were.
pub(super) fn collect(
    cx: Cx<'_>,
    units: Vec<SourceFile>,
    tests: Vec<SourceFile>,
    manifests: &Manifests,
    entry_points: &[EntryPoint],
) -> Result<(Vec<SourceFile>, Vec<TestReferences>), Cancelled> {
    if tests.is_empty() {
        return Ok((units, Vec::new()));
    }
    let mut all: Vec<(bool, SourceFile)> = units.into_iter().map(|file| (false, file)).collect();
    all.extend(tests.into_iter().map(|file| (true, file)));
    all.sort_by(|a, b| (&a.1.path, a.0).cmp(&(&b.1.path, b.0)));
    all.dedup_by(|next, kept| next.1.path == kept.1.path);
    let (is_test, files): (Vec<bool>, Vec<SourceFile>) = all.into_iter().unzip();
    // The number of a unit among the units alone.
    let mut numbers = Vec::with_capacity(files.len());
    let mut number = 0;
    for is_test in &is_test {
        numbers.push(number);
        number += usize::from(!is_test);
    }
    let routes = Routes::new(entry_points);
    let project = Project::new(&files, manifests);
    let of_test = |index: usize| {
        cx.cancel.check()?;
        let found = references::of_file(&project, UnitId::new(index));
        let to_unit = found.references.into_iter().filter(|reference| !is_test[reference.to.index()]);
        let mut references: Vec<(UnitId, String, u32)> = to_unit
            .map(|reference| (UnitId::new(numbers[reference.to.index()]), reference.name, reference.count))
            .collect();
        let asked = files[index].facts.asked.iter().flat_map(|path| routes.answering(path));
        let asked: BTreeSet<(UnitId, &str)> = asked.collect();
        references.extend(asked.into_iter().map(|(unit, handler)| (unit, handler.to_owned(), 1)));
        references.sort();
        Ok(TestReferences { path: files[index].path.clone(), references })
    };
    let tests: Vec<usize> = (0..files.len()).filter(|index| is_test[*index]).collect();
    let mut found: Vec<TestReferences> = tests.into_par_iter().map(of_test).collect::<Result<_, Cancelled>>()?;
    found.retain(|test| !test.references.is_empty());
    drop(project);
    let units = files.into_iter().zip(is_test).filter(|(_, is_test)| !is_test).map(|(file, _)| file).collect();
    Ok((units, found))
}
