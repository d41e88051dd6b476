//! Who owns which data: every store that a service uses, contested ones first.

use super::{Few, show};
use crate::display::{count, listed};
use crate::wire::Document;
use std::collections::BTreeMap;

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
    let links = document.store_links.iter().filter_map(|link| match (link.from == store, link.to == store) {
        (true, false) => Some(format!("{} to {}", show(&link.kind), show(&document.stores[link.to as usize].name))),
        (false, true) => Some(format!("{} from {}", show(&link.kind), show(&document.stores[link.from as usize].name))),
        (true, true) | (false, false) => None,
    });
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
        links: links.take(6).collect::<Vec<_>>().join(", "),
    }
}
