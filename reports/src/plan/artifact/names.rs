//! Names of services that are safe everywhere: as a file, a DNS label, a host, an nginx upstream, a compose service.
//!
//! Lower-case letters, digits and single hyphens, a letter first, at most [`LONGEST`] characters (RFC 1035 allows 63; what
//! is added by Kubernetes and by numbering has room), unique, and none of the names that an operating system or the drafts
//! themselves use. So no name can leave a folder.

use std::collections::{BTreeMap, BTreeSet};

/// The most characters of a name.
const LONGEST: usize = 40;

/// Devices of Windows, what the drafts use themselves, and what resolvers answer on their own.
const TAKEN: &[&str] = &["aux", "con", "gateway", "localhost", "monolith", "nul", "prn", "prometheus"];

/// What the front door is called in drafts.
pub(super) const GATEWAY: &str = "gateway";
/// What is left of the monolith.
pub(super) const MONOLITH: &str = "monolith";

/// A safe name for each service.
pub(super) struct Names {
    of: BTreeMap<String, String>,
}

impl Names {
    /// Names for services, in this order: the first keeps its name where two would be alike.
    pub(super) fn new<'a>(services: impl Iterator<Item = &'a str>) -> Self {
        let mut taken: BTreeSet<String> = TAKEN.iter().map(|name| (*name).to_owned()).collect();
        let mut of = BTreeMap::new();
        for (at, service) in services.enumerate() {
            if !of.contains_key(service) {
                let wanted = clean(service).unwrap_or_else(|| format!("service-{}", at + 1));
                of.insert(service.to_owned(), free(wanted, &mut taken));
            }
        }
        Self { of }
    }

    /// The name of a service; what is no service is part of the monolith.
    pub(super) fn of(&self, service: &str) -> &str {
        match self.of.get(service) {
            Some(name) => name,
            None if service == "(gateway)" => GATEWAY,
            None => MONOLITH,
        }
    }

    /// Whether it is a service of its own.
    pub(super) fn knows(&self, service: &str) -> bool {
        self.of.contains_key(service)
    }
}

/// The letters and digits of a name, with hyphens for the rest; `None` without a letter.
fn clean(name: &str) -> Option<String> {
    let mut cleaned = String::new();
    for character in name.chars().take(4 * LONGEST) {
        if character.is_ascii_alphanumeric() {
            cleaned.push(character.to_ascii_lowercase());
        } else if !cleaned.is_empty() && !cleaned.ends_with('-') {
            cleaned.push('-');
        }
    }
    let cleaned = cleaned.trim_start_matches(|first: char| !first.is_ascii_alphabetic());
    let cut = &cleaned[..cleaned.len().min(LONGEST)];
    let cut = cut.trim_end_matches('-');
    (!cut.is_empty()).then(|| cut.to_owned())
}

/// A name that nobody has: `orders`, else `orders-2` and so on.
pub(super) fn free(wanted: String, taken: &mut BTreeSet<String>) -> String {
    let device = wanted.len() == 4 && (wanted.starts_with("com") || wanted.starts_with("lpt"));
    let mut name = if device { format!("{wanted}-service") } else { wanted.clone() };
    let mut number = 2;
    while !taken.insert(name.to_ascii_lowercase()) {
        name = format!("{wanted}-{number}");
        number += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(services: &[&str], expected: &[&str]) {
        let names = Names::new(services.iter().copied());
        let found: Vec<&str> = services.iter().map(|service| names.of(service)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn plain_names_stay() {
        check(&["orders", "order-items"], &["orders", "order-items"]);
    }
    #[test]
    fn others_are_cleaned() {
        check(&["Order Items", "a__b", "-x-", "2nd"], &["order-items", "a-b", "x", "nd"]);
    }
    #[test]
    fn nothing_leaves_the_folder() {
        check(&["../x", "/etc", "..", "", "a/../../b"], &["x", "etc", "service-3", "service-4", "a-b"]);
    }
    #[test]
    fn nothing_is_a_device_or_ours() {
        check(&["CON", "com1", "gateway", "nul."], &["con-2", "com1-service", "gateway-2", "nul-2"]);
    }
    #[test]
    fn what_becomes_alike_is_numbered() {
        check(&["a b", "a-b", "A.B", "a-b-2"], &["a-b", "a-b-2", "a-b-3", "a-b-2-2"]);
    }
    #[test]
    fn what_has_no_letter_gets_a_number() {
        check(&["日本", "1", "service-1"], &["service-1", "service-2", "service-1-2"]);
    }
    #[test]
    fn long_names_are_cut() {
        let long = "x".repeat(10_000);
        let names = Names::new([long.as_str()].into_iter());
        assert_eq!(names.of(&long).len(), LONGEST);
    }
    #[test]
    fn who_is_no_service_is_the_monolith() {
        assert_eq!(Names::new(["a"].into_iter()).of("(shared)"), MONOLITH);
        assert_eq!(Names::new(["a"].into_iter()).of("(gateway)"), GATEWAY);
    }
}
