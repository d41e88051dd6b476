//! The service map: boxes on a staggered grid, one curve per direction of use. Computed here, drawn as SVG.
//!
//! Boxes that share much stand close: a quadratic assignment of services to places (Koopmans, Beckmann 1957), improved
//! by exchanging pairs until no exchange helps. No randomness, and nothing for a browser to compute.

use super::standing::{Standing, standings};
use super::{Few, seam, show};
use crate::display::{count, counted, short};
use crate::palette::{Look, looks};
use crate::wire::{Document, Seam};

/// The most boxes.
const MAX_BOXES: usize = 60;
/// Distance between the centres of neighbours in a row, and between rows.
const CELL: Point = (214.0, 116.0);
/// Size of a box.
const BOX: Point = (150.0, 52.0);
/// The most columns.
const MAX_COLUMNS: usize = 5;
/// Space around everything.
const MARGIN: f64 = 24.0;
/// Where there are more boxes than this, only as many of the heaviest connections are drawn until one is pointed at.
const MANY: usize = 15;
/// The most passes of exchanges.
const MAX_PASSES: usize = 60;

type Point = (f64, f64);

/// The map.
pub(crate) struct MapView {
    /// Its width.
    pub(crate) width: u32,
    /// Its height.
    pub(crate) height: u32,
    /// Services.
    pub(crate) boxes: Few<BoxView>,
    /// What crosses, in the order of drawing.
    pub(crate) lines: Few<LineView>,
    /// How many of these are seen without pointing at anything.
    pub(crate) at_once: usize,
}

/// A service.
pub(crate) struct BoxView {
    /// Position of the service.
    pub(crate) service: usize,
    /// Left.
    pub(crate) x: i32,
    /// Top.
    pub(crate) y: i32,
    /// Colour and mark.
    pub(crate) look: Look,
    /// Its name; very long ones without their middle.
    pub(crate) name: String,
    /// Whether it needs smaller letters.
    pub(crate) long: bool,
    /// Its size in words.
    pub(crate) size: String,
    /// The whole sentence.
    pub(crate) title: String,
    /// Its card in the report.
    pub(crate) anchor: String,
    /// Length of its size bar.
    pub(crate) bar: i32,
}

/// One connection: one or two curves.
pub(crate) struct LineView {
    /// Positions of the two services.
    pub(crate) ends: [usize; 2],
    /// `mutual`, `one-way` or `no-reference`.
    pub(crate) class: &'static str,
    /// Whether it is drawn only when one of its ends is pointed at.
    pub(crate) more: bool,
    /// Everything that crosses, in one sentence.
    pub(crate) title: String,
    /// The curves.
    pub(crate) curves: Vec<Curve>,
}

/// One curve.
pub(crate) struct Curve {
    /// The path.
    pub(crate) path: String,
    /// The arrow head's path; empty for none.
    pub(crate) head: String,
    /// The width of the line.
    pub(crate) width: String,
    /// Where a label goes.
    pub(crate) middle: (i32, i32),
    /// What the label says; empty for none.
    pub(crate) label: String,
    /// Mentions in this direction.
    mentions: u64,
}

/// The map of the largest services and the heaviest seams.
pub(crate) fn map(document: &Document) -> MapView {
    let n = document.services.len().min(MAX_BOXES);
    let inside = |seam: &&Seam| (seam.a as usize) < n && (seam.b as usize) < n && seam.a != seam.b;
    let seams: Vec<&Seam> = document.seams.iter().filter(inside).collect();
    let places = assign(&pulls(n, &seams), slots(n));
    let mut lines: Vec<LineView> = drawn(n, &seams).into_iter().map(|seam| line(document, seam, &places)).collect();
    label(&mut lines, &places);
    let at_once = if n > MANY { lines.len().min(MANY) } else { lines.len() };
    lines.iter_mut().skip(at_once).for_each(|line| line.more = true);
    let far = |axis: fn(&Point) -> f64| places.iter().map(axis).fold(0.0, f64::max) + MARGIN;
    MapView {
        width: (far(|place| place.0) + BOX.0 / 2.0) as u32,
        height: (far(|place| place.1) + BOX.1 / 2.0) as u32,
        boxes: Few { items: boxes(document, &places), total: document.services.len() as u64 },
        lines: Few { items: lines, total: document.seams.len() as u64 },
        at_once,
    }
}

/// The seams that are drawn, in their order: the heaviest of every service, then the heaviest of all.
fn drawn<'a>(n: usize, seams: &[&'a Seam]) -> Vec<&'a Seam> {
    let room = (3 * n / 2).clamp(12, 66);
    let mut seen = vec![false; n];
    let mut first = vec![false; seams.len()];
    for (at, seam) in seams.iter().enumerate() {
        let [a, b] = [seam.a as usize, seam.b as usize];
        first[at] = !seen[a] || !seen[b];
        seen[a] = true;
        seen[b] = true;
    }
    let mut others = room.saturating_sub(first.iter().filter(|first| **first).count());
    for first in first.iter_mut().filter(|first| !**first) {
        if others == 0 {
            break;
        }
        *first = true;
        others -= 1;
    }
    seams.iter().zip(first).filter(|(_, first)| *first).map(|(seam, _)| *seam).collect()
}

/// The centres of as many places as services, on a staggered grid, row by row.
fn slots(n: usize) -> Vec<Point> {
    let columns = ((n as f64).sqrt().ceil() as usize).clamp(1, MAX_COLUMNS);
    let place = |slot: usize| {
        let (row, column) = (slot / columns, slot % columns);
        let shift = if row % 2 == 1 { 0.5 } else { 0.0 };
        (MARGIN + BOX.0 / 2.0 + (column as f64 + shift) * CELL.0, MARGIN + BOX.1 / 2.0 + row as f64 * CELL.1)
    };
    (0..n).map(place).collect()
}

/// How much each two services want to be close: damped, so that one heavy seam does not decide all.
fn pulls(n: usize, seams: &[&Seam]) -> Vec<Vec<f64>> {
    let mut pull = vec![vec![0.0; n]; n];
    for seam in seams {
        let damped = seam.weight.max(0.0).sqrt();
        pull[seam.a as usize][seam.b as usize] += damped;
        pull[seam.b as usize][seam.a as usize] += damped;
    }
    pull
}

/// The place of every service: first those that pull most in the middle, then exchanges while they help.
fn assign(pull: &[Vec<f64>], slots: Vec<Point>) -> Vec<Point> {
    let n = slots.len();
    let mean = |axis: fn(&Point) -> f64| slots.iter().map(axis).sum::<f64>() / n.max(1) as f64;
    let middle = (mean(|place| place.0), mean(|place| place.1));
    let mut central: Vec<usize> = (0..n).collect();
    central.sort_by(|a, b| distance(slots[*a], middle).total_cmp(&distance(slots[*b], middle)).then(a.cmp(b)));
    let total: Vec<f64> = pull.iter().map(|row| row.iter().sum()).collect();
    let mut wanted: Vec<usize> = (0..n).collect();
    wanted.sort_by(|a, b| total[*b].total_cmp(&total[*a]).then(a.cmp(b)));
    let mut places = slots.clone();
    for (service, slot) in wanted.into_iter().zip(central) {
        places[service] = slots[slot];
    }
    for _ in 0..MAX_PASSES {
        if !exchange(pull, &mut places) {
            break;
        }
    }
    places
}

/// One pass over all pairs; whether any exchange helped.
fn exchange(pull: &[Vec<f64>], places: &mut [Point]) -> bool {
    let mut helped = false;
    for a in 0..places.len() {
        for b in a + 1..places.len() {
            if gain(pull, places, a, b) > 1e-9 {
                places.swap(a, b);
                helped = true;
            }
        }
    }
    helped
}

/// By how much the weighted length shrinks when two services exchange their places.
fn gain(pull: &[Vec<f64>], places: &[Point], a: usize, b: usize) -> f64 {
    let others = (0..places.len()).filter(|other| *other != a && *other != b);
    let shrinks = |other: usize| {
        let nearer = distance(places[a], places[other]) - distance(places[b], places[other]);
        (pull[a][other] - pull[b][other]) * nearer
    };
    others.map(shrinks).sum()
}

fn distance(a: Point, b: Point) -> f64 {
    ((a.0 - b.0).powi(2) + (a.1 - b.1).powi(2)).sqrt()
}

fn boxes(document: &Document, places: &[Point]) -> Vec<BoxView> {
    let names: Vec<&str> = document.services.iter().map(|service| service.name.as_str()).collect();
    let looks = looks(&names);
    let standings = standings(document);
    let title = |text: String, tag: &str| if tag.is_empty() { text } else { format!("{text}; {tag}") };
    let largest = document.services.iter().map(|service| service.lines).max().unwrap_or(0).max(1);
    let view = |(service, place): (usize, &Point)| {
        let one = &document.services[service];
        let files = counted(one.units.len() as u64, document.unit_word());
        let owned = one.stores.iter().filter(|used| used.owns).count() as u64;
        let entries = counted(one.entry_points.len() as u64, "entry point");
        let lines = count(one.lines);
        BoxView {
            service,
            x: (place.0 - BOX.0 / 2.0) as i32,
            y: (place.1 - BOX.1 / 2.0) as i32,
            look: looks[service],
            name: short(&one.name, 17),
            long: one.name.chars().count() > 12,
            title: title(
                format!("{}: {files}, {lines} lines, {entries}, owns {}", show(&one.name), counted(owned, "store")),
                standings[service].tag(),
            ),
            size: if standings[service] == Standing::Common {
                "common code".to_owned()
            } else if owned == 0 {
                files
            } else {
                format!("{files}, {}", counted(owned, "store"))
            },
            anchor: super::service::anchor(document, service),
            bar: ((one.lines as f64 / largest as f64).sqrt() * (BOX.0 - 2.0)) as i32,
        }
    };
    places.iter().enumerate().map(view).collect()
}

fn line(document: &Document, seam: &Seam, places: &[Point]) -> LineView {
    let ends = [seam.a as usize, seam.b as usize];
    let [a, b] = ends.map(|end| places[end]);
    let ways = [(a, b, seam.forward.mentions), (b, a, seam.backward.mentions)];
    let mut curves: Vec<Curve> = ways.iter().filter(|way| way.2 > 0).map(|way| curve(way.0, way.1, way.2)).collect();
    let class = match curves.len() {
        0 => "no-reference",
        1 => "one-way",
        _ => "mutual",
    };
    if curves.is_empty() {
        curves.push(Curve { head: String::new(), ..curve(a, b, 0) });
    }
    LineView { ends, class, more: false, title: seam::sentence(document, seam), curves }
}

/// A curve that leaves one box and ends at the other, bowed to its left so that there and back do not meet.
fn curve(from: Point, to: Point, mentions: u64) -> Curve {
    let length = distance(from, to).max(1.0);
    let bow = (length * 0.17).max(16.0);
    let along = ((to.0 - from.0) / length, (to.1 - from.1) / length);
    let control = (f64::midpoint(from.0, to.0) + along.1 * bow, f64::midpoint(from.1, to.1) - along.0 * bow);
    let at = |t: f64| {
        let blend = |p: f64, q: f64, r: f64| (1.0 - t).powi(2) * p + 2.0 * t * (1.0 - t) * q + t * t * r;
        (blend(from.0, control.0, to.0), blend(from.1, control.1, to.1))
    };
    let inside = |point: Point, centre: Point, more: f64| {
        (point.0 - centre.0).abs() <= BOX.0 / 2.0 + more && (point.1 - centre.1).abs() <= BOX.1 / 2.0 + more
    };
    let mut steps = (0..=200).map(|step| f64::from(step) / 200.0);
    let start = steps.find(|t| !inside(at(*t), from, 0.0)).unwrap_or(0.0);
    let end = steps.find(|t| inside(at(*t), to, 9.0)).unwrap_or(1.0);
    let tip = steps.find(|t| inside(at(*t), to, 2.0)).unwrap_or(1.0);
    // The part of a quadratic Bézier curve between two parameters is one again.
    let part = |p: f64, q: f64, r: f64| {
        (1.0 - start) * (1.0 - end) * p + (start + end - 2.0 * start * end) * q + start * end * r
    };
    let bend = (part(from.0, control.0, to.0), part(from.1, control.1, to.1));
    Curve {
        path: format!("M{}Q{} {}", xy(at(start)), xy(bend), xy(at(end))),
        head: head(at(end), at(tip)),
        width: format!("{:.1}", 1.2 + (mentions as f64).ln_1p() * 0.5),
        middle: (at(0.5).0 as i32, at(0.5).1 as i32),
        label: String::new(),
        mentions,
    }
}

fn head(base: Point, tip: Point) -> String {
    let length = distance(base, tip).max(0.1);
    let side = ((tip.1 - base.1) / length * 5.0, (base.0 - tip.0) / length * 5.0);
    let corner = |sign: f64| xy((base.0 + sign * side.0, base.1 + sign * side.1));
    format!("M{}L{}L{}Z", xy(tip), corner(1.0), corner(-1.0))
}

fn xy(point: Point) -> String {
    format!("{:.1} {:.1}", point.0, point.1)
}

/// Labels the curves with most mentions first, where there is room.
fn label(lines: &mut [LineView], places: &[Point]) {
    let mut curves: Vec<&mut Curve> =
        lines.iter_mut().flat_map(|line| &mut line.curves).filter(|curve| curve.mentions > 0).collect();
    curves.sort_by_key(|curve| std::cmp::Reverse(curve.mentions));
    let mut used: Vec<(i32, i32)> = Vec::new();
    for curve in curves {
        let (x, y) = curve.middle;
        let covered = places.iter().any(|place| {
            let (right, down) = ((f64::from(x) - place.0).abs(), (f64::from(y) - place.1).abs());
            right < BOX.0 / 2.0 + 10.0 && down < BOX.1 / 2.0 + 7.0
        });
        if !covered && used.iter().all(|other| (other.0 - x).abs() > 32 || (other.1 - y).abs() > 15) {
            curve.label = count(curve.mentions);
            used.push((x, y));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn friends_stand_close() {
        let n = 12;
        let mut pull = vec![vec![0.0; n]; n];
        for at in 1..n {
            pull[at][at - 1] = 1.0;
            pull[at - 1][at] = 1.0;
        }
        let places = assign(&pull, slots(n));
        let length: f64 = (1..n).map(|at| distance(places[at], places[at - 1])).sum();
        assert!(length / (n as f64 - 1.0) < CELL.0 * 1.35, "mean length {length}");
    }

    #[test]
    fn no_two_boxes_overlap() {
        for n in [1, 2, 3, 7, 40, 60] {
            let slots = slots(n);
            for a in 0..n {
                for b in 0..a {
                    let apart = (slots[a].0 - slots[b].0).abs() >= BOX.0 || (slots[a].1 - slots[b].1).abs() >= BOX.1;
                    assert!(apart, "{n} boxes: {a} and {b}");
                }
            }
        }
    }
}
