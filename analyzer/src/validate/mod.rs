//! Validation: what the tool finds on a system whose decomposition is known, beside what is trivial.
//!
//! 1. [`mod@recovery`]: the default proposal, every other method and the baselines against the truth; services one by one
//!    ([`mod@services`]), and every file wrongly placed with what pulled it ([`mod@misplaced`]).
//! 2. [`mod@ablation`]: the same after taking evidence away.
//! 3. [`mod@deployment`]: a claim about deployments, replayed over the history.
//! 4. [`mod@foreseen`]: what a plan predicts of the decomposed form, against what it really has ([`mod@reality`]) and what its
//!    code shows ([`mod@seen`]).
//! 5. [`mod@bar`]: what has to be reached, relative to the baselines and to what was recorded.
//!
//! Each is a pure function of an analysis and a [`Truth`].

pub mod ablation;
pub mod bar;
pub mod deployment;
pub mod disguise;
pub mod foreseen;
pub mod labels;
pub mod misplaced;
pub mod reality;
pub mod recovery;
pub mod seen;
pub mod services;
pub mod touch;
pub mod truth;

pub use truth::{Home, Truth, Variant};

use crate::analysis::Analysis;
use crate::cluster;
use crate::compare::Labels;
use crate::cx::{Cancelled, Cx, Silent};
use crate::facts::{Code, Facts, Item, State};
use crate::run::analyze;
use crate::settings::{PIPELINE, Settings};
use ablation::{Ablation, ablations};
use bar::{Check, bar};
use deployment::{Costs, Replay, Seconds, replay};
use foreseen::{Foreseen, Witnesses, foreseen};
use labels::{cells, places};
use misplaced::{Misplaced, misplaced};
use rayon::prelude::*;
use recovery::{Grouping, Proposal, Role, score};
use services::{Service, Table, services, table};
use std::collections::BTreeSet;
use touch::Form;

/// What is asked of a validation.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The known decomposition.
    pub truth: Truth,
    /// How many seeds what rests on chance is run with.
    pub seeds: u64,
    /// Measured times of deployments.
    pub seconds: Option<Seconds>,
    /// The adjusted Rand index that was recorded.
    pub recorded: Option<f64>,
    /// What a plan is compared with; none where nothing is known of the decomposed form.
    pub witnesses: Option<Witnesses>,
}

/// What came out.
#[derive(Debug, Clone, PartialEq)]
pub struct Validation {
    /// What the truth says of which files.
    pub scope: Scope,
    /// The default first, then the other methods, then the baselines.
    pub groupings: Vec<Grouping>,
    /// Every service with the candidate nearest to it.
    pub services: Vec<Service>,
    /// How the files of services lie in candidates.
    pub table: Table,
    /// Every file wrongly placed.
    pub misplaced: Vec<Misplaced>,
    /// What each kind of evidence is worth.
    pub ablations: Vec<Ablation>,
    /// The history replayed through the truth, then through the proposal.
    pub deployment: Vec<Replay>,
    /// A plan against reality, where something is known of it.
    pub plan: Option<Foreseen>,
    /// What has to be reached.
    pub bar: Vec<Check>,
}

/// What the truth says of which files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Files that have a service; these are scored.
    pub known: usize,
    /// Of these, files that were split.
    pub split: usize,
    /// Files that every service contains.
    pub shared: usize,
    /// Files that became the front door.
    pub gateway: usize,
    /// Files that are no longer needed.
    pub dropped: usize,
    /// Files that the truth knows and that are no source: SQL scripts, templates. They are no units, and left out.
    pub not_source: Vec<String>,
    /// Known files that were not analysed; they count as not placed.
    pub not_analysed: Vec<String>,
    /// Analysed files that the truth does not speak of.
    pub unmentioned: Vec<String>,
}

/// Validates an analysis. The truth has to give some file a service.
///
/// # Errors
/// Only when asked to stop.
pub fn validate(cx: Cx<'_>, analysis: &Analysis, question: &Question) -> Result<Validation, Cancelled> {
    let not_source = not_source(&analysis.facts, &question.truth);
    let truth = &question.truth.without(&not_source);
    let (files, proposal) = (truth.files(), places(analysis));
    let groupings: Vec<Grouping> =
        proposals(cx, analysis)?.iter().filter_map(|proposal| score(truth, proposal)).collect();
    Ok(Validation {
        scope: Scope { not_source: not_source.into_iter().collect(), ..scope(analysis, truth, &files) },
        services: services(&proposal, &files),
        table: table(&proposal, &files),
        misplaced: misplaced(analysis, &proposal, &files),
        ablations: ablations(cx, &analysis.facts, &analysis.settings, &proposal, &files, question.seeds)?,
        deployment: deployments(analysis, truth, question.seconds.as_ref()),
        plan: question.witnesses.as_ref().map(|witnesses| foreseen(&question.truth, &proposal, witnesses)),
        bar: bar(&groupings, question.recorded),
        groupings,
    })
}

/// The analysis itself, every other method on the same facts, and the baselines.
fn proposals(cx: Cx<'_>, analysis: &Analysis) -> Result<Vec<Proposal>, Cancelled> {
    let quiet = Cx { progress: &Silent, cancel: cx.cancel };
    let own = analysis.clusterer.id;
    let methods = std::iter::once(PIPELINE.id)
        .chain(cluster::ALL.iter().filter(|method| !method.is_baseline()).map(|method| method.info().id))
        .filter(|id| *id != own);
    let methods: Vec<&'static str> = methods.collect();
    let run = |id: &&'static str| {
        let settings = Settings { clusterer: (*id).to_owned(), ..analysis.settings.clone() };
        let other = analyze(quiet, analysis.facts.clone(), &settings)?;
        Ok(Proposal { id: (*id).to_owned(), role: Role::Clusterer, labels: places(&other) })
    };
    let others = methods.par_iter().map(run).collect::<Result<Vec<_>, Cancelled>>()?;
    let baselines = analysis.baselines.iter().map(|baseline| Proposal {
        id: baseline.info.id.to_owned(),
        role: Role::Baseline,
        labels: cells(analysis, &baseline.partition),
    });
    let default = Proposal { id: own.to_owned(), role: Role::Default, labels: places(analysis) };
    Ok(std::iter::once(default).chain(others).chain(baselines).collect())
}

/// What the truth speaks of and the extraction found and took for no source. What it failed to read is not among these.
fn not_source(facts: &Facts, truth: &Truth) -> BTreeSet<String> {
    let units: BTreeSet<&str> = facts.units.values().map(|unit| unit.path.as_str()).collect();
    let other = |item: &&Item| match item.state {
        State::Ok | State::Partial(_) => !units.contains(item.path.as_str()),
        State::Skipped(code) => code == Code::NotSource,
        State::Failed(_) => false,
    };
    let found: BTreeSet<&str> = facts.ledger.items().iter().filter(other).map(|item| item.path.as_str()).collect();
    truth.paths().into_iter().filter(|path| found.contains(path)).map(str::to_owned).collect()
}

fn scope(analysis: &Analysis, truth: &Truth, files: &Labels) -> Scope {
    let mut analysed: Vec<&str> = analysis.facts.units.values().map(|unit| unit.path.as_str()).collect();
    analysed.dedup();
    let mentioned = truth.paths();
    let not_analysed = files.keys().filter(|path| analysed.binary_search(&path.as_str()).is_err());
    Scope {
        known: files.len(),
        split: truth.split.keys().filter(|path| files.contains_key(*path)).count(),
        shared: count(truth, |home| home == Home::Shared),
        gateway: count(truth, |home| home == Home::Gateway),
        dropped: count(truth, |home| home == Home::Dropped),
        not_source: Vec::new(),
        not_analysed: not_analysed.cloned().collect(),
        unmentioned: analysed
            .iter()
            .filter(|path| !mentioned.contains(**path))
            .map(|path| (*path).to_owned())
            .collect(),
    }
}

fn count(truth: &Truth, wanted: impl Fn(Home<'_>) -> bool) -> usize {
    truth.paths().into_iter().filter(|path| wanted(truth.home(path))).count()
}

/// The history through the truth and through the proposal. Measured times have the names of the truth.
fn deployments(analysis: &Analysis, truth: &Truth, seconds: Option<&Seconds>) -> Vec<Replay> {
    let facts = &analysis.facts;
    let [known, main_part] = [false, true].map(|main_part| Form::of_truth(facts, truth, main_part));
    let measured = seconds.and_then(|seconds| Costs::measured(&known, seconds));
    let costs = measured.unwrap_or_else(|| Costs::by_lines(&known, facts));
    let found = Form::of_proposal(analysis);
    vec![
        replay(facts, &known, (!truth.split.is_empty()).then_some(&main_part), &costs),
        replay(facts, &found, None, &Costs::by_lines(&found, facts)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cx::Cancel;
    use crate::facts::{
        Access, ChangeKind, ChangeSet, Context, Granularity, Ledger, Mode, Parse, Part, PartKind, Reference, Site,
        Store, StoreKind, Tier, Unit,
    };
    use crate::id::{ContributorId, Id, StoreId, UnitId};
    use crate::path::RepoPath;

    pub(super) fn cx() -> Cx<'static> {
        static GO_ON: Cancel = Cancel::new();
        Cx { progress: &Silent, cancel: &GO_ON }
    }

    /// Each letter labels the file `u0`, `u1`, ... at its place; a dot is a file without a label.
    pub(super) fn labels(text: &str) -> Labels {
        let named = text.chars().enumerate().filter(|(_, label)| *label != '.');
        named.map(|(at, label)| (format!("u{at}"), label.to_string())).collect()
    }

    /// A commit of some files by their digits.
    pub(super) fn change(files: &str) -> ChangeSet {
        let mut units: Vec<UnitId> = files.bytes().map(|digit| UnitId::new(usize::from(digit - b'0'))).collect();
        units.sort_unstable();
        units.dedup();
        ChangeSet {
            id: format!("{files:0>40}"),
            time: 0,
            contributors: vec![ContributorId::new(0)],
            files: units.len() as u32,
            units,
            subject: String::new(),
            kind: ChangeKind::Normal,
        }
    }

    /// Seven files of ten lines. `u0 > u1 > u2` and `u3 > u4 > u5` call each other tightly, `u6` hangs on `u5`; `u2` and
    /// `u5` declare tables; what calls each other changes together.
    pub(super) fn facts() -> Facts {
        let unit = |at: usize| Unit {
            path: RepoPath::new(&format!("u{at}")).expect("a test path"),
            part: None,
            language: "python",
            lines: 10,
            bytes: 100,
            package: "shop".to_owned(),
            types: Vec::new(),
            entity: matches!(at, 2 | 5),
            parse: Parse::Full,
        };
        let reference = |(from, to): (usize, usize)| Reference {
            from: UnitId::new(from),
            to: UnitId::new(to),
            context: Context::Call,
            name: format!("u{to}"),
            tier: Tier::Import,
            count: 2,
            lines: vec![1],
        };
        let store = |at: usize| Store {
            kind: StoreKind::Table,
            name: format!("t{at}"),
            declared: vec![Site { path: RepoPath::new(&format!("u{at}")).expect("a test path"), line: 1 }],
        };
        let access = |(store, unit): (usize, usize)| Access {
            unit: UnitId::new(unit),
            store: StoreId::new(store),
            mode: Mode::Declare,
            rule: "test".to_owned(),
            count: 1,
            lines: vec![1],
        };
        Facts {
            units: (0..7).map(unit).collect(),
            terms: (0..7).map(|_| Vec::new()).collect(),
            references: [(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5), (6, 5)].map(reference).to_vec(),
            stores: [2, 5].map(store).to_vec().into(),
            accesses: [(0, 2), (1, 5)].map(access).to_vec(),
            changes: ["01", "12", "34", "45", "56", "03"].map(change).to_vec().into(),
            contributors: vec![crate::facts::Contributor {
                name: "Ada".into(),
                mail: "a@b.example".into(),
                bot: false,
            }]
            .into(),
            ..Facts::default()
        }
    }

    pub(super) fn analysis() -> Analysis {
        analyze(cx(), facts(), &Settings::default()).expect("nobody cancels")
    }

    /// What [`facts`] would be cut into.
    pub(super) fn truth() -> Truth {
        truth::tests::truth("u0 x; u1 x; u2 x; u3 y; u4 y; u5 y; u6 y")
    }

    fn question() -> Question {
        Question { truth: truth(), seeds: 2, seconds: None, recorded: None, witnesses: None }
    }

    fn run(question: &Question) -> Validation {
        validate(cx(), &analysis(), question).expect("nobody cancels")
    }

    #[test]
    fn a_clear_case_is_found_and_passes() {
        let found = run(&question());
        assert_eq!(found.groupings[0].strict.ari, 1.0);
        assert_eq!((found.misplaced.len(), found.services.len()), (0, 2));
        assert!(found.bar.iter().all(Check::holds), "{:?}", found.bar);
        assert!(found.deployment.iter().all(|replay| replay.cases[0].reduction.is_some()));
    }

    #[test]
    fn every_method_and_baseline_is_there_once() {
        let found = run(&question());
        let mut ids: Vec<&str> = found.groupings.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids[0], PIPELINE.id);
        ids.sort_unstable();
        let mut all: Vec<&str> = cluster::ALL.iter().map(|method| method.info().id).chain([PIPELINE.id]).collect();
        all.sort_unstable();
        assert_eq!(ids, all);
    }

    #[test]
    fn the_scope_counts_what_is_left_out() {
        let truth = truth::tests::truth("u0 x; u1 x; u2#f x; u2#g y; u3 (shared); u4 (gateway); u5 (dropped); far y");
        let found = run(&Question { truth, ..question() }).scope;
        assert_eq!((found.known, found.split, found.shared, found.gateway, found.dropped), (4, 1, 1, 1, 1));
        assert_eq!((found.not_analysed, found.unmentioned), (vec!["far".to_owned()], vec!["u6".to_owned()]));
    }

    /// The facts with `u2` in two parts: `near`, which the first three hold, and `far`, which is tied to the others.
    fn divided() -> Facts {
        let mut facts = facts();
        let part = |name: &str| Part { name: name.to_owned(), kind: PartKind::Function, ranges: vec![(1, 5)] };
        let mut units: Vec<Unit> = facts.units.values().cloned().collect();
        units.insert(2, Unit { part: Some(part("far")), lines: 4, entity: false, ..units[2].clone() });
        units[3].part = Some(part("near"));
        units[3].lines = 6;
        let moved = |unit: UnitId| if unit.index() >= 2 { UnitId::new(unit.index() + 1) } else { unit };
        for reference in &mut facts.references {
            (reference.from, reference.to) = (moved(reference.from), moved(reference.to));
        }
        let far = UnitId::new(2);
        let more = facts.references.clone();
        facts.references.extend(more.into_iter().filter(|one| one.from.index() >= 4).map(|one| Reference {
            from: far,
            name: "far".to_owned(),
            ..one
        }));
        facts.references.sort();
        facts.references.dedup();
        facts.accesses.iter_mut().for_each(|access| access.unit = moved(access.unit));
        for change in facts.changes.values_mut() {
            change.units.iter_mut().for_each(|unit| *unit = moved(*unit));
            if change.units.contains(&UnitId::new(3)) {
                change.units.push(far);
                change.units.sort_unstable();
            }
        }
        let terms = (0..units.len()).map(|_| Vec::new()).collect();
        Facts { granularity: Granularity::Function, units: units.into(), terms, ..facts }
    }

    #[test]
    fn parts_answer_for_functions_and_their_majority_for_the_file() {
        let settings = Settings { granularity: Granularity::Function, ..Settings::default() };
        let analysis = analyze(cx(), divided(), &settings).expect("nobody cancels");
        let labels = places(&analysis);
        assert_eq!(labels["u2"], labels["u2#near"]);
        assert_ne!(labels["u2#far"], labels["u2#near"]);
        let truth = truth::tests::truth("u0 x; u1 x; u2#near x; u2#far y; u3 y; u4 y; u5 y; u6 y");
        let found = validate(cx(), &analysis, &Question { truth, ..question() }).expect("nobody cancels");
        let default = &found.groupings[0];
        assert_eq!(default.functions.expect("a file is split").ari, 1.0);
        assert_eq!((default.strict.ari, default.strict.files, found.misplaced.len()), (1.0, 7, 0));
        assert!(found.deployment.iter().all(|replay| replay.unknown_files == 0));
    }

    #[test]
    fn files_that_are_no_source_are_left_out_and_told() {
        let item = |path: &str, state| Item { path: path.to_owned(), bytes: 1, state };
        let items = vec![
            item("a.sql", State::Ok),
            item("b.txt", State::Skipped(Code::NotSource)),
            item("c.py", State::Skipped(Code::TooBig)),
            item("u0", State::Ok),
        ];
        let facts = Facts { ledger: Ledger::new(items), ..facts() };
        let analysis = analyze(cx(), facts, &Settings::default()).expect("nobody cancels");
        let truth = truth::tests::truth("u0 x; u3 y; a.sql x; b.txt (shared); c.py y");
        let found = validate(cx(), &analysis, &Question { truth, ..question() }).expect("nobody cancels").scope;
        assert_eq!((found.known, found.shared), (3, 0));
        assert_eq!((found.not_source.join(" "), found.not_analysed.join(" ")), ("a.sql b.txt".into(), "c.py".into()));
    }

    #[test]
    fn any_thread_count_gives_the_same() {
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| run(&question()))
        };
        assert_eq!(with(1), with(2));
    }

    #[test]
    fn it_stops_when_asked() {
        let cancel = Cancel::default();
        cancel.cancel();
        let cx = Cx { progress: &Silent, cancel: &cancel };
        assert_eq!(validate(cx, &analysis(), &question()), Err(Cancelled));
    }
}
