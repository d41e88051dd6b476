//! NED, non-extreme distribution: how many services have a size that is neither tiny nor huge, 5 to 20 files.
//!
//! * `ned`: the share of files that live in services outside 5..=20 (Mono2Micro's FSE 2021 code).
//! * `ned-services`: `1 - services of 5..=20 files / K` (FoSCI and later work).
//!
//! The bounds are those of the literature, where units are classes of small example applications.

use super::{Direction, Formula, Input};
use crate::info::Info;

/// By files.
pub(super) static NED: Formula = Formula {
    info: &Info {
        id: "ned",
        summary: "share of files in services of fewer than 5 or more than 20 files (Mono2Micro FSE 2021 code)",
        reference: "Kalia et al.: Mono2Micro (FSE 2021)",
    },
    direction: Direction::Lower,
    measure: |input| extreme(input, |size| size),
};

/// By services.
pub(super) static NED_SERVICES: Formula = Formula {
    info: &Info {
        id: "ned-services",
        summary: "share of services of fewer than 5 or more than 20 files",
        reference: "Desai, Bandyopadhyay, Tamilselvam: Graph neural network to dilute outliers (CO-GCN, 2021)",
    },
    direction: Direction::Lower,
    measure: |input| extreme(input, |_| 1.0),
};

fn extreme(input: &Input<'_>, counts: impl Fn(f64) -> f64) -> Option<f64> {
    let sizes = &input.tables.sizes;
    let all: f64 = sizes.iter().map(|size| counts(*size)).sum();
    let outside: f64 = sizes.iter().filter(|size| !(5.0..=20.0).contains(*size)).map(|size| counts(*size)).sum();
    (all > 0.0).then(|| outside / all)
}

#[cfg(test)]
mod tests {
    use crate::metric::tests::check;

    #[test]
    fn five_is_inside_and_four_is_not() {
        check("ned", "aaaaabbbb", "", Some(4.0 / 9.0));
        check("ned-services", "aaaaabbbb", "", Some(0.5));
    }
    #[test]
    fn twenty_is_inside_and_more_is_not() {
        check("ned", &"a".repeat(20), "", Some(0.0));
        check("ned", &"a".repeat(21), "", Some(1.0));
    }
    #[test]
    fn nothing_has_no_size() {
        check("ned", "", "", None);
        check("ned-services", "", "", None);
    }
}
