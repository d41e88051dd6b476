//! From findings to a judgement: what is new, what was known, what is gone.

use super::accepted::{Present, covering, stale};
use super::allow::Allowances;
use super::torn::{Unread, torn};
use super::{ALL, Accepted, Finding, Identity, Input, Limits, Rule, Severity, Side, Torn, relocated, rule};
use crate::compare::Labels;
use crate::facts::{Facts, Site};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// How severe the findings of each rule are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Levels {
    /// By rule, for every service.
    pub rules: BTreeMap<String, Severity>,
    /// By service and rule; they come before the others.
    pub services: BTreeMap<String, BTreeMap<String, Severity>>,
}

impl Levels {
    /// How severe a finding is. What is not firm warns at most.
    pub fn of(&self, finding: &Finding) -> Severity {
        let id = finding.id.rule;
        let own = self.services.get(&finding.service).and_then(|rules| rules.get(id));
        let level = own.or_else(|| self.rules.get(id)).copied();
        let level = level.unwrap_or_else(|| super::find(id).map_or(Severity::Off, |rule| rule.card().severity));
        if finding.firm { level } else { level.min(Severity::Warn) }
    }

    /// Whether any service wants to know of the findings of the rule of an id.
    pub fn looks_for(&self, id: &str) -> bool {
        super::find(id).is_some_and(|rule| self.wants(rule))
    }

    /// Whether any service wants to know of a rule's findings.
    pub(super) fn wants(&self, rule: &dyn Rule) -> bool {
        let card = rule.card();
        let general = self.rules.get(card.info.id).copied().unwrap_or(card.severity);
        let of =
            |rules: &BTreeMap<String, Severity>| rules.get(card.info.id).is_some_and(|level| *level > Severity::Off);
        general > Severity::Off || self.services.values().any(of)
    }
}

/// What a judgement rests on besides the two sides.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// How severe findings are.
    pub levels: &'a Levels,
    /// Services in which nothing is suppressed.
    pub strict: &'a BTreeSet<String>,
    /// What people accepted and why, if they keep such a list: a baseline.
    pub accepted: Option<&'a BTreeMap<Identity, String>>,
}

/// A finding that a comment suppresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// How severe it would be.
    pub severity: Severity,
    /// Whether it was there before, or is accepted.
    pub known: bool,
    /// Why, as the comment says.
    pub reason: String,
    /// Until when, as the comment says.
    pub until: Option<String>,
    /// The comment.
    pub site: Site,
}

/// What the gate finds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judged {
    /// Nobody knew these, with how severe they are; errors first, then by identity.
    pub new: Vec<(Severity, Finding)>,
    /// These were there before or are accepted, by identity.
    pub known: Vec<Finding>,
    /// These were there before and are not any more, by identity (under the names after the change).
    pub gone: Vec<Identity>,
    /// These are suppressed by comments, whether they are new or not, by identity.
    pub suppressed: Vec<Suppressed>,
    /// What the baseline was good for, if there is one.
    pub accepted: Option<Accepted>,
    /// What cannot be seen any more because files cannot be read.
    pub torn: Torn,
}

/// A finding of a side.
pub(super) struct State {
    /// The finding, as it is shown.
    pub(super) finding: Finding,
    /// What suppresses it; few findings have that.
    pub(super) suppressed: Option<Box<Suppressed>>,
}

impl Judged {
    /// Whether the gate says no.
    pub fn fails(&self) -> bool {
        self.new.iter().any(|(severity, _)| *severity == Severity::Error)
    }
}

/// What of a state can be accepted: everything that stands there and that no comment suppresses, by identity. What
/// passes with a change is no part of it.
pub fn standing(input: &Input<'_>, terms: Terms<'_>) -> Vec<Finding> {
    let (mut found, _) = state(input.after, input.limits, terms);
    found.retain(|one| one.suppressed.is_none() && terms.levels.of(&one.finding) > Severity::Off);
    found.into_iter().map(|one| one.finding).collect()
}

/// How many findings stand in facts under a cut, as severe as rules are by themselves: errors, then warnings. That many a
/// check would know.
pub fn tally(facts: &Facts, labels: &Labels) -> [usize; 2] {
    let (levels, strict, side) = (Levels::default(), BTreeSet::new(), Side::before(facts, labels));
    let (found, _) = state(&side, &Limits::default(), Terms { levels: &levels, strict: &strict, accepted: None });
    let is = |one: &&State, severity| one.suppressed.is_none() && levels.of(&one.finding) == severity;
    let of = |severity| found.iter().filter(|one| is(one, severity)).count();
    [of(Severity::Error), of(Severity::Warn)]
}

/// Judges a change. Known is what the side before has, and what is accepted: who merges something into the branch before
/// does not turn the changes of others red, and who accepts something does not have to wait until it is merged.
pub fn judge(input: &Input<'_>, terms: Terms<'_>) -> Judged {
    let levels = terms.levels;
    let mut judged = Judged::default();
    let before = before(input);
    let ((mut found, mut allowances), passing) = rayon::join(
        || state(input.after, input.limits, terms),
        || of_rules(levels, |rule| rule.in_change(input).into_iter().map(rule::shown).collect()),
    );
    found.sort_by(|a, b| a.finding.id.cmp(&b.finding.id));
    let present = Present::of(&found);
    let (stayed, stays) = same(&before, &present);
    let gone = before.keys().zip(stayed).filter(|(id, stayed)| !stayed && !present.covers(id));
    judged.gone = gone.map(|(id, _)| id.clone()).collect();
    let stale: Vec<Identity> = stale(input, terms, &present).cloned().collect();
    let is_accepted = |id: &Identity| terms.accepted.is_some_and(|accepted| covering(accepted, id).is_some());
    judged.known.reserve(found.len());
    for (State { finding, suppressed }, stays) in found.into_iter().zip(stays) {
        let known = stays || covering(&before, &finding.id).is_some() || is_accepted(&finding.id);
        match suppressed {
            Some(suppressed) => judged.suppressed.push(Suppressed { known, ..*suppressed }),
            None if known => judged.known.push(finding),
            None => judged.new.push((levels.of(&finding), finding)),
        }
    }
    judged.new.retain(|(severity, _)| *severity > Severity::Off);
    relocated::settle(input, &mut judged);
    hide(torn(input), input, &before, &mut judged);
    for finding in passing {
        match suppressed(&mut allowances, &finding, terms) {
            Some(suppressed) => judged.suppressed.push(suppressed),
            None => judged.new.push((levels.of(&finding), finding)),
        }
    }
    judged.new.retain(|(severity, _)| *severity > Severity::Off);
    judged.suppressed.retain(|one| one.severity > Severity::Off);
    rule::tell_once(&mut judged.new, input.after);
    judged.new.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| place(&a.1).cmp(&place(&b.1))));
    judged.known.sort_by(|a, b| a.id.cmp(&b.id));
    judged.suppressed.sort_by(|a, b| a.finding.id.cmp(&b.finding.id));
    judged.accepted = terms.accepted.map(|accepted| {
        let reason = |one: &Finding| Some((levels.of(one), one.clone(), covering(accepted, &one.id)?.1.clone()));
        let known: Vec<_> = judged.known.iter().filter_map(reason).collect();
        let hidden: BTreeSet<&Identity> = judged.torn.hidden.iter().collect();
        Accepted {
            entries: accepted.len(),
            stale: stale.into_iter().filter(|id| !hidden.contains(id)).collect(),
            missing: judged.known.len() - known.len(),
            known: known.into_iter().filter(|(severity, ..)| *severity > Severity::Off).collect(),
        }
    });
    judged
}

/// What the side before has, under the names after the change, with the places of the files that it rests on.
fn before<'a>(input: &'a Input<'_>) -> Cow<'a, BTreeMap<Identity, Vec<u32>>> {
    let names = input.change.new_names();
    if input.whole {
        Cow::default()
    } else if names.is_empty() {
        Cow::Borrowed(&input.before.found)
    } else {
        let found = input.before.found.iter();
        Cow::Owned(found.map(|(id, rests)| (followed(&names, id.clone()), rests.clone())).collect())
    }
}

/// Which of either list is in the other one as well. Most of what there is stays from change to change, so that both are
/// gone through once and little is looked up.
fn same<T>(before: &BTreeMap<Identity, T>, after: &Present<'_>) -> (Vec<bool>, Vec<bool>) {
    let mut seen = (vec![false; before.len()], vec![false; after.ids().len()]);
    let mut ids = after.ids().iter().enumerate().peekable();
    for (seen_before, id) in seen.0.iter_mut().zip(before.keys()) {
        while ids.next_if(|(_, other)| **other < id).is_some() {}
        if let Some((at, _)) = ids.next_if(|(_, other)| **other == id) {
            (*seen_before, seen.1[at]) = (true, true);
        }
    }
    seen
}

/// Takes out of what is new and gone what only seems so, because files cannot be read whole any more.
fn hide(torn: Unread, input: &Input<'_>, before: &BTreeMap<Identity, Vec<u32>>, judged: &mut Judged) {
    let Judged { new, gone, torn: told, .. } = judged;
    let names = input.change.new_names();
    let file = |place: &u32| input.before.files[*place as usize].as_str();
    let is_torn = |place: &u32| torn.has(names.get(file(place)).copied().unwrap_or(file(place)));
    let rests = |id: &Identity| before.get(id).is_some_and(|files| files.iter().any(is_torn));
    gone.retain(|id| {
        let is_hidden = torn.names(id) || rests(id);
        told.hidden.extend(is_hidden.then(|| id.clone()));
        !is_hidden
    });
    new.retain(|(severity, finding)| {
        let only_seems = torn.holds(finding);
        told.seeming.extend((only_seems && *severity > Severity::Off).then(|| finding.id.clone()));
        !only_seems
    });
    told.seeming.sort();
    told.files = torn.into_paths().into_iter().collect();
}

/// Everything of a side that rules speak about, by rule and identity, with what suppresses it; and its comments.
pub(super) fn state<'a>(side: &'a Side<'a>, limits: &Limits, terms: Terms<'_>) -> (Vec<State>, Allowances<'a>) {
    let (found, allowances) = state_and(side, limits, terms, |_| ());
    (found.into_iter().map(|(one, ())| one).collect(), allowances)
}

/// The same, and something else of each finding, of which all places are still there.
pub(super) fn state_and<'a, T>(
    side: &'a Side<'a>,
    limits: &Limits,
    terms: Terms<'_>,
    more: impl Fn(&Finding) -> T + Sync,
) -> (Vec<(State, T)>, Allowances<'a>)
where
    T: Send,
{
    let mut allowances = Allowances::of(side);
    let sorted = |rule: &dyn Rule| {
        let mut of_rule = rule.state(side, limits);
        of_rule.sort_by(|a, b| a.id.cmp(&b.id));
        let and_more = |finding: Finding| {
            let more = more(&finding);
            (State { finding: rule::shown(finding), suppressed: None }, more)
        };
        of_rule.into_iter().map(and_more).collect::<Vec<_>>()
    };
    let mut found = of_rules(terms.levels, sorted);
    for (one, _) in &mut found {
        one.suppressed = suppressed(&mut allowances, &one.finding, terms).map(Box::new);
    }
    // Who speaks about suppressions is not suppressed.
    if terms.levels.wants(&rule::suppression::Suppression) {
        let flaws = allowances.findings(|rule| terms.levels.wants(rule));
        let alone = |one: Finding| {
            let more = more(&one);
            (State { finding: rule::shown(one), suppressed: None }, more)
        };
        found.extend(flaws.into_iter().map(alone));
    }
    (found, allowances)
}

/// What the rules that are wanted find, rule after rule. No rule asks anything of another one, so they run side by side.
/// The rules stand in the order of their ids, as identities do: what is sorted by rule is sorted.
fn of_rules<T: Send>(levels: &Levels, find: impl Fn(&dyn Rule) -> Vec<T> + Send + Sync) -> Vec<T> {
    let mut wanted: Vec<&dyn Rule> = ALL.iter().copied().filter(|rule| levels.wants(*rule)).collect();
    wanted.sort_by_key(|rule| rule.card().info.id);
    let found: Vec<Vec<T>> = wanted.into_par_iter().map(find).collect();
    found.into_iter().flatten().collect()
}

fn suppressed(allowances: &mut Allowances<'_>, finding: &Finding, terms: Terms<'_>) -> Option<Suppressed> {
    let (at, said) = allowances.suppresses(finding, terms.strict)?;
    let (finding, severity) = (finding.clone(), terms.levels.of(finding));
    let (site, known) = (at.site.clone(), false);
    Some(Suppressed { finding, severity, known, reason: said.reason, until: said.until, site })
}

/// The order of rules, then of identities.
fn place(finding: &Finding) -> (usize, &Identity) {
    (ALL.iter().position(|rule| rule.card().info.id == finding.id.rule).unwrap_or(ALL.len()), &finding.id)
}

/// An identity under the names after the change.
fn followed(names: &BTreeMap<&str, &str>, id: Identity) -> Identity {
    let follow = |name: String| {
        let (path, rest) = name.split_at(name.find('#').unwrap_or(name.len()));
        names.get(path).map(|new| format!("{new}{rest}")).unwrap_or(name)
    };
    Identity { from: follow(id.from), to: follow(id.to), ..id }
}
