//! A new file that belongs to no service.

use super::identity;
use crate::gate::{Card, Finding, Input, Rule, Severity};
use crate::info::Info;

pub(in crate::gate) struct HomelessFile;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "homeless-file",
        summary: "a new file has no service: neither its folder nor what it uses tells",
        reference: "Packwerk: a file outside of all packages is checked by no rule",
    },
    why: "no rule looks at a file that belongs to nobody, so what it couples is not seen",
    fix: "say whose it is: a [[pin]] in seamline.decisions.toml, or move it to a folder of its service",
    severity: Severity::Warn,
    example: "src/misc/Helper.java is new, in a folder of several services, and mentions nobody",
    passing: true,
    kinds: &["new"],
};

impl Rule for HomelessFile {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn in_change(&self, input: &Input<'_>) -> Vec<Finding> {
        let finding = |path: &String| {
            let unit = input.after.facts.units.iter().find(|(_, unit)| unit.path.as_str() == path)?.0;
            Some(Finding {
                id: identity(CARD.info.id, path, "", "new"),
                service: String::new(),
                what: format!("{path} is new and belongs to no service"),
                sites: vec![input.after.site(unit, 1)],
                partners: Vec::new(),
                firm: true,
            })
        };
        input.homes.homeless.iter().filter_map(finding).collect()
    }
}
