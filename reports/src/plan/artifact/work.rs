//! The work of a step, item by item: for each kind of work that the effort counts, the things that were counted, and when
//! it is done. The counts are those of the effort; a list is shorter where the plan itself caps what it lists.

use super::Draft;
use crate::display::counted;
use crate::display::listed;
use crate::plan::markdown::{code, number};
use crate::plan::obstacle::stores;
use crate::plan::v1::{Item, Part, Step, Store, Tie};

/// One piece of work: an issue.
pub(super) struct Piece {
    /// `S1.3`, or the id of a finding.
    pub(super) id: String,
    /// In one line.
    pub(super) title: String,
    /// The step (`S1`), or `phase 0`.
    pub(super) step: String,
    /// The service; empty where it is about several.
    pub(super) service: String,
    /// Points, as the effort counts them; none for what is done before any step.
    pub(super) points: Option<f64>,
    /// What has to be done first.
    pub(super) after: Vec<String>,
    /// Why, in a sentence.
    pub(super) why: String,
    /// The things to do, in Markdown.
    pub(super) things: Vec<String>,
    /// Where, as code spans.
    pub(super) places: Vec<String>,
    /// When it is done.
    pub(super) done: &'static str,
}

/// The most things of one piece that are listed.
const MAX_THINGS: usize = 40;
/// The most findings of phase 0 that become issues.
const MAX_FINDINGS: usize = 120;

/// Everything, in the order in which it can be done, and how many findings were left out.
pub(super) fn pieces(draft: &Draft<'_>) -> (Vec<Piece>, usize) {
    let findings = || draft.plan.tangles.iter().filter(|one| one.kind != "state");
    let untangle = findings().take(MAX_FINDINGS).map(|one| Piece {
        id: one.id.clone(),
        title: format!("Untangle: {}", one.what),
        step: "phase 0".to_owned(),
        service: String::new(),
        points: None,
        after: Vec::new(),
        why: one.advice.clone(),
        things: capped(one.parts.iter().filter(|part| part.services.len() > 1).map(part).collect()),
        places: places(draft, &one.evidence),
        done: "A new plan has it no more, and nothing that users see has changed.",
    });
    let mut all: Vec<Piece> = untangle.collect();
    for step in &draft.plan.steps {
        let items = step.effort.items.iter().enumerate();
        all.extend(items.map(|(at, item)| piece(draft, step, at + 1, item)));
    }
    (all, findings().count().saturating_sub(MAX_FINDINGS))
}

fn piece(draft: &Draft<'_>, step: &Step, at: usize, item: &Item) -> Piece {
    let name = &step.service;
    let (title, why, done) = words(&item.work);
    let things = things(draft, step, &item.work);
    let count = if item.work == "thousand lines" { counted(step.lines, "line") } else { number(item.count) };
    let before = draft.plan.steps.iter().filter(|other| step.after.contains(&other.service));
    Piece {
        id: format!("{}.{at}", step.id),
        title: format!("{name}: {title} ({count})"),
        step: step.id.clone(),
        service: name.clone(),
        points: Some(item.count * item.weight),
        after: before.map(|other| other.id.clone()).collect(),
        why: why.to_owned(),
        things,
        places: Vec::new(),
        done,
    }
}

/// Title, reason and end of each kind of work.
fn words(work: &str) -> (&'static str, &'static str, &'static str) {
    match work {
        "thousand lines" => (
            "move the code",
            "The files of the service, with the tests that refer to nothing else.",
            "The files build and run on their own, and the monolith builds without them.",
        ),
        "operations to offer" => (
            "offer what others call",
            "Each is called inside the process today. Make few coarse operations of them, and write the contract first.",
            "Each operation has a contract test that its callers share, and answers from the service.",
        ),
        "call sites" => (
            "convert the callers",
            "Put an interface in front, switch it by a toggle from the call to the request, remove the call \
             (Fowler: BranchByAbstraction).",
            "No caller refers to a file of the service.",
        ),
        "names used" => (
            "replace shared names",
            "Types and values that one side declares and the other names: pass ids or own small types instead.",
            "Neither side names a type of the other.",
        ),
        "entry points" => (
            "divert what comes in",
            "Routes at the gateway, consumers at the broker, jobs at their clock: reads first, then writes.",
            "The monolith gets none of these for a week; then its handlers are deleted.",
        ),
        "stores to move" => (
            "move what it keeps",
            "A schema of its own first, in the same server; then a database of its own.",
            "Only the service can log in to its stores.",
        ),
        "stores written by several" => (
            "leave one writer",
            "Two writers cannot both keep the rules of a store.",
            "One service writes each store; the others ask for it.",
        ),
        "joins" => (
            "take joins apart",
            "The stores will lie in different databases.",
            "No statement names stores of two owners.",
        ),
        "foreign keys" => (
            "give up foreign keys across the border",
            "The column stays as a plain id.",
            "The constraint is gone, and the code copes with ids that lead nowhere.",
        ),
        "cascades and triggers" => (
            "replace what the database does on its own",
            "No code shows that these rows go along or change along.",
            "The owner says what happened, the others act on it, and a check finds what was missed.",
        ),
        "transactions" => (
            "end transactions across the border",
            "One transaction writes rows of several owners: redraw the border, or conduct it in steps that can be undone or \
             repeated.",
            "A fault after each step leaves nothing half done, by a test.",
        ),
        "shared states" => (
            "take state out of the process",
            "What one process shares between services will be one for each.",
            "Each state has one owner, or is a copy on purpose.",
        ),
        _ => ("do the rest", "The effort counts it.", "It is done."),
    }
}

fn things(draft: &Draft<'_>, step: &Step, work: &str) -> Vec<String> {
    let plan = draft.plan;
    let name = &step.service;
    let things: Vec<String> = match work {
        "thousand lines" => {
            let collapsed = draft.places.collapsed();
            let paths = collapsed.get(name.as_str()).into_iter().flatten().map(|path| code(path));
            paths.chain(step.tests_to_move.items.iter().map(|test| format!("{} (test)", code(test)))).collect()
        }
        "operations to offer" => draft
            .offered(name)
            .iter()
            .map(|one| {
                let operation = one.operation;
                let takes = operation.parameters.join(", ");
                let gives =
                    if operation.returns.is_empty() { String::new() } else { format!(" → {}", operation.returns) };
                with_places(
                    draft,
                    &code(&format!("{}({takes}){gives}", operation.name)),
                    &operation.evidence[..operation.evidence.len().min(1)],
                )
            })
            .collect(),
        "call sites" => draft
            .offered(name)
            .iter()
            .map(|one| {
                let callers: Vec<String> = one.callers.iter().map(|caller| (*caller).to_owned()).collect();
                let text = format!(
                    "{} from {}, {}",
                    code(&one.operation.name),
                    plain(&listed(&callers)),
                    counted(one.calls, "place")
                );
                with_places(draft, &text, one.operation.evidence.get(1..).unwrap_or_default())
            })
            .collect(),
        "names used" => {
            let borders = plan.borders.iter().filter(|border| border.to == *name || border.from == *name);
            borders
                .flat_map(|border| border.names.items.iter().map(move |one| (border, one)))
                .map(|(border, one)| {
                    let text = format!("{} of {} in {}", code(&one.name), plain(&border.to), plain(&border.from));
                    with_places(draft, &text, &one.evidence)
                })
                .collect()
        }
        "entry points" => step
            .entries
            .iter()
            .map(|entry| {
                let guards = if entry.guards.is_empty() {
                    String::new()
                } else {
                    format!(", behind {}", plain(&listed(&entry.guards)))
                };
                with_places(draft, &format!("{}{guards}", code(&entry.label)), std::slice::from_ref(&entry.evidence))
            })
            .collect(),
        "stores to move" => {
            let own =
                plan.stores.iter().filter(|store| store.owner.as_ref() == Some(name) && store.treatment != "topic");
            own.map(|store| format!("{} {} ({}). {}", store.kind, code(&store.name), store.id, plain(&store.advice)))
                .collect()
        }
        "stores written by several" => {
            let mine = |store: &&Store| {
                store.treatment == "written-twice"
                    && (store.owner.as_ref() == Some(name) || store.writers.contains(name))
            };
            plan.stores
                .iter()
                .filter(mine)
                .map(|store| {
                    let owner = store.owner.as_deref().unwrap_or("nobody");
                    format!(
                        "{} ({}): written by {}; proposed owner {}",
                        code(&store.name),
                        store.id,
                        plain(&listed(&store.writers)),
                        plain(owner)
                    )
                })
                .collect()
        }
        "joins" => ties(draft, name, &["join", "writing-join"]),
        "foreign keys" => ties(draft, name, &["foreign-key"]),
        "cascades and triggers" => ties(draft, name, &["cascade", "trigger"]),
        "transactions" => {
            let spanning = plan.transactions.iter().filter(|one| one.writers.contains(name));
            spanning.map(|one| format!("{} ({}). {}", code(&one.function), one.id, plain(&one.advice))).collect()
        }
        "shared states" => {
            let states = plan.tangles.iter().filter(|one| one.kind == "state" && one.services.contains(name));
            states.map(|one| with_places(draft, &format!("{} ({})", plain(&one.what), one.id), &one.evidence)).collect()
        }
        _ => Vec::new(),
    };
    capped(things)
}

fn capped(mut things: Vec<String>) -> Vec<String> {
    if things.len() > MAX_THINGS {
        let more = things.len() - MAX_THINGS;
        things.truncate(MAX_THINGS);
        things.push(format!("and {more} more, in plan.json"));
    }
    things
}

/// A part of a file that works for several.
fn part(part: &Part) -> String {
    let line = if part.line > 0 { format!(", line {}", part.line) } else { String::new() };
    format!("{}{line}: {}", code(&part.name), plain(&listed(&part.services)))
}

fn ties(draft: &Draft<'_>, service: &str, kinds: &[&str]) -> Vec<String> {
    let mine = |tie: &&Tie| {
        let owned = tie.stores.iter().any(|store| store.owner.as_deref() == Some(service));
        kinds.contains(&tie.kind.as_str()) && (owned || tie.service.as_deref() == Some(service))
    };
    let said = |tie: &Tie| {
        let places = places(draft, &tie.evidence);
        let at = if places.is_empty() { String::new() } else { format!(", at {}", listed(&places)) };
        format!("{} ({}){at}. {}", plain(&stores(tie)), tie.id, plain(&tie.advice))
    };
    draft.plan.ties.iter().filter(mine).map(said).collect()
}

fn with_places(draft: &Draft<'_>, text: &str, evidence: &[String]) -> String {
    let places = places(draft, evidence);
    if places.is_empty() { text.to_owned() } else { format!("{text}: {}", places.join(", ")) }
}

fn places(draft: &Draft<'_>, evidence: &[String]) -> Vec<String> {
    draft.at(evidence).iter().map(|place| code(place)).collect()
}

/// Foreign text in Markdown.
pub(super) fn plain(text: &str) -> String {
    crate::format::escape(text)
}
