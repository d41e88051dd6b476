//! Ways into a service: from outside, and from the code of others.

use super::{Direction, Group, Input, Item, Rule, Way, dear, is_call};
use crate::facts::{EntryKind, EntryPoint};
use crate::id::{ServiceId, UnitId};
use crate::plan::border::{Effect, User};
use crate::plan::route::handler;
use crate::plan::{Deed, Evidence};
use std::collections::BTreeSet;

pub(super) fn ways(input: &Input<'_>, service: ServiceId) -> Vec<Way> {
    let mut all: Vec<Way> = entries(input, service);
    all.extend(calls(input, service));
    all
}

/// Entry points, and of these what is composed or dear.
fn entries(input: &Input<'_>, service: ServiceId) -> Vec<Way> {
    let facts = input.services.facts;
    let group = |rule| Group::new(service, Direction::In, rule);
    let (mut moved, mut composed) = ([Rule::Route, Rule::Consumer, Rule::Clock].map(group), group(Rule::Composed));
    let mut dear = [Rule::Money, Rule::Rendered, Rule::Searched].map(group);
    for entry in &facts.entry_points {
        let at = handler(facts, entry).unwrap_or(entry.unit);
        if input.services.of(at) != Some(service) {
            continue;
        }
        let item = || Item::at(entry.kind.label(), vec![(entry.unit, entry.line)]);
        let place = match &entry.kind {
            EntryKind::Http { .. } => 0,
            EntryKind::Message { .. } | EntryKind::Rpc { .. } => 1,
            EntryKind::Schedule { .. } => 2,
            EntryKind::Main => continue,
        };
        moved[place].add(None, item());
        if !may_read(entry) {
            continue;
        }
        if others(input, at, service).len() > 1 {
            composed.add(None, item());
        }
        let EntryKind::Http { path, method } = &entry.kind else { continue };
        // What may also write is not run twice where money is at stake.
        let safe = |rule: &Rule| *rule != Rule::Money || method.eq_ignore_ascii_case("get");
        if let Some(rule) = dear::of_path(path).or_else(|| dear::of(&entry.handler)).filter(safe) {
            add_dear(&mut dear, rule, None, item());
        }
    }
    moved.into_iter().chain([composed]).chain(dear).flat_map(Group::ways).collect()
}

/// What others call and name of it.
fn calls(input: &Input<'_>, service: ServiceId) -> Vec<Way> {
    let group = |rule| Group::new(service, Direction::In, rule);
    let (mut called, mut entity, mut named) = (group(Rule::Called), group(Rule::Entity), group(Rule::Named));
    let mut dear = [Rule::Money, Rule::Rendered, Rule::Searched].map(group);
    let (told, facts) = (told(input), input.services.facts);
    for border in input.borders.iter().filter(|border| border.to == service) {
        let other = Some(border.from);
        for one in border.operations.iter().filter(|one| is_call(one)) {
            // What is only told becomes a message: it stands with the commands.
            let asked: Vec<User> =
                one.callers.iter().filter(|user| !told.contains(&(user.unit, one.unit))).cloned().collect();
            if !asked.is_empty() {
                called.add(other, Item::of_users(one.name.clone(), &asked));
            }
            // Who runs a command twice does it twice.
            let rule = dear::of(&one.name).filter(|_| one.effect != Effect::Command);
            let rule = rule.filter(|rule| *rule != Rule::Money || dear::computes(&facts.units[one.unit], &one.returns));
            if let Some(rule) = rule {
                add_dear(&mut dear, rule, other, Item::of_users(one.name.clone(), &one.callers));
            }
        }
        for one in &border.names {
            let rows = input.services.facts.units[one.unit].entity;
            let group = if rows { &mut entity } else { &mut named };
            group.add(other, Item::of_users(one.name.clone(), &one.users));
        }
    }
    [called, entity, named].into_iter().chain(dear).flat_map(Group::ways).collect()
}

/// Who calls what without waiting for an answer: commands that have no topic.
fn told(input: &Input<'_>) -> BTreeSet<(UnitId, UnitId)> {
    let commands = input.events.iter().filter(|event| event.topic.is_none()).flat_map(|event| &event.evidence);
    let call = |place: &Evidence| match place.deed {
        Deed::Calls(unit) => Some((place.unit, unit)),
        Deed::Reads(_)
        | Deed::Writes(_)
        | Deed::DeletesAlong(_)
        | Deed::Publishes
        | Deed::Listens
        | Deed::Registers => None,
    };
    commands.filter_map(call).collect()
}

fn add_dear(dear: &mut [Group], rule: Rule, other: Option<ServiceId>, item: Item) {
    if let Some(group) = dear.iter_mut().find(|group| group.rule == rule) {
        group.add(other, item);
    }
}

/// Whether a route reads by its method, or does not say which it answers.
fn may_read(entry: &EntryPoint) -> bool {
    let reads = |method: &str| ["get", "any"].iter().any(|one| method.eq_ignore_ascii_case(one));
    matches!(&entry.kind, EntryKind::Http { method, .. } if reads(method))
}

/// The other services whose stores a unit needs.
fn others(input: &Input<'_>, unit: UnitId, service: ServiceId) -> BTreeSet<ServiceId> {
    input.reach.of(unit).iter().copied().filter(|one| *one != service).collect()
}
