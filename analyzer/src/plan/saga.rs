//! Transactions that a cut would part, and what takes their place.
//!
//! A transaction spans services when the stores it writes have more than one owner. It becomes a saga (Garcia-Molina, Salem:
//! Sagas, 1987; Richardson: Microservices Patterns, 2018, chapter 4): steps that can be undone, then the pivot, then steps
//! that are tried until they succeed. The cheaper way out stands beside it: a border that keeps the transaction local.
//!
//! A scope whose steps are all steps of another one in the same file is told with that one: a function that another calls
//! joins its transaction.

use super::Services;
use crate::facts::{Facts, Mode, Step, StoreKind, Transaction};
use crate::id::{ServiceId, StoreId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A transaction whose writes have several owners.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanning {
    /// Its index in the facts.
    pub transaction: usize,
    /// The owners of what it writes, ascending.
    pub writers: Vec<ServiceId>,
    /// What happens in it, step by step: one step for what one service does in a row.
    pub steps: Vec<SagaStep>,
    /// Who could conduct it, cheapest first.
    pub orchestrators: Vec<Orchestrator>,
    /// The change of border that would keep it local; `None` where no single owner would do.
    pub local: Option<Redraw>,
}

/// What one service does in a row.
#[derive(Debug, Clone, PartialEq)]
pub struct SagaStep {
    /// The owner of the stores; `None` for stores that no service owns.
    pub service: Option<ServiceId>,
    /// The steps of the transaction, as a range of its indices.
    pub first: usize,
    /// One past the last.
    pub end: usize,
    /// What it is in the saga.
    pub role: Role,
}

/// What a step is in a saga.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It only reads: it can be asked for before the saga begins, and may be stale when it ends.
    Read,
    /// It can be undone, and is when a later step fails.
    Compensatable,
    /// When it is done, the saga will be finished.
    Pivot,
    /// It is tried until it succeeds.
    Retriable,
}

impl Role {
    /// The word for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Role::Read => "read",
            Role::Compensatable => "compensatable",
            Role::Pivot => "pivot",
            Role::Retriable => "retriable",
        }
    }
}

/// A service that could conduct a saga.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Orchestrator {
    /// The service.
    pub service: ServiceId,
    /// Requests to other services: one for each step that is not its own.
    pub remote: usize,
    /// Of these, writes, which need a compensation or repetition.
    pub remote_writes: usize,
}

/// Stores that would have to change hands to keep a transaction local.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redraw {
    /// Who would own everything that is written.
    pub owner: ServiceId,
    /// The stores that would change hands.
    pub stores: Vec<StoreId>,
    /// Uses of these stores that would cross a border then and do not now.
    pub new_crossings: u32,
    /// Uses of these stores that cross now and would not then.
    pub saved_crossings: u32,
}

/// The transactions that span services, most writers first.
pub fn spanning(services: &Services<'_>) -> Vec<Spanning> {
    let mut found: Vec<Spanning> = Vec::new();
    for (at, transaction) in services.facts.transactions.iter().enumerate() {
        let written = transaction.written().into_iter().filter(|store| is_kept(services, *store));
        let writers: BTreeSet<ServiceId> = written.filter_map(|store| services.owner(store)).collect();
        if writers.len() < 2 {
            continue;
        }
        let mut steps = runs(services, transaction);
        let orchestrators = orchestrators(services, transaction, &steps);
        roles(&mut steps, orchestrators.first().map(|one| one.service));
        found.push(Spanning {
            transaction: at,
            writers: writers.into_iter().collect(),
            steps,
            local: redraw(services, transaction),
            orchestrators,
        });
    }
    let inner: Vec<usize> =
        found.iter().map(|one| one.transaction).filter(|at| is_inside(services.facts, *at)).collect();
    found.retain(|one| !inner.contains(&one.transaction));
    found.sort_by_key(|one| (Reverse(one.writers.len()), one.transaction));
    found
}

/// Whether a transaction is part of another one in its file; of two that are the same the first stays.
pub(crate) fn is_inside(facts: &Facts, at: usize) -> bool {
    let transactions = &facts.transactions;
    let (one, path) = (&transactions[at], |of: &Transaction| &facts.units[of.unit].path);
    let step = |step: &Step| (step.store, step.mode, step.site.clone());
    let own: BTreeSet<_> = one.steps.iter().map(step).collect();
    transactions.iter().enumerate().filter(|(other, of)| *other != at && path(of) == path(one)).any(|(other, of)| {
        let all: BTreeSet<_> = of.steps.iter().map(step).collect();
        own.is_subset(&all) && (own.len() < all.len() || other < at)
    })
}

/// Whether rows of it are kept: a topic or a cache takes no part in a transaction.
fn is_kept(services: &Services<'_>, store: StoreId) -> bool {
    !matches!(services.facts.stores[store].kind, StoreKind::Topic | StoreKind::Cache)
}

fn runs(services: &Services<'_>, transaction: &Transaction) -> Vec<SagaStep> {
    let mut steps: Vec<SagaStep> = Vec::new();
    for (at, step) in transaction.steps.iter().enumerate() {
        let service = services.owner(step.store);
        match steps.last_mut() {
            Some(last) if last.service == service => last.end = at + 1,
            _ => steps.push(SagaStep { service, first: at, end: at + 1, role: Role::Read }),
        }
    }
    for step in &mut steps {
        if transaction.steps[step.first..step.end].iter().any(|one| one.mode == Mode::Write) {
            step.role = Role::Compensatable;
        }
    }
    steps
}

/// The pivot is the conductor's own last write, else the last write at all: what comes before can be undone, what comes
/// after has to succeed.
fn roles(steps: &mut [SagaStep], conductor: Option<ServiceId>) {
    let writes = |step: &SagaStep| step.role != Role::Read;
    let own = steps.iter().rposition(|step| writes(step) && step.service == conductor);
    let Some(pivot) = own.or_else(|| steps.iter().rposition(writes)) else { return };
    for (at, step) in steps.iter_mut().enumerate().filter(|(_, step)| step.role != Role::Read) {
        step.role = match at.cmp(&pivot) {
            std::cmp::Ordering::Less => Role::Compensatable,
            std::cmp::Ordering::Equal => Role::Pivot,
            std::cmp::Ordering::Greater => Role::Retriable,
        };
    }
}

/// Who could conduct: fewest remote writes, then fewest remote steps, then where the code stands today.
fn orchestrators(services: &Services<'_>, transaction: &Transaction, steps: &[SagaStep]) -> Vec<Orchestrator> {
    let home = services.of(transaction.unit);
    let able: BTreeSet<ServiceId> = steps.iter().filter_map(|step| step.service).chain(home).collect();
    let one = |service: ServiceId| {
        let remote = steps.iter().filter(|step| step.service.is_some_and(|of| of != service));
        let writes = remote.clone().filter(|step| step.role != Role::Read).count();
        Orchestrator { service, remote: remote.count(), remote_writes: writes }
    };
    let mut all: Vec<Orchestrator> = able.into_iter().map(one).collect();
    all.sort_by_key(|one| (one.remote_writes, one.remote, Some(one.service) != home, one.service));
    all
}

/// The cheapest single owner of everything that is written.
fn redraw(services: &Services<'_>, transaction: &Transaction) -> Option<Redraw> {
    let written: Vec<StoreId> = transaction.written().into_iter().filter(|store| is_kept(services, *store)).collect();
    let mut uses: BTreeMap<(StoreId, ServiceId), u32> = BTreeMap::new();
    for access in services.uses().filter(|access| written.contains(&access.store)) {
        if let Some(service) = services.of(access.unit) {
            *uses.entry((access.store, service)).or_default() += access.count;
        }
    }
    let by = |store: StoreId, service: ServiceId| uses.get(&(store, service)).copied().unwrap_or(0);
    let one = |owner: ServiceId| {
        let moved = |store: &&StoreId| services.owner(**store).is_some_and(|now| now != owner);
        let stores: Vec<StoreId> = written.iter().filter(moved).copied().collect();
        let new_crossings = stores.iter().map(|store| services.owner(*store).map_or(0, |now| by(*store, now))).sum();
        let saved_crossings = stores.iter().map(|store| by(*store, owner)).sum();
        Redraw { owner, stores, new_crossings, saved_crossings }
    };
    let owners: BTreeSet<ServiceId> = written.iter().filter_map(|store| services.owner(*store)).collect();
    owners
        .into_iter()
        .map(one)
        .min_by_key(|one| (i64::from(one.new_crossings) - i64::from(one.saved_crossings), one.stores.len(), one.owner))
}

/// A place where rows and a message must agree: the message is written into an outbox with the rows, and sent from there
/// (Richardson: Microservices Patterns, 2018, chapter 3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outbox {
    /// The index of the transaction in the facts.
    pub transaction: usize,
    /// The topics that are published in it.
    pub topics: Vec<StoreId>,
}

/// The transactions that write rows and publish.
pub fn outboxes(services: &Services<'_>) -> Vec<Outbox> {
    let kind = |step: &Step| services.facts.stores[step.store].kind;
    let one = |(at, transaction): (usize, &Transaction)| {
        let written = transaction.written();
        let topics: Vec<StoreId> =
            written.iter().filter(|store| services.facts.stores[**store].kind == StoreKind::Topic).copied().collect();
        let rows = transaction.steps.iter().any(|step| step.mode == Mode::Write && kind(step) != StoreKind::Topic);
        (rows && !topics.is_empty()).then_some(Outbox { transaction: at, topics })
    };
    services.facts.transactions.iter().enumerate().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Facts, Site};
    use crate::id::{Id, UnitId};
    use crate::path::RepoPath;
    use crate::plan::tests::planned;

    /// A transaction of the first unit with these steps, `write t` or `read t`.
    fn transaction(facts: &Facts, steps: &str) -> Transaction {
        let step = |(line, step): (u32, &str)| {
            let (mode, name) = step.split_once(' ').expect("a mode and a store");
            Step {
                line,
                store: facts.stores.iter().find(|(_, store)| store.name == name).expect("it is used").0,
                mode: if mode == "write" { Mode::Write } else { Mode::Read },
                unit: UnitId::new(0),
                site: Site { path: RepoPath::new("a").expect("a path"), line },
                through: Vec::new(),
            }
        };
        Transaction {
            unit: UnitId::new(0),
            first_line: 1,
            last_line: 9,
            function: "run".to_owned(),
            rule: String::new(),
            steps: (1..).zip(steps.split(", ")).map(step).collect(),
            more: 0,
        }
    }

    /// Steps with their roles, the conductor, and who would own what to keep it local at which price.
    fn check(project: &str, steps: &str, expected: &str) {
        let (mut facts, cut, _) = planned(project);
        facts.transactions = vec![transaction(&facts, steps)];
        let services = Services::new(&facts, &cut);
        let found = spanning(&services);
        let Some(one) = found.first() else {
            assert_eq!("", expected);
            return;
        };
        let name = |service: ServiceId| cut.services[service].as_str();
        let roles: Vec<String> =
            one.steps.iter().map(|step| format!("{} {}", step.service.map_or("-", name), step.role.name())).collect();
        let local = one.local.as_ref().expect("somebody could own all");
        let stores: Vec<&str> = local.stores.iter().map(|store| facts.stores[*store].name.as_str()).collect();
        let (more, fewer) = (local.new_crossings, local.saved_crossings);
        let shown = format!(
            "{}; by {}; local: {} with {} +{more} -{fewer}",
            roles.join(", "),
            name(one.orchestrators[0].service),
            name(local.owner),
            stores.join(" ")
        );
        assert_eq!(shown, expected);
    }

    #[test]
    fn one_owner_needs_no_saga() {
        check("a/one: write t, write u; b/one: read t", "write t, write u", "");
    }
    #[test]
    fn what_is_only_read_elsewhere_spans_nothing() {
        check("a/one: write t; b/one: write u", "read u, write t", "");
    }
    #[test]
    fn the_conductors_last_write_is_the_pivot() {
        check(
            "a/one: write t, write u, write v; b/one: write u, write v; b/two: write u, write v",
            "write u, write t, read v, write v",
            "b compensatable, a compensatable, b pivot; by b; local: b with t +1 -0",
        );
        check(
            "a/one: write t, write w, write u; b/one: write u; b/two: write u",
            "write t, write u, write w",
            "a compensatable, b compensatable, a pivot; by a; local: a with u +2 -1",
        );
        check(
            "a/one: write t, write u; b/one: write u; b/two: write u",
            "write t, write u",
            "a pivot, b retriable; by a; local: a with u +2 -1",
        );
    }
    #[test]
    fn a_step_that_only_reads_needs_no_undoing() {
        check(
            "a/one: write t, read v; b/one: write u; c/one: write v",
            "read v, write t, write u",
            "c read, a pivot, b retriable; by a; local: a with u +1 -0",
        );
    }
    #[test]
    fn a_scope_inside_a_scope_is_told_once() {
        let (mut facts, cut, _) = planned("a/one: write t; b/one: write u; b/two: write v");
        let mut inner = transaction(&facts, "write t, write u");
        inner.first_line = 20;
        let mut apart = transaction(&facts, "write t, write u");
        apart.steps.iter_mut().for_each(|step| step.site.line += 40);
        let outer = transaction(&facts, "write t, write u, write v");
        let told = |facts: &Facts| {
            let found = spanning(&Services::new(facts, &cut));
            found.iter().map(|one| one.transaction).collect::<Vec<_>>()
        };
        facts.transactions = vec![inner.clone(), outer, apart];
        assert_eq!(told(&facts), [1, 2]);
        facts.transactions = vec![inner.clone(), inner];
        assert_eq!(told(&facts), [0]);
    }
    #[test]
    fn topics_take_no_part() {
        check("a/one: write t, tell x; b/one: write u, hear x", "write t, write x", "");
    }
}
