//! Hooks: code that a framework runs because something else happened to a store or an event was raised.

use crate::id::{StoreId, UnitId};

/// A handler that hangs on a store or an event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hook {
    /// The unit that says it.
    pub unit: UnitId,
    /// The line that says it, from 1.
    pub line: u32,
    /// What it hangs on.
    pub on: HookOn,
    /// When it runs, in the framework's own word: `post_save`, `beforeCreate`, `PrePersist`, `save`, `event`.
    pub when: String,
    /// The function that runs; empty when it has no name.
    pub handler: String,
    /// The unit that holds the handler; the same as `unit` where it is not found elsewhere.
    pub runs: UnitId,
    /// The rule that saw it, for instance `hook.django-signal`.
    pub rule: String,
}

/// What a hook hangs on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum HookOn {
    /// What happens to one store.
    Store(StoreId),
    /// An event inside the process, by its name or type.
    Event(String),
    /// Whatever is saved (an interceptor, an override of `SaveChanges`).
    Everything,
}
