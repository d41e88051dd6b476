//! Routes of Rails: blocks that give a path and a module to what stands in them, resources that stand for several routes,
//! and single routes. Rule `rails.route`. <https://guides.rubyonrails.org/routing.html>
//!
//! | code | route | handled by |
//! |---|---|---|
//! | `resources :orders` | `GET /orders`, `POST /orders`, `GET /orders/:id` ... | `OrdersController.index` ... |
//! | `namespace :admin do` | below `/admin` | in the module `Admin` |
//! | `scope "/shop", module: "shop" do` | below `/shop` | in `Shop` |
//! | `get "search", to: "search#show"` | `GET /search` | `SearchController.show` |
//! | `get :paid, on: :collection` | `GET /orders/paid` | `OrdersController.paid` |
//!
//! A file of routes is one that lies in `config/` or `config/routes/`. Which block a route stands in, the lines tell.
//!
//! A file of routes is no unit: a route whose controller the project does not declare (a gem's) is left out.
//!
//! Limits: `concern`, `mount`, `devise_for` and routes that are made in loops are not followed; the routes of an engine
//! lie in the module that its name begins with, and are told without the path that the engine is mounted at.

use super::inflect::plural;
use super::route::join;
use super::touch::camel;
use crate::file::{EntryMention, FileFacts, Subject};
use crate::shape::{Call, Shapes, Value};
use seamline_analyzer::RepoPath;
use seamline_analyzer::facts::EntryKind;

/// At most this many routes of one file are kept.
const MOST: usize = 20_000;
/// Blocks inside blocks.
const DEPTH: usize = 32;

/// What `resources` stands for: action, method, and the path below its own; `:id` is left out by a single resource.
const ACTIONS: &[(&str, &str, &str)] = &[
    ("index", "GET", ""),
    ("new", "GET", "/new"),
    ("create", "POST", ""),
    ("show", "GET", "/:id"),
    ("edit", "GET", "/:id/edit"),
    ("update", "PATCH", "/:id"),
    ("destroy", "DELETE", "/:id"),
];
const VERBS: &[&str] = &["get", "post", "put", "patch", "delete", "match"];

/// What a block gives to the routes in it.
#[derive(Debug, Clone, Default)]
struct Block {
    last: u32,
    path: String,
    module: String,
    controller: String,
    /// Paths of the resources around: of all, and of one.
    resources: Option<(String, String)>,
}

/// Adds the routes of a file.
pub(super) fn run(path: &RepoPath, shapes: &Shapes, facts: &mut FileFacts) {
    let folder = path.folder();
    let inner = folder.split('/').rev().take(3).any(|part| part == "routes");
    let config = folder == "config" || folder.ends_with("/config") || (inner && folder.contains("config/"));
    if !config || !(inner || path.stem() == "routes" || path.stem().ends_with("_routes")) {
        return;
    }
    let mut open: Vec<Block> = vec![Block { last: u32::MAX, ..Block::default() }];
    let mut routes = Vec::new();
    for call in &shapes.calls {
        while open.len() > 1 && open.last().is_some_and(|block| block.last < call.line) {
            open.pop();
        }
        let around = open.last().cloned().unwrap_or_default();
        let block = read(call, &around, &mut routes);
        if let Some(block) = block.filter(|_| call.last > call.line && open.len() < DEPTH) {
            open.push(block);
        }
        if routes.len() > MOST {
            break;
        }
    }
    facts.entries.extend(routes);
}

/// Adds what one call says; answers the block that it opens.
fn read(call: &Call, around: &Block, routes: &mut Vec<EntryMention>) -> Option<Block> {
    let inside = Block { last: call.last, ..around.clone() };
    let callee = call.callee.replace("()", "");
    match callee.as_str() {
        "namespace" => {
            let name = first(call)?;
            let path = text(call, "path").unwrap_or(name);
            let module = text(call, "module").unwrap_or(name);
            let (path, module) = (join(&around.path, path), nested(&around.module, module));
            Some(Block { path, module, resources: None, controller: String::new(), ..inside })
        }
        "scope" => {
            let path = text(call, "path").or_else(|| first(call)).unwrap_or_default();
            let module = text(call, "module").map_or_else(|| around.module.clone(), |one| nested(&around.module, one));
            let controller = text(call, "controller").map_or_else(|| around.controller.clone(), str::to_owned);
            Some(Block { path: join(&around.path, path), module, controller, ..inside })
        }
        "controller" => Some(Block { controller: first(call)?.to_owned(), ..inside }),
        "resources" | "resource" => resources(call, around, routes),
        "collection" => {
            let (all, _) = around.resources.clone()?;
            Some(Block { path: all, ..inside })
        }
        "member" => {
            let (_, one) = around.resources.clone()?;
            Some(Block { path: one, ..inside })
        }
        "root" => {
            let to = text(call, "to").or_else(|| first(call)).and_then(|to| to.split_once('#'));
            routes.extend(to.map(|(controller, action)| route(call, "GET", &around.path, around, controller, action)));
            None
        }
        verb if VERBS.contains(&verb) => {
            single(call, around, routes);
            None
        }
        drawn => {
            // `Rails.application.routes.draw do`, `Shop::Engine.routes.draw do`
            let (engine, _) = drawn.split_once('.').filter(|_| around.module.is_empty())?;
            let (module, _) = engine.trim_start_matches(':').split_once("::").filter(|_| engine.ends_with("Engine"))?;
            Some(Block { module: module.to_owned(), ..inside })
        }
    }
}

/// `resources :orders, only: [:index] do`, `resource :cart`.
fn resources(call: &Call, around: &Block, routes: &mut Vec<EntryMention>) -> Option<Block> {
    let many = call.callee == "resources";
    let (only, except) = (listed(call, "only"), listed(call, "except"));
    let module = text(call, "module").map_or_else(|| around.module.clone(), |one| nested(&around.module, one));
    let mut last = None;
    for name in call.arguments.iter().filter(|one| one.key.is_none()).filter_map(|one| plain(&one.value)).take(64) {
        let path = join(&around.path, text(call, "path").unwrap_or(name));
        let default = if many { name.to_owned() } else { plural(name) };
        let controller = text(call, "controller").map_or(default, str::to_owned);
        let inside =
            Block { last: call.last, module: module.clone(), controller: controller.clone(), ..around.clone() };
        let one = match text(call, "param") {
            _ if !many => path.clone(),
            Some(param) => format!("{path}/:{param}"),
            None => format!("{path}/:id"),
        };
        for (action, method, below) in ACTIONS.iter().filter(|(action, ..)| many || *action != "index") {
            let kept = only.as_ref().is_none_or(|only| only.contains(action));
            if kept && !except.as_ref().is_some_and(|except| except.contains(action)) {
                let to = match below.strip_prefix("/:id") {
                    Some(rest) => [&one, rest].concat(),
                    None => [&path, *below].concat(),
                };
                routes.push(route(call, method, &to, &inside, &controller, action));
            }
        }
        let below = if many { format!("{path}/:{}_id", super::inflect::singular(name)) } else { path.clone() };
        last = Some(Block { path: below, resources: Some((path, one)), ..inside });
    }
    last
}

/// `get "search", to: "search#show"`, `get "a/b"`, `get :paid, on: :member`, `get "/a" => "b#c"`.
fn single(call: &Call, around: &Block, routes: &mut Vec<EntryMention>) {
    let method = match call.callee.as_str() {
        "match" => "ANY".to_owned(),
        verb => verb.to_uppercase(),
    };
    let arrow = call.arguments.iter().find(|one| one.key.as_deref().is_some_and(|key| !OPTIONS.contains(&key)));
    let arrow = arrow.and_then(|one| Some((one.key.as_deref()?, plain(&one.value)?)));
    let paths: Vec<&str> = match arrow.filter(|_| first(call).is_none()) {
        Some((path, _)) => vec![path],
        None => call.arguments.iter().filter(|one| one.key.is_none()).filter_map(|one| plain(&one.value)).collect(),
    };
    let base = match (text(call, "on"), &around.resources) {
        (Some("collection"), Some((all, _))) => all,
        (Some("member"), Some((_, one))) => one,
        _ => &around.path,
    };
    for path in paths.into_iter().take(64) {
        let to = text(call, "to").or(arrow.map(|(_, to)| to)).unwrap_or_default();
        let bare = path.trim_matches('/').split('(').next().unwrap_or_default();
        let (controller, action) = match to.split_once('#') {
            Some((controller, action)) => (controller, action),
            None => {
                let (before, last) = bare.rsplit_once('/').unwrap_or(("", bare));
                let controller =
                    text(call, "controller").or((!around.controller.is_empty()).then_some(&around.controller));
                let action = text(call, "action").or((!to.is_empty()).then_some(to));
                (controller.unwrap_or(before), action.unwrap_or(last))
            }
        };
        if !controller.is_empty() {
            routes.push(route(call, &method, &join(base, path), around, controller, action));
        }
    }
}

/// Keywords of a route that are no path.
const OPTIONS: &[&str] = &[
    "to",
    "via",
    "on",
    "as",
    "controller",
    "action",
    "constraints",
    "defaults",
    "format",
    "module",
    "path",
    "anchor",
    "only",
    "except",
    "param",
    "id",
    "shallow",
];

fn route(call: &Call, method: &str, path: &str, around: &Block, controller: &str, action: &str) -> EntryMention {
    let class = [&constants(controller), "Controller"].concat();
    let module = if controller.starts_with('/') { "" } else { &around.module };
    let subject = Subject::Type(nested_in(module, &class));
    let path = path.split('(').next().unwrap_or_default();
    let path = if path.is_empty() { "/" } else { path };
    EntryMention {
        kind: EntryKind::Http { method: method.to_owned(), path: path.to_owned() },
        handler: format!("{}.{action}", class.rsplit("::").next().unwrap_or(&class)),
        rule: "rails.route".to_owned(),
        subject,
        router: String::new(),
        line: call.line,
    }
}

/// `Admin::Orders` of `admin/orders`.
fn constants(path: &str) -> String {
    path.split('/').filter(|part| !part.is_empty()).map(camel).collect::<Vec<_>>().join("::")
}

fn nested(outer: &str, path: &str) -> String {
    nested_in(outer, &constants(path))
}

fn nested_in(outer: &str, inner: &str) -> String {
    if outer.is_empty() { inner.to_owned() } else { format!("{outer}::{inner}") }
}

/// The first argument, where it is plain.
fn first(call: &Call) -> Option<&str> {
    call.arguments.iter().find(|one| one.key.is_none()).and_then(|one| plain(&one.value))
}

fn text<'a>(call: &'a Call, key: &str) -> Option<&'a str> {
    call.arguments.iter().find(|one| one.key.as_deref() == Some(key)).and_then(|one| plain(&one.value))
}

fn listed<'a>(call: &'a Call, key: &str) -> Option<Vec<&'a str>> {
    let value = &call.arguments.iter().find(|one| one.key.as_deref() == Some(key))?.value;
    match value {
        Value::List(list) => Some(list.iter().filter_map(plain).collect()),
        value => Some(plain(value).into_iter().collect()),
    }
}

fn plain(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) if text.len() <= 200 && !text.contains(crate::shape::HOLE) => Some(text),
        _ => None,
    }
}
