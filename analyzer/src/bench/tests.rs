//! Views of small random repositories: what is taken over from a view before is what would be found anew.

use super::{View, Workbench};
use crate::analysis::Analysis;
use crate::cx::{Cancel, Cx, Silent};
use crate::decision::{Decisions, Edit, Outcome, Previous, Treatment};
use crate::facts::random;
use crate::id::{Id, UnitId};
use crate::settings::Settings;
use proptest::prelude::*;

pub(super) fn cx() -> Cx<'static> {
    static GO_ON: Cancel = Cancel::new();
    Cx { progress: &Silent, cancel: &GO_ON }
}

fn bench(files: usize, seed: u64) -> Workbench {
    let facts = random::facts(files, seed);
    Workbench::new(cx(), facts, &Settings::default(), &Previous::default()).expect("nobody cancels")
}

/// Everything that a view shows, with all bits of all numbers.
fn told(view: &View) -> String {
    let scores = |scores: &[crate::analysis::Score]| -> Vec<_> {
        scores.iter().map(|score| (score.info.id, score.value.map(f64::to_bits))).collect()
    };
    let firm: Vec<_> = view.placements.values().map(|one| (one.margin.to_bits(), one.stability.to_bits())).collect();
    format!("{view:?} {:?} {firm:?} {:?} {:?}", view.placements, scores(&view.scores), scores(&view.proposal))
}

/// An edit of a view: what it is about is taken from what is there.
fn edit(view: &View, kind: u8, a: usize, b: usize) -> Edit {
    let n = view.placements.len();
    let name = |at: usize| match view.services.len() {
        0 => "none".to_owned(),
        services => view.services[at % services].name.clone(),
    };
    let units = |from: usize, count: usize| (0..count).map(|at| UnitId::new((from + at * 3) % n)).collect::<Vec<_>>();
    match kind {
        0..=5 => Edit::Move { units: units(a, 1), to: name(b) },
        6 => Edit::Move { units: units(a, 4), to: format!("new-{}", b % 3) },
        7 => Edit::Merge { services: vec![name(a), name(b)], into: name(a) },
        8 => Edit::Split { service: name(a), parts: 2 },
        9 => Edit::Rename { service: name(a), to: format!("named-{}", b % 5) },
        10 => Edit::Pin { units: units(a, 3) },
        11 => Edit::Together { units: units(a, 2) },
        12 => Edit::Apart { groups: vec![units(a, 1), units(b, 1)] },
        13 => Edit::Treat { treatment: Treatment::Shared, units: units(a, 2), services: Vec::new() },
        14 => Edit::Treat { treatment: Treatment::Stays, units: Vec::new(), services: vec![name(a)] },
        15 => Edit::Team { service: name(a), team: "@us".to_owned() },
        16 => Edit::Sizes { least: Some(a % 4), most: Some(6 + b % 20) },
        _ => Edit::Remove { entry: a % (view.entries.len() + 1) },
    }
}

/// Makes edits one after the other, and compares every view with the one that is found anew.
fn check(seed: u64, recluster: bool, edits: Vec<(u8, usize, usize)>) -> Result<(), TestCaseError> {
    let bench = bench(40, seed);
    let mut decisions = Decisions { recluster, ..Decisions::default() };
    let mut view = bench.view(cx(), &decisions).expect("nothing is decided");
    for (kind, a, b) in edits {
        let edit = edit(&view, kind, a, b);
        let Ok(next) = bench.edit(&view, &decisions, &edit, "because") else { continue };
        let after = bench.view_after(cx(), &view, &next);
        prop_assert!(after.is_ok(), "{edit:?}: {:?}", after.err());
        let after = after.expect("it is");
        let anew = bench.view(cx(), &next).expect("the entries hold together");
        prop_assert_eq!(told(&after), told(&anew), "{:?}", edit);
        prop_assert!(after == anew);
        // Going back gives what was there.
        let back = bench.view_after(cx(), &after, &decisions).expect("it was there");
        prop_assert_eq!(told(&back), told(&view), "{:?}", edit);
        (view, decisions) = (after, next);
    }
    Ok(())
}

fn edits(most: usize) -> impl Strategy<Value = Vec<(u8, usize, usize)>> {
    proptest::collection::vec((0..18_u8, 0..1000_usize, 0..1000_usize), 1..most)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn a_view_after_another_is_the_view(seed in any::<u64>(), edits in edits(30)) {
        check(seed, false, edits)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3))]
    #[test]
    fn so_it_is_where_a_new_cut_is_looked_for(seed in any::<u64>(), edits in edits(5)) {
        check(seed, true, edits)?;
    }
}

/// What an analysis says about what a view shows.
fn same(view: &View, analysis: &Analysis) {
    let names: Vec<_> = analysis.candidates.values().map(|one| (&one.name, one.role, &one.team, &one.units)).collect();
    let shown: Vec<_> = view.services.iter().map(|one| (&one.name, one.role, &one.team, &one.units)).collect();
    assert_eq!(shown, names);
    assert_eq!(view.placements, analysis.placements);
    assert_eq!(view.scores, analysis.scores);
    assert_eq!(view.entries, analysis.decisions);
    assert_eq!(view.reclustered, analysis.reclustered);
}

#[test]
fn the_analysis_shows_what_the_view_shows() {
    let bench = bench(60, 7);
    let mut decisions = Decisions::default();
    let mut view = bench.view(cx(), &decisions).expect("nothing is decided");
    same(&view, &bench.analysis(cx(), &decisions).expect("nobody cancels"));
    for (kind, a, b) in [(0, 5, 1), (9, 0, 0), (6, 11, 1), (7, 1, 2), (12, 3, 4), (8, 0, 0)] {
        let edit = edit(&view, kind, a, b);
        let Ok(next) = bench.edit(&view, &decisions, &edit, "because") else { continue };
        view = bench.view_after(cx(), &view, &next).expect("it holds together");
        decisions = next;
    }
    assert!(decisions.entries.len() > 3);
    same(&view, &bench.analysis(cx(), &decisions).expect("nobody cancels"));
    decisions.recluster = true;
    let view = bench.view_after(cx(), &view, &decisions).expect("it holds together");
    assert!(!view.reclustered.is_empty());
    same(&view, &bench.analysis(cx(), &decisions).expect("nobody cancels"));
}

#[test]
fn the_prices_add_up() {
    let bench = bench(60, 3);
    let mut decisions = Decisions::default();
    let mut view = bench.view(cx(), &decisions).expect("nothing is decided");
    for at in 0..6 {
        let to = view.services[at % view.services.len()].name.clone();
        let edit = Edit::Move { units: vec![UnitId::new(at * 7), UnitId::new(at * 9 + 1)], to };
        let Ok(next) = bench.edit(&view, &decisions, &edit, &format!("for {at}")) else { continue };
        view = bench.view_after(cx(), &view, &next).expect("it holds together");
        decisions = next;
    }
    assert!(view.entries.iter().any(|entry| matches!(entry.outcome, Outcome::Applied { moved } if moved > 0)));
    for (before, after) in view.proposal.iter().zip(&view.scores) {
        let steps = view.entries.iter().flat_map(|entry| &entry.price).filter(|price| price.metric == before.info.id);
        let sum: f64 = steps.map(|price| price.after.unwrap_or(0.0) - price.before.unwrap_or(0.0)).sum();
        let whole = after.value.unwrap_or(0.0) - before.value.unwrap_or(0.0);
        assert!((sum - whole).abs() < 1e-9, "{}: {sum} {whole}", before.info.id);
    }
}

#[test]
fn a_workbench_can_be_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Workbench>();
    shared::<View>();
}
