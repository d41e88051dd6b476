//! More findings of a rule, or a larger figure, than people agreed on.

use super::identity;
use crate::gate::{ALL, Card, Finding, Input, Limits, MEASURES, Rule, Severity, Side, find, measure};
use crate::info::Info;

pub(in crate::gate) struct OverBudget;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "over-budget",
        summary: "a rule has more findings in all than its budget, or a figure is above it, and more than before",
        reference: "fitness functions: Ford, Parsons, Kua: Building Evolutionary Architectures (2017)",
    },
    why: "somebody set a limit, and the change goes further beyond it",
    fix: "remove as much of it as the change adds, or raise the budget in seamline.toml with a reason",
    severity: Severity::Error,
    example: "[gate.budgets] cross-dependency = 40, and a change adds the 41st",
    passing: true,
    kinds: &["budget"],
};

/// What a budget of an id limits: the findings of a rule, or a figure.
pub(in crate::gate) fn figure(id: &str, side: &Side<'_>, limits: &Limits) -> Option<f64> {
    let of_rule = || find(id).map(|rule| rule.state(side, limits).len() as f64);
    measure(id).map(|measure| (measure.of)(side)).or_else(of_rule)
}

/// Below this, a share is no larger than another.
const LEAST: f64 = 1e-9;

impl Rule for OverBudget {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn in_change(&self, input: &Input<'_>) -> Vec<Finding> {
        let rules = ALL.iter().map(|rule| (rule.card().info.id, " findings in all"));
        let mut found = Vec::new();
        for (id, unit) in rules.chain(MEASURES.iter().map(|measure| (measure.info.id, ""))) {
            // A figure costs as much as its rule: only those with a budget are asked for.
            let Some(budget) = input.limits.budgets.get(id) else { continue };
            let Some(after) = figure(id, input.after, input.limits) else { continue };
            // Without another state before it, the budget itself is the limit.
            let before = if input.whole { None } else { input.before.figures.get(id).copied() };
            if after <= budget + LEAST || after <= before.unwrap_or(*budget) + LEAST {
                continue;
            }
            let before = before.map_or_else(String::new, |before| format!(", {} before", shown(before)));
            let unit = if shown(after) == "1" { unit.replace("findings", "finding") } else { unit.to_owned() };
            found.push(Finding {
                id: identity(CARD.info.id, id, "", "budget"),
                service: String::new(),
                what: format!("{id} is at {}{unit}{before}; the budget is {}", shown(after), shown(*budget)),
                sites: Vec::new(),
                partners: Vec::new(),
                firm: true,
            });
        }
        found
    }
}

/// A count as it is, a share with three digits.
fn shown(figure: f64) -> String {
    if figure.fract() == 0.0 { format!("{figure:.0}") } else { format!("{figure:.3}") }
}
