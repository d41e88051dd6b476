//! Renames within one commit: the same content first, then similar content.
//!
//! Exact: a deleted and an added blob with the same id, same file name preferred, in path order, as in git's
//! `diffcore-rename`. It costs nothing, since the walk has the ids. Similar: bytes in lines that both have, over the
//! bytes of the larger; pairs with the same unique file name first (at a stricter threshold), then the best pairs. Only
//! where both sides have something left, and only up to a cap, since blobs must be read for it.
//!
//! Difference to git: lines are hashed with FNV-1a instead of git's own function, so a score may differ by a hair.

use crate::git::Objects;
use git2::{ObjectType, Oid};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// How renames are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renames {
    /// The least share of equal bytes, in percent; 100 finds exact ones only.
    pub similarity: u8,
    /// The most candidates on a side; with more (their product counts), only exact renames are found.
    pub limit: usize,
}

impl Default for Renames {
    fn default() -> Self {
        Self { similarity: 60, limit: 200 }
    }
}

/// A path that only one side has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Blob {
    pub(crate) path: String,
    pub(crate) id: Oid,
    pub(crate) regular: bool,
}

impl Blob {
    fn file_name(&self) -> &str {
        self.path.rsplit_once('/').map_or(&self.path, |(_, name)| name)
    }
}

/// The renames of one commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// As (old path, new path), sorted by the new path.
    pub(crate) renames: Vec<(String, String)>,
    /// Whether all blobs that had to be compared are here: without one of them there may be more renames.
    pub(crate) certain: bool,
}

/// Takes renamed paths out of both lists and returns them.
pub(crate) fn find(objects: &Objects, settings: Renames, added: &mut Vec<Blob>, deleted: &mut Vec<Blob>) -> Found {
    let mut certain = true;
    if added.is_empty() || deleted.is_empty() {
        return Found { renames: Vec::new(), certain };
    }
    let mut pairs = exact(added, deleted);
    let mut renames = take(pairs, added, deleted);
    let candidates = added.len().saturating_mul(deleted.len());
    if settings.similarity < 100 && candidates > 0 && candidates <= settings.limit.saturating_mul(settings.limit) {
        (pairs, certain) = Similar::new(objects, settings, added, deleted).pairs();
        renames.extend(take(pairs, added, deleted));
    }
    renames.sort_by(|a, b| a.1.cmp(&b.1));
    Found { renames, certain }
}

/// Removes the pairs (index into deleted, index into added) from both lists.
fn take(pairs: Vec<(usize, usize)>, added: &mut Vec<Blob>, deleted: &mut Vec<Blob>) -> Vec<(String, String)> {
    let renames = pairs.iter().map(|&(old, new)| (deleted[old].path.clone(), added[new].path.clone())).collect();
    let (mut old, mut new): (Vec<usize>, Vec<usize>) = pairs.into_iter().unzip();
    for (list, gone) in [(deleted, &mut old), (added, &mut new)] {
        gone.sort_unstable();
        let mut index = 0;
        list.retain(|_| {
            index += 1;
            gone.binary_search(&(index - 1)).is_err()
        });
    }
    renames
}

/// Pairs of equal blobs: for each added path in order the first free deleted one with its file name, else the first free.
fn exact(added: &[Blob], deleted: &[Blob]) -> Vec<(usize, usize)> {
    let mut by_id: FxHashMap<Oid, Vec<usize>> = FxHashMap::default();
    for (index, blob) in deleted.iter().enumerate() {
        by_id.entry(blob.id).or_default().push(index);
    }
    let mut pairs = Vec::new();
    for (new, blob) in added.iter().enumerate() {
        let Some(free) = by_id.get_mut(&blob.id) else { continue };
        let fits = |&old: &usize| deleted[old].regular == blob.regular;
        let named = free.iter().position(|old| fits(old) && deleted[*old].file_name() == blob.file_name());
        if let Some(at) = named.or_else(|| free.iter().position(fits)) {
            pairs.push((free.remove(at), new));
        }
    }
    pairs
}

/// Larger blobs are not compared, in bytes.
const MAX_BLOB: u64 = 1 << 20;

/// The lines of a blob as (hash, bytes), sorted.
type Spans = Vec<(u32, u32)>;

/// Similar blobs among what exact renames left.
struct Similar<'a> {
    objects: &'a Objects,
    least: u64,
    added: Vec<Side<'a>>,
    deleted: Vec<Side<'a>>,
    /// Whether every blob was here so far.
    certain: bool,
}

struct Side<'a> {
    blob: &'a Blob,
    /// Its size; `None` when it is not here, too large, empty or no regular file.
    size: Option<u64>,
    spans: Option<Spans>,
    used: bool,
}

impl<'a> Similar<'a> {
    fn new(objects: &'a Objects, settings: Renames, added: &'a [Blob], deleted: &'a [Blob]) -> Self {
        let mut certain = true;
        let mut size = |blob: &Blob| {
            let header = objects.header(blob.id);
            certain &= header.is_some();
            header.map(|(_, size)| size).filter(|size| (1..=MAX_BLOB).contains(size))
        };
        let mut side = |blob: &'a Blob| Side {
            blob,
            size: if blob.regular { size(blob) } else { None },
            spans: None,
            used: false,
        };
        let [added, deleted] = [added, deleted].map(|blobs| blobs.iter().map(&mut side).collect());
        Self { objects, least: u64::from(settings.similarity), added, deleted, certain }
    }

    /// The pairs, and whether they are certain.
    fn pairs(mut self) -> (Vec<(usize, usize)>, bool) {
        let mut pairs = self.same_names();
        pairs.extend(self.best());
        (pairs, self.certain)
    }

    /// Files that were moved keep their name: a name that only one file has on either side needs no other candidate,
    /// if it is similar enough: half way between the threshold and equality.
    fn same_names(&mut self) -> Vec<(usize, usize)> {
        let [old, new] = [&self.deleted, &self.added].map(|sides| unique_names(sides));
        let mut shared: Vec<(usize, usize)> =
            new.into_iter().filter_map(|(name, new)| Some((*old.get(name)?, new))).collect();
        shared.sort_unstable_by_key(|pair| pair.1);
        let strict = self.least.midpoint(100) * 100;
        shared.retain(|&(old, new)| self.score(old, new).is_some_and(|score| score >= strict));
        self.mark(&shared);
        shared
    }

    /// The best pairs of all that are left, best first; of equally good ones the one with the same file name.
    fn best(&mut self) -> Vec<(usize, usize)> {
        let mut scored = Vec::new();
        for new in 0..self.added.len() {
            for old in 0..self.deleted.len() {
                if self.added[new].used || self.deleted[old].used {
                    continue;
                }
                if let Some(score) = self.score(old, new).filter(|score| *score >= self.least * 100) {
                    let named = self.added[new].blob.file_name() == self.deleted[old].blob.file_name();
                    scored.push((Reverse(score), Reverse(named), new, old));
                }
            }
        }
        scored.sort_unstable();
        let mut pairs = Vec::new();
        for (_, _, new, old) in scored {
            if !self.added[new].used && !self.deleted[old].used {
                self.mark(&[(old, new)]);
                pairs.push((old, new));
            }
        }
        pairs
    }

    fn mark(&mut self, pairs: &[(usize, usize)]) {
        for &(old, new) in pairs {
            self.deleted[old].used = true;
            self.added[new].used = true;
        }
    }

    /// Equal bytes over the bytes of the larger, in hundredths of a percent; `None` when the sizes rule it out.
    fn score(&mut self, old: usize, new: usize) -> Option<u64> {
        let (a, b) = (self.deleted[old].size?, self.added[new].size?);
        let (small, large) = (a.min(b), a.max(b));
        if small * 100 < large * self.least {
            return None;
        }
        self.certain &= self.deleted[old].load(self.objects) & self.added[new].load(self.objects);
        let (a, b) = (self.deleted[old].spans.as_ref()?, self.added[new].spans.as_ref()?);
        Some(shared_bytes(a, b) * 10_000 / large)
    }
}

impl Side<'_> {
    /// Whether its blob could be read.
    fn load(&mut self, objects: &Objects) -> bool {
        if self.spans.is_some() {
            return true;
        }
        let blob = objects.read(self.blob.id, ObjectType::Blob).ok();
        self.spans = Some(blob.as_ref().map(|blob| spans(blob.data())).unwrap_or_default());
        blob.is_some()
    }
}

/// File names that one side has once, with the index of that one.
fn unique_names<'a>(sides: &[Side<'a>]) -> std::collections::BTreeMap<&'a str, usize> {
    let mut seen = std::collections::BTreeMap::new();
    for (index, side) in sides.iter().enumerate() {
        let once = seen.entry(side.blob.file_name()).or_insert(Some(index));
        if *once != Some(index) {
            *once = None;
        }
    }
    seen.into_iter().filter_map(|(name, once)| Some((name, once?))).collect()
}

/// Cuts a blob after each line feed or 64 bytes.
fn spans(bytes: &[u8]) -> Spans {
    const BASIS: u32 = 0x811c_9dc5;
    const PRIME: u32 = 0x0100_0193;
    let mut spans = Vec::with_capacity(bytes.len() / 24 + 1);
    let (mut hash, mut length) = (BASIS, 0);
    for &byte in bytes {
        hash = (hash ^ u32::from(byte)).wrapping_mul(PRIME);
        length += 1;
        if byte == b'\n' || length == 64 {
            spans.push((hash, length));
            (hash, length) = (BASIS, 0);
        }
    }
    if length > 0 {
        spans.push((hash, length));
    }
    spans.sort_unstable();
    spans
}

/// The bytes of spans that both have.
fn shared_bytes(a: &Spans, b: &Spans) -> u64 {
    let (mut i, mut j, mut bytes) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                bytes += u64::from(x.1);
                i += 1;
                j += 1;
            }
        }
    }
    bytes
}
