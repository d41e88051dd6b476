//! From a syntax tree to facts and shapes, in one visit.
//!
//! What a name is used for is the nearest construct around it: supertraits and `impl Trait for Type` are `Inherit`,
//! field types `Field`, the parameters of functions that make their own type (`fn new(..) -> Self`) `Constructor`, others
//! `Parameter`, then `Return`, `Local`, `New` (`Order { .. }`, `Order::new(..)`), `Call` (`path::function(..)`,
//! `Order::find(..)`, methods on a receiver whose type the file shows), `Annotation` (derives, attributes), else `Use`.
//!
//! A path ends at its first type: `Status::Open` is a mention of `Status`. Left out are type parameters, primitive types,
//! the standard prelude unless imported by name, what the file itself declares, and lower-case names without a path that
//! nothing imports, since those are locals.

use super::attribute::{annotation, is_test};
use super::declare::{self, Declared};
use super::mentions::Mentions;
use super::outline;
use super::scope::{Scope, is_constructor};
use super::tokens::{self, Role};
use super::uses;
use super::value;
use super::value::{line_of, name_of, path_name, simple_type, starts_upper};
use super::words;
use crate::file::{FileFacts, Import, ImportForm};
use crate::flow::{CallMention, Function};
use crate::outline::Outline;
use crate::shape::{Annotation, Assignment, Call, Shapes, Static, Target, Text, Value};
use proc_macro2::Span;
use rustc_hash::FxHashSet;
use seamline_analyzer::facts::Context;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, FnArg, Generics, Ident, Item, Macro, Path, ReturnType, Signature, Type};

/// Types that every file knows without importing them, and the variants of two of them.
const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
    "bool",
    "char",
    "f32",
    "f64",
    "i128",
    "i16",
    "i32",
    "i64",
    "i8",
    "isize",
    "str",
    "u128",
    "u16",
    "u32",
    "u64",
    "u8",
    "usize",
];

/// Names that are paths and no names of anything.
const KEYWORDS: &[&str] = &["_", "crate", "self", "super"];

/// First segments of paths that lead nowhere in the repository.
const OUTSIDE: &[&str] = &["Self", "alloc", "core", "std"];

/// Macros of the standard library and of logging: no calls of interest. Those that only write messages come second.
const PLAIN_MACROS: &[&str] = &[
    "cfg",
    "column",
    "compile_error",
    "concat",
    "dbg",
    "env",
    "file",
    "format",
    "format_args",
    "include",
    "include_bytes",
    "include_str",
    "line",
    "matches",
    "module_path",
    "option_env",
    "stringify",
    "vec",
    "write",
    "writeln",
];
const MESSAGE_MACROS: &[&str] = &[
    "anyhow",
    "assert",
    "assert_eq",
    "assert_ne",
    "bail",
    "debug",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "ensure",
    "eprint",
    "eprintln",
    "error",
    "info",
    "log",
    "panic",
    "print",
    "println",
    "todo",
    "trace",
    "unimplemented",
    "unreachable",
    "warn",
];

/// What a text says. Never fails: what does not parse is counted.
pub(super) fn read(text: &str) -> (FileFacts, Shapes) {
    read_with(text, None)
}

/// The same with what it says where.
pub(super) fn read_outlined(text: &str) -> (FileFacts, Shapes) {
    read_with(text, Some(Box::default()))
}

fn read_with(text: &str, outline: Option<Box<Outline>>) -> (FileFacts, Shapes) {
    let tree = super::parse::tree(text);
    let mut reader = Reader { outline, ..Reader::new(text, tree.errors) };
    if is_test(&tree.attributes) {
        reader.tests.push((1, u32::MAX));
    } else {
        declare::collect(&tree.items, &mut reader.declared, &mut reader.scope);
        reader.import(&tree.items);
        reader.annotate(&tree.attributes, &Target::Other);
        tree.items.iter().for_each(|item| reader.visit_item(item));
    }
    reader.facts.terms = words::count(text, &reader.tests);
    if let Some(outline) = &mut reader.outline {
        outline::blocks(&tree.items, outline);
        outline::words_of(text, &reader.tests, outline);
    }
    reader.finish()
}

/// The state of the visit.
struct Reader {
    facts: FileFacts,
    shapes: Shapes,
    declared: Declared,
    scope: Scope,
    mentions: Mentions,
    /// What types mentioned here are used for.
    context: Context,
    /// The inline modules around.
    modules: Vec<String>,
    /// The type around, or nothing.
    owner: String,
    /// `Type.function` around, or nothing.
    inside: String,
    /// The names that imports make known.
    imported: FxHashSet<String>,
    /// Whether an import takes everything from somewhere.
    wildcard: bool,
    /// The lines of test functions and modules.
    tests: Vec<(u32, u32)>,
    /// The path that is mentioned, kept to spare its allocation.
    path: String,
    /// How many loops are around, in the function that is read.
    loops: u32,
    /// Where parts of files are wanted.
    outline: Option<Box<Outline>>,
}

impl Reader {
    fn new(text: &str, errors: u32) -> Self {
        let lines = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
        Self {
            facts: FileFacts { lines, errors, ..FileFacts::default() },
            shapes: Shapes::default(),
            declared: Declared::default(),
            scope: Scope::default(),
            mentions: Mentions::default(),
            context: Context::Use,
            modules: Vec::new(),
            owner: String::new(),
            inside: String::new(),
            imported: FxHashSet::default(),
            wildcard: false,
            tests: Vec::new(),
            path: String::new(),
            loops: 0,
            outline: None,
        }
    }

    fn finish(self) -> (FileFacts, Shapes) {
        let Self { mut facts, mut shapes, declared, mentions, outline, .. } = self;
        facts.outline = outline;
        facts.imports.sort_by_key(|import| import.line);
        facts.mentions = mentions.finish();
        facts.types = declared.types;
        shapes.types = declared.shapes;
        (facts, shapes)
    }

    /// Notes the imports of modules; those inside functions follow with the visit.
    fn import(&mut self, items: &[Item]) {
        for item in items.iter().filter(|item| !is_test(declare::attributes(item))) {
            match item {
                Item::Use(item) => self.imports(uses::of_use(item, &self.modules)),
                Item::ExternCrate(item) => self.imports(vec![uses::of_extern_crate(item)]),
                Item::Mod(item) => match &item.content {
                    Some((_, items)) => {
                        self.modules.push(name_of(&item.ident));
                        self.import(items);
                        self.modules.pop();
                    }
                    None => self.imports(vec![uses::of_child(item, &self.modules)]),
                },
                _ => {}
            }
        }
    }

    fn imports(&mut self, imports: Vec<Import>) {
        for import in &imports {
            self.wildcard |= import.form == ImportForm::Wildcard;
            let here = import.names.iter().map(|(_, here)| here).chain(&import.alias);
            self.imported.extend(here.cloned());
        }
        self.facts.imports.extend(imports);
    }

    /// Visits with another context and returns to the one before.
    /// Visits what is run again and again.
    fn repeated(&mut self, visit: impl FnOnce(&mut Self)) {
        self.loops += 1;
        visit(self);
        self.loops -= 1;
    }

    fn within(&mut self, context: Context, visit: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.context, context);
        visit(self);
        self.context = before;
    }

    /// Mentions a path up to its first type.
    fn mention(&mut self, path: &Path, context: Context) {
        let line = path.segments.first().map_or(1, |first| line_of(first.ident.span()));
        let mut written = std::mem::take(&mut self.path);
        value::write_name(&mut written, path);
        self.mention_name(&written, context, line);
        self.path = written;
    }

    fn mention_name(&mut self, written: &str, context: Context, line: u32) {
        let member = written[up_to_type(written).len()..].trim_start_matches("::");
        self.mention_member(written, member, context, line);
    }

    /// The same where a member of what is mentioned is called.
    fn mention_member(&mut self, written: &str, member: &str, context: Context, line: u32) {
        let name = up_to_type(written);
        self.note_call(name, member, context, line);
        let means_something = match name.split_once("::") {
            Some((first, _)) => !OUTSIDE.contains(&first) && !self.scope.is_generic(first),
            None => self.is_known(name, context) && !self.scope.is_generic(name),
        };
        if !means_something {
            self.mention_own(name, member, context, line);
            return;
        }
        if self.modules.is_empty() {
            self.mentions.add(name, context, line);
            outline::sight(&mut self.outline, false, (name, member), context, line);
        } else {
            let name = uses::rebased(name, &self.modules);
            self.mentions.add(&name, context, line);
            outline::sight(&mut self.outline, false, (&name, member), context, line);
        }
    }

    /// A call of something that may be declared here or in another file.
    fn note_call(&mut self, name: &str, member: &str, context: Context, line: u32) {
        // `Order::new(..)` creates, and may do more.
        let made = context == Context::New && !member.is_empty();
        if (context == Context::Call || made) && !OUTSIDE[1..].contains(&name.split("::").next().unwrap_or_default()) {
            let name = if name == "Self" { self.owner.clone() } else { name.to_owned() };
            let of_prelude = PRELUDE.binary_search(&name.as_str()).is_ok();
            if !name.is_empty() && !of_prelude && self.inside_code() {
                self.facts.calls.push(CallMention { line, name, member: member.to_owned(), last: line });
            }
        }
    }

    /// The last line of the call just noted.
    fn ends(&mut self, line: u32, end: Span) {
        if let Some(call) = self.facts.calls.last_mut().filter(|call| call.line == line) {
            call.last = line_of(end).max(line);
        }
    }

    fn inside_code(&self) -> bool {
        !self.inside.is_empty() && self.facts.calls.len() < 100_000
    }

    /// What the file itself declares, and `Self`.
    fn mention_own(&mut self, name: &str, member: &str, context: Context, line: u32) {
        if self.outline.is_none() {
            return;
        }
        let name = if name == "Self" { self.owner.as_str() } else { name };
        if self.declared.places.contains_key(name) {
            outline::sight(&mut self.outline, true, (name, member), context, line);
        }
    }

    /// Whether a name without a path can be one from elsewhere.
    fn is_known(&self, name: &str, context: Context) -> bool {
        if self.imported.contains(name) {
            return true;
        }
        let called = self.wildcard && context == Context::Call;
        let free = if starts_upper(name) { PRELUDE.binary_search(&name).is_err() } else { called };
        free && !KEYWORDS.contains(&name) && !self.declared.places.contains_key(name)
    }

    /// Notes attributes as annotations of a target, and the names in them.
    fn annotate(&mut self, attributes: &[Attribute], target: &Target) {
        for attribute in attributes {
            let Some(found) = annotation(attribute, target) else { continue };
            self.mention_name(&found.name, Context::Annotation, found.line);
            self.mention_arguments(&found);
            self.shapes.annotations.push(found);
        }
    }

    fn mention_arguments(&mut self, annotation: &Annotation) {
        for argument in &annotation.arguments {
            let listed = match &argument.value {
                Value::List(values) => values.as_slice(),
                value => std::slice::from_ref(value),
            };
            for value in listed {
                if let Value::Name(name) = value
                    && !name.contains('.')
                {
                    self.mention_name(name, Context::Annotation, annotation.line);
                }
            }
        }
    }

    /// The context of a path that is called.
    fn context_of_call(path: &str) -> Context {
        let mut names = path.rsplit("::");
        let last = names.next().unwrap_or(path);
        let of_type = names.next().is_some_and(starts_upper);
        if starts_upper(last) || (of_type && is_constructor(last)) { Context::New } else { Context::Call }
    }

    fn call(&mut self, callee: String, line: u32, end: Span, fill: impl FnOnce(&mut Call)) {
        if callee.is_empty() {
            return;
        }
        let last = line_of(end).max(line);
        let mut call =
            Call { callee, inside: self.inside.clone(), line, last, repeated: self.loops > 0, ..Call::default() };
        fill(&mut call);
        self.shapes.calls.push(call);
    }

    fn generics(&mut self, generics: &Generics) {
        for parameter in generics.type_params() {
            self.scope.generic(name_of(&parameter.ident));
        }
        self.within(Context::Use, |reader| visit::visit_generics(reader, generics));
    }

    fn fields<'a>(&mut self, of: &str, fields: impl IntoIterator<Item = &'a syn::Field>) {
        for field in fields {
            let name = field.ident.as_ref().map(name_of).unwrap_or_default();
            let declared = if field.attrs.is_empty() { String::new() } else { value::written_type(&field.ty) };
            self.annotate(&field.attrs, &Target::Field { of: of.to_owned(), name, declared });
            self.within(Context::Field, |reader| reader.visit_type(&field.ty));
        }
    }

    /// A type with its generics, attributes and whatever `visit` adds.
    fn type_item(
        &mut self,
        ident: &Ident,
        attributes: &[Attribute],
        generics: &Generics,
        visit: impl FnOnce(&mut Self),
    ) {
        let mark = self.scope.mark();
        let before = std::mem::replace(&mut self.owner, name_of(ident));
        self.annotate(attributes, &Target::Type { name: name_of(ident) });
        self.generics(generics);
        visit(self);
        self.owner = before;
        self.scope.back_to(mark);
    }

    /// A function or method: its signature, then its body.
    fn function(&mut self, signature: &Signature, attributes: &[Attribute], body: Option<&syn::Block>) {
        let mark = self.scope.mark();
        let name = name_of(&signature.ident);
        self.annotate(attributes, &Target::Method { of: self.owner.clone(), name: name.clone() });
        self.generics(&signature.generics);
        let inside = if self.owner.is_empty() { name } else { format!("{}.{name}", self.owner) };
        self.note_function(signature, attributes, body, &inside);
        let before = std::mem::replace(&mut self.inside, inside);
        let context = self.context_of_parameters(signature);
        for input in &signature.inputs {
            self.parameter(input, context);
        }
        if let ReturnType::Type(_, declared) = &signature.output {
            self.within(Context::Return, |reader| reader.visit_type(declared));
        }
        if let Some(body) = body {
            self.within(Context::Use, |reader| reader.visit_block(body));
        }
        self.inside = before;
        self.scope.back_to(mark);
    }

    fn note_function(
        &mut self,
        signature: &Signature,
        attributes: &[Attribute],
        body: Option<&syn::Block>,
        name: &str,
    ) {
        if !self.inside.is_empty() {
            return;
        }
        let first = attributes.first().map_or(signature.fn_token.span, |attribute| attribute.pound_token.spans[0]);
        let last = body.map_or(signature.paren_token.span.close(), |body| body.brace_token.span.close());
        let named = signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => match &*typed.pat {
                syn::Pat::Ident(ident) => Some(name_of(&ident.ident)),
                _ => None,
            },
            FnArg::Receiver(_) => None,
        });
        let (first, last) = (line_of(first), line_of(last));
        let (name, parameters, body) = (name.to_owned(), named.collect(), body.is_some());
        self.facts.functions.push(Function { name, first, last, parameters, body });
    }

    fn parameter(&mut self, input: &FnArg, context: Context) {
        match input {
            FnArg::Typed(typed) => {
                self.within(context, |reader| reader.visit_type(&typed.ty));
                self.within(Context::Use, |reader| reader.visit_pat(&typed.pat));
                self.scope.local(&typed.pat, Some(&typed.ty), None);
            }
            FnArg::Receiver(receiver) => self.within(context, |reader| visit::visit_receiver(reader, receiver)),
        }
    }

    /// Parameters of a function without `self` that returns its own type are handed in at construction.
    fn context_of_parameters(&self, signature: &Signature) -> Context {
        let ReturnType::Type(_, declared) = &signature.output else { return Context::Parameter };
        let makes = !self.owner.is_empty() && signature.receiver().is_none() && mentions_type(declared, &self.owner);
        if makes { Context::Constructor } else { Context::Parameter }
    }

    /// `impl Type`, `impl Trait for Type`.
    fn implementation(&mut self, item: &syn::ItemImpl) {
        let mark = self.scope.mark();
        self.generics(&item.generics);
        let owner = simple_type(&item.self_ty);
        let place = self.declared.places.get(&owner).copied();
        if let Some((path, _)) = &item.trait_ {
            self.inherit(path);
            self.base(path, &owner, place);
        }
        if place.is_none() {
            self.within(Context::Inherit, |reader| reader.visit_type(&item.self_ty));
        }
        let before = std::mem::replace(&mut self.owner, owner);
        for item in &item.items {
            self.visit_impl_item(item);
        }
        self.owner = before;
        self.scope.back_to(mark);
    }

    fn inherit(&mut self, path: &Path) {
        self.mention(path, Context::Inherit);
        self.within(Context::Use, |reader| visit::visit_path(reader, path));
    }

    fn base(&mut self, path: &Path, owner: &str, place: Option<usize>) {
        if let (Some(place), Some(last)) = (place, path.segments.last()) {
            self.facts.bases.push((place, name_of(&last.ident)));
        }
        if let Some(&place) = self.declared.shape_places.get(owner) {
            self.declared.shapes[place].bases.push(value::written_path(path));
        }
    }

    fn operation(&mut self, signature: &Signature, public: bool) {
        if let Some(&place) = self.declared.places.get(&self.owner) {
            self.declared.types[place].operations.push(declare::operation(signature, public));
        }
    }

    /// `const NAME: T = value;` of a file or type.
    fn constant(&mut self, ident: &Ident, declared: &Type, value: Option<&Expr>) {
        self.within(Context::Field, |reader| reader.visit_type(declared));
        let Some(value) = value else { return };
        let calls = self.shapes.calls.len();
        self.within(Context::Use, |reader| reader.visit_expr(value));
        if !self.inside.is_empty() {
            return;
        }
        let call = matches!(value, Expr::Call(_) | Expr::MethodCall(_) | Expr::Macro(_));
        self.shapes.assignments.push(Assignment {
            of: self.owner.clone(),
            name: name_of(ident),
            value: value::value(value),
            call: Some(calls).filter(|&place| call && place < self.shapes.calls.len()),
            line: line_of(ident.span()),
        });
    }

    fn text(&mut self, value: String, line: u32) {
        if value.chars().nth(1).is_some() {
            self.shapes.strings.push(Text { value, line });
        }
    }
}

/// `orders.iter().map`, `for_each`; `map` alone may be that of an `Option`.
fn is_for_each(callee: &str) -> bool {
    const OF_ITERATORS: &[&str] = &["map", "flat_map", "filter_map", "filter", "fold", "try_fold", "any", "all"];
    let (before, name) = callee.rsplit_once('.').unwrap_or(("", callee));
    matches!(name, "for_each" | "try_for_each") || before.contains("iter()") && OF_ITERATORS.contains(&name)
}

/// `models::Order` of `models::Order::new`.
fn up_to_type(path: &str) -> &str {
    let mut end = 0;
    for segment in path.split("::") {
        end += segment.len();
        if starts_upper(segment) {
            return &path[..end];
        }
        end += 2;
    }
    path
}

/// Whether a result type is the type around, alone or inside another (`Result<Self, E>`, `Arc<Order>`).
fn mentions_type(declared: &Type, owner: &str) -> bool {
    struct Finder<'a>(&'a str, bool);
    impl<'ast> Visit<'ast> for Finder<'_> {
        fn visit_ident(&mut self, ident: &'ast Ident) {
            self.1 |= ident == "Self" || ident == self.0;
        }
    }
    let mut finder = Finder(owner, false);
    finder.visit_type(declared);
    finder.1
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        if is_test(declare::attributes(item)) {
            self.tests.extend(declare::lines(item));
        } else {
            visit::visit_item(self, item);
        }
    }

    /// Attributes are noted where their target is known.
    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_abi(&mut self, _: &'ast syn::Abi) {}

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if let Some((_, items)) = &item.content {
            self.modules.push(name_of(&item.ident));
            items.iter().for_each(|item| self.visit_item(item));
            self.modules.pop();
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !self.inside.is_empty() {
            self.imports(uses::of_use(item, &self.modules));
        }
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        let of = name_of(&item.ident);
        self.type_item(&item.ident, &item.attrs, &item.generics, |reader| reader.fields(&of, &item.fields));
    }

    fn visit_item_union(&mut self, item: &'ast syn::ItemUnion) {
        let of = name_of(&item.ident);
        self.type_item(&item.ident, &item.attrs, &item.generics, |reader| reader.fields(&of, &item.fields.named));
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        let of = name_of(&item.ident);
        self.type_item(&item.ident, &item.attrs, &item.generics, |reader| {
            for variant in &item.variants {
                let target = Target::Field { of: of.clone(), name: name_of(&variant.ident), declared: String::new() };
                reader.annotate(&variant.attrs, &target);
                reader.fields(&of, &variant.fields);
                if let Some((_, value)) = &variant.discriminant {
                    reader.visit_expr(value);
                }
            }
        });
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        let place = self.declared.places.get(&name_of(&item.ident)).copied();
        self.type_item(&item.ident, &item.attrs, &item.generics, |reader| {
            for bound in &item.supertraits {
                if let syn::TypeParamBound::Trait(bound) = bound {
                    reader.inherit(&bound.path);
                    let owner = reader.owner.clone();
                    reader.base(&bound.path, &owner, place);
                }
            }
            item.items.iter().for_each(|item| reader.visit_trait_item(item));
        });
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.type_item(&item.ident, &item.attrs, &item.generics, |reader| reader.visit_type(&item.ty));
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let name = simple_type(&item.self_ty);
        self.annotate(&item.attrs, &Target::Type { name });
        self.implementation(item);
    }

    fn visit_impl_item(&mut self, item: &'ast syn::ImplItem) {
        let attributes = match item {
            syn::ImplItem::Const(item) => &item.attrs,
            syn::ImplItem::Fn(item) => &item.attrs,
            syn::ImplItem::Type(item) => &item.attrs,
            syn::ImplItem::Macro(item) => &item.attrs,
            _ => return,
        };
        if !is_test(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.operation(&item.sig, uses::is_visible(&item.vis));
        self.function(&item.sig, &item.attrs, Some(&item.block));
    }

    fn visit_impl_item_const(&mut self, item: &'ast syn::ImplItemConst) {
        self.constant(&item.ident, &item.ty, Some(&item.expr));
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        self.operation(&item.sig, true);
        self.function(&item.sig, &item.attrs, item.default.as_ref());
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        let before = std::mem::take(&mut self.owner);
        self.function(&item.sig, &item.attrs, Some(&item.block));
        self.owner = before;
    }

    fn visit_foreign_item_fn(&mut self, item: &'ast syn::ForeignItemFn) {
        self.function(&item.sig, &item.attrs, None);
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.constant(&item.ident, &item.ty, Some(&item.expr));
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        let fixed = !matches!(item.mutability, syn::StaticMutability::Mut(_));
        self.shapes.statics.push(Static {
            of: self.owner.clone(),
            name: name_of(&item.ident),
            declared: value::written_type(&item.ty),
            fixed,
            line: line_of(item.ident.span()),
        });
        self.constant(&item.ident, &item.ty, Some(&item.expr));
    }

    /// What `macro_rules!` expands to is not this file's doing.
    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        if item.ident.is_none() {
            self.visit_macro(&item.mac);
        }
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        let mark = self.scope.mark();
        visit::visit_block(self, block);
        self.scope.back_to(mark);
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        self.within(Context::Local, |reader| reader.visit_pat(&local.pat));
        if let Some(init) = &local.init {
            visit::visit_local_init(self, init);
        }
        self.scope.local(&local.pat, None, local.init.as_ref().map(|init| &*init.expr));
    }

    fn visit_expr_for_loop(&mut self, repeated: &'ast syn::ExprForLoop) {
        self.visit_pat(&repeated.pat);
        self.visit_expr(&repeated.expr);
        self.repeated(|reader| reader.visit_block(&repeated.body));
    }

    fn visit_expr_while(&mut self, repeated: &'ast syn::ExprWhile) {
        self.visit_expr(&repeated.cond);
        self.repeated(|reader| reader.visit_block(&repeated.body));
    }

    fn visit_expr_loop(&mut self, repeated: &'ast syn::ExprLoop) {
        self.repeated(|reader| reader.visit_block(&repeated.body));
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        let mark = self.scope.mark();
        for input in &closure.inputs {
            self.within(Context::Local, |reader| reader.visit_pat(input));
            self.scope.local(input, None, None);
        }
        self.within(Context::Local, |reader| reader.visit_return_type(&closure.output));
        self.visit_expr(&closure.body);
        self.scope.back_to(mark);
    }

    fn visit_type_path(&mut self, path: &'ast syn::TypePath) {
        self.mention(&path.path, self.context);
        visit::visit_type_path(self, path);
    }

    fn visit_trait_bound(&mut self, bound: &'ast syn::TraitBound) {
        self.mention(&bound.path, self.context);
        visit::visit_trait_bound(self, bound);
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        self.mention(&path.path, Context::Use);
        self.within(Context::Use, |reader| visit::visit_expr_path(reader, path));
    }

    fn visit_expr_struct(&mut self, made: &'ast syn::ExprStruct) {
        self.mention(&made.path, Context::New);
        self.within(Context::Use, |reader| visit::visit_expr_struct(reader, made));
    }

    fn visit_pat_struct(&mut self, pattern: &'ast syn::PatStruct) {
        self.mention(&pattern.path, Context::Use);
        visit::visit_pat_struct(self, pattern);
    }

    fn visit_pat_tuple_struct(&mut self, pattern: &'ast syn::PatTupleStruct) {
        self.mention(&pattern.path, Context::Use);
        visit::visit_pat_tuple_struct(self, pattern);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        let Expr::Path(path) = &*call.func else { return visit::visit_expr_call(self, call) };
        let callee = path_name(&path.path);
        let line = path.path.segments.first().map_or(1, |first| line_of(first.ident.span()));
        self.mention_name(&callee, Self::context_of_call(&callee), line);
        self.ends(line, call.paren_token.span.close());
        if !starts_upper(callee.rsplit("::").next().unwrap_or(&callee)) {
            self.call(callee, line, call.paren_token.span.close(), |found| {
                let segments = path.path.segments.iter();
                let types = segments.flat_map(|segment| value::type_arguments(&segment.arguments));
                found.type_arguments = types.map(value::written_type).collect();
                call.args.iter().for_each(|passed| value::arguments(passed, &mut found.arguments));
            });
        }
        self.within(Context::Use, |reader| {
            visit::visit_expr_path(reader, path);
            call.args.iter().for_each(|passed| reader.visit_expr(passed));
        });
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let line = line_of(call.method.span());
        let receiver_type = self.scope.type_of(&call.receiver, &self.owner).to_owned();
        let member = name_of(&call.method);
        let on_self = matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("self"));
        if on_self {
            self.mention_own("Self", &member, Context::Call, line);
        }
        if !receiver_type.is_empty() {
            self.mention_member(&receiver_type, &member, Context::Call, line);
        } else if on_self {
            self.note_call("Self", &member, Context::Call, line);
        }
        self.ends(line, call.paren_token.span.close());
        self.visit_expr(&call.receiver);
        let end = call.paren_token.span.close();
        let callee = value::method_callee(&call.receiver, &call.method);
        let each = is_for_each(&callee);
        self.call(callee, line, end, |found| {
            found.receiver_type = receiver_type;
            let types = call.turbofish.as_ref().map(value::angle_types).unwrap_or_default();
            found.type_arguments = types.into_iter().map(value::written_type).collect();
            call.args.iter().for_each(|passed| value::arguments(passed, &mut found.arguments));
        });
        self.within(Context::Use, |reader| {
            if let Some(turbofish) = &call.turbofish {
                reader.visit_angle_bracketed_generic_arguments(turbofish);
            }
            for passed in &call.args {
                match passed {
                    Expr::Closure(_) if each => reader.repeated(|reader| reader.visit_expr(passed)),
                    _ => reader.visit_expr(passed),
                }
            }
        });
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.text(text.value(), line_of(text.span()));
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        let name = path_name(&mac.path);
        let last = name.rsplit("::").next().unwrap_or(&name).to_owned();
        let line = mac.path.segments.first().map_or(1, |first| line_of(first.ident.span()));
        let (message, plain) = (MESSAGE_MACROS.contains(&last.as_str()), PLAIN_MACROS.contains(&last.as_str()));
        let (names, texts) = tokens::read(&mac.tokens);
        if !message && !plain {
            if !self.declared.places.contains_key(&name) {
                self.mentions.add(&name, Context::Call, line);
                outline::sight(&mut self.outline, false, (&name, ""), Context::Call, line);
            }
            let end = mac.delimiter.span().close();
            self.call(name, line, end, |found| found.arguments = tokens::arguments(&mac.tokens));
        }
        for found in names {
            self.token_name(&found);
        }
        if !message {
            let fills = value::formats(mac);
            texts.into_iter().for_each(|text| {
                self.text(if fills { tokens::filled(&text.value) } else { text.value }, text.line);
            });
        }
    }
}

impl Reader {
    fn token_name(&mut self, found: &tokens::Named) {
        let context = match found.role {
            Role::Call => Self::context_of_call(&found.path),
            Role::Literal => Context::New,
            Role::Macro | Role::Plain => Context::Use,
        };
        self.mention_name(&found.path, context, found.line);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_prelude_can_be_searched() {
        assert!(super::PRELUDE.is_sorted());
    }
}
