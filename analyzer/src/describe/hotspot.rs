//! Hotspots: files that are large and keep changing.
//!
//! ```text
//! heat = rank(commits) * rank(lines)          rank: share of the units with less, and half of those with as much
//! ```
//!
//! A unit that no commit touches has no heat. Commits are the normal ones; lines stand for complexity, of which they are
//! as good a sign as most (Herraiz, Hassan: Beyond lines of code, 2010). Ranks compare within one run only.
//!
//! Tornhill: Your Code as a Crime Scene (2015).

use crate::analysis::Hotspot;
use crate::facts::{ChangeKind, Facts};
use crate::id::{Id, IdVec, UnitId};

/// The heat of every unit; of none where no commit tells anything.
pub fn hotspots(facts: &Facts) -> IdVec<UnitId, Hotspot> {
    let mut commits = vec![0_u32; facts.units.len()];
    let normal = facts.changes.values().filter(|change| change.kind == ChangeKind::Normal);
    normal.flat_map(|change| &change.units).for_each(|unit| commits[unit.index()] += 1);
    if commits.iter().all(|commits| *commits == 0) {
        return IdVec::new();
    }
    let lines: Vec<u32> = facts.units.values().map(|unit| unit.lines).collect();
    let (churn, size) = (ranks(&commits), ranks(&lines));
    let hot = |(commits, (churn, size)): (u32, (f64, f64))| Hotspot {
        commits,
        heat: if commits == 0 { 0.0 } else { churn * size },
    };
    commits.into_iter().zip(churn.into_iter().zip(size)).map(hot).collect()
}

/// The rank of each value, 0..=1.
fn ranks(values: &[u32]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let rank = |value: &u32| {
        let below = sorted.partition_point(|other| other < value);
        let upto = sorted.partition_point(|other| other <= value);
        f64::midpoint(below as f64, upto as f64) / values.len() as f64
    };
    values.iter().map(rank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[u32], expected: &str) {
        let ranks: Vec<String> = ranks(values).into_iter().map(|rank| format!("{rank:.2}")).collect();
        assert_eq!(ranks.join(" "), expected);
    }

    #[test]
    fn more_is_a_higher_rank() {
        check(&[10, 30, 20], "0.17 0.83 0.50");
    }

    #[test]
    fn equals_share_their_ranks() {
        check(&[5, 5, 5, 5], "0.50 0.50 0.50 0.50");
        check(&[1, 1, 2, 3], "0.25 0.25 0.62 0.88");
    }

    #[test]
    fn nothing_has_no_rank() {
        check(&[], "");
        assert!(hotspots(&Facts::default()).is_empty());
    }
}
