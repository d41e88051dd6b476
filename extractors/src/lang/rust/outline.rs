//! The outline of a Rust file, where parts of files are wanted: see [`crate::outline`].

use super::attribute::is_test;
use super::declare::attributes;
use super::value::{line_of, name_of, simple_type};
use super::words;
use crate::outline::{Block, BlockKind, Outline, Sighting, Word, WordKind};
use proc_macro2::Span;
use seamline_analyzer::facts::Context;
use syn::{Attribute, ImplItem, Item, TraitItem};

/// Notes a mention.
pub(super) fn sight(outline: &mut Option<Box<Outline>>, own: bool, of: (&str, &str), context: Context, line: u32) {
    if let Some(outline) = outline {
        let (name, member) = (of.0.to_owned(), of.1.to_owned());
        outline.sightings.push(Sighting { name, context, member, own, line });
    }
}

/// The types, implementations and functions of items, those of inline modules included; bounded by the depth limit.
pub(super) fn blocks(items: &[Item], outline: &mut Outline) {
    for item in items.iter().filter(|item| !is_test(attributes(item))) {
        match item {
            Item::Struct(item) => {
                let end = match (&item.fields, item.semi_token) {
                    (_, Some(semi)) => semi.spans[0],
                    (syn::Fields::Named(fields), None) => fields.brace_token.span.close(),
                    _ => item.ident.span(),
                };
                add(outline, of_type(name_of(&item.ident)), &item.attrs, item.ident.span(), end);
            }
            Item::Union(item) => {
                let end = item.fields.brace_token.span.close();
                add(outline, of_type(name_of(&item.ident)), &item.attrs, item.ident.span(), end);
            }
            Item::Enum(item) => {
                let end = item.brace_token.span.close();
                add(outline, of_type(name_of(&item.ident)), &item.attrs, item.ident.span(), end);
            }
            Item::Type(item) => {
                let end = item.semi_token.spans[0];
                add(outline, of_type(name_of(&item.ident)), &item.attrs, item.ident.span(), end);
            }
            Item::Trait(item) => {
                let of = name_of(&item.ident);
                let end = item.brace_token.span.close();
                add(outline, of_type(of.clone()), &item.attrs, item.ident.span(), end);
                for method in &item.items {
                    if let TraitItem::Fn(method) = method
                        && let Some(body) = &method.default
                    {
                        let (name, end) = (name_of(&method.sig.ident), body.brace_token.span.close());
                        add(outline, (BlockKind::Method, &of, name), &method.attrs, method.sig.ident.span(), end);
                    }
                }
            }
            Item::Impl(item) => implementation(item, outline),
            Item::Fn(item) => {
                let (name, end) = (name_of(&item.sig.ident), item.block.brace_token.span.close());
                add(outline, (BlockKind::Function, "", name), &item.attrs, item.sig.fn_token.span, end);
            }
            Item::Macro(item) => {
                if let Some(name) = &item.ident {
                    let end = item.mac.delimiter.span().close();
                    add(outline, (BlockKind::Function, "", name_of(name)), &item.attrs, name.span(), end);
                }
            }
            Item::Mod(item) => {
                if let Some((_, items)) = &item.content {
                    blocks(items, outline);
                }
            }
            _ => {}
        }
    }
}

fn implementation(item: &syn::ItemImpl, outline: &mut Outline) {
    let of = simple_type(&item.self_ty);
    add(outline, of_type(of.clone()), &item.attrs, item.impl_token.span, item.brace_token.span.close());
    for method in &item.items {
        if let ImplItem::Fn(method) = method
            && !is_test(&method.attrs)
        {
            let (name, end) = (name_of(&method.sig.ident), method.block.brace_token.span.close());
            add(outline, (BlockKind::Method, &of, name), &method.attrs, method.sig.fn_token.span, end);
        }
    }
}

fn of_type(name: String) -> (BlockKind, &'static str, String) {
    (BlockKind::Type, "", name)
}

fn add(outline: &mut Outline, what: (BlockKind, &str, String), attributes: &[Attribute], start: Span, end: Span) {
    let (kind, of, name) = what;
    if name.is_empty() {
        return;
    }
    let first = attributes.first().map_or(start, |attribute| attribute.pound_token.spans[0]);
    let line = line_of(first);
    outline.blocks.push(Block { kind, of: of.to_owned(), name, line, end_line: line_of(end).max(line) });
}

/// The words of a text outside test code.
pub(super) fn words_of(text: &str, tests: &[(u32, u32)], outline: &mut Outline) {
    words::each(text, tests, |line, word, comment| {
        let kind = if comment { WordKind::Comment } else { WordKind::Code };
        outline.words.push(Word { line, text: word.to_owned(), kind });
    });
    outline.left_out = tests.to_vec();
}
