//! Declarations: types, operations, variables.

use super::mention::Known;
use super::table::{Act, Role, Variable};
use super::tape::At;
use super::value::is_dotted;
use super::walk::{Around, Awaits, Walk};
use crate::lang::Names;
use crate::outline::{Block, BlockKind};
use crate::shape::{Assignment, Local, TypeShape};
use seamline_analyzer::facts::{Operation, TypeDecl, TypeKind};
use std::collections::BTreeMap;

/// A declared type as written is cut here; nobody writes longer ones.
const LONGEST_TYPE: usize = 200;
/// More bases of one type are not kept.
const MOST_BASES: usize = 200;

impl<'a> Walk<'a> {
    /// The text of the child in the `Name` role.
    pub(crate) fn declared_name(&self, at: At) -> &'a str {
        self.tape.child(at, Role::Name).map_or("", |name| self.tape.text(name))
    }

    /// Declares a type and opens it.
    pub(crate) fn type_declaration(&mut self, at: At, kind: TypeKind) {
        let name = self.declared_name(at);
        // `class Shop::Order` declares an `Order`.
        let name = name.rsplit(':').next().unwrap_or(name);
        let (line, end_line) = (self.tape.line(at), self.tape.end_line(at));
        if self.at_top() {
            self.outline_block(at, BlockKind::Type, name);
        }
        let index = (self.is_top() && !name.is_empty()).then_some(self.facts.types.len());
        let shape = self.shapes.types.len();
        let bases = self.bases(at);
        if let Some(index) = index {
            let operations = Vec::new();
            self.facts.types.push(TypeDecl { name: name.to_owned(), kind, line, end_line, fields: 0, operations });
            let base = |base: &String| match self.language.names {
                Names::Constants => constant(base).map(str::to_owned),
                _ => simple(base).map(str::to_owned),
            };
            self.facts.bases.extend(bases.iter().filter_map(|written| Some((index, base(written)?))));
        }
        self.shapes.types.push(TypeShape { name: name.to_owned(), bases, fields: Vec::new(), line });
        self.enter(at, Around::Type { name, kind, index, shape });
        if let Some(body) = self.tape.child(at, Role::Body) {
            self.hoist(body);
        }
    }

    /// Adds a base to the type directly around: `include Audited`.
    pub(crate) fn add_base(&mut self, name: &str) {
        let Around::Type { index, shape, .. } = self.around() else { return };
        if self.shapes.types[shape].bases.len() < MOST_BASES {
            self.shapes.types[shape].bases.push(as_written(name));
            let base = index.zip(constant(name)).map(|(index, name)| (index, name.to_owned()));
            self.facts.bases.extend(base);
        }
    }

    /// The bases of a type as written.
    fn bases(&self, at: At) -> Vec<String> {
        let mut bases: Vec<String> = Vec::new();
        let mut open: Vec<At> = self.tape.children(at).filter(|child| self.lists_bases(*child)).collect();
        open.reverse();
        while let Some(list) = open.pop() {
            for base in self.tape.children(list) {
                match self.act(base) {
                    Some(Act::Bases) => open.push(base),
                    Some(Act::Comment | Act::Pair) => {}
                    Some(Act::TypeArguments) => {
                        if let Some(generic) = bases.last_mut() {
                            generic.push_str(&as_written(self.tape.text(base)));
                        }
                    }
                    _ => bases.push(as_written(self.tape.text(base).split('(').next().unwrap_or_default())),
                }
            }
        }
        bases
    }

    fn lists_bases(&self, at: At) -> bool {
        self.tape.role(at) == Role::Bases || matches!(self.act(at), Some(Act::Bases))
    }

    pub(super) fn operation(&mut self, at: At, constructor: bool) {
        let name = self.declared_name(at);
        let constructor = constructor || self.language.constructors.contains(&name);
        let of_object = matches!(self.act(self.tape.parent(at)), Some(Act::Object));
        match self.block_kind() {
            Some(_) if of_object => self.outline_member(at, name),
            Some(kind) if self.tape.child(at, Role::Body).is_some() => {
                let stays = constructor || (name.starts_with("__") && name.ends_with("__"));
                let kind = if stays && kind == BlockKind::Method { BlockKind::Stays } else { kind };
                self.outline_block(at, kind, name);
            }
            _ => {}
        }
        match self.around() {
            Around::Type { index: Some(index), .. } if !constructor && !name.is_empty() => {
                let operation = self.describe_operation(at, name);
                self.facts.types[index].operations.push(operation);
            }
            Around::File if self.language.modules && !name.is_empty() && !of_object => {
                let operations = vec![self.describe_operation(at, name)];
                let (line, end_line, kind) = (self.tape.line(at), self.tape.end_line(at), TypeKind::Function);
                self.facts.types.push(TypeDecl { name: name.to_owned(), kind, line, end_line, fields: 0, operations });
            }
            _ => {}
        }
        self.note_operation(at, name, of_object);
        self.enter(at, Around::Operation { name, constructor });
        if self.language.modules
            && let Some(body) = self.tape.child(at, Role::Body)
        {
            self.hoist(body);
        }
    }

    fn describe_operation(&self, at: At, name: &str) -> Operation {
        let parameters = self.tape.child(at, Role::Parameters).map(|list| self.parameters(list)).unwrap_or_default();
        let result = self.tape.child(at, Role::Returns).or_else(|| self.tape.child(at, Role::Type));
        let returns = result.and_then(|result| simple(self.type_text(result)));
        let returns = returns.filter(|name| !matches!(*name, "void" | "None")).unwrap_or_default().to_owned();
        let public = (self.language.public)(self, at, name);
        Operation { name: name.to_owned(), parameters, returns, public, line: self.tape.line(at) }
    }

    fn parameters(&self, list: At) -> Vec<String> {
        let parameter = |child: At| match self.act(child)? {
            Act::Variable(_) => {
                let declared = self.type_of(child).map(|declared| self.type_text(declared));
                let declared = declared.and_then(simple).map(str::to_owned);
                declared.or_else(|| self.names_of(child).first().map(|(name, _)| self.tape.text(*name).to_owned()))
            }
            Act::Name if !self.language.selves.contains(&self.tape.text(child)) => {
                Some(self.tape.text(child).to_owned())
            }
            _ => None,
        };
        self.tape.children(list).filter_map(parameter).take(256).collect()
    }

    /// The text of a type, for a simple name: primitive types too.
    fn type_text(&self, declared: At) -> &'a str {
        self.type_name_of(declared).unwrap_or_else(|| self.tape.text(declared).trim_start_matches([':', ' ']))
    }

    pub(super) fn variable(&mut self, at: At, variable: Variable) {
        let around = self.around();
        let declared = self.type_of(at);
        for (name, value) in self.names_of(at) {
            let known = self.know(declared, value);
            let text = self.tape.text(name);
            self.scopes.declare(text, known);
            match (variable, around) {
                (Variable::Field | Variable::ByScope, Around::Type { .. })
                | (Variable::Parameter, Around::Type { kind: TypeKind::Record, .. }) => {
                    self.field(name, text, declared, around);
                    self.assignment(text, value, name);
                }
                (Variable::ByScope, Around::File) if self.language.modules => {
                    self.module_value(at, text);
                    self.assignment(text, value, name);
                }
                (Variable::ByScope, Around::Operation { .. }) if self.language.modules => {
                    self.local(text, value, name);
                }
                _ => {}
            }
        }
    }

    /// Records a variable of a function whose value is a call.
    fn local(&mut self, name: &str, value: Option<At>, at: At) {
        let Some(value) = value.map(|value| self.unwrap(value)) else { return };
        if matches!(self.act(value), Some(Act::Call)) {
            self.awaited.push((value, Awaits::Local(self.shapes.locals.len())));
            self.shapes.locals.push(Local { name: name.to_owned(), call: None, line: self.tape.line(at) });
        }
    }

    fn field(&mut self, at: At, name: &str, declared: Option<At>, around: Around<'a>) {
        let Around::Type { index, shape, .. } = around else { return };
        if let Some(index) = index {
            self.facts.types[index].fields += 1;
        }
        let written = declared.map_or_else(String::new, |declared| self.written_type(declared));
        self.shapes.types[shape].fields.push((name.to_owned(), written, self.tape.line(at)));
    }

    /// A declared type as it is written, without the colon before it.
    pub(super) fn written_type(&self, declared: At) -> String {
        as_written(self.tape.text(declared).trim_start_matches([':', ' ']))
    }

    /// Records a value at the top of a file that others can import.
    pub(crate) fn module_value(&mut self, at: At, name: &str) {
        if self.facts.types.iter().rev().take(64).any(|known| known.name == name) {
            return;
        }
        let (line, end_line) = (self.tape.line(at), self.tape.end_line(at));
        let (kind, operations) = (TypeKind::Value, Vec::new());
        self.facts.types.push(TypeDecl { name: name.to_owned(), kind, line, end_line, fields: 0, operations });
    }

    /// Takes a value back that turned out to be an import.
    pub(crate) fn forget_value(&mut self, name: &str) {
        let from = self.facts.types.len().saturating_sub(64);
        let is_it = |known: &TypeDecl| known.kind == TypeKind::Value && known.name == name;
        if let Some(index) = self.facts.types[from..].iter().rposition(is_it) {
            self.facts.types.remove(from + index);
        }
    }

    /// Says that a value recorded just now is a function.
    pub(crate) fn value_is_function(&mut self, name: &str, function: At) {
        let operation = self.describe_operation(function, name);
        let is_it = |known: &&mut TypeDecl| known.kind == TypeKind::Value && known.name == name;
        if let Some(value) = self.facts.types.iter_mut().rev().take(64).find(is_it) {
            value.kind = TypeKind::Function;
            value.operations.push(operation);
            let (line, end_line) = (value.line, value.end_line);
            if self.at_top() {
                let (of, name) = (String::new(), name.to_owned());
                self.push_block(Block { kind: BlockKind::Function, of, name, line, end_line });
            }
        }
    }

    /// Adds an operation to a type that is declared above.
    pub(crate) fn add_operation(&mut self, owner_name: &str, name: &str, function: At) {
        let operation = self.describe_operation(function, name);
        if let Some(owner) = self.facts.types.iter_mut().rev().take(64).find(|known| known.name == owner_name) {
            owner.operations.push(operation);
            if self.at_top() {
                let whole = self.tape.parent(function);
                let (line, end_line) = (self.tape.line(whole), self.tape.end_line(whole));
                let (kind, of, name) = (BlockKind::Method, owner_name.to_owned(), name.to_owned());
                self.push_block(Block { kind, of, name, line, end_line });
            }
        } else {
            self.facts.given_methods.push((owner_name.to_owned(), name.to_owned()));
        }
    }

    /// Records `name = value`, if there is a value.
    pub(crate) fn assignment(&mut self, name: &str, value: Option<At>, at: At) {
        let Some(value) = value else { return };
        let value = self.assigned_last(value);
        if let Some(Act::Call | Act::New) = self.act(value) {
            self.awaited.push((value, Awaits::Assignment(self.shapes.assignments.len())));
        }
        self.shapes.assignments.push(Assignment {
            of: self.type_around().to_owned(),
            name: name.to_owned(),
            value: self.value_of(value),
            call: None,
            line: self.tape.line(at),
        });
    }

    /// The value of `a = b = value`.
    fn assigned_last(&self, value: At) -> At {
        let mut value = self.unwrap(value);
        for _ in 0..4 {
            let ends = (self.act(value), self.tape.child(value, Role::Left), self.tape.child(value, Role::Right));
            let (None, Some(_), Some(right)) = ends else { break };
            value = self.unwrap(right);
        }
        value
    }

    /// The node of a variable's type.
    pub(super) fn type_of(&self, at: At) -> Option<At> {
        if let Some(declared) = self.tape.child(at, Role::Type) {
            return Some(declared);
        }
        if self.tape.child(at, Role::Name).is_some() {
            return None;
        }
        let passed = |child: &At| matches!(self.act(*child), Some(Act::Modifiers | Act::Annotation | Act::Comment));
        let first = self.tape.children(at).find(|child| !passed(child))?;
        (!matches!(self.act(first), Some(Act::Name | Act::Declarator | Act::Variable(_)))).then_some(first)
    }

    /// The names a variable declares, with their values.
    pub(super) fn names_of(&self, at: At) -> Vec<(At, Option<At>)> {
        if let Some(name) = self.tape.child(at, Role::Name).or_else(|| self.tape.child(at, Role::Left)) {
            let plain = matches!(self.act(name), Some(Act::Name | Act::TypeName | Act::Qualified));
            return if plain { vec![(name, self.tape.child(at, Role::Value))] } else { Vec::new() };
        }
        let mut names: Vec<(At, Option<At>)> = Vec::new();
        for child in self.tape.children(at) {
            match self.act(child) {
                Some(Act::Declarator) => {
                    let name = self.tape.child(child, Role::Name);
                    names.extend(name.map(|name| (name, self.declarator_value(child))));
                }
                Some(Act::Name) if self.tape.role(child) == Role::None => names.push((child, None)),
                _ => {}
            }
        }
        names
    }

    /// The value of a declarator: in its role, else what stands last and is no name.
    fn declarator_value(&self, at: At) -> Option<At> {
        let unnamed = |child: &At| self.tape.role(*child) == Role::None && !matches!(self.act(*child), Some(Act::Skip));
        self.tape.child(at, Role::Value).or_else(|| self.tape.children(at).filter(unnamed).last())
    }

    /// What a declaration says about its name.
    pub(crate) fn know(&self, declared: Option<At>, value: Option<At>) -> Known<'a> {
        let declared = declared.and_then(|declared| self.type_name_of(declared));
        if let Some(name) = declared.filter(|name| *name != "var") {
            return Known::Typed(name);
        }
        value.map_or(Known::Untyped, |value| self.made_by(value))
    }

    fn made_by(&self, value: At) -> Known<'a> {
        let value = self.unwrap(value);
        match self.act(value) {
            Some(Act::New) => {
                let made = self.tape.child(value, Role::Type).and_then(|made| self.type_name_of(made));
                made.map_or(Known::Untyped, Known::Typed)
            }
            Some(Act::Call) => match self.tape.child(value, Role::Function) {
                Some(function) if self.is_name(function) || matches!(self.act(function), Some(Act::Member)) => {
                    let maker = self.tape.text(function);
                    let last = maker.rsplit('.').next().unwrap_or_default();
                    let creates = self.table.creates_by_call && last.starts_with(char::is_uppercase);
                    match (creates, self.language.modules) {
                        (true, _) => Known::Typed(maker),
                        (false, true) => Known::MadeBy(maker),
                        (false, false) => Known::Untyped,
                    }
                }
                _ => Known::Untyped,
            },
            _ => Known::Untyped,
        }
    }

    /// The name of the type a node writes, without arguments, arrays and wrappers.
    pub(super) fn type_name_of(&self, declared: At) -> Option<&'a str> {
        let mut at = declared;
        for _ in 0..32 {
            match self.act(at) {
                Some(Act::Name | Act::TypeName | Act::Qualified | Act::Member) => {
                    let name = self.tape.text(at);
                    let plain = !name.contains(['<', '@', '[', '(']);
                    let known = self.scopes.known(name) != Some(Known::TypeParameter);
                    return (plain && known).then_some(name);
                }
                Some(Act::Text(_)) => return self.quoted_name(at),
                Some(Act::Annotation) => return None,
                _ => {}
            }
            let mut inner = self.tape.children(at).filter(|child| !matches!(self.act(*child), Some(Act::Annotation)));
            let first = inner.next()?;
            let wraps = self.language.wrappers.contains(&self.tape.text(first));
            at = match inner.find(|child| wraps && matches!(self.act(*child), Some(Act::TypeArguments))) {
                Some(arguments) => self.tape.children(arguments).next()?,
                None => first,
            };
        }
        None
    }

    /// The name in a quoted type hint.
    fn quoted_name(&self, at: At) -> Option<&'a str> {
        let fragment = self.tape.children(at).find(|part| matches!(self.act(*part), Some(Act::Fragment)))?;
        Some(self.tape.text(fragment)).filter(|name| is_dotted(name))
    }

    /// Declares what a body declares directly, so that it can be used before its line.
    pub(super) fn hoist(&mut self, body: At) {
        for child in self.tape.children(body) {
            match self.act(child) {
                None | Some(Act::Declaration | Act::Hook(_)) => {
                    for inner in self.tape.children(child) {
                        self.hoist_one(inner);
                    }
                }
                Some(_) => self.hoist_one(child),
            }
        }
    }

    fn hoist_one(&mut self, at: At) {
        match self.act(at) {
            Some(Act::Variable(Variable::Field | Variable::ByScope)) => {
                let declared = self.type_of(at);
                for (name, value) in self.names_of(at) {
                    let known = self.know(declared, value);
                    self.scopes.declare(self.tape.text(name), known);
                }
            }
            Some(Act::Operation | Act::Type(_)) if self.language.modules => match self.around() {
                Around::Type { .. } => self.hoist_own_fields(at),
                _ => self.scopes.declare(self.declared_name(at), Known::Own),
            },
            _ => {}
        }
    }
}

/// What a method assigns to `self`.
impl<'a> Walk<'a> {
    /// `self.orders = orders` declares a field; its type is the parameter's or the created value's.
    fn hoist_own_fields(&mut self, operation: At) {
        let around = self.around();
        let Around::Type { shape, .. } = around else { return };
        let parameters = self.typed_parameters(operation);
        let mut at = operation + 1;
        while at < self.tape.next(operation) {
            match self.act(at) {
                Some(Act::Type(_)) => at = self.tape.next(at),
                Some(Act::Variable(Variable::ByScope)) => {
                    if let Some(name) = self.own_field(at) {
                        let (declared, value) = (self.tape.child(at, Role::Type), self.tape.child(at, Role::Value));
                        let passed = value.and_then(|value| parameters.get(self.tape.text(value)).copied());
                        let known = passed.unwrap_or_else(|| self.know(declared, value));
                        let text = self.tape.text(name);
                        let new = self.scopes.known(text).is_none_or(|outer| outer == Known::Own)
                            && self.shapes.types[shape].fields.iter().take(256).all(|field| field.0 != text);
                        if new {
                            self.scopes.declare(text, known);
                            self.field(name, text, declared, around);
                        }
                    }
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    /// The `x` of `self.x = value`.
    fn own_field(&self, assignment: At) -> Option<At> {
        let member = self.tape.child(assignment, Role::Left)?;
        let object = self.tape.child(member, Role::Object)?;
        let own = matches!(self.act(object), Some(Act::This)) || self.language.selves.contains(&self.tape.text(object));
        own.then(|| self.tape.child(member, Role::Name)).flatten()
    }

    fn typed_parameters(&self, operation: At) -> BTreeMap<&'a str, Known<'a>> {
        let list = self.tape.child(operation, Role::Parameters);
        let parameters = list.into_iter().flat_map(|list| self.tape.children(list));
        let typed = parameters.filter_map(|parameter| {
            let declared = self.tape.child(parameter, Role::Type)?;
            let (name, _) = self.names_of(parameter).first().copied()?;
            Some((self.tape.text(name), self.know(Some(declared), None)))
        });
        typed.collect()
    }
}

/// A type as written, on one line and cut to a sane length.
pub(super) fn as_written(text: &str) -> String {
    let mut written = String::with_capacity(text.len().min(LONGEST_TYPE));
    for (index, part) in text.split_whitespace().enumerate() {
        if index > 0 && !written.ends_with(['<', '.', '(', '[']) {
            written.push(' ');
        }
        written.push_str(part);
        if written.len() > LONGEST_TYPE {
            let cut = (0..=LONGEST_TYPE).rev().find(|at| written.is_char_boundary(*at)).unwrap_or(0);
            written.truncate(cut);
            break;
        }
    }
    written
}

/// The simple name of a type: `a.b.Order<T>[]` is `Order`.
pub(super) fn simple(written: &str) -> Option<&str> {
    let bare = written.split(['<', '[', '(', '?', ' ', '|', '&']).next().unwrap_or_default();
    let name = bare.rsplit(['.', ':']).next().unwrap_or_default();
    (!name.is_empty()).then_some(name)
}

/// A path of constants as written: `Shop::Order` of `::Shop::Order`; nothing of a call that makes a type.
fn constant(written: &str) -> Option<&str> {
    let name = written.split(['[', ' ']).next().unwrap_or_default().trim_start_matches(':');
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ':');
    (plain && name.starts_with(char::is_uppercase)).then_some(name)
}
