//! A walk over what earlier walks learned says what one over the objects says, from whatever heads they set out.

use crate::history::{Dice, imported};
use crate::support::Place;
use seamline_analyzer::facts::HistoryState;
use seamline_analyzer::{Cancel, Cx, Silent};
use seamline_extractors::cache::{FactsCache, FolderCache};
use seamline_extractors::git::{Repository, Trust};
use seamline_extractors::history::{GitHistory, History, HistorySettings, Walk};
use std::fs;
use std::path::Path;

fn walk(place: &Path, revision: &str, since: Option<i64>, cache: Option<&dyn FactsCache>) -> Walk {
    let repository = Repository::find(place, Trust::Own).expect("readable").expect("a repository");
    let settings = HistorySettings { since, ..HistorySettings::default() };
    let history = GitHistory::open(&repository, revision, settings).expect("a revision");
    let cancel = Cancel::default();
    history.walk_kept(Cx { progress: &Silent, cancel: &cancel }, &|_| true, cache).expect("nobody cancels")
}

/// Walks with what is in a folder and keeps what is new there; it must be what a walk without gives.
#[track_caller]
fn check(place: &Path, revision: &str, since: Option<i64>, folder: &Path) -> Walk {
    let cache = FolderCache::open(folder, place, 1 << 26).expect("usable");
    let warm = walk(place, revision, since, Some(&cache));
    cache.save().expect("writable");
    assert_eq!(warm, walk(place, revision, since, None), "{revision} {since:?}");
    warm
}

#[test]
fn any_head_after_any_other() {
    for seed in 0..10 {
        let (place, cache) = (imported(seed), Place::new());
        let log = place.git(&["log", "--all", "--format=%H %ct"]);
        let commits: Vec<(&str, i64)> = log
            .lines()
            .filter_map(|line| line.split_once(' '))
            .map(|(id, time)| (id, time.parse().expect("a time")))
            .collect();
        let mut dice = Dice(seed);
        for _ in 0..12 {
            let (head, time) = commits[dice.below(commits.len())];
            let since = (dice.below(3) == 0).then(|| time - 20 * 60);
            check(place.path(), head, since, cache.path());
        }
        check(place.path(), "HEAD", None, cache.path());
    }
}

#[test]
fn people_are_those_of_the_newest_mailmap() {
    let (place, cache) = (Place::shop(), Place::new());
    let before = check(place.path(), "HEAD", None, cache.path());
    let (name, mail) = before.commits()[0].people[0].clone();
    place.commit("names", &[(".mailmap", format!("Augusta King <king@example.org> {name} <{mail}>\n").as_str())]);
    let after = check(place.path(), "HEAD", None, cache.path());
    assert_eq!(after.commits()[1].people[0], ("Augusta King".to_owned(), "king@example.org".to_owned()));
    assert_eq!(check(place.path(), "HEAD~1", None, cache.path()), before);
}

#[test]
fn a_clone_may_become_shallow_and_deep_again() {
    let (place, cache) = (Place::shop(), Place::new());
    let cut = place.git(&["rev-parse", "HEAD~1"]);
    let shallow = || {
        place.write(".git/shallow", &cut);
        let walk = check(place.path(), "HEAD", None, cache.path());
        fs::remove_file(place.join(".git/shallow")).expect("written above");
        walk
    };
    assert_eq!((shallow().state, shallow().boundary), (HistoryState::Shallow, 1));
    assert_eq!(check(place.path(), "HEAD", None, cache.path()).commits().len(), 3);
    assert_eq!(shallow().commits().len(), 1);
}

#[test]
fn renames_are_found_when_their_blobs_come() {
    let (place, cache) = (Place::shop(), Place::new());
    let text = |last: &str| format!("{}{last}\n", "a line of some length\n".repeat(20));
    place.commit("before", &[("src/Old.java", text("old").as_str())]);
    fs::remove_file(place.join("src/Old.java")).expect("written above");
    place.commit("after", &[("src/Moved.java", text("new").as_str())]);
    let blob = place.object(&place.git(&["rev-parse", "HEAD~1:src/Old.java"]));
    let away = place.join("away");
    fs::rename(&blob, &away).expect("a loose object");
    assert_eq!(check(place.path(), "HEAD", None, cache.path()).commits()[0].renames.len(), 0);
    fs::rename(&away, &blob).expect("moved above");
    assert_eq!(check(place.path(), "HEAD", None, cache.path()).commits()[0].renames.len(), 1);
}

/// The old commits' objects are gone: whoever reads one of them loses it.
#[test]
fn what_is_known_is_not_read_again() {
    let (place, cache) = (Place::shop(), Place::new());
    let before = check(place.path(), "HEAD", None, cache.path());
    place.commit("one more", &[("src/Bill.java", "class Bill { int sum; }\n")]);
    let old = ["HEAD~2", "HEAD~3"].map(|commit| place.object(&place.git(&["rev-parse", commit])));
    old.iter().for_each(|object| fs::remove_file(object).expect("a loose object"));
    let known = FolderCache::open(cache.path(), place.path(), 1 << 26).expect("usable");
    let after = walk(place.path(), "HEAD", None, Some(&known));
    assert_eq!((after.state, after.commits().len()), (HistoryState::Complete, 4));
    assert_eq!(after.commits()[1..], before.commits());
    assert_eq!(walk(place.path(), "HEAD", None, None).state, HistoryState::Damaged);
}
