//! The plan's steps and findings as CSV, one line each, for a spreadsheet or an issue tracker (RFC 4180); a cell never
//! begins as a formula.

use super::inside::inside;
use super::v1::PlanDocument;
use crate::display::listed;
use crate::format::cell;
use csv::Writer;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes the plan as CSV.
///
/// # Errors
/// Only those of `out`.
pub(crate) fn csv(document: &PlanDocument, out: &mut dyn Write) -> io::Result<()> {
    let plan = &document.plan;
    let places: BTreeMap<&str, String> =
        plan.evidence.iter().map(|one| (one.id.as_str(), format!("{}:{}", one.file, one.line))).collect();
    let first = |evidence: &[String]| {
        let known: Vec<&str> =
            evidence.iter().take(3).filter_map(|id| places.get(id.as_str())).map(String::as_str).collect();
        known.join(" ")
    };
    let mut table = Writer::from_writer(out);
    table.write_record(["id", "kind", "services", "what", "advice", "effort low", "effort high", "evidence"])?;
    let mut add = |cells: [&str; 8]| table.write_record(cells.map(cell));
    for one in &plan.tangles {
        add([&one.id, &one.kind, &listed(&one.services), &one.what, &one.advice, "", "", &first(&one.evidence)])?;
    }
    for step in &plan.steps {
        let (low, high) = (format!("{:.1}", step.effort.low), format!("{:.1}", step.effort.high));
        let wait = if step.after.is_empty() { String::new() } else { format!("after {}", listed(&step.after)) };
        add([&step.id, "extract", &step.service, &step.responsibility, &wait, &low, &high, ""])?;
    }
    for one in &plan.transactions {
        add([
            &one.id,
            "transaction",
            &listed(&one.writers),
            &one.function,
            &one.advice,
            "",
            "",
            &first(&one.evidence),
        ])?;
    }
    for tie in &plan.ties {
        let names: Vec<String> = tie.stores.iter().map(|one| one.store.clone()).collect();
        let owners: Vec<String> = tie.stores.iter().filter_map(|one| one.owner.clone()).collect();
        add([&tie.id, &tie.kind, &listed(&owners), &listed(&names), &tie.advice, "", "", &first(&tie.evidence)])?;
    }
    for one in plan.stores.iter().filter(|one| one.treatment != "owned" && one.treatment != "topic") {
        let owner = one.owner.as_deref().unwrap_or_default();
        add([&one.id, &one.treatment, owner, &one.name, &one.advice, "", "", ""])?;
    }
    for one in inside(plan) {
        add([one.id, one.kind, &listed(&one.services), &one.what, one.advice, "", "", &first(&one.evidence)])?;
    }
    for one in plan.hooks.iter().filter(|one| one.crosses) {
        let services: Vec<String> = one.from.iter().chain(&one.to).cloned().collect();
        let what = format!("{} of {}", one.when, one.on.as_deref().unwrap_or("everything"));
        add([&one.id, "hook", &listed(&services), &what, &one.advice, "", "", &first(&one.evidence)])?;
    }
    for one in plan.treatments.types.items.iter().filter(|one| one.treatment != "owned") {
        add([&one.id, &one.treatment, &listed(&one.used_by), &one.unit, &one.why, "", "", &first(&one.evidence)])?;
    }
    table.flush()
}
