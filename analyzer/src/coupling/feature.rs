//! Feature folders: the folders share names that speak of a feature and not of a layer.
//!
//! Folder components without role and layer words (`src`, `main`, `web`, `controllers`, ...); components left empty
//! vanish. Features of a unit are each component and each joined prefix; `tf * ln(N / df + 1)` for features in
//! `2..=0.6 N` units; cosine, the 12 nearest above 0.2 per unit. In the graph only as far as the code agrees with the
//! folders: see the gate in `crate::pipeline`.

use super::name::weighted;
use super::{Basis, Coupling, Evidence, Role, Spread};
use crate::graph::{Matrix, cosine_top_k};
use crate::id::UnitId;
use crate::info::Info;
use crate::path::RepoPath;
use crate::settings::Weights;
use crate::words;
use std::collections::BTreeMap;

/// Folders named after features.
pub(super) struct Feature;

impl Coupling for Feature {
    fn info(&self) -> &'static Info {
        &Info {
            id: "path-feature",
            summary: "the folders share feature names, layers left out; behind the gate",
            reference: "package by feature; gated by the code's own modularity in the folder graph",
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
        let bags: Vec<_> = basis.facts.units.values().map(|unit| features(&unit.path)).collect();
        let (rows, count) = weighted(&bags, |n| 0.6 * n);
        cosine_top_k(&rows, count, 12, 0.2)
    }

    fn explain(&self, basis: &Basis<'_>, a: UnitId, b: UnitId) -> Vec<Evidence> {
        let (ours, theirs) = (features(&basis.facts.units[a].path), features(&basis.facts.units[b].path));
        let common: Vec<&str> =
            ours.keys().filter_map(|f| f.strip_prefix("c:").filter(|_| theirs.contains_key(f))).collect();
        if common.is_empty() {
            return Vec::new();
        }
        let text = format!("both lie in folders that say {}", common.join(", "));
        vec![Evidence { text, sites: Vec::new(), commits: Vec::new() }]
    }
}

/// The feature components and joined prefixes of a path.
fn features(path: &RepoPath) -> BTreeMap<String, u32> {
    let mut bag = BTreeMap::new();
    let mut prefix = String::from("p:");
    for folder in path.folders() {
        let kept: Vec<String> =
            words::split(folder).into_iter().filter(|word| !words::is_role(word) && !words::is_layer(word)).collect();
        if kept.is_empty() {
            continue;
        }
        let component = kept.join("-");
        prefix.push('/');
        prefix.push_str(&component);
        *bag.entry(format!("c:{component}")).or_default() += 1;
        *bag.entry(prefix.clone()).or_default() += 1;
    }
    bag
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: &str) {
        let bag = features(&RepoPath::new(path).expect("a test path"));
        assert_eq!(bag.into_keys().collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn layers_vanish() {
        check("src/main/java/com/shop/web/Order.java", "c:shop p:/shop");
    }
    #[test]
    fn features_stay_with_their_prefixes() {
        check("src/orders/items/A.java", "c:items c:orders p:/orders p:/orders/items");
    }
    #[test]
    fn nothing_left() {
        check("src/controllers/a.js", "");
    }
}
