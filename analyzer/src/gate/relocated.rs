//! What a change moves inside a service: code that lies in another file of the same service, or in another function of the same
//! file, crosses the border as it did.

use super::{Identity, Input, Judged, find};
use std::collections::BTreeMap;

/// Takes for known what is new only because one of its ends lies in another file of the same service now, or has another name in
/// the same file. What it stands
/// for is not gone then; each thing that is gone stands for one.
pub(super) fn settle(input: &Input<'_>, judged: &mut Judged) {
    if judged.new.is_empty() || judged.gone.is_empty() {
        return;
    }
    let placed = |(_, label): &(&str, &str)| !label.starts_with("(unassigned");
    let both = input.before.labels.iter().chain(&input.homes.labels);
    let homes: BTreeMap<&str, &str> =
        both.map(|(path, label)| (path.as_str(), label.as_str())).filter(placed).collect();
    let Judged { new, known, gone, .. } = judged;
    new.retain(|(_, finding)| {
        let Some(at) = gone.iter().position(|old| stands_for(&homes, old, &finding.id)) else { return true };
        gone.remove(at);
        known.push(finding.clone());
        false
    });
}

fn stands_for(homes: &BTreeMap<&str, &str>, old: &Identity, new: &Identity) -> bool {
    let strength = |id: &Identity| find(id.rule).map_or(0, |rule| rule.strength(id.kind));
    let moved = |old: &str, new: &str| {
        let ((old, old_rest), (new, new_rest)) = (divided(old), divided(new));
        if old == new {
            return !old_rest.is_empty() && !new_rest.is_empty();
        }
        old_rest == new_rest && homes.get(old).is_some_and(|home| homes.get(new) == Some(home))
    };
    let one_end = old.from == new.from && moved(&old.to, &new.to) || old.to == new.to && moved(&old.from, &new.from);
    old.rule == new.rule && strength(old) >= strength(new) && one_end
}

/// The path, and behind `#` what of it.
fn divided(name: &str) -> (&str, &str) {
    name.split_at(name.find('#').unwrap_or(name.len()))
}
