//! Odd files on disk: nothing outside is read, nothing blocks, each gets its reason.

use crate::support::{Place, list, opened, opened_at, read};
use seamline_analyzer::facts::Code;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;

fn check(place: &Place, expected: &[&str]) {
    assert_eq!(list(&*opened(place.path()).expect("readable").tree), expected);
}

#[test]
fn links_are_never_followed() {
    let place = Place::new();
    place.write("src/A.java", "class A {}");
    for (target, link) in [("b.java", "a.java"), ("a.java", "b.java"), ("/etc/passwd", "passwd.java"), ("..", "up")] {
        symlink(target, place.join(link)).expect("own folder");
    }
    symlink("/dev/zero", place.join("src/zero.java")).expect("own folder");
    check(
        &place,
        &[
            "a.java E_SYMLINK",
            "b.java E_SYMLINK",
            "passwd.java E_SYMLINK",
            "src/A.java",
            "src/zero.java E_SYMLINK",
            "up E_SYMLINK",
        ],
    );
    let tree = opened(place.path()).expect("readable").tree;
    assert_eq!(read(&*tree, "passwd.java"), Err(Code::Symlink));
    assert_eq!(read(&*tree, "up/A.java"), Err(Code::Missing));
}

#[test]
fn pipes_and_sockets_are_never_opened() {
    let place = Place::new();
    std::process::Command::new("mkfifo").arg(place.join("A.java")).status().expect("mkfifo runs");
    let _socket = UnixListener::bind(place.join("B.java")).expect("own folder");
    check(&place, &["A.java E_SPECIAL_FILE", "B.java E_SPECIAL_FILE"]);
    let tree = opened(place.path()).expect("readable").tree;
    assert_eq!(read(&*tree, "A.java"), Err(Code::SpecialFile));
}

#[test]
fn what_changes_between_listing_and_reading() {
    let place = Place::new();
    place.write("a/A.java", "class A {}");
    let tree = opened(place.path()).expect("readable").tree;
    assert_eq!(list(&*tree), ["a/A.java"]);
    fs::rename(place.join("a"), place.join("b")).expect("own folder");
    assert_eq!(read(&*tree, "a/A.java"), Err(Code::Missing));
    symlink("b", place.join("a")).expect("own folder");
    assert_eq!(read(&*tree, "a/A.java"), Err(Code::Missing));
}

#[test]
fn sparse_giants_are_not_read() {
    let place = Place::new();
    let file = fs::File::create(place.join("A.java")).expect("own folder");
    file.set_len(100 << 30).expect("sparse files work");
    let tree = opened(place.path()).expect("readable").tree;
    assert_eq!(read(&*tree, "A.java"), Err(Code::TooBig));
}

#[test]
fn odd_names() {
    let place = Place::new();
    let long = "n".repeat(250);
    for name in ["Foo.java", "foo.java", " a ", "-x.java", "...", "a\nb", "a\tb", "a\"b", "\u{202e}a.java", &long] {
        place.write(name, "");
    }
    fs::write(place.path().join(OsStr::from_bytes(b"caf\xe9.java")), "").expect("any bytes are a name");
    check(
        &place,
        &[
            " a ",
            "-x.java",
            "...",
            "Foo.java",
            "a\tb",
            "a\nb",
            "a\"b",
            "?caf\u{fffd}.java",
            "foo.java",
            &long,
            "\u{202e}a.java",
        ],
    );
}

#[test]
fn deep_folders_end_somewhere() {
    let place = Place::new();
    place.write("src/A.java", "");
    let folder = place.path().to_owned();
    let shell = format!(
        "cd {} && for i in $(seq 1000); do mkdir deep && cd deep || exit 1; done; touch A.java",
        folder.display()
    );
    std::process::Command::new("bash").args(["-c", &shell]).status().expect("bash runs");
    let listed = list(&*opened(place.path()).expect("readable").tree);
    assert!(listed.contains(&"src/A.java".to_owned()));
    assert!(listed.iter().any(|line| line.starts_with("deep/") && line.ends_with(" E_DEPTH")), "{listed:?}");
    std::process::Command::new("rm").arg("-rf").arg(place.join("deep")).status().expect("rm runs");
}

#[test]
fn ignored_files_are_not_listed_unless_tracked() {
    let place = Place::repository();
    place.commit("first", &[(".gitignore", "*.log\nout/\n"), ("out/Kept.java", ""), ("A.java", ""), ("app.log", "")]);
    place.write("out/New.java", "");
    place.write("new.log", "");
    place.write("B.java", "");
    place.write(".git/info/exclude", "A.java\nB.java\n");
    place.write(".ignore", "A.java\n");
    check(&place, &[".gitignore", ".ignore", "A.java", "B.java", "app.log", "out/Kept.java"]);
}

#[test]
fn the_users_own_ignore_file_does_not_count() {
    // The rules of the repository's configuration stand for those of the user: both name one file.
    let place = Place::repository();
    place.write("ignored", "A.java\n");
    place.git(&["config", "core.excludesFile", &place.join("ignored").display().to_string()]);
    place.write("A.java", "");
    check(&place, &["A.java", "ignored"]);
}

#[test]
fn sub_folders_know_the_rules_above_them() {
    let place = Place::repository();
    place.commit("first", &[(".gitignore", "*.log\n/app/gen\n"), ("app/A.java", ""), ("other/B.java", "")]);
    place.write("app/x.log", "");
    place.write("app/gen/G.java", "");
    let tree = opened(&place.join("app")).expect("readable").tree;
    assert_eq!(list(&*tree), ["A.java"]);
}

#[test]
fn what_the_repository_says_about_its_files() {
    let place = Place::repository();
    place.commit(
        "first",
        &[
            (
                ".gitattributes",
                "*.g.ts linguist-generated\nlibs/** linguist-vendored=true\ndocs/* linguist-documentation\n",
            ),
            ("libs/own/.gitattributes", "* -linguist-vendored\n"),
            (".seamlineignore", "\u{feff}legacy/\n*.old.java\n"),
            ("a.g.ts", ""),
            ("libs/x.js", ""),
            ("libs/own/y.js", ""),
            ("docs/a.py", ""),
            ("legacy/b/A.java", ""),
            ("x.old.java", ""),
        ],
    );
    for revision in [None, Some("HEAD")] {
        let listed = list(&*opened_at(place.path(), revision).expect("readable").tree);
        assert_eq!(
            listed,
            [
                ".gitattributes",
                ".seamlineignore",
                "a.g.ts generated",
                "docs/a.py TEST",
                "legacy/b/A.java IGNORED",
                "libs/own/.gitattributes",
                "libs/own/y.js",
                "libs/x.js VENDORED",
                "x.old.java IGNORED",
            ]
        );
    }
}

#[test]
fn deleted_files_are_not_part_of_the_disk() {
    let place = Place::shop();
    fs::remove_file(place.join("src/Bill.java")).expect("own file");
    check(&place, &["README.md", "src/Line.java", "src/Order.java"]);
}
