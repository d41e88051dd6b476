//! Facts with one kind of evidence taken away or made worthless.
//!
//! *Opaque names*: the n-th file is called `f00n` with its extension, lies in no folder and in no package; references,
//! stores, types and history stay as they are, so what was resolved stays resolved. *Permuted history*: the files of all
//! commits are exchanged by one random permutation: sizes of commits, times and people stay, who changes with whom is
//! chance. *No history*: no commits.

use crate::facts::{Facts, Site};
use crate::id::{Id, UnitId};
use crate::path::RepoPath;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use std::collections::BTreeMap;

/// The stream of random numbers that permutes histories and groupings.
const STREAM: u64 = 0x7065_726d;

/// What is done to the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disguise {
    /// Nothing.
    None,
    /// File and folder names say nothing.
    OpaqueNames,
    /// Who changes with whom is chance; by seed.
    PermutedHistory(u64),
    /// There are no commits.
    NoHistory,
}

/// The facts in disguise.
pub fn disguised(facts: &Facts, disguise: Disguise) -> Facts {
    let facts = facts.clone();
    match disguise {
        Disguise::None => facts,
        Disguise::OpaqueNames => opaque(facts),
        Disguise::PermutedHistory(seed) => permuted(facts, seed),
        Disguise::NoHistory => Facts { changes: Vec::new().into(), ..facts },
    }
}

fn opaque(mut facts: Facts) -> Facts {
    let mut names: BTreeMap<RepoPath, RepoPath> = BTreeMap::new();
    let width = facts.units.len().to_string().len().max(3);
    for unit in facts.units.values_mut() {
        let next = names.len() + 1;
        let named = names.entry(unit.path.clone()).or_insert_with(|| {
            let extension = unit.path.extension();
            let dot = if extension.is_empty() { "" } else { "." };
            RepoPath::new(&format!("f{next:0width$}{dot}{extension}")).expect("a name without a slash")
        });
        unit.path = named.clone();
        unit.package.clear();
    }
    let renamed = |site: &mut Site| {
        if let Some(name) = names.get(&site.path) {
            site.path = name.clone();
        }
    };
    facts.stores.values_mut().flat_map(|store| &mut store.declared).for_each(renamed);
    facts.store_links.iter_mut().for_each(|link| renamed(&mut link.site));
    facts
}

fn permuted(mut facts: Facts, seed: u64) -> Facts {
    let order = permutation(facts.units.len(), seed);
    for change in facts.changes.values_mut() {
        for unit in &mut change.units {
            *unit = UnitId::new(order[unit.index()]);
        }
        change.units.sort_unstable();
    }
    facts
}

/// 0..n in a random order (Fisher, Yates).
pub(super) fn permutation(n: usize, seed: u64) -> Vec<usize> {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(STREAM);
    let mut order: Vec<usize> = (0..n).collect();
    for at in (1..n).rev() {
        // Multiply and shift: without division, the bias is below n / 2^32.
        let other = (u64::from(generator.next_u32()) * (at as u64 + 1)) >> 32;
        order.swap(at, other as usize);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::super::tests::facts;
    use super::*;

    /// The facts of the tests, in a folder and with an extension.
    fn in_a_folder() -> Facts {
        let moved = |path: &RepoPath| RepoPath::new(&format!("shop/{path}.py")).expect("a test path");
        let mut facts = facts();
        facts.units.values_mut().for_each(|unit| unit.path = moved(&unit.path));
        facts.stores.values_mut().flat_map(|store| &mut store.declared).for_each(|site| site.path = moved(&site.path));
        facts
    }

    #[test]
    fn opaque_names_keep_extension_and_order() {
        let disguised = disguised(&in_a_folder(), Disguise::OpaqueNames);
        let paths: Vec<&str> = disguised.units.values().map(|unit| unit.path.as_str()).collect();
        assert_eq!(paths[..3], ["f001.py", "f002.py", "f003.py"]);
        assert!(paths.is_sorted());
        assert!(disguised.units.values().all(|unit| unit.package.is_empty()));
    }

    #[test]
    fn opaque_names_leave_everything_else() {
        let (plain, opaque) = (in_a_folder(), disguised(&in_a_folder(), Disguise::OpaqueNames));
        assert_eq!(plain.references, opaque.references);
        assert_eq!(plain.accesses, opaque.accesses);
        assert_eq!(plain.changes, opaque.changes);
        assert_eq!(opaque.stores.values().next().expect("a store").declared[0].path.as_str(), "f003.py");
    }

    #[test]
    fn a_permuted_history_keeps_the_sizes_of_commits() {
        let (plain, permuted) = (facts(), disguised(&facts(), Disguise::PermutedHistory(1)));
        let sizes = |facts: &Facts| facts.changes.values().map(|change| change.units.len()).collect::<Vec<_>>();
        assert_eq!(sizes(&plain), sizes(&permuted));
        assert_ne!(plain.changes, permuted.changes);
        assert!(permuted.changes.values().all(|change| change.units.is_sorted()));
        assert_eq!(permuted, disguised(&facts(), Disguise::PermutedHistory(1)));
        assert_ne!(permuted, disguised(&facts(), Disguise::PermutedHistory(2)));
    }

    #[test]
    fn no_history_is_no_commits() {
        assert!(disguised(&facts(), Disguise::NoHistory).changes.is_empty());
        assert_eq!(disguised(&facts(), Disguise::None), facts());
    }
}
