//! From findings to a judgement: what is new, what was known, what is gone.

use super::allow::Allowances;
use super::{ALL, Finding, Identity, Input, Limits, Rule, Severity, Side, relocated, rule};
use crate::compare::Labels;
use crate::facts::{Facts, Site};
use rayon::prelude::*;
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
    fn wants(&self, rule: &dyn Rule) -> bool {
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
    /// What people accepted, if they keep such a list: a baseline.
    pub accepted: Option<&'a BTreeSet<Identity>>,
}

/// A finding that a comment suppresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// Why, as the comment says.
    pub reason: String,
    /// Until when, as the comment says.
    pub until: Option<String>,
    /// The comment.
    pub site: Site,
}

/// What a baseline was good for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accepted {
    /// How many findings it lists.
    pub entries: usize,
    /// Those that are not there any more, by identity. Rules that are switched off are not asked.
    pub stale: Vec<Identity>,
    /// How many findings the side before has that it does not list.
    pub missing: usize,
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
    found.retain(|(finding, suppressed)| suppressed.is_none() && terms.levels.of(finding) > Severity::Off);
    found.into_iter().map(|(finding, _)| finding).collect()
}

/// How many findings stand in facts under a cut, as severe as rules are by themselves: errors, then warnings. That many a
/// check would know.
pub fn tally(facts: &Facts, labels: &Labels) -> [usize; 2] {
    let (levels, strict, side) = (Levels::default(), BTreeSet::new(), Side::before(facts, labels));
    let (found, _) = state(&side, &Limits::default(), Terms { levels: &levels, strict: &strict, accepted: None });
    let of =
        |severity| found.iter().filter(|(one, suppressed)| suppressed.is_none() && levels.of(one) == severity).count();
    [of(Severity::Error), of(Severity::Warn)]
}

/// Judges a change. Known is what the side before has, and what is accepted: who merges something into the branch before
/// does not turn the changes of others red, and who accepts something does not have to wait until it is merged.
pub fn judge(input: &Input<'_>, terms: Terms<'_>) -> Judged {
    let levels = terms.levels;
    let mut judged = Judged::default();
    let names = input.change.new_names();
    let before: BTreeSet<Identity> = if input.whole {
        BTreeSet::new()
    } else {
        input.before.found.iter().map(|id| followed(&names, id.clone())).collect()
    };
    let (found, mut allowances) = state(input.after, input.limits, terms);
    let present: BTreeSet<Identity> = found.iter().map(|(one, _)| one.id.clone()).collect();
    let is_in =
        |set: &BTreeSet<Identity>, id: &Identity| super::find(id.rule).is_some_and(|rule| covers(rule, set, id));
    let is_accepted = |id: &Identity| terms.accepted.is_some_and(|accepted| is_in(accepted, id));
    for (finding, suppressed) in found {
        match suppressed {
            Some(suppressed) => judged.suppressed.push(suppressed),
            None if is_in(&before, &finding.id) || is_accepted(&finding.id) => judged.known.push(finding),
            None => judged.new.push((levels.of(&finding), finding)),
        }
    }
    for finding in of_rules(levels, |rule| rule.in_change(input)) {
        match suppressed(&mut allowances, &finding, terms) {
            Some(suppressed) => judged.suppressed.push(suppressed),
            None => judged.new.push((levels.of(&finding), finding)),
        }
    }
    judged.new.retain(|(severity, _)| *severity > Severity::Off);
    judged.suppressed.retain(|one| levels.of(&one.finding) > Severity::Off);
    judged.gone = before.iter().filter(|id| !is_in(&present, id)).cloned().collect();
    relocated::settle(input, &mut judged);
    rule::tell_once(&mut judged.new);
    judged.new.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| place(&a.1).cmp(&place(&b.1))));
    judged.known.sort_by(|a, b| a.id.cmp(&b.id));
    judged.suppressed.sort_by(|a, b| a.finding.id.cmp(&b.finding.id));
    judged.accepted = terms.accepted.map(|accepted| {
        let is_asked = |id: &Identity| super::find(id.rule).is_some_and(|rule| levels.wants(rule));
        let stale = accepted.iter().filter(|id| is_asked(id) && !is_in(&present, id));
        let missing = judged.known.iter().filter(|one| !is_in(accepted, &one.id)).count();
        Accepted { entries: accepted.len(), stale: stale.cloned().collect(), missing }
    });
    judged
}

/// Everything of a side that rules speak about, by rule and identity, with what suppresses it; and its comments.
pub(super) fn state<'a>(
    side: &'a Side<'a>,
    limits: &Limits,
    terms: Terms<'_>,
) -> (Vec<(Finding, Option<Suppressed>)>, Allowances<'a>) {
    let mut allowances = Allowances::of(side);
    let mut found = Vec::new();
    let sorted = |rule: &dyn Rule| {
        let mut of_rule = rule.state(side, limits);
        of_rule.sort_by(|a, b| a.id.cmp(&b.id));
        of_rule
    };
    for finding in of_rules(terms.levels, sorted) {
        let suppressed = suppressed(&mut allowances, &finding, terms);
        found.push((finding, suppressed));
    }
    // Who speaks about suppressions is not suppressed.
    if terms.levels.wants(&rule::suppression::Suppression) {
        found.extend(allowances.findings(|rule| terms.levels.wants(rule)).into_iter().map(|one| (one, None)));
    }
    (found, allowances)
}

/// What the rules that are wanted find, rule after rule. No rule asks anything of another one, so they run side by side.
fn of_rules(levels: &Levels, find: impl Fn(&dyn Rule) -> Vec<Finding> + Send + Sync) -> Vec<Finding> {
    let wanted: Vec<&dyn Rule> = ALL.iter().copied().filter(|rule| levels.wants(*rule)).collect();
    let found: Vec<Vec<Finding>> = wanted.into_par_iter().map(find).collect();
    found.into_iter().flatten().collect()
}

fn suppressed(allowances: &mut Allowances<'_>, finding: &Finding, terms: Terms<'_>) -> Option<Suppressed> {
    let (at, said) = allowances.suppresses(finding, terms.strict)?;
    Some(Suppressed { finding: finding.clone(), reason: said.reason, until: said.until, site: at.site.clone() })
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

/// Whether a finding is known, or one that is no weaker is.
fn covers(rule: &dyn Rule, known: &BTreeSet<Identity>, id: &Identity) -> bool {
    if known.contains(id) {
        return true;
    }
    let first = Identity { to: String::new(), kind: "", ..id.clone() };
    let same = |other: &&Identity| (other.rule, &other.from) == (id.rule, &id.from);
    known.range(first..).take_while(same).any(|other| rule.covers(other, id))
}
