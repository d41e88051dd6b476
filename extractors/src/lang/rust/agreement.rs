//! Two independent readers of Rust agree: syn here, tree-sitter there. Compared are the names of declared types, of
//! module-level functions and of methods, and the paths of `use` items, as sets, on code that the grammar reads without
//! an error. `AGREE_ON=FOLDER cargo test agreement -- --ignored` compares on every file below a folder.

use super::reader;
use crate::file::ImportForm;
use seamline_analyzer::facts::TypeKind;
use std::collections::BTreeSet;
use tree_sitter::{Node, Parser};

/// `kind name` of everything compared.
type Names = BTreeSet<String>;

fn by_syn(text: &str) -> Names {
    let (facts, _) = reader::read(text);
    let mut names = Names::new();
    for declared in &facts.types {
        let kind = match declared.kind {
            TypeKind::Function => "function",
            TypeKind::Value => "value",
            TypeKind::Class | TypeKind::Interface | TypeKind::Enum | TypeKind::Record => "type",
        };
        names.insert(format!("{kind} {}", declared.name));
        if kind == "type" {
            names.extend(declared.operations.iter().map(|method| format!("method {}.{}", declared.name, method.name)));
        }
    }
    for import in &facts.imports {
        let path = import.path.trim_start_matches("::");
        match import.form {
            ImportForm::Wildcard => drop(names.insert(format!("use {path}::*"))),
            ImportForm::Module => drop(names.insert(format!("use {path}"))),
            ImportForm::Named => names.extend(import.names.iter().map(|(there, _)| format!("use {path}::{there}"))),
            ImportForm::Child => drop(names.insert(format!("mod {path}"))),
            ImportForm::GlobalWildcard => {}
        }
    }
    names
}

/// Nothing when the grammar reports an error.
fn by_tree_sitter(text: &str) -> Option<Names> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_rust::LANGUAGE.into()).expect("the grammar fits the library");
    let tree = parser.parse(text, None).filter(|tree| !tree.root_node().has_error())?;
    let mut reader = Reader { text, names: Names::new() };
    reader.items(tree.root_node());
    let types: Names = reader.names.iter().filter_map(|name| name.strip_prefix("type ")).map(str::to_owned).collect();
    let here = |name: &String| {
        let owner = name.strip_prefix("method ").and_then(|method| method.split('.').next());
        owner.is_none_or(|owner| types.contains(owner))
    };
    Some(reader.names.into_iter().filter(here).collect())
}

struct Reader<'a> {
    text: &'a str,
    names: Names,
}

impl Reader<'_> {
    fn text(&self, node: Node<'_>) -> String {
        self.text[node.byte_range()].split_whitespace().collect::<String>().replace("r#", "")
    }

    fn items(&mut self, parent: Node<'_>) {
        let (mut cursor, mut test) = (parent.walk(), false);
        for node in parent.named_children(&mut cursor) {
            match node.kind() {
                "attribute_item" => {
                    let written = self.text(node);
                    let function = written.trim_end_matches(']').split('(').next().unwrap_or_default();
                    test |= written == "#[cfg(test)]" || function.ends_with("test");
                }
                "line_comment" | "block_comment" => {}
                _ => {
                    if !std::mem::take(&mut test) {
                        self.item(node);
                    }
                }
            }
        }
    }

    fn item(&mut self, node: Node<'_>) {
        let name = node.child_by_field_name("name").map(|name| self.text(name)).unwrap_or_default();
        let body = node.child_by_field_name("body");
        let kind = match node.kind() {
            "struct_item" | "enum_item" | "union_item" | "type_item" => "type",
            "trait_item" => {
                body.into_iter().for_each(|body| self.methods(body, &name));
                "type"
            }
            "function_item" | "macro_definition" => "function",
            "const_item" | "static_item" if name != "_" => "value",
            "impl_item" => {
                let owner = node.child_by_field_name("type").map(|owner| self.owner(owner)).unwrap_or_default();
                return body.into_iter().for_each(|body| self.methods(body, &owner));
            }
            "mod_item" => match body {
                Some(body) => return self.items(body),
                None => "mod",
            },
            "use_declaration" => {
                let argument = node.child_by_field_name("argument");
                return argument.into_iter().for_each(|tree| self.tree("", tree));
            }
            _ => return,
        };
        self.names.insert(format!("{kind} {name}"));
    }

    fn owner(&self, node: Node<'_>) -> String {
        let plain = node.child_by_field_name("type").unwrap_or(node);
        let written = self.text(plain);
        written.rsplit("::").next().unwrap_or_default().to_owned()
    }

    fn methods(&mut self, body: Node<'_>, owner: &str) {
        let mut cursor = body.walk();
        for node in body.named_children(&mut cursor) {
            if matches!(node.kind(), "function_item" | "function_signature_item")
                && let Some(name) = node.child_by_field_name("name")
            {
                let method = format!("method {owner}.{}", self.text(name));
                self.names.insert(method);
            }
        }
    }

    fn tree(&mut self, before: &str, node: Node<'_>) {
        let joined = |tail: &str| if before.is_empty() { tail.to_owned() } else { format!("{before}::{tail}") };
        let (path, alias) = (node.child_by_field_name("path"), node.child_by_field_name("alias"));
        match node.kind() {
            "use_list" => {
                let mut cursor = node.walk();
                node.named_children(&mut cursor).for_each(|child| self.tree(before, child));
            }
            "scoped_use_list" => {
                let path = path.map(|path| joined(&self.text(path))).unwrap_or_else(|| before.to_owned());
                let list = node.child_by_field_name("list");
                list.into_iter().for_each(|list| self.tree(&path, list));
            }
            "use_as_clause" if alias.is_some() => path.into_iter().for_each(|path| self.tree(before, path)),
            "self" => drop(self.names.insert(format!("use {before}"))),
            "line_comment" | "block_comment" => {}
            _ => {
                let whole = joined(&self.text(node));
                self.names.insert(format!("use {}", whole.trim_start_matches("::")));
            }
        }
    }
}

/// The differences, one a line: `-` only the grammar sees it, `+` only we do.
fn differences(text: &str) -> Option<Vec<String>> {
    let (ours, theirs) = (by_syn(text), by_tree_sitter(text)?);
    let missing = theirs.difference(&ours).map(|name| format!("- {name}"));
    let extra = ours.difference(&theirs).map(|name| format!("+ {name}"));
    Some(missing.chain(extra).collect())
}

#[test]
fn on_this_crate() {
    let texts = [
        include_str!("mod.rs"),
        include_str!("depth.rs"),
        include_str!("declare.rs"),
        include_str!("parse.rs"),
        include_str!("tokens.rs"),
        include_str!("uses.rs"),
        include_str!("value.rs"),
        include_str!("../../file.rs"),
        include_str!("../../shape.rs"),
        "use a::{b::{self, C as D}, e::*}; pub use f; use ::g::H; mod i; pub trait T { fn j(&self); } union U { a: u8 }",
    ];
    for text in texts {
        assert_eq!(differences(text), Some(Vec::new()));
    }
}

#[test]
#[ignore = "needs a folder of Rust files in AGREE_ON"]
fn on_a_folder() {
    let folder = std::env::var_os("AGREE_ON").expect("AGREE_ON names a folder");
    let (mut open, mut compared, mut differing) = (vec![std::path::PathBuf::from(folder)], 0, Vec::new());
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(&path).into_iter().flatten().flatten().map(|entry| entry.path()));
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && let Some(mut found) = std::fs::read_to_string(&path).ok().as_deref().and_then(differences)
        {
            compared += 1;
            found.retain(|difference| !difference.starts_with("+ use")); // Those inside functions are ours alone.
            if !found.is_empty() {
                differing.push(format!("{}: {}", path.display(), found.join(", ")));
            }
        }
    }
    assert!(differing.is_empty(), "{} of {compared} files differ\n{}", differing.len(), differing.join("\n"));
}
