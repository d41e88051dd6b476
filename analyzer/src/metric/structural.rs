//! SM, structural modularity: how dense services are in references, minus how dense the space between them is.
//!
//! Published code disagrees on the formula, so both variants are here. n_i = files of service i, K = services.
//!
//! * `sm` (FoSCI): `mean_i mu_i / n_i^2 - mean_{i<j} sigma_ij / (2 n_i n_j)`; mu_i = directed file-to-file references inside,
//!   sigma_ij = those between i and j in both directions.
//! * `sm-fse` (the code of Mono2Micro's FSE 2021 paper): pairs of files that refer to each other in any direction count
//!   once, and the second term is `mean_{i<j} sigma_ij / (n_i n_j)`, twice the definition.
//!
//! A service of one file has density 0. Needs two services.

use super::flow::{Flow, at_least_two, reference_flow};
use super::{Direction, Formula, Input};
use crate::info::Info;

/// As FoSCI defines it.
pub(super) static SM: Formula = Formula {
    info: &Info {
        id: "sm",
        summary: "structural modularity: density of references inside services minus between them (FoSCI variant)",
        reference: "Jin, Liu, Cai, Kazman, Mo, Zheng: Service candidate identification from monolithic systems (2019)",
    },
    direction: Direction::Higher,
    measure: |input| sm(input, &input.tables.links, 2.0),
};

/// As the FSE 2021 code computes it.
pub(super) static SM_FSE: Formula = Formula {
    info: &Info {
        id: "sm-fse",
        summary: "structural modularity on undirected pairs, coupling not halved (Mono2Micro FSE 2021 code)",
        reference: "Kalia, Xiao, Krishna, Sinha, Vukovic, Banerjee: Mono2Micro (FSE 2021)",
    },
    direction: Direction::Higher,
    measure: |input| sm(input, &input.tables.pairs, 1.0),
};

fn sm(input: &Input<'_>, flow: &Flow, halved: f64) -> Option<f64> {
    let sizes = at_least_two(input)?;
    reference_flow(input)?;
    let cells = sizes.len() as f64;
    let inside: f64 = flow.inside.iter().zip(sizes).map(|(weight, size)| weight / (size * size)).sum();
    let between: f64 = flow.between.iter().map(|(i, j, weight)| weight / (halved * sizes[*i] * sizes[*j])).sum();
    Some(inside / cells - between / (cells * (cells - 1.0) / 2.0))
}

#[cfg(test)]
mod tests {
    use crate::metric::tests::check;

    #[test]
    fn densities() {
        // Inside 2/4 and 1/4; between one reference over 2 * 2 * 2.
        check("sm", "aabb", "ab ba cd ac", Some(0.375 - 0.125));
        // Pairs inside 1/4 and 1/4; between one over 2 * 2.
        check("sm-fse", "aabb", "ab ba cd ac", Some(0.25 - 0.25));
    }
    #[test]
    fn both_directions_between_add_up() {
        check("sm", "ab", "ab ba", Some(-1.0));
        check("sm-fse", "ab", "ab ba", Some(-1.0));
    }
    #[test]
    fn needs_two_services_and_references() {
        check("sm", "aa", "ab", None);
        check("sm-fse", "ab", "", None);
    }
}
