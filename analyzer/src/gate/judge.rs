//! From findings to a judgement: what is new, what was known, what is gone.

use super::{ALL, Finding, Identity, Input, Rule, Severity, relocated, rule};
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

    /// Whether any service wants to know of a rule's findings.
    fn wants(&self, rule: &dyn Rule) -> bool {
        let card = rule.card();
        let general = self.rules.get(card.info.id).copied().unwrap_or(card.severity);
        let of =
            |rules: &BTreeMap<String, Severity>| rules.get(card.info.id).is_some_and(|level| *level > Severity::Off);
        general > Severity::Off || self.services.values().any(of)
    }
}

/// What the gate finds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judged {
    /// Nobody knew these, with how severe they are; errors first, then by identity.
    pub new: Vec<(Severity, Finding)>,
    /// These were there before, by identity.
    pub known: Vec<Finding>,
    /// These were there before and are not any more, by identity (under the names after the change).
    pub gone: Vec<Identity>,
}

impl Judged {
    /// Whether the gate says no.
    pub fn fails(&self) -> bool {
        self.new.iter().any(|(severity, _)| *severity == Severity::Error)
    }
}

/// Judges a change. With `accepted`, what is known is what stands there (a baseline); without, what the side before has.
pub fn judge(input: &Input<'_>, levels: &Levels, accepted: Option<&BTreeSet<Identity>>) -> Judged {
    let mut judged = Judged::default();
    let wanted = || ALL.iter().filter(|rule| levels.wants(**rule));
    let known: BTreeSet<Identity> = match accepted {
        Some(accepted) => accepted.clone(),
        None => {
            let names = input.change.new_names();
            let before = wanted().flat_map(|rule| rule.state(input.before, input.limits));
            before.map(|one| followed(&names, one.id)).collect()
        }
    };
    let mut present: BTreeSet<Identity> = BTreeSet::new();
    for rule in wanted() {
        let mut found = rule.state(input.after, input.limits);
        found.sort_by(|a, b| a.id.cmp(&b.id));
        for finding in found {
            present.insert(finding.id.clone());
            if covers(*rule, &known, &finding.id) {
                judged.known.push(finding);
            } else {
                judged.new.push((levels.of(&finding), finding));
            }
        }
        let mut seen: Vec<Finding> = rule.in_change(input);
        seen.sort_by(|a, b| a.id.cmp(&b.id));
        for finding in seen {
            judged.new.push((levels.of(&finding), finding));
        }
    }
    judged.new.retain(|(severity, _)| *severity > Severity::Off);
    let is_there = |id: &&Identity| super::find(id.rule).is_none_or(|rule| !covers(rule, &present, id));
    judged.gone = known.iter().filter(is_there).cloned().collect();
    relocated::settle(input, &mut judged);
    rule::tell_once(&mut judged.new);
    judged.new.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| place(&a.1).cmp(&place(&b.1))));
    judged.known.sort_by(|a, b| a.id.cmp(&b.id));
    judged
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
    let first = Identity { to: String::new(), kind: "", ..id.clone() };
    let same = |other: &&Identity| (other.rule, &other.from) == (id.rule, &id.from);
    known.range(first..).take_while(same).any(|other| rule.covers(other, id))
}
