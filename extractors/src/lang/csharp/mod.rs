//! C#, up to records, primary constructors, top-level statements and raw strings.
//!
//! Limits: members of a base class or of another part of a partial class are not known here; a chain of namespaces
//! before a type in plain code (`A.B.C.M()`) is read as the type `A`.

use super::engine::{Act, At, Described, Description, Grammar, Known, Quotes, Role, Variable, Walk, last_name};
use crate::file::{Import, ImportForm};
use crate::lang::Names;
use seamline_analyzer::Info;
use seamline_analyzer::facts::{Context, TypeKind};

/// The language.
pub(super) static CSHARP: Described = Described::new(&DESCRIPTION);

static DESCRIPTION: Description = Description {
    info: Info {
        id: "csharp",
        summary: "C# sources: types, references, attributes, strings",
        reference: "tree-sitter-c-sharp 0.23",
    },
    extensions: &["cs"],
    names: Names::Namespaces,
    grammars: &[Grammar { extensions: &[], language: || tree_sitter_c_sharp::LANGUAGE.into() }],
    kinds: &[
        // Names. Types are plain identifiers; where they stand tells.
        ("identifier", Act::Name),
        ("qualified_name", Act::Qualified),
        ("member_access_expression", Act::Member),
        ("this", Act::This),
        ("type_argument_list", Act::TypeArguments),
        ("type_parameter", Act::TypeParameter),
        ("comment", Act::Comment),
        // Declarations.
        ("namespace_declaration", Act::Package),
        ("file_scoped_namespace_declaration", Act::Package),
        ("using_directive", Act::Import(using)),
        ("extern_alias_directive", Act::Skip),
        ("class_declaration", Act::Type(TypeKind::Class)),
        ("interface_declaration", Act::Type(TypeKind::Interface)),
        ("delegate_declaration", Act::Type(TypeKind::Interface)),
        ("enum_declaration", Act::Type(TypeKind::Enum)),
        ("record_declaration", Act::Type(TypeKind::Record)),
        ("struct_declaration", Act::Type(TypeKind::Record)),
        ("base_list", Act::Bases),
        ("method_declaration", Act::Operation),
        ("local_function_statement", Act::Operation),
        ("constructor_declaration", Act::Constructor),
        ("destructor_declaration", Act::Scope),
        ("operator_declaration", Act::Scope),
        ("conversion_operator_declaration", Act::Scope),
        ("indexer_declaration", Act::Scope),
        ("accessor_declaration", Act::Scope),
        ("lambda_expression", Act::Scope),
        ("anonymous_method_expression", Act::Scope),
        ("global_statement", Act::Declaration),
        ("field_declaration", Act::Declaration),
        ("event_field_declaration", Act::Declaration),
        ("attribute_list", Act::Modifiers),
        ("attribute", Act::Annotation),
        ("attribute_argument_list", Act::Arguments),
        ("attribute_argument", Act::Argument),
        // Variables.
        ("variable_declaration", Act::Variable(Variable::ByScope)),
        ("variable_declarator", Act::Declarator),
        ("bracketed_argument_list", Act::Arguments),
        ("property_declaration", Act::Variable(Variable::Field)),
        ("event_declaration", Act::Variable(Variable::Field)),
        ("parameter", Act::Variable(Variable::Parameter)),
        ("foreach_statement", Act::Variable(Variable::Local)),
        ("declaration_expression", Act::Variable(Variable::Local)),
        ("declaration_pattern", Act::Variable(Variable::Local)),
        ("recursive_pattern", Act::Variable(Variable::Local)),
        ("from_clause", Act::Variable(Variable::Local)),
        ("catch_declaration", Act::Variable(Variable::Caught)),
        ("implicit_parameter", Act::Hook(implicit_parameter)),
        // Expressions.
        ("invocation_expression", Act::Call),
        ("conditional_access_expression", Act::Hook(conditional_access)),
        ("object_creation_expression", Act::New),
        ("argument_list", Act::Arguments),
        ("argument", Act::Argument),
        ("throw_statement", Act::Throw),
        ("throw_expression", Act::Throw),
        ("typeof_expression", Act::TypeLiteral),
        ("constant_pattern", Act::Hook(constant_pattern)),
        ("is_expression", Act::TypeTest),
        ("as_expression", Act::TypeTest),
        ("string_literal", Act::Text(Quotes::Parts)),
        ("raw_string_literal", Act::Text(Quotes::Parts)),
        ("interpolated_string_expression", Act::Text(Quotes::Parts)),
        ("verbatim_string_literal", Act::Text(Quotes::Verbatim)),
        ("string_literal_content", Act::Fragment),
        ("raw_string_content", Act::Fragment),
        ("string_content", Act::Fragment),
        ("escape_sequence", Act::Escape),
        ("interpolation", Act::Hole),
        ("binary_expression", Act::Binary),
        ("parenthesized_expression", Act::Wrapped),
        ("await_expression", Act::Wrapped),
        ("initializer_expression", Act::List),
    ],
    roles: &[
        ("name", Role::Name),
        ("type", Role::Type),
        ("returns", Role::Returns),
        ("value", Role::Value),
        ("expression", Role::Object),
        ("function", Role::Function),
        ("arguments", Role::Arguments),
        ("parameters", Role::Parameters),
        ("body", Role::Body),
        ("left", Role::Left),
        ("right", Role::Right),
        ("operator", Role::Operator),
    ],
    places: &[("type_parameter_constraint", Context::Use), ("explicit_interface_specifier", Context::Use)],
    before: &[
        ("using_statement", using_block),
        ("local_declaration_statement", using_local),
        ("field_declaration", static_field),
        ("assignment_expression", write),
        ("postfix_unary_expression", write),
    ],
    after: |_, _| {},
    tokens: &["+", "this", "static", "global"],
    selves: &[],
    constructors: &[],
    creators: &[],
    builtins: &[
        "var", "dynamic", "nameof", "String", "Object", "Int32", "Int64", "Boolean", "Guid", "DateTime", "Math",
        "Console",
    ],
    wrappers: &["Task", "ValueTask", "Nullable", "Lazy"],
    loops: &["for_statement", "foreach_statement", "while_statement", "do_statement"],
    for_each: |callee| matches!(last_name(callee).1, "ForEach" | "ForEachAsync" | "Select" | "SelectMany"),
    modules: false,
    public: is_public,
};

/// Members of interfaces are public unless they say otherwise.
fn is_public(walk: &Walk<'_>, at: At, _name: &str) -> bool {
    let tape = &walk.tape;
    let has = |word: &str| {
        let mut modifiers = tape.children(at).take(64).filter(|child| tape.kind(*child) == "modifier");
        modifiers.any(|modifier| tape.text(modifier) == word)
    };
    let holder = tape.parent(tape.parent(at));
    let in_interface = tape.kind(holder) == "interface_declaration";
    has("public") || (in_interface && !has("private"))
}

/// `using A.B;`, `global using A.B;`, `using X = A.B.C;`, `using static A.B.C;`
fn using(walk: &mut Walk<'_>, at: At) {
    let tape = walk.tape;
    let alias = tape.child(at, Role::Name);
    let path =
        tape.children(at).filter(|child| Some(*child) != alias && !matches!(tape.kind(*child), "static" | "global"));
    let Some(path) = path.last() else { return };
    let path: String = tape.text(path).split_whitespace().collect();
    let line = tape.line(at);
    let has = |word: &str| tape.child_of_kind(at, word).is_some();
    let form = match (alias, has("static"), has("global")) {
        (Some(_), _, _) | (None, true, _) => ImportForm::Named,
        (None, false, true) => ImportForm::GlobalWildcard,
        (None, false, false) => ImportForm::Wildcard,
    };
    let simple = path.rsplit('.').next().unwrap_or_default().to_owned();
    let names = alias.map(|alias| (simple, tape.text(alias).to_owned())).into_iter().collect();
    walk.import(Import { path, form, names, alias: None, reexport: false, line }, None);
}

/// `using (var x = a()) { ... }` opens a block by a call.
fn using_block(walk: &mut Walk<'_>, at: At) {
    let last = walk.tape.end_line(at);
    opened(walk, at, last);
}

/// `using var x = a();` opens the rest of the block around it.
fn using_local(walk: &mut Walk<'_>, at: At) {
    let tape = walk.tape;
    let text = tape.text(at);
    if text.starts_with("using ") || text.starts_with("await using ") {
        let last = tape.end_line(tape.parent(at));
        opened(walk, at, last);
    }
}

/// The first call or creation in what a `using` declares.
fn opened(walk: &mut Walk<'_>, at: At, last: u32) {
    let tape = walk.tape;
    let body = tape.child(at, Role::Body).unwrap_or(tape.next(at));
    let is_call = |at: &At| matches!(tape.kind(*at), "invocation_expression" | "object_creation_expression");
    if let Some(call) = (at + 1..body).take(64).find(is_call) {
        walk.opens(&[call], last);
    }
}

/// `x => ...` declares `x`.
fn implicit_parameter(walk: &mut Walk<'_>, at: At) -> At {
    let name = walk.tape.text(at);
    walk.declare(name, Known::Untyped);
    walk.past(at)
}

/// `orders?.Save()` is a call on `orders`.
fn conditional_access(walk: &mut Walk<'_>, at: At) -> At {
    let tape = walk.tape;
    if let Some(receiver) = tape.children(at).next()
        && let Some(Known::Typed(declared)) = walk.known(tape.text(receiver))
    {
        walk.mention(declared, Context::Call, receiver);
    }
    walk.inside(at)
}

/// `order is Paid` may name a type; a plain name that is written like one does.
fn constant_pattern(walk: &mut Walk<'_>, at: At) -> At {
    let tape = walk.tape;
    if let Some(name) = tape.children(at).next()
        && tape.kind(name) == "identifier"
        && tape.text(name).starts_with(char::is_uppercase)
        && walk.known(tape.text(name)).is_none()
    {
        walk.mention(tape.text(name), Context::Use, name);
    }
    walk.inside(at)
}

/// `static Map<String, Order> cache = ...`
fn static_field(walk: &mut Walk<'_>, at: At) {
    let head = walk.tape.text(at).split(['=', ';', '(']).next().unwrap_or_default();
    let has = |wanted: &str| head.split_whitespace().any(|word| word == wanted);
    if has("static") && !has("const") {
        // The variables of a field are a node of their own.
        let declared = walk.tape.child_of_kind(at, "variable_declaration").unwrap_or(at);
        walk.note_static(declared, has("readonly"));
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
