//! Changes in a few words: a project before and after (see [`crate::plan::tests`]), and what the gate says of it.

use super::*;
use crate::compare::Labels;
use crate::facts::{ChangeKind, ChangeSet, Contributor, Facts, Join, Mode, Site, Step, Transaction};
use crate::id::{ContributorId, Id, StoreId, UnitId};
use crate::plan::tests::planned;
use std::collections::{BTreeMap, BTreeSet};

/// Who is where, by the first folder of the path.
fn labels(facts: &Facts) -> Labels {
    let label = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
    facts.units.values().map(|unit| (unit.path.as_str().to_owned(), label(unit.path.as_str()))).collect()
}

fn judged(before: &str, after: &str, limits: &Limits, accepted: Option<&BTreeMap<Identity, String>>) -> Judged {
    let clause = |project: &str, path: &str| {
        let clauses = project.split(';').map(str::trim);
        clauses
            .filter_map(|clause| clause.split_once(':'))
            .find(|(known, _)| *known == path)
            .map(|(_, deeds)| deeds.to_owned())
    };
    let is_same = |path: &str| clause(before, path) == clause(after, path);
    let ((before, ..), (after, ..)) = (planned(before), planned(after));
    let paths = |facts: &Facts| facts.units.values().map(|unit| unit.path.as_str().to_owned()).collect::<BTreeSet<_>>();
    let (old, new) = (paths(&before), paths(&after));
    let mut change = Change::default();
    change.files.extend(new.difference(&old).map(|path| (path.clone(), Changed::Added)));
    change.files.extend(old.difference(&new).map(|path| (path.clone(), Changed::Removed)));
    let both = old.intersection(&new).filter(|path| !is_same(path));
    change.files.extend(both.map(|path| (path.clone(), Changed::Modified)));
    // A file that is gone and a new one of the same name elsewhere are the same.
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    for path in new.difference(&old) {
        if let Some(from) = old.difference(&new).find(|from| name(from) == name(path)) {
            change.renamed.insert(path.clone(), from.clone());
            change.files.remove(from);
            change.files.insert(path.clone(), Changed::Renamed);
        }
    }
    let known = labels(&before);
    let homes = homes(&known, &change, &after);
    let (levels, strict) = (Levels::default(), BTreeSet::new());
    let terms = Terms { levels: &levels, strict: &strict, accepted };
    let was = Known::of(&Side::before(&before, &known), &known, limits, terms);
    let changed = Side::after(&after, &homes.labels, &was);
    let input =
        Input { before: &was, after: &changed, change: &change, homes: &homes, limits, whole: false, drift: None };
    for id in was.found.keys().chain(Known::of(&changed, &homes.labels, limits, terms).found.keys()) {
        // What is found can be written down and read again.
        assert_eq!(Identity::written(id.rule, id.from.clone(), id.to.clone(), id.kind).as_ref(), Some(id));
    }
    judge(&input, terms)
}

/// What is new, as `severity rule from > to`.
#[track_caller]
fn check(before: &str, after: &str, expected: &str) {
    let judged = judged(before, after, &Limits::default(), None);
    let shown = |(severity, one): &(Severity, Finding)| {
        format!("{} {} {} > {} {}", severity.name(), one.id.rule, one.id.from, one.id.to, one.id.kind)
    };
    assert_eq!(judged.new.iter().map(shown).collect::<Vec<_>>().join("; "), expected);
}

#[test]
fn nothing_changed() {
    let project = "a/one: call b/two, write t; b/two: write t, read u";
    check(project, project, "");
}

#[test]
fn a_new_use_of_another_service() {
    check("a/one: ; b/two: ", "a/one: call b/two; b/two: ", "error cross-dependency a/one > b/two call");
    check("a/one: call b/two; b/two: ", "a/one: use b/two; b/two: ", "");
    check("a/one: use b/two; b/two: ", "a/one: call b/two; b/two: ", "error cross-dependency a/one > b/two call");
    check("a/one: ; a/two: ", "a/one: call a/two; a/two: ", "");
}

#[test]
fn writes_past_the_owner() {
    check(
        "a/one: ; b/two: write t; b/three: write t",
        "a/one: write t; b/two: write t; b/three: write t",
        "error second-writer a > table t writer",
    );
    // A second file of a service that writes it already.
    check(
        "a/one: write t; a/more: ; b/two: write t; b/three: write t",
        "a/one: write t; a/more: write t; b/two: write t; b/three: write t",
        "error foreign-write a/more > table t write",
    );
    check("a/one: ; b/two: write t", "a/one: read t; b/two: write t", "");
    check("a/one: ; b/two: tell t", "a/one: tell t; b/two: tell t", "");
}

#[test]
fn owners_do_not_change_with_the_change() {
    // After it `a` writes more often than `b`; the store is still the one of `b`.
    check(
        "a/one: ; a/more: ; b/two: write t",
        "a/one: write t; a/more: write t; b/two: write t",
        "error second-writer a > table t writer",
    );
}

#[test]
fn one_more_service_in_a_circle() {
    // The circle is new for each two of the three; what closes it is between two.
    check(
        "a/one: call b/two; b/two: call a/one; b/three: call c/four; c/four: ; c/five: ",
        "a/one: call b/two; b/two: call a/one; b/three: call c/four; c/four: ; c/five: call a/one",
        "error cross-dependency c/five > a/one call; error service-cycle a > c through",
    );
    // As many places in the other direction: what closes it is told as the other end.
    check(
        "a/one: call c/four, call b/two; b/two: call a/one; c/four: ",
        "a/one: call c/four, call b/two; b/two: call a/one; c/four: call b/two",
        "error cross-dependency c/four > b/two call; error service-cycle b > c through",
    );
}

#[test]
fn a_shorter_way_on_a_circle() {
    let circle = "a/one: call b/two; b/two: call c/three; c/three: call d/four; d/four: call a/one";
    let circle = |more: &str| format!("{circle}; a/more: {more}; b/more: ; c/more: ");
    // All four are on it already: one more border, and a border in its other direction.
    check(
        &circle(""),
        &circle("call c/more"),
        "error cross-dependency a/more > c/more call; error service-cycle a > c through",
    );
    check(
        &circle(""),
        &circle("call d/four"),
        "error cross-dependency a/more > d/four call; error service-cycle a > d cycle",
    );
    // One more place of the same.
    check(&circle(""), &circle("call b/more"), "error cross-dependency a/more > b/more call");
    // One direction less is nothing new.
    check(&circle("call d/four"), &circle(""), "");
}

#[test]
fn a_circle_of_services() {
    check(
        "a/one: call b/two; b/two: ; b/three: ",
        "a/one: call b/two; b/two: ; b/three: call a/one",
        "error cross-dependency b/three > a/one call; error service-cycle a > b cycle",
    );
}

#[test]
fn who_writes_through_a_model_is_told_once() {
    check(
        "a/one: ; b/model: declare t; b/two: write t",
        "a/one: call b/model & write t; b/model: declare t; b/two: write t",
        "error second-writer a > table t writer",
    );
    check(
        "a/one: ; b/model: declare t; b/other: ; b/two: write t",
        "a/one: call b/other & write t; b/model: declare t; b/other: ; b/two: write t",
        "error cross-dependency a/one > b/other call; error second-writer a > table t writer",
    );
    // What is read through it as well is more than the write.
    check(
        "a/one: ; b/model: declare t; b/two: write t",
        "a/one: call b/model & write t, call b/model; b/model: declare t; b/two: write t",
        "error cross-dependency a/one > b/model call; error second-writer a > table t writer",
    );
}

#[test]
fn keys_between_owners() {
    check(
        "a/one: write t; b/two: write u",
        "a/one: write t; b/two: write u; t -> u",
        "error cross-key table t > table u cascade",
    );
}

#[test]
fn a_renamed_file_is_the_same_file() {
    check("a/one: call b/two; b/two: ", "a/sub/one: call b/two; b/two: ", "");
    check(
        "a/one: call b/two; b/two: ; c/three: ",
        "c/one: call b/two; b/two: ; c/three: ",
        "warn moved-file c/one > c moved",
    );
}

#[test]
fn what_moves_inside_a_service_crosses_as_it_did() {
    // The dependency is the old one; the name is not, as nobody outside used it.
    check("a/one: call b/two; b/two: ", "a/one: call b/new; b/two: ; b/new: ", "warn wider-surface b > b/new#new name");
    check("a/one: call b/two; a/more: ; b/two: ", "a/one: ; a/more: call b/two; b/two: ", "");
    check(
        "a/one: call b/two; b/two: ; c/three: ",
        "a/one: call c/three; b/two: ; c/three: ",
        "error cross-dependency a/one > c/three call",
    );
    check(
        "a/one: use b/two; b/two: ",
        "a/one: call b/new; b/two: ; b/new: ",
        "error cross-dependency a/one > b/new call",
    );
    // What is gone stands for one.
    check(
        "a/one: call b/two; a/more: ; a/most: ; b/two: ",
        "a/one: ; a/more: call b/two; a/most: call b/two; b/two: ",
        "error cross-dependency a/most > b/two call",
    );
}

const NEW_SHARED: &str = "warn shared-growth (shared)/new > (shared) new";

#[test]
fn new_files_find_a_home() {
    check("a/one: ; b/two: ", "a/one: ; a/new: call b/two; b/two: ", "error cross-dependency a/new > b/two call");
    check("a/one: ; b/two: ", "a/one: ; d/new: call a/one; b/two: ", "");
    check("a/one: ; b/two: ", "a/one: ; d/new: ; b/two: ", "warn homeless-file d/new >  new");
    // Where all is shared, what is new is shared; beside a service it is the service's.
    check("(shared)/kit: ; a/one: ", "(shared)/kit: ; (shared)/new: ; a/one: use (shared)/new", NEW_SHARED);
    // It is there for those who use it, whatever it uses.
    check(
        "a/one: ; b/two: ",
        "a/one: use d/new; d/new: call b/two; b/two: ",
        "error cross-dependency d/new > b/two call",
    );
}

/// What the homes of moved files would be if nobody saw the move, where that is told: `path>label`. The written cut is of
/// `path label` each.
#[track_caller]
fn check_outdated(cut: &str, moves: &str, expected: &str) {
    let pairs = |text: &str, with: char| -> Vec<(String, String)> {
        let pairs = text.split("; ").filter_map(|pair| pair.split_once(with));
        pairs.map(|(one, other)| (one.to_owned(), other.to_owned())).collect()
    };
    let written: Labels = pairs(cut, ' ').into_iter().collect();
    let (facts, ..) = planned("a/one: ; b/two: ; n/three: ; b/four: call a/one");
    let renamed = pairs(moves, '>').into_iter().map(|(old, new)| (new, old)).collect();
    let change = Change { renamed, ..Change::default() };
    let mut homes = homes(&written, &change, &facts);
    homes.look_for_outdated(&written, &change, &facts);
    let shown = |(path, later): (&String, &Option<String>)| format!("{path}>{}", later.as_deref().unwrap_or("nobody"));
    assert_eq!(homes.outdated.iter().map(shown).collect::<Vec<_>>().join("; "), expected);
}

#[test]
fn a_written_cut_has_to_follow_what_moves() {
    let cut = "a/one a; b/two b; a/three a; b/old b";
    // To a folder of nobody, to one of another service, to one of the same.
    check_outdated(cut, "a/three>n/three", "n/three>nobody");
    check_outdated("a/one a; b/two b; a/old a", "a/old>b/four", "b/four>b");
    check_outdated(cut, "b/old>b/four", "");
    // The cut follows.
    check_outdated("a/one a; b/two b; a/three a; n/three a", "a/three>n/three", "");
}

#[test]
fn shared_code_depends_on_nobody() {
    check(
        "(shared)/kit: ; a/one: use (shared)/kit",
        "(shared)/kit: use a/one; a/one: use (shared)/kit",
        "warn shared-growth (shared)/kit > a/one depends",
    );
}

#[test]
fn one_more_service_on_a_hub() {
    check(
        "a/one: use d/hub; b/two: use d/hub; c/three: ; d/hub: ",
        "a/one: use d/hub; b/two: use d/hub; c/three: use d/hub; d/hub: ",
        "error cross-dependency c/three > d/hub use; warn hub-growth c > d/hub hub",
    );
}

#[test]
fn what_most_others_use_is_common_in_fact() {
    let five = "a/1: use h/hub; b/2: use h/hub; c/3: use h/hub; d/4: use h/hub; e/5: use h/hub";
    let check = |users: &str, others: &str, severity: &str| {
        check(
            &format!("{users}; f/6: ; h/hub: {others}"),
            &format!("{users}; f/6: use h/hub; h/hub: {others}"),
            &format!("{severity} cross-dependency f/6 > h/hub use; warn hub-growth f > h/hub hub"),
        );
    };
    check(five, "", "warn");
    // Four are few, and five of eleven are not most.
    check(five.rsplit_once("; ").expect("five").0, "", "error");
    check(five, "; i/7: ; j/8: ; k/9: ; l/10: ; m/11: ; n/12: ", "error");
}

#[test]
fn changes_of_many_services() {
    check(
        "a/one: ; b/two: ; c/three: ; d/four: ",
        "a/one: read t; b/two: read u; c/three: read v; d/four: read w",
        "warn wide-change change > a + b + c + d services",
    );
}

#[test]
fn layout_touches_no_service() {
    let (facts, ..) = planned("a/one: ; b/two: ; c/three: ; d/four: ");
    let known = labels(&facts);
    let files: BTreeMap<String, Changed> = known.keys().map(|path| (path.clone(), Changed::Modified)).collect();
    for (light, expected) in [(&[][..], 1), (&["d/four"], 0)] {
        let light = light.iter().map(|path| (*path).to_owned()).collect();
        let change = Change { files: files.clone(), light, ..Change::default() };
        let homes = homes(&known, &change, &facts);
        let side = Side::before(&facts, &known);
        let (limits, levels, strict) = (Limits::default(), Levels::default(), BTreeSet::new());
        let terms = Terms { levels: &levels, strict: &strict, accepted: None };
        let was = Known::of(&side, &known, &limits, terms);
        let (before, after, change, homes, limits) = (&was, &side, &change, &homes, &limits);
        let input = Input { before, after, change, homes, limits, whole: false, drift: None };
        assert_eq!(judge(&input, terms).new.len(), expected, "{:?}", change.light);
    }
}

#[test]
fn to_use_common_code_is_a_warning() {
    let users = |more: &str| {
        let one = |name: &str| format!("{name}/one: call mixed-kit/base{}", if name == "p" { more } else { "" });
        format!("mixed-kit/base: ; mixed-kit/new: ; {}", ["p", "q", "r", "s", "t"].map(one).join("; "))
    };
    let judged = judged(&users(""), &users(", call mixed-kit/new"), &Limits::default(), None);
    let shown: Vec<_> = judged.new.iter().map(|(severity, one)| (severity.name(), one.id.rule)).collect();
    assert_eq!(shown, [("warn", "cross-dependency")]);
}

#[test]
fn what_stands_is_counted_by_how_severe_it_is() {
    for (project, expected) in [("a/one: ; b/two: ", [0, 0]), ("a/one: call b/two; b/two: ", [1, 1])] {
        let (facts, ..) = planned(project);
        assert_eq!(tally(&facts, &labels(&facts)), expected, "{project}");
    }
}

#[test]
fn budgets_are_for_all_findings() {
    let limits = Limits { budgets: [("cross-dependency".to_owned(), 1.0)].into(), ..Limits::default() };
    let (one, two) = ("a/one: call b/two; a/more: ; b/two: ", "a/one: call b/two; a/more: call b/two; b/two: ");
    let ids = |judged: Judged| judged.new.iter().map(|(_, one)| one.id.rule).collect::<Vec<_>>();
    assert_eq!(ids(judged(one, two, &limits, None)), ["cross-dependency", "over-budget"]);
    assert!(ids(judged(two, two, &limits, None)).is_empty());
    assert!(ids(judged("a/one: ; b/two: ", one, &limits, None)).iter().all(|id| *id != "over-budget"));
}

#[test]
fn budgets_are_for_figures_too() {
    let (one, two) = ("a/one: read t; b/two: write t", "a/one: read t, read u; b/two: write t, write u");
    let what = |id: &str, budget: f64| {
        let limits = Limits { budgets: [(id.to_owned(), budget)].into(), ..Limits::default() };
        let new = judged(one, two, &limits, None).new;
        new.iter().filter(|(_, one)| one.id.rule == "over-budget").map(|(_, one)| one.what.clone()).collect::<Vec<_>>()
    };
    assert_eq!(what("shared-stores", 1.0), ["shared-stores is at 2, 1 before; the budget is 1"]);
    assert!(what("shared-stores", 2.0).is_empty() && what("crossing-references", 0.0).is_empty());
    let limits = Limits { budgets: [("crossing-share".to_owned(), 0.25)].into(), ..Limits::default() };
    let new = judged("a/one: ; b/two: ", "a/one: call b/two, call a/more; a/more: ; b/two: ", &limits, None).new;
    assert_eq!(
        new.iter()
            .filter(|(_, one)| one.id.rule == "over-budget")
            .map(|(_, one)| one.what.as_str())
            .collect::<Vec<_>>(),
        ["crossing-share is at 0.500, 0 before; the budget is 0.250"]
    );
}

#[test]
fn what_is_accepted_is_known_and_what_is_not_there_is_gone() {
    let (project, id) = ("a/one: call b/two; b/two: ", |from: &str| Identity {
        rule: "cross-dependency",
        from: from.into(),
        to: "b/two".into(),
        kind: "call",
    });
    let accepted = BTreeMap::from([(id("a/one"), "until spring".to_owned()), (id("a/old"), String::new())]);
    let judged = judged(project, project, &Limits::default(), Some(&accepted));
    // The name that is used widens a surface; the side before has that too, and nobody accepted it.
    assert_eq!((judged.known.len(), &judged.gone), (2, &Vec::new()));
    let Some(Accepted { entries: 2, known, stale, missing: 1 }) = &judged.accepted else { panic!("{judged:?}") };
    assert_eq!(*stale, [id("a/old")]);
    let [(Severity::Error, one, reason)] = &known[..] else { panic!("{known:?}") };
    assert_eq!((&one.id, reason.as_str()), (&id("a/one"), "until spring"));
    // What the side before has is known as well, and not the baseline's.
    let judged = self::judged(project, project, &Limits::default(), Some(&BTreeMap::new()));
    assert_eq!((judged.known.len(), judged.accepted.map(|accepted| accepted.missing)), (2, Some(2)));
}

/// What is left of a baseline of `a/one calls b/two` and more, as entries that stay and what takes the place of others.
#[track_caller]
fn check_left(entries: &[(&str, &str, &str)], state: &str, expected: &str) {
    let (facts, ..) = planned(state);
    let known = labels(&facts);
    let id = |(rule, to, kind): &(&str, &str, &str)| {
        Identity::written(rule, "a/one".to_owned(), (*to).to_owned(), kind).expect("a rule's")
    };
    let accepted: BTreeMap<Identity, String> = entries.iter().map(|entry| (id(entry), String::new())).collect();
    let (limits, levels, strict, change) = (Limits::default(), Levels::default(), BTreeSet::new(), Change::default());
    let homes = homes(&known, &change, &facts);
    let side = Side::before(&facts, &known);
    let terms = |accepted| Terms { levels: &levels, strict: &strict, accepted: Some(accepted) };
    let was = Known::of(&side, &known, &limits, terms(&accepted));
    let input =
        Input { before: &was, after: &side, change: &change, homes: &homes, limits: &limits, whole: true, drift: None };
    let left = left(&input, terms(&accepted));
    let shown = |id: &Identity| format!("{} {}", id.kind, id.to);
    let weaker = left.weaker.iter().map(|(one, entry)| format!("{} of {}", shown(&one.id), entry.kind));
    assert_eq!(left.kept.iter().map(shown).chain(weaker).collect::<Vec<_>>().join("; "), expected);
    // What is left accepts all that was accepted and stands there, and nothing else.
    let pruned = left.kept.into_iter().chain(left.weaker.into_iter().map(|(one, _)| one.id));
    let pruned: BTreeMap<Identity, String> = pruned.map(|id| (id, String::new())).collect();
    let [before, after] = [&accepted, &pruned].map(|accepted| judge(&input, terms(accepted)));
    assert_eq!((&before.new, &before.known), (&after.new, &after.known), "{state}");
    assert!(after.accepted.is_some_and(|accepted| accepted.stale.is_empty()), "{state}");
}

#[test]
fn what_is_accepted_is_pruned_as_it_is_checked() {
    let (uses, calls) = (("cross-dependency", "b/two", "use"), ("cross-dependency", "b/two", "call"));
    check_left(&[calls], "a/one: call b/two; b/two: ", "call b/two");
    check_left(&[calls], "a/one: ; b/two: ", "");
    // Of a call a use is left: the entry becomes that.
    check_left(&[calls], "a/one: use b/two; b/two: ", "use b/two of call");
    check_left(&[calls, uses], "a/one: use b/two; b/two: ", "use b/two");
    // A use became a call, which is new; the entry is not gone.
    check_left(&[uses], "a/one: call b/two; b/two: ", "use b/two");
    // Nobody asks a rule that is off.
    check_left(&[("drift", "", "drift")], "a/one: ; b/two: ", "drift ");
}

#[test]
fn what_cannot_be_read_is_neither_new_nor_gone() {
    use crate::facts::{Code, Item, Ledger, State};
    let hidden = |before: &str, after: &str, [was, is]: [&[&str]; 2]| {
        let ((mut before, ..), (mut after, ..)) = (planned(before), planned(after));
        for (facts, torn) in [(&mut before, was), (&mut after, is)] {
            let item = |path: &&str| Item { path: (*path).to_owned(), bytes: 1, state: State::Partial(Code::Syntax) };
            facts.ledger = Ledger::new(torn.iter().map(item).collect());
        }
        let known = labels(&before);
        let files = known.keys().map(|path| (path.clone(), Changed::Modified)).collect();
        let change = Change { files, ..Change::default() };
        let homes = homes(&known, &change, &after);
        let (limits, levels, strict) = (Limits::default(), Levels::default(), BTreeSet::new());
        let terms = Terms { levels: &levels, strict: &strict, accepted: None };
        let was = Known::of(&Side::before(&before, &known), &known, &limits, terms);
        let side = Side::after(&after, &homes.labels, &was);
        let (before, after, change, homes, limits) = (&was, &side, &change, &homes, &limits);
        let judged = judge(&Input { before, after, change, homes, limits, whole: false, drift: None }, terms);
        let rules = |ids: Vec<&Identity>| ids.into_iter().map(|id| id.rule).collect::<Vec<_>>().join(" ");
        let Torn { files, hidden, seeming } = &judged.torn;
        [
            rules(judged.new.iter().map(|(_, one)| &one.id).collect()),
            rules(judged.gone.iter().collect()),
            files.join(" "),
            rules(hidden.iter().collect()),
            rules(seeming.iter().collect()),
        ]
    };
    let (one, none) = ("a/one: call b/two; b/two: ", "a/one: ; b/two: ");
    let both = "cross-dependency wider-surface";
    assert_eq!(hidden(one, none, [&[], &[]]), ["", both, "", "", ""]);
    assert_eq!(hidden(one, none, [&[], &["a/one"]]), ["", "", "a/one", both, ""]);
    // Whoever is called is a part of it as well.
    assert_eq!(hidden(one, none, [&[], &["b/two"]]), ["", "", "b/two", both, ""]);
    // In another file, or in one that was read in part before.
    assert_eq!(hidden(one, none, [&["a/one"], &["a/one"]]), ["", both, "", "", ""]);
    assert_eq!(hidden(none, one, [&[], &["a/one"]]), ["", "", "a/one", "", both]);
    assert_eq!(hidden(none, one, [&[], &["b/two"]]), ["cross-dependency", "", "b/two", "", ""]);
    assert_eq!(hidden(none, one, [&["a/one"], &["a/one"]]), ["cross-dependency", "", "", "", ""]);
}

#[test]
fn every_rule_is_complete() {
    for rule in ALL {
        let card = rule.card();
        assert!(!card.why.ends_with('.') && !card.fix.ends_with('.'), "{}", card.info.id);
        assert!(find(card.info.id).is_some_and(|found| found.card() == card));
    }
    crate::info::check_family("gate/rule", ALL.iter().map(|rule| &rule.card().info));
}

/// What is new when facts are changed by hand on both sides: (before, after).
#[track_caller]
fn check_facts(project: &str, edit: impl Fn(&mut Facts, bool), expected: &str) {
    let ((mut before, ..), (mut after, ..)) = (planned(project), planned(project));
    edit(&mut before, false);
    edit(&mut after, true);
    let known = labels(&before);
    let change = Change { files: [("a/one".to_owned(), Changed::Modified)].into(), ..Change::default() };
    let homes = homes(&known, &change, &after);
    let limits = Limits::default();
    let levels = Levels { rules: [("contributor-spread".to_owned(), Severity::Warn)].into(), ..Levels::default() };
    let strict = BTreeSet::new();
    let terms = Terms { levels: &levels, strict: &strict, accepted: None };
    let was = Known::of(&Side::before(&before, &known), &known, &limits, terms);
    let changed = Side::after(&after, &homes.labels, &was);
    let input = Input {
        before: &was,
        after: &changed,
        change: &change,
        homes: &homes,
        limits: &limits,
        whole: false,
        drift: None,
    };
    let new = judge(&input, terms).new;
    assert_eq!(
        new.iter().map(|(_, one)| format!("{}: {}", one.id.rule, one.what)).collect::<Vec<_>>().join("; "),
        expected
    );
}

/// Commits as (day, people, units by index), oldest first.
fn commits(facts: &mut Facts, commits: &[(i64, &[usize], &[usize])]) {
    let one = |(at, (day, people, units)): (usize, &(i64, &[usize], &[usize]))| ChangeSet {
        id: format!("{at:040x}"),
        time: day * 24 * 60 * 60,
        contributors: people.iter().map(|person| ContributorId::new(*person)).collect(),
        units: units.iter().map(|unit| UnitId::new(*unit)).collect(),
        files: units.len() as u32,
        subject: String::new(),
        kind: ChangeKind::Normal,
    };
    facts.changes = commits.iter().enumerate().map(one).collect();
}

#[test]
fn statements_and_transactions_over_owners() {
    let project = "a/one: write t; b/two: write u";
    let stores = [StoreId::new(0), StoreId::new(1)];
    check_facts(
        project,
        |facts, after| {
            let stores = stores.map(|store| (store, Mode::Read)).to_vec();
            facts.joins.extend(after.then(|| Join { unit: UnitId::new(0), line: 7, stores, rule: String::new() }));
        },
        "cross-join: one statement uses table t + table u, which a and b own",
    );
    let transaction = |facts: &Facts, function: &str| {
        let first_line = 7 + 10 * function.len() as u32;
        let site = Site { path: facts.units[UnitId::new(0)].path.clone(), line: first_line + 1 };
        let (line, mode, unit) = (first_line + 1, Mode::Write, UnitId::new(0));
        let step = |store| Step { line, store, mode, unit, site: site.clone(), through: Vec::new() };
        let (function, rule, steps) = (function.to_owned(), String::new(), stores.map(step).to_vec());
        Transaction { unit, first_line, last_line: first_line + 2, function, rule, steps, more: 0 }
    };
    let found = "spanning-transaction: one transaction writes rows of a and b";
    check_facts(
        project,
        |facts, after| {
            let new = transaction(facts, "pay");
            facts.transactions.extend(after.then_some(new));
        },
        found,
    );
    // A function that is called otherwise now does what it did; one beside it does it anew.
    for (functions, expected) in [(&["settle"][..], ""), (&["pay", "settle"], found), (&["settle", "close"], found)] {
        check_facts(
            project,
            |facts, after| {
                let functions = if after { functions } else { &["pay"] };
                facts.transactions = functions.iter().map(|function| transaction(facts, function)).collect();
            },
            expected,
        );
    }
}

#[test]
fn comments_suppress() {
    use crate::facts::Allowance;
    let project = "a/one: write t; b/two: write u";
    let comment = |facts: &Facts, line: u32, text: &str| Allowance {
        site: Site { path: facts.units[UnitId::new(0)].path.clone(), line },
        covers: line + 1,
        text: text.to_owned(),
    };
    let check = |text: &str, expected: &str| {
        check_facts(
            project,
            |facts, after| {
                facts.origin.time = Some(19_782 * 24 * 60 * 60);
                if after {
                    let stores = [0, 1].map(|store| (StoreId::new(store), Mode::Read)).to_vec();
                    facts.joins.push(Join { unit: UnitId::new(0), line: 7, stores, rule: String::new() });
                    facts.allowances.push(comment(facts, 6, text));
                }
            },
            expected,
        );
    };
    let found = "cross-join: one statement uses table t + table u, which a and b own";
    check("allow(cross-join): one report", "");
    check("allow(cross-join) until=2024-02-29: one report", "");
    check(
        "allow(cross-join) until=2024-02-28: one report",
        &format!("{found}; suppression: allow(cross-join) was good until 2024-02-28, so it suppresses nothing"),
    );
    check(
        "allow(cross-join)",
        &format!("{found}; suppression: allow(cross-join) says not why, so it suppresses nothing"),
    );
    check("allow(cross-key): x", &format!("{found}; suppression: allow(cross-key) suppresses nothing"));
    check(
        "allow(cross-join, cross): x",
        "suppression: no rule is called cross, so allow(cross-join, cross) does not suppress it",
    );
    // Co-change has no line, and a wide change passes: nobody can say that the comment is idle.
    check("allow(cross-join, wide-change): x", "");
}

#[test]
fn less_of_the_same_is_nothing_new() {
    let stores = [0, 1, 2].map(StoreId::new);
    check_facts(
        "a/one: write t; b/two: write u; c/three: write v",
        |facts, after| {
            let of = |stores: &[StoreId], mode: Mode| stores.iter().map(|store| (*store, mode)).collect::<Vec<_>>();
            let (unit, rule) = (UnitId::new(0), String::new());
            let used = if after { &stores[..2] } else { &stores[..] };
            facts.joins.push(Join { unit, line: 7, stores: of(used, Mode::Read), rule });
        },
        "",
    );
}

#[test]
fn partners_that_stay_behind() {
    let both: Vec<(i64, &[usize], &[usize])> = vec![(1, &[0], &[0, 1]); 5];
    let expected = "co-change-gap: a/one is changed without b/two of b, which was in 5 of its 5 commits";
    check_facts("a/one: ; b/two: ", |facts, _| commits(facts, &both), expected);
    // Four of five are not enough commits, five of seven not often enough.
    check_facts("a/one: ; b/two: ", |facts, _| commits(facts, &both[..4]), "");
    let alone: Vec<(i64, &[usize], &[usize])> = [both.clone(), vec![(1, &[0], &[0]); 2]].concat();
    check_facts("a/one: ; b/two: ", |facts, _| commits(facts, &alone), "");
}

#[test]
fn services_that_change_together_more_and_more() {
    let past: Vec<(i64, &[usize], &[usize])> = vec![(20, &[0], &[0]), (20, &[0], &[1]), (21, &[0], &[0, 1])];
    let now: Vec<(i64, &[usize], &[usize])> = vec![(150, &[0], &[0, 1]); 5];
    check_facts(
        "a/two: ; b/three: ",
        |facts, after| commits(facts, &if after { [past.clone(), now.clone()].concat() } else { past.clone() }),
        "rising-co-change: a and b change together in 5 of 5 commits of the last 90 days (100 %), 33 % in the 90 days before",
    );
}

#[test]
fn a_service_that_everybody_works_on() {
    let past: Vec<(i64, &[usize], &[usize])> = vec![(50, &[0], &[0])];
    let now: Vec<(i64, &[usize], &[usize])> = vec![(150, &[0, 1, 2, 3], &[0])];
    check_facts(
        "a/two: ; b/three: ",
        |facts, after| commits(facts, &if after { [past.clone(), now.clone()].concat() } else { past.clone() }),
        "contributor-spread: 4 people changed a in 90 days, 1 in the 90 days before",
    );
    let person = |bot: bool| Contributor { name: String::new(), mail: String::new(), bot };
    check_facts(
        "a/two: ; b/three: ",
        |facts, after| {
            commits(facts, &if after { [past.clone(), now.clone()].concat() } else { past.clone() });
            // Two of them are programs that wrote along.
            facts.contributors = [false, false, true, true].map(person).into_iter().collect();
        },
        "",
    );
}
