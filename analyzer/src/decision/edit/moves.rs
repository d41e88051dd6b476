//! Edits that say where files are.

use super::super::{Decision, Treatment};
use super::Refused;
use super::cut::{Cut, Made, target};
use super::desk::{Desk, fine_name};
use crate::id::UnitId;
use std::collections::BTreeMap;

impl Desk<'_> {
    /// Moves units to a service.
    pub(super) fn send(&mut self, units: &[UnitId], to: &str) -> Result<(), Refused> {
        let units = self.known(units)?;
        fine_name(to)?;
        if self.view.elsewhere(&units, to).is_empty() {
            return Err(Refused::NoEffect(format!(
                "{} in {to} already",
                if units.len() == 1 { "it is" } else { "they are" }
            )));
        }
        self.release(&units, |decision| target(decision) == Some(to));
        let missing = self.cut()?.elsewhere(&units, to);
        self.hold(&missing, to)?;
        let all = self.cut()?.elsewhere(&units, to);
        self.hold(&all, to)?;
        self.all_in(&units, to)
    }

    /// Pins units to a service; one that nobody named is pinned as a whole, so that it has its name from here on.
    pub(super) fn hold(&mut self, units: &[UnitId], to: &str) -> Result<(), Refused> {
        if units.is_empty() {
            return Ok(());
        }
        let unnamed = self.view.service(to).filter(|service| service.made == Made::Nobody);
        let mut units = units.to_vec();
        units.extend(unnamed.iter().flat_map(|service| &service.units));
        units.sort_unstable();
        units.dedup();
        self.add_pin(&units, to);
        Ok(())
    }

    /// Pins units to where they are.
    pub(super) fn pin(&mut self, units: &[UnitId]) -> Result<(), Refused> {
        let units = self.known(units)?;
        let mut places: BTreeMap<Option<String>, Vec<UnitId>> = BTreeMap::new();
        for unit in units {
            let service = self.view.of(unit).map(|service| service.name.clone());
            if service.is_none() && self.view.shared.binary_search(&unit).is_err() {
                let label = self.facts.units[unit].label();
                return Err(Refused::NoEffect(format!("{label} is in no service")));
            }
            places.entry(service).or_default().push(unit);
        }
        for (service, units) in places {
            let held = self.held(service.as_deref());
            let free: Vec<UnitId> = units.into_iter().filter(|unit| held.binary_search(unit).is_err()).collect();
            match service {
                _ if free.is_empty() => {}
                Some(service) => self.hold(&free, &service)?,
                None => self.add_treat(Treatment::Shared, &free),
            }
        }
        Ok(())
    }

    /// The units that entries send to a service, or outside of all, ascending.
    fn held(&self, service: Option<&str>) -> Vec<UnitId> {
        let mut held = Vec::new();
        for entry in &self.now.entries {
            let what = match &entry.decision {
                Decision::Pin(what, _) => what,
                Decision::Treat(_, what, _) => what,
                _ => continue,
            };
            if target(&entry.decision) == service {
                held.extend(what.units(self.facts));
            }
        }
        held.sort_unstable();
        held.dedup();
        held
    }

    /// Which of these units a treatment has not reached.
    pub(super) fn untreated(cut: &Cut, treatment: Treatment, units: &[UnitId]) -> Vec<UnitId> {
        match treatment.service() {
            Some(service) => cut.elsewhere(units, service),
            None => units.iter().copied().filter(|unit| cut.shared.binary_search(unit).is_err()).collect(),
        }
    }

    /// Treats units, and services as a whole, in one way.
    pub(super) fn treat(&mut self, treatment: Treatment, units: &[UnitId], services: &[String]) -> Result<(), Refused> {
        if units.is_empty() && services.is_empty() {
            return Err(Refused::NoEffect("no file and no service is meant".to_owned()));
        }
        let mut all = if units.is_empty() { Vec::new() } else { self.known(units)? };
        for service in services {
            let there = treatment.service() == Some(service);
            all.extend(self.service(service)?.units.iter().filter(|_| !there));
        }
        all.sort_unstable();
        all.dedup();
        let same = |decision: &Decision| matches!(decision, Decision::Treat(known, ..) if *known == treatment);
        if !units.is_empty() {
            let units = self.known(units)?;
            self.release(&units, same);
        }
        self.treat_services(treatment, services)?;
        // What is shared only because the proposal says so is decided from here on.
        let reached = self.held_by(treatment);
        let cut = self.cut()?;
        let mut left = Self::untreated(&cut, treatment, &all);
        if treatment.service().is_none() {
            left.extend(units.iter().filter(|unit| reached.binary_search(unit).is_err()));
            left.sort_unstable();
            left.dedup();
        }
        if !left.is_empty() {
            self.release(&left, same);
            self.add_treat(treatment, &left);
        }
        let cut = self.cut()?;
        self.none_left(&cut, &Self::untreated(&cut, treatment, &all))
    }

    /// The units that entries of one treatment name, ascending.
    fn held_by(&self, treatment: Treatment) -> Vec<UnitId> {
        let of = |decision: &Decision| match decision {
            Decision::Treat(known, what, _) if *known == treatment => what.units(self.facts),
            _ => Vec::new(),
        };
        let mut held: Vec<UnitId> = self.now.entries.iter().flat_map(|entry| of(&entry.decision)).collect();
        held.sort_unstable();
        held.dedup();
        held
    }
}
