//! The walk: one loop over the tape that keeps where we are and hands each node to whoever reads its kind.
//!
//! The context of a name is the nearest construct around it that gives one ([`Place`]); a name is looked up in the
//! scopes that are open. Fields and top-level names are declared when their scope opens, so they may be used before the
//! line that declares them; locals when they are passed. Blocks are not scopes: in one function the last declaration of
//! a name counts, which is what the text shows at that point in nearly all code.

use super::mention::{Known, Mentions, Scopes, tidy};
use super::outline::Outliner;
use super::table::{Act, Description, Place, Role, Table, Variable};
use super::tape::{At, Tape};
use crate::file::{FileFacts, Import};
use crate::outline::{BlockKind, WordKind};
use crate::shape::Shapes;
use crate::term::Terms;
use seamline_analyzer::facts::{Context, TypeKind};

/// What is being read, and what is known so far.
pub(crate) struct Walk<'a> {
    pub(super) language: &'static Description,
    pub(super) table: &'a Table,
    pub(crate) tape: Tape<'a>,
    pub(crate) facts: FileFacts,
    pub(crate) shapes: Shapes,
    pub(super) scopes: Scopes<'a>,
    pub(super) terms: Terms<'a>,
    mentions: Mentions<'a>,
    frames: Vec<Frame<'a>>,
    places: Vec<Place>,
    /// What is assigned a call that is yet to come: the call's node, and who waits for it.
    pub(super) awaited: Vec<(At, Awaits)>,
    /// Calls that are yet to come and open a block: (the call's node, last line of the block), the next one last.
    pub(super) openers: Vec<(At, u32)>,
    /// Where parts of files are wanted.
    pub(super) outliner: Option<Box<Outliner>>,
}

/// Who waits for a call, by its index.
#[derive(Clone, Copy)]
pub(super) enum Awaits {
    Assignment(usize),
    Local(usize),
}

/// A declaration around the current node.
pub(super) struct Frame<'a> {
    pub around: Around<'a>,
    end: At,
    mark: usize,
}

/// What is around the current node.
#[derive(Clone, Copy)]
pub(super) enum Around<'a> {
    /// Nothing but the file.
    File,
    /// A type: its name, kind, and index into the file's types (none for local types), and into its shapes.
    Type { name: &'a str, kind: TypeKind, index: Option<usize>, shape: usize },
    /// A function or method.
    Operation { name: &'a str, constructor: bool },
    /// A lambda, initialiser or anonymous class.
    Scope,
}

impl<'a> Walk<'a> {
    pub(super) fn new(language: &'static Description, table: &'a Table, tape: Tape<'a>, outlined: bool) -> Self {
        let places = vec![Place::CODE; tape.len()];
        Self {
            language,
            table,
            tape,
            facts: FileFacts::default(),
            shapes: Shapes::default(),
            scopes: Scopes::default(),
            terms: Terms::default(),
            mentions: Mentions::default(),
            frames: Vec::with_capacity(8),
            places,
            awaited: Vec::new(),
            openers: Vec::new(),
            outliner: outlined.then(Box::default),
        }
    }

    pub(super) fn run(mut self) -> (FileFacts, Shapes) {
        self.enter(0, Around::File);
        self.hoist(0);
        let mut at = 1;
        while at < self.tape.len() {
            self.leave(at);
            self.places[at] = self.place_at(at);
            at = self.visit(at);
        }
        self.finish()
    }

    fn finish(mut self) -> (FileFacts, Shapes) {
        self.facts.lines = self.tape.line_count();
        self.facts.errors = self.tape.errors;
        self.facts.outline = self.finish_outline();
        self.facts.mentions = self.mentions.finish(self.language.builtins);
        self.facts.terms = self.terms.finish();
        (self.language.after)(&mut self.facts, &self.shapes);
        (self.facts, self.shapes)
    }

    /// Reads one node; answers where to go on.
    fn visit(&mut self, at: At) -> At {
        if let Some(before) = self.table.before(self.tape.node(at).kind) {
            before(self, at);
        }
        let Some(act) = self.act(at) else { return self.inside(at) };
        match act {
            Act::Skip | Act::Fragment | Act::Escape | Act::This | Act::Symbol => return self.past(at),
            Act::Comment => self.comment(at),
            Act::Name => self.name(at),
            Act::TypeName => self.type_name(at),
            Act::Qualified => return self.qualified(at),
            Act::Member => return self.member(at),
            Act::TypeParameter => self.type_parameter(at),
            Act::Package => return self.package(at),
            Act::Import(read) => {
                read(self, at);
                return self.past(at);
            }
            Act::Type(kind) => self.type_declaration(at, kind),
            Act::Operation => self.operation(at, false),
            Act::Constructor => self.operation(at, true),
            Act::Scope => self.enter(at, Around::Scope),
            Act::Variable(variable) => self.variable(at, variable),
            Act::Annotation => self.annotation(at),
            Act::Call => self.call(at),
            Act::New => {
                self.creation(at);
                self.enter(at, Around::Scope);
            }
            Act::Text(_) | Act::Adjacent | Act::Binary => self.string(at),
            Act::Hook(hook) => return hook(self, at),
            Act::Arguments
            | Act::TypeTest
            | Act::TypeArguments
            | Act::Bases
            | Act::Declarator
            | Act::Modifiers
            | Act::Throw
            | Act::TypeLiteral => {}
            Act::Hole | Act::Wrapped | Act::Argument | Act::Pair | Act::Object | Act::List | Act::Declaration => {}
        }
        self.inside(at)
    }

    /// Goes on with the first node inside.
    pub(crate) fn inside(&self, at: At) -> At {
        at + 1
    }

    /// Goes on after the whole subtree.
    pub(crate) fn past(&self, at: At) -> At {
        self.tape.next(at)
    }

    pub(crate) fn act(&self, at: At) -> Option<Act> {
        self.table.act(self.tape.node(at).kind)
    }

    /// Opens a scope that ends with the node.
    pub(super) fn enter(&mut self, at: At, around: Around<'a>) {
        self.frames.push(Frame { around, end: self.tape.next(at), mark: self.scopes.mark() });
    }

    fn leave(&mut self, at: At) {
        while let Some(frame) = self.frames.last()
            && frame.end <= at
        {
            self.scopes.leave(frame.mark);
            self.frames.pop();
        }
    }

    /// The declaration around the current node.
    pub(super) fn around(&self) -> Around<'a> {
        self.frames.last().map_or(Around::File, |frame| frame.around)
    }

    /// Whether everything around the current node can be imported from outside.
    pub(super) fn is_top(&self) -> bool {
        self.frames.iter().all(|frame| matches!(frame.around, Around::File | Around::Type { .. }))
    }

    /// Whether nothing but the file is around the current node.
    pub(crate) fn at_top(&self) -> bool {
        self.frames.len() == 1
    }

    /// Whether a name means what the file declares at its top.
    pub(super) fn is_of_file(&self, name: &str) -> bool {
        let inner = self.frames.get(1).map_or(usize::MAX, |frame| frame.mark);
        self.scopes.is_before(name, inner)
    }

    /// What kind of block a declaration of an operation could be.
    pub(super) fn block_kind(&self) -> Option<BlockKind> {
        match (self.around(), self.frames.len()) {
            (Around::File, 1) => Some(BlockKind::Function),
            (Around::Type { .. }, 2) => Some(BlockKind::Method),
            _ => None,
        }
    }

    /// Whether a name means what is declared outside of the function or method around.
    pub(super) fn is_outside_operation(&self, name: &str) -> bool {
        let outermost = self.frames.iter().find(|frame| matches!(frame.around, Around::Operation { .. }));
        outermost.is_some_and(|frame| self.scopes.is_before(name, frame.mark))
    }

    /// Whether a function or method is around the current node.
    pub(super) fn frames_hold_an_operation(&self) -> bool {
        self.frames.iter().any(|frame| matches!(frame.around, Around::Operation { .. }))
    }

    /// Whether the current node stands directly in a type.
    pub(crate) fn is_in_type(&self) -> bool {
        matches!(self.around(), Around::Type { .. })
    }

    /// The name of the innermost type around, or nothing.
    pub(crate) fn type_around(&self) -> &'a str {
        let name = |frame: &Frame<'a>| match frame.around {
            Around::Type { name, .. } => Some(name),
            _ => None,
        };
        self.frames.iter().rev().find_map(name).unwrap_or_default()
    }

    /// `Type.operation` around the current node.
    pub(super) fn path_around(&self) -> String {
        let mut parts = [""; 2];
        for frame in &self.frames {
            match frame.around {
                Around::Type { name, .. } => parts = [name, ""],
                Around::Operation { name, .. } if parts[1].is_empty() => parts[1] = name,
                _ => {}
            }
        }
        match parts {
            ["", one] | [one, ""] => one.to_owned(),
            [owner, name] => [owner, ".", name].concat(),
        }
    }

    pub(crate) fn place(&self, at: At) -> Place {
        self.places[at]
    }

    fn place_at(&self, at: At) -> Place {
        let node = self.tape.node(at);
        let outer = self.places[node.parent as At];
        if let Some(context) = self.table.place(node.kind) {
            return Place::types(context);
        }
        match self.table.act(node.kind) {
            Some(Act::Annotation) => return Place { context: Context::Annotation, types: false },
            Some(Act::Bases) => return Place::types(Context::Inherit),
            Some(Act::Arguments) if node.role != Role::Bases => return Place { types: false, ..outer },
            Some(Act::TypeArguments) => return Place::types(argument_context(outer.context)),
            _ => {}
        }
        match (node.role, self.act(node.parent as At)) {
            (Role::None, Some(Act::TypeLiteral | Act::TypeParameter)) => Place::types(outer.context),
            (Role::None, _) => outer,
            (Role::Bases, _) => Place::types(Context::Inherit),
            (Role::Type, Some(Act::Variable(variable))) => Place::types(self.variable_context(variable)),
            (Role::Type | Role::Returns, Some(Act::Operation | Act::Constructor)) => Place::types(Context::Return),
            (Role::Type, Some(Act::New)) => Place::types(self.creation_context(node.parent as At)),
            (Role::Type, Some(Act::TypeLiteral)) => Place::types(outer.context),
            (Role::Type, Some(Act::Call)) => outer,
            (Role::Right, Some(Act::TypeTest)) => Place::types(outer.context),
            (Role::Type, _) => Place { types: true, ..outer },
            (Role::Arguments | Role::Body | Role::Value | Role::Left, _) => Place { types: false, ..outer },
            _ => outer,
        }
    }

    fn variable_context(&self, variable: Variable) -> Context {
        match (variable, self.around()) {
            (Variable::Field, _) | (Variable::ByScope, Around::Type { .. }) => Context::Field,
            (Variable::Caught, _) => Context::Throws,
            (Variable::Local | Variable::ByScope, _) | (Variable::Parameter, Around::Scope) => Context::Local,
            (Variable::Parameter, Around::Operation { constructor: true, .. }) => Context::Constructor,
            (Variable::Parameter, Around::Type { kind: TypeKind::Record, .. }) => Context::Field,
            (Variable::Parameter, Around::Type { kind: TypeKind::Interface, .. }) => Context::Parameter,
            (Variable::Parameter, Around::Type { .. }) => Context::Constructor,
            (Variable::Parameter, Around::Operation { .. } | Around::File) => Context::Parameter,
        }
    }

    fn creation_context(&self, at: At) -> Context {
        match self.act(self.tape.parent(at)) {
            Some(Act::Throw) => Context::Throws,
            _ => Context::New,
        }
    }

    /// Mentions a name in a context, unless it is a type parameter.
    pub(crate) fn mention(&mut self, name: &'a str, context: Context, at: At) {
        self.mention_member(name, "", context, at);
    }

    /// The same where a member of it is called or read.
    pub(super) fn mention_member(&mut self, name: &'a str, member: &'a str, context: Context, at: At) {
        if self.scopes.known(name) != Some(Known::TypeParameter) {
            self.mentions.add(name, context, self.tape.line(at));
            self.note_call(name, member, context, at);
            self.sight(name, member, context, at);
        }
    }

    fn name(&mut self, at: At) {
        let name = self.tape.text(at);
        self.word(at);
        if matches!(self.tape.role(at), Role::Name | Role::Key) {
            return;
        }
        let place = self.place(at);
        if place.types {
            self.mention(name, place.context, at);
            return;
        }
        self.own_name(at);
        if self.language.modules
            && !self.belongs_to_path(at)
            && let Some(Known::Imported(_) | Known::Module(_)) = self.scopes.known(name)
        {
            self.mention(name, place.context, at);
        }
    }

    /// Whether a call or selection around reads this node as part of its own path.
    pub(crate) fn belongs_to_path(&self, at: At) -> bool {
        let parent = self.act(self.tape.parent(at));
        match self.tape.role(at) {
            Role::Object => matches!(parent, Some(Act::Member | Act::Call)),
            Role::Function => matches!(parent, Some(Act::Call)),
            _ => false,
        }
    }

    fn type_name(&mut self, at: At) {
        let name = self.tape.text(at);
        self.word(at);
        if self.tape.role(at) != Role::Name {
            self.mention(name, self.place(at).context, at);
        }
    }

    fn qualified(&mut self, at: At) -> At {
        let name = self.tape.text(at);
        if name.contains(['<', '@', '[']) {
            return self.inside(at);
        }
        self.word(at);
        if self.tape.role(at) != Role::Name {
            self.mention(name, self.place(at).context, at);
        }
        self.past(at)
    }

    fn type_parameter(&mut self, at: At) {
        let named = self.tape.child(at, Role::Name);
        let named = named.or_else(|| self.tape.children(at).find(|child| self.is_name(*child)));
        if let Some(name) = named {
            self.scopes.declare(self.tape.text(name), Known::TypeParameter);
        }
    }

    pub(super) fn is_name(&self, at: At) -> bool {
        matches!(self.act(at), Some(Act::Name | Act::TypeName | Act::Qualified))
    }

    fn package(&mut self, at: At) -> At {
        let named = self.tape.child(at, Role::Name);
        let Some(name) = named.or_else(|| self.tape.children(at).find(|child| self.is_name(*child))) else {
            return self.inside(at);
        };
        let mut package = tidy(self.tape.text(name));
        let mut outer = at;
        while outer != 0 {
            outer = self.tape.parent(outer);
            if let (Some(Act::Package), Some(name)) = (self.act(outer), self.tape.child(outer, Role::Name)) {
                package = [&tidy(self.tape.text(name)), ".", &package].concat();
            }
        }
        self.facts.packages.push(package);
        self.past(name)
    }

    /// Records an import and the names it brings.
    pub(crate) fn import(&mut self, import: Import, names: impl IntoIterator<Item = (&'a str, Known<'a>)>) {
        self.facts.imports.push(import);
        names.into_iter().for_each(|(name, known)| self.scopes.declare(name, known));
    }

    /// Takes a node's text as a comment.
    pub(crate) fn comment(&mut self, at: At) {
        self.terms.comment(self.tape.text(at));
        self.outline_word(at, WordKind::Comment);
    }

    /// Declares a name in the innermost scope.
    pub(crate) fn declare(&mut self, name: &'a str, known: Known<'a>) {
        self.scopes.declare(name, known);
    }

    /// Declares a name in the innermost type, for as long as that is open.
    pub(crate) fn declare_in_type(&mut self, name: &'a str, known: Known<'a>) {
        let Some(at) = self.frames.iter().rposition(|frame| matches!(frame.around, Around::Type { .. })) else {
            return;
        };
        self.scopes.declare(name, known);
        // What is declared from here on is left with the type, not with what is open inside it.
        let mark = self.scopes.mark();
        self.frames[at + 1..].iter_mut().for_each(|frame| frame.mark = mark);
    }

    /// What the file says about a name of its own, here.
    pub(crate) fn known(&self, name: &str) -> Option<Known<'a>> {
        self.scopes.known(name)
    }
}

/// `new ArrayList<Order>()` creates no order.
fn argument_context(outer: Context) -> Context {
    match outer {
        Context::New => Context::Use,
        other => other,
    }
}
