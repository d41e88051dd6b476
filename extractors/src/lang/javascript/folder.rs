//! Models that a loop over a folder collects by their names, as Sequelize's own `models/index.js` does.
//!
//! ```js
//! fs.readdirSync(__dirname).forEach(file => {
//!   const model = require(path.join(__dirname, file))(sequelize, DataTypes);
//!   db[model.name] = model;
//! });
//! module.exports = db;
//! ```
//!
//! No text names the files, but their folder is known, and the name of a model stands in its file (`sequelize.define('User', ..)`,
//! `User.init(..)`), so that `db.User` is the one file of the folder that declares it. Here the folder is read off, and told as an
//! import of everything in it; which names that is, `resolve` says.
//!
//! Source: `sequelize-cli init` and the guides of Sequelize 3 to 6 (`sequelize.import` until 5). Limits: the model is a variable of
//! the block in which it is put under its own `name`; the collection is a variable that is exported as a whole; files of the folder
//! itself or of one below it that is named.

use super::modules::{left, unquoted};
use crate::file::{Import, ImportForm, WHOLE_FOLDER};
use crate::lang::engine::{At, Role, Walk};

/// Statements of a block that are looked at.
const MOST: usize = 64;
/// Longer chains of calls and properties are not followed.
const LONG: usize = 8;

/// `db[model.name] = model`
pub(super) fn collect(walk: &mut Walk<'_>, assignment: At) {
    let tape = walk.tape;
    let Some(value) = tape.child(assignment, Role::Right).filter(|value| tape.kind(*value) == "identifier") else {
        return;
    };
    let model = tape.text(value);
    let Some((collection, key)) = left(walk, assignment).strip_suffix(']').and_then(|left| left.split_once('[')) else {
        return;
    };
    if key.trim().strip_suffix(".name") != Some(model) || !is_exported(walk, collection.trim()) {
        return;
    }
    let block = tape.parent(tape.parent(assignment));
    let statements = tape.children(block).take(MOST);
    let mut declarators = statements.flat_map(|statement| tape.children(statement).take(MOST));
    let is_it = |at: &At| tape.kind(*at) == "variable_declarator" && walk.declared_name(*at) == model;
    let value = declarators.find(is_it).and_then(|declarator| tape.child(declarator, Role::Value));
    if let Some(folder) = value.and_then(|value| loaded_from(walk, value)) {
        let (form, path) = (ImportForm::Wildcard, folder + WHOLE_FOLDER);
        let line = tape.line(assignment);
        walk.import(Import { path, form, names: Vec::new(), alias: None, reexport: true, line }, None);
    }
}

/// `module.exports = db`, `export default db`
fn is_exported(walk: &Walk<'_>, collection: &str) -> bool {
    let tape = walk.tape;
    tape.children(0).any(|statement| match tape.kind(statement) {
        "expression_statement" => {
            let assignment = tape.child_of_kind(statement, "assignment_expression");
            assignment.is_some_and(|at| {
                let value = tape.child(at, Role::Right).map(|value| tape.text(value));
                left(walk, at) == "module.exports" && value == Some(collection)
            })
        }
        "export_statement" => tape.child(statement, Role::Value).is_some_and(|value| tape.text(value) == collection),
        _ => false,
    })
}

/// The folder of the file that a value is loaded from: `.` for `require(path.join(__dirname, file))(x)`.
fn loaded_from(walk: &Walk<'_>, value: At) -> Option<String> {
    let tape = walk.tape;
    let mut at = walk.unwrap(value);
    for _ in 0..LONG {
        at = match tape.kind(at) {
            "call_expression" => {
                let function = tape.child(at, Role::Function)?;
                let name = tape.text(function);
                let loads = matches!(name, "require" | "import") || is_sequelize_import(name);
                match loads {
                    true => return folder_of(walk, tape.children(tape.child(at, Role::Arguments)?).next()?),
                    false => walk.unwrap(function),
                }
            }
            "member_expression" if walk.declared_name(at) == "default" => walk.unwrap(tape.child(at, Role::Object)?),
            _ => return None,
        };
    }
    None
}

/// `sequelize.import`, or `sequelize['import']` where that word could not be a name yet.
fn is_sequelize_import(function: &str) -> bool {
    [".import", "['import']", "[\"import\"]"].iter().any(|end| function.ends_with(end))
}

/// The folder of `path.join(__dirname, 'more', file)`.
fn folder_of(walk: &Walk<'_>, joined: At) -> Option<String> {
    let tape = walk.tape;
    let function = tape.child(joined, Role::Function).filter(|_| tape.kind(joined) == "call_expression")?;
    if !matches!(tape.text(function).rsplit('.').next(), Some("join" | "resolve")) {
        return None;
    }
    let mut parts = tape.children(tape.child(joined, Role::Arguments)?);
    let first = parts.next().filter(|first| tape.text(*first) == "__dirname")?;
    let parts: Vec<At> = std::iter::once(first).chain(parts).collect();
    let (file, between) = parts.get(1..)?.split_last()?;
    if tape.kind(*file) != "identifier" || !between.iter().all(|part| tape.kind(*part) == "string") {
        return None;
    }
    let named = between.iter().map(|part| unquoted(tape.text(*part)).trim_matches('/'));
    Some(std::iter::once(".").chain(named).collect::<Vec<_>>().join("/"))
}
