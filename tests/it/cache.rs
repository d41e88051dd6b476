//! The cache of the program: where it lies, that it changes no byte, and that many runs and killed runs can share it.

use crate::command::{folder, run, seamline, text};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

fn plain(path: &Path) -> String {
    path.to_str().expect("a plain path").to_owned()
}

/// The program without the switch that other tests run with; without a cache of the user's own, too.
fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seamline"));
    command.args(args).env_remove("CI").env("NO_COLOR", "1").env("XDG_CACHE_HOME", "/nonexistent/cache");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A sample as a repository with its files on disk.
fn project(place: &Path) -> String {
    let (bare, project) = (place.join("bare"), place.join("shop"));
    seamline_fixtures::find("shop").expect("it is built in").replay(&bare).expect("the sample replays");
    git2::Repository::clone(&plain(&bare), &project).expect("a copy can be made");
    plain(&project)
}

fn exported(project: &str, cache: &str, more: &[&str]) -> Output {
    let args = [&["export", project, "--format", "json", "-v", "--cache", cache], more].concat();
    program(&args).output().expect("the program starts")
}

/// What a run without a cache exports.
fn expected(project: &str) -> Vec<u8> {
    let output = run(&["export", project, "--format", "json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    output.stdout
}

#[track_caller]
fn same(output: &Output, expected: &[u8], said: &str) {
    let errors = text(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert!(output.stdout == expected, "other bytes: {errors}");
    assert!(errors.contains(said), "{errors}");
}

#[test]
fn cold_and_warm_runs_write_the_same_bytes() {
    let place = folder();
    let (project, cache) = (project(place.path()), plain(&place.path().join("cache")));
    let expected = expected(&project);
    same(&exported(&project, &cache, &[]), &expected, "cache: 0 of ");
    for threads in ["1", "2", "5"] {
        same(&exported(&project, &cache, &["--threads", threads]), &expected, "nothing new was kept");
    }
    let info = text(&program(&["cache", "info", "--cache", &cache]).output().expect("starts").stdout);
    assert!(info.contains("values of 1 project,"), "{info}");
    let cleared = program(&["cache", "clear", "--cache", &cache]).output().expect("starts");
    assert!(cleared.status.success() && text(&cleared.stdout).contains(" held "), "{cleared:?}");
    same(&exported(&project, &cache, &[]), &expected, "cache: 0 of ");
}

#[test]
fn a_sample_is_one_project_wherever_it_is_unpacked() {
    let place = folder();
    let cache = plain(place.path());
    let summary = || {
        let args = ["export", "--sample", "shop", "--format", "json", "-v", "--cache", &cache];
        program(&args).output().expect("the program starts")
    };
    let cold = summary();
    same(&summary(), &cold.stdout, "nothing new was kept");
}

/// Several processes begin with an empty folder and end in no order; some of them look at other revisions.
#[test]
fn eight_runs_share_a_cache() {
    let place = folder();
    let (project, cache) = (project(place.path()), plain(&place.path().join("cache")));
    let revisions = ["HEAD", "HEAD~1"];
    let expected = revisions.map(|revision| run(&["export", &project, "--format", "json", "--rev", revision]).stdout);
    for _ in 0..2 {
        let runs: Vec<_> = (0..8)
            .map(|number| {
                let args = ["export", &project, "--format", "json", "-v", "--cache", &cache, "--rev"];
                let run = program(&[&args[..], &[revisions[number % 2]]].concat()).spawn();
                (number % 2, run.expect("the program starts"))
            })
            .collect();
        for (revision, run) in runs {
            same(&run.wait_with_output().expect("it ends"), &expected[revision], "cache: ");
        }
    }
    let left = files(Path::new(&cache));
    assert_eq!(left.len(), 2, "one pack and the tag: {left:?}");
}

fn files(folder: &Path) -> BTreeMap<String, u64> {
    let entries = fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("readable"));
    entries
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.metadata().map_or(0, |a| a.len())))
        .collect()
}

/// Killed at 20 points, at some of them when it has just begun to write, the program leaves the old cache or the new one.
#[test]
fn a_killed_run_does_no_harm() {
    let place = folder();
    let (project, cache) = (project(place.path()), plain(&place.path().join("cache")));
    let expected = expected(&project);
    let begun = Instant::now();
    same(&exported(&project, &plain(&place.path().join("other")), &[]), &expected, "cache: 0 of ");
    let whole = begun.elapsed();
    let writes = || Path::new(&cache).exists() && files(Path::new(&cache)).keys().any(|name| name.contains('-'));
    for point in 1..=20 {
        let args = ["analyze", &project, "--cache", &cache, "--out", &plain(&place.path().join("out"))];
        let mut run = program(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        if point <= 14 {
            std::thread::sleep(whole * point / 14);
        } else {
            while !writes() && run.try_wait().expect("it can be asked").is_none() {
                std::thread::sleep(Duration::from_micros(50));
            }
        }
        // SIGKILL; a run that has ended by now is not hurt.
        let _ = run.kill();
        run.wait().expect("it ends");
        same(&exported(&project, &cache, &[]), &expected, "cache: ");
        fs::remove_dir_all(&cache).expect("the last run made it");
    }
}

/// Whatever is in the place of the folder: the result is there, and a notice for those who ask.
#[test]
fn a_cache_that_cannot_be_used_is_no_failure() {
    let place = folder();
    let project = project(place.path());
    let expected = expected(&project);
    let file = place.path().join("file");
    fs::write(&file, "mine").expect("written");
    same(&exported(&project, &plain(&file), &[]), &expected, "no cache: ");
    same(&exported(&project, &plain(&file.join("below")), &[]), &expected, "no cache: ");
    assert_eq!(fs::read_to_string(&file).expect("still there"), "mine");
    let info = program(&["cache", "info", "--cache", &plain(&file)]).output().expect("starts");
    assert_eq!(info.status.code(), Some(3), "{}", text(&info.stderr));
}

#[test]
fn nothing_is_kept_inside_what_is_analysed() {
    let place = folder();
    let project = project(place.path());
    let below = plain(&Path::new(&project).join("src"));
    assert!(Path::new(&below).is_dir());
    for (analysed, inside) in [(&project, "cache"), (&project, "a/b/../cache"), (&project, ".git"), (&below, "cache")] {
        let cache = plain(&Path::new(&project).join(inside));
        let output = exported(analysed, &cache, &[]);
        assert!(output.status.success() && text(&output.stderr).contains("lies in what is analysed"), "{output:?}");
        assert!(!Path::new(&project).join("cache").exists());
    }
}

#[cfg(unix)]
#[test]
fn the_usual_place_is_the_users_cache_folder() {
    let (place, home) = (folder(), folder());
    let project = project(place.path());
    let said = |name: &str, value: &str| {
        let mut command = program(&["export", &project, "--format", "json", "-v"]);
        command.env("HOME", home.path()).env_remove("XDG_CACHE_HOME").env(name, value);
        let output = command.output().expect("the program starts");
        assert!(output.status.success());
        text(&output.stderr)
    };
    assert!(said("NOTHING", "").contains("cache: 0 of"));
    assert_eq!(files(&home.path().join(".cache/seamline")).len(), 2);
    let other = plain(&home.path().join("other"));
    assert!(said("XDG_CACHE_HOME", &other).contains("cache: 0 of"));
    assert_eq!(files(&home.path().join("other/seamline")).len(), 2);
    let output = seamline().args(["export", &project, "--format", "json", "-v"]).output().expect("starts");
    assert!(!text(&output.stderr).contains("cache"), "no word where none is wanted");
}
