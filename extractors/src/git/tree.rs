//! Trees, parsed from their raw bytes: listing one, and comparing two.
//!
//! A tree is a sequence of `MODE NAME\0ID`, sorted by name with folders as if they ended in `/`. Two trees are compared
//! entry by entry; equal ids are equal subtrees and never looked into, so a comparison costs what changed times the
//! width of its folders, not the number of files (libgit2's `diff_tree_to_tree` costs the latter).
//!
//! Trees are untrusted: depth, path length and the number of visited entries are capped (ten levels of ten entries that
//! all name one subtree are ten milliard paths).

use super::{Absence, Objects};
use git2::{ObjectType, Oid};
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::rc::Rc;

/// Folders may lie this deep.
pub(super) const MAX_DEPTH: usize = 256;
/// Longer paths are not followed, in bytes.
pub(super) const MAX_PATH: usize = 4096;
/// One comparison visits so many changed entries at most.
const MAX_CHANGES: usize = 2_000_000;
/// One listing visits so many entries at most.
pub(super) const MAX_ENTRIES: usize = 5_000_000;
/// Raw trees that are kept for the next comparison, in bytes. More makes it slower: each is needed about twice, soon.
const CACHE: usize = 8 << 20;

/// What an entry of a tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A folder.
    Tree,
    /// A regular file.
    File,
    /// A symbolic link.
    Link,
    /// A submodule.
    Commit,
}

#[derive(Clone, Copy)]
struct Entry<'a> {
    kind: Kind,
    mode: &'a [u8],
    name: &'a [u8],
    id: &'a [u8; 20],
    len: usize,
}

impl Entry<'_> {
    fn id(&self) -> Oid {
        Oid::from_bytes(self.id).expect("an entry's id has twenty bytes")
    }
}

/// The first entry of raw tree bytes; `None` when they are damaged.
#[inline]
fn entry(bytes: &[u8]) -> Option<Entry<'_>> {
    let space = match bytes {
        [_, _, _, _, _, b' ', ..] => 5,
        [_, _, _, _, _, _, b' ', ..] => 6,
        _ => memchr::memchr(b' ', bytes.get(..8.min(bytes.len()))?)?,
    };
    let mode = bytes.get(..space)?;
    let kind = match mode {
        b"40000" | b"040000" => Kind::Tree,
        b"120000" => Kind::Link,
        b"160000" => Kind::Commit,
        _ => Kind::File,
    };
    let end = space + 1 + memchr::memchr(0, &bytes[space + 1..])?;
    let name = &bytes[space + 1..end];
    let id = bytes.get(end + 1..)?.first_chunk()?;
    if name.is_empty() { None } else { Some(Entry { kind, mode, name, id, len: end + 21 }) }
}

/// Git's order: bytes, a folder's name as if it ended in `/`.
fn order(a: &Entry<'_>, b: &Entry<'_>) -> Ordering {
    let shared = a.name.len().min(b.name.len());
    let last = |entry: &Entry<'_>| {
        let end = if entry.kind == Kind::Tree { b'/' } else { 0 };
        entry.name.get(shared).copied().unwrap_or(end)
    };
    a.name[..shared].cmp(&b.name[..shared]).then_with(|| last(a).cmp(&last(b)))
}

/// How a path differs between two trees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// Only in the new one.
    Added,
    /// Only in the old one.
    Deleted,
    /// In both, with other content or mode.
    Modified,
}

/// One changed path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Change<'a> {
    pub(crate) status: Status,
    pub(crate) path: &'a [u8],
    /// The blob: the new one, or the deleted one.
    pub(crate) id: Oid,
    /// The blob that was there before.
    pub(crate) before: Option<Oid>,
    pub(crate) kind: Kind,
}

/// Why a comparison or listing stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    /// A tree is missing or damaged.
    Tree(Oid, Absence),
    /// A cap was reached.
    TooMuch,
}

/// Compares trees of one object database, one comparison after the other.
pub(crate) struct Differ<'o> {
    objects: &'o Objects,
    /// Two generations: a cheap approximation of "least recently used".
    young: FxHashMap<Oid, Rc<[u8]>>,
    old: FxHashMap<Oid, Rc<[u8]>>,
    bytes: usize,
    path: Vec<u8>,
    left: usize,
}

impl<'o> Differ<'o> {
    pub(crate) fn new(objects: &'o Objects) -> Self {
        let (young, old) = (FxHashMap::default(), FxHashMap::default());
        Self { objects, young, old, bytes: 0, path: Vec::with_capacity(MAX_PATH), left: 0 }
    }

    /// Hands every changed path to `out`, in git's order.
    pub(crate) fn compare(
        &mut self,
        old: Option<Oid>,
        new: Option<Oid>,
        out: &mut dyn FnMut(Change<'_>),
    ) -> Result<(), Broken> {
        self.path.clear();
        self.left = MAX_CHANGES;
        self.trees(old, new, 0, out)
    }

    /// The folder at a `/`-separated path below a tree.
    pub(crate) fn descend(&mut self, tree: Oid, path: &str) -> Result<Option<Oid>, Broken> {
        let mut tree = tree;
        for part in path.split('/').filter(|part| !part.is_empty()) {
            let bytes = self.read(tree)?;
            match find(&bytes, part.as_bytes()) {
                Some((Kind::Tree, id)) => tree = id,
                _ => return Ok(None),
            }
        }
        Ok(Some(tree))
    }

    /// The regular file of that name directly in a tree.
    pub(crate) fn file(&mut self, tree: Oid, name: &str) -> Result<Option<Oid>, Broken> {
        let found = find(&self.read(tree)?, name.as_bytes());
        Ok(found.filter(|(kind, _)| *kind == Kind::File).map(|(_, id)| id))
    }

    fn trees(
        &mut self,
        old: Option<Oid>,
        new: Option<Oid>,
        depth: usize,
        out: &mut dyn FnMut(Change<'_>),
    ) -> Result<(), Broken> {
        if old == new {
            return Ok(());
        }
        if depth > MAX_DEPTH || self.path.len() > MAX_PATH {
            return Err(Broken::TooMuch);
        }
        let a = old.map(|id| self.read(id)).transpose()?;
        let b = new.map(|id| self.read(id)).transpose()?;
        let (mut x, mut y) = (a.as_deref().unwrap_or_default(), b.as_deref().unwrap_or_default());
        let same = shared_entries(x, y);
        (x, y) = (&x[same..], &y[same..]);
        let damaged = |id: Option<Oid>| Broken::Tree(id.unwrap_or(Oid::ZERO_SHA1), Absence::Damaged);
        while !(x.is_empty() && y.is_empty()) {
            let e = if x.is_empty() { None } else { Some(entry(x).ok_or(damaged(old))?) };
            let f = if y.is_empty() { None } else { Some(entry(y).ok_or(damaged(new))?) };
            let order = match (&e, &f) {
                (Some(e), Some(f)) => order(e, f),
                (Some(_), None) => Ordering::Less,
                _ => Ordering::Greater,
            };
            let (e, f) = (e.filter(|_| order.is_le()), f.filter(|_| order.is_ge()));
            x = &x[e.map_or(0, |e| e.len)..];
            y = &y[f.map_or(0, |f| f.len)..];
            self.entries(e, f, depth, out)?;
            let same = shared_entries(x, y);
            (x, y) = (&x[same..], &y[same..]);
        }
        Ok(())
    }

    /// One entry of either side, or the same name on both.
    #[inline]
    fn entries(
        &mut self,
        old: Option<Entry<'_>>,
        new: Option<Entry<'_>>,
        depth: usize,
        out: &mut dyn FnMut(Change<'_>),
    ) -> Result<(), Broken> {
        let Some(shown) = new.or(old) else { return Ok(()) };
        if let (Some(old), Some(new)) = (old, new)
            && old.id == new.id
            && old.mode == new.mode
        {
            return Ok(());
        }
        self.left = self.left.checked_sub(1).ok_or(Broken::TooMuch)?;
        let length = self.path.len();
        self.path.extend_from_slice(shown.name);
        if shown.kind == Kind::Tree {
            self.path.push(b'/');
            let id = |entry: Option<Entry<'_>>| entry.map(|entry| entry.id());
            self.trees(id(old), id(new), depth + 1, out)?;
        } else {
            let status = match (old.is_some(), new.is_some()) {
                (false, _) => Status::Added,
                (true, false) => Status::Deleted,
                (true, true) => Status::Modified,
            };
            let before = old.map(|old| old.id());
            out(Change { status, path: &self.path, id: shown.id(), before, kind: shown.kind });
        }
        self.path.truncate(length);
        Ok(())
    }

    fn read(&mut self, id: Oid) -> Result<Rc<[u8]>, Broken> {
        if let Some(bytes) = self.young.get(&id) {
            return Ok(Rc::clone(bytes));
        }
        let bytes = match self.old.remove(&id) {
            Some(bytes) => bytes,
            None => {
                let object = self.objects.read(id, ObjectType::Tree).map_err(|why| Broken::Tree(id, why))?;
                Rc::from(object.data())
            }
        };
        self.bytes += bytes.len() + 64;
        self.young.insert(id, Rc::clone(&bytes));
        if self.bytes > CACHE / 2 {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
        Ok(bytes)
    }
}

/// How many bytes of whole entries two trees begin with alike. Most of two versions of a folder is.
#[inline]
fn shared_entries(x: &[u8], y: &[u8]) -> usize {
    let same = shared_bytes(x, y);
    let mut at = 0;
    while let Some(entry) = x.get(at..same).and_then(entry) {
        at += entry.len;
    }
    at
}

#[inline]
fn shared_bytes(x: &[u8], y: &[u8]) -> usize {
    // Blocks of a known size are compared without a call.
    let (a, _) = x.as_chunks::<32>();
    let (b, _) = y.as_chunks::<32>();
    let blocks = a.iter().zip(b).take_while(|(a, b)| a == b).count() * 32;
    blocks + x[blocks..].iter().zip(&y[blocks..]).take_while(|(a, b)| a == b).count()
}

/// The entry of that name.
fn find(tree: &[u8], name: &[u8]) -> Option<(Kind, Oid)> {
    let mut rest = tree;
    while let Some(found) = entry(rest) {
        if found.name == name {
            return Some((found.kind, found.id()));
        }
        rest = &rest[found.len..];
    }
    None
}

/// One item of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Its path below the listed tree, as bytes.
    pub(crate) path: Vec<u8>,
    /// What it is. `Tree` only for a folder that could not be read or lies too deep.
    pub(crate) kind: Kind,
    /// Its object.
    pub(crate) id: Oid,
    /// For a folder, why it was not entered; `None` when it lies too deep.
    pub(crate) absence: Option<Absence>,
}

/// Everything below a tree. Folders called `.git` are left out: git refuses them, only an attacker makes them.
pub(crate) fn list(objects: &Objects, root: Oid) -> Vec<Listed> {
    let mut listed = Vec::new();
    let mut open = vec![(Vec::new(), root, 0_usize)];
    while let Some((path, id, depth)) = open.pop() {
        let stop = |absence| Listed { path: path.clone(), kind: Kind::Tree, id, absence };
        if depth > MAX_DEPTH || path.len() > MAX_PATH || listed.len() + open.len() > MAX_ENTRIES {
            listed.push(stop(None));
            continue;
        }
        match objects.read(id, ObjectType::Tree) {
            Err(absence) => listed.push(stop(Some(absence))),
            Ok(object) => {
                let end = entries_below(object.data(), &path, depth, &mut open, &mut listed);
                if end < object.data().len() {
                    listed.push(stop(Some(Absence::Damaged)));
                }
            }
        }
    }
    listed.sort_by(|a, b| a.path.cmp(&b.path));
    // A damaged tree may name a path twice; the first counts.
    listed.dedup_by(|next, first| next.path == first.path);
    listed
}

/// Adds the entries of one tree; returns how many of its bytes are whole entries.
fn entries_below(
    tree: &[u8],
    path: &[u8],
    depth: usize,
    open: &mut Vec<(Vec<u8>, Oid, usize)>,
    listed: &mut Vec<Listed>,
) -> usize {
    let mut at = 0;
    while let Some(found) = entry(&tree[at..]) {
        at += found.len;
        if found.name.eq_ignore_ascii_case(b".git") {
            continue;
        }
        let below = [path, if path.is_empty() { b"" } else { b"/" }, found.name].concat();
        match found.kind {
            Kind::Tree => open.push((below, found.id(), depth + 1)),
            kind => listed.push(Listed { path: below, kind, id: found.id(), absence: None }),
        }
    }
    at
}
