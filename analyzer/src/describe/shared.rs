//! Units that several candidates need: a shared library, or a core entity that is the price of the cut.
//!
//! A unit is marked when at least `max(5, 0.6 max(6, 1.25 sqrt N, 97th percentile of fan-in))` files refer to it, its
//! referrers spread over the cells with a normalised entropy above 0.6 (base: cells of three files and more), and no
//! cell holds half of them. Marking is for the report and the assignments; nothing is removed before clustering, since
//! removing hubs was measured to change nothing (+0.3 ± 0.4).

use crate::analysis::Shared;
use crate::coupling::Basis;
use crate::id::{Id, UnitId};
use crate::partition::Partition;
use crate::pipeline::SMALL;
use libm::log;
use std::collections::BTreeMap;

/// The marked units, largest fan-in first (ties by unit).
pub(crate) fn shared(basis: &Basis<'_>, partition: &Partition) -> Vec<Shared> {
    let least = least_fan_in(&basis.fan_in);
    let large = partition.sizes().iter().filter(|size| **size >= SMALL).count();
    let referrers = basis.strengths.transposed();
    let mark = |unit: UnitId| {
        let fan_in = basis.fan_in[unit.index()];
        if (fan_in as f64) < least || large < 2 {
            return None;
        }
        let mut per_cell: BTreeMap<_, usize> = BTreeMap::new();
        for (from, _) in referrers.row(unit.index()) {
            *per_cell.entry(partition.cell(UnitId::new(from))).or_default() += 1;
        }
        let entropy = entropy(per_cell.values(), fan_in) / log(large as f64);
        let most = per_cell.values().max().copied().unwrap_or(0);
        let spread = entropy > 0.6 && most * 2 < fan_in;
        spread.then(|| Shared { unit, entity: basis.facts.units[unit].entity, fan_in, entropy: entropy.min(1.0) })
    };
    let mut marked: Vec<Shared> = basis.facts.units.ids().filter_map(mark).collect();
    marked.sort_by_key(|shared| (std::cmp::Reverse(shared.fan_in), shared.unit));
    marked
}

fn least_fan_in(fan_in: &[usize]) -> f64 {
    let mut sorted = fan_in.to_vec();
    sorted.sort_unstable();
    let percentile = sorted.get((sorted.len() as f64 * 0.97) as usize).or(sorted.last()).copied().unwrap_or(0);
    let typical = f64::max(6.0, 1.25 * (fan_in.len() as f64).sqrt()).max(percentile as f64);
    f64::max(5.0, 0.6 * typical)
}

fn entropy<'a>(counts: impl Iterator<Item = &'a usize>, total: usize) -> f64 {
    let part = |count: &usize| {
        let share = *count as f64 / total as f64;
        -share * log(share)
    };
    counts.map(part).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_rises_with_the_repository() {
        assert_eq!(least_fan_in(&[0; 10]), 5.0);
        assert!((least_fan_in(&[0; 10_000]) - 75.0).abs() < 1e-9);
    }

    #[test]
    fn even_spread_has_full_entropy() {
        assert!((entropy([2_usize, 2].iter(), 4) - log(2.0)).abs() < 1e-12);
    }
}
