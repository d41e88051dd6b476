//! Whether the split of a cut looks worth it, once it is planned: what would be left to do at the end, and up to which step it
//! pays.
//!
//! *None* when there is nothing to divide (fewer than three entities and tables, and nothing that is called from outside) or
//! no service. *Weak* when no service is left to take out beside the remainder ([`super::remainder`]) or the others keep less
//! than a quarter of the stores; when after the last step more than 55 % of the mentions cross; when foreign keys and
//! cascades across borders outnumber the stores; when several services write more than a third of the stores; or when fewer
//! than half of the names could be followed; or when, with what the clustering says, more reasons speak against it than for it.
//! *Cannot say yet* where the clustering cannot. *Plausible* otherwise. The thresholds were read off few systems and are a hypothesis.
//!
//! A sequence pays up to the step after which the rest lowers the cost of a deployment (all at once, see
//! [`State::parallel`]) by less than a tenth of what all steps lower it, while it adds mentions across borders. Below
//! [`FEW_COMMITS`] commits that count nobody knows.

use super::Services;
use super::data::{DataTie, StoreFate, TieKind, Treatment};
use super::order::{Order, State};
use super::remainder::keeping;
use crate::analysis::{Reason, Side, Verdict, VerdictKind};
use crate::describe::{FEW_TABLES, HALF, entry_files, kept};
use crate::id::StoreId;
use std::collections::BTreeSet;

/// The share of mentions that cross after the last step from which on the cut is expensive.
const CROSSING: f64 = 0.55;

/// The share of the whole gain that the rest of the steps has to give.
const REST: f64 = 0.1;

/// With fewer commits that count than this, what a step gives is unknown. A hypothesis: of a hundred commits one is a percent.
pub const FEW_COMMITS: usize = 100;

/// What a planned cut looks like at its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// The answer.
    pub kind: VerdictKind,
    /// The evidence, what speaks against it first.
    pub reasons: Vec<Reason>,
    /// How many steps pay, where the rest does not; `None` where all do, or with hardly any history.
    pub pays: Option<usize>,
}

/// What the outlook is made from.
pub(super) struct Input<'a> {
    pub services: &'a Services<'a>,
    pub fates: &'a [StoreFate],
    pub ties: &'a [DataTie],
    pub order: &'a Order,
}

/// Judges a planned cut.
pub(super) fn outlook(input: &Input<'_>) -> Outlook {
    let facts = input.services.facts;
    if kept(facts) < FEW_TABLES && entry_files(facts) == 0 || input.services.count() == 0 {
        let reason = "hardly an entity or table, and nothing that is called from outside, or no service was found: the groups are modules at most";
        return Outlook { kind: VerdictKind::None, reasons: vec![Reason::new(Side::Against, reason)], pays: None };
    }
    let doubts = doubts(input);
    let kind = if doubts.is_empty() { VerdictKind::Plausible } else { VerdictKind::Weak };
    let doubts = doubts.into_iter().map(|text| Reason::new(Side::Against, text));
    let reasons = doubts.chain(end(input).map(|text| Reason::new(Side::Price, text))).collect();
    let told = input.services.commits().nth(FEW_COMMITS - 1).is_some();
    Outlook { kind, reasons, pays: told.then(|| pays(&input.order.simulation)).flatten() }
}

impl Outlook {
    /// Hears what the clustering says of the same cut: where it cannot say, nobody can; and when more of all the reasons speak
    /// against a split than for it, the answer is no more than weak.
    pub(super) fn weigh(&mut self, verdict: &Verdict) {
        let groups = match verdict.kind {
            VerdictKind::Plausible => {
                Reason::new(Side::For, "the groups are clear: seen without a plan, a split looks plausible")
            }
            VerdictKind::Weak => Reason::new(Side::Against, "the groups alone are weak evidence of services"),
            VerdictKind::Unknown => Reason::new(Side::Against, "too little was seen to tell groups from chance"),
            VerdictKind::None => Reason::new(Side::Against, "the groups are modules at most"),
        };
        // Where both find nothing to divide, one sentence says so.
        match (self.kind, verdict.kind) {
            (VerdictKind::None, VerdictKind::None) => self.reasons.clear(),
            _ => self.reasons.push(groups),
        }
        let new = |reason: &&Reason| verdict.reasons.iter().all(|known| known.text != reason.text);
        let all = || verdict.reasons.iter().chain(self.reasons.iter().filter(new));
        let number = |side: Side| all().filter(|reason| reason.side == side).count();
        self.kind = match (self.kind, verdict.kind) {
            (VerdictKind::None, _) => VerdictKind::None,
            (_, VerdictKind::Unknown) => VerdictKind::Unknown,
            (VerdictKind::Plausible, _) if number(Side::Against) > number(Side::For) => VerdictKind::Weak,
            (kind, _) => kind,
        };
    }
}

/// What speaks against the split.
fn doubts(input: &Input<'_>) -> Vec<String> {
    let services = input.services;
    let stores: BTreeSet<StoreId> = keeping(services).filter(|store| services.owner(*store).is_some()).collect();
    let all = stores.len();
    let mut doubts = Vec::new();
    if let Some(left) = input.order.remainder {
        let own = stores.iter().filter(|store| services.owner(**store) == Some(left)).count();
        if input.order.steps.is_empty() || 4 * (all - own) < all {
            let name = &services.cut.services[left];
            doubts.push(format!(
                "{name} keeps {own} of {all} stores and stays the monolith: the others keep next to nothing"
            ));
        }
    } else if input.order.steps.is_empty() {
        doubts.push("no candidate keeps data or is called from outside".to_owned());
    }
    let mentions = mentions(services);
    if let Some(last) = input.order.simulation.last().filter(|_| mentions > 0) {
        let share = last.crossing as f64 / mentions as f64;
        if share > CROSSING {
            doubts.push(format!("{:.0}% of the mentions would cross a border after the last step", 100.0 * share));
        }
    }
    let links = input.ties.iter().filter(|tie| matches!(tie.kind, TieKind::ForeignKey | TieKind::Cascade)).count();
    if all > 0 && links > all {
        doubts.push(format!("{links} foreign keys and cascades between {all} stores would cross a border"));
    }
    if services.facts.resolution.share() < HALF {
        doubts.push("fewer than half of the names could be followed: more crosses than was seen".to_owned());
    }
    let twice = |fate: &&StoreFate| stores.contains(&fate.store) && fate.treatment == Treatment::WrittenTwice;
    let twice = input.fates.iter().filter(twice).count();
    if 3 * twice > all && twice > 1 {
        doubts.push(format!("{twice} of {all} stores are written by several services"));
    }
    doubts
}

/// What is left to do at the end.
fn end(input: &Input<'_>) -> Option<String> {
    let last = input.order.simulation.last().filter(|last| last.extracted > 0)?;
    let facts = input.services.facts;
    let (stores, all) = (facts.stores.len(), mentions(input.services));
    let least = if facts.resolution.share() < HALF { "at least " } else { "" };
    let of = |kinds: &[TieKind]| input.ties.iter().filter(|tie| kinds.contains(&tie.kind)).count();
    let keys = of(&[TieKind::ForeignKey, TieKind::Cascade]);
    let joins = of(&[TieKind::Join, TieKind::WritingJoin]);
    let tied = match (keys, joins) {
        (0, 0) => String::new(),
        (keys, 0) => format!("; {} across borders", number(keys, "foreign key")),
        (0, joins) => format!("; {} across borders", number(joins, "join")),
        (keys, joins) => format!("; {} and {} across borders", number(keys, "foreign key"), number(joins, "join")),
    };
    let shared = match stores {
        0 => String::new(),
        _ => format!(", and {} of {} are used by several", last.shared_stores, number(stores, "store")),
    };
    Some(format!(
        "{least}{:.0}% of all mentions ({} of {}) cross a border after the last of {}{shared}{tied}",
        100.0 * last.crossing as f64 / all.max(1) as f64,
        grouped(last.crossing),
        grouped(all),
        number(last.extracted, "step"),
    ))
}

/// A number with its thousands apart: `12,345`.
fn grouped(number: u64) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", grouped(number / 1000), number % 1000),
    }
}

fn number(many: usize, of: &str) -> String {
    format!("{many} {of}{}", if many == 1 { "" } else { "s" })
}

/// All mentions of one unit in another.
fn mentions(services: &Services<'_>) -> u64 {
    services.facts.references.iter().filter(|one| one.from != one.to).map(|one| u64::from(one.count)).sum()
}

/// How many steps pay, where the rest does not.
fn pays(simulation: &[State]) -> Option<usize> {
    let (first, last) = (simulation.first()?, simulation.last()?);
    let gain = first.parallel? - last.parallel?;
    let enough = |state: &&State| {
        state.parallel.is_some_and(|cost| cost - last.parallel.unwrap_or(cost) < REST * gain)
            && last.crossing > state.crossing
    };
    simulation.iter().find(enough).map(|state| state.extracted)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mentions across and the cost of a deployment in percent after each step; how many steps pay.
    fn paying(states: &str, expected: Option<usize>) {
        let state = |(extracted, said): (usize, &str)| {
            let (crossing, cost) = said.split_once(' ').expect("mentions and a cost");
            let cost = cost.parse::<f64>().ok().map(|cost| cost / 100.0);
            State {
                extracted,
                crossing: crossing.parse().expect("a number"),
                shared_stores: 0,
                single: cost,
                serial: cost,
                parallel: cost,
            }
        };
        let states: Vec<State> = states.split(", ").enumerate().map(state).collect();
        assert_eq!(pays(&states), expected, "{states:?}");
    }

    #[test]
    fn the_rest_has_to_give_a_tenth() {
        paying("0 100, 10 60, 20 20, 30 17, 40 15", Some(2));
        paying("0 100, 10 60, 20 40, 30 10", None);
    }
    #[test]
    fn steps_that_cost_nothing_pay() {
        paying("0 100, 10 60, 20 20, 20 19", None);
    }
    #[test]
    fn without_history_nobody_knows() {
        paying("0 -, 10 -", None);
    }
    #[test]
    fn where_nothing_gets_cheaper_no_step_pays() {
        paying("0 100, 10 100.5", Some(0));
    }

    /// The answer, and its first reason.
    fn check(project: &str, kind: VerdictKind, reason: &str) {
        let (facts, cut, _) = crate::plan::tests::planned(project);
        let contested = cut.services.values().map(|_| 0.0).collect();
        let weights = crate::plan::order::Weights::default();
        let planned = crate::plan::migration_of((&facts, cut.clone()), (&facts, cut), &contested, weights);
        assert_eq!((planned.outlook.kind, planned.outlook.reasons[0].text.as_str()), (kind, reason));
    }

    #[test]
    fn what_is_there_at_the_end_is_said() {
        check(
            "a/one: write s, write t, call a/two; a/two: write s; b/one: write u, write v, read t",
            VerdictKind::Plausible,
            "0% of all mentions (0 of 1) cross a border after the last of 2 steps, and 1 of 4 stores are used by several",
        );
    }
    #[test]
    fn a_monolith_with_crumbs_is_no_split() {
        check(
            "a/one: write p, write q, write r, write s; b/one: write t",
            VerdictKind::Weak,
            "a keeps 4 of 5 stores and stays the monolith: the others keep next to nothing",
        );
    }
    #[test]
    fn mentions_across_everywhere_are_a_doubt() {
        check(
            "a/one: write s, write t, call b/one; b/one: write u, write v, call a/one",
            VerdictKind::Weak,
            "100% of the mentions would cross a border after the last step",
        );
    }
    #[test]
    fn a_database_tied_together_is_a_doubt() {
        check(
            "a/one: write s, write t; b/one: write u, write v; u -> s; u -> t; v -> s; v -> t; s -> v",
            VerdictKind::Weak,
            "5 foreign keys and cascades between 4 stores would cross a border",
        );
    }
    #[test]
    fn stores_that_several_write_are_a_doubt() {
        check(
            "a/one: write s, write t, write u; b/one: write s, write t, write v",
            VerdictKind::Weak,
            "2 of 4 stores are written by several services",
        );
    }
    /// What a plausible outlook becomes beside a verdict with so many reasons for and against.
    fn weighed(kind: VerdictKind, (pro, contra): (usize, usize), expected: VerdictKind) {
        let reasons = |side: Side, many: usize| (0..many).map(move |at| Reason::new(side, format!("{side:?} {at}")));
        let verdict = Verdict {
            kind,
            reasons: reasons(Side::For, pro).chain(reasons(Side::Against, contra)).collect(),
            entities: 9,
            entry_files: 9,
            excess_modularity: None,
            crossing: 0.4,
            stability: 0.9,
        };
        let price = vec![Reason::new(Side::Price, "40% of the mentions cross")];
        let mut outlook = Outlook { kind: VerdictKind::Plausible, reasons: price, pays: None };
        outlook.weigh(&verdict);
        assert_eq!(outlook.kind, expected);
    }

    #[test]
    fn the_answer_goes_with_the_majority_of_its_reasons() {
        weighed(VerdictKind::Plausible, (1, 0), VerdictKind::Plausible);
        weighed(VerdictKind::Weak, (1, 1), VerdictKind::Weak);
        weighed(VerdictKind::Weak, (3, 1), VerdictKind::Plausible);
        weighed(VerdictKind::Unknown, (5, 1), VerdictKind::Unknown);
    }
    #[test]
    fn nothing_to_divide_is_nothing() {
        check(
            "a/one: call b/one; b/one:",
            VerdictKind::None,
            "hardly an entity or table, and nothing that is called from outside, or no service was found: the groups are modules at most",
        );
    }
}
