//! A number for what the facts depend on: the sources of this crate and of the core, the rule files, and the versions of
//! all dependencies where the lock file is there. Facts that another build kept are not taken for ours.
//!
//! The number is std's SipHash: it guards against mixing builds up, not against anyone.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

fn main() {
    let here = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut hasher = DefaultHasher::new();
    for place in ["src", "build.rs", "../analyzer/src", "../Cargo.lock"] {
        let place = here.join(place);
        if place.exists() {
            println!("cargo::rerun-if-changed={}", place.display());
            take(&here, &place, &mut hasher);
        }
    }
    println!("cargo::rustc-env=SEAMLINE_SOURCES={:016x}", hasher.finish());
}

/// Adds a file, or everything below a folder in the order of names, each with its path.
fn take(here: &Path, place: &Path, hasher: &mut DefaultHasher) {
    if place.is_dir() {
        let entries = fs::read_dir(place).expect("a folder of sources is readable");
        let mut below: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry is readable").path()).collect();
        below.sort();
        below.iter().for_each(|place| take(here, place, hasher));
    } else {
        let name = place.strip_prefix(here).unwrap_or(place).to_string_lossy().replace('\\', "/");
        let bytes = fs::read(place).expect("a source is readable");
        for part in [name.as_bytes(), &bytes] {
            hasher.write_usize(part.len());
            hasher.write(part);
        }
    }
}
