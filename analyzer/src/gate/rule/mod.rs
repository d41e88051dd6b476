//! The rules, one per file.

use super::{Finding, Identity, Severity};
use crate::facts::Site;
use std::collections::BTreeSet;

pub(super) mod budget;
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

/// What one finding says is not said again by a weaker one: a first write of a service by that of its file, a wider surface
/// by the dependency that widens it, a circle between each two services on it by that between the two that close it.
pub(super) fn tell_once(found: &mut Vec<(Severity, Finding)>) {
    let of = |rule: &'static str| found.iter().filter(move |(_, one)| one.id.rule == rule).map(|(_, one)| one);
    let stores: BTreeSet<(String, String)> =
        of(writer::CARD.info.id).map(|one| (one.service.clone(), one.id.to.clone())).collect();
    let used: BTreeSet<String> = of(dependency::CARD.info.id).map(|one| one.id.to.clone()).collect();
    let users: BTreeSet<String> = of(dependency::CARD.info.id).map(|one| one.id.from.clone()).collect();
    let closes = |one: &Finding| one.sites.iter().chain(&one.partners).any(|site| users.contains(site.path.as_str()));
    let closed = of(cycle::CARD.info.id).any(closes);
    found.retain(|(_, one)| match one.id.rule {
        rule if rule == cycle::CARD.info.id => !closed || closes(one),
        rule if rule == write::CARD.info.id => !stores.contains(&(one.service.clone(), one.id.to.clone())),
        rule if rule == surface::CARD.info.id => !used.contains(one.id.to.split('#').next().unwrap_or_default()),
        _ => true,
    });
}
