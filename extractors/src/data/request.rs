//! Requests to other deployables: `clients.user.get(`/users/${id}`)`, `fetch("http://user:3000/users")`.
//!
//! A call counts when its function is called like a method of HTTP (`get`, `putBytes`, `postForObject`) or sends requests
//! of any kind (`fetch`, `request`), and when it is given a path or a URL, or is made on what an import brought. Most such
//! calls are none (`cache.get(key)`): only what leads to an address of another deployable stays, which all files together
//! tell (`resolve::remotes`). Routes that the file registers itself are left out.

use super::remote::host;
use crate::file::{FileFacts, RequestMention};
use crate::shape::{Argument, Call, HOLE, Shapes, Value};
use seamline_analyzer::facts::EntryKind;
use std::collections::BTreeSet;

/// Requests of one file that are kept.
const MOST: usize = 500;
/// The methods of HTTP.
const METHODS: &[&str] = &["get", "post", "put", "patch", "delete", "head"];
/// Functions that send a request of any method.
const SENDERS: &[&str] = &["fetch", "request", "exchange", "axios", "got", "urlopen"];

/// Adds the calls of a file that may be requests; its entry points have to be known.
pub(super) fn run(shapes: &Shapes, facts: &mut FileFacts) {
    let imported: BTreeSet<&str> = facts
        .imports
        .iter()
        .flat_map(|import| import.alias.iter().chain(import.names.iter().map(|(_, here)| here)))
        .map(String::as_str)
        .collect();
    let kept: BTreeSet<&str> = facts.remotes.iter().map(|remote| remote.kept_in.as_str()).collect();
    let routes: BTreeSet<u32> = facts
        .entries
        .iter()
        .filter(|entry| matches!(entry.kind, EntryKind::Http { .. }))
        .map(|entry| entry.line)
        .collect();
    let known = |client: &str| {
        let root = client.split('.').next().unwrap_or(client);
        kept.contains(root) || imported.contains(root)
    };
    let mut found = Vec::new();
    for call in shapes.calls.iter().filter(|call| !routes.contains(&call.line)) {
        let (client, name) = call.callee.rsplit_once('.').unwrap_or(("", &call.callee));
        let Some(method) = method(name, call) else { continue };
        let written = first_text(call);
        let (target, path) = written.map_or((None, None), address);
        let is_path = path.is_some();
        let plain = !client.is_empty() && !client.contains(['(', '?']);
        if !(target.is_some() || is_path && (plain || client.is_empty()) || plain && known(client)) {
            continue;
        }
        if found.len() >= MOST {
            break;
        }
        let (client, path) = (client.to_owned(), path.unwrap_or_default());
        found.push(RequestMention { target, client, method, path, line: call.line });
    }
    facts.requests.extend(found);
}

/// The method that a function's name and arguments tell.
fn method(name: &str, call: &Call) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    if SENDERS.contains(&lower.as_str()) {
        let said = call.arguments.iter().find(|argument| argument.key.as_deref() == Some("method"));
        return Some(said.map_or("GET".to_owned(), |argument| match &argument.value {
            Value::Text(text) => text.to_ascii_uppercase(),
            Value::Name(_) | Value::List(_) | Value::Other => "ANY".to_owned(),
        }));
    }
    let begins = |method: &&&str| {
        let rest = lower.strip_prefix(**method).map(|rest| &name[name.len() - rest.len()..]);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_uppercase() || c == '_'))
    };
    METHODS.iter().find(begins).map(|method| method.to_ascii_uppercase())
}

fn first_text(call: &Call) -> Option<&str> {
    let text = |argument: &Argument| matches!(argument.key.as_deref(), None | Some("url" | "path" | "uri"));
    call.arguments.iter().take(3).filter(|argument| text(argument)).find_map(|argument| match &argument.value {
        Value::Text(text) => Some(text.as_str()),
        Value::Name(_) | Value::List(_) | Value::Other => None,
    })
}

/// Who a URL addresses and its path; the path alone where the text is one, perhaps behind a computed base.
fn address(text: &str) -> (Option<String>, Option<String>) {
    if let Some(target) = host(text) {
        let rest = text.split_once("://").map_or("", |(_, rest)| rest);
        return (Some(target), Some(path(rest.find('/').map_or("/", |at| &rest[at..]))));
    }
    let behind = text.strip_prefix(HOLE).unwrap_or(text);
    (None, behind.starts_with('/').then(|| path(behind)))
}

/// The path without its query, with `{}` for computed parts.
fn path(text: &str) -> String {
    text.split(['?', '#']).next().unwrap_or(text).replace(HOLE, "{}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::{Import, ImportForm, RemoteMention};

    /// `METHOD path client target` of a call in a file that imports `clients` and keeps a client in `users`.
    fn check(callee: &str, arguments: &[(&str, Value)], expected: &str) {
        let argument = |(key, value): &(&str, Value)| Argument {
            key: (!key.is_empty()).then(|| (*key).to_owned()),
            value: value.clone(),
        };
        let call = Call {
            callee: callee.to_owned(),
            arguments: arguments.iter().map(argument).collect(),
            line: 1,
            ..Call::default()
        };
        let import = Import {
            path: "./clients".to_owned(),
            form: ImportForm::Module,
            names: Vec::new(),
            alias: Some("clients".to_owned()),
            reexport: false,
            line: 1,
        };
        let remote = RemoteMention {
            target: "user".to_owned(),
            kept_in: "users".to_owned(),
            rule: "remote.variable".to_owned(),
            line: 1,
        };
        let mut facts = FileFacts { imports: vec![import], remotes: vec![remote], ..FileFacts::default() };
        run(&Shapes { calls: vec![call], ..Shapes::default() }, &mut facts);
        let shown = |request: &RequestMention| {
            let target = request.target.as_deref().unwrap_or("-");
            format!("{} {} {} {target}", request.method, request.path, request.client)
        };
        assert_eq!(facts.requests.iter().map(shown).collect::<Vec<_>>().join("; "), expected);
    }

    fn text(text: &str) -> (&'static str, Value) {
        ("", Value::Text(text.to_owned()))
    }

    fn name(name: &str) -> (&'static str, Value) {
        ("", Value::Name(name.to_owned()))
    }

    #[test]
    fn by_a_client() {
        check("clients.user.get", &[text("/users/\u{fffc}/limits?x=1")], "GET /users/{}/limits clients.user -");
        check("users.postJson", &[text("/names")], "POST /names users -");
        check("clients.storage.putBytes", &[name("path"), name("bytes")], "PUT  clients.storage -");
        check("rest.getForObject", &[text("\u{fffc}/users")], "GET /users rest -");
    }
    #[test]
    fn by_a_url() {
        check("fetch", &[text("http://user:3000/users"), ("method", Value::Text("post".into()))], "POST /users  user");
        check("axios.delete", &[text("http://user")], "DELETE / axios user");
        check("requests.get", &[text("https://example.com/x")], "");
    }
    #[test]
    fn no_request() {
        check("cache.get", &[name("key")], "");
        check("map.getOrDefault", &[text("key")], "");
        check("gettext", &[text("/x")], "");
        check("clients.user.close", &[], "");
        check("a().get", &[text("/x")], "");
    }
}
