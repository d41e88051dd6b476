//! Which group now is which group then: by the files that both have in common.

use super::Labels;
use std::collections::BTreeMap;

/// The group then of each group now that has one, with their Jaccard overlap (files in both / files in either). Of all pairs
/// the one with the largest overlap is matched first (ties by name then, by name now), each group once, down to `least`.
///
/// ```
/// use seamline_analyzer::compare::{Labels, matched};
/// let labels = |groups: [&str; 3]| -> Labels { ["x", "y", "z"].map(String::from).into_iter().zip(groups.map(String::from)).collect() };
/// let (then, now) = (labels(["a", "a", "b"]), labels(["p", "p", "q"]));
/// assert_eq!(matched(&then, &now, 0.5).into_iter().map(|(now, (then, _))| (now, then)).collect::<Vec<_>>(), [("p", "a"), ("q", "b")]);
/// ```
pub fn matched<'a>(then: &'a Labels, now: &'a Labels, least: f64) -> BTreeMap<&'a str, (&'a str, f64)> {
    let sizes = |labels: &'a Labels| {
        let mut sizes: BTreeMap<&'a str, usize> = BTreeMap::new();
        labels.values().for_each(|group| *sizes.entry(group).or_default() += 1);
        sizes
    };
    let (sizes_then, sizes_now) = (sizes(then), sizes(now));
    let mut common: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (file, group) in now {
        if let Some(was) = then.get(file) {
            *common.entry((was, group)).or_default() += 1;
        }
    }
    let overlap = |((then, now), common): ((&'a str, &'a str), usize)| {
        let either = sizes_then[then] + sizes_now[now] - common;
        (common as f64 / either as f64, then, now)
    };
    let mut overlaps: Vec<(f64, &str, &str)> = common.into_iter().map(overlap).filter(|one| one.0 >= least).collect();
    overlaps.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)).then(a.2.cmp(b.2)));
    let mut found: BTreeMap<&str, (&str, f64)> = BTreeMap::new();
    let mut taken: std::collections::BTreeSet<&str> = std::collections::BTreeSet::new();
    for (overlap, then, now) in overlaps {
        if !found.contains_key(now) && taken.insert(then) {
            found.insert(now, (then, overlap));
        }
    }
    found
}
