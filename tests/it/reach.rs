//! What the literate cases show of other deployables: requests, routes of gateways, topics by pattern.

use seamline_analyzer::facts::Granularity;
use seamline_analyzer::facts::{GatewayRoute, Request, RoutePattern, RowCall, TopicPattern};
use seamline_analyzer::{Cancel, Cx, Facts, Silent};
use seamline_extractors::source::MemoryTree;
use seamline_extractors::{ExtractSettings, extract};

pub(crate) fn requests(facts: &Facts) -> Vec<String> {
    let request = |one: &Request| {
        let path = if one.path.is_empty() { "?" } else { &one.path };
        format!("{}:{} {} {path} of {}", facts.units[one.unit].label(), one.line, one.method, one.target)
    };
    facts.requests.iter().map(request).collect()
}

pub(crate) fn rows(facts: &Facts) -> Vec<String> {
    let row = |one: &RowCall| {
        let (unit, entity) = (facts.units[one.unit].label(), facts.units[one.entity].label());
        format!("{unit}:{} {} of {entity}", one.line, one.name)
    };
    facts.row_calls.iter().map(row).collect()
}

pub(crate) fn gateway(facts: &Facts) -> Vec<String> {
    let route = |one: &GatewayRoute| {
        let pattern = match &one.pattern {
            RoutePattern::Exact(path) => format!("= {path}"),
            RoutePattern::Prefix(path) => format!("{path}*"),
            RoutePattern::Regex(text) => format!("~ {text}"),
        };
        let target = one.target.as_deref().unwrap_or("itself");
        let asked = one.path.as_deref().map_or(String::new(), |path| format!(" {path}"));
        let inside = if one.inside { " (only the gateway itself)" } else { "" };
        let covers = if one.covers.is_empty() { String::new() } else { format!(": {}", one.covers.join(" ")) };
        format!("{}:{} {pattern} -> {target}{asked}{inside}{covers}", one.site.path, one.site.line)
    };
    facts.gateway_routes.iter().map(route).collect()
}

pub(crate) fn patterns(facts: &Facts) -> Vec<String> {
    let pattern = |one: &TopicPattern| {
        let path = facts.units[one.unit].label();
        format!("{path}:{} {} {} ({})", one.line, one.mode.name(), one.pattern, one.rule)
    };
    facts.topic_patterns.iter().map(pattern).collect()
}

/// The decomposed form has every kind of fact that is about other deployables.
#[test]
fn any_number_of_threads_gives_the_same() {
    let facts = |threads, granularity| {
        let settings = ExtractSettings { threads: Some(threads), granularity, ..ExtractSettings::default() };
        let files = seamline_fixtures::FIGURE_APP.decomposed().iter().copied();
        let cx = Cx { progress: &Silent, cancel: &Cancel::default() };
        extract(cx, &MemoryTree::new(files), None, &settings).expect("nobody asks to stop").facts
    };
    for granularity in [Granularity::File, Granularity::Function] {
        let one = facts(1, granularity);
        assert!(!one.requests.is_empty() && !one.topic_patterns.is_empty() && !one.gateway_routes.is_empty());
        assert!(one == facts(3, granularity), "{granularity:?}");
    }
}
