//! The rules, one per file.

use super::{Finding, Identity, Severity, Side};
use crate::facts::{Mode, Site};
use std::collections::BTreeSet;

pub(super) mod budget;
pub(super) mod cut;
pub(super) mod cycle;
pub(super) mod dependency;
pub(super) mod drift;
pub(super) mod gap;
pub(super) mod homeless;
pub(super) mod hub;
pub(super) mod join;
pub(super) mod key;
pub(super) mod moved;
pub(super) mod people;
pub(super) mod rise;
pub(super) mod shared;
pub(super) mod suppression;
pub(super) mod surface;
pub(super) mod transaction;
pub(super) mod wide;
pub(super) mod write;
pub(super) mod writer;

/// Newman's book is where most of what makes a cut hard is told.
const NEWMAN: &str = "Newman: Monolith to Microservices (2019)";

/// Between the parts of a list of what is used together.
const TOGETHER: &str = " + ";

/// The most places of one finding that are shown.
const PLACES: usize = 5;

pub(super) fn identity(
    rule: &'static str,
    from: impl Into<String>,
    to: impl Into<String>,
    kind: &'static str,
) -> Identity {
    Identity { rule, from: from.into(), to: to.into(), kind }
}

/// The places in order, each once.
pub(super) fn every(mut sites: Vec<Site>) -> Vec<Site> {
    sites.sort();
    sites.dedup();
    sites
}

/// The finding with a few of its places, as it is shown.
pub(super) fn shown(mut finding: Finding) -> Finding {
    finding.sites.truncate(PLACES);
    finding.partners.truncate(PLACES);
    finding
}

/// Whether a list of what is used together is a part of another one: less of the same is nothing new.
fn is_part(list: &str, whole: &str) -> bool {
    list.split(TOGETHER).all(|one| whole.split(TOGETHER).any(|other| one == other))
}

/// Whether a file declares a store.
fn declares(side: &Side<'_>, path: &str, store: &str) -> bool {
    let mut accesses = side.facts.accesses.iter().filter(|access| access.mode == Mode::Declare);
    accesses.any(|access| side.path(access.unit) == path && side.store(access.store) == store)
}

/// What one finding says is not said again by a weaker one: a first write of a service by that of its file, a wider surface
/// by the dependency that widens it, a circle between each two services on it by that between the two that close it, the call of
/// another service's model that writes its store by the write.
pub(super) fn tell_once(found: &mut Vec<(Severity, Finding)>, side: &Side<'_>) {
    let of = |rule: &'static str| found.iter().filter(move |(_, one)| one.id.rule == rule).map(|(_, one)| one);
    let stores: BTreeSet<(String, String)> =
        of(writer::CARD.info.id).map(|one| (one.service.clone(), one.id.to.clone())).collect();
    let used: BTreeSet<String> = of(dependency::CARD.info.id).map(|one| one.id.to.clone()).collect();
    let users: BTreeSet<String> = of(dependency::CARD.info.id).map(|one| one.id.from.clone()).collect();
    let is_write = |rule: &str| rule == write::CARD.info.id || rule == writer::CARD.info.id;
    let writes: Vec<(Severity, Finding)> = found.iter().filter(|(_, one)| is_write(one.id.rule)).cloned().collect();
    let by_writing = |severity: Severity, use_of: &Finding| {
        writes.iter().any(|(level, write)| {
            *level >= severity
                && use_of.sites.iter().all(|site| write.sites.contains(site))
                && declares(side, &use_of.id.to, &write.id.to)
        })
    };
    let closes = |one: &Finding| one.sites.iter().chain(&one.partners).any(|site| users.contains(site.path.as_str()));
    let closed = of(cycle::CARD.info.id).any(closes);
    found.retain(|(severity, one)| match one.id.rule {
        rule if rule == cycle::CARD.info.id => !closed || closes(one),
        rule if rule == dependency::CARD.info.id => !by_writing(*severity, one),
        rule if rule == write::CARD.info.id => !stores.contains(&(one.service.clone(), one.id.to.clone())),
        rule if rule == surface::CARD.info.id => !used.contains(one.id.to.split('#').next().unwrap_or_default()),
        _ => true,
    });
}
