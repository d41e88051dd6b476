//! What a call makes of a module: a module exports a function, and the importer keeps what that returns.
//!
//! ```js
//! const User = require('./user')(sequelize);
//! const { Team, TeamMember } = require('./team')(sequelize);
//!
//! import makeFigure from './figure';
//! export const Figure = makeFigure(sequelize);
//! ```
//!
//! Such a name is from the module whose default export is called, as if that exported it. That it is called says that it is a
//! function: a class is not called but created. Several names are all from there, whatever they are called.
//!
//! Limits: one call of what the module itself exports; not a call of one of its names (`require('./x').make(y)`), of what it
//! returns (`require('./x')(y)(z)`), or of a member of that. A function with a name (`makeFigure` above) may be a tool that makes
//! many things (`createAction('login')`), so it is followed only at the top of the file and where the thing is called like the
//! module: `Figure` of `./figure`, `figures` of `./figure.model.js`. Modules are named by relative paths, as what a package makes
//! is not the package. A module that makes one thing and exports it as a whole (`module.exports = make(y)`) has made it its own:
//! who imports that gets it from there.

use super::modules::{decoded, destructured, named_import, pass_on, required};
use crate::file::ImportForm;
use crate::lang::engine::{At, Known, Role, Walk};

/// Shorter names say nothing, in bytes.
const SHORTEST: usize = 3;

/// Whether a call around `at`, which is a required module or a name taken of it, makes what is bound.
pub(super) fn makes(walk: &Walk<'_>, at: At, path: &str, taken: Option<&str>) -> bool {
    let of_default = taken.is_none_or(|name| name == "default");
    walk.tape.role(at) == Role::Function && of_default && is_relative(path)
}

/// The path of the module whose default export a call calls to make what gets a name: `require('./x')(y)`,
/// `require('./x').default(y)`, `make(y)`.
pub(super) fn made(walk: &Walk<'_>, call: At, name: &str) -> Option<String> {
    let tape = walk.tape;
    if tape.kind(call) != "call_expression" {
        return None;
    }
    let mut function = tape.child(call, Role::Function)?;
    if tape.kind(function) == "member_expression" && walk.declared_name(function) == "default" {
        function = tape.child(function, Role::Object)?;
    }
    match tape.kind(function) {
        "identifier" => maker(walk, tape.text(function)).filter(|path| is_called_like(name, path)),
        "call_expression" => required(walk, function).filter(|path| is_relative(path)).map(decoded),
        _ => None,
    }
}

/// The path of the module whose default export a name stands for.
fn maker(walk: &Walk<'_>, name: &str) -> Option<String> {
    let (Known::Imported(index) | Known::Module(index)) = walk.known(name)? else { return None };
    let from = &walk.facts.imports[index];
    let is_default = match from.form {
        ImportForm::Module => true,
        ImportForm::Named => from.names.iter().any(|(there, here)| there == "default" && here == name),
        ImportForm::Wildcard | ImportForm::GlobalWildcard | ImportForm::Child => false,
    };
    (is_default && is_relative(&from.path)).then(|| from.path.clone())
}

/// `const X = make(y)` at the top of the file.
pub(super) fn value(walk: &mut Walk<'_>, declarator: At) {
    let tape = walk.tape;
    let value = tape.child(declarator, Role::Value).map(|value| walk.unwrap(value));
    let Some(call) = value.filter(|call| walk.at_top() && tape.kind(*call) == "call_expression") else { return };
    let named = tape.child(call, Role::Function).filter(|function| tape.kind(*function) == "identifier");
    let Some(path) = named.and_then(|function| maker(walk, tape.text(function))) else { return };
    let names = names(walk, declarator);
    if !names.iter().any(|name| is_called_like(name, &path)) {
        return;
    }
    bind(walk, path, declarator, tape.line(declarator));
    if tape.kind(tape.parent(tape.parent(declarator))) == "export_statement" {
        names.iter().for_each(|name| pass_on(walk, name, name, tape.line(declarator)));
    }
}

/// Takes the names of a declaration for what a module makes.
pub(super) fn bind(walk: &mut Walk<'_>, path: String, declarator: At, line: u32) {
    let names = names(walk, declarator);
    walk.forget_value(walk.declared_name(declarator));
    let names: Vec<(&str, &str)> = names.into_iter().map(|name| ("default", name)).collect();
    named_import(walk, path, &names, line);
}

fn names<'a>(walk: &Walk<'a>, declarator: At) -> Vec<&'a str> {
    let tape = walk.tape;
    let Some(pattern) = tape.child(declarator, Role::Name) else { return Vec::new() };
    match tape.kind(pattern) {
        "identifier" => vec![tape.text(pattern)],
        _ => tape.children(pattern).filter_map(|part| destructured(walk, part)).map(|(_, here)| here).collect(),
    }
}

/// Whether a thing is called like a module: the file's name begins with that of the thing, or with its singular.
fn is_called_like(name: &str, path: &str) -> bool {
    let plain =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (name, file) = (plain(name), plain(path.rsplit('/').next().unwrap_or_default()));
    name.len() >= SHORTEST && file.starts_with(name.strip_suffix('s').unwrap_or(&name))
}

fn is_relative(path: &str) -> bool {
    path.starts_with("./") || path.starts_with("../")
}
