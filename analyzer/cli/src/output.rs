//! Files, all or nothing: each is written beside its place under another name, and only when all are written do they
//! take their names. A run that is stopped or out of space leaves the old files as they were.

use crate::error::{Failure, Kind, Outcome};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Writes one file.
pub(crate) fn write_file(file: &Path, bytes: &[u8]) -> Outcome {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    refuse_special(file)?;
    let written = stage(folder, bytes).map_err(|why| Failure::write(file, &why))?;
    written.persist(file).map(drop).map_err(|failed| Failure::write(file, &failed.error))
}

/// Writes files into a folder, which is made when missing. Returns their paths.
pub(crate) fn write_folder(folder: &Path, files: &[(&str, Vec<u8>)]) -> Outcome<Vec<PathBuf>> {
    std::fs::create_dir_all(folder).map_err(|why| Failure::write(folder, &why))?;
    write_all(files.iter().map(|(name, bytes)| (folder.join(name), bytes.as_slice())).collect())
}

/// Writes files whose folders are there.
fn write_all(files: Vec<(PathBuf, &[u8])>) -> Outcome<Vec<PathBuf>> {
    let mut staged = Vec::with_capacity(files.len());
    for (file, bytes) in files {
        refuse_special(&file)?;
        let folder = file.parent().expect("a file lies in a folder");
        let written = stage(folder, bytes).map_err(|why| Failure::write(&file, &why))?;
        staged.push((file, written));
    }
    staged
        .into_iter()
        .map(|(file, written)| match written.persist(&file) {
            Ok(_) => Ok(file),
            Err(failed) => Err(Failure::write(&file, &failed.error)),
        })
        .collect()
}

/// Writes files into a folder and folders below it, which are made when missing. The names are relative, with `/` between
/// their parts. Nothing is written through a link below the folder, and nothing is deleted. Returns how many other files
/// lie in the folders below.
pub(crate) fn write_tree(folder: &Path, files: &[(String, Vec<u8>)]) -> Outcome<usize> {
    std::fs::create_dir_all(folder).map_err(|why| Failure::write(folder, &why))?;
    let mut placed: Vec<(PathBuf, &[u8])> = Vec::with_capacity(files.len());
    let mut below: BTreeMap<PathBuf, BTreeSet<&OsStr>> = BTreeMap::new();
    for (path, bytes) in files {
        let plain = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', ':']);
        assert!(path.split('/').all(plain), "names of drafts are safe");
        let mut place = folder.to_owned();
        let (inner, name) = path.rsplit_once('/').unwrap_or(("", path));
        for part in inner.split('/').filter(|part| !part.is_empty()) {
            place.push(part);
            refuse_other_than_folder(&place)?;
        }
        placed.push((place.join(name), bytes));
        below.entry(place).or_default().insert(OsStr::new(name));
    }
    // What cannot be written is found before anything is.
    placed.iter().try_for_each(|(file, _)| refuse_special(file))?;
    let mut others = 0;
    for (place, names) in below.iter().filter(|(place, _)| *place != folder) {
        std::fs::create_dir_all(place).map_err(|why| Failure::write(place, &why))?;
        let there = std::fs::read_dir(place).map_err(|why| Failure::write(place, &why))?;
        others += there.flatten().filter(|entry| !names.contains(entry.file_name().as_os_str())).count();
    }
    write_all(placed)?;
    Ok(others)
}

fn refuse_other_than_folder(place: &Path) -> Outcome {
    match place.symlink_metadata() {
        Ok(found) if !found.is_dir() => {
            Err(Failure::new(Kind::Output, format!("cannot write into {}: it is there and no folder", place.display()))
                .hint("another place"))
        }
        _ => Ok(()),
    }
}

/// A folder, device or pipe in the place of a result is never replaced.
fn refuse_special(file: &Path) -> Outcome {
    match file.symlink_metadata() {
        Ok(found) if !found.is_file() => {
            Err(Failure::new(Kind::Output, format!("cannot write {}: it is there and no plain file", file.display()))
                .hint("another place"))
        }
        _ => Ok(()),
    }
}

fn stage(folder: &Path, bytes: &[u8]) -> std::io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix(".seamline-").permissions(readable()).tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// What a new file gets when nobody asks for secrecy; the umask still applies.
fn readable() -> std::fs::Permissions {
    #[cfg(unix)]
    {
        std::os::unix::fs::PermissionsExt::from_mode(0o666)
    }
    #[cfg(not(unix))]
    {
        let mut permissions = std::fs::metadata(".").expect("the current folder is there").permissions();
        permissions.set_readonly(false);
        permissions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder is there")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn all_files_appear() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = [("a", b"1".to_vec()), ("b", b"2".to_vec())];
        write_folder(&folder.path().join("new"), &files).expect("written");
        assert_eq!(names(&folder.path().join("new")), ["a", "b"]);
    }

    #[test]
    fn folders_below_are_made_and_others_counted() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = [("a".to_owned(), b"1".to_vec()), ("b/c".to_owned(), b"2".to_vec())];
        assert_eq!(write_tree(folder.path(), &files).expect("written"), 0);
        std::fs::write(folder.path().join("b/d"), "mine").expect("written");
        assert_eq!(write_tree(folder.path(), &files).expect("written again"), 1);
        assert_eq!([names(folder.path()), names(&folder.path().join("b"))], [["a", "b"], ["c", "d"]]);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        let (folder, elsewhere) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("b")).expect("linked");
        let files = [("a".to_owned(), b"1".to_vec()), ("b/c".to_owned(), b"2".to_vec())];
        write_tree(folder.path(), &files).expect_err("b is a link");
        std::fs::remove_file(folder.path().join("b")).expect("unlinked");
        std::os::unix::fs::symlink(elsewhere.path().join("x"), folder.path().join("a")).expect("linked");
        write_tree(folder.path(), &files).expect_err("a is a link");
        assert!(names(elsewhere.path()).is_empty() && names(folder.path()) == ["a"]);
    }

    #[test]
    fn nothing_appears_when_one_cannot_be_written() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("b")).expect("made");
        let files = [("a", b"1".to_vec()), ("b", b"2".to_vec())];
        write_folder(folder.path(), &files).expect_err("b is a folder");
        assert_eq!(names(folder.path()), ["b"]);
    }
}
