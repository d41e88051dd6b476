//! One revision of a project beside others: the few numbers that are worth following over time.
//!
//! All of them are of the proposal for that revision, and of what the rules of the gate find under it: how much crosses the
//! services, and how. *Heat* is where work gathers: the share of the commits of the last year before the revision that
//! touch one of the ten units which most of these commits touch. A cut that moves changes the numbers as well as code that
//! does; names that services keep by the overlap of their files tell one from the other.

use crate::analysis::{Analysis, VerdictKind};
use crate::facts::ChangeKind;
use crate::gate::{self, Finding, Limits, Side};
use crate::id::UnitId;
use crate::validate::labels::places;
use std::collections::{BTreeMap, BTreeSet};

/// How many of the most changed units are told.
const HOTTEST: usize = 10;
/// Seconds of a year of 365 days.
const YEAR: i64 = 365 * 24 * 60 * 60;

/// The numbers of one revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Source files.
    pub files: usize,
    /// Their lines.
    pub lines: u64,
    /// Commits that are evidence.
    pub commits: usize,
    /// The answer.
    pub verdict: VerdictKind,
    /// Share of the references between files of services that cross from one to another, 0..=1.
    pub crossing: f64,
    /// Files of each service, by its name.
    pub services: BTreeMap<String, usize>,
    /// How many findings there are of each rule of the gate that speaks of a state, by its id.
    pub findings: BTreeMap<&'static str, usize>,
    /// Stores that more than one service writes.
    pub shared_stores: usize,
    /// The most changed units in the year before, with the number of their commits, most first.
    pub hottest: Vec<(String, usize)>,
    /// The share of the commits of that year that touch one of these, 0..=1.
    pub heat: f64,
}

impl Point {
    /// The numbers of an analysis.
    pub fn of(analysis: &Analysis) -> Self {
        let facts = &analysis.facts;
        let labels = places(analysis);
        let side = Side::before(facts, &labels);
        let limits = Limits::default();
        let found: BTreeMap<&str, Vec<Finding>> =
            gate::ALL.iter().map(|rule| (rule.card().info.id, rule.state(&side, &limits))).collect();
        let mut services: BTreeMap<String, usize> = BTreeMap::new();
        for candidate in analysis.candidates.values() {
            services.insert(candidate.name.clone(), candidate.units.len());
        }
        let findings = found.iter().map(|(id, of_rule)| (*id, of_rule.len())).filter(|(_, count)| *count > 0);
        let findings = findings.collect();
        let written = found.get("second-writer").into_iter().flatten().map(|one| one.id.to.as_str());
        let (hottest, heat) = heat(analysis);
        Self {
            files: facts.units.len(),
            lines: facts.units.values().map(|unit| u64::from(unit.lines)).sum(),
            commits: facts.changes.values().filter(|change| change.kind == ChangeKind::Normal).count(),
            verdict: analysis.verdict.kind,
            crossing: analysis.verdict.crossing,
            services,
            findings,
            shared_stores: written.collect::<BTreeSet<_>>().len(),
            hottest,
            heat,
        }
    }
}

fn heat(analysis: &Analysis) -> (Vec<(String, usize)>, f64) {
    let facts = &analysis.facts;
    let newest = facts.changes.values().map(|change| change.time).max().unwrap_or(0);
    let is_recent = |time: i64| time > newest - YEAR;
    let recent: Vec<_> =
        facts.changes.values().filter(|change| change.kind == ChangeKind::Normal && is_recent(change.time)).collect();
    let mut counts: BTreeMap<UnitId, usize> = BTreeMap::new();
    for unit in recent.iter().flat_map(|change| &change.units) {
        *counts.entry(*unit).or_default() += 1;
    }
    let mut counts: Vec<(UnitId, usize)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    counts.truncate(HOTTEST);
    let touch = |units: &[UnitId]| counts.iter().any(|(hot, _)| units.contains(hot));
    let touched = recent.iter().filter(|change| touch(&change.units)).count();
    let share = if recent.is_empty() { 0.0 } else { touched as f64 / recent.len() as f64 };
    (counts.into_iter().map(|(unit, count)| (facts.units[unit].label(), count)).collect(), share)
}
