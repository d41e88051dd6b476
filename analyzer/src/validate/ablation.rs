//! Ablations: what each kind of evidence is worth, by taking it away.
//!
//! Each trial is the whole default analysis on changed facts or weights, scored like the default one:
//!
//! - *alone*: one coupling with weight 1 and no other (folders alone find nothing: their gate asks the code);
//! - *without*: the default weights but for one, which is 0;
//! - *disguise*: opaque names, a permuted history, no history, no path signals ([`super::disguise`]);
//! - *chance*: the default's own groups, dealt out at random, so their sizes are the same;
//! - *seeds*: the default with other seeds, for its spread.
//!
//! What rests on chance is run with seeds 1 to N and told as mean and range. A trial whose mean differs from the default
//! by less than the default's own spread says nothing.

use super::disguise::{Disguise, disguised, permutation};
use super::labels::places_in;
use crate::compare::{Labels, Measures, agreement};
use crate::coupling;
use crate::cx::{Cancelled, Cx, Silent, Stage};
use crate::facts::Facts;
use crate::run::analyze;
use crate::settings::{Settings, Weights};
use rayon::prelude::*;

/// One kind of evidence taken away, or left alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Ablation {
    /// What was done, as a short id: `only structural`, `without name`, `opaque names`.
    pub id: String,
    /// What kind of trial it is.
    pub kind: Kind,
    /// The measures of every run, in the order of their seeds.
    pub runs: Vec<Measures>,
}

/// What kind of trial it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The default with other seeds.
    Seeds,
    /// One coupling alone.
    Alone,
    /// All couplings but one.
    Without,
    /// The same evidence in disguise.
    Disguise,
    /// Chance.
    Chance,
}

impl Kind {
    /// The word for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Seeds => "seeds",
            Kind::Alone => "alone",
            Kind::Without => "without",
            Kind::Disguise => "disguise",
            Kind::Chance => "chance",
        }
    }
}

impl Ablation {
    /// The mean of a measure over the runs; 0 for none.
    pub fn mean(&self, measure: impl Fn(&Measures) -> f64) -> f64 {
        self.runs.iter().map(measure).sum::<f64>() / self.runs.len().max(1) as f64
    }

    /// The smallest and the largest value of a measure over the runs.
    pub fn range(&self, measure: impl Fn(&Measures) -> f64) -> (f64, f64) {
        let values = || self.runs.iter().map(&measure);
        (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
    }
}

/// What is run once: the facts in disguise, with these settings.
type Run = (Disguise, Settings);

/// A trial that is yet to be run.
struct Trial {
    id: String,
    kind: Kind,
    runs: Vec<Run>,
}

/// Runs every trial. `proposal` is the default's answer; `truth` is by path.
///
/// # Errors
/// Only when asked to stop.
pub fn ablations(
    cx: Cx<'_>,
    facts: &Facts,
    settings: &Settings,
    proposal: &Labels,
    truth: &Labels,
    seeds: u64,
) -> Result<Vec<Ablation>, Cancelled> {
    let trials = trials(settings, seeds);
    let total = trials.iter().map(|trial| trial.runs.len() as u64).sum();
    let quiet = Cx { progress: &Silent, cancel: cx.cancel };
    let mut found = cx.stage(Stage::Validate, Some(total), || {
        let run = |(disguise, settings): &Run| {
            let analysis = analyze(quiet, disguised(facts, *disguise), settings)?;
            cx.progress.advance(Stage::Validate, 1);
            // Disguises keep the order of the units, so places are told by the true paths.
            Ok(agreement(&places_in(facts, &analysis), truth).strict)
        };
        let trial = |trial: Trial| {
            let runs = trial.runs.par_iter().map(run).collect::<Result<Vec<_>, _>>()?;
            Ok(Ablation { id: trial.id, kind: trial.kind, runs: runs.into_iter().flatten().collect() })
        };
        trials.into_par_iter().map(trial).collect::<Result<Vec<_>, _>>()
    })?;
    found.push(dealt(proposal, truth, seeds));
    Ok(found)
}

fn trials(settings: &Settings, seeds: u64) -> Vec<Trial> {
    let with = |weights: Weights| Settings { weights, ..settings.clone() };
    let seeded = (1..=seeds).map(|seed| (Disguise::None, Settings { seed, ..settings.clone() }));
    let mut trials = vec![Trial { id: "other seeds".to_owned(), kind: Kind::Seeds, runs: seeded.collect() }];
    let signals = signals();
    trials.extend(signals.iter().map(|(name, signal)| {
        let mut weights = none();
        *signal(&mut weights) = 1.0;
        Trial { id: format!("only {name}"), kind: Kind::Alone, runs: vec![(Disguise::None, with(weights))] }
    }));
    let default = settings.weights;
    trials.extend(signals.iter().filter(|(_, signal)| *signal(&mut default.clone()) > 0.0).map(|(name, signal)| {
        let mut weights = default;
        *signal(&mut weights) = 0.0;
        Trial { id: format!("without {name}"), kind: Kind::Without, runs: vec![(Disguise::None, with(weights))] }
    }));
    let permuted = (1..=seeds).map(|seed| (Disguise::PermutedHistory(seed), settings.clone()));
    let disguises: [(&str, Vec<Run>); 4] = [
        ("opaque names", vec![(Disguise::OpaqueNames, settings.clone())]),
        ("no path signals", vec![(Disguise::None, Settings { path_signals: false, ..settings.clone() })]),
        ("permuted history", permuted.collect()),
        ("no history", vec![(Disguise::NoHistory, settings.clone())]),
    ];
    trials.extend(disguises.map(|(id, runs)| Trial { id: id.to_owned(), kind: Kind::Disguise, runs }));
    trials
}

/// The default's groups dealt out at random among the known files that it places.
fn dealt(proposal: &Labels, truth: &Labels, seeds: u64) -> Ablation {
    let placed: Vec<(&String, &String)> = truth.keys().filter_map(|path| proposal.get_key_value(path)).collect();
    let run = |seed| {
        let order = permutation(placed.len(), seed);
        let dealt = order.iter().zip(&placed).map(|(from, (path, _))| ((*path).clone(), placed[*from].1.clone()));
        agreement(&dealt.collect(), truth).strict
    };
    Ablation { id: "its groups at random".to_owned(), kind: Kind::Chance, runs: (1..=seeds).filter_map(run).collect() }
}

/// A weight that can be set.
type Signal = fn(&mut Weights) -> &mut f64;

/// Every weight, by the id of its coupling; the couplings of paths have one together.
fn signals() -> [(&'static str, Signal); 8] {
    [
        ("structural", |weights| &mut weights.structural),
        ("co-use", |weights| &mut weights.co_use),
        ("data", |weights| &mut weights.data),
        ("name", |weights| &mut weights.name),
        ("logical", |weights| &mut weights.logical),
        ("path", |weights| &mut weights.path),
        ("semantic", |weights| &mut weights.semantic),
        ("contributor", |weights| &mut weights.contributor),
    ]
}

fn none() -> Weights {
    Weights {
        structural: 0.0,
        co_use: 0.0,
        data: 0.0,
        name: 0.0,
        logical: 0.0,
        path: 0.0,
        semantic: 0.0,
        contributor: 0.0,
    }
}

/// The couplings whose weight a signal sets.
pub fn couplings_of(signal: &str) -> Vec<&'static str> {
    let ids = coupling::ALL.iter().map(|coupling| coupling.info().id);
    ids.filter(|id| *id == signal || id.strip_prefix(signal).is_some_and(|rest| rest.starts_with('-'))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::labels::places;
    use super::super::tests::{analysis, cx, facts, truth};
    use super::*;

    #[test]
    fn every_coupling_has_its_signal() {
        let mut found: Vec<&str> = Vec::new();
        for (name, signal) in signals() {
            let mut weights = none();
            *signal(&mut weights) = 7.0;
            let weighed = coupling::ALL.iter().filter(|coupling| coupling.weight(&weights) == 7.0);
            let weighed: Vec<&str> = weighed.map(|coupling| coupling.info().id).collect();
            assert_eq!(weighed, couplings_of(name), "{name}");
            found.extend(weighed);
        }
        assert_eq!(found.len(), coupling::ALL.len());
    }

    fn run(seeds: u64) -> Vec<Ablation> {
        let analysis = analysis();
        ablations(cx(), &facts(), &Settings::default(), &places(&analysis), &truth().files(), seeds)
            .expect("nobody cancels")
    }

    #[test]
    fn every_kind_of_evidence_is_taken_away() {
        let found = run(2);
        let ids: Vec<String> = found.iter().map(|one| format!("{} {}", one.id, one.runs.len())).collect();
        let expected = [
            "other seeds 2",
            "only structural 1",
            "only co-use 1",
            "only data 1",
            "only name 1",
            "only logical 1",
            "only path 1",
            "only semantic 1",
            "only contributor 1",
            "without structural 1",
            "without co-use 1",
            "without data 1",
            "without name 1",
            "without logical 1",
            "without path 1",
            "opaque names 1",
            "no path signals 1",
            "permuted history 2",
            "no history 1",
            "its groups at random 2",
        ];
        assert_eq!(ids, expected);
    }

    #[test]
    fn evidence_that_decides_is_missed() {
        let found = run(3);
        let ari = |id: &str| found.iter().find(|one| one.id == id).expect("it was tried").mean(|found| found.ari);
        assert_eq!(ari("other seeds"), 1.0);
        assert!(ari("its groups at random") < 0.5);
        assert_eq!(ari("only path"), 0.0);
    }

    #[test]
    fn mean_and_range() {
        let found = run(3);
        for one in &found {
            let (least, most) = one.range(|found| found.ari);
            let mean = one.mean(|found| found.ari);
            assert!(least <= mean + 1e-12 && mean <= most + 1e-12, "{}", one.id);
        }
    }
}
