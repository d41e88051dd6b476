//! State of the process that several services use.

use super::uses::Uses;
use super::{SERVICES, Tangle, TangleKind, site, tangle};
use crate::facts::SharedState;
use crate::id::ServiceId;
use crate::plan::Services;
use std::collections::BTreeSet;

/// States that units of several services use: at the places listed, or through a file whose functions keep it for them. One
/// that fewer functions than [`SERVICES`] share inside such a file is the file's own business.
pub(super) fn states(services: &Services<'_>, uses: &Uses) -> Vec<Tangle> {
    let one = |state: &SharedState| {
        let direct: BTreeSet<ServiceId> =
            state.uses.iter().map(|one| one.unit).chain([state.unit]).filter_map(|unit| services.of(unit)).collect();
        let functions: BTreeSet<&str> = state.uses.iter().map(|one| one.function.as_str()).collect();
        let mut involved = direct;
        if functions.len() >= SERVICES {
            involved.extend(uses.referrers[state.unit].iter().filter_map(|unit| services.of(*unit)));
        }
        if involved.len() < 2 {
            return None;
        }
        let sites = state.uses.iter().map(|one| site(services, one.unit, one.line));
        let mut one = tangle(TangleKind::State, vec![state.unit], involved, sites.collect());
        one.name = format!("{} {}", state.kind.name(), state.name);
        Some(one)
    };
    services.facts.states.iter().filter_map(one).collect()
}
