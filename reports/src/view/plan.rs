//! The migration plan in the report: the order with what each step leaves, what parts, what to untangle. The whole plan is in
//! plan.md and plan.json.

use super::first::{FirstView, first};
use super::standing::{Standing, others, standings};
use super::why::{sensitivity, why};
use super::{Few, Piece, linked, show};
use crate::display::{count, counted, listed, percent};
use crate::plan::inside::inside;
use crate::plan::obstacle::{QUESTIONS, Style, obstacles};
use crate::plan::{Plan, SagaStep, State, Step, Tally, Tangle, Tie, Transaction, Treated};
use crate::wire::Document;
use seamline_analyzer::plan::outlook::FEW_COMMITS;
use std::collections::{BTreeMap, BTreeSet};

/// The most places of one finding.
const MAX_PLACES: usize = 4;
/// The most findings of one kind.
const MAX_FINDINGS: usize = 12;
/// The most transactions.
const MAX_TRANSACTIONS: usize = 20;

/// The migration plan.
pub(crate) struct PlanView {
    /// Whether it looks worth it, why, where to stop, and what is left: what the plan says first.
    pub(crate) answer: Vec<String>,
    /// The order.
    pub(crate) steps: Vec<StepView>,
    /// What stands in the way.
    pub(crate) obstacles: Vec<Vec<Piece>>,
    /// What only people can say.
    pub(crate) questions: Vec<String>,
    /// All about the first step.
    pub(crate) first: Option<FirstView>,
    /// Candidates that are no services, and why.
    pub(crate) others: String,
    /// Before the first step and after each.
    pub(crate) states: Vec<StateView>,
    /// What ties data of two owners together, by kind.
    pub(crate) ties: Vec<Group>,
    /// What to untangle first, by kind.
    pub(crate) tangles: Vec<Group>,
    /// What a cut runs through inside tables, loops, entities and enumerations, by kind.
    pub(crate) inside: Vec<Group>,
    /// What becomes of types that are not simply owned, by treatment.
    pub(crate) treatments: Vec<Group>,
    /// How many types there are of each treatment.
    pub(crate) tallies: String,
    /// What spans services.
    pub(crate) transactions: Few<TransactionView>,
    /// What has to be known beside these lists.
    pub(crate) remarks: Vec<String>,
    /// The order under other weights.
    pub(crate) sensitivity: String,
}

/// One service in the order.
pub(crate) struct StepView {
    /// Its id in the plan.
    pub(crate) id: String,
    /// Its position among the services of the document, when the plan is for these.
    pub(crate) service: Option<usize>,
    /// Its name.
    pub(crate) name: String,
    /// What it is there for.
    pub(crate) does: String,
    /// The range of its effort.
    pub(crate) effort: String,
    /// Whom it waits for.
    pub(crate) after: String,
    /// Why it is where it is.
    pub(crate) why: String,
    /// That it is hardly a service, where it is.
    pub(crate) tag: &'static str,
    /// Whether its data or its code goes first.
    pub(crate) first: String,
    /// The terms of its score: ease, benefit, risk, score.
    pub(crate) terms: [String; 4],
}

/// How things stand.
pub(crate) struct StateView {
    /// After which step.
    pub(crate) after: String,
    /// Mentions across, stores of several, commits of one, serial and parallel cost.
    pub(crate) cells: [String; 5],
}

/// Findings of one kind, with one advice.
pub(crate) struct Group {
    /// The kind, in words.
    pub(crate) title: String,
    /// What to do about them.
    pub(crate) advice: String,
    /// The findings.
    pub(crate) items: Few<Finding>,
}

/// One finding.
pub(crate) struct Finding {
    /// Its id in the plan.
    pub(crate) id: String,
    /// What it is.
    pub(crate) what: String,
    /// Where.
    pub(crate) places: String,
}

/// A transaction that spans services.
pub(crate) struct TransactionView {
    /// Its id in the plan.
    pub(crate) id: String,
    /// The function.
    pub(crate) function: String,
    /// Where it begins.
    pub(crate) place: String,
    /// What to do about it.
    pub(crate) advice: String,
    /// Who does what in which role, in order.
    pub(crate) steps: Vec<[String; 4]>,
}

/// The plan of a document that has one.
pub(crate) fn plan(document: &Document) -> Option<PlanView> {
    let plan = document.plan.as_ref()?;
    let places: BTreeMap<&str, String> =
        plan.evidence.iter().map(|one| (one.id.as_str(), show(&format!("{}:{}", one.file, one.line)))).collect();
    let at = |ids: &[String]| {
        let known: Vec<&str> = ids.iter().filter_map(|id| places.get(id.as_str())).map(String::as_str).collect();
        match known.len() {
            n if n <= MAX_PLACES => known.join(", "),
            n => format!("{} and {} more", known[..MAX_PLACES].join(", "), n - MAX_PLACES),
        }
    };
    let told = document.history.used >= FEW_COMMITS as u64;
    let why = why(plan, told);
    let standings = standings(document);
    let ties = grouped(&plan.ties, |tie| (tie.kind.replace('-', " "), tie.advice.clone()), |tie| tied(tie, &at));
    let transactions = Few::first(plan.transactions.iter().map(|one| transaction(one, &at)), MAX_TRANSACTIONS);
    // Rows that are in the report: what it cuts is led to by nothing.
    let there: BTreeSet<String> = ties
        .iter()
        .flat_map(|group| group.items.items.iter().map(|one| one.id.clone()))
        .chain(transactions.items.iter().map(|one| one.id.clone()))
        .collect();
    Some(PlanView {
        obstacles: obstacles(plan, &Style { text: &show, code: &show })
            .iter()
            .map(|line| linked(line, &there))
            .collect(),
        // Stressed words are plain here.
        questions: QUESTIONS.iter().map(|question| question.replace('*', "")).collect(),
        first: first(document, plan, &there),
        answer: answer(document, plan),
        steps: plan
            .steps
            .iter()
            .zip(why)
            .map(|(one, why)| step(document, plan, one, Told { why, history: told, standings: &standings }))
            .collect(),
        others: others(document),
        states: plan.order.simulation.iter().enumerate().map(|(n, one)| state(plan, n, one, told)).collect(),
        ties,
        tangles: grouped(
            &plan.tangles,
            |one| (crate::plan::words::title(&one.kind).to_owned(), one.advice.clone()),
            |one| tangled(one, &at),
        ),
        inside: grouped(
            &inside(plan),
            |one| (crate::plan::words::title(one.kind).to_owned(), one.advice.to_owned()),
            |one| Finding { id: one.id.to_owned(), what: show(&one.what), places: at(&one.evidence) },
        ),
        treatments: treatments(plan, &at),
        tallies: tallies(plan),
        transactions,
        remarks: plan.remarks.iter().map(|remark| show(&remark.text)).collect(),
        sensitivity: sensitivity(plan),
    })
}

fn answer(document: &Document, plan: &Plan) -> Vec<String> {
    let (kind, reasons) = plan.answer(&document.verdict);
    let head = crate::plan::words::verdict(kind);
    let reasons: Vec<String> = reasons.iter().map(|reason| show(reason)).collect();
    let mut told = vec![format!("{head}. {}", reasons.join("; "))];
    let few = document.history.used < FEW_COMMITS as u64;
    if few && !plan.steps.is_empty() {
        told.push(format!(
            "What a step gives, and up to which one it pays, is unknown: {} are evidence, and below {FEW_COMMITS} nobody can tell",
            counted(document.history.used, "commit")
        ));
    }
    let pays = plan.outlook.as_ref().and_then(|outlook| outlook.pays).filter(|_| !few);
    told.extend(pays.map(|steps| {
        let last = usize::try_from(steps).ok().and_then(|steps| plan.steps.get(steps.checked_sub(1)?));
        last.map_or_else(
            || "No step pays: each adds mentions across borders and hardly lowers the cost of a deployment".to_owned(),
            |step| {
                format!(
                    "It pays up to {} {}; the rest hardly lowers the cost of a deployment",
                    step.id,
                    show(&step.service)
                )
            },
        )
    }));
    told.extend(plan.common.iter().map(|one| {
        format!(
            "First the library: {} is common code ({} of {} other candidates mention it, in {} places) and comes {}",
            show(&one.service),
            count(one.users),
            count(one.others),
            count(one.incoming),
            one.advice
        )
    }));
    told.extend(plan.remainder.as_ref().map(|left| {
        format!(
            "{} is what is left of the monolith, and has no step: it {}",
            show(&left.service),
            show(&left.responsibility)
        )
    }));
    told
}

/// What is known of a step beside the plan.
struct Told<'a> {
    /// Why it is where it is.
    why: String,
    /// Whether there is enough history to say what it gives.
    history: bool,
    /// What each candidate is.
    standings: &'a [Standing],
}

fn step(document: &Document, plan: &Plan, step: &Step, told: Told<'_>) -> StepView {
    let terms = &step.terms;
    let after: Vec<String> = step.after.iter().map(|name| show(name)).collect();
    let points = |value: f64| count(value.max(0.0).round() as u64);
    let service = document.services.iter().position(|one| one.name == step.service);
    let known = |text: String| if told.history { text } else { "unknown".to_owned() };
    StepView {
        id: step.id.clone(),
        service,
        tag: service.map_or("", |at| told.standings[at].tag()),
        name: show(&step.service),
        does: step.decide.as_ref().map_or_else(
            || show(&step.responsibility),
            |decide| format!("{}. {}", show(&step.responsibility), show(decide)),
        ),
        effort: format!("{}–{}", points(step.effort.low), points(step.effort.high)),
        after: listed(&after),
        why: told.why,
        first: plan
            .approaches
            .iter()
            .find(|one| one.service == step.service)
            .map_or_else(String::new, |one| one.first.replace('-', " ")),
        terms: [
            format!("{:.3}", terms.ease),
            known(format!("{:.3}", terms.benefit)),
            format!("{:.2}", terms.risk),
            known(format!("{:.4}", terms.score)),
        ],
    }
}

fn state(plan: &Plan, at: usize, state: &State, told: bool) -> StateView {
    let step = at.checked_sub(1).and_then(|at| plan.steps.get(at));
    let share = |value: Option<f64>| value.filter(|_| told).map_or_else(|| "unknown".to_owned(), percent);
    StateView {
        after: step.map_or_else(|| "today".to_owned(), |step| format!("{} {}", step.id, show(&step.service))),
        cells: [
            count(state.crossing),
            count(state.shared_stores),
            share(state.single),
            share(state.serial),
            share(state.parallel),
        ],
    }
}

/// Findings by title and advice, in the order in which they come.
fn grouped<T>(all: &[T], key: impl Fn(&T) -> (String, String), finding: impl Fn(&T) -> Finding) -> Vec<Group> {
    let mut groups: Vec<((String, String), Vec<&T>)> = Vec::new();
    for one in all {
        let key = key(one);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, members)) => members.push(one),
            None => groups.push((key, vec![one])),
        }
    }
    let group = |((title, advice), members): ((String, String), Vec<&T>)| Group {
        title: show(&title),
        advice: show(&advice),
        items: Few::first(members.into_iter().map(&finding), MAX_FINDINGS),
    };
    groups.into_iter().map(group).collect()
}

/// Types that are not simply owned, the larger first.
fn treatments(plan: &Plan, at: &dyn Fn(&[String]) -> String) -> Vec<Group> {
    let one = |tally: &Tally| {
        let all = plan.treatments.types.items.iter().filter(|one| one.treatment == tally.treatment);
        let mut all: Vec<&Treated> = all.collect();
        all.sort_by_key(|one| std::cmp::Reverse(one.lines));
        let finding = |one: &Treated| Finding {
            id: one.id.clone(),
            what: format!("{}: {}", show(&one.unit), show(&one.why)),
            places: at(&one.evidence),
        };
        Group {
            title: crate::plan::words::title(&tally.treatment).to_owned(),
            advice: crate::plan::advice(&tally.treatment).to_owned(),
            items: Few::first(all.into_iter().map(finding), MAX_FINDINGS),
        }
    };
    plan.treatments.counts.iter().filter(|tally| tally.treatment != "owned").map(one).collect()
}

/// How many types there are of each treatment.
fn tallies(plan: &Plan) -> String {
    let one = |tally: &Tally| format!("{} {}", count(tally.count), tally.treatment);
    listed(&plan.treatments.counts.iter().map(one).collect::<Vec<_>>())
}

fn tied(tie: &Tie, at: &dyn Fn(&[String]) -> String) -> Finding {
    let owner = |owner: Option<&str>| show(owner.unwrap_or("nobody"));
    let stores: Vec<String> =
        tie.stores.iter().map(|one| format!("{} ({})", show(&one.store), owner(one.owner.as_deref()))).collect();
    Finding { id: tie.id.clone(), what: listed(&stores), places: at(&tie.evidence) }
}

fn tangled(tangle: &Tangle, at: &dyn Fn(&[String]) -> String) -> Finding {
    Finding { id: tangle.id.clone(), what: show(&tangle.what), places: at(&tangle.evidence) }
}

fn transaction(one: &Transaction, at: &dyn Fn(&[String]) -> String) -> TransactionView {
    let step = |step: &SagaStep| {
        let does: Vec<String> = step.does.iter().map(|deed| show(deed)).collect();
        [show(step.service.as_deref().unwrap_or("nobody")), step.role.clone(), does.join(", "), at(&step.evidence)]
    };
    TransactionView {
        id: one.id.clone(),
        function: show(&one.function),
        place: at(&one.evidence),
        advice: show(&one.advice),
        steps: one.steps.iter().map(step).collect(),
    }
}
