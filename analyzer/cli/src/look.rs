//! What the gate looks at: the sides of a change, or one state whole, under one cut.

use crate::baseline::Baseline;
use crate::cache;
use crate::error::{Failure, Outcome};
use crate::fresh::{Extent, Target, bound, cache_of, extraction_of, opened};
use crate::kept::{Base, Project};
use crate::session::Session;
use crate::settings::Wanted;
use crate::suggest::closest;
use seamline_analyzer::Facts;
use seamline_analyzer::compare::Labels;
use seamline_analyzer::decision::Previous;
use seamline_analyzer::facts::HistoryState;
use seamline_analyzer::gate::{Change, Changed, Drifted, Homes, Input, Known, Side, homes};
use seamline_analyzer::run::analyze_as_decided;
use seamline_analyzer::validate::labels::places;
use seamline_extractors::cache::Series;
use seamline_extractors::{CompareError, Compared, compare};
use std::collections::BTreeSet;
use std::path::Path;

/// The rule that takes an analysis of today's state.
const DRIFT: &str = "drift";

/// What the gate looks at.
pub(crate) struct Looked {
    /// What is known of the time before the change; nothing where one state is looked at whole.
    before: Option<Known>,
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
            .map(|base| compare(session.cx(), &target.path(), wanted.trust, base, &wanted.head()))
            .transpose()
            .map_err(cannot_compare)?;
        let opened = opened(target, wanted)?;
        let project = Project { folder: opened.project.clone(), shallow: opened.shallow.clone() };
        let mut series = Series::new(cache_of(session, &opened));
        // Without a base the cut may be a proposal for what is there, and drift is measured by one: both take an analysis.
        let analysed = base.is_none() || wanted.gate.levels.looks_for(DRIFT);
        let extent = if analysed { Extent::Files } else { Extent::Gate };
        let base = compared.as_ref().map(|compared| Base::new(wanted, cutting, &project, compared)).transpose()?;
        let mut kept = None;
        let after = rayon::in_place_scope(|scope| {
            scope.spawn(|_| kept = base.as_ref().and_then(|base| base.kept(&series)));
            extraction_of(session.cx(), opened, target, wanted, extent, Some(&series))
        });
        let mut after = after?.facts;
        let before = match (kept, &base) {
            (None, Some(base)) => base.read(session, &mut series, target, wanted, cutting).map(Some),
            (kept, _) => Ok(kept),
        };
        cache::save_all(session, series);
        let before = before?;
        let mut notes = Vec::new();
        if after.history.state == HistoryState::Off {
            notes.push("without history: what changes together was not looked at".to_owned());
        }
        let mut known = match &before {
            Some(before) => before.labels.clone(),
            None => {
                let labels;
                (labels, after) = cut(session, wanted, cutting.written(&after)?, after)?;
                labels
            }
        };
        let written = cutting.written(&after)?;
        let proposed = written.is_none();
        let mut written = written.map(without_unassigned);
        for (path, label) in written.iter().flatten() {
            known.entry(path.clone()).or_insert_with(|| label.clone());
        }
        for (unit, service) in bound(&after, wanted)?.pinned() {
            let path = after.units[unit].path.as_str();
            known.insert(path.to_owned(), service.to_owned());
            written.iter_mut().for_each(|written| drop(written.insert(path.to_owned(), service.to_owned())));
        }
        let change = compared.as_ref().map(change).unwrap_or_default();
        let mut homes = homes(&known, &change, &after);
        if let Some(written) = &written {
            homes.look_for_outdated(written, &change, &after);
        }
        notes.extend(services_without_files(cutting, &homes.labels)?);
        notes.extend(unknown_services(wanted, &homes.labels));
        let drift = if proposed { None } else { drift(session, wanted, &after, &homes.labels)? };
        let base = compared.map(|compared| compared.base);
        Ok(Self { before, after, base, change, known, homes, proposed, drift, notes })
    }

    /// Does something with both sides.
    pub(crate) fn with<T>(&self, wanted: &Wanted, work: impl FnOnce(&Input<'_>) -> T) -> T {
        let (change, homes, limits) = (&self.change, &self.homes, &wanted.gate.limits);
        let side = |before: &Known| Side::after(&self.after, &homes.labels, before);
        let (drift, whole) = (self.drift.as_ref(), self.before.is_none());
        let itself;
        let before = match &self.before {
            Some(before) => before,
            None => {
                itself = Known::of(&side(&Known::default()), &homes.labels, limits, wanted.gate.terms(None));
                &itself
            }
        };
        work(&Input { before, after: &side(before), change, homes, limits, whole, drift })
    }

    /// The paths of the files after the change.
    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.after.units.values().map(|unit| unit.path.as_str())
    }
}

fn cannot_compare(why: CompareError) -> Failure {
    let failure = Failure::input(why.to_string());
    let deepened = |failure: Failure, fetch: &str| {
        failure
            .hint(format!("`{fetch}`"))
            .hint("in GitHub Actions: actions/checkout with fetch-depth: 0")
            .hint("in GitLab: the variable GIT_DEPTH: 0")
    };
    match why {
        CompareError::Cancelled(cancelled) => cancelled.into(),
        CompareError::Shallow => deepened(failure, "git fetch --unshallow"),
        CompareError::NoBase { branch: Some((remote, branch)), .. } if branch.is_empty() => {
            failure.hint(format!("the name of a branch behind `{remote}/`; a variable for it may be empty"))
        }
        // A clone of one branch brings others only where they are told to go.
        CompareError::NoBase { branch: Some((remote, branch)), shallow, .. } => {
            let what = format!("{remote} {branch}:refs/remotes/{remote}/{branch}");
            if shallow {
                deepened(failure, &format!("git fetch --unshallow {what}"))
            } else {
                failure.hint(format!("`git fetch {what}`"))
            }
        }
        CompareError::NoBase { branch: None, shallow: true, .. } => deepened(failure, "git fetch --unshallow"),
        _ => failure,
    }
}

fn change(compared: &Compared) -> Change {
    let mut change = Change { light: compared.light.iter().cloned().collect(), ..Change::default() };
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

impl Cutting<'_> {
    /// What is written down about the services of files, if anything is.
    pub(crate) fn written(self, facts: &Facts) -> Outcome<Option<Labels>> {
        self.of_paths(facts.units.values().map(|unit| unit.path.as_str()))
    }

    /// The same of any paths; a file of assignments may say more.
    pub(crate) fn of_paths<'a>(self, paths: impl Iterator<Item = &'a str>) -> Outcome<Option<Labels>> {
        match (self.assignments, self.baseline) {
            (Some(file), _) => crate::command::assignments(file).map(Some),
            (None, Some(baseline)) => Ok(baseline.labels(paths)),
            (None, None) => Ok(None),
        }
    }

    /// The services that somebody wrote down.
    fn services(self) -> Outcome<BTreeSet<String>> {
        let labels = match (self.assignments, self.baseline) {
            (Some(file), _) => crate::command::assignments(file)?.into_values().collect(),
            (None, Some(baseline)) => baseline.cut().values().cloned().collect(),
            (None, None) => BTreeSet::new(),
        };
        Ok(labels.into_iter().filter(|label| !label.starts_with('(')).collect())
    }
}

/// What has to be said of services that somebody wrote down and that have no file any more.
fn services_without_files(cutting: Cutting<'_>, labels: &Labels) -> Outcome<Vec<String>> {
    let there: BTreeSet<&String> = labels.values().collect();
    let gone: Vec<String> = cutting.services()?.into_iter().filter(|service| !there.contains(service)).collect();
    let told = |names: String| format!("of the services of the cut, {names} has no file any more: nothing guards it");
    Ok(if gone.is_empty() { Vec::new() } else { vec![told(gone.join(", "))] })
}

/// Which service each file belongs to: as somebody wrote down, or as an analysis proposes; and the facts again.
pub(crate) fn cut(
    session: &Session,
    wanted: &Wanted,
    written: Option<Labels>,
    facts: Facts,
) -> Outcome<(Labels, Facts)> {
    let bound = bound(&facts, wanted)?;
    let (mut labels, facts) = match written {
        Some(written) => {
            // Files that came after the cut was written have the home that they would have got then.
            let mut labels = written.clone();
            for (path, label) in homes(&without_unassigned(written), &Change::default(), &facts).labels {
                labels.entry(path).or_insert(label);
            }
            (labels, facts)
        }
        None => {
            let analysis = analyze_as_decided(session.cx(), facts, &wanted.analysis, &bound, &wanted.previous.names)?;
            (places(&analysis), analysis.facts)
        }
    };
    // What is in no service before a change is no new file after it.
    for unit in facts.units.values() {
        labels.entry(unit.path.as_str().to_owned()).or_insert_with(|| "(unassigned)".to_owned());
    }
    for (unit, service) in bound.pinned() {
        labels.insert(facts.units[unit].path.as_str().to_owned(), service.to_owned());
    }
    Ok((labels, facts))
}

fn without_unassigned(labels: Labels) -> Labels {
    labels.into_iter().filter(|(_, label)| !label.starts_with("(unassigned")).collect()
}

/// How far a proposal of today is from the cut, where that is asked for: it takes an analysis.
fn drift(session: &Session, wanted: &Wanted, facts: &Facts, labels: &Labels) -> Outcome<Option<Drifted>> {
    if !wanted.gate.levels.looks_for(DRIFT) {
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
