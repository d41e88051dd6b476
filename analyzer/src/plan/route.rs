//! Who answers which route: the service of the handler, where the line of the route refers to it; else the service of the
//! unit that registers the route. A route whose handler every service contains is the gateway's own.

use super::{Cut, Deed, Evidence, Party, Role};
use crate::facts::{EntryKind, EntryPoint, Facts, Reference};
use crate::id::UnitId;

/// A route and who answers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// The path as the code writes it, with its prefixes.
    pub path: String,
    /// `GET`, `POST`, ... or `ANY`.
    pub method: String,
    /// Who answers.
    pub to: Party,
    /// Where it is registered.
    pub evidence: Evidence,
}

/// All routes, sorted. Routes of what is gone are gone.
pub(super) fn routes(facts: &Facts, cut: &Cut) -> Vec<Route> {
    let mut routes: Vec<Route> = facts.entry_points.iter().filter_map(|entry| route(facts, cut, entry)).collect();
    routes.sort();
    routes.dedup_by(|next, kept| (&next.path, &next.method, next.to) == (&kept.path, &kept.method, kept.to));
    routes
}

fn route(facts: &Facts, cut: &Cut, entry: &EntryPoint) -> Option<Route> {
    let EntryKind::Http { method, path } = &entry.kind else { return None };
    let role = handler(facts, entry).map_or(cut.roles[entry.unit], |unit| cut.roles[unit]);
    let to = match role {
        Role::Service(service) => Party::Service(service),
        Role::Shared | Role::Gateway => Party::Gateway,
        Role::Gone => return None,
    };
    let evidence = Evidence { unit: entry.unit, line: entry.line, deed: Deed::Registers };
    Some(Route { path: path.clone(), method: method.clone(), to, evidence })
}

/// The unit that the line of a route refers to by its handler's name; `None` where it refers to none, and the unit that
/// registers the route answers itself.
pub fn handler(facts: &Facts, entry: &EntryPoint) -> Option<UnitId> {
    let wanted = last(&entry.handler);
    if wanted.is_empty() {
        return None;
    }
    let start = facts.references.partition_point(|reference| reference.from < entry.unit);
    let own = facts.references[start..].iter().take_while(|reference| reference.from == entry.unit);
    let fits = |reference: &&Reference| reference.lines.contains(&entry.line) && last(&reference.name) == wanted;
    own.filter(fits).map(|reference| reference.to).next()
}

fn last(name: &str) -> &str {
    name.rsplit(['.', ':', '#']).next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use crate::plan::tests::{party, planned};

    fn check(project: &str, expected: &str) {
        let (_, cut, plan) = planned(project);
        let shown = |route: &super::Route| format!("{} {} {}", route.method, route.path, party(&cut, route.to));
        assert_eq!(plan.routes.iter().map(shown).collect::<Vec<_>>().join("; "), expected);
    }

    #[test]
    fn the_handler_answers() {
        check("a/routes: route /x show, call b/show; b/show:", "GET /x b");
    }
    #[test]
    fn else_who_registers() {
        check("a/routes: route /x show; b/show:", "GET /x a");
        check("a/routes: route /x show, call b/list; b/list:", "GET /x a");
    }
    #[test]
    fn what_everybody_contains_the_gateway_answers() {
        check("a/routes: route /health health, call (shared)/health; (shared)/health:", "GET /health (gateway)");
        check("(gateway)/routes: route /x show", "GET /x (gateway)");
    }
    #[test]
    fn what_is_gone_has_no_route() {
        check("a/routes: route /x show, call (dropped)/show; (dropped)/show:", "");
    }
}
