//! Who would have to work together.
//!
//! People are the contributors of normal commits, programs left out. A_s = the people who changed service s.
//!
//! * `tsr`, team size reduction: `mean_s |A_s| / |people|`; 1 = everyone works on everything.
//! * `contributor-overlap`: the mean of `|A_s & A_t|` over all ordered pairs of services, each with itself too, as
//!   published. O(people): a person in k services adds k^2.

use super::{Direction, Formula, Input};
use crate::info::Info;

const MAZLAMI: &str =
    "Mazlami, Cito, Leitner: Extraction of Microservices from Monolithic Software Architectures (2017)";

/// Team size reduction.
pub(super) static TSR: Formula = Formula {
    info: &Info {
        id: "tsr",
        summary: "team size reduction: mean people per service as a share of all people, 1 is no reduction",
        reference: MAZLAMI,
    },
    direction: Direction::Lower,
    measure: |input| {
        let services = services_of_people(input)?;
        let places: usize = services.iter().sum();
        Some(places as f64 / input.tables.sizes.len() as f64 / services.len() as f64)
    },
};

/// Contributor overlap.
pub(super) static OVERLAP: Formula = Formula {
    info: &Info {
        id: "contributor-overlap",
        summary: "mean number of people two services have in common, every service with itself too",
        reference: MAZLAMI,
    },
    direction: Direction::Lower,
    measure: |input| {
        let shared: f64 = services_of_people(input)?.iter().map(|services| (services * services) as f64).sum();
        let cells = input.tables.sizes.len() as f64;
        Some(shared / (cells * cells))
    },
};

/// For every person, the number of services they changed; `None` without people.
fn services_of_people<'a>(input: &Input<'a>) -> Option<&'a [usize]> {
    Some(input.tables.services_of_people.as_slice()).filter(|services| !services.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::metric::tests::check_history;

    #[test]
    fn people_per_service() {
        // x works on both services, y on the second: 1 and 2 of 2.
        check_history("tsr", "ab", "a:x b:x b:y", Some(0.75));
    }
    #[test]
    fn overlap_counts_every_service_with_itself() {
        // |A& A| = 1, |B & B| = 2, |A & B| = 1 twice: 5 of 4 pairs.
        check_history("contributor-overlap", "ab", "a:x b:x b:y", Some(1.25));
    }
    #[test]
    fn one_service_is_no_reduction() {
        check_history("tsr", "aa", "a:x b:y", Some(1.0));
    }
    #[test]
    fn without_history_no_value() {
        check_history("tsr", "ab", "", None);
        check_history("contributor-overlap", "ab", "", None);
    }
}
