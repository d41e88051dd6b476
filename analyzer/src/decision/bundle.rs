//! Units that have to stay together, and where they have to go.

use super::{Decision, Entry, Treatment};
use crate::id::{Id, UnitId};

/// Where units were decided to be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    /// In the service of that name.
    Service(String),
    /// In a library, or copied into every service.
    Outside(Treatment),
}

impl Target {
    /// Where an entry sends its units.
    pub(super) fn of(decision: &Decision) -> Option<Self> {
        match decision {
            Decision::Pin(_, service) => Some(Target::Service(service.clone())),
            Decision::Treat(treatment, ..) => {
                let service = treatment.service().map(|name| Target::Service(name.to_owned()));
                Some(service.unwrap_or(Target::Outside(*treatment)))
            }
            _ => None,
        }
    }
}

/// Units that stay together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bundle {
    /// The units, ascending.
    pub(crate) units: Vec<UnitId>,
    /// Where they go, if anyone said so.
    pub(crate) target: Option<Target>,
    /// An entry that says so, for the units whose own entry is not known: the first.
    pub(crate) entry: usize,
}

/// A union-find forest over units.
pub(super) struct Union(Vec<usize>);

impl Union {
    pub(super) fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    pub(super) fn root(&mut self, unit: usize) -> usize {
        let mut root = unit;
        while self.0[root] != root {
            root = self.0[root];
        }
        let mut at = unit;
        while self.0[at] != root {
            at = std::mem::replace(&mut self.0[at], root);
        }
        root
    }

    /// Joins all of these; the smallest is their root.
    pub(super) fn join(&mut self, units: &[UnitId]) {
        for pair in units.windows(2) {
            let (a, b) = (self.root(pair[0].index()), self.root(pair[1].index()));
            self.0[a.max(b)] = a.min(b);
        }
    }
}

/// The bundles that some of the entries make, by first unit. Entries that cannot all hold were refused before.
pub(crate) fn bundles(n: usize, entries: &[(usize, &Entry, &[Vec<UnitId>])]) -> Vec<Bundle> {
    let mut union = Union::new(n);
    let mut meant: Vec<Option<(usize, Option<Target>)>> = vec![None; n];
    for (at, entry, groups) in entries {
        let target = Target::of(&entry.decision);
        if matches!(entry.decision, Decision::Together(_)) {
            union.join(&groups[0]);
        } else if target.is_none() {
            continue;
        }
        for unit in groups.iter().flatten() {
            let slot = &mut meant[unit.index()];
            // An entry that says where goes before one that says with whom.
            if slot.is_none() || (target.is_some() && slot.as_ref().is_some_and(|(_, known)| known.is_none())) {
                *slot = Some((*at, target.clone()));
            }
        }
    }
    let mut of_root: std::collections::BTreeMap<usize, Bundle> = std::collections::BTreeMap::new();
    for (unit, meant) in meant.into_iter().enumerate() {
        let Some((entry, target)) = meant else { continue };
        let bundle =
            of_root.entry(union.root(unit)).or_insert(Bundle { units: Vec::new(), target: None, entry: usize::MAX });
        bundle.units.push(UnitId::new(unit));
        if target.is_some() && (bundle.target.is_none() || entry < bundle.entry) {
            bundle.target = target;
            bundle.entry = entry;
        } else if bundle.target.is_none() {
            bundle.entry = bundle.entry.min(entry);
        }
    }
    of_root.into_values().collect()
}
