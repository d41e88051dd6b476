//! Which deployables a commit touches, under a decomposition.
//!
//! A deployable is a service, or the gateway. A file touches the service it went to; a shared file touches every service
//! (a kit is built into each), a gateway file the gateway, a dropped file nobody. A split file touches every service that
//! got a part of it, since a commit is only known by file: the dearest reading. A file that the decomposition does not
//! know says nothing; a commit that touches only such files is not usable and is counted. A commit too large to keep its
//! files touches everything.

use super::truth::{Home, Truth};
use crate::analysis::{Analysis, Place};
use crate::facts::{ChangeKind, ChangeSet, Facts};
use crate::id::{Id, IdVec, UnitId};
use std::collections::BTreeSet;

/// A commit that touches more than this share of the files, and at least [`SWEEP_FILES`], is a sweep: a reformat, a
/// licence header.
pub const SWEEP: f64 = 0.25;
/// The fewest files of a sweep.
pub const SWEEP_FILES: usize = 20;

/// A decomposed form: what is deployed, and what each file is part of.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// `truth` or `found`.
    pub id: &'static str,
    /// The deployables: services by name, then the gateway if there is one.
    pub deployables: Vec<String>,
    /// How many of them are services.
    pub services: usize,
    /// What each file is part of.
    pub parts: IdVec<UnitId, Part>,
}

/// What a file is part of.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Of these deployables, with the share of the file that each got, by position.
    Of(Vec<(usize, f64)>),
    /// Of every service.
    Every,
    /// Of nothing any more.
    Nothing,
    /// Not known.
    Unknown,
}

/// The name of the gateway among the deployables.
pub const GATEWAY: &str = "gateway";

impl Form {
    /// The form that the truth describes. With `main_part`, a split file belongs to the service that got most of it.
    pub fn of_truth(facts: &Facts, truth: &Truth, main_part: bool) -> Self {
        let mut deployables: Vec<String> = truth.services().into_iter().map(str::to_owned).collect();
        let services = deployables.len();
        if !truth.gateway.is_empty() {
            deployables.push(GATEWAY.to_owned());
        }
        let at = |name: &str| deployables[..services].iter().position(|service| service == name);
        let part = |path: &str| match truth.home(path) {
            Home::Shared => Part::Every,
            Home::Gateway => Part::Of(vec![(services, 1.0)]),
            Home::Dropped => Part::Nothing,
            Home::Unknown => Part::Unknown,
            Home::Service(main) => match truth.split.get(path).filter(|_| !main_part) {
                None => Part::Of(at(main).into_iter().map(|at| (at, 1.0)).collect()),
                Some(parts) => {
                    let all = parts.values().map(Vec::len).sum::<usize>().max(1) as f64;
                    let share = |(name, functions): (&String, &Vec<String>)| {
                        at(name).map(|at| (at, functions.len() as f64 / all))
                    };
                    Part::Of(parts.iter().filter_map(share).collect())
                }
            },
        };
        let parts = facts.units.values().map(|unit| part(unit.path.as_str())).collect();
        Self { id: "truth", deployables, services, parts }
    }

    /// The form that an analysis proposes.
    pub fn of_proposal(analysis: &Analysis) -> Self {
        let deployables: Vec<String> = analysis.candidates.values().map(|candidate| candidate.name.clone()).collect();
        let parts = analysis.placements.values().map(|placement| match placement.place {
            Place::Candidate(candidate) => Part::Of(vec![(candidate.index(), 1.0)]),
            Place::Shared => Part::Every,
            Place::Unassigned => Part::Unknown,
        });
        Self { id: "found", services: deployables.len(), parts: parts.collect(), deployables }
    }

    /// What a commit touches; `None` when nothing is known of any of its files.
    pub fn touched(&self, change: &ChangeSet) -> Option<BTreeSet<usize>> {
        if change.units.is_empty() {
            return Some((0..self.deployables.len()).collect());
        }
        let mut touched = BTreeSet::new();
        let mut known = false;
        for unit in &change.units {
            match &self.parts[*unit] {
                Part::Of(parts) => touched.extend(parts.iter().map(|(at, _)| *at)),
                Part::Every => touched.extend(0..self.services),
                Part::Nothing => {}
                Part::Unknown => continue,
            }
            known = true;
        }
        known.then_some(touched)
    }
}

/// Whether a commit is noise: by a program, above the cap of the history, or a sweep over so many files of all.
pub fn is_noise(change: &ChangeSet, touched: usize, files: usize) -> bool {
    let sweep = touched >= SWEEP_FILES && touched as f64 > SWEEP * files as f64;
    sweep || matches!(change.kind, ChangeKind::Bot | ChangeKind::Bulk)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{change, facts};
    use super::super::truth::tests::truth;
    use super::*;

    /// The names of the deployables that a commit of some files touches; `?` for a commit that says nothing.
    fn check(lines: &str, files: &str, expected: &str) {
        let form = Form::of_truth(&facts(), &truth(lines), false);
        let touched = form.touched(&change(files));
        let names =
            touched.map(|touched| touched.into_iter().map(|at| form.deployables[at].clone()).collect::<Vec<_>>());
        assert_eq!(names.map_or("?".to_owned(), |names| names.join(" ")), expected);
    }

    const MAP: &str = "u0 x; u1 x; u2 y; u3 (shared); u4 (gateway); u5 (dropped); u6#f x; u6#g y; u6#h y";

    #[test]
    fn a_file_touches_its_service() {
        check(MAP, "0", "x");
        check(MAP, "01", "x");
        check(MAP, "02", "x y");
    }
    #[test]
    fn a_shared_file_touches_every_service_and_not_the_gateway() {
        check(MAP, "3", "x y");
    }
    #[test]
    fn the_gateway_is_deployed_on_its_own() {
        check(MAP, "4", "gateway");
        check(MAP, "04", "x gateway");
    }
    #[test]
    fn a_dropped_file_touches_nobody() {
        check(MAP, "5", "");
        check(MAP, "05", "x");
    }
    #[test]
    fn a_split_file_touches_all_that_got_a_part() {
        check(MAP, "6", "x y");
        let form = Form::of_truth(&facts(), &truth(MAP), true);
        assert_eq!(form.touched(&change("6")).expect("known").len(), 1);
    }
    #[test]
    fn what_the_map_does_not_know_says_nothing() {
        check("u0 x; u1 y", "3", "?");
        check("u0 x; u1 y", "03", "x");
    }
    #[test]
    fn a_commit_too_large_to_keep_touches_everything() {
        check(MAP, "", "x y gateway");
    }

    #[test]
    fn programs_and_sweeps_are_noise() {
        let kind = |kind| ChangeSet { kind, ..change("01") };
        assert_eq!(
            [ChangeKind::Normal, ChangeKind::Bot, ChangeKind::Bulk, ChangeKind::Revert].map(|k| is_noise(
                &kind(k),
                2,
                10
            )),
            [false, true, true, false]
        );
        let sweep = |touched, files| is_noise(&change("0"), touched, files);
        assert_eq!([sweep(20, 79), sweep(20, 80), sweep(19, 20)], [true, false, false]);
    }
}
