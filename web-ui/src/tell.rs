//! What is answered: views, models and differences as JSON. Units are named by their position in the model.

use crate::ask::Wanted;
use crate::bench::{Current, Title, Told, Work, same_services};
use crate::status::{State, Status};
use axum::body::Bytes;
use seamline_analyzer::analysis::{Band, Place, Score};
use seamline_analyzer::bench::{Suggestion, View};
use seamline_analyzer::decision::{Applied, Decisions, Outcome, Price};
use seamline_analyzer::facts::Mode;
use seamline_analyzer::metric::{self, Direction};
use seamline_analyzer::{Facts, Id, UnitId};
use seamline_decisions::Row;
use seamline_reports::looks;
use seamline_reports::plan::Plan;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The most units that a preview lists.
const MOST_MOVED: usize = 200;

/// How far an analysis is.
pub(crate) fn status(status: &Status) -> Value {
    let mut told = json!({ "state": status.state });
    if status.state == State::Running {
        told["stage"] = json!(status.step().stage);
    }
    if let Some(error) = &status.error {
        told["error"] = json!(error);
    }
    told
}

/// What does not depend on decisions.
pub(crate) fn model(work: &Work) -> Bytes {
    let make = || {
        let facts = work.analysed.bench.facts();
        let units = facts.units.values();
        let paths: Vec<String> = units.clone().map(|unit| unit.label()).collect();
        let lines: Vec<u32> = units.map(|unit| unit.lines).collect();
        let metrics: Vec<Value> = metric::ALL
            .iter()
            .map(|one| {
                let info = one.info();
                json!({ "id": info.id, "summary": info.summary, "direction": direction(one.direction()) })
            })
            .collect();
        let edges = references(facts);
        let column = |of: fn(&((usize, usize), u64)) -> u64| edges.iter().map(of).collect::<Vec<_>>();
        let model = json!({
            "units": { "paths": paths, "lines": lines },
            "metrics": metrics,
            "edges": {
                "from": column(|edge| edge.0.0 as u64),
                "to": column(|edge| edge.0.1 as u64),
                "weight": column(|edge| edge.1),
            },
            "stores": stores(facts),
            "granularity": work.analysed.bench.settings().granularity.name(),
        });
        Bytes::from(model.to_string())
    };
    work.model.get_or_init(make).clone()
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Higher => "higher",
        Direction::Lower => "lower",
    }
}

/// How often one unit mentions another.
fn references(facts: &Facts) -> Vec<((usize, usize), u64)> {
    let mut edges: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for reference in facts.references.iter().filter(|reference| reference.from != reference.to) {
        *edges.entry((reference.from.index(), reference.to.index())).or_default() += u64::from(reference.count);
    }
    edges.into_iter().collect()
}

fn stores(facts: &Facts) -> Vec<Value> {
    let mut users: BTreeMap<usize, [BTreeSet<usize>; 2]> = BTreeMap::new();
    for access in &facts.accesses {
        let users = users.entry(access.store.index()).or_default();
        users[usize::from(access.mode == Mode::Write)].insert(access.unit.index());
    }
    let store = |(id, store): (seamline_analyzer::StoreId, &seamline_analyzer::facts::Store)| {
        let [readers, writers] = users.get(&id.index()).cloned().unwrap_or_default();
        json!({ "name": store.name, "kind": store.kind.name(), "readers": readers, "writers": writers })
    };
    facts.stores.iter().map(store).collect()
}

/// A scenario with its view.
pub(crate) fn view(m: u64, title: &Title, work: &Work, current: &Current) -> Value {
    let (view, facts) = (&current.view, work.analysed.bench.facts());
    let names: Vec<&str> = view.services.iter().map(|service| service.name.as_str()).collect();
    let looks = looks(&names);
    let services: Vec<Value> = view
        .services
        .iter()
        .zip(looks)
        .map(|(service, look)| {
            json!({
                "name": service.name,
                "role": service.role.name(),
                "team": service.team,
                "colour": look.colour,
                "mark": look.mark,
                "units": indices(&service.units),
            })
        })
        .collect();
    let entries: Vec<Value> = view
        .entries
        .iter()
        .zip(&current.decisions.entries)
        .map(|(applied, entry)| told(applied, &Row::of(entry)))
        .collect();
    json!({
        "id": m,
        "name": title.name,
        "revision": current.revision,
        "canUndo": title.can_undo,
        "canRedo": title.can_redo,
        "saved": title.saved,
        "recluster": current.decisions.recluster,
        "services": services,
        "shared": indices(&view.shared),
        "unassigned": indices(&view.unassigned),
        "bands": bands(view),
        "second": seconds(view),
        "between": between(facts, view),
        "metrics": view.proposal.iter().zip(&view.scores).map(|(then, now)| {
            json!({ "id": now.info.id, "proposal": then.value, "now": now.value })
        }).collect::<Vec<_>>(),
        "entries": entries,
        "reclustered": prices(&view.reclustered),
    })
}

fn indices(units: &[UnitId]) -> Vec<usize> {
    units.iter().map(|unit| unit.index()).collect()
}

/// One letter per unit.
fn bands(view: &View) -> String {
    let letter = |placement: &seamline_analyzer::analysis::Placement| match (placement.place, placement.decided) {
        (Place::Shared | Place::Unassigned, None) => '-',
        (_, Some(_)) => 'd',
        (Place::Candidate(_), None) => match placement.band {
            Band::Firm => 'f',
            Band::Likely => 'l',
            Band::Contested => 'c',
        },
    };
    view.placements.values().map(letter).collect()
}

/// Per unit the service that pulls second most.
fn seconds(view: &View) -> Vec<i64> {
    let second = |placement: &seamline_analyzer::analysis::Placement| {
        placement.runner_up.map_or(-1, |(candidate, _)| candidate.index() as i64)
    };
    view.placements.values().map(second).collect()
}

/// Per unit the service that it is in.
fn homes(view: &View) -> Vec<Option<usize>> {
    let home = |placement: &seamline_analyzer::analysis::Placement| match placement.place {
        Place::Candidate(candidate) => Some(candidate.index()),
        Place::Shared | Place::Unassigned => None,
    };
    view.placements.values().map(home).collect()
}

/// How often one service mentions another.
fn between(facts: &Facts, view: &View) -> Vec<Value> {
    let homes = homes(view);
    let mut pairs: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for reference in &facts.references {
        if let (Some(from), Some(to)) = (homes[reference.from.index()], homes[reference.to.index()])
            && from != to
        {
            *pairs.entry((from, to)).or_default() += u64::from(reference.count);
        }
    }
    pairs
        .into_iter()
        .map(|((from, to), references)| json!({ "from": from, "to": to, "references": references }))
        .collect()
}

fn told(applied: &Applied, row: &Row) -> Value {
    let mut told = json!({
        "kind": applied.kind,
        "sentence": applied.sentence,
        "reason": applied.reason,
        "moved": 0,
        "price": prices(&applied.price),
        "entry": row,
    });
    match &applied.outcome {
        Outcome::Applied { moved } => told["moved"] = json!(moved),
        Outcome::Stale(why) => told["stale"] = json!(why),
    }
    told
}

fn prices(prices: &[Price]) -> Vec<Value> {
    let price = |price: &Price| json!({ "metric": price.metric, "before": price.before, "after": price.after });
    prices.iter().map(price).collect()
}

/// The metrics that an edit would change.
pub(crate) fn changes(before: &[Score], after: &[Score]) -> Vec<Value> {
    let pairs = before.iter().zip(after).filter(|(before, after)| before.value != after.value);
    pairs.map(|(then, now)| json!({ "id": now.info.id, "before": then.value, "after": now.value })).collect()
}

/// What an edit would do.
pub(crate) fn preview(before: &View, decisions: &Decisions, after: &View) -> Value {
    let same = same_services(before, after);
    let (old, new) = (homes(before), homes(after));
    let place = |view: &View, unit: usize, home: Option<usize>| match (home, view.placements[UnitId::new(unit)].place) {
        (Some(home), _) => view.services[home].name.clone(),
        (None, Place::Shared) => "(shared)".to_owned(),
        (None, _) => "(unassigned)".to_owned(),
    };
    let stays = |unit: &usize| match (old[*unit], new[*unit]) {
        (Some(then), Some(now)) => same[then] == Some(now),
        (None, None) => place(before, *unit, None) == place(after, *unit, None),
        _ => false,
    };
    let moved: Vec<usize> = (0..old.len()).filter(|unit| !stays(unit)).collect();
    let listed: Vec<Value> = moved.iter().take(MOST_MOVED).map(|unit| {
        json!({ "unit": unit, "from": place(before, *unit, old[*unit]), "to": place(after, *unit, new[*unit]) })
    }).collect();
    let renamed: Vec<Value> = same
        .iter()
        .enumerate()
        .filter_map(|(then, now)| {
            let (then, now) = (&before.services[then].name, &after.services[(*now)?].name);
            (then != now).then(|| json!({ "from": then, "to": now }))
        })
        .collect();
    json!({
        "moved": listed,
        "movedTotal": moved.len(),
        "services": after.services.len(),
        "names": renamed,
        "entries": decisions.entries.len(),
        "metrics": changes(&before.scores, &after.scores),
    })
}

/// An edit that the evidence speaks for.
pub(crate) fn suggestion(suggestion: &Suggestion) -> Value {
    let price = |price: &Price| json!({ "id": price.metric, "before": price.before, "after": price.after });
    json!({
        "edit": Wanted::from(&suggestion.edit),
        "sentence": suggestion.sentence,
        "why": suggestion.why,
        "metrics": suggestion.price.iter().map(price).collect::<Vec<_>>(),
    })
}

/// The key figures of a plan, and what the gate would know beside it; nothing where there is no plan.
pub(crate) fn figures(told: &Told) -> Value {
    let [gate_errors, gate_warnings] = told.gate;
    let Some(plan) = &told.document.plan else { return Value::Null };
    let total = |list: &str, shown: usize| {
        plan.lists.iter().find(|extent| extent.list == list).map_or(shown as u64, |extent| extent.total)
    };
    let points = plan.steps.iter().map(|step| step.effort.points).sum::<f64>();
    let low = plan.steps.iter().map(|step| step.effort.low).sum::<f64>();
    let high = plan.steps.iter().map(|step| step.effort.high).sum::<f64>();
    json!({
        "services_to_cut": plan.steps.len(),
        "tangles_first": total("tangles", plan.tangles.len()),
        "effort": points,
        "effort_low": low,
        "effort_high": high,
        "calls": total("calls", plan.calls.len()),
        "events": total("events", plan.events.len()),
        "spanning_transactions": total("transactions", plan.transactions.len()),
        "stores_with_several_writers": several_writers(plan),
        "gate_errors": gate_errors,
        "gate_warnings": gate_warnings,
        "first": plan.steps.iter().take(3).map(|step| &step.service).collect::<Vec<_>>(),
    })
}

fn several_writers(plan: &Plan) -> usize {
    plan.stores.iter().filter(|store| store.writers.len() > 1).count()
}
