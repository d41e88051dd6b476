//! From facts to the graph that is clustered: layers, their combination, and the gate on folders.
//!
//! `A0` is the weighted sum of the code layers. The gate asks whether the folders agree with the code: with `l0` the
//! Leiden clustering of `A0` at resolution 1 and `a(P)` the modularity of `l0` in a folder graph `P`,
//! `ramp(a) = clamp((a - 0.20) / 0.15, 0, 1)`; feature folders get `ramp(a)`, all folders the smaller of both ramps.
//! Measured agreement: -0.20..0.17 where folders are layers, 0.27..0.70 where they are features.

use crate::analysis::{Layer, PathGate};
use crate::cluster::{ITERATIONS, leiden};
use crate::coupling::{self, Basis, Coupling, Files, Role, Spread};
use crate::cx::{Cancelled, Cx};
use crate::graph::{Matrix, combine, damped};
use crate::metric::modularity;
use crate::settings::Settings;
use rayon::prelude::*;

/// The graph and what it is made of.
pub(crate) struct Built {
    /// The layers, in the order of `coupling::ALL`.
    pub(crate) layers: Vec<Layer>,
    /// What the folders were worth.
    pub(crate) gate: PathGate,
    /// The combined graph.
    pub(crate) graph: Matrix,
}

/// Measures all couplings and combines them.
pub(crate) fn build(cx: Cx<'_>, basis: &Basis<'_>, settings: &Settings) -> Result<Built, Cancelled> {
    let files = Files::of(basis.facts);
    let measured: Vec<Matrix> = coupling::ALL
        .par_iter()
        .map(|coupling| {
            cx.cancel.check()?;
            let wanted = coupling.role() != Role::Path || settings.path_signals;
            match &files {
                _ if !wanted => Ok(Matrix::empty(basis.n())),
                Some(files) if coupling.spread() != Spread::Own => files.measure(cx, *coupling),
                _ => Ok(coupling.measure(basis)),
            }
        })
        .collect::<Result<_, _>>()?;
    let weigh = |(coupling, layer): (&&dyn Coupling, &Matrix)| {
        let weight = coupling.weight(&settings.weights);
        let scaled = if weight > 0.0 { damped(layer) } else { Matrix::empty(basis.n()) };
        scaled.map(|_, _, value| value * weight)
    };
    let mut contributions: Vec<Matrix> = coupling::ALL.iter().zip(&measured).map(weigh).collect();
    let gate = path_gate(basis.n(), settings, &measured, &contributions);
    for (coupling, contribution) in coupling::ALL.iter().zip(&mut contributions) {
        if let Some(open) = openness(*coupling, &gate) {
            *contribution =
                if open > 0.0 { contribution.map(|_, _, value| value * open) } else { Matrix::empty(basis.n()) };
        }
    }
    let graph = combine(basis.n(), &contributions);
    let layers = coupling::ALL
        .iter()
        .zip(measured)
        .zip(contributions)
        .map(|((coupling, measured), contribution)| Layer {
            info: coupling.info(),
            weight: coupling.weight(&settings.weights) * openness(*coupling, &gate).unwrap_or(1.0),
            edges: measured.entries() / 2,
            measured,
            contribution,
        })
        .collect();
    Ok(Built { layers, gate, graph })
}

/// How far the gate is open for a coupling; `None` where it has no gate.
fn openness(coupling: &dyn Coupling, gate: &PathGate) -> Option<f64> {
    match (coupling.role(), coupling.info().id) {
        (Role::Code | Role::Explanation, _) => None,
        (Role::Path, "path-feature") => Some(gate.feature_gate),
        (Role::Path, _) => Some(gate.folder_gate),
    }
}

fn path_gate(n: usize, settings: &Settings, measured: &[Matrix], contributions: &[Matrix]) -> PathGate {
    if !settings.path_signals {
        return PathGate::default();
    }
    let of_code = coupling::ALL.iter().zip(contributions).filter(|(coupling, _)| coupling.role() != Role::Path);
    let code = combine(n, of_code.map(|(_, contribution)| contribution));
    let grouping = leiden(&code, 1.0, ITERATIONS, settings.seed);
    let agreement = |id: &str| {
        let at = coupling::ALL.iter().position(|coupling| coupling.info().id == id);
        at.map_or(0.0, |at| modularity(&measured[at], &grouping, 1.0))
    };
    let (feature_agreement, folder_agreement) = (agreement("path-feature"), agreement("path-folder"));
    let feature_gate = ramp(feature_agreement);
    let folder_gate = ramp(folder_agreement).min(feature_gate);
    PathGate { allowed: true, feature_agreement, folder_agreement, feature_gate, folder_gate }
}

/// 0 up to an agreement of 0.20, 1 from 0.35 on.
fn ramp(agreement: f64) -> f64 {
    ((agreement - 0.20) / 0.15).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gate_opens_between_20_and_35_percent() {
        for (agreement, expected) in [(-0.2, 0.0), (0.2, 0.0), (0.275, 0.5), (0.35, 1.0), (0.7, 1.0)] {
            assert!((ramp(agreement) - expected).abs() < 1e-9, "{agreement}");
        }
    }
}
