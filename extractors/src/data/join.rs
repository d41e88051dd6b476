//! Queries that use several stores: what a mapper's query is about, what it names besides, and the fields that it
//! follows from there. Which store a field holds, all files together tell; here it is only stated.
//!
//! The calls of one chain are one query: they have its line and what it is about in common.

use super::rules::Rule;
use super::source::{Source, Subjects};
use crate::file::{FileFacts, StoreTarget, Subject};
use crate::flow::{QueryMention, RelationMention, TouchTarget};
use rustc_hash::FxHashMap;
use seamline_analyzer::facts::Mode;

/// At most this many queries and relations of one file are kept.
const MOST: usize = 10_000;
/// Stores and paths of one query.
const PARTS: usize = 100;

/// States the query that a rule sees, if it may use more than one store.
pub(super) fn state(rule: &Rule, subjects: &Subjects<'_>, facts: &mut FileFacts) {
    hold(rule, subjects, facts);
    if rule.joins.is_empty() && rule.joins_table.is_empty() && rule.follows.is_empty() || facts.queries.len() >= MOST {
        return;
    }
    let mut stores = about(rule, subjects);
    let base = stores.len();
    for source in &rule.joins {
        let joined = subjects.entities(std::slice::from_ref(source)).into_iter().map(StoreTarget::Mapped);
        stores.extend(joined.map(TouchTarget::Store));
    }
    stores.extend(tables(subjects, &rule.joins_table));
    let all = rule.follows.iter().flat_map(|source| subjects.words(std::slice::from_ref(source)));
    let paths: Vec<String> = all.filter_map(|path| fields(&path)).take(PARTS).collect();
    if base == 0 && stores.len() < 2 || stores.len() == base && paths.is_empty() {
        return;
    }
    let mut named: Vec<(TouchTarget, Mode)> = Vec::new();
    for store in stores.into_iter().take(PARTS).map(|store| (store, Mode::Read)) {
        if !named.contains(&store) {
            named.push(store);
        }
    }
    let stores = named;
    let (line, rule, subject) = (subjects.line(), rule.id.clone(), Subject::ThisFile);
    facts.queries.push(QueryMention { line, rule, stores, paths, subject });
}

/// What the query is about.
fn about(rule: &Rule, subjects: &Subjects<'_>) -> Vec<TouchTarget> {
    let mut stores: Vec<TouchTarget> =
        subjects.entities(&rule.query).into_iter().map(|name| TouchTarget::Store(StoreTarget::Mapped(name))).collect();
    if stores.is_empty() {
        let held = rule.query_property.iter().flat_map(|source| subjects.words(std::slice::from_ref(source)));
        let held = held.filter(|name| !name.contains('(')).take(1);
        stores.extend(held.map(|name| TouchTarget::Property(name.to_lowercase())));
    }
    if stores.is_empty() {
        stores.extend(tables(subjects, &rule.query_table));
    }
    stores
}

fn tables(subjects: &Subjects<'_>, sources: &[Source]) -> Vec<TouchTarget> {
    let names = subjects.names(sources);
    // `customers as c`, `customers c`
    let plain = names.iter().filter_map(|name| super::sql::plain_name(name.split_whitespace().next()?));
    plain.map(|name| TouchTarget::Store(StoreTarget::Name(name))).collect()
}

/// The fields of a path, joined by dots: `lines__product`, `lines.include.product` and `lines.product` are one.
fn fields(path: &str) -> Option<String> {
    const WORDS: &[&str] = &["include", "select", "true", "where", "with", "relations"];
    if path.len() > 200 {
        return None;
    }
    let plain = path.trim_start_matches('-').replace("__", ".");
    let fields: Vec<&str> = plain.split(['.', '-']).filter(|part| !part.is_empty() && !WORDS.contains(part)).collect();
    (!fields.is_empty()).then(|| fields.join("."))
}

/// A link that a rule states is also a field that holds an entity.
pub(super) fn relate(rule: &Rule, subjects: &Subjects<'_>, ends: (&StoreTarget, &StoreTarget), facts: &mut FileFacts) {
    let (of, to) = ends;
    let named = subjects.words(&rule.field_name).into_iter().next();
    let field = named.unwrap_or_else(|| subjects.member_name().to_owned());
    push(of, &field, to, subjects.line(), facts);
    for inverse in subjects.words(&rule.inverse).into_iter().take(1) {
        push(to, &inverse, of, subjects.line(), facts);
    }
}

fn hold(rule: &Rule, subjects: &Subjects<'_>, facts: &mut FileFacts) {
    let Some(to) = subjects.entities(&rule.holds).into_iter().next() else { return };
    let of = StoreTarget::Mapped(subjects.owner());
    let named = subjects.words(&rule.field_name).into_iter().next();
    let field = named.unwrap_or_else(|| subjects.member_name().to_owned());
    push(&of, &field, &StoreTarget::Mapped(to), subjects.line(), facts);
}

fn push(of: &StoreTarget, field: &str, to: &StoreTarget, line: u32, facts: &mut FileFacts) {
    if !field.is_empty() && facts.relations.len() < MOST {
        let (of, field, to) = (of.clone(), field.to_owned(), to.clone());
        facts.relations.push(RelationMention { of, field, to, line });
    }
}

/// A query on a field (`orders.Query().Include(..)`) is about the store of that field.
pub(super) fn by_field(fields: &FxHashMap<&str, Vec<StoreTarget>>, facts: &mut FileFacts) {
    let lower: FxHashMap<String, &StoreTarget> =
        fields.iter().filter_map(|(name, targets)| Some((name.to_lowercase(), targets.first()?))).collect();
    for store in facts.queries.iter_mut().flat_map(|query| &mut query.stores) {
        if let TouchTarget::Property(name) = &store.0
            && let Some(target) = lower.get(name)
        {
            store.0 = TouchTarget::Store((*target).clone());
        }
    }
}

/// Sorts, and makes one query of the calls of a chain.
pub(super) fn tidy(facts: &mut FileFacts) {
    facts.relations.sort();
    facts.relations.dedup();
    facts.queries.sort();
    facts.queries.dedup_by(|next, kept| {
        let mapped = |query: &QueryMention| query.rule.starts_with("join.");
        let chained = mapped(next) && mapped(kept) && next.line == kept.line;
        let same = chained && next.stores.first() == kept.stores.first();
        if same {
            kept.stores.append(&mut next.stores);
            kept.paths.append(&mut next.paths);
        }
        same || next == kept
    });
}
