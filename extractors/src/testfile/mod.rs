//! What a file of tests refers to: its imports and the names it mentions, read off its words alone.
//!
//! Tests are no units, and in many projects they are larger than what they test; so they are not parsed. A scanner goes
//! over the bytes once ([`words`]), import statements are read from the words ([`imports`]), and every mention of an
//! imported name (in Java, C# and Ruby, of any name that is written like a type) counts.
//!
//! The paths of requests are kept: they lead to the routes that answer them.
//!
//! Limits: what is found by reflection or by the names in strings is not seen; in Java, C# and Ruby a name counts
//! where resolution finds it, whatever it is used for; a Ruby file is taken to stand in all modules that it opens.

mod imports;
mod words;

use crate::file::{FileFacts, ImportForm, LINES_KEPT, Mention};
use rustc_hash::FxHashSet;
use seamline_analyzer::facts::Context;
use std::collections::{BTreeMap, BTreeSet};
use words::{Kind, Word};

/// More words of one file are not read.
const MOST: usize = 1_000_000;
/// More paths of requests of one file are not kept.
const MOST_PATHS: usize = 200;
/// Names of a path that are followed: `shop.orders.place`.
const LONGEST_PATH: usize = 4;

/// Reads a file of tests of a language, by the language's id.
pub(crate) fn read(language: &str, text: &str) -> FileFacts {
    let words: Vec<Word<'_>> = words::of(language, text).take(MOST).collect();
    let mut facts = FileFacts { lines: words.last().map_or(0, |word| word.line), ..FileFacts::default() };
    facts.asked = asked(&words);
    let end = imports::read(language, &words, &mut facts);
    let typed = matches!(language, "java" | "csharp" | "ruby");
    let separator = if matches!(language, "rust" | "ruby") { "::" } else { "." };
    let known = locals(&facts);
    let mut counted: BTreeMap<String, (u32, Vec<u32>)> = BTreeMap::new();
    let mut at = 0;
    while at < words.len() {
        if let Some(after) = end.get(&at) {
            at = (*after).max(at + 1);
            continue;
        }
        let (path, next) = path(&words, at);
        let first = path.first().copied().unwrap_or_default();
        if if typed { first.starts_with(char::is_uppercase) } else { known.contains(first) && !path.is_empty() } {
            let name = match language {
                "ruby" => constant(&path),
                _ => mentioned(&path, typed, separator),
            };
            let (count, lines) = counted.entry(name).or_default();
            *count += 1;
            if lines.len() < LINES_KEPT && lines.last() != Some(&words[at].line) {
                lines.push(words[at].line);
            }
        }
        at = next.max(at + 1);
    }
    let mention = |(name, (count, lines))| Mention { name, context: Context::Use, count, lines };
    facts.mentions = counted.into_iter().map(mention).collect();
    facts
}

/// Texts that may be paths of requests: `/orders/1`, `http://localhost/orders`.
fn asked(words: &[Word<'_>]) -> Vec<String> {
    let path = |text: &str| {
        let path = text.split_once("://").map_or(text, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
        let path = path.split(['?', '#']).next().unwrap_or(path);
        let plain = path.len() > 2 && path.len() <= 200 && path.starts_with('/') && !path.contains(char::is_whitespace);
        plain.then(|| path.to_owned())
    };
    let texts = words.iter().filter(|word| word.kind == Kind::Text);
    let found: BTreeSet<String> = texts.filter_map(|word| path(word.text)).take(MOST_PATHS).collect();
    found.into_iter().collect()
}

/// The names that imports make known.
fn locals(facts: &FileFacts) -> FxHashSet<String> {
    let names = facts.imports.iter().flat_map(|import| import.names.iter().map(|(_, here)| here).chain(&import.alias));
    let modules = facts.imports.iter().filter(|import| import.form == ImportForm::Module && import.alias.is_none());
    // `import a.b` makes `a` known.
    let roots = modules.filter_map(|import| import.path.split('.').next().filter(|root| !root.is_empty()));
    names.cloned().chain(roots.map(str::to_owned)).collect()
}

/// A dotted path of names that starts at a word, and the word after it; nothing inside of another path.
fn path<'a>(words: &[Word<'a>], at: usize) -> (Vec<&'a str>, usize) {
    let joined =
        |at: usize| words.get(at).is_some_and(|word| word.kind == Kind::Sign && matches!(word.text, "." | "::"));
    let name = |at: usize| words.get(at).filter(|word| word.kind == Kind::Name).map(|word| word.text);
    let Some(first) = name(at) else { return (Vec::new(), at + 1) };
    let (mut path, mut next) = (vec![first], at + 1);
    while joined(next)
        && let Some(part) = name(next + 1)
    {
        if path.len() < LONGEST_PATH {
            path.push(part);
        }
        next += 2;
    }
    if at > 0 && joined(at - 1) { (Vec::new(), next) } else { (path, next) }
}

/// The part of a path that is looked up: up to the first name that is written like a type.
fn mentioned(path: &[&str], typed: bool, separator: &str) -> String {
    let first = path.iter().position(|part| part.starts_with(char::is_uppercase));
    let last = first.unwrap_or(if typed { 0 } else { path.len() - 1 });
    path[..=last].join(separator)
}

/// The leading constants of a path: `Shop::Order` of `Shop::Order.create`.
fn constant(path: &[&str]) -> String {
    let constants: Vec<&str> = path.iter().copied().take_while(|part| part.starts_with(char::is_uppercase)).collect();
    constants.join("::")
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::lang::show_import;

    #[track_caller]
    fn check(language: &str, text: &str, expected: &str) {
        let facts = read(language, text);
        let mut shown: Vec<String> = facts.packages.iter().map(|package| format!("package {package}")).collect();
        shown.extend(facts.imports.iter().map(|import| show_import(import).trim().to_owned()));
        shown.extend(facts.mentions.iter().map(|mention| format!("{} {}", mention.name, mention.count)));
        assert_eq!(shown.join("; "), expected, "{text}");
    }

    #[test]
    fn java() {
        check(
            "java",
            "package shop;\nimport java.util.List;\nimport static shop.Prices.of;\nimport shop.order.*;\nclass OrderTest {\n \
             Order order = new Order(a.b.Item.C); // Nothing\n}\n",
            "package shop; import named java.util.List @2; import named shop.Prices of @3; import wildcard shop.order @4; Order 2; OrderTest 1",
        );
    }
    #[test]
    fn csharp() {
        check(
            "csharp",
            "global using Shop;\nusing X = Shop.Orders.Order;\nnamespace Shop.Tests;\nclass T { X x = new X(); }",
            "package Shop.Tests; import globalwildcard Shop @1; import named Shop.Orders.Order Order as X @2; T 1; X 2",
        );
    }
    #[test]
    fn python() {
        check(
            "python",
            "import os, shop.prices as prices\nfrom ..models import (\n    Order as O,\n    Line,\n)\nfrom shop import services\n\
             from x import *\ndef test_a():\n    O.create(Line, 'Order')\n    services.place(prices.of(1))\n",
            "import module os @1; import module shop.prices alias prices @1; import named ..models Order as O Line @2; import named shop services @6; import wildcard x @7; Line 1; O 1; prices.of 1; services.place 1",
        );
    }
    #[test]
    fn javascript() {
        check(
            "javascript",
            "import d, { a as b } from '../src/x';\nimport * as n from './n';\nimport './side';\nconst { p, q: r } = require('../src/y');\n\
             const z = require('./z');\njest.mock('./mocked');\nb(d.e, n.f, p, r, z.g.h);\nconst s = await import('./s');",
            "import named ../src/x default as d a as b @1; import module ./n alias n @2; import module ./side @3; import named ../src/y p q as r @4; import module ./z alias z @5; import module ./mocked @6; import module ./s alias s @8; b 1; d.e 1; n.f 1; p 1; r 1; z.g.h 1",
        );
    }
    #[test]
    fn ruby() {
        check(
            "ruby",
            "require_relative \"../helper\"\nmodule Shop\n  RSpec.describe Order do # Nothing\n    let(:a) { Shop::Pay::Card.new(Line::MAX, 'Cat') }\n  end\nend",
            "import module ../helper @1; Line::MAX 1; Order 1; RSpec 1; Shop::Pay::Card 1",
        );
    }
    #[test]
    fn rust() {
        check(
            "rust",
            "use shop::order::{self, Order, place as put};\nuse shop::*;\n#[test]\nfn a() { put(Order::new(), order::list()) }",
            "import named shop order @1; import named shop::order Order @1; import named shop::order place as put @1; import wildcard shop @2; Order 1; order::list 1; put 1",
        );
    }
}
