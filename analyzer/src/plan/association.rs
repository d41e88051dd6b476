//! Fields of entities that hold entities of another service. A mapper fills them from the other's table, often only when
//! somebody looks; after the cut there is no such table. The id stays; who follows the field asks the other service, or
//! keeps a copy (Vernon: Implementing Domain-Driven Design, 2013, chapter 10: *reference other aggregates by identity*).

use super::Services;
use crate::facts::{Association, Site, StoreKind};
use crate::id::StoreId;
use std::collections::{BTreeMap, BTreeSet};

/// An association across a border.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Across {
    /// The field, on the side that holds the key where that is known.
    pub association: Association,
    /// The field of the other side that the same place declares.
    pub back: Option<String>,
}

/// The associations whose ends have different owners, sorted by stores and field, each field once.
pub fn across(services: &Services<'_>) -> Vec<Across> {
    let facts = services.facts;
    let rows = |association: &&Association| {
        let holds_rows = |store| matches!(facts.stores[store].kind, StoreKind::Table | StoreKind::Collection);
        let ends = services.owner(association.from).zip(services.owner(association.to));
        ends.is_some_and(|(from, to)| from != to) && holds_rows(association.from) && holds_rows(association.to)
    };
    let keys: BTreeSet<(&Site, StoreId, StoreId)> =
        facts.store_links.iter().map(|link| (&link.site, link.from, link.to)).collect();
    // What one place says of two stores is one relation, told by the side with the key.
    let mut places: BTreeMap<(&Site, [StoreId; 2]), Vec<&Association>> = BTreeMap::new();
    for one in facts.associations.iter().filter(rows) {
        let pair = [one.from.min(one.to), one.from.max(one.to)];
        places.entry((&one.site, pair)).or_default().push(one);
    }
    let mut found: Vec<Across> = Vec::new();
    for mut fields in places.into_values() {
        fields.sort_by_key(|one| !keys.contains(&(&one.site, one.from, one.to)));
        let first = fields[0];
        let back = fields.iter().find(|one| one.from == first.to).map(|one| one.field.clone());
        found.push(Across { association: first.clone(), back });
        let more = fields.iter().skip(1).filter(|one| one.from == first.from);
        found.extend(more.map(|one| Across { association: (*one).clone(), back: None }));
    }
    found.sort_by(|a, b| a.association.cmp(&b.association));
    found.dedup_by(|next, kept| {
        let ends = |one: &Across| (one.association.from, one.association.field.clone(), one.association.to);
        ends(next) == ends(kept)
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{StoreLink, StoreLinkKind};
    use crate::path::RepoPath;
    use crate::plan::tests::planned;

    /// Which of the associations `STORE.FIELD STORE` cross a border; `!` marks those with the key. All stand in one place.
    #[track_caller]
    fn check(project: &str, associations: &str, expected: &str) {
        let (mut facts, cut, _) = planned(project);
        for text in associations.split(';').map(str::trim) {
            let (from, to) = text.split_once(' ').expect("two ends");
            let (from, field) = from.split_once('.').expect("a field");
            let store = |name: &str| facts.stores.ids().find(|id| facts.stores[*id].name == name).expect("a store");
            let site = Site { path: RepoPath::new("model").expect("a path"), line: 1 };
            if field.ends_with('!') {
                let (from, to, site) = (store(from), store(to), site.clone());
                facts.store_links.push(StoreLink { from, to, kind: StoreLinkKind::ForeignKey, site });
            }
            let one =
                Association { from: store(from), field: field.trim_end_matches('!').to_owned(), to: store(to), site };
            facts.associations.push(one);
        }
        let services = Services::new(&facts, &cut);
        let shown = |one: &Across| {
            let back = one.back.as_ref().map_or(String::new(), |back| format!("/{back}"));
            format!("{}.{}{back}", facts.stores[one.association.from].name, one.association.field)
        };
        assert_eq!(across(&services).iter().map(shown).collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn fields_that_hold_entities_of_others() {
        check("a/one: write t, write v; b/one: write u", "t.user u; t.part v; t.user u", "t.user");
    }
    #[test]
    fn both_sides_of_a_relation_are_one() {
        check("a/one: write t; b/one: write u", "t.users u; u.owner! t", "u.owner/users");
    }
    #[test]
    fn what_nobody_owns_crosses_nothing() {
        check("a/one: write t; (shared)/one: read u", "t.user u", "");
    }
}
