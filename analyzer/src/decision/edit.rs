//! Edits: what people do to a view, as a change of the decisions.
//!
//! An edit is made in a view and is about what is seen there: units, and services by the names that they have in it. It
//! gives other decisions, which say the same in the words of the file: pins name what a service is called in the result,
//! while merges, splits and new names are about the proposal, so they are translated, and entries that name a service that
//! is called otherwise now are rewritten. A file that moves is taken out of the entries that name its path; a pattern that a
//! person wrote is left alone, and is a conflict where it says something else.
//!
//! Whatever was made is applied before it is handed out: an edit that does not do what it says is refused.

mod cut;
mod desk;
mod entries;
mod moves;
mod services;
#[cfg(test)]
mod tests;

use super::{Bound, Conflict, Decisions, Draft, MOST_ENTRIES, Treatment};
use crate::facts::Facts;
use crate::id::UnitId;
use desk::Desk;

/// Something that people do to a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// These go to the service of that name, or to a new one where none is called so.
    Move {
        /// Who goes.
        units: Vec<UnitId>,
        /// Where.
        to: String,
    },
    /// These services are one; the service that is called so already is one of them.
    Merge {
        /// The services of the view.
        services: Vec<String>,
        /// What the one is called.
        into: String,
    },
    /// This service is so many.
    Split {
        /// The service of the view.
        service: String,
        /// How many, 2 to 100.
        parts: usize,
    },
    /// This service is called otherwise.
    Rename {
        /// The service of the view.
        service: String,
        /// Its new name.
        to: String,
    },
    /// These stay where the view has them, whatever the proposal is.
    Pin {
        /// Who stays.
        units: Vec<UnitId>,
    },
    /// These stay together, wherever that is.
    Together {
        /// Who, two at least.
        units: Vec<UnitId>,
    },
    /// No two of these groups share a service.
    Apart {
        /// The groups, two at least.
        groups: Vec<Vec<UnitId>>,
    },
    /// These become a library, copies, the monolith that stays, or the gateway.
    Treat {
        /// What becomes of them.
        treatment: Treatment,
        /// The units.
        units: Vec<UnitId>,
        /// The services of the view, as a whole.
        services: Vec<String>,
    },
    /// This service belongs to that team; to none where the team has no name.
    Team {
        /// The service of the view.
        service: String,
        /// The team.
        team: String,
    },
    /// Every service has so many files; without both, no size is asked for.
    Sizes {
        /// The fewest.
        least: Option<usize>,
        /// The most.
        most: Option<usize>,
    },
    /// Whether a new cut is looked for in which the entries hold.
    Recluster(bool),
    /// This entry goes.
    Remove {
        /// Its position among the entries, from 0.
        entry: usize,
    },
    /// This entry has another reason.
    Reason {
        /// Its position among the entries, from 0.
        entry: usize,
        /// The reason.
        reason: String,
    },
}

/// Why an edit cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It cannot hold beside another entry.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// It would do nothing, or not what it says; why, in words without a full stop.
    #[error("{0}")]
    NoEffect(String),
    /// There is no such unit, service or entry; which, in words without a full stop.
    #[error("{0}")]
    Unknown(String),
}

/// The longest reason, in bytes.
const LONGEST: usize = 2000;

impl Edit {
    /// The decisions after the edit, made in a view of `decisions` that rests on the proposal `first`; where the decisions are
    /// bound already, what their entries meet is not looked up again.
    pub(crate) fn make(
        &self,
        facts: &Facts,
        first: &Draft,
        known: Option<&Bound>,
        decisions: &Decisions,
        reason: &str,
    ) -> Result<Decisions, Refused> {
        let mut desk = Desk::new(facts, first, known, decisions, reason)?;
        match self {
            Edit::Move { units, to } => desk.send(units, to)?,
            Edit::Pin { units } => desk.pin(units)?,
            Edit::Treat { treatment, units, services } => desk.treat(*treatment, units, services)?,
            Edit::Merge { services, into } => desk.merge(services, into)?,
            Edit::Rename { service, to } => desk.rename(service, to)?,
            Edit::Split { service, parts } => desk.split(service, *parts)?,
            Edit::Team { service, team } => desk.team(service, team)?,
            Edit::Together { units } => desk.together(units)?,
            Edit::Apart { groups } => desk.apart(groups)?,
            Edit::Sizes { least, most } => desk.sizes(*least, *most)?,
            Edit::Recluster(on) => desk.now.recluster = *on,
            Edit::Remove { entry } => desk.remove(*entry)?,
            Edit::Reason { entry, reason } => desk.reason_of(*entry, reason)?,
        }
        let without = matches!(self, Edit::Recluster(_) | Edit::Remove { .. } | Edit::Reason { .. });
        if !without && reason.trim().is_empty() {
            return Err(Refused::NoEffect("a decision needs a reason".to_owned()));
        }
        if reason.len() > LONGEST {
            return Err(Refused::NoEffect(format!("a reason has {} letters at most", LONGEST)));
        }
        let now = desk.done()?;
        if now.entries.len() > MOST_ENTRIES {
            return Err(Refused::NoEffect(format!("there are {MOST_ENTRIES} entries at most")));
        }
        Ok(now)
    }
}
