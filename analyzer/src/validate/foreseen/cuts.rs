//! The cuts that a plan is made from: the truth's, and a proposal's in the names of the truth.

use crate::compare::Labels;
use crate::facts::{Facts, Part, Unit};
use crate::id::{Id, ServiceId};
use crate::plan::{Cut, Role};
use crate::validate::labels::answers;
use crate::validate::services::majorities;
use crate::validate::truth::{DROPPED, GATEWAY, Home, SHARED, Truth};
use std::collections::{BTreeMap, BTreeSet};

/// The cut that the truth describes; what it does not speak of is gone.
pub(super) fn known_cut(facts: &Facts, truth: &Truth) -> Cut {
    let services: Vec<&str> = truth.services().into_iter().collect();
    let role = |home: Home<'_>| match home {
        Home::Service(name) => {
            let at = services.iter().position(|known| *known == name);
            at.map_or(Role::Gone, |at| Role::Service(ServiceId::new(at)))
        }
        Home::Shared => Role::Shared,
        Home::Gateway => Role::Gateway,
        Home::Dropped | Home::Unknown => Role::Gone,
    };
    let of_unit = |unit: &Unit| {
        let path = unit.path.as_str();
        let part = unit.part.as_ref().and_then(|part| home_of_part(truth, path, part));
        role(part.unwrap_or_else(|| truth.home(path)))
    };
    Cut {
        roles: facts.units.values().map(of_unit).collect(),
        services: services.iter().map(|name| (*name).to_owned()).collect(),
        ..Cut::default()
    }
}

/// Where a part of a split file went, when the truth says so.
fn home_of_part<'a>(truth: &'a Truth, path: &str, part: &Part) -> Option<Home<'a>> {
    let names = [part.name.clone(), part.own_name().to_owned(), listener(&part.name).unwrap_or_default()];
    let of_file = truth.split.get(path)?;
    let (label, _) = of_file.iter().find(|(_, functions)| functions.iter().any(|name| names.contains(name)))?;
    Some(match label.as_str() {
        SHARED => Home::Shared,
        GATEWAY => Home::Gateway,
        DROPPED => Home::Dropped,
        service => Home::Service(service),
    })
}

/// `on user.deleted` of `bus.on('user.deleted')`, an anonymous function.
fn listener(part: &str) -> Option<String> {
    let (callee, rest) = part.split_once("('")?;
    let method = callee.rsplit('.').next().unwrap_or(callee);
    Some(format!("{method} {}", rest.strip_suffix("')")?))
}

/// The cut that a proposal describes, in the names of the truth.
pub(super) fn found_cut(facts: &Facts, truth: &Truth, proposal: &Labels) -> Cut {
    let files = truth.files();
    let stands_for: BTreeMap<&str, &str> = majorities(proposal, &files);
    let keys: Vec<String> = facts.units.values().map(Unit::label).collect();
    let groups = answers(proposal, keys.iter());
    let name = |group: &String| stands_for.get(group.as_str()).copied().unwrap_or(group.as_str()).to_owned();
    let services: BTreeSet<String> = groups.values().filter(|group| *group != SHARED).map(name).collect();
    let services: Vec<String> = services.into_iter().collect();
    let role = |key: &String| {
        let at = groups.get(key).filter(|group| *group != SHARED).map(name);
        let at = at.and_then(|name| services.binary_search(&name).ok());
        at.map_or(Role::Shared, |at| Role::Service(ServiceId::new(at)))
    };
    Cut { roles: keys.iter().map(role).collect(), services: services.into(), ..Cut::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listeners_without_a_name() {
        assert_eq!(listener("bus.on('user.deleted')").as_deref(), Some("on user.deleted"));
        assert_eq!(listener("place"), None);
    }
}
