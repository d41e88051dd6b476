//! Which services' stores a unit needs, itself or through what it calls.

use super::standing::Standings;
use super::{Cut, Ownership, Role};
use crate::facts::{Context, Facts, Mode, StoreKind};
use crate::id::{Id, IdVec, ServiceId, StoreId, UnitId};

/// A call, with the line that makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tie {
    pub(super) to: UnitId,
    pub(super) line: u32,
}

/// Calls between units, and what they reach.
pub(super) struct Reach {
    /// The calls of each unit, sorted.
    pub(super) calls: IdVec<UnitId, Vec<Tie>>,
    /// The units that call each unit, sorted.
    pub(super) callers: IdVec<UnitId, Vec<UnitId>>,
    /// The owners of the stores that each unit reaches, ascending.
    services: IdVec<UnitId, Vec<ServiceId>>,
}

impl Reach {
    /// Follows calls; a function that is handed on is called by whoever gets it.
    pub(super) fn new(facts: &Facts, cut: &Cut, ownership: &IdVec<StoreId, Ownership>, standings: &Standings) -> Self {
        let mut calls: IdVec<UnitId, Vec<Tie>> = facts.units.values().map(|_| Vec::new()).collect();
        let mut callers: IdVec<UnitId, Vec<UnitId>> = facts.units.values().map(|_| Vec::new()).collect();
        for reference in facts.references.iter().filter(|reference| standings.ties(reference)) {
            let shared = cut.roles[reference.to] == Role::Shared;
            if reference.context == Context::Call || reference.context == Context::Use && shared {
                let ties = reference.lines.iter().map(|line| Tie { to: reference.to, line: *line });
                calls[reference.from].extend(ties);
                callers[reference.to].push(reference.from);
            }
        }
        for list in calls.values_mut() {
            list.sort_unstable();
            list.dedup();
        }
        for list in callers.values_mut() {
            list.sort_unstable();
            list.dedup();
        }
        let services = services(facts, cut, ownership, standings, &callers);
        Self { calls, callers, services }
    }

    /// The owners of the stores that a unit reaches, ascending.
    pub(super) fn of(&self, unit: UnitId) -> &[ServiceId] {
        &self.services[unit]
    }
}

/// Walks back from the users of each service's stores. What is gone leads nowhere.
fn services(
    facts: &Facts,
    cut: &Cut,
    ownership: &IdVec<StoreId, Ownership>,
    standings: &Standings,
    callers: &IdVec<UnitId, Vec<UnitId>>,
) -> IdVec<UnitId, Vec<ServiceId>> {
    let mut users: Vec<Vec<UnitId>> = vec![Vec::new(); cut.services.len()];
    for access in standings.uses(facts) {
        let rows = facts.stores[access.store].kind != StoreKind::Topic && access.mode != Mode::Declare;
        if let Some(owner) = ownership[access.store].owner().filter(|_| rows) {
            users[owner.index()].push(access.unit);
        }
    }
    let mut found: IdVec<UnitId, Vec<ServiceId>> = facts.units.values().map(|_| Vec::new()).collect();
    for (service, open) in users.into_iter().enumerate() {
        let service = ServiceId::new(service);
        let mut open = open;
        while let Some(unit) = open.pop() {
            if cut.roles[unit] == Role::Gone || found[unit].last() == Some(&service) {
                continue;
            }
            found[unit].push(service);
            open.extend(&callers[unit]);
        }
    }
    found
}
