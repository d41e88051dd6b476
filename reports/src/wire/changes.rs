//! What changed between two analyses of one repository: what went in first, so that another setting is not taken for another
//! code.

use super::v1::{Capped, Document, Price};
use schemars::JsonSchema;
use seamline_analyzer::compare::{Labels, matched};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The most moved files that are listed.
const MAX_MOVED: usize = 500;
/// Services that have less in common (Jaccard overlap of their files) are not the same service.
const LEAST: f64 = 1.0 / 3.0;

/// What changed since an earlier analysis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Changes {
    /// What went in then.
    pub then: Side,
    /// What went in now.
    pub now: Side,
    /// The services of either, those of now first.
    pub services: Vec<ServiceChange>,
    /// Files that are new.
    pub added: u64,
    /// Files that are gone.
    pub removed: u64,
    /// Files that are in another service: not those whose service only has another name.
    pub moved: Capped<Moved>,
    /// The metrics that differ.
    pub metrics: Vec<Price>,
}

/// What went into an analysis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Side {
    /// The commit, when there is one.
    pub revision: Option<String>,
    /// Its time, seconds since 1970.
    pub time: Option<i64>,
    /// The version of the program.
    pub version: String,
    /// The digest of the settings.
    pub settings: String,
    /// How many source files or parts.
    pub units: u64,
    /// How many commits are evidence.
    pub commits: u64,
    /// How many services.
    pub services: u64,
    /// How many decisions of people.
    pub decisions: u64,
}

/// A service then and now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceChange {
    /// Its name then; none for a new one.
    pub then: Option<String>,
    /// Its name now; none for one that is gone.
    pub now: Option<String>,
    /// The Jaccard overlap of its files, 0..=1.
    pub overlap: f64,
    /// Files then.
    pub files_then: u64,
    /// Files now.
    pub files_now: u64,
}

/// A file that is in another service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Moved {
    /// The file or part.
    pub unit: String,
    /// Where it was.
    pub then: String,
    /// Where it is.
    pub now: String,
    /// The decision that put it there, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<String>,
}

impl Changes {
    /// What changed from one analysis to another.
    pub fn between(then: &Document, now: &Document) -> Self {
        let (was, is) = (then.place_of_units(), now.place_of_units());
        let in_services = |places: &Labels| -> Labels {
            places.iter().filter(|(_, place)| !place.starts_with('(')).map(|(a, b)| (a.clone(), b.clone())).collect()
        };
        let (services_then, services_now) = (in_services(&was), in_services(&is));
        let same = matched(&services_then, &services_now, LEAST);
        let mut decided: BTreeMap<String, &str> = BTreeMap::new();
        for unit in &now.units {
            if let Some(decision) = unit.decided.and_then(|at| now.decisions.get(at as usize)) {
                decided.insert(unit.label(), &decision.text);
            }
        }
        let follows = |before: &str, after: &str| {
            before == after && before.starts_with('(') || same.get(after).is_some_and(|(then, _)| *then == before)
        };
        let moved = is.iter().filter_map(|(unit, after)| {
            let before = was.get(unit).filter(|before| !follows(before, after))?;
            Some(Moved {
                unit: unit.clone(),
                then: before.clone(),
                now: after.clone(),
                decided: decided.get(unit).map(|text| (*text).to_owned()),
            })
        });
        Self {
            then: side(then),
            now: side(now),
            services: services(then, now, &same),
            added: is.keys().filter(|unit| !was.contains_key(*unit)).count() as u64,
            removed: was.keys().filter(|unit| !is.contains_key(*unit)).count() as u64,
            moved: Capped::first(moved, MAX_MOVED),
            metrics: metrics(then, now),
        }
    }
}

fn side(document: &Document) -> Side {
    Side {
        revision: document.origin.revision.clone(),
        time: document.origin.time,
        version: document.tool.version.clone(),
        settings: document.settings.digest.clone(),
        units: document.units.len() as u64,
        commits: document.history.used,
        services: document.services.len() as u64,
        decisions: document.decisions.len() as u64,
    }
}

fn services(then: &Document, now: &Document, same: &BTreeMap<&str, (&str, f64)>) -> Vec<ServiceChange> {
    let files = |document: &Document, name: &str| {
        document.services.iter().find(|one| one.name == name).map_or(0, |one| one.units.len() as u64)
    };
    let known: BTreeSet<&str> = same.values().map(|(then, _)| *then).collect();
    let of_now = now.services.iter().map(|service| {
        let before = same.get(service.name.as_str());
        ServiceChange {
            then: before.map(|(name, _)| (*name).to_owned()),
            now: Some(service.name.clone()),
            overlap: super::build::six(before.map_or(0.0, |(_, overlap)| *overlap)),
            files_then: before.map_or(0, |(name, _)| files(then, name)),
            files_now: service.units.len() as u64,
        }
    });
    let gone = then.services.iter().filter(|service| !known.contains(service.name.as_str()));
    let gone = gone.map(|service| ServiceChange {
        then: Some(service.name.clone()),
        now: None,
        overlap: 0.0,
        files_then: service.units.len() as u64,
        files_now: 0,
    });
    of_now.chain(gone).collect()
}

fn metrics(then: &Document, now: &Document) -> Vec<Price> {
    let before = |id: &str| then.scores.iter().find(|score| score.card.id == id).and_then(|score| score.value);
    let price = now.scores.iter().map(|score| Price {
        metric: score.card.id.clone(),
        before: before(&score.card.id),
        after: score.value,
    });
    price.filter(|price| price.before != price.after).collect()
}
