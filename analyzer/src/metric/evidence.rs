//! What metrics are made of, whatever the partition is: read off the facts once.

use super::operation::{Offer, offers};
use crate::facts::{ChangeKind, Facts};
use crate::id::Id;
use std::collections::BTreeMap;

/// Lists of something, one behind the other.
#[derive(Debug, Clone)]
pub(super) struct Lists<T> {
    starts: Vec<usize>,
    items: Vec<T>,
}

impl<T: Copy> Lists<T> {
    fn of(lists: impl Iterator<Item = Vec<T>>) -> Self {
        let (mut starts, mut items) = (vec![0], Vec::new());
        for list in lists {
            items.extend(list);
            starts.push(items.len());
        }
        Self { starts, items }
    }

    /// All lists, in order.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &[T]> + '_ {
        self.starts.windows(2).map(|range| &self.items[range[0]..range[1]])
    }

    /// One of them; none where there is no such list.
    pub(super) fn get(&self, at: usize) -> &[T] {
        if at + 1 < self.starts.len() { &self.items[self.starts[at]..self.starts[at + 1]] } else { &[] }
    }

    /// How many lists there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }
}

/// All references from one unit to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) from: u32,
    pub(super) to: u32,
    /// How many mentions that are.
    pub(super) mentions: f64,
    /// The place of that number among [`Evidence::counts`].
    pub(super) rank: u32,
}

/// What metrics are made of. Made once, in O(facts); the same for every partition of the units.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Who refers to whom, by (from, to).
    pub(super) edges: Vec<Edge>,
    /// Who refers to whom or the other way round, each pair once, the smaller first; by pair.
    pub(super) pairs: Vec<(u32, u32)>,
    /// Every number of mentions that there is, ascending, and how many edges have it.
    pub(super) counts: Vec<(f64, u64)>,
    /// The types that any unit mentions and that offer operations, by unit.
    pub(super) offers: Vec<Offer>,
    /// The units of every normal commit of two files and more, oldest first.
    pub(super) commits: Lists<u32>,
    /// The units that each person who is no program changed in normal commits, each once, ascending.
    pub(super) people: Lists<u32>,
    /// The units that use each store that is used at all, each once, ascending.
    pub(super) stores: Lists<u32>,
    /// The words of every unit with their counts, by word.
    pub(super) words: Lists<(u32, u32)>,
    /// One more than the largest word, if there is any.
    pub(super) vocabulary: Option<usize>,
}

impl Evidence {
    /// Reads the facts.
    pub fn new(facts: &Facts) -> Self {
        let mut edges: Vec<Edge> = edges(facts);
        let mut counts: BTreeMap<u64, u64> = BTreeMap::new();
        for edge in &edges {
            *counts.entry(edge.mentions as u64).or_default() += 1;
        }
        let ranks: Vec<u64> = counts.keys().copied().collect();
        for edge in &mut edges {
            edge.rank = ranks.partition_point(|count| *count < edge.mentions as u64) as u32;
        }
        let mut pairs: Vec<(u32, u32)> =
            edges.iter().map(|edge| (edge.from.min(edge.to), edge.from.max(edge.to))).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let bags = &facts.terms;
        let bag = |bag: &Vec<(crate::id::TermId, u32)>| bag.iter().map(|(term, n)| (term.index() as u32, *n)).collect();
        Self {
            edges,
            pairs,
            counts: counts.into_iter().map(|(count, edges)| (count as f64, edges)).collect(),
            offers: offers(facts),
            commits: commits(facts),
            people: people(facts),
            stores: stores(facts),
            words: Lists::of(bags.values().map(bag)),
            vocabulary: bags.values().filter_map(|bag| bag.last()).map(|(term, _)| term.index() + 1).max(),
        }
    }

    /// Who refers to whom, and how often, by (from, to): the indices of the units, and the mentions.
    pub fn references(&self) -> impl ExactSizeIterator<Item = (usize, usize, f64)> + '_ {
        self.edges.iter().map(|edge| (edge.from as usize, edge.to as usize, edge.mentions))
    }
}

fn edges(facts: &Facts) -> Vec<Edge> {
    let edge = |same: &[crate::facts::Reference]| Edge {
        from: same[0].from.index() as u32,
        to: same[0].to.index() as u32,
        mentions: same.iter().map(|reference| f64::from(reference.count)).sum(),
        rank: 0,
    };
    facts.references.chunk_by(|a, b| (a.from, a.to) == (b.from, b.to)).map(edge).collect()
}

/// The numbers of some units.
fn numbers(units: &[crate::id::UnitId]) -> Vec<u32> {
    units.iter().map(|unit| unit.index() as u32).collect()
}

fn commits(facts: &Facts) -> Lists<u32> {
    let evidence = facts.changes.values().filter(|change| change.kind == ChangeKind::Normal);
    Lists::of(evidence.filter(|change| facts.files_of(&change.units) > 1).map(|change| numbers(&change.units)))
}

fn people(facts: &Facts) -> Lists<u32> {
    let mut units: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    let evidence = facts.changes.values().filter(|change| change.kind == ChangeKind::Normal);
    for change in evidence.filter(|change| !change.units.is_empty()) {
        for person in &change.contributors {
            if facts.contributors.get(*person).is_none_or(|known| !known.bot) {
                units.entry(person.index()).or_default().extend(numbers(&change.units));
            }
        }
    }
    Lists::of(units.into_values().map(|mut units| {
        units.sort_unstable();
        units.dedup();
        units
    }))
}

fn stores(facts: &Facts) -> Lists<u32> {
    let mut users: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for access in &facts.accesses {
        users.entry(access.store.index()).or_default().push(access.unit.index() as u32);
    }
    Lists::of(users.into_values().map(|mut units| {
        units.sort_unstable();
        units.dedup();
        units
    }))
}
