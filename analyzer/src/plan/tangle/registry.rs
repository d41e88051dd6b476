//! Objects that everybody knows and that carry the application.

use super::{Tangle, TangleKind, tangle};
use crate::facts::{Gap, GapKind};
use crate::plan::Services;
use std::cmp::Reverse;

/// Global objects that many files mention, most mentions first. Who uses what of them is not known.
pub(super) fn registries(services: &Services<'_>) -> Vec<Tangle> {
    let mut gaps: Vec<&Gap> = services.facts.gaps.iter().filter(|gap| gap.kind == GapKind::Global).collect();
    gaps.sort_by_key(|gap| (Reverse(gap.mentions), &gap.name));
    let one = |gap: &Gap| {
        let unit = services.facts.units.iter().find(|(_, of)| of.path == gap.site.path && of.holds(gap.site.line))?.0;
        let involved = services.of(unit).into_iter().collect();
        let mut one = tangle(TangleKind::Registry, vec![unit], involved, vec![gap.site.clone()]);
        one.name = format!("{} ({} files)", gap.name, gap.files);
        one.places = u64::from(gap.mentions);
        Some(one)
    };
    gaps.into_iter().filter_map(one).collect()
}
