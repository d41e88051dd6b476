//! Functions with their lines, and what they call: see [`crate::flow`].

use super::mention::{Known, tidy};
use super::table::{Act, Role};
use super::tape::At;
use super::walk::{Around, Walk};
use crate::flow::{CallMention, Function};
use crate::shape::{FieldSet, Static, Write};
use seamline_analyzer::facts::Context;

/// More functions or calls of one file are not kept.
const MOST: usize = 100_000;
/// Parameters of a function that are read.
const PARAMETERS: usize = 64;

impl<'a> Walk<'a> {
    /// A call of something with a name that can be looked up.
    pub(super) fn note_call(&mut self, name: &'a str, member: &'a str, context: Context, at: At) {
        if context != Context::Call || name.is_empty() || self.facts.calls.len() >= MOST {
            return;
        }
        if !self.language.builtins.contains(&name) {
            let (line, name, member) = (self.tape.line(at), tidy(name), member.to_owned());
            let last = self.last_line_around(at).max(line);
            self.facts.calls.push(CallMention { line, name, member, last });
        }
    }

    /// The last line of the call that a name is called by, or of the block that it opens.
    fn last_line_around(&self, at: At) -> u32 {
        let mut call = at;
        for _ in 0..4 {
            if matches!(self.act(call), Some(Act::Call)) {
                break;
            }
            call = self.tape.parent(call);
        }
        let opens = self.openers.last().filter(|(opener, _)| *opener == call);
        match (self.act(call), opens) {
            (_, Some((_, last))) => *last,
            (Some(Act::Call), None) => self.tape.end_line(call),
            _ => 0,
        }
    }

    /// A declared function, method or constructor.
    pub(super) fn note_operation(&mut self, at: At, name: &str, of_object: bool) {
        let name = match self.around() {
            Around::Type { name: of, .. } => [of, ".", name].concat(),
            Around::File if of_object => match self.object_name(self.tape.parent(at)) {
                "" => name.to_owned(),
                of => [of, ".", name].concat(),
            },
            Around::File | Around::Scope => name.to_owned(),
            Around::Operation { .. } => return,
        };
        self.note_function(at, name);
    }

    /// A function that is a value: `const total = () => ...`, `exports.total = function () {}`. One inside another
    /// function is a part of that.
    pub(crate) fn note_function_value(&mut self, at: At, name: &str) {
        let name = match self.around() {
            Around::Type { name: of, .. } => [of, ".", name].concat(),
            Around::File | Around::Scope => name.to_owned(),
            Around::Operation { .. } => return,
        };
        self.note_function(at, name);
    }

    fn note_function(&mut self, at: At, name: String) {
        let inner = self.frames_hold_an_operation();
        if inner || name.is_empty() || name.ends_with('.') || name.len() > 200 || self.facts.functions.len() >= MOST {
            return;
        }
        let (first, last) = (self.tape.line(self.with_wrapping(at)), self.tape.end_line(at));
        let parameters = self.parameter_names(at);
        let body = self.tape.child(at, Role::Body).is_some();
        self.facts.functions.push(Function { name: tidy(&name), first, last, parameters, body });
    }

    /// The name of an object that is the value of a variable: `orders` of `const orders = { place() {} }`.
    pub(crate) fn object_name(&self, object: At) -> &'a str {
        let holder = self.tape.parent(object);
        let named = self.tape.child(holder, Role::Name).filter(|name| self.is_name(*name));
        named.map_or("", |name| self.tape.text(name))
    }

    fn parameter_names(&self, at: At) -> Vec<String> {
        let Some(list) = self.tape.child(at, Role::Parameters) else {
            // `work => ...`: the only parameter stands alone.
            let only = self.tape.children(at).next().filter(|only| matches!(self.act(*only), Some(Act::Name)));
            let only = only.filter(|only| self.tape.role(*only) == Role::None);
            return only.map(|only| self.tape.text(only).to_owned()).into_iter().collect();
        };
        let name = |child: At| match self.act(child)? {
            Act::Name => Some(child),
            Act::Variable(_) | Act::Declarator => self.names_of(child).first().map(|(name, _)| *name),
            _ => None,
        };
        self.tape.children(list).filter_map(name).take(PARAMETERS).map(|name| self.tape.text(name).to_owned()).collect()
    }

    /// An assignment to a node: of interest when it outlives the function around.
    pub(crate) fn note_write(&mut self, target: At) {
        // Where a regular expression goes on is no state of the program.
        if self.tape.text(target).ends_with(".lastIndex") {
            return;
        }
        let mut root = target;
        for _ in 0..8 {
            let inner = match self.act(root) {
                Some(Act::Name | Act::This) => break,
                Some(Act::Member) => self.tape.child(root, Role::Object),
                _ => self.tape.children(root).next(),
            };
            let Some(inner) = inner else { return };
            root = inner;
        }
        let name = self.tape.text(root);
        self.note_set(target);
        let outlives = match self.known(name) {
            _ if self.at_top() || !matches!(self.act(root), Some(Act::Name)) => false,
            Some(Known::Imported(_) | Known::Module(_) | Known::Static(_) | Known::TypeParameter) | None => false,
            Some(Known::Own) => root == target,
            Some(Known::Untyped | Known::Typed(_) | Known::MadeBy(_)) if self.language.modules => self.is_of_file(name),
            Some(Known::Untyped | Known::Typed(_) | Known::MadeBy(_)) => self.is_outside_operation(name),
        };
        if outlives {
            self.note_write_of(name, root);
        }
    }

    /// An assignment to a field of a plain variable.
    pub(crate) fn note_set(&mut self, target: At) {
        if !matches!(self.act(target), Some(Act::Member)) || self.shapes.sets.len() >= MOST {
            return;
        }
        let (object, field) = (self.tape.child(target, Role::Object), self.tape.child(target, Role::Name));
        let Some((object, field)) = object.filter(|object| matches!(self.act(*object), Some(Act::Name))).zip(field)
        else {
            return;
        };
        let variable = self.tape.text(object);
        if self.language.selves.contains(&variable) {
            return;
        }
        let of = match self.known(variable) {
            Some(Known::Typed(of) | Known::MadeBy(of)) => of.to_owned(),
            _ => String::new(),
        };
        let (variable, field, line) = (variable.to_owned(), self.tape.text(field).to_owned(), self.tape.line(target));
        self.shapes.sets.push(FieldSet { variable, of, field, line });
    }

    /// An assignment to a name that outlives the function around.
    pub(crate) fn note_write_of(&mut self, name: &str, at: At) {
        if self.shapes.writes.len() < MOST {
            let (name, line) = (name.to_owned(), self.tape.line(at));
            self.shapes.writes.push(Write { name, line });
        }
    }

    /// A static field.
    pub(crate) fn note_static(&mut self, field: At, fixed: bool) {
        let declared = self.type_of(field).map_or_else(String::new, |declared| self.written_type(declared));
        let of = self.type_around().to_owned();
        for (name, _) in self.names_of(field) {
            if self.shapes.statics.len() < MOST {
                let (name, line) = (self.tape.text(name).to_owned(), self.tape.line(name));
                let (of, declared) = (of.clone(), declared.clone());
                self.shapes.statics.push(Static { of, name, declared, fixed, line });
            }
        }
    }

    /// Says that the calls directly inside a node open a block that ends on a line: `with a(), b():`.
    pub(crate) fn opens(&mut self, calls: &[At], last: u32) {
        self.openers.extend(calls.iter().rev().map(|call| (*call, last)));
    }
}
