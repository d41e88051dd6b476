//! Who owns a store: the service with most units that write it; of equals the one with most that declare it, then most
//! that read it, then the first. Who comes next is kept: with two writers, one of them has to ask the other.
//!
//! Units that go to no service give no owner. Topics are owned by nobody.

use super::{Cut, Deed, Evidence};
use crate::facts::{Facts, Mode, StoreKind};
use crate::id::{Id, IdVec, ServiceId, StoreId, UnitId};
use std::collections::BTreeSet;

/// Who owns a store.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ownership {
    /// Every service that uses it, the strongest claim first: the owner.
    pub claims: Vec<Claim>,
    /// Where it is read and written, sorted.
    pub evidence: Vec<Evidence>,
}

/// What speaks for a service as an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The service.
    pub service: ServiceId,
    /// Units of it that write.
    pub writers: usize,
    /// Units of it that declare.
    pub declarers: usize,
    /// Units of it that read, or use in a way that is not visible.
    pub readers: usize,
}

impl Ownership {
    /// The owner, when a service uses it.
    pub fn owner(&self) -> Option<ServiceId> {
        self.claims.first().map(|claim| claim.service)
    }

    /// Who would own it otherwise: another service that writes it.
    pub fn runner_up(&self) -> Option<ServiceId> {
        self.claims.get(1).filter(|claim| claim.writers > 0).map(|claim| claim.service)
    }
}

/// Gives every store its owner.
pub fn ownership(facts: &Facts, cut: &Cut) -> IdVec<StoreId, Ownership> {
    type Users = [BTreeSet<UnitId>; 3];
    let mut users: Vec<Vec<(ServiceId, Users)>> = vec![Vec::new(); facts.stores.len()];
    let mut evidence: Vec<Vec<Evidence>> = vec![Vec::new(); facts.stores.len()];
    for access in facts.uses().filter(|access| facts.stores[access.store].kind != StoreKind::Topic) {
        let Some(service) = cut.service(access.unit) else { continue };
        let at = match access.mode {
            Mode::Write => 0,
            Mode::Declare => 1,
            Mode::Read | Mode::Use => 2,
        };
        let of_store = &mut users[access.store.index()];
        let known = of_store.iter().position(|(known, _)| *known == service);
        let place = known.unwrap_or_else(|| {
            of_store.push((service, Users::default()));
            of_store.len() - 1
        });
        of_store[place].1[at].insert(access.unit);
        let deed = if access.mode == Mode::Write { Deed::Writes } else { Deed::Reads };
        let lines =
            access.lines.iter().map(|line| Evidence { unit: access.unit, line: *line, deed: deed(access.store) });
        evidence[access.store.index()].extend(lines);
    }
    let one = |(users, mut evidence): (Vec<(ServiceId, Users)>, Vec<Evidence>)| {
        let claim = |(service, [writers, declarers, readers]): (ServiceId, Users)| Claim {
            service,
            writers: writers.len(),
            declarers: declarers.len(),
            readers: readers.len(),
        };
        let mut claims: Vec<Claim> = users.into_iter().map(claim).collect();
        claims.sort_by_key(|claim| (std::cmp::Reverse((claim.writers, claim.declarers, claim.readers)), claim.service));
        evidence.sort_unstable();
        Ownership { claims, evidence }
    };
    users.into_iter().zip(evidence).map(one).collect()
}

#[cfg(test)]
mod tests {
    use crate::plan::tests::planned;

    /// Owner and runner-up of the table `t`.
    fn check(project: &str, expected: &str) {
        let (facts, cut, plan) = planned(project);
        let store = facts.stores.iter().find(|(_, store)| store.name == "t").expect("the table is used").0;
        let name = |service: Option<crate::ServiceId>| service.map_or("-", |service| cut.services[service].as_str());
        let ownership = &plan.ownership[store];
        assert_eq!(format!("{} {}", name(ownership.owner()), name(ownership.runner_up())), expected);
    }

    #[test]
    fn most_writers_win() {
        check("a/one: write t; a/two: write t; b/one: write t, declare t", "a b");
    }
    #[test]
    fn declaring_breaks_a_tie() {
        check("a/one: write t; b/one: write t, declare t", "b a");
    }
    #[test]
    fn who_only_reads_is_no_runner_up() {
        check("a/one: write t; b/one: read t; b/two: read t", "a -");
    }
    #[test]
    fn who_writes_through_a_repository_writes() {
        check("a/one: change t; b/one: declare t, read t", "a -");
        check("a/one: change t; b/one: declare t, change t", "b a");
    }
    #[test]
    fn readers_own_what_no_service_writes() {
        check("a/one: read t; (shared)/kit: write t", "a -");
        check("(shared)/kit: write t", "- -");
    }
}
