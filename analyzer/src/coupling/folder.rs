//! Folders: the paths share prefixes.
//!
//! Features are all folder prefixes; `(1 + ln tf) * ln(N / df + 1)` for prefixes of `2..=0.9 N` units; cosine, the 12
//! nearest above 0.1 per unit. Behind a gate of its own that never opens wider than that of the feature folders.

use super::name::weighted;
use super::{Basis, Coupling, Evidence, Role, Spread};
use crate::graph::{Matrix, cosine_top_k};
use crate::id::UnitId;
use crate::info::Info;
use crate::path::RepoPath;
use crate::settings::Weights;
use std::collections::BTreeMap;

/// Sharing folders.
pub(super) struct Folder;

impl Coupling for Folder {
    fn info(&self) -> &'static Info {
        &Info {
            id: "path-folder",
            summary: "the paths share folders; behind the gate",
            reference: "today's layout, gated by the code's own modularity in the folder graph",
        }
    }

    fn role(&self) -> Role {
        Role::Path
    }

    fn weight(&self, weights: &Weights) -> f64 {
        weights.path
    }

    fn spread(&self) -> Spread {
        Spread::Alike
    }

    fn measure(&self, basis: &Basis<'_>) -> Matrix {
        let bags: Vec<_> = basis.facts.units.values().map(|unit| prefixes(&unit.path)).collect();
        let (rows, count) = weighted(&bags, |n| 0.9 * n);
        cosine_top_k(&rows, count, 12, 0.1)
    }

    fn explain(&self, basis: &Basis<'_>, a: UnitId, b: UnitId) -> Vec<Evidence> {
        let (ours, theirs) = (prefixes(&basis.facts.units[a].path), prefixes(&basis.facts.units[b].path));
        let common = ours.keys().rfind(|prefix| theirs.contains_key(*prefix));
        let tell =
            |prefix: &&str| Evidence { text: format!("both lie in {prefix}"), sites: Vec::new(), commits: Vec::new() };
        common.iter().map(|prefix| tell(prefix)).collect()
    }
}

/// Every folder a path lies in.
fn prefixes(path: &RepoPath) -> BTreeMap<&str, u32> {
    let folder = path.folder();
    let ends = folder.match_indices('/').map(|(at, _)| at).chain((!folder.is_empty()).then_some(folder.len()));
    ends.map(|end| (&folder[..end], 1)).collect()
}
