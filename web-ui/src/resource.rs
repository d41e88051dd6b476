//! What can be read from the server, one line each: the router, the page and the document of the interface follow it.

use axum::body::Bytes;
use seamline_reports::Document;

/// Something that can be read.
pub(crate) struct Resource {
    /// Its path, which begins with `/api/`.
    pub(crate) path: &'static str,
    /// Its media type.
    pub(crate) media: &'static str,
    source: Source,
}

/// Where its bytes are from.
enum Source {
    /// The analysis in the format of this id.
    Format(&'static str),
    /// Always the same.
    Text(&'static str),
}

pub(crate) const JSON: &str = "application/json";
pub(crate) const HTML: &str = "text/html; charset=utf-8";

/// Everything that can be read.
pub(crate) const ALL: &[Resource] = &[
    Resource { path: "/api/analysis", media: JSON, source: Source::Format("json") },
    Resource { path: "/api/openapi.json", media: JSON, source: Source::Text(include_str!("../page/openapi.json")) },
    Resource { path: "/api/plan", media: JSON, source: Source::Format("plan-json") },
    Resource { path: "/api/report", media: HTML, source: Source::Format("html") },
];

impl Resource {
    /// Its bytes for an analysis: the same as `seamline analyze` writes.
    pub(crate) fn bytes(&self, document: &Document) -> Bytes {
        match self.source {
            Source::Text(text) => Bytes::from_static(text.as_bytes()),
            Source::Format(id) => {
                let format = seamline_reports::find(id).expect("these formats are built in");
                let mut bytes = Vec::new();
                format.render(document, &mut bytes).expect("writing to memory does not fail");
                bytes.into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::SESSION;
    use crate::page::HTML as PAGE;

    #[test]
    fn every_format_is_built_in() {
        for resource in ALL {
            if let Source::Format(id) = resource.source {
                assert!(seamline_reports::find(id).is_some(), "{id}");
            }
        }
    }

    #[test]
    fn the_document_of_the_interface_tells_of_each() {
        let text = include_str!("../page/openapi.json");
        let document: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(document["openapi"], "3.1.0");
        let paths = document["paths"].as_object().unwrap();
        let mut told: Vec<&str> = paths.keys().map(String::as_str).collect();
        told.sort_unstable();
        let mut known: Vec<&str> = ALL.iter().map(|resource| resource.path).chain([SESSION]).collect();
        known.sort_unstable();
        assert_eq!(told, known);
        for resource in ALL {
            let essence = resource.media.split(';').next().unwrap();
            assert!(
                paths[resource.path]["get"]["responses"]["200"]["content"][essence].is_object(),
                "{}",
                resource.path
            );
        }
        assert!(paths[SESSION]["post"]["responses"]["200"].is_object());
    }

    #[test]
    fn the_page_offers_each() {
        for resource in ALL {
            assert!(PAGE.contains(&format!("data-path=\"{}\"", resource.path)), "{}", resource.path);
        }
        assert_eq!(PAGE.matches("data-path=").count(), ALL.len());
    }
}
