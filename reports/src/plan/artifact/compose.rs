//! A compose file that starts the gateway, what is left of the monolith, and every service.
//!
//! Images, databases and brokers are not in the facts: images carry placeholder names, and what each service keeps, asks
//! and tells stands beside it as `x-seamline-*`. <https://github.com/compose-spec/compose-spec/blob/main/spec.md>

use super::names::{GATEWAY, MONOLITH};
use super::nginx::PORT;
use super::{Artifact, Draft, File, one, yaml};
use crate::display::visible;
use seamline_analyzer::Info;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

pub(super) static COMPOSE: Artifact = Artifact {
    info: Info {
        id: "compose",
        summary: "the gateway, what is left of the monolith, and every service on one machine",
        reference: "https://github.com/compose-spec/compose-spec",
    },
    files: "compose.yaml",
    derived: "the list of services with what each keeps, asks and tells; images, databases and brokers are not derived",
    make,
};

const HEAD: [&str; 4] = [
    "Images are placeholders: build them and put their names in. Databases and brokers are missing: x-seamline-keeps,",
    "-tells and -hears say what needs one; each service gets a schema or database of its own.",
    "There is no depends_on: a service that waits for others at its start has not been cut yet.",
    "Port 8080 is the default of these drafts.",
];

fn make(draft: &Draft<'_>) -> Vec<File> {
    let mut services = Map::new();
    services.insert(
        GATEWAY.to_owned(),
        json!({
            "image": "nginx:stable",
            "volumes": ["./nginx/gateway.conf:/etc/nginx/nginx.conf:ro"],
            "ports": [format!("{PORT}:{PORT}")],
        }),
    );
    services.insert(
        MONOLITH.to_owned(),
        json!({
            "image": format!("{MONOLITH}:draft"),
            "expose": [PORT.to_string()],
        }),
    );
    for (step, name) in draft.services() {
        let mut service = json!({ "image": format!("{name}:draft"), "expose": [PORT.to_string()] });
        let names = facts(draft, &step.service);
        for (key, list) in names {
            if !list.is_empty() {
                service[key] = list.into_iter().map(Value::String).collect();
            }
        }
        services.insert(name.to_owned(), service);
    }
    let project = super::names::Names::new([draft.document.origin.name.as_str()].into_iter());
    let document = json!({ "name": project.of(&draft.document.origin.name), "services": services });
    one("compose.yaml", yaml::document(&draft.heads(&HEAD), &document))
}

/// What a service keeps, asks, tells and hears.
fn facts(draft: &Draft<'_>, service: &str) -> [(&'static str, BTreeSet<String>); 4] {
    let plan = draft.plan;
    let named = |name: &str| visible(name).into_owned();
    let kept = plan.stores.iter().filter(|store| store.owner.as_deref() == Some(service) && store.kind != "topic");
    let asked = plan.calls.iter().filter(|call| call.from == service);
    let topic = |topic: &Option<String>| topic.as_deref().map(named);
    let told = plan.events.iter().filter(|event| event.publisher == service).filter_map(|event| topic(&event.topic));
    let heard = plan.events.iter().filter(|event| event.subscriber == service).filter_map(|event| topic(&event.topic));
    [
        ("x-seamline-keeps", kept.map(|store| format!("{} {}", store.kind, named(&store.name))).collect()),
        ("x-seamline-asks", asked.map(|call| draft.names.of(&call.to).to_owned()).collect()),
        ("x-seamline-tells", told.collect()),
        ("x-seamline-hears", heard.collect()),
    ]
}
