//! What a change changes: from the merge base with another branch to a revision, to what is staged, or to the files on disk.
//!
//! Trees of the object database are compared by their ids, so that the cost is what differs. What is staged is compared file by
//! file, by ids. Files on disk are compared by content, of which nothing is read where git saw it. Renames are found as in the
//! history.

use crate::git::base::{Gap, Meeting, meet};
use crate::git::tree::{self, Differ, Kind, Listed, Status};
use crate::git::{Absence, GitError, Objects, Repository, Trust, index};
use crate::history::{Blob, Renames, find_renames};
use crate::light::{is_light, stems};
use crate::open::Head;
use crate::source::{DiskTree, SourceTree, top_of};
use git2::{ObjectType, Oid};
use seamline_analyzer::{Cancelled, Cx};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a change is compared with, and what it changes. Paths are as in the ledger, from the analysed folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Compared {
    /// The id of the merge base.
    pub base: String,
    /// The ids of the commits that the change consists of, ascending; with a few older ones where clocks went wrong.
    pub commits: Vec<String>,
    /// New files.
    pub added: Vec<String>,
    /// Files with another content.
    pub modified: Vec<String>,
    /// Those of them in which only layout changed, or imports that follow a file to its new name.
    pub light: Vec<String>,
    /// Files that are gone.
    pub removed: Vec<String>,
    /// Files with a new name: (old, new), by the new one.
    pub renamed: Vec<(String, String)>,
}

/// Why there is nothing to compare with.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// Someone asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// No repository.
    #[error("{} is in no git repository, so there is nothing to compare with", .0.display())]
    NoRepository(PathBuf),
    /// No commit yet.
    #[error("{} has no commit yet", .0.display())]
    NoCommit(PathBuf),
    /// Two histories without a common commit.
    #[error("{head} and {base} have no commit in common")]
    Unrelated {
        /// One end.
        head: String,
        /// The other.
        base: String,
    },
    /// A history that was cut off before the common commit.
    #[error("this clone is shallow: it ends before the commit that both have in common")]
    Shallow,
    /// A base that means nothing here.
    #[error("{why}")]
    NoBase {
        /// What git says of it.
        why: Box<GitError>,
        /// Whether the clone is shallow.
        shallow: bool,
        /// The remote and its branch, where the name is of that form.
        branch: Option<(String, String)>,
    },
    /// The repository cannot be used.
    #[error(transparent)]
    Git(#[from] GitError),
}

/// Compares a state of a project with the merge base of its commit and `base`.
///
/// # Errors
/// When there is no such base, or it cannot be read.
pub fn compare(cx: Cx<'_>, path: &Path, trust: Trust, base: &str, head: &Head) -> Result<Compared, CompareError> {
    let repository = Repository::find(path, trust)?.ok_or_else(|| CompareError::NoRepository(path.to_owned()))?;
    let objects = repository.objects()?;
    let resolve = |revision: &str| -> Result<Oid, CompareError> {
        repository.resolve(&objects, revision)?.ok_or_else(|| CompareError::NoCommit(path.to_owned()))
    };
    let no_base = |why| match why {
        CompareError::Git(why @ GitError::Revision { .. }) => missing_base(&repository, base, why),
        why => why,
    };
    let (first, second) = (resolve(head.revision())?, resolve(base).map_err(no_base)?);
    let Meeting { base: common, ahead } = meet(&objects, first, second).map_err(|gap| unreadable(&repository, gap))?;
    let common = common.ok_or_else(|| {
        // What the two have in common may lie below the cut.
        let ends = || CompareError::Unrelated { head: head.revision().to_owned(), base: base.to_owned() };
        if repository.shallow().is_empty() { ends() } else { CompareError::Shallow }
    })?;
    let (_, old) = top_of(&repository, &objects, common)?;
    let mut sides = Sides::default();
    match head {
        Head::Index => staged(&objects, &repository, old, &mut sides)?,
        Head::Now if !repository.is_bare() => on_disk(cx, &objects, path, &repository, old, &mut sides)?,
        Head::Now | Head::Revision(_) => {
            let (_, new) = top_of(&repository, &objects, first)?;
            between(&objects, old, new, &mut sides).map_err(|broken| damaged(&repository, broken))?;
        }
    }
    let renamed = find_renames(&objects, Renames::default(), &mut sides.added, &mut sides.removed).renames;
    let paths = |blobs: Vec<Blob>| {
        let mut paths: Vec<String> = blobs.into_iter().map(|blob| blob.path).collect();
        paths.sort();
        paths
    };
    sides.modified.sort();
    let stems = stems(&renamed);
    let light = sides.modified.iter().filter(|(_, old, new)| is_light(&objects, *old, *new, &stems));
    let light = light.map(|(path, ..)| path.clone()).collect();
    Ok(Compared {
        base: common.to_string(),
        commits: ahead.iter().map(Oid::to_string).collect(),
        added: paths(sides.added),
        modified: sides.modified.into_iter().map(|(path, ..)| path).collect(),
        light,
        removed: paths(sides.removed),
        renamed,
    })
}

#[derive(Default)]
struct Sides {
    added: Vec<Blob>,
    removed: Vec<Blob>,
    /// With the old blob and the new one.
    modified: Vec<(String, Oid, Oid)>,
}

fn between(objects: &Objects, old: Oid, new: Oid, sides: &mut Sides) -> Result<(), tree::Broken> {
    Differ::new(objects).compare(Some(old), Some(new), &mut |change| {
        let path = String::from_utf8_lossy(change.path).into_owned();
        let blob = || Blob { path: path.clone(), id: change.id, regular: change.kind == Kind::File };
        match change.status {
            Status::Added => sides.added.push(blob()),
            Status::Deleted => sides.removed.push(blob()),
            Status::Modified => sides.modified.push((path.clone(), change.before.unwrap_or(change.id), change.id)),
        }
    })
}

/// Compares the files of a tree with what is staged.
fn staged(objects: &Objects, repository: &Repository, old: Oid, sides: &mut Sides) -> Result<(), CompareError> {
    let (before, after) = (tree::list(objects, old), index::list(repository, objects)?);
    if let Some(folder) = before.iter().chain(&after).find(|item| item.kind == Kind::Tree) {
        let broken = folder.absence.map_or(tree::Broken::TooMuch, |why| tree::Broken::Tree(folder.id, why));
        return Err(damaged(repository, broken));
    }
    let path = |item: &Listed| String::from_utf8_lossy(&item.path).into_owned();
    let blob = |item: &Listed| Blob { path: path(item), id: item.id, regular: item.kind == Kind::File };
    let mut gone: BTreeMap<&[u8], &Listed> = before.iter().map(|item| (&*item.path, item)).collect();
    for item in &after {
        match gone.remove(&*item.path) {
            Some(old) if (old.id, old.kind) == (item.id, item.kind) => {}
            Some(old) => sides.modified.push((path(item), old.id, item.id)),
            None => sides.added.push(blob(item)),
        }
    }
    sides.removed.extend(gone.into_values().map(blob));
    Ok(())
}

/// Compares the files of a tree with those on disk.
fn on_disk(
    cx: Cx<'_>,
    objects: &Objects,
    path: &Path,
    repository: &Repository,
    old: Oid,
    sides: &mut Sides,
) -> Result<(), CompareError> {
    let mut before: BTreeMap<String, (Oid, bool)> = BTreeMap::new();
    for item in tree::list(objects, old) {
        if let Ok(path) = String::from_utf8(item.path) {
            before.insert(path, (item.id, item.kind == Kind::File));
        }
    }
    objects.take_more();
    let disk = DiskTree::open(path, Some(repository))?;
    for found in disk.list(cx)? {
        let (Ok(path), None) = (&found.path, found.barred) else {
            // What is there and cannot be read is not gone.
            if let Ok(path) = &found.path {
                before.remove(path.as_str());
            }
            continue;
        };
        let known = before.remove(path.as_str());
        if let (Some((old, _)), Some(id)) = (known, disk.blob(path).and_then(|id| Oid::from_bytes(&id).ok())) {
            if old != id {
                sides.modified.push((path.as_str().to_owned(), old, id));
            }
            continue;
        }
        let Ok(bytes) = disk.read(path, MOST_BYTES) else {
            let size = known.and_then(|(id, _)| Some((id, objects.header(id)?.1)));
            if let Some((id, _)) = size.filter(|(_, size)| *size != found.bytes) {
                sides.modified.push((path.as_str().to_owned(), id, Oid::ZERO_SHA1));
            }
            continue;
        };
        let id = Oid::hash_object(ObjectType::Blob, &bytes).unwrap_or(Oid::ZERO_SHA1);
        let path = path.as_str().to_owned();
        match known {
            Some((same, _)) if same == id => {}
            Some((old, _)) => sides.modified.push((path, old, objects.take(&bytes))),
            None => sides.added.push(Blob { path, id: objects.take(&bytes), regular: true }),
        }
    }
    let gone = before.into_iter().map(|(path, (id, regular))| Blob { path, id, regular });
    sides.removed.extend(gone);
    Ok(())
}

/// More of a file is not read; a larger one counts as changed.
const MOST_BYTES: u64 = 16 << 20;

/// Why a base means nothing, with what may help to get it.
fn missing_base(repository: &Repository, base: &str, why: GitError) -> CompareError {
    let name = base.split(['~', '^']).next().unwrap_or_default();
    let known = |remote: &str| remote == "origin" || repository.has_remote(remote);
    let branch = name.split_once('/').filter(|(remote, _)| known(remote));
    let branch = branch.map(|(remote, branch)| (remote.to_owned(), branch.to_owned()));
    CompareError::NoBase { why: Box::new(why), shallow: !repository.shallow().is_empty(), branch }
}

fn unreadable(repository: &Repository, gap: Gap) -> CompareError {
    if !repository.shallow().is_empty() && gap.why == Absence::Missing {
        return CompareError::Shallow;
    }
    repository.unreadable(&format!("commit {}", gap.id), "the object is missing or damaged").into()
}

fn damaged(repository: &Repository, broken: tree::Broken) -> CompareError {
    let what = match broken {
        tree::Broken::Tree(id, _) => format!("tree {id}"),
        tree::Broken::TooMuch => "its trees".to_owned(),
    };
    repository.unreadable(&what, "it is missing, damaged or too large").into()
}
