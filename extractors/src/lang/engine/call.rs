//! Calls, creations, selections and annotations: what is used, and on what.
//!
//! A receiver counts only with a witness in this file: a declared type, an import, or a name that is written like a
//! type. Anything else (results of other calls, names from base classes) is not guessed at.

use super::declare::as_written;
use super::mention::Known;
use super::table::{Act, Role, Variable};
use super::tape::At;
use super::walk::{Around, Awaits, Walk};
use crate::shape::{Annotation, Call, Target};
use seamline_analyzer::facts::Context;

/// Names of a path that are read, from its end; longer chains are cut at the front.
const LONGEST_PATH: usize = 16;

/// A dotted path, last part first.
pub(super) struct Path<'a> {
    parts: Vec<Part<'a>>,
    /// Whether it starts with `this`.
    own: bool,
}

#[derive(Clone, Copy)]
enum Part<'a> {
    Name(&'a str, At),
    /// The result of the call before it.
    Called,
    /// Anything that is no name.
    Other,
}

impl<'a> Path<'a> {
    /// The path as text when it consists of names only.
    pub(super) fn plain(&self) -> Option<String> {
        self.parts.iter().all(|part| matches!(part, Part::Name(..))).then(|| self.written())
    }

    pub(super) fn written(&self) -> String {
        let mut text = String::new();
        for part in self.parts.iter().rev() {
            match part {
                Part::Name(name, _) => {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(name);
                }
                Part::Called => text.push_str("()"),
                Part::Other => text.push('?'),
            }
        }
        text
    }

    /// The leading names, in order.
    fn names(&self) -> impl Iterator<Item = (&'a str, At)> + '_ {
        self.parts.iter().rev().map_while(|part| match part {
            Part::Name(name, at) => Some((*name, *at)),
            Part::Called | Part::Other => None,
        })
    }
}

impl<'a> Walk<'a> {
    /// Reads a chain of selections and calls from its outermost node inwards.
    pub(super) fn path(&self, at: At) -> Path<'a> {
        let mut path = Path { parts: Vec::new(), own: false };
        let mut next = Some(at);
        while let Some(at) = next {
            if path.parts.len() >= LONGEST_PATH {
                path.parts.push(Part::Other);
                break;
            }
            next = self.step(at, &mut path);
        }
        path
    }

    fn step(&self, at: At, path: &mut Path<'a>) -> Option<At> {
        match self.act(at) {
            Some(Act::Member) => {
                let (name, object) = (self.tape.child(at, Role::Name), self.tape.child(at, Role::Object));
                path.parts.push(name.map_or(Part::Other, |name| self.name_part(name)));
                if object.is_none() {
                    path.parts.push(Part::Other);
                }
                object
            }
            Some(Act::Call) => {
                path.parts.push(Part::Called);
                self.callee_step(at, path)
            }
            Some(Act::New) => {
                path.parts.push(Part::Called);
                let made = self.tape.child(at, Role::Type).and_then(|made| Some((self.type_name_of(made)?, made)));
                path.parts.push(made.map_or(Part::Other, |(name, made)| Part::Name(name, made)));
                None
            }
            Some(Act::This) => {
                path.own = true;
                None
            }
            Some(Act::Wrapped) => match self.unwrap(at) {
                inner if inner != at => Some(inner),
                _ => None,
            },
            Some(Act::Name) if self.language.selves.contains(&self.tape.text(at)) => {
                path.own = true;
                None
            }
            Some(Act::Name | Act::TypeName | Act::Qualified) => {
                path.parts.push(self.name_part(at));
                None
            }
            _ => {
                let part = self.generic_name(at).map_or(Part::Other, |name| self.name_part(name));
                path.parts.push(part);
                None
            }
        }
    }

    /// From a call to what it is called on.
    fn callee_step(&self, at: At, path: &mut Path<'a>) -> Option<At> {
        if let Some(function) = self.tape.child(at, Role::Function) {
            return Some(function);
        }
        let name = self.tape.child(at, Role::Name);
        path.parts.push(name.map_or(Part::Other, |name| self.name_part(name)));
        self.tape.child(at, Role::Object)
    }

    fn name_part(&self, at: At) -> Part<'a> {
        let name = self.generic_name(at).unwrap_or(at);
        Part::Name(self.tape.text(name), name)
    }

    /// The name in `Set<Order>`, when a name with type arguments is a node of its own.
    fn generic_name(&self, at: At) -> Option<At> {
        let mut children = self.tape.children(at);
        let (first, second) = (children.next()?, children.next()?);
        (self.is_name(first) && matches!(self.act(second), Some(Act::TypeArguments))).then_some(first)
    }

    pub(super) fn call(&mut self, at: At) {
        let mut path = Path { parts: Vec::new(), own: false };
        let mut next = self.callee_step(at, &mut path);
        while let Some(at) = next.filter(|_| path.parts.len() < LONGEST_PATH) {
            next = self.step(at, &mut path);
        }
        if matches!(path.parts.first(), Some(Part::Other) | None) {
            return;
        }
        let decorates = matches!(self.act(self.tape.parent(at)), Some(Act::Annotation));
        let context = match self.act(self.tape.parent(at)) {
            Some(Act::Annotation) => Context::Annotation,
            Some(Act::Throw) => Context::Throws,
            _ => Context::Call,
        };
        let receiver_type = self.called(&path, context);
        if decorates {
            return;
        }
        let callee = path.written();
        self.outline_handler(at, &callee);
        let call = Call {
            callee,
            receiver_type,
            type_arguments: self.type_arguments(at, path.parts.first()),
            arguments: self.arguments(self.argument_list(at)),
            objects: self.objects(self.argument_list(at)),
            handed: self.handed(at),
            inside: self.path_around(),
            line: self.tape.line(at),
            last: self.last_line_of(at),
            repeated: self.is_repeated(at),
        };
        self.push_call(at, call);
    }

    fn argument_list(&self, at: At) -> Option<At> {
        let bare = |child: &At| matches!(self.act(*child), Some(Act::Arguments));
        self.tape.child(at, Role::Arguments).or_else(|| self.tape.children(at).take(8).find(bare))
    }

    /// The callees of the calls among a call's arguments.
    fn handed(&self, at: At) -> Vec<String> {
        let list = self.argument_list(at).filter(|_| self.language.modules);
        let arguments = list.into_iter().flat_map(|list| self.tape.children(list)).take(16);
        let called = arguments.filter_map(|argument| {
            let call = self.unwrap(argument);
            matches!(self.act(call), Some(Act::Call)).then(|| {
                let written = self.path(call).written();
                written.strip_suffix("()").map_or_else(|| written.clone(), str::to_owned)
            })
        });
        called.collect()
    }

    /// The last line of a call, or of the block that it opens.
    fn last_line_of(&mut self, at: At) -> u32 {
        match self.openers.last().copied() {
            Some((opener, last)) if opener == at => {
                self.openers.pop();
                last
            }
            _ => self.tape.end_line(at),
        }
    }

    fn push_call(&mut self, at: At, call: Call) {
        if let Some((awaited, by)) = self.awaited.last().copied()
            && awaited == at
        {
            self.awaited.pop();
            let call = Some(self.shapes.calls.len());
            match by {
                Awaits::Assignment(index) => self.shapes.assignments[index].call = call,
                Awaits::Local(index) => self.shapes.locals[index].call = call,
            }
        }
        self.shapes.calls.push(call);
    }

    /// The type arguments of a call, on the call or on the called name.
    fn type_arguments(&self, at: At, name: Option<&Part<'a>>) -> Vec<String> {
        let named = match name {
            Some(Part::Name(_, name)) => Some(self.tape.parent(*name)),
            _ => None,
        };
        let owners = [Some(at), named];
        let lists = owners.into_iter().flatten().flat_map(|owner| self.tape.children(owner).take(4));
        let Some(list) = lists.into_iter().find(|list| matches!(self.act(*list), Some(Act::TypeArguments))) else {
            return Vec::new();
        };
        self.tape.children(list).map(|argument| as_written(self.tape.text(argument))).take(16).collect()
    }

    /// Mentions what a call is made on; answers the receiver's type.
    fn called(&mut self, path: &Path<'a>, context: Context) -> String {
        let names: Vec<(&'a str, At)> = path.names().collect();
        let Some((root, at)) = names.first().copied() else { return String::new() };
        let whole = names.len() == path.parts.len();
        if whole && names.len() == 1 && !path.own {
            self.called_alone(root, at, context);
            return String::new();
        }
        if whole && names.len() == 1 {
            self.sight_own(self.type_around(), root, context, at);
            return self.type_around().to_owned();
        }
        if !whole {
            return self.created_by_method(path).unwrap_or_else(|| self.created_receiver(path, root));
        }
        let direct = names.len() == 2;
        let member = names[1].0;
        match self.known(root) {
            Some(Known::Typed(name)) => {
                self.mention_member(name, member, if direct { context } else { Context::Use }, at);
                if direct { name.to_owned() } else { String::new() }
            }
            Some(Known::MadeBy(maker)) if direct => maker.to_owned(),
            Some(Known::Imported(import) | Known::Module(import)) if !path.own => {
                self.mention_prefix(&names, context, "");
                let named = root.starts_with(char::is_uppercase);
                if named { root.to_owned() } else { self.facts.imports[import].path.clone() }
            }
            Some(Known::Own) if !path.own => {
                self.sight_own(root, member, context, at);
                root.to_owned()
            }
            None if !path.own => self.called_on_stranger(&names, context),
            _ => String::new(),
        }
    }

    /// `new Order().pay()` is called on an `Order`.
    fn created_receiver(&self, path: &Path<'a>, root: &'a str) -> String {
        let creates = path.parts.len() == 3 && matches!(path.parts[1], Part::Called);
        if creates && root.starts_with(char::is_uppercase) { root.to_owned() } else { String::new() }
    }

    /// `Order.new(lines).pay` is called on an `Order`, too.
    fn created_by_method(&mut self, path: &Path<'a>) -> Option<String> {
        let [Part::Name(member, _), Part::Called, Part::Name(creator, _), Part::Name(root, at)] = path.parts[..] else {
            return None;
        };
        if !self.language.creators.contains(&creator) || !is_type_name(root) {
            return None;
        }
        self.note_call(root, member, Context::Call, at);
        Some(root.to_owned())
    }

    /// A name that this file does not declare: a type when it is written like one.
    fn called_on_stranger(&mut self, names: &[(&'a str, At)], context: Context) -> String {
        let receiver = &names[..names.len() - 1];
        let Some(index) = receiver.iter().position(|(name, _)| is_type_name(name)) else {
            return String::new();
        };
        if index > 0 && self.language.modules {
            return String::new();
        }
        let member = names.get(index + 1).map_or("", |(name, _)| name);
        let creates = context == Context::Call && names.len() == index + 2 && self.language.creators.contains(&member);
        let context = if creates { Context::New } else { context };
        self.mention_prefix(&names[..=index], context, member);
        if receiver.len() == index + 1 { receiver[index].0.to_owned() } else { String::new() }
    }

    fn called_alone(&mut self, name: &'a str, at: At, context: Context) {
        let creates = self.table.creates_by_call && name.starts_with(char::is_uppercase);
        let context = if creates && context == Context::Call { Context::New } else { context };
        match self.known(name) {
            Some(Known::Static(owner)) => self.mention_member(owner, name, context, at),
            Some(Known::Imported(_) | Known::Module(_)) => self.mention(name, context, at),
            None if self.language.modules => self.mention(name, context, at),
            None => self.sight_own(self.type_around(), name, context, at),
            Some(Known::Own) => self.sight_own(name, "", context, at),
            _ => {}
        }
    }

    /// Mentions `models.Order` in `models.Order.objects.filter()`: up to the first name that is written like a type.
    /// The name behind the prefix is its member; `member` is what stands behind all names.
    fn mention_prefix(&mut self, names: &[(&'a str, At)], context: Context, member: &'a str) {
        let first = names.iter().position(|(name, _)| is_type_name(name));
        let last = first.unwrap_or(names.len() - 1);
        let member = names.get(last + 1).map_or(member, |(name, _)| name);
        let (Some((_, from)), Some((_, to))) = (names.first(), names.get(last)) else { return };
        let creates = self.table.creates_by_call && first == Some(names.len() - 1) && context == Context::Call;
        let context = if creates { Context::New } else { context };
        self.mention_member(self.tape.text_through(*from, *to), member, context, *from);
    }

    /// `a.b` outside of calls.
    pub(super) fn member(&mut self, at: At) -> At {
        let place = self.place(at);
        if place.types {
            let name = self.tape.text(at);
            self.terms.name(name);
            self.mention(name, place.context, at);
            return self.past(at);
        }
        if !self.belongs_to_path(at) {
            self.selected(at, place.context);
        }
        self.inside(at)
    }

    fn selected(&mut self, at: At, context: Context) {
        let path = self.path(at);
        let names: Vec<(&'a str, At)> = path.names().collect();
        let Some((root, first)) = names.first().copied() else { return };
        if names.len() < path.parts.len() && names.len() == 1 {
            return;
        }
        match self.known(root) {
            Some(Known::Typed(name)) if !path.own || names.len() > 1 => self.mention(name, context, first),
            Some(Known::Imported(_) | Known::Module(_)) if !path.own => self.mention_prefix(&names, context, ""),
            None if !path.own && names.len() > 1 => {
                self.called_on_stranger(&names, context);
            }
            _ => {}
        }
    }

    pub(super) fn creation(&mut self, at: At) {
        let Some(made) = self.tape.child(at, Role::Type) else { return };
        let Some(name) = self.type_name_of(made) else { return };
        let list = self.tape.children(made).find(|list| matches!(self.act(*list), Some(Act::TypeArguments)));
        let type_arguments = list.map(|list| self.tape.children(list).map(|one| as_written(self.tape.text(one))));
        let call = Call {
            callee: as_written(name),
            receiver_type: String::new(),
            type_arguments: type_arguments.map(|all| all.take(16).collect()).unwrap_or_default(),
            arguments: self.arguments(self.argument_list(at)),
            objects: self.objects(self.argument_list(at)),
            handed: self.handed(at),
            inside: self.path_around(),
            line: self.tape.line(at),
            last: self.last_line_of(at),
            repeated: self.is_repeated(at),
        };
        self.push_call(at, call);
    }

    pub(super) fn annotation(&mut self, at: At) {
        let (name, list) = match self.tape.child(at, Role::Name) {
            Some(name) => {
                self.mention(self.tape.text(name), Context::Annotation, at);
                (name, self.argument_list(at))
            }
            None => {
                let Some(inner) = self.tape.children(at).next() else { return };
                match self.act(inner) {
                    Some(Act::Call) => (
                        self.tape.child(inner, Role::Function).unwrap_or(inner),
                        self.tape.child(inner, Role::Arguments),
                    ),
                    _ => (inner, None),
                }
            }
        };
        let annotation = Annotation {
            name: as_written(self.tape.text(name)),
            arguments: self.arguments(list),
            target: self.target_of(at),
            line: self.tape.line(at),
        };
        self.shapes.annotations.push(annotation);
    }

    /// What an annotation stands on: the declaration around it, or the next one beside it.
    fn target_of(&self, at: At) -> Target {
        let mut holder = self.tape.parent(at);
        while matches!(self.act(holder), Some(Act::Modifiers)) {
            holder = self.tape.parent(holder);
        }
        if let Some(target) = self.target(holder) {
            return target;
        }
        if let Some(Act::Declaration) = self.act(holder) {
            let inner = self.tape.children(holder).find_map(|inner| self.target(inner));
            return inner.unwrap_or(Target::Other);
        }
        let end = self.tape.next(holder);
        let mut beside = self.tape.next(at);
        for _ in 0..64 {
            if beside >= end || !matches!(self.act(beside), Some(Act::Annotation | Act::Comment)) {
                break;
            }
            beside = self.tape.next(beside);
        }
        if beside < end { self.target(beside).unwrap_or(Target::Other) } else { Target::Other }
    }

    fn target(&self, at: At) -> Option<Target> {
        let of = || self.type_around().to_owned();
        match self.act(at)? {
            Act::Type(_) => Some(Target::Type { name: self.declared_name(at).to_owned() }),
            Act::Operation | Act::Constructor => {
                Some(Target::Method { of: of(), name: self.declared_name(at).to_owned() })
            }
            Act::Variable(Variable::Field | Variable::ByScope) if matches!(self.around(), Around::Type { .. }) => {
                let name = self.names_of(at).first().map_or("", |(name, _)| self.tape.text(*name)).to_owned();
                let declared = self.type_of(at).map_or_else(String::new, |declared| self.written_type(declared));
                Some(Target::Field { of: of(), name, declared })
            }
            _ => None,
        }
    }
}

/// Whether a name is written like a type's: `Order`, `::Order`.
fn is_type_name(name: &str) -> bool {
    name.trim_start_matches(':').starts_with(char::is_uppercase)
}
