//! Whether a service begins with its data or with its code, and what bridges the time until its data is its own.
//!
//! Newman: Monolith to Microservices (2019), chapter 4: split the schema first where the integrity or the speed of the data is
//! what is in doubt, for then it shows early and can be turned back; else the code first, which brings its gain sooner.
//! In doubt is what spans a border inside the database: transactions, statements that use stores of two owners, stores with
//! several writers, deletions and triggers that the database runs. A plain foreign key is no doubt: the id stays.
//!
//! | interim pattern | where |
//! |---|---|
//! | `database-view` | others only read the store |
//! | `tracer-write` | one other service writes it |
//! | `database-wrapping-service` | two other services or more write it |
//! | `aggregate-exposing-monolith` | it uses a store whose owner is taken out later, or never |

use super::Services;
use super::data::{DataTie, StoreFate, StoreUser, TieKind, Treatment};
use super::saga::Spanning;
use crate::facts::{Mode, StoreKind};
use crate::id::{ServiceId, StoreId, UnitId};
use std::collections::BTreeSet;

/// How a service begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Approach {
    /// The service.
    pub service: ServiceId,
    /// What goes first.
    pub first: First,
    /// What is in doubt, with how often; what does not occur is left out.
    pub doubts: Vec<(Doubt, usize)>,
    /// What bridges the time, by pattern and store.
    pub interim: Vec<Interim>,
}

/// What goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum First {
    /// Its schema, while the code stays.
    Data,
    /// Its code, on the old schema.
    Code,
    /// It keeps nothing, so there is nothing to choose.
    CodeAlone,
}

impl First {
    /// The word for it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            First::Data => "data",
            First::Code => "code",
            First::CodeAlone => "code-alone",
        }
    }
}

/// What puts the integrity or the speed of the data in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// Transactions that write its data and another's.
    Transactions,
    /// Statements that use stores of it and of others.
    Joins,
    /// Stores of it that others write.
    Writers,
    /// Deletions and triggers that the database runs across its border.
    Reactions,
}

impl Doubt {
    /// Every doubt.
    pub const ALL: [Doubt; 4] = [Doubt::Transactions, Doubt::Joins, Doubt::Writers, Doubt::Reactions];

    /// The word for it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Doubt::Transactions => "transactions",
            Doubt::Joins => "joins",
            Doubt::Writers => "writers",
            Doubt::Reactions => "reactions",
        }
    }
}

/// A pattern that bridges the time until the data of one service is used by that service alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interim {
    /// Which.
    pub pattern: Bridge,
    /// For which store.
    pub store: StoreId,
    /// For whom: those who read it or those who write it, or who will own it.
    pub services: BTreeSet<ServiceId>,
    /// Where it is needed.
    pub places: Vec<(UnitId, u32)>,
}

/// An interim pattern (Newman, chapter 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bridge {
    /// Others read a view of it.
    View,
    /// What is written to one is written to the other.
    TracerWrite,
    /// All use of the schema goes through one thin service.
    WrappingService,
    /// The monolith answers for data that it still has.
    ExposingMonolith,
}

impl Bridge {
    /// The word for it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Bridge::View => "database-view",
            Bridge::TracerWrite => "tracer-write",
            Bridge::WrappingService => "database-wrapping-service",
            Bridge::ExposingMonolith => "aggregate-exposing-monolith",
        }
    }
}

/// How each service of the order begins.
pub(super) fn approaches(
    services: &Services<'_>,
    fates: &[StoreFate],
    ties: &[DataTie],
    spanning: &[Spanning],
    steps: &[ServiceId],
) -> Vec<Approach> {
    let one = |(at, service): (usize, &ServiceId)| {
        let service = *service;
        let kept: Vec<&StoreFate> =
            fates.iter().filter(|fate| fate.owner == Some(service) && is_kept(services, fate)).collect();
        let owns = |tie: &&DataTie| tie.stores.iter().any(|store| services.owner(*store) == Some(service));
        let tied = |kinds: &[TieKind]| ties.iter().filter(owns).filter(|tie| kinds.contains(&tie.kind)).count();
        let counts = [
            (Doubt::Transactions, spanning.iter().filter(|one| one.writers.contains(&service)).count()),
            (Doubt::Joins, tied(&[TieKind::Join, TieKind::WritingJoin])),
            (Doubt::Writers, kept.iter().filter(|fate| fate.treatment == Treatment::WrittenTwice).count()),
            (Doubt::Reactions, tied(&[TieKind::Cascade, TieKind::Trigger])),
        ];
        let doubts: Vec<(Doubt, usize)> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
        let first = match (kept.is_empty(), doubts.is_empty()) {
            (true, _) => First::CodeAlone,
            (false, true) => First::Code,
            (false, false) => First::Data,
        };
        let mut interim: Vec<Interim> = kept.iter().filter_map(|fate| shared(fate)).collect();
        let later = |owner: ServiceId| !steps[..=at].contains(&owner);
        let foreign = fates.iter().filter(|fate| is_kept(services, fate) && fate.owner.is_some_and(later));
        interim.extend(foreign.filter_map(|fate| exposed(fate, service)));
        interim.sort();
        Approach { service, first, doubts, interim }
    };
    steps.iter().enumerate().map(one).collect()
}

fn is_kept(services: &Services<'_>, fate: &StoreFate) -> bool {
    let kind = services.facts.stores[fate.store].kind;
    matches!(kind, StoreKind::Table | StoreKind::Collection | StoreKind::Bucket)
}

/// What bridges the time in which others use a store of a service.
fn shared(fate: &StoreFate) -> Option<Interim> {
    let others = fate.others();
    let writers = fate.writers().intersection(&others).count();
    let pattern = match (others.len(), writers) {
        (0, _) => return None,
        (_, 0) => Bridge::View,
        (_, 1) => Bridge::TracerWrite,
        (_, _) => Bridge::WrappingService,
    };
    // Where some write, they are who it is for.
    let services: BTreeSet<ServiceId> =
        if writers == 0 { others } else { fate.writers().intersection(&others).copied().collect() };
    let foreign = fate.uses.iter().filter(|one| one.service.is_some_and(|by| services.contains(&by)));
    let foreign = foreign.filter(|one| writers == 0 || one.mode == Mode::Write);
    Some(Interim { pattern, store: fate.store, places: places(foreign), services })
}

/// What the monolith has to offer of a store that a service uses and that is not out yet.
fn exposed(fate: &StoreFate, service: ServiceId) -> Option<Interim> {
    let own = fate.uses.iter().filter(|one| one.service == Some(service));
    let places = places(own);
    let services = fate.owner.into_iter().collect();
    (!places.is_empty()).then_some(Interim { pattern: Bridge::ExposingMonolith, store: fate.store, services, places })
}

/// Where, each place once.
fn places<'a>(uses: impl Iterator<Item = &'a StoreUser>) -> Vec<(UnitId, u32)> {
    let places: BTreeSet<(UnitId, u32)> = uses.flat_map(|one| one.lines.iter().map(|line| (one.unit, *line))).collect();
    places.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::data::{fates, ties};
    use crate::plan::tests::planned;

    /// How each service begins, in the order of their names, and what bridges the time.
    #[track_caller]
    fn check(project: &str, expected: &str) {
        let (facts, cut, _) = planned(project);
        let services = Services::new(&facts, &cut);
        let fates = fates(&services);
        let ties = ties(&services, &fates);
        let steps: Vec<ServiceId> = services.ids().collect();
        let shown = |one: &Approach| {
            let interim: Vec<String> = one
                .interim
                .iter()
                .map(|one| format!(" {} {}", one.pattern.name(), facts.stores[one.store].name))
                .collect();
            format!("{} {}{}", cut.services[one.service], one.first.name(), interim.join(","))
        };
        let all = approaches(&services, &fates, &ties, &[], &steps);
        assert_eq!(all.iter().map(shown).collect::<Vec<_>>().join("; "), expected);
    }

    #[test]
    fn who_keeps_nothing_has_no_choice() {
        check("a/one: route /x x; b/one: write t", "a code-alone; b code");
    }
    #[test]
    fn readers_get_a_view_and_leave_no_doubt() {
        check("a/one: write t; b/one: read t, write u", "a code database-view t; b code");
    }
    #[test]
    fn a_second_writer_is_a_doubt() {
        check("a/one: write t, declare t; b/one: write t", "a data tracer-write t; b code-alone");
        check(
            "a/one: write t, declare t; b/one: write t; c/one: write t",
            "a data database-wrapping-service t; b code-alone; c code-alone",
        );
    }
    #[test]
    fn what_the_database_deletes_is_a_doubt() {
        check("a/one: write t; b/one: write u; t -> u", "a data; b data");
    }
    #[test]
    fn the_monolith_answers_for_what_it_still_has() {
        check("a/one: write t, read u; b/one: write u", "a code aggregate-exposing-monolith u; b code database-view u");
    }
}
