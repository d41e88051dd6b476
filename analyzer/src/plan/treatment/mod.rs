//! What becomes of every type, or of what a file holds beside types: owned by one service, replicated, a library, staying
//! with the monolith, or used by nothing that was seen. The first rule that fits decides:
//!
//! | rule | treatment | when |
//! |---|---|---|
//! | `written-down` | dropped | somebody wrote down that it goes |
//! | `decided` | as decided | a decision says so: `pin`, `shared`, `replicate`, `stays`, `gateway` |
//! | `nothing-uses` | unused | nothing mentions it, no entry point, hook, guard, test or store leads to it, it uses no store and keeps no state, it extends nothing of the project, no framework finds it by its name or by what stands on it, nothing loads the files of its folder by pattern, no other type is called so, and most names of its language could be followed |
//! | `small-value` | replicated | values: an enumeration, an exception, or a type that is mostly fields; at most [`SMALL`] lines, calls nothing of the project, needs no store; two services or more use it |
//! | `generic` | library | it needs no store, and most services (three at least) use it |
//! | `placed-shared` | library | the cut gives it to no service, it needs no store, and two services or more use it |
//! | `front-door` | stays | it becomes the gateway |
//! | `no-service` | stays | the cut gives it to no service |
//! | `no-step` | stays | its candidate is no service |
//! | `keeps-data` | owned | it needs a store, or says the shape of one |
//! | `entered` | owned | work comes in through it |
//! | `used-inside` | owned | no other service mentions it |
//! | `used-across` | owned | it needs no store and others mention it: they take a copy along, or ask |
//!
//! *Needs a store*: it uses one itself, or calls what does. Mazlami et al. and most others only partition; Newman: Monolith
//! to Microservices (2019), chapter 3, on what to copy and what to share.
//!
//! Limits: what a framework finds by a template or a file of configuration is not seen, which is why nothing is called
//! dead; where fewer than [`FOLLOWED`] of the names of a language could be followed, nothing in it is called unused. Types inside types go with what is around them.

mod kind;
mod seen;

use super::reach::Reach;
use super::{Role, Services};
use crate::facts::Facts;
use crate::id::{ServiceId, UnitId};
use kind::is_value;
use seen::{Item, Known, Seen, items};
use std::collections::BTreeSet;

/// The most lines of a type that every service may have a copy of.
pub const SMALL: u32 = 100;

/// The least share of the names of a language that has to be followed before anything in it is called unused.
pub const FOLLOWED: f64 = 2.0 / 3.0;

/// The languages of which too few names could be followed to tell what nothing uses, with the share that could.
pub fn untold(facts: &Facts) -> Vec<(&'static str, f64)> {
    let shares = facts.followed.iter().map(|(language, resolution)| (*language, resolution.share()));
    shares.filter(|(_, share)| *share < FOLLOWED).collect()
}

/// A type, or what a file holds beside types, and what becomes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Treated {
    /// `path#Type`, or the path alone: its name in reports.
    pub label: String,
    /// The names of its parts, where the rest of the same file or type goes elsewhere.
    pub parts: Vec<String>,
    /// The units that it is made of, ascending; never empty.
    pub units: Vec<UnitId>,
    /// Its first line.
    pub line: u32,
    /// The service that it goes to by the cut.
    pub home: Option<ServiceId>,
    /// What becomes of it.
    pub treatment: Treatment,
    /// The rule that decided.
    pub rule: Rule,
    /// What the rule looked at.
    pub figures: Figures,
}

/// What a rule looks at.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// Its lines.
    pub lines: u32,
    /// How often something else mentions it.
    pub mentions: u32,
    /// The services whose code mentions it, its own among them where that does.
    pub services: BTreeSet<ServiceId>,
    /// How many stores it uses itself.
    pub stores: usize,
    /// Whether it needs a store, itself or through what it calls.
    pub needs_store: bool,
    /// Places of other services that mention it, in order.
    pub places: Vec<(UnitId, u32)>,
}

/// What becomes of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Treatment {
    /// One service has it.
    Owned,
    /// Every service that uses it has a copy of its own.
    Replicated,
    /// A library with a version.
    Library,
    /// It stays with what is left of the monolith.
    Stays,
    /// Nothing was seen that uses it.
    Unused,
    /// Somebody wrote down that it goes.
    Dropped,
}

impl Treatment {
    /// Every treatment, the ones to look at first.
    pub const ALL: [Treatment; 6] = [
        Treatment::Unused,
        Treatment::Replicated,
        Treatment::Library,
        Treatment::Stays,
        Treatment::Dropped,
        Treatment::Owned,
    ];

    /// The word for it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Treatment::Owned => "owned",
            Treatment::Replicated => "replicated",
            Treatment::Library => "library",
            Treatment::Stays => "stays",
            Treatment::Unused => "unused",
            Treatment::Dropped => "dropped",
        }
    }

    /// What a decision of this kind makes of the files that it names; `None` where it leaves that open.
    pub fn decided(kind: &str) -> Option<Self> {
        match kind {
            "pin" => Some(Treatment::Owned),
            "shared" => Some(Treatment::Library),
            "replicate" => Some(Treatment::Replicated),
            "stays" | "gateway" => Some(Treatment::Stays),
            _ => None,
        }
    }
}

/// The rule that decided; see the head of this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Somebody wrote it down.
    WrittenDown,
    /// Somebody decided what becomes of it.
    Decided(Treatment),
    /// Nothing was seen that uses it.
    NothingUses,
    /// A small type that calls nothing.
    SmallValue,
    /// Most services use it.
    Generic,
    /// The cut shares it.
    PlacedShared,
    /// The gateway.
    FrontDoor,
    /// The cut gives it to nobody.
    NoService,
    /// Its candidate gets no step.
    NoStep,
    /// It needs a store.
    KeepsData,
    /// Work comes in through it.
    Entered,
    /// Only its own service mentions it.
    UsedInside,
    /// Others mention it too.
    UsedAcross,
}

impl Rule {
    /// The word for it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Rule::WrittenDown => "written-down",
            Rule::Decided(_) => "decided",
            Rule::NothingUses => "nothing-uses",
            Rule::SmallValue => "small-value",
            Rule::Generic => "generic",
            Rule::PlacedShared => "placed-shared",
            Rule::FrontDoor => "front-door",
            Rule::NoService => "no-service",
            Rule::NoStep => "no-step",
            Rule::KeepsData => "keeps-data",
            Rule::Entered => "entered",
            Rule::UsedInside => "used-inside",
            Rule::UsedAcross => "used-across",
        }
    }

    /// What follows from it.
    pub fn treatment(self) -> Treatment {
        match self {
            Rule::WrittenDown => Treatment::Dropped,
            Rule::Decided(treatment) => treatment,
            Rule::NothingUses => Treatment::Unused,
            Rule::SmallValue => Treatment::Replicated,
            Rule::Generic | Rule::PlacedShared => Treatment::Library,
            Rule::FrontDoor | Rule::NoService | Rule::NoStep => Treatment::Stays,
            Rule::KeepsData | Rule::Entered | Rule::UsedInside | Rule::UsedAcross => Treatment::Owned,
        }
    }
}

/// What becomes of every type and of what files hold beside them, by path, type and role; `modules` are candidates that get
/// no step.
pub(super) fn treatments(services: &Services<'_>, reach: &Reach, modules: &[ServiceId]) -> Vec<Treated> {
    let items = items(services);
    let seen = Seen::new(services, reach, &items);
    let one = |(at, item): (usize, &Item<'_>)| {
        let figures = seen.figures[at].clone();
        let rule = rule(services, item, &figures, &seen.known[at], modules);
        let home = match item.role {
            Role::Service(service) => Some(service),
            Role::Shared | Role::Gateway | Role::Gone => None,
        };
        let path = item.path.as_str();
        let label = item.name.map_or_else(|| path.to_owned(), |name| format!("{path}#{name}"));
        let line = item.units.iter().map(|unit| services.facts.units[*unit].first_line()).min().unwrap_or(1);
        // Items of one file or type stand side by side.
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| items.get(at));
        let divided = beside.into_iter().any(|other| (other.path, other.name) == (item.path, item.name));
        let part = |unit: &UnitId| services.facts.units[*unit].part.as_ref().map(|part| part.name.clone());
        let parts = if divided { item.units.iter().filter_map(part).collect() } else { Vec::new() };
        Treated { label, parts, units: item.units.clone(), line, home, treatment: rule.treatment(), rule, figures }
    };
    items.iter().enumerate().map(one).collect()
}

fn rule(services: &Services<'_>, item: &Item<'_>, figures: &Figures, known: &Known, modules: &[ServiceId]) -> Rule {
    let free = !figures.needs_store && !known.entity && !known.entered;
    let most = (services.count() / 2 + 1).max(3);
    let users = figures.services.len();
    let small =
        figures.lines <= SMALL && !known.calls && !known.state && !known.found && is_value(services, item, known);
    if let Some(decided) = decided(services, item) {
        return Rule::Decided(decided);
    }
    match item.role {
        Role::Gone => Rule::WrittenDown,
        _ if !known.used => Rule::NothingUses,
        _ if free && small && users > 1 => Rule::SmallValue,
        _ if free && users >= most => Rule::Generic,
        Role::Gateway => Rule::FrontDoor,
        Role::Shared if free && users > 1 => Rule::PlacedShared,
        Role::Shared => Rule::NoService,
        Role::Service(service) if modules.contains(&service) => Rule::NoStep,
        Role::Service(_) if figures.needs_store || known.entity => Rule::KeepsData,
        Role::Service(_) if known.entered => Rule::Entered,
        Role::Service(home) if figures.services.iter().all(|by| *by == home) => Rule::UsedInside,
        Role::Service(_) => Rule::UsedAcross,
    }
}

/// What somebody decided about all of it: by name, or with the service that stays.
fn decided(services: &Services<'_>, item: &Item<'_>) -> Option<Treatment> {
    let stays = |service| Some(service) == services.cut.stays;
    let of = |unit: &UnitId| services.cut.decided.get(unit).copied();
    match item.role {
        Role::Service(service) if stays(service) => Some(Treatment::Stays),
        _ => of(item.units.first()?).filter(|first| item.units.iter().all(|unit| of(unit) == Some(*first))),
    }
}

#[cfg(test)]
mod tests;
