//! Singular and plural of English nouns as ActiveSupport forms them: its rules in its order, without those for words that
//! name no tables. <https://api.rubyonrails.org/classes/ActiveSupport/Inflector.html>
//!
//! A project may add rules of its own in an initializer; these are not read.

/// Words that have no plural.
const SAME: &[&str] = &[
    "equipment",
    "information",
    "rice",
    "money",
    "species",
    "series",
    "fish",
    "sheep",
    "jeans",
    "police",
    "news",
    "metadata",
];
/// Words that follow no rule: one, many.
const IRREGULAR: &[(&str, &str)] = &[
    ("person", "people"),
    ("man", "men"),
    ("child", "children"),
    ("sex", "sexes"),
    ("move", "moves"),
    ("zombie", "zombies"),
    ("quiz", "quizzes"),
    ("ox", "oxen"),
    ("mouse", "mice"),
    ("matrix", "matrices"),
    ("vertex", "vertices"),
    ("index", "indices"),
    ("datum", "data"),
    ("medium", "media"),
    ("shoe", "shoes"),
    ("movie", "movies"),
    ("database", "databases"),
    ("cache", "caches"),
    ("cookie", "cookies"),
    ("axis", "axes"),
    ("basis", "bases"),
    ("analysis", "analyses"),
    ("diagnosis", "diagnoses"),
    ("synopsis", "synopses"),
    ("thesis", "theses"),
    ("crisis", "crises"),
];
/// Ends of words in the plural, and what they are in the singular; the first that fits counts.
const SINGULAR: &[(&str, &str)] = &[
    ("statuses", "status"),
    ("aliases", "alias"),
    ("buses", "bus"),
    ("sses", "ss"),
    ("xes", "x"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("oes", "o"),
    ("hives", "hive"),
    ("tives", "tive"),
    ("lves", "lf"),
    ("rves", "rf"),
    ("quies", "quy"),
    ("ies", "y"),
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("s", ""),
];
/// The other way round.
const PLURAL: &[(&str, &str)] = &[
    ("alias", "aliases"),
    ("status", "statuses"),
    ("bus", "buses"),
    ("buffalo", "buffaloes"),
    ("tomato", "tomatoes"),
    ("lf", "lves"),
    ("rf", "rves"),
    ("ay", "ays"),
    ("ey", "eys"),
    ("iy", "iys"),
    ("oy", "oys"),
    ("uy", "uys"),
    ("quy", "quies"),
    ("y", "ies"),
    ("x", "xes"),
    ("ch", "ches"),
    ("ss", "sses"),
    ("sh", "shes"),
    ("s", "s"),
    ("", "s"),
];

/// The singular of a word in snake case: `line_item` of `line_items`.
pub(crate) fn singular(word: &str) -> String {
    inflected(word, SINGULAR, |(one, many)| (many, one))
}

/// The plural of a word in snake case: `line_items` of `line_item`.
pub(crate) fn plural(word: &str) -> String {
    inflected(word, PLURAL, |pair| pair)
}

type Pair = (&'static str, &'static str);

fn inflected(word: &str, ends: &[Pair], irregular: fn(Pair) -> Pair) -> String {
    let (before, last) = word.rsplit_once('_').map_or(("", word), |(_, last)| word.split_at(word.len() - last.len()));
    if SAME.contains(&last) {
        return word.to_owned();
    }
    let words = IRREGULAR.iter().map(|pair| irregular(*pair));
    let whole = words.filter(|(from, _)| *from == last).map(|(_, to)| to).next();
    if let Some(to) = whole {
        return [before, to].concat();
    }
    let end = ends.iter().find_map(|(from, to)| Some([last.strip_suffix(from)?, to].concat()));
    [before, &end.unwrap_or_else(|| last.to_owned())].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_rails_does() {
        for (one, many) in [
            ("order", "orders"),
            ("line_item", "line_items"),
            ("category", "categories"),
            ("address", "addresses"),
            ("status", "statuses"),
            ("box", "boxes"),
            ("tax", "taxes"),
            ("branch", "branches"),
            ("person", "people"),
            ("sales_person", "sales_people"),
            ("purchase", "purchases"),
            ("case", "cases"),
            ("house", "houses"),
            ("day", "days"),
            ("news", "news"),
            ("index", "indices"),
            ("shelf", "shelves"),
            ("movie", "movies"),
            ("store_medium", "store_media"),
            ("analysis", "analyses"),
        ] {
            assert_eq!((plural(one).as_str(), singular(many).as_str()), (many, one));
        }
        assert_eq!(
            (singular("order"), singular("address"), singular("")),
            ("order".into(), "address".into(), "".into())
        );
    }
}
