//! What a change changes, beside what git says.

use crate::support::Place;
use seamline_analyzer::{Cancel, Cx, Silent};
use seamline_extractors::git::Trust;
use seamline_extractors::{CompareError, Compared, Head, compare};
use std::collections::BTreeSet;
use std::path::Path;

fn compared(path: &Path, base: &str, head: Option<&str>) -> Result<Compared, CompareError> {
    compared_as(path, base, &head.map_or(Head::Now, |revision| Head::Revision(revision.to_owned())))
}

fn compared_as(path: &Path, base: &str, head: &Head) -> Result<Compared, CompareError> {
    compare(Cx { progress: &Silent, cancel: &Cancel::default() }, path, Trust::Own, base, head)
}

/// The change in one line.
fn shown(change: &Compared) -> String {
    let renamed: Vec<String> = change.renamed.iter().map(|(old, new)| format!("{old} > {new}")).collect();
    format!(
        "+ {} * {} - {} > {}",
        change.added.join(" "),
        change.modified.join(" "),
        change.removed.join(" "),
        renamed.join(" ")
    )
}

/// A shop, and a branch that began before its last commit.
fn branched() -> Place {
    let place = Place::shop();
    let text = "class Order {\n  int id;\n  int count;\n  int price;\n}\n";
    place.commit("fourth", &[("src/Kept.java", text), ("src/Gone.java", "class Gone {}\n")]);
    place.git(&["checkout", "-q", "-b", "change"]);
    place.git(&["mv", "src/Kept.java", "src/Moved.java"]);
    place.git(&["rm", "-q", "src/Gone.java"]);
    place.commit(
        "change",
        &[("src/New.java", "class New { New other; }\n"), ("src/Bill.java", "class Bill { int sum; }\n")],
    );
    place.git(&["checkout", "-q", "main"]);
    place.commit("meanwhile", &[("src/Else.java", "class Else {}\n")]);
    place.git(&["checkout", "-q", "change"]);
    place
}

const CHANGE: &str = "+ src/New.java * src/Bill.java - src/Gone.java > src/Kept.java > src/Moved.java";

#[test]
fn a_branch_is_compared_with_where_it_began() {
    let place = branched();
    let base = place.git(&["merge-base", "main", "change"]);
    for head in [Some("change"), Some("HEAD"), None] {
        let change = compared(place.path(), "main", head).expect("both are there");
        assert_eq!((change.base.as_str(), shown(&change)), (base.trim(), CHANGE.to_owned()), "{head:?}");
    }
    assert_eq!(shown(&compared(place.path(), "change", None).expect("the same")), "+  *  -  > ");
}

#[test]
fn files_on_disk_count_as_they_are() {
    let place = branched();
    place.write("src/Bill.java", "class Bill { int SUM; }\n");
    place.write("src/Later.java", "class Later {}\n");
    let change = compared(place.path(), "HEAD", None).expect("a commit");
    assert_eq!(shown(&change), "+ src/Later.java * src/Bill.java -  > ");
    assert_eq!(shown(&compared(place.path(), "HEAD", Some("HEAD")).expect("a commit")), "+  *  -  > ");
}

#[test]
fn what_is_staged_counts_as_it_is() {
    let place = branched();
    let staged = |base: &str| compared_as(place.path(), base, &Head::Index).expect("a commit");
    assert_eq!(shown(&staged("HEAD")), "+  *  -  > ");
    assert_eq!(shown(&staged("main")), CHANGE);
    place.git(&["mv", "src/Order.java", "src/Named.java"]);
    place.git(&["rm", "-q", "--cached", "src/Line.java"]);
    place.write("src/Bill.java", "class Bill { int SUM; }\n");
    place.write("src/Later.java", "class Later {}\n");
    place.git(&["add", "src/Bill.java", "src/Later.java"]);
    place.write("src/Bill.java", "class Bill { int sum; }\n");
    place.write("src/New.java", "class New { int notStaged; }\n");
    let shown_staged = "+ src/Later.java * src/Bill.java - src/Line.java > src/Order.java > src/Named.java";
    assert_eq!(shown(&staged("HEAD")), shown_staged);
    let committed = place.git(&["write-tree"]);
    let commit = place.git(&["commit-tree", committed.trim(), "-p", "HEAD", "-m", "staged"]);
    for base in ["HEAD", "main"] {
        let mut expected = compared(place.path(), base, Some(commit.trim())).expect("a commit");
        // What is staged is in no commit yet.
        expected.commits.retain(|id| id != commit.trim());
        assert_eq!(staged(base), expected, "{base}");
    }
    let folder = compared_as(&place.join("src"), "HEAD", &Head::Index).expect("a folder");
    assert_eq!(shown(&folder), shown_staged.replace("src/", ""));
}

#[test]
fn a_sub_folder_is_compared_alone() {
    let place = branched();
    let change = compared(&place.join("src"), "main", Some("HEAD")).expect("a folder of a repository");
    assert_eq!(shown(&change), CHANGE.replace("src/", ""));
}

#[test]
fn what_cannot_be_compared_says_why() {
    let place = branched();
    let clone = Place::new();
    let url = format!("file://{}", place.path().display());
    clone.git(&["clone", "-q", "--depth", "1", "--no-single-branch", &url, "shallow"]);
    let why = |path: &Path, base: &str| compared(path, base, None).expect_err("nothing to compare").to_string();
    let shallow = why(&clone.join("shallow"), "origin/main");
    assert_eq!(shallow, "this clone is shallow: it ends before the commit that both have in common");
    place.git(&["checkout", "-q", "--orphan", "other"]);
    place.commit("other", &[]);
    assert_eq!(why(place.path(), "main"), "HEAD and main have no commit in common");
    assert!(why(place.path(), "no-such-branch").contains("no revision \"no-such-branch\""));
    assert!(why(clone.path(), "main").ends_with("is in no git repository, so there is nothing to compare with"));
}

/// Numbers that look random and are the same each time (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((number ^ (number >> 31)) % most as u64) as usize
    }
}

#[test]
fn merge_bases_are_those_of_git() {
    let place = Place::repository();
    let tree = place.git_with_input(&["mktree"], "").trim().to_owned();
    let mut numbers = Numbers(7);
    let mut commits: Vec<String> = Vec::new();
    for at in 0..40_usize {
        let parents: BTreeSet<usize> = if at < 2 {
            BTreeSet::new()
        } else {
            let near = at.min(8);
            (0..=numbers.below(2)).map(|_| at - 1 - numbers.below(near)).collect()
        };
        // Clocks that go wrong are part of every history.
        let time = 1_700_000_000 + 60 * at as i64 - if numbers.below(6) == 0 { 600 } else { 0 };
        let message = format!("{at}");
        let mut arguments = vec!["commit-tree", &tree, "-m", &message];
        for parent in &parents {
            arguments.extend(["-p", &commits[*parent]]);
        }
        commits.push(place.git_at(&format!("{time} +0000"), &arguments).trim().to_owned());
    }
    for _ in 0..60 {
        let (a, b) = (&commits[numbers.below(40)], &commits[numbers.below(40)]);
        let expected = place.try_git(&["merge-base", "--all", a, b]).unwrap_or_default();
        let expected: Vec<&str> = expected.split_whitespace().collect();
        match compared(place.path(), a, Some(b)) {
            Ok(change) => {
                assert!(expected.contains(&change.base.as_str()), "{a} {b}: {} {expected:?}", change.base);
                let ahead = place.git(&["rev-list", &format!("{a}..{b}")]);
                let found: BTreeSet<&str> = change.commits.iter().map(String::as_str).collect();
                // Clocks that go wrong may add some of both, and never leave one out.
                assert!(ahead.split_whitespace().all(|id| found.contains(id)), "{a} {b}");
            }
            Err(CompareError::Unrelated { .. }) => assert!(expected.is_empty(), "{a} {b}: {expected:?}"),
            Err(other) => panic!("{a} {b}: {other}"),
        }
    }
}
