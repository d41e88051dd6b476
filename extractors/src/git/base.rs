//! The merge base of two commits: the newest commit that both contain and that no other common commit contains.
//!
//! Commits are painted from both ends, newest first, as git's `paint_down_to_common` does; what both colours reach is common,
//! and what lies below a common one is stale. Where several remain (after merges both ways), the newest wins, ties by id.

use super::commit::Commit;
use super::{Absence, Objects};
use git2::{ObjectType, Oid};
use rustc_hash::FxHashMap;
use std::collections::{BTreeSet, BinaryHeap};

const FIRST: u8 = 1;
const SECOND: u8 = 2;
const COMMON: u8 = FIRST | SECOND;
const STALE: u8 = 4;

/// A commit that could not be read on the way to the merge base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gap {
    /// The commit.
    pub(crate) id: Oid,
    /// Why not.
    pub(crate) why: Absence,
}

/// Where two commits meet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Meeting {
    /// The merge base; `None` for histories that have nothing in common.
    pub(crate) base: Option<Oid>,
    /// The commits that the first contains and the second does not, ascending; with a few of both where the clocks of
    /// commits went wrong.
    pub(crate) ahead: Vec<Oid>,
}

/// Where two commits meet.
///
/// # Errors
/// When a commit cannot be read before the base is sure: in a shallow clone, say.
pub(crate) fn meet(objects: &Objects, first: Oid, second: Oid) -> Result<Meeting, Gap> {
    let mut colours: FxHashMap<Oid, u8> = FxHashMap::default();
    let mut queue: BinaryHeap<(i64, Oid)> = BinaryHeap::new();
    let mut found: BTreeSet<(i64, Oid)> = BTreeSet::new();
    for (id, colour) in [(first, FIRST), (second, SECOND)] {
        let known = colours.entry(id).or_default();
        if *known == 0 {
            queue.push((read(objects, id)?.0, id));
        }
        *known |= colour;
    }
    while let Some((time, id)) = queue.pop() {
        let mut colour = colours[&id];
        let is_stale = |id: &Oid| colours[id] & STALE != 0;
        if is_stale(&id) && queue.iter().all(|(_, id)| is_stale(id)) {
            break;
        }
        if colour == COMMON {
            found.insert((time, id));
            colour |= STALE;
        }
        // A gap below a common commit hides nothing that matters.
        let parents = match read(objects, id) {
            Ok((_, parents)) => parents,
            Err(_) if colour & STALE != 0 => continue,
            Err(gap) => return Err(gap),
        };
        for parent in parents {
            let known = colours.entry(parent).or_default();
            if *known & colour != colour {
                *known |= colour;
                match read(objects, parent) {
                    Ok((time, _)) => queue.push((time, parent)),
                    Err(_) if colour & STALE != 0 => {}
                    Err(gap) => return Err(gap),
                }
            }
        }
    }
    let base = found.into_iter().rev().map(|(_, id)| id).find(|id| colours[id] & STALE == 0);
    let mut ahead: Vec<Oid> = colours.into_iter().filter(|(_, colour)| *colour == FIRST).map(|(id, _)| id).collect();
    ahead.sort_unstable();
    Ok(Meeting { base, ahead })
}

/// The time and the parents of a commit.
fn read(objects: &Objects, id: Oid) -> Result<(i64, Vec<Oid>), Gap> {
    let object = objects.read(id, ObjectType::Commit).map_err(|why| Gap { id, why })?;
    let commit = Commit::parse(object.data()).ok_or(Gap { id, why: Absence::Damaged })?;
    Ok((commit.time, commit.parents))
}
