//! Rules of the gate that take more than two files, and what is accepted, suppressed and unreadable, from outside.

use crate::check::{checked, git, repository, write};
use crate::command::{folder, run, text};
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

const ORDERS: &str = "src/orders/Orders.java";

/// `Orders` with a body that speaks of bills.
fn orders(body: &str) -> String {
    format!("package orders;\nimport billing.Bill;\npublic class Orders {{\n  Order last;\n{body}\n}}\n")
}

fn rules(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(|one| one["rule"].as_str()).collect()
}

fn json(place: &TempDir, options: &[&str]) -> (Option<i32>, Value) {
    let (code, told, errors) = checked(place, &[options, &["--format", "json"]].concat());
    (code, serde_json::from_str(&told).unwrap_or_else(|why| panic!("{why}: {told}{errors}")))
}

/// `seamline baseline WORD`.
fn baseline(place: &TempDir, word: &str, options: &[&str]) -> (Option<i32>, String) {
    let path = |name: &str| place.path().join(name).to_str().expect("a plain path").to_owned();
    let (root, cut) = (path("shop"), path("cut.json"));
    let output = run(&[&["baseline", word, &root, "--assignments", &cut, "--quiet"], options].concat());
    (output.status.code(), text(&output.stdout) + &text(&output.stderr))
}

/// Six files of each of two services that know each other well, and nobody else. Half of them stand in the cut that is
/// written where an analysis would not put them.
#[test]
fn a_cut_that_is_not_where_the_code_is_drifts() {
    let place = folder();
    let root = place.path().join("shop");
    fs::create_dir(&root).expect("it can be made");
    git(&root, &["init", "-q", "-b", "main"]);
    let (mut good, mut bad) = (serde_json::Map::new(), serde_json::Map::new());
    for (package, other, class) in [("orders", "billing", "Order"), ("billing", "orders", "Bill")] {
        for at in 0..6 {
            let use_of = |k: usize| format!("  {class}{} f{k};\n  int g{k}() {{ return f{k}.sum(); }}\n", (at + k) % 6);
            let uses: String = (1..4).map(use_of).collect();
            let path = format!("src/{package}/{class}{at}.java");
            let body = format!(
                "package {package};\npublic class {class}{at} {{\n{uses}  public int sum() {{ return {at}; }}\n}}\n"
            );
            write(&root, &[(&path, &body)]);
            good.insert(path.clone(), package.into());
            bad.insert(path, if at < 3 { package } else { other }.into());
        }
    }
    git(&root, &["add", "-A"]);
    git(&root, &["commit", "-q", "-m", "first"]);
    let told = |cut: &serde_json::Map<String, Value>, settings: &str| {
        let cut = serde_json::to_string(cut).expect("JSON");
        write(place.path(), &[("cut.json", &cut), ("shop/seamline.toml", settings)]);
        let (code, told) = json(&place, &["--base", "main"]);
        let what = told["findings"][0]["what"].as_str().unwrap_or_default().to_owned();
        (code, rules(&told["findings"]).join(" "), what)
    };
    let on = "[gate.rules]\ndrift = 'error'\n";
    let (code, found, what) = told(&bad, on);
    assert_eq!((code, found.as_str()), (Some(1), "drift"), "{what}");
    assert!(what.starts_with("a proposal of today gives 6 of 12 files (50 %) another service than the cut; 10 % may: src/billing/Bill3.java"), "{what}");
    for (cut, settings) in [
        (&good, on),
        (&bad, "[gate.rules]\ndrift = 'error'\n[gate.limits]\ndrift = 0.5\n"),
        // It is off unless settings say otherwise.
        (&bad, ""),
    ] {
        assert_eq!(told(cut, settings), (Some(0), String::new(), String::new()), "{settings}");
    }
}

#[test]
fn strict_services_suppress_nothing() {
    let place = repository();
    let root = place.path().join("shop");
    let comment = "  // seamline: allow(cross-dependency, wider-surface): until bills have events\n";
    write(&root, &[(ORDERS, &orders(&format!("{comment}  int sum() {{ return new Bill().sum(); }}")))]);
    for (strict, code, found, suppressed) in [
        ("[]", 0, &[][..], &["cross-dependency", "wider-surface"][..]),
        // The wider surface is that of billing, which is not strict.
        ("['orders']", 1, &["cross-dependency", "suppression"], &["wider-surface"]),
    ] {
        write(&root, &[("seamline.toml", &format!("[gate]\nstrict = {strict}\n"))]);
        let (is, told) = json(&place, &["--base", "main"]);
        assert_eq!((is, rules(&told["findings"])), (Some(code), found.to_vec()), "{strict}: {told:#}");
        assert_eq!(rules(&told["suppressed"]), suppressed, "{strict}");
        let refusal = &told["findings"][1];
        assert!(found.is_empty() || refusal["kind"] == "strict", "{refusal}");
    }
}

/// What a comment suppresses and what the baseline accepts is in SARIF, and says so; not in that of GitHub, which opens alerts.
#[test]
fn what_is_suppressed_is_in_sarif_and_junit() {
    let place = repository();
    let root = place.path().join("shop");
    let suppressions = |form: &str, options: &[&str]| {
        let (code, told, errors) = checked(&place, &[options, &["--format", form]].concat());
        assert_eq!(code, Some(0), "{told}{errors}");
        let log: Value = serde_json::from_str(&told).expect("JSON");
        let results = log["runs"][0]["results"].as_array().cloned().expect("results");
        let one = |result: &Value| {
            let with = &result["suppressions"][0];
            format!("{} {} {}: {}", result["ruleId"], result["baselineState"], with["kind"], with["justification"])
                .replace('"', "")
        };
        results.iter().map(one).collect::<Vec<_>>()
    };
    let (code, told) = baseline(&place, "update", &[]);
    assert_eq!(code, Some(0), "{told}");
    let accepted = ["cross-dependency unchanged external: null", "wider-surface unchanged external: null"];
    assert_eq!(suppressions("sarif", &[]), accepted);
    assert!(suppressions("github-sarif", &[]).is_empty());
    let (_, junit, _) = checked(&place, &["--format", "junit"]);
    assert!(
        junit.contains("skipped=\"2\"") && junit.contains("<skipped>accepted in the baseline</skipped>"),
        "{junit}"
    );

    let comment = "  // seamline: allow(cross-dependency, wider-surface): until bills have events\n";
    write(&root, &[(ORDERS, &orders(&format!("{comment}  int sum() {{ return new Bill().sum(); }}")))]);
    let [new, known] = ["new", "unchanged"].map(|state| {
        ["cross-dependency", "wider-surface"].map(|rule| format!("{rule} {state} inSource: until bills have events"))
    });
    assert_eq!(suppressions("sarif", &["--base", "main", "--no-baseline"]), new);
    assert_eq!(suppressions("sarif", &[]), known);
    let (_, junit, _) = checked(&place, &["--base", "main", "--no-baseline", "--format", "junit"]);
    assert!(junit.contains("<skipped>suppressed by the comment at src/orders/Orders.java:5: until bills"), "{junit}");
}

/// Pruning, updating and checking agree: of a call a use is left, which was accepted with it; the call was not kept for later.
#[test]
fn a_weaker_finding_keeps_its_place_in_the_baseline() {
    let place = repository();
    let root = place.path().join("shop");
    let lines = || fs::read_to_string(root.join("seamline-baseline/orders.txt")).expect("written");
    let entry = |kind: &str, reason: &str| {
        format!("seamline-baseline 1\ncross-dependency\t{ORDERS}\tsrc/billing/Bill.java\t{kind}{reason}\n")
    };
    let (call, field) = (orders("  int sum() { return new Bill().sum(); }"), orders("  Bill last() { return null; }"));
    for word in ["prune", "update"] {
        fs::remove_dir_all(root.join("seamline-baseline")).ok();
        write(&root, &[(ORDERS, &call)]);
        fs::create_dir(root.join("seamline-baseline")).expect("it can be made");
        write(&root, &[("seamline-baseline/orders.txt", &entry("call", "\tuntil spring"))]);
        write(
            &root,
            &[(
                "seamline-baseline/billing.txt",
                "seamline-baseline 1\nwider-surface\tbilling\tsrc/billing/Bill.java#Bill\tname\n",
            )],
        );
        assert_eq!(checked(&place, &[]).0, Some(0));
        write(&root, &[(ORDERS, &field)]);
        let (code, told, _) = checked(&place, &[]);
        assert!(code == Some(0) && told.contains("1 gone since"), "{told}");
        let (code, told) = baseline(&place, word, &[]);
        assert_eq!(code, Some(0), "{word}: {told}");
        assert_eq!(lines(), entry("use", "\tuntil spring"), "{word}: {told}");
        let (code, told, _) = checked(&place, &[]);
        assert!(code == Some(0) && !told.contains("gone since"), "{told}");
        write(&root, &[(ORDERS, &call)]);
        assert_eq!(checked(&place, &[]).0, Some(1), "{word}");
        // What became stronger is not gone, so it stays.
        assert_eq!(baseline(&place, "prune", &[]).0, Some(0));
        assert_eq!(lines(), entry("use", "\tuntil spring"), "{word}");
    }
}

#[test]
fn what_cannot_be_read_is_neither_new_nor_gone() {
    let place = repository();
    let root = place.path().join("shop");
    let (call, marks) = ("  int sum() { return new Bill().sum(); }", "<<<<<<< HEAD\n=======\n>>>>>>> change\n");
    // It is there before, and after it nobody can see it: the marks stand where the call stood.
    let torn = orders(&format!("{marks}  int sum() {{ return new Bi"));
    write(&root, &[(ORDERS, &torn)]);
    let said = "note: 1 file cannot be read whole any more (src/orders/Orders.java): what crosses the cut there is neither new nor gone";
    let (code, told, errors) = checked(&place, &["--base", "change"]);
    assert!(code == Some(0) && told.contains(said) && !told.contains("Gone with this change"), "{told}{errors}");
    assert_eq!(baseline(&place, "update", &[]).0, Some(0));
    // In a file that was whole before, what seems new is not; in one that was not, it is.
    write(&root, &[(ORDERS, &orders(&format!("{call}\n{marks}")))]);
    let (code, told, errors) = checked(&place, &["--base", "main", "--no-baseline"]);
    assert!(code == Some(0) && told.contains(said), "{told}{errors}");
    git(&root, &["checkout", "-q", "-f", "main"]);
    write(&root, &[(ORDERS, &format!("package orders;\npublic class Orders {{ Order last; {marks} }}\n"))]);
    git(&root, &["commit", "-q", "-a", "-m", "torn"]);
    write(&root, &[(ORDERS, &orders(&format!("{call}\n{marks}")))]);
    let (code, told, errors) = checked(&place, &["--base", "main", "--no-baseline"]);
    assert!(code == Some(1) && !told.contains("read whole"), "{told}{errors}");
}

#[test]
fn a_baseline_keeps_what_cannot_be_read() {
    let place = repository();
    let root = place.path().join("shop");
    assert_eq!(baseline(&place, "update", &[]).0, Some(0));
    let accepted = fs::read_to_string(root.join("seamline-baseline/orders.txt")).expect("written");
    write(&root, &[(ORDERS, "package orders;\npublic class Orders { <<<<<<< HEAD\n")]);
    let (code, told, errors) = checked(&place, &[]);
    assert!(code == Some(0), "{told}{errors}");
    assert_eq!(baseline(&place, "prune", &[]).0, Some(0));
    assert_eq!(fs::read_to_string(root.join("seamline-baseline/orders.txt")).expect("kept"), accepted);
}
