//! What is known of the side before a change: all that judging needs of it, as plain values without its facts.
//!
//! It follows from the facts of the base, the cut and the limits alone, so that it can be kept under them: whoever judges
//! the next change to the same base needs the facts after the change and nothing else.

use super::rule::hub;
use super::{ALL, Identity, Limits, Side};
use crate::compare::Labels;
use std::collections::{BTreeMap, BTreeSet};

/// The side before a change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// Which service each file belongs to; `(unassigned)` where it is in none.
    pub labels: Labels,
    /// The owner of each store that has one, by the store as findings call it: `table orders`.
    pub owners: BTreeMap<String, String>,
    /// What the rules find, also those that are off, so that levels change nothing here.
    pub found: BTreeSet<Identity>,
    /// The services that use each file of another one, by its path.
    pub users: BTreeMap<String, BTreeSet<String>>,
}

impl Known {
    /// What is known of a side under a cut.
    pub fn of(side: &Side<'_>, labels: &Labels, limits: &Limits) -> Self {
        let found = ALL.iter().flat_map(|rule| rule.state(side, limits)).map(|one| one.id).collect();
        let names = |users: BTreeMap<&str, _>| users.into_keys().map(str::to_owned).collect();
        let users = hub::users(side).into_iter().map(|(path, users)| (path.to_owned(), names(users))).collect();
        Self { labels: labels.clone(), owners: side.owners(), found, users }
    }

    /// What a rule found.
    pub fn of_rule(&self, rule: &'static str) -> impl Iterator<Item = &Identity> {
        let first = Identity { rule, from: String::new(), to: String::new(), kind: "" };
        self.found.range(first..).take_while(move |id| id.rule == rule)
    }
}

/// The kinds that findings of a side have.
const KINDS: [&str; 17] = [
    "call",
    "cascade",
    "co-change",
    "cycle",
    "data",
    "depends",
    "foreign-key",
    "inherit",
    "join",
    "name",
    "people",
    "transaction",
    "trigger",
    "use",
    "write",
    "writer",
    "writing-join",
];

impl Identity {
    /// The identity that was written down so; `None` where no rule of this build has such findings.
    pub fn written(rule: &str, from: String, to: String, kind: &str) -> Option<Self> {
        let rule = super::find(rule)?.card().info.id;
        let kind = KINDS.into_iter().find(|known| *known == kind)?;
        Some(Self { rule, from, to, kind })
    }
}
