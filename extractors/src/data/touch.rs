//! Uses of stores that a call shows only together with its neighbours; they count inside transactions.
//!
//! | code | store |
//! |---|---|
//! | `orders.AddAsync(order)`, where `IRepository<Order> orders` is a field | that of the field |
//! | `order.save()`, where `order` was made by `Order(..)`, `Order.findOne(..)`, `Order.objects.get(..)` | that of `Order` |
//! | `getRepository(Order).save(order)`, `Set<Order>().Add(order)` | that of the call before |
//! | `context.Orders.Add(order)` | that of the context's property `Orders` |
//! | `order.save()` in Python, `order` being anything | that of a mapped `Order` |
//!
//! Reads and writes are told by the name of the method; what tells neither is left out.

use super::witness::segments;
use crate::file::{FileFacts, StoreTarget};
use crate::flow::{Touch, TouchTarget};
use crate::shape::{Call, Shapes};
use rustc_hash::FxHashMap;
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

/// How a method uses a store, told by its name.
pub(crate) fn mode_of(method: &str) -> Option<Mode> {
    let lower = method.trim_start_matches('_').to_lowercase();
    if NEITHER.iter().any(|word| lower.starts_with(word)) {
        return Some(Mode::Read);
    }
    let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
    if begins(WRITES) {
        Some(Mode::Write)
    } else if begins(READS) {
        Some(Mode::Read)
    } else {
        None
    }
}

/// Adds the touches of a file.
pub(super) fn run(language: &str, shapes: &Shapes, facts: &mut FileFacts) {
    let mut used: FxHashMap<u32, Vec<StoreTarget>> = FxHashMap::default();
    for mention in facts.stores.iter().filter(|mention| mention.mode == Mode::Use) {
        used.entry(mention.line).or_default().push(mention.target.clone());
    }
    let fields = fields(shapes, &used);
    super::join::by_field(&fields, facts);
    for call in &shapes.calls {
        let parts = segments(&call.callee);
        let [.., on, method] = parts[..] else { continue };
        let Some(mode) = mode_of(method) else { continue };
        let mut push = |target| {
            if facts.touches.len() < MOST {
                facts.touches.push(Touch { line: call.line, target, mode });
            }
        };
        if let Some(targets) = fields.get(on) {
            targets.iter().for_each(|target| push(TouchTarget::Store(target.clone())));
            continue;
        }
        if let Some(targets) = before(call, shapes, &used) {
            targets.iter().for_each(|target| push(TouchTarget::Store(target.clone())));
            continue;
        }
        if let Some(entity) = made_by(&call.receiver_type).filter(|_| mode == Mode::Write) {
            push(TouchTarget::Store(StoreTarget::Mapped(entity.to_owned())));
            continue;
        }
        match language {
            "csharp" => {
                let set = parts.iter().rev().skip(1).find(|part| !part.ends_with("()"));
                let set = set.filter(|set| parts.len() > 2 && set.starts_with(char::is_uppercase));
                set.into_iter().for_each(|set| push(TouchTarget::Property(set.to_lowercase())));
            }
            "python" if matches!(method, "save" | "delete" | "refresh_from_db") && parts.len() == 2 => {
                push(TouchTarget::Store(StoreTarget::Mapped(camel(on))));
            }
            _ => {}
        }
    }
    facts.touches.sort();
    facts.touches.dedup();
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
fn made_by(receiver: &str) -> Option<&str> {
    let mut parts = segments(receiver).into_iter();
    let entity = parts.find(|part| part.starts_with(char::is_uppercase))?;
    let plain = entity.chars().all(|c| c.is_alphanumeric() || c == '_');
    (plain && entity.chars().any(char::is_lowercase)).then_some(entity)
}

/// `order_line` -> `OrderLine`.
fn camel(name: &str) -> String {
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
    }
}
