//! Attributes: as annotations, and as the mark of test code.

use super::tokens;
use super::value::{line_of, path_name};
use crate::shape::{Annotation, Argument, Target, Value};
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// Attributes of the language and its tools, which say nothing about frameworks.
const PLAIN: &[&str] = &[
    "allow",
    "cfg_attr",
    "cold",
    "deny",
    "deprecated",
    "doc",
    "expect",
    "forbid",
    "inline",
    "must_use",
    "non_exhaustive",
    "rustfmt",
    "rustfmt::skip",
    "track_caller",
    "warn",
];

/// What attribute makes a function a test, by its last segment.
const TESTS: &[&str] = &["test", "bench", "rstest", "test_case", "test_log", "proptest", "quickcheck"];

/// Whether attributes leave their item to tests: `#[test]`, `#[tokio::test]`, `#[cfg(test)]`, `#[cfg(all(test, ..))]`.
pub(super) fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        let last = path.segments.last();
        let named = last.is_some_and(|last| TESTS.iter().any(|test| last.ident == test));
        named || (path.is_ident("cfg") && wants_test(attribute))
    })
}

/// Whether a `cfg` holds in tests only: it asks for `test`, alone or in `all`, not in `not` or `any`.
fn wants_test(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else { return false };
    let mut open = vec![list.tokens.clone()];
    while let Some(tokens) = open.pop() {
        let mut in_all = false;
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Ident(word) if word == "test" => return true,
                proc_macro2::TokenTree::Ident(word) => in_all = word == "all",
                proc_macro2::TokenTree::Group(group) if in_all => open.push(group.stream()),
                _ => in_all = false,
            }
        }
    }
    false
}

/// The value of `#[path = "..."]`.
pub(super) fn path_override(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => text(&pair.value),
        _ => None,
    }
}

/// An attribute as an annotation, unless it is one of the language itself.
pub(super) fn annotation(attribute: &Attribute, target: &Target) -> Option<Annotation> {
    let name = path_name(attribute.path());
    if PLAIN.contains(&name.as_str()) {
        return None;
    }
    let arguments = match &attribute.meta {
        Meta::Path(_) => Vec::new(),
        Meta::List(list) => tokens::arguments(&list.tokens),
        Meta::NameValue(pair) => {
            let value = text(&pair.value).map_or_else(|| super::value::value(&pair.value), Value::Text);
            vec![Argument { key: None, value }]
        }
    };
    let line = line_of(attribute.pound_token.spans[0]);
    Some(Annotation { name, arguments, target: target.clone(), line })
}

fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}
