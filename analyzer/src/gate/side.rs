//! One side of a change: facts under the cut, with what every rule asks of them.

use super::Known;
use crate::compare::Labels;
use crate::facts::{Facts, Reference, Site, Store, StoreKind};
use crate::id::{IdVec, ServiceId, StoreId, UnitId};
use crate::plan::{Cut, Services, Standings, library};
use std::collections::{BTreeMap, BTreeSet};

/// The owner of each store, by how findings call it.
type Owners = BTreeMap<String, String>;

/// Facts under a cut.
pub struct Side<'a> {
    /// The facts, of files.
    pub facts: &'a Facts,
    /// The cut.
    pub cut: Cut,
    common: BTreeSet<ServiceId>,
    standings: Standings,
    owners: IdVec<StoreId, Option<String>>,
    labels: IdVec<UnitId, Option<String>>,
}

impl<'a> Side<'a> {
    /// The side before a change: who owns a store follows from who uses it.
    pub fn before(facts: &'a Facts, labels: &Labels) -> Self {
        Self::new(facts, labels, &Owners::new())
    }

    /// The side after it: stores keep the owners that they had.
    pub fn after(facts: &'a Facts, labels: &Labels, before: &Known) -> Self {
        Self::new(facts, labels, &before.owners)
    }

    fn new(facts: &'a Facts, labels: &Labels, known: &Owners) -> Self {
        let cut = Cut::of_labels(labels, facts);
        let services = Services::new(facts, &cut);
        let common = library::common(&services).into_iter().map(|one| one.service).collect();
        let Services { ownership: found, standings, .. } = services;
        let owner = |(id, store): (StoreId, &Store)| {
            let kept = known.get(&named(store)).cloned();
            kept.or_else(|| Some(cut.services[found[id].owner()?].clone()))
        };
        let owners = facts.stores.iter().map(owner).collect();
        let labels = facts.units.values().map(|unit| labels.get(unit.path.as_str()).cloned()).collect();
        Self { facts, cut, common, standings, owners, labels }
    }

    pub(super) fn owners(&self) -> Owners {
        let stores = self.facts.stores.ids();
        stores.filter_map(|store| Some((self.store(store), self.owner(store)?.to_owned()))).collect()
    }

    /// The service of a unit.
    pub fn service(&self, unit: UnitId) -> Option<&str> {
        self.cut.service(unit).map(|service| self.cut.services[service].as_str())
    }

    /// Whether a unit is of [common code](library), which others stand on: to use it makes no border harder to cut.
    pub fn is_common(&self, unit: UnitId) -> bool {
        self.cut.service(unit).is_some_and(|service| self.common.contains(&service))
    }

    /// What is written down about a unit: a service, `(shared)` or `(gateway)`.
    pub fn label(&self, unit: UnitId) -> Option<&str> {
        self.labels[unit].as_deref()
    }

    /// The services of two units, when both have one and they differ.
    pub fn across(&self, from: UnitId, to: UnitId) -> Option<(&str, &str)> {
        let (from, to) = (self.service(from)?, self.service(to)?);
        (from != to).then_some((from, to))
    }

    /// The owner of a store.
    pub fn owner(&self, store: StoreId) -> Option<&str> {
        self.owners[store].as_deref()
    }

    /// How a store is called in findings: `table orders`.
    pub fn store(&self, store: StoreId) -> String {
        named(&self.facts.stores[store])
    }

    /// Whether rows of a store are kept; a topic is there to cross borders, a cache can be lost.
    pub fn is_kept(&self, store: StoreId) -> bool {
        !matches!(self.facts.stores[store].kind, StoreKind::Topic | StoreKind::Cache)
    }

    /// The path of a unit.
    pub fn path(&self, unit: UnitId) -> &str {
        self.facts.units[unit].path.as_str()
    }

    /// A place in a unit.
    pub fn site(&self, unit: UnitId, line: u32) -> Site {
        Site { path: self.facts.units[unit].path.clone(), line }
    }

    /// The references that tie: between a browser's code and a server's a name alone does not.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.facts.references.iter().filter(|one| self.standings.ties(one))
    }

    /// The uses of stores that count.
    pub fn uses(&self) -> impl Iterator<Item = &crate::facts::Access> {
        self.standings.uses(self.facts)
    }

    /// Whether a unit runs once or by hand.
    pub fn runs_once(&self, unit: UnitId) -> bool {
        self.standings.runs_once(unit)
    }
}

fn named(store: &Store) -> String {
    format!("{} {}", store.kind.name(), store.name)
}
