//! The migration plan as a picture: a lane for each step, its bar from when it can begin to when it is done, arrows from what
//! it waits for, the critical path marked.
//!
//! Times are the plan's, in points from the beginning, as if there were people for all steps at once. The thin line at the
//! end of a bar is the range of the effort.

use super::show;
use crate::display::{begun, count, counted, short};
use crate::palette::{Look, looks};
use crate::plan::{Plan, Slot, Step};
use crate::wire::Document;
use std::collections::BTreeMap;

/// The most lanes.
const MAX_LANES: usize = 40;
/// Width of the picture, of the names on the left, and what is left free on the right.
const WIDTH: f64 = 1152.0;
const NAMES: f64 = 500.0;
const RIGHT: f64 = 28.0;
/// The most characters of what a step keeps, so that they end before the bars; plain words are narrower than names of tables.
const MAX_WORDS: usize = 66;
/// Height of a lane and of the scale above them, and where in its lane the middle of a bar is.
const LANE: i32 = 56;
const SCALE: i32 = 30;
const MIDDLE: i32 = 24;

/// The picture.
pub(crate) struct TimelineView {
    /// Its height.
    pub(crate) height: i32,
    /// The lanes, in the order of the steps.
    pub(crate) lanes: Vec<Lane>,
    /// Arrows of waiting: path, head, whether critical.
    pub(crate) arrows: Vec<(String, String, bool)>,
    /// The scale: place and points.
    pub(crate) ticks: Vec<(i32, String)>,
    /// `12 of 40 steps shown`, and what the whole takes.
    pub(crate) note: String,
}

/// One step.
pub(crate) struct Lane {
    /// Its id in the plan.
    pub(crate) id: String,
    /// Its name, shortened.
    pub(crate) name: String,
    /// Position in `services`, where the plan is for these.
    pub(crate) service: Option<usize>,
    /// Its looks.
    pub(crate) look: Option<Look>,
    /// Top of the lane.
    pub(crate) y: i32,
    /// Left end and width of its bar.
    pub(crate) bar: (i32, i32),
    /// The range of its effort, from and to.
    pub(crate) range: (i32, i32),
    /// Whether it is on the critical path.
    pub(crate) critical: bool,
    /// Its effort in words.
    pub(crate) effort: String,
    /// What it is there for.
    pub(crate) goal: String,
    /// By which seam it comes out.
    pub(crate) seam: String,
    /// Everything, in one sentence.
    pub(crate) title: String,
}

/// The picture of a document's plan; none without steps or where the plan says no times.
pub(crate) fn timeline(document: &Document) -> Option<TimelineView> {
    let plan = document.plan.as_ref()?;
    let slots: Vec<(&Step, &Slot)> = plan.steps.iter().zip(&plan.order.schedule).take(MAX_LANES).collect();
    let end = |(step, slot): &(&Step, &Slot)| slot.end.max(slot.start + step.effort.high);
    let last = slots.iter().map(end).fold(0.0_f64, f64::max);
    if slots.is_empty() || !last.is_finite() || last <= 0.0 {
        return None;
    }
    let x = |points: f64| (NAMES + (WIDTH - NAMES - RIGHT) * (points / last).clamp(0.0, 1.0)).round() as i32;
    let names: Vec<&str> = document.services.iter().map(|service| service.name.as_str()).collect();
    let looks = looks(&names);
    let lane = |(at, (step, slot)): (usize, &(&Step, &Slot))| {
        let service = names.iter().position(|name| *name == step.service);
        let bar = (x(slot.start), (x(slot.end) - x(slot.start)).max(2));
        let range = (x(slot.start + step.effort.low), x(slot.start + step.effort.high));
        let effort = format!("{}–{} points", points(step.effort.low), points(step.effort.high));
        Lane {
            id: step.id.clone(),
            name: short(&step.service, 22),
            service,
            look: service.map(|at| looks[at]),
            y: SCALE + at as i32 * LANE,
            bar,
            range,
            critical: slot.critical,
            goal: begun(&step.responsibility, MAX_WORDS),
            seam: begun(&seam(plan, step), MAX_WORDS + 8),
            title: title(plan, step, slot, &effort),
            effort,
        }
    };
    let lanes: Vec<Lane> = slots.iter().enumerate().map(lane).collect();
    let whole = plan.order.schedule.iter().map(|slot| slot.end).fold(0.0_f64, f64::max);
    let sum: f64 = plan.steps.iter().map(|step| step.effort.points).sum();
    Some(TimelineView {
        height: SCALE + lanes.len() as i32 * LANE + 8,
        arrows: arrows(&slots, &lanes),
        ticks: [0.0, 0.25, 0.5, 0.75, 1.0].map(|part| (x(last * part), points(last * part))).to_vec(),
        note: format!(
            "{} of {} shown. One after the other the steps take {} points; the critical path, {} of them, takes {}.",
            count(lanes.len() as u64),
            counted(plan.steps.len() as u64, "step"),
            points(sum),
            count(plan.order.schedule.iter().filter(|slot| slot.critical).count() as u64),
            points(whole)
        ),
        lanes,
    })
}

fn points(value: f64) -> String {
    count(value.max(0.0).round() as u64)
}

/// How a step comes out: data or code first, and the patterns of its ways, most used first.
fn seam(plan: &Plan, step: &Step) -> String {
    let first = plan.approaches.iter().find(|one| one.service == step.service).map(|one| one.first.as_str());
    let first = match first {
        Some("data") => "data first",
        Some("code") => "code first",
        Some(_) => "code alone",
        None => "",
    };
    let mut patterns: BTreeMap<&str, u64> = BTreeMap::new();
    for way in plan.ways.iter().filter(|way| way.service == step.service) {
        *patterns.entry(&way.pattern).or_default() += 1;
    }
    let mut patterns: Vec<(&str, u64)> = patterns.into_iter().collect();
    patterns.sort_by_key(|(name, times)| (std::cmp::Reverse(*times), *name));
    let patterns: Vec<String> = patterns.iter().take(3).map(|(name, _)| show(&name.replace('-', " "))).collect();
    let told: Vec<String> = [first.to_owned()].into_iter().chain(patterns).filter(|one| !one.is_empty()).collect();
    if told.is_empty() { "no seam to make".to_owned() } else { told.join(", ") }
}

fn title(plan: &Plan, step: &Step, slot: &Slot, effort: &str) -> String {
    let waits = if step.after.is_empty() {
        "waits for nobody".to_owned()
    } else {
        format!("waits for {}", step.after.iter().map(|name| show(name)).collect::<Vec<_>>().join(", "))
    };
    format!(
        "{} {}: {}; {}; {effort}; {waits}; from {} to {}{}",
        step.id,
        show(&step.service),
        show(&step.responsibility),
        seam(plan, step),
        points(slot.start),
        points(slot.end),
        if slot.critical { "; on the critical path" } else { "" }
    )
}

/// From the end of a bar down or up to the beginning of the one that waits.
fn arrows(slots: &[(&Step, &Slot)], lanes: &[Lane]) -> Vec<(String, String, bool)> {
    let at: BTreeMap<&str, usize> = slots.iter().zip(0..).map(|((step, _), at)| (step.service.as_str(), at)).collect();
    let mut arrows = Vec::new();
    for (to, (step, slot)) in slots.iter().enumerate() {
        for from in step.after.iter().filter_map(|name| at.get(name.as_str())).copied() {
            let (before, after) = (&lanes[from], &lanes[to]);
            let (x1, y1) = (before.bar.0 + before.bar.1, before.y + MIDDLE);
            let (x2, y2) = (after.bar.0, after.y + MIDDLE);
            let bend = (x1 + 8).min((x2 - 6).max(x1 + 4));
            let critical = slot.critical && slots[from].1.critical && x1 >= x2 - 1;
            arrows.push((
                format!("M{x1} {y1}H{bend}V{}H{}V{y2}H{}", y2 - LANE / 2, x2 - 10, x2 - 6),
                format!("M{x2} {y2}l-6 -4v8Z"),
                critical,
            ));
        }
    }
    arrows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_shop() {
        let view = timeline(&sample::planned()).expect("it has a plan");
        let lanes: Vec<String> = view
            .lanes
            .iter()
            .map(|lane| {
                let Lane { name, bar, range, critical, effort, goal, seam, .. } = lane;
                format!("{name} {bar:?} {range:?} {critical} | {effort} | {goal} | {seam}")
            })
            .collect();
        insta::assert_snapshot!(format!("{}\n{:?}\n{}", lanes.join("\n"), view.arrows, view.note));
    }

    #[test]
    fn no_plan_no_picture() {
        assert!(timeline(&sample::empty()).is_none());
        assert!(timeline(&sample::large(3, 40)).is_none());
    }
}
