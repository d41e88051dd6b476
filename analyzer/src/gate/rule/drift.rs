//! A proposal of today that differs from the cut that somebody wrote down.

use super::identity;
use crate::gate::{Card, Finding, Input, Rule, Severity};
use crate::info::Info;

pub(in crate::gate) struct Drift;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "drift",
        summary: "an analysis of today would place many files elsewhere than the cut does",
        reference: "architecture erosion: Perry, Wolf: Foundations for the Study of Software Architecture (1992)",
    },
    why: "the code has moved away from the border that the gate defends, or the border was never where the code is",
    fix: "look at the files with `seamline diff`; move them back, or decide anew and write the cut with \
          `seamline baseline update --new-cut`",
    severity: Severity::Off,
    example: "14 % of the files would have another service today; 10 % may",
    passing: true,
    kinds: &["drift"],
};

impl Rule for Drift {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn in_change(&self, input: &Input<'_>) -> Vec<Finding> {
        let Some(drift) = input.drift else { return Vec::new() };
        if drift.all == 0 || drift.moved.len() as f64 <= input.limits.drift * drift.all as f64 {
            return Vec::new();
        }
        let percent = |share: f64| (100.0 * share).round();
        vec![Finding {
            id: identity(CARD.info.id, "cut", "", "drift"),
            service: String::new(),
            what: format!(
                "a proposal of today gives {} of {} files ({} %) another service than the cut; {} % may: {}{}",
                drift.moved.len(),
                drift.all,
                percent(drift.moved.len() as f64 / drift.all as f64),
                percent(input.limits.drift),
                drift.moved[..drift.moved.len().min(SHOWN)].join(", "),
                if drift.moved.len() > SHOWN { ", ..." } else { "" }
            ),
            sites: Vec::new(),
            partners: Vec::new(),
            firm: true,
        }]
    }
}

/// How many files are named.
const SHOWN: usize = 3;
