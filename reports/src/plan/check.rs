//! What a stored plan has to keep to: its ids and words are the program's own, so that whoever renders it may write them as
//! they are. Everything else in it is foreign text.

use super::v1::Plan;

/// The longest id or word, in bytes.
const LONGEST: usize = 40;

/// Whether every id and every word with a meaning of its own is a plain one.
pub(crate) fn words_are_plain(plan: &Plan) -> bool {
    words(plan).iter().all(|word| is_plain(word))
}

fn is_plain(word: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || ".- _".contains(character);
    word.len() <= LONGEST && word.chars().all(plain) && !word.starts_with(['-', ' ', '_'])
}

fn words(plan: &Plan) -> Vec<&str> {
    let mut words: Vec<&String> = plan.evidence.iter().map(|one| &one.id).collect();
    for step in &plan.steps {
        words.push(&step.id);
        words.extend(&step.untested);
        words.extend(step.entries.iter().map(|entry| &entry.kind));
        words.extend(step.effort.items.iter().map(|item| &item.work));
    }
    words.extend(plan.order.weights.iter().map(|one| &one.name));
    words.extend(plan.order.variations.iter().map(|one| &one.weight));
    words.extend(plan.tangles.iter().flat_map(|one| [&one.id, &one.kind]));
    for border in &plan.borders {
        words.extend([&border.id, &border.relation]);
        words.extend(border.operations.items.iter().flat_map(|one| [&one.id, &one.effect]));
        words.extend(border.names.items.iter().map(|one| &one.id));
    }
    words.extend(plan.calls.iter().map(|one| &one.id));
    words.extend(plan.events.iter().map(|one| &one.id));
    words.extend(plan.routes.iter().map(|one| &one.id));
    words.extend(plan.stores.iter().flat_map(|one| [&one.id, &one.kind, &one.treatment]));
    words.extend(plan.ties.iter().flat_map(|one| [&one.id, &one.kind, &one.replacement]));
    words.extend(plan.columns.iter().flat_map(|one| [&one.id, &one.division]));
    words.extend(plan.chatty.iter().flat_map(|one| [&one.id, &one.kind]));
    words.extend(plan.associations.iter().map(|one| &one.id));
    words.extend(plan.enums.iter().map(|one| &one.id));
    words.extend(plan.transactions.iter().map(|one| &one.id));
    words.extend(plan.outboxes.iter().map(|one| &one.id));
    words.extend(plan.treatments.counts.iter().map(|one| &one.treatment));
    words.extend(plan.treatments.types.items.iter().flat_map(|one| [&one.id, &one.treatment, &one.rule]));
    for approach in &plan.approaches {
        words.push(&approach.first);
        words.extend(approach.doubts.iter().map(|one| &one.kind));
        words.extend(approach.interim.iter().map(|one| &one.pattern));
    }
    words.extend(plan.ways.iter().flat_map(|one| [&one.id, &one.direction, &one.pattern, &one.rule]));
    words.extend(plan.hooks.iter().flat_map(|one| [&one.id, &one.kind, &one.becomes]));
    words.extend(plan.lists.iter().map(|one| &one.list));
    words.into_iter().map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::words_are_plain;
    use crate::sample;

    #[test]
    fn an_id_that_is_more_than_a_word() {
        let plan = sample::planned().plan.unwrap();
        assert!(words_are_plain(&plan));
        for odd in ["R1\n}", "a\"b", "<b>", "-x"] {
            let mut plan = plan.clone();
            plan.routes[0].id = odd.to_owned();
            assert!(!words_are_plain(&plan), "{odd}");
        }
    }
}
