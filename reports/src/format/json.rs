//! The whole analysis as JSON, `schema/analysis.v1.schema.json`. What `--from` reads again.

use super::Format;
use crate::wire::Document;
use seamline_analyzer::Info;
use std::io::{self, Write};

pub(super) struct Json;

static INFO: Info = Info {
    id: "json",
    summary: "the whole analysis; every other format can be rendered from it",
    reference: "JSON (RFC 8259); reports/schema/analysis.v1.schema.json",
};

impl Format for Json {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn file_name(&self) -> &'static str {
        "analysis.json"
    }

    fn render(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, document)?;
        out.write_all(b"\n")
    }
}

#[cfg(test)]
mod tests {
    use crate::sample;
    use crate::wire::{Document, ReadError};

    fn schema() -> String {
        let schema = schemars::schema_for!(Document);
        serde_json::to_string_pretty(&schema).expect("a schema is plain JSON") + "\n"
    }

    #[test]
    fn the_shipped_schema_is_the_one_of_the_types() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/analysis.v1.schema.json");
        if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
            std::fs::write(path, schema()).unwrap();
        }
        let shipped = std::fs::read_to_string(path).unwrap_or_default();
        assert!(shipped == schema(), "schema drifted: run the tests with INSTA_UPDATE=always and read the difference");
    }

    #[test]
    fn documents_follow_the_schema() {
        let schema = serde_json::from_str(&schema()).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for document in [sample::shop(), sample::empty(), sample::hostile()] {
            let json = serde_json::to_value(&document).unwrap();
            let errors: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
            assert_eq!(errors, Vec::<String>::new());
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for document in [sample::shop(), sample::empty(), sample::hostile(), sample::large(12, 300)] {
            let json = sample::render("json", &document);
            let read = Document::read(json.as_bytes()).unwrap();
            assert_eq!(read, document);
            assert_eq!(sample::render("json", &read), json);
        }
    }

    #[test]
    fn newer_and_damaged_documents_are_refused() {
        let json = sample::render("json", &sample::shop());
        let check = |from: &str, to: &str, expected: &str| {
            let error = Document::read(json.replacen(from, to, 1).as_bytes()).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        };
        check("\"schema_version\":1", "\"schema_version\":2", "schema version 2");
        check("\"schema_version\":1", "\"schema_version\":-1", "not an analysis.json");
        check("{\"service\":0}", "{\"service\":99}", "units do not fit together");
        check("\"total\":", "\"totals\":", "not an analysis.json");
        assert!(matches!(Document::read(b"[]"), Err(ReadError::Malformed(_))));
        let deep = "[".repeat(100_000);
        assert!(matches!(Document::read(deep.as_bytes()), Err(ReadError::Malformed(_))));
    }

    #[test]
    fn five_thousand_files_stay_below_thirty_megabytes() {
        let json = sample::render("json", &sample::large(40, 5_000));
        assert!(json.len() < 30_000_000, "{} bytes", json.len());
    }
}
