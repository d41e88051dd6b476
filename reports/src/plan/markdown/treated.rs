//! What becomes of every type: the counts, then those that are not simply owned.

use super::{MAX_ROWS, Page, code, place};
use crate::display::{count, counted};
use crate::format::escape;
use crate::plan::build::treated::{advice, tally};
use crate::plan::v1::Treated;
use crate::plan::words::{some, title};
use std::collections::BTreeMap;

impl Page<'_> {
    pub(super) fn treatments(&mut self) {
        let plan = self.plan;
        let treatments = &plan.treatments;
        if treatments.types.total == 0 {
            return;
        }
        self.line("## What becomes of each type\n");
        self.line("A type, or what a file holds beside types. Those that simply go with their service are counted here; plan.json lists all, each with the rule that decided.\n");
        for one in &treatments.counts {
            self.line(&format!("- {}: {}", one.treatment, tally(one)));
        }
        self.line("");
        self.remarks("treatments");
        for one in treatments.counts.iter().filter(|one| one.treatment != "owned") {
            self.line(&format!("**{}.** {}\n", title(&one.treatment), advice(&one.treatment)));
            let all = treatments.types.items.iter().filter(|of| of.treatment == one.treatment);
            // What stays and nobody else mentions is counted.
            let (alone, mut all): (Vec<&Treated>, Vec<&Treated>) =
                all.partition(|of| matches!(of.rule.as_str(), "no-step" | "no-service") && of.evidence.is_empty());
            // The larger, the more it matters.
            all.sort_by_key(|of| std::cmp::Reverse(of.lines));
            for of in all.iter().take(MAX_ROWS) {
                let at = self.at(&of.evidence);
                let at = if at.is_empty() { String::new() } else { format!(": {at}") };
                let home = of.service.as_deref().map_or(String::new(), |home| format!(" of {}", escape(home)));
                let why = if of.rule == "nothing-uses" { counted(of.lines, "line") } else { of.why.clone() };
                self.line(&format!("- [{}] {}{home}: {}{at}", of.id, named(of), escape(&why)));
            }
            let mut homes: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
            for of in &alone {
                let (count, lines) = homes.entry(of.service.as_deref().unwrap_or_default()).or_default();
                (*count, *lines) = (*count + 1, *lines + of.lines);
            }
            for (home, (count, lines)) in homes {
                let (types, lines) = (number_of(count), counted(lines, "line"));
                let whose = match home {
                    "" => "that belong to no service".to_owned(),
                    home => format!("of {}, which is no service", escape(home)),
                };
                self.line(&format!("- {types} {whose}: {lines}, mentioned by no service"));
            }
            self.rest(one.count.saturating_sub(alone.len() as u64), all.len().min(MAX_ROWS));
        }
        if treatments.types.shown < treatments.types.total {
            self.line(&format!(
                "{} of {} are in plan.json.\n",
                count(treatments.types.shown),
                count(treatments.types.total)
            ));
        }
    }
}

/// `12 types and files`.
fn number_of(types: u64) -> String {
    if types == 1 { "1 type or file".to_owned() } else { format!("{} types and files", count(types)) }
}

/// `path:line`, with the type where it is one.
fn named(one: &Treated) -> String {
    match one.unit.split_once('#') {
        Some((file, name)) => format!("{} in {}", code(name), place(file, one.line)),
        None if one.parts.is_empty() => code(&one.unit),
        None => {
            format!("{} in {}", some(&one.parts.iter().map(|part| code(part)).collect::<Vec<_>>(), 6), code(&one.unit))
        }
    }
}
