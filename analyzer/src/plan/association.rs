//! Fields of entities that hold entities of another service. A mapper fills them from the other's table, often only when
//! somebody looks; after the cut there is no such table. The id stays; who follows the field asks the other service, or
//! keeps a copy (Vernon: Implementing Domain-Driven Design, 2013, chapter 10: *reference other aggregates by identity*).

use super::Services;
use crate::facts::{Association, StoreKind};

/// The associations whose ends have different owners, sorted as in the facts, each field once.
pub fn across<'a>(services: &Services<'a>) -> Vec<&'a Association> {
    let rows = |association: &&Association| {
        let holds_rows = |store| matches!(services.facts.stores[store].kind, StoreKind::Table | StoreKind::Collection);
        let ends = services.owner(association.from).zip(services.owner(association.to));
        ends.is_some_and(|(from, to)| from != to) && holds_rows(association.from) && holds_rows(association.to)
    };
    let mut found: Vec<&Association> = services.facts.associations.iter().filter(rows).collect();
    found.dedup_by_key(|one| (one.from, &one.field, one.to));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Site;
    use crate::path::RepoPath;
    use crate::plan::tests::planned;

    /// Which of the associations `STORE.FIELD STORE` cross a border.
    #[track_caller]
    fn check(project: &str, associations: &str, expected: &str) {
        let (mut facts, cut, _) = planned(project);
        for text in associations.split(';').map(str::trim) {
            let (from, to) = text.split_once(' ').expect("two ends");
            let (from, field) = from.split_once('.').expect("a field");
            let store = |name: &str| facts.stores.ids().find(|id| facts.stores[*id].name == name).expect("a store");
            let site = Site { path: RepoPath::new("model").expect("a path"), line: 1 };
            let one = Association { from: store(from), field: field.to_owned(), to: store(to), site };
            facts.associations.push(one);
        }
        let services = Services::new(&facts, &cut);
        let shown = |one: &&Association| format!("{}.{}", facts.stores[one.from].name, one.field);
        assert_eq!(across(&services).iter().map(shown).collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn fields_that_hold_entities_of_others() {
        check("a/one: write t, write v; b/one: write u", "t.user u; t.part v; t.user u", "t.user");
    }
    #[test]
    fn what_nobody_owns_crosses_nothing() {
        check("a/one: write t; (shared)/one: read u", "t.user u", "");
    }
}
