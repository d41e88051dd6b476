//! Uses of stores that a call shows only together with its neighbours.
//!
//! | code | store |
//! |---|---|
//! | `orders.AddAsync(order)`, where `IRepository<Order> orders` is a field | that of the field |
//! | `order.save()`, where `order` was made by `Order(..)`, `Order.findOne(..)`, `Order.objects.get(..)` | that of `Order` |
//! | `getRepository(Order).save(order)`, `Set<Order>().Add(order)` | that of the call before |
//! | `context.Orders.Add(order)` | that of the context's property `Orders` |
//! | `order.save()` in Python, `order.save!` in Ruby, `order` being anything | that of a mapped `Order` |
//!
//! Reads and writes are told by the name of the method; what tells neither is left out. All count inside transactions;
//! outside of them a property counts only on what is called or declared a context (`basket.Items` is a list in memory), and a
//! value only where mappers do not save it by themselves at the end of their unit of work.

use crate::file::{FileFacts, StoreTarget};
use crate::flow::{Touch, TouchTarget};
use crate::shape::{Call, Shapes};
use rustc_hash::{FxHashMap, FxHashSet};
use seamline_analyzer::facts::Mode;

/// At most this many touches of one file are kept.
const MOST: usize = 20_000;

/// Beginnings of the names of methods that write.
const WRITES: &[&str] = &[
    "save",
    "insert",
    "add",
    "create",
    "persist",
    "merge",
    "update",
    "delete",
    "remove",
    "store",
    "upsert",
    "put",
    "patch",
    "write",
    "bulk",
    "destroy",
    "increment",
    "decrement",
    "replace",
    "attach",
    "truncate",
];
/// Beginnings of the names of methods that read.
const READS: &[&str] = &[
    "find", "get", "read", "load", "count", "exists", "query", "list", "search", "fetch", "first", "all", "select",
    "stream", "any", "single", "where", "include", "filter", "to", "last", "refresh", "reload", "sum", "max", "min",
];

/// Beginnings of names that look like writes and are none.
const NEITHER: &[&str] = &["createquery", "createnativequery", "createnamedquery", "createcriteria", "addselect"];

/// Methods of a row of ActiveRecord.
const RUBY_ROWS: &[&str] = &[
    "save",
    "update",
    "update_attribute",
    "update_attributes",
    "update_column",
    "update_columns",
    "destroy",
    "delete",
    "touch",
    "toggle",
    "increment",
    "decrement",
    "reload",
];

/// How a method uses a store, told by its name.
pub(crate) fn mode_of(method: &str) -> Option<Mode> {
    let method = method.trim_start_matches('_').as_bytes();
    let starts =
        |word: &&str| method.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()));
    let begins = |words: &[&str]| words.iter().any(starts);
    if begins(NEITHER) {
        return Some(Mode::Read);
    }
    if begins(WRITES) {
        Some(Mode::Write)
    } else if begins(READS) {
        Some(Mode::Read)
    } else {
        None
    }
}

/// Whether the mappers of a language save changed rows by themselves.
pub(crate) fn saves_later(language: &str) -> bool {
    matches!(language, "java" | "csharp")
}

/// Adds the touches of a file.
pub(super) fn run(language: &str, shapes: &Shapes, facts: &mut FileFacts) {
    let mut used: FxHashMap<u32, Vec<StoreTarget>> = FxHashMap::default();
    for mention in facts.stores.iter().filter(|mention| mention.mode == Mode::Use) {
        used.entry(mention.line).or_default().push(mention.target.clone());
    }
    let fields = fields(shapes, &used);
    super::join::by_field(&fields, facts);
    let declared = shapes.types.iter().flat_map(|shape| &shape.fields);
    let contexts: FxHashSet<&str> =
        declared.filter(|(_, declared, _)| declared.ends_with("Context")).map(|(name, ..)| name.as_str()).collect();
    for call in &shapes.calls {
        let Some((target, mode)) = touched(language, call, shapes, &used, &fields) else { continue };
        if facts.touches.len() < MOST {
            let line = call.line;
            super::repeats::note(Some(call), line, facts);
            if mode == Mode::Write {
                super::columns::of_touch(language, call, &target, facts);
            }
            let sure = |target: &TouchTarget| match target {
                TouchTarget::Store(StoreTarget::Mapped(_)) => !saves_later(language),
                TouchTarget::Store(_) => true,
                TouchTarget::Property(_) => on_context(call, &contexts),
            };
            facts.touches.extend(target.into_iter().map(|target| Touch { line, mode, sure: sure(&target), target }));
        }
    }
    facts.touches.sort();
    facts.touches.dedup();
}

/// What a call uses, and how; the cheap questions come first.
fn touched(
    language: &str,
    call: &Call,
    shapes: &Shapes,
    used: &FxHashMap<u32, Vec<StoreTarget>>,
    fields: &FxHashMap<&str, Vec<StoreTarget>>,
) -> Option<(Vec<TouchTarget>, Mode)> {
    let (before_method, method) = call.callee.rsplit_once(['.', ':'])?;
    let on = before_method.rsplit(['.', ':']).find(|part| !part.is_empty())?;
    let stores = |targets: &Vec<StoreTarget>| targets.iter().cloned().map(TouchTarget::Store).collect::<Vec<_>>();
    if let Some(targets) = fields.get(on) {
        return Some((stores(targets), mode_of(method)?));
    }
    if !used.is_empty()
        && let Some(targets) = before(call, shapes, used)
    {
        return Some((stores(targets), mode_of(method)?));
    }
    if let Some(entity) = made_by(&call.receiver_type) {
        let mode = mode_of(method).filter(|mode| *mode == Mode::Write);
        if let Some(mode) = mode {
            return Some((vec![TouchTarget::Store(StoreTarget::Mapped(entity.to_owned()))], mode));
        }
    }
    match language {
        "csharp" if before_method.contains('.') => {
            let mut parts = before_method.rsplit('.').filter(|part| !part.ends_with("()"));
            let set = parts.next().filter(|set| set.starts_with(char::is_uppercase))?;
            Some((vec![TouchTarget::Property(set.to_lowercase())], mode_of(method)?))
        }
        "ruby" if on == before_method && on.trim_start_matches('@').starts_with(char::is_lowercase) => {
            let method = method.trim_end_matches('!');
            let saves = RUBY_ROWS.contains(&method);
            let target = StoreTarget::Mapped(camel(on.trim_start_matches('@')));
            saves.then(|| (vec![TouchTarget::Store(target)], mode_of(method).unwrap_or(Mode::Write)))
        }
        "python" if on == before_method && matches!(method, "save" | "delete" | "refresh_from_db") => {
            Some((vec![TouchTarget::Store(StoreTarget::Mapped(camel(on)))], mode_of(method)?))
        }
        _ => None,
    }
}

/// Whether the property of a call is that of a context, by its name or as one of the fields that are declared so.
fn on_context(call: &Call, contexts: &FxHashSet<&str>) -> bool {
    let mut parts = call.callee.rsplit('.').filter(|part| !part.ends_with("()") && !part.is_empty()).skip(2);
    let Some(holder) = parts.next() else { return false };
    let named = holder.trim_start_matches('_').to_lowercase();
    named == "db" || named.ends_with("context") || named.ends_with("unitofwork") || contexts.contains(holder)
}

/// The stores that the first call of a chain uses, when the method is called on its result.
fn before<'a>(
    call: &Call,
    shapes: &Shapes,
    used: &'a FxHashMap<u32, Vec<StoreTarget>>,
) -> Option<&'a Vec<StoreTarget>> {
    let (first, rest) = call.callee.split_once("()")?;
    let direct = rest.matches('.').count() == 1;
    let targets = used.get(&call.line).filter(|_| direct)?;
    let calls = &shapes.calls;
    let from = calls.partition_point(|other| other.line < call.line);
    let here = calls[from..].iter().take_while(|other| other.line == call.line).take(64);
    here.into_iter().any(|other| other.callee == first).then_some(targets)
}

/// The stores of fields: those that a rule saw on the field's line.
fn fields<'a>(shapes: &'a Shapes, used: &FxHashMap<u32, Vec<StoreTarget>>) -> FxHashMap<&'a str, Vec<StoreTarget>> {
    let mut found: FxHashMap<&str, Vec<StoreTarget>> = FxHashMap::default();
    if used.is_empty() {
        return found;
    }
    for (name, declared, line) in shapes.types.iter().flat_map(|shape| &shape.fields) {
        let here = used.get(line).into_iter().flatten();
        let of_field = here.filter(|target| match target {
            StoreTarget::EntityType(entity) => declared.contains(entity.as_str()),
            _ => false,
        });
        let targets: Vec<StoreTarget> = of_field.cloned().collect();
        if !targets.is_empty() {
            found.entry(name).or_default().extend(targets);
        }
    }
    found
}

/// `Order` of a value that `Order.findOne`, `Order.objects.get` or `Order` gave.
pub(super) fn made_by(receiver: &str) -> Option<&str> {
    let capital = |part: &str| part.starts_with(char::is_uppercase);
    if receiver.contains("::") && receiver.trim_start_matches(':').split("::").all(capital) && !receiver.contains('.') {
        return Some(receiver);
    }
    let mut parts = receiver.split(['.', ':']);
    let entity = parts.find(|part| part.starts_with(char::is_uppercase))?;
    let plain = entity.chars().all(|c| c.is_alphanumeric() || c == '_');
    (plain && entity.chars().any(char::is_lowercase)).then_some(entity)
}

/// `order_line` -> `OrderLine`.
pub(super) fn camel(name: &str) -> String {
    let capital = |part: &str| {
        let mut chars = part.chars();
        chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect::<String>())
    };
    name.split('_').map(capital).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_tell_how_they_use_a_store() {
        for (method, mode) in [
            ("save", Some(Mode::Write)),
            ("deleteById", Some(Mode::Write)),
            ("AddAsync", Some(Mode::Write)),
            ("findByName", Some(Mode::Read)),
            ("FirstOrDefaultAsync", Some(Mode::Read)),
            ("cancel", None),
        ] {
            assert_eq!(mode_of(method), mode, "{method}");
        }
    }

    #[test]
    fn variables_are_called_like_their_types() {
        assert_eq!(camel("order_line"), "OrderLine");
        assert_eq!(made_by("models.Order.objects.get"), Some("Order"));
        assert_eq!(made_by("LIMIT.get"), None);
        assert_eq!(made_by("Shop::Order"), Some("Shop::Order"));
        assert_eq!(made_by("models::Order"), Some("Order"));
    }
}
