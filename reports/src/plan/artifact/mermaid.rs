//! The context map of the plan as a Mermaid flow chart: who asks whom, who tells whom.
//! <https://mermaid.js.org/syntax/flowchart.html>

use super::{Artifact, Draft, File, one};
use crate::format::mermaid::entities;
use crate::plan::words::some;
use seamline_analyzer::Info;
use std::collections::BTreeMap;
use std::fmt::Write;

pub(super) static MERMAID: Artifact = Artifact {
    info: Info {
        id: "mermaid",
        summary: "who asks whom and who tells whom, for Markdown",
        reference: "https://mermaid.js.org/syntax/flowchart.html",
    },
    files: "context-map.mmd",
    derived: "synchronous calls (full arrows, with the number of places), events (dotted, with their topics), stores kept",
    make,
};

/// Mermaid refuses charts with more edges than this by default.
const MAX_EDGES: usize = 400;
/// The most topics that one arrow names.
const MAX_TOPICS: usize = 3;

fn make(draft: &Draft<'_>) -> Vec<File> {
    let mut out = String::new();
    for line in draft.heads(&["Full arrows wait for an answer, dotted ones are events."]) {
        // A directive would begin with a brace.
        let _ = writeln!(out, "%% {}", line.replace(['{', '}'], " "));
    }
    let _ = writeln!(out, "flowchart LR");
    let mut ids: BTreeMap<&str, String> = BTreeMap::new();
    for (at, (step, _)) in draft.services().enumerate() {
        let stores = draft
            .plan
            .stores
            .iter()
            .filter(|store| store.owner.as_ref() == Some(&step.service) && store.kind != "topic");
        let stores: Vec<String> = stores.map(|store| store.name.clone()).collect();
        let kept =
            if stores.is_empty() { String::new() } else { format!("<br/>{}", entities(&some(&stores, MAX_TOPICS))) };
        let _ = writeln!(out, "  s{at}[\"{} {}{kept}\"]", step.id, entities(&step.service));
        ids.insert(&step.service, format!("s{at}"));
    }
    if draft.plan.routes.iter().any(|route| draft.names.knows(&route.service)) {
        let _ = writeln!(out, "  gateway{{{{\"gateway\"}}}}");
    }
    let mut edges = gateway(draft, &ids);
    for call in &draft.plan.calls {
        if let (Some(from), Some(to)) = (ids.get(call.from.as_str()), ids.get(call.to.as_str())) {
            edges.push(format!("  {from} -->|{}| {to}", call.places));
        }
    }
    let mut told: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for event in &draft.plan.events {
        if let (Some(from), Some(to)) = (ids.get(event.publisher.as_str()), ids.get(event.subscriber.as_str())) {
            let topic = event.topic.clone().unwrap_or_else(|| "no topic yet".to_owned());
            told.entry((from, to)).or_default().push(topic);
        }
    }
    edges.extend(
        told.into_iter()
            .map(|((from, to), topics)| format!("  {from} -.->|\"{}\"| {to}", entities(&some(&topics, MAX_TOPICS)))),
    );
    for edge in edges.iter().take(MAX_EDGES) {
        let _ = writeln!(out, "{edge}");
    }
    if edges.len() > MAX_EDGES {
        let _ = writeln!(out, "  %% {MAX_EDGES} of {} arrows", edges.len());
    }
    one("context-map.mmd", out)
}

fn gateway(draft: &Draft<'_>, ids: &BTreeMap<&str, String>) -> Vec<String> {
    let mut routes: BTreeMap<&str, u64> = BTreeMap::new();
    for route in &draft.plan.routes {
        if let Some(id) = ids.get(route.service.as_str()) {
            *routes.entry(id).or_default() += 1;
        }
    }
    let arrow = |(id, number): (&str, u64)| format!("  gateway -->|{}| {id}", crate::display::counted(number, "route"));
    routes.into_iter().map(arrow).collect()
}
