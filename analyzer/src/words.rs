//! Words inside names: the split every name-based signal uses, and the words that say what a file does technically
//! rather than what it is about.
//!
//! The split is `[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+`, lower-cased. The lists are those that were measured
//! to help on 29 systems with a known decomposition; `item` is kept on purpose.

use rust_stemmers::{Algorithm, Stemmer};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Splits a name at case changes, digits and everything that is neither letter nor digit, and lower-cases the words.
///
/// ```
/// use seamline_analyzer::words::split;
/// assert_eq!(split("HTTPOrder_itemV2"), ["http", "order", "item", "v", "2"]);
/// ```
pub fn split(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    each(name, |word| words.push(word.to_lowercase()));
    words
}

/// The last part of a name that may be written with its whole path: an import, a qualified type.
pub(crate) fn last_name(name: &str) -> &str {
    let end = name.bytes().rposition(|byte| matches!(byte, b'.' | b':' | b'\\' | b'/'));
    end.map_or(name, |end| &name[end + 1..])
}

/// Calls `take` with each word of a name as it is written, in order.
pub fn each<'a>(name: &'a str, take: impl FnMut(&'a str)) {
    // Names in code are nearly always ASCII, where a byte is a letter.
    if name.is_ascii() {
        each_of(name, name.bytes().map(|byte| Kind::of(char::from(byte))).enumerate(), take);
    } else {
        each_of(name, name.char_indices().map(|(at, letter)| (at, Kind::of(letter))), take);
    }
}

fn each_of<'a>(name: &'a str, letters: impl Iterator<Item = (usize, Kind)>, mut take: impl FnMut(&'a str)) {
    let mut start = 0;
    let mut before = Kind::Other;
    let mut letters = letters.peekable();
    while let Some((at, now)) = letters.next() {
        let mut next_is_lower = || letters.peek().is_some_and(|(_, next)| *next == Kind::Lower);
        let starts = match (before, now) {
            (Kind::Upper, Kind::Upper) => next_is_lower(),
            (Kind::Upper, Kind::Lower) => false,
            (before, now) => before != now,
        };
        if starts {
            if before != Kind::Other {
                take(&name[start..at]);
            }
            start = at;
        }
        before = now;
    }
    if before != Kind::Other {
        take(&name[start..]);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Upper,
    Lower,
    Digit,
    Other,
}

impl Kind {
    fn of(letter: char) -> Self {
        if letter.is_ascii_lowercase() {
            Kind::Lower
        } else if letter.is_numeric() {
            Kind::Digit
        } else if letter.is_uppercase() {
            Kind::Upper
        } else if letter.is_alphabetic() {
            Kind::Lower
        } else {
            Kind::Other
        }
    }
}

/// The Porter2 stem of an English word.
pub fn stem(word: &str) -> String {
    Stemmer::create(Algorithm::English).stem(word).into_owned()
}

/// Whether a word says what a file does technically (`controller`, `service`, `get`) and not what it is about.
/// A plural says it as well, from five letters on (`endpoints`, but not `news`).
pub fn is_role(word: &str) -> bool {
    let singular = word.strip_suffix('s').filter(|singular| singular.len() > 3);
    static ROLES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| ROLE.split_ascii_whitespace().collect());
    ROLES.contains(word) || singular.is_some_and(|singular| ROLES.contains(singular))
}

/// Whether a folder's word names a layer or a build convention (`src`, `main`, `web`, `domain`) and not a feature.
pub fn is_layer(word: &str) -> bool {
    static LAYERS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| LAYER.split_ascii_whitespace().collect());
    LAYERS.contains(word)
}

const ROLE: &str = "controller controllers service services serviceimpl impl repository repositories repo dao mapper \
    mappers model models entity entities dto dtos vo resource resources rest api apis facade factory helper helpers \
    util utils utility manager handler handlers listener config configuration exception error validator validators \
    formatter converter converters test abstract base default view views forms form admin app apps url urls serializer \
    serializers signal signals task tasks permission permissions command commands query queries event events request \
    response info data details detail bean remote local home servlet action filter interceptor adapter client provider \
    populator builder wrapper component module index init main application type types enum constants constant i \
    interface interfaces spec specification concern endpoint store get create update delete add edit remove find list read \
    write web http json xml sql jpa jdbc spring django and or of by for to with from on in new all not id ids key name \
    value object set map string int long class impls custom generic common core shared system support internal \
    context state status processor executor strategy cshtml razor xaml";

const LAYER: &str = "src main java kotlin scala groovy php app apps com org net io de fr uk lib libs pkg internal cmd \
    server backend frontend web webapp core infrastructure application domain shared common persistence presentation \
    ui business logic features feature modules module packages package services service project projects platform \
    system root resources python ruby go rust crates components api rest impl";

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: &str) {
        assert_eq!(split(name).join(" "), expected);
    }

    #[test]
    fn camel_case() {
        check("OrderItem", "order item");
    }
    #[test]
    fn leading_acronym() {
        check("HTTPServer", "http server");
    }
    #[test]
    fn trailing_acronym() {
        check("parseHTML", "parse html");
    }
    #[test]
    fn snake_and_kebab() {
        check("order_item-list.test", "order item list test");
    }
    #[test]
    fn digits_are_words() {
        check("v2Order3x", "v 2 order 3 x");
    }
    #[test]
    fn other_scripts_are_letters() {
        check("ÜberAuftrag", "über auftrag");
    }
    #[test]
    fn nothing_in_it() {
        check("__", "");
    }

    #[test]
    fn roles_and_layers() {
        assert!(is_role("controller") && !is_role("order") && is_layer("src") && !is_layer("order"));
        assert!(is_role("endpoints") && is_role("cshtml") && !is_role("news") && !is_role("orders"));
    }
}
