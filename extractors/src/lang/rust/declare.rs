//! What a file declares: types, and at the level of modules functions and constants, inline modules included.

use super::attribute::is_test;
use super::scope::Scope;
use super::uses::is_visible;
use super::value::{line_of, name_of, simple_return, simple_type, written_type};
use crate::shape::TypeShape;
use proc_macro2::Span;
use seamline_analyzer::facts::{Operation, TypeDecl, TypeKind};
use std::collections::BTreeMap;
use syn::{Attribute, Fields, FnArg, Ident, Item, Signature};

/// The declarations of a file.
#[derive(Default)]
pub(super) struct Declared {
    /// In order of appearance.
    pub(super) types: Vec<TypeDecl>,
    /// The same types with their fields, without functions and constants.
    pub(super) shapes: Vec<TypeShape>,
    /// Name to place in `types`, the first of a name.
    pub(super) places: BTreeMap<String, usize>,
    /// Name to place in `shapes`.
    pub(super) shape_places: BTreeMap<String, usize>,
}

/// Collects the declarations of items. Recursion follows inline modules, bounded by the depth limit of the file.
pub(super) fn collect(items: &[Item], declared: &mut Declared, scope: &mut Scope) {
    for item in items.iter().filter(|item| !is_test(attributes(item))) {
        match item {
            Item::Struct(item) => {
                let end = item.semi_token.map_or_else(|| end_of(&item.fields), |semi| line_of(semi.spans[0]));
                declared.add(&item.ident, TypeKind::Record, end, all(&item.fields), scope);
            }
            Item::Union(item) => {
                let fields = Fields::Named(item.fields.clone());
                declared.add(&item.ident, TypeKind::Record, end_of(&fields), all(&fields), scope);
            }
            Item::Enum(item) => {
                let end = line_of(item.brace_token.span.close());
                let fields = item.variants.iter().flat_map(|variant| all(&variant.fields)).collect();
                declared.add(&item.ident, TypeKind::Enum, end, fields, scope);
            }
            Item::Trait(item) => {
                let end = line_of(item.brace_token.span.close());
                declared.add(&item.ident, TypeKind::Interface, end, Vec::new(), scope);
            }
            Item::TraitAlias(item) => declared.flat(&item.ident, TypeKind::Interface, item.semi_token.spans[0]),
            Item::Type(item) => declared.flat(&item.ident, TypeKind::Record, item.semi_token.spans[0]),
            Item::Const(item) if item.ident != "_" => {
                declared.flat(&item.ident, TypeKind::Value, item.semi_token.spans[0]);
            }
            Item::Static(item) => declared.flat(&item.ident, TypeKind::Value, item.semi_token.spans[0]),
            Item::Fn(item) => {
                declared.flat(&item.sig.ident, TypeKind::Function, item.block.brace_token.span.close());
                let operation = operation(&item.sig, is_visible(&item.vis));
                declared.types.last_mut().expect("it was just added").operations.push(operation);
            }
            Item::Macro(item) => {
                if let Some(name) = &item.ident {
                    declared.flat(name, TypeKind::Function, item.mac.delimiter.span().close());
                }
            }
            Item::Mod(item) => {
                if let Some((_, items)) = &item.content {
                    collect(items, declared, scope);
                }
            }
            _ => {}
        }
    }
}

impl Declared {
    fn flat(&mut self, ident: &Ident, kind: TypeKind, end: Span) {
        self.declare(ident, kind, line_of(end), 0);
    }

    fn declare(&mut self, ident: &Ident, kind: TypeKind, end_line: u32, fields: usize) {
        let name = name_of(ident);
        self.places.entry(name.clone()).or_insert(self.types.len());
        let fields = u32::try_from(fields).unwrap_or(u32::MAX);
        let line = line_of(ident.span());
        self.types.push(TypeDecl { name, kind, line, end_line: end_line.max(line), fields, operations: Vec::new() });
    }

    fn add(&mut self, ident: &Ident, kind: TypeKind, end_line: u32, fields: Vec<&syn::Field>, scope: &mut Scope) {
        self.declare(ident, kind, end_line, fields.len());
        let name = name_of(ident);
        let mut shape = TypeShape { name, bases: Vec::new(), fields: Vec::new(), line: line_of(ident.span()) };
        for field in fields {
            let Some(ident) = &field.ident else { continue };
            scope.field(&shape.name, &name_of(ident), &field.ty);
            shape.fields.push((name_of(ident), written_type(&field.ty), line_of(ident.span())));
        }
        self.shape_places.entry(shape.name.clone()).or_insert(self.shapes.len());
        self.shapes.push(shape);
    }
}

fn all(fields: &Fields) -> Vec<&syn::Field> {
    fields.iter().collect()
}

fn end_of(fields: &Fields) -> u32 {
    match fields {
        Fields::Named(fields) => line_of(fields.brace_token.span.close()),
        Fields::Unnamed(fields) => line_of(fields.paren_token.span.close()),
        Fields::Unit => 0,
    }
}

/// A function's name and types.
pub(super) fn operation(signature: &Signature, public: bool) -> Operation {
    let parameters = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(simple_type(&typed.ty)),
        FnArg::Receiver(_) => None,
    });
    Operation {
        name: name_of(&signature.ident),
        parameters: parameters.collect(),
        returns: simple_return(&signature.output),
        public,
        line: line_of(signature.ident.span()),
    }
}

/// The lines of a module or function with its attributes.
pub(super) fn lines(item: &Item) -> Option<(u32, u32)> {
    let (ident, end) = match item {
        Item::Mod(item) => (&item.ident, item.content.as_ref()?.0.span.close()),
        Item::Fn(item) => (&item.sig.ident, item.block.brace_token.span.close()),
        _ => return None,
    };
    let first = attributes(item).first().map_or(ident.span(), |attribute| attribute.pound_token.spans[0]);
    Some((line_of(first), line_of(end)))
}

/// The attributes of any item.
pub(super) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
