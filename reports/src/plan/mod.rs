//! The migration plan out: versioned JSON, Markdown for a steering group, CSV, all from one [`Plan`] document.

pub mod artifact;
mod build;
mod check;
mod csv;
mod guards;
pub(crate) mod inside;
mod markdown;
pub(crate) mod obstacle;
mod v1;
pub(crate) mod words;

pub(crate) use build::treated::advice;
pub(crate) use check::words_are_plain;
pub(crate) use csv::csv;
pub use markdown::markdown;
pub use v1::*;

/// The document as JSON, with a line break at its end.
pub fn json(plan: &PlanDocument) -> String {
    let mut text = serde_json::to_string_pretty(plan).expect("plain values");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use serde_json::Value;
    use std::collections::BTreeSet;

    fn plan_of(document: &crate::Document) -> PlanDocument {
        PlanDocument::of(document).expect("the sample is planned")
    }

    fn schema() -> String {
        let schema = schemars::schema_for!(PlanDocument);
        serde_json::to_string_pretty(&schema).expect("a schema is plain JSON") + "\n"
    }

    #[test]
    fn the_shop() {
        insta::assert_snapshot!(markdown(&plan_of(&sample::shop())));
    }

    #[test]
    fn the_shop_for_a_spreadsheet() {
        insta::assert_snapshot!(sample::render("plan-csv", &sample::shop()));
    }

    #[test]
    fn the_shipped_schema_is_the_one_of_the_types() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/plan.v1.schema.json");
        if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
            std::fs::write(path, schema()).unwrap();
        }
        let shipped = std::fs::read_to_string(path).unwrap_or_default();
        assert!(shipped == schema(), "schema drifted: run the tests with INSTA_UPDATE=always and read the difference");
    }

    #[test]
    fn documents_follow_the_schema_and_are_read_again() {
        let schema = serde_json::from_str(&schema()).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for document in [sample::shop(), sample::hostile()] {
            let plan = plan_of(&document);
            let value = serde_json::to_value(&plan).unwrap();
            let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
            assert_eq!(errors, Vec::<String>::new());
            assert_eq!(serde_json::from_str::<PlanDocument>(&json(&plan)).unwrap(), plan);
        }
    }

    /// Every id and every mention of evidence in a document: what has an `id`, and what stands under `evidence`.
    fn ids(value: &Value, given: &mut Vec<String>, cited: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                for (name, field) in fields {
                    match (name.as_str(), field) {
                        ("id", Value::String(id)) => given.push(id.clone()),
                        ("evidence", Value::String(id)) => drop(cited.insert(id.clone())),
                        ("evidence", Value::Array(ids)) if ids.iter().all(Value::is_string) => {
                            cited.extend(ids.iter().filter_map(Value::as_str).map(str::to_owned));
                        }
                        _ => ids_of_field(field, given, cited),
                    }
                }
            }
            other => ids_of_field(other, given, cited),
        }
    }

    fn ids_of_field(field: &Value, given: &mut Vec<String>, cited: &mut BTreeSet<String>) {
        match field {
            Value::Array(items) => items.iter().for_each(|item| ids(item, given, cited)),
            Value::Object(_) => ids(field, given, cited),
            _ => {}
        }
    }

    #[test]
    fn every_statement_has_an_id_of_its_own_and_evidence_that_is_there() {
        // Where names are hostile, none is that of an enumeration.
        for (document, enums) in [(sample::shop(), &["U1"][..]), (sample::hostile(), &[])] {
            let value = serde_json::to_value(&plan_of(&document).plan).unwrap();
            let (mut given, mut cited) = (Vec::new(), BTreeSet::new());
            ids(&value, &mut given, &mut cited);
            let unique: BTreeSet<&String> = given.iter().collect();
            assert_eq!(unique.len(), given.len(), "{given:?}");
            assert!(!cited.is_empty() && cited.iter().all(|id| unique.contains(id)), "{cited:?}");
            for kind in ["S1", "B1", "D1", "L1", "T1", "C1", "R1", "E1", "F1", "K1", "Q1", "A1"].iter().chain(enums) {
                assert!(unique.iter().any(|id| id == kind), "no {kind}");
            }
        }
    }

    /// Whether a line is a heading: a Markdown one, or bold words that end a line.
    fn is_heading(line: &str) -> bool {
        line.starts_with('#') || line.starts_with("**") && line.ends_with("**")
    }

    #[test]
    fn no_heading_stands_over_nothing() {
        let nothing = |mut plan: PlanDocument| {
            let plan_of_nothing = Plan { tangles: Vec::new(), borders: Vec::new(), stores: Vec::new(), ..plan.plan };
            plan.plan = Plan { transactions: Vec::new(), calls: Vec::new(), events: Vec::new(), ..plan_of_nothing };
            plan.plan.treatments = Treatments::default();
            (plan.plan.ways, plan.plan.hooks, plan.plan.approaches) = (Vec::new(), Vec::new(), Vec::new());
            plan
        };
        let full = [sample::shop(), sample::planned(), sample::hostile()].map(|document| plan_of(&document));
        let emptied = full.clone().map(nothing);
        for plan in full.iter().chain(&emptied) {
            let text = markdown(plan);
            let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
            for two in lines.windows(2) {
                let deeper = two[1].starts_with("##") && two[1].len() > two[0].len() && two[0].starts_with("# ");
                let below = two[0].starts_with("## ") && two[1].starts_with("### ");
                assert!(deeper || below || !(is_heading(two[0]) && is_heading(two[1])), "{two:?}");
            }
            assert!(!is_heading(lines.last().expect("a plan says something")));
        }
    }

    #[test]
    fn what_was_cut_is_said() {
        let mut plan = plan_of(&sample::planned());
        for list in &mut plan.plan.lists {
            list.total += 900;
        }
        let text = markdown(&plan);
        for (list, kept) in [("events", plan.plan.events.len()), ("calls", plan.plan.calls.len())] {
            assert!(text.contains(&format!("{kept} of {} {list} shown", kept + 900)), "{list}: {text}");
        }
        assert!(text.contains(&format!("{} of {} ties", plan.plan.ties.len(), plan.plan.ties.len() + 900)), "{text}");
        let names: Vec<&str> = plan.plan.lists.iter().map(|one| one.list.as_str()).collect();
        let value = serde_json::to_value(&plan.plan).unwrap();
        assert!(names.iter().all(|name| value[name].is_array()), "{names:?}");
    }

    #[test]
    fn a_repository_without_services_has_a_plan_that_says_so() {
        let text = sample::render("plan", &sample::empty());
        assert!(text.contains("stored without a plan"), "{text}");
    }
}
