//! Odd repositories: what can be read is read, what cannot is said.

use crate::support::{Place, list, opened, opened_at, read, walk, walk_with};
use seamline_analyzer::facts::HistoryState;
use seamline_extractors::OpenError;
use seamline_extractors::git::GitError;
use seamline_extractors::history::{HistorySettings, Walk};
use std::fs;

fn subjects(walk: &Walk) -> Vec<String> {
    walk.commits().into_iter().map(|commit| commit.subject).collect()
}

#[test]
fn no_repository() {
    let place = Place::new();
    place.write("src/A.java", "class A {}");
    let opened = opened(place.path()).expect("a folder is enough");
    assert!(opened.history.is_none());
    assert_eq!(list(&*opened.tree), ["src/A.java"]);
    assert!(matches!(opened_at(place.path(), Some("HEAD")), Err(OpenError::NoRepository { .. })));
    assert!(matches!(opened_at(&place.join("none"), None), Err(OpenError::NoFolder(_))));
}

#[test]
fn unborn_head() {
    let place = Place::repository();
    place.write("A.java", "class A {}");
    assert_eq!(walk(place.path()).state, HistoryState::Unborn);
    assert_eq!(list(&*opened(place.path()).expect("files are there").tree), ["A.java"]);
    assert!(matches!(opened_at(place.path(), Some("HEAD")), Err(OpenError::NoCommit(_))));
}

#[test]
fn empty_and_dangling_heads() {
    let place = Place::shop();
    place.write(".git/HEAD", "");
    assert!(matches!(opened(place.path()), Err(OpenError::Git(GitError::Revision { .. }))));
    place.write(".git/HEAD", "ref: refs/heads/gone\n");
    assert_eq!(walk(place.path()).state, HistoryState::Unborn);
}

#[test]
fn revisions() {
    let place = Place::shop();
    place.git(&["tag", "-a", "v1", "-m", "one", "HEAD~1"]);
    place.git(&["branch", "feature/x", "HEAD~2"]);
    place.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    let full = place.git(&["rev-parse", "HEAD~1"]);
    for packed in [false, true] {
        for name in
            ["HEAD", "@", "HEAD~2", "@^^", "v1", "v1^{}", "v1^{commit}~1", "feature/x", "refs/tags/v1", "main^1"]
        {
            let expected = place.git(&["rev-parse", &format!("{name}^{{commit}}")]);
            check(&place, name, &expected);
        }
        check(&place, full.trim(), &full);
        check(&place, &full[..8], &full);
        check(&place, "origin/main", &place.git(&["rev-parse", "HEAD"]));
        if !packed {
            place.git(&["gc", "-q"]);
        }
    }
    for name in
        ["none", "HEAD~9", "HEAD^2", "", "-x", "--upload-pack=x", "../HEAD", "HEAD:src", "@{1}", "main..v1", "0000"]
    {
        let error = opened_at(place.path(), Some(name)).err();
        assert!(matches!(error, Some(OpenError::Git(GitError::Revision { .. }))), "{name}: {error:?}");
    }
}

fn check(place: &Place, name: &str, id: &str) {
    let tree = opened_at(place.path(), Some(name)).unwrap_or_else(|error| panic!("{name}: {error}")).tree;
    assert_eq!(tree.origin().revision.as_deref(), Some(id.trim()), "{name}");
}

#[test]
fn detached_head() {
    let place = Place::shop();
    place.git(&["checkout", "-q", "HEAD~1"]);
    assert_eq!(subjects(&walk(place.path())), ["second", "first"]);
}

#[test]
fn shallow_clones_say_nothing_at_their_edge() {
    let place = Place::shop();
    let clone = Place::new();
    let from = format!("file://{}", place.path().display());
    clone.git(&["clone", "-q", "--depth", "2", &from, "."]);
    let walk = walk(clone.path());
    assert_eq!((walk.state, walk.walked, walk.boundary), (HistoryState::Shallow, 2, 1));
    assert_eq!(subjects(&walk), ["third"]);
}

#[test]
fn partial_clones() {
    let place = Place::shop();
    place.git(&["config", "uploadpack.allowFilter", "true"]);
    let from = format!("file://{}", place.path().display());
    let blobless = Place::new();
    blobless.git(&["clone", "-q", "--bare", "--filter=blob:none", &from, "."]);
    assert_eq!(walk(blobless.path()).commits(), walk(place.path()).commits());
    let tree = opened(blobless.path()).expect("trees are there").tree;
    assert!(list(&*tree).contains(&"src/Order.java E_MISSING".to_owned()));
    let treeless = Place::new();
    treeless.git(&["clone", "-q", "--bare", "--filter=tree:0", &from, "."]);
    assert!(opened(treeless.path()).is_err());
}

#[test]
fn a_corrupt_tree_in_the_middle() {
    let place = Place::shop();
    let tree = place.git(&["rev-parse", "HEAD~1^{tree}"]);
    let object = place.object(&tree);
    fs::remove_file(&object).expect("loose");
    fs::write(&object, b"junk").expect("writable");
    let walk = walk(place.path());
    assert_eq!((walk.state, walk.walked, walk.unreadable), (HistoryState::Damaged, 3, 1));
    assert_eq!(walk.first_unreadable.as_deref(), Some(tree.trim()));
    assert_eq!(subjects(&walk), ["first"]);
}

#[test]
fn a_missing_commit() {
    let place = Place::shop();
    let id = place.git(&["rev-parse", "HEAD~1"]);
    fs::remove_file(place.object(&id)).expect("loose");
    let walk = walk(place.path());
    assert_eq!((walk.state, walk.walked, walk.unreadable), (HistoryState::Damaged, 1, 1));
    assert_eq!(walk.first_unreadable.as_deref(), Some(id.trim()));
}

#[test]
fn a_corrupt_blob_is_one_failed_file() {
    let place = Place::shop();
    let blob = place.object(&place.git(&["rev-parse", "HEAD:src/Order.java"]));
    fs::remove_file(&blob).expect("loose");
    fs::write(&blob, b"junk").expect("writable");
    let tree = opened_at(place.path(), Some("HEAD")).expect("the rest is fine").tree;
    assert!(read(&*tree, "src/Order.java").is_err());
    assert_eq!(read(&*tree, "src/Bill.java").as_deref(), Ok("class Bill {}\n"));
}

#[test]
fn truncated_packs_do_not_panic() {
    let place = Place::shop();
    place.git(&["gc", "-q"]);
    let folder = place.join(".git/objects/pack");
    for ending in ["pack", "idx"] {
        let files = fs::read_dir(&folder).expect("packed").flatten().map(|entry| entry.path());
        for file in files.filter(|file| file.extension().is_some_and(|extension| extension == ending)) {
            let bytes = fs::read(&file).expect("readable");
            fs::remove_file(&file).expect("writable");
            fs::write(&file, &bytes[..bytes.len() / 2]).expect("writable");
        }
        let opened = opened(place.path());
        assert!(opened.is_err() || walk(place.path()).unreadable > 0);
    }
}

#[test]
fn a_corrupt_index_or_commit_graph_does_not_matter() {
    let place = Place::shop();
    let before = walk(place.path());
    place.write(".git/index", "junk");
    place.write(".git/objects/info/commit-graph", "junk");
    assert_eq!(walk(place.path()), before);
    assert_eq!(list(&*opened(place.path()).expect("readable").tree).len(), 4);
}

#[test]
fn packed_references_with_junk() {
    let place = Place::shop();
    place.git(&["pack-refs", "--all"]);
    let text = fs::read_to_string(place.join(".git/packed-refs")).expect("packed");
    place.write(".git/packed-refs", [b"junk\n\xff\xfe\n^\n".as_slice(), text.as_bytes()].concat());
    assert_eq!(walk(place.path()).walked, 3);
}

#[test]
fn sha256_and_reftable_are_refused_clearly() {
    let place = Place::new();
    place.git(&["init", "-q", "--object-format=sha256"]);
    assert!(matches!(opened(place.path()), Err(OpenError::Git(GitError::Format { what: "SHA-256 object ids", .. }))));
    let place = Place::new();
    if place.try_git(&["init", "-q", "--ref-format=reftable"]).is_some() {
        assert!(matches!(opened(place.path()), Err(OpenError::Git(GitError::Format { .. }))));
    }
}

#[test]
fn two_roots_and_an_octopus() {
    let place = Place::shop();
    for name in ["x", "y", "z"] {
        place.git(&["checkout", "-q", "--orphan", name]);
        place.git(&["rm", "-rfq", "."]);
        place.commit(name, &[(&format!("{name}.java"), "class X {}")]);
    }
    let parents: Vec<String> = ["main", "x", "y", "z"].map(|name| format!("-p {name}")).into();
    let mut arguments = vec!["commit-tree", "main^{tree}", "-m", "octopus"];
    let words: Vec<&str> = parents.iter().flat_map(|parent| parent.split(' ')).collect();
    arguments.extend(&words);
    let id = place.git(&arguments);
    place.git(&["update-ref", "refs/heads/all", id.trim()]);
    place.git(&["symbolic-ref", "HEAD", "refs/heads/all"]);
    let walk = walk(place.path());
    assert_eq!((walk.walked, walk.merges, walk.commits().len()), (7, 1, 6));
}

#[test]
fn replaced_and_grafted_commits_do_not_matter() {
    let place = Place::shop();
    let before = walk(place.path());
    place.git(&["replace", "HEAD", "HEAD~2"]);
    let id = place.git(&["rev-parse", "main"]);
    place.write(".git/info/grafts", id);
    assert_eq!(walk(place.path()), before);
}

/// A commit with this header instead of the usual one, on top of nothing.
fn raw_commit(place: &Place, people: &[u8], rest: &[u8]) {
    let tree = place.git(&["rev-parse", "HEAD^{tree}"]);
    let commit = [b"tree ", tree.as_bytes(), people, rest].concat();
    place.write("commit", commit);
    let id = place.git(&["hash-object", "-t", "commit", "-w", "--literally", "commit"]);
    place.git(&["update-ref", "refs/heads/odd", id.trim()]);
    place.git(&["symbolic-ref", "HEAD", "refs/heads/odd"]);
}

#[test]
fn odd_dates() {
    for (date, time) in [
        ("0 +0000", 0),
        ("4102444800 +0000", 4_102_444_800),
        ("-5 +0000", -5),
        ("253402300800 +9999", 253_402_300_800),
        ("x", 0),
    ] {
        let place = Place::shop();
        let people = format!("author A <a@b.c> {date}\ncommitter A <a@b.c> {date}\n");
        raw_commit(&place, people.as_bytes(), b"\nodd\n");
        assert_eq!(walk(place.path()).commits()[0].time, time, "{date}");
    }
}

#[test]
fn odd_people_and_messages() {
    let place = Place::shop();
    let name = "n".repeat(65536);
    let people = [b"author ", name.as_bytes(), b" <> 1 +0000\ncommitter \xff\xfe <\xff> 1 +0000\n"].concat();
    raw_commit(&place, &people, &[b"\n\n\nsubject \xff\n", vec![b'x'; 10 << 20].as_slice()].concat());
    let commit = &walk(place.path()).commits()[0];
    assert_eq!(commit.subject, "subject \u{fffd}");
    assert_eq!(commit.people[0].0.len(), 200);
    raw_commit(
        &place,
        b"author Andr\xe9 <a@b.c> 1 +0000\ncommitter A <a@b.c> 1 +0000\nencoding ISO-8859-1\n",
        b"\ncaf\xe9\n",
    );
    let commit = &walk(place.path()).commits()[0];
    assert_eq!((commit.subject.as_str(), commit.people[0].0.as_str()), ("café", "André"));
}

#[test]
fn co_authors_reverts_and_the_mailmap() {
    let place = Place::shop();
    let mailmap = "Ada King <ada@king.org> <ada@example.org>\n";
    let message = "Revert \"second\"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.\n\n\
                   Co-Authored-By: Bob <bob@example.org>\nco-authored-by: Ada Lovelace <ada@example.org>\n";
    place.commit(message, &[(".mailmap", mailmap)]);
    let walk = walk(place.path());
    let pair = |name: &str, mail: &str| (name.to_owned(), mail.to_owned());
    assert_eq!(walk.commits()[0].people, [pair("Ada King", "ada@king.org"), pair("Bob", "bob@example.org")]);
    assert_eq!(walk.commits()[0].reverts.as_deref(), Some("0123456789abcdef0123456789abcdef01234567"));
    assert_eq!(walk.commits()[1].people, [pair("Ada King", "ada@king.org")]);
}

#[test]
fn since_counts_what_it_leaves_out() {
    let place = Place::shop();
    let settings = HistorySettings { since: Some(1_700_000_060), ..HistorySettings::default() };
    let walk = walk_with(place.path(), settings).expect("readable");
    assert_eq!((walk.walked, walk.too_old, subjects(&walk)), (3, 1, vec!["third".to_owned(), "second".to_owned()]));
}

#[test]
fn names_that_are_not_utf8() {
    let place = Place::shop();
    place.git_with_input(
        &["fast-import", "--quiet", "--force"],
        "commit refs/heads/odd\ncommitter A <a@b.c> 1 +0000\ndata 3\nodd\nM 644 inline \"src/caf\\351.java\"\ndata 0\n\n\
         M 644 inline \"src/a\\nb\\tc\\\"d.java\"\ndata 0\n\n",
    );
    let tree = opened_at(place.path(), Some("odd")).expect("readable").tree;
    assert_eq!(list(&*tree), ["src/a\nb\tc\"d.java", "?src/caf\u{fffd}.java"]);
}

#[test]
fn deep_trees_end_somewhere() {
    let place = Place::shop();
    let mut tree = place.git(&["rev-parse", "HEAD^{tree}"]);
    for _ in 0..400 {
        tree = place.git_with_input(&["mktree"], &format!("040000 tree {}\td\n", tree.trim()));
    }
    let id = place.git(&["commit-tree", tree.trim(), "-m", "deep"]);
    place.git(&["update-ref", "refs/heads/main", id.trim()]);
    let tree = opened_at(place.path(), Some("main")).expect("readable").tree;
    assert!(list(&*tree)[0].ends_with(" E_DEPTH"));
    assert_eq!(walk(place.path()).unreadable, 1);
}
