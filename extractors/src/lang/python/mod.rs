//! Python 3.
//!
//! A name is followed only when it is imported, declared in the file, or typed by a hint or a creation. Docstrings are
//! comments, not strings.

use super::engine::{Act, At, Described, Description, Grammar, Known, Quotes, Role, Variable, Walk};
use crate::file::{FileFacts, Import, ImportForm, Mention};
use crate::lang::Names;
use crate::shape::{Call, Shapes, Value};
use seamline_analyzer::Info;
use seamline_analyzer::facts::{Context, TypeKind};

/// The language.
pub(super) static PYTHON: Described = Described::new(&DESCRIPTION);

static DESCRIPTION: Description = Description {
    info: Info {
        id: "python",
        summary: "Python sources: classes, functions, imports, decorators, strings",
        reference: "tree-sitter-python 0.25",
    },
    extensions: &["py"],
    names: Names::PythonModules,
    grammars: &[Grammar { extensions: &[], language: || tree_sitter_python::LANGUAGE.into() }],
    kinds: &[
        // Names.
        ("identifier", Act::Name),
        ("attribute", Act::Member),
        ("generic_type", Act::Hook(descend)),
        ("type_parameter", Act::TypeArguments),
        ("comment", Act::Comment),
        // Declarations.
        ("import_statement", Act::Import(import)),
        ("import_from_statement", Act::Import(import_from)),
        ("future_import_statement", Act::Skip),
        ("class_definition", Act::Type(TypeKind::Class)),
        ("function_definition", Act::Operation),
        ("decorated_definition", Act::Declaration),
        ("decorator", Act::Annotation),
        ("lambda", Act::Scope),
        ("list_comprehension", Act::Scope),
        ("set_comprehension", Act::Scope),
        ("dictionary_comprehension", Act::Scope),
        ("generator_expression", Act::Scope),
        ("expression_statement", Act::Hook(statement)),
        // Variables.
        ("assignment", Act::Variable(Variable::ByScope)),
        ("named_expression", Act::Variable(Variable::Local)),
        ("parameters", Act::Variable(Variable::Parameter)),
        ("lambda_parameters", Act::Variable(Variable::Parameter)),
        ("typed_parameter", Act::Variable(Variable::Parameter)),
        ("default_parameter", Act::Variable(Variable::Parameter)),
        ("typed_default_parameter", Act::Variable(Variable::Parameter)),
        ("list_splat_pattern", Act::Variable(Variable::Local)),
        ("dictionary_splat_pattern", Act::Variable(Variable::Local)),
        ("as_pattern_target", Act::Variable(Variable::Local)),
        ("pattern_list", Act::Variable(Variable::Local)),
        ("tuple_pattern", Act::Variable(Variable::Local)),
        ("for_statement", Act::Hook(loop_variable)),
        ("for_in_clause", Act::Hook(loop_variable)),
        // Expressions.
        ("call", Act::Call),
        ("argument_list", Act::Arguments),
        ("keyword_argument", Act::Pair),
        ("dictionary", Act::Object),
        ("pair", Act::Pair),
        ("list", Act::List),
        ("tuple", Act::List),
        ("set", Act::List),
        ("raise_statement", Act::Throw),
        ("string", Act::Text(Quotes::Parts)),
        ("string_content", Act::Fragment),
        ("escape_sequence", Act::Escape),
        ("interpolation", Act::Hole),
        ("concatenated_string", Act::Adjacent),
        ("binary_operator", Act::Binary),
        ("parenthesized_expression", Act::Wrapped),
        ("await", Act::Wrapped),
    ],
    roles: &[
        ("name", Role::Name),
        ("attribute", Role::Name),
        ("type", Role::Type),
        ("return_type", Role::Returns),
        ("value", Role::Value),
        ("right", Role::Value),
        ("left", Role::Left),
        ("object", Role::Object),
        ("function", Role::Function),
        ("arguments", Role::Arguments),
        ("parameters", Role::Parameters),
        ("superclasses", Role::Bases),
        ("body", Role::Body),
        ("key", Role::Key),
        ("operator", Role::Operator),
        ("definition", Role::Definition),
    ],
    places: &[],
    before: &[
        ("with_statement", with),
        ("assignment", write),
        ("augmented_assignment", write),
        ("global_statement", global),
    ],
    after: finish,
    tokens: &["+"],
    selves: &["self", "cls"],
    constructors: &[],
    creators: &[],
    builtins: &[
        "abs",
        "all",
        "any",
        "bool",
        "bytes",
        "callable",
        "chr",
        "classmethod",
        "dict",
        "dir",
        "enumerate",
        "eval",
        "exec",
        "filter",
        "float",
        "format",
        "frozenset",
        "getattr",
        "globals",
        "hasattr",
        "hash",
        "hex",
        "id",
        "input",
        "int",
        "isinstance",
        "issubclass",
        "iter",
        "len",
        "list",
        "locals",
        "map",
        "max",
        "min",
        "next",
        "object",
        "open",
        "ord",
        "pow",
        "print",
        "property",
        "range",
        "repr",
        "reversed",
        "round",
        "set",
        "setattr",
        "slice",
        "sorted",
        "staticmethod",
        "str",
        "sum",
        "super",
        "tuple",
        "type",
        "vars",
        "zip",
        "Exception",
        "ValueError",
        "KeyError",
        "TypeError",
        "AttributeError",
        "RuntimeError",
        "NotImplementedError",
        "IndexError",
        "Optional",
        "List",
        "Dict",
        "Set",
        "Tuple",
        "Any",
        "Union",
        "Callable",
        "Iterable",
        "Sequence",
        "Type",
    ],
    wrappers: &["Optional", "Type", "type", "Annotated", "Final", "ClassVar"],
    loops: &[
        "for_statement",
        "while_statement",
        "list_comprehension",
        "set_comprehension",
        "dictionary_comprehension",
        "generator_expression",
    ],
    for_each: |callee| callee == "map",
    modules: true,
    public: |_, _, name| !name.starts_with('_'),
};

fn descend(walk: &mut Walk<'_>, at: At) -> At {
    walk.inside(at)
}

/// `import a.b as c, d`
fn import(walk: &mut Walk<'_>, at: At) {
    let tape = walk.tape;
    let line = tape.line(at);
    for child in tape.children(at) {
        let (name, alias) = aliased(walk, child);
        let path: String = name.split_whitespace().collect();
        let local = alias.unwrap_or_else(|| name.split('.').next().unwrap_or(name));
        let import = Import {
            path,
            form: ImportForm::Module,
            names: Vec::new(),
            alias: alias.map(str::to_owned),
            reexport: false,
            line,
        };
        let index = walk.facts.imports.len();
        walk.import(import, Some((local, Known::Module(index))));
    }
}

/// `from ..a import b as c, d`, `from a import *`
fn import_from(walk: &mut Walk<'_>, at: At) {
    let tape = walk.tape;
    let line = tape.line(at);
    let mut children = tape.children(at).filter(|child| tape.kind(*child) != "comment");
    let Some(module) = children.next() else { return };
    let path: String = tape.text(module).split_whitespace().collect();
    let index = walk.facts.imports.len();
    let taken: Vec<At> = children.collect();
    if taken.iter().any(|child| tape.kind(*child) == "wildcard_import") {
        let import = Import { path, form: ImportForm::Wildcard, names: Vec::new(), alias: None, reexport: false, line };
        return walk.import(import, None);
    }
    let pairs: Vec<(&str, &str)> = taken
        .into_iter()
        .map(|child| {
            let (name, alias) = aliased(walk, child);
            (name, alias.unwrap_or(name))
        })
        .collect();
    let names = pairs.iter().map(|(there, here)| ((*there).to_owned(), (*here).to_owned())).collect();
    let import = Import { path, form: ImportForm::Named, names, alias: None, reexport: false, line };
    walk.import(import, pairs.into_iter().map(|(_, here)| (here, Known::Imported(index))));
}

fn aliased<'a>(walk: &Walk<'a>, at: At) -> (&'a str, Option<&'a str>) {
    let tape = walk.tape;
    if tape.kind(at) != "aliased_import" {
        return (tape.text(at), None);
    }
    let name = tape.child(at, Role::Name).unwrap_or(at);
    let alias = tape.children(at).last().filter(|last| *last != name);
    (tape.text(name), alias.map(|alias| tape.text(alias)))
}

/// `with a() as x, b():` opens a block by calls.
fn with(walk: &mut Walk<'_>, at: At) {
    let tape = walk.tape;
    let Some(clause) = tape.child_of_kind(at, "with_clause") else { return };
    let items = tape.children(clause).filter(|item| tape.kind(*item) == "with_item").take(16);
    let called = items.filter_map(|item| {
        let value = walk.unwrap(tape.children(item).next()?);
        let value = if tape.kind(value) == "as_pattern" { walk.unwrap(tape.children(value).next()?) } else { value };
        (tape.kind(value) == "call").then_some(value)
    });
    let called: Vec<At> = called.collect();
    let last = tape.end_line(at);
    walk.opens(&called, last);
}

/// `cache[key] = value`, `order.status = value`; a plain name is a local one, unless the function says `global`.
fn write(walk: &mut Walk<'_>, at: At) {
    let Some(left) = walk.tape.child(at, Role::Left) else { return };
    match walk.tape.kind(left) {
        "subscript" => walk.note_write(left),
        "attribute" => walk.note_set(left),
        _ => {}
    }
}

/// `global counter`: the function assigns to it.
fn global(walk: &mut Walk<'_>, at: At) {
    let tape = walk.tape;
    for name in tape.children(at).take(64) {
        walk.note_write_of(tape.text(name), name);
    }
}

/// A statement that is only a string is a docstring.
fn statement(walk: &mut Walk<'_>, at: At) -> At {
    let tape = walk.tape;
    let mut children = tape.children(at);
    match (children.next(), children.next()) {
        (Some(only), None) if matches!(tape.kind(only), "string" | "concatenated_string") => {
            walk.comment(only);
            walk.past(at)
        }
        _ => walk.inside(at),
    }
}

/// Functions that find a class by the name of its application or module and its own.
const FINDERS: &[&str] = &["get_model", "get_class", "get_classes"];

/// Bases of enumerations.
const ENUMS: &[&str] = &["Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "TextChoices", "IntegerChoices"];

/// What the shapes of a file tell beside its tree.
fn finish(facts: &mut FileFacts, shapes: &Shapes) {
    for (index, base) in &facts.bases {
        if ENUMS.contains(&base.rsplit('.').next().unwrap_or_default()) {
            facts.types[*index].kind = TypeKind::Enum;
        }
    }
    symbols(facts, shapes);
}

/// `get_model("order", "Order")` mentions `order.Order`, which says more than `Order`.
fn symbols(facts: &mut FileFacts, shapes: &Shapes) {
    let finds = |call: &&Call| FINDERS.contains(&call.callee.rsplit('.').next().unwrap_or_default());
    for call in shapes.calls.iter().filter(finds) {
        let [module, names @ ..] = call.arguments.as_slice() else { continue };
        let Value::Text(module) = &module.value else { continue };
        for name in names.iter().flat_map(|argument| texts(&argument.value)) {
            symbol(facts, module, name, call.line);
            outlined(facts, shapes, &format!("{module}.{name}"), call.line);
        }
    }
    facts.mentions.sort();
    facts.mentions.dedup_by(|next, kept| {
        let same = next.name == kept.name && next.context == kept.context;
        kept.count += if same { next.count } else { 0 };
        same
    });
}

/// Replaces one mention of the bare name by one of the full name.
fn symbol(facts: &mut FileFacts, module: &str, name: &str, line: u32) {
    let context = Context::TypeString;
    let bare = facts.mentions.iter().position(|mention| mention.name == name && mention.context == context);
    if let Some(bare) = bare {
        facts.mentions[bare].count -= 1;
        if facts.mentions[bare].count == 0 {
            facts.mentions.remove(bare);
        }
    }
    facts.mentions.push(Mention { name: format!("{module}.{name}"), context, count: 1, lines: vec![line] });
}

/// Where the file is outlined: `Order = get_model("shop", "Order")` at the top is an import by another name.
fn outlined(facts: &mut FileFacts, shapes: &Shapes, full: &str, line: u32) {
    let Some(outline) = &mut facts.outline else { return };
    let value = shapes.assignments.iter().find(|value| value.line == line && value.of.is_empty());
    match value {
        Some(value) => outline.follow(&value.name, full, line),
        None => outline.look_up(full, line),
    }
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Text(text) => vec![text],
        Value::List(items) => items.iter().flat_map(texts).collect(),
        Value::Name(_) | Value::Other => Vec::new(),
    }
}

/// `for x in ...` declares `x`.
fn loop_variable(walk: &mut Walk<'_>, at: At) -> At {
    let tape = walk.tape;
    if let Some(name) = tape.child(at, Role::Left).filter(|left| tape.kind(*left) == "identifier") {
        walk.declare(tape.text(name), Known::Untyped);
    }
    walk.inside(at)
}

#[cfg(test)]
mod tests;
