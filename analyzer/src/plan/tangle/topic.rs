//! Topics whose name is put together at run time.

use super::{Tangle, TangleKind, site, tangle};
use crate::facts::{Mode, Site};
use crate::id::UnitId;
use crate::plan::Services;
use std::collections::{BTreeMap, BTreeSet};

/// Topics whose name is put together at run time, by pattern.
pub(super) fn topics(services: &Services<'_>) -> Vec<Tangle> {
    let mut by_pattern: BTreeMap<&str, (BTreeSet<UnitId>, Vec<Site>)> = BTreeMap::new();
    for one in services.facts.topic_patterns.iter().filter(|one| one.mode == Mode::Write && one.pattern.contains('*')) {
        let (units, sites) = by_pattern.entry(&one.pattern).or_default();
        units.insert(one.unit);
        sites.push(site(services, one.unit, one.line));
    }
    let one = |(pattern, (units, sites)): (&str, (BTreeSet<UnitId>, Vec<Site>))| {
        let involved = units.iter().filter_map(|unit| services.of(*unit)).collect();
        let mut one = tangle(TangleKind::UnnamedTopic, units.into_iter().collect(), involved, sites);
        one.name = pattern.to_owned();
        one
    };
    by_pattern.into_iter().map(one).collect()
}
