//! Paths of HTTP routes: prefixes of classes and routers joined with what the method or call says. The prefix of a
//! router of another file is only stated here ([`Mount`]); which file that is, all files together tell.

use super::rules::Scene;
use super::source::{Source, Subjects, snake};
use super::witness::{Glob, callee_matches, segments};
use crate::file::Mount;
use crate::shape::{Argument, Call, HOLE, Value};
use seamline_analyzer::facts::EntryKind;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A rule that gives routers a prefix: `app.use('/orders', router)`, `APIRouter(prefix="/orders")`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct PrefixRule {
    languages: Vec<String>,
    /// The call that says it.
    call: Vec<String>,
    /// Where the prefix is.
    path: Vec<Source>,
    /// Where the router is: an argument that names it, or the variable the call is assigned to.
    router: Vec<Source>,
}

/// The prefixes of the routers of a file, by variable; nested ones are joined.
pub(super) fn prefixes(rules: &[PrefixRule], scene: &Scene<'_>) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut inside: BTreeMap<String, String> = BTreeMap::new();
    for (call, path, router) in given(rules, scene) {
        if router.is_empty() {
            continue;
        }
        let parts = segments(&call.callee);
        let parent = parts.len().checked_sub(2).map_or("", |at| parts[at]);
        inside.entry(router.clone()).or_insert_with(|| parent.to_owned());
        let own = found.entry(router).or_default();
        *own = join(&path, own);
    }
    let outer = |router: &str| inside.get(router).and_then(|parent| found.get(parent).filter(|_| parent != router));
    found
        .iter()
        .map(|(router, path)| (router.clone(), outer(router).map_or(path.clone(), |outer| join(outer, path))))
        .collect()
}

/// The calls that give a router a prefix, with the prefix and the router; that is empty where no name stands for it.
fn given<'a>(rules: &[PrefixRule], scene: &'a Scene<'_>) -> Vec<(&'a Call, String, String)> {
    let mut found = Vec::new();
    for rule in rules.iter().filter(|rule| rule.languages.iter().any(|language| language == scene.language)) {
        for (at, call) in scene.shapes.calls.iter().enumerate() {
            if !rule.call.iter().any(|pattern| callee_matches(pattern, &call.callee)) {
                continue;
            }
            let subjects = Subjects { scene, seen: super::rules::Seen::Call(at, call) };
            let router = subjects.words(&rule.router).into_iter().next().unwrap_or_default();
            let path = subjects.names(&rule.path).into_iter().next().filter(|path| path.starts_with('/'));
            found.extend(path.map(|path| (call, path, router)));
        }
    }
    found
}

/// The prefixes that a file gives to what it does not declare itself.
pub(super) fn mounts(rules: &[PrefixRule], scene: &Scene<'_>) -> Vec<Mount> {
    let required = |call: usize| scene.shapes.calls.get(call).is_some_and(|call| call.callee == "require");
    let elsewhere = |router: &str| {
        let mut made = scene.assignments.get(router).into_iter().flatten().filter_map(|assignment| assignment.call);
        made.all(required)
    };
    let given = given(rules, scene).into_iter().filter(|(_, _, router)| elsewhere(router));
    let mount = |(call, path, router): (&Call, String, String)| {
        let prefix = scene.prefixes.get(&router).cloned().unwrap_or(path);
        Mount { prefix, router, line: call.line }
    };
    let mut mounts: Vec<Mount> = given.map(mount).collect();
    mounts.sort();
    mounts.dedup();
    mounts
}

/// Where a rule finds the parts of a route.
pub(super) struct Parts<'a> {
    pub(super) path: &'a [Source],
    pub(super) method: &'a [Source],
    pub(super) class_path: &'a [Glob],
    pub(super) starts: &'a str,
}

/// The routes of one shape: one for each path and method.
pub(super) fn routes(method: &str, subjects: &Subjects<'_>, parts: &Parts<'_>) -> Vec<EntryKind> {
    let mut paths = subjects.names(parts.path);
    if paths.is_empty() && parts.starts.is_empty() {
        paths.push(String::new());
    }
    let methods = methods(method, subjects, parts.method);
    let prefix = prefix(subjects, parts.class_path);
    let wanted = paths.into_iter().filter(|path| path.starts_with(parts.starts));
    let all = wanted.flat_map(|path| {
        let path = readable(&join(&prefix, &path), subjects);
        methods.iter().map(move |method| EntryKind::Http { method: method.clone(), path: path.clone() })
    });
    all.take(50).collect()
}

/// The methods of HTTP that routes name.
const VERBS: &[&str] = &["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

/// GET, POST, ...: fixed, from the matched name, or from arguments.
fn methods(method: &str, subjects: &Subjects<'_>, sources: &[Source]) -> Vec<String> {
    let said = subjects.words(sources);
    let upper = |word: &String| segments(word).last().copied().unwrap_or("").to_uppercase();
    let said: Vec<String> = said.iter().map(upper).filter(|word| VERBS.contains(&word.as_str())).collect();
    if !said.is_empty() {
        return said;
    }
    vec![if method == "@name" { verb(subjects.last_name()) } else { method.to_owned() }]
}

/// The verb in a name: `GetMapping`, `HttpPost`, `MapPut`, `delete`.
fn verb(name: &str) -> String {
    let upper = name.to_uppercase();
    let bare = upper.trim_start_matches("HTTP").trim_start_matches("MAP");
    VERBS
        .iter()
        .find(|verb| bare.starts_with(*verb))
        .copied()
        .unwrap_or(if bare == "DEL" { "DELETE" } else { "ANY" })
        .to_owned()
}

/// The path of the class, or of the router a call or decorator is made on.
fn prefix(subjects: &Subjects<'_>, class_path: &[Glob]) -> String {
    let class = class_path.iter().find_map(|glob| subjects.owner_annotation(glob));
    let own = class.and_then(|annotation| class_text(subjects, &annotation.arguments)).unwrap_or_default();
    let name = match subjects.seen {
        super::rules::Seen::Annotation(annotation) => annotation.name.as_str(),
        _ => subjects.call().map_or("", |call| call.callee.as_str()),
    };
    let parts = segments(name);
    let receiver = parts.len().checked_sub(2).map_or("", |at| parts[at]);
    let function = subjects.call().map_or("", |call| segments(&call.inside).last().copied().unwrap_or(""));
    let prefixes = &subjects.scene.prefixes;
    let router = prefixes.get(receiver).or_else(|| prefixes.get(function)).cloned().unwrap_or_default();
    join(&router, &own)
}

fn class_text(subjects: &Subjects<'_>, arguments: &[Argument]) -> Option<String> {
    let plain = |argument: &&Argument| argument.key.as_deref().is_none_or(|key| ["value", "path"].contains(&key));
    arguments.iter().find(plain).and_then(|argument| match &argument.value {
        Value::Text(text) => Some(text.clone()),
        Value::List(list) => list.iter().find_map(|value| match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }),
        Value::Name(name) => {
            subjects.scene.constants.get(name.rsplit('.').next().unwrap_or(name)).map(|t| (*t).to_owned())
        }
        Value::Other => None,
    })
}

/// Two parts of a path with one slash between them; a second part that starts anew (`~/`) stands alone.
pub(crate) fn join(first: &str, second: &str) -> String {
    if let Some(absolute) = second.strip_prefix('~') {
        return absolute.to_owned();
    }
    match (first.trim_end_matches('/'), second.trim_start_matches('/')) {
        ("", "") => "/".to_owned(),
        ("", second) => format!("/{second}"),
        (first, "") => absolute(first),
        (first, second) => format!("{}/{second}", absolute(first)),
    }
}

fn absolute(path: &str) -> String {
    if path.starts_with('/') { path.to_owned() } else { format!("/{path}") }
}

/// The path as people read it: computed parts as `{}`, ASP.NET's tokens filled in.
fn readable(path: &str, subjects: &Subjects<'_>) -> String {
    let path = path.replace(HOLE, "{}").replace("/^", "/");
    if !path.contains('[') {
        return path;
    }
    let owner = subjects.owner();
    let controller = owner.strip_suffix("Controller").unwrap_or(&owner);
    let action = subjects.around().rsplit('.').next().unwrap_or("").to_owned();
    path.replace("[controller]", &snake(controller, '-').replace('-', "")).replace("[action]", &action.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_join_with_one_slash() {
        for (first, second, joined) in [
            ("/a", "/b", "/a/b"),
            ("/a/", "b", "/a/b"),
            ("", "", "/"),
            ("a", "", "/a"),
            ("", "b", "/b"),
            ("/a", "~/b", "/b"),
        ] {
            assert_eq!(join(first, second), joined);
        }
    }

    #[test]
    fn verbs() {
        for (name, expected) in
            [("GetMapping", "GET"), ("HttpPost", "POST"), ("MapPut", "PUT"), ("del", "DELETE"), ("all", "ANY")]
        {
            assert_eq!(verb(name), expected);
        }
    }
}
