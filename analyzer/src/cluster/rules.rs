//! What a clustering has to keep to: units that stay together, groups that stay apart.

use crate::id::{Id, UnitId};
use crate::partition::Partition;
use std::collections::BTreeMap;

/// Units that stay together, and groups of units that stay apart. Empty for a clustering that nobody decided about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// Sets of units that stay together, each ascending, by first unit; no unit is in two.
    pub together: Vec<Vec<UnitId>>,
    /// Per rule, groups of which no two may be in one cell.
    pub apart: Vec<Vec<Vec<UnitId>>>,
}

impl Rules {
    /// Whether there is nothing to keep to.
    pub fn is_empty(&self) -> bool {
        self.together.is_empty() && self.apart.is_empty()
    }

    /// Whether a partition keeps to all of them.
    pub fn hold(&self, partition: &Partition) -> bool {
        let together = |units: &Vec<UnitId>| units.iter().all(|unit| partition.cell(*unit) == partition.cell(units[0]));
        let apart = |groups: &Vec<Vec<UnitId>>| {
            let mut group_of = BTreeMap::new();
            let units = groups.iter().enumerate().flat_map(|(at, units)| units.iter().map(move |unit| (at, unit)));
            units.into_iter().all(|(at, unit)| *group_of.entry(partition.cell(*unit)).or_insert(at) == at)
        };
        self.together.iter().all(together) && self.apart.iter().all(apart)
    }

    /// Whether two cells may become one.
    pub(crate) fn may_join(&self, a: &[usize], b: &[usize]) -> bool {
        let group_of = |cell: &[usize], groups: &Vec<Vec<UnitId>>| {
            groups.iter().position(|units| cell.iter().any(|unit| units.contains(&UnitId::new(*unit))))
        };
        self.apart.iter().all(|groups| match (group_of(a, groups), group_of(b, groups)) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        })
    }

    /// The node of every unit when what stays together is one node, numbered by first unit, and how many there are.
    pub(super) fn nodes(&self, n: usize) -> (Vec<u32>, usize) {
        let mut first: Vec<usize> = (0..n).collect();
        for units in &self.together {
            units.iter().for_each(|unit| first[unit.index()] = units[0].index());
        }
        let mut number = vec![u32::MAX; n];
        let mut count = 0;
        let mut node = |first: usize| {
            if number[first] == u32::MAX {
                number[first] = count;
                count += 1;
            }
            number[first]
        };
        let nodes: Vec<u32> = first.into_iter().map(&mut node).collect();
        (nodes, count as usize)
    }

    /// Of every unit that some rule keeps apart from others: the rules, and its group in each.
    pub(super) fn groups(&self) -> BTreeMap<UnitId, Vec<(u32, u32)>> {
        let mut groups: BTreeMap<UnitId, Vec<(u32, u32)>> = BTreeMap::new();
        for (rule, sets) in self.apart.iter().enumerate() {
            for (group, units) in sets.iter().enumerate() {
                units.iter().for_each(|unit| groups.entry(*unit).or_default().push((rule as u32, group as u32)));
            }
        }
        groups
    }
}

/// Which groups lie in which cell, while nodes move.
pub(super) struct Cells(Vec<BTreeMap<(u32, u32), u32>>);

impl Cells {
    /// The groups of the nodes' cells.
    pub(super) fn new(groups: &[Vec<(u32, u32)>], cell_of: &[u32]) -> Self {
        let mut cells = Self(vec![BTreeMap::new(); cell_of.len()]);
        groups.iter().zip(cell_of).for_each(|(groups, cell)| cells.enter(groups, *cell));
        cells
    }

    /// Whether a node of these groups may be in a cell.
    pub(super) fn may(&self, groups: &[(u32, u32)], cell: u32) -> bool {
        let same = |(rule, group): &(u32, u32)| {
            self.0[cell as usize].range((*rule, 0)..=(*rule, u32::MAX)).all(|((_, other), _)| other == group)
        };
        groups.iter().all(same)
    }

    pub(super) fn enter(&mut self, groups: &[(u32, u32)], cell: u32) {
        groups.iter().for_each(|group| *self.0[cell as usize].entry(*group).or_default() += 1);
    }

    pub(super) fn leave(&mut self, groups: &[(u32, u32)], cell: u32) {
        for group in groups {
            let count = self.0[cell as usize].entry(*group).or_default();
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.0[cell as usize].remove(group);
            }
        }
    }
}
