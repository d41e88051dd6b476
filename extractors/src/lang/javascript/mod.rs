//! JavaScript with JSX, ECMAScript and CommonJS modules.
//!
//! Limits: names that are put together at run time (`models[name]`, `app.locals.x`) and types that only a comment
//! tells are not known.

mod collected;
pub(super) mod folder;
pub(super) mod made;
pub(super) mod modules;
pub(super) mod table;

use super::engine::{Described, Description, Grammar};
use crate::lang::Names;
use seamline_analyzer::Info;
use table::{BEFORE, BUILTINS, KINDS, LOOPS, PLACES, ROLES, WRAPPERS, is_for_each, is_public};

/// The language.
pub(super) static JAVASCRIPT: Described = Described::new(&DESCRIPTION);

static DESCRIPTION: Description = Description {
    info: Info {
        id: "javascript",
        summary: "JavaScript sources: modules, classes, functions, calls, strings",
        reference: "tree-sitter-javascript 0.25",
    },
    extensions: &["js", "jsx", "mjs", "cjs"],
    names: Names::NodeModules,
    grammars: &[Grammar { extensions: &[], language: || tree_sitter_javascript::LANGUAGE.into() }],
    kinds: KINDS,
    roles: ROLES,
    places: PLACES,
    before: BEFORE,
    after: |_, _| {},
    tokens: &["+"],
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
