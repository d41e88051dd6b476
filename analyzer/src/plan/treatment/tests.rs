//! Treatments of small projects.

use super::*;
use crate::facts::{Find, Load, Resolution, TypeDecl, TypeKind};
use crate::plan::tests::planned;

/// What becomes of each unit, and by which rule. Units whose names begin with a capital are types.
#[track_caller]
fn check(project: &str, expected: &str) {
    check_decided(project, "", expected);
}

/// The same with what somebody decided, as words `unit:treatment`; `stays:SERVICE` is the monolith.
#[track_caller]
fn check_decided(project: &str, decided: &str, expected: &str) {
    let (mut facts, mut cut, _) = planned(project);
    for (what, word) in decided.split_whitespace().map(|word| word.split_once(':').expect("a colon")) {
        if what == "stays" {
            cut.stays = cut.services.iter().find(|(_, name)| *name == word).map(|(service, _)| service);
            continue;
        }
        let unit = facts.units.iter().find(|(_, unit)| unit.path.as_str() == what).expect("a unit").0;
        cut.decided.insert(unit, Treatment::decided(word).expect("a treatment"));
    }
    for unit in facts.units.values_mut() {
        let name = unit.path.file_name().to_owned();
        if name.starts_with(char::is_uppercase) {
            let (kind, operations) = (TypeKind::Class, Vec::new());
            unit.types = vec![TypeDecl { name, kind, line: 1, end_line: 10, fields: 1, operations }];
        }
    }
    let services = Services::new(&facts, &cut);
    let reach = Reach::new(&facts, &cut, &services.ownership, &services.standings);
    let shown = |one: &Treated| format!("{} {}: {}", one.label, one.treatment.name(), one.rule.name());
    let all = treatments(&services, &reach, &[]);
    assert_eq!(all.iter().map(shown).collect::<Vec<_>>().join("; "), expected);
}

#[test]
fn what_keeps_data_is_owned() {
    check(
        "a/one: write t, call a/two; a/two: read t; b/one: call a/two",
        "a/one owned: keeps-data; a/two owned: keeps-data; b/one unused: nothing-uses",
    );
}
#[test]
fn work_that_comes_in_is_a_use() {
    check("a/one: route /x show", "a/one owned: entered");
}
#[test]
fn a_small_type_of_several_is_copied() {
    check(
        "a/Money: ; a/one: route /x x, call a/Money; b/one: route /y y, call a/Money",
        "a/Money replicated: small-value; a/one owned: entered; b/one owned: entered",
    );
}
#[test]
fn a_type_that_calls_something_is_none() {
    check(
        "a/Money: call a/sum; a/sum: ; a/one: route /x x; b/one: route /y y, call a/Money",
        "a/Money owned: used-across; a/one owned: entered; a/sum owned: used-inside; b/one owned: entered",
    );
}
#[test]
fn what_most_use_is_a_library() {
    let users = "a/one: route /x x, use a/log; b/one: route /x x, use a/log; c/one: route /x x, use a/log";
    check(
        &format!("a/log: ; {users}"),
        "a/log library: generic; a/one owned: entered; b/one owned: entered; c/one owned: entered",
    );
    check(
        &format!("a/log: write t; {users}"),
        "a/log owned: keeps-data; a/one owned: entered; b/one owned: entered; c/one owned: entered",
    );
}
#[test]
fn what_no_service_has() {
    check(
        "(shared)/kit: ; (shared)/old: ; (gateway)/door: route /x x; (dropped)/gone: ; a/one: route /x x, use (shared)/kit, use (shared)/old; b/one: route /x x, use (shared)/kit",
        "(dropped)/gone dropped: written-down; (gateway)/door stays: front-door; (shared)/kit library: placed-shared; (shared)/old stays: no-service; a/one owned: entered; b/one owned: entered",
    );
}
#[test]
fn what_somebody_decided() {
    let project = "a/Money: ; a/one: route /x x, use a/Money; b/one: route /y y, use a/Money; b/old: ";
    check_decided(
        project,
        "a/Money:pin b/old:shared",
        "a/Money owned: decided; a/one owned: entered; b/old library: decided; b/one owned: entered",
    );
    check_decided(
        project,
        "stays:b a/Money:replicate",
        "a/Money replicated: decided; a/one owned: entered; b/old stays: decided; b/one stays: decided",
    );
}
#[test]
fn names_that_frameworks_look_for() {
    check(
        "a/settings: ; a/old: ; a/MailConfig: ",
        "a/MailConfig owned: used-inside; a/old unused: nothing-uses; a/settings owned: used-inside",
    );
}

#[test]
fn what_is_loaded_found_or_not_followed_is_not_called_unused() {
    let check = |change: fn(&mut Facts), expected: &str| {
        let (mut facts, cut, _) = planned("a/plug/one: ; b/old: ");
        change(&mut facts);
        let services = Services::new(&facts, &cut);
        let reach = Reach::new(&facts, &cut, &services.ownership, &services.standings);
        let unused = treatments(&services, &reach, &[]);
        let unused = unused.iter().filter(|one| one.treatment == Treatment::Unused).map(|one| one.label.as_str());
        assert_eq!(unused.collect::<Vec<_>>().join(" "), expected);
    };
    fn site() -> crate::facts::Site {
        crate::facts::Site { path: crate::path::RepoPath::new("x").expect("a path"), line: 1 }
    }
    check(|_| {}, "a/plug/one b/old");
    check(
        |facts| facts.loads = vec![Load { folder: "a".to_owned(), site: site(), rule: "load.require".to_owned() }],
        "b/old",
    );
    check(
        |facts| {
            let unit = facts.units.ids().last().expect("a unit");
            facts.finds = vec![Find { unit, line: 1, rule: "found.jvm".to_owned() }];
        },
        "a/plug/one",
    );
    check(
        |facts| {
            let language = facts.units.values().next().expect("a unit").language;
            facts.followed = vec![(language, Resolution { import: 65, blocked: 35, ..Resolution::default() })];
        },
        "",
    );
}
