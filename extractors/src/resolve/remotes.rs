//! Addresses of other deployables, requests to them, and which of the project's routes come to which route of a gateway.
//!
//! A request leads to a deployable when its line names it; when it is made on what the file keeps an address in; when
//! what it is made on is called like a deployable whose address this file knows, or the file it is imported from; or when
//! that file knows one address alone. A request without a client, or on a library (`axios.get(base + '/x')`), leads to the
//! address on its line, or to the only one of its file.

use super::SourceFile;
use super::project::{Meaning, Project};
use crate::file::{GatewayMention, RemoteMention, RequestMention};
use regex::{Regex, RegexBuilder};
use seamline_analyzer::facts::{Context, EntryKind, EntryPoint, GatewayRoute, Remote, Request, RoutePattern, Site};
use seamline_analyzer::{Id, UnitId};
use std::collections::BTreeSet;

/// The addresses of all units, sorted.
pub(super) fn of_units(files: &[SourceFile]) -> Vec<Remote> {
    let mut all: Vec<Remote> = Vec::new();
    for (unit, file) in units(files) {
        all.extend(file.facts.remotes.iter().map(|mention| Remote {
            unit,
            line: mention.line,
            target: mention.target.clone(),
            rule: mention.rule.clone(),
        }));
    }
    all.sort();
    all
}

/// The requests of all units whose far end is known, sorted.
pub(super) fn requests(project: &Project<'_>) -> Vec<Request> {
    let mut all: Vec<Request> = Vec::new();
    for (unit, file) in units(project.files()) {
        for mention in &file.facts.requests {
            let Some(target) = target(project, unit, mention) else { continue };
            let (method, path) = (mention.method.clone(), mention.path.clone());
            all.push(Request { unit, line: mention.line, target, method, path });
        }
    }
    all.sort();
    all.dedup();
    all
}

fn units(files: &[SourceFile]) -> impl Iterator<Item = (UnitId, &SourceFile)> {
    files.iter().enumerate().map(|(index, file)| (UnitId::new(index), file))
}

fn target(project: &Project<'_>, from: UnitId, request: &RequestMention) -> Option<String> {
    if let Some(target) = &request.target {
        return Some(target.clone());
    }
    let own = &project.file(from).facts.remotes;
    let here = || own.iter().find(|remote| remote.line == request.line).map(|remote| remote.target.clone());
    if request.client.is_empty() {
        return here().or_else(|| only(own));
    }
    let (root, last) = ends(&request.client);
    if let Some(kept) = own.iter().find(|remote| !remote.kept_in.is_empty() && remote.kept_in == root) {
        return Some(kept.target.clone());
    }
    if let Some(called) = own.iter().find(|remote| is_called(last, &remote.target)) {
        return Some(called.target.clone());
    }
    let files = match project.find(from, &request.client, Context::Call) {
        Meaning::Files(_, files) => files,
        Meaning::Elsewhere if !request.path.is_empty() => return here().or_else(|| only(own)),
        Meaning::Elsewhere | Meaning::Own | Meaning::Unknown => return None,
    };
    let there = &project.file(project.nearest(&project.file(from).path, &files)).facts.remotes;
    let called = there.iter().find(|remote| is_called(last, &remote.target) || remote.kept_in == last);
    called.map(|remote| remote.target.clone()).or_else(|| only(there))
}

fn ends(client: &str) -> (&str, &str) {
    (client.split('.').next().unwrap_or(client), client.rsplit('.').next().unwrap_or(client))
}

/// The only deployable among some addresses.
fn only(remotes: &[RemoteMention]) -> Option<String> {
    let targets: BTreeSet<&str> = remotes.iter().map(|remote| remote.target.as_str()).collect();
    targets.first().filter(|_| targets.len() == 1).map(|target| (*target).to_owned())
}

/// Whether a variable is called like a deployable: `user`, `users`, `userClient`, `userService`.
fn is_called(variable: &str, target: &str) -> bool {
    let plain = |name: &str| name.to_lowercase().replace(['-', '_'], "");
    let (variable, target) = (plain(variable), plain(target));
    let rest = variable.strip_prefix(&target);
    rest.is_some_and(|rest| matches!(rest, "" | "s" | "client" | "service" | "api" | "http" | "serviceclient"))
}

/// The routes of all gateways, file by file, each in its order, with the paths of `entries` that come to them.
pub(super) fn of_gateways(others: &[SourceFile], entries: &[EntryPoint]) -> Vec<GatewayRoute> {
    let of_file = |file: &SourceFile| {
        let route = |mention: &GatewayMention| GatewayRoute {
            site: Site { path: file.path.clone(), line: mention.line },
            pattern: mention.pattern.clone(),
            target: mention.target.clone(),
            path: mention.path.clone(),
            inside: mention.inside,
            covers: Vec::new(),
        };
        file.facts.gateway.iter().map(route).collect::<Vec<_>>()
    };
    let mut routes: Vec<GatewayRoute> = others.iter().flat_map(of_file).collect();
    let known: Vec<Option<Regex>> = routes.iter().map(|route| expression(&route.pattern)).collect();
    let paths: BTreeSet<&str> = entries.iter().filter_map(path).collect();
    for path in paths {
        if let Some(best) = best(&routes, &known, path) {
            routes[best].covers.push(path.to_owned());
        }
    }
    routes
}

fn path(entry: &EntryPoint) -> Option<&str> {
    match &entry.kind {
        EntryKind::Http { path, .. } => Some(path),
        EntryKind::Message { .. } | EntryKind::Rpc { .. } | EntryKind::Schedule { .. } | EntryKind::Main => None,
    }
}

/// Expressions of configurations are compiled up to this size, in bytes.
const LARGEST_EXPRESSION: usize = 1 << 16;

fn expression(pattern: &RoutePattern) -> Option<Regex> {
    let RoutePattern::Regex(text) = pattern else { return None };
    RegexBuilder::new(text).size_limit(LARGEST_EXPRESSION).build().ok()
}

/// The route that nginx takes: the exact one, else the first expression in order, else the longest prefix.
fn best(routes: &[GatewayRoute], expressions: &[Option<Regex>], path: &str) -> Option<usize> {
    let outside = || routes.iter().enumerate().filter(|(_, route)| !route.inside);
    let exact = outside().find(|(_, route)| matches!(&route.pattern, RoutePattern::Exact(exact) if exact == path));
    let examples = examples(path);
    let fits = |at: usize| {
        expressions[at].as_ref().is_some_and(|known| examples.iter().any(|example| known.is_match(example)))
    };
    let by_expression = || outside().find(|(at, _)| fits(*at));
    let prefixed = outside().filter_map(|(at, route)| match &route.pattern {
        RoutePattern::Prefix(prefix) if path.starts_with(prefix.as_str()) => Some((at, prefix.len())),
        RoutePattern::Prefix(_) | RoutePattern::Exact(_) | RoutePattern::Regex(_) => None,
    });
    let longest = || prefixed.max_by_key(|(at, length)| (*length, std::cmp::Reverse(*at))).map(|(at, _)| at);
    exact.or_else(by_expression).map(|(at, _)| at).or_else(longest)
}

/// What a path with parameters may look like when it is asked for: with words, numbers, or long identifiers.
fn examples(path: &str) -> [String; 3] {
    ["x", "1", "00000000-0000-0000-0000-000000000000"].map(|value| {
        let part = |part: &str| {
            let computed = part.starts_with([':', '<']) || part.contains('{');
            if computed { value.to_owned() } else { part.to_owned() }
        };
        path.split('/').map(part).collect::<Vec<_>>().join("/")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::FileFacts;
    use seamline_analyzer::RepoPath;

    /// The route, by its number, that each path comes to.
    fn check(patterns: &[RoutePattern], paths: &str, expected: &str) {
        let mention = |pattern: &RoutePattern| GatewayMention {
            pattern: pattern.clone(),
            target: Some("x".to_owned()),
            path: None,
            inside: false,
            line: 1,
        };
        let facts = FileFacts { gateway: patterns.iter().map(mention).collect(), ..FileFacts::default() };
        let file = SourceFile { path: RepoPath::new("nginx.conf").expect("a path"), bytes: 1, language: None, facts };
        let entry = |path: &str| EntryPoint {
            unit: UnitId::new(0),
            line: 1,
            kind: EntryKind::Http { method: "GET".to_owned(), path: path.to_owned() },
            handler: String::new(),
            rule: String::new(),
        };
        let entries: Vec<EntryPoint> = paths.split(' ').map(entry).collect();
        let routes = of_gateways(&[file], &entries);
        let covering = |path: &str| routes.iter().position(|route| route.covers.iter().any(|covered| covered == path));
        let found = paths.split(' ').map(|path| covering(path).map_or("-".to_owned(), |at| at.to_string()));
        assert_eq!(found.collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn locations_in_the_order_of_nginx() {
        let patterns = [
            RoutePattern::Prefix("/".to_owned()),
            RoutePattern::Prefix("/api/".to_owned()),
            RoutePattern::Regex("^/api/figures/[^/]+/exports$".to_owned()),
            RoutePattern::Exact("/api/figures".to_owned()),
            RoutePattern::Regex("^/api/orders/[0-9]+$".to_owned()),
            RoutePattern::Regex("(".to_owned()),
        ];
        check(
            &patterns,
            "/x /api/x /api/figures/:id/exports /api/figures /api/figures/:id /api/orders/{id}",
            "0 1 2 3 1 4",
        );
        check(&patterns[1..], "/x", "-");
    }

    #[test]
    fn variables_called_like_deployables() {
        for (variable, target, expected) in [
            ("user", "user", true),
            ("users", "user", true),
            ("userClient", "user", true),
            ("order_history_service", "order-history", true),
            ("username", "user", false),
            ("order", "user", false),
        ] {
            assert_eq!(is_called(variable, target), expected, "{variable} {target}");
        }
    }
}
