//! Every form of a check: how it looks, and what it leaves out.

use super::tests::sample;
use super::*;
use seamline_analyzer::gate::ALL as RULES;
use serde_json::Value;

pub(super) fn told(form: &str, check: &CheckDocument) -> String {
    find(form).expect("built in").render(check)
}

/// The sample as a document of a folder.
pub(super) fn below() -> CheckDocument {
    CheckDocument { folder: "apps/my shop".into(), ..sample() }
}

/// A change of which nothing is to be said.
pub(super) fn green() -> CheckDocument {
    let change = Touched { files: 1, services: vec!["orders".into()], all: 2 };
    CheckDocument {
        failed: false,
        findings: Vec::new(),
        suppressed: Vec::new(),
        baseline: None,
        gone: Vec::new(),
        notes: Vec::new(),
        rules: Vec::new(),
        change,
        ..sample()
    }
}

/// Many findings like the first of the sample, each between files of their own.
pub(super) fn many(findings: usize) -> CheckDocument {
    let mut check = CheckDocument { suppressed: Vec::new(), baseline: None, ..sample() };
    let first = check.findings.remove(0);
    check.findings = (0..findings)
        .map(|at| Finding {
            fingerprint: format!("{at:032x}"),
            severity: if at < findings / 2 { "error" } else { "warn" }.into(),
            from: format!("src/orders/deep/part{}/File{at}.java", at % 97),
            to: format!("src/billing/deep/part{}/Bill{at}.java#Bill", at % 89),
            sites: vec![Place { path: format!("src/orders/deep/part{}/File{at}.java", at % 97), line: 7 }],
            ..first.clone()
        })
        .collect();
    check
}

#[test]
fn every_form_of_a_small_check() {
    for form in ALL.iter().filter(|form| !["text", "html"].contains(&form.info.id)) {
        insta::assert_snapshot!(form.info.id, form.render(&below()));
    }
}

#[test]
fn the_page_without_its_style_sheet() {
    let page = told("html", &sample());
    let (start, end) = (page.find("<style>").expect("a style"), page.find("</style>").expect("its end"));
    let page = format!("{}{}", &page[..start], &page[end..]);
    let policy = page.find("style-src").expect("a policy");
    let after = page.find("; base-uri").expect("the rest of it");
    insta::assert_snapshot!("html", format!("{}style-src of a hash{}", &page[..policy], &page[after..]));
}

#[test]
fn a_comment_is_silent_when_nothing_changed() {
    assert_eq!(told("markdown", &green()), "");
    let gone = CheckDocument { gone: sample().gone, ..green() };
    assert!(told("markdown", &gone).contains("this change makes the cut easier"));
    assert_eq!(told("github", &green()), "");
    assert_eq!(told("gitlab", &green()), "[]\n");
}

#[test]
fn a_green_run_has_a_case_for_each_rule() {
    let text = told("junit", &green());
    let xml = roxmltree::Document::parse(&text).expect("XML");
    let on = RULES.iter().filter(|rule| rule.card().severity != Severity::Off).count();
    assert_eq!(xml.descendants().filter(|node| node.has_tag_name("testcase")).count(), on);
    assert_eq!(xml.descendants().filter(|node| node.has_tag_name("failure")).count(), 0);
}

/// Many findings that are suppressed by comments, and as many that are accepted.
fn suppressed(findings: usize) -> CheckDocument {
    let (check, all) = (sample(), many(2 * findings).findings);
    let (site, until) = (Place { path: "src/a.java".into(), line: 3 }, None);
    let by_comment = |finding: &Finding| Suppressed {
        finding: finding.clone(),
        known: false,
        reason: "soon".into(),
        until: until.clone(),
        site: site.clone(),
    };
    let accepted = |finding: &Finding| Accepted { finding: finding.clone(), reason: String::new() };
    CheckDocument {
        suppressed: all[..findings].iter().map(by_comment).collect(),
        baseline: Some(BaselineUse {
            entries: findings as u64,
            stale: Vec::new(),
            known: all[findings..].iter().map(accepted).collect(),
        }),
        ..check
    }
}

#[test]
fn what_is_suppressed_is_there_and_says_so() {
    let log: Value = serde_json::from_str(&told("sarif", &below())).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let kinds = |one: &Value| format!("{} {}", one["suppressions"][0]["kind"], one["baselineState"]).replace('"', "");
    let all: Vec<String> = results.iter().map(kinds).collect();
    assert_eq!(all, ["null new", "null new", "inSource unchanged", "external unchanged"]);
    // By the standard all have these two properties or none.
    assert!(results.iter().all(|one| one["suppressions"].is_array()));
    let [in_source, external] = [2, 3].map(|at| &results[at]["suppressions"][0]);
    assert_eq!(
        (&in_source["justification"], &in_source["properties"]["until"]),
        (&"one report".into(), &"2024-01-31".into())
    );
    let place = &in_source["location"]["physicalLocation"];
    assert_eq!(
        (&place["artifactLocation"]["uri"], &place["region"]["startLine"]),
        (&"apps/my%20shop/orders/a.sql".into(), &3.into())
    );
    assert_eq!(external["justification"], "until \\u{202e}spring");
    // Whoever opens an alert for each result is told of none that is suppressed.
    let log: Value = serde_json::from_str(&told("github-sarif", &below())).expect("JSON");
    assert_eq!(log["runs"][0]["results"].as_array().map(Vec::len), Some(2));
    assert!(!log.to_string().contains("\"suppressions\""));

    let text = told("junit", &below());
    let xml = roxmltree::Document::parse(&text).expect("XML");
    let skipped = xml.descendants().filter(|node| node.has_tag_name("skipped"));
    assert_eq!(
        skipped.filter_map(|node| node.text()).collect::<Vec<_>>(),
        [
            "suppressed by the comment at apps/my shop/orders/a.sql:3 until 2024-01-31: one report",
            "accepted in the baseline: until \\u{202e}spring"
        ]
    );
}

#[test]
fn what_is_suppressed_is_cut_first_and_counted() {
    let check = suppressed(15_000);
    let sarif = told("sarif", &check);
    let log: Value = serde_json::from_str(&sarif).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert!(results.len() <= 25_000 && results[0]["baselineState"] == "new" && results[1]["baselineState"] == "new");
    assert!(sarif.contains("of 30,002 findings shown, errors first, suppressed ones last"));
    let junit = told("junit", &check);
    assert!(junit.contains("4,999 of 30,000 suppressed and accepted findings shown"));
    assert!(junit.contains("failures=\"1\"") && junit.contains("skipped=\"5000\""), "{}", &junit[..300]);
    // No room is left beside so many errors.
    let junit = told("junit", &CheckDocument { findings: many(12_000).findings, ..suppressed(1) });
    assert!(junit.contains("skipped=\"1\"") && junit.contains("0 of 2 suppressed and accepted findings shown"));
}

#[test]
fn what_is_cut_says_so() {
    let check = many(30_000);
    let sarif = told("sarif", &check);
    let log: Value = serde_json::from_str(&sarif).expect("JSON");
    assert_eq!(log["runs"][0]["results"].as_array().map(Vec::len), Some(25_000));
    assert!(sarif.contains("25,000 of 30,000 findings shown") && sarif.contains("keeps 5,000 of 30,000"));
    assert!(miniz_oxide::deflate::compress_to_vec(sarif.as_bytes(), 6).len() < 10_000_000);

    let github = told("github", &check);
    assert_eq!([":error ", ":warning "].map(|kind| github.matches(kind).count()), [10, 10]);
    assert!(github.lines().last().is_some_and(|line| line.contains("20 of 30,000")), "{github}");

    let junit = told("junit", &check);
    assert!(junit.contains("5,000 of 15,000 errors shown") && junit.len() < 30_000_000);
    assert!(told("azure", &check).contains("1,000 of 30,000 findings shown"));
    assert!(told("teamcity", &check).contains("5,000 of 30,000 findings shown"));
    assert!(told("html", &check).contains("500 of 30,000 shown"));

    let comment = told("markdown", &check);
    assert!(comment.len() <= 60_000 && comment.contains(" of 30,000 findings shown."), "{}", comment.len());
}

#[test]
fn a_log_that_is_too_long_is_halved_until_it_fits() {
    let mut check = many(6_000);
    let mut state = 1_u64;
    for finding in &mut check.findings {
        let mut noise = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            format!("{:016x}", state)
        };
        finding.sites[0].path = (0..250).map(|_| noise()).collect();
    }
    let sarif = told("sarif", &check);
    let log: Value = serde_json::from_str(&sarif).expect("JSON");
    let shown = log["runs"][0]["results"].as_array().expect("results").len();
    assert!((100..6_000).contains(&shown), "{shown}");
    assert!(sarif.contains(" of 6,000 findings shown, errors first"));
}

#[test]
fn drawn_is_the_neighbourhood_and_no_more() {
    for (findings, nodes, note) in [(3, 8, ""), (40, 4, ""), (5_000, 4, "")] {
        let chart = graph::chart(&many(findings)).expect("a chart");
        assert_eq!((chart.text.matches("[\"").count(), chart.note.as_str()), (nodes, note), "{}", chart.text);
    }
    let mut flat = many(40);
    for (at, finding) in flat.findings.iter_mut().enumerate() {
        (finding.from, finding.to) = (format!("a{at}"), format!("b{at}"));
    }
    let chart = graph::chart(&flat).expect("a chart");
    assert_eq!(chart.text.matches("[\"").count(), 30);
    assert_eq!(chart.note, "30 of 82 places drawn. 15 of 41 findings drawn.");
    assert!(graph::chart(&green()).is_none());
}
