//! A comment that suppresses a rule and should not.
//!
//! What is found is in [`crate::gate::judge()`], which knows what each comment was good for.

use crate::gate::{Card, Rule, Severity};
use crate::info::Info;

pub(in crate::gate) struct Suppression;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "suppression",
        summary: "a suppressing comment has no reason, has expired, names no rule, stands in a strict service or suppresses nothing",
        reference: "Tach: unused ignore directives; cargo-deny: unmatched skips",
    },
    why: "a suppression that nobody can explain, or that suppresses nothing, hides the next finding of its kind",
    fix: "give it a reason and a rule that there is, extend its day with a reason, or remove it",
    severity: Severity::Error,
    example: "// seamline: allow(cross-join) until=2024-01-31: moves with the reports, and it is February",
    passing: false,
    kinds: &["unused", "unknown", "unclear", "reason", "expired", "strict"],
};

impl Rule for Suppression {
    fn card(&self) -> &'static Card {
        &CARD
    }
}
