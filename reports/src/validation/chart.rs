//! The pictures of the page: computed here, drawn as SVG by the template, nothing left for a browser to compute.
//!
//! *Gauges* stand in table rows on one common scale, so their marks line up like a dot plot (Cleveland: The Elements of
//! Graphing Data, 1985). *Stacks* are commits by the number of deployables they touch. *Curves* are the reduction over the
//! share of a deployment that does not shrink with the code.

use super::v1::*;
use super::view::{NONE, cheaper, form, two};
use crate::display::{counted, percent};

/// Size of a gauge.
const GAUGE: (f64, f64) = (220.0, 18.0);
/// Space at both ends of a gauge.
const INSET: f64 = 6.0;

/// The common scale of gauges: from 0, or below where something is, to 1.
pub(super) struct Scale {
    low: f64,
}

/// A row's picture.
pub(super) struct Gauge {
    /// Where 0 is.
    pub(super) zero: String,
    /// Left end and width of the bar.
    pub(super) bar: (String, String),
    /// The value's place.
    pub(super) value: String,
    /// A second value's place, as a diamond.
    pub(super) second: Option<String>,
    /// Both ends of the range.
    pub(super) range: Option<(String, String)>,
    /// Lines that go through all rows.
    pub(super) lines: Vec<(String, &'static str)>,
    /// What it shows, in words.
    pub(super) title: String,
}

/// A label of the scale.
pub(super) struct Tick {
    /// Its place.
    pub(super) x: String,
    /// What it says.
    pub(super) text: String,
}

impl Scale {
    /// The scale for these values.
    pub(super) fn of(values: impl Iterator<Item = f64>) -> Self {
        let least = values.fold(0.0, f64::min);
        Self { low: if least < 0.0 { (least * 10.0).floor() / 10.0 } else { 0.0 } }
    }

    fn x(&self, value: f64) -> f64 {
        let share = (value.clamp(self.low, 1.0) - self.low) / (1.0 - self.low);
        INSET + share * (GAUGE.0 - 2.0 * INSET)
    }

    /// A gauge from 0 to the value.
    pub(super) fn gauge(&self, value: f64, title: String) -> Gauge {
        let (zero, at) = (self.x(0.0), self.x(value));
        Gauge {
            zero: one(zero),
            bar: (one(zero.min(at)), one((at - zero).abs())),
            value: one(at),
            second: None,
            range: None,
            lines: Vec::new(),
            title,
        }
    }

    /// The labels 0, 0.5 and 1.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        [0.0, 0.5, 1.0].into_iter().map(|value| Tick { x: one(self.x(value)), text: format!("{value}") }).collect()
    }

    /// The place of a line that goes through all rows.
    pub(super) fn at(&self, value: f64) -> String {
        one(self.x(value))
    }
}

fn one(number: f64) -> String {
    format!("{number:.1}")
}

/// The gauges of all groupings: the value, the best variant's as a diamond; lines at the default and at what it has to
/// reach against the best baseline.
pub(super) fn groupings(validation: &Validation) -> (Vec<Gauge>, Vec<Tick>) {
    let best = |one: &Grouping| one.best.as_ref().map(|best| best.measures.ari);
    let values = validation.groupings.iter().flat_map(|one| [Some(one.strict.ari), best(one)]).flatten();
    let scale = Scale::of(values);
    let wanted = validation
        .bar
        .checks
        .iter()
        .map(|check| check.wanted)
        .fold(None, |most: Option<f64>, wanted| Some(most.map_or(wanted, |most| most.max(wanted))));
    let gauge = |one: &Grouping| {
        let more = best(one).map_or_else(String::new, |best| format!(", {} with accepted variants", two(best)));
        let gauge = scale.gauge(one.strict.ari, format!("ARI {}{more}", two(one.strict.ari)));
        Gauge {
            second: best(one).filter(|best| (best - one.strict.ari).abs() > 0.004).map(|best| scale.at(best)),
            lines: wanted.map(|wanted| (scale.at(wanted), "wanted")).into_iter().collect(),
            ..gauge
        }
    };
    (validation.groupings.iter().map(gauge).collect(), scale.ticks())
}

/// The gauges of all ablations: mean and range; a line at the default.
pub(super) fn ablations(validation: &Validation) -> (Vec<Gauge>, Vec<Tick>) {
    let scale = Scale::of(validation.ablations.iter().map(|one| one.range[0].min(one.ari)));
    let default = validation.default().map(|default| default.strict.ari);
    let gauge = |one: &Ablation| {
        let several = one.runs.len() > 1;
        let range = if several { format!(", {} to {}", two(one.range[0]), two(one.range[1])) } else { String::new() };
        Gauge {
            range: several.then(|| (scale.at(one.range[0]), scale.at(one.range[1]))),
            lines: default.map(|value| (scale.at(value), "default")).into_iter().collect(),
            ..scale.gauge(one.ari, format!("ARI {}{range}", two(one.ari)))
        }
    };
    (validation.ablations.iter().map(gauge).collect(), scale.ticks())
}

/// The gauges of all services: F1, with precision and recall as the ends of the range.
pub(super) fn services(validation: &Validation) -> (Vec<Gauge>, Vec<Tick>) {
    let scale = Scale { low: 0.0 };
    let gauge = |one: &Service| match &one.matched {
        None => scale.gauge(0.0, "not found".to_owned()),
        Some(found) => {
            let title =
                format!("F1 {}, precision {}, recall {}", two(found.f1), two(found.precision), two(found.recall));
            let (least, most) = (found.precision.min(found.recall), found.precision.max(found.recall));
            Gauge { range: Some((scale.at(least), scale.at(most))), ..scale.gauge(found.f1, title) }
        }
    };
    (validation.services.iter().map(gauge).collect(), scale.ticks())
}

/// Commits by the number of deployables they touch.
pub(super) struct Stack {
    /// Through which form.
    pub(super) form: &'static str,
    /// The parts, left to right.
    pub(super) parts: Vec<StackPart>,
    /// Everything in words.
    pub(super) title: String,
}

/// A part of a stack.
pub(super) struct StackPart {
    /// Its colour's class.
    pub(super) class: &'static str,
    /// Left end.
    pub(super) x: String,
    /// Width.
    pub(super) width: String,
    /// The middle, for the label.
    pub(super) middle: String,
    /// The label; empty where there is no room.
    pub(super) label: String,
}

/// Width of a stack.
pub(super) const STACK: f64 = 640.0;
/// What the parts of a stack are.
pub(super) const TOUCHES: [(&str, &str); 4] = [("s0", "none"), ("s1", "one"), ("s2", "two"), ("s3", "three or more")];

/// One stack per form, over every usable commit.
pub(super) fn stacks(validation: &Validation) -> Vec<Stack> {
    let stack = |replay: &Replay| {
        let touching = replay.cases.first()?.touching;
        let all = touching.iter().sum::<u64>().max(1) as f64;
        let mut x = 0.0;
        let mut parts = Vec::new();
        for (commits, (class, _)) in touching.into_iter().zip(TOUCHES) {
            let width = STACK * commits as f64 / all;
            let label = match width {
                ..14.0 => String::new(),
                14.0..70.0 => commits.to_string(),
                _ => format!("{commits} ({})", percent(commits as f64 / all)),
            };
            parts.push(StackPart { class, x: one(x), width: one(width), middle: one(x + width / 2.0), label });
            x += width;
        }
        let said = touching.iter().zip(TOUCHES).map(|(commits, (_, what))| format!("{commits} touch {what}"));
        let title = format!("{}: {}", counted(all as u64, "commit"), said.collect::<Vec<_>>().join(", "));
        Some(Stack { form: form(replay), parts, title })
    };
    validation.deployment.replays.iter().filter_map(stack).collect()
}

/// The reduction over the share of a deployment that does not shrink with the code.
pub(super) struct Curves {
    /// The curves.
    pub(super) curves: Vec<Curve>,
    /// Lines across, with their labels.
    pub(super) across: Vec<(String, String)>,
    /// Labels of the horizontal axis.
    pub(super) along: Vec<Tick>,
    /// Height of the claim.
    pub(super) claim: String,
    /// Height of its label.
    pub(super) claim_label: String,
    /// What the claim says.
    pub(super) claimed: String,
    /// Heads of the table of the same numbers.
    pub(super) heads: Vec<String>,
}

/// One curve.
pub(super) struct Curve {
    /// Its class.
    pub(super) class: String,
    /// What it is.
    pub(super) name: String,
    /// Its points.
    pub(super) points: String,
    /// Its points one by one, for marks.
    pub(super) marks: Vec<(String, String)>,
    /// Its values, as percentages.
    pub(super) values: Vec<String>,
}

/// The drawing area of the curves: left, top, width, height.
const AREA: (f64, f64, f64, f64) = (52.0, 12.0, 580.0, 220.0);

/// The curves of every form whose costs are not measured; nothing when there are none.
pub(super) fn curves(validation: &Validation) -> Option<Curves> {
    let replays: Vec<&Replay> =
        validation.deployment.replays.iter().filter(|replay| !replay.by_fixed.is_empty()).collect();
    let all = replays.iter().flat_map(|replay| &replay.by_fixed);
    let least = all.flat_map(|fixed| [fixed.serial, fixed.parallel]).fold(0.0, f64::min);
    let low = ((least * 4.0).floor() / 4.0).max(-2.0);
    let far = replays.first()?.by_fixed.last()?.share.max(0.1);
    let x = |share: f64| AREA.0 + share / far * AREA.2;
    let y = |value: f64| AREA.1 + (1.0 - value.clamp(low, 1.0)) / (1.0 - low) * AREA.3;
    let curve = |replay: &Replay, serial: bool| {
        let value = |fixed: &Fixed| if serial { fixed.serial } else { fixed.parallel };
        let marks: Vec<(String, String)> =
            replay.by_fixed.iter().map(|fixed| (one(x(fixed.share)), one(y(value(fixed))))).collect();
        let how = if serial { "serial" } else { "parallel" };
        Curve {
            class: format!("{} {how}", if replay.form == "truth" { "c1" } else { "c5" }),
            name: format!("{}, {how}", form(replay)),
            points: marks.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" "),
            marks,
            values: replay.by_fixed.iter().map(|fixed| cheaper(value(fixed))).collect(),
        }
    };
    let levels = (0..).map(|step| low + 0.25 * f64::from(step)).take_while(|level| *level <= 1.0);
    let heads = replays.first()?.by_fixed.iter().map(|fixed| percent(fixed.share)).collect();
    Some(Curves {
        curves: replays.iter().flat_map(|replay| [true, false].map(|serial| curve(replay, serial))).collect(),
        across: levels.map(|level| (one(y(level)), cheaper(level))).collect(),
        along: replays
            .first()?
            .by_fixed
            .iter()
            .map(|fixed| Tick { x: one(x(fixed.share)), text: percent(fixed.share) })
            .collect(),
        claim: one(y(validation.deployment.claim)),
        claim_label: one(y(validation.deployment.claim) - 7.0),
        claimed: format!("the claim: {}", cheaper(validation.deployment.claim)),
        heads,
    })
}

/// The range of an ablation in words.
pub(super) fn range(one: &Ablation) -> String {
    if one.runs.len() > 1 { format!("{}–{}", two(one.range[0]), two(one.range[1])) } else { NONE.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_gauge_starts_at_nothing_and_keeps_to_the_scale() {
        let scale = Scale::of([0.4, -0.03].into_iter());
        assert_eq!(scale.low, -0.1);
        let [down, up, over] = [-0.03, 0.4, 7.0].map(|value| scale.gauge(value, String::new()));
        assert_eq!(down.bar.0, down.value);
        assert_eq!(up.bar.0, up.zero);
        assert_eq!(over.value, one(GAUGE.0 - INSET));
        assert_eq!(Scale::of([0.2].into_iter()).gauge(0.0, String::new()).bar.1, "0.0");
    }

    #[test]
    fn stacks_are_full() {
        for stack in stacks(&sample::shop()) {
            let width: f64 = stack.parts.iter().map(|part| part.width.parse::<f64>().unwrap()).sum();
            assert!((width - STACK).abs() < 0.5, "{width}");
        }
    }

    #[test]
    fn curves_stay_in_their_area() {
        let curves = curves(&sample::shop()).expect("costs are not measured");
        assert_eq!(curves.curves.len(), 4);
        for (x, y) in curves.curves.iter().flat_map(|curve| &curve.marks) {
            let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
            assert!((AREA.0..=AREA.0 + AREA.2 + 0.1).contains(&x) && (AREA.1..=AREA.1 + AREA.3 + 0.1).contains(&y));
        }
    }

    #[test]
    fn nothing_measured_in_lines_is_no_curve() {
        assert!(curves(&sample::bare()).is_none());
    }
}
