//! What is said of a small change.

use super::*;
use seamline_analyzer::RepoPath;

fn site(path: &str, line: u32) -> Site {
    Site { path: RepoPath::new(path).expect("a path"), line }
}

pub(super) fn sample() -> CheckDocument {
    let found = |rule, from: &str, to: &str, kind, what: &str, sites| Found {
        id: Identity { rule, from: from.into(), to: to.into(), kind },
        service: "orders".into(),
        what: what.into(),
        sites,
        partners: vec![site("billing/Bill.java", 1)],
        firm: true,
    };
    let new = found(
        "cross-dependency",
        "orders/Order.java",
        "billing/Bill.java",
        "call",
        "orders calls billing: orders/Order.java uses Bill of billing/Bill.java",
        vec![site("orders/Order.java", 7), site("orders/Order.java", 9)],
    );
    let warned = found(
        "wider-surface",
        "billing",
        "billing/Bill.java#Bill",
        "name",
        "Bill of billing is \u{202e}used",
        Vec::new(),
    );
    let known = found("cross-join", "orders/a.sql", "table a + table b", "join", "one statement", Vec::new());
    let judged = Judged {
        new: vec![(Severity::Error, new), (Severity::Warn, warned)],
        known: vec![known.clone()],
        gone: vec![Identity { rule: "cross-join", from: "orders/b.sql".into(), ..known.id.clone() }],
        suppressed: vec![gate::Suppressed {
            finding: Found { sites: vec![site("orders/a.sql", 4)], ..known.clone() },
            severity: Severity::Error,
            known: true,
            reason: "one report".into(),
            until: Some("2024-01-31".into()),
            site: site("orders/a.sql", 3),
        }],
        accepted: Some(gate::Accepted {
            entries: 3,
            known: vec![(Severity::Error, known.clone(), "until \u{202e}spring".into())],
            stale: vec![known.id],
            missing: 1,
        }),
        torn: Torn {
            files: vec!["orders/c.sql".into()],
            hidden: vec![Identity { rule: "cross-join", from: "orders/c.sql".into(), to: "x".into(), kind: "join" }],
            seeming: Vec::new(),
        },
    };
    let ends = Ends { base: "0123456789abcdef0123456789abcdef01234567".into(), head: "work tree".into() };
    let touched = Touched { files: 2, services: vec!["orders".into()], all: 2 };
    CheckDocument::new(&judged, ends, touched, vec!["no history: co-change was not looked at".into()])
}

#[test]
fn the_text() {
    insta::assert_snapshot!(find("text").expect("built in").render(&sample()));
}

#[test]
fn the_text_of_one_file_and_of_a_whole_state() {
    let told = |base: &str, files| {
        let (sample, findings) = (sample(), Vec::new());
        let change = Touched { files, ..sample.change };
        let check = CheckDocument { base: base.to_owned(), change, findings, ..sample };
        find("text").expect("built in").render(&check)
    };
    let one = told("0123456789abcdef0123456789abcdef01234567", 1);
    assert!(one.contains("1 source file since 0123456789 touches 1 of 2 services: orders.\n"), "{one}");
    assert!(!one.contains("To accept"), "{one}");
    assert!(!told(NO_BASE, 0).contains("source file"), "{one}");
}

#[test]
fn json_is_read_back() {
    let sample = sample();
    let json = find("json").expect("built in").render(&sample);
    assert_eq!(serde_json::from_str::<CheckDocument>(&json).expect("our own"), sample);
}

#[test]
fn fingerprints_are_of_the_identity_alone() {
    let one = sample().findings.remove(0);
    let id = Identity { rule: "cross-dependency", from: one.from.clone(), to: one.to.clone(), kind: "call" };
    assert_eq!(one.fingerprint, fingerprint(&id));
    assert_ne!(one.fingerprint, fingerprint(&Identity { kind: "use", ..id }));
}

#[test]
fn the_shipped_schema_is_current() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/check.v1.schema.json");
    let mut schema = serde_json::to_string_pretty(&schemars::schema_for!(CheckDocument)).expect("plain JSON");
    schema.push('\n');
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(&file, &schema).expect("the schema can be written");
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap_or_default(), schema);
}
