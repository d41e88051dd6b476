//! The command: exit codes, what goes where, and the same bytes for the same input.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

pub(crate) fn seamline() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seamline"));
    // A run of a test must not depend on what another one kept, nor leave anything in the user's folders.
    command.arg("--no-cache").env_remove("CI").env_remove("GITHUB_ACTIONS").env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

pub(crate) fn run(args: &[&str]) -> Output {
    seamline().args(args).output().expect("the program starts")
}

pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs and compares the exit code; the text has to be in standard error.
pub(crate) fn check(args: &[&str], code: i32, said: &str) {
    let output = run(args);
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {errors}");
    assert!(errors.contains(said), "{args:?}: {errors}");
}

/// Analyses the sample with more options and returns the files it wrote, with their bytes.
fn shop(options: &[&str]) -> Vec<(String, Vec<u8>)> {
    let out = folder();
    let mut args = vec!["analyze", "--sample", "shop", "--out", out.path().to_str().expect("a plain path")];
    args.extend(options);
    let output = run(&args);
    assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
    files(out.path())
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry is readable").path())
        .map(|path| {
            let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            (name, fs::read(&path).expect("a file is readable"))
        })
        .collect();
    files.sort();
    files
}

#[test]
fn no_command_is_a_usage_error() {
    check(&[], 2, "Usage: seamline");
}
#[test]
fn an_unknown_option_is_a_usage_error() {
    check(&["analyze", "--sample", "shop", "--colour"], 2, "--colour");
}
#[test]
fn an_unknown_clusterer_is_a_usage_error() {
    check(&["analyze", "--sample", "shop", "--clusterer", "seemline"], 2, "try: `seamline`");
}
#[test]
fn an_unknown_format_is_a_usage_error() {
    check(&["export", "--sample", "shop", "--format", "grahpml"], 2, "no format is called `grahpml`");
}
#[test]
fn an_unknown_sample_is_a_usage_error() {
    check(&["analyze", "--sample", "shob"], 2, "try: `shop`");
}
#[test]
fn a_missing_folder_is_unusable_input() {
    check(&["analyze", "/no/such/folder"], 3, "no folder /no/such/folder");
}
#[test]
fn an_empty_folder_is_unusable_input() {
    let empty = folder();
    check(&["analyze", empty.path().to_str().expect("a plain path")], 3, "no source file to analyse");
}
#[test]
fn a_revision_that_is_not_there_is_unusable_input() {
    check(&["analyze", "--sample", "shop", "--rev", "v9"], 3, "no revision \"v9\"");
}
#[test]
fn a_wrong_configuration_names_line_and_word() {
    let project = folder();
    fs::write(project.path().join("A.java"), "class A {}").expect("written");
    fs::write(project.path().join("seamline.toml"), "[analysis]\nsevices = 4\n").expect("written");
    check(&["analyze", project.path().to_str().expect("a plain path")], 2, "line 2, column 1");
    check(&["analyze", project.path().to_str().expect("a plain path")], 2, "try: `services`");
}
#[test]
fn low_coverage_has_its_own_code() {
    let (project, out) = (folder(), folder());
    fs::write(project.path().join("A.java"), "class A {}").expect("written");
    fs::write(project.path().join("B.java"), "class B {}".repeat(400_000)).expect("written");
    let paths = [project.path(), out.path()].map(|path| path.to_str().expect("a plain path").to_owned());
    check(&["analyze", &paths[0], "--out", &paths[1], "--min-coverage", "0.9"], 4, "50% of the source files");
    assert!(out.path().join("analysis.json").exists(), "the result is written all the same");
}
#[test]
fn an_output_folder_that_is_a_file_cannot_be_written() {
    let out = folder();
    let file = out.path().join("file");
    fs::write(&file, "mine").expect("written");
    check(&["analyze", "--sample", "shop", "--out", file.to_str().expect("a plain path")], 5, "cannot write");
    assert_eq!(fs::read_to_string(&file).expect("still there"), "mine");
}

#[test]
fn quiet_says_nothing_on_standard_error() {
    let out = folder();
    let output = run(&["analyze", "--quiet", "--sample", "shop", "--out", out.path().to_str().expect("a plain path")]);
    assert!(output.status.success());
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn results_go_to_standard_output() {
    let output = run(&["list", "languages"]);
    assert!(text(&output.stdout).starts_with("languages\n"));
    assert_eq!(text(&output.stderr), "");
}

/// The reader of a pipe may go away before all is said.
#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    let mut child =
        seamline().args(["man"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
}

#[test]
fn the_usual_files_are_written() {
    let names: Vec<String> = shop(&[]).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["analysis.json", "assignments.json", "plan.json", "plan.md", "report.html"]);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    assert!(shop(&["--threads", "1"]) == shop(&["--threads", "2"]));
}

#[test]
fn every_file_is_assigned() {
    let files = shop(&[]);
    let (_, assignments) = files.iter().find(|(name, _)| name == "assignments.json").expect("it is written");
    let assignments: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(assignments).expect("it is a JSON object");
    let sample = seamline_fixtures::find("shop").expect("it is there");
    let sources: Vec<&str> =
        sample.files().iter().map(|(path, _)| *path).filter(|path| path.ends_with(".java")).collect();
    assert_eq!(assignments.keys().collect::<Vec<_>>(), sources);
}

/// A work tree, a bare copy and a named revision hold the same files and history, so they group alike.
#[test]
fn work_tree_bare_copy_and_revision_agree() {
    let (home, out) = (folder(), folder());
    let bare = home.path().join("bare").join("shop");
    fs::create_dir_all(bare.parent().expect("it has one")).expect("made");
    seamline_fixtures::find("shop").expect("it is there").replay(&bare).expect("it replays");
    let work = home.path().join("work").join("shop");
    git2::Repository::clone(bare.to_str().expect("a plain path"), &work).expect("a copy can be made");
    let assignments = |name: &str, args: &[&str]| {
        let out = out.path().join(name);
        let mut all = vec!["analyze", "--quiet", "--out", out.to_str().expect("a plain path")];
        all.extend(args);
        let output = run(&all);
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
        text(&fs::read(out.join("assignments.json")).expect("it is written"))
    };
    let (bare, work) = (bare.to_str().expect("a plain path"), work.to_str().expect("a plain path"));
    let from_bare = assignments("bare", &[bare]);
    assert_eq!(from_bare, assignments("work", &[work]));
    assert_eq!(from_bare, assignments("revision", &[work, "--rev", "main"]));
}

#[test]
fn a_stored_analysis_renders_to_the_same_bytes() {
    let out = folder();
    let place = out.path().to_str().expect("a plain path");
    assert!(run(&["analyze", "--quiet", "--sample", "shop", "--out", place]).status.success());
    let stored = out.path().join("analysis.json");
    let output = run(&["report", "--from", stored.to_str().expect("a plain path"), "--format", "html"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(output.stdout == fs::read(out.path().join("report.html")).expect("it is written"));
}

/// Ctrl-C stops the work, leaves no half-written result, and has the code that shells expect. The first line on
/// standard error says that the program listens and that the work is still to come.
#[cfg(unix)]
#[test]
fn an_interrupt_leaves_nothing_behind() {
    let (project, out) = (folder(), folder());
    fs::write(project.path().join("seamline.toml"), "").expect("written");
    for index in 0..3000 {
        let path = project.path().join(format!("Type{index}.java"));
        let other = (index * 7 + 1) % 3000;
        fs::write(path, format!("class Type{index} {{ Type{other} other; void call() {{ other.call(); }} }}"))
            .expect("written");
    }
    let result = out.path().join("result");
    let places = [project.path(), &result].map(|path| path.to_str().expect("a plain path").to_owned());
    let mut child = seamline()
        .args(["analyze", "-v", &places[0], "--out", &places[1]])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let (mut errors, mut said) = (BufReader::new(child.stderr.take().expect("piped")), String::new());
    errors.read_line(&mut said).expect("it says something");
    assert!(said.starts_with("configuration: "), "{said}");
    // The kill of the shell: the program of that name is not installed everywhere.
    let killed = Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status();
    assert!(killed.expect("sh is there").success());
    errors.read_to_string(&mut said).expect("it ends");
    assert_eq!(child.wait().expect("the program ends").code(), Some(130), "{said}");
    assert!(!result.exists());
}

#[test]
fn a_configuration_can_be_made_and_read() {
    let project = folder();
    let place = project.path().to_str().expect("a plain path");
    assert!(run(&["init", place]).status.success());
    check(&["init", place], 2, "is there already");
    fs::write(project.path().join("A.java"), "class A { B b; } class B { }").expect("written");
    let out = project.path().join("out");
    check(&["analyze", "-v", place, "--out", out.to_str().expect("a plain path")], 0, "configuration: ");
}

/// All files below a folder, by path.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(place) = open.pop() {
        for entry in fs::read_dir(&place).expect("a folder is readable") {
            let path = entry.expect("an entry is readable").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("it lies below").to_string_lossy().into_owned();
                found.insert(name, fs::read(&path).expect("a file is readable"));
            }
        }
    }
    found
}

#[test]
fn drafts_are_the_same_from_a_fresh_and_a_stored_analysis() {
    let (out, first, second) = (folder(), folder(), folder());
    let [out, first, second] = [out.path(), first.path(), second.path()];
    let at = |path: &Path| path.to_str().expect("a plain path").to_owned();
    let said = run(&["plan", "--sample", "shop", "--artifacts", &at(first), "--out", &at(&first.join("plan.md"))]);
    assert!(said.status.success() && text(&said.stderr).contains("drafts into"), "{}", text(&said.stderr));
    assert!(run(&["analyze", "--quiet", "--sample", "shop", "--threads", "1", "--out", &at(out)]).status.success());
    let stored = at(&out.join("analysis.json"));
    let printed = run(&["plan", "--from", &stored, "--artifacts", &at(second)]);
    let (mut fresh, stored) = (tree(first), tree(second));
    assert_eq!(fresh.remove("plan.md"), Some(printed.stdout), "the plan itself is printed as well");
    assert!(fresh.contains_key("k8s/cart.yaml") && fresh == stored, "{:?}", fresh.keys());
}

#[cfg(unix)]
#[test]
fn drafts_are_not_written_through_a_link() {
    let (out, elsewhere) = (folder(), folder());
    std::os::unix::fs::symlink(elsewhere.path(), out.path().join("k8s")).expect("linked");
    check(
        &["plan", "--quiet", "--sample", "shop", "--artifacts", out.path().to_str().expect("a plain path")],
        5,
        "it is there and no folder",
    );
    assert!(tree(elsewhere.path()).is_empty() && fs::read_dir(out.path()).expect("readable").count() == 1);
}

#[test]
fn an_explanation_names_places() {
    let output = run(&["explain", "--sample", "shop", "OrderService", "OrderController"]);
    let said = text(&output.stdout);
    assert!(said.contains("src/main/java/shop/controllers/OrderController.java:"), "{said}");
}

/// Words and people are told from a fresh analysis, and not mistaken for what decided.
#[test]
fn an_explanation_tells_what_did_not_decide() {
    for [x, y] in [["OrderService", "OrderController"], ["customer", "session"]] {
        let said = text(&run(&["explain", "--sample", "shop", x, y]).stdout);
        let (_, rest) = said.split_once("this explains and did not decide").expect(&said);
        assert!(rest.contains("vocabulary") && rest.contains("the same people"), "{said}");
        assert!(rest.contains("both use the rare words") && rest.contains("people change both"), "{said}");
    }
}

#[test]
fn shells_and_manuals_are_served() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(run(&["completions", shell]).stdout.len() > 500, "{shell}");
    }
    assert!(text(&run(&["man"]).stdout).contains("SEAMLINE ANALYZE"));
}
