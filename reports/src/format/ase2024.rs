//! The exchange format of an independent comparison of decomposition tools (Wang, Bornais, Rubin, ASE 2024):
//! `{"tool": {"decomposition": {"p0": [{"id": "Class"}]}}}`.
//!
//! Every declared type of a file goes where the file goes; a simple name that several files declare is qualified by
//! its package. Shared and unassigned files are left out, and count as groups of one in that comparison.

use super::Format;
use crate::wire::{Document, Place, Unit};
use seamline_analyzer::Info;
use std::collections::BTreeMap;
use std::io::{self, Write};

pub(super) struct Ase2024;

static INFO: Info = Info {
    id: "ase2024",
    summary: "the exchange format of an independent tool comparison",
    reference: "Wang, Bornais, Rubin (ASE 2024)",
};

impl Format for Ase2024 {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn file_name(&self) -> &'static str {
        "decomposition.json"
    }

    fn render(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        let report = serde_json::json!({ "seamline": { "decomposition": partitions(document) } });
        serde_json::to_writer_pretty(&mut *out, &report)?;
        out.write_all(b"\n")
    }
}

fn partitions(document: &Document) -> serde_json::Map<String, serde_json::Value> {
    let mut declared: BTreeMap<&str, usize> = BTreeMap::new();
    for name in document.units.iter().flat_map(names) {
        *declared.entry(name).or_default() += 1;
    }
    let class = |unit: &Unit, name: &str| {
        let several = declared[name] > 1 && !unit.package.is_empty();
        let id = if several { format!("{}.{name}", unit.package) } else { name.to_owned() };
        serde_json::json!({ "id": id })
    };
    let partition = |at: usize| {
        let inside = document.units.iter().filter(|unit| unit.place == Place::Service(at as u32));
        inside.flat_map(|unit| names(unit).into_iter().map(|name| class(unit, name))).collect::<Vec<_>>()
    };
    (0..document.services.len()).map(|at| (format!("p{at}"), partition(at).into())).collect()
}

/// The names of the types of a file, or that of the file when it declares none.
fn names(unit: &Unit) -> Vec<&str> {
    if unit.types.is_empty() {
        let name = unit.path.rsplit('/').next().unwrap_or(&unit.path);
        return vec![name.split_once('.').map_or(name, |(stem, _)| stem)];
    }
    unit.types.iter().map(|kind| kind.name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use crate::sample;

    #[test]
    fn the_shop() {
        insta::assert_snapshot!(sample::render("ase2024", &sample::shop()));
    }
}
