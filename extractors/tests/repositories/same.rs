//! One commit, many ways to it: clone, worktree, bare, disk, object database, one thread or two.

use crate::support::{Place, opened_as, opened_at};
use seamline_analyzer::{Cancel, Cx, Facts, Silent};
use seamline_extractors::{ExtractSettings, Head, extract};
use std::path::Path;

/// The facts, apart from where they are from.
fn facts(path: &Path, revision: Option<&str>, threads: usize) -> Facts {
    facts_of(path, revision.map_or(Head::Now, |revision| Head::Revision(revision.to_owned())), threads)
}

fn facts_of(path: &Path, head: Head, threads: usize) -> Facts {
    let opened = opened_as(path, head).expect("readable");
    let cancel = Cancel::default();
    let settings = ExtractSettings { threads: Some(threads), ..ExtractSettings::default() };
    let history = opened.history.as_ref().map(|history| history as _);
    let extraction = extract(Cx { progress: &Silent, cancel: &cancel }, &*opened.tree, history, &settings);
    let mut facts = extraction.expect("nobody cancels").facts;
    facts.origin.name.clear();
    facts.origin.work_tree = false;
    facts
}

#[test]
fn the_same_facts_from_everywhere() {
    let place = Place::shop();
    place.commit("ignored but tracked", &[(".gitignore", "gen/\n"), ("gen/Kept.java", "class Kept {}\n")]);
    place.git(&["worktree", "add", "-q", "--detach", "linked"]);
    let clone = Place::new();
    clone.git(&["clone", "-q", "--no-hardlinks", &place.path().display().to_string(), "copy"]);
    clone.git(&["clone", "-q", "--bare", &place.path().display().to_string(), "bare.git"]);
    let expected = facts(&clone.join("copy"), None, 1);
    assert_eq!(expected.ledger.items().len(), 6);
    assert_eq!(facts(&clone.join("copy"), None, 2), expected, "two threads");
    assert_eq!(facts(&clone.join("copy"), Some("HEAD"), 2), expected, "object database");
    assert_eq!(facts(&clone.join("bare.git"), None, 2), expected, "bare");
    assert_eq!(facts(&place.join("linked"), None, 2), expected, "linked worktree");
    assert_eq!(facts_of(&clone.join("copy"), Head::Index, 2), expected, "index");
    assert_eq!(facts_of(&place.join("linked"), Head::Index, 1), expected, "index of a linked worktree");
    assert_eq!(facts(place.path(), Some("main"), 2), expected, "original");
}

#[test]
fn a_sub_folder_is_a_project_of_its_own() {
    let place = Place::shop();
    let disk = facts(&place.join("src"), None, 1);
    assert_eq!(facts(&place.join("src"), Some("HEAD"), 1), disk);
    assert_eq!(facts_of(&place.join("src"), Head::Index, 1), disk);
    let paths: Vec<&str> = disk.ledger.items().iter().map(|item| item.path.as_str()).collect();
    assert_eq!(paths, ["Bill.java", "Line.java", "Order.java"]);
    assert_eq!(disk.history.walked, 3);
}

#[test]
fn a_removed_main_repository_is_an_error() {
    let place = Place::shop();
    let linked = Place::new();
    place.git(&["worktree", "add", "-q", "--detach", &linked.join("tree").display().to_string()]);
    assert!(opened_at(&linked.join("tree"), None).is_ok());
    drop(place);
    assert!(opened_at(&linked.join("tree"), None).is_err());
}
