//! The alternatives of a decision record, each with what it would change: nothing done, other cuts of the same graph, other
//! owners, another place in the order.

use super::adr::without;
use super::record::{MAX_ITEMS, Record};
use super::work::plain;
use crate::display::listed;
use crate::plan::markdown::code;
use crate::plan::words::some;
use crate::wire::Score;

/// The metrics that cuts are compared by.
const COMPARED: &[&str] = &["references-crossing", "icp", "modularity", "sm"];

impl Record<'_> {
    pub(super) fn alternatives(&mut self) {
        let (plan, name, document) = (self.draft.plan, &self.step.service, self.draft.document);
        let stays = without(&self.figures());
        if !stays.is_empty() {
            self.line(&format!("- **Leave it in the monolith**: {}.", stays.join("; ")));
        }
        if self.draft.proposed {
            for other in &document.alternatives {
                let about: Vec<String> =
                    other.changes.iter().filter(|change| mentions(change, name)).map(|change| plain(change)).collect();
                if !about.is_empty() {
                    self.line(&format!(
                        "- **The {} cut** {}. Over the whole cut: {}.",
                        plain(&other.id),
                        about.join(", "),
                        compared(&document.scores, &other.scores)
                    ));
                }
            }
        }
        for one in plan.transactions.iter().filter(|one| one.writers.contains(name)).take(MAX_ITEMS) {
            if let Some(local) = &one.local {
                let stores: Vec<String> = local.stores.iter().map(|store| code(store)).collect();
                self.line(&format!(
                    "- **{} owns {}**, so that {} stays local: {} more uses cross, {} fewer.",
                    plain(&local.owner),
                    listed(&stores),
                    one.id,
                    local.new_crossings,
                    local.saved_crossings
                ));
            }
        }
        let contested = plan.stores.iter().filter(|one| {
            one.owner.as_ref() == Some(name)
                && one.runner_up.is_some()
                && one.treatment != "owned"
                && one.kind != "topic"
        });
        for store in contested.take(MAX_ITEMS) {
            let claims: Vec<String> = store
                .claims
                .iter()
                .take(3)
                .map(|one| format!("{} (writes in {}, reads in {})", plain(&one.service), one.writers, one.readers))
                .collect();
            self.line(&format!("- **Another owner of {}** ({}): {}.", code(&store.name), store.id, listed(&claims)));
        }
        let moved = plan
            .order
            .variations
            .iter()
            .filter(|one| one.steps.iter().position(|other| other == name) != Some(self.at - 1));
        let moved: Vec<String> = moved.map(|one| format!("{} × {}", plain(&one.weight), one.factor)).collect();
        if !moved.is_empty() {
            self.line(&format!(
                "- **At another place in the order**, which follows when a weight is changed: {}. See 0000.",
                some(&moved, MAX_ITEMS)
            ));
        }
    }
}

fn compared(now: &[Score], then: &[Score]) -> String {
    let pairs = COMPARED.iter().filter_map(|id| {
        let value = |scores: &[Score]| {
            scores.iter().find(|score| score.card.id == *id).map(|score| (score.value, score.direction.clone()))
        };
        let ((now, direction), (then, _)) = (value(now)?, value(then)?);
        Some(format!("{id} {:.3} → {:.3} ({} is called better)", now?, then?, plain(&direction)))
    });
    let said: Vec<String> = pairs.collect();
    if said.is_empty() { "no metric of both is known".to_owned() } else { said.join(", ") }
}

/// Whether a sentence has a name as whole words.
fn mentions(sentence: &str, name: &str) -> bool {
    let word = |character: char| character.is_alphanumeric() || character == '-' || character == '_';
    sentence
        .match_indices(name)
        .any(|(at, _)| !sentence[..at].ends_with(word) && !sentence[at + name.len()..].starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::mentions;

    #[test]
    fn whole_words() {
        for (sentence, name, expected) in [
            ("joins orders and stock", "orders", true),
            ("splits orders into 3 + 2 files", "orders", true),
            ("joins back-orders and stock", "orders", false),
            ("joins orders-2 and stock", "orders", false),
            ("anything", "", false),
        ] {
            assert_eq!(mentions(sentence, name), expected, "{sentence}");
        }
    }
}
