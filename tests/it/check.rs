//! The gate, from a repository with a branch to the exit code.

use crate::command::{folder, run, text};
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

pub(crate) fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("HOME", folder)
        .output()
        .expect("git is there");
    assert!(output.status.success(), "git {arguments:?}: {}", text(&output.stderr));
}

pub(crate) fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }
}

/// Two services, and a branch on which orders calls billing and gets a new file.
pub(crate) fn repository() -> TempDir {
    let place = folder();
    let root = place.path().join("shop");
    fs::create_dir(&root).expect("it can be made");
    git(&root, &["init", "-q", "-b", "main"]);
    write(
        &root,
        &[
            ("src/orders/Order.java", "package orders;\npublic class Order { int id; }\n"),
            ("src/orders/Orders.java", "package orders;\npublic class Orders { Order last; }\n"),
            ("src/billing/Bill.java", "package billing;\npublic class Bill { public int sum() { return 1; } }\n"),
        ],
    );
    write(
        place.path(),
        &[(
            "cut.json",
            "{\"src/orders/Order.java\": \"orders\", \"src/orders/Orders.java\": \"orders\", \
             \"src/billing/Bill.java\": \"billing\"}",
        )],
    );
    git(&root, &["add", "-A"]);
    git(&root, &["commit", "-q", "-m", "first"]);
    git(&root, &["checkout", "-q", "-b", "change"]);
    write(
        &root,
        &[
            (
                "src/orders/Orders.java",
                "package orders;\nimport billing.Bill;\npublic class Orders {\n  Order last;\n  int sum() { return new Bill().sum(); }\n}\n",
            ),
            ("src/orders/Item.java", "package orders;\npublic class Item { Order of; }\n"),
        ],
    );
    git(&root, &["add", "-A"]);
    git(&root, &["commit", "-q", "-m", "second"]);
    place
}

pub(crate) fn checked(place: &TempDir, options: &[&str]) -> (Option<i32>, String, String) {
    let path = |name: &str| place.path().join(name).to_str().expect("a plain path").to_owned();
    let (root, cut) = (path("shop"), path("cut.json"));
    let mut args = vec!["check", &root, "--assignments", &cut, "--quiet"];
    args.extend(options);
    let output = run(&args);
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_new_call_across_services_fails() {
    let place = repository();
    for head in [&["--base", "main"][..], &["--base", "main", "--rev", "change"]] {
        let (code, told, errors) = checked(&place, &[head, &["--format", "json"]].concat());
        assert_eq!(code, Some(1), "{told}{errors}");
        let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
        let findings = told["findings"].as_array().expect("findings");
        let shown =
            |one: &serde_json::Value| format!("{} {} > {}", one["rule"], one["from"], one["to"]).replace('"', "");
        assert_eq!(
            findings.iter().map(shown).collect::<Vec<_>>(),
            ["cross-dependency src/orders/Orders.java > src/billing/Bill.java"]
        );
        assert_eq!((&findings[0]["kind"], &findings[0]["sites"][0]["line"]), (&"call".into(), &5.into()));
        assert_eq!((&told["change"]["files"], &told["change"]["services"][0]), (&2.into(), &"orders".into()));
    }
}

#[test]
fn what_is_known_and_what_is_undone_passes() {
    let place = repository();
    let (code, told, errors) = checked(&place, &["--base", "change"]);
    assert_eq!(code, Some(0), "{told}{errors}");
    assert!(told.ends_with("ok: nothing new crosses the cut\n"), "{told}");
    let (code, told, _) = checked(&place, &["--base", "no-such-branch"]);
    assert_eq!((code, told.as_str()), (Some(3), ""));
    let (code, _, errors) = checked(&place, &["--base", "main", "--format", "jason"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("`json`"), "{errors}");
}

/// Warm, cold, without a cache and with a damaged one: the same bytes; warm, nothing of the base is read.
#[test]
fn a_check_is_the_same_with_what_is_kept() {
    let place = repository();
    let cache = place.path().join("cache").to_str().expect("a plain path").to_owned();
    let root = place.path().join("shop").to_str().expect("a plain path").to_owned();
    for more in [&["--rev", "change"][..], &["--rev", "change", "--assignments", "cut.json"]] {
        let checked = |kept: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_seamline"));
            command.args([&["check", &root, "--base", "main", "--format", "json", "-v"], more, kept].concat());
            let output = command.env_remove("CI").current_dir(place.path()).output().expect("the program starts");
            (text(&output.stdout), text(&output.stderr))
        };
        let (expected, _) = checked(&["--no-cache"]);
        assert!(expected.contains("\"findings\""), "{expected}");
        for said in ["what was new was kept", "nothing new was kept"] {
            let (told, errors) = checked(&["--cache", &cache]);
            assert!(told == expected && errors.contains(said), "{errors}");
        }
        // When warm: the files after the change, the history, and the base.
        let (_, errors) = checked(&["--cache", &cache]);
        assert!(errors.contains("cache: 6 of 6 values were known"), "{errors}");
        let pack = || {
            let files = fs::read_dir(&cache).expect("it is there").map(|entry| entry.expect("readable").path());
            files.filter(|path| path.extension().is_some_and(|end| end == "pack")).max().expect("a pack")
        };
        let whole = fs::read(pack()).expect("readable");
        // A bit in each of forty places: each time some value is another.
        for at in (0..whole.len()).step_by(whole.len() / 40) {
            let mut bytes = whole.clone();
            bytes[at] ^= 4;
            fs::write(pack(), bytes).expect("written");
            let (told, errors) = checked(&["--cache", &cache]);
            assert!(told == expected, "{at}: {errors}");
        }
        fs::remove_dir_all(&cache).expect("it is there");
    }
}
