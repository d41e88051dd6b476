//! What several couplings need from the references, computed once.

use super::ln;
use crate::facts::{Context, Facts, Reference};
use crate::graph::{Matrix, Triplets};
use crate::id::{Id, UnitId};

/// The facts with the strength of every reference.
pub struct Basis<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// `S[i,j] = sum over contexts of K[context] * (1 + ln count) * q`, plus 0.5 for an import, and 0.7 more if nothing
    /// of the target was mentioned beyond the import. Directed; `q` is the factor of the reference's tier.
    pub strengths: Matrix,
    /// How many units refer to each unit.
    pub fan_in: Vec<usize>,
    /// `ln(1 + N / (1 + fan_in)) / ln(1 + N)`: how much a reference to the unit tells.
    pub rarity: Vec<f64>,
}

impl<'a> Basis<'a> {
    /// Weighs all references.
    pub fn new(facts: &'a Facts) -> Self {
        let n = facts.units.len();
        let strengths = strengths(facts);
        let mut fan_in = vec![0; n];
        for unit in 0..n {
            for (to, _) in strengths.row(unit) {
                fan_in[to] += 1;
            }
        }
        let size = n as f64;
        let rarity = fan_in.iter().map(|&fan| ln(1.0 + size / (1.0 + fan as f64)) / ln(1.0 + size)).collect();
        Self { facts, strengths, fan_in, rarity }
    }

    /// How many units there are.
    pub fn n(&self) -> usize {
        self.facts.units.len()
    }

    /// All references from one unit to another, by context.
    pub fn references(&self, from: UnitId, to: UnitId) -> &'a [Reference] {
        let all = &self.facts.references;
        let start = all.partition_point(|reference| (reference.from, reference.to) < (from, to));
        let end = start + all[start..].partition_point(|reference| (reference.from, reference.to) == (from, to));
        &all[start..end]
    }

    /// The file name of a unit, for sentences, and its part.
    pub fn short(&self, unit: UnitId) -> String {
        self.facts.units[unit].short()
    }
}

/// How much a mention in a context binds.
fn binding(context: Context) -> f64 {
    match context {
        Context::Inherit | Context::Field | Context::Constructor => 3.0,
        Context::New | Context::Call => 2.0,
        Context::Data => 1.5,
        Context::TypeString | Context::Parameter | Context::Return | Context::Local => 1.0,
        Context::Use => 0.7,
        Context::Throws => 0.5,
        Context::Annotation => 0.3,
        Context::Import => 0.0,
    }
}

fn strengths(facts: &Facts) -> Matrix {
    let mut triplets = Triplets::new();
    let same_pair = |a: &Reference, b: &Reference| (a.from, a.to) == (b.from, b.to);
    for pair in facts.references.chunk_by(same_pair) {
        let mut strength = 0.0;
        let mut imported = false;
        for context in pair.chunk_by(|a, b| a.context == b.context) {
            if context[0].context == Context::Import {
                imported = true;
                continue;
            }
            let count: u32 = context.iter().map(|reference| reference.count).sum();
            let factor = context.iter().map(|reference| reference.tier.factor()).fold(0.0, f64::max);
            strength += binding(context[0].context) * (1.0 + ln(f64::from(count.max(1)))) * factor;
        }
        if imported {
            strength += if strength == 0.0 { 1.2 } else { 0.5 };
        }
        if strength > 0.0 {
            triplets.add(pair[0].from.index(), pair[0].to.index(), strength);
        }
    }
    triplets.build(facts.units.len())
}
