//! Accessors: operations that only hand over a field of an entity or of a type that is mostly fields. They are no operations
//! that a service offers, but fields of a copy.
//!
//! An accessor is called `getX`, `setX`, `isX` or `hasX`, has few lines and uses no store. A type is mostly fields when it has
//! some, and two of three of its methods are called so.

use crate::facts::{Facts, PartKind, Unit};
use crate::id::UnitId;
use crate::path::RepoPath;
use std::collections::{BTreeMap, BTreeSet};

/// The most lines of an accessor, with what stands above it.
const SHORT: u32 = 12;

/// A type by its file and name.
type TypeOf<'a> = (&'a RepoPath, &'a str);

/// The types whose accessors are fields.
pub(super) struct Accessors<'a> {
    facts: &'a Facts,
    /// Each with the unit that declares it.
    values: BTreeMap<TypeOf<'a>, UnitId>,
}

/// What is known of a type.
#[derive(Default)]
struct Seen<'a> {
    unit: Option<UnitId>,
    entity: bool,
    fields: u32,
    methods: BTreeSet<&'a str>,
}

impl<'a> Accessors<'a> {
    pub(super) fn new(facts: &'a Facts) -> Self {
        let mut types: BTreeMap<TypeOf<'a>, Seen<'a>> = BTreeMap::new();
        for (unit, of) in facts.units.iter() {
            for declared in &of.types {
                let seen = types.entry((&of.path, &declared.name)).or_default();
                seen.unit = seen.unit.or(Some(unit));
                seen.entity |= of.entity;
                seen.fields += declared.fields;
                seen.methods.extend(declared.operations.iter().map(|operation| own(&operation.name)));
            }
            let method = of.part.as_ref().filter(|part| part.kind == PartKind::Method);
            if let Some((part, owner)) = method.and_then(|part| Some((part, part.owner()?))) {
                types.entry((&of.path, owner)).or_default().methods.insert(part.own_name());
            }
        }
        let value = |(key, seen): (TypeOf<'a>, Seen<'a>)| {
            let accessors = seen.methods.iter().filter(|name| is_called_so(name)).count();
            let holds = seen.fields > 0 && 3 * accessors >= 2 * seen.methods.len();
            Some((key, seen.unit.filter(|_| seen.entity || holds)?))
        };
        Self { facts, values: types.into_iter().filter_map(value).collect() }
    }

    /// The type whose field an operation hands over, with the unit that declares it.
    pub(super) fn field_of(&self, unit: UnitId, name: &str) -> Option<(UnitId, &'a str)> {
        let of = &self.facts.units[unit];
        let owner = self.owner(of, name).filter(|_| is_called_so(name))?;
        let short = of.part.is_none() || of.lines <= SHORT && self.facts.uses_of(unit).next().is_none();
        let declared = self.values.get(&(&of.path, owner)).filter(|_| short)?;
        Some((*declared, owner))
    }

    fn owner(&self, of: &'a Unit, name: &str) -> Option<&'a str> {
        match &of.part {
            Some(part) => part.owner(),
            None => {
                let has = |operations: &[crate::facts::Operation]| operations.iter().any(|one| own(&one.name) == name);
                of.types.iter().find(|declared| has(&declared.operations)).map(|declared| declared.name.as_str())
            }
        }
    }
}

fn own(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn is_called_so(name: &str) -> bool {
    ["get", "set", "is", "has", "Get", "Set", "Is", "Has"].iter().any(|start| {
        name.strip_prefix(start).is_some_and(|rest| rest.starts_with(|letter: char| letter.is_uppercase()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Operation, TypeDecl, TypeKind};
    use crate::plan::tests::planned;

    /// Whether a name is an accessor of a type with these methods and so many fields.
    fn check(methods: &str, fields: u32, name: &str, expected: bool) {
        let (mut facts, ..) = planned("a/Order:");
        let operation = |name: &str| Operation {
            name: name.to_owned(),
            parameters: Vec::new(),
            returns: String::new(),
            public: true,
            line: 1,
        };
        let operations = methods.split(' ').map(operation).collect();
        let (name_of, kind) = ("Order".to_owned(), TypeKind::Class);
        let unit = facts.units.ids().next().expect("a unit");
        facts.units[unit].types = vec![TypeDecl { name: name_of, kind, line: 1, end_line: 9, fields, operations }];
        assert_eq!(Accessors::new(&facts).field_of(unit, name).is_some(), expected, "{methods}: {name}");
    }

    #[test]
    fn what_hands_over_a_field() {
        check("getCode setCode isOpen", 2, "getCode", true);
        check("getCode setCode place", 2, "getCode", true);
        check("getCode setCode place", 2, "place", false);
        check("getCode place cancel", 2, "getCode", false);
        check("getCode setCode", 0, "getCode", false);
        check("getaway settle", 2, "getaway", false);
    }
}
