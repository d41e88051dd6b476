//! Small multiples: one line a number, all over the same revisions, each with its own scale from 0.
//!
//! Tufte: The Visual Display of Quantitative Information (1983). Revisions stand at equal distances: they were chosen so, and a
//! label says which. Everything is computed here; a browser draws it without a script.

use super::{Point, TrendDocument};
use crate::display::{count, percent};
use crate::view::show;

/// Size of a panel.
pub(crate) const SIZE: (f64, f64) = (280.0, 130.0);
/// The drawing area: left, top, width, height.
const AREA: (f64, f64, f64, f64) = (8.0, 40.0, 232.0, 64.0);
/// With more revisions than these, dots would touch.
const MOST_DOTS: usize = 40;

/// One number over time.
pub(crate) struct Panel {
    /// What it is.
    pub(crate) title: &'static str,
    /// The newest value.
    pub(crate) now: String,
    /// How it moved since the first revision, in words.
    pub(crate) moved: String,
    /// The upper end of the scale.
    pub(crate) most: String,
    /// The line.
    pub(crate) line: String,
    /// The area below it.
    pub(crate) area: String,
    /// Dots: x, y, and what they say.
    pub(crate) dots: Vec<(String, String, String)>,
    /// All of it in words.
    pub(crate) words: String,
    /// Place among the others, for one picture of all.
    pub(crate) at: (u32, u32),
}

struct Number {
    title: &'static str,
    value: fn(&Point) -> f64,
    share: bool,
}

const NUMBERS: [Number; 8] = [
    Number { title: "mentions that cross services", value: |point| point.crossing, share: true },
    Number {
        title: "pairs of files across services",
        value: |point| point.of_rule("cross-dependency") as f64,
        share: false,
    },
    Number {
        title: "transactions that span services",
        value: |point| point.of_rule("spanning-transaction") as f64,
        share: false,
    },
    Number { title: "stores that several write", value: |point| point.shared_stores as f64, share: false },
    Number { title: "services in circles, pairs", value: |point| point.of_rule("service-cycle") as f64, share: false },
    Number { title: "services", value: |point| point.services as f64, share: false },
    Number { title: "commits at the ten hottest files", value: |point| point.heat, share: true },
    Number { title: "source files", value: |point| point.files as f64, share: false },
];

/// The panels of a trend; none where there is no revision.
pub(crate) fn panels(trend: &TrendDocument) -> Vec<Panel> {
    let all = if trend.points.is_empty() { &[][..] } else { &NUMBERS[..] };
    all.iter().enumerate().map(|(place, number)| panel(trend, place as u32, number)).collect()
}

/// The first and the last revision.
pub(crate) fn ticks(trend: &TrendDocument) -> (String, String) {
    let name = |point: Option<&Point>| point.map_or_else(String::new, |point| show(&point.name));
    (name(trend.points.first()), name(trend.points.last()))
}

fn panel(trend: &TrendDocument, place: u32, number: &Number) -> Panel {
    let values: Vec<f64> = trend.points.iter().map(number.value).collect();
    let most = scale(values.iter().copied().fold(0.0, f64::max), number.share);
    let said = |value: f64| if number.share { percent(value) } else { count(value as u64) };
    let step = AREA.2 / values.len().saturating_sub(1).max(1) as f64;
    let x = |at: usize| if values.len() == 1 { AREA.0 + AREA.2 / 2.0 } else { AREA.0 + step * at as f64 };
    let y = |value: f64| AREA.1 + AREA.3 * (1.0 - value / most);
    let places: Vec<(String, String)> =
        values.iter().enumerate().map(|(at, value)| (one(x(at)), one(y(*value)))).collect();
    let line = places.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ");
    let floor = one(AREA.1 + AREA.3);
    let (left, right) = (one(x(0)), one(x(values.len() - 1)));
    let dots = places.into_iter().zip(&trend.points).zip(&values);
    let dots = dots.map(|(((x, y), point), value)| (x, y, format!("{}: {}", show(&point.name), said(*value))));
    let (first, last) = (values[0], values[values.len() - 1]);
    let moved = match said(first) == said(last) {
        true => format!("as in {}", show(&trend.points[0].name)),
        false => format!("{} in {}", said(first), show(&trend.points[0].name)),
    };
    let (from, to) = ticks(trend);
    Panel {
        title: number.title,
        now: said(last),
        words: format!("{}: {} in {from}, {} in {to}", number.title, said(first), said(last)),
        moved,
        most: said(most),
        area: format!("{left},{floor} {line} {right},{floor}"),
        line,
        dots: if values.len() > MOST_DOTS { Vec::new() } else { dots.collect() },
        at: (place % 2 * (SIZE.0 as u32 + 20), place / 2 * (SIZE.1 as u32 + 14)),
    }
}

/// The next round number: 1, 2 or 5 with zeros; of a share a multiple of 5 %.
fn scale(most: f64, share: bool) -> f64 {
    if share {
        return ((most * 20.0).ceil() / 20.0).clamp(0.05, 1.0);
    }
    let mut step = 1.0;
    loop {
        if let Some(round) = [1.0, 2.0, 5.0].into_iter().map(|digit| digit * step).find(|round| *round >= most) {
            return round;
        }
        step *= 10.0;
    }
}

fn one(number: f64) -> String {
    format!("{number:.1}")
}
