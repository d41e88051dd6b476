//! The migration plan: what has to be decided, untangled, offered, moved and replaced so that the proposed services can be
//! taken out one after the other; and in which order.
//!
//! ```text
//! Facts + Services -> borders, fates of stores, ties, transactions, tangles -> direction -> order, effort
//! ```
//!
//! Everything leads to a place in the code. What cannot be derived from code and history (traffic, volumes, money, wishes)
//! is not in here; reports ask for it.

use super::approach::{self, Approach};
use super::association::{self, Across};
use super::border::{Border, borders};
use super::chatty::{self, Chatty};
use super::columns::{self, SharedColumns};
use super::cycle::{self, Direction};
use super::data::{self, DataTie, StoreFate};
use super::effort::{self, Effort};
use super::enumeration::{self, SharedEnum};
use super::hinge::{self, Hinge};
use super::order::{self, Order, Weights};
use super::outlook::{self, Outlook};
use super::reach::Reach;
use super::reaction::{self, Reaction};
use super::saga::{self, Outbox, Spanning};
use super::schedule::{self, Slot};
use super::tangle::{self, Tangle};
use super::treatment::{self, Treated};
use super::way::{self, Way};
use super::{Cut, Needs, Services, needs};
use crate::analysis::{Analysis, Band};
use crate::facts::Facts;
use crate::id::{IdVec, ServiceId};

/// A migration plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Migration {
    /// The cut that it is for, over the files.
    pub cut: Cut,
    /// The cut over the units of everything but the tangles: functions, where their facts were given.
    pub fine_cut: Cut,
    /// Calls, events, owners of stores and routes after the cut.
    pub needs: Needs,
    /// What each service uses of each other, by (from, to).
    pub borders: Vec<Border>,
    /// Which borders stay as they are, and which are turned round or removed first.
    pub direction: Direction,
    /// What becomes of every store, in the order of the facts.
    pub fates: Vec<StoreFate>,
    /// Stores that several services use, by their columns.
    pub columns: Vec<SharedColumns>,
    /// Calls and uses of stores that cross a border in a loop.
    pub chatty: Vec<Chatty>,
    /// Fields of entities that hold entities of other services.
    pub associations: Vec<Across>,
    /// Enumerations that several services use.
    pub enums: Vec<SharedEnum>,
    /// What ties stores of different owners together.
    pub ties: Vec<DataTie>,
    /// Transactions that span services.
    pub spanning: Vec<Spanning>,
    /// Transactions that write rows and publish.
    pub outboxes: Vec<Outbox>,
    /// What to untangle in place, over the files.
    pub tangles: Vec<Tangle>,
    /// The order of extraction.
    pub order: Order,
    /// What each service costs.
    pub efforts: IdVec<ServiceId, Effort>,
    /// When each step could be done, in the order of the steps.
    pub schedule: Vec<Slot>,
    /// What becomes of every type, by path.
    pub treatments: Vec<Treated>,
    /// How each service of the order begins.
    pub approaches: Vec<Approach>,
    /// What becomes of hooks, in the order of the facts.
    pub reactions: Vec<Reaction>,
    /// Ways in and out of every step, with their patterns.
    pub ways: Vec<Way>,
    /// Services that hang on one contested file; none where the bands of files are not known.
    pub hinges: Vec<Hinge>,
    /// Whether it looks worth it.
    pub outlook: Outlook,
}

/// Plans the extraction of the services that an analysis proposes; with the facts of functions, where there are some, what
/// crosses is known function by function.
pub fn migration(analysis: &Analysis, functions: Option<&Facts>, weights: Weights) -> Migration {
    let cut = Cut::of_analysis(analysis);
    let mut files: IdVec<ServiceId, (f64, f64)> = vec![(0.0, 0.0); cut.services.len()].into();
    for (unit, placement) in analysis.placements.iter() {
        if let Some(service) = cut.service(unit) {
            let (all, contested) = &mut files[service];
            *all += 1.0;
            *contested += if placement.band == Band::Contested { 1.0 } else { 0.0 };
        }
    }
    let share = |(all, contested): &(f64, f64)| if *all > 0.0 { contested / all } else { 0.0 };
    let contested = files.values().map(share).collect();
    let fine_cut = functions.map_or_else(|| cut.clone(), |functions| cut.of_parts(&analysis.facts, functions));
    let fine = functions.unwrap_or(&analysis.facts);
    let hinges = hinge::hinges(analysis, &cut);
    let mut planned = migration_of((&analysis.facts, cut), (fine, fine_cut), &contested, weights);
    planned.outlook.weigh(&analysis.verdict);
    Migration { hinges, ..planned }
}

/// Plans the extraction of the services of a cut, given over files and over finer units (or over the same twice);
/// `contested` is the share of each one's files that another one pulls.
pub fn migration_of(
    (files, cut): (&Facts, Cut),
    (facts, fine_cut): (&Facts, Cut),
    contested: &IdVec<ServiceId, f64>,
    weights: Weights,
) -> Migration {
    let needs = needs(facts, &fine_cut);
    let services = Services::new(facts, &fine_cut);
    let borders = borders(&services);
    let direction = cycle::direction(services.count(), &borders);
    let fates = data::fates(&services);
    let columns = columns::shared(&services, &fates);
    let chatty = chatty::chatty(&services, &borders);
    let associations = association::across(&services);
    let enums = enumeration::shared(&services);
    let ties = data::ties(&services, &fates);
    let spanning = saga::spanning(&services);
    let input =
        order::Input { services: &services, borders: &borders, direction: &direction, spanning: &spanning, contested };
    let order = order::order(&input, weights);
    let input = effort::Input {
        services: &services,
        borders: &borders,
        fates: &fates,
        ties: &ties,
        spanning: &spanning,
        terms: &order.terms,
    };
    let efforts = effort::efforts(&input);
    let outboxes = saga::outboxes(&services);
    let input = outlook::Input { services: &services, fates: &fates, ties: &ties, order: &order };
    let outlook = outlook::outlook(&input);
    let tangles = tangle::tangles(&Services::new(files, &cut));
    let reach = Reach::new(facts, &fine_cut, &services.ownership, &services.standings);
    let reactions = reaction::reactions(&services);
    let ways = way::ways(&way::Input {
        services: &services,
        reach: &reach,
        borders: &borders,
        ties: &ties,
        events: &needs.events,
        reactions: &reactions,
        steps: &order.steps,
    });
    let libraries = order.common.iter().map(|one| one.service);
    let without_step: Vec<ServiceId> = order.modules.iter().copied().chain(libraries).collect();
    let schedule = schedule::schedule(&order.steps, &order.waits, |service| efforts[service].points);
    Migration {
        treatments: treatment::treatments(&services, &reach, &without_step),
        approaches: approach::approaches(&services, &fates, &ties, &spanning, &order.steps),
        needs,
        borders,
        direction,
        fates,
        columns,
        chatty,
        associations,
        enums,
        ties,
        spanning,
        outboxes,
        tangles,
        order,
        efforts,
        schedule,
        reactions,
        ways,
        hinges: Vec::new(),
        outlook,
        cut,
        fine_cut,
    }
}
