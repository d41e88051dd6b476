//! Files and their parts in a document.

use super::v1::{Document, Granularity, Place, Unit};
use std::collections::BTreeMap;

impl Unit {
    /// How it is shown: its path, and behind `#` its part.
    pub fn label(&self) -> String {
        self.part.as_ref().map_or_else(|| self.path.clone(), |part| format!("{}#{}", self.path, part.name))
    }
}

impl Document {
    /// The word for a unit.
    pub fn unit_word(&self) -> &'static str {
        match self.settings.granularity {
            Granularity::File => "file",
            Granularity::Type | Granularity::Function => "part",
        }
    }

    /// How many files the units are, or are parts of.
    pub fn files(&self) -> usize {
        self.units.chunk_by(|a, b| a.path == b.path).count()
    }

    /// The label of each file: the one that holds most of its lines, of equals the smallest. `label` takes positions in
    /// `units`.
    pub fn by_file<L: Ord>(&self, label: impl Fn(usize) -> L) -> BTreeMap<&str, L> {
        let mut files: BTreeMap<&str, BTreeMap<L, u64>> = BTreeMap::new();
        for (at, unit) in self.units.iter().enumerate() {
            *files.entry(&unit.path).or_default().entry(label(at)).or_default() += u64::from(unit.lines);
        }
        files.into_iter().filter_map(|(path, labels)| Some((path, most(labels)?))).collect()
    }

    /// The place of each unit, by its label.
    pub fn place_of_units(&self) -> BTreeMap<String, String> {
        self.units.iter().map(|unit| (unit.label(), self.place_name(unit.place).to_owned())).collect()
    }

    /// The place of each file: that of most of its lines, of equals the first by name. Parts that no evidence places do
    /// not count where another part has a place.
    pub fn place_of_files(&self) -> BTreeMap<&str, &str> {
        let mut placed: BTreeMap<&str, bool> = BTreeMap::new();
        for unit in &self.units {
            *placed.entry(&unit.path).or_default() |= unit.place != Place::Unassigned;
        }
        let mut files: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
        for unit in self.units.iter().filter(|unit| unit.place != Place::Unassigned || !placed[unit.path.as_str()]) {
            let places = files.entry(&unit.path).or_default();
            *places.entry(self.place_name(unit.place)).or_default() += u64::from(unit.lines);
        }
        files.into_iter().filter_map(|(path, places)| Some((path, most(places)?))).collect()
    }
}

/// The label of most lines, of equals the smallest.
fn most<L: Ord>(labels: BTreeMap<L, u64>) -> Option<L> {
    let best = labels.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map(|(label, _)| label)
}
