//! The gate, from a repository with a branch to the exit code.

use crate::command::{folder, run, seamline, text};
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
    assert!(told.ends_with("ok: nothing new crosses the cut\n") && !told.contains("To accept"), "{told}");
    let (code, told, errors) = checked(&place, &["--base", "no-such-branch"]);
    assert_eq!((code, told.as_str()), (Some(3), ""));
    assert!(errors.contains("no revision") && !errors.contains("try:"), "{errors}");
    let (code, _, errors) = checked(&place, &["--base", "main", "--format", "jason"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("`json`"), "{errors}");
}

/// A clone as a job makes it, what mends it, and what the check says after that.
#[test]
fn a_clone_without_the_base_says_how_to_get_it() {
    let place = repository();
    let url = format!("file://{}", place.path().join("shop").display());
    let fetched = |name: &str, fetch: &[&str]| {
        let clone = place.path().join(name);
        fs::create_dir(&clone).expect("it can be made");
        git(&clone, &["init", "-q"]);
        git(&clone, &["remote", "add", "origin", &url]);
        git(
            &clone,
            &[&["fetch", "-q"][..], fetch, &["origin", "+refs/heads/change:refs/remotes/pull/1/merge"]].concat(),
        );
        git(&clone, &["checkout", "-q", "refs/remotes/pull/1/merge"]);
        clone
    };
    let check = |clone: &Path, base: &str| {
        let cut = place.path().join("cut.json");
        let [clone, cut] = [clone, &cut].map(|path| path.to_str().expect("a plain path"));
        let output = run(&["check", clone, "--assignments", cut, "--quiet", "--base", base]);
        (output.status.code(), text(&output.stderr))
    };
    let whole = ["fetch", "-q", "origin", "main:refs/remotes/origin/main"];
    let deep = ["fetch", "-q", "--unshallow", "origin", "main:refs/remotes/origin/main"];
    for (name, fetch, mend) in [("shallow", &["--depth=1"][..], &deep[..]), ("whole", &[], &whole)] {
        let clone = fetched(name, fetch);
        let (code, errors) = check(&clone, "origin/main");
        let told = format!("\n  try: `git {}`\n", mend.join(" ").replace(" -q", ""));
        assert!(
            code == Some(3) && errors.contains("no revision \"origin/main\"") && errors.contains(&told),
            "{errors}"
        );
        let shallow = name == "shallow";
        assert_eq!(errors.contains("fetch-depth: 0") && errors.contains("GIT_DEPTH: 0"), shallow, "{errors}");
        let (_, errors) = check(&clone, "elsewhere");
        assert_eq!(errors.contains("`git fetch --unshallow`"), shallow, "{errors}");
        let (code, errors) = check(&clone, "origin/");
        assert!(code == Some(3) && errors.contains("behind `origin/`"), "{errors}");
        git(&clone, mend);
        assert_eq!(check(&clone, "origin/main").0, Some(1), "the call is found");
    }
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

/// Runs a command on the repository; the assignments are named where the command takes them.
fn does(place: &TempDir, command: &[&str], options: &[&str]) -> (Option<i32>, String) {
    let path = |name: &str| place.path().join(name).to_str().expect("a plain path").to_owned();
    let (root, cut) = (path("shop"), path("cut.json"));
    let output = run(&[command, &[root.as_str(), "--assignments", cut.as_str(), "--quiet"], options].concat());
    (output.status.code(), text(&output.stdout) + &text(&output.stderr))
}

const ITEM: &str = "src/orders/Item.java";
const CALLS: &str =
    "package orders;\nimport billing.Bill;\npublic class Item {\n  int sum() { return new Bill().sum(); }\n}\n";

#[test]
fn accepted_findings_pass_until_there_is_one_more() {
    let place = repository();
    let root = place.path().join("shop");
    let (code, told) = does(&place, &["check"], &[]);
    assert!(code == Some(2) && told.contains("baseline update"), "{told}");
    let (code, told) = does(&place, &["baseline", "update"], &[]);
    assert_eq!(code, Some(0), "{told}");
    let accepted = fs::read_to_string(root.join("seamline-baseline/orders.txt")).expect("written");
    assert_eq!(
        accepted,
        "seamline-baseline 1\ncross-dependency\tsrc/orders/Orders.java\tsrc/billing/Bill.java\tcall\n"
    );
    let (code, told) = does(&place, &["check"], &[]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("Baseline: "), "{told}");

    write(&root, &[(ITEM, CALLS)]);
    let (code, told) = does(&place, &["check"], &[]);
    assert!(code == Some(1) && told.contains("To accept a finding: ") && !told.contains(" since "), "{told}");
    let (code, told) = does(&place, &["baseline", "update"], &[]);
    assert!(code == Some(1) && told.contains("nothing was written") && told.contains("--allow-increase"), "{told}");
    let (code, told) = does(&place, &["baseline", "update"], &["--allow-increase", "--reason", "until\tspring"]);
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(does(&place, &["check"], &[]).0, Some(0));
    let cut = place.path().join("cut.json");
    let [root_path, cut] = [root.to_str(), cut.to_str()].map(|path| path.expect("a plain path"));
    let explain = ["baseline", "explain", "-C", root_path, "--assignments", cut, "--", "cross-dependency", ITEM];
    let told = run(&[&explain[..], &["src/billing/Bill.java"]].concat());
    let told = text(&told.stdout) + &text(&told.stderr);
    assert!(told.contains("orders.txt: until\\u{9}spring") && told.contains("--> src/orders/Item.java:4"), "{told}");

    write(&root, &[(ITEM, "package orders;\npublic class Item { Order of; }\n")]);
    let (code, told) = does(&place, &["check"], &[]);
    assert!(code == Some(0) && told.contains("1 gone since"), "{told}");
    assert_eq!(does(&place, &["baseline", "prune"], &[]).0, Some(0));
    assert_eq!(fs::read_to_string(root.join("seamline-baseline/orders.txt")).expect("written"), accepted);

    let mut in_ci = seamline();
    let output = in_ci.env("CI", "true").args(["baseline", "update", root_path]).output().expect("it starts");
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    fs::write(root.join("seamline-baseline/orders.txt"), format!("<<<<<<< ours\n{accepted}")).expect("written");
    let (code, told) = does(&place, &["check"], &["--base", "main"]);
    assert!(code == Some(2) && told.contains("orders.txt, line 1") && told.contains("merge driver"), "{told}");
}

#[test]
fn strict_services_accept_nothing_new() {
    let place = repository();
    let root = place.path().join("shop");
    write(&root, &[("seamline.toml", "[gate]\nbase = 'main'\nstrict = ['orders', 'odrers']\n")]);
    let (code, told) = does(&place, &["baseline", "update"], &[]);
    assert!(code == Some(0) && told.contains("1 findings of strict services"), "{told}");
    let (code, told) = does(&place, &["check"], &[]);
    assert!(code == Some(1) && told.contains("odrers, which is not there; orders is"), "{told}");
}

#[test]
fn a_cut_is_kept_beside_the_baseline() {
    let place = repository();
    let root = place.path().join("shop");
    let path = root.to_str().expect("a plain path");
    assert_eq!(run(&["baseline", "update", path, "--quiet"]).status.code(), Some(0));
    let cut = fs::read_to_string(root.join("seamline-baseline/_cut.txt")).expect("written");
    assert!(cut.starts_with("seamline-baseline 1\nsrc/"), "{cut}");
    let output = run(&["check", path, "--quiet"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert!(!text(&output.stdout).contains("is a proposal"), "{}", text(&output.stdout));
}

/// A service whose folder gets another name is guarded on: the cut has to follow, and a cut that follows changes nobody's home.
#[test]
fn a_written_cut_follows_a_folder_that_is_renamed() {
    let place = repository();
    let root = place.path().join("shop");
    git(&root, &["checkout", "-q", "main"]);
    let baseline = |command: &[&str]| does(&place, &[&["baseline"], command].concat(), &[]);
    let (code, told) = baseline(&["update"]);
    assert_eq!(code, Some(0), "{told}");
    let cut = root.join("seamline-baseline/_cut.txt");
    let written = fs::read_to_string(&cut).expect("a named file of assignments is the cut that is kept");
    assert_eq!(written, "seamline-baseline 1\nsrc/billing/\tbilling\nsrc/orders/\torders\n");
    git(&root, &["add", "-A"]);
    git(&root, &["commit", "-q", "-m", "accepted"]);
    let check = || {
        let output = run(&["check", root.to_str().expect("a plain path"), "--base", "HEAD", "--quiet", "--no-cache"]);
        (output.status.code(), text(&output.stdout) + &text(&output.stderr))
    };
    git(&root, &["mv", "src/billing", "src/invoicing"]);
    write(
        &root,
        &[("src/invoicing/Bill.java", "package invoicing;\npublic class Bill { public int sum() { return 1; } }\n")],
    );
    let (code, told) = check();
    assert!(code == Some(1) && told.contains("error[outdated-cut]: src/invoicing/Bill.java moved"), "{told}");
    // To write the cut anew would give the service away.
    let output = run(&["baseline", "update", root.to_str().expect("a plain path"), "--quiet"]);
    let told = text(&output.stderr);
    assert!(output.status.code() == Some(2) && told.contains("billing of the cut has no file any more"), "{told}");
    // Whoever writes it by hand need not think of the order.
    fs::write(&cut, "seamline-baseline 1\nsrc/orders/\torders\nsrc/invoicing/\tbilling\n").expect("written");
    let (code, told) = check();
    assert!(code == Some(2) && told.contains("`seamline baseline prune` puts them in order"), "{told}");
    let (code, told) = baseline(&["prune"]);
    assert_eq!(code, Some(0), "{told}");
    let (code, told) = check();
    assert_eq!(code, Some(0), "{told}");
    git(&root, &["add", "-A"]);
    git(&root, &["commit", "-q", "-m", "renamed"]);
    let calls = "package orders;\npublic class Orders { int sum() { return new invoicing.Bill().sum(); } }\n";
    write(&root, &[("src/orders/Orders.java", calls)]);
    let (code, told) = check();
    assert!(code == Some(1) && told.contains("orders calls billing"), "{told}");
    // A service that is gone is told in every check.
    fs::write(&cut, "seamline-baseline 1\nsrc/billing/\tbilling\nsrc/orders/\torders\n").expect("written");
    let (_, told) = check();
    assert!(told.contains("of the services of the cut, billing has no file any more"), "{told}");
}

#[test]
fn comments_suppress_with_a_reason() {
    let place = repository();
    let root = place.path().join("shop");
    let suppressed = |comment: &str| {
        let call = format!(
            "package orders;\nimport billing.Bill;\npublic class Orders {{\n  Order last;\n  {comment}\n  int sum() {{ return new Bill().sum(); }}\n}}\n"
        );
        write(&root, &[("src/orders/Orders.java", &call)]);
        let (code, told) = does(&place, &["check"], &["--base", "main", "--format", "json"]);
        let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
        let rules = |list: &serde_json::Value| {
            let list = list.as_array().cloned().unwrap_or_default();
            list.iter().map(|one| one["rule"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>().join(" ")
        };
        (code, rules(&told["findings"]), rules(&told["suppressed"]))
    };
    let all = |code: i32, findings: &str, suppressed: &str| (Some(code), findings.to_owned(), suppressed.to_owned());
    assert_eq!(
        suppressed("// seamline: allow(cross-dependency, wider-surface): until bills have events"),
        all(0, "", "cross-dependency wider-surface")
    );
    assert_eq!(suppressed("// seamline: allow(cross-dependency)"), all(1, "cross-dependency suppression", ""));
    let old = "// seamline: allow(cross-dependency) until=2001-01-01: soon";
    assert_eq!(suppressed(old), all(1, "cross-dependency suppression", ""));
    // Without the finding that says more, what says less is told.
    let one = "// seamline: allow(cross-dependency): until bills have events";
    assert_eq!(suppressed(one), all(0, "wider-surface", "cross-dependency"));
}

#[test]
fn git_merges_baselines() {
    let place = folder();
    let root = place.path();
    let file = |entries: &[&str]| {
        let line = |from: &&str| format!("cross-join\t{from}\ttable a + table b\tjoin\n");
        format!("seamline-baseline 1\n{}", entries.iter().map(line).collect::<String>())
    };
    let commit = |entries: &[&str], message: &str| {
        write(root, &[("seamline-baseline/a.txt", &file(entries))]);
        git(root, &["add", "-A"]);
        git(root, &["commit", "-q", "-m", message]);
    };
    git(root, &["init", "-q", "-b", "main"]);
    let driver = format!("{} baseline merge %O %A %B", env!("CARGO_BIN_EXE_seamline"));
    git(root, &["config", "merge.seamline-baseline.driver", &driver]);
    write(root, &[(".gitattributes", "seamline-baseline/*.txt merge=seamline-baseline\n")]);
    commit(&["b", "d"], "first");
    git(root, &["checkout", "-q", "-b", "theirs"]);
    commit(&["a", "b", "c", "d"], "theirs");
    git(root, &["checkout", "-q", "main"]);
    commit(&["a2", "b"], "ours");
    git(root, &["merge", "-q", "--no-edit", "theirs"]);
    let merged = fs::read_to_string(root.join("seamline-baseline/a.txt")).expect("there");
    assert_eq!(merged, file(&["a", "a2", "b", "c"]));
}

#[test]
fn rules_are_explained_and_in_the_manual() {
    let manual = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/check.md")).expect("there");
    for rule in seamline_analyzer::gate::ALL {
        let card = rule.card();
        let row = format!("| `{}` | {} | {} |\n", card.info.id, card.severity.name(), card.info.summary);
        assert!(manual.contains(&row), "docs/check.md has no row {row}");
        let told = text(&run(&["explain", card.info.id]).stdout);
        assert!(told.contains(card.why) && told.contains(card.fix) && told.contains(card.example), "{told}");
    }
}
