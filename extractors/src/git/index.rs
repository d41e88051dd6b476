//! The index of a repository: what the next commit will have.
//!
//! Its file is data and read as such: no configuration, filters, hooks or files on disk. Versions 2 to 4, also a sparse one, whose
//! folders are looked up in the object database; a split one is refused. Entries that `git add -N` only announced are not there.
//! What is marked to be absent on disk is there as always. The checksum at the end is not compared, as git itself does not.
//!
//! The file is untrusted: its size, entries and paths are capped, and nothing in it is followed by recursion (libgit2 reads the
//! cache of trees in it so, which a crafted file may nest deeper than the stack).
//!
//! A hook of `git commit FILE` or `git commit -a` is told in `GIT_INDEX_FILE` of another index beside the usual one. That one counts
//! there; an index in any other folder does not.
//!
//! Source: gitformat-index(5).

use super::tree::{self, Kind, Listed, MAX_DEPTH, MAX_ENTRIES, MAX_PATH};
use super::{GitError, Objects, Repository};
use git2::Oid;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A larger file is not read, in bytes.
const MAX_BYTES: u64 = 1 << 30;
/// The bytes of an entry before its path: times, device, inode, mode, owner and size, the id, flags.
const FIXED: usize = 62;
/// The numbers before its id.
pub(super) const STATUS: usize = 10;
/// Where the mode, the id and the flags of an entry begin.
const MODE: usize = 24;
const ID: usize = 40;
const FLAGS: usize = 60;
/// Among the flags: more of them follow; and of these: the entry is only announced.
const EXTENDED: u16 = 1 << 14;
const ANNOUNCED: u16 = 1 << 13;
/// The bytes of the checksum at the end.
const CHECKSUM: usize = 20;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) path: Vec<u8>,
    pub(super) kind: Kind,
    pub(super) id: Oid,
    /// What `lstat` said of the file: times, device, inode, mode, owner and size, as the file of the index has them.
    pub(super) status: [u32; STATUS],
    /// One side of a conflict.
    pub(super) unmerged: bool,
    pub(super) announced: bool,
}

/// Everything in the index below the analysed folder, as [`tree::list`] tells what a tree has.
///
/// # Errors
/// When there is no index, it cannot be read, or it has conflicts.
pub(crate) fn list(repository: &Repository, objects: &Objects) -> Result<Vec<Listed>, GitError> {
    if repository.is_bare() {
        return Err(GitError::NoIndex(repository.top().to_owned()));
    }
    let failed = |message: String| repository.unreadable("the index", message);
    let entries = entries(&file(repository)).map_err(failed)?;
    if let Some(entry) = entries.iter().find(|entry| entry.unmerged) {
        let file = String::from_utf8_lossy(&entry.path).into_owned();
        return Err(GitError::Unmerged { path: repository.top().to_owned(), file });
    }
    let top = if repository.prefix.is_empty() { String::new() } else { format!("{}/", repository.prefix) };
    let top = top.as_bytes();
    let mut listed = Vec::new();
    for Entry { path, kind, id, announced, .. } in entries {
        if kind != Kind::Tree {
            if !announced {
                add(Listed { path, kind, id, absence: None }, top, &mut listed);
            }
        } else if path.starts_with(top) || top.starts_with(&path) {
            for item in tree::list(objects, id) {
                add(Listed { path: [&*path, &item.path].concat(), ..item }, top, &mut listed);
            }
        }
        if listed.len() > MAX_ENTRIES {
            return Err(failed("it has too many entries".to_owned()));
        }
    }
    listed.sort_by(|a, b| a.path.cmp(&b.path));
    listed.dedup_by(|next, first| next.path == first.path);
    Ok(listed)
}

/// Adds what lies below the analysed folder, in no folder called `.git`; of what lies too deep, the folder.
fn add(mut item: Listed, top: &[u8], listed: &mut Vec<Listed>) {
    let Some(below) = item.path.strip_prefix(top) else { return };
    let below = below.strip_suffix(b"/").unwrap_or(below);
    if below.is_empty() || below.split(|byte| *byte == b'/').any(|part| part.eq_ignore_ascii_case(b".git")) {
        return;
    }
    match memchr::memchr_iter(b'/', below).nth(MAX_DEPTH) {
        None => item.path = below.to_vec(),
        Some(end) => item = Listed { path: below[..end].to_vec(), kind: Kind::Tree, absence: None, ..item },
    }
    listed.push(item);
}

/// The entries of a file; none where nothing was ever added.
pub(super) fn entries(file: &Path) -> Result<Vec<Entry>, String> {
    let bytes = read(file)?;
    bytes.map_or(Ok(Vec::new()), |bytes| parse(&bytes)).map_err(str::to_owned)
}

/// The file of the index that the next commit is made from.
pub(super) fn file(repository: &Repository) -> PathBuf {
    let beside = |named: &PathBuf| {
        let folder = named.parent().and_then(|folder| folder.canonicalize().ok());
        folder.is_some() && folder == repository.git_dir.canonicalize().ok()
    };
    // The environment is the caller's own.
    let named = std::env::var_os("GIT_INDEX_FILE").and_then(|named| std::path::absolute(named).ok());
    named.filter(beside).unwrap_or_else(|| repository.git_dir.join("index"))
}

/// The bytes of the file; `None` where nothing was ever added.
fn read(path: &Path) -> Result<Option<Vec<u8>>, String> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.to_string()),
        Ok(status) if !status.is_file() => Err("it is no regular file".to_owned()),
        Ok(status) if status.len() > MAX_BYTES => Err("it is too large".to_owned()),
        Ok(_) => fs::read(path).map(Some).map_err(|error| error.to_string()),
    }
}

const DAMAGED: &str = "it is damaged";

fn parse(bytes: &[u8]) -> Result<Vec<Entry>, &'static str> {
    let bytes = &bytes[..bytes.len().saturating_sub(CHECKSUM)];
    let version = number(bytes, 4).filter(|_| bytes.starts_with(b"DIRC")).ok_or(DAMAGED)?;
    if !(2..=4).contains(&version) {
        return Err("its version is none of 2 to 4");
    }
    let count = number(bytes, 8).ok_or(DAMAGED)? as usize;
    if count > MAX_ENTRIES {
        return Err("it has too many entries");
    }
    let (mut entries, mut path, mut at) = (Vec::new(), Vec::new(), 12);
    for _ in 0..count {
        entries.push(entry(bytes, version, &mut at, &mut path).ok_or(DAMAGED)?);
    }
    while at < bytes.len() {
        let name = bytes.get(at..at + 4).ok_or(DAMAGED)?;
        match name {
            b"sdir" => {}
            b"link" => return Err("it is split; `git update-index --no-split-index` makes it whole"),
            // What may be skipped begins with a capital.
            [first, ..] if !first.is_ascii_uppercase() => return Err("it has a part of an unknown kind"),
            _ => {}
        }
        at = (at + 8).saturating_add(number(bytes, at + 4).ok_or(DAMAGED)? as usize);
    }
    // Only a split one may leave a path out.
    let whole = at == bytes.len() && entries.iter().all(|entry| !entry.path.is_empty());
    if whole { Ok(entries) } else { Err(DAMAGED) }
}

/// The entry that begins at a place, which moves behind it. Since version 4 its path is what differs from the one before.
fn entry(bytes: &[u8], version: u32, at: &mut usize, path: &mut Vec<u8>) -> Option<Entry> {
    let begin = *at;
    let fixed = bytes.get(begin..begin + FIXED)?;
    let short = |bytes: &[u8]| bytes.first_chunk().map(|two| u16::from_be_bytes(*two));
    let flags = short(&fixed[FLAGS..])?;
    *at += FIXED;
    let mut more = 0;
    if flags & EXTENDED != 0 {
        more = short(bytes.get(*at..)?)?;
        *at += 2;
    }
    let kept = if version < 4 { 0 } else { path.len().checked_sub(varint(bytes, at)?)? };
    path.truncate(kept);
    let rest = bytes.get(*at..)?;
    let end = memchr::memchr(0, rest)?;
    path.extend_from_slice(&rest[..end]);
    *at += end + 1;
    if version < 4 {
        // One to eight zeros make its length a multiple of eight.
        *at = begin + (*at - begin).next_multiple_of(8);
    }
    if path.len() > MAX_PATH {
        return None;
    }
    let kind = match number(fixed, MODE)? & 0o170_000 {
        0o040_000 => Kind::Tree,
        0o120_000 => Kind::Link,
        0o160_000 => Kind::Commit,
        _ => Kind::File,
    };
    let id = Oid::from_bytes(&fixed[ID..FLAGS]).ok()?;
    let status = std::array::from_fn(|field| number(fixed, field * 4).unwrap_or(0));
    Some(Entry {
        path: path.clone(),
        kind,
        id,
        status,
        unmerged: (flags >> 12) & 3 != 0,
        announced: more & ANNOUNCED != 0,
    })
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|four| u32::from_be_bytes(*four))
}

/// A number of seven bits a byte, the highest first; each further byte counts from one.
fn varint(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut value = 0;
    loop {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value = (value << 7) | usize::from(byte & 127);
        if byte & 128 == 0 {
            return Some(value);
        }
        value += 1;
        if value > MAX_PATH {
            return None;
        }
    }
}
