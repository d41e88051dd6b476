//! Results that are dear when they are wrong, told by the words of their names. Judgement: the words are those that mean
//! little else in the names of routes and operations.

use super::Rule;
use crate::facts::Unit;
use crate::words::split;

const WORDS: &[(Rule, &[&str])] = &[
    (
        Rule::Money,
        &[
            "balance",
            "balances",
            "bill",
            "billing",
            "charge",
            "charges",
            "commission",
            "discount",
            "discounts",
            "fee",
            "fees",
            "invoice",
            "invoices",
            "payment",
            "payments",
            "payroll",
            "price",
            "prices",
            "pricing",
            "refund",
            "refunds",
            "salary",
            "surcharge",
            "tax",
            "taxes",
            "vat",
        ],
    ),
    (
        Rule::Rendered,
        &[
            "draw",
            "pdf",
            "raster",
            "rasterize",
            "render",
            "rendered",
            "rendering",
            "renders",
            "svg",
            "thumbnail",
            "thumbnails",
        ],
    ),
    (
        Rule::Searched,
        &[
            "rank",
            "ranking",
            "recommend",
            "recommendation",
            "recommendations",
            "search",
            "searches",
            "suggest",
            "suggestions",
        ],
    ),
];

/// Words of types that hold an amount.
const AMOUNTS: &[&str] = &[
    "amount", "amounts", "big", "currency", "decimal", "discount", "double", "fee", "float", "int", "integer", "long",
    "monetary", "money", "number", "price", "prices", "tax", "taxes", "total", "totals", "f32", "f64", "i32", "i64",
    "u32", "u64",
];
/// An operation of so few lines hands over what it has.
const SHORT: u32 = 3;

/// Whether an operation may compute an amount: where a language says what is given back, that is one, and the function has
/// a body.
pub(super) fn computes(unit: &Unit, returns: &str) -> bool {
    let typed = matches!(unit.language, "java" | "csharp" | "rust");
    let amount = split(returns).iter().any(|word| AMOUNTS.contains(&word.as_str()));
    (!typed || amount) && (unit.part.is_none() || unit.lines > SHORT)
}

/// Which rule the words of a name fall under; the first in the order above.
pub(super) fn of(name: &str) -> Option<Rule> {
    let words = split(name);
    WORDS.iter().find(|(_, list)| words.iter().any(|word| list.contains(&word.as_str()))).map(|(rule, _)| *rule)
}

/// The same of a path, without its parameters.
pub(super) fn of_path(path: &str) -> Option<Rule> {
    let plain = |segment: &&str| !segment.starts_with([':', '{', '<', '[', '(']);
    of(&path.split('/').filter(plain).collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::{of, of_path};

    #[test]
    fn words_of_names() {
        for (name, expected) in [
            ("priceOf", "money"),
            ("renderPdf", "rendered"),
            ("searchOrders", "searched"),
            ("placeOrder", ""),
            ("priceless", ""),
        ] {
            assert_eq!(of(name).map_or("", |rule| rule.row().name), expected, "{name}");
        }
    }
    #[test]
    fn parameters_are_no_words() {
        assert!(of_path("/orders/:price").is_none());
        assert!(of_path("/orders/{id}/price").is_some());
    }
}
