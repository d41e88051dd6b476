//! Whether files that change together are together.
//!
//! f(a,b) = change sets with both, over normal commits of at least two files; a != b throughout. S_j = service j.
//!
//! * `icf` (FoSCI): `mean_j (1 / |S_j|^2) sum_{a,b in S_j} f(a,b)`, over ordered pairs.
//! * `ecf` (FoSCI): `mean_j mean_{a in S_j, b not in S_j} f(a,b)`.
//! * `rei` = ecf / icf; below 1 is wanted.
//! * `co-change-inside`: of the co-change weight, the share inside services; a commit of n files gives each of its pairs
//!   `1 / (n - 1)`, so large commits do not drown the others.
//!
//! O(files changed): a commit is only counted by service. Large commits carry no files in the facts.

use super::flow::mean;
use super::{Direction, Formula, Input};
use crate::info::Info;

const FOSCI: &str = "Jin et al.: Service candidate identification from monolithic systems (FoSCI, 2019)";

/// Co-changes inside.
pub(super) static ICF: Formula = Formula {
    info: &Info {
        id: "icf",
        summary: "internal co-change frequency: mean change sets in common of two files of one service",
        reference: FOSCI,
    },
    direction: Direction::Higher,
    measure: |input| Some(frequencies(input)?.0),
};

/// Co-changes across.
pub(super) static ECF: Formula = Formula {
    info: &Info {
        id: "ecf",
        summary: "external co-change frequency: mean change sets in common of two files of different services",
        reference: FOSCI,
    },
    direction: Direction::Lower,
    measure: |input| frequencies(input)?.1,
};

/// Their ratio.
pub(super) static REI: Formula = Formula {
    info: &Info {
        id: "rei",
        summary: "ratio of external to internal co-change frequency, wanted below 1",
        reference: FOSCI,
    },
    direction: Direction::Lower,
    measure: |input| {
        let (icf, ecf) = frequencies(input)?;
        (icf > 0.0).then_some(ecf? / icf)
    },
};

/// Share of co-change weight inside.
pub(super) static INSIDE: Formula = Formula {
    info: &Info {
        id: "co-change-inside",
        summary: "share of the co-change weight that stays inside services, 1 / (n - 1) per pair of a commit of n files",
        reference: "after Zimmermann, Zeller, Weissgerber, Diehl: Mining version histories (2004)",
    },
    direction: Direction::Higher,
    measure: inside,
};

/// ICF, and ECF where there are two services; `None` without co-changes.
fn frequencies(input: &Input<'_>) -> Option<(f64, Option<f64>)> {
    if input.evidence.commits.len() == 0 {
        return None;
    }
    let (sizes, changes) = (&input.tables.sizes, &input.tables.changes);
    let n: f64 = sizes.iter().sum();
    let icf = mean(changes.inside.iter().zip(sizes).map(|(pairs, size)| pairs / (size * size)))?;
    let ecf = mean(changes.across.iter().zip(sizes).map(|(pairs, size)| pairs / (size * (n - size))));
    Some((icf, ecf.filter(|_| sizes.len() > 1)))
}

fn inside(input: &Input<'_>) -> Option<f64> {
    let changes = &input.tables.changes;
    (changes.total > 0.0).then(|| changes.kept / changes.total)
}

#[cfg(test)]
mod tests {
    use crate::metric::tests::check_history;

    #[test]
    fn inside_and_outside() {
        // ab together twice, ac once. Inside a: 2 * 2 / 4 = 1, b: 0. Outside a: 1 / (2 * 2), b: 1 / (2 * 2).
        check_history("icf", "aabb", "ab ab ac", Some(0.5));
        check_history("ecf", "aabb", "ab ab ac", Some(0.25));
        check_history("rei", "aabb", "ab ab ac", Some(0.5));
    }
    #[test]
    fn large_commits_count_less_per_pair() {
        // ab: 1 inside of 1. abcd: pairs ab, cd of six, a third each: 2/3 of 2.
        check_history("co-change-inside", "aabb", "ab abcd", Some((2.0 + 4.0 / 3.0) / 6.0));
    }
    #[test]
    fn commits_of_one_file_say_nothing() {
        for id in ["icf", "ecf", "rei", "co-change-inside"] {
            check_history(id, "ab", "a b", None);
        }
    }
    #[test]
    fn one_service_has_no_outside() {
        check_history("ecf", "aa", "ab", None);
        check_history("icf", "aa", "ab", Some(0.5));
        check_history("co-change-inside", "aa", "ab", Some(1.0));
    }
    #[test]
    fn nothing_inside_has_no_ratio() {
        check_history("rei", "ab", "ab", None);
    }
}
