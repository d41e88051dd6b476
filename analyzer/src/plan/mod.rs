//! The migration plan ([`Migration`]): what a cut would need ([`Needs`]), and from there what to untangle, offer, move and
//! replace, in which order, at what effort.
//!
//! What a cut would need is which services call each other, which events go between them, who owns which store, who answers
//! which route:
//!
//! ```text
//! Facts + Cut -> ownership -> crossings -> calls and events
//!                                     \-> routes
//! ```
//!
//! A [`Cut`] says of each unit which service it goes to. [`mod@ownership`] gives every store an owner. What then goes from
//! one service to another is a crossing ([`mod@crossing`]): a question needs an answer and becomes a synchronous call
//! ([`mod@call`]); a command needs none and becomes an event ([`mod@event`]); a function that needs nobody's data is copied.
//! Routes go to the service of their handler ([`mod@route`]). Every item keeps the places that it rests on.
//!
//! Best at the granularity of functions: a file that is cut crosses with itself. Nothing here knows how the cut was found.

pub mod approach;
pub mod association;
pub mod border;
pub mod call;
pub mod chatty;
pub mod columns;
pub mod crossing;
pub mod cut;
pub mod cycle;
pub mod data;
pub mod effort;
pub mod enumeration;
pub mod event;
pub mod library;
pub mod migration;
pub mod order;
pub mod outlook;
pub mod ownership;
pub mod proposal;
pub mod reaction;
pub mod remainder;
pub mod route;
pub mod saga;
pub mod schedule;
pub mod standing;
pub mod tangle;
pub mod treatment;
pub mod unwritten;
pub mod way;

mod accessor;
mod hinge;
mod reach;
mod services;

pub use call::SyncCall;
pub use cut::{Cut, Party, Role};
pub use event::Event;
pub use hinge::Hinge;
pub use migration::{Migration, migration, migration_of};
pub use ownership::Ownership;
pub use route::Route;
pub use services::{Services, tested};
pub use standing::Standings;

use crate::facts::Facts;
use crate::id::{IdVec, StoreId, UnitId};
use crossing::{Copied, crossings};

/// What a cut would need.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Needs {
    /// Who owns each store.
    pub ownership: IdVec<StoreId, Ownership>,
    /// Who calls whom and waits for the answer, sorted.
    pub calls: Vec<SyncCall>,
    /// What is published by whom for whom, sorted; topics without a name last.
    pub events: Vec<Event>,
    /// Who answers which route, sorted.
    pub routes: Vec<Route>,
    /// Functions of one service that another one copies, sorted.
    pub copies: Vec<Copied>,
}

/// A place that something rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// The unit.
    pub unit: UnitId,
    /// The line of its file, from 1.
    pub line: u32,
    /// What it does there.
    pub deed: Deed,
}

/// What is done at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// It calls this unit, or hands it on.
    Calls(UnitId),
    /// It reads this store.
    Reads(StoreId),
    /// It writes this store.
    Writes(StoreId),
    /// It deletes rows, and the database deletes those of this store along.
    DeletesAlong(StoreId),
    /// It publishes the topic.
    Publishes,
    /// It listens to the topic.
    Listens,
    /// It registers the route.
    Registers,
}

/// Finds what a cut would need.
pub fn needs(facts: &Facts, cut: &Cut) -> Needs {
    let standings = Standings::new(facts);
    let ownership = ownership::ownership(facts, cut, &standings);
    let crossings = crossings(facts, cut, &ownership, &standings);
    Needs {
        calls: call::calls(&crossings),
        events: event::events(facts, cut, &ownership, &crossings, &standings),
        routes: route::routes(facts, cut),
        copies: crossings.copied,
        ownership,
    }
}

#[cfg(test)]
pub(crate) mod tests;
