//! When each step could begin and end, if there were people for all of them: the critical path.
//!
//! ```text
//! start = latest end of the steps it waits for; 0 for those that wait for none
//! end   = start + points
//! ```
//!
//! The critical path is the chain of waits that ends last: no number of people makes the whole shorter. Of equal ends the
//! earlier step counts. Points are no days.
//!
//! Kelley, Walker: Critical-path planning and scheduling (1959).

use crate::id::ServiceId;

/// When a step could be done, in points from the beginning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slot {
    /// The service.
    pub service: ServiceId,
    /// When it can begin.
    pub start: f64,
    /// When it is done.
    pub end: f64,
    /// Whether it is on the critical path.
    pub critical: bool,
}

/// The slot of every step, in their order. A step waits for earlier ones only: (first, then).
pub fn schedule(steps: &[ServiceId], waits: &[(ServiceId, ServiceId)], points: impl Fn(ServiceId) -> f64) -> Vec<Slot> {
    let mut slots: Vec<Slot> = Vec::with_capacity(steps.len());
    let mut before: Vec<Option<usize>> = Vec::with_capacity(steps.len());
    for step in steps {
        let holds = |at: &usize| waits.contains(&(slots[*at].service, *step));
        let last = (0..slots.len()).filter(holds).reduce(|a, b| if slots[b].end > slots[a].end { b } else { a });
        let start = last.map_or(0.0, |at| slots[at].end);
        slots.push(Slot { service: *step, start, end: start + points(*step), critical: false });
        before.push(last);
    }
    let mut next = (0..slots.len()).reduce(|a, b| if slots[b].end > slots[a].end { b } else { a });
    while let Some(at) = next {
        slots[at].critical = true;
        next = before[at];
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id;

    /// `a3 b2>a`: a takes three points, b two and waits for a.
    fn check(steps: &str, expected: &str) {
        let id = |name: &str| ServiceId::new(usize::from(name.as_bytes()[0] - b'a'));
        let words: Vec<(&str, &str)> =
            steps.split_whitespace().map(|word| word.split_once('>').unwrap_or((word, ""))).collect();
        let order: Vec<ServiceId> = words.iter().map(|(name, _)| id(name)).collect();
        let waits: Vec<(ServiceId, ServiceId)> = words
            .iter()
            .flat_map(|(name, after)| after.split(',').filter(|one| !one.is_empty()).map(|one| (id(one), id(name))))
            .collect();
        let points = |service: ServiceId| {
            words
                .iter()
                .find(|(name, _)| id(name) == service)
                .map_or(0.0, |(name, _)| name[1..].parse().expect("points"))
        };
        let told: Vec<String> = schedule(&order, &waits, points)
            .into_iter()
            .map(|slot| {
                let name = char::from(b'a' + slot.service.index() as u8);
                format!("{name}{}-{}{}", slot.start, slot.end, if slot.critical { "*" } else { "" })
            })
            .collect();
        assert_eq!(told.join(" "), expected);
    }

    #[test]
    fn steps_that_wait_for_nobody_begin_at_once() {
        check("a3 b5 c1", "a0-3 b0-5* c0-1");
    }

    #[test]
    fn the_longest_chain_is_critical() {
        check("a3 b5 c4>a d1>a,b", "a0-3* b0-5 c3-7* d5-6");
    }

    #[test]
    fn of_equal_ends_the_earlier_step_counts() {
        check("a2 b2 c1>a,b", "a0-2* b0-2 c2-3*");
    }

    #[test]
    fn no_step_no_path() {
        check("", "");
    }
}
