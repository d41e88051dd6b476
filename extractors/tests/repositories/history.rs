//! The walk says what `git log` says, on random histories with merges, renames, deletions, mode changes and files that
//! become folders.

use crate::support::{Place, walk, walk_exact};
use seamline_extractors::history::{RawCommit, Walk};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// A small generator of numbers, so that each case can be repeated by its seed.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % limit.max(1) as u64).expect("small")
    }
}

/// A random history as a stream for `git fast-import`.
struct Story {
    dice: Dice,
    stream: String,
    /// The files at the tip of each branch: path -> (text, executable).
    tips: Vec<BTreeMap<String, (String, bool)>>,
    /// The mark of the last commit of each branch.
    marks: Vec<usize>,
    next: usize,
}

impl Story {
    fn tell(seed: u64, commits: usize) -> String {
        let mut story = Self {
            dice: Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1),
            stream: String::new(),
            tips: vec![BTreeMap::new()],
            marks: vec![0],
            next: 1,
        };
        for _ in 0..commits {
            story.step();
        }
        story.join();
        story.stream
    }

    fn step(&mut self) {
        let branch = self.dice.below(self.tips.len());
        if self.dice.below(8) == 0 && self.tips.len() < 4 && self.marks[branch] > 0 {
            let (files, mark) = (self.tips[branch].clone(), self.marks[branch]);
            self.tips.push(files);
            self.marks.push(mark);
        } else if self.dice.below(10) == 0 && branch > 0 {
            self.merge(0, branch);
        } else {
            let mut files = self.tips[branch].clone();
            for _ in 0..=self.dice.below(4) {
                self.edit(&mut files);
            }
            self.commit(branch, files, &[]);
        }
    }

    fn edit(&mut self, files: &mut BTreeMap<String, (String, bool)>) {
        let chosen = files.keys().nth(self.dice.below(files.len())).cloned();
        match (self.dice.below(8), chosen) {
            (0, Some(path)) => {
                files.remove(&path);
            }
            (1 | 2, Some(path)) => {
                let file = files.remove(&path).expect("chosen");
                let moved = if self.dice.below(2) == 0 { self.new_path() } else { self.moved(&path) };
                self.put(files, moved, file);
            }
            (3, Some(path)) => {
                let (mut text, executable) = files.remove(&path).expect("chosen");
                writeln!(text, "changed {}", self.dice.below(1000)).expect("strings take everything");
                let moved = self.moved(&path);
                self.put(files, moved, (text, executable));
            }
            (4, Some(path)) => files.get_mut(&path).expect("chosen").1 ^= true,
            (5, Some(path)) => {
                // The file becomes a folder, or a folder a file.
                let text = files.remove(&path).expect("chosen");
                let other = match path.rsplit_once('/') {
                    Some((folder, _)) if self.dice.below(2) == 0 => folder.to_owned(),
                    _ => format!("{path}/inner"),
                };
                self.put(files, other, text);
            }
            (6, Some(path)) => {
                let line = self.dice.below(1000);
                writeln!(files.get_mut(&path).expect("chosen").0, "line {line}").expect("strings take everything");
            }
            _ => {
                let (path, text) = (self.new_path(), self.text());
                self.put(files, path, (text, false));
            }
        }
    }

    /// Adds a file; what cannot be there beside it goes.
    fn put(&mut self, files: &mut BTreeMap<String, (String, bool)>, path: String, file: (String, bool)) {
        files.retain(|other, _| !other.starts_with(&format!("{path}/")) && !path.starts_with(&format!("{other}/")));
        files.insert(path, file);
    }

    fn moved(&mut self, path: &str) -> String {
        let name = path.rsplit('/').next().expect("never empty").to_owned();
        format!("{}/{name}", ["a", "a.b", "a-b", "b/c", "b/c/d"][self.dice.below(5)])
    }

    fn new_path(&mut self) -> String {
        let name = format!("f{}", self.dice.below(30));
        match self.dice.below(3) {
            0 => name,
            _ => self.moved(&name),
        }
    }

    fn text(&mut self) -> String {
        if self.dice.below(6) == 0 {
            return ["same\n", "", "also the same\n"][self.dice.below(3)].to_owned();
        }
        (0..8).map(|_| format!("text {}\n", self.dice.below(100_000))).collect()
    }

    fn merge(&mut self, into: usize, from: usize) {
        if self.marks[into] == 0 || self.marks[into] == self.marks[from] {
            return;
        }
        let files = self.tips[from].clone();
        self.commit(into, files, &[self.marks[from]]);
    }

    /// Merges all branches at last, at once.
    fn join(&mut self) {
        let others: Vec<usize> = self.marks[1..].iter().copied().filter(|mark| *mark > 0).collect();
        let files = self.tips[0].clone();
        self.commit(0, files, &others);
    }

    fn commit(&mut self, branch: usize, files: BTreeMap<String, (String, bool)>, merged: &[usize]) {
        let mark = self.next;
        self.next += 1;
        let stream = &mut self.stream;
        let mut line = |text: String| {
            stream.push_str(&text);
            stream.push('\n');
        };
        line(format!("commit refs/heads/b{branch}"));
        line(format!("mark :{mark}"));
        line(format!("committer Ada <ada@example.org> {} +0000", 1_700_000_000 + mark * 100));
        line("data 6\ncommit".to_owned());
        if self.marks[branch] > 0 {
            line(format!("from :{}", self.marks[branch]));
        }
        merged.iter().for_each(|other| line(format!("merge :{other}")));
        line("deleteall".to_owned());
        for (path, (text, executable)) in &files {
            line(format!("M {} inline {path}", if *executable { "100755" } else { "100644" }));
            line(format!("data {}\n{text}", text.len()));
        }
        line(String::new());
        self.tips[branch] = files;
        self.marks[branch] = mark;
    }
}

pub(crate) fn imported(seed: u64) -> Place {
    let place = Place::repository();
    place.git_with_input(&["fast-import", "--quiet", "--force"], &Story::tell(seed, 60));
    place.git(&["symbolic-ref", "HEAD", "refs/heads/b0"]);
    place
}

/// Commit id -> changed paths, in git's words.
fn changed_by_git(place: &Place) -> BTreeMap<String, BTreeSet<String>> {
    let log = place.git(&["log", "--no-merges", "--name-only", "--no-renames", "--format=#%H"]);
    let commits = log.split('#').filter(|commit| !commit.is_empty());
    let paths = |lines: &str| lines.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    commits.map(|commit| (commit[..40].to_owned(), paths(&commit[40..]))).collect()
}

fn changed(commit: &RawCommit) -> BTreeSet<String> {
    commit.paths.iter().chain(commit.renames.iter().map(|(old, _)| old)).cloned().collect()
}

/// All renames as (commit, old, new), in git's words.
fn renames_by_git(place: &Place, option: &str) -> BTreeSet<(String, String, String)> {
    let log = place.git(&["log", "--no-merges", "--raw", option, "-l200", "--diff-filter=R", "--format=#%H"]);
    let mut commit = String::new();
    let mut renames = BTreeSet::new();
    for line in log.lines() {
        if let Some(id) = line.strip_prefix('#') {
            commit = id.to_owned();
        } else if let [_, old, new] = line.split('\t').collect::<Vec<_>>().as_slice() {
            renames.insert((commit.clone(), (*old).to_owned(), (*new).to_owned()));
        }
    }
    renames
}

fn renames(walk: &Walk) -> BTreeSet<(String, String, String)> {
    let of = |commit: &RawCommit| {
        let id = commit.id.clone();
        commit.renames.clone().into_iter().map(move |(old, new)| (id.clone(), old, new)).collect::<Vec<_>>()
    };
    walk.commits().iter().flat_map(of).collect()
}

#[test]
fn changed_paths_are_those_of_git_log() {
    for seed in 0..12 {
        let place = imported(seed);
        let walk = walk(place.path());
        let ours: BTreeMap<_, _> = walk.commits().iter().map(|commit| (commit.id.clone(), changed(commit))).collect();
        assert_eq!(ours, changed_by_git(&place), "seed {seed}");
        let count =
            |option: &[&str]| place.git(&[&["rev-list", "--count"], option, &["HEAD"]].concat()).trim().to_owned();
        assert_eq!(walk.walked.to_string(), count(&[]), "seed {seed}");
        assert_eq!(walk.merges.to_string(), count(&["--merges"]), "seed {seed}");
        let order = place.git(&["log", "--no-merges", "--format=%H"]);
        assert!(walk.commits().iter().map(|commit| commit.id.as_str()).eq(order.lines()), "seed {seed}");
    }
}

#[test]
fn exact_renames_are_those_of_git_log() {
    for seed in 100..110 {
        let place = imported(seed);
        assert_eq!(renames(&walk_exact(place.path())), renames_by_git(&place, "-M100%"), "seed {seed}");
    }
}

#[test]
fn similar_renames_are_nearly_those_of_git_log() {
    let (mut shared, mut all) = (0, 0);
    for seed in 200..210 {
        let place = imported(seed);
        let (ours, theirs) = (renames(&walk(place.path())), renames_by_git(&place, "-M60%"));
        shared += ours.intersection(&theirs).count();
        all += ours.union(&theirs).count();
    }
    assert!(all > 100, "{all}");
    assert!(shared * 100 >= all * 97, "{shared} of {all}");
}

#[test]
fn packed_and_loose_are_the_same() {
    let place = imported(7);
    let before = walk(place.path());
    place.git(&["repack", "-adfq", "--depth=50"]);
    assert_eq!(walk(place.path()), before);
    place.git(&["multi-pack-index", "write"]);
    place.git(&["commit-graph", "write", "--reachable"]);
    place.git(&["pack-refs", "--all"]);
    assert_eq!(walk(place.path()), before);
}
