//! Shared code that depends on a service, or that grows.

use super::{NEWMAN, every, identity};
use crate::facts::{Reference, Tier};
use crate::gate::{Card, Changed, Finding, Input, Limits, Rule, Severity, Side};
use crate::info::Info;
use crate::plan::Role;

pub(in crate::gate) struct SharedGrowth;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "shared-growth",
        summary: "shared code depends on a service, or a new file is shared",
        reference: NEWMAN,
    },
    why: "what everyone contains must depend on nobody, or everyone depends on everyone; and each shared file ties the releases of \
          all services together",
    fix: "hand the shared code what it needs; give a new file to the service that needs it most",
    severity: Severity::Warn,
    example: "common/Money.java starts to use billing/Currency.java",
    passing: true,
    kinds: &["depends", "new"],
};

impl Rule for SharedGrowth {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn state(&self, side: &Side<'_>, _: &Limits) -> Vec<Finding> {
        let all: Vec<&Reference> = side.references().collect();
        let finding = |same: &[&Reference]| {
            let (from, to) = (same[0].from, same[0].to);
            let service = side.service(to).filter(|_| side.cut.roles[from] == Role::Shared && is_shared(side, from))?;
            Some(Finding {
                id: identity(CARD.info.id, side.path(from), side.path(to), "depends"),
                service: service.to_owned(),
                what: format!("{} is shared and uses {} of {service}", side.path(from), side.path(to)),
                sites: every(same.iter().flat_map(|one| &one.lines).map(|line| side.site(from, *line)).collect()),
                partners: vec![side.site(to, 1)],
                firm: same.iter().any(|one| one.tier == Tier::Import),
            })
        };
        all.chunk_by(|a, b| (a.from, a.to) == (b.from, b.to)).filter_map(finding).collect()
    }

    fn in_change(&self, input: &Input<'_>) -> Vec<Finding> {
        let new = |path: &str| input.change.files.get(path) == Some(&Changed::Added);
        let units =
            input.after.facts.units.iter().filter(|(unit, of)| new(of.path.as_str()) && is_shared(input.after, *unit));
        let finding = |(unit, _): (crate::UnitId, _)| Finding {
            id: identity(CARD.info.id, input.after.path(unit), "(shared)", "new"),
            service: String::new(),
            what: format!("{} is one more shared file", input.after.path(unit)),
            sites: vec![input.after.site(unit, 1)],
            partners: Vec::new(),
            firm: true,
        };
        units.map(finding).collect()
    }
}

/// Whether somebody says that it is shared; what has no home is not.
fn is_shared(side: &Side<'_>, unit: crate::UnitId) -> bool {
    side.label(unit) == Some("(shared)")
}
