//! Files, all or nothing: each is written beside its place under another name, and only when all are written do they
//! take their names. A run that is stopped or out of space leaves the old files as they were.

use crate::error::{Failure, Kind, Outcome};
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
    let mut staged = Vec::with_capacity(files.len());
    for (name, bytes) in files {
        let file = folder.join(name);
        refuse_special(&file)?;
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
    fn nothing_appears_when_one_cannot_be_written() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("b")).expect("made");
        let files = [("a", b"1".to_vec()), ("b", b"2".to_vec())];
        write_folder(folder.path(), &files).expect_err("b is a folder");
        assert_eq!(names(folder.path()), ["b"]);
    }
}
