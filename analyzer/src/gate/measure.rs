//! Figures of a side that a budget can be set for, besides the number of findings of a rule.
//!
//! Each is cheap: sums over what the rules look at anyway.

use super::rule::transaction::SpanningTransaction;
use super::{Limits, Rule, Side};
use crate::id::StoreId;
use crate::info::Info;
use std::collections::{BTreeMap, BTreeSet};

/// A figure of a side.
pub struct Measure {
    /// Its id, a line about it, and where the idea is from.
    pub info: Info,
    /// The figure.
    pub of: fn(&Side<'_>) -> f64,
}

/// Every figure that a budget can be set for.
pub const MEASURES: &[Measure] = &[
    Measure {
        info: Info {
            id: "crossing-references",
            summary: "references between files of different services, each as often as it is made",
            reference: "Newman: Monolith to Microservices (2019)",
        },
        of: |side| crossing(side).0,
    },
    Measure {
        info: Info {
            id: "crossing-share",
            summary: "the share of the references between files of services that cross a border, 0 to 1",
            reference: "Newman: Monolith to Microservices (2019)",
        },
        of: |side| match crossing(side) {
            (_, 0.0) => 0.0,
            (across, all) => across / all,
        },
    },
    Measure {
        info: Info {
            id: "shared-stores",
            summary: "tables, collections and buckets that several services use",
            reference: "Newman: Monolith to Microservices (2019), chapter 4",
        },
        of: shared_stores,
    },
    Measure {
        info: Info {
            id: "spanning-transactions",
            summary: "functions with a transaction that writes what several services own",
            reference: "Richardson: Microservices Patterns (2018), chapter 4",
        },
        of: |side| SpanningTransaction.state(side, &Limits::default()).len() as f64,
    },
];

/// The figure of an id.
pub fn measure(id: &str) -> Option<&'static Measure> {
    MEASURES.iter().find(|measure| measure.info.id == id)
}

/// References across borders, and all between files that have a service.
fn crossing(side: &Side<'_>) -> (f64, f64) {
    let (mut across, mut all) = (0_u64, 0_u64);
    for one in side.references() {
        if let (Some(from), Some(to)) = (side.service(one.from), side.service(one.to)) {
            all += u64::from(one.count);
            across += if from == to { 0 } else { u64::from(one.count) };
        }
    }
    (across as f64, all as f64)
}

fn shared_stores(side: &Side<'_>) -> f64 {
    let mut users: BTreeMap<StoreId, BTreeSet<&str>> = BTreeMap::new();
    for access in side.uses().filter(|access| side.is_kept(access.store) && !side.runs_once(access.unit)) {
        users.entry(access.store).or_default().extend(side.service(access.unit));
    }
    users.values().filter(|services| services.len() > 1).count() as f64
}
