use super::*;
use crate::read::parse;
use proptest::prelude::*;
use seamline_analyzer::decision::Entry;

/// A file that a person keeps.
const KEPT: &str = r#"# What the team decided in May.
# See the minutes.

# about mail
[[pin]]
files = [
    "a/mail.js", # moved twice
    "a/post.js",
]
service = 'mail'     # not "post"
reason = "told to people"

[target]
services = "4..8"
largest = 60
reason = "a team of five"

# about lines
[[together]]
reason = """one
transaction"""
types = ["Order", "OrderLine"]

[[split]]
service = "assets"
parts = 2
reason = "two teams"
# the end
"#;

fn entries(text: &str) -> Vec<Entry> {
    parse(text).unwrap().decisions.entries
}

fn entry(json: &str) -> Entry {
    serde_json::from_str::<Row>(json).unwrap().read(0).unwrap()
}

fn written(old: &str, entries: Vec<Entry>) -> String {
    rewrite(old, &Decisions { recluster: false, entries }).unwrap()
}

fn rows(text: &str) -> Vec<Row> {
    parse(text).unwrap().decisions.entries.iter().map(Row::of).collect()
}

/// The lines of the new text that the old one does not have, and the other way round.
fn changes(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
    let missing = |a: &str, b: &str| {
        let mut rest: Vec<&str> = b.lines().collect();
        let mut missing = Vec::new();
        for line in a.lines() {
            match rest.iter().position(|known| *known == line) {
                Some(at) => drop(rest.remove(at)),
                None => missing.push(line.to_owned()),
            }
        }
        missing.sort();
        missing
    };
    (missing(new, old), missing(old, new))
}

#[test]
fn what_is_unchanged_keeps_every_byte() {
    for text in [KEPT, "", "\n\n# nothing yet", "pin = [{files=['a'],service='x',reason='r'}]", "recluster = false"] {
        assert_eq!(written(text, entries(text)), text);
    }
}

#[test]
fn a_new_entry_comes_at_its_place() {
    let pin = entry(r#"{"kind":"pin","files":["b.js"],"service":"b","reason":"r"}"#);
    let table = ["", "[[pin]]", "files = [\"b.js\"]", "reason = \"r\"", "service = \"b\""].map(str::to_owned).to_vec();
    for at in 0..=entries(KEPT).len() {
        let mut all = entries(KEPT);
        all.insert(at, pin.clone());
        let text = written(KEPT, all.clone());
        assert_eq!(rows(&text), all.iter().map(Row::of).collect::<Vec<_>>(), "{at}: {text}");
        assert_eq!(changes(KEPT, &text), (table.clone(), vec![]), "{at}: {text}");
    }
    let only = written("", vec![pin]);
    assert_eq!(only, "[[pin]]\nfiles = [\"b.js\"]\nservice = \"b\"\nreason = \"r\"\n");
}

#[test]
fn what_is_gone_goes_with_its_comment_only() {
    let mut all = entries(KEPT);
    all.remove(0);
    let text = written(KEPT, all);
    let (new, old) = changes(KEPT, &text);
    assert!(new.is_empty() && old.contains(&"# about mail".to_owned()), "{text}");
    assert!(text.starts_with("# What the team decided in May.\n# See the minutes.\n\n[target]"), "{text}");
    assert!(text.ends_with("# the end\n"), "{text}");
    assert_eq!(written(KEPT, vec![]).lines().filter(|line| line.starts_with('#')).count(), 3);
}

#[test]
fn what_changed_changes_inside() {
    let mut all = entries(KEPT);
    all[0] = entry(r#"{"kind":"pin","files":["a/mail.js","a/post.js","c.js"],"service":"mail","reason":"other"}"#);
    let text = written(KEPT, all);
    let (new, old) = changes(KEPT, &text);
    assert_eq!(new, ["    \"c.js\",", "reason = \"other\""], "{text}");
    assert_eq!(old, ["reason = \"told to people\""], "{text}");
    let mut all = entries(KEPT);
    all[0] = entry(r#"{"kind":"pin","files":["a/post.js"],"service":"mail","reason":"told to people"}"#);
    let text = written(KEPT, all);
    assert_eq!(changes(KEPT, &text), (vec![], vec!["    \"a/mail.js\", # moved twice".to_owned()]), "{text}");
}

#[test]
fn the_number_of_services_stays_when_sizes_go() {
    let mut all = entries(KEPT);
    all.remove(1);
    let text = written(KEPT, all);
    assert_eq!(changes(KEPT, &text), (vec![], vec!["largest = 60".to_owned()]));
    let sizes = "[target]\nlargest = 60\nreason = 'r'\n";
    assert_eq!(written(sizes, vec![]), "");
    let least = vec![entry(r#"{"kind":"sizes","smallest":3,"reason":"r"}"#)];
    assert_eq!(written(sizes, least), "[target]\nreason = 'r'\nsmallest = 3\n");
    let inline = "target = { services = 5, reason = 'r' }\n";
    let both = vec![entry(r#"{"kind":"sizes","largest":9,"reason":"r"}"#)];
    assert_eq!(written(inline, both), "target = { services = 5, reason = \"r\" , largest = 9 }\n");
}

#[test]
fn entries_on_one_line_become_tables_when_they_change() {
    let text =
        "pin = [\n  # first\n  {files=['a'],service='x',reason='r'},\n  {files=['b'],service='y',reason='r'},\n]\n";
    let mut all = entries(text);
    all.remove(1);
    let now = written(text, all);
    assert_eq!(now, "# first\n[[pin]]\nfiles = ['a']\nservice = 'x'\nreason = 'r'\n");
}

#[test]
fn a_new_cut_is_asked_for_at_the_top() {
    let asked = rewrite(KEPT, &Decisions { recluster: true, entries: entries(KEPT) }).unwrap();
    assert!(asked.starts_with("recluster = true\n\n# What") && parse(&asked).unwrap().decisions.recluster, "{asked}");
    let not = rewrite(&asked, &parse(KEPT).unwrap().decisions).unwrap();
    assert!(not.starts_with("recluster = false\n"));
}

#[test]
fn line_ends_and_marks_of_other_systems_stay() {
    let windows = format!("\u{feff}{}", KEPT.replace('\n', "\r\n"));
    let mut all = entries(&windows);
    all.pop();
    let text = written(&windows, all);
    assert!(text.starts_with('\u{feff}') && text.matches('\n').count() == text.matches("\r\n").count());
    assert_eq!(rows(&text).len(), 3);
}

#[test]
fn what_cannot_be_read_is_not_written_over() {
    let nothing = Decisions::default();
    assert!(matches!(rewrite("[[pin]]", &nothing), Err(Unwritable::Old(_))));
    let many = vec![entry(r#"{"kind":"split","service":"a","parts":2,"reason":"r"}"#); 1001];
    assert!(matches!(rewrite("", &Decisions { recluster: false, entries: many }), Err(Unwritable::New(Wrong::Many))));
    let twice = vec![entry(r#"{"kind":"sizes","largest":2,"reason":"r"}"#); 2];
    assert!(rewrite("", &Decisions { recluster: false, entries: twice }).is_err());
}

/// Names as hostile repositories have them.
fn name() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(vec![
        "\"", "'", "\\", "\n", "\r\n", "\u{202e}", "#", "]", "[[pin]]", "*", "?", "\t", "\u{0}", "é", "\"\"\"", "=",
    ]);
    prop::collection::vec(prop_oneof![nasty.prop_map(str::to_owned), "[a-c/]{1,3}"], 1..4)
        .prop_map(|parts| format!("n{}", parts.concat()))
}

fn row() -> impl Strategy<Value = Row> {
    let names = || prop::collection::vec(name(), 1..4);
    let plain = || "[a-d]{1,2}";
    prop_oneof![
        (names(), plain(), name()).prop_map(|(files, service, reason)| Row::Pin(crate::Pin {
            files,
            types: vec![],
            service,
            reason
        })),
        (names(), name()).prop_map(|(types, reason)| Row::Together(crate::Files { files: vec![], types, reason })),
        (names(), names(), name()).prop_map(|(a, b, reason)| Row::Apart(crate::Apart { groups: vec![a, b], reason })),
        (name(), plain(), name()).prop_map(|(service, to, reason)| Row::Rename(crate::Rename { service, to, reason })),
        (names(), name()).prop_map(|(services, reason)| Row::Stays(crate::Treated {
            files: vec![],
            types: vec![],
            services,
            reason
        })),
        (name(), name(), name()).prop_map(|(service, team, reason)| Row::Team(crate::Team { service, team, reason })),
    ]
}

fn readable(rows: Vec<Row>) -> Vec<Entry> {
    rows.iter().filter_map(|row| row.read(0).ok()).collect()
}

proptest! {
    /// Whatever is decided after whatever was written: the file says it, in that order, and again.
    #[test]
    fn what_is_written_is_read(old in prop::collection::vec(row(), 0..6), picks in prop::collection::vec(any::<prop::sample::Index>(), 0..6), new in prop::collection::vec(row(), 0..4)) {
        let first = written("", readable(old));
        let known = entries(&first);
        let picked = picks.iter().filter(|_| !known.is_empty()).map(|pick| known[pick.index(known.len())].clone());
        let all: Vec<Entry> = picked.chain(readable(new)).collect();
        let text = written(&first, all.clone());
        prop_assert_eq!(rows(&text), all.iter().map(Row::of).collect::<Vec<_>>());
        prop_assert_eq!(written(&text, all), text);
    }

    #[test]
    fn json_is_the_same_entry(row in row()) {
        let text = serde_json::to_string(&row).unwrap();
        prop_assert_eq!(serde_json::from_str::<Row>(&text).unwrap(), row);
    }
}
