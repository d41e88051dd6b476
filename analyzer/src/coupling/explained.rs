//! What only explains: couplings that are measured and told, but are not in the graph that was clustered.

use super::{ALL, Basis, Role};
use crate::analysis::Analysis;
use crate::id::{Id, UnitId};
use crate::info::Info;

/// What ties two units in one coupling that is not in the graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// The coupling.
    pub info: &'static Info,
    /// Its strength between the two, 0 when neither is among the nearest of the other.
    pub strength: f64,
    /// The facts behind it, as sentences.
    pub evidence: Vec<String>,
}

/// The couplings of two units that explain and do not cluster. One that was given a weight is in the graph and is not
/// told again; one without any evidence is left out.
pub fn explained(analysis: &Analysis, a: UnitId, b: UnitId) -> Vec<Explained> {
    let basis = Basis::new(&analysis.facts);
    let explaining = ALL
        .iter()
        .zip(&analysis.layers)
        .filter(|(coupling, layer)| coupling.role() == Role::Explanation && layer.weight == 0.0);
    let tell = |(coupling, layer): (&&dyn super::Coupling, &crate::analysis::Layer)| Explained {
        info: coupling.info(),
        strength: layer.measured.get(a.index(), b.index()),
        evidence: coupling.explain(&basis, a, b).into_iter().map(|evidence| evidence.text).collect(),
    };
    explaining.map(tell).filter(|told| told.strength > 0.0 || !told.evidence.is_empty()).collect()
}
