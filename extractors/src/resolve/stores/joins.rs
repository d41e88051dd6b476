//! What single statements and queries use together.
//!
//! A path of fields (`lines.product`) is followed from the stores that the query names: a field leads to the store that
//! a mapping says it holds. A field that no mapping knows is a plain column and leads nowhere.

use super::{Entities, Names, Saying};
use crate::file::Subject;
use crate::flow::QueryMention;
use crate::resolve::project::Project;
use seamline_analyzer::facts::{Association, Join, Mode, StoreKind};
use seamline_analyzer::{StoreId, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// Which store a field of a store's entity holds.
type Relations = BTreeMap<StoreId, BTreeMap<String, StoreId>>;

/// The joins of all files, sorted.
pub(super) fn collect(project: &Project<'_>, sayings: &[Saying<'_>], entities: &Entities, names: &Names) -> Vec<Join> {
    let relations = relations(project, sayings, entities, names);
    let mut joins: Vec<Join> = Vec::new();
    for saying in sayings {
        for query in &saying.file.facts.queries {
            let there = match &query.subject {
                Subject::ThisFile => None,
                Subject::Type(name) => saying.find(project, name),
            };
            let Some(unit) = there.or(saying.unit) else { continue };
            let named = query.stores.iter().filter_map(|(target, mode)| {
                let named = entities.touched(project, saying, target)?;
                Some((names.known(&named)?, *mode))
            });
            joins.extend(join(unit, query, named.collect(), &relations));
        }
    }
    joins.sort();
    joins.dedup();
    joins
}

/// The fields of entities that hold others, sorted.
pub(super) fn associations(
    project: &Project<'_>,
    sayings: &[Saying<'_>],
    entities: &Entities,
    names: &Names,
) -> Vec<Association> {
    let mut found = Vec::new();
    for saying in sayings {
        for relation in &saying.file.facts.relations {
            let store = |target| names.known(&entities.named(project, saying, StoreKind::Table, target)?);
            if let (Some(from), Some(to)) = (store(&relation.of), store(&relation.to)) {
                let (field, site) = (relation.field.clone(), saying.site(relation.line));
                found.push(Association { from, field, to, site });
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

fn relations(project: &Project<'_>, sayings: &[Saying<'_>], entities: &Entities, names: &Names) -> Relations {
    let mut relations = Relations::new();
    for saying in sayings {
        for relation in &saying.file.facts.relations {
            let store = |target| names.known(&entities.named(project, saying, StoreKind::Table, target)?);
            if let (Some(of), Some(to)) = (store(&relation.of), store(&relation.to)) {
                relations.entry(of).or_default().entry(relation.field.to_lowercase()).or_insert(to);
            }
        }
    }
    relations
}

fn join(unit: UnitId, query: &QueryMention, named: Vec<(StoreId, Mode)>, relations: &Relations) -> Option<Join> {
    let mut stores: BTreeSet<(StoreId, Mode)> = named.into_iter().collect();
    for path in &query.paths {
        follow(path, &mut stores, relations);
    }
    let stores: Vec<(StoreId, Mode)> = stores.into_iter().collect();
    let several = stores.windows(2).any(|pair| pair[0].0 != pair[1].0);
    several.then(|| Join { unit, line: query.line, stores, rule: query.rule.clone() })
}

/// Adds the stores on a path of fields, from whichever store of the query knows its first field.
fn follow(path: &str, stores: &mut BTreeSet<(StoreId, Mode)>, relations: &Relations) {
    let mut from: Vec<StoreId> = stores.iter().map(|(store, _)| *store).collect();
    for field in path.split('.').map(str::to_lowercase) {
        let held = |store: &StoreId| relations.get(store)?.get(&field).copied();
        let Some(to) = from.iter().find_map(held) else { return };
        stores.insert((to, Mode::Read));
        from = vec![to];
    }
}
