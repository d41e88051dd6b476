//! How a step is done: data or code first, ways in and out with their patterns, hooks; and what long lists leave out.

use crate::wire::Capped;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a service begins (Newman: Monolith to Microservices, 2019, chapter 4).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Approach {
    /// The service.
    pub service: String,
    /// `data`, `code`, or `code-alone` where it keeps nothing.
    pub first: String,
    /// Why.
    pub why: String,
    /// What puts the integrity or the speed of its data in doubt.
    pub doubts: Vec<Doubt>,
    /// What bridges the time until its data is its own.
    pub interim: Vec<Interim>,
}

/// A doubt, and how often it occurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Doubt {
    /// `transactions`, `joins`, `writers`, `reactions`.
    pub kind: String,
    /// How many.
    pub count: u64,
}

/// A pattern for one store, until one service alone uses it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interim {
    /// `database-view`, `tracer-write`, `database-wrapping-service`, `aggregate-exposing-monolith`.
    pub pattern: String,
    /// The store.
    pub store: String,
    /// Who reads it, or who writes it, beside its owner; where the monolith answers for it, who will own it.
    pub services: Vec<String>,
    /// Why, and how.
    pub why: String,
    /// How many places there are.
    pub places: u64,
    /// Some of them.
    pub evidence: Vec<String>,
}

/// A way into or out of a service, and the pattern for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Way {
    /// `W1`, `W2`, ...
    pub id: String,
    /// The service that is taken out.
    pub service: String,
    /// `in` or `out`.
    pub direction: String,
    /// The service at the other end; left out for the outside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    /// `strangler-fig`, `branch-by-abstraction`, `change-data-capture`, ...
    pub pattern: String,
    /// What was seen: `route`, `called`, `hook-on-rows`, ...
    pub rule: String,
    /// Why this pattern, and how.
    pub why: String,
    /// What goes that way.
    pub items: Capped<WayItem>,
}

/// One thing that goes a way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WayItem {
    /// What it is.
    pub what: String,
    /// How many places there are.
    pub places: u64,
    /// Where, as far as it is known.
    pub evidence: Vec<String>,
}

/// A hook: what a framework runs because something happened to a store, or because an event was raised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hook {
    /// `H1`, `H2`, ...
    pub id: String,
    /// The store or event that it hangs on; left out where it hangs on everything that is saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// `store`, `event` or `everything`.
    pub kind: String,
    /// When it runs, in the framework's word.
    pub when: String,
    /// The function that runs; empty where it has no name.
    pub handler: String,
    /// The services that it hangs on.
    pub from: Vec<String>,
    /// The service whose code runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Whether it crosses a border.
    pub crosses: bool,
    /// `inside`, `topic`, `event`, `check`, `everywhere`, `with-owner`, `unknown`.
    pub becomes: String,
    /// What to do about it.
    pub advice: String,
    /// Where it is said.
    pub evidence: Vec<String>,
}

/// How much of a list is in the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Extent {
    /// The list: `ties`, `routes`, ...
    pub list: String,
    /// How many are in it.
    pub shown: u64,
    /// How many there are.
    pub total: u64,
}

/// Something to know beside a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Remark {
    /// The list: `transactions`, `treatments`, `borders`.
    pub list: String,
    /// What to know, as a sentence with its full stop.
    pub text: String,
}
