//! Services that hang on one doubtful file: most of their entry points come from a file that may belong elsewhere.

use super::Cut;
use crate::analysis::{Analysis, Band};
use crate::facts::EntryKind;
use crate::id::ServiceId;
use crate::path::RepoPath;
use std::collections::BTreeMap;

/// Fewer entry points of one file carry no service.
const LEAST: u64 = 3;

/// A contested file that most entry points of a service come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hinge {
    /// The service.
    pub service: ServiceId,
    /// The file.
    pub file: RepoPath,
    /// Its entry points.
    pub entries: u64,
    /// All entry points of the service.
    pub of: u64,
}

/// The services whose entry points come from one contested file, two of three at least.
pub(super) fn hinges(analysis: &Analysis, cut: &Cut) -> Vec<Hinge> {
    let facts = &analysis.facts;
    let mut files: BTreeMap<(ServiceId, &RepoPath), (u64, bool)> = BTreeMap::new();
    let mut all: BTreeMap<ServiceId, u64> = BTreeMap::new();
    for entry in facts.entry_points.iter().filter(|entry| entry.kind != EntryKind::Main) {
        let Some(service) = cut.service(entry.unit) else { continue };
        let contested = analysis.placements[entry.unit].band == Band::Contested;
        let (entries, doubtful) = files.entry((service, &facts.units[entry.unit].path)).or_default();
        (*entries, *doubtful) = (*entries + 1, *doubtful || contested);
        *all.entry(service).or_default() += 1;
    }
    let hinge = |((service, file), (entries, contested)): ((ServiceId, &RepoPath), (u64, bool))| {
        let of = all.get(&service).copied().unwrap_or_default();
        let carries = contested && entries >= LEAST && 3 * entries >= 2 * of;
        carries.then(|| Hinge { service, file: file.clone(), entries, of })
    };
    files.into_iter().filter_map(hinge).collect()
}
