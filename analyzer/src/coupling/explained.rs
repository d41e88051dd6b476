//! What only explains: couplings that are measured and told, but are not in the graph that was clustered.

use super::{ALL, Basis, Coupling, Role};
use crate::analysis::{Analysis, Layer};
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
    let tell = |(coupling, layer): (&dyn Coupling, &Layer)| Explained {
        info: coupling.info(),
        strength: layer.measured.get(a.index(), b.index()),
        evidence: coupling.explain(&basis, a, b).into_iter().map(|evidence| evidence.text).collect(),
    };
    explaining(analysis).map(tell).filter(|told| told.strength > 0.0 || !told.evidence.is_empty()).collect()
}

/// The same between two groups of units, each ascending: how many pairs are near each other, and the nearest.
pub fn explained_between(analysis: &Analysis, a: &[UnitId], b: &[UnitId]) -> Vec<Explained> {
    let basis = Basis::new(&analysis.facts);
    let crosses = |x: UnitId, y: UnitId| a.binary_search(&x).is_ok() && b.binary_search(&y).is_ok();
    let tell = |(coupling, layer): (&dyn Coupling, &Layer)| {
        let pairs = layer.measured.pairs().map(|(x, y, strength)| (UnitId::new(x), UnitId::new(y), strength));
        let near: Vec<_> = pairs.filter(|(x, y, _)| crosses(*x, *y) || crosses(*y, *x)).collect();
        let (x, y, strength) = *near.iter().max_by(|p, q| p.2.total_cmp(&q.2).then((q.0, q.1).cmp(&(p.0, p.1))))?;
        let names = format!("{} and {}", basis.short(x), basis.short(y));
        let verb = if near.len() == 1 { "pair of files is" } else { "pairs of files are" };
        let mut evidence = vec![format!("{} {verb} near, the nearest {names}", near.len())];
        evidence.extend(coupling.explain(&basis, x, y).into_iter().map(|evidence| evidence.text));
        Some(Explained { info: coupling.info(), strength, evidence })
    };
    explaining(analysis).filter_map(tell).collect()
}

/// The couplings that are not in the graph, with what was measured.
fn explaining(analysis: &Analysis) -> impl Iterator<Item = (&'static dyn Coupling, &Layer)> {
    let layers = ALL.iter().copied().zip(&analysis.layers);
    layers.filter(|(coupling, layer)| coupling.role() == Role::Explanation && layer.weight == 0.0)
}
