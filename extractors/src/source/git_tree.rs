//! The files of one commit, or of the index, straight from the object database: bare repositories, any revision, no checkout.
//!
//! Nothing is written and no filter or line-ending conversion is applied: the bytes are those that were committed or
//! added. Names in `.gitignore` do not matter: what is committed is part of the project.

use super::{Found, SourceTree, attributes};
use crate::git::commit::Commit;
use crate::git::tree::{self, Differ, Kind, Listed};
use crate::git::{Absence, GitError, Objects, Repository, index};
use git2::{ObjectType, Oid};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use seamline_analyzer::facts::{Code, Origin};
use seamline_analyzer::{Cancelled, Cx, RepoPath};
use std::sync::OnceLock;

/// The files of a commit or of the index.
pub struct GitTree {
    objects: Objects,
    origin: Origin,
    names: Names,
    described: OnceLock<Described>,
}

/// Where the names of the files are.
enum Names {
    /// Below a tree.
    Below(Oid),
    /// In the index, which was read.
    Staged(Vec<Listed>),
}

/// What is listed, with what the object database says of it: found when it is asked for, since that takes a while.
struct Described {
    found: Vec<Found>,
    /// The blob and size of each file.
    blobs: FxHashMap<RepoPath, (Oid, u64)>,
}

impl GitTree {
    /// The files of a revision; `None` for `HEAD` of a repository without commits.
    ///
    /// # Errors
    /// When the repository or the revision cannot be read.
    pub fn open(repository: &Repository, revision: &str) -> Result<Option<Self>, GitError> {
        let objects = repository.objects()?;
        let Some(id) = repository.resolve(&objects, revision)? else { return Ok(None) };
        let (time, top) = head(repository, &objects, id)?;
        let origin =
            Origin { name: repository.name(), revision: Some(id.to_string()), time: Some(time), work_tree: false };
        Ok(Some(Self { objects, origin, names: Names::Below(top), described: OnceLock::new() }))
    }

    /// What is staged: the files that the next commit will have; `None` in a repository without commits.
    ///
    /// # Errors
    /// When there is no index, it has conflicts, or it or `HEAD` cannot be read.
    pub fn staged(repository: &Repository) -> Result<Option<Self>, GitError> {
        let objects = repository.objects()?;
        let listed = index::list(repository, &objects)?;
        let Some(id) = repository.resolve(&objects, "HEAD")? else { return Ok(None) };
        let time = match head(repository, &objects, id) {
            Ok((time, _)) => Some(time),
            // A folder that is not committed yet is still a folder.
            Err(GitError::Folder { .. }) => None,
            Err(error) => return Err(error),
        };
        let origin = Origin { name: repository.name(), revision: Some(id.to_string()), time, work_tree: true };
        Ok(Some(Self { objects, origin, names: Names::Staged(listed), described: OnceLock::new() }))
    }

    fn described(&self) -> &Described {
        if self.described.get().is_none() {
            // Not inside of `get_or_init`: a thread that waits there for others would meet itself when it takes work of theirs.
            let _ = self.described.set(self.describe());
        }
        self.described.get().expect("it was set above")
    }

    fn describe(&self) -> Described {
        let objects = &self.objects;
        let below;
        let listed = match &self.names {
            Names::Staged(listed) => listed,
            Names::Below(top) => {
                below = tree::list(objects, *top);
                &below
            }
        };
        let mut found: Vec<Found> = listed.par_iter().map(|item| describe(objects, item)).collect();
        let blob = |(item, found): (&Listed, &Found)| Some((found.path.clone().ok()?, (item.id, found.bytes)));
        let blobs: FxHashMap<_, _> = listed.iter().zip(&found).filter_map(blob).collect();
        attributes::mark(&mut found, |path| {
            Some(objects.read(blobs.get(path)?.0, ObjectType::Blob).ok()?.data().to_vec())
        });
        Described { found, blobs }
    }
}

/// The time of a commit and the tree of the analysed folder in it.
pub(crate) fn head(repository: &Repository, objects: &Objects, id: Oid) -> Result<(i64, Oid), GitError> {
    let what = format!("commit {id}");
    let failed = |message: &str| repository.unreadable(&what, message);
    let object = objects.read(id, ObjectType::Commit).map_err(|_| failed("the object is missing or damaged"))?;
    let commit = Commit::parse(object.data()).ok_or_else(|| failed("the object is damaged"))?;
    let top = Differ::new(objects).descend(commit.tree, &repository.prefix);
    let top = top.map_err(|_| failed("a tree is missing or damaged"))?;
    let absent = || GitError::Folder { folder: repository.prefix.clone(), commit: id.to_string() };
    let top = top.ok_or_else(absent)?;
    objects.header(top).ok_or_else(|| failed("its tree is missing; a partial clone needs its trees"))?;
    Ok((commit.time, top))
}

fn describe(objects: &Objects, item: &Listed) -> Found {
    let path = std::str::from_utf8(&item.path).ok().and_then(RepoPath::new);
    let path = path.ok_or_else(|| String::from_utf8_lossy(&item.path).into_owned());
    let header = if item.kind == Kind::File { objects.header(item.id) } else { None };
    let barred = match (item.kind, item.absence) {
        (Kind::File, _) if header.is_none() => Some(Code::Missing),
        (Kind::File, _) => None,
        (Kind::Link, _) => Some(Code::Symlink),
        (Kind::Commit, _) => Some(Code::Submodule),
        (Kind::Tree, None) => Some(Code::TooDeep),
        (Kind::Tree, Some(Absence::Missing)) => Some(Code::Missing),
        (Kind::Tree, Some(Absence::Damaged)) => Some(Code::Io),
    };
    Found { path, bytes: header.map_or(0, |(_, size)| size), barred, generated: false }
}

impl SourceTree for GitTree {
    fn origin(&self) -> Origin {
        self.origin.clone()
    }

    fn list(&self, cx: Cx<'_>) -> Result<Vec<Found>, Cancelled> {
        cx.cancel.check()?;
        Ok(self.described().found.clone())
    }

    fn read(&self, path: &RepoPath, limit: u64) -> Result<Vec<u8>, Code> {
        let (id, bytes) = *self.described().blobs.get(path).ok_or(Code::Missing)?;
        if bytes > limit {
            return Err(Code::TooBig);
        }
        match self.objects.read(id, ObjectType::Blob) {
            Ok(object) => Ok(object.data().to_vec()),
            Err(Absence::Missing) => Err(Code::Missing),
            Err(Absence::Damaged) => Err(Code::Io),
        }
    }

    fn blob(&self, path: &RepoPath) -> Option<[u8; 20]> {
        self.described().blobs.get(path)?.0.as_bytes().try_into().ok()
    }
}
