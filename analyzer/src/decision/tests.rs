use super::super::bind::tests::{decisions, facts};
use super::super::{Decisions, Measure, Steps, bind, rules};
use super::*;
use crate::analysis::Score;
use crate::cluster::leiden_ruled;
use crate::graph::{Matrix, Triplets};
use crate::id::CandidateId;
use crate::metric::{self, Evidence, Tables};
use proptest::prelude::*;

/// Eight files, `a` to `h`.
const FILES: &str = "a b c d e f g h";

/// Measures without anything to look at but the graph.
struct Plain {
    evidence: Evidence,
    graph: Matrix,
}

impl Measure for Plain {
    fn tables(&self, _near: &Tables, partition: &Partition) -> Tables {
        Tables::new(&self.evidence, &self.graph, partition)
    }

    fn scores(&self, tables: &Tables) -> Vec<Score> {
        metric::scores(metric::Input { evidence: &self.evidence, tables })
    }
}

fn graph(edges: &str) -> Matrix {
    let mut triplets = Triplets::new();
    for word in edges.split(' ').filter(|word| !word.is_empty()) {
        let [a, b, weight] = [0, 1, 2].map(|at| word.as_bytes()[at]);
        let (a, b) = (usize::from(a - b'a'), usize::from(b - b'a'));
        triplets.add(a, b, f64::from(weight - b'0'));
        triplets.add(b, a, f64::from(weight - b'0'));
    }
    triplets.build(8)
}

/// A proposal, `x:abc y:def`; who is nowhere is shared.
fn draft(graph: &Matrix, proposal: &str) -> Draft {
    let services: Vec<(&str, &str)> =
        proposal.split(' ').map(|word| word.split_once(':').expect("a service")).collect();
    let of = |unit: usize| services.iter().position(|(_, files)| files.contains(char::from(b'a' + unit as u8)));
    let labels: Vec<usize> = (0..8).map(|unit| of(unit).unwrap_or(services.len())).collect();
    let place = |unit: UnitId| of(unit.index()).map_or(Place::Shared, |at| Place::Candidate(CandidateId::new(at)));
    let name = |candidate: CandidateId| services[candidate.index()].0.to_owned();
    Draft::new(Arc::new(Ties::new(graph.clone(), 1)), &Partition::from_labels(&labels), place, name)
}

/// The services, sorted by name; roles other than a service and teams behind it.
fn words(draft: &Draft) -> String {
    let word = |(slot, units): (Slot, Vec<UnitId>)| {
        let files: String = units.iter().map(|unit| char::from(b'a' + unit.index() as u8)).collect();
        let role = if slot.role == Role::Service { String::new() } else { format!("({})", slot.role.name()) };
        let team = slot.team.map(|team| format!("@{team}")).unwrap_or_default();
        format!("{}{role}{team}:{files}", slot.name)
    };
    let mut words: Vec<String> = draft.services().into_iter().map(word).collect();
    words.sort();
    words.join(" ")
}

fn applied(graph: &Matrix, proposal: &str, decisions: Decisions) -> (Draft, BTreeMap<usize, Outcome>) {
    let bound = bind(&facts(FILES), decisions).expect("no conflict");
    let mut draft = draft(graph, proposal);
    let outcomes = draft.apply(&bound, |_| true);
    (draft, outcomes)
}

/// Two triangles and a pair, tied by single edges.
const EDGES: &str = "ab3 bc3 ac3 de3 ef3 df3 cd1 fg1 gh2";

fn check(entries: &str, expected: &str) {
    let graph = graph(EDGES);
    assert_eq!(words(&applied(&graph, "x:abc y:def z:gh", decisions(entries)).0), expected, "{entries}");
}

#[test]
fn nothing_decided_changes_nothing() {
    check("", "x:abc y:def z:gh");
}

#[test]
fn a_pin_moves_its_files_and_no_other() {
    check("pin a > y", "x:bc y:adef z:gh");
    check("pin a > x", "x:abc y:def z:gh");
    check("pin a d > new", "new:ad x:bc y:ef z:gh");
    check("pin g h > x", "x:abcgh y:def");
}

#[test]
fn what_is_together_goes_where_most_of_it_is() {
    check("together a b d", "x:abcd y:ef z:gh");
    check("together c d", "x:abcd y:ef z:gh");
    check("together a b d; pin b > z", "x:c y:ef z:abdgh");
}

#[test]
fn few_files_that_are_apart_go_to_their_next_best() {
    check("apart a b | c", "x:ab y:cdef z:gh");
    check("apart d | f", "x:abc y:de z:fgh");
}

/// `h` is pulled to `g` and to `f` alone, and may be with neither: each entry by itself would send it to the other's service.
#[test]
fn what_is_apart_from_one_does_not_go_to_another() {
    let graph = graph("hf3 hg3 de1 ab1 bc1");
    for entries in ["apart h | g; apart h | f", "apart h | f; apart h | g"] {
        let (draft, _) = applied(&graph, "x:abc y:def z:gh", decisions(entries));
        assert_eq!(words(&draft), "x:abc y:def z-2:h z:g", "{entries}");
    }
}

#[test]
fn many_files_that_are_apart_divide_their_service() {
    let graph = graph("ab3 bc3 ac3 de3 ef3 df3 cd1 gh2 gb1 hf2");
    let result = |entries: &str| words(&applied(&graph, "x:abcdefgh", decisions(entries)).0);
    assert_eq!(result("apart a b c | d e f"), "x-2:defgh x:abc");
    assert_eq!(result("apart a b c | d e f; together a h"), "x-2:def x:abcgh");
    assert_eq!(result("apart a b c | d e f; pin a > x"), "x-2:defgh x:abc");
    assert_eq!(result("apart a b c | d e f; pin d > x"), "x-2:abc x:defgh");
}

#[test]
fn services_are_merged_split_and_renamed() {
    check("merge x y > x", "x:abcdef z:gh");
    check("merge x y > w; rename z > y", "w:abcdef y:gh");
    check("rename x > y; rename y > x", "x:def y:abc z:gh");
    check("merge x y > w; rename z > y; pin a > y", "w:bcdef y:agh");
    check("merge x y z > w; split w 2", "w:abcdefgh");
    let graph = graph(EDGES);
    assert_eq!(words(&applied(&graph, "x:abcdef z:gh", decisions("split x 2")).0), "x-2:def x:abc z:gh");
    assert_eq!(words(&applied(&graph, "x:abcdef z:gh", decisions("most 3")).0), "x-2:def x:abc z:gh");
}

#[test]
fn treatments_and_teams() {
    check("shared a; team y > t", "x:bc y@t:def z:gh");
    check("stays a", "monolith(monolith):a x:bc y:def z:gh");
    check("leave z x", "monolith(monolith):abcgh y:def");
}

#[test]
fn what_meets_nothing_is_stale() {
    let graph = graph(EDGES);
    let stale = |entries: &str| {
        let (_, outcomes) = applied(&graph, "x:abc y:def z:gh", decisions(entries));
        let why = |outcome: Outcome| match outcome {
            Outcome::Applied { .. } => String::new(),
            Outcome::Stale(why) => why,
        };
        outcomes.into_values().map(why).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(stale("pin q r > x"), "no file is q or r");
    assert_eq!(stale("pin q a > y"), "");
    assert_eq!(stale("rename q > r; team q > t"), "no service is called q; no service is called q");
    assert_eq!(stale("rename x > y"), "another service is called y; merge the two if they are one");
    let taken = |name: &str| format!("another service is called {name}; merge the two if they are one");
    assert_eq!(stale("rename x > y; rename y > z"), format!("{}; {}", taken("y"), taken("z")));
    assert_eq!(stale("split x 9"), "x has 3 files, which are not 9 services");
    assert_eq!(stale("merge x q > x"), "no service is called q");
    assert_eq!(stale("merge x y > x; rename z > w; pin a > x"), "; ; ");
    let bound =
        bind(&facts(FILES), decisions("merge x y > x; rename z > w; pin a > z; pin b > w")).expect("no conflict");
    let evidence = Evidence::new(&facts(FILES));
    let first = draft(&graph, "x:abc y:def z:gh");
    let tables = Arc::new(Tables::new(&evidence, &graph, &first.partition()));
    let measure = Plain { evidence, graph };
    let applied = Steps::new(&measure, first, &tables, &bound, None).applied(&bound);
    let moved = applied.iter().map(|one| format!("{:?}", one.outcome));
    assert_eq!(
        moved.collect::<Vec<_>>().join(" "),
        "Applied { moved: 3 } Applied { moved: 0 } Applied { moved: 1 } Applied { moved: 1 }"
    );
}

/// Random entries about the eight files and three services.
fn entry() -> impl Strategy<Value = String> {
    let files = || proptest::collection::btree_set(0..8_u8, 1..4);
    let word = |files: BTreeSet<u8>| {
        files.into_iter().map(|file| char::from(b'a' + file).to_string()).collect::<Vec<_>>().join(" ")
    };
    let service = || prop_oneof![Just("x"), Just("y"), Just("z"), Just("new")];
    prop_oneof![
        (files(), service()).prop_map(move |(files, service)| format!("pin {} > {service}", word(files))),
        files().prop_map(move |files| format!("together {}", word(files))),
        (files(), files()).prop_map(move |(a, b)| format!("apart {} | {}", word(a), word(b))),
        files().prop_map(move |files| format!("shared {}", word(files))),
        (service(), service()).prop_map(|(a, b)| format!("merge {a} {b} > {a}")),
        (service(), 2..4_usize).prop_map(|(service, parts)| format!("split {service} {parts}")),
        service().prop_map(|service| format!("rename {service} > r{service}")),
    ]
}

/// The graph of edges with weights 0 to 3 for each pair.
fn random_graph() -> impl Strategy<Value = Matrix> {
    proptest::collection::vec(0..4_u8, 28).prop_map(|weights| {
        let pairs = (0..8_u8).flat_map(|a| (a + 1..8).map(move |b| (a, b)));
        let edges = pairs.zip(weights).filter(|(_, weight)| *weight > 0);
        let word =
            |((a, b), weight): ((u8, u8), u8)| format!("{}{}{weight}", char::from(b'a' + a), char::from(b'a' + b));
        graph(&edges.map(word).collect::<Vec<_>>().join(" "))
    })
}

proptest! {
    /// Whatever was decided without conflict holds, in any order, and again when it is applied to its own result.
    #[test]
    fn decisions_hold_in_any_order(graph in random_graph(), entries in proptest::collection::vec(entry(), 0..6), turn in 0..6_usize) {
        let text = entries.join("; ");
        let Ok(bound) = bind(&facts(FILES), decisions(&text)) else { return Ok(()) };
        let mut first = draft(&graph, "x:abc y:def z:gh");
        first.apply(&bound, |_| true);
        let rules = rules(&facts(FILES), &bound);
        prop_assert!(rules.hold(&first.partition()), "{text}: {}", words(&first));
        let mut turned = entries.clone();
        turned.rotate_left(turn % entries.len().max(1));
        let turned = bind(&facts(FILES), decisions(&turned.join("; "))).expect("order makes no conflict");
        let mut second = draft(&graph, "x:abc y:def z:gh");
        second.apply(&turned, |_| true);
        prop_assert_eq!(words(&first), words(&second), "{}", text);
        for unit in first.shared() {
            prop_assert!(first.decided()[unit.index()].is_some(), "nobody is shared that was not");
        }
    }

    /// A clusterer that keeps rules keeps them.
    #[test]
    fn leiden_keeps_rules(graph in random_graph(), entries in proptest::collection::vec(entry(), 0..6), gamma in 0.2..4.0_f64) {
        let Ok(bound) = bind(&facts(FILES), decisions(&entries.join("; "))) else { return Ok(()) };
        let rules = rules(&facts(FILES), &bound);
        let found = leiden_ruled(&graph, graph.values(), gamma, 6, 1, &rules);
        prop_assert!(rules.hold(&found), "{:?} {:?}", entries, found.labels());
    }
}
