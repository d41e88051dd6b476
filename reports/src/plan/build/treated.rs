//! What becomes of every type, in words.

use super::Builder;
use crate::display::{count, counted};
use crate::plan::v1::{Tally, Treated, Treatments};
use crate::plan::words::some;
use crate::wire::Capped;
use seamline_analyzer::plan::treatment::{self, Rule, Treatment};
use std::collections::BTreeMap;

/// The most types of one document.
const MAX_TYPES: usize = 20_000;
/// The most places of one type.
const MAX_PLACES: usize = 3;
/// The most services in one reason.
const MAX_USERS: usize = 6;

impl Builder<'_> {
    pub(super) fn treatments(&mut self) -> Treatments {
        let all = &self.migration.treatments;
        let mut counts: BTreeMap<Treatment, (u64, u64)> = BTreeMap::new();
        for one in all {
            let (count, lines) = counts.entry(one.treatment).or_default();
            *count += 1;
            *lines += u64::from(one.figures.lines);
        }
        let tally = |treatment: Treatment| {
            let (count, lines) = *counts.get(&treatment)?;
            Some(Tally { treatment: treatment.name().to_owned(), count, lines })
        };
        let counts = Treatment::ALL.into_iter().filter_map(tally).collect();
        let shown: Vec<Treated> =
            all.iter().take(MAX_TYPES).enumerate().map(|(at, one)| self.treated(at + 1, one)).collect();
        Treatments { counts, types: Capped { shown: shown.len() as u64, total: all.len() as u64, items: shown } }
    }

    fn treated(&mut self, at: usize, one: &treatment::Treated) -> Treated {
        let figures = &one.figures;
        // What is simply owned is the bulk, and its borders tell who uses it where.
        let places = if one.treatment == Treatment::Owned { &[] } else { figures.places.as_slice() };
        let used_by = self.names(&figures.services);
        Treated {
            id: format!("K{at}"),
            unit: one.label.clone(),
            parts: one.parts.clone(),
            line: one.line,
            service: one.home.map(|service| self.name(service)),
            treatment: one.treatment.name().to_owned(),
            rule: one.rule.name().to_owned(),
            why: why(one, &used_by),
            lines: u64::from(figures.lines),
            mentions: u64::from(figures.mentions),
            stores: figures.stores as u64,
            used_by,
            evidence: self.at(&places[..places.len().min(MAX_PLACES)]),
        }
    }
}

/// The rule in words, with its figures.
fn why(one: &treatment::Treated, used_by: &[String]) -> String {
    let figures = &one.figures;
    let (lines, users) = (counted(u64::from(figures.lines), "line"), some(used_by, MAX_USERS));
    let mentions = counted(u64::from(figures.mentions), "mention");
    match one.rule {
        Rule::WrittenDown => format!("written down as dropped; {lines}, {mentions}"),
        Rule::Decided(_) => format!("decided; {}", by(used_by, &mentions)),
        Rule::NothingUses => {
            format!(
                "nothing seen that uses it: no mention, entry point, hook, test, store, annotation or loader; {lines}"
            )
        }
        Rule::SmallValue => format!("{lines}, calls nothing and needs no store; used by {users}"),
        Rule::Generic => format!("needs no store; used by {users}, {mentions}"),
        Rule::PlacedShared => format!("belongs to no service and needs no store; used by {users}, {mentions}"),
        Rule::FrontDoor => format!("becomes the front door; {lines}"),
        Rule::NoService if figures.needs_store => {
            format!("belongs to no service, and needs a store; {}", by(used_by, &mentions))
        }
        Rule::NoService => format!("belongs to no service; {}", by(used_by, &mentions)),
        Rule::NoStep => format!("its candidate is no service; {}", by(used_by, &mentions)),
        Rule::KeepsData if figures.stores > 0 => format!("uses {}", counted(figures.stores as u64, "store")),
        Rule::KeepsData => "calls what uses a store".to_owned(),
        Rule::Entered => "work comes in through it".to_owned(),
        Rule::UsedInside => format!("used inside only, {mentions}"),
        Rule::UsedAcross => format!("needs no store; used by {users}, {mentions}: others take a copy along, or ask"),
    }
}

fn by(used_by: &[String], mentions: &str) -> String {
    match used_by {
        [] => format!("no service mentions it, {mentions} in all"),
        users => format!("used by {}, {mentions}", some(users, MAX_USERS)),
    }
}

/// What to do about one treatment.
pub(crate) fn advice(treatment: &str) -> &'static str {
    match treatment {
        "unused" => {
            "Nothing was seen that uses these; a framework, a template or a configuration may. Ask whoever knows: what is really \
             dead need not be moved."
        }
        "replicated" => {
            "Each service gets a copy of its own and may change it: small values without data, cheaper to copy than to share."
        }
        "library" => {
            "A library with its own version and no words of the domain; whoever changes it waits for nobody, whoever uses it \
             updates when it likes."
        }
        "stays" => "Stays with what is left of the monolith until somebody decides who it belongs to.",
        "dropped" => "Written down as gone: nothing of it moves.",
        _ => "Goes with its service.",
    }
}

/// How many types there are, as a sentence says it: `12 types (340 lines)`.
pub(in crate::plan) fn tally(one: &Tally) -> String {
    let what = if one.count == 1 { "type or file" } else { "types and files" };
    format!("{} {what}, {}", count(one.count), counted(one.lines, "line"))
}
