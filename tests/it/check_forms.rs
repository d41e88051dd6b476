//! In which forms a check is told, and where: files, standard output, GitHub Actions, folders below the root.

use crate::check::{checked, git, repository, write};
use crate::command::{run, seamline, text};
use serde_json::Value;
use std::fs;

#[test]
fn several_forms_each_to_its_file() {
    let place = repository();
    let file = |name: &str| place.path().join(name).to_str().expect("a plain path").to_owned();
    let forms = ["sarif", "junit", "gitlab", "html", "markdown", "checkstyle", "github", "azure", "teamcity", "json"];
    let asked: Vec<String> = forms.iter().map(|form| format!("{form}={}", file(form))).collect();
    let mut options = vec!["--base", "main"];
    asked.iter().for_each(|form| options.extend(["--format", form]));
    let (code, told, errors) = checked(&place, &options);
    assert_eq!(code, Some(1), "{errors}");
    assert!(told.starts_with("error[") && told.ends_with("failed: 1 error, 0 warnings\n"), "{told}");
    for form in forms {
        let written = fs::read_to_string(file(form)).expect("written");
        assert!(written.contains("cross-dependency"), "{form}: {written}");
    }
}

#[test]
fn two_forms_never_go_to_the_same_place() {
    let place = repository();
    let both = |first: &str, second: &str| checked(&place, &["--base", "main", "--format", first, "--format", second]);
    let (code, told, errors) = both("json", "text");
    assert_eq!((code, told.as_str()), (Some(2), ""));
    assert!(errors.contains("json and text cannot both go to standard output"), "{errors}");
    let (code, _, errors) = both("json=x", "sarif=x");
    assert!(code == Some(2) && errors.contains("cannot both go to x"), "{errors}");
    let (code, _, errors) = checked(&place, &["--base", "main", "--format", "json="]);
    assert!(code == Some(2) && errors.contains("names no file"), "{errors}");
}

#[test]
fn a_file_that_cannot_be_written_is_an_error_of_its_own() {
    let place = repository();
    let nowhere = place.path().join("no/such/folder/out.sarif");
    let (code, told, errors) =
        checked(&place, &["--base", "main", "--format", &format!("sarif={}", nowhere.display())]);
    assert_eq!((code, told.as_str()), (Some(5), ""));
    assert!(errors.contains("cannot write"), "{errors}");
}

#[test]
fn inside_actions_text_annotations_and_a_summary() {
    let place = repository();
    let summary = place.path().join("summary.md");
    fs::write(&summary, "before\n").expect("written");
    let path = |name: &str| place.path().join(name).to_str().expect("a plain path").to_owned();
    let (root, cut) = (path("shop"), path("cut.json"));
    let told = |base: &str, more: &[&str], summary: &std::path::Path| {
        let mut command = seamline();
        command.args(["check", &root, "--assignments", &cut, "--quiet", "--base", base]).args(more);
        let output =
            command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", summary).output().expect("it starts");
        (output.status.code(), text(&output.stdout))
    };
    let (code, out) = told("main", &[], &summary);
    assert_eq!(code, Some(1));
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[0].starts_with("::stop-commands::seamline-"), "{out}");
    assert!(lines[1].starts_with("error[cross-dependency]: "), "{out}");
    let annotation = lines.last().expect("an annotation");
    assert!(annotation.starts_with("::error file=src/orders/Orders.java,line=5,title=cross-dependency::"), "{out}");
    let written = fs::read_to_string(&summary).expect("there");
    assert!(written.starts_with("before\n<!-- seamline check -->\n"), "{written}");

    let (code, out) = told("change", &[], &summary);
    assert!(code == Some(0) && !out.contains("::error"), "{out}");
    assert_eq!(fs::read_to_string(&summary).expect("there"), written, "silent when nothing is new");

    let (code, out) = told("main", &["--format", "json"], &summary);
    assert!(code == Some(1) && out.starts_with('{'), "what is asked for is what is told: {out}");
    let (code, out) = told("main", &["--format", "text"], &summary);
    assert!(code == Some(1) && out.starts_with("::stop-commands::seamline-") && !out.contains("::error"), "{out}");
    assert_eq!(fs::read_to_string(&summary).expect("there"), written, "only what was asked for");
    let sarif = path("out.sarif");
    let (code, out) = told("main", &["--format", &format!("github-sarif={sarif}")], &summary);
    assert!(code == Some(1) && out.starts_with("::stop-commands::") && out.contains("\n::error file="), "{out}");
    let twice = fs::read_to_string(&summary).expect("there");
    assert_eq!(twice.matches("<!-- seamline check -->").count(), 2, "{twice}");
    assert!(fs::read_to_string(&sarif).expect("written").contains("cross-dependency"));
    let own = format!("markdown={}", summary.display());
    assert_eq!(told("main", &["--format", &own], &summary).0, Some(1));
    let once = fs::read_to_string(&summary).expect("there");
    assert_eq!(once.matches("<!-- seamline check -->").count(), 1, "{once}");
    assert_eq!(told("main", &[], &place.path().join("no/such/file")).0, Some(5));
}

#[test]
fn paths_of_a_folder_begin_at_the_root_of_the_repository() {
    let place = repository();
    let root = place.path().join("shop");
    let odd = "apps/50% #1 ü";
    git(&root, &["checkout", "-q", "main"]);
    write(
        &root,
        &[
            (&format!("{odd}/a/A.java"), "package a;\npublic class A {}\n"),
            (&format!("{odd}/b/B.java"), "package b;\npublic class B {}\n"),
        ],
    );
    git(&root, &["add", "-A"]);
    git(&root, &["commit", "-q", "-m", "apps"]);
    write(&root, &[(&format!("{odd}/a/A.java"), "package a;\nimport b.B;\npublic class A { B b = new B(); }\n")]);
    write(place.path(), &[("apps.json", "{\"a/A.java\": \"a\", \"b/B.java\": \"b\"}")]);
    let (folder, cut) = (root.join(odd), place.path().join("apps.json"));
    let (folder, cut) = (folder.to_str().expect("UTF-8"), cut.to_str().expect("UTF-8"));
    let told = |form: &str| {
        let output = run(&["check", folder, "--assignments", cut, "--quiet", "--base", "main", "--format", form]);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let sarif: Value = serde_json::from_str(&told("sarif")).expect("JSON");
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(place, "apps/50%25%20%231%20%C3%BC/a/A.java");
    let gitlab: Value = serde_json::from_str(&told("gitlab")).expect("JSON");
    assert_eq!(gitlab[0]["location"]["path"], format!("{odd}/a/A.java"));
    assert!(told("github").starts_with("::error file=apps/50%25 #1 ü/a/A.java,line="));
    assert!(told("json").contains(&format!("\"folder\": \"{odd}\"")));
}
