//! Suppressing comments: what one says, which findings it suppresses, and what is wrong with it.
//!
//! `seamline: allow(RULE[, RULE]) [until=YYYY-MM-DD]: REASON`, on the line of a finding or above it. Whether a day is over is
//! asked of the commit that is looked at and of no clock, so that the same input gives the same answer.

use super::{Finding, Identity, Rule, Side, find, rule};
use crate::facts::Allowance;
use std::collections::{BTreeMap, BTreeSet};

/// What a comment allows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Allow {
    /// The rules that it suppresses.
    pub rules: Vec<&'static str>,
    /// Words that are no rules.
    pub unknown: Vec<String>,
    /// The last day on which it is good, as written.
    pub until: Option<String>,
    /// Why.
    pub reason: String,
}

/// Why a comment suppresses nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// It cannot be read.
    Unclear,
    /// It says not why.
    Reason,
    /// Its day is over.
    Expired,
}

impl Flaw {
    fn kind(self) -> &'static str {
        match self {
            Flaw::Unclear => "unclear",
            Flaw::Reason => "reason",
            Flaw::Expired => "expired",
        }
    }
}

/// What a comment allows, or what is wrong with it and what it says all the same.
pub type Said = Result<Allow, (Flaw, Allow)>;

/// Reads a comment from `allow` on; `today` is a day since 1970.
///
/// # Errors
/// What makes it void, with the rules as far as they could be read.
pub fn allow(text: &str, today: Option<i64>) -> Said {
    let mut said = Allow::default();
    let inner = text.trim().strip_prefix("allow").and_then(|rest| rest.trim_start().strip_prefix('('));
    let Some((rules, rest)) = inner.and_then(|inner| inner.split_once(')')) else { return Err((Flaw::Unclear, said)) };
    for word in rules.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        match find(word) {
            Some(rule) => said.rules.push(rule.card().info.id),
            None => said.unknown.push(word.to_owned()),
        }
    }
    let mut rest = rest.trim_start();
    let mut last = None;
    if let Some(day) = rest.strip_prefix("until=") {
        let end = day.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(day.len());
        last = day_of(&day[..end]);
        said.until = Some(day[..end].to_owned());
        rest = day[end..].trim_start();
    }
    if (said.rules.is_empty() && said.unknown.is_empty()) || (said.until.is_some() && last.is_none()) {
        return Err((Flaw::Unclear, said));
    }
    let reason = rest.strip_prefix(':').unwrap_or_default().trim();
    said.reason = ["*/", "-->", "%>", "}}"]
        .into_iter()
        .fold(reason, |reason, end| reason.trim_end_matches(end).trim_end())
        .to_owned();
    match (last, today) {
        _ if said.reason.is_empty() => Err((Flaw::Reason, said)),
        (Some(last), Some(today)) if today > last => Err((Flaw::Expired, said)),
        _ => Ok(said),
    }
}

/// The days from 1970 to a day `YYYY-MM-DD`, by the calendar of today.
///
/// Hinnant: chrono-compatible low-level date algorithms, `days_from_civil`.
fn day_of(written: &str) -> Option<i64> {
    let mut parts = written.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if parts.next().is_some()
        || !(1970..=9999).contains(&year)
        || !(1..=12).contains(&month)
        || !(1..=length).contains(&day)
    {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// The comments of one side, with what each was good for.
pub(super) struct Allowances<'a> {
    side: &'a Side<'a>,
    read: Vec<(&'a Allowance, Said)>,
    at: BTreeMap<(&'a str, u32), Vec<usize>>,
    used: BTreeSet<(usize, &'static str)>,
    refused: BTreeSet<(usize, &'static str)>,
}

impl<'a> Allowances<'a> {
    pub(super) fn of(side: &'a Side<'a>) -> Self {
        let today = side.facts.origin.time.map(|time| time.div_euclid(24 * 60 * 60));
        let read = side.facts.allowances.iter().map(|one| (one, allow(&one.text, today))).collect::<Vec<_>>();
        let mut at: BTreeMap<(&str, u32), Vec<usize>> = BTreeMap::new();
        for (index, (one, _)) in read.iter().enumerate() {
            let path = one.site.path.as_str();
            at.entry((path, one.site.line)).or_default().push(index);
            if one.covers != one.site.line {
                at.entry((path, one.covers)).or_default().push(index);
            }
        }
        Self { side, read, at, used: BTreeSet::new(), refused: BTreeSet::new() }
    }

    /// The comment that suppresses a finding. In a strict service none does.
    pub(super) fn suppresses(
        &mut self,
        finding: &Finding,
        strict: &BTreeSet<String>,
    ) -> Option<(&'a Allowance, Allow)> {
        let rule = finding.id.rule;
        let mut found = None;
        for site in &finding.sites {
            for &index in self.at.get(&(site.path.as_str(), site.line)).into_iter().flatten() {
                let (one, said) = &self.read[index];
                let (Ok(said) | Err((_, said))) = said;
                if !said.rules.contains(&rule) {
                    continue;
                }
                self.used.insert((index, rule));
                if strict.contains(&finding.service) {
                    self.refused.insert((index, rule));
                } else if self.read[index].1.is_ok() {
                    found = found.or_else(|| Some((*one, said.clone())));
                }
            }
        }
        found
    }

    /// What is wrong with comments, each identity once. Whether one suppresses nothing is told of rules that are looked
    /// for and whose findings stay.
    pub(super) fn findings(&self, looked_for: impl Fn(&'static dyn Rule) -> bool) -> Vec<Finding> {
        let mut found: BTreeMap<Identity, Finding> = BTreeMap::new();
        let mut tell = |one: &Allowance, to: String, kind: &'static str, what: String, firm: bool| {
            let path = one.site.path.as_str();
            let unit = self.side.facts.units.iter().find(|(_, unit)| unit.path.as_str() == path);
            let service = unit.and_then(|(unit, _)| self.side.service(unit)).unwrap_or_default().to_owned();
            let id = rule::identity(rule::suppression::CARD.info.id, path, to, kind);
            let finding = || Finding { id: id.clone(), service, what, sites: Vec::new(), partners: Vec::new(), firm };
            found.entry(id.clone()).or_insert_with(finding).sites.push(one.site.clone());
        };
        for (index, (one, said)) in self.read.iter().enumerate() {
            let (Ok(allow) | Err((_, allow))) = said;
            let rules = allow
                .rules
                .iter()
                .copied()
                .chain(allow.unknown.iter().map(String::as_str))
                .collect::<Vec<_>>()
                .join(", ");
            let shown = format!("allow({rules})");
            if let Err((flaw, _)) = said {
                let what = match flaw {
                    Flaw::Unclear => {
                        "a suppression cannot be read: `seamline: allow(RULE) until=YYYY-MM-DD: REASON` is meant"
                            .to_owned()
                    }
                    Flaw::Reason => format!("{shown} says not why, so it suppresses nothing"),
                    Flaw::Expired => {
                        format!(
                            "{shown} was good until {}, so it suppresses nothing",
                            allow.until.as_deref().unwrap_or_default()
                        )
                    }
                };
                tell(one, rules, flaw.kind(), what, *flaw != Flaw::Unclear);
                continue;
            }
            for word in &allow.unknown {
                tell(
                    one,
                    word.clone(),
                    "unknown",
                    format!("no rule is called {word}, so {shown} does not suppress it"),
                    false,
                );
            }
            for rule in self.refused.range((index, "")..).take_while(|(at, _)| *at == index).map(|(_, rule)| *rule) {
                tell(
                    one,
                    rule.to_owned(),
                    "strict",
                    format!("{shown} stands in a strict service, where nothing is suppressed"),
                    true,
                );
            }
            let idle = |id: &&&str| {
                let is_open = find(id).is_some_and(|rule| looked_for(rule) && !rule.card().passing);
                is_open && !self.used.contains(&(index, **id))
            };
            for rule in allow.rules.iter().filter(idle) {
                tell(one, (*rule).to_owned(), "unused", format!("allow({rule}) suppresses nothing"), false);
            }
        }
        found.into_values().map(|one| Finding { sites: rule::every(one.sites), ..one }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let (flaw, said) = match allow(text, day_of("2024-02-01")) {
            Ok(said) => ("", said),
            Err((flaw, said)) => (flaw.kind(), said),
        };
        let shown =
            format!("{flaw} {:?} {:?} {} {}", said.rules, said.unknown, said.until.unwrap_or_default(), said.reason);
        assert_eq!(shown.trim(), expected);
    }

    #[test]
    fn comments() {
        check("allow(cross-join): one report", r#"["cross-join"] []  one report"#);
        check(
            "allow (cross-join,cross-key) until=2024-02-01 : soon */",
            r#"["cross-join", "cross-key"] [] 2024-02-01 soon"#,
        );
        check("allow(cross-join) until=2024-01-31: soon", r#"expired ["cross-join"] [] 2024-01-31 soon"#);
        check("allow(cross-join)", r#"reason ["cross-join"] []"#);
        check("allow(cross-join):  -->", r#"reason ["cross-join"] []"#);
        check("allow(cross-jion): x", r#"[] ["cross-jion"]  x"#);
        check("allow(): x", "unclear [] []");
        check("allow cross-join: x", "unclear [] []");
        check("allow(cross-join) until=soon: x", r#"unclear ["cross-join"] []"#);
        check("allow(cross-join) until=2024-02-30: x", r#"unclear ["cross-join"] [] 2024-02-30"#);
    }

    #[test]
    fn days() {
        assert_eq!(["1970-01-01", "2000-03-01", "2024-02-29"].map(day_of), [Some(0), Some(11_017), Some(19_782)]);
        assert_eq!(["2023-02-29", "2024-13-01", "2024-1", "1969-12-31"].map(day_of), [None; 4]);
    }
}
