//! Name coupling: the file names share nouns.
//!
//! The words of the file stem without technical ones (`controller`, `service`, ...), longer than two letters, stemmed
//! by Porter2. A file whose own name says nothing (`models.py`, `index.js`, `mod.rs`) speaks through the types it
//! declares. A part of a file says its own name: a type its own, a method also its type's, a function also its file's. Of the
//! words of a method or function only those count that a file or type is named after ([`Things`]): `mail` of `sendMail`
//! where there is a `Mailer`, and never what all methods do (`process`, `init`). `(1 + ln tf) * ln(N / df + 1)` for words in 2..=N/2 files; cosine, the 12 nearest above 0.25 per unit.

use super::{Basis, Coupling, Evidence, Role, ln};
use crate::facts::{Facts, Granularity, Part, PartKind, TypeKind, Unit};
use crate::graph::{Matrix, Rows, cosine_top_k};
use crate::id::UnitId;
use crate::info::Info;
use crate::settings::Weights;
use crate::words;
use std::collections::{BTreeMap, BTreeSet};

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
        let things = Things::of(basis.facts);
        let bags: Vec<BTreeMap<String, u32>> = basis.facts.units.values().map(|unit| nouns(unit, &things)).collect();
        let (rows, features) = weighted(&bags, |n| n / 2.0);
        cosine_top_k(&rows, features, 12, 0.25)
    }

    fn explain(&self, basis: &Basis<'_>, a: UnitId, b: UnitId) -> Vec<Evidence> {
        let things = Things::of(basis.facts);
        let (ours, theirs) = (nouns(&basis.facts.units[a], &things), nouns(&basis.facts.units[b], &things));
        let common: Vec<&str> = ours.keys().filter(|noun| theirs.contains_key(*noun)).map(String::as_str).collect();
        if common.is_empty() {
            return Vec::new();
        }
        let site = |unit: UnitId| (basis.facts.units[unit].path.to_string(), basis.facts.units[unit].first_line());
        let text = format!("both names say {}", common.join(", "));
        vec![Evidence { text, sites: vec![site(a), site(b)], commits: Vec::new() }]
    }
}

/// The words that files and types are named after, as stems.
#[derive(Default)]
pub(crate) struct Things(BTreeSet<String>);

impl Things {
    /// The things of facts; none are needed where files are the units.
    pub(crate) fn of(facts: &Facts) -> Self {
        if facts.granularity == Granularity::File {
            return Self::default();
        }
        let names = |unit: &Unit| match &unit.part {
            Some(part) if part.kind == PartKind::Type => counted(words::split(&part.name)),
            Some(part) if part.kind == PartKind::Method => BTreeMap::new(),
            Some(_) | None => {
                let types =
                    unit.types.iter().filter(|declared| !matches!(declared.kind, TypeKind::Function | TypeKind::Value));
                let types = types.flat_map(|declared| words::split(&declared.name));
                counted(words::split(unit.path.stem()).into_iter().chain(types).collect())
            }
        };
        Self(facts.units.values().flat_map(|unit| names(unit).into_keys()).collect())
    }

    /// The words of a method's or function's name that stand for things.
    pub(crate) fn in_name(&self, name: &str) -> Vec<String> {
        let mut words = words::split(name);
        words.retain(|word| self.0.contains(&words::stem(word)));
        words
    }
}

/// The stemmed nouns a unit's name is made of.
fn nouns(unit: &Unit, things: &Things) -> BTreeMap<String, u32> {
    if let Some(part) = unit.part.as_ref().filter(|part| part.kind != PartKind::Rest) {
        return counted(words_of_part(unit, part, things));
    }
    let own = counted(words::split(unit.path.stem()));
    if !own.is_empty() && !unit.path.stem().starts_with("__") {
        return own;
    }
    counted(unit.types.iter().flat_map(|declared| words::split(&declared.name)).collect())
}

/// A type says its own name; a method the things in its own and its type's, a function those in its own and its file's.
pub(crate) fn words_of_part(unit: &Unit, part: &Part, things: &Things) -> Vec<String> {
    let (own, around) = match part.kind {
        PartKind::Method => (things.in_name(part.own_name()), part.owner().unwrap_or_default()),
        PartKind::Function => (things.in_name(part.own_name()), unit.path.stem()),
        PartKind::Type | PartKind::Rest => (words::split(part.own_name()), ""),
    };
    own.into_iter().chain(words::split(around)).collect()
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
        let theirs = nouns(b, &Things::default());
        nouns(a, &Things::default()).keys().filter(|noun| theirs.contains_key(*noun)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RepoPath;
    use crate::facts::{Parse, TypeDecl};

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
        assert_eq!(nouns(&unit(path, types), &Things::default()).into_keys().collect::<Vec<_>>().join(" "), expected);
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
        let things = Things(["mail", "quota", "figur"].map(str::to_owned).into());
        assert_eq!(nouns(&unit, &things).into_keys().collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn parts_say_their_own_names() {
        check_part("a/models.py", PartKind::Type, "OrderLine", "line order");
        check_part("a/OrderService.java", PartKind::Method, "OrderService.sendMail", "mail order");
        check_part("a/figure_service.js", PartKind::Function, "checkQuota", "figur quota");
        check_part("a/orders.py", PartKind::Rest, "(top-level)", "order");
    }
    #[test]
    fn sharing() {
        assert_eq!(Name::shared(&unit("OrderItem.java", ""), &unit("item_dto.py", "")), 1);
    }
}
