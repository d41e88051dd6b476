//! What the decomposed form really has: what a plan made from the monolith would have had to predict.
//!
//! Four sets, each compared by equality after the usual normalisation of paths (parameters by position): synchronous calls,
//! events, owners of stores, routes. They are part of the known decomposition; a truth may leave them out. Beside them stands
//! what a plan may have without being wrong, and what became of the monolith's tables and topics.

use std::collections::{BTreeMap, BTreeSet};

/// What the decomposed form really has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reality {
    /// Synchronous calls between services.
    pub calls: BTreeSet<Call>,
    /// Events between services.
    pub events: BTreeSet<Event>,
    /// Stores and who owns them.
    pub stores: BTreeSet<OwnedStore>,
    /// What is reachable from outside, and who answers.
    pub routes: BTreeSet<Route>,
    /// Pairs of services, caller first, between which a call is not wrong.
    pub calls_accepted: BTreeSet<(String, String)>,
    /// Events that are not wrong.
    pub events_accepted: BTreeSet<Event>,
    /// The monolith's tables, and the service whose they became; `None` for what nobody has any more.
    pub tables: BTreeMap<String, Option<String>>,
    /// The monolith's topics, and what they are called now; `None` for what nobody publishes any more.
    pub topics: BTreeMap<String, Option<String>>,
}

impl Reality {
    /// Whether nothing is known of the decomposed form.
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty() && self.events.is_empty() && self.stores.is_empty() && self.routes.is_empty()
    }
}

/// A path with `{}` for its parameters, however they are written, and without a slash at its end.
pub fn by_position(path: &str) -> String {
    let part = |part: &str| {
        let open = part.find([':', '{', '<']).filter(|at| *at == 0 || part.ends_with(['}', '>']));
        open.map_or_else(|| part.to_owned(), |at| format!("{}{{}}", &part[..at]))
    };
    let path = path.split('?').next().unwrap_or(path);
    let parts: Vec<String> = path.trim_end_matches('/').split('/').map(part).collect();
    if parts.len() < 2 { "/".to_owned() } else { parts.join("/") }
}

/// A synchronous call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// The calling service.
    pub from: String,
    /// The called service.
    pub to: String,
    /// The method, as `GET`.
    pub method: String,
    /// The path.
    pub path: String,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// Its topic.
    pub topic: String,
    /// The service that publishes it.
    pub publisher: String,
    /// The services that listen.
    pub subscribers: BTreeSet<String>,
}

/// A store with its owner.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnedStore {
    /// Its name.
    pub store: String,
    /// What it is: `table`, `collection`, `bucket`, ...
    pub kind: String,
    /// The owning service.
    pub owner: String,
}

/// A route.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// The method, as `GET`.
    pub method: String,
    /// The path.
    pub path: String,
    /// The service that answers.
    pub service: String,
}

#[cfg(test)]
mod tests {
    use super::by_position;

    #[test]
    fn parameters_by_position() {
        for (path, expected) in [
            ("/figures/:id", "/figures/{}"),
            ("/figures/{figureId}/shares/{shareId}", "/figures/{}/shares/{}"),
            ("/orders/<int:id>/", "/orders/{}"),
            ("/users/{}/limits?x=:y", "/users/{}/limits"),
            ("/a/b-{id}", "/a/b-{}"),
            ("/a:b", "/a:b"),
            ("/", "/"),
            ("", "/"),
        ] {
            assert_eq!(by_position(path), expected, "{path}");
        }
    }
}
