//! The system after the plan as a Structurizr workspace: one container for each service and for what it keeps (C4 model).
//! <https://docs.structurizr.com/dsl/language>

use super::{Artifact, Draft, File, one};
use crate::display::visible;
use crate::plan::words::some;
use seamline_analyzer::Info;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

pub(super) static STRUCTURIZR: Artifact = Artifact {
    info: Info {
        id: "structurizr",
        summary: "containers and their relations for Structurizr (C4 model)",
        reference: "https://docs.structurizr.com/dsl/language",
    },
    files: "workspace.dsl",
    derived: "services, owned stores, calls and events; technologies are not derived",
    make,
};

/// The most topics or stores that one description names.
const MAX_NAMED: usize = 6;

fn make(draft: &Draft<'_>) -> Vec<File> {
    let mut out = String::new();
    for line in draft.heads(&["Technologies and people are left out: neither code nor history says them."]) {
        let _ = writeln!(out, "// {}", line.replace('$', " "));
    }
    let _ = writeln!(out, "workspace {} \"Draft\" {{", quoted(&draft.document.origin.name));
    let _ = writeln!(out, "    model {{\n        system = softwareSystem {} {{", quoted(&draft.document.origin.name));
    let mut ids: BTreeMap<&str, String> = BTreeMap::new();
    let mut relations: BTreeSet<(String, String, String)> = BTreeSet::new();
    let _ = writeln!(out, "            gateway = container \"gateway\" \"The front door\"");
    for (at, (step, name)) in draft.services().enumerate() {
        let id = format!("s{}", at + 1);
        let _ = writeln!(
            out,
            "            {id} = container {} {}",
            quoted(name),
            quoted(&format!("{}. It {}", step.id, step.responsibility))
        );
        let stores = draft
            .plan
            .stores
            .iter()
            .filter(|store| store.owner.as_ref() == Some(&step.service) && store.kind != "topic");
        let stores: Vec<String> = stores.map(|store| store.name.clone()).collect();
        if !stores.is_empty() {
            let _ = writeln!(
                out,
                "            {id}_data = container {} {} {{",
                quoted(&format!("{name} data")),
                quoted(&some(&stores, MAX_NAMED))
            );
            let _ = writeln!(out, "                tags \"Data\"\n            }}");
            relations.insert((id.clone(), format!("{id}_data"), "reads and writes".to_owned()));
        }
        let routes = draft.plan.routes.iter().filter(|route| route.service == step.service).count() as u64;
        if routes > 0 {
            relations.insert(("gateway".to_owned(), id.clone(), crate::display::counted(routes, "route")));
        }
        ids.insert(&step.service, id);
    }
    for call in &draft.plan.calls {
        if let (Some(from), Some(to)) = (ids.get(call.from.as_str()), ids.get(call.to.as_str())) {
            relations.insert((from.clone(), to.clone(), "asks and waits".to_owned()));
        }
    }
    let mut told: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for event in &draft.plan.events {
        if let (Some(from), Some(to)) = (ids.get(event.publisher.as_str()), ids.get(event.subscriber.as_str())) {
            told.entry((from, to))
                .or_default()
                .push(event.topic.clone().unwrap_or_else(|| "an event without a name".to_owned()));
        }
    }
    for ((from, to), topics) in told {
        relations.insert((from.to_owned(), to.to_owned(), format!("tells: {}", some(&topics, MAX_NAMED))));
    }
    out.push_str("        }\n");
    for (from, to, what) in &relations {
        let tag = if what.starts_with("tells") { " \"\" \"Event\"" } else { "" };
        let _ = writeln!(out, "        {from} -> {to} {}{tag}", quoted(what));
    }
    out.push_str("    }\n");
    out.push_str(VIEWS);
    one("workspace.dsl", out)
}

const VIEWS: &str = "    views {
        container system \"containers\" {
            include *
            autolayout lr
        }
        styles {
            element \"Data\" {
                shape cylinder
            }
            relationship \"Event\" {
                style dashed
            }
        }
    }
}
";

/// A quoted token. The language has no safe escape for quotes, and `${x}` would be looked up.
fn quoted(text: &str) -> String {
    let plain = visible(text).replace('"', "'").replace('\\', "/").replace('$', " ");
    let plain = plain.trim();
    format!("\"{}\"", if plain.is_empty() { "unnamed" } else { plain })
}
