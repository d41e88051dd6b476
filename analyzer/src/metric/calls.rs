//! How much crosses the borders between services.
//!
//! * `references-crossing`: of the ordered pairs of files with a reference, the share between services. Of all internal
//!   metrics that were measured against known decompositions it tells most, which is little (rank correlation -0.37).
//! * `icp`, inter-call percentage: the share of mentions that cross. The literature counts run-time calls; here a call is
//!   a mention of a name of the other file, in any context.
//! * `icp-log` (the code of Mono2Micro's FSE 2021 paper): a pair with v mentions counts `ln v + 1`.

use super::flow::{Flow, reference_flow};
use super::{Direction, Formula, Input};
use crate::info::Info;

/// Share of referring pairs that cross.
pub(super) static CROSSING: Formula = Formula {
    info: &Info {
        id: "references-crossing",
        summary: "share of the file-to-file references that lead from one service to another",
        reference: "inter-cluster edge ratio: Löhnertz, Oprescu: Steinmetz (2020)",
    },
    direction: Direction::Lower,
    measure: |input| share(reference_flow(input)?),
};

/// Share of mentions that cross.
pub(super) static ICP: Formula = Formula {
    info: &Info {
        id: "icp",
        summary: "inter-call percentage: share of the mentions of other files that cross services",
        reference: "Kalia et al.: Mono2Micro (FSE 2021); on static references instead of run-time calls",
    },
    direction: Direction::Lower,
    measure: |input| share(&input.tables.mentions),
};

/// The same on the logarithm of the mentions.
pub(super) static ICP_LOG: Formula = Formula {
    info: &Info {
        id: "icp-log",
        summary: "inter-call percentage with ln(mentions) + 1 per pair of files (Mono2Micro FSE 2021 code)",
        reference: "Kalia et al.: Mono2Micro (FSE 2021); on static references instead of run-time calls",
    },
    direction: Direction::Lower,
    measure: logarithms,
};

/// Pairs with equally many mentions weigh the same, so it is enough to know how many of these there are.
fn logarithms(input: &Input<'_>) -> Option<f64> {
    let (mut crossing, mut total) = (0.0, 0.0);
    for ((count, pairs), across) in input.evidence.counts.iter().zip(&input.tables.crossing) {
        if *count > 0.0 {
            let weight = libm::log(*count) + 1.0;
            crossing += *across as f64 * weight;
            total += *pairs as f64 * weight;
        }
    }
    (total > 0.0).then(|| crossing / total)
}

fn share(flow: &Flow) -> Option<f64> {
    let total = flow.total();
    (total > 0.0).then(|| flow.crossing() / total)
}

#[cfg(test)]
mod tests {
    use crate::metric::tests::check;

    #[test]
    fn pairs_count_once() {
        check("references-crossing", "aabb", "ab3 cd ac2", Some(1.0 / 3.0));
    }
    #[test]
    fn mentions_count_each() {
        check("icp", "aabb", "ab3 cd ac2", Some(2.0 / 6.0));
    }
    #[test]
    fn logarithms_of_mentions() {
        let [two, three] = [libm::log(2.0) + 1.0, libm::log(3.0) + 1.0];
        check("icp-log", "aabb", "ab3 cd ac2", Some(two / (two + three + 1.0)));
    }
    #[test]
    fn one_service_has_no_border() {
        check("icp", "aa", "ab", Some(0.0));
    }
    #[test]
    fn without_references_no_value() {
        for id in ["references-crossing", "icp", "icp-log"] {
            check(id, "ab", "", None);
        }
    }
}
