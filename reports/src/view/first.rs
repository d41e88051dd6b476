//! The first step in one place: who calls it, what it keeps, what joins and transactions run through it, what it answers, and
//! which tests there are. Only what the plan has; the whole step is in plan.md.

use super::{Piece, linked, show};
use crate::display::{count, counted, listed};
use crate::plan::{Plan, Step, Tie};
use crate::wire::Document;
use std::collections::BTreeSet;

/// The most things that are named in one line.
const MAX_NAMES: usize = 6;

/// The first step.
pub(crate) struct FirstView {
    /// `S1 catalog`.
    pub(crate) name: String,
    /// A heading and what there is, in order.
    pub(crate) lines: Vec<(&'static str, Vec<Piece>)>,
    /// What it is there for, and who calls it: for the summary.
    pub(crate) brief: String,
}

/// The first step of a plan that has one; `there` are the rows of the report that ids may lead to.
pub(crate) fn first(document: &Document, plan: &Plan, there: &BTreeSet<String>) -> Option<FirstView> {
    let step = plan.steps.first()?;
    let lines = vec![
        ("Called by", neighbours(document, plan, &step.service, true)),
        ("Calls", neighbours(document, plan, &step.service, false)),
        ("Tables and other stores", stores(plan, &step.service)),
        ("Joins, keys, cascades", ties(plan, &step.service)),
        ("Transactions", transactions(plan, &step.service)),
        ("Routes and other entries", entries(step)),
        ("Tests", tests(step)),
    ];
    Some(FirstView {
        name: format!("{} {}", step.id, show(&step.service)),
        brief: format!("{}. Called by {}", show(&step.responsibility), lines[0].1),
        lines: lines.into_iter().map(|(head, text)| (head, linked(&text, there))).collect(),
    })
}

fn neighbours(document: &Document, plan: &Plan, service: &str, incoming: bool) -> String {
    let ends = plan.borders.iter().filter_map(|border| {
        let (here, other) = if incoming { (&border.to, &border.from) } else { (&border.from, &border.to) };
        (here == service && border.mentions > 0).then_some((border.mentions, other.as_str()))
    });
    let ends: Vec<(u64, &str)> = ends.collect();
    if ends.is_empty() {
        let mentions = mentions(document, service, incoming);
        return match mentions.is_empty() {
            true => "no other candidate, as far as names were followed".to_owned(),
            false => format!("{}; by name only, no operation or table was seen", listing(mentions)),
        };
    }
    let copies = plan.borders.iter().any(|border| {
        let here = if incoming { &border.to } else { &border.from };
        here == service && border.copies.total > 0
    });
    format!("{}{}", listing(ends), if copies { "; code that is copied along is not counted" } else { "" })
}

/// Who mentions a candidate, or whom it mentions, with the number of places: what the table of pairs counts.
fn mentions<'a>(document: &'a Document, service: &str, incoming: bool) -> Vec<(u64, &'a str)> {
    let name = |at: u32| document.services.get(at as usize).map_or("", |service| service.name.as_str());
    let ends = document.seams.iter().flat_map(|seam| {
        let [(from, to), back] = [(seam.a, seam.b), (seam.b, seam.a)];
        [((from, to), seam.forward.mentions), (back, seam.backward.mentions)]
    });
    let own = ends.filter_map(|((from, to), mentions)| {
        let (here, other) = if incoming { (to, from) } else { (from, to) };
        (name(here) == service && mentions > 0).then(|| (mentions, name(other)))
    });
    own.collect()
}

/// Most mentions first.
fn listing(mut ends: Vec<(u64, &str)>) -> String {
    ends.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let all: u64 = ends.iter().map(|end| end.0).fold(0, u64::saturating_add);
    let named = ends.iter().map(|(mentions, other)| format!("{} ({})", show(other), count(*mentions)));
    format!(
        "{}, {}: {}",
        counted(ends.len() as u64, "candidate"),
        counted(all, "mention"),
        few(&named.collect::<Vec<_>>())
    )
}

fn stores(plan: &Plan, service: &str) -> String {
    let others = |users: &[String]| users.iter().filter(|user| *user != service).map(|user| show(user)).collect();
    let own = plan.stores.iter().filter(|store| store.owner.as_deref() == Some(service));
    let told = own.map(|store| {
        let (writers, readers): (Vec<String>, Vec<String>) = (others(&store.writers), others(&store.readers));
        match (writers.is_empty(), readers.is_empty()) {
            (true, true) => show(&store.name),
            (false, _) => format!("{} (written by {} too)", show(&store.name), listed(&writers)),
            (true, false) => format!("{} (read by {} too)", show(&store.name), listed(&readers)),
        }
    });
    none(few(&told.collect::<Vec<_>>()), "it keeps none")
}

fn ties(plan: &Plan, service: &str) -> String {
    let own = |tie: &&Tie| {
        let owns = |owner: Option<&str>| owner == Some(service);
        tie.stores.iter().any(|one| owns(one.owner.as_deref()))
            && tie.stores.iter().any(|one| !owns(one.owner.as_deref()))
    };
    let told = plan.ties.iter().filter(own).map(|tie| {
        let stores: Vec<String> = tie.stores.iter().map(|one| show(&one.store)).collect();
        format!("{} {} [{}]", tie.kind.replace('-', " "), listed(&stores), tie.id)
    });
    none(few(&told.collect::<Vec<_>>()), "none seen across its border")
}

fn transactions(plan: &Plan, service: &str) -> String {
    let own = plan.transactions.iter().filter(|one| one.writers.iter().any(|writer| writer == service));
    let told = own.map(|one| format!("[{}] {}", one.id, show(&one.function)));
    none(few(&told.collect::<Vec<_>>()), "none seen that writes here and elsewhere")
}

fn entries(step: &Step) -> String {
    let told = step.entries.iter().map(|entry| show(&entry.label));
    none(few(&told.collect::<Vec<_>>()), "none seen")
}

fn tests(step: &Step) -> String {
    let to_move = counted(step.tests_to_move.total, "test file");
    let across = counted(step.tests_across.total, "test file");
    let untested = match step.untested.len() as u64 {
        0 => String::new(),
        some => format!("; no test refers to {} that others call", counted(some, "file")),
    };
    format!("{to_move} to move with it, {across} across its border{untested}")
}

fn none(text: String, otherwise: &str) -> String {
    if text.is_empty() { otherwise.to_owned() } else { text }
}

/// The first few, and how many more.
fn few(items: &[String]) -> String {
    crate::plan::words::some(items, MAX_NAMES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn it_says_what_the_plan_says() {
        let document = sample::planned();
        let plan = document.plan.as_ref().expect("it is planned");
        let view = first(&document, plan, &BTreeSet::new()).expect("there is a step");
        assert!(view.name.ends_with(&plan.steps[0].service));
        assert_eq!(view.lines.len(), 7);
        assert!(view.lines.iter().all(|(_, pieces)| !pieces.is_empty()));
        let calls = |border: &&crate::plan::Border| border.to == plan.steps[0].service && border.mentions > 0;
        let callers = plan.borders.iter().filter(calls).count();
        assert!(callers > 0, "the sample's first step is called");
        assert!(
            view.lines[0].1[0].text.starts_with(&counted(callers as u64, "candidate")),
            "{}",
            view.lines[0].1[0].text
        );
    }

    #[test]
    fn nobody_is_said_only_where_the_pairs_hold_nothing() {
        let mut document = sample::planned();
        let mut plan = document.plan.take().expect("it is planned");
        plan.borders.clear();
        let service = plan.steps[0].service.clone();
        let told = |document: &Document| neighbours(document, &plan, &service, true);
        assert!(told(&document).ends_with("; by name only, no operation or table was seen"), "{}", told(&document));
        document.seams.clear();
        assert!(told(&document).starts_with("no other candidate"), "{}", told(&document));
    }
}
