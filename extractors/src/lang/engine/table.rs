//! A language as data: what each kind of node means, and the same compiled to an array by kind id.

use super::At;
use super::walk::Walk;
use crate::file::FileFacts;
use crate::lang::Names;
use crate::shape::Shapes;
use seamline_analyzer::Info;
use seamline_analyzer::facts::{Context, TypeKind};

/// The full description of a language: everything the engine needs, and all that differs between languages.
pub(crate) struct Description {
    /// Its card.
    pub info: Info,
    /// The file extensions, without the dot.
    pub extensions: &'static [&'static str],
    /// How names are looked up across files.
    pub names: Names,
    /// The grammars, by the extensions they are for; the first is for all others.
    pub grammars: &'static [Grammar],
    /// What a kind of node means. Kinds that are not listed mean nothing themselves; their children may.
    pub kinds: &'static [(&'static str, Act)],
    /// What a field of any node holds.
    pub roles: &'static [(&'static str, Role)],
    /// Where types are named, besides the types of variables, operations and creations: (kind, context).
    pub places: &'static [(&'static str, Context)],
    /// What the language's own code does at a kind of node before the engine reads it.
    pub before: &'static [(&'static str, Before)],
    /// What the language's own code adds when a file is done.
    pub after: fn(&mut FileFacts, &Shapes),
    /// Unnamed nodes worth keeping: operators and modifiers.
    pub tokens: &'static [&'static str],
    /// Names of the object itself, where they are plain identifiers: `self`.
    pub selves: &'static [&'static str],
    /// Names of methods that are constructors.
    pub constructors: &'static [&'static str],
    /// Methods of a type that create one: `new` of `Order.new`.
    pub creators: &'static [&'static str],
    /// Names that are the language's own and are never mentioned.
    pub builtins: &'static [&'static str],
    /// Generic types that stand for their argument: `Optional[Order]` is used like an `Order`.
    pub wrappers: &'static [&'static str],
    /// Kinds of nodes whose body is run again and again.
    pub loops: &'static [&'static str],
    /// Whether a callee runs the function that it is handed for each element of something: `orders.forEach`.
    pub for_each: fn(&str) -> bool,
    /// Where functions and values live at the top of files and are imported by name (Python, JavaScript).
    pub modules: bool,
    /// Whether other files can call an operation.
    pub public: fn(&Walk<'_>, At, &str) -> bool,
}

/// One grammar of a language.
pub(crate) struct Grammar {
    /// The extensions it is for; empty means all.
    pub extensions: &'static [&'static str],
    /// The grammar.
    pub language: fn() -> tree_sitter::Language,
}

/// What a language's own code does at a node; answers where to go on ([`Walk::inside`], [`Walk::past`]).
pub(crate) type Hook = for<'a, 'w> fn(&'w mut Walk<'a>, At) -> At;

/// What a language's own code does at a node before the engine reads it.
pub(crate) type Before = for<'a, 'w> fn(&'w mut Walk<'a>, At);

/// What a node means.
#[derive(Clone, Copy)]
pub(crate) enum Act {
    /// Nothing in it is a fact.
    Skip,
    /// Its words are terms.
    Comment,
    /// An identifier.
    Name,
    /// An identifier that can only be a type.
    TypeName,
    /// A dotted name of a type.
    Qualified,
    /// `a.b`: `Object` and `Name`.
    Member,
    /// `this`, `self`: dropped from the front of paths.
    This,
    /// Type arguments: their names are types wherever they stand.
    TypeArguments,
    /// A type's own type parameter; not a type to mention.
    TypeParameter,
    /// A package or namespace: `Name`, or its only child.
    Package,
    /// An import; the words in it are no terms.
    Import(for<'a, 'w> fn(&'w mut Walk<'a>, At)),
    /// A type declaration: `Name`, `Body`.
    Type(TypeKind),
    /// The bases of a type, or a list of them.
    Bases,
    /// A method or function: `Name`, `Parameters`, `Returns` or `Type`.
    Operation,
    /// A constructor.
    Constructor,
    /// A scope of local names without a name of its own.
    Scope,
    /// A variable: `Type`, `Name` or declarators, `Value`.
    Variable(Variable),
    /// The part of a variable that names it: `Name`, `Value`.
    Declarator,
    /// An annotation: `Name`, `Arguments`.
    Annotation,
    /// Wraps a declaration: its only child that declares.
    Declaration,
    /// What stands between an annotation and what it annotates.
    Modifiers,
    /// The arguments of a call or annotation, where they have no field.
    Arguments,
    /// `x is Order`: the right side is a type.
    TypeTest,
    /// A call: `Function` (or `Object` and `Name`), `Arguments`.
    Call,
    /// An object creation: `Type`, `Arguments`.
    New,
    /// A thrown value.
    Throw,
    /// `Order.class`, `typeof(Order)`.
    TypeLiteral,
    /// A string literal.
    Text(Quotes),
    /// `:paid`: a word that stands for itself.
    Symbol,
    /// Literal characters of a string.
    Fragment,
    /// `\n` in a string.
    Escape,
    /// `${x}` in a string.
    Hole,
    /// Strings side by side.
    Adjacent,
    /// `a + b`, when its operator is `+`.
    Binary,
    /// `(a)`, `await a`.
    Wrapped,
    /// An argument that wraps its value (C#).
    Argument,
    /// `key = value`, `{key: value}`: `Key`, `Value`.
    Pair,
    /// `{...}` with pairs.
    Object,
    /// A list of values.
    List,
    /// Whatever the language's own code makes of it.
    Hook(Hook),
}

/// What a variable is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variable {
    /// A field of the type around it.
    Field,
    /// A parameter of the operation around it.
    Parameter,
    /// A local variable.
    Local,
    /// A caught exception.
    Caught,
    /// A field directly inside a type, a value at the top of a file, else a local.
    ByScope,
}

/// How a string literal is delimited.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quotes {
    /// Its content are [`Act::Fragment`]s, [`Act::Escape`]s and [`Act::Hole`]s.
    Parts,
    /// The node's text, `@"..."`: the outer quotes go, doubled quotes become one.
    Verbatim,
}

/// What a field of a node holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// Nothing that matters.
    None,
    /// The name that is declared or selected.
    Name,
    /// A declared type.
    Type,
    /// A result's type.
    Returns,
    /// An initial value.
    Value,
    /// What is selected from.
    Object,
    /// What is called.
    Function,
    /// Arguments of a call or annotation.
    Arguments,
    /// Parameters of an operation.
    Parameters,
    /// The inside of a declaration.
    Body,
    /// The key of a pair.
    Key,
    /// The left side.
    Left,
    /// The right side.
    Right,
    /// The operator.
    Operator,
    /// The bases of a type.
    Bases,
    /// A decorated declaration.
    Definition,
}

/// Where a node stands: what a type named here is used for, and whether plain identifiers are types.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    pub context: Context,
    pub types: bool,
}

impl Place {
    /// Plain code.
    pub(crate) const CODE: Place = Place { context: Context::Use, types: false };

    /// A place for types.
    pub(crate) const fn types(context: Context) -> Self {
        Self { context, types: true }
    }
}

/// A description compiled for one grammar.
pub(crate) struct Table {
    pub grammar: tree_sitter::Language,
    kinds: Vec<Row>,
    /// For `ERROR` nodes, whose kind is outside the grammar.
    error: Row,
    roles: Vec<Role>,
    /// Calling a type creates one (Python).
    pub creates_by_call: bool,
}

struct Row {
    name: Box<str>,
    act: Option<Act>,
    before: Option<Before>,
    place: Option<Context>,
    repeats: bool,
    kept: bool,
    leaf: bool,
}

impl Table {
    pub(super) fn new(description: &'static Description, grammar: tree_sitter::Language) -> Self {
        let kinds = (0..grammar.node_kind_count() as u16).map(|id| row(description, &grammar, id)).collect();
        let role = |field: u16| {
            let name = grammar.field_name_for_id(field).unwrap_or_default();
            description.roles.iter().find(|(listed, _)| *listed == name).map_or(Role::None, |(_, role)| *role)
        };
        let roles = (0..=grammar.field_count() as u16).map(role).collect();
        let error =
            Row { name: "ERROR".into(), act: None, before: None, place: None, repeats: false, kept: true, leaf: false };
        let creates = description.kinds.iter().any(|(_, act)| matches!(act, Act::New));
        let creates_by_call = !creates && description.creators.is_empty();
        Self { grammar, kinds, error, roles, creates_by_call }
    }

    fn at(&self, kind: u16) -> &Row {
        self.kinds.get(usize::from(kind)).unwrap_or(&self.error)
    }

    pub(super) fn keeps(&self, kind: u16) -> bool {
        self.at(kind).kept
    }

    pub(super) fn has_children(&self, kind: u16) -> bool {
        !self.at(kind).leaf
    }

    pub(super) fn act(&self, kind: u16) -> Option<Act> {
        self.at(kind).act
    }

    pub(super) fn before(&self, kind: u16) -> Option<Before> {
        self.at(kind).before
    }

    pub(super) fn place(&self, kind: u16) -> Option<Context> {
        self.at(kind).place
    }

    pub(super) fn repeats(&self, kind: u16) -> bool {
        self.at(kind).repeats
    }

    pub(super) fn role(&self, field: u16) -> Role {
        self.roles.get(usize::from(field)).copied().unwrap_or(Role::None)
    }

    pub(super) fn kind_name(&self, kind: u16) -> &str {
        &self.at(kind).name
    }
}

fn row(description: &'static Description, grammar: &tree_sitter::Language, id: u16) -> Row {
    let named = grammar.node_kind_is_named(id);
    let kind = grammar.node_kind_for_id(id).unwrap_or_default();
    let listed = description.kinds.iter().find(|(name, _)| *name == kind);
    let act = listed.map(|(_, act)| *act);
    if !named {
        let kept = description.tokens.contains(&kind);
        return Row {
            name: kind.into(),
            act: act.filter(|_| kept),
            before: None,
            place: None,
            repeats: false,
            kept,
            leaf: true,
        };
    }
    let before = description.before.iter().find(|(name, _)| *name == kind).map(|(_, before)| *before);
    let place = description.places.iter().find(|(name, _)| *name == kind).map(|(_, context)| *context);
    let leaf = matches!(act, Some(Act::Skip | Act::Comment | Act::Name | Act::TypeName | Act::Symbol));
    let repeats = description.loops.contains(&kind);
    Row { name: kind.into(), act, before, place, repeats, kept: true, leaf }
}
