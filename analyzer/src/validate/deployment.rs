//! What the history would have cost to deploy: one monolith, or the services each commit touches.
//!
//! A case study of a figure-making application reports "50 % faster deployment times since each service could be updated
//! independently" (Ghodke, Kadadi: Enhancing System Modularity through Python-Based Microservices Development, 2026).
//! Here the claim is replayed, commit by commit, and printed beside that number, whatever comes out:
//!
//! ```text
//! serial(c)    = sum of t(d) over the deployables d that commit c touches
//! parallel(c)  = largest t(d) of them
//! reduction(c) = 1 - cost(c) / t(monolith)
//! ```
//!
//! over the commits that touch at least one deployable. Unless measured, `t` is proportional to lines:
//! `t(d) = lines(d) + lines(shared)`, `t(monolith) = lines of every file that the decomposition knows`; then one service
//! that holds everything costs what the monolith costs. Real deployments have a part that does not shrink with the code
//! (start-up, health checks, roll-out): with `f` its share, `t'(d) = f + (1 - f) t(d) / t(monolith)`, shown over `f`.
//!
//! Commits that touch no source file (documentation, tests, build files) deploy nothing, as in a pipeline that looks at
//! paths; merges bring nothing of their own. Waiting, queues and roll-backs are not in the arithmetic.

use super::touch::{Form, Part, is_noise};
use crate::facts::{ChangeSet, Facts};
use crate::id::UnitId;
use std::collections::{BTreeMap, BTreeSet};

/// What the case study claims.
pub const CLAIM: f64 = 0.5;
/// Which case study.
pub const SOURCE: &str =
    "Ghodke, Kadadi: Enhancing System Modularity through Python-Based Microservices Development (2026)";
/// The shares of a deployment that do not shrink with the code for which the reduction is shown.
pub const FIXED: [f64; 7] = [0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9];

/// Measured times of one deployment, in seconds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Seconds {
    /// Of the monolith.
    pub monolith: f64,
    /// Of every deployable, by name.
    pub deployables: BTreeMap<String, f64>,
}

/// The cost of one deployment, in one unit for all.
#[derive(Debug, Clone, PartialEq)]
pub struct Costs {
    /// Of the monolith.
    pub monolith: f64,
    /// Of every deployable of a form, in its order.
    pub deployables: Vec<f64>,
    /// Whether they were measured.
    pub measured: bool,
}

impl Costs {
    /// The measured ones; `None` when one is missing.
    pub fn measured(form: &Form, seconds: &Seconds) -> Option<Self> {
        let cost = |name: &String| seconds.deployables.get(name).copied();
        let deployables = form.deployables.iter().map(cost).collect::<Option<_>>()?;
        Some(Self { monolith: seconds.monolith, deployables, measured: true })
    }

    /// Lines.
    pub fn by_lines(form: &Form, facts: &Facts) -> Self {
        let mut deployables = vec![0.0; form.deployables.len()];
        let (mut monolith, mut shared) = (0.0, 0.0);
        for (unit, part) in form.parts.iter() {
            let lines = f64::from(facts.units[unit].lines);
            match part {
                Part::Of(parts) => parts.iter().for_each(|(at, share)| deployables[*at] += lines * share),
                Part::Every => shared += lines,
                Part::Nothing => {}
                Part::Unknown => continue,
            }
            monolith += lines;
        }
        deployables[..form.services].iter_mut().for_each(|cost| *cost += shared);
        Self { monolith, deployables, measured: false }
    }

    /// The same with a share of each deployment that does not shrink with the code, the monolith's cost being 1.
    pub fn with_fixed(&self, fixed: f64) -> Self {
        let whole = if self.monolith > 0.0 { self.monolith } else { 1.0 };
        let deployables = self.deployables.iter().map(|cost| fixed + (1.0 - fixed) * cost / whole).collect();
        Self { monolith: 1.0, deployables, measured: self.measured }
    }
}

/// The history replayed under one form.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// `truth` or `found`.
    pub form: &'static str,
    /// The deployables with their costs.
    pub costs: Vec<(String, f64)>,
    /// The monolith's cost.
    pub monolith: f64,
    /// Whether the costs were measured.
    pub measured: bool,
    /// Files that the decomposition does not know.
    pub unknown_files: usize,
    /// Every usable commit first, then the same with other readings.
    pub cases: Vec<Case>,
    /// The mean reductions over the share of a deployment that does not shrink; empty when costs were measured.
    pub by_fixed: Vec<Fixed>,
}

impl Replay {
    /// How the costs were arrived at.
    pub fn formula(&self) -> &'static str {
        match self.measured {
            true => "t(service) and t(monolith) as measured, in seconds",
            false => {
                "t(service) = its lines + lines of shared files; t(monolith) = lines of every file the decomposition knows"
            }
        }
    }
}

/// One reading of the history.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What is read.
    pub id: &'static str,
    /// Commits by how many deployables they touch: none, one, two, three and more.
    pub touching: [usize; 4],
    /// Commits of which nothing is known; not in any other number.
    pub unusable: usize,
    /// The costs beside the monolith's; `None` when no commit touches anything.
    pub reduction: Option<Reduction>,
}

impl Case {
    /// The commits that deploy something.
    pub fn deploying(&self) -> usize {
        self.touching[1..].iter().sum()
    }

    /// Of these, the share that has to deploy several at once.
    pub fn coordinated(&self) -> Option<f64> {
        let several = self.touching[2] + self.touching[3];
        (self.deploying() > 0).then(|| several as f64 / self.deploying() as f64)
    }
}

/// By how much deployments get cheaper; below 0 they get dearer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reduction {
    /// One after the other, mean.
    pub serial_mean: f64,
    /// One after the other, median.
    pub serial_median: f64,
    /// All at once, mean.
    pub parallel_mean: f64,
    /// All at once, median.
    pub parallel_median: f64,
}

/// The mean reductions for one fixed share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fixed {
    /// The share of a deployment that does not shrink with the code.
    pub share: f64,
    /// One after the other.
    pub serial: f64,
    /// All at once.
    pub parallel: f64,
}

/// What each reading is called.
pub const EVERY: &str = "every usable commit";
/// Without commits by programs and without sweeps.
pub const QUIET: &str = "without noise";
/// A split file is touched for its main part only.
pub const MAIN_PART: &str = "split files by their main part";

/// Replays the history under a form; `main_part` is the same form with every split file in its main service.
pub fn replay(facts: &Facts, form: &Form, main_part: Option<&Form>, costs: &Costs) -> Replay {
    let all: Vec<UnitId> = facts.units.ids().collect();
    let files = facts.files_of(&all);
    let touched = |form: &Form, quiet: bool| -> Vec<Option<BTreeSet<usize>>> {
        let noise = |change: &ChangeSet| is_noise(change, facts.files_of(&change.units), files);
        let kept = facts.changes.values().filter(|change| !quiet || !noise(change));
        kept.map(|change| form.touched(change)).collect()
    };
    let elsewhere = usize::try_from(facts.history.elsewhere).unwrap_or(usize::MAX);
    let every = touched(form, false);
    let mut cases = vec![case(EVERY, &every, elsewhere, costs), case(QUIET, &touched(form, true), elsewhere, costs)];
    cases.extend(main_part.map(|form| case(MAIN_PART, &touched(form, false), elsewhere, costs)));
    let fixed = |share: &f64| {
        let found = reduction(&every, &costs.with_fixed(*share))?;
        Some(Fixed { share: *share, serial: found.serial_mean, parallel: found.parallel_mean })
    };
    let unknown = form.parts.iter().filter(|(_, part)| **part == Part::Unknown);
    let unknown: Vec<UnitId> = unknown.map(|(unit, _)| unit).collect();
    Replay {
        form: form.id,
        costs: form.deployables.iter().cloned().zip(costs.deployables.iter().copied()).collect(),
        monolith: costs.monolith,
        measured: costs.measured,
        unknown_files: facts.files_of(&unknown),
        cases,
        by_fixed: if costs.measured { Vec::new() } else { FIXED.iter().filter_map(fixed).collect() },
    }
}

fn case(id: &'static str, commits: &[Option<BTreeSet<usize>>], elsewhere: usize, costs: &Costs) -> Case {
    let mut touching = [elsewhere, 0, 0, 0];
    for touched in commits.iter().flatten() {
        touching[touched.len().min(3)] += 1;
    }
    let unusable = commits.iter().filter(|touched| touched.is_none()).count();
    Case { id, touching, unusable, reduction: reduction(commits, costs) }
}

/// The reductions over the commits that touch something.
fn reduction(commits: &[Option<BTreeSet<usize>>], costs: &Costs) -> Option<Reduction> {
    let deploying: Vec<&BTreeSet<usize>> = commits.iter().flatten().filter(|touched| !touched.is_empty()).collect();
    if deploying.is_empty() || costs.monolith <= 0.0 {
        return None;
    }
    let saved = |cost: &dyn Fn(&mut dyn Iterator<Item = f64>) -> f64| -> Vec<f64> {
        let one = |touched: &&BTreeSet<usize>| {
            1.0 - cost(&mut touched.iter().map(|at| costs.deployables[*at])) / costs.monolith
        };
        deploying.iter().map(one).collect()
    };
    let (serial_mean, serial_median) = middle(saved(&|costs| costs.sum()));
    let (parallel_mean, parallel_median) = middle(saved(&|costs| costs.fold(0.0, f64::max)));
    Some(Reduction { serial_mean, serial_median, parallel_mean, parallel_median })
}

/// Mean and median of some values, which are not none.
fn middle(mut values: Vec<f64>) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    let median = if values.len() % 2 == 1 { values[half] } else { f64::midpoint(values[half - 1], values[half]) };
    (mean, median)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{change, facts};
    use super::super::truth::tests::truth;
    use super::*;
    use proptest::prelude::{prop_assert, proptest};

    /// The facts of the tests (seven files of ten lines) with another history: each word is a commit of some files.
    fn history(commits: &str) -> Facts {
        Facts { changes: commits.split_whitespace().map(change).collect(), ..facts() }
    }

    fn replayed(map: &str, commits: &str) -> Replay {
        let facts = history(commits);
        let form = Form::of_truth(&facts, &truth(map), false);
        replay(&facts, &form, None, &Costs::by_lines(&form, &facts))
    }

    /// Commits by deployables touched; then serial mean and median, parallel mean and median, in percent.
    fn check(map: &str, commits: &str, touching: [usize; 4], expected: [i64; 4]) {
        let replay = replayed(map, commits);
        let found = replay.cases[0].reduction.expect("something is deployed");
        let values = [found.serial_mean, found.serial_median, found.parallel_mean, found.parallel_median];
        assert_eq!(replay.cases[0].touching, touching);
        assert_eq!(values.map(|value| (value * 100.0).round() as i64), expected, "{replay:?}");
    }

    const HALVES: &str = "u0 x; u1 x; u2 x; u3 y; u4 y; u5 y";

    #[test]
    fn one_half_at_a_time_saves_half() {
        check(HALVES, "0 12 3 45", [0, 4, 0, 0], [50, 50, 50, 50]);
    }
    #[test]
    fn both_at_once_save_nothing_one_after_the_other() {
        check(HALVES, "03 14", [0, 0, 2, 0], [0, 0, 50, 50]);
    }
    #[test]
    fn mean_and_median_differ() {
        check(HALVES, "0 1 03", [0, 2, 1, 0], [33, 50, 50, 50]);
        check(HALVES, "0 03", [0, 1, 1, 0], [25, 25, 50, 50]);
    }
    #[test]
    fn a_shared_kit_makes_every_service_dearer_and_touches_all() {
        // 60 lines; each half has 20 of its own and 20 shared.
        check("u0 x; u1 x; u2 (shared); u3 y; u4 y; u5 (shared)", "0 2", [0, 1, 1, 0], [0, 0, 33, 33]);
    }
    #[test]
    fn it_can_get_dearer() {
        check("u0 x; u1 (shared); u2 (shared); u3 y; u4 z", "1", [0, 0, 0, 1], [-80, -80, 40, 40]);
    }
    #[test]
    fn dropped_files_cost_the_monolith_only() {
        check("u0 x; u1 x; u2 (dropped); u3 (dropped)", "0 2", [1, 1, 0, 0], [50, 50, 50, 50]);
    }
    #[test]
    fn commits_elsewhere_deploy_nothing() {
        let mut facts = history("0 3 6");
        facts.history.elsewhere = 5;
        let form = Form::of_truth(&facts, &truth(HALVES), false);
        let replay = replay(&facts, &form, None, &Costs::by_lines(&form, &facts));
        let case = &replay.cases[0];
        assert_eq!((case.touching, case.unusable, case.deploying()), ([5, 2, 0, 0], 1, 2));
        assert_eq!((case.coordinated(), replay.unknown_files), (Some(0.0), 1));
    }
    #[test]
    fn nothing_deployed_is_no_reduction() {
        let replay = replayed("u0 (dropped)", "0");
        assert_eq!((replay.cases[0].reduction, replay.cases[0].coordinated()), (None, None));
        assert!(replay.by_fixed.is_empty());
    }

    #[test]
    fn a_fixed_part_eats_the_gain() {
        let replay = replayed(HALVES, "0 3");
        let half = replay.by_fixed.iter().find(|fixed| fixed.share == 0.5).expect("it is shown");
        assert!((half.serial - 0.25).abs() < 1e-12);
        assert!(replay.by_fixed.windows(2).all(|pair| pair[0].serial >= pair[1].serial));
    }

    #[test]
    fn measured_seconds_take_the_place_of_lines() {
        let facts = history("0 3");
        let form = Form::of_truth(&facts, &truth(HALVES), false);
        let mut seconds = Seconds { monolith: 100.0, ..Seconds::default() };
        seconds.deployables.insert("x".to_owned(), 20.0);
        assert_eq!(Costs::measured(&form, &seconds), None);
        seconds.deployables.insert("y".to_owned(), 60.0);
        let replay = replay(&facts, &form, None, &Costs::measured(&form, &seconds).expect("all are there"));
        let found = replay.cases[0].reduction.expect("something is deployed");
        assert!((found.serial_mean - 0.6).abs() < 1e-12);
        assert!(replay.measured && replay.by_fixed.is_empty());
    }

    #[test]
    fn noise_and_main_parts_are_other_readings() {
        let facts = history("0 6");
        let map = truth("u0 x; u1 y; u6#f x; u6#g y");
        let [form, main] = [false, true].map(|main_part| Form::of_truth(&facts, &map, main_part));
        let replay = replay(&facts, &form, Some(&main), &Costs::by_lines(&form, &facts));
        let found: Vec<_> = replay.cases.iter().map(|case| (case.id, case.touching)).collect();
        assert_eq!(found, [(EVERY, [0, 1, 1, 0]), (QUIET, [0, 1, 1, 0]), (MAIN_PART, [0, 2, 0, 0])]);
    }

    proptest! {
        #[test]
        fn one_service_is_the_monolith(commits in proptest::collection::vec("[0-6]{1,4}", 1..12)) {
            let map = (0..7).map(|at| format!("u{at} only")).collect::<Vec<_>>().join("; ");
            let replay = replayed(&map, &commits.join(" "));
            let found = replay.cases[0].reduction.expect("something is deployed");
            let values = [found.serial_mean, found.serial_median, found.parallel_mean, found.parallel_median];
            prop_assert!(values.iter().all(|value| value.abs() < 1e-12));
        }

        #[test]
        fn parallel_is_never_dearer_than_serial_or_the_monolith(
            commits in proptest::collection::vec("[0-6]{1,4}", 1..12),
            services in proptest::collection::vec(0..4_usize, 7),
        ) {
            let map: Vec<String> =
                services.iter().enumerate().map(|(at, service)| format!("u{at} s{service}")).collect();
            let found = replayed(&map.join("; "), &commits.join(" ")).cases[0].reduction.expect("deployed");
            prop_assert!(found.parallel_mean >= found.serial_mean - 1e-12);
            prop_assert!((0.0..1.0).contains(&found.parallel_mean));
        }
    }
}
