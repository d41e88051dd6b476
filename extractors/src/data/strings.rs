//! SQL, JPQL and HQL in a program's strings.
//!
//! `sql.string` names tables a parser found, `sql.unparsed` tables at plain positions of a query that no dialect
//! parses, `sql.entity` the entity types of JPQL and HQL.

use super::sql::{Sql, Together, Tongue, Use, read_string};
use super::witness::segments;
use crate::file::{DeletionMention, FileFacts, StoreLinkMention, StoreMention, StoreTarget, Subject};
use crate::flow::{QueryMention, TouchTarget};
use crate::shape::{Argument, Shapes, Value};
use rustc_hash::FxHashMap;
use seamline_analyzer::facts::{Mode, StoreKind};

/// Strings longer than this are data, not queries.
const LONGEST: usize = 200_000;
/// At most this many queries of one file are read.
const MOST: usize = 5_000;

/// Calls and annotations whose queries are JPQL or HQL.
const JPQL: &[&str] = &["createQuery", "createNamedQuery", "NamedQuery"];
/// Calls and annotations whose queries are SQL.
const SQL: &[&str] = &["createNativeQuery", "createSQLQuery", "NamedNativeQuery"];

/// Reads every string of the file that looks like a query.
pub(super) fn run(language: &str, shapes: &Shapes, facts: &mut FileFacts) {
    let tongues = if language == "java" { tongues(shapes) } else { FxHashMap::default() };
    for text in shapes.strings.iter().filter(|text| text.value.len() <= LONGEST).take(MOST) {
        let tongue = tongues.get(text.value.as_str()).copied().unwrap_or_default();
        if let Some(sql) = read_string(&text.value, tongue) {
            state(&sql, text.line, facts);
            if !sql.tables.is_empty() || !sql.unsure.is_empty() || !sql.entities.is_empty() {
                super::repeats::note(super::repeats::call_around(shapes, text.line), text.line, facts);
            }
        }
    }
}

/// The query languages of strings that stand where one is known.
fn tongues(shapes: &Shapes) -> FxHashMap<&str, Tongue> {
    let mut known = FxHashMap::default();
    for annotation in &shapes.annotations {
        let native = annotation.arguments.iter().any(|argument| argument.key.as_deref() == Some("nativeQuery"));
        let query = annotation.name.ends_with("Query") && !native && !SQL.contains(&annotation.name.as_str());
        note(&annotation.arguments, if query { Tongue::Jpql } else { Tongue::Sql }, &mut known);
    }
    for call in &shapes.calls {
        let last = segments(&call.callee).last().copied().unwrap_or("");
        if JPQL.contains(&last) {
            note(&call.arguments, Tongue::Jpql, &mut known);
        } else if SQL.contains(&last) {
            note(&call.arguments, Tongue::Sql, &mut known);
        }
    }
    known
}

fn note<'a>(arguments: &'a [Argument], tongue: Tongue, known: &mut FxHashMap<&'a str, Tongue>) {
    for argument in arguments {
        if let Value::Text(text) = &argument.value {
            known.insert(text, tongue);
        }
    }
}

/// States what one query says.
pub(super) fn state(sql: &Sql, line: u32, facts: &mut FileFacts) {
    let table = |used: &Use| StoreTarget::Name(used.name.clone());
    let entity = |used: &Use| StoreTarget::EntityType(used.name.clone());
    let mut push = |uses: &[Use], rule: &str, target: &dyn Fn(&Use) -> StoreTarget| {
        facts.stores.extend(uses.iter().map(|used| StoreMention {
            kind: StoreKind::Table,
            target: target(used),
            mode: used.mode,
            rule: rule.to_owned(),
            subject: Subject::ThisFile,
            line,
        }));
    };
    push(&sql.tables, "sql.string", &table);
    push(&sql.unsure, "sql.unparsed", &table);
    push(&sql.entities, "sql.entity", &entity);
    facts.queries.extend(queries(sql, line, &Subject::ThisFile));
    facts.columns.extend(super::columns::of_sql(sql, line, &Subject::ThisFile));
    let name = |name: &str| StoreTarget::Name(name.to_owned());
    facts.deletions.extend(sql.deletes.iter().map(|table| DeletionMention {
        kind: StoreKind::Table,
        target: name(table),
        line,
    }));
    facts.store_links.extend(sql.links.iter().map(|link| StoreLinkMention {
        from: name(&link.from),
        to: name(&link.to),
        kind: link.kind,
        line,
    }));
    facts.unparsed_sql.extend(sql.unparsed.iter().map(|_| line));
}

/// The statements that use several stores together.
pub(super) fn queries(sql: &Sql, line: u32, subject: &Subject) -> Vec<QueryMention> {
    let query = |together: &Together| {
        let target = |name: &str| match together.rule {
            "sql.entity" => StoreTarget::EntityType(name.to_owned()),
            _ => StoreTarget::Name(name.to_owned()),
        };
        let uses = together.uses.iter().filter(|used| used.mode != Mode::Declare);
        QueryMention {
            line: line + together.line,
            rule: together.rule.to_owned(),
            stores: uses.map(|used| (TouchTarget::Store(target(&used.name)), used.mode)).collect(),
            paths: together.paths.clone(),
            subject: subject.clone(),
        }
    };
    sql.together.iter().map(query).collect()
}
