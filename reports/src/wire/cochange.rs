//! What changes together, and what is large and keeps changing.
//!
//! Formulas are in `seamline_analyzer` (`describe/cochange.rs`, `describe/hotspot.rs`).

use super::build::{six, small};
use super::v1::Document;
use schemars::JsonSchema;
use seamline_analyzer::analysis::{self, Trend};
use seamline_analyzer::{Id, IdVec, UnitId};
use serde::{Deserialize, Serialize};

/// What changes together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CoChange {
    /// The commits that count: normal ones of at most 100 files.
    pub commits: u64,
    /// Of these, the last third, which trends compare with the rest.
    pub recent: u64,
    /// The time of the first commit of the last third, seconds since 1970.
    pub since: i64,
    /// The fewest common commits of a pair of files that is listed; pairs of services are all listed.
    pub min_support: u32,
    /// How many of the commits touch each service.
    pub touched: Vec<u32>,
    /// What trends are called.
    pub trends: Vec<String>,
    /// Pairs of services, sorted by (a, b), as positions in `services`. Where `a` is `b`, the commits that touch two files
    /// of it.
    pub services: Pairs,
    /// Pairs of files, those of most common commits first, as positions in `units` (of parts the first of each file).
    pub files: Pairs,
}

/// Pairs as columns of equal length.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Pairs {
    /// How many there are in all; the columns may hold fewer.
    pub total: u64,
    /// One.
    pub a: Vec<u32>,
    /// The other.
    pub b: Vec<u32>,
    /// Support: the commits that touch both.
    pub shared: Vec<u32>,
    /// Of these, those in the last third.
    pub recent: Vec<u32>,
    /// Of the commits of the one that changes less, the share that touches both, 0..=1.
    pub confidence: Vec<f64>,
    /// How much more often both change than if neither knew of the other; 0 where it is no pair.
    pub lift: Vec<f64>,
    /// Position in `trends`.
    pub trend: Vec<u32>,
    /// The time of the newest of these commits, seconds since 1970.
    pub last: Vec<i64>,
}

/// How much every unit changes for its size, as columns of the length of `units`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Hotspots {
    /// Normal commits that touch it.
    pub commits: Vec<u32>,
    /// Rank by commits times rank by lines, 0..=1; compares within one run only.
    pub heat: Vec<f64>,
}

pub(super) fn cochange(found: &analysis::CoChange) -> Option<CoChange> {
    let mut services = pairs(&found.candidates);
    services.total = found.candidates.len() as u64;
    let mut files = pairs(&found.files);
    files.total = found.file_pairs as u64;
    Some(CoChange {
        commits: found.commits as u64,
        recent: found.recent as u64,
        since: found.since?,
        min_support: found.min_support,
        touched: found.touched.values().copied().collect(),
        trends: Trend::ALL.iter().map(|trend| trend.name().to_owned()).collect(),
        services,
        files,
    })
}

fn pairs<I: Id>(all: &[analysis::Together<I>]) -> Pairs {
    let mut pairs = Pairs::default();
    for one in all {
        pairs.a.push(small(one.a.index()));
        pairs.b.push(small(one.b.index()));
        pairs.shared.push(one.shared);
        pairs.recent.push(one.recent);
        pairs.confidence.push(six(one.confidence));
        pairs.lift.push(one.lift.map_or(0.0, six));
        pairs.trend.push(one.trend as u32);
        pairs.last.push(one.last);
    }
    pairs
}

pub(super) fn hotspots(found: &IdVec<UnitId, analysis::Hotspot>) -> Option<Hotspots> {
    let columns = || Hotspots {
        commits: found.values().map(|one| one.commits).collect(),
        heat: found.values().map(|one| six(one.heat)).collect(),
    };
    (!found.is_empty()).then(columns)
}

impl Pairs {
    fn fit(&self, things: usize, trends: usize) -> bool {
        let n = self.a.len();
        let below = |column: &[u32], count: usize| column.len() == n && column.iter().all(|at| (*at as usize) < count);
        below(&self.a, things)
            && below(&self.b, things)
            && below(&self.trend, trends)
            && self.shared.len() == n
            && self.recent.len() == n
            && self.confidence.len() == n
            && self.lift.len() == n
            && self.last.len() == n
            && self.total >= n as u64
    }
}

impl Document {
    /// Whether the columns of what changes together are of equal length and lead somewhere.
    pub(super) fn cochange_fits(&self) -> bool {
        let (units, services) = (self.units.len(), self.services.len());
        self.cochange.as_ref().is_none_or(|one| {
            one.touched.len() == services
                && one.services.fit(services, one.trends.len())
                && one.files.fit(units, one.trends.len())
        }) && self.hotspots.as_ref().is_none_or(|one| one.commits.len() == units && one.heat.len() == units)
    }
}

#[cfg(test)]
mod tests {
    use crate::sample;
    use crate::wire::{Document, ReadError};

    fn check(what: &str, damage: impl Fn(&mut Document)) {
        let mut document = sample::shop();
        damage(&mut document);
        let json = serde_json::to_vec(&document).expect("a document is JSON");
        assert!(matches!(Document::read(&json), Err(ReadError::Inconsistent(_))), "{what}");
    }

    #[test]
    fn what_leads_nowhere_is_refused() {
        check("a service that is not there", |document| {
            document.cochange.as_mut().expect("it has a history").services.b[0] = 3;
        });
        check("a column that is too short", |document| {
            document.cochange.as_mut().expect("it has a history").services.last.pop();
        });
        check("a trend without a name", |document| {
            document.cochange.as_mut().expect("it has a history").trends.clear()
        });
        check("heat of nothing", |document| document.hotspots.as_mut().expect("it has a history").heat.push(0.5));
        check("a slot for no step", |document| {
            let slots = &mut document.plan.as_mut().expect("it is planned").order.schedule;
            slots.push(slots[0].clone());
        });
    }

    #[test]
    fn a_document_without_them_is_read() {
        let document = Document { cochange: None, hotspots: None, ..sample::shop() };
        let json = serde_json::to_vec(&document).expect("a document is JSON");
        assert_eq!(Document::read(&json).expect("an older document"), document);
    }
}
