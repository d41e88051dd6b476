//! What the node kinds of JavaScript and TypeScript mean: one table for both, since the second grammar extends the
//! first. Kinds that one of them lacks match nothing there.

use super::{folder, made, modules};
use crate::lang::engine::{Act, At, Before, Quotes, Role, Variable, Walk, last_name};
use seamline_analyzer::facts::{Context, TypeKind};

pub(in crate::lang) const KINDS: &[(&str, Act)] = &[
    // Names.
    ("identifier", Act::Name),
    ("type_identifier", Act::TypeName),
    ("property_identifier", Act::Name),
    ("private_property_identifier", Act::Name),
    ("shorthand_property_identifier", Act::Name),
    ("shorthand_property_identifier_pattern", Act::Skip),
    ("statement_identifier", Act::Skip),
    ("nested_type_identifier", Act::Qualified),
    ("nested_identifier", Act::Qualified),
    ("member_expression", Act::Member),
    ("this", Act::This),
    ("type_arguments", Act::TypeArguments),
    ("type_parameter", Act::TypeParameter),
    ("predefined_type", Act::Skip),
    ("comment", Act::Comment),
    ("hash_bang_line", Act::Skip),
    // Declarations.
    ("import_statement", Act::Import(modules::import)),
    ("export_statement", Act::Declaration),
    ("class_declaration", Act::Type(TypeKind::Class)),
    ("abstract_class_declaration", Act::Type(TypeKind::Class)),
    ("class", Act::Type(TypeKind::Class)),
    ("interface_declaration", Act::Type(TypeKind::Interface)),
    ("enum_declaration", Act::Type(TypeKind::Enum)),
    ("type_alias_declaration", Act::Type(TypeKind::Record)),
    ("class_heritage", Act::Bases),
    ("extends_clause", Act::Bases),
    ("implements_clause", Act::Bases),
    ("extends_type_clause", Act::Bases),
    ("function_declaration", Act::Operation),
    ("generator_function_declaration", Act::Operation),
    ("method_definition", Act::Operation),
    ("method_signature", Act::Operation),
    ("abstract_method_signature", Act::Operation),
    ("arrow_function", Act::Scope),
    ("function_expression", Act::Scope),
    ("generator_function", Act::Scope),
    ("decorator", Act::Annotation),
    // Variables.
    ("lexical_declaration", Act::Variable(Variable::ByScope)),
    ("variable_declaration", Act::Variable(Variable::ByScope)),
    ("variable_declarator", Act::Declarator),
    ("public_field_definition", Act::Variable(Variable::Field)),
    ("field_definition", Act::Variable(Variable::Field)),
    ("property_signature", Act::Variable(Variable::Field)),
    ("formal_parameters", Act::Variable(Variable::Parameter)),
    ("required_parameter", Act::Variable(Variable::Parameter)),
    ("optional_parameter", Act::Variable(Variable::Parameter)),
    ("assignment_pattern", Act::Declarator),
    ("object_pattern", Act::Declarator),
    ("array_pattern", Act::Declarator),
    ("rest_pattern", Act::Declarator),
    // Expressions.
    ("call_expression", Act::Call),
    ("new_expression", Act::New),
    ("throw_statement", Act::Throw),
    ("string", Act::Text(Quotes::Parts)),
    ("template_string", Act::Text(Quotes::Parts)),
    ("string_fragment", Act::Fragment),
    ("escape_sequence", Act::Escape),
    ("template_substitution", Act::Hole),
    ("binary_expression", Act::Binary),
    ("parenthesized_expression", Act::Wrapped),
    ("await_expression", Act::Wrapped),
    ("non_null_expression", Act::Wrapped),
    ("arguments", Act::Arguments),
    ("object", Act::Object),
    ("pair", Act::Pair),
    ("array", Act::List),
];

pub(in crate::lang) const ROLES: &[(&str, Role)] = &[
    ("name", Role::Name),
    ("pattern", Role::Name),
    ("property", Role::Name),
    ("type", Role::Type),
    ("constructor", Role::Type),
    ("return_type", Role::Returns),
    ("value", Role::Value),
    ("source", Role::Value),
    ("object", Role::Object),
    ("function", Role::Function),
    ("arguments", Role::Arguments),
    ("parameters", Role::Parameters),
    ("body", Role::Body),
    ("key", Role::Key),
    ("left", Role::Left),
    ("right", Role::Right),
    ("operator", Role::Operator),
];

pub(in crate::lang) const PLACES: &[(&str, Context)] = &[("type_query", Context::Use)];

pub(in crate::lang) const BEFORE: &[(&str, Before)] = &[
    ("call_expression", modules::require),
    ("export_statement", modules::export),
    ("assignment_expression", assignment),
    ("augmented_assignment_expression", write),
    ("update_expression", write),
    ("public_field_definition", static_field),
    ("field_definition", static_field),
    ("method_definition", constant),
    ("arrow_function", modules::function_value),
    ("function_expression", modules::function_value),
    ("variable_declarator", variable),
    ("required_parameter", parameter_property),
    ("jsx_opening_element", element),
    ("jsx_self_closing_element", element),
];

pub(in crate::lang) const BUILTINS: &[&str] = &[
    "Array",
    "BigInt",
    "Boolean",
    "Buffer",
    "Date",
    "Error",
    "Function",
    "JSON",
    "Map",
    "Math",
    "Number",
    "Object",
    "Omit",
    "Partial",
    "Pick",
    "Promise",
    "Proxy",
    "Readonly",
    "Record",
    "Reflect",
    "RegExp",
    "Required",
    "Set",
    "String",
    "Symbol",
    "TypeError",
    "URL",
    "WeakMap",
    "clearTimeout",
    "console",
    "describe",
    "document",
    "exports",
    "import",
    "isNaN",
    "module",
    "parseFloat",
    "parseInt",
    "process",
    "require",
    "setInterval",
    "setTimeout",
    "super",
    "undefined",
    "window",
];

pub(in crate::lang) const WRAPPERS: &[&str] =
    &["Promise", "Array", "ReadonlyArray", "Readonly", "Partial", "Relation", "Ref", "Observable", "Set", "Awaited"];

pub(in crate::lang) const LOOPS: &[&str] = &["for_statement", "for_in_statement", "while_statement", "do_statement"];

/// `orders.forEach`, `orders.map`, `Promise.map`, `async.each`; not what a class does by that name.
pub(in crate::lang) fn is_for_each(callee: &str) -> bool {
    const NAMES: &[&str] = &[
        "forEach",
        "map",
        "flatMap",
        "reduce",
        "each",
        "eachSeries",
        "eachLimit",
        "mapSeries",
        "mapLimit",
        "forEachSeries",
    ];
    let (on, name) = last_name(callee);
    let class = on.starts_with(|c: char| c.is_ascii_uppercase()) && !matches!(on, "Promise" | "Bluebird");
    NAMES.contains(&name) && !on.is_empty() && !class
}

/// Members are public unless they say otherwise or start with `#` or `_`.
pub(in crate::lang) fn is_public(walk: &Walk<'_>, at: At, name: &str) -> bool {
    let modifier = walk.tape.child_of_kind(at, "accessibility_modifier").map(|modifier| walk.tape.text(modifier));
    !matches!(modifier, Some("private" | "protected")) && !name.starts_with(['#', '_'])
}

fn assignment(walk: &mut Walk<'_>, at: At) {
    modules::assignment(walk, at);
    folder::collect(walk, at);
    write(walk, at);
}

/// `count += 1`, `cache[key] = value`, `count++`
fn write(walk: &mut Walk<'_>, at: At) {
    let left = walk.tape.child(at, Role::Left).or_else(|| walk.tape.children(at).next());
    if let Some(left) = left {
        walk.note_write(left);
    }
}

/// `static cache = new Map()`
fn static_field(walk: &mut Walk<'_>, at: At) {
    let text = walk.tape.text(at);
    let head = text.split(['=', ';', ':']).next().unwrap_or_default();
    if head.split_whitespace().any(|word| word == "static") {
        walk.note_static(at, head.split_whitespace().any(|word| word == "readonly"));
    }
}

/// `const orders: Orders = ...`: the type stands on the declarator. Without one, the value may be from another module.
fn variable(walk: &mut Walk<'_>, at: At) {
    let tape = walk.tape;
    let Some(declared) = tape.child(at, Role::Type) else { return made::value(walk, at) };
    let Some(name) = tape.child(at, Role::Name) else { return };
    if tape.kind(name) == "identifier" {
        let known = walk.know(Some(declared), None);
        walk.declare(tape.text(name), known);
    }
}

/// `static get tableName() { return 'orders'; }` is a constant of its class.
fn constant(walk: &mut Walk<'_>, at: At) {
    let tape = walk.tape;
    let (Some(name), Some(body)) = (tape.child(at, Role::Name), tape.child(at, Role::Body)) else { return };
    let mut statements = tape.children(body);
    let (Some(only), None) = (statements.next(), statements.next()) else { return };
    let value = tape.children(only).next().filter(|value| tape.kind(*value) == "string");
    if tape.kind(only) == "return_statement" && value.is_some() {
        walk.assignment(tape.text(name), value, at);
    }
}

/// `constructor(private orders: Orders)` declares a field too.
fn parameter_property(walk: &mut Walk<'_>, at: At) {
    let tape = walk.tape;
    let is_property = ["accessibility_modifier", "override_modifier", "readonly"];
    if !is_property.iter().any(|kind| tape.child_of_kind(at, kind).is_some()) {
        return;
    }
    let (Some(name), declared) = (tape.child(at, Role::Name), tape.child(at, Role::Type)) else { return };
    let known = walk.know(declared, None);
    walk.declare_in_type(tape.text(name), known);
}

/// `<OrderList/>` uses `OrderList`.
fn element(walk: &mut Walk<'_>, at: At) {
    let Some(name) = walk.tape.child(at, Role::Name) else { return };
    let text = walk.tape.text(name);
    if text.starts_with(char::is_uppercase) || text.contains('.') {
        walk.mention(text, Context::Use, name);
    }
}
