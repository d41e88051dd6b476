//! The baseline of chance: services of equal size, filled at random.
//!
//! As many as the largest wanted number, or as many as today's folders are ([`super::folders`]). Seeded.

use super::folders::folders;
use super::level::shuffled;
use super::{Clusterer, Clustering, Input};
use crate::cx::{Cancelled, Cx};
use crate::info::Info;
use crate::partition::Partition;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// Chance.
pub struct Random;

static INFO: Info = Info {
    id: "random",
    summary: "baseline: services of equal size filled at random, as many as there are folders",
    reference: "trivial baseline",
};

impl Clusterer for Random {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn is_baseline(&self) -> bool {
        true
    }

    fn cluster(&self, cx: Cx<'_>, input: &Input<'_>) -> Result<Clustering, Cancelled> {
        cx.cancel.check()?;
        let cells = input.settings.services.map_or_else(|| folders(input.facts).cells(), |(_, most)| most).max(1);
        Ok(Clustering::of(deal(input.facts.units.len(), cells, input.settings.seed)))
    }
}

/// Deals shuffled units out to the cells in turn.
fn deal(units: usize, cells: usize, seed: u64) -> Partition {
    let mut labels = vec![0; units];
    for (turn, unit) in shuffled(units, &mut ChaCha8Rng::seed_from_u64(seed)).into_iter().enumerate() {
        labels[unit as usize] = turn % cells;
    }
    Partition::from_labels(&labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(units: usize, cells: usize, expected: &[usize]) {
        let mut sizes = deal(units, cells, 7).sizes();
        sizes.sort_unstable();
        assert_eq!(sizes, expected);
    }

    #[test]
    fn sizes_differ_by_one_at_most() {
        check(10, 3, &[3, 3, 4]);
        check(2, 5, &[1, 1]);
        check(0, 1, &[]);
    }
    #[test]
    fn a_seed_is_a_result() {
        assert_eq!(deal(50, 4, 1), deal(50, 4, 1));
        assert_ne!(deal(50, 4, 1), deal(50, 4, 2));
    }
}
