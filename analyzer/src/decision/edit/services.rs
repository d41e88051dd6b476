//! Edits about whole services.

use super::super::{Decision, Entry, GATEWAY, MONOLITH, Role, Treatment};
use super::Refused;
use super::cut::Made;
use super::desk::{Desk, fine_name, is_reserved};
use crate::id::UnitId;
use std::collections::BTreeSet;

impl Desk<'_> {
    /// Makes one service of several.
    pub(super) fn merge(&mut self, services: &[String], into: &str) -> Result<(), Refused> {
        fine_name(into)?;
        let mut names: BTreeSet<&str> = services.iter().map(String::as_str).collect();
        names.extend(self.view.service(into).map(|_| into));
        let mut units: Vec<UnitId> = Vec::new();
        for name in &names {
            units.extend(&self.service(name)?.units);
        }
        units.sort_unstable();
        if names.len() < 2 {
            return Err(Refused::NoEffect("two services at least become one".to_owned()));
        }
        if is_reserved(into) {
            let treatment = if into == MONOLITH { Treatment::Stays } else { Treatment::Gateway };
            let rest: Vec<String> = names.iter().filter(|name| **name != into).map(|name| (*name).to_owned()).collect();
            self.treat(treatment, &[], &rest)?;
            return self.all_in(&units, into);
        }
        for name in &names {
            self.can_join(name)?;
        }
        self.free(into);
        let shaped = self.shaped(names.iter().copied());
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        for name in &names {
            self.rewrite(name, into);
        }
        match shaped.names.as_slice() {
            [] => {}
            [_] if shaped.merged.is_empty() => self.call(&shaped.homes[0], into),
            _ => self.add_merge(shaped, into),
        }
        for _ in 0..2 {
            let left = self.cut()?.elsewhere(&units, into);
            self.hold(&left, into)?;
        }
        self.all_in(&units, into)
    }

    /// Adds a merge of services by the names that merges know, in place of the merges that they come from.
    fn add_merge(&mut self, shaped: Shaped, into: &str) {
        let Shaped { names, homes, merged } = shaped;
        self.now.entries.retain(|entry| match &entry.decision {
            Decision::Merge(_, into) => !merged.contains(into),
            Decision::Rename(service, _) => !homes.contains(service),
            _ => true,
        });
        let mut reasons: Vec<&str> = self
            .old
            .entries
            .iter()
            .filter_map(|entry| match &entry.decision {
                Decision::Merge(_, into) if merged.contains(into) => Some(entry.reason.as_str()),
                _ => None,
            })
            .collect();
        reasons.push(self.reason);
        reasons.dedup();
        let reason = reasons.join("; ");
        // A service that merges know by the wanted name, and that has another by now, is not meant.
        let known = |made: &Made| matches!(made, Made::Proposed { unmerged, .. } if unmerged == into);
        let other = self.view.services.iter().any(|service| known(&service.made)) && !names.contains(&into.to_owned());
        if other {
            let name = names[0].clone();
            self.add_because(Decision::Merge(names, name.clone()), reason.clone());
            self.add_because(Decision::Rename(name, into.to_owned()), reason);
        } else {
            self.add_because(Decision::Merge(names, into.to_owned()), reason);
        }
    }

    /// What merges call some services of the view, and the merges that they come from. Pins alone made the others.
    fn shaped<'n>(&self, services: impl Iterator<Item = &'n str>) -> Shaped {
        let mut shaped = Shaped::default();
        for service in services.filter_map(|name| self.view.service(name)) {
            let Made::Proposed { unmerged, merged } = &service.made else { continue };
            let divided = |decision: &Decision| matches!(decision, Decision::Split(name, _) if name == unmerged);
            if self.now.entries.iter().any(|entry| divided(&entry.decision)) {
                continue;
            }
            let mut names = vec![unmerged.clone()];
            for entry in &self.now.entries {
                match &entry.decision {
                    Decision::Merge(services, into) if into == merged => {
                        names.extend(services.iter().cloned());
                        shaped.merged.push(merged.clone());
                    }
                    _ => {}
                }
            }
            names.retain(|name| !shaped.names.contains(name));
            names.dedup();
            for name in names {
                if !shaped.names.contains(&name) {
                    shaped.names.push(name);
                }
            }
            shaped.homes.push(merged.clone());
        }
        shaped
    }

    /// Gives up a name that entries hold for a service which has no file any more, or which has another name by now.
    fn free(&mut self, name: &str) {
        let lives = self.view.service(name).is_some();
        let made = |made: &Made| matches!(made, Made::Proposed { merged, .. } if merged == name);
        let is_made = self.view.services.iter().any(|service| made(&service.made));
        if !lives && is_made {
            self.merge_otherwise(name);
        }
        self.now.entries.retain(|entry| match &entry.decision {
            Decision::Rename(_, to) => lives || to != name,
            Decision::Merge(_, into) => lives || is_made || into != name,
            _ => true,
        });
    }

    /// Lets a merge whose service was given another name call it by one of those that it merges, if that is free.
    fn merge_otherwise(&mut self, name: &str) {
        let calls = |decision: &Decision, name: &str| match decision {
            Decision::Merge(_, called) | Decision::Rename(_, called) => called == name,
            _ => false,
        };
        let merged = |entry: &Entry| match &entry.decision {
            Decision::Merge(services, into) if into == name => Some(services.clone()),
            _ => None,
        };
        let Some(services) = self.now.entries.iter().find_map(merged) else { return };
        let is_free = |service: &&String| !self.now.entries.iter().any(|entry| calls(&entry.decision, service));
        let Some(other) = services.iter().find(is_free) else { return };
        for entry in &mut self.now.entries {
            match &mut entry.decision {
                Decision::Merge(_, into) if into == name => other.clone_into(into),
                Decision::Rename(service, _) if service == name => other.clone_into(service),
                _ => {}
            }
        }
    }

    /// Calls a service, by the name that new names are given to, otherwise.
    fn call(&mut self, merged: &str, to: &str) {
        let reason = self.reason.to_owned();
        let unmerged = |made: &Made| matches!(made, Made::Proposed { unmerged, .. } if unmerged == to);
        let free = !self.view.services.iter().any(|service| unmerged(&service.made));
        let renames = |decision: &Decision| matches!(decision, Decision::Rename(service, _) if service == merged);
        if let Some(at) = self.now.entries.iter().position(|entry| renames(&entry.decision)) {
            if merged == to {
                self.now.entries.remove(at);
            } else {
                let entry = &mut self.now.entries[at];
                entry.decision = Decision::Rename(merged.to_owned(), to.to_owned());
                entry.reason = reason;
            }
            return;
        }
        if merged == to {
            return;
        }
        for entry in &mut self.now.entries {
            match &mut entry.decision {
                Decision::Merge(_, into) if into == merged && free => {
                    to.clone_into(into);
                    return;
                }
                _ => {}
            }
        }
        self.add(Decision::Rename(merged.to_owned(), to.to_owned()));
    }

    /// Calls a service otherwise.
    pub(super) fn rename(&mut self, service: &str, to: &str) -> Result<(), Refused> {
        fine_name(to)?;
        let known = self.service(service)?;
        if known.role != Role::Service {
            return Err(Refused::NoEffect(format!("the {service} keeps its name")));
        }
        if is_reserved(to) {
            return Err(Refused::NoEffect(format!("what becomes the {to} is decided otherwise, and not by a name")));
        }
        if service == to {
            return Err(Refused::NoEffect(format!("it is called {to} already")));
        }
        if self.view.service(to).is_some() {
            return Err(Refused::NoEffect(format!("another service is called {to}; merge the two if they are one")));
        }
        let (units, made) = (known.units.clone(), known.made.clone());
        self.free(to);
        self.rewrite(service, to);
        match made {
            Made::Proposed { merged, .. } => self.call(&merged, to),
            Made::Pinned => {}
            Made::Nobody => self.add_pin(&units, to),
        }
        self.all_in(&units, to)?;
        // A name with a number goes to the next one that has none of its own.
        if let Some(next) = self.cut()?.service(service) {
            let now = self.view.of(next.units[0]).map_or("another service", |known| known.name.as_str());
            return Err(Refused::NoEffect(format!(
                "{now} would be called {service} then; give it a name of its own first"
            )));
        }
        Ok(())
    }

    /// Divides a service.
    pub(super) fn split(&mut self, service: &str, parts: usize) -> Result<(), Refused> {
        if !(2..=100).contains(&parts) {
            return Err(Refused::NoEffect("a service is split in 2 to 100".to_owned()));
        }
        let known = self.service(service)?;
        let (units, made) = (known.units.clone(), known.made.clone());
        let before = self.now.entries.clone();
        if let Made::Proposed { unmerged, .. } = &made {
            self.add(Decision::Split(unmerged.clone(), parts));
            let found = self.cut().ok().map(|cut| {
                let places: BTreeSet<Option<&str>> =
                    units.iter().map(|unit| cut.of(*unit).map(|service| service.name.as_str())).collect();
                places.len() >= parts
            });
            if found == Some(true) {
                return Ok(());
            }
            self.now.entries = before;
        }
        // Splits come before everything else; what other entries have made is divided by its files.
        let Some(found) = self.first.ties().in_parts(&units, parts) else {
            return Err(Refused::NoEffect(format!(
                "{service} has {}, which are not {parts} services",
                super::super::files(units.len())
            )));
        };
        let numbered = (2_usize..).map(|number| format!("{service}-{number}"));
        let free: Vec<String> = numbered.filter(|name| self.view.service(name).is_none()).take(parts - 1).collect();
        for (part, name) in found.iter().skip(1).zip(&free) {
            let mut part = part.clone();
            part.sort_unstable();
            self.release(&part, |_| false);
            self.add_pin(&part, name);
        }
        for (part, name) in found.iter().skip(1).zip(&free) {
            self.all_in(part, name)?;
        }
        Ok(())
    }

    /// Treats services of the view as a whole.
    pub(super) fn treat_services(&mut self, treatment: Treatment, services: &[String]) -> Result<(), Refused> {
        let services: Vec<&String> = services.iter().filter(|name| treatment.service() != Some(name)).collect();
        for name in &services {
            self.can_join(name)?;
        }
        let shaped = self.shaped(services.iter().map(|name| name.as_str()));
        let home = treatment.service();
        for name in &services {
            if let Some(home) = home {
                let team =
                    |decision: &Decision, of: &str| matches!(decision, Decision::Team(service, _) if service == of);
                let taken = self.now.entries.iter().any(|entry| team(&entry.decision, home));
                self.now.entries.retain(|entry| !(taken && team(&entry.decision, name)));
            }
            self.now.entries.retain_mut(|entry| match &mut entry.decision {
                Decision::Pin(what, service) if service == *name => {
                    entry.decision = Decision::Treat(treatment, std::mem::take(what), Vec::new());
                    true
                }
                Decision::Team(service, _) if service == *name => {
                    home.inspect(|home| (*home).clone_into(service)).is_some()
                }
                _ => true,
            });
        }
        if !shaped.names.is_empty() {
            self.now.entries.retain(|entry| match &entry.decision {
                Decision::Merge(_, into) => !shaped.merged.contains(into),
                Decision::Rename(service, _) => !shaped.homes.contains(service),
                _ => true,
            });
            self.add(Decision::Treat(treatment, Default::default(), shaped.names));
        }
        Ok(())
    }

    /// Says whose a service is.
    pub(super) fn team(&mut self, service: &str, team: &str) -> Result<(), Refused> {
        self.service(service)?;
        let team = team.trim();
        let of = |decision: &Decision| matches!(decision, Decision::Team(known, _) if known == service);
        if team.is_empty() {
            self.now.entries.retain(|entry| !of(&entry.decision));
            return Ok(());
        }
        if let Some(flaw) = crate::name::flaw(team) {
            return Err(Refused::NoEffect(flaw));
        }
        let decision = Decision::Team(service.to_owned(), team.to_owned());
        match self.now.entries.iter().position(|entry| of(&entry.decision)) {
            Some(at) if self.now.entries[at].decision == decision => {}
            Some(at) => {
                self.now.entries[at].decision = decision;
                self.reason.clone_into(&mut self.now.entries[at].reason);
            }
            None => self.add(decision),
        }
        Ok(())
    }

    /// Refuses the monolith and the gateway, which become nothing else.
    fn can_join(&mut self, name: &str) -> Result<(), Refused> {
        let service = self.service(name)?;
        if service.role != Role::Service && is_reserved(name) {
            let what = if name == GATEWAY { "gateway" } else { "monolith" };
            return Err(Refused::NoEffect(format!("the {what} stays what it is; other services can become it")));
        }
        Ok(())
    }
}

/// What entries call some services.
#[derive(Default)]
struct Shaped {
    /// What merges call them and those that they come from.
    names: Vec<String>,
    /// What new names are given to, by service.
    homes: Vec<String>,
    /// What the merges that they come from call them.
    merged: Vec<String>,
}
