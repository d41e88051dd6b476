//! From an `Analysis` to a [`Document`]: copying, naming and capping; no judgement.
//!
//! Caps keep the document below some 30 MB for 5,000 files. What is cut is counted, and references and commits that a
//! seam rests on go first into the room there is.

use super::v1::*;
use crate::plan::Plan;
use seamline_analyzer::analysis::{self, Analysis, Place as At};
use seamline_analyzer::decision::{Applied, Outcome};
use seamline_analyzer::facts::{self, Context, Facts, Parse, State, Tier};
use seamline_analyzer::graph::Matrix;
use seamline_analyzer::metric::Direction;
use seamline_analyzer::plan::{Migration, Ownership};
use seamline_analyzer::{CandidateId, Id, Info, ServiceId, UnitId};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The most references that are kept.
const MAX_REFERENCES: usize = 200_000;
/// The most edges of the graph that are kept.
const MAX_EDGES: usize = 250_000;
/// The most commits that are kept.
const MAX_CHANGES: usize = 20_000;
/// The most skipped and failed items that are listed.
const MAX_ITEMS: usize = 5_000;
/// The most references of one direction of a seam, and the most commits of a seam.
const MAX_EVIDENCE: usize = 50;
/// The most lines of one reference or access.
const MAX_LINES: usize = 4;
/// The most characters of a commit's subject and of a mentioned name.
const MAX_TEXT: usize = 200;

impl From<&Analysis> for Document {
    fn from(analysis: &Analysis) -> Self {
        let facts = &analysis.facts;
        let changes = KeptChanges::of(facts);
        let references = KeptReferences::of(analysis);
        Self {
            schema_version: SCHEMA_VERSION,
            tool: Tool { name: "seamline".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            origin: origin(&facts.origin),
            settings: settings(&analysis.settings),
            verdict: verdict(&analysis.verdict),
            warnings: analysis.warnings.iter().map(warning).collect(),
            coverage: coverage(&facts.ledger),
            resolution: resolution(&facts.resolution),
            history: history(&facts.history),
            services: analysis.candidates.values().map(service).collect(),
            seams: analysis.seams.iter().map(|seam| build_seam(facts, seam, &references, &changes)).collect(),
            shared: analysis.shared.iter().map(shared).collect(),
            scores: scores(&analysis.scores),
            alternatives: analysis.alternatives.iter().map(alternative).collect(),
            baselines: analysis.baselines.iter().map(baseline).collect(),
            sweep: analysis.sweep.iter().map(sweep_point).collect(),
            path_gate: path_gate(&analysis.path_gate),
            clusterer: card(analysis.clusterer),
            notes: analysis.notes.clone(),
            layers: layers(analysis),
            divided: divided(analysis),
            units: units(analysis),
            entry_points: facts.entry_points.iter().map(entry_point).collect(),
            stores: facts.stores.values().map(store).collect(),
            accesses: facts.accesses.iter().map(access).collect(),
            store_links: facts.store_links.iter().map(store_link).collect(),
            contributors: facts.contributors.values().map(|person| person.name.clone()).collect(),
            changes: changes.list(facts),
            cochange: super::cochange::cochange(&analysis.cochange),
            hotspots: super::cochange::hotspots(&analysis.hotspots),
            references: references.columns(facts),
            reexports: reexports(facts),
            graph: graph(analysis),
            unparsed_sql: Capped::first(facts.unparsed_sql.iter().map(site), MAX_ITEMS),
            decisions: analysis.decisions.iter().map(decision).collect(),
            reclustered: prices(&analysis.reclustered),
            changed: None,
            trend: None,
            plan: None,
        }
    }
}

impl Document {
    /// The document of an analysis with its migration plan; `functions` are the facts it was planned with, where those were
    /// finer than the analysis.
    pub fn planned(analysis: &Analysis, functions: Option<&Facts>, migration: &Migration) -> Self {
        let mut document = Self::from(analysis);
        document.give_owners(migration);
        Self { plan: Some(Plan::new(&analysis.facts, functions, migration)), ..document }
    }
}

impl Document {
    /// Every store has one owner everywhere: the plan's, which knows more than the candidates alone. A plan for services
    /// that somebody wrote down says nothing of the candidates.
    fn give_owners(&mut self, migration: &Migration) {
        let names = &migration.fine_cut.services;
        if names.values().any(|name| self.services.iter().all(|service| service.name != *name)) {
            return;
        }
        for (store, ownership) in migration.needs.ownership.iter() {
            let owner = ownership.owner().map(|service| (service, names[service].as_str()));
            let at = small(store.index());
            for service in &mut self.services {
                let owns = owner.is_some_and(|(_, name)| name == service.name);
                match service.stores.iter_mut().find(|used| used.store == at) {
                    Some(used) => used.owns = owns,
                    None if owns => service.stores.push(claimed(at, owner.map(|(id, _)| id), ownership, migration)),
                    None => {}
                }
            }
            let users =
                self.services.iter().filter(|service| service.stores.iter().any(|used| used.store == at)).count();
            let rows = self.services.iter_mut().flat_map(|service| &mut service.stores);
            rows.filter(|used| used.store == at).for_each(|used| used.contested = users > 1);
        }
        for service in &mut self.services {
            service.stores.sort_by_key(|used| (!used.owns, std::cmp::Reverse(used.accesses), used.store));
        }
    }
}

/// The use of a store whose owner reaches it through repositories and rows only, which candidates do not count.
fn claimed(store: u32, owner: Option<ServiceId>, ownership: &Ownership, migration: &Migration) -> StoreUse {
    let own = |unit| migration.fine_cut.service(unit) == owner;
    let accesses = ownership.evidence.iter().filter(|one| own(one.unit)).count() as u64;
    let claim = ownership.claims.iter().find(|claim| Some(claim.service) == owner);
    let modes = claim.map_or_else(Vec::new, |claim| {
        [("declare", claim.declarers), ("read", claim.readers), ("write", claim.writers)]
            .into_iter()
            .filter(|(_, units)| *units > 0)
            .map(|(mode, _)| mode.to_owned())
            .collect()
    });
    StoreUse { store, owns: true, modes, accesses, contested: false }
}

/// Six digits after the point are more than any of these numbers is worth; what is no number becomes 0.
pub(crate) fn six(value: f64) -> f64 {
    let rounded = (value * 1e6).round() / 1e6;
    if rounded.is_finite() && rounded != 0.0 { rounded } else { 0.0 }
}

pub(super) fn small(index: usize) -> u32 {
    u32::try_from(index).expect("fewer than four billion of anything in one repository")
}

fn ids<I: Id>(ids: &[I]) -> Vec<u32> {
    ids.iter().map(|id| small(id.index())).collect()
}

fn text(full: &str) -> String {
    match full.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", &full[..end]),
        None => full.to_owned(),
    }
}

fn lines(all: &[u32]) -> Vec<u32> {
    all.iter().copied().take(MAX_LINES).collect()
}

fn card(info: &Info) -> Card {
    Card { id: info.id.to_owned(), summary: info.summary.to_owned(), reference: info.reference.to_owned() }
}

fn origin(origin: &facts::Origin) -> Origin {
    Origin {
        name: origin.name.clone(),
        revision: origin.revision.clone(),
        time: origin.time,
        work_tree: origin.work_tree,
    }
}

fn settings(settings: &seamline_analyzer::Settings) -> Settings {
    let weights = &settings.weights;
    let weights = [
        ("structural", weights.structural),
        ("co-use", weights.co_use),
        ("data", weights.data),
        ("name", weights.name),
        ("logical", weights.logical),
        ("path", weights.path),
        ("semantic", weights.semantic),
        ("contributor", weights.contributor),
    ];
    let mut built = Settings {
        digest: String::new(),
        clusterer: settings.clusterer.clone(),
        seed: settings.seed,
        services: settings.services.map(|(least, most)| [least as u64, most as u64]),
        path_signals: settings.path_signals,
        granularity: match settings.granularity {
            facts::Granularity::File => Granularity::File,
            facts::Granularity::Type => Granularity::Type,
            facts::Granularity::Function => Granularity::Function,
        },
        weights: weights.map(|(layer, weight)| Weight { layer: layer.to_owned(), weight: six(weight) }).to_vec(),
    };
    built.digest = digest(&built, &settings.mazlami);
    built
}

/// The published method's parameters count too, although they are no field of their own.
fn digest(settings: &Settings, mazlami: &seamline_analyzer::settings::Mazlami) -> String {
    let plain = serde_json::to_string(settings).expect("settings are plain values");
    let hash = Sha256::digest(format!("{plain}{mazlami:?}").as_bytes());
    hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

impl From<&analysis::Reason> for Argument {
    fn from(reason: &analysis::Reason) -> Self {
        let side = match reason.side {
            analysis::Side::For => Speaks::For,
            analysis::Side::Against => Speaks::Against,
            analysis::Side::Price => Speaks::Price,
        };
        Self { side, text: reason.text.clone() }
    }
}

impl From<analysis::VerdictKind> for VerdictKind {
    fn from(kind: analysis::VerdictKind) -> Self {
        match kind {
            analysis::VerdictKind::Plausible => VerdictKind::Plausible,
            analysis::VerdictKind::Weak => VerdictKind::Weak,
            analysis::VerdictKind::Unknown => VerdictKind::Unknown,
            analysis::VerdictKind::None => VerdictKind::None,
        }
    }
}

fn verdict(verdict: &analysis::Verdict) -> Verdict {
    Verdict {
        kind: verdict.kind.into(),
        text: verdict.kind.name().to_owned(),
        reasons: verdict.reasons.iter().map(|reason| reason.text.clone()).collect(),
        arguments: verdict.reasons.iter().map(Argument::from).collect(),
        entities: verdict.entities as u64,
        entry_files: verdict.entry_files as u64,
        excess_modularity: verdict.excess_modularity.filter(|value| value.is_finite()).map(six),
        crossing: six(verdict.crossing),
        stability: six(verdict.stability),
    }
}

fn warning(warning: &analysis::Warning) -> Warning {
    Warning { code: warning.code.to_owned(), message: warning.message.clone() }
}

fn coverage(ledger: &facts::Ledger) -> Coverage {
    let totals = ledger.totals();
    let mut reasons: Vec<Reason> = totals
        .by_code
        .iter()
        .map(|(code, items)| Reason {
            code: code.id().to_owned(),
            meaning: code.meaning().to_owned(),
            items: *items,
            loss: code.is_loss(),
        })
        .collect();
    let unread: Vec<String> = facts::unread(ledger).iter().map(facts::Unread::told).collect();
    if let Some(reason) =
        reasons.iter_mut().find(|reason| reason.code == facts::Code::NotSource.id() && !unread.is_empty())
    {
        reason.meaning = format!("{}; among them {}", reason.meaning, unread.join("; "));
    }
    reasons.sort_by(|a, b| b.items.cmp(&a.items).then_with(|| a.code.cmp(&b.code)));
    let mut items: Vec<(u8, Item)> = ledger.items().iter().filter_map(item).collect();
    items.sort_by_key(|(rank, _)| *rank);
    Coverage {
        discovered: totals.discovered,
        ok: totals.ok,
        partial: totals.partial,
        skipped: totals.skipped,
        failed: totals.failed,
        share: six(ledger.coverage()),
        reasons,
        items: Capped::first(items.into_iter().map(|(_, item)| item), MAX_ITEMS),
    }
}

/// An item that is not ok, with its rank in the list.
fn item(item: &facts::Item) -> Option<(u8, Item)> {
    let (rank, state, code) = match item.state {
        State::Ok => return None,
        State::Failed(code) => (0, "failed", code),
        State::Partial(code) => (1, "partial", code),
        State::Skipped(code) => (if code.is_loss() { 2 } else { 3 }, "skipped", code),
    };
    let (state, code) = (state.to_owned(), code.id().to_owned());
    Some((rank, Item { path: item.path.clone(), bytes: item.bytes, state, code }))
}

fn resolution(resolution: &facts::Resolution) -> Resolution {
    Resolution {
        import: resolution.import,
        package: resolution.package,
        wildcard: resolution.wildcard,
        name: resolution.name,
        ambiguous: resolution.ambiguous,
        blocked: resolution.blocked,
        external: resolution.external,
        share: six(resolution.share()),
    }
}

fn history(history: &facts::HistorySummary) -> History {
    History {
        state: history.state.name().to_owned(),
        walked: history.walked,
        merges: history.merges,
        used: history.used,
        bulk: history.bulk,
        bots: history.bots,
        reverts: history.reverts,
        elsewhere: history.elsewhere,
        boundary: history.boundary,
        too_old: history.too_old,
        unreadable: history.unreadable,
        renames: history.renames,
        first_unreadable: history.first_unreadable.clone(),
        span: history.span.map(|(first, last)| [first, last]),
    }
}

fn service(candidate: &analysis::Candidate) -> Service {
    let [firm, likely, contested] = candidate.bands.map(|files| files as u64);
    Service {
        name: candidate.name.clone(),
        words: candidate.words.clone(),
        units: ids(&candidate.units),
        lines: candidate.lines,
        entry_points: candidate.entry_points.iter().map(|index| small(*index)).collect(),
        stores: candidate.stores.iter().map(store_use).collect(),
        owners: candidate
            .owners
            .iter()
            .map(|one| Owner {
                contributor: small(one.person.index()),
                share: six(one.share),
                recent: one.recent.map(six),
            })
            .collect(),
        bands: Bands { firm, likely, contested },
        stability: six(candidate.stability),
        cohesion: six(candidate.cohesion),
        shared_entities: ids(&candidate.shared_entities),
        role: match candidate.role {
            seamline_analyzer::decision::Role::Service => Role::Service,
            seamline_analyzer::decision::Role::Monolith => Role::Monolith,
            seamline_analyzer::decision::Role::Gateway => Role::Gateway,
        },
        team: candidate.team.clone(),
    }
}

fn decision(applied: &Applied) -> Decision {
    let (stale, moved) = match &applied.outcome {
        Outcome::Applied { moved } => (None, *moved as u64),
        Outcome::Stale(why) => (Some(why.clone()), 0),
    };
    Decision {
        line: applied.line,
        kind: applied.kind.to_owned(),
        text: applied.sentence.clone(),
        reason: applied.reason.clone(),
        stale,
        moved,
        units: Capped::first(ids(&applied.units), MAX_ITEMS),
        price: prices(&applied.price),
    }
}

fn prices(prices: &[seamline_analyzer::decision::Price]) -> Vec<Price> {
    let value = |value: Option<f64>| value.filter(|value| value.is_finite()).map(six);
    let price = |price: &seamline_analyzer::decision::Price| Price {
        metric: price.metric.to_owned(),
        before: value(price.before),
        after: value(price.after),
    };
    let priced = prices.iter().map(price);
    priced.filter(|price| price.before != price.after).collect()
}

fn store_use(store: &analysis::StoreUse) -> StoreUse {
    StoreUse {
        store: small(store.store.index()),
        owns: store.owns,
        modes: store.modes.iter().map(|mode| mode.name().to_owned()).collect(),
        accesses: u64::from(store.accesses),
        contested: store.contested,
    }
}

fn shared(shared: &analysis::Shared) -> Shared {
    Shared {
        unit: small(shared.unit.index()),
        entity: shared.entity,
        fan_in: shared.fan_in as u64,
        entropy: six(shared.entropy),
    }
}

fn scores(scores: &[analysis::Score]) -> Vec<Score> {
    scores
        .iter()
        .map(|score| Score {
            card: card(score.info),
            direction: match score.direction {
                Direction::Higher => "higher".to_owned(),
                Direction::Lower => "lower".to_owned(),
            },
            value: score.value.filter(|value| value.is_finite()).map(six),
        })
        .collect()
}

fn alternative(alternative: &analysis::Alternative) -> Alternative {
    Alternative {
        id: alternative.id.to_owned(),
        gamma: six(alternative.gamma),
        cells: alternative.partition.cells() as u64,
        changes: alternative.changes.clone(),
        scores: scores(&alternative.scores),
        cell_of: alternative.partition.labels().into_iter().map(small).collect(),
    }
}

fn baseline(baseline: &analysis::Baseline) -> Baseline {
    Baseline {
        card: card(baseline.info),
        cells: baseline.partition.cells() as u64,
        agreement: six(baseline.agreement),
        scores: scores(&baseline.scores),
        cell_of: baseline.partition.labels().into_iter().map(small).collect(),
    }
}

fn sweep_point(point: &analysis::SweepPoint) -> SweepPoint {
    SweepPoint {
        gamma: six(point.gamma),
        cells: point.cells as u64,
        stability: six(point.stability),
        margin: six(point.margin),
        chosen: point.chosen,
    }
}

fn path_gate(gate: &analysis::PathGate) -> PathGate {
    PathGate {
        allowed: gate.allowed,
        feature_agreement: six(gate.feature_agreement),
        folder_agreement: six(gate.folder_agreement),
        feature_gate: six(gate.feature_gate),
        folder_gate: six(gate.folder_gate),
    }
}

fn layers(analysis: &Analysis) -> Vec<Layer> {
    let total = upper_total(&analysis.graph);
    let build = |layer: &analysis::Layer| Layer {
        card: card(layer.info),
        weight: six(layer.weight),
        pairs: layer.edges as u64,
        share: if total > 0.0 { six(upper_total(&layer.contribution) / total) } else { 0.0 },
    };
    analysis.layers.iter().map(build).collect()
}

fn upper_total(matrix: &Matrix) -> f64 {
    if matrix.is_empty() { 0.0 } else { matrix.pairs().map(|(_, _, value)| value).sum() }
}

fn units(analysis: &Analysis) -> Vec<Unit> {
    let build = |(id, unit): (UnitId, &facts::Unit)| {
        let placement = &analysis.placements[id];
        let runner_up =
            |(service, share): (CandidateId, f64)| RunnerUp { service: small(service.index()), share: six(share) };
        Unit {
            path: unit.path.as_str().to_owned(),
            part: unit.part.as_ref().map(part),
            language: unit.language.to_owned(),
            lines: unit.lines,
            package: unit.package.clone(),
            types: unit.types.iter().map(|kind| TypeDecl { name: text(&kind.name), line: kind.line }).collect(),
            entity: unit.entity,
            parse_errors: match unit.parse {
                Parse::Full => 0,
                Parse::Partial { errors } => errors,
            },
            place: place(placement.place),
            band: placement.band.name().to_owned(),
            stability: six(placement.stability),
            margin: six(placement.margin),
            own_share: six(placement.own_share),
            runner_up: placement.runner_up.map(runner_up),
            decided: placement.decided.map(small),
        }
    };
    analysis.facts.units.iter().map(build).collect()
}

fn place(place: At) -> Place {
    match place {
        At::Candidate(service) => Place::Service(small(service.index())),
        At::Shared => Place::Shared,
        At::Unassigned => Place::Unassigned,
    }
}

fn part(part: &facts::Part) -> Part {
    Part {
        name: text(&part.name),
        kind: part.kind.name().to_owned(),
        lines: part.ranges.iter().map(|(first, last)| [*first, *last]).collect(),
    }
}

fn divided(analysis: &Analysis) -> Vec<Divided> {
    if analysis.facts.granularity == facts::Granularity::File {
        return Vec::new();
    }
    let share =
        |one: &analysis::PlaceShare| PlaceShare { place: place(one.place), lines: one.lines, units: ids(&one.units) };
    let file = |file: &analysis::Divided| Divided {
        path: file.path.as_str().to_owned(),
        shares: file.shares.iter().map(share).collect(),
    };
    analysis.divided.iter().map(file).collect()
}

fn entry_point(entry: &facts::EntryPoint) -> EntryPoint {
    EntryPoint {
        unit: small(entry.unit.index()),
        line: entry.line,
        kind: entry.kind.name().to_owned(),
        label: text(&entry.kind.label()),
        handler: text(&entry.handler),
        rule: entry.rule.clone(),
    }
}

fn site(site: &facts::Site) -> Site {
    Site { path: site.path.as_str().to_owned(), line: site.line }
}

fn store(store: &facts::Store) -> Store {
    Store {
        kind: store.kind.name().to_owned(),
        name: store.name.clone(),
        declared: store.declared.iter().take(MAX_EVIDENCE).map(site).collect(),
    }
}

fn access(access: &facts::Access) -> Access {
    Access {
        unit: small(access.unit.index()),
        store: small(access.store.index()),
        mode: access.mode.name().to_owned(),
        rule: access.rule.clone(),
        count: access.count,
        lines: lines(&access.lines),
    }
}

fn store_link(link: &facts::StoreLink) -> StoreLink {
    StoreLink {
        from: small(link.from.index()),
        to: small(link.to.index()),
        kind: link.kind.name().to_owned(),
        site: site(&link.site),
    }
}

/// The newest commits, which are kept.
struct KeptChanges {
    first: usize,
}

impl KeptChanges {
    fn of(facts: &Facts) -> Self {
        Self { first: facts.changes.len().saturating_sub(MAX_CHANGES) }
    }

    fn list(&self, facts: &Facts) -> Capped<Change> {
        let change = |change: &facts::ChangeSet| Change {
            id: change.id.clone(),
            time: change.time,
            contributors: ids(&change.contributors),
            units: ids(&change.units),
            files: change.files,
            subject: text(&change.subject),
            kind: change.kind.name().to_owned(),
        };
        let items: Vec<Change> = facts.changes.values().skip(self.first).map(change).collect();
        Capped { shown: items.len() as u64, total: facts.changes.len() as u64, items }
    }

    fn position(&self, id: impl Id) -> Option<u32> {
        id.index().checked_sub(self.first).map(small)
    }
}

/// At most as many as references: of both, an import has one.
fn reexports(facts: &Facts) -> Reexports {
    let rows = || facts.reexports.iter().take(MAX_REFERENCES);
    Reexports {
        from: rows().map(|row| small(row.from.index())).collect(),
        through: rows().map(|row| small(row.through.index())).collect(),
    }
}

/// The references that are kept: those that seams rest on, then the others in order.
struct KeptReferences {
    /// Positions in the facts, ascending.
    kept: Vec<usize>,
}

impl KeptReferences {
    fn of(analysis: &Analysis) -> Self {
        let total = analysis.facts.references.len();
        if total <= MAX_REFERENCES {
            return Self { kept: (0..total).collect() };
        }
        let evidence = |seam: &analysis::Seam| {
            let first = |all: &[usize]| all.iter().take(MAX_EVIDENCE).copied().collect::<Vec<_>>();
            [first(&seam.forward), first(&seam.backward)].concat()
        };
        let mut kept: BTreeSet<usize> = analysis.seams.iter().flat_map(evidence).take(MAX_REFERENCES).collect();
        for index in 0..total {
            if kept.len() == MAX_REFERENCES {
                break;
            }
            kept.insert(index);
        }
        Self { kept: kept.into_iter().collect() }
    }

    fn position(&self, index: usize) -> Option<u32> {
        self.kept.binary_search(&index).ok().map(small)
    }

    fn columns(&self, facts: &Facts) -> References {
        let rows = || self.kept.iter().map(|index| &facts.references[*index]);
        let names: BTreeSet<String> = rows().map(|row| text(&row.name)).collect();
        let position: BTreeMap<&str, u32> = names.iter().zip(0..).map(|(name, at)| (name.as_str(), at)).collect();
        let tiers = [Tier::Import, Tier::Package, Tier::Wildcard, Tier::Name];
        References {
            total: facts.references.len() as u64,
            contexts: Context::ALL.iter().map(|context| context.name().to_owned()).collect(),
            tiers: tiers.iter().map(|tier| tier.name().to_owned()).collect(),
            from: rows().map(|row| small(row.from.index())).collect(),
            to: rows().map(|row| small(row.to.index())).collect(),
            context: rows().map(|row| row.context as u32).collect(),
            tier: rows().map(|row| row.tier as u32).collect(),
            name: rows().map(|row| position[text(&row.name).as_str()]).collect(),
            count: rows().map(|row| row.count).collect(),
            lines: rows().map(|row| lines(&row.lines)).collect(),
            names: names.iter().cloned().collect(),
        }
    }
}

fn build_seam(facts: &Facts, seam: &analysis::Seam, references: &KeptReferences, changes: &KeptChanges) -> Seam {
    let crossing = |indices: &[usize]| {
        let rows = || indices.iter().map(|index| &facts.references[*index]);
        Crossing {
            references: indices.len() as u64,
            mentions: rows().map(|row| u64::from(row.count)).sum(),
            files: rows().map(|row| row.from).collect::<BTreeSet<_>>().len() as u64,
            evidence: indices.iter().filter_map(|index| references.position(*index)).take(MAX_EVIDENCE).collect(),
        }
    };
    let kept: Vec<u32> =
        seam.changes.iter().filter_map(|change| changes.position(*change)).take(MAX_EVIDENCE).collect();
    Seam {
        a: small(seam.a.index()),
        b: small(seam.b.index()),
        forward: crossing(&seam.forward),
        backward: crossing(&seam.backward),
        stores: ids(&seam.stores),
        changes: Capped { shown: kept.len() as u64, total: seam.changes.len() as u64, items: kept },
        weight: six(seam.weight),
        share: six(seam.share),
    }
}

fn graph(analysis: &Analysis) -> Graph {
    let mut edges: Vec<(usize, usize, f64)> =
        if analysis.graph.is_empty() { Vec::new() } else { analysis.graph.pairs().collect() };
    let total = edges.len() as u64;
    if edges.len() > MAX_EDGES {
        edges.sort_by(|x, y| y.2.total_cmp(&x.2).then_with(|| (x.0, x.1).cmp(&(y.0, y.1))));
        edges.truncate(MAX_EDGES);
        edges.sort_by_key(|edge| (edge.0, edge.1));
    }
    let layers: Vec<Contribution> = analysis
        .layers
        .iter()
        .filter(|layer| !layer.contribution.is_empty())
        .map(|layer| contribution(layer, &edges))
        .collect();
    Graph {
        total,
        a: edges.iter().map(|edge| small(edge.0)).collect(),
        b: edges.iter().map(|edge| small(edge.1)).collect(),
        weight: edges.iter().enumerate().map(|(at, edge)| whole(&layers, at, edge.2)).collect(),
        layers,
    }
}

fn contribution(layer: &analysis::Layer, edges: &[(usize, usize, f64)]) -> Contribution {
    Contribution {
        id: layer.info.id.to_owned(),
        weight: edges.iter().map(|(a, b, _)| six(layer.contribution.get(*a, *b))).collect(),
    }
}

/// The weight of an edge. Rounding must not make the parts miss the whole, so where they add up to it but for
/// rounding, their sum is the whole.
fn whole(layers: &[Contribution], at: usize, weight: f64) -> f64 {
    let sum: f64 = layers.iter().map(|layer| layer.weight[at]).sum();
    if (sum - weight).abs() < 1e-5 { six(sum) } else { six(weight) }
}
