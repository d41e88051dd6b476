//! Pull requests on the figure application, each judged as its author says.
//!
//! A patch in `fixtures/figure-app/pull-requests/` begins with what its author says of it: a `title:`, `what:` it does, and
//! either `expect: pass` or one line `expect: error RULE FROM > TO (KIND)` (or `warn`) for each finding; `gone: RULE FROM > TO
//! (KIND)` for what it takes away. Where the gate says something else, the author stays right: `known-wrong: adds FINDING`,
//! `known-wrong: misses FINDING` (or `adds gone`, `misses gone`) says in what it is wrong and `because:` why, so that a
//! repair is noticed. `\n` stands for a line break in a name.
//!
//! `history: scripted` asks for the history that the application has; without it nothing that is expected needs one, and
//! all of the application is one commit. Such a patch comes in one or several commits, each after a line `commit: SUBJECT`;
//! what was there before the change stands after `before: SUBJECT`. A line `by: NAME <MAIL>` behind it says who made it.

use crate::layers::root;
use seamline_fixtures::FIGURE_APP;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// The largest share of patches on which the gate may be wrong, as one in so many.
const WRONG: usize = 10;

/// What is said of a patch.
#[derive(Debug, Default, PartialEq, Eq)]
struct Judgement {
    findings: BTreeSet<String>,
    gone: BTreeSet<String>,
}

struct Patch {
    name: String,
    path: PathBuf,
    /// What its author says.
    expected: Judgement,
    /// What the gate is known to say.
    told: Judgement,
    wrong: usize,
    /// Whether it needs the scripted history.
    history: bool,
}

fn patches() -> Vec<Patch> {
    let folder = root().join("fixtures/figure-app/pull-requests");
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry is readable").path())
        .filter(|path| path.extension().is_some_and(|end| end == "patch"))
        .collect();
    paths.sort();
    paths.into_iter().map(|path| patch(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))).collect()
}

fn patch(path: &Path) -> Result<Patch, String> {
    let bytes = fs::read(path).map_err(|why| why.to_string())?;
    let text = String::from_utf8_lossy(&bytes);
    let (head, _) = text.split_once("\n\n").ok_or("no empty line ends its head")?;
    let mut said: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in head.lines().filter(|line| !line.starts_with(' ')) {
        let (word, rest) = line.split_once(": ").ok_or(format!("`{line}` says nothing"))?;
        said.entry(word).or_default().push(rest);
    }
    let lines = |word: &str| said.get(word).into_iter().flatten().map(|line| (*line).to_owned());
    let known = ["title", "what", "history", "expect", "gone", "known-wrong", "because"];
    if let Some(word) = said.keys().find(|word| !known.contains(word)) {
        return Err(format!("`{word}` means nothing"));
    }
    if lines("title").count() != 1 || lines("what").count() != 1 || lines("expect").count() == 0 {
        return Err("a title, what it does and an expectation are wanted".to_owned());
    }
    let passes = lines("expect").any(|line| line == "pass");
    let findings: BTreeSet<String> = lines("expect").filter(|line| line != "pass").collect();
    if passes != findings.is_empty()
        || findings.iter().any(|line| !line.starts_with("error ") && !line.starts_with("warn "))
    {
        return Err("it passes, or it has findings that are errors or warnings".to_owned());
    }
    let wrong = lines("known-wrong").count();
    if (wrong > 0) != (lines("because").count() == 1) {
        return Err("what is known to be wrong has one reason".to_owned());
    }
    let expected = Judgement { findings: findings.clone(), gone: lines("gone").collect() };
    let mut told = Judgement { findings, gone: expected.gone.clone() };
    for line in lines("known-wrong") {
        let (does, what) = line.split_once(' ').ok_or("`known-wrong` adds or misses")?;
        let (list, what) = match what.strip_prefix("gone ") {
            Some(gone) => (&mut told.gone, gone),
            None => (&mut told.findings, what),
        };
        let changed = match does {
            "adds" => list.insert(what.to_owned()),
            "misses" => list.remove(what),
            _ => false,
        };
        if !changed {
            return Err(format!("`{line}` makes no difference"));
        }
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let history = lines("history").any(|line| line == "scripted");
    Ok(Patch { name, path: path.to_owned(), expected, told, wrong, history })
}

/// The application in a repository, with its known decomposition and a cache beside it.
struct Place(TempDir);

impl Place {
    /// With the scripted history, or with all files in one commit.
    fn new(history: bool) -> Self {
        let place = Self(tempfile::tempdir().expect("a folder"));
        let root = place.repository();
        if history {
            FIGURE_APP.replay(&place.0.path().join("bare")).expect("it replays");
            place.run(place.0.path(), &["clone", "-q", "bare", "figure-app"]);
            place.git(&["checkout", "-q", "-B", "main"]);
        } else {
            fs::create_dir(&root).expect("it can be made");
            place.git(&["init", "-q", "-b", "main"]);
            for (path, text) in FIGURE_APP.files() {
                let path = root.join(path);
                fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
                fs::write(path, text).expect("it can be written");
            }
            place.git(&["add", "-A"]);
            place.git(&["commit", "-q", "-m", "Everything"]);
        }
        let truth: serde_json::Value = serde_json::from_str(FIGURE_APP.truth).expect("JSON");
        let mut cut: BTreeMap<&str, &str> = BTreeMap::new();
        for (path, service) in truth["service_of"].as_object().expect("an object") {
            cut.insert(path, service.as_str().expect("a name"));
        }
        for role in ["shared", "gateway"] {
            let label = if role == "shared" { "(shared)" } else { "(gateway)" };
            let paths = truth[role].as_array().expect("a list");
            cut.extend(paths.iter().map(|path| (path.as_str().expect("a path"), label)));
        }
        let cut = serde_json::to_string(&cut).expect("JSON");
        fs::write(place.0.path().join("cut.json"), cut).expect("it can be written");
        place
    }

    fn repository(&self) -> PathBuf {
        self.0.path().join("figure-app")
    }

    fn run(&self, folder: &Path, arguments: &[&str]) {
        let output = Command::new("git")
            .args(["-c", "user.name=Grace Owusu", "-c", "user.email=grace@figure-app.example"])
            .args(["-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"])
            .args(arguments)
            .current_dir(folder)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("HOME", self.0.path())
            .env("GIT_AUTHOR_DATE", "2026-02-21T12:00:00Z")
            .env("GIT_COMMITTER_DATE", "2026-02-21T12:00:00Z")
            .output()
            .expect("git is there");
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn git(&self, arguments: &[&str]) {
        self.run(&self.repository(), arguments);
    }

    /// The patch as a branch of its name, checked out.
    fn apply(&self, patch: &Patch) {
        self.git(&["checkout", "-q", "-f", "main"]);
        self.git(&["clean", "-q", "-fd"]);
        self.git(&["checkout", "-q", "-B", &patch.name]);
        self.git(&["apply", "--index", "--whitespace=nowarn", patch.path.to_str().expect("a plain path")]);
    }

    /// The commits of a patch as a branch of its name, checked out, and those before it as the branch `before`.
    fn apply_commits(&self, patch: &Patch) {
        self.git(&["checkout", "-q", "-f", "-B", "before", "main"]);
        let text = fs::read_to_string(&patch.path).expect("it is readable");
        let (before, commits) = text.split_once("\ncommit: ").expect("it has commits");
        before.split("\nbefore: ").skip(1).for_each(|commit| self.apply_commit(commit));
        self.git(&["checkout", "-q", "-B", &patch.name]);
        commits.split("\ncommit: ").for_each(|commit| self.apply_commit(commit));
    }

    /// One of them: its subject, who made it, its changes.
    fn apply_commit(&self, commit: &str) {
        let (subject, diff) = commit.split_once('\n').expect("a subject");
        let by = diff.strip_prefix("by: ").and_then(|rest| rest.split_once('\n'));
        let (by, diff) = by.unwrap_or(("Grace Owusu <grace@figure-app.example>", diff));
        let part = self.0.path().join("part.patch");
        fs::write(&part, format!("{diff}\n")).expect("it can be written");
        self.git(&["apply", "--index", part.to_str().expect("a plain path")]);
        self.git(&["commit", "-q", "-m", subject, "--author", by]);
    }

    fn commit(&self) {
        self.git(&["commit", "-q", "-m", "The change"]);
    }

    /// What the gate says: of the branch that is checked out, or of another one.
    fn check(&self, base: &str, options: &[&str]) -> Judgement {
        let place = |name: &str| self.0.path().join(name).to_str().expect("a plain path").to_owned();
        let output: Output = Command::new(env!("CARGO_BIN_EXE_seamline"))
            .args(["check", &place("figure-app"), "--base", base, "--assignments", &place("cut.json")])
            .args(["--cache", &place("cache"), "--quiet", "--format", "json"])
            .args(options)
            .env_remove("CI")
            .env_remove("GITHUB_ACTIONS")
            .stdin(Stdio::null())
            .output()
            .expect("the program starts");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{options:?}: {errors}");
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let shown = |one: &serde_json::Value| {
            let part = |name: &str| one[name].as_str().expect("a word").replace('\n', "\\n");
            format!("{} {} > {} ({})", part("rule"), part("from"), part("to"), part("kind"))
        };
        let list = |name: &str| told[name].as_array().expect("a list").clone();
        let findings: BTreeSet<String> = list("findings")
            .iter()
            .map(|one| format!("{} {}", one["severity"].as_str().expect("a word"), shown(one)))
            .collect();
        let fails = findings.iter().any(|one| one.starts_with("error "));
        assert_eq!(output.status.code(), Some(i32::from(fails)), "{findings:?}");
        Judgement { findings, gone: list("gone").iter().map(shown).collect() }
    }
}

/// What differs, a line each.
fn differences(name: &str, told: &Judgement, expected: &Judgement) -> Vec<String> {
    let pairs = [("", &told.findings, &expected.findings), ("gone ", &told.gone, &expected.gone)];
    let one_way = |word: &str, what: &str, a: &BTreeSet<String>, b: &BTreeSet<String>| {
        a.difference(b).map(|line| format!("{name} {word} {what}{line}")).collect::<Vec<_>>()
    };
    pairs
        .iter()
        .flat_map(|(what, told, wanted)| {
            [one_way("adds", what, told, wanted), one_way("misses", what, wanted, told)].concat()
        })
        .collect()
}

#[test]
fn every_pull_request_is_judged_as_its_author_says() {
    let patches = patches();
    assert!(patches.len() >= 30, "{}", patches.len());
    let place = Place::new(false);
    let mut differ = Vec::new();
    for patch in patches.iter().filter(|patch| !patch.history) {
        place.apply(patch);
        place.commit();
        differ.extend(differences(&patch.name, &place.check("main", &["--no-history"]), &patch.told));
    }
    let place = Place::new(true);
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for patch in patches.iter().filter(|patch| patch.history) {
        seen.extend(patch.expected.findings.iter().filter_map(|one| one.split(' ').nth(1)));
        place.apply_commits(patch);
        differ.extend(differences(&patch.name, &place.check("before", &[]), &patch.told));
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    // Every rule about the time before has a case; what rests on one state has its own.
    assert!(
        ["co-change-gap", "contributor-spread", "rising-co-change"].iter().all(|rule| seen.contains(rule)),
        "{seen:?}"
    );
    let wrong: Vec<&str> = patches.iter().filter(|patch| patch.wrong > 0).map(|patch| patch.name.as_str()).collect();
    assert!(wrong.len() * WRONG <= patches.len(), "{wrong:?}");
}

/// What is on the disk and not committed is judged the same.
#[test]
fn a_work_tree_is_judged_as_its_commit() {
    let place = Place::new(false);
    let mut differ = Vec::new();
    for patch in patches().iter().filter(|patch| !patch.history).step_by(3) {
        place.apply(patch);
        differ.extend(differences(&patch.name, &place.check("main", &["--no-history"]), &patch.told));
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

/// Whoever takes a bad change back passes, and is told what is gone.
#[test]
fn a_bad_change_that_is_taken_back_passes() {
    let place = Place::new(false);
    let bad = |patch: &&Patch| patch.expected.findings.iter().any(|one| one.starts_with("error ")) && patch.wrong == 0;
    let patches = patches();
    let mut tried = 0;
    for patch in patches.iter().filter(bad).step_by(4) {
        place.apply(patch);
        place.commit();
        place.git(&["checkout", "-q", "-B", "back"]);
        place.git(&["revert", "--no-edit", "HEAD"]);
        let told = place.check(&patch.name, &["--no-history"]);
        assert!(told.findings.is_empty(), "{}: {told:?}", patch.name);
        // Only what a state has can go; and what was not told twice goes all the same.
        let errors = patch.expected.findings.iter().filter_map(|one| one.strip_prefix("error "));
        let left: Vec<&str> = errors.filter(|one| !told.gone.contains(*one)).collect();
        assert!(left.is_empty(), "{}: {left:?} of {told:?}", patch.name);
        tried += 1;
    }
    assert!(tried >= 3, "{tried}");
}

#[test]
fn a_patch_without_an_expectation_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("one.patch");
    for (head, expected) in [
        ("title: a\nwhat: b\n", "an expectation"),
        ("title: a\nwhat: b\nexpect: pass\nexpect: warn a b > c (d)\n", "it passes, or"),
        ("title: a\nwhat: b\nexpect: pass\nknown-wrong: adds warn a b > c (d)\n", "one reason"),
        ("title: a\nwhat: b\nexpect: pass\nknown-wrong: misses warn a\nbecause: c\n", "no difference"),
        ("title: a\nwhat: b\nexpects: pass\n", "`expects` means nothing"),
    ] {
        fs::write(&path, format!("{head}\ndiff --git a/a b/a\n")).expect("it can be written");
        let why = patch(&path).err().unwrap_or_default();
        assert!(why.contains(expected), "{head}: {why}");
    }
}
