//! From a migration of the core to the document: copying, naming, numbering and capping; the words are in
//! [`super::words`].

mod handler;
mod hooks;
mod moves;
mod remarks;
mod seams;
pub(super) mod treated;

use self::handler::taken;
use super::guards::Guards;
use super::v1::*;
use super::words;
use crate::display::{counted, date};
use crate::wire::{Capped, Document, six};
use seamline_analyzer::facts::{ChangeKind, EntryKind, EntryPoint, Facts, Mode, RECENT, Site, StoreKind};
use seamline_analyzer::plan::border::{self, Called};
use seamline_analyzer::plan::data::{self, StoreFate};
use seamline_analyzer::plan::order::{self, Weights};
use seamline_analyzer::plan::{self, Cut, Migration, Party, saga, tangle};
use seamline_analyzer::{ContributorId, ServiceId, StoreId, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// The most operations or names of one border, and the most users of one store.
const MAX_ROWS: usize = 200;
/// The most places of one finding.
const MAX_PLACES: usize = 12;
/// The most parts of one tangle.
const MAX_PARTS: usize = 80;
/// The most tests of one list.
const MAX_TESTS: usize = 40;
/// The most hotspots of one service.
const MAX_HOTSPOTS: usize = 3;
/// The most people of one service.
const MAX_PEOPLE: usize = 5;
/// Fewer commits say nothing about who works on a service.
const FEW_COMMITS: u64 = 5;
/// The most findings of one kind, so that the document stays bounded on any repository.
const MAX_FINDINGS: usize = 500;
/// The most routes: a gateway needs all of them.
const MAX_ROUTES: usize = 5_000;
/// The most ways in and out, over all steps.
const MAX_WAYS: usize = 2_000;

impl Plan {
    /// The plan of a migration; `functions` are the facts it was planned with, where those were finer.
    pub fn new(files: &Facts, functions: Option<&Facts>, migration: &Migration) -> Self {
        let facts = functions.unwrap_or(files);
        let guards = Guards::new(facts);
        Builder { files, facts, cut: &migration.fine_cut, migration, guards, book: Book::default() }.build()
    }
}

impl Plan {
    /// Tells efforts in days too, where people said what a point takes at best and at worst.
    pub fn set_days(&mut self, per_point: Option<(f64, f64)>) {
        for effort in self.steps.iter_mut().map(|step| &mut step.effort) {
            effort.days = per_point.map(|(low, high)| [six(effort.low * low), six(effort.high * high)]);
        }
    }
}

impl PlanDocument {
    /// A plan with the head of the analysis it belongs to; `None` for an analysis that was stored without a plan.
    pub fn of(document: &Document) -> Option<Self> {
        Some(Self {
            schema_version: SCHEMA_VERSION,
            tool: document.tool.clone(),
            origin: document.origin.clone(),
            settings: document.settings.clone(),
            verdict: document.verdict.clone(),
            plan: document.plan.clone()?,
        })
    }
}

/// Gives every place of evidence one id.
#[derive(Default)]
struct Book {
    ids: BTreeMap<(String, u32), usize>,
    list: Vec<Evidence>,
}

impl Book {
    fn cite(&mut self, file: &str, line: u32) -> String {
        let next = self.list.len();
        let at = *self.ids.entry((file.to_owned(), line)).or_insert(next);
        if at == next {
            self.list.push(Evidence { id: format!("E{}", next + 1), file: file.to_owned(), line });
        }
        format!("E{}", at + 1)
    }

    fn sites<'a>(&mut self, sites: impl IntoIterator<Item = &'a Site>) -> Vec<String> {
        sites.into_iter().take(MAX_PLACES).map(|site| self.cite(site.path.as_str(), site.line)).collect()
    }
}

struct Builder<'a> {
    /// What the tangles are about.
    files: &'a Facts,
    /// What everything but the tangles is about.
    facts: &'a Facts,
    /// The cut of these facts.
    cut: &'a Cut,
    migration: &'a Migration,
    guards: Guards<'a>,
    book: Book,
}

impl Builder<'_> {
    fn build(mut self) -> Plan {
        let migration = self.migration;
        let borders: Vec<Border> = (0..migration.borders.len()).map(|at| self.border(at)).collect();
        let steps = migration
            .order
            .steps
            .iter()
            .copied()
            .enumerate()
            .map(|(at, service)| self.step(at, service, &borders))
            .collect();
        Plan {
            steps,
            modules: self.names(&migration.order.modules),
            browser: self.names(&migration.order.browser),
            apart: self.names(&migration.order.apart),
            common: numbered(&migration.order.common, |at, one| self.common_code(at, *one)),
            remainder: migration.order.remainder.map(|service| self.remainder(service)),
            outlook: Some(outlook(&migration.outlook)),
            order: self.order(),
            tangles: numbered(&migration.tangles, |at, one| self.tangle(at, one)),
            calls: numbered(&migration.needs.calls, |at, one| self.call(at, one)),
            events: numbered(&migration.needs.events, |at, one| self.event(at, one)),
            routes: numbered_up_to(MAX_ROUTES, &migration.needs.routes, |at, one| self.route(at, one)),
            stores: numbered(&migration.fates, |at, one| self.store(at, one)),
            columns: numbered(&migration.columns, |at, one| self.column_split(at, one)),
            chatty: numbered(&migration.chatty, |at, one| self.chatty_loop(at, one)),
            associations: numbered(&migration.associations, |at, one| self.entity_field(at, one)),
            enums: numbered(&migration.enums, |at, one| self.enum_share(at, one)),
            ties: numbered(&migration.ties, |at, one| self.tie(at, one)),
            transactions: numbered(&migration.spanning, |at, one| self.transaction(at, one)),
            outboxes: numbered(&migration.outboxes, |at, one| self.outbox(at, one)),
            treatments: self.treatments(),
            approaches: migration.approaches.iter().map(|one| self.approach(one)).collect(),
            ways: numbered_up_to(MAX_WAYS, &migration.ways, |at, one| self.way(at, one)),
            hooks: numbered(&migration.reactions, |at, one| self.hook(at, one)),
            remarks: remarks::remarks(self.facts),
            lists: extents(migration),
            borders,
            evidence: self.book.list,
        }
    }

    fn name(&self, service: ServiceId) -> String {
        self.cut.services[service].clone()
    }

    fn names<'a>(&self, services: impl IntoIterator<Item = &'a ServiceId>) -> Vec<String> {
        services.into_iter().map(|service| self.name(*service)).collect()
    }

    fn party(&self, party: Party) -> String {
        match party {
            Party::Service(service) => self.name(service),
            Party::Gateway => "(gateway)".to_owned(),
        }
    }

    fn file(&self, unit: UnitId) -> &str {
        self.facts.units[unit].path.as_str()
    }

    fn store_name(&self, store: StoreId) -> String {
        self.facts.stores[store].name.clone()
    }

    fn places(&mut self, places: &[plan::Evidence]) -> Vec<String> {
        places
            .iter()
            .take(MAX_PLACES)
            .map(|place| {
                let facts = self.facts;
                self.book.cite(facts.units[place.unit].path.as_str(), place.line)
            })
            .collect()
    }

    fn users(&mut self, users: &[border::User]) -> Vec<String> {
        let facts = self.facts;
        let lines = users.iter().flat_map(|user| user.lines.iter().map(|line| (user.unit, *line)));
        lines.take(MAX_PLACES).map(|(unit, line)| self.book.cite(facts.units[unit].path.as_str(), line)).collect()
    }

    fn border(&mut self, at: usize) -> Border {
        let migration = self.migration;
        let border = &migration.borders[at];
        let id = format!("B{}", at + 1);
        let back = migration.borders.iter().any(|other| (other.from, other.to) == (border.to, border.from));
        let entities = border.operations.iter().any(|one| !one.entities.is_empty());
        let relation = match (back, entities || border.names.len() > border.operations.len()) {
            (true, _) => "partnership",
            (false, true) => "conformist",
            (false, false) => "customer-supplier",
        };
        let operations = numbered_capped(&border.operations, |n, one| self.operation(format!("{id}.O{n}"), one));
        let names = numbered_capped(&border.names, |n, one| Named {
            id: format!("{id}.N{n}"),
            name: one.name.clone(),
            file: self.file(one.unit).to_owned(),
            contexts: one.contexts.iter().map(|context| context.name().to_owned()).collect(),
            evidence: self.users(&one.users),
        });
        let copies = numbered_capped(&border.copies, |_, one| Copied {
            unit: self.facts.units[one.unit].label(),
            mentions: u64::from(one.mentions),
        });
        Border {
            from: self.name(border.from),
            to: self.name(border.to),
            relation: relation.to_owned(),
            mentions: u64::from(border.mentions()),
            kept: migration.direction.kept.contains(&at),
            operations,
            names,
            copies,
            id,
        }
    }

    fn operation(&mut self, id: String, called: &Called) -> Operation {
        let file = self.file(called.unit).to_owned();
        let mut evidence: Vec<String> = called.line.iter().map(|line| self.book.cite(&file, *line)).collect();
        evidence.extend(self.users(&called.callers));
        Operation {
            id,
            name: called.name.clone(),
            file,
            parameters: called.parameters.clone(),
            returns: called.returns.clone(),
            effect: called.effect.name().to_owned(),
            entities: called.entities.clone(),
            calls: called.callers.iter().map(|one| u64::from(one.count)).sum(),
            store: called.store.map(|store| self.store_name(store)),
            evidence,
        }
    }

    fn step(&mut self, at: usize, service: ServiceId, borders: &[Border]) -> Step {
        let name = self.name(service);
        let migration = self.migration;
        let units: Vec<UnitId> =
            self.facts.units.ids().filter(|unit| self.cut.service(*unit) == Some(service)).collect();
        let waits = migration.order.waits.iter().filter(|(_, then)| *then == service).map(|(first, _)| first);
        let after = self.names(waits);
        let (tests_to_move, tests_across) = self.tests(service);
        let tested: BTreeSet<&str> = plan::tested(self.facts).into_iter().map(|path| path.as_str()).collect();
        let called = borders.iter().filter(|border| border.to == name).flat_map(|border| &border.operations.items);
        let code = called.filter(|one| one.store.is_none());
        let untested = code.filter(|one| !tested.contains(one.file.as_str())).map(|one| one.id.clone()).collect();
        Step {
            id: format!("S{}", at + 1),
            responsibility: self.responsibility(service),
            units: self.facts.files_of(&units) as u64,
            lines: units.iter().map(|unit| u64::from(self.facts.units[*unit].lines)).sum(),
            after,
            decide: self.decide(service),
            terms: terms(&migration.order.terms[service], &migration.order.weights),
            effort: effort(&migration.efforts[service]),
            entries: self.entries(service),
            people: self.people(service),
            hotspots: self.hotspots(service),
            tests_to_move,
            tests_across,
            untested,
            service: name,
        }
    }

    /// The one file that most of its entry points come from, where that file may belong elsewhere.
    fn decide(&self, service: ServiceId) -> Option<String> {
        let hinge = self.migration.hinges.iter().find(|hinge| hinge.service == service)?;
        let (entries, file) = (hinge.entries, &hinge.file);
        Some(format!(
            "{entries} of its {} come from {file}, which is contested: decide first where that file belongs",
            counted(hinge.of, "entry point")
        ))
    }

    fn common_code(&self, at: usize, one: plan::library::Common) -> CommonCode {
        let Remainder { service, responsibility, units, lines } = self.remainder(one.service);
        CommonCode {
            id: format!("G{at}"),
            service,
            responsibility,
            advice: words::LIBRARY.to_owned(),
            units,
            lines,
            users: one.users as u64,
            others: one.others as u64,
            incoming: one.incoming,
            outgoing: one.outgoing,
        }
    }

    fn remainder(&self, service: ServiceId) -> Remainder {
        let units: Vec<UnitId> =
            self.facts.units.ids().filter(|unit| self.cut.service(*unit) == Some(service)).collect();
        Remainder {
            service: self.name(service),
            responsibility: self.responsibility(service),
            units: self.facts.files_of(&units) as u64,
            lines: units.iter().map(|unit| u64::from(self.facts.units[*unit].lines)).sum(),
        }
    }

    /// What it keeps, answers and tells.
    fn responsibility(&self, service: ServiceId) -> String {
        let keeps = |fate: &&StoreFate| {
            let kind = self.facts.stores[fate.store].kind;
            fate.owner == Some(service) && matches!(kind, StoreKind::Table | StoreKind::Collection | StoreKind::Bucket)
        };
        let mut kept: Vec<String> =
            self.migration.fates.iter().filter(keeps).map(|fate| self.store_name(fate.store)).collect();
        // A table and a collection may have one name.
        let mut named = BTreeSet::new();
        kept.retain(|name| named.insert(name.clone()));
        let needs = &self.migration.needs;
        let routes = needs.routes.iter().filter(|route| route.to == Party::Service(service)).count() as u64;
        let told =
            needs.events.iter().filter(|event| event.publisher == service).filter_map(|event| event.topic.clone());
        let told: Vec<String> = told.collect::<BTreeSet<_>>().into_iter().collect();
        let heard: BTreeSet<&str> = needs
            .events
            .iter()
            .filter(|event| event.subscriber == service)
            .filter_map(|event| event.topic.as_deref())
            .collect();
        let called = |entry: &&EntryPoint| {
            matches!(entry.kind, EntryKind::Rpc { .. }) && self.cut.service(entry.unit) == Some(service)
        };
        let called = self.facts.entry_points.iter().filter(called).count() as u64;
        let mut says = Vec::new();
        if !kept.is_empty() {
            says.push(format!("keeps {}", words::some(&kept, 6)));
        }
        if routes > 0 {
            says.push(format!("answers {}", counted(routes, "route")));
        }
        if called > 0 {
            says.push(format!("answers {}", counted(called, "remote call")));
        }
        if !told.is_empty() {
            says.push(format!("publishes {}", words::some(&told, 4)));
        }
        if !heard.is_empty() {
            let heard: Vec<String> = heard.into_iter().map(str::to_owned).collect();
            says.push(format!("listens to {}", words::some(&heard, 4)));
        }
        if says.is_empty() {
            "keeps no data, answers no route: a module rather than a service".to_owned()
        } else {
            says.join("; ")
        }
    }

    fn entries(&mut self, service: ServiceId) -> Vec<Entry> {
        let facts = self.facts;
        let of_service = facts.entry_points.iter().filter(|entry| entry.kind != EntryKind::Main);
        let mut entries: Vec<&EntryPoint> =
            of_service.filter(|entry| self.cut.service(entry.unit) == Some(service)).collect();
        entries.sort_by_key(|entry| (&facts.units[entry.unit].path, entry.line, entry.kind.label()));
        let one = |entry: &EntryPoint| {
            let path = &facts.units[entry.unit].path;
            let (guards, open) = self.guards.before(path, entry);
            Entry {
                kind: entry.kind.name().to_owned(),
                label: entry.kind.label(),
                guards,
                open,
                evidence: self.book.cite(path.as_str(), entry.line),
            }
        };
        entries.into_iter().map(one).collect()
    }

    fn people(&self, service: ServiceId) -> Vec<Person> {
        let newest = self.facts.changes.values().map(|change| change.time).max().unwrap_or(0);
        let (mut all, mut by) = (0_u64, BTreeMap::<ContributorId, Work>::new());
        let commits = self.facts.changes.values().filter(|change| change.kind == ChangeKind::Normal);
        for change in commits {
            if change.units.iter().any(|unit| self.cut.service(*unit) == Some(service)) {
                all += 1;
                let recent = newest.saturating_sub(change.time) <= RECENT;
                // Who makes a commit together shares it.
                let people = change.contributors.iter().filter(|person| !self.facts.contributors[**person].bot);
                let share = 1.0 / people.clone().count().max(1) as f64;
                people.for_each(|person| {
                    let work = by.entry(*person).or_insert_with(|| Work { last: change.time, ..Work::default() });
                    work.share += share;
                    work.commits += 1;
                    work.recent_share += if recent { share } else { 0.0 };
                    work.recent += u64::from(recent);
                    work.last = work.last.max(change.time);
                });
            }
        }
        if all < FEW_COMMITS {
            return Vec::new();
        }
        let mut people: Vec<(ContributorId, Work)> = by.into_iter().collect();
        people.sort_by(|(a, x), (b, y)| {
            let recent = y.recent_share.total_cmp(&x.recent_share);
            recent.then(y.share.total_cmp(&x.share)).then(a.cmp(b))
        });
        let person = |(person, work): &(ContributorId, Work)| Person {
            name: self.facts.contributors[*person].name.clone(),
            share: six(work.share / all as f64),
            commits: work.commits,
            of: all,
            recent: work.recent,
            last: date(work.last).chars().take("2024-05".len()).collect(),
        };
        people.iter().take(MAX_PEOPLE).map(person).collect()
    }

    /// Files by commits times lines; of parts, history only knows the file.
    fn hotspots(&self, service: ServiceId) -> Vec<Hotspot> {
        let files = self.files;
        let mut commits: BTreeMap<UnitId, u64> = BTreeMap::new();
        for change in files.changes.values().filter(|change| change.kind == ChangeKind::Normal) {
            for unit in change.units.iter().filter(|unit| self.migration.cut.service(**unit) == Some(service)) {
                *commits.entry(*unit).or_default() += 1;
            }
        }
        let mut spots: Vec<Hotspot> = commits
            .into_iter()
            .map(|(unit, commits)| {
                let of = &files.units[unit];
                Hotspot { file: of.label(), commits, lines: u64::from(of.lines) }
            })
            .collect();
        spots.sort_by(|a, b| (b.commits * b.lines).cmp(&(a.commits * a.lines)).then_with(|| a.file.cmp(&b.file)));
        spots.truncate(MAX_HOTSPOTS);
        spots
    }

    fn tests(&self, service: ServiceId) -> (Capped<String>, Capped<String>) {
        let (mut own, mut across) = (Vec::new(), Vec::new());
        for test in &self.facts.tests {
            let touched: BTreeSet<ServiceId> =
                test.units.iter().filter_map(|(unit, _)| self.cut.service(*unit)).collect();
            if touched.contains(&service) {
                let list = if touched.len() == 1 { &mut own } else { &mut across };
                list.push(test.path.as_str().to_owned());
            }
        }
        (Capped::first(own, MAX_TESTS), Capped::first(across, MAX_TESTS))
    }

    fn order(&self) -> Order {
        let order = &self.migration.order;
        let weight = |(name, value): (&str, f64)| Weight { name: name.to_owned(), value: six(value) };
        Order {
            weights: order.weights.named().into_iter().map(weight).collect(),
            variations: order
                .variations
                .iter()
                .map(|one| Variation {
                    weight: one.weight.to_owned(),
                    factor: one.factor,
                    same: one.steps == order.steps,
                    steps: self.names(&one.steps),
                })
                .collect(),
            simulation: order.simulation.iter().map(state).collect(),
            schedule: self
                .migration
                .schedule
                .iter()
                .map(|slot| Slot { start: six(slot.start), end: six(slot.end), critical: slot.critical })
                .collect(),
        }
    }

    fn tangle(&mut self, at: usize, one: &tangle::Tangle) -> Tangle {
        let files = self.files;
        let units: Vec<String> = one.units.iter().map(|unit| files.units[*unit].label()).collect();
        let services = self.names(&one.services);
        let part = |(name, line, by): &(String, u32, Vec<ServiceId>)| Part {
            name: name.clone(),
            line: *line,
            services: self.names(by),
        };
        let parts: Vec<Part> = one.parts.iter().take(MAX_PARTS).map(part).collect();
        Tangle {
            id: format!("P{at}"),
            kind: one.kind.name().to_owned(),
            what: words::tangled(one, &units, &services),
            advice: words::untangle(one.kind).to_owned(),
            units: units.into_iter().take(MAX_PARTS).collect(),
            services,
            parts,
            places: one.places,
            evidence: self.book.sites(&one.sites),
        }
    }

    fn call(&mut self, at: usize, call: &plan::SyncCall) -> Call {
        Call {
            id: format!("C{at}"),
            from: self.party(call.from),
            to: self.name(call.to),
            places: call.evidence.len() as u64,
            evidence: self.places(&call.evidence),
        }
    }

    fn event(&mut self, at: usize, event: &plan::Event) -> Event {
        Event {
            id: format!("V{at}"),
            topic: event.topic.clone(),
            proposed: event.proposed.clone(),
            publisher: self.name(event.publisher),
            subscriber: self.name(event.subscriber),
            places: event.evidence.len() as u64,
            evidence: self.places(&event.evidence),
        }
    }

    fn route(&mut self, at: usize, route: &plan::Route) -> Route {
        let file = self.facts.units[route.evidence.unit].path.as_str();
        Route {
            id: format!("R{at}"),
            method: route.method.clone(),
            path: route.path.clone(),
            service: self.party(route.to),
            takes: taken(self.facts, route),
            evidence: self.book.cite(file, route.evidence.line),
        }
    }

    fn store(&mut self, at: usize, fate: &StoreFate) -> Store {
        let writers = fate.writers();
        let users: BTreeSet<ServiceId> = fate.uses.iter().filter_map(|one| one.service).collect();
        let claim = |claim: &plan::ownership::Claim| Claim {
            service: self.name(claim.service),
            writers: claim.writers as u64,
            declarers: claim.declarers as u64,
            readers: claim.readers as u64,
        };
        let claims = self.migration.needs.ownership[fate.store].claims.iter().map(claim).collect();
        let mut uses: Vec<&data::StoreUser> = fate.uses.iter().collect();
        uses.sort_by_key(|one| (one.mode != Mode::Write, one.service, one.unit));
        let facts = self.facts;
        let uses = numbered_capped(&uses, |_, one| StoreUse {
            service: one.service.map(|service| self.name(service)),
            mode: one.mode.name().to_owned(),
            evidence: one.lines.iter().map(|line| self.book.cite(facts.units[one.unit].path.as_str(), *line)).collect(),
        });
        Store {
            id: format!("D{at}"),
            name: self.store_name(fate.store),
            kind: facts.stores[fate.store].kind.name().to_owned(),
            owner: fate.owner.map(|service| self.name(service)),
            runner_up: fate.runner_up.map(|service| self.name(service)),
            claims,
            treatment: fate.treatment.name().to_owned(),
            advice: words::keep(fate.treatment).to_owned(),
            readers: self.names(users.difference(&writers)),
            writers: self.names(&writers),
            uses,
        }
    }

    fn owned(&self, store: StoreId) -> OwnedStore {
        let owner = self.migration.needs.ownership[store].owner();
        OwnedStore { store: self.store_name(store), owner: owner.map(|service| self.name(service)) }
    }

    fn tie(&mut self, at: usize, tie: &data::DataTie) -> Tie {
        Tie {
            id: format!("L{at}"),
            kind: tie.kind.name().to_owned(),
            stores: tie.stores.iter().map(|store| self.owned(*store)).collect(),
            service: tie.unit.and_then(|unit| self.cut.service(unit)).map(|service| self.name(service)),
            replacement: tie.replacement.name().to_owned(),
            advice: words::replace(tie.kind, tie.replacement).to_owned(),
            evidence: self.book.sites(&tie.sites),
        }
    }

    fn transaction(&mut self, at: usize, one: &saga::Spanning) -> Transaction {
        let facts = self.facts;
        let transaction = &facts.transactions[one.transaction];
        let steps = one.steps.iter().map(|step| self.saga_step(transaction, step)).collect();
        let conductor = |one: &saga::Orchestrator| Orchestrator {
            service: self.name(one.service),
            remote: one.remote as u64,
            remote_writes: one.remote_writes as u64,
        };
        let local = one.local.as_ref().map(|redraw| Redraw {
            owner: self.name(redraw.owner),
            stores: redraw.stores.iter().map(|store| self.store_name(*store)).collect(),
            new_crossings: u64::from(redraw.new_crossings),
            saved_crossings: u64::from(redraw.saved_crossings),
        });
        let orchestrators: Vec<Orchestrator> = one.orchestrators.iter().map(conductor).collect();
        Transaction {
            id: format!("T{at}"),
            function: self.function(transaction),
            service: self.cut.service(transaction.unit).map(|service| self.name(service)),
            writers: self.names(&one.writers),
            advice: words::conduct(local.as_ref(), orchestrators.first()),
            steps,
            orchestrators,
            local,
            evidence: vec![self.book.cite(facts.units[transaction.unit].path.as_str(), transaction.first_line)],
        }
    }

    fn saga_step(&mut self, transaction: &seamline_analyzer::facts::Transaction, step: &saga::SagaStep) -> SagaStep {
        let parts = &transaction.steps[step.first..step.end];
        let mut does: Vec<String> = Vec::new();
        for one in parts {
            let said = format!("{} {}", one.mode.name(), self.store_name(one.store));
            if !does.contains(&said) {
                does.push(said);
            }
        }
        SagaStep {
            service: step.service.map(|service| self.name(service)),
            role: step.role.name().to_owned(),
            does,
            evidence: self.book.sites(parts.iter().map(|one| &one.site)),
        }
    }

    fn function(&self, transaction: &seamline_analyzer::facts::Transaction) -> String {
        let file = self.file(transaction.unit);
        if transaction.function.is_empty() { file.to_owned() } else { format!("{file}#{}", transaction.function) }
    }

    fn outbox(&mut self, at: usize, one: &saga::Outbox) -> Outbox {
        let transaction = &self.facts.transactions[one.transaction];
        Outbox {
            id: format!("X{at}"),
            function: self.function(transaction),
            topics: one.topics.iter().map(|topic| self.store_name(*topic)).collect(),
            evidence: vec![self.book.cite(self.facts.units[transaction.unit].path.as_str(), transaction.first_line)],
        }
    }
}

fn numbered<A, B>(items: &[A], make: impl FnMut(usize, &A) -> B) -> Vec<B> {
    numbered_up_to(MAX_FINDINGS, items, make)
}

fn numbered_up_to<A, B>(most: usize, items: &[A], mut make: impl FnMut(usize, &A) -> B) -> Vec<B> {
    items.iter().take(most).enumerate().map(|(at, item)| make(at + 1, item)).collect()
}

fn numbered_capped<A, B>(items: &[A], mut make: impl FnMut(usize, &A) -> B) -> Capped<B> {
    let kept: Vec<B> = items.iter().take(MAX_ROWS).enumerate().map(|(at, item)| make(at + 1, item)).collect();
    Capped { shown: kept.len() as u64, total: items.len() as u64, items: kept }
}

/// What somebody did in a service.
#[derive(Default)]
struct Work {
    /// Commits, those of several people in parts.
    share: f64,
    /// Commits.
    commits: u64,
    /// The same of the last two years.
    recent_share: f64,
    recent: u64,
    /// The time of the last one.
    last: i64,
}

/// How much of each list is in the document.
fn extents(migration: &Migration) -> Vec<Extent> {
    let extent = |(list, most, total): (&str, usize, usize)| Extent {
        list: list.to_owned(),
        shown: total.min(most) as u64,
        total: total as u64,
    };
    let lists = [
        ("tangles", MAX_FINDINGS, migration.tangles.len()),
        ("calls", MAX_FINDINGS, migration.needs.calls.len()),
        ("events", MAX_FINDINGS, migration.needs.events.len()),
        ("routes", MAX_ROUTES, migration.needs.routes.len()),
        ("stores", MAX_FINDINGS, migration.fates.len()),
        ("ties", MAX_FINDINGS, migration.ties.len()),
        ("transactions", MAX_FINDINGS, migration.spanning.len()),
        ("outboxes", MAX_FINDINGS, migration.outboxes.len()),
        ("ways", MAX_WAYS, migration.ways.len()),
        ("hooks", MAX_FINDINGS, migration.reactions.len()),
    ];
    lists.into_iter().map(extent).collect()
}

fn terms(terms: &order::Terms, weights: &Weights) -> Terms {
    Terms {
        incoming: terms.incoming,
        outgoing: terms.outgoing,
        writes: terms.writes,
        spanning: terms.spanning,
        state: terms.state,
        changes: terms.changes.map(six),
        independent: six(terms.independent),
        people: six(terms.people),
        contested: six(terms.contested),
        untested: six(terms.untested),
        unresolved: six(terms.unresolved),
        ease: six(terms.ease(weights)),
        benefit: six(terms.benefit()),
        risk: six(terms.risk()),
        score: six(terms.score(weights)),
    }
}

fn effort(effort: &plan::effort::Effort) -> Effort {
    let item = |item: &plan::effort::Item| Item {
        work: item.work.name().to_owned(),
        count: six(item.count),
        weight: item.work.weight(),
    };
    Effort {
        low: six(effort.low),
        high: six(effort.high),
        days: None,
        points: six(effort.points),
        items: effort.items.iter().map(item).collect(),
    }
}

fn outlook(outlook: &plan::outlook::Outlook) -> Outlook {
    Outlook {
        kind: outlook.kind.into(),
        reasons: outlook.reasons.iter().map(|reason| reason.text.clone()).collect(),
        arguments: outlook.reasons.iter().map(Into::into).collect(),
        pays: outlook.pays.map(|steps| steps as u64),
    }
}

fn state(state: &order::State) -> State {
    State {
        extracted: state.extracted as u64,
        crossing: state.crossing,
        shared_stores: state.shared_stores as u64,
        single: state.single.map(six),
        serial: state.serial.map(six),
        parallel: state.parallel.map(six),
    }
}
