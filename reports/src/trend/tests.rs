use super::*;
use std::collections::BTreeMap;

fn revisions() -> Vec<(String, String, i64, trend::Point)> {
    let point = |at: usize| trend::Point {
        files: 100 + 10 * at,
        lines: 1000,
        commits: 50 + at,
        verdict: seamline_analyzer::analysis::VerdictKind::Weak,
        crossing: 0.1 * at as f64,
        services: match at {
            0 => BTreeMap::from([("orders".to_owned(), 60)]),
            _ => BTreeMap::from([("orders".to_owned(), 62), ("<b>&\u{202e}".to_owned(), 40 + at)]),
        },
        findings: BTreeMap::from([("cross-dependency", 7 * at), ("spanning-transaction", 3 - at)]),
        shared_stores: at,
        hottest: vec![("src/<script>.java".to_owned(), 9)],
        heat: 0.5,
    };
    let name = ["2024-01", "=1+1", "\"><script>\u{1b}"];
    (0..3)
        .map(|at| (name[at].to_owned(), format!("{at:040x}"), 1_704_067_200 + 2_592_000 * at as i64, point(at)))
        .collect()
}

fn sample() -> TrendDocument {
    TrendDocument::new("shop", "month", &revisions())
}

#[test]
fn told_as_text() {
    insta::assert_snapshot!(find("text").expect("it is built in").render(&sample()));
}

#[test]
fn told_as_rows() {
    insta::assert_snapshot!(find("csv").expect("it is built in").render(&sample()));
}

#[test]
fn told_as_a_picture() {
    insta::assert_snapshot!(find("svg").expect("it is built in").render(&sample()));
}

#[test]
fn what_is_written_is_read() {
    let json = find("json").expect("it is built in").render(&sample());
    assert_eq!(TrendDocument::read(json.as_bytes()), Ok(sample()));
    let mut other = sample();
    other.schema_version = 2;
    assert!(TrendDocument::read(&serde_json::to_vec(&other).unwrap()).is_err_and(|why| why.contains("version 2")));
    let mut other = sample();
    other.services[0].files.pop();
    assert!(TrendDocument::read(&serde_json::to_vec(&other).unwrap()).is_err());
    assert!(TrendDocument::read(b"{}").is_err());
}

#[test]
fn names_are_hostile() {
    for id in ["html", "svg"] {
        let told = find(id).expect("it is built in").render(&sample());
        for raw in ["<script", "<b>", "\u{202e}", "\u{1b}"] {
            assert!(!told.contains(raw), "{id}: {raw:?}");
        }
        closed(&told);
    }
}

/// Every tag that is opened is closed, but for those of HTML that are not.
fn closed(text: &str) {
    for tag in ["svg", "g", "table", "tr", "td", "ul", "section"] {
        let opened = text.matches(&format!("<{tag} ")).count() + text.matches(&format!("<{tag}>")).count();
        assert_eq!(opened, text.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[test]
fn every_number_of_revisions_is_drawn() {
    for count in [0, 1, 2, 200] {
        let one = revisions().remove(1);
        let trend = TrendDocument::new("shop", "month", &vec![one; count]);
        for form in ALL {
            let told = form.render(&trend);
            assert!(!told.contains("NaN") && !told.contains("inf"), "{}", form.info.id);
        }
    }
}

#[test]
fn the_shipped_schema_is_current() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/trend.v1.schema.json");
    let schema = schemars::schema_for!(TrendDocument);
    let mut text = serde_json::to_string_pretty(&schema).expect("plain JSON");
    text.push('\n');
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(&file, &text).expect("the schema can be written");
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap_or_default(), text);
    let validator = jsonschema::validator_for(schema.as_value()).expect("a schema");
    assert!(validator.is_valid(&serde_json::to_value(sample()).expect("plain values")));
}
