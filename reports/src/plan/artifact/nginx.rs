//! An nginx configuration that sends each route to who answers it, and everything else to what is left of the monolith
//! (Fowler: StranglerFigApplication).
//!
//! <https://nginx.org/en/docs/http/ngx_http_core_module.html#location>

use super::location::{Answer, Answers, Location, location_of, locations};
use super::names::{GATEWAY, MONOLITH};
use super::route::paths;
use super::{Artifact, Draft, File, one};
use crate::display::visible;
use seamline_analyzer::Info;
use std::collections::BTreeSet;
use std::fmt::Write;

pub(super) static NGINX: Artifact = Artifact {
    info: Info {
        id: "nginx",
        summary: "a gateway that sends each route to the service that answers it",
        reference: "https://nginx.org/en/docs/http/ngx_http_core_module.html#location",
    },
    files: "nginx/gateway.conf",
    derived: "routes with the service that answers them; a service's port is the default of these drafts (8080)",
    make,
};

/// The port of every service in these drafts. The code's own is not derived.
pub(super) const PORT: u16 = 8080;

fn make(draft: &Draft<'_>) -> Vec<File> {
    let mut answers = Answers::default();
    let mut odd: Vec<String> = Vec::new();
    for route in &draft.plan.routes {
        let plain = !route.method.is_empty() && route.method.chars().all(|c| c.is_ascii_alphabetic());
        let Some(all) = paths(&route.path).filter(|_| plain) else {
            odd.push(visible(&format!("{} {} ({})", route.method, route.path, route.service)).into_owned());
            continue;
        };
        let target = match draft.names.of(&route.service) {
            GATEWAY => MONOLITH,
            name => name,
        };
        for path in all {
            answers.add(&path, &route.method, target, &route.id);
        }
    }
    let (locations, maps) = locations(&answers);
    one("nginx/gateway.conf", written(draft, &locations, &maps, &odd))
}

fn written(draft: &Draft<'_>, locations: &[Location], maps: &[(String, &Answer)], odd: &[String]) -> String {
    let mut out = String::new();
    for line in draft.heads(&HEAD) {
        let _ = writeln!(out, "# {line}");
    }
    out.push_str("\nevents {}\n\nhttp {\n");
    let used: BTreeSet<&str> = draft.services().map(|(_, name)| name).chain([MONOLITH]).collect();
    for name in used {
        let _ = writeln!(out, "    upstream {name} {{ server {name}:{PORT}; }}");
    }
    for (name, answer) in maps {
        let _ = writeln!(out, "\n    map $request_method ${name} {{");
        let fallback =
            ["ANY", "GET"].iter().find_map(|method| answer.by.get(*method)).or_else(|| answer.by.values().next());
        if let Some(targets) = fallback {
            chosen(&mut out, "default", targets);
        }
        for (method, targets) in answer.by.iter().filter(|(method, _)| *method != "ANY") {
            chosen(&mut out, method, targets);
        }
        out.push_str("    }\n");
    }
    let _ = writeln!(out, "\n    server {{\n        listen {PORT};\n");
    out.push_str("        proxy_set_header Host $host;\n        proxy_set_header X-Request-Id $request_id;\n");
    out.push_str("        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n        proxy_set_header X-Forwarded-Proto $scheme;\n\n");
    for location in locations {
        location_of(&mut out, location);
    }
    out.push_str("        # Everything else stays where it is.\n");
    let _ = writeln!(out, "        location / {{ proxy_pass http://{MONOLITH}; }}\n    }}\n}}");
    if !odd.is_empty() {
        let _ =
            writeln!(out, "\n# Left out, since their paths or methods could not be read for certain ({}):", odd.len());
        for route in odd.iter().take(MAX_ODD) {
            let _ = writeln!(out, "# {route}");
        }
    }
    out
}

/// A line of a map: of several services the first, by name; the others are for a person to decide.
fn chosen(out: &mut String, method: &str, targets: &BTreeSet<String>) {
    let mut targets = targets.iter().map(String::as_str);
    if let Some(target) = targets.next() {
        let others: Vec<&str> = targets.collect();
        let note = if others.is_empty() { String::new() } else { format!(" # or {}: decide", others.join(", ")) };
        let _ = writeln!(out, "        {method} {target};{note}");
    }
}

const HEAD: [&str; 6] = [
    "Until a service is out, let its upstream name the monolith: the switch for its routes, and the way back.",
    "Routes that every service answers for itself (a check of health) lead to what is left of the monolith.",
    "Behind each location stand the ids of its routes in the plan. Timeouts, limits, TLS and who may come in are yours:",
    "nothing in the code says them. Port 8080 is the default of these drafts. A map decides where the same path leads to",
    "several services: by method, and where that is the same as well, by name until somebody has decided.",
    "Check with: nginx -t -c <this file>, where the names of the upstreams resolve.",
];

/// The most routes that are listed as left out.
const MAX_ODD: usize = 50;
