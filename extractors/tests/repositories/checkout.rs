//! Whose blobs are known without reading them: files that git saw as they are now, and no others.

use crate::support::{Place, opened};
use seamline_analyzer::{Cancel, Cx, RepoPath, Silent};
use seamline_extractors::source::SourceTree;
use std::fs::{self, File};
use std::time::{Duration, SystemTime};

const FILE: &str = "src/Order.java";

/// A repository whose files were settled long before its index was written.
fn settled(more: impl FnOnce(&Place)) -> Place {
    let place = Place::repository();
    place.write(FILE, "class Order {\n}\n");
    more(&place);
    set_time(&place, SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000));
    place.commit("first", &[]);
    place
}

fn set_time(place: &Place, time: SystemTime) {
    let file = File::options().append(true).open(place.join(FILE)).expect("own file");
    file.set_modified(time).expect("own file");
}

fn tree(place: &Place) -> Box<dyn SourceTree> {
    let tree = opened(place.path()).expect("a repository").tree;
    tree.list(Cx { progress: &Silent, cancel: &Cancel::default() }).expect("nobody cancels");
    tree
}

/// The blob of the file as it is known before it is read, and after.
fn blobs(place: &Place) -> [Option<String>; 2] {
    let (tree, path) = (tree(place), RepoPath::new(FILE).expect("a path"));
    let bytes = tree.read(&path, 1 << 20).expect("it is there");
    let hex = |id: [u8; 20]| id.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    [tree.blob(&path).map(hex), tree.blob_of(&path, &bytes).map(hex)]
}

fn is_read(place: &Place) {
    assert_eq!(blobs(place), [None, None]);
}

#[test]
fn what_git_saw_is_known() {
    let place = settled(|_| ());
    let id = place.git(&["rev-parse", &format!("HEAD:{FILE}")]).trim().to_owned();
    assert_eq!(blobs(&place), [Some(id.clone()), Some(id.clone())]);
    // In a folder of the repository as well.
    let tree = opened(&place.join("src")).expect("a folder").tree;
    tree.list(Cx { progress: &Silent, cancel: &Cancel::default() }).expect("nobody cancels");
    assert!(tree.blob(&RepoPath::new("Order.java").expect("a path")).is_some());
}

#[test]
fn what_changed_since_is_read() {
    let place = settled(|_| ());
    let time = fs::metadata(place.join(FILE)).and_then(|status| status.modified()).expect("own file");
    // Of the same size, and with the time set back.
    place.write(FILE, "class Other {\n}\n");
    set_time(&place, time);
    is_read(&place);
}

#[test]
fn what_changed_while_the_index_was_written_is_read() {
    let place = settled(|_| ());
    set_time(&place, SystemTime::now() + Duration::from_secs(60));
    place.git(&["update-index", "--refresh"]);
    is_read(&place);
}

#[test]
fn what_is_converted_is_read() {
    let place = settled(|place| place.write(".gitattributes", "*.java text eol=crlf\n"));
    fs::remove_file(place.join(FILE)).expect("own file");
    place.git(&["checkout", "-q", "--", "."]);
    set_time(&place, SystemTime::UNIX_EPOCH);
    place.git(&["update-index", "--refresh"]);
    assert_eq!(fs::read(place.join(FILE)).expect("own file"), b"class Order {\r\n}\r\n");
    is_read(&place);
}

#[test]
fn what_a_filter_changes_is_no_blob_once_it_was_read() {
    let place = settled(|place| {
        place.write(".gitattributes", "*.java filter=other\n");
        place.git(&["config", "filter.other.clean", "tr O X"]);
    });
    let [before, after] = blobs(&place);
    assert!(before.is_some());
    assert_eq!(after, None);
}

#[test]
fn without_a_whole_index_everything_is_read() {
    let place = settled(|_| ());
    place.write("New.java", "");
    place.git(&["add", "-N", "New.java"]);
    let index = place.join(".git/index");
    let whole = fs::read(&index).expect("git wrote it");
    fs::write(&index, &whole[..whole.len() / 2]).expect("own file");
    is_read(&place);
    fs::remove_file(&index).expect("own file");
    is_read(&place);
}

#[test]
fn what_is_only_announced_has_no_blob() {
    let place = settled(|_| ());
    place.git(&["rm", "-q", "--cached", FILE]);
    place.git(&["add", "-N", FILE]);
    is_read(&place);
}
