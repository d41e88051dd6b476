//! What is known of the side before a change: all that judging needs of it, as plain values without its facts.
//!
//! It follows from the facts of the base, the cut, the limits and the terms alone, so that it can be kept under them: whoever
//! judges the next change to the same base needs the facts after the change and nothing else.

use super::judge::{Terms, state_and};
use super::rule::{budget, hub};
use super::torn::unread;
use super::{Finding, Identity, Limits, Side};
use crate::compare::Labels;
use std::collections::{BTreeMap, BTreeSet};

/// The side before a change.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Known {
    /// Which service each file belongs to; `(unassigned)` where it is in none.
    pub labels: Labels,
    /// The owner of each store that has one, by the store as findings call it: `table orders`.
    pub owners: BTreeMap<String, String>,
    /// The files that findings rest on, ascending.
    pub files: Vec<String>,
    /// What the rules that are looked for find, with the places in `files` of those that each rests on, ascending.
    pub found: BTreeMap<Identity, Vec<u32>>,
    /// Files that were not read whole, by path.
    pub unread: BTreeSet<String>,
    /// The services that use each file of another one, by its path.
    pub users: BTreeMap<String, BTreeSet<String>>,
    /// What there is of what has a budget, by its id.
    pub figures: BTreeMap<String, f64>,
}

impl Known {
    /// What is known of a side under a cut.
    pub fn of(side: &Side<'_>, labels: &Labels, limits: &Limits, terms: Terms<'_>) -> Self {
        let (found, _) = state_and(side, limits, terms, files);
        let names = |users: BTreeMap<&str, _>| users.into_keys().map(str::to_owned).collect();
        let users = hub::users(side).into_iter().map(|(path, users)| (path.to_owned(), names(users))).collect();
        let figure = |id: &String| Some((id.clone(), budget::figure(id, side, limits)?));
        let files: BTreeSet<&str> = found.iter().flat_map(|(_, rests)| rests).map(String::as_str).collect();
        let files: Vec<String> = files.into_iter().map(str::to_owned).collect();
        let place = |file: &String| files.binary_search(file).expect("all were collected") as u32;
        let rests = |rests: Vec<String>| rests.iter().map(place).collect();
        let found = found.into_iter().map(|(one, files)| (one.finding.id, rests(files))).collect();
        Self {
            labels: labels.clone(),
            owners: side.owners(),
            found,
            files,
            unread: unread(side.facts).into_paths(),
            users,
            figures: limits.budgets.keys().filter_map(figure).collect(),
        }
    }
}

/// The files that a finding rests on, by path, each once.
fn files(finding: &Finding) -> Vec<String> {
    let files: BTreeSet<&str> = finding.sites.iter().chain(&finding.partners).map(|site| site.path.as_str()).collect();
    files.into_iter().map(str::to_owned).collect()
}

impl Identity {
    /// The identity that was written down so; `None` where no rule of this build has such findings.
    pub fn written(rule: &str, from: String, to: String, kind: &str) -> Option<Self> {
        let card = super::find(rule)?.card();
        let kind = card.kinds.iter().find(|known| **known == kind)?;
        Some(Self { rule: card.info.id, from, to, kind })
    }
}
