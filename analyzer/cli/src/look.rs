//! What the gate looks at: the sides of a change, or one state whole, under one cut.

use crate::baseline::Baseline;
use crate::error::{Failure, Outcome};
use crate::fresh::{Target, bound, extraction};
use crate::session::Session;
use crate::settings::{Span, Wanted};
use crate::suggest::closest;
use seamline_analyzer::compare::Labels;
use seamline_analyzer::decision::Previous;
use seamline_analyzer::facts::{ChangeSet, HistoryState};
use seamline_analyzer::gate::{Change, Changed, Drifted, Homes, Input, Side, homes};
use seamline_analyzer::run::analyze_as_decided;
use seamline_analyzer::validate::labels::places;
use seamline_analyzer::{Facts, UnitId};
use seamline_extractors::{CompareError, Compared, compare};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What the gate looks at.
pub(crate) struct Looked {
    /// The facts before the change; none where one state is looked at whole.
    before: Option<Facts>,
    /// The facts after it.
    pub(crate) after: Facts,
    /// The merge base.
    pub(crate) base: Option<String>,
    /// What the change changes.
    pub(crate) change: Change,
    /// Which service each file belongs to before the change.
    pub(crate) known: Labels,
    /// Which one after it.
    pub(crate) homes: Homes,
    /// Whether the cut was made just now, and not written down by anybody.
    pub(crate) proposed: bool,
    drift: Option<Drifted>,
    /// What has to be said of all this.
    pub(crate) notes: Vec<String>,
}

/// Who says what the cut is.
#[derive(Clone, Copy)]
pub(crate) struct Cutting<'a> {
    /// A file of assignments.
    pub(crate) assignments: Option<&'a Path>,
    /// The cut that is kept beside the baseline.
    pub(crate) baseline: Option<&'a Baseline>,
}

impl Looked {
    /// Reads both sides of a change, or one state where nothing is named to compare with.
    pub(crate) fn new(
        session: &Session,
        target: &Target,
        wanted: &Wanted,
        base: Option<&str>,
        cutting: Cutting<'_>,
    ) -> Outcome<Self> {
        let compared = base
            .map(|base| compare(session.cx(), &target.path(), wanted.trust, base, wanted.rev.as_deref()))
            .transpose()
            .map_err(cannot_compare)?;
        let after = extraction(session, session.cx(), target, wanted, false)?.facts;
        let change = compared.as_ref().map(change).unwrap_or_default();
        let before = compared.as_ref().map(|compared| {
            let base = Wanted { rev: Some(compared.base.clone()), history: Span::Off, ..wanted.clone() };
            let mut before = extraction(session, session.cx(), target, &base, false)?.facts;
            lend_history(&mut before, &after, &change, compared);
            Ok::<Facts, Failure>(before)
        });
        let before = before.transpose()?;
        let mut notes = Vec::new();
        if after.history.state == HistoryState::Off {
            notes.push("without history: what changes together was not looked at".to_owned());
        }
        let whole = before.is_none();
        let cut = cut(session, cutting, wanted, before.unwrap_or_else(|| after.clone()), &after)?;
        let Cut { mut known, facts: old, proposed } = cut;
        // What is in no service before the change is no new file after it.
        for unit in old.units.values() {
            known.entry(unit.path.as_str().to_owned()).or_insert_with(|| "(unassigned)".to_owned());
        }
        for (unit, service) in bound(&after, wanted)?.pinned() {
            known.insert(after.units[unit].path.as_str().to_owned(), service.to_owned());
        }
        let homes = homes(&known, &change, &after);
        notes.extend(unknown_services(wanted, &homes.labels));
        let drift = if proposed { None } else { drift(session, wanted, &after, &homes.labels)? };
        let base = compared.map(|compared| compared.base);
        let before = if whole { None } else { Some(old) };
        Ok(Self { before, after, base, change, known, homes, proposed, drift, notes })
    }

    /// Does something with both sides.
    pub(crate) fn with<T>(&self, wanted: &Wanted, work: impl FnOnce(&Input<'_>) -> T) -> T {
        let whole = self.before.is_none();
        let before = self.before.as_ref().map(|facts| Side::before(facts, &self.known));
        let after = match &before {
            Some(before) => Side::after(&self.after, &self.homes.labels, before),
            None => Side::before(&self.after, &self.homes.labels),
        };
        let before = before.as_ref().unwrap_or(&after);
        let (change, homes, limits) = (&self.change, &self.homes, &wanted.gate.limits);
        work(&Input { before, after: &after, change, homes, limits, whole, drift: self.drift.as_ref() })
    }

    /// The paths of the files after the change.
    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.after.units.values().map(|unit| unit.path.as_str())
    }
}

fn cannot_compare(why: CompareError) -> Failure {
    match why {
        CompareError::Cancelled(cancelled) => cancelled.into(),
        CompareError::Shallow => Failure::input(why.to_string())
            .hint("`git fetch --unshallow`")
            .hint("in GitHub Actions: actions/checkout with fetch-depth: 0"),
        why => Failure::input(why.to_string()),
    }
}

fn change(compared: &Compared) -> Change {
    let mut change = Change::default();
    for (paths, became) in [
        (&compared.added, Changed::Added),
        (&compared.modified, Changed::Modified),
        (&compared.removed, Changed::Removed),
    ] {
        change.files.extend(paths.iter().map(|path| (path.clone(), became)));
    }
    for (old, new) in &compared.renamed {
        change.files.insert(new.clone(), Changed::Renamed);
        change.renamed.insert(new.clone(), old.clone());
    }
    change
}

/// The history before a change is the history after it without the commits of the change: it is read once.
fn lend_history(before: &mut Facts, after: &Facts, change: &Change, compared: &Compared) {
    let units: BTreeMap<&str, UnitId> = before.units.iter().map(|(id, unit)| (unit.path.as_str(), id)).collect();
    let old = |unit: &UnitId| units.get(change.before(after.units[*unit].path.as_str())).copied();
    let new: BTreeSet<&str> = compared.commits.iter().map(String::as_str).collect();
    let kept = after.changes.values().filter(|set| !new.contains(set.id.as_str()));
    let set = |set: &ChangeSet| {
        let mut units: Vec<UnitId> = set.units.iter().filter_map(old).collect();
        units.sort_unstable();
        ChangeSet { units, ..set.clone() }
    };
    let changes = kept.map(set).collect();
    drop(units);
    before.changes = changes;
    before.contributors = after.contributors.clone();
    before.history = after.history.clone();
}

/// A cut, with the facts before a change again.
struct Cut {
    known: Labels,
    facts: Facts,
    proposed: bool,
}

/// Which service each file belongs to before the change: as somebody wrote down, or as an analysis proposes.
fn cut(session: &Session, cutting: Cutting<'_>, wanted: &Wanted, facts: Facts, after: &Facts) -> Outcome<Cut> {
    let files = |facts: &Facts| facts.units.values().map(|unit| unit.path.as_str().to_owned()).collect::<BTreeSet<_>>();
    let written = match (cutting.assignments, cutting.baseline) {
        (Some(file), _) => Some(crate::command::assignments(file)?),
        (None, Some(baseline)) => {
            let both: BTreeSet<String> = files(&facts).union(&files(after)).cloned().collect();
            baseline.labels(both.iter().map(String::as_str))
        }
        (None, None) => None,
    };
    if let Some(written) = written {
        // Files that came after the cut was written have the home that they would have got then.
        let mut known = written.clone();
        let old = homes(&without_unassigned(written), &Change::default(), &facts).labels;
        for (path, label) in old {
            known.entry(path).or_insert(label);
        }
        return Ok(Cut { known, facts, proposed: false });
    }
    let bound = bound(&facts, wanted)?;
    let analysis = analyze_as_decided(session.cx(), facts, &wanted.analysis, &bound, &wanted.previous.names)?;
    Ok(Cut { known: places(&analysis), facts: analysis.facts, proposed: true })
}

fn without_unassigned(labels: Labels) -> Labels {
    labels.into_iter().filter(|(_, label)| !label.starts_with("(unassigned")).collect()
}

/// How far a proposal of today is from the cut, where that is asked for: it takes an analysis.
fn drift(session: &Session, wanted: &Wanted, facts: &Facts, labels: &Labels) -> Outcome<Option<Drifted>> {
    if !wanted.gate.levels.looks_for("drift") {
        return Ok(None);
    }
    let bound = bound(facts, wanted)?;
    let services = labels.iter().filter(|(_, label)| !label.starts_with('('));
    let names = Previous(services.map(|(path, label)| (path.clone(), label.clone())).collect());
    let proposal = places(&analyze_as_decided(session.cx(), facts.clone(), &wanted.analysis, &bound, &names)?);
    let mut drifted = Drifted::default();
    for (path, label) in &names.0 {
        if let Some(today) = proposal.get(path).filter(|today| !today.starts_with('(')) {
            drifted.all += 1;
            drifted.moved.extend((today != label).then(|| path.clone()));
        }
    }
    Ok(Some(drifted))
}

/// Services that settings name and that there are not.
fn unknown_services(wanted: &Wanted, labels: &Labels) -> Vec<String> {
    let services: BTreeSet<&str> = labels.values().map(String::as_str).collect();
    let unknown: BTreeSet<&String> = wanted.gate.named().filter(|name| !services.contains(name.as_str())).collect();
    let told = |name: &String| match closest(name, services.iter().copied()) {
        Some(near) => format!("seamline.toml speaks of the service {name}, which is not there; {near} is"),
        None => format!("seamline.toml speaks of the service {name}, which is not there"),
    };
    unknown.into_iter().map(told).collect()
}
