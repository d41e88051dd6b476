//! What the decomposed form really has: what a plan made from the monolith would have had to predict.
//!
//! Four sets, each compared by equality after the usual normalisation of paths (parameters by position): synchronous calls,
//! events, owners of stores, routes. They are part of the known decomposition; a truth may leave them out.

use std::collections::BTreeSet;

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
