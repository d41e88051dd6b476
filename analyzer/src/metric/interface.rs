//! IFN, interface number: how much of a service the others must know.
//!
//! * `ifn`: the mean number of files per service that files of other services refer to.
//! * `ifn-fse` (the code of Mono2Micro's FSE 2021 paper): ordered pairs of files with a reference across services, per
//!   service.

use super::flow::reference_flow;
use super::{Direction, Formula, Input};
use crate::info::Info;

/// Files referred to from outside, per service.
pub(super) static IFN: Formula = Formula {
    info: &Info {
        id: "ifn",
        summary: "interface number: mean number of files per service that other services refer to",
        reference: "Jin et al.: Service candidate identification from monolithic systems (2019); files for interfaces",
    },
    direction: Direction::Lower,
    measure: ifn,
};

/// Pairs of files across, per service.
pub(super) static IFN_FSE: Formula = Formula {
    info: &Info {
        id: "ifn-fse",
        summary: "interface number as pairs of files with a reference across, per service (Mono2Micro FSE 2021 code)",
        reference: "Kalia et al.: Mono2Micro (FSE 2021)",
    },
    direction: Direction::Lower,
    measure: |input| Some(reference_flow(input)?.crossing() / input.tables.sizes.len() as f64),
};

fn ifn(input: &Input<'_>) -> Option<f64> {
    (!input.evidence.edges.is_empty()).then(|| input.tables.known as f64 / input.tables.sizes.len() as f64)
}

#[cfg(test)]
mod tests {
    use crate::metric::tests::check;

    #[test]
    fn a_file_counts_once() {
        check("ifn", "aabbc", "ac bc ad", Some(2.0 / 3.0));
        check("ifn-fse", "aabbc", "ac bc ad", Some(1.0));
    }
    #[test]
    fn references_inside_do_not_count() {
        check("ifn", "aab", "ab", Some(0.0));
        check("ifn-fse", "aab", "ab", Some(0.0));
    }
    #[test]
    fn without_references_no_value() {
        check("ifn", "ab", "", None);
        check("ifn-fse", "ab", "", None);
    }
}
