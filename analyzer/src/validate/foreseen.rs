//! A plan against what the decomposed form really has, and what its code shows against what is known and what ran.
//!
//! | kind | what counts as one |
//! |---|---|
//! | calls | a pair of services: what paths are called is a free choice, and no plan can know it |
//! | events | topic, publisher and one subscriber; topics go by what they were renamed to. A planned event without a topic counts for a real one between the same two whose topic the monolith does not have |
//! | stores | a table of the monolith and the service that owns it; tables that nobody has any more are not compared |
//! | routes | method, path with its parameters by position, and the service that answers |
//!
//! What is accepted without being real counts neither for a plan nor against it. Of a proposal, each candidate stands for
//! the service most of its files belong to (several may stand for one); what is in no candidate is anybody's.

mod cuts;
mod words;

use super::reality::Reality;
use super::truth::Truth;
use crate::compare::Labels;
use crate::facts::Facts;
use crate::plan::needs;
use cuts::{found_cut, known_cut};
use words::{KINDS, Sets, planned};

/// A plan against reality, and the extraction against its witnesses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Foreseen {
    /// From the truth, then from the proposal.
    pub plans: Vec<Comparison>,
    /// What code shows, against what is known, then against what ran.
    pub extraction: Vec<Comparison>,
}

/// One kind of thing, planned and real.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// `calls`, `events`, `stores` or `routes`.
    pub kind: &'static str,
    /// What was planned from, `truth` or `found`; for what code shows, what it is compared with: `known` or `ran`.
    pub form: &'static str,
    /// How many were predicted, accepted ones included.
    pub predicted: usize,
    /// How many of these are not real and not wrong.
    pub accepted: usize,
    /// How many there really are.
    pub real: usize,
    /// Real ones that were not predicted, in words.
    pub missed: Vec<String>,
    /// Predicted ones that are wrong, in words.
    pub extra: Vec<String>,
}

impl Comparison {
    /// How many are predicted and real.
    pub fn common(&self) -> usize {
        self.real - self.missed.len()
    }

    /// Of the predicted that are not just accepted, the share that is real; 0 where none is predicted.
    pub fn precision(&self) -> f64 {
        share(self.common(), self.predicted - self.accepted)
    }

    /// Of the real, the share that was predicted; 0 where there are none.
    pub fn recall(&self) -> f64 {
        share(self.common(), self.real)
    }
}

fn share(of: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { of as f64 / all as f64 }
}

/// What a plan is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Witnesses {
    /// The monolith; best by functions.
    pub monolith: Facts,
    /// What the code of the decomposed form shows.
    pub code: Option<Reality>,
    /// What the decomposed form did when it ran.
    pub ran: Option<Reality>,
}

/// Plans from the truth and from a proposal, and compares all with what is real. The truth has to be whole: files that are
/// no source have tables too.
pub fn foreseen(truth: &Truth, proposal: &Labels, witnesses: &Witnesses) -> Foreseen {
    let facts = &witnesses.monolith;
    let real = Sets::of_reality(&truth.reality);
    let cuts = [("truth", known_cut(facts, truth)), ("found", found_cut(facts, truth, proposal))];
    let mut plans = Vec::new();
    for (form, cut) in &cuts {
        plans.extend(planned(&needs(facts, cut), facts, cut, &truth.reality).against(&real, form));
    }
    plans.sort_by_key(|one| KINDS.iter().position(|kind| *kind == one.kind));
    let mut extraction = Vec::new();
    if let Some(code) = &witnesses.code {
        let mut shown = Sets::of_code(code);
        extraction.extend(shown.against(&Sets::of_code(&truth.reality), "known"));
        if let Some(ran) = &witnesses.ran {
            let ran = Sets::of_code(ran);
            shown.sets[2].clear();
            extraction.extend(shown.against(&ran, "ran"));
        }
    }
    extraction.sort_by_key(|one| KINDS.iter().position(|kind| *kind == one.kind));
    Foreseen { plans, extraction }
}

#[cfg(test)]
mod tests {
    use super::super::reality::{Call, Event, OwnedStore, Route};
    use super::super::truth::tests::truth;
    use super::*;
    use crate::plan::tests::planned;
    use std::collections::{BTreeMap, BTreeSet};

    /// `kind form predicted/accepted/real/common` and what is missed and extra.
    fn shown(found: &[Comparison]) -> Vec<String> {
        let one = |one: &Comparison| {
            let counts = [one.predicted, one.accepted, one.real, one.common()].map(|count| count.to_string());
            let lists = [("-", &one.missed), ("+", &one.extra)];
            let lists = lists.iter().flat_map(|(sign, list)| list.iter().map(move |item| format!(" {sign}{item}")));
            format!("{} {} {}{}", one.kind, one.form, counts.join("/"), lists.collect::<String>())
        };
        found.iter().map(one).collect()
    }

    fn event(topic: &str, publisher: &str, subscriber: &str) -> Event {
        let subscribers = BTreeSet::from([subscriber.to_owned()]);
        Event { topic: topic.to_owned(), publisher: publisher.to_owned(), subscribers }
    }

    fn call(from: &str, to: &str, path: &str) -> Call {
        let [from, to, method, path] = [from, to, "GET", path].map(str::to_owned);
        Call { from, to, method, path }
    }

    fn check(project: &str, reality: Reality, found: &str, expected: &[&str]) {
        let (monolith, ..) = planned(project);
        let homes: Vec<String> = monolith
            .units
            .values()
            .map(|unit| {
                let path = unit.path.as_str();
                format!("{path} {}", path.split('/').next().expect("a service"))
            })
            .collect();
        let truth = Truth { reality, ..truth(&homes.join(";")) };
        let proposal = found.split(';').filter_map(|line| line.trim().split_once(' '));
        let proposal = proposal.map(|(path, group)| (path.to_owned(), group.to_owned())).collect();
        let witnesses = Witnesses { monolith, code: None, ran: None };
        assert_eq!(shown(&foreseen(&truth, &proposal, &witnesses).plans), expected);
    }

    #[test]
    fn calls_are_pairs_and_accepted_ones_do_not_count() {
        let reality = Reality {
            calls: [call("a", "b", "/x"), call("a", "b", "/y"), call("b", "a", "/x")].into(),
            calls_accepted: BTreeSet::from([("a".to_owned(), "c".to_owned())]),
            ..Reality::default()
        };
        let project = "a/one: read t, read u; b/one: write t; c/one: write u";
        let found = "a/one 1; b/one 1; c/one 2";
        let calls = ["calls truth 2/1/2/1 -b calls a", "calls found 1/1/2/0 -a calls b -b calls a"];
        let stores = ["stores truth 2/0/0/0 +t of b +u of c", "stores found 2/0/0/0 +t of a +u of c"];
        check(project, reality, found, &[calls, stores].concat());
    }

    #[test]
    fn events_by_their_new_names() {
        let reality = Reality {
            events: [event("y", "a", "b"), event("new", "b", "a"), event("z", "a", "b")].into(),
            events_accepted: BTreeSet::from([event("w", "a", "b")]),
            topics: BTreeMap::from([("x".to_owned(), Some("y".to_owned())), ("w".to_owned(), None)]),
            ..Reality::default()
        };
        let project = "a/one: tell x, tell w, write t; b/one: hear x, hear w, write u; b/two: write u";
        check(
            &format!("{project}; a/two: write t; b/three: write t"),
            reality,
            "a/one a; a/two a; b/one b; b/two b; b/three b",
            &[
                "events truth 3/1/3/2 -z from a to b",
                "events found 3/1/3/2 -z from a to b",
                "stores truth 2/0/0/0 +t of a +u of b",
                "stores found 2/0/0/0 +t of a +u of b",
            ],
        );
    }

    #[test]
    fn stores_by_the_tables_of_the_monolith() {
        let tables = [("t", Some("a")), ("u", Some("b")), ("old", None)];
        let tables = tables.map(|(table, owner)| (table.to_owned(), owner.map(str::to_owned))).into();
        let reality = Reality { tables, ..Reality::default() };
        let expected = ["stores truth 2/0/2/1 -u of b +u of a", "stores found 2/0/2/1 -u of b +u of a"];
        check("a/one: write t, write u", reality, "a/one 7", &expected);
    }

    #[test]
    fn routes_by_position() {
        let route = |path: &str| Route { method: "GET".to_owned(), path: path.to_owned(), service: "a".to_owned() };
        let reality = Reality { routes: [route("/x/{id}")].into(), ..Reality::default() };
        check(
            "a/one: route /x/:no show",
            reality,
            "",
            &["routes truth 1/0/1/1", "routes found 1/0/1/0 -GET /x/{} by a +GET /x/{} by gateway"],
        );
    }

    #[test]
    fn what_code_shows_beside_what_ran() {
        let (monolith, ..) = planned("a/one:");
        let store = |kind: &str, store: &str| {
            let [store, kind, owner] = [store, kind, "a"].map(str::to_owned);
            OwnedStore { store, kind, owner }
        };
        let known = Reality {
            calls: [call("a", "b", "/x/:id")].into(),
            stores: [store("postgres table", "t"), store("redis key", "k:{id}")].into(),
            ..Reality::default()
        };
        let code = Reality {
            calls: [call("a", "b", "/x/{}"), call("a", "b", "/y")].into(),
            stores: [store("table", "t"), store("cache", "k")].into(),
            ..Reality::default()
        };
        let ran = Reality { calls: [call("a", "b", "/x/{}")].into(), ..Reality::default() };
        let truth = Truth { reality: known, ..truth("a/one a") };
        let witnesses = Witnesses { monolith, code: Some(code), ran: Some(ran) };
        let expected =
            ["calls known 2/0/1/1 +a calls b GET /y", "calls ran 2/0/1/1 +a calls b GET /y", "stores known 2/0/2/2"];
        assert_eq!(shown(&foreseen(&truth, &Labels::new(), &witnesses).extraction), expected);
    }
}
