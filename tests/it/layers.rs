//! The crates know each other one way only, and the core knows no outside world.
//!
//! The table is the architecture; the manifests and the `use` lines are compared with it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Every crate with the crates of ours that it may know.
const KNOWS: &[(&str, &[&str])] = &[
    ("analyzer", &[]),
    (
        "analyzer/cli",
        &[
            "seamline-analyzer",
            "seamline-decisions",
            "seamline-extractors",
            "seamline-fixtures",
            "seamline-reports",
            "seamline-web-ui",
        ],
    ),
    ("decisions", &["seamline-analyzer"]),
    ("extractors", &["seamline-analyzer"]),
    ("fixtures", &[]),
    ("reports", &["seamline-analyzer"]),
    ("web-ui", &["seamline-analyzer", "seamline-decisions", "seamline-reports"]),
];

/// What the core must not be able to do.
const NOT_IN_THE_CORE: &[&str] = &["git2", "ignore", "serde", "serde_json", "tokio", "axum", "tempfile", "toml"];

/// What extractors may name of the analyzer: facts, and how to say them. Nothing that judges.
const FACTS_ONLY: &[&str] = &[
    "facts",
    "words",
    "Cancel",
    "Cancelled",
    "Cx",
    "Progress",
    "Silent",
    "Stage",
    "Facts",
    "Id",
    "IdVec",
    "Info",
    "RepoPath",
    "ChangeId",
    "ContributorId",
    "StoreId",
    "TermId",
    "UnitId",
];

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace is above the program")
}

fn dependencies(manifest: &Path, table: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(manifest).expect("a manifest is readable");
    let parsed: toml::Table = text.parse().expect("a manifest is TOML");
    parsed
        .get(table)
        .and_then(|table| table.as_table())
        .map(|table| table.keys().cloned().collect())
        .unwrap_or_default()
}

#[test]
fn crates_know_only_what_the_table_says() {
    for (folder, expected) in KNOWS {
        let known = dependencies(&root().join(folder).join("Cargo.toml"), "dependencies");
        let ours: Vec<&str> = known.iter().map(String::as_str).filter(|name| name.starts_with("seamline")).collect();
        assert_eq!(ours, *expected, "{folder}");
    }
}

#[test]
fn the_table_has_every_crate() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("a manifest is readable");
    let parsed: toml::Table = manifest.parse().expect("a manifest is TOML");
    let mut members: Vec<&str> = parsed["workspace"]["members"]
        .as_array()
        .expect("members are a list")
        .iter()
        .map(|member| member.as_str().expect("a member is a folder"))
        .collect();
    members.sort_unstable();
    assert_eq!(members, KNOWS.iter().map(|(folder, _)| *folder).collect::<Vec<_>>());
}

#[test]
fn the_core_knows_no_outside_world() {
    let known = dependencies(&root().join("analyzer/Cargo.toml"), "dependencies");
    let forbidden: Vec<_> = NOT_IN_THE_CORE.iter().filter(|name| known.contains(**name)).collect();
    assert!(forbidden.is_empty(), "{forbidden:?}");
}

#[test]
fn extractors_state_facts_and_do_not_judge() {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for file in rust_files(&root().join("extractors/src")) {
        let text = fs::read_to_string(&file).expect("a source is readable");
        for name in names_after(&text, "seamline_analyzer::") {
            if !FACTS_ONLY.contains(&name.as_str()) {
                found.insert(file.display().to_string(), name);
            }
        }
    }
    assert!(found.is_empty(), "{found:?}");
}

/// The first segments named after a prefix: `p::a`, `p::{a, b::c}`.
fn names_after(text: &str, prefix: &str) -> Vec<String> {
    let word = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = Vec::new();
    for rest in text.split(prefix).skip(1) {
        match rest.strip_prefix('{') {
            None => names.push(word(rest)),
            Some(list) => names.extend(top_level(list).iter().map(|part| word(part))),
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// The parts of a list up to its closing brace, split at commas that are in no inner braces.
fn top_level(list: &str) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for character in list.chars() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => parts.push(String::new()),
            other if depth == 0 => parts.last_mut().expect("there is a part").push(other),
            _ => {}
        }
    }
    parts
}

pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder is readable") {
            let path = entry.expect("an entry is readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
