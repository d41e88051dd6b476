//! Files that moved away from where the written cut names them.

use super::identity;
use crate::gate::{Card, Finding, Input, Rule, Severity};
use crate::info::Info;
use std::collections::BTreeMap;

pub(in crate::gate) struct OutdatedCut;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "outdated-cut",
        summary: "files moved to where the written cut does not say whose they are, and would get another home",
        reference: "Packwerk: a moved file changes its package",
    },
    why: "as soon as this is merged nobody sees that they moved: they would belong to someone else, or to nobody, and what crosses \
          their border would not be seen any more",
    fix: "write their new place into the cut: a line of seamline-baseline/_cut.txt, or of the file of assignments",
    severity: Severity::Error,
    example: "src/billing/ became src/invoicing/, and the cut names src/billing/ only",
    passing: true,
    kinds: &["moved"],
};

impl Rule for OutdatedCut {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn in_change(&self, input: &Input<'_>) -> Vec<Finding> {
        let homes = input.homes;
        let mut moves: BTreeMap<(&str, Option<&str>), Vec<&str>> = BTreeMap::new();
        for (path, later) in &homes.outdated {
            if let Some(home) = homes.labels.get(path) {
                moves.entry((home, later.as_deref())).or_default().push(path);
            }
        }
        let units: BTreeMap<&str, _> =
            input.after.facts.units.iter().map(|(unit, of)| (of.path.as_str(), unit)).collect();
        let finding = |((home, later), paths): ((&str, Option<&str>), Vec<&str>)| {
            let more = paths.len() - 1;
            let these = if more == 0 { paths[0].to_owned() } else { format!("{} and {more} more", paths[0]) };
            let later = later.map_or_else(|| "nobody".to_owned(), str::to_owned);
            Finding {
                id: identity(CARD.info.id, home, later.as_str(), "moved"),
                service: home.to_owned(),
                what: format!(
                    "{these} moved and would belong to {later} instead of {home}: the cut does not say whose"
                ),
                sites: paths.iter().filter_map(|path| Some(input.after.site(*units.get(path)?, 1))).collect(),
                partners: Vec::new(),
                firm: true,
            }
        };
        moves.into_iter().map(finding).collect()
    }
}
