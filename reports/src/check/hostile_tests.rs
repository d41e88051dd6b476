//! Nothing in a document becomes syntax of a form, and each form is read by a reader of its syntax.

use super::form_tests::{below, green, many, told};
use super::tests::sample;
use super::*;
use proptest::prelude::*;
use serde_json::Value;
use std::sync::LazyLock;

/// Pieces of every syntax that there is in these forms, and of what breaks lines and readers.
const NASTY: &[&str] = &[
    "\"",
    "'",
    "\n",
    "\r\n",
    "]]>",
    "<!--",
    "-->",
    "</style>",
    "<script>x</script>",
    "::",
    "::error::x",
    "%0A",
    "##[add-mask]x",
    "##vso[task.complete result=Succeeded;]",
    "##teamcity[x]",
    "|",
    "]",
    ";",
    "\u{202e}",
    "\u{200b}",
    "\u{1}",
    "\u{1b}[31m",
    "\0",
    "\u{ffff}",
    "\u{2028}",
    "`",
    "```",
    "@all",
    "#1",
    "[a](b)",
    "{0}",
    "\\",
    "&amp;",
    "--> n1",
    "end",
    "%%",
    "😀",
    "Größe",
    " ",
    "a/b",
    "..",
    ",",
    "=",
    "=cmd",
    "$(x)",
];

fn nasty() -> impl Strategy<Value = String> {
    let piece =
        prop_oneof![4 => prop::sample::select(NASTY).prop_map(str::to_owned), 1 => "[a-z]{1,8}", 1 => any::<String>()];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

prop_compose! {
    fn place()(path in nasty(), line in prop_oneof![Just(0), any::<u32>()]) -> Place {
        Place { path, line }
    }
}

prop_compose! {
    fn finding()(
        texts in prop::collection::vec(nasty(), 8),
        rule in prop_oneof![4 => Just("cross-dependency".to_owned()), 1 => nasty()],
        severity in prop::sample::select(&["error", "warn"][..]),
        sites in prop::collection::vec(place(), 0..3),
        partners in prop::collection::vec(place(), 0..3),
    ) -> Finding {
        let [fingerprint, service, from, to, kind, what, why, fix] = texts.try_into().expect("eight");
        Finding { fingerprint, rule, severity: severity.into(), service, from, to, kind, what, why, fix, sites, partners }
    }
}

prop_compose! {
    fn document()(
        texts in prop::collection::vec(nasty(), 4),
        mut findings in prop::collection::vec(finding(), 0..24),
        gone in prop::collection::vec(nasty(), 0..4),
        notes in prop::collection::vec(nasty(), 0..3),
        services in prop::collection::vec(nasty(), 0..3),
    ) -> CheckDocument {
        let [tool, base, head, folder] = texts.try_into().expect("four");
        findings.sort_by(|a, b| a.severity.cmp(&b.severity));
        let failed = findings.iter().any(|one| one.severity == "error");
        let gone: Vec<Gone> = gone
            .into_iter()
            .map(|text| Gone { rule: text.clone(), from: text.clone(), to: text.clone(), kind: text })
            .collect();
        let rules = gone.iter().map(|one| Tally { rule: one.rule.clone(), new: 1, known: 2, gone: 3 }).collect();
        let change = Touched { files: 3, services, all: 9 };
        let found = |one: &Gone| Finding {
            rule: one.rule.clone(),
            from: one.from.clone(),
            to: one.to.clone(),
            kind: one.kind.clone(),
            sites: vec![Place { path: one.from.clone(), line: 0 }],
            ..sample().findings.remove(0)
        };
        let suppressed = |one: &Gone| Suppressed {
            finding: found(one),
            known: one.to.is_empty(),
            reason: one.from.clone(),
            until: Some(one.to.clone()),
            site: Place { path: one.from.clone(), line: 7 },
        };
        CheckDocument {
            version: VERSION,
            tool,
            base,
            head,
            folder,
            failed,
            change,
            findings,
            rules,
            suppressed: gone.iter().map(suppressed).collect(),
            baseline: (gone.len() > 1).then(|| BaselineUse {
                entries: 3,
                stale: gone.clone(),
                known: gone.iter().map(|one| Accepted { finding: found(one), reason: one.to.clone() }).collect(),
            }),
            gone,
            notes,
        }
    }
}

/// The schema of SARIF.
static SARIF: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/schemas/sarif-2.1.0.json");
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string(file).expect("the schema is there")).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
});

fn is_sarif(log: &Value) {
    let wrong: Vec<String> =
        SARIF.iter_errors(log).take(3).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn logs_are_valid_by_the_schema() {
    for check in [sample(), below(), green(), many(50)] {
        is_sarif(&serde_json::from_str(&told("sarif", &check)).expect("JSON"));
    }
}

/// What every form promises of every document.
fn holds(check: &CheckDocument) {
    let all = check.findings.len();
    let of = |severity: &str| check.findings.iter().filter(|one| one.severity == severity).count();
    let (errors, warnings) = (of("error"), of("warn"));
    for form in ALL {
        let text = form.render(check);
        // JSON escapes them itself, and the text for people trusts what the rules say of themselves.
        if !["json", "sarif", "github-sarif", "gitlab", "text"].contains(&form.info.id) {
            let odd = text.chars().find(|c| c.is_control() && *c != '\n');
            assert_eq!(odd, None, "{}: {text:?}", form.info.id);
            assert!(!text.contains(['\u{202e}', '\u{2028}', '\u{200b}']), "{}", form.info.id);
        }
    }
    let sarif: Value = serde_json::from_str(&told("sarif", check)).expect("SARIF is JSON");
    if all < 100 {
        is_sarif(&sarif);
    }
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let skipped = check.suppressed.len() + check.baseline.as_ref().map_or(0, |baseline| baseline.known.len());
    assert_eq!(results.len(), (all + skipped).min(25_000));
    let unsuppressed: Value = serde_json::from_str(&told("github-sarif", check)).expect("SARIF is JSON");
    assert_eq!(unsuppressed["runs"][0]["results"].as_array().map(Vec::len), Some(all.min(25_000)));
    for result in results {
        let rule =
            &sarif["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().expect("an index") as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().expect("a path");
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
        assert!(!uri.is_empty() && uri.chars().all(allowed), "{uri}");
        assert!(place["region"]["startLine"].as_u64() >= Some(1));
    }
    let gitlab: Vec<Value> = serde_json::from_str(&told("gitlab", check)).expect("an array");
    assert_eq!(gitlab.len(), all);
    for issue in &gitlab {
        assert!(["description", "check_name", "fingerprint", "severity"].iter().all(|key| issue[key].is_string()));
        assert!(issue["location"]["path"].is_string() && issue["location"]["lines"]["begin"].as_u64() >= Some(1));
    }

    let junit = told("junit", check);
    let xml = roxmltree::Document::parse(&junit).expect("JUnit is XML");
    let number = |tag: &str| xml.descendants().filter(|node| node.has_tag_name(tag)).count();
    assert_eq!(number("failure"), if errors > 5_000 { 5_001 } else { errors });
    let suite = xml.descendants().find(|node| node.has_tag_name("testsuite")).expect("a suite");
    assert_eq!(suite.attribute("tests"), Some(number("testcase").to_string().as_str()));
    assert_eq!(suite.attribute("failures"), Some(number("failure").to_string().as_str()));
    assert_eq!(suite.attribute("skipped"), Some(number("skipped").to_string().as_str()));
    assert_eq!(number("skipped"), skipped.min(5_000_usize.saturating_sub(errors) + 1));
    let checkstyle = told("checkstyle", check);
    let xml = roxmltree::Document::parse(&checkstyle).expect("Checkstyle is XML");
    assert_eq!(xml.descendants().filter(|node| node.has_tag_name("error")).count(), all);

    let github = told("github", check);
    let shown = errors.min(10) + warnings.min(10);
    assert_eq!(github.lines().count(), shown + usize::from(shown < all));
    assert!(
        github.lines().all(|line| ["::error file=", "::warning file=", "::notice title="]
            .iter()
            .any(|head| line.starts_with(head)))
    );
    let azure = told("azure", check);
    assert_eq!(azure.lines().count(), all.min(1_000) + usize::from(all > 1_000) + 1);
    assert!(azure.lines().all(|line| line.starts_with("##vso[task.")));
    assert!(azure.lines().last().is_some_and(|line| line.starts_with("##vso[task.complete ")));
    let teamcity = told("teamcity", check);
    assert_eq!(teamcity.matches("##teamcity[inspection ").count(), all.min(5_000));
    assert!(teamcity.lines().all(|line| line.starts_with("##teamcity[") && line.ends_with("']") && line.is_ascii()));

    let comment = told("markdown", check);
    assert!(comment.len() <= 60_000, "{}", comment.len());
    assert!(graph::chart(check).is_none_or(|chart| chart.text.matches("[\"").count() <= 30));
    assert_eq!(comment.is_empty(), check.findings.is_empty() && check.gone.is_empty());
    let fences = comment.lines().filter(|line| line.starts_with("```")).count();
    assert!(fences == 0 || fences == 2, "{comment}");
    assert_eq!(comment.matches("<!--").count(), usize::from(!comment.is_empty()) + in_code(&comment, "<!--"));

    let page = told("html", check);
    assert_eq!(page.matches("<article").count(), all.min(500));
    assert!(!page.contains("<script") && page.matches("</style>").count() == 1 && page.matches("<!--").count() == 0);
}

/// How often a text is in code spans of a comment: where a run of back ticks is open.
fn in_code(comment: &str, text: &str) -> usize {
    let mut fenced = false;
    comment
        .lines()
        .filter(|line| {
            let fence = line.starts_with("```");
            fenced ^= fence;
            !fenced && !fence
        })
        .map(|line| {
            let (mut open, mut found, mut at) = (0, 0, 0);
            while at < line.len() {
                let rest = &line[at..];
                let run = rest.len() - rest.trim_start_matches('`').len();
                if run > 0 {
                    open = if open == 0 {
                        run
                    } else if open == run {
                        0
                    } else {
                        open
                    };
                    at += run;
                    continue;
                }
                found += usize::from(open > 0 && rest.starts_with(text));
                at += rest.chars().next().map_or(1, char::len_utf8);
            }
            assert_eq!(open, 0, "{line}");
            found
        })
        .sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn hostile_documents_stay_documents(check in document()) {
        holds(&check);
    }
}

#[test]
fn so_do_large_ones() {
    holds(&many(6_000));
    let mut check = sample();
    for finding in &mut check.findings {
        let long = "x`|\u{202e}]]>".repeat(100_000);
        finding.sites.push(Place { path: long.clone(), line: 1 });
        for text in [&mut finding.from, &mut finding.to, &mut finding.what, &mut finding.service, &mut finding.kind] {
            *text = long.clone();
        }
    }
    check.gone[0].from = "y".repeat(1_000_000);
    holds(&check);
    for form in ALL.iter().filter(|form| !["json"].contains(&form.info.id)) {
        let size = form.render(&check).len();
        assert!(size < 100_000, "{}: {size}", form.info.id);
    }
}
