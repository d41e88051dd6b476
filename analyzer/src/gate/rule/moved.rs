//! A file that moved to a folder of another service.

use super::identity;
use crate::gate::{Card, Finding, Input, Rule, Severity};
use crate::info::Info;
use std::collections::BTreeMap;

pub(in crate::gate) struct MovedFile;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "moved-file",
        summary: "a file moved to a folder whose files belong to another service",
        reference: "Packwerk: a moved file changes its package",
    },
    why: "it still belongs to its old service, but everyone who looks at the folder will think otherwise",
    fix: "say whose it is now: a [[pin]] in seamline.decisions.toml; or leave it where its service is",
    severity: Severity::Warn,
    example: "orders/Tax.java moves to the folder billing/ and still belongs to orders",
    passing: true,
    kinds: &["moved"],
};

impl Rule for MovedFile {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn in_change(&self, input: &Input<'_>) -> Vec<Finding> {
        let folder = |path: &str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        // Who lives in a folder, without those that have just come.
        let mut lives: BTreeMap<String, Option<&str>> = BTreeMap::new();
        for (path, label) in &input.homes.labels {
            if !input.change.renamed.contains_key(path) && !label.starts_with('(') {
                let of = lives.entry(folder(path)).or_insert(Some(label));
                *of = of.filter(|other| other == label);
            }
        }
        let mut found = Vec::new();
        for (unit, of) in input.after.facts.units.iter() {
            let path = of.path.as_str();
            let Some(old) = input.change.renamed.get(path).filter(|old| folder(old) != folder(path)) else { continue };
            let (Some(service), Some(Some(other))) = (input.after.service(unit), lives.get(&folder(path))) else {
                continue;
            };
            if service != *other {
                found.push(Finding {
                    id: identity(CARD.info.id, path, *other, "moved"),
                    service: service.to_owned(),
                    what: format!("{path} belongs to {service} and moved from {old} among files of {other}"),
                    sites: vec![input.after.site(unit, 1)],
                    partners: Vec::new(),
                    firm: true,
                });
            }
        }
        found
    }
}
