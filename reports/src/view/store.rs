//! Who owns which data: every store that a service uses, contested ones first.

use super::{Few, show};
use crate::display::{count, listed};
use crate::plan::words::some;
use crate::wire::Document;
use std::collections::{BTreeMap, BTreeSet};

/// The most stores that one kind of tie names.
const MAX_TIED: usize = 6;

/// A store and its users.
pub(crate) struct OwnershipView {
    /// What it is called.
    pub(crate) name: String,
    /// What it is.
    pub(crate) kind: String,
    /// Whether several services use it.
    pub(crate) contested: bool,
    /// The proposed owners and how they use it.
    pub(crate) owners: Vec<(usize, String)>,
    /// The other users.
    pub(crate) others: Vec<(usize, String)>,
    /// Stores that the database ties it to.
    pub(crate) links: String,
}

/// The stores that services use, those of most services first.
pub(crate) fn ownership(document: &Document, most: usize) -> Few<OwnershipView> {
    let mut users: BTreeMap<u32, Vec<(usize, bool, String)>> = BTreeMap::new();
    for (service, one) in document.services.iter().enumerate() {
        for used in &one.stores {
            let modes: Vec<String> = used.modes.iter().map(|mode| show(mode)).collect();
            let how = format!("{} ×{}", listed(&modes), count(used.accesses));
            users.entry(used.store).or_default().push((service, used.owns, how));
        }
    }
    let mut rows: Vec<OwnershipView> = users.into_iter().map(|(store, users)| view(document, store, users)).collect();
    let all = |row: &OwnershipView| row.owners.len() + row.others.len();
    rows.sort_by(|a, b| all(b).cmp(&all(a)).then_with(|| (&a.kind, &a.name).cmp(&(&b.kind, &b.name))));
    Few::first(rows, most)
}

fn view(document: &Document, store: u32, users: Vec<(usize, bool, String)>) -> OwnershipView {
    let mut links: BTreeMap<(String, bool), BTreeSet<String>> = BTreeMap::new();
    for link in &document.store_links {
        let (to, other) = match (link.from == store, link.to == store) {
            (true, false) => (true, link.to),
            (false, true) => (false, link.from),
            (true, true) | (false, false) => continue,
        };
        let others = links.entry((show(&link.kind).replace('-', " "), to)).or_default();
        others.insert(show(&document.stores[other as usize].name));
    }
    let tied = |((kind, to), others): (&(String, bool), &BTreeSet<String>)| {
        let named: Vec<String> = others.iter().cloned().collect();
        format!("{kind} {} {}", if *to { "to" } else { "from" }, some(&named, MAX_TIED))
    };
    let one = &document.stores[store as usize];
    let contested = users.len() > 1;
    let (owners, others): (Vec<_>, Vec<_>) = users.into_iter().partition(|user| user.1);
    let plain = |users: Vec<(usize, bool, String)>| users.into_iter().map(|user| (user.0, user.2)).collect();
    OwnershipView {
        name: show(&one.name),
        kind: show(&one.kind),
        contested,
        owners: plain(owners),
        others: plain(others),
        links: links.iter().map(tied).collect::<Vec<_>>().join("; "),
    }
}
