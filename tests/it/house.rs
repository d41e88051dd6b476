//! House rules that a compiler does not check.

use crate::layers::{root, rust_files};
use std::fs;

fn sources() -> Vec<std::path::PathBuf> {
    let folders = ["analyzer", "decisions", "extractors", "fixtures/src", "reports", "tests", "web-ui"];
    folders.iter().flat_map(|folder| rust_files(&root().join(folder))).collect()
}

#[test]
fn every_file_opens_with_what_it_is() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|file| !file.ends_with("tests.rs"))
        .filter(|file| !fs::read_to_string(file).expect("a source is readable").starts_with("//!"))
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn nothing_has_no_name() {
    let nameless = ["utils.rs", "util.rs", "helpers.rs", "common.rs", "misc.rs"];
    let found: Vec<_> = sources()
        .into_iter()
        .filter(|file| nameless.contains(&file.file_name().and_then(|name| name.to_str()).unwrap_or_default()))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

/// A registered thing lives in a file or folder of its name: `co-use` in `co_use.rs`, `path-folder` in `folder.rs`.
#[test]
fn registries_and_folders_agree() {
    check("analyzer/src/coupling", seamline_analyzer::coupling::ALL.iter().map(|one| one.info().id).collect());
    check("extractors/src/lang", seamline_extractors::lang::ALL.iter().map(|one| one.info().id).collect());
    let artifacts = seamline_reports::plan::artifact::ALL;
    check("reports/src/plan/artifact", artifacts.iter().map(|one| one.info.id).collect());
}

fn check(folder: &str, ids: Vec<&str>) {
    let folder = root().join(folder);
    for id in ids {
        let name = id.replace('-', "_");
        let there = [&*name, name.trim_start_matches("path_")]
            .iter()
            .any(|name| folder.join(format!("{name}.rs")).exists() || folder.join(name).is_dir());
        assert!(there, "{id} is registered, and no {name} is in {}", folder.display());
    }
}

#[test]
fn every_card_is_complete() {
    let mut cards = vec![seamline_analyzer::settings::PIPELINE];
    cards.extend(seamline_analyzer::coupling::ALL.iter().map(|one| *one.info()));
    cards.extend(seamline_analyzer::cluster::ALL.iter().map(|one| *one.info()));
    cards.extend(seamline_analyzer::metric::ALL.iter().map(|one| *one.info()));
    cards.extend(seamline_extractors::lang::ALL.iter().map(|one| *one.info()));
    cards.extend(seamline_reports::format::ALL.iter().map(|one| *one.info()));
    cards.extend(seamline_reports::plan::artifact::ALL.iter().map(|one| one.info));
    for card in cards {
        assert!(!card.summary.is_empty() && !card.reference.is_empty(), "{}", card.id);
        assert!(card.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{}", card.id);
        assert!(!card.summary.ends_with('.'), "{}", card.id);
    }
}
