//! Contributor coupling: the same people change both units.
//!
//! The row of a unit holds, per contributor, `1 + ln` of the number of their change sets; coupling is the cosine, the 10
//! nearest above 0.1 per unit. It explains and does not cluster by default: added to the graph it lowered the measured
//! accuracy by about two points.
//!
//! Mazlami, Cito, Leitner: Extraction of Microservices from Monolithic Software Architectures (2017), normalised.

use super::{Basis, Coupling, Evidence, Role, Spread, ln};
use crate::facts::ChangeKind;
use crate::graph::{Matrix, Rows, cosine_top_k};
use crate::id::{ContributorId, Id, UnitId};
use crate::info::Info;
use crate::settings::Weights;
use std::collections::BTreeMap;

/// Changed by the same people.
pub(super) struct Contributor;

impl Coupling for Contributor {
    fn info(&self) -> &'static Info {
        &Info {
            id: "contributor",
            summary: "the same people change both files; explains only, unless given a weight",
            reference: "Mazlami, Cito, Leitner 2017, as a cosine",
        }
    }

    fn role(&self) -> Role {
        Role::Explanation
    }

    fn weight(&self, weights: &Weights) -> f64 {
        weights.contributor
    }

    fn spread(&self) -> Spread {
        Spread::Alike
    }

    fn measure(&self, basis: &Basis<'_>) -> Matrix {
        let mut work: Vec<BTreeMap<ContributorId, u32>> = vec![BTreeMap::new(); basis.n()];
        for change in basis.facts.changes.values().filter(|change| change.kind == ChangeKind::Normal) {
            for unit in &change.units {
                for person in &change.contributors {
                    *work[unit.index()].entry(*person).or_default() += 1;
                }
            }
        }
        let row = |people: &BTreeMap<ContributorId, u32>| {
            people.iter().map(|(person, count)| (person.index(), 1.0 + ln(f64::from(*count)))).collect()
        };
        let rows: Rows = work.iter().map(row).collect();
        cosine_top_k(&rows, basis.facts.contributors.len(), 10, 0.1)
    }

    fn explain(&self, basis: &Basis<'_>, a: UnitId, b: UnitId) -> Vec<Evidence> {
        let people = |unit: UnitId| {
            let mut people: BTreeMap<ContributorId, u32> = BTreeMap::new();
            let touching = basis.facts.changes.values().filter(|change| change.kind == ChangeKind::Normal);
            for change in touching.filter(|change| change.units.binary_search(&unit).is_ok()) {
                for person in &change.contributors {
                    *people.entry(*person).or_default() += 1;
                }
            }
            people
        };
        let (ours, theirs) = (people(a), people(b));
        let common: Vec<&str> = ours
            .keys()
            .filter(|person| theirs.contains_key(person))
            .map(|person| basis.facts.contributors[*person].name.as_str())
            .collect();
        let one_file = basis.facts.units[a].path == basis.facts.units[b].path;
        if common.is_empty() || one_file {
            return Vec::new();
        }
        let shown = common[..common.len().min(5)].join(", ");
        let text = format!("{} people change both: {shown}", common.len());
        vec![Evidence { text, sites: Vec::new(), commits: Vec::new() }]
    }
}
