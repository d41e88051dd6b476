//! Where edits are kept that are not saved yet: outside of every repository, in the folder that the system has for the state
//! of programs, a folder for each analysed path.

use crate::fresh::Target;
use sha2::{Digest, Sha256};
use std::env;
use std::path::PathBuf;

/// The folder of a target; none for a sample, unless one is named, and none where the system has no such place.
pub(crate) fn folder(named: Option<&PathBuf>, target: &Target) -> Option<PathBuf> {
    let name = match target.configured_by() {
        Some(path) => {
            let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
            let digest: String = Sha256::digest(path.as_os_str().as_encoded_bytes())
                .iter()
                .take(8)
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            let name: String = name.chars().filter(|c| plain(*c)).take(40).collect();
            format!("{name}-{digest}")
        }
        None => format!("sample-{}", target.path().file_name()?.to_string_lossy()),
    };
    let base = match named {
        Some(named) => named.clone(),
        None if target.configured_by().is_some() => of_the_user()?,
        None => return None,
    };
    Some(base.join(name))
}

/// XDG Base Directory Specification 0.8; Apple's File System Programming Guide; Windows' known folders.
fn of_the_user() -> Option<PathBuf> {
    let set = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        return set("LOCALAPPDATA").map(|folder| folder.join("seamline"));
    }
    if cfg!(target_os = "macos") {
        return set("HOME").map(|home| home.join("Library/Application Support/seamline"));
    }
    set("XDG_STATE_HOME")
        .or_else(|| set("HOME").map(|home| home.join(".local/state")))
        .map(|state| state.join("seamline"))
}
