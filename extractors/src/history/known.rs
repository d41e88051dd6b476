//! What is known of commits from earlier runs: what their ids alone decide.
//!
//! A commit's id is a hash over its tree, its message and all its ancestors, so what it says and what it changed never
//! changes. What depends on more is found anew in every run, by the same walk: the order, what counts as too old, where a
//! shallow clone ends, who the people are after the mailmap. So a walk over known commits gives what one over the objects
//! would, from any head. (Only that a commit was damaged after it was read is not noticed.)
//!
//! Not kept: the changes of a commit whose trees or renamed blobs are not all here. They may come.

use crate::cache::{FactsCache, Keep, Key, Reader, Writer, from_bytes, to_bytes};
use crate::git::commit::Commit;
use git2::Oid;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Commits that are no ancestors of the head are kept while they are not more than so many times its ancestors.
const OTHERS: usize = 1;

/// The commits that are known, by id. Without a cache only those that wait to be visited.
pub(super) struct Known<'a> {
    cache: Option<(&'a dyn FactsCache, Key)>,
    commits: BTreeMap<Oid, KnownCommit>,
    grown: bool,
}

/// What is known of one commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownCommit {
    pub(crate) time: i64,
    pub(crate) tree: Oid,
    pub(crate) parents: Vec<Oid>,
    /// What its message and author say; nothing for a merge.
    pub(crate) said: Option<CommitSays>,
    /// What it changed, if that was asked for and is certain.
    pub(crate) changed: Option<Changes>,
}

/// What one commit says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CommitSays {
    /// The author and then the co-authors, as written: (name, mail).
    pub(crate) people: Vec<(String, String)>,
    pub(crate) subject: String,
    pub(crate) reverts: Option<String>,
}

/// What one commit changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Changes {
    /// The paths, sorted.
    pub(crate) paths: Vec<String>,
    /// Renames among them: (old path, new path).
    pub(crate) renames: Vec<(String, String)>,
}

impl KnownCommit {
    pub(super) fn of(commit: Commit<'_>) -> Self {
        let said = (commit.parents.len() < 2).then(|| CommitSays {
            people: commit.people(),
            subject: commit.subject(),
            reverts: commit.reverts(),
        });
        Self { time: commit.time, tree: commit.tree, said, changed: None, parents: commit.parents }
    }
}

impl<'a> Known<'a> {
    /// What a cache knows.
    pub(super) fn load(cache: Option<(&'a dyn FactsCache, Key)>) -> Self {
        let kept = cache.and_then(|(cache, key)| cache.get(&key).and_then(from_bytes));
        Self { cache, commits: kept.unwrap_or_default(), grown: false }
    }

    pub(super) fn get(&self, id: Oid) -> Option<&KnownCommit> {
        self.commits.get(&id)
    }

    pub(super) fn add(&mut self, id: Oid, commit: KnownCommit) {
        self.commits.insert(id, commit);
        self.grown = true;
    }

    /// What is known of a commit, for the one visit that a walk pays it.
    pub(super) fn visit(&mut self, id: Oid) -> Option<KnownCommit> {
        if self.cache.is_some() { self.commits.get(&id).cloned() } else { self.commits.remove(&id) }
    }

    /// Notes what a visited commit changed.
    pub(super) fn changed(&mut self, id: Oid, changes: &Changes) {
        if let Some(commit) = self.commits.get_mut(&id) {
            commit.changed = Some(changes.clone());
            self.grown = true;
        }
    }

    /// Keeps what is known, if it is more than before. `seen` are the ancestors of the head.
    pub(super) fn save<T>(mut self, seen: &FxHashMap<Oid, T>) {
        let Some((cache, key)) = self.cache.filter(|_| self.grown) else { return };
        if self.commits.len().saturating_sub(seen.len()) > OTHERS * seen.len() {
            self.commits.retain(|id, _| seen.contains_key(id));
        }
        cache.put(key, to_bytes(&self.commits));
    }
}

impl Keep for Oid {
    fn write<'a>(&'a self, out: &mut Writer<'a>) {
        out.raw(self.as_bytes());
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Oid::from_bytes(from.raw(20)?).ok()
    }
}
