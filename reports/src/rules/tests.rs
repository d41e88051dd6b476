//! What the exports say of a sample, and when they say nothing.

use super::*;
use crate::sample;
use seamline_analyzer::compare::Labels;

const ALL: [&str; 6] = ["tach", "import-linter", "dependency-cruiser", "archunit", "nx", "packwerk"];

fn rules(id: &str) -> &'static dyn Rules {
    crate::find(id).unwrap().rules().unwrap()
}

/// The shop as if it were written in another language: what an export says depends on paths and references only.
fn translated(language: &str, ending: &str) -> Document {
    let mut document = sample::shop();
    for unit in &mut document.units {
        language.clone_into(&mut unit.language);
        unit.path = unit.path.replace("src/main/java/", "").replace(".java", ending);
    }
    document
}

#[test]
fn what_each_tool_is_told() {
    insta::assert_snapshot!("tach", sample::render("tach", &translated("python", ".py")));
    insta::assert_snapshot!(
        "dependency-cruiser",
        sample::render("dependency-cruiser", &translated("typescript", ".ts"))
    );
    insta::assert_snapshot!("packwerk", sample::render("packwerk", &translated("ruby", ".rb")));
    insta::assert_snapshot!("archunit", sample::render("archunit", &sample::shop()));
}

#[test]
fn a_tool_of_another_language_is_refused() {
    let why = |id: &str, document: &Document| refusal(rules(id), &Cut::proposed(document));
    for id in ALL {
        assert_eq!(why(id, &sample::shop()).is_none(), id == "archunit", "{id}");
        assert!(why(id, &sample::empty()).unwrap().contains("no source file"), "{id}");
    }
    let tach = why("tach", &sample::shop()).unwrap();
    assert!(tach.starts_with("tach checks python, and there is none here: ") && tach.ends_with(" in java"), "{tach}");
    assert_eq!(why("tach", &translated("python", ".py")), None);
    assert!(why("nx", &translated("typescript", ".ts")).unwrap().contains("0 projects"));
    assert!(crate::find("json").unwrap().rules().is_none());
}

#[test]
fn an_analysis_that_keeps_too_little_is_refused() {
    let mut document = sample::shop();
    document.references.total += 1;
    assert!(refusal(&ArchUnit, &Cut::proposed(&document)).unwrap().contains("references only"));
}

#[test]
fn a_cut_of_one_service_is_refused() {
    let document = sample::shop();
    let all = |service: &str| document.units.iter().map(|unit| (unit.path.clone(), service.to_owned())).collect();
    let why = |labels: &Labels| refusal(&ArchUnit, &Cut::decided(&document, labels)).unwrap();
    assert!(why(&all("orders")).ends_with("no border here: 1 service"));
    assert!(why(&all("(shared)")).ends_with("no border here: 0 services"));
    assert!(why(&Labels::new()).ends_with("no border here: 0 services"));
}

#[test]
fn text_of_a_project_cannot_leave_its_string() {
    assert_eq!(json("a\"b\\c\n\u{202e}\u{1f600}"), r#""a\"b\\c\n\u202e\ud83d\ude00""#);
    assert_eq!(plain("a*/\n\"<b> c.d-e"), "a_____b_ c.d-e");
}
