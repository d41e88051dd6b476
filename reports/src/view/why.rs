//! Why a step is where it is, in a sentence: whom it waits for, who waits for it, what else could have come, and whether it is
//! the dearest or the cheapest.

use super::show;
use crate::display::{count, counted, listed};
use crate::plan::{Plan, Step};

/// A sentence for each step, in order. Where history is too short to tell, the score is not named as the reason.
pub(crate) fn why(plan: &Plan, told: bool) -> Vec<String> {
    plan.steps.iter().enumerate().map(|(at, step)| sentence(plan, at, step, told)).collect()
}

/// At how many steps there was something to choose: of the steps that are left, more than one waited for nobody.
pub(crate) fn choices(plan: &Plan) -> usize {
    (0..plan.steps.len()).filter(|at| free(plan, *at) > 1).count()
}

/// How many of the steps that are left wait for nobody, just before a step.
fn free(plan: &Plan, at: usize) -> usize {
    let left = &plan.steps[at..];
    left.iter().filter(|step| !step.after.iter().any(|first| left.iter().any(|one| one.service == *first))).count()
}

fn sentence(plan: &Plan, at: usize, step: &Step, told: bool) -> String {
    let waiting = plan.steps.iter().filter(|one| one.after.contains(&step.service)).count() as u64;
    let users = plan.borders.iter().filter(|border| border.to == step.service && border.mentions > 0).count() as u64;
    let mut parts = Vec::new();
    match (waiting, users) {
        (0, 0) => {}
        (0, users) => parts.push(format!("{} it", others(users, "uses", "use"))),
        (waiting, _) => parts.push(format!("{} for it", others(waiting, "waits", "wait"))),
    }
    if step.after.is_empty() {
        parts.push("it waits for nobody".to_owned());
    } else {
        parts.push(format!("it waits for {}", listed(&step.after.iter().map(|name| show(name)).collect::<Vec<_>>())));
    }
    let free = free(plan, at) as u64;
    parts.push(match (free, told) {
        (0 | 1, _) => "nothing else could come here".to_owned(),
        (free, true) => format!("of {} that could come here it has the highest score", count(free)),
        (free, false) => format!("of {} that could come here it scores highest by ease and risk alone", count(free)),
    });
    let place = if at == 0 {
        "first"
    } else if at + 1 == plan.steps.len() {
        "last"
    } else {
        "here"
    };
    format!("{place}, because {}{}", listed(&parts), price(plan, step))
}

fn others(number: u64, one: &str, many: &str) -> String {
    if number == 1 { format!("1 other {one}") } else { format!("{} others {many}", count(number)) }
}

/// Whether it is the dearest or the cheapest of several.
fn price(plan: &Plan, step: &Step) -> &'static str {
    let points = |one: &&Step| one.effort.points;
    let dearer = plan.steps.iter().filter(|one| points(one) >= step.effort.points).count();
    let cheaper = plan.steps.iter().filter(|one| points(one) <= step.effort.points).count();
    match (plan.steps.len(), dearer, cheaper) {
        (0..=2, ..) => "",
        (_, 1, _) => "; it is also the dearest",
        (_, _, 1) => "; it is also the cheapest",
        _ => "",
    }
}

/// The order under other weights; where there was hardly anything to choose, weights say nothing and that is said.
pub(crate) fn sensitivity(plan: &Plan) -> String {
    let steps = plan.steps.len();
    let choices = choices(plan);
    if 2 * choices < steps {
        let at = counted(steps.saturating_sub(choices) as u64, "step");
        return format!("Waiting decides the order at {at} of {}: there was nothing to choose.", count(steps as u64));
    }
    let other: Vec<&str> =
        plan.order.variations.iter().filter(|one| !one.same).map(|one| one.weight.as_str()).collect();
    match other.len() {
        0 => "The order stays the same when any one weight is halved or doubled.".to_owned(),
        n => format!(
            "The order changes in {} of {} when one weight is halved or doubled ({}); plan.md has these orders.",
            counted(n as u64, "case"),
            count(plan.order.variations.len() as u64),
            other.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    /// Steps as `name: points, waits for`, and the sentences.
    fn check(steps: &str, expected: &[&str]) {
        let mut plan = sample::planned().plan.expect("it is planned");
        let template = plan.steps[0].clone();
        let step = |said: &str| {
            let (name, rest) = said.split_once(": ").expect("a name");
            let (points, after) = rest.split_once(", ").unwrap_or((rest, ""));
            let mut step = template.clone();
            step.service = name.to_owned();
            step.effort.points = points.parse().expect("points");
            step.after = after.split(' ').filter(|name| !name.is_empty()).map(str::to_owned).collect();
            step
        };
        plan.steps = steps.split("; ").map(step).collect();
        plan.borders.clear();
        assert_eq!(why(&plan, false), expected);
    }

    #[test]
    fn who_waits_comes_first() {
        check(
            "core: 9, ; web: 2, core; jobs: 3, core",
            &[
                "first, because 2 others wait for it, it waits for nobody and nothing else could come here; it is also the dearest",
                "here, because it waits for core and of 2 that could come here it scores highest by ease and risk alone; it is also the cheapest",
                "last, because it waits for core and nothing else could come here",
            ],
        );
    }

    #[test]
    fn weights_say_nothing_where_waiting_decides() {
        let mut plan = sample::planned().plan.expect("it is planned");
        for at in 1..plan.steps.len() {
            plan.steps[at].after = vec![plan.steps[at - 1].service.clone()];
        }
        plan.steps[0].after.clear();
        assert_eq!(choices(&plan), 0);
        assert!(sensitivity(&plan).starts_with("Waiting decides"), "{}", sensitivity(&plan));
    }
}
