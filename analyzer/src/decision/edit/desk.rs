//! The entries while an edit is made, and what several edits do to them.

use super::super::draft::Draft;
use super::super::{Bound, Decision, Decisions, Entry, GATEWAY, MONOLITH, Outcome, Selection, Treatment};
use super::Refused;
use super::cut::{Cut, Known};
use crate::facts::Facts;
use crate::id::{Id, UnitId};
use crate::name::{flaw, told};
use std::cell::RefCell;
use std::rc::Rc;

/// The entries while an edit is made.
pub(super) struct Desk<'a> {
    pub(super) facts: &'a Facts,
    pub(super) first: &'a Draft,
    known: Option<&'a Bound>,
    pub(super) old: &'a Decisions,
    pub(super) now: Decisions,
    /// What the view shows.
    pub(super) view: Rc<Cut>,
    /// What the entries made when that was asked last.
    made: RefCell<(Decisions, Rc<Cut>)>,
    pub(super) reason: &'a str,
}

impl<'a> Desk<'a> {
    pub(super) fn new(
        facts: &'a Facts,
        first: &'a Draft,
        known: Option<&'a Bound>,
        old: &'a Decisions,
        reason: &'a str,
    ) -> Result<Self, Refused> {
        let view = Rc::new(Cut::new(facts, first, known, old)?);
        let made = RefCell::new((old.clone(), view.clone()));
        Ok(Self { facts, first, known, old, now: old.clone(), view, made, reason: reason.trim() })
    }

    /// What the entries make of the proposal now.
    pub(super) fn cut(&self) -> Result<Rc<Cut>, Refused> {
        let mut made = self.made.borrow_mut();
        if made.0 != self.now {
            let cut = Cut::new(self.facts, self.first, self.known, &self.now)?;
            *made = (self.now.clone(), Rc::new(cut));
        }
        Ok(made.1.clone())
    }

    /// The entries, if they differ from the old ones, hold together, and none of the new ones is stale.
    pub(super) fn done(self) -> Result<Decisions, Refused> {
        if self.now == *self.old {
            return Err(Refused::NoEffect("it is so already".to_owned()));
        }
        let cut = self.cut()?;
        self.none_stale(&cut)?;
        Ok(self.now)
    }

    /// Refuses an edit after which not all units are in the service of that name.
    pub(super) fn all_in(&self, units: &[UnitId], name: &str) -> Result<(), Refused> {
        let cut = self.cut()?;
        self.none_left(&cut, &cut.elsewhere(units, name))
    }

    /// Refuses an edit that has left out units: a new entry is stale, or older ones hold them.
    pub(super) fn none_left(&self, cut: &Cut, left: &[UnitId]) -> Result<(), Refused> {
        let Some(unit) = left.first() else { return Ok(()) };
        self.none_stale(cut)?;
        let label = self.facts.units[*unit].label();
        Err(Refused::NoEffect(format!("what was decided before holds {label} elsewhere")))
    }

    /// Refuses an edit with a new entry that is stale.
    fn none_stale(&self, cut: &Cut) -> Result<(), Refused> {
        for (at, entry) in self.now.entries.iter().enumerate() {
            let known = self.old.entries.iter().any(|old| old.decision == entry.decision);
            if let (false, Some(Outcome::Stale(why))) = (known, cut.outcomes.get(&at)) {
                return Err(Refused::NoEffect(why.clone()));
            }
        }
        Ok(())
    }

    /// These units, ascending and each once.
    pub(super) fn known(&self, units: &[UnitId]) -> Result<Vec<UnitId>, Refused> {
        let n = self.facts.units.len();
        if let Some(unit) = units.iter().find(|unit| unit.index() >= n) {
            return Err(Refused::Unknown(format!("there is no unit {}", unit.index())));
        }
        if units.is_empty() {
            return Err(Refused::NoEffect("no file is meant".to_owned()));
        }
        let mut units = units.to_vec();
        units.sort_unstable();
        units.dedup();
        Ok(units)
    }

    /// The service that the view calls so.
    pub(super) fn service(&self, name: &str) -> Result<&Known, Refused> {
        self.view.service(name).ok_or_else(|| Refused::Unknown(format!("no service is called {}", told(name))))
    }

    /// Adds an entry.
    pub(super) fn add(&mut self, decision: Decision) {
        self.add_because(decision, self.reason.to_owned());
    }

    /// Adds an entry with a reason of its own.
    pub(super) fn add_because(&mut self, decision: Decision, reason: String) {
        self.now.entries.push(Entry { line: 0, decision, reason });
    }

    /// Sends units to a service: several in a row for one reason are one entry.
    pub(super) fn add_pin(&mut self, units: &[UnitId], to: &str) {
        let reason = self.reason;
        let last = self.now.entries.last_mut().filter(|last| last.reason == reason);
        if let Some(Entry { decision: Decision::Pin(what, service), .. }) = last
            && service == to
        {
            *what = what.with(self.facts, units);
            return;
        }
        self.add(Decision::Pin(Selection::of_units(self.facts, units), to.to_owned()));
    }

    /// Treats units in one way: several in a row for one reason are one entry.
    pub(super) fn add_treat(&mut self, treatment: Treatment, units: &[UnitId]) {
        let reason = self.reason;
        let last = self.now.entries.last_mut().filter(|last| last.reason == reason);
        if let Some(Entry { decision: Decision::Treat(same, what, _), .. }) = last
            && *same == treatment
        {
            *what = what.with(self.facts, units);
            return;
        }
        self.add(Decision::Treat(treatment, Selection::of_units(self.facts, units), Vec::new()));
    }

    /// Takes units out of the entries that name their paths and send them anywhere but to where `keeps` says.
    pub(super) fn release(&mut self, units: &[UnitId], keeps: impl Fn(&Decision) -> bool) {
        let facts = self.facts;
        self.now.entries.retain_mut(|entry| {
            if keeps(&entry.decision) {
                return true;
            }
            match &mut entry.decision {
                Decision::Pin(what, _) => {
                    *what = what.without(facts, units);
                    !what.is_empty()
                }
                Decision::Treat(_, what, services) => {
                    *what = what.without(facts, units);
                    !(what.is_empty() && services.is_empty())
                }
                _ => true,
            }
        });
    }

    /// Lets pins and teams that name a service name another.
    pub(super) fn rewrite(&mut self, old: &str, new: &str) {
        let team_of =
            |entry: &Entry, name: &str| matches!(&entry.decision, Decision::Team(service, _) if service == name);
        let taken = self.now.entries.iter().any(|entry| team_of(entry, new));
        if taken && old != new {
            self.now.entries.retain(|entry| !team_of(entry, old));
        }
        for entry in &mut self.now.entries {
            match &mut entry.decision {
                Decision::Pin(_, service) | Decision::Team(service, _) if service == old => new.clone_into(service),
                _ => {}
            }
        }
    }
}

/// Refuses what no service may be called: names in parentheses are reserved for what is no service.
pub(super) fn fine_name(name: &str) -> Result<(), Refused> {
    if let Some(flaw) = flaw(name) {
        return Err(Refused::NoEffect(flaw));
    }
    if name.trim() == name && !name.starts_with('(') {
        return Ok(());
    }
    let why = "names do not begin with a parenthesis, and have no space around them";
    Err(Refused::NoEffect(format!("a service cannot be called `{}`: {why}", told(name))))
}

/// Whether a name is that of something else than a service to be cut out.
pub(super) fn is_reserved(name: &str) -> bool {
    name == MONOLITH || name == GATEWAY
}
