//! Which events go between services.
//!
//! Three things become one:
//!
//! 1. *Topics that are there*: published by a unit of one service and listened to by one of another. A topic built at run
//!    time is published where its function is called with the missing part, where that is seen, else it stands for every
//!    known topic of its pattern.
//! 2. *Commands* that cross: they ride on the topic that the same unit publishes, else on those of what it calls in its
//!    service, else on those of what calls it there. Where nobody publishes, the topic has no name yet.
//! 3. *Deletions*: where rows go and the database deletes rows of another service along (`ON DELETE CASCADE`, also through
//!    other tables), that service has to be told, in the same way.
//!
//! An event without a name gets a proposal ([`super::proposal`]).

use super::crossing::{Crossings, Need};
use super::proposal::proposed;
use super::standing::Standings;
use super::{Cut, Deed, Evidence, Ownership, Party};
use crate::facts::{EntryKind, Facts, Mode, StoreKind, StoreLinkKind, TopicPattern};
use crate::id::{IdVec, ServiceId, StoreId, UnitId};
use crate::path::RepoPath;
use std::collections::{BTreeMap, BTreeSet};

/// Something that a service publishes for others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// Who publishes.
    pub publisher: ServiceId,
    /// Who listens.
    pub subscriber: ServiceId,
    /// The topic; `None` where there is none yet.
    pub topic: Option<String>,
    /// What it could be called, where there is no topic yet.
    pub proposed: Option<String>,
    /// Where it is published, listened to or needed, sorted; never empty.
    pub evidence: Vec<Evidence>,
}

/// All events, one for each publisher, subscriber and topic, sorted.
pub(super) fn events(
    facts: &Facts,
    cut: &Cut,
    ownership: &IdVec<StoreId, Ownership>,
    crossings: &Crossings,
    standings: &Standings,
) -> Vec<Event> {
    let topics = Topics::new(facts, cut);
    let mut found: BTreeMap<(ServiceId, ServiceId, Option<String>), Vec<Evidence>> = BTreeMap::new();
    for (topic, published) in &topics.published {
        for (listener, listens) in topics.listened.get(topic).into_iter().flatten() {
            for publishes in published {
                if let Some(publisher) = cut.service(publishes.unit).filter(|publisher| publisher != listener) {
                    let evidence = found.entry((publisher, *listener, Some(topic.clone()))).or_default();
                    evidence.extend(std::iter::once(publishes).chain(listens));
                }
            }
        }
    }
    let commands = crossings.all.iter().filter(|crossing| crossing.need == Need::Nothing);
    let told = commands.filter_map(|crossing| match crossing.from {
        Party::Service(from) => Some((from, crossing.to, crossing.evidence)),
        Party::Gateway => None,
    });
    for (from, to, evidence) in told.chain(deleted_along(facts, cut, ownership, standings)) {
        for topic in topics.of(crossings, cut, from, evidence.unit) {
            found.entry((from, to, topic)).or_default().push(evidence);
        }
    }
    let event = |((publisher, subscriber, topic), mut evidence): ((_, _, Option<String>), Vec<Evidence>)| {
        evidence.sort_unstable();
        evidence.dedup();
        let proposed = if topic.is_none() { proposed(facts, ownership, publisher, &evidence) } else { None };
        Event { publisher, subscriber, topic, proposed, evidence }
    };
    let mut events: Vec<Event> = found.into_iter().map(event).collect();
    events.sort_by(|a, b| {
        let key = |event: &Event| (event.topic.is_none(), event.topic.clone(), event.publisher, event.subscriber);
        key(a).cmp(&key(b))
    });
    events
}

/// The deletions whose cascades reach stores of other services.
fn deleted_along<'a>(
    facts: &'a Facts,
    cut: &'a Cut,
    ownership: &'a IdVec<StoreId, Ownership>,
    standings: &'a Standings,
) -> impl Iterator<Item = (ServiceId, ServiceId, Evidence)> + 'a {
    let mut below: BTreeMap<StoreId, Vec<StoreId>> = BTreeMap::new();
    for link in facts.store_links.iter().filter(|link| link.kind == StoreLinkKind::Cascade) {
        below.entry(link.to).or_default().push(link.from);
    }
    facts.deletions.iter().filter(|deletion| !standings.draws(deletion.unit)).flat_map(move |deletion| {
        let from = cut.service(deletion.unit).filter(|from| ownership[deletion.store].owner() == Some(*from));
        let along = from.map_or_else(BTreeSet::new, |_| closure(&below, deletion.store));
        along.into_iter().filter_map(move |store| {
            let (from, to) = (from?, ownership[store].owner()?);
            let deed = Deed::DeletesAlong(store);
            let evidence = Evidence { unit: deletion.unit, line: deletion.line, deed };
            (from != to).then_some((from, to, evidence))
        })
    })
}

fn closure(below: &BTreeMap<StoreId, Vec<StoreId>>, store: StoreId) -> BTreeSet<StoreId> {
    let mut found = BTreeSet::new();
    let mut open = vec![store];
    while let Some(store) = open.pop() {
        let next = below.get(&store).into_iter().flatten();
        open.extend(next.copied().filter(|next| found.insert(*next)));
    }
    found
}

/// Topics, who publishes and who listens.
struct Topics {
    published: BTreeMap<String, BTreeSet<Evidence>>,
    listened: BTreeMap<String, BTreeMap<ServiceId, BTreeSet<Evidence>>>,
    /// The topics that each unit publishes.
    of_unit: BTreeMap<UnitId, BTreeSet<String>>,
}

impl Topics {
    fn new(facts: &Facts, cut: &Cut) -> Self {
        let (known, handled) = (known(facts), handled(facts));
        let mut topics = Self { published: BTreeMap::new(), listened: BTreeMap::new(), of_unit: BTreeMap::new() };
        for access in facts.accesses.iter().filter(|access| facts.stores[access.store].kind == StoreKind::Topic) {
            let topic = &facts.stores[access.store].name;
            for line in &access.lines {
                match access.mode {
                    Mode::Write => topics.publish(topic, access.unit, *line),
                    Mode::Read if !handled.contains(&(topic, &facts.units[access.unit].path, *line)) => {
                        topics.listen(cut, topic, access.unit, *line);
                    }
                    Mode::Read | Mode::Declare | Mode::Use => {}
                }
            }
        }
        for entry in &facts.entry_points {
            if let EntryKind::Message { topic } = &entry.kind {
                topics.listen(cut, topic, entry.unit, entry.line);
            }
        }
        for pattern in &facts.topic_patterns {
            let filled = facts.topic_patterns.iter().any(|other| is_exact(other) && fills(other, pattern));
            for topic in known.iter().filter(|topic| pattern.matches(topic)) {
                match pattern.mode {
                    Mode::Write if filled => {}
                    Mode::Write => topics.publish(topic, pattern.unit, pattern.line),
                    Mode::Read => topics.listen(cut, topic, pattern.unit, pattern.line),
                    Mode::Declare | Mode::Use => {}
                }
            }
        }
        topics
    }

    fn publish(&mut self, topic: &str, unit: UnitId, line: u32) {
        let evidence = Evidence { unit, line, deed: Deed::Publishes };
        self.published.entry(topic.to_owned()).or_default().insert(evidence);
        self.of_unit.entry(unit).or_default().insert(topic.to_owned());
    }

    fn listen(&mut self, cut: &Cut, topic: &str, unit: UnitId, line: u32) {
        let Some(service) = cut.service(unit) else { return };
        let evidence = Evidence { unit, line, deed: Deed::Listens };
        self.listened.entry(topic.to_owned()).or_default().entry(service).or_default().insert(evidence);
    }

    /// The topics that something said by a unit of a service rides on.
    fn of(&self, crossings: &Crossings, cut: &Cut, service: ServiceId, unit: UnitId) -> Vec<Option<String>> {
        let own = |unit: &UnitId| self.of_unit.get(unit).into_iter().flatten();
        let here = |unit: &UnitId| cut.service(*unit) == Some(service);
        let reach = &crossings.reach;
        let mut topics: BTreeSet<&String> = own(&unit).collect();
        if topics.is_empty() {
            topics = reach.calls[unit].iter().map(|tie| &tie.to).filter(|to| here(to)).flat_map(own).collect();
        }
        if topics.is_empty() {
            topics = reach.callers[unit].iter().filter(|from| here(from)).flat_map(own).collect();
        }
        if topics.is_empty() { vec![None] } else { topics.into_iter().cloned().map(Some).collect() }
    }
}

/// The topics that are named somewhere.
fn known(facts: &Facts) -> BTreeSet<&str> {
    let stores = facts.stores.values().filter(|store| store.kind == StoreKind::Topic);
    let exact = facts.topic_patterns.iter().filter(|pattern| is_exact(pattern));
    stores.map(|store| store.name.as_str()).chain(exact.map(|pattern| pattern.pattern.as_str())).collect()
}

fn is_exact(pattern: &TopicPattern) -> bool {
    !pattern.pattern.contains(['*', '#'])
}

/// Whether one pattern is what another becomes where its function is called.
fn fills(exact: &TopicPattern, pattern: &TopicPattern) -> bool {
    exact.mode == pattern.mode && !is_exact(pattern) && pattern.matches(&exact.pattern)
}

/// The listeners whose handlers entry points tell: topic, file and line.
fn handled(facts: &Facts) -> BTreeSet<(&str, &RepoPath, u32)> {
    let listeners = facts.entry_points.iter().filter_map(|entry| match &entry.kind {
        EntryKind::Message { topic } => Some((topic.as_str(), &facts.units[entry.unit].path, entry.line)),
        EntryKind::Http { .. } | EntryKind::Rpc { .. } | EntryKind::Schedule { .. } | EntryKind::Main => None,
    });
    listeners.collect()
}

#[cfg(test)]
mod tests {
    use crate::plan::tests::planned;

    fn check(project: &str, expected: &str) {
        let (_, cut, plan) = planned(project);
        let shown = |event: &super::Event| {
            let topic = event.topic.as_deref().unwrap_or("?");
            format!("{topic} {} {}", cut.services[event.publisher], cut.services[event.subscriber])
        };
        assert_eq!(plan.events.iter().map(shown).collect::<Vec<_>>().join("; "), expected);
    }

    #[test]
    fn a_topic_between_services() {
        check("a/one: tell x; b/one: hear x; a/two: hear x", "x a b");
    }
    #[test]
    fn patterns_that_are_heard_and_told() {
        check("a/one: tell u.made; a/two: tell v; b/one: hear u.*", "u.made a b");
        check("a/one: tell u.*; b/one: hear u.made; b/two: hear v", "u.made a b");
        check("a/one: tell u.*; a/two: fill u.made; b/one: hear u.made; b/two: hear u.gone", "u.made a b");
    }
    #[test]
    fn a_command_rides_on_what_the_unit_tells() {
        check("a/one: tell x, write t; b/one: write t; b/two: write t", "x a b");
        check("a/one: tell x, call b/one; b/one: write t", "x a b");
    }
    #[test]
    fn a_command_rides_on_what_is_told_beside_it() {
        check("a/one: call a/say, write t; a/say: tell x; b/one: write t; b/two: write t", "x a b");
        check("a/all: tell x, call a/one; a/one: write t; b/one: write t; b/two: write t", "x a b");
        check("a/one: call c/say, write t; c/say: tell x; b/one: write t; b/two: write t", "? a b");
    }
    #[test]
    fn a_command_without_a_topic() {
        check("a/one: write t; b/one: write t; b/two: write t", "? a b");
    }
    #[test]
    fn a_line_that_only_writes_is_a_command_whatever_else_its_repository_could_do() {
        let orders = "b/orders: read t; b/two: change t; b/three: change t";
        check(&format!("a/one: call b/orders & change t; {orders}"), "? a b");
        check(&format!("a/one: call b/orders & change t, call b/orders & look t; {orders}"), "");
    }
    #[test]
    fn rows_that_go_along() {
        let tables = "b/one: write t; c/one: write u";
        check(&format!("a/end: tell x, delete s; a/one: write s; {tables}; t -> s; u -> t"), "x a b; x a c");
        check(&format!("a/end: delete t; a/one: write s; {tables}; u -> t"), "");
        check(&format!("a/end.tsx: delete s; a/one: write s; {tables}; t -> s; u -> t"), "");
    }
    #[test]
    fn what_is_gone_is_not_told() {
        check("(dropped)/one: tell x; b/one: hear x", "");
        check("a/one: tell x; (dropped)/one: hear x", "");
    }
}
