//! Which services call each other and wait for the answer: those between which a question crosses.

use super::crossing::{Crossings, Need};
use super::{Evidence, Party};
use crate::id::ServiceId;
use std::collections::BTreeMap;

/// A pair of which one calls the other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SyncCall {
    /// The caller.
    pub from: Party,
    /// The called service.
    pub to: ServiceId,
    /// Where the caller asks today, sorted; never empty.
    pub evidence: Vec<Evidence>,
}

/// All pairs, sorted. A gateway publishes nothing, so its commands are calls too.
pub(super) fn calls(crossings: &Crossings) -> Vec<SyncCall> {
    let mut pairs: BTreeMap<(Party, ServiceId), Vec<Evidence>> = BTreeMap::new();
    for crossing in &crossings.all {
        if crossing.need == Need::Answer || crossing.from == Party::Gateway {
            pairs.entry((crossing.from, crossing.to)).or_default().push(crossing.evidence);
        }
    }
    let call = |((from, to), mut evidence): ((Party, ServiceId), Vec<Evidence>)| {
        evidence.sort_unstable();
        evidence.dedup();
        SyncCall { from, to, evidence }
    };
    pairs.into_iter().map(call).collect()
}

#[cfg(test)]
mod tests {
    use crate::plan::tests::{party, planned};

    fn check(project: &str, expected: &str) {
        let (_, cut, plan) = planned(project);
        let shown = |call: &super::SyncCall| format!("{} {}", party(&cut, call.from), cut.services[call.to]);
        assert_eq!(plan.calls.iter().map(shown).collect::<Vec<_>>().join("; "), expected);
    }

    #[test]
    fn who_reads_anothers_store_asks() {
        check("a/one: read t; b/one: write t", "a b");
    }
    #[test]
    fn who_calls_what_needs_a_store_asks() {
        check("a/one: call b/one; b/one: call b/two; b/two: write t, read t", "a b");
    }
    #[test]
    fn what_needs_no_store_is_copied() {
        check("a/one: call b/sum; b/sum:; b/one: write t", "");
    }
    #[test]
    fn who_uses_a_store_through_what_stands_for_it_asks() {
        check("a/one: call b/orders & look t; b/orders: read t; b/two: change t", "a b");
        check("a/one: call a/two; a/two: call b/orders & look t; b/orders: read t; b/two: change t", "a b");
    }
    #[test]
    fn what_is_copied_asks_for_what_it_needs() {
        check("a/one: call b/names; b/names: read t; c/one: write t", "a c; b c");
    }
    #[test]
    fn shared_code_asks_for_whoever_contains_it() {
        check("a/one: use (shared)/auth; (shared)/auth: call b/session; b/session: read t, write t", "a b");
        check("(gateway)/door: use (shared)/auth; (shared)/auth: call b/one; b/one: read t, write t", "(gateway) b");
        check("(shared)/app: call b/one; b/one: read t, write t", "");
    }
    #[test]
    fn what_is_gone_leads_nowhere() {
        check("a/one: call (dropped)/old; (dropped)/old: call b/one; b/one: read t, write t", "");
        check("(dropped)/old: call b/one, read t; b/one: read t, write t", "");
    }
    #[test]
    fn commands_are_no_calls() {
        check("a/one: write t; b/one: write t; b/two: write t", "");
        check("a/one: call b/put; b/put: write t; b/two: write t", "");
    }
    #[test]
    fn a_command_beside_a_question_goes_along() {
        check("a/one: read t, write u; b/one: write t, write u; b/two: write u", "a b");
    }
    #[test]
    fn rows_at_hand_come_from_their_service() {
        check("a/one: row b/user; b/user:", "a b");
        check("a/one: row a/user; a/user:", "");
        check("a/one: row (shared)/user; (shared)/user:", "");
        check("a/one: row b/user.tsx; b/user.tsx:", "");
        check("a/one.tsx: row b/user; b/user:", "");
    }
    #[test]
    fn uses_that_are_no_calls_do_not_cross() {
        check("a/one: use b/one; b/one: read t, write t", "");
    }
}
