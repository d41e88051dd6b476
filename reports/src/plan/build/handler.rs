//! What the handler of a route takes.

use seamline_analyzer::facts::{EntryKind, EntryPoint, Facts};
use seamline_analyzer::plan::Route;
use seamline_analyzer::plan::route::handler;

/// The parameters of a route's handler, as the code declares them; empty where the handler is not found.
pub(super) fn taken(facts: &Facts, route: &Route) -> Vec<String> {
    let place = (route.evidence.unit, route.evidence.line);
    let first = facts.entry_points.partition_point(|entry| (entry.unit, entry.line) < place);
    let mut here = facts.entry_points[first..].iter().take_while(|entry| (entry.unit, entry.line) == place);
    let same = |entry: &&EntryPoint| matches!(&entry.kind, EntryKind::Http { method, path } if (method, path) == (&route.method, &route.path));
    let Some(entry) = here.find(same) else { return Vec::new() };
    let name = entry.handler.rsplit(['.', ':', '#']).next().unwrap_or(&entry.handler);
    let unit = handler(facts, entry).unwrap_or(entry.unit);
    let mut operations = facts.units[unit].types.iter().flat_map(|of| &of.operations);
    operations.find(|one| one.name == name).map_or_else(Vec::new, |one| one.parameters.clone())
}
