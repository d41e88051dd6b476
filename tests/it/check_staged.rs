//! The gate before a commit: what is staged, and nothing else.

use crate::check::{checked, git, repository, write};
use crate::command::{folder, run, text};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const ITEM: &str = "src/orders/Item.java";
const HARMLESS: &str = "package orders;\npublic class Item { Order of; int count; }\n";
const CALLS: &str =
    "package orders;\nimport billing.Bill;\npublic class Item {\n  int sum() { return new Bill().sum(); }\n}\n";
const FOUND: &str = "cross-dependency src/orders/Item.java > src/billing/Bill.java";

fn stage(root: &Path, files: &[(&str, &str)]) {
    write(root, files);
    git(root, &["add", "-A"]);
}

fn said(root: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git").args(arguments).current_dir(root).output().expect("git is there");
    text(&output.stdout).trim().to_owned()
}

/// The exit code, and the document.
fn told(place: &TempDir, options: &[&str]) -> (Option<i32>, Value) {
    let (code, told, errors) = checked(place, &[options, &["--format", "json"]].concat());
    (code, serde_json::from_str(&told).unwrap_or_else(|_| panic!("{options:?}: {told}{errors}")))
}

fn errors(document: &Value) -> Vec<String> {
    let findings = document["findings"].as_array().expect("findings").iter();
    let shown = |one: &Value| format!("{} {} > {}", one["rule"], one["from"], one["to"]).replace('"', "");
    findings.filter(|one| one["severity"] == "error").map(shown).collect()
}

#[test]
fn what_is_staged_fails_whatever_lies_on_disk() {
    let place = repository();
    let root = place.path().join("shop");
    stage(&root, &[(ITEM, CALLS)]);
    write(&root, &[(ITEM, HARMLESS)]);
    let (code, document) = told(&place, &["--staged"]);
    assert_eq!((code, errors(&document)), (Some(1), vec![FOUND.to_owned()]));
    assert_eq!(
        (&document["head"], document["base"].as_str()),
        (&"index".into(), Some(&*said(&root, &["rev-parse", "HEAD"])))
    );
    assert_eq!(document["change"]["files"], 1);
    // The other way round.
    stage(&root, &[(ITEM, HARMLESS)]);
    write(&root, &[(ITEM, CALLS), ("src/orders/Untracked.java", &CALLS.replace("Item", "Untracked"))]);
    let (code, document) = told(&place, &["--staged"]);
    assert_eq!((code, &document["change"]["files"]), (Some(0), &1.into()));
    assert_eq!(checked(&place, &["--base", "HEAD"]).0, Some(1));
}

#[test]
fn a_base_is_met_before_head() {
    let place = repository();
    let root = place.path().join("shop");
    stage(&root, &[(ITEM, CALLS)]);
    let (code, document) = told(&place, &["--staged", "--base", "main"]);
    let both = [FOUND, "cross-dependency src/orders/Orders.java > src/billing/Bill.java"];
    assert_eq!((code, errors(&document)), (Some(1), both.map(str::to_owned).to_vec()));
    assert_eq!(document["base"].as_str(), Some(&*said(&root, &["rev-parse", "main"])));
    // A base in the settings is that of a whole change.
    write(&root, &[("seamline.toml", "[gate]\nbase = 'main'\n")]);
    assert_eq!(errors(&told(&place, &["--staged"]).1), [FOUND]);
    assert_eq!(told(&place, &["--rev", "HEAD"]).1["base"].as_str(), Some(&*said(&root, &["rev-parse", "main"])));
}

#[test]
fn what_is_deleted_and_renamed_in_the_index_is_so() {
    let place = repository();
    let root = place.path().join("shop");
    git(&root, &["mv", "src/orders/Orders.java", "src/orders/Ledger.java"]);
    git(&root, &["rm", "-q", "--cached", ITEM]);
    let (code, document) = told(&place, &["--staged"]);
    assert_eq!((code, errors(&document), &document["change"]["files"]), (Some(0), vec![], &2.into()));
    let (code, document) = told(&place, &["--staged", "--base", "main"]);
    let moved = "cross-dependency src/orders/Ledger.java > src/billing/Bill.java";
    assert_eq!((code, errors(&document)), (Some(1), vec![moved.to_owned()]));
}

/// A commit that is made from the index is judged as the index was.
#[test]
fn the_commit_is_judged_as_the_index() {
    let place = repository();
    let root = place.path().join("shop");
    let moved = "package orders;\nimport billing.Bill;\npublic class Late { int sum() { return new Bill().sum(); } }\n";
    git(&root, &["mv", "src/orders/Order.java", "src/billing/Order.java"]);
    stage(&root, &[(ITEM, CALLS), ("src/orders/Late.java", moved)]);
    let (_, mut staged) = told(&place, &["--staged"]);
    assert!(errors(&staged).len() >= 2, "{staged}");
    git(&root, &["commit", "-q", "-m", "third"]);
    let (_, mut committed) = told(&place, &["--base", "HEAD~1", "--rev", "HEAD"]);
    for document in [&mut staged, &mut committed] {
        document["head"] = Value::Null;
    }
    assert_eq!(staged, committed);
}

#[test]
fn announced_files_are_not_there_yet() {
    let place = repository();
    let root = place.path().join("shop");
    let late = "src/orders/Late.java";
    write(&root, &[(late, &CALLS.replace("Item", "Late"))]);
    git(&root, &["add", "-N", late]);
    let (code, document) = told(&place, &["--staged"]);
    assert_eq!((code, &document["change"]["files"]), (Some(0), &0.into()));
    git(&root, &["add", late]);
    assert_eq!(checked(&place, &["--staged"]).0, Some(1));
}

#[test]
fn what_cannot_be_staged_says_why() {
    let place = repository();
    let root = place.path().join("shop");
    let why = |path: &Path, code: i32, said: &str| {
        let output = run(&["check", path.to_str().expect("a plain path"), "--staged", "--quiet"]);
        let errors = text(&output.stderr);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(code), String::new()), "{errors}");
        assert!(errors.contains(said), "{errors}");
    };
    let (code, _, errors) = checked(&place, &["--staged", "--rev", "HEAD"]);
    assert!(code == Some(2) && errors.contains("cannot be used with"), "{errors}");
    let empty = folder();
    why(empty.path(), 3, "is in no git repository");
    git(empty.path(), &["init", "-q"]);
    stage(empty.path(), &[("A.java", "class A {}\n")]);
    why(empty.path(), 3, "has no commit yet");
    let bare = place.path().join("bare");
    git(place.path(), &["clone", "-q", "--bare", "shop", "bare"]);
    why(&bare, 3, "is a bare repository: nothing is staged in it");
    git(&root, &["checkout", "-q", "main"]);
    stage(&root, &[("src/orders/Orders.java", "package orders;\npublic class Orders { Order first; }\n")]);
    git(&root, &["commit", "-q", "-m", "meanwhile"]);
    let merged = Command::new("git").args(["merge", "-q", "change"]).current_dir(&root).output().expect("git is there");
    assert!(!merged.status.success());
    why(&root, 3, "unresolved conflicts, the first in src/orders/Orders.java");
}

#[test]
fn a_linked_worktree_has_an_index_of_its_own() {
    let place = repository();
    let root = place.path().join("shop");
    git(&root, &["worktree", "add", "-q", "--detach", "../linked"]);
    let linked = place.path().join("linked");
    stage(&linked, &[(ITEM, CALLS)]);
    let cut = place.path().join("cut.json");
    let [linked, cut] = [&linked, &cut].map(|path| path.to_str().expect("a plain path"));
    assert_eq!(run(&["check", linked, "--staged", "--assignments", cut]).status.code(), Some(1));
    assert_eq!(checked(&place, &["--staged"]).0, Some(0));
}

#[test]
fn a_sub_folder_is_checked_alone() {
    let place = repository();
    let root = place.path().join("shop");
    let cut =
        "{\"orders/Order.java\": \"orders\", \"orders/Orders.java\": \"orders\", \"billing/Bill.java\": \"billing\"}";
    write(place.path(), &[("below.json", cut)]);
    let (below, cut) = (root.join("src"), place.path().join("below.json"));
    let [below, cut] = [&below, &cut].map(|path| path.to_str().expect("a plain path"));
    let checked = || {
        let output = run(&["check", below, "--staged", "--assignments", cut, "--format", "json"]);
        let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        (output.status.code(), errors(&document), document["change"]["files"].clone())
    };
    stage(&root, &[("other/Late.java", CALLS)]);
    assert_eq!(checked(), (Some(0), vec![], 0.into()));
    stage(&root, &[(ITEM, CALLS)]);
    assert_eq!(checked(), (Some(1), vec![FOUND.replace("src/", "")], 1.into()));
}

/// Known is what `HEAD` or the baseline has.
#[test]
fn a_baseline_goes_with_head() {
    let place = repository();
    let root = place.path().join("shop");
    let cut = place.path().join("cut.json");
    stage(&root, &[(ITEM, CALLS)]);
    let [path, cut] = [&root, &cut].map(|path| path.to_str().expect("a plain path"));
    assert_eq!(checked(&place, &["--staged"]).0, Some(1));
    assert_eq!(run(&["baseline", "update", path, "--assignments", cut]).status.code(), Some(0));
    let (code, document) = told(&place, &["--staged"]);
    assert_eq!((code, document["base"].as_str()), (Some(0), Some(&*said(&root, &["rev-parse", "HEAD"]))));
    fs::write(root.join("seamline-baseline/orders.txt"), "seamline-baseline 1\n").expect("writable");
    // What `HEAD` has is known without the baseline.
    assert_eq!(errors(&told(&place, &["--staged"]).1), [FOUND]);
}

/// Cold, warm and without a cache: the same bytes, and the base is read once.
#[test]
fn the_base_is_kept() {
    let place = repository();
    let root = place.path().join("shop");
    stage(&root, &[(ITEM, CALLS)]);
    let cache = place.path().join("cache");
    let checked = |kept: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_seamline"));
        command.args(["check", root.to_str().expect("a plain path"), "--staged", "--format", "json", "-v"]).args(kept);
        let output = command.env_remove("CI").env_remove("GITHUB_ACTIONS").output().expect("the program starts");
        (text(&output.stdout), text(&output.stderr))
    };
    let (expected, _) = checked(&["--no-cache"]);
    assert!(expected.contains("\"head\": \"index\""), "{expected}");
    for said in ["what was new was kept", "nothing new was kept", "cache: 6 of 6 values were known"] {
        let (told, errors) = checked(&["--cache", cache.to_str().expect("a plain path")]);
        assert!(told == expected && errors.contains(said), "{said}: {errors}");
    }
    stage(&root, &[("src/orders/Late.java", &HARMLESS.replace("Item", "Late"))]);
    let (_, errors) = checked(&["--cache", cache.to_str().expect("a plain path")]);
    assert!(errors.contains("cache: 6 of 7 values were known"), "{errors}");
}

/// `git commit -a` and `git commit FILE` make another index, which a hook is told of.
#[test]
fn a_hook_checks_what_is_about_to_be_committed() {
    let place = repository();
    let root = place.path().join("shop");
    let cut = place.path().join("cut.json");
    let hook = root.join(".git/hooks/pre-commit");
    let program = env!("CARGO_BIN_EXE_seamline");
    write(
        &root,
        &[(
            ".git/hooks/pre-commit",
            &format!("#!/bin/sh\nexec '{program}' check --staged --no-cache --assignments '{}'\n", cut.display()),
        )],
    );
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("own file");
    let committed = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "-m", "third"]);
        let output = command.args(arguments).current_dir(&root).output().expect("git is there");
        (output.status.success(), text(&output.stdout) + &text(&output.stderr))
    };
    write(&root, &[(ITEM, CALLS)]);
    for arguments in [&["-a"][..], &["--", ITEM]] {
        let (done, told) = committed(arguments);
        assert!(!done && told.contains("src/orders/Item.java:4"), "{arguments:?}: {told}");
    }
    // What stays behind is no part of the commit.
    write(&root, &[("src/orders/Order.java", "package orders;\npublic class Order { int id; int count; }\n")]);
    git(&root, &["add", ITEM]);
    let (done, told) = committed(&["--", "src/orders/Order.java"]);
    assert!(done, "{told}");
    // An index of another folder is not that of this repository.
    let elsewhere = place.path().join("index");
    fs::copy(root.join(".git/index"), &elsewhere).expect("readable");
    git(&root, &["checkout", "-q", "HEAD", "--", ITEM]);
    let mut command = Command::new(program);
    command.args(["check", "--staged", "--no-cache", "--assignments", cut.to_str().expect("a plain path")]);
    let output = command.env("GIT_INDEX_FILE", &elsewhere).current_dir(&root).output().expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
}
