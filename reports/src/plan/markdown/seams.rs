//! What a cut runs through inside a table, a loop, an entity or an enumeration: below the table of stores.

use super::{MAX_ROWS, Page, code};
use crate::display::{counted, listed};
use crate::format::escape;
use crate::plan::v1::{ColumnSide, ColumnSplit};
use std::collections::BTreeMap;

/// The most columns that are named with one service.
const MAX_COLUMNS: usize = 12;

impl Page<'_> {
    /// Tables by their columns.
    pub(super) fn columns(&mut self) {
        let plan = self.plan;
        if plan.columns.is_empty() {
            return;
        }
        self.line("**By columns.** What each service writes and reads of the stores that several use, as far as the code names it.\n");
        let mut by_advice: BTreeMap<(&str, &str), Vec<&ColumnSplit>> = BTreeMap::new();
        for one in plan.columns.iter().take(2 * MAX_ROWS) {
            by_advice.entry((&one.division, &one.advice)).or_default().push(one);
        }
        for ((division, advice), splits) in by_advice {
            self.line(&format!("- **{}**: {advice}", division.replace('-', " ")));
            for one in splits {
                let writers = one.writers.iter().map(|side| self.side(side, "writes"));
                let mut says: Vec<String> = writers.collect();
                says.extend(
                    one.readers
                        .iter()
                        .filter(|side| !side.columns.is_empty() || !side.whole.is_empty())
                        .map(|side| self.side(side, "reads")),
                );
                says.extend(one.contested.iter().take(MAX_COLUMNS).map(|column| {
                    format!("{} needs one owner: {} write it", code(&column.name), escape(&listed(&column.writers)))
                }));
                self.line(&format!("  - [{}] {}: {}", one.id, code(&one.store), says.join("; ")));
            }
        }
        self.rest(plan.columns.len() as u64, plan.columns.len().min(2 * MAX_ROWS));
    }

    /// `shipping writes shipped_at (src/ship.py:3), and columns that are not seen at src/ship.py:9`.
    fn side(&self, side: &ColumnSide, verb: &str) -> String {
        let mut says = Vec::new();
        let names: Vec<String> = side.columns.iter().take(MAX_COLUMNS).map(|column| code(&column.name)).collect();
        if !names.is_empty() {
            let left = side.columns.len() - names.len();
            let more = if left > 0 { format!(" and {left} more") } else { String::new() };
            let mut places: Vec<String> = Vec::new();
            for place in side.columns.iter().filter_map(|column| column.evidence.first()) {
                if !places.contains(place) {
                    places.push(place.clone());
                }
            }
            says.push(format!("{verb} {}{more} ({})", names.join(", "), self.at(&places)));
        }
        if !side.whole.is_empty() {
            says.push(format!("{verb} every column ({})", self.at(&side.whole)));
        }
        if side.unknown > 0 {
            let places = counted(side.unknown, "place");
            says.push(format!("{verb} columns that are not seen at {places} ({})", self.at(&side.unknown_evidence)));
        }
        if !side.deletes.is_empty() {
            says.push(format!("deletes rows ({})", self.at(&side.deletes)));
        }
        format!("{} {}", escape(&side.service), listed(&says))
    }

    /// Calls and queries in loops.
    pub(super) fn loops(&mut self) {
        let plan = self.plan;
        if plan.chatty.is_empty() {
            return;
        }
        self.line("## Loops that would ask another service each time\n");
        let mut by_advice: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for one in plan.chatty.iter().take(2 * MAX_ROWS) {
            let verb = match one.kind.as_str() {
                "read" => "reads",
                "write" => "writes",
                _ => "calls",
            };
            let through = one.through.as_ref().map_or(String::new(), |unit| format!(" through {}", code(unit)));
            by_advice.entry(&one.advice).or_default().push(format!(
                "  - [{}] {} {verb} {} of {}{through}: {}",
                one.id,
                escape(&one.from),
                code(&one.what),
                escape(&one.to),
                self.at(&one.evidence)
            ));
        }
        for (advice, lines) in by_advice {
            self.line(&format!("- {advice}"));
            lines.iter().for_each(|line| self.line(line));
        }
        self.rest(plan.chatty.len() as u64, plan.chatty.len().min(2 * MAX_ROWS));
    }

    /// Fields of entities, and enumerations.
    pub(super) fn model(&mut self) {
        let plan = self.plan;
        if let Some(first) = plan.associations.first() {
            self.line(&format!("**Fields that hold entities of others.** {}\n", first.advice));
            for one in plan.associations.iter().take(MAX_ROWS) {
                let back = one.back.as_ref().map_or(String::new(), |back| format!(", and {} leads back", code(back)));
                self.line(&format!(
                    "- [{}] {} of {} ({}) holds {} of {}{back}: {}",
                    one.id,
                    code(&one.field),
                    code(&one.store),
                    escape(&one.owner),
                    code(&one.holds),
                    escape(&one.holds_owner),
                    self.at(&one.evidence)
                ));
            }
            self.rest(plan.associations.len() as u64, plan.associations.len().min(MAX_ROWS));
        }
        if let Some(first) = plan.enums.first() {
            self.line(&format!("**Enumerations of several services.** {}\n", first.advice));
            for one in plan.enums.iter().take(MAX_ROWS) {
                self.line(&format!(
                    "- [{}] {} ({}), used by {}: {}",
                    one.id,
                    code(&one.name),
                    escape(one.owner.as_deref().unwrap_or("nobody's")),
                    escape(&listed(&one.services)),
                    self.at(&one.evidence)
                ));
            }
            self.rest(plan.enums.len() as u64, plan.enums.len().min(MAX_ROWS));
        }
    }
}
