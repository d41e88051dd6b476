//! Data coupling: both units use the same entities and tables.
//!
//! Columns are the entity files and the tables and collections; a table that an entity maps to is the entity's column.
//! A unit's own entity counts 2, a reference to an entity `min(2, 0.5 + 0.25 S)`, an access to a table 1.5. Columns are
//! weighted by `ln(1 + N / (1 + df))`; coupling is the cosine of two rows, the 10 nearest above 0.2 per unit.

use super::{Basis, Coupling, EVIDENCE_KEPT, Evidence, Role, ln};
use crate::facts::{Facts, Site, StoreKind, Unit};
use crate::graph::{Matrix, Rows, cosine_top_k};
use crate::id::{Id, IdVec, StoreId, UnitId};
use crate::info::Info;
use crate::settings::Weights;
use crate::words;
use std::collections::BTreeMap;

/// Using the same entities and tables.
pub(super) struct Data;

impl Coupling for Data {
    fn info(&self) -> &'static Info {
        &Info {
            id: "data",
            summary: "both files use the same entities and tables",
            reference: "Data-Centric decomposition: Romani, Tibermacine, Tibermacine 2022; cosine over rare stores",
        }
    }

    fn role(&self) -> Role {
        Role::Code
    }

    fn weight(&self, weights: &Weights) -> f64 {
        weights.data
    }

    fn measure(&self, basis: &Basis<'_>) -> Matrix {
        let columns = Columns::new(basis.facts);
        let mut rows = columns.rows(basis);
        let mut used_by = vec![0_usize; columns.count];
        for (column, _) in rows.iter().flatten() {
            used_by[*column] += 1;
        }
        let n = basis.n() as f64;
        for (column, value) in rows.iter_mut().flatten() {
            *value *= ln(1.0 + n / (1.0 + used_by[*column] as f64));
        }
        cosine_top_k(&rows, columns.count, 10, 0.2)
    }

    fn explain(&self, basis: &Basis<'_>, a: UnitId, b: UnitId) -> Vec<Evidence> {
        let columns = Columns::new(basis.facts);
        let (ours, theirs) = (columns.row(basis, a), columns.row(basis, b));
        let common = ours.keys().filter(|column| theirs.contains_key(column));
        common.take(EVIDENCE_KEPT).map(|column| columns.tell(basis, *column, a, b)).collect()
    }
}

/// How many entities and tables there are: the tables and collections, and the entities that have none of these.
pub(crate) fn entities_and_tables(facts: &Facts) -> usize {
    let columns = Columns::new(facts);
    let tables: Vec<usize> = columns.of_store.values().copied().flatten().collect();
    let entities = columns.of_unit.values().copied().flatten();
    tables.len() + entities.filter(|column| !tables.contains(column)).count()
}

/// Which entity file or store each column stands for.
struct Columns {
    of_unit: IdVec<UnitId, Option<usize>>,
    of_store: IdVec<StoreId, Option<usize>>,
    count: usize,
}

impl Columns {
    fn new(facts: &Facts) -> Self {
        let mut count = 0;
        let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
        let mut by_path: BTreeMap<&str, Vec<(&Unit, usize)>> = BTreeMap::new();
        let of_unit = facts.units.values().map(|unit| {
            unit.entity.then(|| {
                let column = count;
                count += 1;
                by_path.entry(unit.path.as_str()).or_default().push((unit, column));
                for declared in &unit.types {
                    by_name.entry(one_name(&declared.name)).or_insert(column);
                }
                column
            })
        });
        let of_unit = of_unit.collect();
        let of_store = facts.stores.values().map(|store| {
            matches!(store.kind, StoreKind::Table | StoreKind::Collection).then(|| {
                let declared_by = || {
                    let entity = |site: &Site| {
                        let parts = by_path.get(site.path.as_str())?;
                        parts.iter().find(|(part, _)| part.holds(site.line)).map(|(_, column)| *column)
                    };
                    let mut mappings = store.declared.iter().filter_map(entity);
                    mappings.next().filter(|_| mappings.next().is_none())
                };
                by_name.get(&one_name(&store.name)).copied().or_else(declared_by).unwrap_or_else(|| {
                    count += 1;
                    count - 1
                })
            })
        });
        let of_store = of_store.collect();
        Self { of_unit, of_store, count }
    }

    fn rows(&self, basis: &Basis<'_>) -> Rows {
        basis.facts.units.ids().map(|unit| self.row(basis, unit).into_iter().collect()).collect()
    }

    /// What one unit uses: column -> value.
    fn row(&self, basis: &Basis<'_>, unit: UnitId) -> BTreeMap<usize, f64> {
        let mut row = BTreeMap::new();
        let mut raise = |column: usize, value: f64| {
            let entry = row.entry(column).or_insert(0.0_f64);
            *entry = entry.max(value);
        };
        if let Some(own) = self.of_unit[unit] {
            raise(own, 2.0);
        }
        for (to, strength) in basis.strengths.row(unit.index()) {
            if let Some(column) = self.of_unit[UnitId::new(to)] {
                raise(column, f64::min(2.0, 0.5 + 0.25 * strength));
            }
        }
        for access in accesses(basis.facts, unit) {
            if let Some(column) = self.of_store[access.store] {
                raise(column, 1.5);
            }
        }
        row
    }

    fn tell(&self, basis: &Basis<'_>, column: usize, a: UnitId, b: UnitId) -> Evidence {
        let entity = self.of_unit.iter().find(|(_, of)| **of == Some(column)).map(|(unit, _)| unit);
        let store = self.of_store.iter().find(|(_, of)| **of == Some(column)).map(|(store, _)| store);
        let what = match (entity, store) {
            (Some(unit), _) => format!("the entity in {}", basis.short(unit)),
            (None, Some(store)) => {
                let store = &basis.facts.stores[store];
                format!("the {} {}", store.kind.name(), store.name)
            }
            (None, None) => "the same data".to_owned(),
        };
        let site = |unit: UnitId| {
            let by_access =
                accesses(basis.facts, unit).iter().find(|access| self.of_store[access.store] == Some(column));
            let by_reference = || entity.and_then(|entity| basis.references(unit, entity).first());
            let line = match by_access {
                Some(access) => access.lines[0],
                None => by_reference().map_or(1, |reference| reference.lines[0]),
            };
            (basis.facts.units[unit].path.to_string(), line)
        };
        Evidence { text: format!("both use {what}"), sites: vec![site(a), site(b)], commits: Vec::new() }
    }
}

/// The accesses of one unit.
fn accesses(facts: &Facts, unit: UnitId) -> &[crate::facts::Access] {
    let all = &facts.accesses;
    let start = all.partition_point(|access| access.unit < unit);
    let end = start + all[start..].partition_point(|access| access.unit == unit);
    &all[start..end]
}

/// A table's or entity's name in a form in which `order_items`, `OrderItem` and `tbl_OrderItems` are one.
fn one_name(name: &str) -> String {
    let mut parts = words::split(name);
    if parts.len() > 1 && matches!(parts[0].as_str(), "tbl" | "tb" | "t") {
        parts.remove(0);
    }
    if let Some(last) = parts.last_mut() {
        *last = singular(last);
    }
    parts.concat()
}

fn singular(word: &str) -> String {
    let keep = |end: &str, put: &str| word.strip_suffix(end).map(|stem| format!("{stem}{put}"));
    match word {
        _ if word.len() < 4 || word.ends_with("ss") || word.ends_with("us") => None,
        _ if word.ends_with("ies") => keep("ies", "y"),
        _ if ["ses", "xes", "ches", "shes"].iter().any(|end| word.ends_with(end)) => keep("es", ""),
        _ => keep("s", ""),
    }
    .unwrap_or_else(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_named_like_an_entity_is_one_column() {
        for (table, entity) in [
            ("orders", "Order"),
            ("ORDER_ITEMS", "OrderItem"),
            ("categories", "Category"),
            ("tbl_address", "Address"),
            ("addresses", "Address"),
            ("status", "Status"),
            ("boxes", "Box"),
        ] {
            assert_eq!(one_name(table), one_name(entity), "{table} {entity}");
        }
    }

    #[test]
    fn different_things_stay_apart() {
        assert_ne!(one_name("order_item"), one_name("order"));
        assert_ne!(one_name("bus"), one_name("bu"));
    }
}
