//! The one engine behind every tree-sitter language.
//!
//! ```text
//! text -> tree -> tape (one cursor pass) -> walk (one loop over the tape) -> FileFacts + Shapes
//! ```
//!
//! A language is a [`Description`]: tables that say what each kind of node means, plus small hooks where a language
//! truly differs. [`tape`] guards against hostile input, [`walk`] keeps scopes and contexts, [`declare`] reads
//! declarations, [`call`] reads calls and annotations, [`value`] reads literals, [`mention`] counts names.

mod call;
mod declare;
mod flow;
mod loops;
mod mention;
mod object;
mod outline;
mod table;
mod tape;
mod value;
mod walk;

pub(crate) use loops::last_name;
pub(crate) use mention::Known;
pub(crate) use table::{Act, Before, Description, Grammar, Quotes, Role, Variable};
pub(crate) use tape::At;
pub(crate) use walk::Walk;

use super::{Language, Names};
use crate::file::FileFacts;
use crate::shape::Shapes;
use seamline_analyzer::facts::Code;
use seamline_analyzer::{Info, RepoPath};
use std::sync::OnceLock;
use table::Table;

/// A language that is read by a description.
pub(crate) struct Described {
    description: &'static Description,
    tables: OnceLock<Vec<Table>>,
}

impl Described {
    /// The language of a description; its tables are compiled when first used.
    pub(crate) const fn new(description: &'static Description) -> Self {
        Self { description, tables: OnceLock::new() }
    }

    fn walk(&self, path: &RepoPath, text: &str, outlined: bool) -> Result<(FileFacts, Shapes), Code> {
        let table = self.table(path.extension());
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        tape::with_tape(table, text, |tape| Walk::new(self.description, table, tape, outlined).run())
    }

    fn table(&self, extension: &str) -> &Table {
        let grammars = self.description.grammars;
        let tables = self.tables.get_or_init(|| {
            grammars.iter().map(|grammar| Table::new(self.description, (grammar.language)())).collect()
        });
        let own = grammars.iter().position(|grammar| grammar.extensions.contains(&extension));
        &tables[own.unwrap_or(0)]
    }
}

impl Language for Described {
    fn info(&self) -> &'static Info {
        &self.description.info
    }

    fn extensions(&self) -> &'static [&'static str] {
        self.description.extensions
    }

    fn names(&self) -> Names {
        self.description.names
    }

    fn read(&self, path: &RepoPath, text: &str) -> Result<(FileFacts, Shapes), Code> {
        self.walk(path, text, false)
    }

    fn read_outlined(&self, path: &RepoPath, text: &str) -> Result<(FileFacts, Shapes), Code> {
        self.walk(path, text, true)
    }
}

#[cfg(test)]
impl Described {
    /// Kinds, fields and tokens that a description lists and no grammar of it has.
    pub(crate) fn misspelt(&self) -> Vec<&'static str> {
        let description = self.description;
        let grammars: Vec<tree_sitter::Language> = description.grammars.iter().map(|one| (one.language)()).collect();
        let kind = |name: &str, named: bool| grammars.iter().any(|one| one.id_for_node_kind(name, named) != 0);
        let known = |name: &str| kind(name, true) || (kind(name, false) && description.tokens.contains(&name));
        let kinds =
            description.kinds.iter().map(|(name, _)| *name).chain(description.places.iter().map(|(name, _)| *name));
        let kinds = kinds.chain(description.loops.iter().copied());
        let fields = description.roles.iter().map(|(name, _)| *name);
        let tokens = description.tokens.iter().copied().filter(|name| !kind(name, false));
        kinds
            .filter(|name| !known(name))
            .chain(fields.filter(|name| !grammars.iter().any(|one| one.field_id_for_name(name).is_some())))
            .chain(tokens)
            .collect()
    }
}
