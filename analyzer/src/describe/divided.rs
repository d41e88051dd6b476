//! Files whose parts went to different places.
//!
//! A part that no evidence places goes nowhere, so a file is divided only where two candidates (or a candidate and what
//! is shared) hold parts of it. Its main place is the one that holds most of its lines, of equals the first by name;
//! what is unassigned is the main place only of a file that is unassigned as a whole.

use crate::analysis::{Candidate, Divided, Place, PlaceShare, Placement};
use crate::facts::{Facts, Granularity};
use crate::id::{CandidateId, IdVec, UnitId};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The divided files, those of most places first (ties by lines that do not stay in the main place, then by path).
pub(crate) fn divided(
    facts: &Facts,
    placements: &IdVec<UnitId, Placement>,
    candidates: &IdVec<CandidateId, Candidate>,
) -> Vec<Divided> {
    if facts.granularity == Granularity::File {
        return Vec::new();
    }
    let parts: Vec<UnitId> = facts.units.ids().collect();
    let files = parts.chunk_by(|a, b| facts.units[*a].path == facts.units[*b].path);
    let mut divided: Vec<Divided> = files
        .map(|parts| Divided {
            path: facts.units[parts[0]].path.clone(),
            shares: shares(facts, placements, candidates, parts),
        })
        .filter(|file| file.shares.iter().filter(|share| share.place != Place::Unassigned).count() > 1)
        .collect();
    let elsewhere = |file: &Divided| file.shares[1..].iter().map(|share| share.lines).sum::<u64>();
    divided.sort_by(|a, b| {
        let rank = |file: &Divided| (Reverse(file.shares.len()), Reverse(elsewhere(file)));
        rank(a).cmp(&rank(b)).then_with(|| a.path.cmp(&b.path))
    });
    divided
}

fn shares(
    facts: &Facts,
    placements: &IdVec<UnitId, Placement>,
    candidates: &IdVec<CandidateId, Candidate>,
    parts: &[UnitId],
) -> Vec<PlaceShare> {
    let mut places: BTreeMap<Place, PlaceShare> = BTreeMap::new();
    for part in parts {
        let place = placements[*part].place;
        let share = places.entry(place).or_insert(PlaceShare { place, lines: 0, units: Vec::new() });
        share.lines += u64::from(facts.units[*part].lines);
        share.units.push(*part);
    }
    let name = |place: Place| match place {
        Place::Candidate(candidate) => candidates[candidate].name.as_str(),
        Place::Shared => "(shared)",
        Place::Unassigned => "(unassigned)",
    };
    let mut shares: Vec<PlaceShare> = places.into_values().collect();
    let rank = |share: &PlaceShare| (share.place == Place::Unassigned, Reverse(share.lines));
    shares.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| name(a.place).cmp(name(b.place))));
    shares
}
