//! Who owns the data.
//!
//! H_t = the natural-log entropy of store t over services, by the number of files of each service that use it directly
//! (through callers is not followed). Every kind of store counts.
//!
//! * `data-entropy`: the mean H_t over the stores that anyone uses; 0 = every store belongs to one service (the
//!   transaction entropy of CARGO, on static accesses).
//! * `database-entropy`: `100 (1 - mean_t min(1, H_t))`; 100 = every store belongs to one service.
//! * `stores-shared`: the share of used stores that more than one service uses.

use super::flow::mean;
use super::{Direction, Formula, Input};
use crate::info::Info;

/// Mean entropy.
pub(super) static ENTROPY: Formula = Formula {
    info: &Info {
        id: "data-entropy",
        summary: "mean natural-log entropy of a store over the services that use it, 0 is one owner each",
        reference: "Nitin, Asthana, Ray, Krishna: CARGO (2022); on static accesses",
    },
    direction: Direction::Lower,
    measure: |input| mean(entropies(input).into_iter()),
};

/// The percentage form.
pub(super) static DATABASE: Formula = Formula {
    info: &Info {
        id: "database-entropy",
        summary: "100 (1 - mean entropy of a store over services, at most 1 each), 100 is one owner each",
        reference: "independent comparison of decomposition tools (ASE 2024); direct accesses only",
    },
    direction: Direction::Higher,
    measure: |input| mean(entropies(input).into_iter().map(|entropy| 100.0 * (1.0 - entropy.min(1.0)))),
};

/// Stores with more than one user.
pub(super) static SHARED: Formula = Formula {
    info: &Info {
        id: "stores-shared",
        summary: "share of the stores that more than one service uses",
        reference: "Newman: Monolith to Microservices, chapter 4 (2019)",
    },
    direction: Direction::Lower,
    measure: |input| mean(entropies(input).into_iter().map(|entropy| f64::from(u8::from(entropy > 0.0)))),
};

/// H_t of every store that is used.
fn entropies(input: &Input<'_>) -> Vec<f64> {
    input.tables.users.iter().map(|services| entropy(services)).collect()
}

fn entropy(counts: &[f64]) -> f64 {
    let total: f64 = counts.iter().sum();
    let term = |count: &f64| count / total * libm::log(total / count);
    counts.iter().map(term).sum()
}

#[cfg(test)]
mod tests {
    use crate::metric::tests::check_stores;

    #[test]
    fn one_owner_each() {
        // Each word: the files that use a store.
        check_stores("data-entropy", "aabb", "ab cd", Some(0.0));
        check_stores("database-entropy", "aabb", "ab cd", Some(100.0));
        check_stores("stores-shared", "aabb", "ab cd", Some(0.0));
    }
    #[test]
    fn one_store_of_two_is_shared_evenly() {
        let half = libm::log(2.0) / 2.0;
        check_stores("data-entropy", "aabb", "ab bc", Some(half));
        check_stores("database-entropy", "aabb", "ab bc", Some(100.0 * (1.0 - half)));
        check_stores("stores-shared", "aabb", "ab bc", Some(0.5));
    }
    #[test]
    fn above_1_is_cut_off_in_percent() {
        check_stores("database-entropy", "abcd", "abcd", Some(0.0));
        check_stores("data-entropy", "abcd", "abcd", Some(libm::log(4.0)));
    }
    #[test]
    fn without_stores_no_value() {
        for id in ["data-entropy", "database-entropy", "stores-shared"] {
            check_stores(id, "ab", "", None);
        }
    }
}
