//! One OpenAPI 3.1 document for each service: its routes, and what other services call of it.
//!
//! Routes come with their paths, methods and path parameters, these with their types where the handler's declaration tells;
//! what else they take and give is not in the facts, so it is left open. Guards that were seen become a security requirement whose scheme is a placeholder: the code says that somebody
//! checks, not how. <https://spec.openapis.org/oas/v3.1.0>

use super::operation::{described, internal};
use super::route::{RoutePath, paths};
use super::{Artifact, Draft, File, schema, yaml};
use crate::display::{counted, visible};
use crate::plan::v1::{Route, Step};
use seamline_analyzer::Info;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

pub(super) static OPENAPI: Artifact = Artifact {
    info: Info {
        id: "openapi",
        summary: "the interface of each service: its routes, and what other services call of it",
        reference: "https://spec.openapis.org/oas/v3.1.0",
    },
    files: "openapi/<service>.yaml",
    derived: "routes with the service that answers them; operations called over a border, with the types that the code \
              declares. What routes take and give beside their path is not derived",
    make,
};

/// The methods that OpenAPI knows.
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];
/// The name of the security scheme.
const SCHEME: &str = "seenGuard";

fn make(draft: &Draft<'_>) -> Vec<File> {
    let file = |(step, name): (&Step, &str)| File {
        path: format!("openapi/{name}.yaml"),
        text: yaml::document(&draft.heads(&HEAD), &document(draft, step)),
    };
    draft.services().map(file).collect()
}

const HEAD: [&str; 3] = [
    "Paths and methods are as the code has them; a schema that is empty is not known, not empty.",
    "x-seamline-* say where something was seen and what was left open. /internal/* are calls that cross the border today:",
    "a list to make coarser, not an interface to build as it is.",
];

fn document(draft: &Draft<'_>, step: &Step) -> Value {
    let mut drawn = Drawn {
        draft,
        paths: Map::new(),
        shapes: BTreeMap::new(),
        ids: BTreeSet::new(),
        odd: Vec::new(),
        guarded: false,
    };
    for route in draft.plan.routes.iter().filter(|route| route.service == step.service) {
        drawn.route(route);
    }
    let (operations, made) = internal(draft, &step.service);
    for one in &operations {
        let mut operation = described(draft, one);
        operation.insert("operationId".to_owned(), json!(drawn.id(&camel(&[&one.offered.operation.name]))));
        let item = drawn.paths.entry(one.path.clone()).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.entry(one.method).or_insert(Value::Object(operation));
        }
    }
    let Drawn { paths, odd, guarded, .. } = drawn;
    let rpc = step.entries.iter().filter(|entry| entry.kind == "rpc").map(|entry| visible(&entry.label).into_owned());
    let rpc: Vec<String> = rpc.collect();
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": visible(&step.service),
            "version": "0.0.0-draft",
            "summary": format!("Draft of what the service offers once step {} is done", step.id),
            "description": about(step, &rpc, &odd),
        },
        "tags": [
            { "name": "public", "description": "Routes that clients call, through the gateway." },
            { "name": "internal", "description": "What other services call today inside the process." },
        ],
        "paths": paths,
    });
    let words = operations
        .iter()
        .flat_map(|one| one.offered.operation.parameters.iter().chain([&one.offered.operation.returns]));
    let schemas = schema::components(draft, words.map(String::as_str));
    let mut components = Map::new();
    if !schemas.is_empty() {
        components.insert("schemas".to_owned(), Value::Object(schemas));
    }
    if guarded {
        let about = "Placeholder. The code checks who calls, by the guards that stand in each requirement; which scheme that is was not derived.";
        components.insert(
            "securitySchemes".to_owned(),
            json!({ SCHEME: { "type": "http", "scheme": "bearer", "description": about } }),
        );
    }
    if !components.is_empty() {
        document["components"] = Value::Object(components);
    }
    for (key, list) in [("x-seamline-rpc", rpc), ("x-seamline-routes-left-out", odd)] {
        if !list.is_empty() {
            document[key] = json!(list);
        }
    }
    if !made.is_empty() {
        document["x-seamline-types-that-others-make"] = made.iter().map(|name| json!(visible(name))).collect();
    }
    document
}

fn about(step: &Step, rpc: &[String], odd: &[String]) -> String {
    let mut said = format!("It {}.", visible(&step.responsibility));
    if !rpc.is_empty() {
        let fields = counted(rpc.len() as u64, "entry");
        said.push_str(&format!(
            " {fields} of remote calls or GraphQL have no path of their own; they are under x-seamline-rpc."
        ));
    }
    if !odd.is_empty() {
        said.push_str(&format!(
            " {} could not be written as OpenAPI paths; they are under x-seamline-routes-left-out.",
            counted(odd.len() as u64, "route")
        ));
    }
    said
}

/// A document as it grows.
struct Drawn<'a> {
    draft: &'a Draft<'a>,
    paths: Map<String, Value>,
    /// The path of each shape: two paths that differ in names of parameters only are one (OpenAPI 3.1, paths object).
    shapes: BTreeMap<String, String>,
    ids: BTreeSet<String>,
    odd: Vec<String>,
    guarded: bool,
}

impl Drawn<'_> {
    fn route(&mut self, route: &Route) {
        let method = route.method.to_ascii_lowercase();
        let known = method == "any" || METHODS.contains(&method.as_str());
        let Some(all) = paths(&route.path).filter(|_| known) else {
            self.odd.push(visible(&format!("{} {}", route.method, route.path)).into_owned());
            return;
        };
        for path in all {
            let template = self.shapes.entry(path.shape()).or_insert_with(|| path.template()).clone();
            let evidence = self.draft.at(std::slice::from_ref(&route.evidence));
            if method == "any" {
                let item = self.item(&template, &path, route);
                item.insert("description".to_owned(), json!("The code does not say which methods it answers."));
                item.insert("x-seamline-evidence".to_owned(), json!(evidence));
                continue;
            }
            let id = self.id(&operation_id(&method, &path));
            let guards = self.draft.guards(route);
            let mut operation = json!({
                "operationId": id,
                "tags": ["public"],
                "responses": { "default": { "description": "Not derived." } },
                "x-seamline-ids": [route.id],
                "x-seamline-evidence": evidence,
            });
            if !guards.is_empty() {
                self.guarded = true;
                let names: Vec<Value> = guards.iter().map(|guard| json!(visible(guard))).collect();
                operation["security"] = json!([{ SCHEME: names }]);
            }
            self.item(&template, &path, route).entry(method.clone()).or_insert(operation);
        }
    }

    /// The path's item, with its parameters.
    fn item(&mut self, template: &str, path: &RoutePath, route: &Route) -> &mut Map<String, Value> {
        let draft = self.draft;
        let item = self.paths.entry(template.to_owned()).or_insert_with(|| {
            let names = template.split('{').skip(1).filter_map(|part| part.split('}').next());
            let types = schema::of_path(draft, draft.file(&route.evidence), &route.takes, path.parameters().count());
            let parameter = |(at, (name, (_, rest))): (usize, (&str, (&str, bool)))| {
                let schema = types.get(at).cloned().unwrap_or_else(|| json!({}));
                let mut said = json!({ "name": name, "in": "path", "required": true, "schema": schema });
                if rest {
                    said["description"] = json!("The rest of the path, slashes included, which OpenAPI cannot say.");
                }
                said
            };
            let parameters: Vec<Value> = names.zip(path.parameters()).enumerate().map(parameter).collect();
            if parameters.is_empty() { json!({}) } else { json!({ "parameters": parameters }) }
        });
        item.as_object_mut().expect("every item is an object")
    }

    /// An id that no operation of the document has.
    fn id(&mut self, wanted: &str) -> String {
        let mut id = wanted.to_owned();
        let mut number = 2;
        while !self.ids.insert(id.clone()) {
            id = format!("{wanted}{number}");
            number += 1;
        }
        id
    }
}

/// `getOrdersByIdItems`.
fn operation_id(method: &str, path: &RoutePath) -> String {
    let template = path.template().replace('{', "/by/");
    let words: Vec<&str> =
        std::iter::once(method).chain(template.split(|c: char| !c.is_ascii_alphanumeric())).collect();
    camel(&words)
}

/// Words in one: the first as it is, each other with a capital. Only letters and digits of ASCII.
fn camel(words: &[&str]) -> String {
    let mut joined = String::new();
    for word in
        words.iter().flat_map(|word| word.split(|c: char| !c.is_ascii_alphanumeric())).filter(|word| !word.is_empty())
    {
        if joined.is_empty() {
            joined.push_str(word);
        } else {
            joined.push_str(&word[..1].to_ascii_uppercase());
            joined.push_str(&word[1..]);
        }
    }
    joined.truncate(120);
    if joined.is_empty() { "operation".to_owned() } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_words() {
        let id = |method: &str, path: &str| operation_id(method, &paths(path).unwrap()[0]);
        assert_eq!(id("get", "/orders/:id/items"), "getOrdersByIdItems");
        assert_eq!(id("get", "/"), "get");
        assert_eq!(camel(&["find_by-id"]), "findById");
        assert_eq!(camel(&["é"]), "operation");
    }
}
