//! Misleading names.

use super::uses::Uses;
use super::{Tangle, TangleKind, site, tangle};
use crate::id::{IdVec, ServiceId};
use crate::plan::{Ownership, Services};
use crate::words;
use std::collections::{BTreeMap, BTreeSet};

/// Files with a word of another service's name in theirs, and no tie to that service. A service counts when it keeps
/// something: others are called after anything.
pub(super) fn misnamed(services: &Services<'_>, uses: &Uses) -> Vec<Tangle> {
    let facts = services.facts;
    // `mixed` is what a candidate without a telling word is called.
    let words = |name: &str| -> BTreeMap<String, String> {
        words::split(name).into_iter().filter(|word| word != "mixed").map(|word| (words::stem(&word), word)).collect()
    };
    let keeping: BTreeSet<ServiceId> = services.ownership.values().filter_map(Ownership::owner).collect();
    let of_service: IdVec<ServiceId, BTreeMap<String, String>> =
        services.cut.services.values().map(|name| words(name)).collect();
    let mut found = Vec::new();
    for (unit, of) in facts.units.iter() {
        let Some(home) = services.of(unit).filter(|home| keeping.contains(home)) else { continue };
        let said = words(of.path.file_name().split('.').next().unwrap_or_default());
        let near = uses.referrers[unit].iter().chain(&uses.targets[unit]).filter_map(|one| services.of(*one));
        let tied: BTreeSet<ServiceId> = near.chain(uses.services(unit)).collect();
        let other = |service: &&ServiceId| **service != home && !tied.contains(service);
        for service in keeping.iter().filter(other) {
            let names = &of_service[*service];
            let word = said.iter().find(|(stem, _)| names.contains_key(*stem) && !of_service[home].contains_key(*stem));
            if let Some((_, word)) = word {
                let sites = vec![site(services, unit, 1)];
                let mut one = tangle(TangleKind::Misnamed, vec![unit], BTreeSet::from([home]), sites);
                one.services.push(*service);
                one.name.clone_from(word);
                found.push(one);
                break;
            }
        }
    }
    found
}
