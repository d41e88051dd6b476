//! Changes inside of one table: the values that differ, with the spaces and comments around them kept.

use crate::quote::{Value, fields};
use crate::row::Row;
use std::collections::BTreeSet;
use toml_edit::{Array, ArrayOfTables, Item, RawString, TableLike};

/// Makes a table say the new entry instead of the old one; keys that neither knows stay.
pub(crate) fn change(table: &mut dyn TableLike, old: Option<&Row>, new: Option<&Row>) {
    let (old, new) = (old.map(fields).unwrap_or_default(), new.map(fields).unwrap_or_default());
    for (key, _) in &old {
        if new.iter().all(|(kept, _)| kept != key) && *key != "reason" {
            table.remove(key);
        }
    }
    for (key, value) in &new {
        if old.contains(&(*key, value.clone())) && table.contains_key(key) {
            continue;
        }
        set(table, key, value);
    }
}

fn set(table: &mut dyn TableLike, key: &str, value: &Value) {
    let mut written: toml_edit::Value = value.written().parse().expect("what is quoted is TOML");
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(known) => {
            if let (Some(array), Value::List(names)) = (known.as_array_mut(), value)
                && patch(array, names)
            {
                return;
            }
            *written.decor_mut() = known.decor().clone();
            *known = written;
        }
        None => drop(table.insert(key, Item::Value(written))),
    }
}

/// Removes and appends names; false where that is not enough, and then the array is of no use any more. A comment behind
/// a name stands before the next one, for the parser.
fn patch(array: &mut Array, names: &[String]) -> bool {
    let wanted: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    let stays = |value: &toml_edit::Value| value.as_str().is_some_and(|name| wanted.contains(name));
    for at in (0..array.len()).rev() {
        if array.get(at).is_some_and(stays) {
            continue;
        }
        let gone = array.remove(at);
        let behind_the_one_before = behind(&before(&gone)).to_owned();
        match array.get_mut(at) {
            Some(next) => {
                let mended = behind_the_one_before + below(&before(next));
                next.decor_mut().set_prefix(mended);
            }
            None => {
                let mended = behind_the_one_before + below(array.trailing().as_str().unwrap_or_default());
                array.set_trailing(mended);
            }
        }
    }
    let kept = array.len();
    if kept == 0 || kept > names.len() || array.iter().zip(names).any(|(value, name)| value.as_str() != Some(name)) {
        return false;
    }
    let last = array.get(kept - 1).map(before).unwrap_or_default();
    let indent = last.rfind('\n').map_or(" ", |line| &last[line..]).to_owned();
    for name in &names[kept..] {
        let trailing = array.trailing().as_str().unwrap_or_default().to_owned();
        let mut value: toml_edit::Value = Value::Text(name.clone()).written().parse().expect("what is quoted is TOML");
        value.decor_mut().set_prefix(format!("{}{indent}", behind(&trailing).trim_end()));
        array.push_formatted(value);
        array.set_trailing(below(&trailing));
    }
    true
}

/// What stands before a value.
fn before(value: &toml_edit::Value) -> String {
    value.decor().prefix().and_then(RawString::as_str).unwrap_or_default().to_owned()
}

/// What of it is on the line of the value before.
fn behind(space: &str) -> &str {
    space.split_once('\n').map_or("", |(behind, _)| behind)
}

/// The rest.
fn below(space: &str) -> &str {
    &space[behind(space).len()..]
}

/// Entries on one line as tables of their own, with the comments that stood before each.
pub(crate) fn lone(item: Item) -> Item {
    let comments: Vec<String> = item
        .as_array()
        .into_iter()
        .flatten()
        .map(|value| value.decor().prefix().and_then(RawString::as_str).unwrap_or_default())
        .map(|before| {
            before.lines().map(str::trim).filter(|line| line.starts_with('#')).flat_map(|line| [line, "\n"]).collect()
        })
        .collect();
    let Ok(tables) = item.into_array_of_tables() else { return Item::ArrayOfTables(ArrayOfTables::new()) };
    let mut lone = ArrayOfTables::new();
    for (mut table, comment) in tables.into_iter().zip(comments) {
        table.decor_mut().set_prefix(format!("\n{comment}"));
        lone.push(table);
    }
    Item::ArrayOfTables(lone)
}
