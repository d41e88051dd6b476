//! Misleading names.

use super::uses::Uses;
use super::{Tangle, TangleKind, site, tangle};
use crate::id::{IdVec, ServiceId};
use crate::plan::{Ownership, Services};
use crate::words;
use std::collections::{BTreeMap, BTreeSet};

/// Files with the words of another service's name in theirs, and no tie to that service. A service counts when it keeps
/// something: others are called after anything. Where the path says a word of the home too, nobody is misled; and a home
/// without a telling name says nothing.
pub(super) fn misnamed(services: &Services<'_>, uses: &Uses) -> Vec<Tangle> {
    let facts = services.facts;
    // `mixed` is what a candidate without a telling word is called.
    let words = |name: &str| -> BTreeMap<String, String> {
        words::split(name).into_iter().filter(|word| word != "mixed").map(|word| (singular(&word), word)).collect()
    };
    let keeping: BTreeSet<ServiceId> = services.ownership.values().filter_map(Ownership::owner).collect();
    let of_service: IdVec<ServiceId, BTreeMap<String, String>> =
        services.cut.services.values().map(|name| words(name)).collect();
    let mut found = Vec::new();
    for (unit, of) in facts.units.iter() {
        let Some(home) = services.of(unit).filter(|home| keeping.contains(home)) else { continue };
        // `mixed-slack-icon` is called after what most of its files are, not all.
        let mut said_words = of.path.as_str().split(['/', '.']).flat_map(|part| words(part).into_keys());
        let says_home = said_words.any(|stem| of_service[home].contains_key(&stem));
        if says_home || services.cut.services[home].starts_with("mixed-") {
            continue;
        }
        let said = words(of.path.file_name().split('.').next().unwrap_or_default());
        let near = uses.referrers[unit].iter().chain(&uses.targets[unit]).filter_map(|one| services.of(*one));
        let tied: BTreeSet<ServiceId> = near.chain(uses.services(unit)).collect();
        let telling = |service: ServiceId| !services.cut.services[service].starts_with("mixed-");
        let other = |service: &&ServiceId| **service != home && !tied.contains(service) && telling(**service);
        for service in keeping.iter().filter(other) {
            let names = &of_service[*service];
            // All of its name, and nothing of the home's: `cart` alone does not say `cart-rule`.
            let telling = |stem: &String| said.contains_key(stem) && !of_service[home].contains_key(stem);
            let all = !names.is_empty() && names.keys().all(telling);
            let word = said.iter().find(|(stem, _)| all && names.contains_key(*stem));
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

/// A word without the ending of a plural: whole words are compared, since `custom` is not `customer`.
fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    let plural = word.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']));
    plural.unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::RepoPath;
    use crate::plan::tests::planned;

    /// The files that are misnamed; paths without their first folder, which is the service.
    fn check(project: &str, expected: &str) {
        let (mut facts, cut, _) = planned(project);
        for of in facts.units.values_mut() {
            let path = of.path.as_str().split_once('/').and_then(|(_, path)| RepoPath::new(path));
            of.path = path.expect("a service and a path");
        }
        let services = Services::new(&facts, &cut);
        let found = misnamed(&services, &Uses::new(&services));
        let names: Vec<&str> = found.iter().map(|one| facts.units[one.units[0]].path.as_str()).collect();
        assert_eq!(names.join(" "), expected);
    }

    #[test]
    fn a_word_of_another_service() {
        check("mail/orders.js: write t; order/one.js: write u", "orders.js");
        check("mail/orders.js: write t, call order/one.js; order/one.js: write u, read u", "");
        check("mail/x.js: write t; order/one.js: write u", "");
    }
    #[test]
    fn only_whole_words_count() {
        check("mail/custom.js: write t; customer/one.js: write u", "");
        check("mail/customers.js: write t; customer/one.js: write u", "customers.js");
    }
    #[test]
    fn a_path_that_says_its_home_misleads_nobody() {
        check("mail/mail/orders.js: write t; order/one.js: write u", "");
    }
    #[test]
    fn a_home_without_a_telling_name_says_nothing() {
        check("mixed-b-c/orders.js: write t; order/one.js: write u", "");
    }
}
