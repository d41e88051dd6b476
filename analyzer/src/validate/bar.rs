//! The bar: what a validation has to reach, relative to what is trivial and to what was reached before.
//!
//! 1. The default's adjusted Rand index is at least [`MARGIN`] above that of every trivial baseline.
//! 2. It is at most [`SLACK`] below the recorded one, where one is recorded.
//!
//! No absolute number is asked for: what can be reached depends on the system, and differences below 0.03 are noise.

use super::recovery::{Grouping, Role};

/// By how much every baseline has to be beaten.
pub const MARGIN: f64 = 0.10;
/// How far below the recorded value is still the same.
pub const SLACK: f64 = 0.03;

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// What is compared with: the id of a baseline, or `recorded`.
    pub against: String,
    /// The other's adjusted Rand index.
    pub value: f64,
    /// What the default has to reach.
    pub wanted: f64,
    /// What it reaches.
    pub found: f64,
}

impl Check {
    /// Whether the condition is met. A billionth is rounding.
    pub fn holds(&self) -> bool {
        self.found >= self.wanted - 1e-9
    }

    /// The condition and its outcome, as a sentence without a full stop.
    pub fn sentence(&self) -> String {
        let Self { against, value, wanted, found } = self;
        let (by, is) = match (against.as_str(), self.holds()) {
            ("recorded", true) => (SLACK, "is no more than"),
            ("recorded", false) => (SLACK, "is more than"),
            (_, true) => (MARGIN, "is at least"),
            (_, false) => (MARGIN, "is not"),
        };
        let than = match against.as_str() {
            "recorded" => format!("below the recorded {value:.3}"),
            baseline => format!("above the trivial grouping {baseline} with {value:.3}"),
        };
        format!("ARI {found:.3} {is} {by:.2} {than} (wanted: {wanted:.3})")
    }
}

/// Every condition on the default among these groupings.
pub fn bar(groupings: &[Grouping], recorded: Option<f64>) -> Vec<Check> {
    let Some(default) = groupings.iter().find(|one| one.role == Role::Default) else { return Vec::new() };
    let found = default.strict.ari;
    let baselines = groupings.iter().filter(|one| one.role == Role::Baseline).map(|one| {
        let value = one.strict.ari;
        Check { against: one.id.clone(), value, wanted: value + MARGIN, found }
    });
    let recorded = recorded.map(|value| Check { against: "recorded".to_owned(), value, wanted: value - SLACK, found });
    baselines.chain(recorded).collect()
}

#[cfg(test)]
mod tests {
    use super::super::recovery::{Proposal, score};
    use super::super::truth::tests::truth;
    use super::*;
    use crate::compare::Labels;

    /// A grouping by name, one letter per file.
    fn grouping(role: Role, id: &str, letters: &str) -> Grouping {
        let truth = truth("f0 x; f1 x; f2 x; f3 y; f4 y; f5 y");
        let labels: Labels =
            letters.chars().enumerate().map(|(at, label)| (format!("f{at}"), label.to_string())).collect();
        score(&truth, &Proposal { id: id.to_owned(), role, labels }).expect("there are files")
    }

    fn check(default: &str, baseline: &str, recorded: Option<f64>, expected: &[&str]) {
        let groupings = [grouping(Role::Default, "seamline", default), grouping(Role::Baseline, "noun", baseline)];
        let failed: Vec<String> =
            bar(&groupings, recorded).into_iter().filter(|one| !one.holds()).map(|one| one.against).collect();
        assert_eq!(failed, expected);
    }

    #[test]
    fn better_than_trivial_and_no_worse_than_before() {
        check("aaabbb", "aaaaaa", Some(1.0), &[]);
        check("aaabbb", "aaaaaa", None, &[]);
    }
    #[test]
    fn as_good_as_a_baseline_is_not_enough() {
        check("aaabbb", "bbbaaa", None, &["noun"]);
    }
    #[test]
    fn a_little_worse_is_noise_and_more_is_not() {
        check("aaabbb", "aaaaaa", Some(1.03), &[]);
        check("aaabbb", "aaaaaa", Some(1.031), &["recorded"]);
    }
    #[test]
    fn other_methods_are_no_bar() {
        let groupings = [grouping(Role::Default, "seamline", "aabbbb"), grouping(Role::Clusterer, "other", "aaabbb")];
        assert_eq!(bar(&groupings, None), []);
    }
    #[test]
    fn a_condition_says_what_it_wants() {
        let check = Check { against: "noun".to_owned(), value: 0.4, wanted: 0.5, found: 0.45 };
        assert_eq!(
            check.sentence(),
            "ARI 0.450 is not 0.10 above the trivial grouping noun with 0.400 (wanted: 0.500)"
        );
    }
}
