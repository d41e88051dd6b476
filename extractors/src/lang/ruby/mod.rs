//! Ruby.
//!
//! A file says which constants it defines and which it only opens to put others into them; what a constant means is
//! looked up across files ([`Names::Constants`]). `include`, `extend` and `prepend` add bases. A variable counts where it
//! is assigned what a constant gave (`Order.new`, `Order.find`). Views (`.erb`, `.haml`, `.slim`) are not read.
//!
//! Limits: what is called on a parameter or on the result of a method is not known; methods and constants that are made
//! while a program runs (`define_method`, `const_set`, `Class.new`) and what `method_missing` answers are not seen;
//! `private` counts for the methods below it and before `def`, not with a list of names; parts of the scope of a constant
//! that are no constants (`self.class::LIMIT`) are passed over.

mod names;

use super::engine::{Act, At, Described, Description, Grammar, Known, Quotes, Role, Variable, Walk, last_name};
use crate::file::{ConstantKind, ConstantMention, Import, ImportForm};
use crate::lang::Names;
use crate::shape::FieldSet;
use names::{BUILTINS, EACH, GIVE_ONE};
use seamline_analyzer::Info;
use seamline_analyzer::facts::{Context, TypeKind};

/// The language.
pub(super) static RUBY: Described = Described::new(&DESCRIPTION);

static DESCRIPTION: Description = Description {
    info: Info {
        id: "ruby",
        summary: "Ruby sources: classes, modules, constants, calls, strings",
        reference: "tree-sitter-ruby 0.23",
    },
    extensions: &["rb", "rake"],
    names: Names::Constants,
    grammars: &[Grammar { extensions: &[], language: || tree_sitter_ruby::LANGUAGE.into() }],
    kinds: &[
        // Names.
        ("identifier", Act::Name),
        ("instance_variable", Act::Name),
        ("class_variable", Act::Name),
        ("global_variable", Act::Name),
        ("constant", Act::Name),
        ("scope_resolution", Act::Name),
        ("hash_key_symbol", Act::Name),
        ("self", Act::This),
        ("comment", Act::Comment),
        ("uninterpreted", Act::Skip),
        ("alias", Act::Skip),
        ("undef", Act::Skip),
        // Declarations.
        ("class", Act::Hook(declare)),
        ("module", Act::Hook(declare)),
        ("superclass", Act::Bases),
        ("method", Act::Operation),
        ("singleton_method", Act::Operation),
        ("lambda", Act::Scope),
        ("block", Act::Scope),
        ("do_block", Act::Scope),
        // Variables.
        ("assignment", Act::Hook(assignment)),
        ("operator_assignment", Act::Hook(assignment)),
        ("method_parameters", Act::Variable(Variable::Parameter)),
        ("block_parameters", Act::Variable(Variable::Parameter)),
        ("lambda_parameters", Act::Variable(Variable::Parameter)),
        ("destructured_parameter", Act::Variable(Variable::Parameter)),
        ("optional_parameter", Act::Variable(Variable::Parameter)),
        ("keyword_parameter", Act::Variable(Variable::Parameter)),
        ("splat_parameter", Act::Variable(Variable::Parameter)),
        ("hash_splat_parameter", Act::Variable(Variable::Parameter)),
        ("block_parameter", Act::Variable(Variable::Parameter)),
        ("exception_variable", Act::Variable(Variable::Local)),
        // Expressions.
        ("call", Act::Call),
        ("argument_list", Act::Arguments),
        ("hash", Act::Object),
        ("pair", Act::Pair),
        ("array", Act::List),
        ("string_array", Act::List),
        ("symbol_array", Act::List),
        ("simple_symbol", Act::Symbol),
        ("delimited_symbol", Act::Text(Quotes::Parts)),
        ("string", Act::Text(Quotes::Parts)),
        ("bare_string", Act::Text(Quotes::Parts)),
        ("bare_symbol", Act::Text(Quotes::Parts)),
        ("heredoc_body", Act::Text(Quotes::Parts)),
        ("string_content", Act::Fragment),
        ("heredoc_content", Act::Fragment),
        ("escape_sequence", Act::Escape),
        ("interpolation", Act::Hole),
        ("chained_string", Act::Adjacent),
        ("binary", Act::Binary),
        ("parenthesized_statements", Act::Wrapped),
    ],
    roles: &[
        ("name", Role::Name),
        ("method", Role::Name),
        ("receiver", Role::Object),
        ("object", Role::Object),
        ("arguments", Role::Arguments),
        ("parameters", Role::Parameters),
        ("superclass", Role::Bases),
        ("body", Role::Body),
        ("key", Role::Key),
        ("value", Role::Value),
        ("left", Role::Left),
        ("right", Role::Right),
        ("operator", Role::Operator),
    ],
    places: &[("exceptions", Context::Throws)],
    before: &[("constant", mention), ("scope_resolution", mention), ("call", call)],
    after: |_, _| {},
    tokens: &["+"],
    selves: &[],
    constructors: &["initialize"],
    creators: &["new"],
    builtins: BUILTINS,
    wrappers: &[],
    loops: &["while", "until", "for"],
    for_each: |callee| EACH.contains(&last_name(callee).1),
    modules: false,
    public: is_public,
};

/// The kinds of nodes that open a constant.
fn opens_constant(kind: &str) -> bool {
    matches!(kind, "class" | "module")
}

/// `class Shop::Order < Base`, `module Shop`: one that only holds others is no type of this file.
fn declare(walk: &mut Walk<'_>, at: At) -> At {
    let tape = walk.tape;
    let opened = only_opened(walk, at);
    let base = tape.child(at, Role::Bases).and_then(|list| tape.children(list).next());
    let base = base.map(|base| tape.text(base)).filter(|base| base.len() < 500).map(str::to_owned);
    let kind = if opened { ConstantKind::Opened } else { ConstantKind::Type };
    constant(walk, full_name(walk, at), kind, base, at);
    if !opened {
        walk.type_declaration(at, TypeKind::Class);
    }
    walk.inside(at)
}

/// Whether a class without a base holds nothing but classes and modules, or a module nothing but these and constants.
fn only_opened(walk: &Walk<'_>, at: At) -> bool {
    let tape = walk.tape;
    let Some(body) = tape.child(at, Role::Body).filter(|_| tape.child(at, Role::Bases).is_none()) else { return false };
    let mut holds = false;
    let of_module = tape.kind(at) == "module";
    let is_constant = |child: At| {
        let left = tape.child(child, Role::Left).filter(|_| tape.kind(child) == "assignment");
        opens_constant(tape.kind(child)) || of_module && left.is_some_and(|left| tape.kind(left) == "constant")
    };
    tape.children(body).all(|child| {
        let constant = is_constant(child);
        holds |= constant;
        constant || tape.kind(child) == "comment"
    }) && holds
}

/// The names of the classes and modules around a node and its own, as far as they are near.
fn full_name(walk: &Walk<'_>, at: At) -> String {
    let tape = walk.tape;
    let mut parts = Vec::new();
    let mut next = Some(at);
    while let Some(here) = next.filter(|_| parts.len() < 32) {
        if opens_constant(tape.kind(here)) || here == at {
            let name = tape.child(here, Role::Name).or_else(|| tape.child(here, Role::Left));
            let name = name.map_or("", |name| tape.text(name));
            parts.push(name.trim_start_matches(':'));
            if name.starts_with("::") {
                break;
            }
        }
        next = (here != 0).then(|| tape.parent(here));
    }
    parts.reverse();
    parts.join("::").split_whitespace().collect()
}

/// More constants of one file are not kept.
const MOST: usize = 10_000;

fn constant(walk: &mut Walk<'_>, name: String, kind: ConstantKind, base: Option<String>, at: At) {
    let line = walk.tape.line(at);
    if !name.is_empty() && name.len() < 500 && walk.facts.constants.len() < MOST {
        walk.facts.constants.push(ConstantMention { name, kind, bases: base.into_iter().collect(), line });
    }
}

/// A constant that is passed on, read or rescued; what is called on it, the call tells.
fn mention(walk: &mut Walk<'_>, at: At) {
    let tape = walk.tape;
    let named = matches!(tape.role(at), Role::Name | Role::Key | Role::Left);
    if named || walk.place(at).types || walk.belongs_to_path(at) || !is_path(tape.text(at)) {
        return;
    }
    let list = tape.parent(at);
    let taker = tape.parent(list);
    let context = match bare_callee(walk, taker).filter(|_| tape.kind(list) == "argument_list") {
        Some("include" | "extend" | "prepend") => Context::Inherit,
        Some("raise" | "fail") => Context::Throws,
        _ => walk.place(at).context,
    };
    walk.mention(tape.text(at), context, at);
}

/// Whether a text is constants joined by double colons.
fn is_path(text: &str) -> bool {
    let first = text.trim_start_matches("::").starts_with(char::is_uppercase);
    first && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ':') || c.is_whitespace())
}

/// The method of a call that is made on nothing.
fn bare_callee<'a>(walk: &Walk<'a>, at: At) -> Option<&'a str> {
    let tape = walk.tape;
    let bare = tape.kind(at) == "call" && tape.child(at, Role::Object).is_none();
    tape.child(at, Role::Name).filter(|_| bare).map(|name| tape.text(name))
}

/// `require "a/b"`, `include Audited`.
fn call(walk: &mut Walk<'_>, at: At) {
    let tape = walk.tape;
    let Some(callee) = bare_callee(walk, at) else { return };
    let arguments = || tape.child(at, Role::Arguments).into_iter().flat_map(|list| tape.children(list)).take(64);
    match callee {
        "require" | "require_relative" | "require_dependency" => {
            let text = arguments().next().filter(|first| tape.kind(*first) == "string").map(|first| tape.text(first));
            let path = text.unwrap_or_default().trim_matches(['"', '\'']);
            if path.is_empty() || path.contains("#{") || path.len() > 500 {
                return;
            }
            let relative = callee == "require_relative" && !path.starts_with('.');
            let path = [if relative { "./" } else { "" }, path].concat();
            let line = tape.line(at);
            let (form, names) = (ImportForm::Module, Vec::new());
            walk.import(Import { path, form, names, alias: None, reexport: false, line }, None);
        }
        "include" | "extend" | "prepend" if walk.is_in_type() => {
            let names: Vec<&str> = arguments().map(|one| tape.text(one)).filter(|name| is_path(name)).collect();
            for name in names {
                walk.add_base(name);
                include(walk, name);
            }
        }
        _ => {}
    }
}

/// Adds a module to the bases of the constant that was opened last, if that is the one directly around.
fn include(walk: &mut Walk<'_>, name: &str) {
    let around = walk.type_around();
    let own = walk.facts.constants.iter_mut().rev().take(64);
    let mut own = own.filter(|known| known.kind == ConstantKind::Type);
    let is_it = |known: &&mut ConstantMention| known.name.rsplit(':').next() == Some(around);
    if let Some(known) = own.find(is_it).filter(|known| known.bases.len() < 64) {
        known.bases.push(name.to_owned());
    }
}

/// `order = Order.new`, `LIMIT = 3`, `self.table_name = "orders"`, `order.status = "paid"`.
fn assignment(walk: &mut Walk<'_>, at: At) -> At {
    let tape = walk.tape;
    let (left, right) = (tape.child(at, Role::Left), tape.child(at, Role::Right));
    let Some(left) = left else { return walk.inside(at) };
    let name = tape.text(left);
    match tape.kind(left) {
        "identifier" => walk.declare(name, given(walk, right)),
        "instance_variable" | "class_variable" => walk.declare_in_type(name, given(walk, right)),
        "constant" => {
            constant(walk, full_name(walk, at), ConstantKind::Value, None, at);
            walk.assignment(name, right, left);
        }
        "call" => set(walk, left, right),
        _ => {}
    }
    walk.inside(at)
}

/// `self.table_name = "orders"` in a class, `order.status = "paid"` anywhere.
fn set(walk: &mut Walk<'_>, left: At, right: Option<At>) {
    let tape = walk.tape;
    let (object, field) = (tape.child(left, Role::Object), tape.child(left, Role::Name));
    let Some((object, field)) = object.zip(field) else { return };
    let (variable, field) = (tape.text(object), tape.text(field));
    match tape.kind(object) {
        "self" if walk.is_in_type() => walk.assignment(field, right, left),
        "identifier" | "instance_variable" if walk.shapes.sets.len() < MOST => {
            let of = match walk.known(variable) {
                Some(Known::Typed(of)) => of.to_owned(),
                _ => String::new(),
            };
            let variable = variable.trim_start_matches('@').to_owned();
            walk.shapes.sets.push(FieldSet { variable, of, field: field.to_owned(), line: tape.line(left) });
        }
        _ => {}
    }
}

/// What a value says about the variable that it is assigned to: `Order.new` and `Order.where(..).first` give an `Order`.
fn given<'a>(walk: &Walk<'a>, value: Option<At>) -> Known<'a> {
    let tape = walk.tape;
    let gives_one = |at: &At| {
        let method = tape.child(*at, Role::Name).map_or("", |name| tape.text(name));
        tape.kind(*at) == "call" && GIVE_ONE.contains(&method.trim_end_matches('!'))
    };
    let Some(mut root) = value.filter(gives_one) else { return Known::Untyped };
    for _ in 0..16 {
        match tape.child(root, Role::Object) {
            Some(inner) if tape.kind(root) == "call" => root = inner,
            _ => break,
        }
    }
    match tape.kind(root) {
        "constant" | "scope_resolution" if is_path(tape.text(root)) => Known::Typed(tape.text(root)),
        _ => Known::Untyped,
    }
}

/// Statements of a class before a method that are looked at for `private`.
const STATEMENTS: usize = 1_000;

/// Not `private` or `protected` by the nearest such word above it, nor by one before its `def`.
fn is_public(walk: &Walk<'_>, at: At, _name: &str) -> bool {
    let tape = walk.tape;
    let holder = tape.parent(at);
    if tape.kind(holder) == "argument_list" {
        return !matches!(
            bare_callee(walk, tape.parent(holder)),
            Some("private" | "protected" | "private_class_method")
        );
    }
    let words = tape.children(holder).take(STATEMENTS).take_while(|before| *before < at);
    let words = words.filter(|before| tape.kind(*before) == "identifier").map(|before| tape.text(before));
    let last = words.filter(|word| matches!(*word, "private" | "protected" | "public")).last();
    tape.kind(at) == "singleton_method" || !matches!(last, Some("private" | "protected"))
}

#[cfg(test)]
mod tests;
