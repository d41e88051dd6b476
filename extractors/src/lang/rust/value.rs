//! Names, values and types of the syntax tree as plain text, for shapes.

use crate::shape::{Argument, HOLE, Value};
use proc_macro2::Span;
use std::fmt::Write;
use syn::{BinOp, Expr, ExprLit, Ident, Lit, Macro, Path, PathArguments, ReturnType, Type};

/// Longer lists are tables of data, not arguments.
const LIST_LIMIT: usize = 64;

/// Longer chains of calls are followed no further.
const CHAIN_LIMIT: usize = 64;

/// How many methods of a chain a callee shows.
const CHAIN_SHOWN: usize = 4;

/// How deep a type is written out.
const TYPE_DEPTH: usize = 8;

/// The line of a span, from 1.
pub(super) fn line_of(span: Span) -> u32 {
    u32::try_from(span.start().line).unwrap_or(u32::MAX)
}

/// An identifier without `r#`.
pub(super) fn name_of(ident: &Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").map_or_else(|| name.clone(), str::to_owned)
}

/// Whether a name is written like a type or a constant.
pub(super) fn starts_upper(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_uppercase)
}

/// A path as written, without type arguments: `crate::order::Order`.
pub(super) fn path_name(path: &Path) -> String {
    let mut name = String::new();
    write_name(&mut name, path);
    name
}

/// The same into a buffer, whose content is replaced.
pub(super) fn write_name(name: &mut String, path: &Path) {
    name.clear();
    if path.leading_colon.is_some() {
        name.push_str("::");
    }
    for (place, segment) in path.segments.iter().enumerate() {
        if place > 0 {
            name.push_str("::");
        }
        let _infallible = write!(name, "{}", segment.ident);
    }
    if name.contains("r#") {
        *name = name.replace("r#", "");
    }
}

/// The simple name of a type: `Order` for `&mut models::Order<T>`; nothing for tuples, functions and the like.
pub(super) fn simple_type(declared: &Type) -> String {
    let mut declared = declared;
    loop {
        match declared {
            Type::Reference(inner) => declared = &inner.elem,
            Type::Paren(inner) => declared = &inner.elem,
            Type::Group(inner) => declared = &inner.elem,
            Type::Slice(inner) => declared = &inner.elem,
            Type::Array(inner) => declared = &inner.elem,
            Type::Ptr(inner) => declared = &inner.elem,
            Type::Path(path) => return path.path.segments.last().map(|last| name_of(&last.ident)).unwrap_or_default(),
            _ => return super::scope::named_type(declared),
        }
    }
}

/// The simple name of a result type, `Self` meaning the type around; empty for none.
pub(super) fn simple_return(output: &ReturnType) -> String {
    match output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, declared) => simple_type(declared),
    }
}

/// A type as written, generics included, spaces and lifetimes left out: `HashMap<String,Vec<Order>>`.
pub(super) fn written_type(declared: &Type) -> String {
    let mut out = String::new();
    write_type(&mut out, declared, TYPE_DEPTH);
    out
}

/// A path as written, generics included.
pub(super) fn written_path(path: &Path) -> String {
    let mut out = String::new();
    write_path(&mut out, path, TYPE_DEPTH);
    out
}

fn write_type(out: &mut String, declared: &Type, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match declared {
        Type::Reference(inner) => {
            out.push('&');
            write_type(out, &inner.elem, depth);
        }
        Type::Paren(inner) => write_type(out, &inner.elem, depth),
        Type::Group(inner) => write_type(out, &inner.elem, depth),
        Type::Slice(inner) => write_list(out, ('[', ']'), std::slice::from_ref(&*inner.elem), depth),
        Type::Array(inner) => write_list(out, ('[', ']'), std::slice::from_ref(&*inner.elem), depth),
        Type::Tuple(inner) => write_list(out, ('(', ')'), &inner.elems, depth),
        Type::Path(path) => write_path(out, &path.path, depth),
        _ => out.push_str(&super::scope::named_type(declared)),
    }
}

fn write_path(out: &mut String, path: &Path, depth: usize) {
    for (place, segment) in path.segments.iter().enumerate() {
        let separator = if place == 0 { "" } else { "::" };
        let _infallible = write!(out, "{separator}{}", segment.ident);
        let arguments = type_arguments(&segment.arguments);
        if !arguments.is_empty() {
            write_list(out, ('<', '>'), arguments, depth);
        }
    }
}

fn write_list<'a>(
    out: &mut String,
    (open, close): (char, char),
    list: impl IntoIterator<Item = &'a Type>,
    depth: usize,
) {
    out.push(open);
    for (place, declared) in list.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        write_type(out, declared, depth);
    }
    out.push(close);
}

/// The types among path arguments.
pub(super) fn type_arguments(arguments: &PathArguments) -> Vec<&Type> {
    match arguments {
        PathArguments::AngleBracketed(arguments) => angle_types(arguments),
        PathArguments::None | PathArguments::Parenthesized(_) => Vec::new(),
    }
}

/// The types among `<...>`.
pub(super) fn angle_types(arguments: &syn::AngleBracketedGenericArguments) -> Vec<&Type> {
    let types = arguments.args.iter().filter_map(|argument| match argument {
        syn::GenericArgument::Type(declared) => Some(declared),
        _ => None,
    });
    types.collect()
}

/// The callee of a call as dotted text: `sqlx::query`, `self.orders.save`, `Router::new().route`. Of a long chain the
/// beginning and the last calls are shown.
pub(super) fn callee(func: &Expr) -> String {
    match func {
        Expr::Path(path) => path_name(&path.path),
        Expr::Paren(inner) => callee(&inner.expr),
        _ => String::new(),
    }
}

/// The callee of a method call; nothing for a method of a literal.
pub(super) fn method_callee(receiver: &Expr, method: &Ident) -> String {
    let mut parts = vec![name_of(method)];
    let mut receiver = receiver;
    for _ in 0..CHAIN_LIMIT {
        match receiver {
            Expr::Paren(inner) => receiver = &inner.expr,
            Expr::Reference(inner) => receiver = &inner.expr,
            Expr::Try(inner) => receiver = &inner.expr,
            Expr::Await(inner) => receiver = &inner.base,
            Expr::Index(inner) => receiver = &inner.expr,
            Expr::MethodCall(call) => {
                parts.push(format!("{}()", name_of(&call.method)));
                receiver = &call.receiver;
            }
            Expr::Field(field) => {
                if let syn::Member::Named(name) = &field.member {
                    parts.push(name_of(name));
                }
                receiver = &field.base;
            }
            Expr::Path(path) => return dotted(Some(path_name(&path.path)), parts),
            Expr::Call(call) => {
                let root = callee(&call.func);
                return dotted(Some(root).filter(|root| !root.is_empty()).map(|root| root + "()"), parts);
            }
            Expr::Lit(_) => return String::new(),
            Expr::Macro(made) => return dotted(Some(path_name(&made.mac.path) + "()"), parts),
            _ => break,
        }
    }
    dotted(None, parts)
}

/// `parts` run from the method outwards to the root.
fn dotted(root: Option<String>, mut parts: Vec<String>) -> String {
    parts.truncate(CHAIN_SHOWN);
    parts.extend(root);
    parts.reverse();
    parts.join(".")
}

/// An expression as an argument. A call that is passed appears as [`Value::Other`] in its place, followed by its own
/// plain argument under its name: `get(list).post(create)` gives `get = list`, `post = create`. The fields of a struct
/// literal appear as keywords.
pub(super) fn arguments(passed: &Expr, out: &mut Vec<Argument>) {
    match passed {
        Expr::Struct(made) => {
            out.push(Argument { key: None, value: Value::Name(path_name(&made.path)) });
            for field in made.fields.iter().take(LIST_LIMIT) {
                if let syn::Member::Named(name) = &field.member {
                    out.push(Argument { key: Some(name_of(name)), value: value(&field.expr) });
                }
            }
        }
        Expr::Reference(inner) => arguments(&inner.expr, out),
        _ => {
            let plain = value(passed);
            let nested = plain == Value::Other;
            out.push(Argument { key: None, value: plain });
            if nested {
                let place = out.len();
                nested_calls(passed, out);
                out[place..].reverse();
            }
        }
    }
}

fn nested_calls(passed: &Expr, out: &mut Vec<Argument>) {
    let mut passed = passed;
    for _ in 0..CHAIN_LIMIT {
        match passed {
            Expr::MethodCall(call) => {
                keyed(name_of(&call.method), &call.args, out);
                passed = &call.receiver;
            }
            Expr::Call(call) => {
                if let Expr::Path(path) = &*call.func
                    && let Some(last) = path.path.segments.last()
                {
                    keyed(name_of(&last.ident), &call.args, out);
                }
                return;
            }
            _ => return,
        }
    }
}

fn keyed<'a>(name: String, passed: impl IntoIterator<Item = &'a Expr>, out: &mut Vec<Argument>) {
    let mut passed = passed.into_iter();
    if let (Some(only), None) = (passed.next(), passed.next()) {
        let value = value(only);
        if value != Value::Other {
            out.push(Argument { key: Some(name), value });
        }
    }
}

/// The plain value of an expression.
pub(super) fn value(expr: &Expr) -> Value {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Value::Text(text.value()),
        Expr::Path(path) => Value::Name(path_name(&path.path)),
        Expr::Field(_) => field_name(expr).map_or(Value::Other, Value::Name),
        Expr::Reference(inner) => value(&inner.expr),
        Expr::Paren(inner) => value(&inner.expr),
        Expr::Group(inner) => value(&inner.expr),
        Expr::Array(list) => Value::List(list.elems.iter().take(LIST_LIMIT).map(value).collect()),
        Expr::Tuple(list) => Value::List(list.elems.iter().take(LIST_LIMIT).map(value).collect()),
        Expr::MethodCall(call) if call.args.is_empty() && is_conversion(&call.method) => value(&call.receiver),
        Expr::Call(call) if call.args.len() == 1 => wrapped_text(call),
        // `orders::router()` stands for what it makes.
        Expr::Call(call) if call.args.is_empty() => match &*call.func {
            Expr::Path(path) => Value::Name(path_name(&path.path)),
            _ => Value::Other,
        },
        Expr::Binary(_) => joined_text(expr),
        Expr::Macro(made) => super::tokens::text_of(&made.mac).map_or(Value::Other, Value::Text),
        _ => Value::Other,
    }
}

/// `self.state.orders`.
fn field_name(expr: &Expr) -> Option<String> {
    let mut parts = Vec::new();
    let mut expr = expr;
    for _ in 0..CHAIN_LIMIT {
        match expr {
            Expr::Field(field) => {
                let syn::Member::Named(name) = &field.member else { return None };
                parts.push(name_of(name));
                expr = &field.base;
            }
            Expr::Path(path) => return Some(dotted(Some(path_name(&path.path)), parts)),
            _ => return None,
        }
    }
    None
}

fn is_conversion(method: &Ident) -> bool {
    ["to_string", "to_owned", "into", "clone", "as_str", "as_ref"].iter().any(|conversion| method == conversion)
}

/// `String::from("x")`, `Some("x")`.
fn wrapped_text(call: &syn::ExprCall) -> Value {
    let last = match &*call.func {
        Expr::Path(path) => path.path.segments.last(),
        _ => None,
    };
    let wraps = last.is_some_and(|last| ["from", "new", "Some"].iter().any(|wrap| last.ident == wrap));
    match call.args.first().filter(|_| wraps).map(value) {
        Some(Value::Text(text)) => Value::Text(text),
        _ => Value::Other,
    }
}

/// `"a" + b + "c"`, when it begins with a text.
fn joined_text(expr: &Expr) -> Value {
    let mut parts = Vec::new();
    let mut expr = expr;
    while let Expr::Binary(sum) = expr
        && matches!(sum.op, BinOp::Add(_))
        && parts.len() < LIST_LIMIT
    {
        parts.push(text_or_hole(&sum.right));
        expr = &sum.left;
    }
    let Value::Text(first) = (if parts.is_empty() { Value::Other } else { simple_text(expr) }) else {
        return Value::Other;
    };
    parts.push(first);
    parts.reverse();
    Value::Text(parts.concat())
}

fn text_or_hole(expr: &Expr) -> String {
    match simple_text(expr) {
        Value::Text(text) => text,
        _ => HOLE.to_owned(),
    }
}

/// The value of anything but a sum, so that the two do not call each other without end.
fn simple_text(expr: &Expr) -> Value {
    match expr {
        Expr::Binary(_) => Value::Other,
        _ => value(expr),
    }
}

/// Whether a macro is one that formats a text.
pub(super) fn formats(mac: &Macro) -> bool {
    let last = mac.path.segments.last();
    last.is_some_and(|last| {
        ["format", "format_args", "concat", "write", "writeln"].iter().any(|name| last.ident == name)
    })
}
