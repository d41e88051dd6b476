//! The side before a change, kept from check to check: the proposal for the base, and what the rules find there.
//!
//! All of it follows from the base and what is wanted of the analysis. So the second change to the same base is checked by
//! reading the files after it alone: nothing of the base is read, resolved or clustered. The key holds all that decides the
//! value; what is damaged or written otherwise is found anew. A base of which something could not be read is not kept: it may
//! be readable next time.

use crate::error::Outcome;
use crate::fresh::{Target, bound, extraction_of, opened};
use crate::session::Session;
use crate::settings::{Span, Wanted};
use seamline_analyzer::Facts;
use seamline_analyzer::compare::Labels;
use seamline_analyzer::facts::{HistoryState, State};
use seamline_analyzer::gate::{Identity, Known, Limits, Side};
use seamline_analyzer::run::analyze_as_decided;
use seamline_analyzer::validate::labels::places;
use seamline_extractors::cache::{FactsCache, Key, Series};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What is known of a base, a commit id: as it was kept, else by reading it.
pub(crate) fn base(
    session: &Session,
    series: &mut Series,
    target: &Target,
    wanted: &Wanted,
    assignments: Option<&Path>,
    (commit, limits): (&str, &Limits),
) -> Outcome<Known> {
    series.turn();
    let assigned = assignments.map(crate::command::assignments).transpose()?;
    let wanted = Wanted { rev: Some(commit.to_owned()), ..wanted.clone() };
    let opened = opened(target, &wanted)?;
    let key = {
        let span = match wanted.history {
            Span::All => "all".to_owned(),
            Span::Since(time) => time.to_string(),
            Span::Off => "off".to_owned(),
        };
        // What is plain data says all of itself with `Debug`, whatever fields it gets.
        let parts = [
            format!("{:?}", opened.project.as_os_str().as_encoded_bytes()),
            opened.shallow.join(" "),
            commit.to_owned(),
            span,
            format!("{:?}", wanted.analysis),
            format!("{:?}", wanted.decided.decisions),
            format!("{:?}", wanted.previous.names),
            format!("{assigned:?}"),
            format!("{limits:?}"),
        ];
        Key::of("base", &parts.each_ref().map(|part| part.as_bytes()))
    };
    if let Some(known) = series.get(&key).and_then(read) {
        return Ok(known);
    }
    let facts = extraction_of(session.cx(), opened, target, &wanted, false, Some(series))?.facts;
    let is_whole = is_whole(&facts);
    let known = known(session, &wanted, facts, assigned, limits)?;
    if is_whole {
        series.put(key, written(&known));
    }
    Ok(known)
}

/// Whether nothing of it may be there another time that is missing now.
fn is_whole(facts: &Facts) -> bool {
    let failed = facts.ledger.items().iter().any(|item| matches!(item.state, State::Failed(_)));
    !failed && facts.history.state != HistoryState::Damaged
}

fn known(
    session: &Session,
    wanted: &Wanted,
    facts: Facts,
    assigned: Option<Labels>,
    limits: &Limits,
) -> Outcome<Known> {
    let bound = bound(&facts, wanted)?;
    let (mut labels, facts) = match assigned {
        Some(labels) => (labels, facts),
        None => {
            let analysis = analyze_as_decided(session.cx(), facts, &wanted.analysis, &bound, &wanted.previous.names)?;
            (places(&analysis), analysis.facts)
        }
    };
    // What is in no service before a change is no new file after it.
    for unit in facts.units.values() {
        labels.entry(unit.path.as_str().to_owned()).or_insert_with(|| "(unassigned)".to_owned());
    }
    for (unit, service) in bound.pinned() {
        labels.insert(facts.units[unit].path.as_str().to_owned(), service.to_owned());
    }
    Ok(Known::of(&Side::before(&facts, &labels), &labels, limits))
}

/// As it is kept: labels, owners, findings as (rule, from, to, kind), users.
type Plain =
    (Labels, BTreeMap<String, String>, Vec<(String, String, String, String)>, BTreeMap<String, BTreeSet<String>>);

fn written(known: &Known) -> Vec<u8> {
    let Known { labels, owners, found, users } = known;
    let found: Vec<_> = found.iter().map(|id| (id.rule, &id.from, &id.to, id.kind)).collect();
    serde_json::to_vec(&(labels, owners, found, users)).expect("texts are JSON")
}

/// `None` where the bytes are not such a value.
fn read(bytes: &[u8]) -> Option<Known> {
    let (labels, owners, found, users): Plain = serde_json::from_slice(bytes).ok()?;
    let found = found.into_iter().map(|(rule, from, to, kind)| Identity::written(&rule, from, to, &kind));
    Some(Known { labels, owners, found: found.collect::<Option<_>>()?, users })
}
