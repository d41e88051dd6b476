//! The internal operations of a service, for its OpenAPI draft: what others call of it today.
//!
//! An operation that only reads and takes no object becomes a GET, everything else a POST: `/internal/<operation>`, with
//! the file's stem before it where two have the same name. One that reads by its lines but changes by its name is a POST, with a note.

use super::Draft;
use super::draft::Offered;
use super::names::free;
use super::schema::{self, taken};
use crate::display::visible;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Beginnings of names that say that something changes.
const CHANGES: &[&str] = &[
    "add",
    "apply",
    "assign",
    "cancel",
    "clear",
    "create",
    "deactivate",
    "delete",
    "generate",
    "insert",
    "match",
    "notify",
    "publish",
    "put",
    "register",
    "release",
    "remove",
    "reserve",
    "save",
    "send",
    "set",
    "store",
    "update",
    "upsert",
    "write",
];

/// An operation and where it goes.
pub(super) struct Internal<'a> {
    pub(super) offered: Offered<'a>,
    /// `/internal/<operation>`.
    pub(super) path: String,
    /// `get` or `post`.
    pub(super) method: &'static str,
}

/// What a service offers to others, and the names of types of its that others make values of.
pub(super) fn internal<'a>(draft: &Draft<'a>, service: &str) -> (Vec<Internal<'a>>, Vec<&'a str>) {
    let (made, offered): (Vec<Offered<'a>>, Vec<Offered<'a>>) =
        draft.offered(service).into_iter().partition(|one| draft.constructs(one.operation));
    let mut named: BTreeMap<String, u32> = BTreeMap::new();
    for one in &offered {
        *named.entry(word(&one.operation.name)).or_default() += 1;
    }
    let mut used = BTreeSet::new();
    let place = |offered: Offered<'a>| {
        let takes = taken(draft, &offered.operation.file, &offered.operation.parameters);
        let flat = takes.data.iter().all(|(_, schema)| schema.get("$ref").is_none() && schema["type"] != "object");
        let name = word(&offered.operation.name);
        let stem = word(stem(&offered.operation.file));
        let path = if named[&name] > 1 { format!("/internal/{stem}/{name}") } else { format!("/internal/{name}") };
        let path = free(path, &mut used);
        Internal { method: if reads(&offered) && flat { "get" } else { "post" }, path, offered }
    };
    let internal = offered.into_iter().map(place).collect();
    (internal, made.iter().map(|one| one.operation.name.as_str()).collect())
}

/// The OpenAPI operation, without its id.
pub(super) fn described(draft: &Draft<'_>, one: &Internal<'_>) -> Map<String, Value> {
    let operation = one.offered.operation;
    let mut said = Map::new();
    let takes = taken(draft, &operation.file, &operation.parameters);
    said.insert("tags".to_owned(), json!(["internal"]));
    said.insert("summary".to_owned(), json!(visible(&operation.name)));
    said.insert("description".to_owned(), json!(notes(one, &takes.data)));
    if !takes.data.is_empty() && one.method == "get" {
        let parameter = |(name, schema): &(String, Value)| json!({ "name": name, "in": "query", "schema": schema });
        said.insert("parameters".to_owned(), takes.data.iter().map(parameter).collect());
    } else if !takes.data.is_empty() {
        let fields: Map<String, Value> = takes.data.into_iter().collect();
        let schema = json!({ "type": "object", "properties": fields });
        said.insert("requestBody".to_owned(), json!({ "content": { "application/json": { "schema": schema } } }));
    }
    let answer = if operation.returns.is_empty() {
        json!({ "default": { "description": "What it gives is not declared." } })
    } else {
        let schema = schema::of_type(draft, &operation.returns);
        let content = json!({ "application/json": { "schema": schema } });
        json!({ "200": { "description": "What it gives today.", "content": content } })
    };
    said.insert("responses".to_owned(), answer);
    said.insert("x-seamline-ids".to_owned(), json!(one.offered.ids));
    said.insert("x-seamline-callers".to_owned(), one.offered.callers.iter().map(|name| json!(visible(name))).collect());
    said.insert("x-seamline-effect".to_owned(), json!(operation.effect));
    if !takes.handles.is_empty() {
        said.insert("x-seamline-not-data".to_owned(), json!(takes.handles));
    }
    if !operation.entities.is_empty() {
        let names = operation.entities.iter().map(|name| json!(visible(name)));
        said.insert("x-seamline-entities".to_owned(), names.collect());
    }
    said.insert("x-seamline-evidence".to_owned(), json!(draft.at(&operation.evidence)));
    said
}

/// What the draft could not decide.
fn notes(one: &Internal<'_>, data: &[(String, Value)]) -> String {
    let operation = one.offered.operation;
    let calls = one.offered.calls;
    let mut notes = vec![format!("Called from {calls} {} today.", if calls == 1 { "place" } else { "places" })];
    match operation.effect.as_str() {
        "query" if !reads(&one.offered) => {
            notes.push("It only reads by its own lines, but its name says that it changes something.".to_owned())
        }
        "unknown" => notes.push("Whether it changes something was not seen.".to_owned()),
        _ => {}
    }
    if data.iter().any(|(name, _)| name.starts_with("arg")) {
        notes.push("The facts give types and no names: name what is called arg.".to_owned());
    }
    if !operation.entities.is_empty() {
        notes.push(
            "It takes or gives persistent entities, which cannot cross: send an id, or the few fields that are needed."
                .to_owned(),
        );
    }
    notes.join(" ")
}

fn reads(one: &Offered<'_>) -> bool {
    let words = seamline_analyzer::words::split(&one.operation.name);
    let changes = words.first().is_some_and(|first| CHANGES.contains(&first.to_ascii_lowercase().as_str()));
    one.operation.effect == "query" && !changes
}

/// The name of a file without folder and ending.
fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.split('.').next().unwrap_or(name)
}

/// A part of a path: letters, digits, `_` and `-`.
fn word(name: &str) -> String {
    let plain = |character: char| if character.is_ascii_alphanumeric() || character == '_' { character } else { '-' };
    let cleaned: String = name.chars().take(80).map(plain).collect();
    let cleaned = cleaned.trim_matches('-');
    if cleaned.is_empty() { "operation".to_owned() } else { cleaned.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    /// `name effect parameters...` of operations in one file; their methods and paths.
    fn check(operations: &str, expected: &str) {
        let mut document = sample::planned();
        let border = &mut document.plan.as_mut().unwrap().borders[0];
        let first = border.operations.items[0].clone();
        border.operations.items = operations
            .split("; ")
            .map(|said| {
                let mut words = said.split(' ').map(str::to_owned);
                let mut operation = first.clone();
                operation.name = words.next().unwrap();
                operation.effect = words.next().unwrap();
                operation.file = words.next().unwrap();
                operation.parameters = words.collect();
                operation
            })
            .collect();
        let service = border.to.clone();
        let draft = Draft::new(&document, None).unwrap();
        let (operations, made) = internal(&draft, &service);
        let shown = operations.iter().map(|one| format!("{} {}", one.method, one.path));
        assert_eq!(
            shown.chain(made.iter().map(|name| format!("makes {name}"))).collect::<Vec<_>>().join("; "),
            expected
        );
    }

    #[test]
    fn what_reads_is_a_get() {
        check("find query A.java long", "get /internal/find");
        check("find command A.java long", "post /internal/find");
        check("find unknown A.java", "post /internal/find");
    }
    #[test]
    fn what_changes_by_its_name_is_a_post() {
        check("createStarter query A.java", "post /internal/createStarter");
        check("created query A.java", "get /internal/created");
    }
    #[test]
    fn an_object_does_not_fit_into_a_query() {
        check("price query src/main/java/shop/orders/Order.java Order", "post /internal/price");
    }
    #[test]
    fn the_same_name_twice() {
        check(
            "find query x/A.java; find query x/B.java; find query y/B.java",
            "get /internal/A/find; get /internal/B/find; get /internal/B/find-2",
        );
    }
    #[test]
    fn what_makes_a_value_is_no_operation() {
        check("Order query src/main/java/shop/orders/Order.java", "makes Order");
    }
    #[test]
    fn odd_names_are_plain() {
        check("../x query A.java; <b> query A.java", "get /internal/x; get /internal/b");
    }
}
