//! Names for events that have none yet: `order.created`.
//!
//! The singular of a store that the unit writes in its own service, else of the store that is written over the border, and a
//! verb from the first word of the function that does it. A proposal only: what has happened in the business is for people to
//! say.

use super::{Deed, Evidence, Ownership};
use crate::facts::{Deletion, Facts, Mode, Part, StoreKind};
use crate::id::{IdVec, ServiceId, StoreId, UnitId};
use crate::words;

/// First words of functions, and what has happened once they are done.
const VERBS: &[(&str, &[&str])] = &[
    ("created", &["add", "create", "import", "insert", "make", "open", "place", "post", "register", "start"]),
    ("deleted", &["clear", "delete", "destroy", "drop", "purge", "remove"]),
];

/// What an event could be called: what was written or deleted, and how.
pub(super) fn proposed(
    facts: &Facts,
    ownership: &IdVec<StoreId, Ownership>,
    publisher: ServiceId,
    evidence: &[Evidence],
) -> Option<String> {
    let one = |place: &Evidence| {
        let deleted = || {
            let near = |deletion: &&Deletion| deletion.unit == place.unit && deletion.line == place.line;
            facts.deletions.iter().find(near).map(|deletion| deletion.store)
        };
        let (of, deletes) = match place.deed {
            Deed::DeletesAlong(_) => (deleted(), true),
            Deed::Writes(store) => (Some(store), deleted() == Some(store)),
            Deed::Calls(unit) => (written(facts, unit).next(), false),
            Deed::Reads(_) | Deed::Publishes | Deed::Listens | Deed::Registers => (None, false),
        };
        let own = written(facts, place.unit).find(|store| ownership[*store].owner() == Some(publisher));
        let subject = own.filter(|_| !deletes).or(of)?;
        let verb = if deletes { "deleted" } else { verb(facts, place) };
        Some(format!("{}.{verb}", singular(&facts.stores[subject].name.to_ascii_lowercase())))
    };
    evidence.iter().find_map(one)
}

/// One of what a store keeps: `order` of `orders`.
fn singular(name: &str) -> String {
    match (name.strip_suffix("ies"), name.strip_suffix('s')) {
        (Some(stem), _) if stem.len() > 1 => format!("{stem}y"),
        (_, Some(stem)) if stem.len() > 1 && !stem.ends_with(['s', 'u']) => stem.to_owned(),
        _ => name.to_owned(),
    }
}

/// The rows that a unit writes.
fn written(facts: &Facts, unit: UnitId) -> impl Iterator<Item = StoreId> {
    let writes = facts.uses_of(unit).filter(|access| access.mode == Mode::Write).map(|access| access.store);
    writes.filter(|store| !matches!(facts.stores[*store].kind, StoreKind::Topic | StoreKind::Cache))
}

/// What has happened once the function around a place is done.
fn verb(facts: &Facts, place: &Evidence) -> &'static str {
    let of = &facts.units[place.unit];
    let operations = of.types.iter().flat_map(|one| &one.operations).filter(|one| one.line <= place.line);
    let around = operations.max_by_key(|one| one.line).map(|one| one.name.as_str());
    let name = of.part.as_ref().map(Part::own_name).or(around).unwrap_or_default();
    let first = words::split(name).into_iter().next().unwrap_or_default();
    let known = VERBS.iter().find(|(_, words)| words.contains(&first.as_str()));
    known.map_or("changed", |(verb, _)| verb)
}

#[cfg(test)]
mod tests {
    use crate::facts::{Operation, TypeDecl, TypeKind};
    use crate::plan::needs;
    use crate::plan::tests::planned;

    /// What is proposed for the events without a topic.
    fn proposes(project: &str, expected: &str) {
        let (_, _, plan) = planned(project);
        let shown: Vec<&str> = plan.events.iter().filter_map(|event| event.proposed.as_deref()).collect();
        assert_eq!(shown.join("; "), expected);
    }

    #[test]
    fn a_name_is_proposed_from_store_and_verb() {
        proposes("a/one: write orders; b/one: write orders; b/two: write orders", "order.changed");
        proposes("a/one: write carts, write orders; b/one: write orders; b/two: write orders", "cart.changed");
        proposes("a/one: tell x, write t; b/one: write t; b/two: write t", "");
        proposes("a/end: delete orders; a/one: write orders; b/one: write lines; lines -> orders", "order.deleted");
        proposes("a/one: call b/put; b/put: write orders; b/two: write orders", "order.changed");
    }
    #[test]
    fn the_function_says_the_verb() {
        let (mut facts, cut, _) = planned("a/one: write orders; b/one: write orders; b/two: write orders");
        let operation = |(line, name): (u32, &str)| Operation {
            name: name.to_owned(),
            parameters: Vec::new(),
            returns: String::new(),
            public: true,
            line,
        };
        let said = |facts: &crate::facts::Facts| needs(facts, &cut).events[0].proposed.clone();
        for (names, expected) in [
            ("placeOrder later", "order.created"),
            ("removeOrder later", "order.deleted"),
            ("ship later", "order.changed"),
        ] {
            let operations = [1, 9].into_iter().zip(names.split(' ')).map(operation).collect();
            let (name, kind) = ("Orders".to_owned(), TypeKind::Class);
            let of = facts.units.values_mut().next().expect("a unit");
            of.types = vec![TypeDecl { name, kind, line: 1, end_line: 9, fields: 0, operations }];
            assert_eq!(said(&facts).as_deref(), Some(expected));
        }
    }
}
