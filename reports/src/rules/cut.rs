//! The cut that rules state: what an analysis proposes, or what was decided.

use crate::wire::Document;
use seamline_analyzer::compare::Labels;
use std::collections::{BTreeMap, BTreeSet};

/// The files of a document, each with its place.
pub struct Cut<'a> {
    pub(super) document: &'a Document,
    places: BTreeMap<&'a str, &'a str>,
}

impl<'a> Cut<'a> {
    /// The cut that the document proposes.
    pub fn proposed(document: &'a Document) -> Self {
        Self { document, places: document.place_of_files() }
    }

    /// The cut that was decided: files that it does not name are in no service.
    pub fn decided(document: &'a Document, labels: &'a Labels) -> Self {
        let place = |path: &'a str| Some((path, labels.get(path)?.as_str()));
        let places = document.units.iter().filter_map(|unit| place(&unit.path)).collect();
        Self { document, places }
    }

    /// The service of a file; `None` for what all may use.
    pub(super) fn service(&self, path: &str) -> Option<&'a str> {
        self.places.get(path).copied().filter(|place| !place.starts_with('('))
    }

    /// The services that have a file.
    pub(super) fn services(&self) -> BTreeSet<&'a str> {
        self.places.keys().filter_map(|path| self.service(path)).collect()
    }
}
