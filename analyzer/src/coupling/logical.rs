//! Logical coupling: the units keep changing together.
//!
//! A commit that touches `n` units, `2 <= n <= 100`, gives each pair `1 / (n - 1)`: one change, shared out. The sum is
//! normalised to `E[a,b] = sum / sqrt((c_a + 1)(c_b + 1))` with `c` the number of commits touching the unit; the 12
//! strongest per unit. No decay with age, no minimum support, no grouping by ticket: each of these was measured to
//! lose. Merges, bots, bulk changes and reverts are not evidence.
//!
//! Gall, Hajek, Jazayeri: Detection of Logical Coupling Based on Product Release History (1998).

use super::{Basis, Coupling, EVIDENCE_KEPT, Evidence, Role, Spread};
use crate::facts::{ChangeKind, ChangeSet, Facts};
use crate::graph::{Matrix, top_k};
use crate::id::{ChangeId, Id, UnitId};
use crate::info::Info;
use crate::settings::Weights;

/// The largest commit, in units, that says anything about a pair.
pub(crate) const MAX_CHANGE_SET: usize = 100;

/// Changing together.
pub(super) struct Logical;

impl Coupling for Logical {
    fn info(&self) -> &'static Info {
        &Info {
            id: "logical",
            summary: "both files keep changing in the same commits; small commits count more",
            reference: "Gall, Hajek, Jazayeri: Detection of Logical Coupling (1998), 1/(n-1) per commit, cosine form",
        }
    }

    fn role(&self) -> Role {
        Role::Code
    }

    fn weight(&self, weights: &Weights) -> f64 {
        weights.logical
    }

    fn spread(&self) -> Spread {
        Spread::ByLines
    }

    fn measure(&self, basis: &Basis<'_>) -> Matrix {
        let changes: Vec<&ChangeSet> = evidence(basis.facts).collect();
        let mut touching: Vec<Vec<u32>> = vec![Vec::new(); basis.n()];
        for (at, change) in changes.iter().enumerate() {
            for unit in &change.units {
                touching[unit.index()].push(u32::try_from(at).expect("fewer than four billion commits"));
            }
        }
        let norm: Vec<f64> = commits_of(basis.facts).into_iter().map(|count| (f64::from(count) + 1.0).sqrt()).collect();
        let together = |counter: &mut Vec<f64>, unit: usize| {
            let mut met: Vec<usize> = Vec::new();
            for change in touching[unit].iter().map(|at| changes[*at as usize]) {
                let share = 1.0 / (change.units.len() as f64 - 1.0);
                for other in change.units.iter().map(|other| other.index()).filter(|other| *other != unit) {
                    if counter[other] == 0.0 {
                        met.push(other);
                    }
                    counter[other] += share;
                }
            }
            let take = |other: usize| (other, std::mem::take(&mut counter[other]) / (norm[unit] * norm[other]));
            met.into_iter().map(take).collect()
        };
        top_k(basis.n(), 12, 0.0, || vec![0.0; basis.n()], together)
    }

    fn explain(&self, basis: &Basis<'_>, a: UnitId, b: UnitId) -> Vec<Evidence> {
        let both =
            |change: &&ChangeSet| change.units.binary_search(&a).is_ok() && change.units.binary_search(&b).is_ok();
        let mut commits: Vec<&ChangeSet> = evidence(basis.facts).filter(both).collect();
        let one_file = basis.facts.units[a].path == basis.facts.units[b].path;
        if commits.is_empty() || one_file {
            return Vec::new();
        }
        commits.reverse();
        let alone = |unit: UnitId| evidence(basis.facts).filter(|c| c.units.binary_search(&unit).is_ok()).count();
        let text = format!(
            "{} commits change both ({} change {}, {} change {}), the newest: {}",
            commits.len(),
            alone(a),
            basis.short(a),
            alone(b),
            basis.short(b),
            commits[0].subject,
        );
        commits.truncate(EVIDENCE_KEPT);
        let commits = commits.into_iter().map(|change| change.id.clone()).collect();
        vec![Evidence { text, sites: Vec::new(), commits }]
    }
}

/// How many commits touch each unit: all of them, so that a file which mostly changes alone is tied to nobody.
fn commits_of(facts: &Facts) -> Vec<u32> {
    let mut commits = vec![0; facts.units.len()];
    for unit in facts.changes.values().flat_map(|change| &change.units) {
        commits[unit.index()] += 1;
    }
    commits
}

/// The change sets that say something about pairs, oldest first, with their ids.
pub(crate) fn evidence_changes(facts: &Facts) -> impl Iterator<Item = (ChangeId, &ChangeSet)> {
    let tells = |(_, change): &(ChangeId, &ChangeSet)| {
        change.kind == ChangeKind::Normal && (2..=MAX_CHANGE_SET).contains(&facts.files_of(&change.units))
    };
    facts.changes.iter().filter(tells)
}

/// The change sets that say something about pairs, oldest first.
fn evidence(facts: &Facts) -> impl Iterator<Item = &ChangeSet> {
    evidence_changes(facts).map(|(_, change)| change)
}
