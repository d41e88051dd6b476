//! What is tangled and should be untangled in place, before anything is cut: one kind of tangle per file.

mod circle;
mod divide;
mod guard;
mod hub;
mod job;
mod misnamed;
mod registry;
mod state;
mod topic;
mod uses;

use super::Services;
use crate::facts::Site;
use crate::id::{ServiceId, UnitId};
use std::collections::BTreeSet;
use uses::Uses;

/// How many services have to be involved before a file is called tangled.
const SERVICES: usize = 3;
/// The fewest lines of a file that is to be divided.
const LARGE: u32 = 200;
/// The most sites that are kept of one tangle; the count says how many there are.
pub const SITES_KEPT: usize = 20;

/// Something to untangle.
#[derive(Debug, Clone, PartialEq)]
pub struct Tangle {
    /// What it is.
    pub kind: TangleKind,
    /// The units, the one it is about first.
    pub units: Vec<UnitId>,
    /// The services involved, ascending; for a misleading name its own, then the one it is called after.
    pub services: Vec<ServiceId>,
    /// The most telling places.
    pub sites: Vec<Site>,
    /// How many places there are in all.
    pub places: u64,
    /// The name it is about, where that is no unit: a topic, a variable, a guard, a word.
    pub name: String,
    /// The parts it falls into, in the order of their lines: name, line, services they use.
    pub parts: Vec<(String, u32, Vec<ServiceId>)>,
}

/// What is tangled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TangleKind {
    /// Files that use each other in a circle.
    Cycle,
    /// A large file whose parts work for several services.
    Divide,
    /// A file that everybody uses and that only hands on what others declare.
    Barrel,
    /// A file that everybody uses and that keeps no data: a kit.
    Kit,
    /// A file that everybody uses and that keeps data which others use too.
    Core,
    /// A file that everybody uses and that alone keeps its data: settings, reference data.
    Reference,
    /// Files that only draw and that several services use: a kit of the interface.
    Interface,
    /// A large file of rules, without data, that several services use.
    Rules,
    /// A job that works for several services.
    Job,
    /// A check of who calls, which reads data for every request.
    Guard,
    /// A state of the process that several services use.
    State,
    /// An object that everybody knows and that carries the application.
    Registry,
    /// A topic whose name is put together at run time.
    UnnamedTopic,
    /// A file that is called after a service that it has nothing to do with.
    Misnamed,
    /// Where the application is put together.
    Root,
}

impl TangleKind {
    /// The word for it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            TangleKind::Cycle => "cycle",
            TangleKind::Divide => "divide",
            TangleKind::Barrel => "barrel",
            TangleKind::Kit => "kit",
            TangleKind::Core => "core",
            TangleKind::Reference => "reference",
            TangleKind::Interface => "interface",
            TangleKind::Rules => "rules",
            TangleKind::Job => "job",
            TangleKind::Guard => "guard",
            TangleKind::State => "state",
            TangleKind::Registry => "registry",
            TangleKind::UnnamedTopic => "unnamed-topic",
            TangleKind::Misnamed => "misnamed",
            TangleKind::Root => "root",
        }
    }
}

/// Everything that is tangled, by kind, the worst first.
pub fn tangles(services: &Services<'_>) -> Vec<Tangle> {
    let uses = Uses::new(services);
    let mut all = circle::circles(services);
    let divided = divide::divided(services, &uses);
    let known: BTreeSet<UnitId> = divided.iter().map(|one| one.units[0]).collect();
    all.extend(divided);
    // What is to be divided is told once.
    all.extend(hub::hubs(services, &uses).into_iter().filter(|one| !known.contains(&one.units[0])));
    all.extend(job::jobs(services, &uses));
    all.extend(guard::guards(services));
    all.extend(state::states(services, &uses));
    all.extend(registry::registries(services));
    all.extend(topic::topics(services));
    all.extend(misnamed::misnamed(services, &uses));
    all
}

fn site(services: &Services<'_>, unit: UnitId, line: u32) -> Site {
    Site { path: services.facts.units[unit].path.clone(), line }
}

fn tangle(kind: TangleKind, units: Vec<UnitId>, services: BTreeSet<ServiceId>, sites: Vec<Site>) -> Tangle {
    let mut sites: Vec<Site> = sites;
    sites.sort();
    sites.dedup();
    let places = sites.len() as u64;
    sites.truncate(SITES_KEPT);
    let services = services.into_iter().collect();
    Tangle { kind, units, services, sites, places, name: String::new(), parts: Vec::new() }
}
