//! The whole validation as JSON, `schema/validation.v1.schema.json`.

use super::Validation;

/// The document as JSON, with a line break at its end.
pub fn json(validation: &Validation) -> String {
    serde_json::to_string_pretty(validation).expect("a validation is plain text and numbers") + "\n"
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn schema() -> String {
        let schema = schemars::schema_for!(Validation);
        serde_json::to_string_pretty(&schema).expect("a schema is plain JSON") + "\n"
    }

    #[test]
    fn the_shipped_schema_is_the_one_of_the_types() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/validation.v1.schema.json");
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
        for validation in [sample::shop(), sample::with_plan(), sample::hostile(), sample::bare()] {
            let value = serde_json::to_value(&validation).unwrap();
            let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
            assert_eq!(errors, Vec::<String>::new());
            assert_eq!(serde_json::from_str::<Validation>(&json(&validation)).unwrap(), validation);
        }
    }
}
