//! Columns that one place reads or writes, as far as its own file names them: in SQL, in the objects and keywords that a
//! mapper's call is handed, and by what is assigned to a row.
//!
//! | code | columns |
//! |---|---|
//! | `UPDATE orders SET status = ?` | status |
//! | `Order.update({status}, {where})`, `.update(status=..)`, as a rule says ([`Keys`]) | status |
//! | `order.setStatus(..)`, `order.status = ..`, where `order` is, or was made by, an `Order` | status |
//!
//! An object that takes in another (`{...values}`) says nothing: its columns are not all seen.

use super::rules::Rule;
use super::source::Subjects;
use super::sql::Sql;
use super::touch::{camel, made_by};
use crate::file::{FileFacts, StoreTarget, Subject};
use crate::flow::{ColumnMention, TouchTarget};
use crate::shape::{Call, Object, Shapes, Value};
use seamline_analyzer::facts::{Mode, StoreKind};
use serde::Deserialize;
use std::collections::BTreeSet;

/// At most this many mentions of one file are kept.
const MOST: usize = 20_000;
/// Columns of one mention.
const COLUMNS: usize = 200;
/// The rule of what is assigned to a row.
const ROW: &str = "row.set";

/// Where a rule finds columns.
///
/// | source | gives |
/// |---|---|
/// | `object.1` | the keys of the object at that place among the arguments |
/// | `object.1.$set` | the keys of the object behind that key |
/// | `object.0+where` | the keys of that object, if another one has the key |
/// | `keywords`, `keywords.defaults` | the names of keyword arguments; the keys of the object behind one |
/// | `texts` | the texts among the arguments, in lists too |
/// | `list.update_fields` | the texts of the list behind that keyword |
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(super) enum Keys {
    Object { at: Option<usize>, behind: String, beside: String },
    Texts,
    List(String),
}

impl TryFrom<String> for Keys {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let unknown = || format!("unknown source of columns {text}");
        match text.split_once('.') {
            None if text == "keywords" => Ok(Keys::of(None, "")),
            None if text == "texts" => Ok(Keys::Texts),
            Some(("list", key)) => Ok(Keys::List(key.to_owned())),
            Some(("keywords", behind)) => Ok(Keys::of(None, behind)),
            Some(("object", rest)) => {
                let (rest, beside) = rest.split_once('+').unwrap_or((rest, ""));
                let (at, behind) = rest.split_once('.').unwrap_or((rest, ""));
                let (at, behind) = (Some(at.parse().map_err(|_| unknown())?), behind.to_owned());
                Ok(Keys::Object { at, behind, beside: beside.to_owned() })
            }
            _ => Err(unknown()),
        }
    }
}

impl Keys {
    fn of(at: Option<usize>, behind: &str) -> Self {
        Keys::Object { at, behind: behind.to_owned(), beside: String::new() }
    }
}

/// States the columns that a rule sees.
pub(super) fn state(
    rule: &Rule,
    subjects: &Subjects<'_>,
    (kind, target, mode): (StoreKind, &StoreTarget, Mode),
    facts: &mut FileFacts,
) {
    if !matches!(mode, Mode::Read | Mode::Write) || facts.columns.len() >= MOST {
        return;
    }
    let mut columns = BTreeSet::new();
    for keys in rule.columns.get(subjects.last_name()).into_iter().flatten() {
        let Some(found) = found(keys, subjects) else { return };
        columns.extend(found.into_iter().filter(|column| !rule.not_columns.contains(column)));
    }
    if !columns.is_empty() {
        let columns = columns.into_iter().take(COLUMNS).collect();
        let (line, target, rule) = (subjects.line(), target.clone(), rule.id.clone());
        let subject = Subject::ThisFile;
        facts.columns.push(ColumnMention { line, kind, target, mode, columns, whole: false, rule, subject });
    }
}

/// The names that a source gives; nothing where some of them are not seen.
fn found(keys: &Keys, subjects: &Subjects<'_>) -> Option<Vec<String>> {
    let call = subjects.call()?;
    match keys {
        Keys::Object { at, behind, beside } => {
            let has = |object: &Object| object.at != *at && object.keys.iter().any(|key| key == beside);
            if !beside.is_empty() && !call.objects.iter().any(has) {
                return None;
            }
            call.objects.iter().find(|object| object.at == *at).map_or(Some(Vec::new()), |object| below(object, behind))
        }
        Keys::Texts => {
            let plain = call.arguments.iter().filter(|argument| argument.key.is_none());
            let texts: Option<Vec<Vec<String>>> = plain.map(|argument| texts(&argument.value)).collect();
            texts.map(|texts| texts.concat())
        }
        Keys::List(key) => {
            let listed = call.arguments.iter().find(|argument| argument.key.as_deref() == Some(key));
            listed.map_or(Some(Vec::new()), |argument| texts(&argument.value))
        }
    }
}

/// The keys of an object, or of the one behind a key of it, without what is below them.
fn below(object: &Object, behind: &str) -> Option<Vec<String>> {
    if object.open {
        return None;
    }
    let own = object.keys.iter().filter_map(|key| match behind {
        "" => Some(key.as_str()),
        behind => key.strip_prefix(behind)?.strip_prefix('.'),
    });
    Some(own.filter(|key| !key.contains('.') && !key.starts_with('$')).map(str::to_owned).collect())
}

/// The texts of a value that holds nothing else.
fn texts(value: &Value) -> Option<Vec<String>> {
    // `customers.name as customer` is the column `name`.
    let plain = |text: &str| {
        let name = text.split_whitespace().next()?;
        let name = name.rsplit('.').next().unwrap_or(name);
        // Django goes on to another table behind two underscores.
        let name = name.split("__").next().unwrap_or(name);
        (name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.is_empty()).then(|| name.to_owned())
    };
    match value {
        Value::Text(text) => Some(vec![plain(text)?]),
        Value::List(list) => {
            list.iter().map(|one| if let Value::Text(text) = one { plain(text) } else { None }).collect()
        }
        Value::Name(_) | Value::Other => None,
    }
}

/// Adds the columns of a use of a store that only neighbours tell, where its call names them.
pub(super) fn of_touch(language: &str, call: &Call, targets: &[TouchTarget], facts: &mut FileFacts) {
    let method = call.callee.rsplit('.').next().unwrap_or_default();
    let at = match (language, method) {
        ("python", "update" | "create") => None,
        ("ruby", "update" | "update!" | "update_columns" | "create" | "create!") => None,
        ("js", "insert" | "create" | "save" | "patch" | "insertAndFetch" | "patchAndFetch") => Some(0),
        ("js", "patchAndFetchById" | "updateAndFetchById") => Some(1),
        // Whether the filter or the values come first, only one object tells.
        ("js", "update") if call.objects.len() == 1 => call.objects[0].at,
        _ => return,
    };
    let object = call.objects.iter().find(|object| object.at == at);
    let columns: BTreeSet<String> = object.and_then(|object| below(object, "")).into_iter().flatten().collect();
    if columns.is_empty() || facts.columns.len() >= MOST {
        return;
    }
    for target in targets.iter().filter_map(store_of) {
        facts.columns.push(ColumnMention {
            line: call.line,
            kind: StoreKind::Table,
            target,
            mode: Mode::Write,
            columns: columns.iter().take(COLUMNS).cloned().collect(),
            whole: false,
            rule: "touch".to_owned(),
            subject: Subject::ThisFile,
        });
    }
}

/// What one query says of columns.
pub(super) fn of_sql(sql: &Sql, line: u32, subject: &Subject) -> Vec<ColumnMention> {
    let mention = |columns: &super::sql::Columns| ColumnMention {
        line,
        kind: StoreKind::Table,
        target: StoreTarget::Name(columns.table.clone()),
        mode: columns.mode,
        columns: columns.names.iter().take(COLUMNS).cloned().collect(),
        whole: columns.whole,
        rule: "sql.string".to_owned(),
        subject: subject.clone(),
    };
    sql.columns.iter().map(mention).collect()
}

/// Adds what a file assigns to rows.
pub(super) fn run(language: &str, shapes: &Shapes, facts: &mut FileFacts) {
    let saved: BTreeSet<StoreTarget> = match language {
        "python" | "ruby" if !shapes.sets.is_empty() => {
            facts.touches.iter().filter_map(|touch| store_of(&touch.target)).collect()
        }
        _ => BTreeSet::new(),
    };
    for set in &shapes.sets {
        let Some(target) = row(&set.of, &set.variable, &saved) else { continue };
        push(target, &set.field, set.line, facts);
    }
    if language != "java" {
        return;
    }
    for call in shapes.calls.iter().filter(|call| call.arguments.len() == 1) {
        let Some((_, method)) = call.callee.rsplit_once('.') else { continue };
        let field = method.strip_prefix("set").filter(|field| field.starts_with(|c: char| c.is_ascii_uppercase()));
        if let (Some(field), Some(entity)) = (field, made_by(&call.receiver_type)) {
            let target = StoreTarget::Mapped(entity.to_owned());
            push(target, &uncapital(field), call.line, facts);
        }
    }
}

fn store_of(target: &TouchTarget) -> Option<StoreTarget> {
    match target {
        TouchTarget::Store(store) => Some(store.clone()),
        TouchTarget::Property(_) => None,
    }
}

/// The entity of a variable: by its type, by what made it, or, in Python, by its name where the file saves a row of it.
fn row(of: &str, variable: &str, saved: &BTreeSet<StoreTarget>) -> Option<StoreTarget> {
    if let Some(entity) = made_by(of) {
        return Some(StoreTarget::Mapped(entity.to_owned()));
    }
    let target = StoreTarget::Mapped(camel(variable));
    saved.contains(&target).then_some(target)
}

fn push(target: StoreTarget, field: &str, line: u32, facts: &mut FileFacts) {
    if facts.columns.len() < MOST {
        facts.columns.push(ColumnMention {
            line,
            kind: StoreKind::Table,
            target,
            mode: Mode::Write,
            columns: vec![field.to_owned()],
            whole: false,
            rule: ROW.to_owned(),
            subject: Subject::ThisFile,
        });
    }
}

/// `shippedAt` of `ShippedAt`; `HL7Data` stays, as beans have it.
fn uncapital(name: &str) -> String {
    if name.chars().nth(1).is_some_and(|second| second.is_uppercase() || second.is_ascii_digit()) {
        return name.to_owned();
    }
    let mut letters = name.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}
