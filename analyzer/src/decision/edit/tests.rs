//! Edits of small cuts: eight files `a` to `h`, two triangles and a pair, in three services.

use super::super::bind::tests::{decisions, facts};
use super::super::{Decisions, Draft, Ties, Treatment};
use super::cut::Cut;
use super::{Edit, Refused};
use crate::analysis::Place;
use crate::facts::Facts;
use crate::graph::Triplets;
use crate::id::{CandidateId, Id, UnitId};
use crate::partition::Partition;
use proptest::prelude::*;
use std::sync::Arc;

const FILES: &str = "a b c d e f g h";
const EDGES: &str = "ab3 bc3 ac3 de3 ef3 df3 cd1 fg1 gh2";

fn units(letters: &str) -> Vec<UnitId> {
    letters.bytes().map(|letter| UnitId::new(usize::from(letter - b'a'))).collect()
}

fn letters(units: &[UnitId]) -> String {
    units.iter().map(|unit| char::from(b'a' + unit.index() as u8)).collect()
}

/// A proposal, `x:abc y:def`; who is nowhere is shared.
fn draft(edges: &str, proposal: &str) -> Draft {
    let mut triplets = Triplets::new();
    for word in edges.split_whitespace() {
        let [a, b, weight] = [0, 1, 2].map(|at| word.as_bytes()[at]);
        let (a, b) = (usize::from(a - b'a'), usize::from(b - b'a'));
        triplets.add(a, b, f64::from(weight - b'0'));
        triplets.add(b, a, f64::from(weight - b'0'));
    }
    let services: Vec<(&str, &str)> = proposal.split(' ').map(|word| word.split_once(':').expect("a name")).collect();
    let of = |unit: usize| services.iter().position(|(_, files)| files.contains(char::from(b'a' + unit as u8)));
    let labels: Vec<usize> = (0..8).map(|unit| of(unit).unwrap_or(services.len())).collect();
    let place = |unit: UnitId| of(unit.index()).map_or(Place::Shared, |at| Place::Candidate(CandidateId::new(at)));
    let name = |candidate: CandidateId| services[candidate.index()].0.to_owned();
    Draft::new(Arc::new(Ties::new(triplets.build(8), 1)), &Partition::from_labels(&labels), place, name)
}

/// The services, sorted by name, and what is shared.
fn words(facts: &Facts, first: &Draft, decisions: &Decisions) -> String {
    let cut = Cut::new(facts, first, None, decisions).expect("edits make no conflict");
    let mut words: Vec<String> =
        cut.services.iter().map(|service| format!("{}:{}", service.name, letters(&service.units))).collect();
    words.sort();
    words.extend((!cut.shared.is_empty()).then(|| format!("({})", letters(&cut.shared))));
    words.join(" ")
}

fn entries(decisions: &Decisions) -> String {
    decisions.entries.iter().map(|entry| entry.decision.sentence()).collect::<Vec<_>>().join("; ")
}

/// An edit in words: `move ab > x`, `pin ab`, `merge x y > z`, `split x 2`, `rename x > y`, `share ab`, `stay ab`,
/// `leave x y`, `give x y` (as shared services), `team x > t`, `together ab`, `apart ab cd`, `sizes 2 5`, `remove 0`.
fn edit(text: &str) -> Edit {
    let (kind, rest) = text.split_once(' ').expect("a kind");
    let (left, right) = rest.split_once(" > ").unwrap_or((rest, ""));
    let (service, to) = (left.to_owned(), right.to_owned());
    let names = || left.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let number = |at: usize| names()[at].parse::<usize>().expect("a number");
    let treat = |treatment, units, services| Edit::Treat { treatment, units, services };
    match kind {
        "move" => Edit::Move { units: units(left), to },
        "pin" => Edit::Pin { units: units(left) },
        "merge" => Edit::Merge { services: names(), into: to },
        "split" => Edit::Split { service: names()[0].clone(), parts: number(1) },
        "rename" => Edit::Rename { service, to },
        "share" => treat(Treatment::Shared, units(left), Vec::new()),
        "stay" => treat(Treatment::Stays, units(left), Vec::new()),
        "leave" => treat(Treatment::Stays, Vec::new(), names()),
        "give" => treat(Treatment::Shared, Vec::new(), names()),
        "team" => Edit::Team { service, team: to },
        "together" => Edit::Together { units: units(left) },
        "apart" => Edit::Apart { groups: names().iter().map(|group| units(group)).collect() },
        "sizes" => Edit::Sizes { least: Some(number(0)), most: Some(number(1)) },
        "remove" => Edit::Remove { entry: number(0) },
        other => panic!("{other}"),
    }
}

/// What edits, one after the other, make of entries: the services and the entries, or why the last one is refused.
fn check(before: &str, edits: &str, expected: &str) {
    let (facts, first) = (facts(FILES), draft(EDGES, "x:abc y:def z:gh"));
    let made = edits
        .split("; ")
        .try_fold(decisions(before), |decisions, text| edit(text).make(&facts, &first, None, &decisions, "because"));
    let told = match &made {
        Ok(made) => format!("{} | {}", words(&facts, &first, made), entries(made)),
        Err(Refused::Conflict(conflict)) => format!("conflict: {conflict}"),
        Err(refused) => format!("refused: {refused}"),
    };
    assert_eq!(told, expected, "{before} | {edits}");
}

#[test]
fn moves() {
    check("", "move a > y", "x:bc y:adef z:gh | a belongs to y");
    check("", "move ag > new", "new:ag x:bc y:def z:h | a, g belongs to new");
    check("", "move a > y; move b > y; move c > z", "y:abdef z:cgh | a, b belongs to y; c belongs to z");
    check("", "move a > x", "refused: it is in x already");
    check(
        "",
        "move a > (shared)",
        "refused: a service cannot be called `(shared)`: names do not begin with a parenthesis, and have no space around them",
    );
    check("", "move a > y; move a > x", "x:abc y:def z:gh | ");
    check("pin a b > y", "move a > z", "x:c y:bdef z:agh | b belongs to y; a belongs to z");
    check("pin a > y; pin b > z", "move a > x", "x:ac y:def z:bgh | b belongs to z");
    check("shared a b", "move a > z", "x:c y:def z:agh (b) | b becomes a shared library; a belongs to z");
}

#[test]
fn patterns_that_people_wrote_are_left_alone() {
    check(
        "pin {a,b} > y",
        "move a > z",
        "conflict: line 1 ({a,b} belongs to y) and the new entry (a belongs to z) cannot both hold: they want a in two \
         places",
    );
    check(
        "pin d > y; apart a | d",
        "move a > y",
        "conflict: line 2 (a and d are kept apart) and the new entry (a belongs to y) cannot both hold: a and d",
    );
}

#[test]
fn merges() {
    check("", "merge x y > x", "x:abcdef z:gh | x, y are one service, x");
    check("", "merge x y > w; merge w z > v", "v:abcdefgh | x, y, z are one service, v");
    check("", "rename x > q; merge q y > q", "q:abcdef z:gh | x, y are one service, q");
    check("", "rename z > q; merge x y > z", "q:gh z:abcdef | z is called q; x, y are one service, x; x is called z");
    check("", "move a > new; merge new z > z", "x:bc y:def z:agh | a belongs to z");
    check("", "move a > new; merge new z > w", "w:agh x:bc y:def | a belongs to w; z is called w");
    check("", "move a > new; merge new x y > w", "w:abcdef z:gh | a belongs to w; x, y are one service, w");
    check(
        "pin a > y; team y > t",
        "merge y z > w",
        "w:adefgh x:bc | a belongs to w; w belongs to t; y, z are one service, w",
    );
    check("", "merge x x > x", "refused: two services at least become one");
    check("", "merge x q > x", "refused: no service is called q");
    check("", "split x 2; merge x y > y", "x-2:c y:abdef z:gh | x is split in 2; a, b belongs to y");
}

#[test]
fn names() {
    check("", "rename x > q", "q:abc y:def z:gh | x is called q");
    check("", "rename x > q; rename q > r", "r:abc y:def z:gh | x is called r");
    check("", "rename x > q; rename q > x", "x:abc y:def z:gh | ");
    check("pin d > x; team x > t", "rename x > q", "q:abcd y:ef z:gh | d belongs to q; q belongs to t; x is called q");
    check("merge x y > w", "rename w > q", "q:abcdef z:gh | x, y are one service, q");
    check("", "move a > new; rename new > q", "q:a x:bc y:def z:gh | a belongs to q");
    check("", "rename x > y", "refused: another service is called y; merge the two if they are one");
    check("stays a", "rename monolith > q", "refused: the monolith keeps its name");
    // Who came to a name that was merged away comes from nowhere.
    check(
        "",
        "merge x z > x; move a > z; merge y z > z",
        "x:bcgh z:adef | x, z are one service, x; a belongs to z; y is called z",
    );
    // So does a merge whose service was given another name.
    check(
        "",
        "merge x y > new; rename new > x; rename z > new",
        "new:gh x:abcdef | x, y are one service, y; y is called x; z is called new",
    );
    // Who has no file any more gives its name up.
    check(
        "",
        "rename z > q; share gh; rename x > q",
        "q:abc y:def (gh) | g, h becomes a shared library; x is called q",
    );
    check(
        "",
        "rename z > q; share gh; move a > new; merge new x > q",
        "q:abc y:def (gh) | g, h becomes a shared library; a belongs to q; x is called q",
    );
    check(
        "",
        "merge y z > q; share defgh; rename x > q",
        "q:abc (defgh) | d, e, f, g, h becomes a shared library; x is called q",
    );
}

#[test]
fn divisions() {
    check("", "split x 2", "x-2:c x:ab y:def z:gh | x is split in 2");
    check("", "split x 9", "refused: x has 3 files, which are not 9 services");
    check("", "merge x y > w; split w 2", "w-2:def w:abc z:gh | x, y are one service, w; d, e, f belongs to w-2");
}

#[test]
fn treatments() {
    check("", "share a; share b", "x:c y:def z:gh (ab) | a, b becomes a shared library");
    check("", "stay a", "monolith:a x:bc y:def z:gh | a stays in the monolith");
    check(
        "pin a > x; pin d > x",
        "leave x",
        "monolith:abcd y:ef z:gh | a stays in the monolith; d stays in the monolith; x stays in the monolith",
    );
    check("apart d | b", "leave x; merge y monolith > monolith", "refused: what was decided before holds a elsewhere");
    check("", "merge x y > w; leave w", "monolith:abcdef z:gh | x, y stays in the monolith");
    check("", "move a > new; give new z", "x:bc y:def (agh) | a becomes a shared library; z becomes a shared library");
    check(
        "",
        "stay a; merge monolith z > monolith",
        "monolith:agh x:bc y:def | a stays in the monolith; z stays in the monolith",
    );
    check("", "stay a; move a > z", "x:bc y:def z:agh | a belongs to z");
}

#[test]
fn what_is_together_and_apart() {
    check("", "together ad", "x:abcd y:ef z:gh | a, d stays together");
    check("", "together ad; together a", "refused: two files at least stay together");
    check("", "together adb; together ab", "refused: they stay together already");
    check("", "apart ab c", "x:ab y:cdef z:gh | a, b and c are kept apart");
    check("", "apart ab bc", "refused: b cannot be apart from itself");
}

#[test]
fn what_nobody_named_is_pinned_as_a_whole() {
    let before = "merge x y > x; apart a b c | d e f";
    check(
        before,
        "move g > x-2",
        "x-2:defg x:abc z:h | x, y are one service, x; a, b, c and d, e, f are kept apart; d, e, f, g belongs to x-2",
    );
}

#[test]
fn pins_teams_and_entries() {
    check("", "pin ad", "x:abc y:def z:gh | a belongs to x; d belongs to y");
    check("pin a > x", "pin a", "refused: it is so already");
    check("", "team x > t; team x > u", "x:abc y:def z:gh | x belongs to u");
    check("team x > t", "team x > ", "x:abc y:def z:gh | ");
    check("", "sizes 2 5; sizes 3 8", "x:abc y:defgh | every service has 3 to 8 files");
    check("rename x > q; pin d > q; team q > t", "remove 0", "x:abcd y:ef z:gh | d belongs to x; x belongs to t");
    check("pin a > new; team new > t", "remove 0", "x:abc y:def z:gh | ");
    check("", "remove 0", "refused: there is no entry 0 of 0");
}

#[test]
fn a_name_with_a_number_does_not_go_to_the_next_service() {
    let (facts, first) = (facts(FILES), draft("cd3 cg1 df1 dg1 dh2 eg2", "x:abc y:def z:g"));
    let after = |decisions: Decisions, text| edit(text).make(&facts, &first, None, &decisions, "because");
    let made =
        ["give y", "apart b a", "split x 2"].into_iter().try_fold(Decisions::default(), after).expect("no conflict");
    let refused = after(made, "rename x-2 > y").expect_err("b would be alone in x-2");
    assert_eq!(refused.to_string(), "x-3 would be called x-2 then; give it a name of its own first");
}

/// Random edits about the eight files and whatever services there are.
fn random_edit() -> impl Strategy<Value = String> {
    let files = || proptest::collection::btree_set(0..8_u8, 1..4);
    let word = |files: std::collections::BTreeSet<u8>| {
        files.into_iter().map(|file| char::from(b'a' + file)).collect::<String>()
    };
    let service =
        || prop_oneof![Just("x"), Just("y"), Just("z"), Just("new"), Just("w"), Just("x-2"), Just("monolith")];
    prop_oneof![
        4 => (files(), service()).prop_map(move |(files, service)| format!("move {} > {service}", word(files))),
        1 => files().prop_map(move |files| format!("pin {}", word(files))),
        1 => files().prop_map(move |files| format!("together {}", word(files))),
        1 => (0..8_u8, 0..8_u8).prop_map(|(a, b)| format!("apart {} {}", char::from(b'a' + a), char::from(b'a' + b))),
        2 => files().prop_map(move |files| format!("share {}", word(files))),
        1 => files().prop_map(move |files| format!("stay {}", word(files))),
        1 => service().prop_map(|service| format!("leave {service}")),
        1 => service().prop_map(|service| format!("give {service}")),
        2 => (service(), service(), service()).prop_map(|(a, b, c)| format!("merge {a} {b} > {c}")),
        1 => (service(), 2..4_usize).prop_map(|(service, parts)| format!("split {service} {parts}")),
        2 => (service(), service()).prop_map(|(a, b)| format!("rename {a} > {b}")),
        1 => service().prop_map(|service| format!("team {service} > t")),
        1 => (0..4_usize).prop_map(|entry| format!("remove {entry}")),
        1 => (0..4_usize, 3..9_usize).prop_map(|(least, most)| format!("sizes {least} {most}")),
    ]
}

fn random_edges() -> impl Strategy<Value = String> {
    proptest::collection::vec(0..4_u8, 28).prop_map(|weights| {
        let pairs = (0..8_u8).flat_map(|a| (a + 1..8).map(move |b| (a, b))).zip(weights);
        let word =
            |((a, b), weight): ((u8, u8), u8)| format!("{}{}{weight}", char::from(b'a' + a), char::from(b'a' + b));
        pairs.filter(|(_, weight)| *weight > 0).map(word).collect::<Vec<_>>().join(" ")
    })
}

/// What has to be so after an edit that was not refused.
fn holds(edit: &Edit, before: &Cut, after: &Cut) -> Result<(), String> {
    let units_of = |names: &[String]| -> Vec<UnitId> {
        names.iter().filter_map(|name| before.service(name)).flat_map(|service| service.units.clone()).collect()
    };
    let all_in = |units: &[UnitId], name: &str| {
        let left = after.elsewhere(units, name);
        if left.is_empty() { Ok(()) } else { Err(format!("{} are not in {name}", letters(&left))) }
    };
    match edit {
        Edit::Move { units, to } => all_in(units, to),
        Edit::Merge { services, into } => all_in(&units_of(services), into),
        Edit::Rename { service, to } => {
            all_in(&units_of(std::slice::from_ref(service)), to)?;
            if after.service(service).is_some() { Err(format!("{service} is still there")) } else { Ok(()) }
        }
        Edit::Treat { treatment, units, services } => {
            let all: Vec<UnitId> = units.iter().copied().chain(units_of(services)).collect();
            match treatment.service() {
                Some(service) => all_in(&all, service),
                None if all.iter().all(|unit| after.shared.contains(unit)) => Ok(()),
                None => Err("not all are shared".to_owned()),
            }
        }
        Edit::Pin { units } => {
            let name = |cut: &Cut, unit: UnitId| cut.of(unit).map(|service| service.name.clone());
            let stay = units.iter().all(|unit| name(before, *unit) == name(after, *unit));
            if stay { Ok(()) } else { Err("they do not stay".to_owned()) }
        }
        _ => Ok(()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    /// Whatever edit is not refused does what it says, and its entries hold together.
    #[test]
    fn edits_do_what_they_say(edges in random_edges(), edits in proptest::collection::vec(random_edit(), 1..12)) {
        let (facts, first) = (facts(FILES), draft(&edges, "x:abc y:def z:g"));
        let mut now = Decisions::default();
        for text in &edits {
            let edit = edit(text);
            let before = Cut::new(&facts, &first, None, &now).expect("edits make no conflict");
            match edit.make(&facts, &first, None, &now, "because") {
                Ok(made) => {
                    let after = Cut::new(&facts, &first, None, &made);
                    prop_assert!(after.is_ok(), "{text}: {}", entries(&made));
                    let told = holds(&edit, &before, &after.expect("it is"));
                    prop_assert_eq!(told, Ok(()), "{:?}, {}: {} -> {}", edits, text, entries(&now), entries(&made));
                    prop_assert!(made != now, "{text} changes nothing");
                    now = made;
                }
                Err(refused) => prop_assert!(!refused.to_string().is_empty()),
            }
        }
    }

    /// Moves, merges and names alone are never in each other's way.
    #[test]
    fn plain_edits_are_not_refused(edges in random_edges(), edits in proptest::collection::vec(random_edit(), 1..12)) {
        let plain = |text: &&String| ["move", "merge", "rename", "share", "stay"].iter().any(|kind| text.starts_with(kind));
        let (facts, first) = (facts(FILES), draft(&edges, "x:abc y:def z:g"));
        let mut now = Decisions::default();
        for text in edits.iter().filter(plain) {
            match edit(text).make(&facts, &first, None, &now, "because") {
                Ok(made) => now = made,
                Err(Refused::Conflict(conflict)) => prop_assert!(false, "{edits:?}, {text}: {conflict}"),
                Err(refused) => {
                    let fine = ["already", "no service", "another service", "two services", "by a name", "keeps its name", "stays what it is"];
                    let told = refused.to_string();
                    prop_assert!(fine.iter().any(|fine| told.contains(fine)), "{edits:?}, {text}: {told}; {}", entries(&now));
                }
            }
        }
    }
}
