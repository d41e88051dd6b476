//! Enumerations that several services use. Their values are part of what the services tell each other: one service owns
//! the list and publishes it with its interface, the others keep a copy and cope with values that they do not know.

use super::Services;
use super::border::User;
use crate::facts::{Context, TypeKind};
use crate::id::{ServiceId, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// An enumeration with users in several services.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedEnum {
    /// The unit that declares it.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// Its line.
    pub line: u32,
    /// The services of the units that use it, that of its own unit among them; ascending.
    pub services: Vec<ServiceId>,
    /// Who uses it outside of its own service, by unit.
    pub users: Vec<User>,
}

/// The enumerations that several services use, by unit and name.
pub fn shared(services: &Services<'_>) -> Vec<SharedEnum> {
    let facts = services.facts;
    let mut found: BTreeMap<(UnitId, &str), SharedEnum> = BTreeMap::new();
    for reference in facts.references.iter().filter(|one| one.context != Context::Import) {
        let Some(by) = services.of(reference.from) else { continue };
        let of = &facts.units[reference.to];
        // Enumerations of Rust are types with cases: errors, messages, states with data.
        let enums = of.types.iter().filter(|declared| declared.kind == TypeKind::Enum && of.language != "rust");
        let named = |name: &&str| reference.name.split(['.', ':', '/']).any(|part| part == *name);
        let Some(declared) = enums.map(|one| (one.name.as_str(), one.line)).find(|(name, _)| named(name)) else {
            continue;
        };
        let own = services.of(reference.to);
        let one = found.entry((reference.to, declared.0)).or_insert_with(|| SharedEnum {
            unit: reference.to,
            name: declared.0.to_owned(),
            line: declared.1,
            services: own.into_iter().collect(),
            users: Vec::new(),
        });
        if !one.services.contains(&by) {
            one.services.push(by);
        }
        if own != Some(by) {
            let (count, lines, tier) = (reference.count, reference.lines.clone(), reference.tier);
            one.users.push(User { unit: reference.from, count, lines, tier });
        }
    }
    let mut all: Vec<SharedEnum> = found.into_values().filter(|one| one.services.len() > 1).collect();
    for one in &mut all {
        one.services.sort_unstable();
        let seen: BTreeSet<User> = std::mem::take(&mut one.users).into_iter().collect();
        one.users.extend(seen);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::TypeDecl;
    use crate::plan::tests::planned;

    /// The services of the enumeration `status` that the unit `status` declares.
    #[track_caller]
    fn check(project: &str, kind: TypeKind, expected: &str) {
        let (mut facts, cut, _) = planned(project);
        let unit = facts.units.ids().find(|id| facts.units[*id].path.file_name() == "status").expect("the unit");
        let name = "status".to_owned();
        facts.units[unit].types.push(TypeDecl { name, kind, line: 1, end_line: 9, fields: 2, operations: Vec::new() });
        let services = Services::new(&facts, &cut);
        let shown = |one: &SharedEnum| {
            let names: Vec<&str> = one.services.iter().map(|service| cut.services[*service].as_str()).collect();
            format!("{} of {} by {} others", one.name, names.join(" "), one.users.len())
        };
        assert_eq!(shared(&services).iter().map(shown).collect::<Vec<_>>().join("; "), expected);
    }

    #[test]
    fn who_uses_an_enumeration() {
        let project = "a/one: use a/status; a/status:; b/one: use a/status; b/two: use a/status";
        check(project, TypeKind::Enum, "status of a b by 2 others");
        check(project, TypeKind::Class, "");
    }
    #[test]
    fn one_that_is_nobodys() {
        check(
            "a/one: use (shared)/status; b/one: use (shared)/status; (shared)/status:",
            TypeKind::Enum,
            "status of a b by 2 others",
        );
    }
    #[test]
    fn one_service_alone() {
        check("a/one: use a/status; a/status:; b/one: write t", TypeKind::Enum, "");
    }
}
