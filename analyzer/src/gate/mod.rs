//! The gate: whether a change makes a decided cut harder to make.
//!
//! ```text
//! Facts before + homes -> Side -> rules -> Known ┐
//!                                                ├─▶ Judged: new, known, gone
//! Facts after  + homes -> Side -> rules ---------┘
//! ```
//!
//! The cut is given: [`homes()`] says which service each file belongs to, on both sides alike, so that a change is judged by
//! the border that people agreed on and not by one that moved along. A rule says what of a side crosses that border
//! ([`Rule::state`]), or what of the change itself ([`Rule::in_change`]). What the side after has and nobody knew before
//! is new; what is known is counted and no more, as a gate that blames for what others did is switched off.
//!
//! A finding is known by its [`Identity`]: rule, from, to, kind. Lines, texts and counts move with every commit and are no
//! part of it; a file that was renamed is followed.

mod accepted;
mod allow;
mod change;
mod home;
mod judge;
mod known;
mod measure;
mod relocated;
mod rule;
mod side;
mod torn;

pub use accepted::{Accepted, Left, covering, left};
pub use allow::{Allow, Flaw, Said, allow};
pub use change::{Change, Changed};
pub use home::{Homes, homes};
pub use judge::{Judged, Levels, Suppressed, Terms, judge, standing, tally};
pub use known::Known;
pub use measure::{MEASURES, Measure, measure};
pub use side::Side;
pub use torn::Torn;

use crate::facts::Site;
use crate::info::Info;
use std::collections::BTreeMap;

/// What a rule says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card {
    /// Its id, a line about it, and where the idea is from.
    pub info: Info,
    /// Why it is there.
    pub why: &'static str,
    /// What to do about a finding.
    pub fix: &'static str,
    /// How severe its findings are unless settings say otherwise.
    pub severity: Severity,
    /// A finding of it in a few words.
    pub example: &'static str,
    /// Whether findings are about the change and pass with it, so that nothing is left to be known or accepted.
    pub passing: bool,
    /// The kinds of its findings, weakest first where they differ in strength.
    pub kinds: &'static [&'static str],
}

/// How severe a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It is not looked for.
    Off,
    /// It is told.
    Warn,
    /// It fails the gate.
    Error,
}

impl Severity {
    /// The word for it in settings and output.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Off => "off",
            Severity::Warn => "warn",
            Severity::Error => "error",
        }
    }
}

/// What a finding is known by, between runs and branches.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// The id of its rule.
    pub rule: &'static str,
    /// A path, a service or a store that does something.
    pub from: String,
    /// What it does it to.
    pub to: String,
    /// How.
    pub kind: &'static str,
}

/// Something that makes the cut harder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is known by.
    pub id: Identity,
    /// The service that can do something about it.
    pub service: String,
    /// One sentence without a full stop.
    pub what: String,
    /// Where, the clearest place first; empty where no line says it.
    pub sites: Vec<Site>,
    /// The other end.
    pub partners: Vec<Site>,
    /// Whether the evidence is firm: resolved by an import, seen in a statement. What is not firm never fails a gate.
    pub firm: bool,
}

/// Both sides of a change, with what is known of the change itself.
pub struct Input<'a> {
    /// What is known of the time before it.
    pub before: &'a Known,
    /// After it.
    pub after: &'a Side<'a>,
    /// Which files it touches.
    pub change: &'a Change,
    /// How its new files got their homes.
    pub homes: &'a Homes,
    /// From which figures on rules speak.
    pub limits: &'a Limits,
    /// Whether there is no change: one state is looked at whole, and stands on both sides.
    pub whole: bool,
    /// What a proposal of today would place elsewhere than the cut, where somebody wrote the cut down.
    pub drift: Option<&'a Drifted>,
}

/// How far a proposal of today is from the cut.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Drifted {
    /// Files of both that have another service, with the names of services matched.
    pub moved: Vec<String>,
    /// Files of both.
    pub all: usize,
}

/// From which figures on rules speak.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// The most services that one change may touch.
    pub services: usize,
    /// A file is a hub when so many other services use it.
    pub hub: usize,
    /// The least number of common commits that tie two files.
    pub support: usize,
    /// The least share of the commits of a file that its partner is in, 0..=1.
    pub confidence: f64,
    /// How many days are recent.
    pub days: u32,
    /// The largest share of the files, 0..=1, that a proposal of today may place elsewhere.
    pub drift: f64,
    /// The most findings of a rule that there may be in all, or the largest figure ([`MEASURES`]), by id.
    pub budgets: BTreeMap<String, f64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { services: 3, hub: 3, support: 5, confidence: 0.8, days: 90, drift: 0.1, budgets: BTreeMap::new() }
    }
}

/// A rule of the gate.
pub trait Rule: Sync {
    /// What it says about itself.
    fn card(&self) -> &'static Card;

    /// Everything of a side that it speaks about, in any order, each identity once.
    fn state(&self, _side: &Side<'_>, _limits: &Limits) -> Vec<Finding> {
        Vec::new()
    }

    /// What of the change itself it speaks about.
    fn in_change(&self, _input: &Input<'_>) -> Vec<Finding> {
        Vec::new()
    }

    /// How strong a kind of its findings is: who has one may have the weaker ones between the same two as well.
    fn strength(&self, _kind: &str) -> u8 {
        0
    }

    /// Whether who has a known finding of its has another one of the same file as well: the same one always, and one with the
    /// same, no stronger.
    fn covers(&self, known: &Identity, found: &Identity) -> bool {
        known.to == found.to && (known.kind == found.kind || self.strength(known.kind) > self.strength(found.kind))
    }
}

/// Every rule, in the order of `seamline list`.
pub const ALL: &[&dyn Rule] = &[
    &rule::dependency::CrossDependency,
    &rule::write::ForeignWrite,
    &rule::writer::SecondWriter,
    &rule::join::CrossJoin,
    &rule::key::CrossKey,
    &rule::transaction::SpanningTransaction,
    &rule::cycle::ServiceCycle,
    &rule::homeless::HomelessFile,
    &rule::moved::MovedFile,
    &rule::cut::OutdatedCut,
    &rule::shared::SharedGrowth,
    &rule::hub::HubGrowth,
    &rule::surface::WiderSurface,
    &rule::budget::OverBudget,
    &rule::rise::RisingCoChange,
    &rule::wide::WideChange,
    &rule::gap::CoChangeGap,
    &rule::people::ContributorSpread,
    &rule::suppression::Suppression,
    &rule::drift::Drift,
];

/// The rule of an id.
pub fn find(id: &str) -> Option<&'static dyn Rule> {
    ALL.iter().copied().find(|rule| rule.card().info.id == id)
}

#[cfg(test)]
mod tests;
