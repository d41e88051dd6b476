//! What goes from one service to another: questions, commands, and functions that are copied.
//!
//! Two things cross: a unit of one service uses a store that another one owns, or calls a unit of another service.
//!
//! - A use of a store is a *command* when the statement writes (what it reads of the same owner on the way is looked up
//!   there), else a *question*.
//! - A call crosses when what is called needs its own service's stores, itself or through what it calls. It is a command
//!   when the called unit writes these stores and asks none of them; else a question. A command beside a question of the
//!   same unit to the same service goes along with it.
//! - A method called on a row of another service (`user.limits()`) is a question: the row comes from there.
//! - What needs no store of its own service needs no service: whoever calls it copies it, and asks the owners of what it
//!   needs. The same holds for shared code, which every service contains.
//!
//! Limits: what is passed as an object is not seen; a command whose result is used is taken for a command.

use super::reach::{Reach, Tie};
use super::standing::Standings;
use super::{Cut, Deed, Evidence, Ownership, Party, Role};
use crate::facts::{Access, Facts, Mode, RowCall, StoreKind};
use crate::id::{Id, IdVec, ServiceId, StoreId, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// Something that goes from one service to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Crossing {
    /// From whom.
    pub from: Party,
    /// To whom.
    pub to: ServiceId,
    /// Whether it waits for an answer.
    pub need: Need,
    /// Where.
    pub evidence: Evidence,
}

/// Whether an answer is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// A question.
    Answer,
    /// A command.
    Nothing,
}

/// A unit of one service that another service copies, since it needs no store of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Copied {
    /// What is copied.
    pub unit: UnitId,
    /// Who copies it.
    pub to: Party,
}

/// All that crosses.
pub(super) struct Crossings {
    /// Sorted; a command that goes along with a question is one.
    pub(super) all: Vec<Crossing>,
    /// Sorted.
    pub(super) copied: Vec<Copied>,
    pub(super) reach: Reach,
}

/// Finds all that crosses.
pub(super) fn crossings(
    facts: &Facts,
    cut: &Cut,
    ownership: &IdVec<StoreId, Ownership>,
    standings: &Standings,
) -> Crossings {
    let reach = Reach::new(facts, cut, ownership, standings);
    let uses = Uses::new(facts, ownership, standings);
    let mut all = Vec::new();
    let mut copied = BTreeSet::new();
    for unit in facts.units.ids() {
        let Some(from) = cut.party(unit) else { continue };
        let mut own = uses.crossings(from, unit);
        for tie in &reach.calls[unit] {
            let mut found = called(cut, &reach, &uses, from, *tie);
            // What the line does with the stores of a service is known better than what the call may do with them.
            found.retain(|(to, _)| !uses.on_line(unit, *to, tie.line));
            let evidence = Evidence { unit, line: tie.line, deed: Deed::Calls(tie.to) };
            own.extend(found.iter().map(|(to, need)| Crossing { from, to: *to, need: *need, evidence }));
            let foreign = cut.service(tie.to).filter(|service| Party::Service(*service) != from);
            if foreign.is_some_and(|service| !reach.of(tie.to).contains(&service)) {
                copied.insert(Copied { unit: tie.to, to: from });
            }
        }
        own.extend(rows_at_hand(facts, cut, standings, from, unit));
        let asked: BTreeSet<ServiceId> =
            own.iter().filter(|crossing| crossing.need == Need::Answer).map(|crossing| crossing.to).collect();
        for crossing in own.iter_mut().filter(|crossing| asked.contains(&crossing.to)) {
            crossing.need = Need::Answer;
        }
        all.append(&mut own);
    }
    all.sort_unstable();
    all.dedup();
    Crossings { all, copied: copied.into_iter().collect(), reach }
}

/// The rows of other services that a unit has at hand.
fn rows_at_hand(facts: &Facts, cut: &Cut, standings: &Standings, from: Party, unit: UnitId) -> Vec<Crossing> {
    let first = facts.row_calls.partition_point(|call| call.unit < unit);
    let own = facts.row_calls[first..].iter().take_while(|call| call.unit == unit);
    let crossing = |call: &RowCall| {
        let to = cut.service(call.entity).filter(|to| Party::Service(*to) != from)?;
        let evidence = Evidence { unit, line: call.line, deed: Deed::Calls(call.entity) };
        Some(Crossing { from, to, need: Need::Answer, evidence })
    };
    // A browser's class of the same name is no row.
    own.filter(|call| !standings.draws(unit) && !standings.draws(call.entity)).filter_map(crossing).collect()
}

/// What a call needs of other services.
fn called(cut: &Cut, reach: &Reach, uses: &Uses, from: Party, tie: Tie) -> Vec<(ServiceId, Need)> {
    let others = || reach.of(tie.to).iter().copied().filter(|service| Party::Service(*service) != from);
    match cut.roles[tie.to] {
        Role::Service(to) if Party::Service(to) == from => Vec::new(),
        Role::Service(to) if reach.of(tie.to).contains(&to) => vec![(to, uses.need(tie.to, to))],
        Role::Service(_) | Role::Shared => others().map(|to| (to, uses.need(tie.to, to))).collect(),
        Role::Gateway | Role::Gone => Vec::new(),
    }
}

/// The uses of stores by (unit, owner, line).
struct Uses(BTreeMap<(UnitId, ServiceId), BTreeMap<u32, (StoreId, Need)>>);

impl Uses {
    fn new(facts: &Facts, ownership: &IdVec<StoreId, Ownership>, standings: &Standings) -> Self {
        let mut uses: BTreeMap<_, BTreeMap<u32, (StoreId, Need)>> = BTreeMap::new();
        let rows = |access: &&Access| facts.stores[access.store].kind != StoreKind::Topic;
        for access in standings.uses(facts).filter(rows) {
            let Some(owner) = ownership[access.store].owner() else { continue };
            let need = match access.mode {
                Mode::Write => Need::Nothing,
                Mode::Read | Mode::Use => Need::Answer,
                Mode::Declare => continue,
            };
            let lines = uses.entry((access.unit, owner)).or_default();
            for line in &access.lines {
                let known = lines.entry(*line).or_insert((access.store, need));
                if need > known.1 {
                    *known = (access.store, need);
                }
            }
        }
        Self(uses)
    }

    /// What a unit does with the stores of others.
    fn crossings(&self, from: Party, unit: UnitId) -> Vec<Crossing> {
        let first = (unit, ServiceId::new(0));
        let of_unit = self.0.range(first..).take_while(|((one, _), _)| *one == unit);
        let mut found = Vec::new();
        for ((_, to), lines) in of_unit.filter(|((_, to), _)| Party::Service(*to) != from) {
            for (line, (store, need)) in lines {
                let deed = match need {
                    Need::Nothing => Deed::Writes(*store),
                    Need::Answer => Deed::Reads(*store),
                };
                let evidence = Evidence { unit, line: *line, deed };
                found.push(Crossing { from, to: *to, need: *need, evidence });
            }
        }
        found
    }

    /// Whether a line of a unit uses a store of this owner itself.
    fn on_line(&self, unit: UnitId, owner: ServiceId, line: u32) -> bool {
        self.0.get(&(unit, owner)).is_some_and(|lines| lines.contains_key(&line))
    }

    /// What a call of a unit needs of the owner of stores that it reaches.
    fn need(&self, unit: UnitId, owner: ServiceId) -> Need {
        let commands =
            self.0.get(&(unit, owner)).is_some_and(|lines| lines.values().all(|(_, need)| *need == Need::Nothing));
        if commands { Need::Nothing } else { Need::Answer }
    }
}
