//! Who owns a store: the service with most units that write it; of equals the one with most that declare it, then most
//! that read it, then the first. Who comes next is kept: with two writers, one of them has to ask the other.
//!
//! Whoever maps a table owns it, however many others write it: its entity class, its model, the class of a mapping file. But
//! not a service that neither reads nor writes most of what it maps, where another writes: there the mappings lie for
//! everybody. A unit of plain statements that
//! declares many tables is a schema and maps none, nor does a unit of entities that declares most of the project's tables.
//! What nobody writes or maps goes with the root that it is deleted with, where a cascade says so.
//!
//! One-off code ([`super::standing`]) and a browser claim nothing. Units that go to no service
//! give no owner. Topics are owned by nobody, and neither is the catalogue of the database (`pg_tables`).

use super::standing::Standings;
use super::{Cut, Deed, Evidence};
use crate::facts::{Access, Facts, Mode, Store, StoreKind, StoreLinkKind};
use crate::id::{Id, IdVec, ServiceId, StoreId, UnitId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The most tables that a unit declares and still maps, whatever it is: a hypothesis.
const MAPPED: usize = 3;
/// The tables of the database about itself.
const CATALOGUES: &[&str] = &["information_schema", "pg_catalog", "sqlite_master", "sqlite_schema"];

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

/// The units of a service that write, declare and read a store.
type Users = [BTreeSet<UnitId>; 3];

/// Gives every store its owner.
pub fn ownership(facts: &Facts, cut: &Cut, standings: &Standings) -> IdVec<StoreId, Ownership> {
    let schemas = schemas(facts);
    let mut users: Vec<BTreeMap<ServiceId, Users>> = vec![BTreeMap::new(); facts.stores.len()];
    let mut evidence: Vec<Vec<Evidence>> = vec![Vec::new(); facts.stores.len()];
    let mut mapping: Vec<BTreeMap<ServiceId, usize>> = vec![BTreeMap::new(); facts.stores.len()];
    for access in
        standings.uses(facts).filter(|access| is_owned(&facts.stores[access.store]) && !standings.apart(access.unit))
    {
        let Some(service) = cut.service(access.unit) else { continue };
        let store = access.store.index();
        users[store].entry(service).or_default()[place(access.mode)].insert(access.unit);
        if access.mode == Mode::Declare && !schemas.contains(&access.unit) {
            *mapping[store].entry(service).or_default() += 1;
        }
        let deed = if access.mode == Mode::Write { Deed::Writes } else { Deed::Reads };
        let lines =
            access.lines.iter().map(|line| Evidence { unit: access.unit, line: *line, deed: deed(access.store) });
        evidence[store].extend(lines);
    }
    let living = living(&users, &mapping);
    let one = |((users, mut evidence), mapping): ((BTreeMap<ServiceId, Users>, Vec<Evidence>), _)| {
        evidence.sort_unstable();
        let mut claims = claims(users);
        with_its_entity(&mut claims, mapping, &living);
        Ownership { claims, evidence }
    };
    let mut found: IdVec<StoreId, Ownership> = users.into_iter().zip(evidence).zip(&mapping).map(one).collect();
    with_their_roots(facts, &mut found);
    found
}

fn place(mode: Mode) -> usize {
    match mode {
        Mode::Write => 0,
        Mode::Declare => 1,
        Mode::Read | Mode::Use => 2,
    }
}

fn is_owned(store: &Store) -> bool {
    let name = store.name.as_str();
    let of_database = CATALOGUES.iter().any(|catalogue| name.split('.').next() == Some(catalogue))
        || store.kind == StoreKind::Table && name.starts_with("pg_");
    store.kind != StoreKind::Topic && !of_database
}

/// The units that declare so many stores that they map none: more than [`MAPPED`] without an entity, or more than half of all.
fn schemas(facts: &Facts) -> BTreeSet<UnitId> {
    let mut declared: BTreeMap<UnitId, BTreeSet<StoreId>> = BTreeMap::new();
    let declares = |access: &&Access| access.mode == Mode::Declare;
    for access in facts.accesses.iter().filter(declares) {
        declared.entry(access.unit).or_default().insert(access.store);
    }
    let all = declared.values().flatten().collect::<BTreeSet<_>>().len();
    let is_schema = |(unit, stores): &(UnitId, BTreeSet<StoreId>)| {
        stores.len() > MAPPED && (!facts.units[*unit].entity || 2 * stores.len() > all)
    };
    declared.into_iter().filter(is_schema).map(|(unit, _)| unit).collect()
}

/// The claims, the strongest first.
fn claims(users: BTreeMap<ServiceId, Users>) -> Vec<Claim> {
    let claim = |(service, [writers, declarers, readers]): (ServiceId, Users)| Claim {
        service,
        writers: writers.len(),
        declarers: declarers.len(),
        readers: readers.len(),
    };
    let mut claims: Vec<Claim> = users.into_iter().map(claim).collect();
    claims.sort_by_key(|claim| (Reverse((claim.writers, claim.declarers, claim.readers)), claim.service));
    claims
}

/// The services that read or write at least half of the stores that they map.
fn living(users: &[BTreeMap<ServiceId, Users>], mapping: &[BTreeMap<ServiceId, usize>]) -> BTreeSet<ServiceId> {
    let mut figures: BTreeMap<ServiceId, (usize, usize)> = BTreeMap::new();
    for (users, mapping) in users.iter().zip(mapping) {
        for service in mapping.keys() {
            let (used, mapped) = figures.entry(*service).or_default();
            *mapped += 1;
            let uses = |[writers, _, readers]: &Users| !writers.is_empty() || !readers.is_empty();
            *used += usize::from(users.get(service).is_some_and(uses));
        }
    }
    figures.into_iter().filter(|(_, (used, mapped))| 2 * used >= *mapped).map(|(service, _)| service).collect()
}

/// Puts the service that maps the store first, unless its mappings lie there for others and another writes this one.
fn with_its_entity(claims: &mut [Claim], mapping: &BTreeMap<ServiceId, usize>, living: &BTreeSet<ServiceId>) {
    let mapped = |claim: &Claim| mapping.get(&claim.service).copied().unwrap_or_default();
    // Of equals the stronger claim, which comes first.
    let home = claims.iter().enumerate().filter(|(_, claim)| mapped(claim) > 0);
    let Some((at, home)) = home.max_by_key(|(at, claim)| (mapped(claim), Reverse(*at))) else { return };
    let uses = home.writers + home.readers > 0 || living.contains(&home.service);
    if uses || claims[0].writers == 0 {
        claims[..=at].rotate_right(1);
    }
}

/// Gives what nobody writes or declares to the owner of the rows that it is deleted with.
fn with_their_roots(facts: &Facts, found: &mut IdVec<StoreId, Ownership>) {
    let mut roots: BTreeMap<StoreId, BTreeSet<StoreId>> = BTreeMap::new();
    for link in facts.store_links.iter().filter(|link| link.kind == StoreLinkKind::Cascade && link.from != link.to) {
        roots.entry(link.from).or_default().insert(link.to);
    }
    let kept = |claim: &Claim| claim.writers + claim.declarers > 0;
    // A part of a part goes with the same root; as many rounds as there are stores reach all of them.
    for _ in 0..roots.len() {
        let mut changed = false;
        for (part, roots) in &roots {
            let owners: BTreeSet<ServiceId> = roots.iter().filter_map(|root| found[*root].owner()).collect();
            let claims = &found[*part].claims;
            let (Some(owner), 1) = (owners.first().copied(), owners.len()) else { continue };
            if claims.iter().any(kept) || claims.first().is_some_and(|claim| claim.service == owner) {
                continue;
            }
            let claims = &mut found[*part].claims;
            let known = claims.iter().position(|claim| claim.service == owner);
            let claim = known.map(|at| claims.remove(at));
            claims.insert(0, claim.unwrap_or(Claim { service: owner, writers: 0, declarers: 0, readers: 0 }));
            changed = true;
        }
        if !changed {
            break;
        }
    }
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
        check("a/one: write t; a/two: write t; b/one: write t", "a b");
    }
    #[test]
    fn who_only_reads_is_no_runner_up() {
        check("a/one: write t; b/one: read t; b/two: read t", "a -");
    }
    #[test]
    fn who_writes_through_a_repository_writes() {
        check("a/one: change t; a/two: change t; b/one: declare t, look t", "b a");
        check("a/one: change t; b/one: declare t, change t", "b a");
    }
    #[test]
    fn a_table_goes_with_its_entity_however_many_others_write() {
        check("a/one: write t; b/one: write t, declare t", "b a");
        check("a/one: write t; a/two: write t; a/six: write t; b/one: declare t; b/two: read t", "b a");
        check("a/one: write t; a/two: write t; b/one: declare t; c/one: declare t; c/two: declare t, read t", "c a");
    }
    #[test]
    fn a_mapping_that_its_service_never_uses_owns_nothing_that_others_write() {
        check("a/one: write t; b/one: declare t", "a -");
        check("a/one: read t; a/two: read t; b/one: declare t", "b -");
        check("a/one: write t; b/one: declare t, declare u, read u", "b a");
        check("a/one: write t; b/one: declare t, declare u, declare v, read u", "a -");
    }
    #[test]
    fn a_schema_of_everything_maps_nothing() {
        check("a/one: write t; b/one: declare t, declare u, declare v, declare w, read t", "a -");
        let entities = "b/models: entity, declare t, declare u, declare v, declare w, read t";
        check(&format!("a/one: write t; {entities}"), "a -");
        let more = "c/models: declare p, declare q; d/models: declare r, declare s";
        check(&format!("a/one: write t; {entities}; {more}"), "b a");
    }
    #[test]
    fn what_runs_once_owns_nothing() {
        check("a/migrations/1: write t; a/migrations/2: write t; b/one: read t", "b -");
        check("a/migrations/1: write t", "- -");
    }
    #[test]
    fn a_browser_owns_nothing() {
        check("a/one.tsx: change t; a/two.tsx: change t; b/one: read t", "b -");
    }
    #[test]
    fn parts_go_with_their_root() {
        check("a/one: write s; b/one: read t; t -> s", "a -");
        check("a/one: write s; b/one: write t; t -> s", "b -");
        check("a/one: write r; b/one: read t; c/one: read s; s -> r; t -> s", "a -");
        check("a/one: write r; b/one: read t; c/one: write s; t -> r; t -> s", "b -");
    }
    #[test]
    fn readers_own_what_no_service_writes() {
        check("a/one: read t; (shared)/kit: write t", "a -");
        check("(shared)/kit: write t", "- -");
    }
}
