//! The outline of a file, where parts of files are wanted: see [`crate::outline`].

use super::mention::{Known, tidy};
use super::table::{Act, Role};
use super::tape::At;
use super::walk::{Around, Walk};
use crate::outline::{Block, BlockKind, Outline, Sighting, Word, WordKind};
use rustc_hash::FxHashSet;
use seamline_analyzer::facts::Context;

/// What is kept while a file is outlined.
#[derive(Default)]
pub(super) struct Outliner {
    outline: Outline,
    /// Nodes that say nothing by themselves.
    quiet: FxHashSet<At>,
}

impl<'a> Walk<'a> {
    /// Counts a name as a word.
    pub(super) fn word(&mut self, at: At) {
        let text = self.tape.text(at);
        self.terms.name(text);
        if self.outliner.is_none() {
            return;
        }
        let kind = match self.is_quiet(at) || self.place(at).context == Context::Annotation {
            true => WordKind::Beside,
            false => WordKind::Code,
        };
        self.outline_word(at, kind);
    }

    pub(super) fn outline_word(&mut self, at: At, kind: WordKind) {
        let Some(outliner) = &mut self.outliner else { return };
        let (line, text) = (self.tape.line(at), self.tape.text(at).to_owned());
        outliner.outline.words.push(Word { line, text, kind });
    }

    fn is_quiet(&self, at: At) -> bool {
        self.outliner.as_ref().is_some_and(|outliner| outliner.quiet.contains(&at))
            || self.language.builtins.contains(&self.tape.text(at))
    }

    /// Says that the names of a subtree say nothing by themselves: a list of exports uses nothing.
    pub(crate) fn quiet(&mut self, at: At) {
        let end = self.past(at);
        if let Some(outliner) = &mut self.outliner {
            outliner.quiet.extend(at..end);
        }
    }

    /// A mention that the whole file's mentions hold too.
    pub(super) fn sight(&mut self, name: &'a str, member: &'a str, context: Context, at: At) {
        self.push_sighting(name, member, context, at, false);
    }

    /// A use of one of the file's own names.
    pub(super) fn sight_own(&mut self, name: &'a str, member: &'a str, context: Context, at: At) {
        self.note_call(name, member, context, at);
        if self.outliner.is_some() && !self.is_quiet(at) {
            self.push_sighting(name, member, context, at, true);
        }
    }

    fn push_sighting(&mut self, name: &'a str, member: &'a str, context: Context, at: At, own: bool) {
        let Some(outliner) = &mut self.outliner else { return };
        if name.is_empty() || self.language.builtins.contains(&name) {
            return;
        }
        let (name, member, line) = (tidy(name), member.to_owned(), self.tape.line(at));
        outliner.outline.sightings.push(Sighting { name, context, member, own, line });
    }

    /// A plain name in code: a function, type or value of this file that is passed on or read.
    pub(super) fn own_name(&mut self, at: At) {
        let registers = self.place(at).context == Context::Annotation;
        let declares = self.tape.role(at) == Role::Left && self.at_top();
        if self.outliner.is_none() || self.tape.role(at) == Role::Function || registers || declares {
            return;
        }
        let name = self.tape.text(at);
        match self.known(name) {
            Some(Known::Imported(_) | Known::Module(_) | Known::Static(_) | Known::TypeParameter) | None => {}
            Some(Known::Own) => self.sight_own(name, "", Context::Use, at),
            Some(Known::Untyped | Known::Typed(_) | Known::MadeBy(_)) => {
                if self.is_of_file(name) {
                    self.sight_own(name, "", Context::Use, at);
                }
            }
        }
    }

    /// A declaration of a type, function or method that could be a part of the file.
    pub(super) fn outline_block(&mut self, at: At, kind: BlockKind, name: &str) {
        if self.outliner.is_none() || name.is_empty() {
            return;
        }
        let of = match (kind, self.around()) {
            (BlockKind::Method | BlockKind::Stays, Around::Type { name, .. }) => name.to_owned(),
            _ => String::new(),
        };
        let line = self.tape.line(self.with_wrapping(at));
        let end_line = self.tape.end_line(at);
        self.push_block(Block { kind, of, name: name.to_owned(), line, end_line });
    }

    /// A block of known lines.
    pub(super) fn push_block(&mut self, block: Block) {
        if let Some(outliner) = &mut self.outliner {
            outliner.outline.blocks.push(block);
        }
    }

    /// The declaration with its decorators and `export` around it.
    pub(super) fn with_wrapping(&self, at: At) -> At {
        let mut at = at;
        while at != 0 && matches!(self.act(self.tape.parent(at)), Some(Act::Declaration)) {
            at = self.tape.parent(at);
        }
        at
    }

    /// A method of an object that is a value at the top of the file: `const orders = { place() {} }`.
    pub(crate) fn outline_member(&mut self, member: At, name: &str) {
        if self.outliner.is_none() || !self.at_top() {
            return;
        }
        let object = self.tape.parent(member);
        let holder = self.tape.parent(object);
        let of = self.tape.child(holder, Role::Name).filter(|name| self.is_name(*name));
        let of = of.map_or(String::new(), |of| self.tape.text(of).to_owned());
        let exports = self.tape.child(holder, Role::Left).is_some_and(|left| self.tape.text(left) == "module.exports");
        if !matches!(self.act(object), Some(Act::Object)) || (of.is_empty() && !exports) {
            return;
        }
        let (line, end_line) = (self.tape.line(member), self.tape.end_line(member));
        let kind = if of.is_empty() { BlockKind::Function } else { BlockKind::Method };
        self.push_block(Block { kind, of, name: name.to_owned(), line, end_line });
    }

    /// A call at the top of a file that hands a function over under a name: `app.get('/orders', (request) => ...)`.
    pub(super) fn outline_handler(&mut self, at: At, callee: &str) {
        if self.outliner.is_none() || !self.language.modules || !self.at_top() {
            return;
        }
        let Some(list) = self.tape.child(at, Role::Arguments) else { return };
        let mut arguments = self.tape.children(list);
        let Some(first) = arguments.next().filter(|first| matches!(self.act(*first), Some(Act::Text(_)))) else {
            return;
        };
        if !arguments.any(|argument| matches!(self.act(argument), Some(Act::Scope))) {
            return;
        }
        let name = tidy(self.tape.text(first)).replace(['"', '`'], "'");
        let name = format!("{callee}({name})");
        let (line, end_line) = (self.tape.line(at), self.tape.end_line(at));
        self.push_block(Block { kind: BlockKind::Function, of: String::new(), name, line, end_line });
    }

    pub(super) fn finish_outline(&mut self) -> Option<Box<Outline>> {
        self.outliner.take().map(|outliner| Box::new(outliner.outline))
    }
}
