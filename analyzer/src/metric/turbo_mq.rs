//! TurboMQ, the quality Bunch searches for: per service, how much of what touches it stays inside.
//!
//! `sum_i 2 mu_i / (2 mu_i + epsilon_i)`; mu_i = references inside service i, epsilon_i = references over its border in
//! both directions (as Bunch; some published code counts the outgoing ones only). 0..K, so it favours many services; the
//! normalised form is `100 / K` times that. A service without any reference adds 0. References are file-to-file, each
//! ordered pair once.

use super::flow::reference_flow;
use super::{Direction, Formula, Input};
use crate::info::Info;

/// The sum.
pub(super) static TURBO_MQ: Formula = Formula {
    info: &Info {
        id: "turbo-mq",
        summary: "sum over services of inside references against border references (Bunch), 0 to the number of services",
        reference: "Mitchell, Mancoridis: On the automatic modularization of software systems using the Bunch tool (2006)",
    },
    direction: Direction::Higher,
    measure: turbo_mq,
};

/// The mean in percent.
pub(super) static NORMALISED: Formula = Formula {
    info: &Info {
        id: "turbo-mq-normalised",
        summary: "TurboMQ divided by the number of services, in percent",
        reference: "independent comparison of decomposition tools (ASE 2024), on static references",
    },
    direction: Direction::Higher,
    measure: |input| Some(100.0 * turbo_mq(input)? / input.tables.sizes.len() as f64),
};

fn turbo_mq(input: &Input<'_>) -> Option<f64> {
    let flow = reference_flow(input)?;
    let mut border = vec![0.0; flow.inside.len()];
    for (from, to, weight) in &flow.between {
        border[*from] += weight;
        border[*to] += weight;
    }
    let factor = |(inside, border): (&f64, f64)| {
        let touching = 2.0 * inside + border;
        if touching > 0.0 { 2.0 * inside / touching } else { 0.0 }
    };
    Some(flow.inside.iter().zip(border).map(factor).sum())
}

#[cfg(test)]
mod tests {
    use crate::metric::tests::check;

    #[test]
    fn border_counts_in_both_directions() {
        // a: 2/(2+1), b: 2/(2+1).
        check("turbo-mq", "aabb", "ab cd ac", Some(4.0 / 3.0));
        check("turbo-mq-normalised", "aabb", "ab cd ac", Some(200.0 / 3.0));
    }
    #[test]
    fn one_service_is_perfect() {
        check("turbo-mq", "aa", "ab", Some(1.0));
        check("turbo-mq-normalised", "aa", "ab", Some(100.0));
    }
    #[test]
    fn services_without_references_add_nothing() {
        check("turbo-mq-normalised", "aabc", "ab", Some(100.0 / 3.0));
    }
    #[test]
    fn without_references_no_value() {
        check("turbo-mq", "ab", "", None);
    }
}
