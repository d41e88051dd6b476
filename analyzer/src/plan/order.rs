//! In which order to extract the services, and what is left after each step.
//!
//! ```text
//! ease    = 1 / (1 + a in + b out + c writes + d spanning + e state)
//! benefit = changes * (1 - independent) * people          1 for every service where there is no history
//! risk    = 1 + contested + untested + unresolved
//! score   = benefit * ease / risk
//! ```
//!
//! in, out: operations that others call of it, and that it calls of others. writes: uses of a store of one service by
//! another that write or declare, from either side. spanning: transactions that span it. state: shared variables, caches
//! and files that it uses with others. changes: the share of commits that touch it. independent: of these, the share that
//! touches no other service. people: how many people would have to do equal work to change it as it is changed (1 / sum of
//! squared shares), relative to the largest such number. contested: the share of its files that another service pulls.
//! untested: the share of the operations others call of it whose file no test refers to. unresolved: the share of mentions
//! of names of the project that could not be resolved, the same for all.
//!
//! Who keeps most of the data or answers most of the routes is what is left ([`super::remainder`]): it has no step, nobody
//! waits for it, and in the simulation it is the monolith. So has common code ([`mod@super::library`]): it becomes a library
//! before the first step, and what mentions a library crosses nothing.
//!
//! A service that uses another over a kept border ([`super::cycle`]) and puts a tenth of its outgoing mentions there has to
//! wait for it: of the services that wait for nobody, the one with the highest score goes next.

use super::border::Border;
use super::cycle::Direction;
use super::library::{Common, common};
use super::remainder::{keeping, remainder};
use super::saga::Spanning;
use super::{Services, Standings, tested};
use crate::facts::{EntryKind, EntryPoint, Mode, Reference};
use crate::id::{Id, IdVec, ServiceId, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// The share of a service's outgoing mentions that makes it wait for another.
pub const WAITS: f64 = 0.1;

/// The weights of the order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// Of an operation that others call.
    pub incoming: f64,
    /// Of an operation of others that it calls.
    pub outgoing: f64,
    /// Of a write across the border.
    pub writes: f64,
    /// Of a transaction that spans it.
    pub spanning: f64,
    /// Of a state shared with others.
    pub state: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self { incoming: 0.05, outgoing: 0.03, writes: 0.1, spanning: 0.5, state: 0.2 }
    }
}

impl Weights {
    /// The weights by name, as the configuration calls them.
    pub fn named(self) -> [(&'static str, f64); 5] {
        [
            ("incoming", self.incoming),
            ("outgoing", self.outgoing),
            ("writes", self.writes),
            ("spanning", self.spanning),
            ("state", self.state),
        ]
    }

    fn scaled(mut self, at: usize, factor: f64) -> Self {
        let weights = [&mut self.incoming, &mut self.outgoing, &mut self.writes, &mut self.spanning, &mut self.state];
        *weights.into_iter().nth(at).expect("five weights") *= factor;
        self
    }
}

/// What the order of one service rests on.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Terms {
    /// Operations that others call of it.
    pub incoming: f64,
    /// Operations of others that it calls.
    pub outgoing: f64,
    /// Writes across its border, from either side.
    pub writes: f64,
    /// Transactions that span it.
    pub spanning: f64,
    /// States that it shares with others.
    pub state: f64,
    /// The share of commits that touch it, 0..=1; `None` without history.
    pub changes: Option<f64>,
    /// Of these, the share that touches no other service.
    pub independent: f64,
    /// Effective number of people, relative to the largest.
    pub people: f64,
    /// The share of its files that another service pulls.
    pub contested: f64,
    /// The share of the operations others call whose file no test refers to.
    pub untested: f64,
    /// The share of in-project names that could not be resolved.
    pub unresolved: f64,
}

impl Terms {
    /// How easily it comes out, 0..=1.
    pub fn ease(&self, weights: &Weights) -> f64 {
        let values = [self.incoming, self.outgoing, self.writes, self.spanning, self.state];
        let sum: f64 = weights.named().iter().zip(values).map(|((_, weight), value)| weight * value).sum();
        1.0 / (1.0 + sum)
    }

    /// What is won when it is out, 0..=1; 1 where there is no history.
    pub fn benefit(&self) -> f64 {
        self.changes.map_or(1.0, |changes| changes * (1.0 - self.independent) * self.people)
    }

    /// By how much the score is divided, from 1.
    pub fn risk(&self) -> f64 {
        1.0 + self.contested + self.untested + self.unresolved
    }

    /// The higher, the earlier.
    pub fn score(&self, weights: &Weights) -> f64 {
        self.benefit() * self.ease(weights) / self.risk()
    }
}

/// The order of extraction.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Order {
    /// The weights it was made with.
    pub weights: Weights,
    /// What it rests on, by service.
    pub terms: IdVec<ServiceId, Terms>,
    /// Who has to wait for whom: (first, then), ascending. Without cycles.
    pub waits: Vec<(ServiceId, ServiceId)>,
    /// The services in order.
    pub steps: Vec<ServiceId>,
    /// The service that is the monolith itself: it is what is left, and has no step.
    pub remainder: Option<ServiceId>,
    /// What most others stand on: a library before the first step, and no step itself.
    pub common: Vec<Common>,
    /// What is no service: it keeps no rows and nothing outside calls it. It stays, or goes with who uses it.
    pub modules: Vec<ServiceId>,
    /// Of these modules, those that mostly run in a browser: frontends of the services.
    pub browser: Vec<ServiceId>,
    /// Of these modules, those of code that runs once, and of tools of development.
    pub apart: Vec<ServiceId>,
    /// The order when one weight is halved or doubled.
    pub variations: Vec<Variation>,
    /// The state before the first step and after each.
    pub simulation: Vec<State>,
}

/// The order under another weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Variation {
    /// Which weight.
    pub weight: &'static str,
    /// By what it is multiplied.
    pub factor: f64,
    /// The order then.
    pub steps: Vec<ServiceId>,
}

/// How things stand after some steps: so many services are out, the rest is the monolith.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct State {
    /// How many services are out.
    pub extracted: usize,
    /// Mentions of one deployable in another.
    pub crossing: u64,
    /// Stores that several deployables use.
    pub shared_stores: usize,
    /// Of the commits that touch a deployable, the share that touches one only; `None` without history.
    pub single: Option<f64>,
    /// The mean cost of a commit's deployments, one after the other, relative to the monolith's (by lines).
    pub serial: Option<f64>,
    /// The same, all at once.
    pub parallel: Option<f64>,
}

/// What the order is made from.
pub(super) struct Input<'a> {
    pub services: &'a Services<'a>,
    pub borders: &'a [Border],
    pub direction: &'a Direction,
    pub spanning: &'a [Spanning],
    /// The share of each service's files that another service pulls.
    pub contested: &'a IdVec<ServiceId, f64>,
}

/// Orders the services.
pub(super) fn order(input: &Input<'_>, weights: Weights) -> Order {
    let terms = terms(input);
    let remainder = remainder(input.services);
    let mut common = common(input.services);
    common.retain(|one| remainder != Some(one.service));
    let library: BTreeSet<ServiceId> = common.iter().map(|one| one.service).collect();
    let stays = |service: &ServiceId| remainder == Some(*service) || library.contains(service);
    let mut waits = waits(input);
    waits.retain(|(first, then)| !stays(first) && !stays(then));
    let mut modules = modules(input.services);
    modules.retain(|module| !library.contains(module));
    let most = |is: fn(&Standings, UnitId) -> bool| {
        let most = |service: &&ServiceId| input.services.mostly(**service, is);
        modules.iter().filter(most).copied().collect::<Vec<_>>()
    };
    let (browser, mut apart) = (most(Standings::draws), most(Standings::apart));
    apart.retain(|module| !browser.contains(module));
    let goes = |service: &ServiceId| !modules.contains(service) && !stays(service);
    let extracted: BTreeSet<ServiceId> = terms.ids().filter(goes).collect();
    let steps = arrange(&extracted, &terms, &waits, &weights);
    let mut variations = Vec::new();
    for (at, (weight, _)) in weights.named().into_iter().enumerate() {
        for factor in [0.5, 2.0] {
            variations.push(Variation {
                weight,
                factor,
                steps: arrange(&extracted, &terms, &waits, &weights.scaled(at, factor)),
            });
        }
    }
    let simulation = (0..=steps.len()).map(|extracted| state(input.services, &library, &steps[..extracted])).collect();
    Order { weights, terms, waits, steps, remainder, common, modules, browser, apart, variations, simulation }
}

/// Who waits for whom, over kept borders only: no cycle can come of it.
fn waits(input: &Input<'_>) -> Vec<(ServiceId, ServiceId)> {
    let mut outgoing = input.services.zeros();
    for border in input.borders {
        outgoing[border.from] += f64::from(border.mentions());
    }
    let strong =
        |border: &&Border| border.mentions() > 0 && f64::from(border.mentions()) >= WAITS * outgoing[border.from];
    let kept = input.direction.kept.iter().map(|at| &input.borders[*at]);
    let mut waits: Vec<_> = kept.filter(strong).map(|border| (border.to, border.from)).collect();
    waits.sort_unstable();
    waits
}

/// The services that own no table, collection or bucket and that nothing outside calls, and those whose lines mostly belong
/// to code that runs once, or to tools of development.
fn modules(services: &Services<'_>) -> Vec<ServiceId> {
    let owners = keeping(services).filter_map(|store| services.owner(store));
    let outside = |entry: &&EntryPoint| !matches!(entry.kind, EntryKind::Main | EntryKind::Schedule { .. });
    let called = services.facts.entry_points.iter().filter(outside).filter_map(|entry| services.of(entry.unit));
    let alive: BTreeSet<ServiceId> = owners.chain(called).collect();
    let apart = |service: ServiceId| services.mostly(service, Standings::apart);
    services.ids().filter(|service| !alive.contains(service) || apart(*service)).collect()
}

fn arrange(
    extracted: &BTreeSet<ServiceId>,
    terms: &IdVec<ServiceId, Terms>,
    waits: &[(ServiceId, ServiceId)],
    weights: &Weights,
) -> Vec<ServiceId> {
    let mut left = extracted.clone();
    let mut steps = Vec::with_capacity(terms.len());
    while !left.is_empty() {
        let free = |service: &&ServiceId| !waits.iter().any(|(first, then)| then == *service && left.contains(first));
        let better = |a: &&ServiceId, b: &&ServiceId| {
            terms[**a].score(weights).total_cmp(&terms[**b].score(weights)).then(b.cmp(a))
        };
        let next = left.iter().filter(free).max_by(better).copied();
        let Some(next) = next.or_else(|| left.first().copied()) else { break };
        left.remove(&next);
        steps.push(next);
    }
    steps
}

fn terms(input: &Input<'_>) -> IdVec<ServiceId, Terms> {
    let services = input.services;
    let mut terms: IdVec<ServiceId, Terms> = vec![Terms::default(); services.count()].into();
    let unresolved = 1.0 - services.facts.resolution.share();
    for (service, one) in services.ids().zip(terms.values_mut()) {
        one.contested = input.contested[service];
        one.unresolved = unresolved;
    }
    calls(input, &mut terms);
    for access in services.uses() {
        let crossing = services.of(access.unit).zip(services.owner(access.store)).filter(|(by, owner)| by != owner);
        if let (Some((by, owner)), Mode::Write | Mode::Declare) = (crossing, access.mode) {
            terms[by].writes += 1.0;
            terms[owner].writes += 1.0;
        }
    }
    for spanning in input.spanning {
        for service in &spanning.writers {
            terms[*service].spanning += 1.0;
        }
    }
    for state in &services.facts.states {
        let users: BTreeSet<ServiceId> =
            state.uses.iter().map(|one| one.unit).chain([state.unit]).filter_map(|unit| services.of(unit)).collect();
        if users.len() > 1 {
            users.into_iter().for_each(|service| terms[service].state += 1.0);
        }
    }
    history(services, &mut terms);
    terms
}

/// Calls over borders, and which of the called files no test refers to.
fn calls(input: &Input<'_>, terms: &mut IdVec<ServiceId, Terms>) {
    let tested = tested(input.services.facts);
    let path = |unit: &UnitId| &input.services.facts.units[*unit].path;
    // What is done with a store is no code of its owner that a test could refer to.
    let mut called: BTreeMap<ServiceId, BTreeSet<(UnitId, &str, bool)>> = BTreeMap::new();
    for border in input.borders {
        terms[border.from].outgoing += border.operations.len() as f64;
        let operations = border.operations.iter().map(|one| (one.unit, one.name.as_str(), one.store.is_none()));
        called.entry(border.to).or_default().extend(operations);
    }
    for (service, operations) in called {
        terms[service].incoming = operations.len() as f64;
        let code: Vec<UnitId> = operations.iter().filter(|(.., code)| *code).map(|(unit, ..)| *unit).collect();
        let untested = code.iter().filter(|unit| !tested.contains(path(unit))).count();
        terms[service].untested = untested as f64 / code.len().max(1) as f64;
    }
}

fn history(services: &Services<'_>, terms: &mut IdVec<ServiceId, Terms>) {
    let (mut all, mut touched, mut alone) = (0.0, services.zeros(), services.zeros());
    let mut people: Vec<BTreeMap<_, f64>> = vec![BTreeMap::new(); services.count()];
    for change in services.commits() {
        let by: BTreeSet<ServiceId> = change.units.iter().filter_map(|unit| services.of(*unit)).collect();
        all += if by.is_empty() { 0.0 } else { 1.0 };
        for service in &by {
            touched[*service] += 1.0;
            alone[*service] += if by.len() == 1 { 1.0 } else { 0.0 };
            for person in &change.contributors {
                *people[service.index()].entry(*person).or_default() += 1.0;
            }
        }
    }
    if all == 0.0 {
        return;
    }
    let effective = |work: &BTreeMap<_, f64>| {
        let sum: f64 = work.values().sum();
        let squares: f64 = work.values().map(|part| part * part).sum();
        if squares > 0.0 { sum * sum / squares } else { 0.0 }
    };
    let numbers: Vec<f64> = people.iter().map(effective).collect();
    let most = numbers.iter().copied().fold(1.0, f64::max);
    for (service, one) in services.ids().zip(terms.values_mut()) {
        one.changes = Some(touched[service] / all);
        one.independent = if touched[service] > 0.0 { alone[service] / touched[service] } else { 0.0 };
        one.people = numbers[service.index()] / most;
    }
}

/// How things stand when some services are out, and some are a library.
fn state(services: &Services<'_>, library: &BTreeSet<ServiceId>, out: &[ServiceId]) -> State {
    let facts = services.facts;
    let mut at: IdVec<ServiceId, usize> = vec![0; services.count()].into();
    for (position, service) in out.iter().enumerate() {
        at[*service] = position + 1;
    }
    // What belongs to no service stays in the monolith.
    let deployable = |unit: UnitId| services.of(unit).map_or(0, |service| at[service]);
    let mut lines = vec![0.0; out.len() + 1];
    for (unit, of) in facts.units.iter() {
        lines[deployable(unit)] += f64::from(of.lines);
    }
    let whole: f64 = lines.iter().sum();
    let mut users: BTreeMap<_, BTreeSet<usize>> = BTreeMap::new();
    for access in services.uses() {
        users.entry(access.store).or_default().insert(deployable(access.unit));
    }
    let shared = |unit: UnitId| services.of(unit).is_some_and(|service| library.contains(&service));
    let crossing = |one: &&Reference| deployable(one.from) != deployable(one.to) && !shared(one.to);
    let crossing = facts.references.iter().filter(crossing);
    let mut commits = Commits::default();
    for change in services.commits() {
        let touched: BTreeSet<usize> = change.units.iter().map(|unit| deployable(*unit)).collect();
        commits.add(&touched, &lines, whole);
    }
    State {
        extracted: out.len(),
        crossing: crossing.map(|one| u64::from(one.count)).sum(),
        shared_stores: users.values().filter(|users| users.len() > 1).count(),
        single: commits.mean(commits.single),
        serial: commits.mean(commits.serial),
        parallel: commits.mean(commits.parallel),
    }
}

/// Sums over commits.
#[derive(Default)]
struct Commits {
    all: f64,
    single: f64,
    serial: f64,
    parallel: f64,
}

impl Commits {
    fn add(&mut self, touched: &BTreeSet<usize>, lines: &[f64], whole: f64) {
        if touched.is_empty() || whole <= 0.0 {
            return;
        }
        let costs = || touched.iter().map(|at| lines[*at] / whole);
        self.all += 1.0;
        self.single += if touched.len() == 1 { 1.0 } else { 0.0 };
        self.serial += costs().sum::<f64>();
        self.parallel += costs().fold(0.0, f64::max);
    }

    fn mean(&self, sum: f64) -> Option<f64> {
        (self.all > 0.0).then(|| sum / self.all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::migration_of;
    use crate::plan::tests::planned;

    /// The order, who waits for whom, and what is no service.
    fn check(project: &str, steps: &str, waits: &str, modules: &str) {
        let (facts, cut, _) = planned(project);
        let contested = cut.services.values().map(|_| 0.0).collect();
        let order = migration_of((&facts, cut.clone()), (&facts, cut.clone()), &contested, Weights::default()).order;
        let names = |services: &[ServiceId]| {
            services.iter().map(|service| cut.services[*service].as_str()).collect::<Vec<_>>().join(" ")
        };
        let before: Vec<String> = order.waits.iter().map(|(first, then)| names(&[*first, *then])).collect();
        assert_eq!((names(&order.steps).as_str(), before.join("; ").as_str()), (steps, waits));
        assert_eq!(names(&order.modules), modules);
    }

    #[test]
    fn who_is_called_goes_before_who_calls() {
        check("a/one: call b/one, write t; b/one: read u, write u", "b a", "b a", "");
    }
    #[test]
    fn a_circle_is_broken_at_its_lighter_side() {
        check(
            "a/one: call b/one, call b/two, read t, write t; b/one: call a/one, read u, write u; b/two: read u",
            "b a",
            "b a",
            "",
        );
    }
    #[test]
    fn what_is_copied_makes_nobody_wait() {
        check("a/one: call b/sum, write t; b/sum:; b/one: write u", "a b", "", "");
    }
    #[test]
    fn what_keeps_nothing_and_answers_nobody_is_no_service() {
        check("a/one: write t; b/one: call a/one", "a", "a b", "b");
        check("a/one: write t; b/one: route /x show; b/show:", "a b", "", "");
    }

    #[test]
    fn what_keeps_most_is_left_and_has_no_step() {
        let small = "b/one: write u, call a/one; c/one: write v";
        check(&format!("a/one: write p, write q, write r, write t; {small}"), "c b", "", "");
        check("a/one: write p, write q; b/one: write u, write v", "a b", "", "");
    }

    #[test]
    fn common_code_is_a_library_before_the_first_step() {
        let calls = "call mixed-a/kit, call mixed-a/kit, call mixed-a/kit";
        let others =
            format!("p/one: {calls}, write p; q/one: {calls}, write q; r/one: {calls}, write r; s/one: write s");
        check(&format!("mixed-a/kit: read u, write u; {others}"), "s p q r", "", "");
        check(&format!("mixed-a/kit:; {others}"), "p q r s", "", "");
        check(&format!("a/kit: read u, write u; {}", others.replace("mixed-a", "a")), "s a p q r", "a p; a q; a r", "");
    }

    #[test]
    fn what_runs_once_or_keeps_what_every_database_has_is_no_service() {
        check("a/seeds/one: write t; b/one: write u", "b", "", "a");
        check("a/one: write outbox_event; b/one: write u", "b", "", "a");
    }

    #[test]
    fn what_no_service_is_for_is_told_apart() {
        let (facts, cut, _) = planned("a/seeds/one: write t; b/one: write u; c/x.jsx:; d/one:");
        let contested = cut.services.values().map(|_| 0.0).collect();
        let order = migration_of((&facts, cut.clone()), (&facts, cut), &contested, Weights::default()).order;
        let numbers = |services: &[ServiceId]| services.iter().map(|service| service.index()).collect::<Vec<_>>();
        assert_eq!(numbers(&order.modules), [0, 2, 3]);
        assert_eq!((numbers(&order.browser), numbers(&order.apart)), (vec![2], vec![0]));
    }

    #[test]
    fn where_no_store_was_seen_nothing_is_a_copy() {
        check("a/one: call b/one, route /a x; b/one: route /b x", "b a", "b a", "");
    }

    #[test]
    fn ease_falls_with_every_term_and_benefit_is_one_without_history() {
        let weights = Weights::default();
        let none = Terms::default();
        assert_eq!((none.ease(&weights), none.benefit(), none.risk(), none.score(&weights)), (1.0, 1.0, 1.0, 1.0));
        let some = [
            Terms { incoming: 1.0, ..none },
            Terms { outgoing: 1.0, ..none },
            Terms { writes: 1.0, ..none },
            Terms { spanning: 1.0, ..none },
            Terms { state: 1.0, ..none },
        ];
        for (terms, (_, weight)) in some.iter().zip(weights.named()) {
            assert_eq!(terms.ease(&weights), 1.0 / (1.0 + weight));
        }
        let changed = Terms { changes: Some(0.5), independent: 0.2, people: 0.5, contested: 0.25, ..none };
        assert_eq!((changed.benefit(), changed.risk()), (0.2, 1.25));
    }
}
