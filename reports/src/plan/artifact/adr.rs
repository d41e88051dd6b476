//! One decision record for each service, and one for the order: context, decision, evidence for and against, alternatives
//! with what they would change, consequences (Nygard: Documenting architecture decisions, 2011).
//!
//! They are proposed, never accepted: that, and the date, is for those who decide.

use super::record::Record;
use super::work::plain;
use super::{Artifact, Draft, File};
use crate::display::listed;
use crate::display::{count, percent};
use crate::plan::markdown::whole;
use crate::plan::v1::{State, Step};
use crate::plan::words::some;
use seamline_analyzer::Info;
use std::fmt::Write;

pub(super) static ADR: Artifact = Artifact {
    info: Info {
        id: "adr",
        summary: "a decision record for each service, and one for the order",
        reference: "Nygard: Documenting architecture decisions (2011)",
    },
    files: "adr/0000-order.md, adr/NNNN-<service>.md",
    derived: "the step of the service with its terms, borders, stores and transactions; other cuts with their metrics; the \
              order under other weights",
    make,
};

/// The most items of one list.
const MAX_ITEMS: usize = 12;

fn make(draft: &Draft<'_>) -> Vec<File> {
    let record = |(at, (step, name)): (usize, (&Step, &str))| File {
        path: format!("adr/{:04}-{name}.md", at + 1),
        text: Record { draft, step, at: at + 1, out: String::new() }.write(),
    };
    let mut files = vec![File { path: "adr/0000-order.md".to_owned(), text: order(draft) }];
    files.extend(draft.services().enumerate().map(record));
    files
}

/// A figure of the replay, before and after a step.
pub(super) struct Figure {
    what: &'static str,
    before: String,
    after: String,
    /// Whether the step makes it better; `None` where it stays.
    better: Option<bool>,
}

impl Figure {
    /// `stores used by several 7 → 13`.
    fn changed(&self) -> String {
        format!("{} {} → {}", self.what, self.before, self.after)
    }
}

/// The figures that a step changes, or leaves as they are.
pub(super) fn figures(before: &State, after: &State) -> Vec<Figure> {
    let counts = [
        ("mentions across deployables", before.crossing, after.crossing),
        ("stores used by several deployables", before.shared_stores, after.shared_stores),
    ];
    let shares = [
        ("commits that touch one deployable only", before.single, after.single, true),
        ("cost of a deployment, one after the other", before.serial, after.serial, false),
        ("cost of a deployment, all at once", before.parallel, after.parallel, false),
    ];
    let counted = counts.into_iter().map(|(what, a, b)| Figure {
        what,
        before: count(a),
        after: count(b),
        better: (a != b).then_some(b < a),
    });
    let shared = shares.into_iter().filter_map(|(what, a, b, high)| {
        let (a, b) = (a?, b?);
        let (before, after) = (percent(a), percent(b));
        let better = (before != after).then_some((b > a) == high);
        Some(Figure { what, before, after, better })
    });
    counted.chain(shared).collect()
}

/// What a step makes better, or what it makes worse.
pub(super) fn effects(figures: &[Figure], better: bool) -> Vec<String> {
    figures.iter().filter(|figure| figure.better == Some(better)).map(Figure::changed).collect()
}

/// What stays as it is without the step.
pub(super) fn without(figures: &[Figure]) -> Vec<String> {
    let changed = figures.iter().filter(|figure| figure.better.is_some());
    changed.map(|one| format!("{} stays {}, not {}", one.what, one.before, one.after)).collect()
}

fn order(draft: &Draft<'_>) -> String {
    let plan = draft.plan;
    let mut out = format!(
        "# 0000: The order of extraction\n\n{}\n\nStatus: proposed. Date: when it is decided.\n",
        plain(&draft.head())
    );
    let (kind, reasons) = plan.answer(&draft.document.verdict);
    let _ = writeln!(out, "\n## Context\n\n{}. {}", plain(kind.text()), plain(&reasons.join("; ")));
    out.push_str("\n## Decision\n\n");
    if plan.steps.is_empty() {
        out.push_str("There is no service to take out, so there is no order.\n");
        return out;
    }
    for step in &plan.steps {
        let after =
            if step.after.is_empty() { String::new() } else { format!(", after {}", plain(&listed(&step.after))) };
        let _ = writeln!(out, "1. {} ({}), score {:.4}{after}", plain(&step.service), step.id, step.terms.score);
    }
    out.push_str("\nOf the services that wait for nobody, the one with the highest score is next; the score is benefit × ease / risk.\n");
    out.push_str("\n## Evidence for\n\n");
    for (at, states) in plan.order.simulation.windows(2).enumerate() {
        if let (Some(step), [before, after]) = (plan.steps.get(at), states) {
            let better = effects(&figures(before, after), true);
            let better =
                if better.is_empty() { "nothing that is measured gets better".to_owned() } else { better.join("; ") };
            let _ = writeln!(out, "- After {} {}: {better}.", step.id, plain(&step.service));
        }
    }
    out.push_str("\n## Evidence against\n\n");
    if let [first, .., last] = plan.order.simulation.as_slice() {
        let worse = effects(&figures(first, last), false);
        if !worse.is_empty() {
            let _ = writeln!(out, "- From today to the end, as long as nothing is untangled: {}.", worse.join("; "));
        }
    }
    let back: Vec<String> = plan
        .borders
        .iter()
        .filter(|border| !border.kept)
        .map(|border| format!("{} on {} ({})", plain(&border.from), plain(&border.to), border.id))
        .collect();
    if !back.is_empty() {
        let _ = writeln!(
            out,
            "- Some depend on each other in a circle; these dependencies are turned round or removed first: {}.",
            some(&back, MAX_ITEMS)
        );
    }
    let weights: Vec<String> =
        plan.order.weights.iter().map(|one| format!("{} {}", plain(&one.name), one.value)).collect();
    let _ = writeln!(out, "- The weights are judgement, not measurement: {}.", weights.join(", "));
    out.push_str("- What the split is for, traffic and risk to the business are not in it, and can turn it round.\n");
    out.push_str("\n## Alternatives\n\n");
    let other: Vec<String> = plan
        .order
        .variations
        .iter()
        .filter(|one| !one.same)
        .map(|one| format!("- {} × {}: {}", plain(&one.weight), one.factor, plain(&one.steps.join(", "))))
        .collect();
    if other.is_empty() {
        out.push_str("The order stays the same when any one weight is halved or doubled.\n");
    } else {
        let _ = writeln!(out, "{}", other.join("\n"));
    }
    let effort: f64 = plan.steps.iter().map(|step| step.effort.points).sum();
    let _ = writeln!(
        out,
        "\n## Consequences\n\n- {} points in all, which are no days.\n- After each step one may stop: the system runs, and what is left is a smaller monolith.",
        whole(effort)
    );
    out
}
