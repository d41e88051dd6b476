//! Groupings as a picture: how much crosses, against how uneven the groups are. A grouping that another one beats in both
//! is dominated (Pareto); one big group has nothing that crosses, so neither axis says anything alone.

use super::show;
use crate::wire::{Document, Score};
use std::collections::BTreeMap;

/// The metric across: the share of references that cross.
const ACROSS: &str = "references-crossing";
/// Size of the picture.
const SIZE: (f64, f64) = (640.0, 300.0);
/// Space left, right, above and below the plot.
const INSET: (f64, f64, f64, f64) = (52.0, 150.0, 16.0, 44.0);

/// The picture.
pub(crate) struct ParetoView {
    /// Width and height.
    pub(crate) size: (f64, f64),
    /// The corners of the plot: left, top, right, bottom.
    pub(crate) plot: [f64; 4],
    /// The points, the proposal last so that it lies on top.
    pub(crate) points: Vec<Point>,
    /// Labels across and up: place and text.
    pub(crate) ticks: [Vec<(String, String)>; 2],
}

/// One grouping.
pub(crate) struct Point {
    /// Its name.
    pub(crate) name: String,
    /// Its place.
    pub(crate) x: String,
    /// Its place.
    pub(crate) y: String,
    /// Where its name stands.
    pub(crate) label: (String, String),
    /// `proposal`, `other` or `dominated`.
    pub(crate) kind: &'static str,
    /// What it shows, in words.
    pub(crate) title: String,
}

struct Grouping {
    name: String,
    crossing: f64,
    uneven: f64,
    groups: usize,
}

/// The picture of a document; none where references are unknown or nothing is to be compared.
pub(crate) fn pareto(document: &Document) -> Option<ParetoView> {
    let value = |scores: &[Score]| scores.iter().find(|score| score.card.id == ACROSS).and_then(|score| score.value);
    let own: Vec<u32> = document.services.iter().map(|service| service.units.len() as u32).collect();
    let proposal = Grouping {
        name: "the proposal".to_owned(),
        crossing: value(&document.scores)?,
        uneven: uneven(own.iter().copied()),
        groups: own.len(),
    };
    let mut all = Vec::new();
    let others = document.alternatives.iter().map(|one| (format!("{} cut", one.id), &one.scores, &one.cell_of));
    let baselines = document.baselines.iter().map(|one| (one.card.id.clone(), &one.scores, &one.cell_of));
    for (name, scores, cell_of) in others.chain(baselines) {
        let Some(crossing) = value(scores) else { continue };
        let mut sizes: BTreeMap<u32, u32> = BTreeMap::new();
        cell_of.iter().for_each(|cell| *sizes.entry(*cell).or_default() += 1);
        all.push(Grouping { name, crossing, uneven: uneven(sizes.values().copied()), groups: sizes.len() });
    }
    if all.is_empty() {
        return None;
    }
    all.push(proposal);
    let most = all.iter().map(|one| one.crossing).fold(0.0, f64::max);
    let right = ((most * 10.0).ceil() / 10.0).clamp(0.1, 1.0);
    let plot = [INSET.0, INSET.2, SIZE.0 - INSET.1, SIZE.1 - INSET.3];
    let x = |crossing: f64| plot[0] + (plot[2] - plot[0]) * (crossing / right).clamp(0.0, 1.0);
    let y = |uneven: f64| plot[3] - (plot[3] - plot[1]) * uneven.clamp(0.0, 1.0);
    let last = all.len() - 1;
    let lines = lines(
        all[..last].iter().map(|one| (x(one.crossing), y(one.uneven))).chain([(-200.0, y(all[last].uneven))]).collect(),
    );
    let points = all.iter().enumerate().map(|(at, one)| {
        let beaten = all.iter().any(|other| {
            other.crossing <= one.crossing
                && other.uneven <= one.uneven
                && (other.crossing < one.crossing || other.uneven < one.uneven)
        });
        let (x, y) = (x(one.crossing), y(one.uneven));
        Point {
            name: show(&one.name),
            x: format!("{x:.1}"),
            y: format!("{y:.1}"),
            // The proposal's name stands left of its point, all others right.
            label: (format!("{:.1}", if at == last { x - 9.0 } else { x + 9.0 }), format!("{:.1}", lines[at] + 4.0)),
            kind: if at == last {
                "proposal"
            } else if beaten {
                "dominated"
            } else {
                "other"
            },
            title: format!(
                "{}: {} groups, {:.0}% of references cross, unevenness {:.2}",
                show(&one.name),
                one.groups,
                one.crossing * 100.0,
                one.uneven
            ),
        }
    });
    let points = points.collect();
    let across =
        [0.0, 0.5, 1.0].map(|part| (format!("{:.1}", x(part * right)), format!("{:.0}%", part * right * 100.0)));
    let up = [0.0, 0.5, 1.0].map(|part| (format!("{:.1}", y(part)), format!("{part}")));
    Some(ParetoView { size: SIZE, plot, points, ticks: [across.to_vec(), up.to_vec()] })
}

/// The height of each point's name: beside its point, or as little above or below as keeps it off the other names. The last
/// point chooses first.
fn lines(points: Vec<(f64, f64)>) -> Vec<f64> {
    let mut lines = vec![0.0; points.len()];
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for (at, (x, y)) in points.iter().enumerate().rev() {
        let meets =
            |line: f64| taken.iter().any(|(left, other)| (left - x).abs() < 100.0 && (other - line).abs() < 14.0);
        let steps = (0..points.len() as i32 + 1).flat_map(|step| [step, -step]).map(|step| y + 14.0 * f64::from(step));
        lines[at] = steps.into_iter().find(|line| !meets(*line)).unwrap_or(*y);
        taken.push((*x, lines[at]));
    }
    lines
}

/// The Gini coefficient of group sizes: 0 when all are equal, near 1 when one holds nearly everything. One group alone is
/// as uneven as can be: nothing was divided.
fn uneven(sizes: impl Iterator<Item = u32>) -> f64 {
    let mut sizes: Vec<f64> = sizes.map(f64::from).collect();
    if sizes.len() < 2 {
        return 1.0;
    }
    sizes.sort_by(f64::total_cmp);
    let (n, sum) = (sizes.len() as f64, sizes.iter().sum::<f64>());
    let weighted: f64 = sizes.iter().enumerate().map(|(at, size)| (at + 1) as f64 * size).sum();
    if sum > 0.0 { (2.0 * weighted / (n * sum) - (n + 1.0) / n).max(0.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::uneven;

    #[test]
    fn unevenness_is_ginis() {
        for (sizes, expected) in
            [(vec![3, 3, 3], "0.000"), (vec![1, 3], "0.250"), (vec![9], "1.000"), (vec![], "1.000")]
        {
            assert_eq!(format!("{:.3}", uneven(sizes.clone().into_iter())), expected, "{sizes:?}");
        }
    }
}
