//! Jobs that work for several services.

use super::uses::Uses;
use super::{SERVICES, Tangle, TangleKind, site, tangle};
use crate::facts::{EntryKind, Site};
use crate::id::UnitId;
use crate::plan::Services;
use std::collections::{BTreeMap, BTreeSet};

/// What a folder of jobs is called.
const JOBS: [&str; 7] = ["jobs", "job", "cron", "schedulers", "scheduler", "tasks", "workers"];

/// Jobs that work for several services: what runs by the clock, and what lies among the jobs.
pub(super) fn jobs(services: &Services<'_>, uses: &Uses) -> Vec<Tangle> {
    let facts = services.facts;
    let mut lines: BTreeMap<UnitId, Vec<Site>> = BTreeMap::new();
    for entry in facts.entry_points.iter().filter(|one| matches!(one.kind, EntryKind::Schedule { .. })) {
        lines.entry(entry.unit).or_default().push(site(services, entry.unit, entry.line));
    }
    let called: BTreeSet<UnitId> =
        facts.entry_points.iter().filter(|one| one.kind != EntryKind::Main).map(|one| one.unit).collect();
    for (unit, of) in facts.units.iter().filter(|(unit, _)| !called.contains(unit)) {
        if of.path.folders().any(|folder| JOBS.contains(&folder)) {
            lines.entry(unit).or_default().push(site(services, unit, of.first_line()));
        }
    }
    let several = |(unit, sites): (UnitId, Vec<Site>)| {
        let involved = uses.services(unit);
        (involved.len() >= SERVICES).then(|| tangle(TangleKind::Job, vec![unit], involved, sites))
    };
    lines.into_iter().filter_map(several).collect()
}
