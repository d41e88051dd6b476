//! TypeScript and TSX. Read by the table of [`super::javascript`]; the grammar has more kinds of nodes.

use super::engine::{Described, Description, Grammar};
use super::javascript::table::{BEFORE, BUILTINS, KINDS, LOOPS, PLACES, ROLES, WRAPPERS, is_for_each, is_public};
use crate::lang::Names;
use seamline_analyzer::Info;

/// The language.
pub(super) static TYPESCRIPT: Described = Described::new(&DESCRIPTION);

static DESCRIPTION: Description = Description {
    info: Info {
        id: "typescript",
        summary: "TypeScript sources: modules, types, decorators, calls, strings",
        reference: "tree-sitter-typescript 0.23",
    },
    extensions: &["ts", "tsx", "mts", "cts"],
    names: Names::NodeModules,
    grammars: &[
        Grammar { extensions: &["ts", "mts", "cts"], language: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into() },
        Grammar { extensions: &["tsx"], language: || tree_sitter_typescript::LANGUAGE_TSX.into() },
    ],
    kinds: KINDS,
    roles: ROLES,
    places: PLACES,
    before: BEFORE,
    after: |_, _| {},
    tokens: &["+", "readonly"],
    selves: &[],
    constructors: &["constructor"],
    creators: &[],
    builtins: BUILTINS,
    wrappers: WRAPPERS,
    loops: LOOPS,
    for_each: is_for_each,
    modules: true,
    public: is_public,
};

#[cfg(test)]
mod tests;
