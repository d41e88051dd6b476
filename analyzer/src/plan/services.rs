//! Facts, a cut, and the owners that follow from it: what every part of a plan looks at.

use super::ownership::ownership;
use super::standing::{Standings, is_versioned};
use super::{Cut, Ownership};
use crate::facts::{Access, ChangeKind, ChangeSet, Context, Facts};
use crate::id::{IdVec, ServiceId, StoreId, UnitId};
use crate::path::RepoPath;
use std::collections::BTreeSet;

/// Facts, divided: which unit and which store belongs to which service.
#[derive(Debug, Clone)]
pub struct Services<'a> {
    /// What is divided.
    pub facts: &'a Facts,
    /// How.
    pub cut: &'a Cut,
    /// Who would own every store.
    pub ownership: IdVec<StoreId, Ownership>,
    /// What units' words count for.
    pub standings: Standings,
    /// The names of types that units with a persistent entity declare.
    pub(super) entities: BTreeSet<&'a str>,
}

/// The files that tests refer to, and those whose types extend or implement what tests refer to: a test of an interface
/// runs what implements it.
pub fn tested(facts: &Facts) -> BTreeSet<&RepoPath> {
    let path = |unit: UnitId| &facts.units[unit].path;
    let mut tested: BTreeSet<&RepoPath> =
        facts.tests.iter().flat_map(|test| &test.units).map(|(unit, _)| path(*unit)).collect();
    let heirs = facts.references.iter().filter(|one| one.context == Context::Inherit && tested.contains(path(one.to)));
    let heirs: Vec<&RepoPath> = heirs.map(|one| path(one.from)).collect();
    tested.extend(heirs);
    tested
}

impl<'a> Services<'a> {
    /// Divides facts.
    pub fn new(facts: &'a Facts, cut: &'a Cut) -> Self {
        let declared = facts.units.values().filter(|unit| unit.entity).flat_map(|unit| &unit.types);
        let entities = declared.map(|of| of.name.as_str()).collect();
        let standings = Standings::new(facts);
        Self { facts, cut, ownership: ownership(facts, cut, &standings), standings, entities }
    }

    /// The services, in order.
    pub fn ids(&self) -> impl Iterator<Item = ServiceId> + use<> {
        self.cut.services.ids()
    }

    /// How many services there are.
    pub fn count(&self) -> usize {
        self.cut.services.len()
    }

    /// The service of a unit.
    pub fn of(&self, unit: UnitId) -> Option<ServiceId> {
        self.cut.service(unit)
    }

    /// The service of a unit that runs with it; a migration does not: it changes a schema once.
    pub(super) fn running(&self, unit: UnitId) -> Option<ServiceId> {
        self.of(unit).filter(|_| !self.is_migration(unit))
    }

    /// Whether a unit changes a schema once: by its folder, or as a change set of Liquibase.
    pub(super) fn is_migration(&self, unit: UnitId) -> bool {
        const FOLDERS: &[&str] = &["migration", "databasechange", "alembic"];
        let path = self.facts.units[unit].path.as_str().to_lowercase();
        let (folders, file) = path.rsplit_once('/').unwrap_or(("", &path));
        let named = |folder: &str| FOLDERS.iter().any(|start| folder.starts_with(start));
        folders.split('/').any(named)
            || is_versioned(&self.facts.units[unit])
            || file.split('.').next().is_some_and(|stem| stem.ends_with("changeset"))
    }

    /// The services of two units, when they differ.
    pub fn across(&self, from: UnitId, to: UnitId) -> Option<(ServiceId, ServiceId)> {
        let (from, to) = (self.of(from)?, self.of(to)?);
        (from != to).then_some((from, to))
    }

    /// The uses of stores that count.
    pub fn uses(&self) -> impl Iterator<Item = &Access> {
        self.standings.uses(self.facts)
    }

    /// The owner of a store.
    pub fn owner(&self, store: StoreId) -> Option<ServiceId> {
        self.ownership[store].owner()
    }

    /// The units of a service, ascending.
    pub fn units(&self, service: ServiceId) -> impl Iterator<Item = UnitId> + '_ {
        self.facts.units.ids().filter(move |unit| self.of(*unit) == Some(service))
    }

    /// Whether most lines of a service belong to units that a question is true of.
    pub(super) fn mostly(&self, service: ServiceId, is: fn(&Standings, UnitId) -> bool) -> bool {
        self.standings.mostly(self.facts, &self.units(service).collect::<Vec<_>>(), is)
    }

    /// The commits that count: by people, of a size that says something, and not undone. Oldest first.
    pub fn commits(&self) -> impl Iterator<Item = &ChangeSet> {
        let counts = |change: &&ChangeSet| change.kind == ChangeKind::Normal && !change.units.is_empty();
        self.facts.changes.values().filter(counts)
    }

    /// One number for each service, all zero.
    pub(super) fn zeros(&self) -> IdVec<ServiceId, f64> {
        vec![0.0; self.count()].into()
    }
}
