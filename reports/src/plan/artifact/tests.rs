//! All artifacts together: the shop, nothing at all, and names full of syntax.

use super::{ALL, Draft, File, drafts};
use crate::plan::Plan;
use crate::sample::{self, PAYLOADS};
use crate::wire::Document;
use serde_json::Value;
use std::collections::BTreeSet;

fn all(document: &Document) -> Vec<File> {
    drafts(&Draft::new(document, None).unwrap())
}

fn empty() -> Document {
    let mut document = sample::empty();
    let mut plan = serde_json::to_value(sample::planned().plan.unwrap()).unwrap();
    for (_, value) in plan.as_object_mut().unwrap().iter_mut() {
        if value.is_array() {
            *value = Value::Array(Vec::new());
        }
    }
    let order = plan["order"].as_object_mut().unwrap();
    order.values_mut().for_each(|value| *value = Value::Array(Vec::new()));
    document.plan = Some(serde_json::from_value::<Plan>(plan).unwrap());
    document
}

/// What this program says itself; everything else comes from the analysed repository.
const OURS: &[&str] = &[
    "becomes",
    "direction",
    "division",
    "effect",
    "evidence",
    "first",
    "granularity",
    "id",
    "kind",
    "list",
    "method",
    "pattern",
    "side",
    "place",
    "relation",
    "replacement",
    "rule",
    "treatment",
    "untested",
    "weight",
    "work",
];

/// Every foreign text of a document, changed the same way wherever it stands.
fn changed(value: &mut Value, change: &dyn Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = change(text),
        Value::Array(list) => list.iter_mut().for_each(|value| changed(value, change)),
        Value::Object(map) => {
            // The weights of the order are the program's, too.
            let ours = |key: &str, value: &Value| OURS.contains(&key) || key == "weights" && value.is_array();
            let foreign = map.iter_mut().filter(|(key, value)| !ours(key, value));
            foreign.for_each(|(_, value)| changed(value, change));
        }
        _ => {}
    }
}

/// A richer shop, with every foreign text changed.
fn hostile(change: &dyn Fn(&str) -> String) -> Document {
    let mut value = serde_json::to_value(sample::planned()).unwrap();
    let events = value["plan"]["events"].as_array_mut().unwrap();
    let mut unnamed = events[0].clone();
    unnamed.as_object_mut().unwrap().remove("topic");
    events.push(unnamed);
    changed(&mut value, change);
    let document: Document = serde_json::from_value(value).unwrap();
    Document::read(sample::render("json", &document).as_bytes()).unwrap()
}

#[test]
fn the_shop() {
    for file in all(&sample::planned()) {
        insta::assert_snapshot!(file.path.replace('/', "-"), file.text);
    }
}

#[test]
fn ids_are_unique_and_files_are_where_they_say() {
    let ids: BTreeSet<&str> = ALL.iter().map(|artifact| artifact.info.id).collect();
    assert_eq!(ids.len(), ALL.len());
    let document = sample::planned();
    let draft = Draft::new(&document, None).unwrap();
    for artifact in ALL {
        for file in artifact.make(&draft) {
            let said = artifact.files.split(", ").any(|said| {
                let (start, end) = said
                    .split_once(['<', 'N'])
                    .map_or((said, ""), |(start, rest)| (start, rest.rsplit_once('>').map_or("", |(_, end)| end)));
                file.path.starts_with(start) && file.path.ends_with(end)
            });
            assert!(said, "{} is none of {}", file.path, artifact.files);
        }
    }
}

#[test]
fn every_file_says_that_it_is_a_draft() {
    for document in [sample::planned(), empty()] {
        for file in all(&document) {
            assert!(file.text.to_lowercase().lines().take(3).any(|line| line.contains("draft")), "{}", file.path);
        }
    }
}

#[test]
fn a_stored_analysis_gives_the_same_drafts() {
    let document = sample::planned();
    let stored = Document::read(sample::render("json", &document).as_bytes()).unwrap();
    assert_eq!(all(&document), all(&stored));
}

#[test]
fn labels_take_the_place_of_what_was_found() {
    let document = sample::planned();
    let path = "src/main/java/shop/legacy/Unused.java";
    let labels = [(path.to_owned(), "orders".to_owned())].into();
    let drafts = drafts(&Draft::new(&document, Some(&labels)).unwrap());
    let owners = &drafts.iter().find(|file| file.path == "CODEOWNERS").unwrap().text;
    let orders = owners.split("\n\n").find(|part| part.starts_with("# service: orders")).unwrap();
    assert!(orders.ends_with("/src/main/java/shop/legacy/"), "{orders}");
}

#[test]
fn hostile_names_stay_names() {
    let long = "x".repeat(5_000);
    for payload in PAYLOADS.iter().copied().chain(["", "\"", "\\", "/../..", "$(id)", "*", "a: b", &long]) {
        for change in [&|text: &str| format!("{payload}{text}") as String, &|text: &str| format!("{text}{payload}")]
            as [&dyn Fn(&str) -> String; 2]
        {
            let files = all(&hostile(change));
            let mut paths = BTreeSet::new();
            for file in &files {
                assert!(paths.insert(file.path.to_lowercase()), "{} twice, by {payload}", file.path);
                safe_path(&file.path);
                hidden_nothing(file);
                syntax(file);
            }
            assert_eq!(files.len(), all(&sample::planned()).len(), "{payload}");
        }
    }
    // Names that are alike once cleaned, and names of nothing but signs.
    for names in ["..", "/", "CON", "日本"] {
        for file in all(&hostile(&|text| if text == "orders" { names.to_owned() } else { text.to_owned() })) {
            safe_path(&file.path);
            syntax(&file);
        }
    }
}

fn safe_path(path: &str) {
    for part in path.split('/') {
        let plain = |character: char| character.is_ascii_alphanumeric() || "-.".contains(character);
        assert!(part.chars().all(plain) && !part.starts_with('.') && part.len() <= 60, "{path}");
        let stem = part.split('.').next().unwrap().to_ascii_lowercase();
        assert!(!["con", "nul", "aux", "prn", "com1", "lpt1", ""].contains(&stem.as_str()), "{path}");
    }
}

fn hidden_nothing(file: &File) {
    let plain: Vec<char> = file.text.chars().filter(|character| !matches!(character, '\n' | '\t')).collect();
    for part in plain.chunks(100) {
        let part: String = part.iter().collect();
        assert_eq!(crate::display::visible(&part), part, "{}", file.path);
    }
}

/// What can be said without a parser of each syntax; `tests/artifacts` has the parsers.
fn syntax(file: &File) {
    let extension = file.path.rsplit('.').next().unwrap();
    for line in file.text.lines() {
        let said = || format!("{}: {line}", file.path);
        let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
        let trimmed = line.trim_start();
        match extension {
            "yaml" | "yml" => assert!(trimmed.starts_with('#') || yaml_line(trimmed), "{}", said()),
            "conf" | "cml" | "mmd" | "dsl" => {
                let comment = ["#", "//", "%%"].iter().any(|mark| trimmed.starts_with(mark));
                assert!(comment || quotes % 2 == 0, "{}", said());
            }
            "md" => {
                let outside: String = line.replace("\\`", "").split('`').step_by(2).collect();
                assert!(!outside.contains(['<', '@']), "{}", said());
            }
            "CODEOWNERS" => {
                let word = !line.replace("\\ ", "").contains([' ', '@', '*', '[', '!']);
                assert!(line.is_empty() || line.starts_with('#') || line.starts_with('/') && word, "{}", said());
            }
            _ => {}
        }
    }
    match extension {
        "json" => assert!(serde_json::from_str::<Value>(&file.text).is_ok(), "{}", file.path),
        "csv" => {
            for row in csv::Reader::from_reader(file.text.as_bytes()).records() {
                for cell in row.unwrap().iter() {
                    assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell}");
                }
            }
        }
        _ => {}
    }
}

/// `- key: value`, with both bare or JSON strings.
fn yaml_line(line: &str) -> bool {
    let line = line.strip_prefix("- ").map_or(line, |rest| rest.trim_start_matches("- "));
    let scalar = |text: &str| {
        let bare = text.chars().all(|character| character.is_ascii_alphanumeric() || "_-./".contains(character));
        matches!(text, "{}" | "[]") || bare || serde_json::from_str::<String>(text).is_ok()
    };
    let key = line.strip_suffix(':').map(|key| (key, "")).or_else(|| {
        // The first `: ` outside a string.
        let mut inside = false;
        let mut escaped = false;
        for (at, character) in line.char_indices() {
            match character {
                _ if escaped => escaped = false,
                '\\' if inside => escaped = true,
                '"' => inside = !inside,
                ':' if !inside && line[at..].starts_with(": ") => return Some((&line[..at], &line[at + 2..])),
                _ => {}
            }
        }
        None
    });
    line == "---" || key.map_or_else(|| scalar(line), |(key, value)| scalar(key) && scalar(value))
}
