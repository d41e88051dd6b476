//! The side before a change, kept from check to check: the proposal for the base, and what the rules find there.
//!
//! All of it follows from the base and what is wanted of the analysis. So the second change to the same base is checked by
//! reading the files after it alone: nothing of the base is read, resolved or clustered. The key holds all that decides the
//! value; what is damaged or written otherwise is found anew. A base of which something could not be read is not kept: it may
//! be readable next time.

use crate::baseline::Baseline;
use crate::error::Outcome;
use crate::fresh::{Extent, Target, extraction_of, opened};
use crate::look::{Cutting, cut};
use crate::session::Session;
use crate::settings::{Span, Wanted};
use seamline_analyzer::Facts;
use seamline_analyzer::compare::Labels;
use seamline_analyzer::facts::{HistoryState, State};
use seamline_analyzer::gate::{Identity, Known, Side};
use seamline_extractors::Compared;
use seamline_extractors::cache::{FactsCache, Key, Series};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// What a project is known by: that and a commit tell all that a base can say.
pub(crate) struct Project {
    /// As in [`seamline_extractors::Opened::project`].
    pub(crate) folder: PathBuf,
    /// The ids of the commits where a shallow clone ends.
    pub(crate) shallow: Vec<String>,
}

/// The base of a change, by what decides all that is known of it.
pub(crate) struct Base {
    commit: String,
    key: Key,
    /// The services of files that the change moved to where the cut names them, by their old paths.
    moved: Labels,
}

impl Base {
    /// The base of a change.
    pub(crate) fn new(wanted: &Wanted, cutting: Cutting<'_>, project: &Project, compared: &Compared) -> Outcome<Self> {
        let moved = moved(cutting, &compared.renamed)?;
        let commit = &compared.base;
        let span = match wanted.history {
            Span::All => "all".to_owned(),
            Span::Since(time) => time.to_string(),
            Span::Off => "off".to_owned(),
        };
        // What is plain data says all of itself with `Debug`, whatever fields it gets.
        let parts = [
            format!("{:?}", project.folder.as_os_str().as_encoded_bytes()),
            project.shallow.join(" "),
            commit.clone(),
            span,
            format!("{:?}", wanted.analysis),
            format!("{:?}", wanted.decided.decisions),
            format!("{:?}", wanted.previous.names),
            format!("{:?}", cutting.assignments.map(crate::command::assignments).transpose()?),
            format!("{:?}", cutting.baseline.map(Baseline::cut)),
            format!("{moved:?}"),
            format!("{:?}", (&wanted.gate.limits, &wanted.gate.levels, &wanted.gate.strict)),
        ];
        let key = Key::of("base", &parts.each_ref().map(|part| part.as_bytes()));
        Ok(Self { commit: commit.clone(), key, moved })
    }

    /// What was kept of it.
    pub(crate) fn kept(&self, series: &Series) -> Option<Known> {
        series.get(&self.key).and_then(read)
    }

    /// What is known of it, by reading it.
    pub(crate) fn read(
        &self,
        session: &Session,
        series: &mut Series,
        target: &Target,
        wanted: &Wanted,
        cutting: Cutting<'_>,
    ) -> Outcome<Known> {
        series.turn();
        let wanted = Wanted { rev: Some(self.commit.clone()), staged: false, ..wanted.clone() };
        let opened = opened(target, &wanted)?;
        let facts = extraction_of(session.cx(), opened, target, &wanted, Extent::Files, Some(series))?.facts;
        let is_whole = is_whole(&facts);
        let assigned = cutting.written(&facts)?.map(|mut labels| {
            labels.extend(self.moved.clone());
            labels
        });
        let (labels, facts) = cut(session, &wanted, assigned, facts)?;
        let known = Known::of(&Side::before(&facts, &labels), &labels, &wanted.gate.limits, wanted.gate.terms(None));
        if is_whole {
            series.put(self.key, written(&known));
        }
        Ok(known)
    }
}

/// Whose the files were that the change moved to where a written cut names them, and that it does not name where they were:
/// who follows a move in the cut changes nobody's home.
fn moved(cutting: Cutting<'_>, renamed: &[(String, String)]) -> Outcome<Labels> {
    let paths = renamed.iter().flat_map(|(old, new)| [old.as_str(), new.as_str()]);
    let Some(labels) = cutting.of_paths(paths)? else { return Ok(Labels::new()) };
    let open = renamed.iter().filter(|(old, _)| !labels.contains_key(old));
    Ok(open.filter_map(|(old, new)| Some((old.clone(), labels.get(new)?.clone()))).collect())
}

/// Whether nothing of it may be there another time that is missing now.
fn is_whole(facts: &Facts) -> bool {
    let failed = facts.ledger.items().iter().any(|item| matches!(item.state, State::Failed(_)));
    !failed && facts.history.state != HistoryState::Damaged
}

/// As it is kept: labels, owners, files that findings rest on, findings as (rule, from, to, kind, places of their files), files
/// that were not read whole, users, the bits of figures.
type Plain<'a> = (
    Labels,
    BTreeMap<String, String>,
    Vec<String>,
    Vec<(&'a str, String, String, &'a str, Vec<u32>)>,
    BTreeSet<String>,
    BTreeMap<String, BTreeSet<String>>,
    BTreeMap<String, u64>,
);

fn written(known: &Known) -> Vec<u8> {
    let Known { labels, owners, files, found, unread, users, figures } = known;
    let found: Vec<_> = found.iter().map(|(id, rests)| (id.rule, &id.from, &id.to, id.kind, rests)).collect();
    let figures: BTreeMap<&String, u64> = figures.iter().map(|(id, figure)| (id, figure.to_bits())).collect();
    serde_json::to_vec(&(labels, owners, files, found, unread, users, figures)).expect("texts are JSON")
}

/// `None` where the bytes are not such a value.
fn read(bytes: &[u8]) -> Option<Known> {
    let (labels, owners, files, found, unread, users, figures): Plain<'_> = serde_json::from_slice(bytes).ok()?;
    let is_there = |place: &u32| (*place as usize) < files.len();
    let found = found.into_iter().map(|(rule, from, to, kind, rests)| {
        Some((Identity::written(rule, from, to, kind)?, Some(rests).filter(|rests| rests.iter().all(is_there))?))
    });
    let found = found.collect::<Option<_>>()?;
    let figures = figures.into_iter().map(|(id, bits)| (id, f64::from_bits(bits))).collect();
    Some(Known { labels, owners, files, found, unread, users, figures })
}
