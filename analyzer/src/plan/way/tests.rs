//! Ways of small projects.

use super::*;
use crate::facts::{Hook, HookOn};
use crate::id::Id;
use crate::plan::tests::planned;
use crate::plan::{border, data, reaction};

/// The ways of all services, taken out in the order of their names: `service direction pattern other: what (places)`.
#[track_caller]
fn check(project: &str, hook: Option<(&str, &str)>, expected: &str) {
    let (mut facts, cut, needs) = planned(project);
    if let Some((runs, store)) = hook {
        let store = facts.stores.iter().find(|(_, of)| of.name == store).expect("a store").0;
        let runs = facts.units.iter().find(|(_, of)| of.path.as_str() == runs).expect("a unit").0;
        let (on, when) = (HookOn::Store(store), "post_save".to_owned());
        let (unit, handler, rule) = (UnitId::new(0), String::new(), String::new());
        facts.hooks = vec![Hook { unit, line: 1, on, when, handler, runs, rule }];
    }
    let services = Services::new(&facts, &cut);
    let reach = Reach::new(&facts, &cut, &services.ownership, &services.standings);
    let borders = border::borders(&services);
    let ties = data::ties(&services, &data::fates(&services));
    let reactions = reaction::reactions(&services);
    let steps: Vec<ServiceId> = services.ids().collect();
    let input = Input {
        services: &services,
        reach: &reach,
        borders: &borders,
        ties: &ties,
        events: &needs.events,
        reactions: &reactions,
        steps: &steps,
    };
    let shown = |way: &Way| {
        let other = way.other.map_or("-", |other| &cut.services[other]);
        let items: Vec<String> = way.items.iter().map(|item| format!("{} ({})", item.what, item.total)).collect();
        let (name, row) = (&cut.services[way.service], way.rule.row());
        format!("{name} {} {}/{} {other}: {}", way.direction.name(), row.name, row.pattern.name(), items.join(", "))
    };
    assert_eq!(ways(&input).iter().map(shown).collect::<Vec<_>>().join("\n"), expected);
}

#[test]
fn every_rule_has_one_row() {
    let order: Vec<Rule> = RULES.iter().map(|row| row.rule).collect();
    assert!(order.is_sorted() && order.windows(2).all(|two| two[0] != two[1]));
    let names: BTreeSet<&str> = RULES.iter().map(|row| row.name).collect();
    assert_eq!(names.len(), RULES.len());
}

#[test]
fn routes_are_diverted() {
    check("a/one: route /x show, route /y show", None, "a in route/strangler-fig -: GET /x (1), GET /y (1)");
}

#[test]
fn calls_are_converted_at_both_ends() {
    check(
        "a/one: call b/two, read t; b/two: write t",
        None,
        "a out calls-monolith/anticorruption-layer b: read t (1), two (1)\n\
         b in called/branch-by-abstraction a: read t (1), two (1)",
    );
    check(
        "a/two: write t; b/one: call a/two, read t",
        None,
        "a in called/branch-by-abstraction b: read t (1), two (1)\n\
         b out calls-service/remote-client a: read t (1), two (1)",
    );
}

#[test]
fn an_answer_from_several_is_composed() {
    check(
        "a/one: route /x x, read t, read u; b/one: write t; c/one: write u",
        None,
        "a in route/strangler-fig -: GET /x (1)\na in composed/ui-composition -: GET /x (1)\n\
         a out calls-monolith/anticorruption-layer b: read t (1)\n\
         a out calls-monolith/anticorruption-layer c: read u (1)\n\
         b in called/branch-by-abstraction a: read t (1)\nc in called/branch-by-abstraction a: read u (1)",
    );
}

#[test]
fn dear_results_are_compared() {
    check(
        "a/one: route /orders/price x; b/one: call a/searchAll; a/searchAll: read t",
        None,
        "a in route/strangler-fig -: GET /orders/price (1)\n\
         a in money/parallel-run -: GET /orders/price (1)\n\
         a in searched/parallel-run b: searchAll (1)\n\
         a in called/branch-by-abstraction b: searchAll (1)\n\
         b out calls-service/remote-client a: searchAll (1)",
    );
}

#[test]
fn a_command_is_told_where_it_begins() {
    check("a/one: write t; b/one: write t; b/two: write t", None, "a out command-of-own/publish-event b: writes t (1)");
    check(
        "a/one: write t; a/two: write t; b/one: write t",
        None,
        "a in command-of-rows/change-data-capture b: writes t (1)",
    );
}

#[test]
fn a_hook_on_rows_stands_at_the_first_of_both_steps() {
    check(
        "a/one: write t; b/one: ",
        Some(("b/one", "t")),
        "a out hook-on-rows/change-data-capture b: post_save of t (1)",
    );
    check(
        "a/one: ; b/one: write t",
        Some(("a/one", "t")),
        "a in hook-on-rows/change-data-capture b: post_save of t (1)",
    );
}
