//! Co-use: both units refer to the same other units.
//!
//! The row of a unit holds the rarity of everything it refers to; coupling is the cosine of two rows, the 10 nearest
//! above 0.15 per unit.

use super::{Basis, Coupling, EVIDENCE_KEPT, Evidence, Role};
use crate::graph::{Matrix, Rows, cosine_top_k};
use crate::id::{Id, UnitId};
use crate::info::Info;
use crate::settings::Weights;

/// Referring to the same units.
pub(super) struct CoUse;

impl Coupling for CoUse {
    fn info(&self) -> &'static Info {
        &Info {
            id: "co-use",
            summary: "both files refer to the same other files",
            reference: "bibliographic coupling: Kessler 1963; cosine over rare targets",
        }
    }

    fn role(&self) -> Role {
        Role::Code
    }

    fn weight(&self, weights: &Weights) -> f64 {
        weights.co_use
    }

    fn measure(&self, basis: &Basis<'_>) -> Matrix {
        let row = |unit| basis.strengths.row(unit).map(|(to, _)| (to, basis.rarity[to])).collect();
        let rows: Rows = (0..basis.n()).map(row).collect();
        cosine_top_k(&rows, basis.n(), 10, 0.15)
    }

    fn explain(&self, basis: &Basis<'_>, a: UnitId, b: UnitId) -> Vec<Evidence> {
        let theirs: Vec<usize> = basis.strengths.row(b.index()).map(|(to, _)| to).collect();
        let mut common: Vec<usize> = basis.strengths.row(a.index()).map(|(to, _)| to).collect();
        common.retain(|to| theirs.binary_search(to).is_ok());
        common.sort_by(|x, y| basis.rarity[*y].total_cmp(&basis.rarity[*x]).then(x.cmp(y)));
        common.truncate(EVIDENCE_KEPT);
        common.into_iter().map(|to| tell(basis, a, b, UnitId::new(to))).collect()
    }
}

fn tell(basis: &Basis<'_>, a: UnitId, b: UnitId, to: UnitId) -> Evidence {
    let site = |from: UnitId| {
        let line = basis.references(from, to).first().map_or(1, |reference| reference.lines[0]);
        (basis.facts.units[from].path.to_string(), line)
    };
    Evidence {
        text: format!("both refer to {} (so do {} files in all)", basis.short(to), basis.fan_in[to.index()]),
        sites: vec![site(a), site(b)],
        commits: Vec::new(),
    }
}
