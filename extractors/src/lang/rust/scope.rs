//! Which names in a function stand for values of which type, as far as the file says so.
//!
//! Known are parameters and locals with a declared type, locals made by `Type { .. }` or `Type::new(..)`, and the fields
//! of the types that the file declares. References and the standard smart pointers are looked through.

use super::value::{name_of, path_name, starts_upper};
use std::collections::BTreeMap;
use syn::{Expr, GenericArgument, Pat, Path, PathArguments, Type, TypeParamBound};

/// Pointers whose methods are mostly those of what they point to.
const POINTERS: &[&str] = &["Arc", "Box", "Cow", "Pin", "Rc"];

/// How far types and initial values are looked through.
const STEPS: usize = 16;

/// The names in scope.
#[derive(Default)]
pub(super) struct Scope {
    locals: Vec<(String, String)>,
    fields: BTreeMap<(String, String), String>,
    generics: Vec<String>,
}

/// A place in the scope to come back to.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    locals: usize,
    generics: usize,
}

impl Scope {
    /// Where the scope is now.
    pub(super) fn mark(&self) -> Mark {
        Mark { locals: self.locals.len(), generics: self.generics.len() }
    }

    /// Forgets what came after a mark.
    pub(super) fn back_to(&mut self, mark: Mark) {
        self.locals.truncate(mark.locals);
        self.generics.truncate(mark.generics);
    }

    /// A type parameter.
    pub(super) fn generic(&mut self, name: String) {
        self.generics.push(name);
    }

    /// Whether a name is a type parameter here.
    pub(super) fn is_generic(&self, name: &str) -> bool {
        self.generics.iter().any(|generic| generic == name)
    }

    /// A field of a type of this file.
    pub(super) fn field(&mut self, of: &str, name: &str, declared: &Type) {
        let named = named_type(declared);
        if !named.is_empty() {
            self.fields.insert((of.to_owned(), name.to_owned()), named);
        }
    }

    /// A parameter or local of a type; an unknown one hides an outer one of the same name.
    pub(super) fn local(&mut self, pattern: &Pat, declared: Option<&Type>, value: Option<&Expr>) {
        match pattern {
            Pat::Ident(ident) => {
                let named = declared.map(named_type).unwrap_or_default();
                let named = if named.is_empty() { value.map(made_type).unwrap_or_default() } else { named };
                let named = if self.is_generic(&named) { String::new() } else { named };
                self.locals.push((name_of(&ident.ident), named));
            }
            Pat::Type(typed) => self.local(&typed.pat, Some(&typed.ty), value),
            // `State(app): State<App>`: the pattern takes the type's wrapper off.
            Pat::TupleStruct(tuple) => {
                let inner = declared.and_then(only_argument);
                if let (Some(inner), Some(first)) = (inner, tuple.elems.first()) {
                    self.local(first, Some(inner), None);
                }
            }
            _ => {}
        }
    }

    /// The type of a receiver, or nothing; `owner` is the type around.
    pub(super) fn type_of(&self, receiver: &Expr, owner: &str) -> &str {
        let mut receiver = receiver;
        for _ in 0..STEPS {
            match receiver {
                Expr::Paren(inner) => receiver = &inner.expr,
                Expr::Reference(inner) => receiver = &inner.expr,
                Expr::Await(inner) => receiver = &inner.base,
                Expr::Path(path) => return self.local_type(&path.path),
                Expr::Field(field) => return self.field_type(field, owner),
                Expr::MethodCall(call) if is_same_value(&call.method) => receiver = &call.receiver,
                _ => break,
            }
        }
        ""
    }

    fn local_type(&self, path: &Path) -> &str {
        let Some(name) = path.get_ident().map(name_of) else { return "" };
        self.locals.iter().rev().find(|(local, _)| *local == name).map_or("", |(_, named)| named)
    }

    fn field_type(&self, field: &syn::ExprField, owner: &str) -> &str {
        let syn::Member::Named(name) = &field.member else { return "" };
        let Expr::Path(base) = &*field.base else { return "" };
        let of = if base.path.is_ident("self") { owner } else { self.local_type(&base.path) };
        self.fields.get(&(of.to_owned(), name_of(name))).map_or("", String::as_str)
    }
}

/// `x.clone()` and the like have the type of `x`.
fn is_same_value(method: &syn::Ident) -> bool {
    ["clone", "as_ref", "as_mut"].iter().any(|same| method == same)
}

/// The type's name as written, references and pointers taken off; nothing for tuples, functions and the like.
pub(super) fn named_type(declared: &Type) -> String {
    let mut declared = declared;
    for _ in 0..STEPS {
        match declared {
            Type::Reference(inner) => declared = &inner.elem,
            Type::Paren(inner) => declared = &inner.elem,
            Type::Group(inner) => declared = &inner.elem,
            Type::Path(path) if is_pointer(&path.path) => match only_argument(declared) {
                Some(inner) => declared = inner,
                None => return String::new(),
            },
            Type::Path(path) => return path_name(&path.path),
            Type::TraitObject(object) => return first_bound(&object.bounds),
            Type::ImplTrait(object) => return first_bound(&object.bounds),
            _ => return String::new(),
        }
    }
    String::new()
}

fn first_bound<'a>(bounds: impl IntoIterator<Item = &'a TypeParamBound>) -> String {
    let mut bounds = bounds.into_iter();
    bounds
        .find_map(|bound| match bound {
            TypeParamBound::Trait(bound) => Some(path_name(&bound.path)),
            _ => None,
        })
        .unwrap_or_default()
}

fn is_pointer(path: &Path) -> bool {
    path.segments.last().is_some_and(|last| POINTERS.iter().any(|pointer| last.ident == pointer))
}

/// The last type argument: `Order` in `Box<Order>` and `Cow<'a, Order>`.
fn only_argument(declared: &Type) -> Option<&Type> {
    let Type::Path(path) = declared else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    arguments.args.iter().rev().find_map(|argument| match argument {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })
}

/// The type that an initial value is made of: `Order { .. }`, `Order::new(..)?`, `Arc::new(Order::new())`.
fn made_type(value: &Expr) -> String {
    let mut value = value;
    for _ in 0..STEPS {
        match value {
            Expr::Paren(inner) => value = &inner.expr,
            Expr::Reference(inner) => value = &inner.expr,
            Expr::Try(inner) => value = &inner.expr,
            Expr::Await(inner) => value = &inner.base,
            Expr::MethodCall(call) if call.method == "unwrap" || call.method == "expect" => value = &call.receiver,
            Expr::Struct(made) => return path_name(&made.path),
            Expr::Call(call) => match (&*call.func, call.args.first()) {
                (Expr::Path(path), Some(inner)) if makes_pointer(&path.path) => value = inner,
                (Expr::Path(path), _) => return maker(&path.path),
                _ => return String::new(),
            },
            _ => return String::new(),
        }
    }
    String::new()
}

fn makes_pointer(path: &Path) -> bool {
    let type_segment = path.segments.iter().nth_back(1);
    type_segment.is_some_and(|segment| POINTERS.iter().any(|pointer| segment.ident == pointer))
}

/// `Order` for `Order::new`, nothing for other functions.
fn maker(path: &Path) -> String {
    let mut names: Vec<String> = path.segments.iter().map(|segment| name_of(&segment.ident)).collect();
    let function = names.pop().unwrap_or_default();
    let of_type = names.last().is_some_and(|name| starts_upper(name));
    if of_type && is_constructor(&function) { names.join("::") } else { String::new() }
}

/// Whether an associated function of this name makes a value of its type, by Rust's naming guidelines.
pub(super) fn is_constructor(function: &str) -> bool {
    let exact = ["new", "default", "from", "builder", "connect", "open"].contains(&function);
    exact || ["new_", "with_", "from_", "try_new"].iter().any(|prefix| function.starts_with(prefix))
}
