//! References and revisions: from what a person names to a commit id.
//!
//! A revision is a name followed by steps. Names: `HEAD`, `@`, a full reference, a tag, branch or remote branch, a full
//! or abbreviated (4 digits or more) id; looked up in git's order. Steps: `~`, `~N`, `^`, `^N`, `^{}`, `^{commit}`,
//! applied in turn. Reflogs, searches (`:/text`) and ranges are not revisions here.

use super::commit::Commit;
use super::locate::{Repository, read_small};
use super::{GitError, Objects};
use git2::{ObjectType, Oid};
use std::collections::{BTreeMap, BTreeSet};

/// Symbolic references and annotated tags are followed this far.
const MAX_HOPS: usize = 10;
/// Where a short name is looked for, in git's order.
const PLACES: [&str; 6] = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/", "refs/remotes/*/HEAD"];
/// The largest `packed-refs` that is read, in bytes: about a million references.
const MAX_PACKED: u64 = 128 << 20;

/// See [`Repository::resolve`].
pub(super) fn resolve(repository: &Repository, objects: &Objects, revision: &str) -> Result<Option<Oid>, GitError> {
    let unknown = || GitError::Revision { path: repository.top().to_owned(), revision: revision.to_owned() };
    let end = revision.find(['~', '^']).unwrap_or(revision.len());
    let (name, steps) = revision.split_at(end);
    let name = if name == "@" { "HEAD" } else { name };
    let Some(id) = lookup(repository, objects, name) else {
        let unborn = name == "HEAD" && steps.is_empty() && head_is_symbolic(repository);
        return if unborn { Ok(None) } else { Err(unknown()) };
    };
    let commit = peel(objects, id).and_then(|id| walk(objects, id, steps));
    commit.map(Some).ok_or_else(unknown)
}

fn lookup(repository: &Repository, objects: &Objects, name: &str) -> Option<Oid> {
    let hexadecimal = name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hexadecimal && name.len() == 40 {
        return Oid::from_str(name).ok();
    }
    let named = PLACES.iter().find_map(|place| match place.split_once('*') {
        Some((before, after)) => reference(repository, &format!("{before}{name}{after}"), 0),
        None => reference(repository, &format!("{place}{name}"), 0),
    });
    named.or_else(|| if hexadecimal && name.len() >= 4 { objects.complete(name) } else { None })
}

fn head_is_symbolic(repository: &Repository) -> bool {
    read_small(&repository.git_dir.join("HEAD")).is_some_and(|text| text.starts_with("ref:"))
}

/// The id a full reference name leads to.
fn reference(repository: &Repository, name: &str, hops: usize) -> Option<Oid> {
    if hops > MAX_HOPS || !is_reference_name(name) {
        return None;
    }
    let loose =
        [&repository.git_dir, &repository.common_dir].into_iter().find_map(|folder| read_small(&folder.join(name)));
    let Some(text) = loose else { return packed(repository, name) };
    match text.trim().strip_prefix("ref:") {
        Some(target) => reference(repository, target.trim(), hops + 1),
        None => Oid::from_str(text.split_whitespace().next()?).ok().filter(|_| text.trim().len() >= 40),
    }
}

/// Only `HEAD`-like names at the top and names below `refs/`, never climbing out.
fn is_reference_name(name: &str) -> bool {
    let top = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let below =
        name.starts_with("refs/") && name.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
    (top || below) && !name.contains(['\0', '\\', ':'])
}

fn packed(repository: &Repository, name: &str) -> Option<Oid> {
    let path = repository.common_dir.join("packed-refs");
    let status = std::fs::symlink_metadata(&path).ok()?;
    if !status.is_file() || status.len() > MAX_PACKED {
        return None;
    }
    let bytes = std::fs::read(&path).ok()?;
    let lines = bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let mut entries = lines.filter(|line| line.len() > 41 && line[40] == b' ');
    let line = entries.find(|line| &line[41..] == name.as_bytes())?;
    Oid::from_str(std::str::from_utf8(&line[..40]).ok()?).ok()
}

/// The most tags that are looked at.
const MAX_TAGS: usize = 100_000;

/// The tags and the commits that they lead to, by name. Loose ones come before packed ones; what leads nowhere is left out.
pub(crate) fn tags(repository: &Repository, objects: &Objects) -> Vec<(String, Oid)> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut folders = vec![(repository.common_dir.join("refs/tags"), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        // Links are not followed: `file_type` tells of the entry itself.
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten().take(MAX_TAGS) {
            let (Ok(name), Ok(kind)) = (entry.file_name().into_string(), entry.file_type()) else { continue };
            let name = format!("{prefix}{name}");
            if kind.is_dir() && name.split('/').count() < MAX_HOPS {
                folders.push((entry.path(), format!("{name}/")));
            } else if kind.is_file() && names.len() < MAX_TAGS {
                names.insert(name);
            }
        }
    }
    let loose =
        names.into_iter().filter_map(|name| Some((reference(repository, &format!("refs/tags/{name}"), 0)?, name)));
    let mut found: BTreeMap<String, Oid> = loose.map(|(id, name)| (name, id)).collect();
    for (name, id) in packed_tags(repository) {
        found.entry(name).or_insert(id);
    }
    found.into_iter().filter_map(|(name, id)| Some((name, peel(objects, id)?))).collect()
}

fn packed_tags(repository: &Repository) -> Vec<(String, Oid)> {
    let path = repository.common_dir.join("packed-refs");
    let small = std::fs::symlink_metadata(&path).is_ok_and(|status| status.is_file() && status.len() <= MAX_PACKED);
    let bytes = if small { std::fs::read(&path).unwrap_or_default() } else { Vec::new() };
    let tag = |line: &[u8]| {
        let (id, name) = std::str::from_utf8(line).ok()?.trim_end().split_once(" refs/tags/")?;
        Some((name.to_owned(), Oid::from_str(id).ok()?))
    };
    bytes.split(|byte| *byte == b'\n').filter_map(tag).take(MAX_TAGS).collect()
}

/// Follows annotated tags to a commit.
fn peel(objects: &Objects, id: Oid) -> Option<Oid> {
    let mut id = id;
    for _ in 0..MAX_HOPS {
        match objects.header(id)?.0 {
            ObjectType::Commit => return Some(id),
            ObjectType::Tag => {
                let tag = objects.read(id, ObjectType::Tag).ok()?;
                let target = tag.data().strip_prefix(b"object ")?.get(..40)?;
                id = Oid::from_str(std::str::from_utf8(target).ok()?).ok()?;
            }
            _ => return None,
        }
    }
    None
}

/// Applies `~N` and `^N` steps.
fn walk(objects: &Objects, start: Oid, steps: &str) -> Option<Oid> {
    let (mut id, mut rest) = (start, steps);
    while let Some(step) = rest.chars().next() {
        rest = &rest[1..];
        if step == '^'
            && let Some(after) = rest.strip_prefix("{}").or_else(|| rest.strip_prefix("{commit}"))
        {
            rest = after;
            continue;
        }
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let count: usize = if digits == 0 { 1 } else { rest[..digits].parse().ok()? };
        rest = &rest[digits..];
        id = match step {
            '~' => (0..count).try_fold(id, |id, _| parent(objects, id, 1))?,
            '^' => parent(objects, id, count)?,
            _ => return None,
        };
    }
    Some(id)
}

fn parent(objects: &Objects, id: Oid, number: usize) -> Option<Oid> {
    if number == 0 {
        return Some(id);
    }
    let object = objects.read(id, ObjectType::Commit).ok()?;
    Commit::parse(object.data())?.parents.get(number - 1).copied()
}
