//! The proposal while decisions are applied to it.

use super::bundle::{Bundle, Target};
use super::divide::by_seeds;
use super::ties::Ties;
use super::{Bound, Decision, Outcome, Role, Treatment};
use crate::analysis::Place;
use crate::id::{Id, UnitId};
use crate::partition::Partition;
use crate::pipeline::SMALL;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A service of the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slot {
    /// What it is called.
    pub(crate) name: String,
    /// What it is in the target picture.
    pub(crate) role: Role,
    /// Whose it is, as somebody wrote it down.
    pub(crate) team: Option<String>,
}

/// A partition with names, that can be changed.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    ties: Arc<Ties>,
    /// Per unit its cell; units without a place are in cells too.
    cell_of: Vec<usize>,
    /// Per unit whether it counts as the service of its cell, or as what is nobody's.
    place_of: Vec<Seat>,
    /// Per cell its service, if it is one.
    slots: Vec<Option<Slot>>,
    /// Per unit the entry that decided its place.
    decided: Vec<Option<usize>>,
    /// How many cells the proposal had; later ones were made by decisions.
    proposed: usize,
}

/// The phases of applying decisions that leave names behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// What is too large is divided, what is too small has joined.
    Sized,
    /// Services are split.
    Divided,
    /// Services are merged, and whole ones treated.
    Merged,
    /// Services have their names.
    Renamed,
    /// Units are where they were decided to be.
    Gathered,
}

/// What an entry does in one of the phases in which cells change; why not, where it cannot.
type Shape = fn(&mut Draft, usize, &Decision) -> Result<(), String>;

/// Whether a unit counts as its cell's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seat {
    Service,
    Shared,
    Unassigned,
}

impl PartialEq for Draft {
    /// Whether everyone is in the same place for the same reason.
    fn eq(&self, other: &Self) -> bool {
        (self.proposed, &self.cell_of, &self.place_of, &self.slots, &self.decided)
            == (other.proposed, &other.cell_of, &other.place_of, &other.slots, &other.decided)
    }
}

impl Draft {
    /// The proposal: a partition, the place of every unit, and the name of every cell that is a candidate.
    pub(crate) fn new(
        ties: Arc<Ties>,
        partition: &Partition,
        place: impl Fn(UnitId) -> Place,
        name: impl Fn(crate::id::CandidateId) -> String,
    ) -> Self {
        let cell_of = partition.labels();
        let mut slots = vec![None; partition.cells()];
        let mut seat = |(at, cell): (usize, &usize)| match place(UnitId::new(at)) {
            Place::Candidate(candidate) => {
                slots[*cell].get_or_insert_with(|| Slot { name: name(candidate), role: Role::Service, team: None });
                Seat::Service
            }
            Place::Shared => Seat::Shared,
            Place::Unassigned => Seat::Unassigned,
        };
        let place_of = cell_of.iter().enumerate().map(&mut seat).collect();
        Self { ties, decided: vec![None; cell_of.len()], place_of, proposed: slots.len(), slots, cell_of }
    }

    /// The partition as it is now.
    pub(crate) fn partition(&self) -> Partition {
        Partition::from_numbers(&self.cell_of)
    }

    /// The services as they are now, each with its units, in the order of their cells. Services that lost all their units
    /// are none any more.
    pub(crate) fn services(&self) -> Vec<(Slot, Vec<UnitId>)> {
        self.services_by_cell().into_iter().map(|(_, slot, units)| (slot, units)).collect()
    }

    /// The same with the cells, in their order.
    pub(crate) fn services_by_cell(&self) -> Vec<(usize, Slot, Vec<UnitId>)> {
        let mut units: Vec<Vec<UnitId>> = vec![Vec::new(); self.slots.len()];
        for (at, seat) in self.place_of.iter().enumerate() {
            if *seat == Seat::Service {
                units[self.cell_of[at]].push(UnitId::new(at));
            }
        }
        let named = |(cell, units): (usize, Vec<UnitId>)| {
            let slot = self.slots[cell].clone().filter(|_| !units.is_empty())?;
            Some((cell, slot, units))
        };
        units.into_iter().enumerate().filter_map(named).collect()
    }

    /// What every cell is called, if it is a service that has units.
    pub(crate) fn names(&self) -> Vec<Option<String>> {
        let mut lives = vec![false; self.slots.len()];
        for (cell, seat) in self.cell_of.iter().zip(&self.place_of) {
            lives[*cell] |= *seat == Seat::Service;
        }
        let name = |(slot, lives): (&Option<Slot>, bool)| slot.as_ref().filter(|_| lives).map(|slot| slot.name.clone());
        self.slots.iter().zip(lives).map(name).collect()
    }

    /// What it leans on.
    pub(crate) fn ties(&self) -> &Ties {
        &self.ties
    }

    /// The units that are to be shared now.
    pub(crate) fn shared(&self) -> Vec<UnitId> {
        let shared = self.place_of.iter().enumerate().filter(|(_, seat)| **seat == Seat::Shared);
        shared.map(|(at, _)| UnitId::new(at)).collect()
    }

    /// Per unit the entry that decided its place.
    pub(crate) fn decided(&self) -> &[Option<usize>] {
        &self.decided
    }

    /// How many units lie elsewhere than in another draft of the same proposal.
    pub(crate) fn moved_from(&self, other: &Draft) -> usize {
        let cells = self.proposed;
        let place = |draft: &Draft, at: usize| {
            let cell = draft.cell_of[at];
            // Services that decisions made are told by their names.
            let made = draft.slots[cell].as_ref().filter(|_| cell >= cells).map(|slot| slot.name.clone());
            (draft.place_of[at] as u8, if cell < cells { Some(cell) } else { None }, made)
        };
        (0..self.cell_of.len()).filter(|at| place(self, *at) != place(other, *at)).count()
    }

    /// Applies the entries that are wanted. What became of each of these, by entry, without how many units it moved. The
    /// order of the entries does not matter.
    pub(crate) fn apply(&mut self, bound: &Bound, wanted: impl Fn(usize) -> bool + Copy) -> BTreeMap<usize, Outcome> {
        self.apply_watched(bound, wanted, &mut |_, _| {})
    }

    /// The same; `watch` is told after each phase.
    pub(crate) fn apply_watched(
        &mut self,
        bound: &Bound,
        wanted: impl Fn(usize) -> bool + Copy,
        watch: &mut dyn FnMut(Phase, &Draft),
    ) -> BTreeMap<usize, Outcome> {
        let order: Vec<usize> = bound.order().iter().copied().filter(|at| wanted(*at)).collect();
        let mut refused: BTreeMap<usize, String> = BTreeMap::new();
        let shaping: [(Phase, Shape); 3] =
            [(Phase::Sized, Self::sizes), (Phase::Divided, Self::split), (Phase::Merged, Self::merge)];
        for (done, phase) in shaping {
            for at in &order {
                if let Err(why) = phase(self, *at, &bound.entries()[*at].decision) {
                    refused.insert(*at, why);
                }
            }
            watch(done, self);
        }
        self.rename(bound, &order, &mut refused);
        watch(Phase::Renamed, self);
        let bundles = bound.bundles(self.cell_of.len(), wanted);
        self.gather(bound, &bundles, &order);
        watch(Phase::Gathered, self);
        let is_apart = |at: &usize| matches!(bound.entries()[*at].decision, Decision::Apart(_));
        let apart: Vec<usize> = order.iter().copied().filter(is_apart).collect();
        // None of them brings together what another one keeps apart, so that one round is enough.
        apart.iter().for_each(|at| self.keep_apart(*at, &apart, bound, &bundles));
        for at in &order {
            let Decision::Team(service, team) = &bound.entries()[*at].decision else { continue };
            match self.slot(service) {
                Some(cell) => self.slots[cell].iter_mut().for_each(|slot| slot.team = Some(team.clone())),
                None => drop(refused.insert(*at, no_service(service))),
            }
        }
        let outcome = |at: usize| {
            let about_files = !bound.met[at].is_empty() && !bound.unmet[at].is_empty();
            let outcome = match refused.remove(&at) {
                Some(why) => Outcome::Stale(why),
                None if about_files && bound.met[at].iter().all(Vec::is_empty) => {
                    Outcome::Stale(format!("no file is {}", bound.unmet[at].join(" or ")))
                }
                None => Outcome::Applied { moved: 0 },
            };
            (at, outcome)
        };
        order.into_iter().map(outcome).collect()
    }

    /// Gives every service that files were pinned to the name that they were pinned to, after a clustering that kept them
    /// together. Whoever was called so gets another name.
    pub(crate) fn claim(&mut self, bound: &Bound) {
        for bundle in bound.bundles(self.cell_of.len(), |_| true) {
            let Some(Target::Service(name)) = &bundle.target else { continue };
            let cell = self.cell_of[bundle.units[0].index()];
            if self.slot(name) == Some(cell) || self.slots[cell].is_none() {
                continue;
            }
            if let Some(other) = self.slot(name) {
                let free = self.free(name);
                self.slots[other].iter_mut().for_each(|slot| slot.name.clone_from(&free));
            }
            self.slots[cell].iter_mut().for_each(|slot| slot.name.clone_from(name));
        }
    }

    /// The cell of the service that is called so.
    fn slot(&self, name: &str) -> Option<usize> {
        let named = |slot: &Option<Slot>| slot.as_ref().is_some_and(|slot| slot.name == name);
        self.slots.iter().position(named)
    }

    fn units_of(&self, cell: usize) -> Vec<UnitId> {
        let here = |at: &usize| self.cell_of[*at] == cell && self.place_of[*at] == Seat::Service;
        (0..self.cell_of.len()).filter(here).map(UnitId::new).collect()
    }

    fn add(&mut self, name: String) -> usize {
        self.slots.push(Some(Slot { name, role: Role::Service, team: None }));
        self.slots.len() - 1
    }

    /// A name that no service has: the name itself, or with the first number that is free.
    fn free(&self, name: &str) -> String {
        let numbered = (2_usize..).map(|number| format!("{name}-{number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|name| self.slot(name).is_none()).expect("numbers do not run out")
    }

    fn put(&mut self, units: &[UnitId], cell: usize, entry: usize) {
        for unit in units {
            self.cell_of[unit.index()] = cell;
            self.place_of[unit.index()] = Seat::Service;
            self.decided[unit.index()] = Some(entry);
        }
    }

    /// Sizes: what is too large is divided, what is too small joins the service that pulls most at it.
    fn sizes(&mut self, at: usize, decision: &Decision) -> Result<(), String> {
        let Decision::Sizes { least, most } = decision else { return Ok(()) };
        let most = (*most).max(1);
        let mut queue: Vec<usize> = (0..self.slots.len()).filter(|cell| self.slots[*cell].is_some()).collect();
        while let Some(cell) = queue.pop() {
            let units = self.units_of(cell);
            let Some(parts) =
                (units.len() > most).then(|| self.ties.in_parts(&units, units.len().div_ceil(most).max(2))).flatten()
            else {
                continue;
            };
            queue.push(cell);
            queue.extend(self.spread(cell, parts, at));
        }
        loop {
            let small = (0..self.slots.len()).filter(|cell| self.slots[*cell].is_some());
            let mut small: Vec<(usize, usize)> = small.map(|cell| (self.units_of(cell).len(), cell)).collect();
            small.retain(|(size, _)| *size > 0 && size < least);
            small.sort_unstable();
            let fits = |(_, cell): &(usize, usize)| {
                let units = self.units_of(*cell);
                let room = |other: usize| self.units_of(other).len() + units.len() <= most;
                self.nearest(&units, *cell, room).map(|home| (units, home))
            };
            let Some((units, home)) = small.iter().find_map(fits) else { break };
            self.put(&units, home, at);
        }
        Ok(())
    }

    /// The first part stays, the others become services of their own, numbered.
    fn spread(&mut self, cell: usize, parts: Vec<Vec<UnitId>>, entry: usize) -> Vec<usize> {
        let name = self.slots[cell].as_ref().map(|slot| slot.name.clone()).unwrap_or_default();
        let mut added = Vec::new();
        for part in parts.iter().skip(1) {
            let free = self.free(&name);
            let new = self.add(free);
            self.put(part, new, entry);
            added.push(new);
        }
        added
    }

    fn split(&mut self, at: usize, decision: &Decision) -> Result<(), String> {
        let Decision::Split(service, parts) = decision else { return Ok(()) };
        let cell = self.slot(service).ok_or_else(|| no_service(service))?;
        let units = self.units_of(cell);
        let Some(found) = self.ties.in_parts(&units, *parts) else {
            return Err(format!("{service} has {}, which are not {parts} services", super::files(units.len())));
        };
        self.spread(cell, found, at);
        Ok(())
    }

    fn merge(&mut self, at: usize, decision: &Decision) -> Result<(), String> {
        let (services, into, role) = match decision {
            Decision::Merge(services, into) => (services, into.as_str(), Role::Service),
            Decision::Treat(treatment, _, services) if !services.is_empty() => match treatment {
                Treatment::Stays => (services, super::MONOLITH, Role::Monolith),
                Treatment::Gateway => (services, super::GATEWAY, Role::Gateway),
                // A whole service that everyone shares: its files are nobody's.
                Treatment::Shared | Treatment::Replicated => {
                    let cells: Vec<usize> = services.iter().filter_map(|service| self.slot(service)).collect();
                    let units: Vec<UnitId> = cells.iter().flat_map(|cell| self.units_of(*cell)).collect();
                    for unit in units {
                        self.place_of[unit.index()] = Seat::Shared;
                        self.decided[unit.index()] = Some(at);
                    }
                    return self.known(services);
                }
            },
            _ => return Ok(()),
        };
        let known = self.known(services);
        let cells: Vec<usize> = services.iter().filter_map(|service| self.slot(service)).collect();
        if cells.is_empty() {
            return known;
        }
        let largest = cells.iter().copied().max_by_key(|cell| (self.units_of(*cell).len(), std::cmp::Reverse(*cell)));
        let home = self.slot(into).or(largest).expect("there is one at least");
        for cell in cells.into_iter().filter(|cell| *cell != home) {
            let units = self.units_of(cell);
            self.put(&units, home, at);
        }
        if let Some(slot) = &mut self.slots[home] {
            into.clone_into(&mut slot.name);
            slot.role = role;
        }
        known
    }

    /// An error for the first of these that is no service.
    fn known(&self, services: &[String]) -> Result<(), String> {
        services.iter().find(|service| self.slot(service).is_none()).map_or(Ok(()), |missing| Err(no_service(missing)))
    }

    /// All new names at once, so that two services can change names with each other.
    fn rename(&mut self, bound: &Bound, order: &[usize], refused: &mut BTreeMap<usize, String>) {
        let mut renamed: BTreeMap<usize, (usize, &String)> = BTreeMap::new();
        for at in order {
            let Decision::Rename(service, to) = &bound.entries()[*at].decision else { continue };
            match self.slot(service) {
                Some(cell) => drop(renamed.insert(cell, (*at, to))),
                None => drop(refused.insert(*at, no_service(service))),
            }
        }
        // A name is free once whoever had it has another; who does not get theirs keeps the old one.
        loop {
            let taken = |name: &String| {
                let named = |cell: &usize| self.slots[*cell].as_ref().is_some_and(|slot| slot.name == *name);
                let mut others = (0..self.slots.len()).filter(|cell| named(cell) && !renamed.contains_key(cell));
                others.any(|cell| !self.units_of(cell).is_empty())
            };
            let Some((cell, (at, to))) = renamed.iter().find(|(_, (_, to))| taken(to)) else { break };
            refused.insert(*at, format!("another service is called {to}; merge the two if they are one"));
            let cell = *cell;
            renamed.remove(&cell);
        }
        let names: Vec<(usize, String)> = renamed.into_iter().map(|(cell, (_, to))| (cell, to.clone())).collect();
        for (cell, to) in &names {
            // Nothing is left in a service whose name goes to another.
            for empty in (0..self.slots.len()).filter(|other| names.iter().all(|(named, _)| named != other)) {
                self.slots[empty].take_if(|slot| slot.name == *to);
            }
            self.slots[*cell].iter_mut().for_each(|slot| slot.name.clone_from(to));
        }
    }

    /// Puts every bundle where it has to be: where it was sent, or else where most of it is already (ties to what pulls
    /// at it most, then to the first).
    fn gather(&mut self, bound: &Bound, bundles: &[Bundle], order: &[usize]) {
        let mut own: Vec<Option<usize>> = vec![None; self.cell_of.len()];
        for at in order.iter().filter(|at| Target::of(&bound.entries()[**at].decision).is_some()) {
            bound.units(*at).iter().for_each(|unit| own[unit.index()] = own[unit.index()].or(Some(*at)));
        }
        for bundle in bundles {
            let cell = match &bundle.target {
                Some(Target::Outside(_)) => {
                    for unit in &bundle.units {
                        self.place_of[unit.index()] = Seat::Shared;
                        self.decided[unit.index()] = Some(bundle.entry);
                    }
                    continue;
                }
                Some(Target::Service(name)) => {
                    let cell = self.slot(name).unwrap_or_else(|| self.add(name.clone()));
                    let role = match name.as_str() {
                        super::MONOLITH => Role::Monolith,
                        super::GATEWAY => Role::Gateway,
                        _ => self.slots[cell].as_ref().map_or(Role::Service, |slot| slot.role),
                    };
                    self.slots[cell].iter_mut().for_each(|slot| slot.role = role);
                    cell
                }
                None => {
                    let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
                    let placed = |unit: &&UnitId| self.place_of[unit.index()] == Seat::Service;
                    for unit in bundle.units.iter().filter(placed) {
                        *votes.entry(self.cell_of[unit.index()]).or_default() += 1;
                    }
                    let most = votes.values().copied().max().unwrap_or(0);
                    let tied: BTreeSet<usize> = votes.iter().filter(|(_, v)| **v == most).map(|(c, _)| *c).collect();
                    let one = tied.first().copied().filter(|_| tied.len() == 1);
                    let home = one.or_else(|| {
                        self.nearest(&bundle.units, usize::MAX, |cell| tied.is_empty() || tied.contains(&cell))
                    });
                    match home.or(tied.first().copied()) {
                        Some(home) => home,
                        None => {
                            let free = self.free("together");
                            self.add(free)
                        }
                    }
                }
            };
            for unit in &bundle.units {
                self.put(std::slice::from_ref(unit), cell, own[unit.index()].unwrap_or(bundle.entry));
            }
        }
    }

    /// The service that pulls most at some units (ties to the first), of those that may be it.
    fn nearest(&self, units: &[UnitId], but: usize, may: impl Fn(usize) -> bool) -> Option<usize> {
        let mut pulls: BTreeMap<usize, f64> = BTreeMap::new();
        for unit in units {
            for (other, weight) in self.ties.graph.row(unit.index()) {
                if self.place_of[other] == Seat::Service && units.binary_search(&UnitId::new(other)).is_err() {
                    *pulls.entry(self.cell_of[other]).or_default() += weight;
                }
            }
        }
        pulls.retain(|cell, _| *cell != but && self.slots[*cell].is_some() && may(*cell));
        pulls.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map(|(cell, _)| cell)
    }

    /// Where two groups of an entry are in one service: a few files of the smaller group go where they are pulled most
    /// and nothing forbids it; otherwise the service is divided between the groups, everyone with whom it is tied to.
    fn keep_apart(&mut self, at: usize, apart: &[usize], bound: &Bound, bundles: &[Bundle]) {
        // Whoever has to stay with a unit goes with it.
        let with = |units: &[UnitId]| -> Vec<UnitId> {
            let mut all: BTreeSet<UnitId> = units.iter().copied().collect();
            for bundle in bundles {
                if bundle.units.iter().any(|unit| units.binary_search(unit).is_ok()) {
                    all.extend(&bundle.units);
                }
            }
            all.into_iter().collect()
        };
        let sent = |units: &[UnitId]| {
            let target = |unit: &UnitId| {
                bundles.iter().any(|bundle| bundle.target.is_some() && bundle.units.binary_search(unit).is_ok())
            };
            units.iter().any(target)
        };
        let cells: BTreeSet<usize> = bound.groups(at).iter().flatten().map(|unit| self.cell_of[unit.index()]).collect();
        for cell in cells {
            let here = |group: &Vec<UnitId>| -> Vec<UnitId> {
                let placed =
                    |unit: &&UnitId| self.cell_of[unit.index()] == cell && self.place_of[unit.index()] == Seat::Service;
                group.iter().filter(placed).copied().collect()
            };
            let mut groups: Vec<Vec<UnitId>> =
                bound.groups(at).iter().map(here).filter(|group| !group.is_empty()).map(|group| with(&group)).collect();
            if groups.len() < 2 || self.slots[cell].is_none() {
                continue;
            }
            // Who was sent here stays, then the largest group.
            groups.sort_by_key(|group| (!sent(group), std::cmp::Reverse(group.len()), group[0]));
            let own: BTreeSet<usize> =
                bound.groups(at).iter().flatten().map(|unit| self.cell_of[unit.index()]).collect();
            let few = |group: &Vec<UnitId>| group.len() < SMALL;
            let mut seeds = vec![groups[0].clone()];
            for group in &groups[1..] {
                let forbidden = self.kept_from(group, apart, bound);
                let home = self.nearest(group, cell, |cell| !own.contains(&cell) && !forbidden.contains(&cell));
                match home.filter(|_| few(group)) {
                    Some(home) => self.put(group, home, at),
                    None => seeds.push(group.clone()),
                }
            }
            if seeds.len() > 1 {
                let parts = by_seeds(&self.ties.graph, &self.free_units(cell, bundles, &seeds), &seeds);
                let decided = self.decided.clone();
                self.spread(cell, parts, at);
                // Only the groups themselves were decided; the others follow.
                let follows = |unit: &usize| seeds.iter().all(|seed| seed.binary_search(&UnitId::new(*unit)).is_err());
                (0..decided.len()).filter(follows).for_each(|unit| self.decided[unit] = decided[unit]);
            }
        }
    }

    /// The services of files that some entry keeps apart from some of these units.
    fn kept_from(&self, units: &[UnitId], apart: &[usize], bound: &Bound) -> BTreeSet<usize> {
        let mut cells = BTreeSet::new();
        for groups in apart.iter().map(|at| bound.groups(*at)) {
            let mine = |group: &[UnitId]| group.iter().any(|unit| units.binary_search(unit).is_ok());
            for (at, group) in groups.iter().enumerate() {
                let kept = groups.iter().enumerate().any(|(other, group)| other != at && mine(group));
                let placed =
                    group.iter().map(|unit| unit.index()).filter(|unit| kept && self.place_of[*unit] == Seat::Service);
                cells.extend(placed.map(|unit| self.cell_of[unit]));
            }
        }
        cells
    }

    /// The units of a cell that may go either way: not those which others have to stay with, unless these are seeds.
    fn free_units(&self, cell: usize, bundles: &[Bundle], seeds: &[Vec<UnitId>]) -> Vec<UnitId> {
        let seed = |unit: &UnitId| seeds.iter().any(|seed| seed.binary_search(unit).is_ok());
        let bound = |unit: &UnitId| bundles.iter().any(|bundle| bundle.units.binary_search(unit).is_ok());
        self.units_of(cell).into_iter().filter(|unit| seed(unit) || !bound(unit)).collect()
    }
}

fn no_service(name: &str) -> String {
    format!("no service is called {}", crate::name::told(name))
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
