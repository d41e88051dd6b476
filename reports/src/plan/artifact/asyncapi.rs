//! One AsyncAPI 3.0 document for all topics that go between services: who publishes, who listens.
//!
//! AsyncAPI describes one application; this is the whole system's list of topics, with an operation for each end and the
//! service it belongs to, to be divided once the services stand. Payloads are not derived.
//! <https://www.asyncapi.com/docs/reference/specification/v3.0.0>

use super::names::free;
use super::{Artifact, Draft, File, one, yaml};
use crate::display::visible;
use crate::plan::v1::Event;
use seamline_analyzer::Info;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

pub(super) static ASYNCAPI: Artifact = Artifact {
    info: Info {
        id: "asyncapi",
        summary: "the topics between services, with publishers and subscribers",
        reference: "https://www.asyncapi.com/docs/reference/specification/v3.0.0",
    },
    files: "asyncapi.yaml",
    derived: "events that cross a border: topics that are published and heard today, and commands and cascades that have to \
              become events. Payloads and the broker are not derived",
    make,
};

const HEAD: [&str; 2] = [
    "One channel for each topic that crosses a border. An empty payload is not known, not empty.",
    "What has no topic today is under x-seamline-unnamed: find a name in the past tense, of the domain.",
];

fn make(draft: &Draft<'_>) -> Vec<File> {
    one("asyncapi.yaml", yaml::document(&draft.heads(&HEAD), &document(draft)))
}

#[derive(Default)]
struct Topic<'a> {
    publishers: BTreeSet<&'a str>,
    subscribers: BTreeSet<&'a str>,
    ids: Vec<&'a str>,
    evidence: BTreeSet<String>,
}

fn document(draft: &Draft<'_>) -> Value {
    let mut topics: BTreeMap<&str, Topic<'_>> = BTreeMap::new();
    let mut unnamed: Vec<&Event> = Vec::new();
    for event in &draft.plan.events {
        let Some(name) = &event.topic else {
            unnamed.push(event);
            continue;
        };
        let topic = topics.entry(name).or_default();
        topic.publishers.insert(&event.publisher);
        topic.subscribers.insert(&event.subscriber);
        topic.ids.push(&event.id);
        topic.evidence.extend(draft.at(&event.evidence));
    }
    let (mut channels, mut messages, mut operations) = (Map::new(), Map::new(), Map::new());
    let mut taken = BTreeSet::new();
    for (address, topic) in &topics {
        let name = free(word(address), &mut taken);
        messages.insert(name.clone(), json!({ "title": visible(address), "payload": {} }));
        let message = json!({ "$ref": format!("#/components/messages/{name}") });
        channels.insert(
            name.clone(),
            json!({
                "address": visible(address),
                "messages": { "event": message },
                "x-seamline-ids": topic.ids,
                "x-seamline-evidence": topic.evidence,
            }),
        );
        let channel = json!({ "$ref": format!("#/channels/{name}") });
        for (action, services) in [("send", &topic.publishers), ("receive", &topic.subscribers)] {
            for service in services {
                let id = format!("{}-{action}-{name}", draft.names.of(service));
                operations.insert(
                    id,
                    json!({ "action": action, "channel": channel, "x-seamline-service": visible(service) }),
                );
            }
        }
    }
    let mut document = json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": format!("Events between the services of {}", visible(&draft.document.origin.name)),
            "version": "0.0.0-draft",
            "description": "Draft. Which end belongs to which service is under x-seamline-service.",
        },
        "channels": channels,
        "operations": operations,
        "components": { "messages": messages },
    });
    if !unnamed.is_empty() {
        document["x-seamline-unnamed"] = unnamed
            .iter()
            .map(|event| {
                json!({
                    "id": event.id,
                    "publisher": visible(&event.publisher),
                    "subscriber": visible(&event.subscriber),
                    "places": event.places,
                    "evidence": draft.at(&event.evidence),
                })
            })
            .collect();
    }
    document
}

/// A key of a map (AsyncAPI: `^[A-Za-z0-9_-]+$`): letters, digits, `_`; others as `-`.
fn word(address: &str) -> String {
    let plain = |character: char| if character.is_ascii_alphanumeric() || character == '_' { character } else { '-' };
    let cleaned: String = address.chars().take(80).map(plain).collect();
    let cleaned = cleaned.trim_matches('-');
    if cleaned.is_empty() { "topic".to_owned() } else { cleaned.to_owned() }
}
