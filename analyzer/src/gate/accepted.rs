//! What people accepted: which findings it covers, and what of it is there no more.
//!
//! A check, an update and a pruning ask the same here, so that none of them finds new what another one takes for accepted: an
//! entry covers what it names and whatever is weaker between the same two ([`Rule::covers`]).

use super::judge::{State, Terms, state};
use super::torn::unread;
use super::{Finding, Identity, Input, Severity, find};
use std::collections::{BTreeMap, BTreeSet};

#[cfg(doc)]
use super::Rule;

/// What a baseline was good for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accepted {
    /// How many findings it lists.
    pub entries: usize,
    /// What stands there and is accepted, with how severe it would be and why it was accepted; by identity.
    pub known: Vec<(Severity, Finding, String)>,
    /// Entries that are not there any more, by identity. Rules that are switched off are not asked, and files that cannot be
    /// read whole say of nothing that it is gone.
    pub stale: Vec<Identity>,
    /// How many findings the side before has that it does not list.
    pub missing: usize,
}

/// What is left of what was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Left {
    /// Entries that are not gone.
    pub kept: BTreeSet<Identity>,
    /// What stands there and was covered by an entry that is gone, which was stronger; with that entry.
    pub weaker: Vec<(Finding, Identity)>,
}

/// The entry that covers a finding: the same one, else the first that is no weaker.
pub fn covering<'a, T>(known: &'a BTreeMap<Identity, T>, id: &Identity) -> Option<(&'a Identity, &'a T)> {
    let rule = find(id.rule)?;
    let first = Identity { to: String::new(), kind: "", ..id.clone() };
    let same = |(other, _): &(&Identity, &T)| (other.rule, &other.from) == (id.rule, &id.from);
    known.get_key_value(id).or_else(|| known.range(first..).take_while(same).find(|(other, _)| rule.covers(other, id)))
}

/// What is left of what is accepted, where one state is looked at: what [`judge`](super::judge) takes for accepted stays
/// accepted, and nothing becomes so.
pub fn left(input: &Input<'_>, terms: Terms<'_>) -> Left {
    let Some(accepted) = terms.accepted else { return Left::default() };
    let (mut found, _) = state(input.after, input.limits, terms);
    found.sort_by(|a, b| a.finding.id.cmp(&b.finding.id));
    let present = Present::of(&found);
    let stale: BTreeSet<Identity> = stale(input, terms, &present).cloned().collect();
    let kept: BTreeMap<Identity, ()> =
        accepted.keys().filter(|id| !stale.contains(*id)).map(|id| (id.clone(), ())).collect();
    let weaker = |State { finding, .. }: &State| {
        let (entry, _) = covering(accepted, &finding.id)?;
        covering(&kept, &finding.id).is_none().then(|| (finding.clone(), entry.clone()))
    };
    let weaker = found.iter().filter_map(weaker).collect();
    Left { kept: kept.into_keys().collect(), weaker }
}

/// What stands there.
pub(super) struct Present<'a>(Vec<&'a Identity>);

impl<'a> Present<'a> {
    /// The identities of findings that are sorted by them.
    pub(super) fn of(found: &'a [State]) -> Self {
        Self(found.iter().map(|one| &one.finding.id).collect())
    }

    /// The identities, sorted.
    pub(super) fn ids(&self) -> &[&'a Identity] {
        &self.0
    }

    /// Whether something stands there that covers an identity, as in [`covering`].
    pub(super) fn covers(&self, id: &Identity) -> bool {
        let Some(rule) = find(id.rule) else { return false };
        let first = self.0.partition_point(|other| (other.rule, &other.from) < (id.rule, &id.from));
        let same = self.0[first..].iter().take_while(|other| (other.rule, &other.from) == (id.rule, &id.from));
        same.into_iter().any(|other| *other == id || rule.covers(other, id))
    }
}

/// The entries that are not there any more.
pub(super) fn stale<'a>(
    input: &'a Input<'_>,
    terms: Terms<'a>,
    present: &'a Present<'_>,
) -> impl Iterator<Item = &'a Identity> {
    let unread = unread(input.after.facts);
    let is_asked = move |id: &Identity| find(id.rule).is_some_and(|rule| terms.levels.wants(rule));
    let is_gone = move |id: &Identity| !present.covers(id) && !unread.names(id);
    terms.accepted.into_iter().flat_map(BTreeMap::keys).filter(move |id| is_asked(id) && is_gone(id))
}
