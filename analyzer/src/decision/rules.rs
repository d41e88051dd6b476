//! What a clusterer has to keep to, where a new cut was asked for.

use super::bundle::Target;
use super::{Bound, Decision};
use crate::cluster::Rules;
use crate::facts::Facts;
use crate::id::UnitId;
use std::collections::BTreeMap;

/// What the decisions ask of a clusterer: services that files are pinned to are apart from each other.
pub(crate) fn rules(facts: &Facts, bound: &Bound) -> Rules {
    let bundles = bound.bundles(facts.units.len(), |_| true);
    let mut of_service: BTreeMap<&str, Vec<UnitId>> = BTreeMap::new();
    let mut together = Vec::new();
    for bundle in &bundles {
        match &bundle.target {
            Some(Target::Service(name)) => of_service.entry(name).or_default().extend(&bundle.units),
            Some(Target::Outside(_)) => {}
            None => together.push(bundle.units.clone()),
        }
    }
    let mut pinned: Vec<Vec<UnitId>> = of_service.into_values().collect();
    pinned.iter_mut().for_each(|units| units.sort_unstable());
    let outside = |unit: &UnitId| {
        let here = bundles.iter().find(|bundle| bundle.units.binary_search(unit).is_ok());
        here.is_some_and(|bundle| matches!(bundle.target, Some(Target::Outside(_))))
    };
    let entries = bound.entries().iter().enumerate();
    let apart = entries.filter(|(_, entry)| matches!(entry.decision, Decision::Apart(_)));
    let groups = |(at, _): (usize, _)| -> Vec<Vec<UnitId>> {
        let inside = |group: &Vec<UnitId>| group.iter().filter(|unit| !outside(unit)).copied().collect();
        bound.groups(at).iter().map(inside).collect()
    };
    let mut apart: Vec<Vec<Vec<UnitId>>> = apart.map(groups).collect();
    if pinned.len() > 1 {
        apart.push(pinned.clone());
    }
    together.extend(pinned);
    together.retain(|units| units.len() > 1);
    together.sort();
    Rules { together, apart }
}
