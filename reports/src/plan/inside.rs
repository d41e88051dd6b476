//! What a cut runs through inside tables, loops, entities and enumerations, as one list: for pages and spreadsheets that
//! show every kind alike.

use super::v1::{ColumnSide, Plan};
use crate::display::listed;

/// One finding of any of the kinds.
pub(crate) struct Inside<'a> {
    /// Its id.
    pub(crate) id: &'a str,
    /// The word for its kind: `columns`, `loop`, `entity field`, `enumeration`.
    pub(crate) kind: &'static str,
    /// The services it is about.
    pub(crate) services: Vec<String>,
    /// What it is, in words.
    pub(crate) what: String,
    /// What to do about it.
    pub(crate) advice: &'a str,
    /// Where.
    pub(crate) evidence: Vec<String>,
}

/// The findings, by kind: tables that several services write, loops, fields that hold entities of others, enumerations.
pub(crate) fn inside(plan: &Plan) -> Vec<Inside<'_>> {
    let columns = plan.columns.iter().filter(|one| one.writers.len() > 1).map(|one| Inside {
        id: &one.id,
        kind: "columns",
        services: one.writers.iter().map(|side| side.service.clone()).collect(),
        what: format!("{}: {}", one.store, one.writers.iter().map(writes).collect::<Vec<_>>().join("; ")),
        advice: &one.advice,
        evidence: one.writers.iter().flat_map(places).collect(),
    });
    let loops = plan.chatty.iter().map(|one| Inside {
        id: &one.id,
        kind: "loop",
        services: vec![one.from.clone(), one.to.clone()],
        what: format!("{} asks {} in a loop: {} {}", one.from, one.to, one.kind, one.what),
        advice: &one.advice,
        evidence: one.evidence.clone(),
    });
    let fields = plan.associations.iter().map(|one| Inside {
        id: &one.id,
        kind: "entity field",
        services: vec![one.owner.clone(), one.holds_owner.clone()],
        what: format!("{} of {} ({}) holds {} of {}", one.field, one.store, one.owner, one.holds, one.holds_owner),
        advice: &one.advice,
        evidence: one.evidence.clone(),
    });
    let enums = plan.enums.iter().map(|one| Inside {
        id: &one.id,
        kind: "enumeration",
        services: one.services.clone(),
        what: format!("{}, used by {}", one.name, listed(&one.services)),
        advice: &one.advice,
        evidence: one.evidence.clone(),
    });
    columns.chain(loops).chain(fields).chain(enums).collect()
}

/// `orders writes id, status, and columns that are not seen`.
fn writes(side: &ColumnSide) -> String {
    let mut names: Vec<String> = side.columns.iter().map(|column| column.name.clone()).collect();
    if !side.whole.is_empty() {
        names.push("every column".to_owned());
    }
    if side.unknown > 0 {
        names.push("columns that are not seen".to_owned());
    }
    if !side.deletes.is_empty() {
        names.push("deletes rows".to_owned());
    }
    format!("{} writes {}", side.service, listed(&names))
}

fn places(side: &ColumnSide) -> Vec<String> {
    let named = side.columns.iter().filter_map(|column| column.evidence.first());
    let mut places: Vec<String> =
        named.chain(&side.whole).chain(&side.unknown_evidence).chain(&side.deletes).cloned().collect();
    let mut seen = std::collections::BTreeSet::new();
    places.retain(|place| seen.insert(place.clone()));
    places
}
