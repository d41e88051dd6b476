//! What a step costs, in points of the tool's own.
//!
//! ```text
//! points = sum over the items of a step of count * weight
//! low    = 0.75 points
//! high   = points * (1 + contested + untested + unresolved)
//! ```
//!
//! A point is no day. People who know how long a step took set `plan.days-per-point`; until then no time is printed.

use super::Services;
use super::border::Border;
use super::data::{DataTie, StoreFate, TieKind, Treatment};
use super::order::Terms;
use super::saga::Spanning;
use crate::facts::{EntryKind, Mode, StoreKind};
use crate::id::{IdVec, ServiceId};
use std::collections::BTreeSet;

/// What the points of a step are made of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Effort {
    /// Kinds of work with their counts; kinds that do not occur are left out.
    pub items: Vec<Item>,
    /// The sum.
    pub points: f64,
    /// The lower end of the range.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// One kind of work.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Item {
    /// Which.
    pub work: Work,
    /// How often.
    pub count: f64,
}

/// A kind of work that a step is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// A thousand lines to move.
    Lines,
    /// An operation to offer to others.
    Operation,
    /// A place that calls it, to convert.
    CallSite,
    /// A type or value of another service that is used without a call.
    Name,
    /// A route, consumer or job to divert.
    Entry,
    /// A store to move.
    Store,
    /// A store that another service writes too.
    SharedWrite,
    /// A join across the border.
    Join,
    /// A foreign key across the border.
    ForeignKey,
    /// A cascade or trigger across the border.
    Reaction,
    /// A transaction that spans it.
    Transaction,
    /// A state shared with others.
    State,
}

impl Work {
    /// Every kind of work.
    pub const ALL: [Work; 12] = [
        Work::Lines,
        Work::Operation,
        Work::CallSite,
        Work::Name,
        Work::Entry,
        Work::Store,
        Work::SharedWrite,
        Work::Join,
        Work::ForeignKey,
        Work::Reaction,
        Work::Transaction,
        Work::State,
    ];

    /// The word for it in JSON and tables.
    pub fn name(self) -> &'static str {
        match self {
            Work::Lines => "thousand lines",
            Work::Operation => "operations to offer",
            Work::CallSite => "call sites",
            Work::Name => "names used",
            Work::Entry => "entry points",
            Work::Store => "stores to move",
            Work::SharedWrite => "stores written by several",
            Work::Join => "joins",
            Work::ForeignKey => "foreign keys",
            Work::Reaction => "cascades and triggers",
            Work::Transaction => "transactions",
            Work::State => "shared states",
        }
    }

    /// Points for one. Judgement, not measurement: what reading and changing one took relative to moving a thousand lines.
    pub fn weight(self) -> f64 {
        match self {
            Work::Lines => 2.0,
            Work::Operation => 1.0,
            Work::CallSite => 0.2,
            Work::Name | Work::Entry => 0.25,
            Work::Store => 1.0,
            Work::SharedWrite => 3.0,
            Work::Join => 1.5,
            Work::ForeignKey => 0.5,
            Work::Reaction => 2.0,
            Work::Transaction => 8.0,
            Work::State => 2.0,
        }
    }
}

/// What the effort is made from.
pub(super) struct Input<'a> {
    pub services: &'a Services<'a>,
    pub borders: &'a [Border],
    pub fates: &'a [StoreFate],
    pub ties: &'a [DataTie],
    pub spanning: &'a [Spanning],
    pub terms: &'a IdVec<ServiceId, Terms>,
}

/// The effort of every service.
pub(super) fn efforts(input: &Input<'_>) -> IdVec<ServiceId, Effort> {
    input.services.ids().map(|service| effort(input, service)).collect()
}

fn effort(input: &Input<'_>, service: ServiceId) -> Effort {
    let terms = &input.terms[service];
    let count = |work| Item { work, count: counted(input, service, work) };
    let items: Vec<Item> = Work::ALL.into_iter().map(count).filter(|item| item.count > 0.0).collect();
    let points: f64 = items.iter().map(|item| item.count * item.work.weight()).sum();
    let doubt = terms.contested + terms.untested + terms.unresolved;
    Effort { items, points, low: 0.75 * points, high: points * (1.0 + doubt) }
}

fn counted(input: &Input<'_>, service: ServiceId, work: Work) -> f64 {
    let services = input.services;
    let incoming = || input.borders.iter().filter(|border| border.to == service);
    let ties = |kinds: &[TieKind]| {
        input.ties.iter().filter(|tie| kinds.contains(&tie.kind) && tie.services.contains(&service)).count()
    };
    // A cache starts empty.
    let moved =
        |fate: &&StoreFate| !matches!(services.facts.stores[fate.store].kind, StoreKind::Topic | StoreKind::Cache);
    let owned = || input.fates.iter().filter(|fate| fate.owner == Some(service)).filter(moved);
    let count = match work {
        Work::Lines => {
            let lines: u32 = services.units(service).map(|unit| services.facts.units[unit].lines).sum();
            return f64::from(lines) / 1000.0;
        }
        Work::Operation => {
            let operations = incoming().flat_map(|border| &border.operations).map(|one| (one.unit, one.name.as_str()));
            operations.collect::<BTreeSet<_>>().len()
        }
        Work::CallSite => {
            let callers = incoming().flat_map(|border| &border.operations).flat_map(|one| &one.callers);
            callers.map(|one| one.count as usize).sum()
        }
        Work::Name => input
            .borders
            .iter()
            .filter(|border| border.to == service || border.from == service)
            .map(|border| border.names.len())
            .sum(),
        Work::Entry => {
            let entries = services.facts.entry_points.iter().filter(|entry| entry.kind != EntryKind::Main);
            entries.filter(|entry| services.of(entry.unit) == Some(service)).count()
        }
        Work::Store => owned().count(),
        Work::SharedWrite => {
            let mine = |fate: &&StoreFate| {
                fate.treatment == Treatment::WrittenTwice
                    && (fate.owner == Some(service)
                        || fate.uses.iter().any(|one| one.service == Some(service) && one.mode == Mode::Write))
            };
            input.fates.iter().filter(mine).count()
        }
        Work::Join => ties(&[TieKind::Join, TieKind::WritingJoin]),
        Work::ForeignKey => ties(&[TieKind::ForeignKey]),
        Work::Reaction => ties(&[TieKind::Cascade, TieKind::Trigger]),
        Work::Transaction => input.spanning.iter().filter(|one| one.writers.contains(&service)).count(),
        Work::State => return input.terms[service].state,
    };
    count as f64
}
