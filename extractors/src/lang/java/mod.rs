//! Java, up to records, sealed types and patterns.
//!
//! Limits: names inherited from a base class in another file are not known here; `var` takes its type from a creation
//! only.

use super::engine::{Act, At, Described, Description, Grammar, Known, Quotes, Role, Variable, Walk, last_name};
use crate::file::{Import, ImportForm};
use crate::lang::Names;
use seamline_analyzer::Info;
use seamline_analyzer::facts::{Context, TypeKind};

/// The language.
pub(super) static JAVA: Described = Described::new(&DESCRIPTION);

static DESCRIPTION: Description = Description {
    info: Info {
        id: "java",
        summary: "Java sources: types, references, annotations, strings",
        reference: "tree-sitter-java 0.23",
    },
    extensions: &["java"],
    names: Names::Packages,
    grammars: &[Grammar { extensions: &[], language: || tree_sitter_java::LANGUAGE.into() }],
    kinds: &[
        // Names.
        ("identifier", Act::Name),
        ("type_identifier", Act::TypeName),
        ("scoped_identifier", Act::Qualified),
        ("scoped_type_identifier", Act::Qualified),
        ("field_access", Act::Member),
        ("this", Act::This),
        ("type_arguments", Act::TypeArguments),
        ("type_parameter", Act::TypeParameter),
        ("line_comment", Act::Comment),
        ("block_comment", Act::Comment),
        // Declarations.
        ("package_declaration", Act::Package),
        ("import_declaration", Act::Import(import)),
        ("module_declaration", Act::Skip),
        ("class_declaration", Act::Type(TypeKind::Class)),
        ("interface_declaration", Act::Type(TypeKind::Interface)),
        ("annotation_type_declaration", Act::Type(TypeKind::Interface)),
        ("enum_declaration", Act::Type(TypeKind::Enum)),
        ("record_declaration", Act::Type(TypeKind::Record)),
        ("superclass", Act::Bases),
        ("super_interfaces", Act::Bases),
        ("extends_interfaces", Act::Bases),
        ("type_list", Act::Bases),
        ("method_declaration", Act::Operation),
        ("annotation_type_element_declaration", Act::Operation),
        ("constructor_declaration", Act::Constructor),
        ("compact_constructor_declaration", Act::Constructor),
        ("static_initializer", Act::Scope),
        ("lambda_expression", Act::Scope),
        ("enum_constant", Act::Scope),
        ("modifiers", Act::Modifiers),
        ("annotation", Act::Annotation),
        ("marker_annotation", Act::Annotation),
        // Variables.
        ("field_declaration", Act::Variable(Variable::Field)),
        ("constant_declaration", Act::Variable(Variable::Field)),
        ("formal_parameter", Act::Variable(Variable::Parameter)),
        ("spread_parameter", Act::Variable(Variable::Parameter)),
        ("inferred_parameters", Act::Variable(Variable::Local)),
        ("catch_formal_parameter", Act::Variable(Variable::Caught)),
        ("local_variable_declaration", Act::Variable(Variable::Local)),
        ("enhanced_for_statement", Act::Variable(Variable::Local)),
        ("resource", Act::Variable(Variable::Local)),
        ("type_pattern", Act::Variable(Variable::Local)),
        ("record_pattern_component", Act::Variable(Variable::Local)),
        ("instanceof_expression", Act::Hook(instanceof)),
        ("variable_declarator", Act::Declarator),
        // Expressions.
        ("method_invocation", Act::Call),
        ("object_creation_expression", Act::New),
        ("throw_statement", Act::Throw),
        ("method_reference", Act::Hook(method_reference)),
        ("class_literal", Act::TypeLiteral),
        ("string_literal", Act::Text(Quotes::Parts)),
        ("string_fragment", Act::Fragment),
        ("multiline_string_fragment", Act::Fragment),
        ("escape_sequence", Act::Escape),
        ("string_interpolation", Act::Hole),
        ("binary_expression", Act::Binary),
        ("parenthesized_expression", Act::Wrapped),
        ("argument_list", Act::Arguments),
        ("annotation_argument_list", Act::Arguments),
        ("dimensions", Act::Skip),
        ("element_value_pair", Act::Pair),
        ("element_value_array_initializer", Act::List),
        ("array_initializer", Act::List),
    ],
    roles: &[
        ("name", Role::Name),
        ("field", Role::Name),
        ("type", Role::Type),
        ("value", Role::Value),
        ("object", Role::Object),
        ("arguments", Role::Arguments),
        ("parameters", Role::Parameters),
        ("body", Role::Body),
        ("key", Role::Key),
        ("operator", Role::Operator),
    ],
    places: &[
        ("throws", Context::Throws),
        ("catch_type", Context::Throws),
        ("permits", Context::Use),
        ("spread_parameter", Context::Parameter),
        ("type_pattern", Context::Local),
        ("record_pattern_component", Context::Local),
        ("record_pattern", Context::Use),
    ],
    before: &[("field_declaration", static_field), ("assignment_expression", write), ("update_expression", write)],
    after: |_, _| {},
    tokens: &["+", "public", "private", "protected", "static"],
    constructors: &[],
    creators: &[],
    builtins: &[
        "String",
        "Integer",
        "Long",
        "Boolean",
        "Double",
        "Float",
        "Short",
        "Byte",
        "Character",
        "Object",
        "Void",
        "Number",
        "Override",
        "System",
        "Math",
        "var",
    ],
    selves: &[],
    wrappers: &[],
    loops: &["for_statement", "enhanced_for_statement", "while_statement", "do_statement"],
    for_each: is_for_each,
    modules: false,
    public: is_public,
};

/// `orders.forEach`, `orders.stream().map`; `map` alone may be that of an `Optional`.
fn is_for_each(callee: &str) -> bool {
    const OF_STREAMS: &[&str] =
        &["map", "mapToInt", "mapToLong", "mapToObj", "flatMap", "filter", "peek", "anyMatch", "allMatch"];
    let (before, name) = last_name(callee);
    let of_stream = before.contains("tream()") || before.contains("Stream.");
    matches!(name, "forEach" | "forEachOrdered") || of_stream && OF_STREAMS.contains(&name)
}

/// Members of interfaces are public unless they say otherwise.
fn is_public(walk: &Walk<'_>, at: At, _name: &str) -> bool {
    let tape = &walk.tape;
    let modifiers = tape.child_of_kind(at, "modifiers");
    let has = |word: &str| modifiers.is_some_and(|modifiers| tape.child_of_kind(modifiers, word).is_some());
    let in_interface = matches!(tape.kind(tape.parent(at)), "interface_body" | "annotation_type_body");
    has("public") || (in_interface && !has("private"))
}

/// `import a.b.C;`, `import a.b.*;`, `import static a.b.C.m;`, `import static a.b.C.*;`
fn import(walk: &mut Walk<'_>, at: At) {
    let tape = walk.tape;
    let Some(name) = tape.children(at).find(|child| tape.kind(*child) != "static" && tape.kind(*child) != "asterisk")
    else {
        return;
    };
    let path = tape.text(name);
    let line = tape.line(at);
    let is_static = tape.child_of_kind(at, "static").is_some();
    let wildcard = tape.child_of_kind(at, "asterisk").is_some();
    let (owner, member) = match path.rsplit_once('.') {
        Some((owner, member)) if is_static && !wildcard => (owner, Some(member)),
        _ => (path, None),
    };
    let names = member.map(|member| (member.to_owned(), member.to_owned())).into_iter().collect();
    // All members of one class is that class; all types of a package is a wildcard.
    let form = if wildcard && !is_static { ImportForm::Wildcard } else { ImportForm::Named };
    let path: String = owner.split_whitespace().collect();
    let simple = owner.rsplit('.').next().unwrap_or(owner);
    let import = Import { path, form, names, alias: None, reexport: false, line };
    walk.import(import, member.map(|member| (member, Known::Static(simple))));
}

/// `Order::getId` uses `Order`; `service::find` uses the type of `service`.
fn method_reference(walk: &mut Walk<'_>, at: At) -> At {
    let tape = walk.tape;
    if let Some(owner) = tape.children(at).next()
        && tape.kind(owner) == "identifier"
    {
        let name = tape.text(owner);
        match walk.known(name) {
            Some(Known::Typed(declared)) => walk.mention(declared, Context::Use, owner),
            None if name.starts_with(char::is_uppercase) => walk.mention(name, Context::Use, owner),
            _ => {}
        }
    }
    walk.inside(at)
}

/// `x instanceof Order order` declares a local.
fn instanceof(walk: &mut Walk<'_>, at: At) -> At {
    let tape = walk.tape;
    let declared = tape.children(at).filter(|child| tape.role(*child) != Role::Name).last();
    if let Some(name) = tape.child(at, Role::Name) {
        let known = walk.know(declared, None);
        walk.declare(tape.text(name), known);
    }
    walk.inside(at)
}

/// `static Map<String, Order> cache = ...`
fn static_field(walk: &mut Walk<'_>, at: At) {
    let head = walk.tape.text(at).split(['=', ';', '(']).next().unwrap_or_default();
    let has = |wanted: &str| head.split_whitespace().any(|word| word == wanted);
    if has("static") && !has("const") {
        walk.note_static(at, has("final"));
    }
}

/// `count = 1`, `count++`
fn write(walk: &mut Walk<'_>, at: At) {
    let left = walk.tape.child(at, Role::Left).or_else(|| walk.tape.children(at).next());
    if let Some(left) = left {
        walk.note_write(left);
    }
}

#[cfg(test)]
mod tests;
