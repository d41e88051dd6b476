//! Ways out of a service, and what has two ends: commands, hooks, triggers.

use super::{Direction, Group, Input, Item, Rule, Way, is_call};
use crate::facts::{EntryKind, EntryPoint, HookOn};
use crate::id::{ServiceId, UnitId};
use crate::plan::data::TieKind;
use crate::plan::reaction::Becomes;
use crate::plan::route::handler;
use crate::plan::{Deed, Event, Evidence};
use std::collections::BTreeSet;

pub(super) fn ways(input: &Input<'_>, service: ServiceId) -> Vec<Way> {
    let mut all = calls(input, service);
    all.extend(commands(input, service));
    all.extend(hooks(input, service));
    all.extend(triggers(input, service));
    all
}

/// What it calls of others.
fn calls(input: &Input<'_>, service: ServiceId) -> Vec<Way> {
    let mut groups = [Rule::CallsMonolith, Rule::CallsService].map(|rule| Group::new(service, Direction::Out, rule));
    for border in input.borders.iter().filter(|border| border.from == service) {
        let place = usize::from(input.is_out(border.to, service));
        for one in border.operations.iter().filter(|one| is_call(one)) {
            groups[place].add(Some(border.to), Item::of_users(one.name.clone(), &one.callers));
        }
    }
    groups.into_iter().flat_map(Group::ways).collect()
}

/// Commands that have no topic today.
fn commands(input: &Input<'_>, service: ServiceId) -> Vec<Way> {
    let answering = answering(input);
    let mut all = Vec::new();
    for event in input.events.iter().filter(|event| event.topic.is_none()) {
        let Some((direction, other)) = end(input, service, event.publisher, event.subscriber) else { continue };
        let mut groups = [Rule::CommandOfOwn, Rule::CommandOfRequest, Rule::CommandOfRows, Rule::CommandInside]
            .map(|rule| Group::new(service, direction, rule));
        for place in own(input, event) {
            let at = match place.deed {
                _ if direction == Direction::Out => 0,
                Deed::Writes(_) | Deed::DeletesAlong(_) if answering.contains(&place.unit) => 1,
                Deed::Writes(_) | Deed::DeletesAlong(_) => 2,
                // A call can be converted where it stands.
                Deed::Calls(_) | Deed::Reads(_) | Deed::Publishes | Deed::Listens | Deed::Registers => 3,
            };
            groups[at].add(Some(other), Item::at(said(input, place), vec![(place.unit, place.line)]));
        }
        all.extend(groups.into_iter().flat_map(Group::ways));
    }
    all
}

/// The places of an event that are its publisher's.
fn own<'a>(input: &'a Input<'_>, event: &'a Event) -> impl Iterator<Item = &'a Evidence> {
    let of_publisher =
        |place: &&Evidence| input.services.of(place.unit).is_none_or(|service| service == event.publisher);
    event.evidence.iter().filter(of_publisher)
}

fn said(input: &Input<'_>, place: &Evidence) -> String {
    let facts = input.services.facts;
    match place.deed {
        Deed::Calls(unit) => format!("calls {}", facts.units[unit].short()),
        Deed::Reads(store) => format!("reads {}", facts.stores[store].name),
        Deed::Writes(store) => format!("writes {}", facts.stores[store].name),
        Deed::DeletesAlong(store) => format!("deletes rows of {} along", facts.stores[store].name),
        Deed::Publishes => "publishes".to_owned(),
        Deed::Listens => "listens".to_owned(),
        Deed::Registers => "registers".to_owned(),
    }
}

/// The units that answer requests which change something, and what they call directly.
fn answering(input: &Input<'_>) -> BTreeSet<UnitId> {
    let facts = input.services.facts;
    let changes = |entry: &&EntryPoint| matches!(&entry.kind, EntryKind::Http { method, .. } if !method.eq_ignore_ascii_case("get"));
    let handlers = facts.entry_points.iter().filter(changes);
    let handlers: BTreeSet<UnitId> = handlers.map(|entry| handler(facts, entry).unwrap_or(entry.unit)).collect();
    let called = handlers.iter().flat_map(|unit| &input.reach.calls[*unit]).map(|tie| tie.to);
    called.chain(handlers.iter().copied()).collect()
}

/// Hooks on rows of another.
fn hooks(input: &Input<'_>, service: ServiceId) -> Vec<Way> {
    let facts = input.services.facts;
    let mut groups = both(service, Rule::HookOnRows);
    let events = input.reactions.iter().filter(|one| one.becomes == Becomes::Event);
    for one in events {
        let hook = &facts.hooks[one.hook];
        let (HookOn::Store(store), Some(to)) = (&hook.on, one.to) else { continue };
        for from in &one.from {
            let Some((direction, other)) = end(input, service, *from, to) else { continue };
            let what = format!("{} of {}", hook.when, facts.stores[*store].name);
            groups[direction as usize].add(Some(other), Item::at(what, vec![(hook.unit, hook.line)]));
        }
    }
    groups.into_iter().flat_map(Group::ways).collect()
}

/// Triggers on rows of another.
fn triggers(input: &Input<'_>, service: ServiceId) -> Vec<Way> {
    let mut groups = both(service, Rule::Trigger);
    for tie in input.ties.iter().filter(|tie| tie.kind == TieKind::Trigger) {
        let [from, to] = tie.stores.as_slice() else { continue };
        let (Some(owner), Some(other)) = (input.services.owner(*from), input.services.owner(*to)) else { continue };
        let Some((direction, other)) = end(input, service, owner, other) else { continue };
        let stores = [from, to].map(|store| input.services.facts.stores[*store].name.as_str());
        let what = format!("{} writes {}", stores[0], stores[1]);
        let total = u32::try_from(tie.sites.len()).unwrap_or(u32::MAX);
        groups[direction as usize].add(Some(other), Item { what, places: Vec::new(), sites: tie.sites.clone(), total });
    }
    groups.into_iter().flat_map(Group::ways).collect()
}

fn both(service: ServiceId, rule: Rule) -> [Group; 2] {
    [Direction::In, Direction::Out].map(|direction| Group::new(service, direction, rule))
}

/// The direction of what goes from one service to another, and its other end, when it is to be done at this service's step.
fn end(input: &Input<'_>, service: ServiceId, from: ServiceId, to: ServiceId) -> Option<(Direction, ServiceId)> {
    let (direction, other) = match () {
        () if from == to => return None,
        () if from == service => (Direction::Out, to),
        () if to == service => (Direction::In, from),
        () => return None,
    };
    input.begins(service, other).then_some((direction, other))
}
