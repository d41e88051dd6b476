//! More findings of a rule than people agreed on.

use super::identity;
use crate::gate::{ALL, Card, Finding, Input, Rule, Severity};
use crate::info::Info;

pub(in crate::gate) struct OverBudget;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "over-budget",
        summary: "a rule has more findings in all than its budget, and more than before",
        reference: "fitness functions: Ford, Parsons, Kua: Building Evolutionary Architectures (2017)",
    },
    why: "somebody set a limit, and the change goes further beyond it",
    fix: "remove as many findings of the rule as the change adds, or raise the budget in seamline.toml with a reason",
    severity: Severity::Error,
};

impl Rule for OverBudget {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn in_change(&self, input: &Input<'_>) -> Vec<Finding> {
        let mut found = Vec::new();
        for rule in ALL {
            let id = rule.card().info.id;
            let Some(budget) = input.limits.budgets.get(id) else { continue };
            let (before, after) = (input.before.of_rule(id).count(), rule.state(input.after, input.limits).len());
            if after > *budget && after > before {
                found.push(Finding {
                    id: identity(CARD.info.id, id, "", "budget"),
                    service: String::new(),
                    what: format!("{id} has {after} findings in all, {before} before; the budget is {budget}"),
                    sites: Vec::new(),
                    partners: Vec::new(),
                    firm: true,
                });
            }
        }
        found
    }
}
