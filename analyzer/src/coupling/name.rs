//! Name coupling: the file names share nouns.
//!
//! The words of the file stem without technical ones (`controller`, `service`, ...), longer than two letters, stemmed
//! by Porter2. A file whose own name says nothing (`models.py`, `index.js`, `mod.rs`) speaks through the types it
//! declares. A part of a file says its own name: a type its own, a method also its type's, a function also its file's.
//! `(1 + ln tf) * ln(N / df + 1)` for words in 2..=N/2 files; cosine, the 12 nearest above 0.25 per unit.

use super::{Basis, Coupling, Evidence, Role, ln};
use crate::facts::{Part, PartKind, Unit};
use crate::graph::{Matrix, Rows, cosine_top_k};
use crate::id::UnitId;
use crate::info::Info;
use crate::settings::Weights;
use crate::words;
use std::collections::BTreeMap;

/// Nouns in file and type names.
pub(super) struct Name;

impl Coupling for Name {
    fn info(&self) -> &'static Info {
        &Info {
            id: "name",
            summary: "the file names share nouns; technical words such as controller do not count",
            reference: "Anquetil, Lethbridge: Recovering software architecture from the names of source files (1999)",
        }
    }

    fn role(&self) -> Role {
        Role::Code
    }

    fn weight(&self, weights: &Weights) -> f64 {
        weights.name
    }

    fn measure(&self, basis: &Basis<'_>) -> Matrix {
        let bags: Vec<BTreeMap<String, u32>> = basis.facts.units.values().map(nouns).collect();
        let (rows, features) = weighted(&bags, |n| n / 2.0);
        cosine_top_k(&rows, features, 12, 0.25)
    }

    fn explain(&self, basis: &Basis<'_>, a: UnitId, b: UnitId) -> Vec<Evidence> {
        let (ours, theirs) = (nouns(&basis.facts.units[a]), nouns(&basis.facts.units[b]));
        let common: Vec<&str> = ours.keys().filter(|noun| theirs.contains_key(*noun)).map(String::as_str).collect();
        if common.is_empty() {
            return Vec::new();
        }
        let site = |unit: UnitId| (basis.facts.units[unit].path.to_string(), basis.facts.units[unit].first_line());
        let text = format!("both names say {}", common.join(", "));
        vec![Evidence { text, sites: vec![site(a), site(b)], commits: Vec::new() }]
    }
}

/// The stemmed nouns a unit's name is made of.
pub(crate) fn nouns(unit: &Unit) -> BTreeMap<String, u32> {
    if let Some(part) = unit.part.as_ref().filter(|part| part.kind != PartKind::Rest) {
        return of_part(unit, part);
    }
    let own = counted(words::split(unit.path.stem()));
    if !own.is_empty() && !unit.path.stem().starts_with("__") {
        return own;
    }
    counted(unit.types.iter().flat_map(|declared| words::split(&declared.name)).collect())
}

/// A type or function says its own name; a method also that of its type, a function that of its file.
fn of_part(unit: &Unit, part: &Part) -> BTreeMap<String, u32> {
    let around = match part.kind {
        PartKind::Method => part.owner().unwrap_or_default(),
        PartKind::Function => unit.path.stem(),
        PartKind::Type | PartKind::Rest => "",
    };
    counted(words::split(part.own_name()).into_iter().chain(words::split(around)).collect())
}

fn counted(parts: Vec<String>) -> BTreeMap<String, u32> {
    let mut bag = BTreeMap::new();
    for word in parts {
        if word.chars().count() > 2 && !words::is_role(&word) {
            *bag.entry(words::stem(&word)).or_default() += 1;
        }
    }
    bag
}

/// Rows of `(1 + ln tf) * ln(N / df + 1)` over the words with `2 <= df <= most(N)`.
pub(super) fn weighted<W: Ord>(bags: &[BTreeMap<W, u32>], most: impl Fn(f64) -> f64) -> (Rows, usize) {
    let n = bags.len() as f64;
    let mut frequency: BTreeMap<&W, usize> = BTreeMap::new();
    for word in bags.iter().flat_map(BTreeMap::keys) {
        *frequency.entry(word).or_default() += 1;
    }
    frequency.retain(|_, df| *df >= 2 && *df as f64 <= most(n));
    let index: BTreeMap<&W, (usize, f64)> =
        frequency.iter().enumerate().map(|(at, (word, df))| (*word, (at, ln(n / *df as f64 + 1.0)))).collect();
    let row = |bag: &BTreeMap<W, u32>| {
        let weigh =
            |(word, tf): (&W, &u32)| index.get(word).map(|(at, rarity)| (*at, (1.0 + ln(f64::from(*tf))) * rarity));
        bag.iter().filter_map(weigh).collect()
    };
    (bags.iter().map(row).collect(), index.len())
}

impl Name {
    /// The number of nouns two units share; for tests and explanations.
    #[cfg(test)]
    fn shared(a: &Unit, b: &Unit) -> usize {
        let theirs = nouns(b);
        nouns(a).keys().filter(|noun| theirs.contains_key(*noun)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RepoPath;
    use crate::facts::{Parse, TypeDecl, TypeKind};

    fn unit(path: &str, types: &str) -> Unit {
        let declare = |name: &str| TypeDecl {
            name: name.to_owned(),
            kind: TypeKind::Class,
            line: 1,
            end_line: 1,
            fields: 0,
            operations: Vec::new(),
        };
        Unit {
            path: RepoPath::new(path).expect("a test path"),
            part: None,
            language: "java",
            lines: 1,
            bytes: 1,
            package: String::new(),
            types: types.split_whitespace().map(declare).collect(),
            entity: false,
            parse: Parse::Full,
        }
    }

    fn check(path: &str, types: &str, expected: &str) {
        assert_eq!(nouns(&unit(path, types)).into_keys().collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn technical_words_do_not_count() {
        check("a/OrderServiceImpl.java", "", "order");
    }
    #[test]
    fn words_are_stemmed() {
        check("a/CategoriesController.java", "", "categori");
    }
    #[test]
    fn dotted_names_are_split() {
        check("a/line-item.service.ts", "", "item line");
    }
    #[test]
    fn a_name_that_says_nothing_speaks_through_its_types() {
        check("shop/models.py", "Basket BasketLine", "basket line");
    }
    #[test]
    fn so_does_a_dunder_file() {
        check("shop/__init__.py", "Basket", "basket");
    }
    fn check_part(path: &str, kind: PartKind, name: &str, expected: &str) {
        let part = Some(Part { name: name.to_owned(), kind, ranges: Vec::new() });
        let unit = Unit { part, ..unit(path, "Basket") };
        assert_eq!(nouns(&unit).into_keys().collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn parts_say_their_own_names() {
        check_part("a/models.py", PartKind::Type, "OrderLine", "line order");
        check_part("a/OrderService.java", PartKind::Method, "OrderService.sendMail", "mail order send");
        check_part("a/figure_service.js", PartKind::Function, "checkQuota", "check figur quota");
        check_part("a/orders.py", PartKind::Rest, "(top-level)", "order");
    }
    #[test]
    fn sharing() {
        assert_eq!(Name::shared(&unit("OrderItem.java", ""), &unit("item_dto.py", "")), 1);
    }
}
