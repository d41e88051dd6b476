//! A cache spares work and changes nothing: empty, full, damaged, shared, too small, or no cache at all.

use crate::support::{Place, opened_at};
use seamline_analyzer::facts::Granularity;
use seamline_analyzer::gate::{Known, Levels, Limits, Side, Terms};
use seamline_analyzer::run::analyze;
use seamline_analyzer::validate::labels::places;
use seamline_analyzer::{Cancel, Cx, Facts, Settings, Silent};
use seamline_extractors::cache::{Contents, FactsCache, FolderCache, Saved, Unusable};
use seamline_extractors::{ExtractSettings, extract_kept};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const LIMIT: u64 = 64 << 20;

/// What is extracted, by file and by function.
type Said = (Facts, Option<Facts>);

/// What a run asks for.
#[derive(Clone, Copy)]
struct Asked<'a> {
    path: &'a Path,
    revision: Option<&'a str>,
    granularity: Granularity,
    functions: bool,
    analysed: bool,
    threads: usize,
}

fn asked(path: &Path) -> Asked<'_> {
    Asked { path, revision: None, granularity: Granularity::File, functions: true, analysed: true, threads: 2 }
}

fn said(asked: Asked<'_>, cache: Option<&dyn FactsCache>) -> Said {
    let opened = opened_at(asked.path, asked.revision).expect("readable");
    let cancel = Cancel::default();
    let Asked { granularity, functions, analysed, threads, .. } = asked;
    let threads = Some(threads);
    let settings = ExtractSettings { threads, granularity, functions, analysed, ..ExtractSettings::default() };
    let history = opened.history.as_ref().map(|history| history as _);
    let cx = Cx { progress: &Silent, cancel: &cancel };
    let extraction = extract_kept(cx, &*opened.tree, history, &settings, cache).expect("nobody cancels");
    (extraction.facts, extraction.functions)
}

/// A run with the cache of a folder, from opening it to saving it.
fn kept(asked: Asked<'_>, folder: &Path) -> (Said, Saved) {
    let cache = FolderCache::open(folder, asked.path, LIMIT).expect("a folder that can be used");
    let said = said(asked, Some(&cache));
    (said, cache.save().expect("the folder can be written"))
}

/// A small repository with a file of each language and one of everything that is left out by its content.
fn languages() -> Place {
    let place = Place::shop();
    let files = [
        ("src/a/Sample.java", include_str!("../../src/lang/java/sample.java")),
        ("src/b/sample.py", include_str!("../../src/lang/python/sample.py")),
        ("src/c/Sample.cs", include_str!("../../src/lang/csharp/sample.cs")),
        (
            "src/d/app.ts",
            "import { Order } from './order';\napp.get('/orders', () => db.query('SELECT a FROM orders'));\n",
        ),
        ("src/d/order.ts", "export class Order {\n  place() { return 1; }\n}\n"),
        ("src/e/lib.rs", "pub struct Order { id: u32 }\nimpl Order { pub fn place(&self) -> u32 { self.id } }\n"),
        ("src/e/main.js", "// @generated\nlet a = 1;\n"),
        ("src/e/broken.js", "let a = (;\nfunction b() {}\n"),
        ("src/schema.sql", "CREATE TABLE orders (id INT, customer INT REFERENCES customers (id));\n"),
        ("tests/test_order.py", "from b.sample import Order\n\ndef test():\n    Order()\n"),
        ("package.json", "{ \"name\": \"shop\" }\n"),
    ];
    place.commit("every language", &files);
    place.write("src/e/bytes.js", b"let a = '\xff';\n");
    place
}

fn packs(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("readable").path());
    let mut packs: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "pack")).collect();
    packs.sort();
    packs
}

#[test]
fn every_sample_says_the_same_from_the_cache() {
    for sample in seamline_fixtures::ALL {
        let (place, cache) = (Place::new(), Place::new());
        let path = place.join(sample.id);
        sample.replay(&path).expect("the sample replays");
        for (granularity, functions, revision) in [
            (Granularity::File, true, None),
            (Granularity::File, false, None),
            (Granularity::Type, false, Some("HEAD")),
            (Granularity::Function, false, Some("HEAD~1")),
        ] {
            let asked = Asked { granularity, functions, revision, ..asked(&path) };
            let expected = said(asked, None);
            let (cold, filled) = kept(asked, &cache.join("kept"));
            let (warm, used) = kept(Asked { threads: 1, ..asked }, &cache.join("kept"));
            assert!(cold == expected && warm == expected, "{} {granularity:?}", sample.id);
            assert!(filled.written == (filled.found < filled.asked), "{filled:?}");
            assert!(!used.written && used.found == used.asked && used.asked > 10, "{used:?}");
        }
    }
}

/// What is left of the facts of an analysis where only the gate asks.
fn for_gate(facts: &Facts) -> Facts {
    let mut terms = facts.terms.clone();
    terms.values_mut().for_each(Vec::clear);
    Facts {
        terms,
        vocabulary: Vec::new().into(),
        tests: Vec::new(),
        row_calls: Vec::new(),
        deletions: Vec::new(),
        remotes: Vec::new(),
        requests: Vec::new(),
        gateway_routes: Vec::new(),
        columns: Vec::new(),
        repeats: Vec::new(),
        states: Vec::new(),
        hooks: Vec::new(),
        guards: Vec::new(),
        gaps: Vec::new(),
        loads: Vec::new(),
        finds: Vec::new(),
        unparsed_sql: Vec::new(),
        ..facts.clone()
    }
}

/// The gate's facts are those of an analysis but for what it does not ask for, whatever was kept by whom, and it finds the same
/// in them.
#[test]
fn a_gate_leaves_out_what_it_does_not_ask_for() {
    for sample in seamline_fixtures::ALL {
        let (place, analysed, gate) = (Place::new(), Place::new(), Place::new());
        let path = place.join(sample.id);
        sample.replay(&path).expect("the sample replays");
        let whole = Asked { functions: false, revision: Some("HEAD"), ..asked(&path) };
        let less = Asked { analysed: false, ..whole };
        let (facts, _) = kept(whole, analysed.path()).0;
        let without = for_gate(&facts);
        assert!(facts.terms != without.terms && said(less, None).0 == without, "{}", sample.id);
        let ((warm, _), used) = kept(less, analysed.path());
        assert!(warm == without && used.found == used.asked && !used.written, "{used:?}");
        let ((cold, _), _) = kept(less, gate.path());
        let ((after, _), _) = kept(whole, gate.path());
        assert!(cold == without && after == facts, "{}", sample.id);
        let cx = Cx { progress: &Silent, cancel: &Cancel::default() };
        let analysis = analyze(cx, facts.clone(), &Settings::default()).expect("nobody cancels");
        let (labels, limits) = (places(&analysis), Limits::default());
        let (levels, strict) = (Levels::default(), BTreeSet::new());
        let terms = Terms { levels: &levels, strict: &strict, accepted: None };
        let known = |facts: &Facts| Known::of(&Side::before(facts, &labels), &labels, &limits, terms);
        assert!(known(&facts) == known(&without) && !known(&facts).found.is_empty(), "{}", sample.id);
    }
}

#[test]
fn only_what_changed_is_read_again() {
    let (place, cache) = (languages(), Place::new());
    kept(asked(place.path()), cache.path());
    place.write("src/d/order.ts", "export class Order {\n  cancel() { return 2; }\n}\n");
    let (warm, saved) = kept(asked(place.path()), cache.path());
    assert_eq!(warm, said(asked(place.path()), None));
    assert_eq!((saved.asked - saved.found, saved.written), (1, true));
}

#[test]
fn for_little_that_is_new_no_pack_is_written() {
    let (place, cache) = (Place::repository(), Place::new());
    let class = |number: usize, body: &str| {
        let text = format!("package a;\nclass C{number} extends C{} {{ {body} }}\n", number / 2);
        place.write(&format!("src/a/C{number}.java"), text);
    };
    (0..700).for_each(|number| class(number, "int a;"));
    let (_, filled) = kept(asked(place.path()), cache.path());
    assert_eq!((filled.asked, filled.found, filled.written), (700, 0, true));
    class(7, "C1 one;");
    // It is found as often as it is asked for, and the same.
    for _ in 0..2 {
        let (warm, saved) = kept(asked(place.path()), cache.path());
        assert!(warm == said(asked(place.path()), None));
        assert_eq!((saved.asked - saved.found, saved.written), (1, false));
    }
    (100..110).for_each(|number| class(number, "C1 one;"));
    for written in [true, false] {
        let (warm, saved) = kept(asked(place.path()), cache.path());
        assert!(warm == said(asked(place.path()), None));
        assert_eq!((saved.asked - saved.found, saved.written), (if written { 11 } else { 0 }, written));
    }
}

#[test]
fn disk_and_database_are_kept_side_by_side() {
    let (place, cache) = (languages(), Place::new());
    let (disk, database) = (asked(place.path()), Asked { revision: Some("HEAD"), ..asked(place.path()) });
    for asked in [disk, database] {
        kept(asked, cache.path());
    }
    for asked in [disk, database] {
        let (warm, saved) = kept(asked, cache.path());
        assert_eq!(warm, said(asked, None));
        assert_eq!(saved.asked, saved.found);
    }
}

/// 64 truncations, 200 flipped bits, and other bytes altogether.
#[test]
fn a_damaged_pack_costs_time_and_nothing_else() {
    let (place, cache) = (languages(), Place::new());
    let expected = said(asked(place.path()), None);
    kept(asked(place.path()), cache.path());
    let name = packs(cache.path()).pop().expect("a pack was written");
    let whole = fs::read(&name).expect("readable");
    let mut damaged: Vec<Vec<u8>> = (0..64).map(|part| whole[..whole.len() * part / 64].to_vec()).collect();
    let step = whole.len() * 8 / 200;
    damaged.extend((0..200).map(|flip| {
        let (mut bytes, bit) = (whole.clone(), flip * step + flip % 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        bytes
    }));
    damaged.extend([b"seamline pack 2\n and more".to_vec(), vec![0xff; whole.len()], [whole.clone(), whole].concat()]);
    for (number, bytes) in damaged.iter().enumerate() {
        packs(cache.path()).iter().for_each(|pack| fs::remove_file(pack).expect("removable"));
        fs::write(&name, bytes).expect("writable");
        let (warm, saved) = kept(asked(place.path()), cache.path());
        assert_eq!(warm, expected, "{number}");
        assert!(saved.found < saved.asked && saved.written, "{number}: {saved:?}");
    }
    let (_, saved) = kept(asked(place.path()), cache.path());
    assert_eq!(saved.found, saved.asked, "the damage is mended");
}

#[test]
fn the_least_used_projects_go_first() {
    let (place, cache) = (languages(), Place::new());
    let run = |project: &str, limit: u64| {
        let cache = FolderCache::open(cache.path(), Path::new(project), limit).expect("usable");
        said(asked(place.path()), Some(&cache));
        cache.save().expect("writable")
    };
    run("a", LIMIT);
    let one = Contents::of(cache.path()).expect("usable").bytes;
    assert!(["b", "c", "a"].map(|project| run(project, LIMIT).written) == [true, true, false]);
    assert_eq!(Contents::of(cache.path()).expect("usable").packs, 3);
    assert!(run("d", one * 3 + one / 2).written);
    let known = |project: &str| run(project, LIMIT).found > 0;
    assert!(known("a") && known("c") && known("d"));
    assert!(!known("b"));
    assert!(!run("e", one / 2).written, "too large alone");
    assert!(Contents::of(cache.path()).expect("usable").bytes <= one / 2);
}

#[test]
fn what_is_not_used_any_more_goes() {
    let (place, cache) = (languages(), Place::new());
    kept(Asked { granularity: Granularity::Type, functions: false, ..asked(place.path()) }, cache.path());
    let most = |edits: std::ops::Range<u32>| {
        edits.map(|edit| {
            place.write("src/d/order.ts", format!("export class Order{edit} {{}}\n"));
            kept(asked(place.path()), cache.path());
            Contents::of(cache.path()).expect("usable").values
        })
    };
    let values: Vec<u64> = most(0..30).collect();
    assert_eq!(values[20], values[29]);
    assert!(values[20] < values[5], "{values:?}");
}

#[test]
fn what_a_killed_run_left_goes_in_time() {
    let (place, cache) = (Place::shop(), Place::new());
    kept(asked(place.path()), cache.path());
    cache.write("0000000000000001-abc.part", "half");
    cache.write("mine.txt", "not the cache's");
    for edit in 0..20 {
        place.write("src/Bill.java", format!("class Bill{edit} {{}}\n"));
        kept(asked(place.path()), cache.path());
    }
    assert!(!cache.join("0000000000000001-abc.part").exists());
    let held = Contents::clear(cache.path()).expect("usable");
    assert_eq!(held.packs, 1);
    assert_eq!(Contents::of(cache.path()), Ok(Contents::default()));
    assert!(cache.join("mine.txt").exists());
}

fn unusable(folder: &Path) -> Option<Unusable> {
    FolderCache::open(folder, Path::new("shop"), LIMIT).err()
}

#[test]
fn a_folder_is_made_for_the_user_alone() {
    let cache = Place::new();
    assert_eq!(unusable(&cache.join("new/kept")), None);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &str| fs::metadata(cache.join(path)).expect("there").permissions().mode() & 0o777;
        kept(asked(Place::shop().path()), &cache.join("new/kept"));
        assert_eq!(mode("new/kept"), 0o700);
        assert_eq!(
            fs::metadata(&packs(&cache.join("new/kept"))[0]).expect("there").permissions().mode() & 0o777,
            0o600
        );
    }
}

#[test]
fn what_is_no_folder_of_the_user_is_not_used() {
    let cache = Place::new();
    cache.write("file", "mine");
    assert_eq!(unusable(&cache.join("file")), Some(Unusable::NoFolder(cache.join("file"))));
    assert!(matches!(unusable(&cache.join("file/below")), Some(Unusable::Refused { .. })));
    assert_eq!(fs::read_to_string(cache.join("file")).expect("still there"), "mine");
    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt, chown, symlink};
        fs::create_dir(cache.join("real")).expect("made");
        symlink(cache.join("real"), cache.join("link")).expect("made");
        assert_eq!(unusable(&cache.join("link")), Some(Unusable::NoFolder(cache.join("link"))));
        fs::set_permissions(cache.join("real"), fs::Permissions::from_mode(0o777)).expect("mine");
        assert_eq!(unusable(&cache.join("real")), Some(Unusable::Foreign(cache.join("real"))));
        fs::set_permissions(cache.join("real"), fs::Permissions::from_mode(0o700)).expect("mine");
        assert_eq!(unusable(&cache.join("real")), None);
        // Only root can give a folder away.
        if chown(cache.join("real"), Some(12_345), None).is_ok() {
            assert_eq!(unusable(&cache.join("real")), Some(Unusable::Foreign(cache.join("real"))));
        }
    }
}

/// Packs come and go while others read and write: each sees a whole one.
#[test]
fn many_runs_share_a_folder() {
    let (place, cache) = (languages(), Place::new());
    let expected = said(asked(place.path()), None);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..3 {
                    assert!(kept(asked(place.path()), cache.path()).0 == expected);
                }
            });
        }
    });
    assert_eq!(packs(cache.path()).len(), 1);
    let (_, saved) = kept(asked(place.path()), cache.path());
    assert_eq!(saved.found, saved.asked);
}
