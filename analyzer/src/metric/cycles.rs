//! CDP, cyclic dependence: the percentage of pairs of services that depend on each other in both directions.
//!
//! A service depends on another when any of its files refers to any of the other's. Needs two services.

use super::flow::{at_least_two, reference_flow};
use super::{Direction, Formula, Input};
use crate::info::Info;

/// Pairs that depend on each other.
pub(super) static CDP: Formula = Formula {
    info: &Info {
        id: "cdp",
        summary: "percent of the pairs of services that depend on each other in both directions",
        reference: "independent comparison of decomposition tools (ASE 2024)",
    },
    direction: Direction::Lower,
    measure: cdp,
};

fn cdp(input: &Input<'_>) -> Option<f64> {
    let cells = at_least_two(input)?.len() as f64;
    let between = &reference_flow(input)?.between;
    let back = |edge: &&(usize, usize, f64)| between.binary_search_by_key(&(edge.1, edge.0), |e| (e.0, e.1)).is_ok();
    Some(100.0 * between.iter().filter(back).count() as f64 / (cells * (cells - 1.0)))
}

#[cfg(test)]
mod tests {
    use crate::metric::tests::check;

    #[test]
    fn both_directions_count() {
        check("cdp", "aabbc", "ac db ae", Some(100.0 / 3.0));
    }
    #[test]
    fn one_direction_does_not() {
        check("cdp", "ab", "ab", Some(0.0));
    }
    #[test]
    fn needs_two_services_and_references() {
        check("cdp", "aa", "ab", None);
        check("cdp", "ab", "", None);
    }
}
