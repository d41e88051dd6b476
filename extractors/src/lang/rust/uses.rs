//! `use` trees, `extern crate` and `mod x;` as imports.
//!
//! | statement | path | names | form |
//! |---|---|---|---|
//! | `use a::{B, c as d};` | `a` | `B`, `c as d` | `Named` |
//! | `use a::{self, b::C};` | `a`; `a::b` | ; `C` | `Module`, alias `a`; `Named` |
//! | `use a;`, `use a as b;`, `extern crate a;` | `a` | | `Module`, alias `a`, `b`, `a` |
//! | `use a::*;` | `a` | | `Wildcard` |
//! | `mod x;`, inside `mod a { }` | `x`, `a::x` | | `Child` |
//! | `#[path = "y.rs"] mod x;` | `x` | | `Child`, alias `y.rs` |
//!
//! Inside `mod a { }` of the same file `super` and `self` are counted from the file: `super::B` there is `self::B`.

use super::attribute;
use super::value::{line_of, name_of};
use crate::file::{Import, ImportForm};
use syn::{ItemExternCrate, ItemMod, ItemUse, UseTree, Visibility};

/// Longer paths are no paths that anyone wrote.
const PATH_LIMIT: usize = 256;

/// The imports of a `use` item, one per path, in order of appearance.
pub(super) fn of_use(item: &ItemUse, modules: &[String]) -> Vec<Import> {
    let reexport = is_visible(&item.vis);
    let mut taken = Taken { imports: Vec::new(), modules, reexport };
    let root = if item.leading_colon.is_some() { "::" } else { "" };
    taken.tree(root, &item.tree);
    taken.imports
}

/// The import of an `extern crate` item.
pub(super) fn of_extern_crate(item: &ItemExternCrate) -> Import {
    let path = name_of(&item.ident);
    let alias = item.rename.as_ref().map_or_else(|| path.clone(), |(_, name)| name_of(name));
    let reexport = is_visible(&item.vis);
    let line = line_of(item.ident.span());
    Import { path, form: ImportForm::Module, names: Vec::new(), alias: Some(alias), reexport, line }
}

/// The import of a `mod x;` item.
pub(super) fn of_child(item: &ItemMod, modules: &[String]) -> Import {
    let name = name_of(&item.ident);
    let path = modules.iter().map(String::as_str).chain([name.as_str()]).collect::<Vec<_>>().join("::");
    let alias = item.attrs.iter().find_map(attribute::path_override);
    let line = line_of(item.ident.span());
    Import { path, form: ImportForm::Child, names: Vec::new(), alias, reexport: is_visible(&item.vis), line }
}

/// Whether something can be seen from other files.
pub(super) fn is_visible(visibility: &Visibility) -> bool {
    match visibility {
        Visibility::Public(_) => true,
        Visibility::Restricted(restricted) => !restricted.path.is_ident("self"),
        Visibility::Inherited => false,
    }
}

/// A path as seen from the file, where it stands inside these inline modules.
pub(super) fn rebased(path: &str, modules: &[String]) -> String {
    let Some((first, rest)) = modules.first().map(|_| path.split_once("::").unwrap_or((path, ""))) else {
        return path.to_owned();
    };
    let (supers, rest) = match first {
        "self" => (0, rest),
        "super" => leading_supers(path),
        _ => return path.to_owned(),
    };
    let root = match supers.saturating_sub(modules.len()) {
        0 => vec!["self"],
        above => vec!["super"; above],
    };
    let inside = modules.iter().take(modules.len().saturating_sub(supers)).map(String::as_str);
    let rest = Some(rest).filter(|rest| !rest.is_empty());
    root.into_iter().chain(inside).chain(rest).collect::<Vec<_>>().join("::")
}

fn leading_supers(path: &str) -> (usize, &str) {
    let (mut supers, mut rest) = (0, path);
    while let Some(after) = rest.strip_prefix("super") {
        if !after.is_empty() && !after.starts_with("::") {
            break;
        }
        supers += 1;
        rest = after.strip_prefix("::").unwrap_or(after);
    }
    (supers, rest)
}

/// What one `use` item takes.
struct Taken<'a> {
    imports: Vec<Import>,
    modules: &'a [String],
    reexport: bool,
}

impl Taken<'_> {
    /// Recursion is bounded by the depth limit of the file.
    fn tree(&mut self, path: &str, tree: &UseTree) {
        match tree {
            UseTree::Path(step) => self.tree(&joined(path, &name_of(&step.ident)), &step.tree),
            UseTree::Name(leaf) => self.name(path, &name_of(&leaf.ident), None, line_of(leaf.ident.span())),
            UseTree::Rename(leaf) => {
                self.name(path, &name_of(&leaf.ident), Some(name_of(&leaf.rename)), line_of(leaf.ident.span()));
            }
            UseTree::Glob(leaf) => self.import(path, ImportForm::Wildcard, None, line_of(leaf.star_token.spans[0])),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(path, tree)),
        }
    }

    fn name(&mut self, path: &str, name: &str, rename: Option<String>, line: u32) {
        match (path, name) {
            ("" | "::", _) => {
                let alias = rename.unwrap_or_else(|| name.to_owned());
                self.import(&joined(path, name), ImportForm::Module, Some(alias), line);
            }
            (_, "self") => {
                let last = path.rsplit("::").next().unwrap_or(path);
                self.import(path, ImportForm::Module, Some(rename.unwrap_or_else(|| last.to_owned())), line);
            }
            _ => self.named(path, (name.to_owned(), rename.unwrap_or_else(|| name.to_owned())), line),
        }
    }

    fn named(&mut self, path: &str, name: (String, String), line: u32) {
        let path = rebased(path, self.modules);
        match self.imports.last_mut() {
            Some(last) if last.form == ImportForm::Named && last.path == path => last.names.push(name),
            _ if path.len() > PATH_LIMIT => {}
            _ => self.imports.push(Import {
                path,
                form: ImportForm::Named,
                names: vec![name],
                alias: None,
                reexport: self.reexport,
                line,
            }),
        }
    }

    fn import(&mut self, path: &str, form: ImportForm, alias: Option<String>, line: u32) {
        let path = rebased(path, self.modules);
        if path.len() <= PATH_LIMIT {
            self.imports.push(Import { path, form, names: Vec::new(), alias, reexport: self.reexport, line });
        }
    }
}

fn joined(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        "::" => format!("::{name}"),
        _ => format!("{path}::{name}"),
    }
}
