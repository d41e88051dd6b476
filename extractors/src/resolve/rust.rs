//! Module trees of crates (Rust).
//!
//! A module's path is its file's path under the crate's root: `src/order/line.rs` and `src/order/line/mod.rs` are
//! `crate::order::line`. Modules written inside a file belong to that file. Other crates of the workspace are found by
//! their names; all others are outside. `pub use` leads on to the declaring file. `mod x;` says where a file belongs,
//! not that it is used, and gives no reference. `#[path]` is not followed.

use super::SourceFile;
use super::manifest::Manifests;
use super::modules::{End, Module, Modules, Target, base, inside, meaning, outward, parent};
use super::project::{Meaning, Scope, imports, of_strategy};
use crate::file::{Import, ImportForm};
use crate::lang::Names;
use rustc_hash::{FxHashMap, FxHashSet};
use seamline_analyzer::facts::{Context, Tier};
use seamline_analyzer::{Id, UnitId};

/// All crates of the project.
pub(super) struct RustModules<'a> {
    files: &'a [SourceFile],
    modules: Modules<'a>,
    /// The folder of each crate's root file, by the crate's name.
    crates: FxHashMap<String, String>,
    /// The folders of root files.
    roots: FxHashSet<String>,
}

impl<'a> RustModules<'a> {
    /// Lays out all files, then binds what they use.
    pub(super) fn new(files: &'a [SourceFile], manifests: &Manifests) -> Self {
        let mut all =
            Self { files, modules: Modules::new(), crates: FxHashMap::default(), roots: FxHashSet::default() };
        all.find_crates(manifests);
        for (unit, file) in of_strategy(files, Names::RustModules) {
            all.lay_out(unit, file);
        }
        for (unit, file) in of_strategy(files, Names::RustModules) {
            for import in imports(file) {
                all.bind(unit, import);
            }
        }
        all
    }

    fn find_crates(&mut self, manifests: &Manifests) {
        for (folder, of) in manifests.crates() {
            let root = of.root.as_deref().map_or_else(|| inside(folder, "src"), |root| parent(root).to_owned());
            self.roots.insert(root.clone());
            self.crates.entry(of.name.clone()).or_insert(root);
        }
        for (_, file) in of_strategy(self.files, Names::RustModules) {
            if matches!(file.path.file_name(), "lib.rs" | "main.rs") {
                let root = file.path.folder();
                self.roots.insert(root.to_owned());
                let name = base(root.strip_suffix("/src").unwrap_or(root)).replace('-', "_");
                self.crates.entry(name).or_insert_with(|| root.to_owned());
            }
        }
    }

    fn lay_out(&mut self, unit: UnitId, file: &'a SourceFile) {
        let key = module_path(file);
        let module = self.modules.add(key);
        self.modules.set_file(module, unit, file);
        for path in outward(key).take_while(|path| !path.is_empty() && !self.roots.contains(*path)) {
            let (folder, child) = (self.modules.add(parent(path)), self.modules.add(path));
            self.modules.set_child(folder, base(path), child);
        }
    }

    fn bind(&mut self, unit: UnitId, import: &'a Import) {
        let Some(here) = self.modules.of(unit) else { return };
        let words: Vec<&'a str> = import.path.split("::").filter(|word| !word.is_empty()).collect();
        match import.form {
            ImportForm::Child => {}
            ImportForm::Wildcard | ImportForm::GlobalWildcard => {
                if let Some(module) = self.start(unit, here, &words).and_then(|(start, rest)| self.walk(start, rest)) {
                    self.modules.take_all(here, module, true);
                }
            }
            ImportForm::Module | ImportForm::Named => {
                for (there, name) in names(import) {
                    let target = self.bound(unit, here, &words, there);
                    self.modules.bind(here, name, target, true);
                }
            }
        }
    }

    fn bound(&self, unit: UnitId, here: Module, words: &[&'a str], there: &'a str) -> Target<'a> {
        let mut words = words.to_vec();
        if there != "self" {
            words.push(there);
        }
        let Some((start, rest)) = self.start(unit, here, &words) else { return Target::Outside };
        let Some((last, before)) = rest.split_last() else { return Target::Module(start) };
        match self.walk(start, before) {
            Some(module) => self.modules.child(module, last).map_or(Target::Member(module, last), Target::Module),
            // Inside a module that is written in a file, or of an enum: the file it is in decides.
            None => self.deepest(start, before),
        }
    }

    /// Where a path starts and what is left of it. None when it starts outside.
    fn start<'n>(&self, unit: UnitId, here: Module, words: &'n [&'a str]) -> Option<(Module, &'n [&'a str])> {
        let path = module_path(&self.files[unit.index()]);
        let (first, rest) = words.split_first()?;
        match *first {
            "crate" | "$crate" => Some((self.modules.get(self.root(path)?)?, rest)),
            "self" => Some((here, rest)),
            "super" => {
                let mut at = parent(path);
                let mut rest = rest;
                while let Some(("super", next)) = rest.split_first().map(|(word, next)| (*word, next)) {
                    at = parent(at);
                    rest = next;
                }
                Some((self.modules.get(at)?, rest))
            }
            name => match self.modules.child(here, name) {
                Some(child) => Some((child, rest)),
                None => Some((self.modules.get(self.crates.get(name)?)?, rest)),
            },
        }
    }

    fn root<'p>(&self, path: &'p str) -> Option<&'p str> {
        outward(path).find(|folder| self.roots.contains(*folder))
    }

    fn walk(&self, start: Module, words: &[&'a str]) -> Option<Module> {
        words.iter().try_fold(start, |module, word| self.modules.child(module, word))
    }

    fn deepest(&self, start: Module, words: &[&'a str]) -> Target<'a> {
        let mut module = start;
        for word in words {
            match self.modules.child(module, word) {
                Some(child) => module = child,
                None => return Target::Member(module, word),
            }
        }
        Target::Module(module)
    }
}

impl Scope for RustModules<'_> {
    fn find(&self, from: UnitId, name: &str, _: Context) -> Meaning {
        let Some(here) = self.modules.of(from) else { return Meaning::Unknown };
        let words: Vec<&str> =
            name.split("::").flat_map(|word| word.split('.')).filter(|word| !word.is_empty()).collect();
        let found = self.modules.local(here, &words);
        if found != Meaning::Unknown || words.len() < 2 {
            return found;
        }
        match self.start(from, here, &words) {
            Some((start, rest)) => meaning(Tier::Import, self.modules.member(start, rest)),
            None => Meaning::Unknown,
        }
    }

    fn import(&self, from: UnitId, import: &Import) -> Vec<(String, Meaning)> {
        let Some(here) = self.modules.of(from) else { return Vec::new() };
        let words: Vec<&str> = import.path.split("::").filter(|word| !word.is_empty()).collect();
        let end = |words: &[&str]| match self.start(from, here, words) {
            None => Meaning::Elsewhere,
            Some((start, rest)) => match self.modules.member(start, rest) {
                End::Nowhere => Meaning::Own,
                end => meaning(Tier::Import, end),
            },
        };
        match import.form {
            ImportForm::Child => Vec::new(),
            ImportForm::Wildcard | ImportForm::GlobalWildcard => vec![(import.path.clone(), end(&words))],
            ImportForm::Module | ImportForm::Named => names(import)
                .into_iter()
                .map(|(there, _)| match there {
                    "self" => (import.path.clone(), end(&words)),
                    there => {
                        let mut words = words.clone();
                        words.push(there);
                        (there.to_owned(), end(&words))
                    }
                })
                .collect(),
        }
    }

    fn qualified(&self, _: &str) -> Vec<UnitId> {
        Vec::new()
    }
}

/// The names an import binds: (there, here). `use a::b;` without a list binds the module itself.
fn names(import: &Import) -> Vec<(&str, &str)> {
    if import.names.is_empty() {
        let last = import.path.rsplit("::").next().unwrap_or(&import.path);
        return vec![("self", import.alias.as_deref().unwrap_or(last))];
    }
    let last = import.path.rsplit("::").next().unwrap_or(&import.path);
    let local = |here| if here == "self" { last } else { here };
    import.names.iter().map(|(there, here)| (there.as_str(), local(here.as_str()))).collect()
}

/// The path of the module that a file is: the folder for `mod.rs` and root files.
fn module_path(file: &SourceFile) -> &str {
    match file.path.file_name() {
        "mod.rs" | "lib.rs" | "main.rs" => file.path.folder(),
        _ => file.path.as_str().strip_suffix(".rs").unwrap_or(file.path.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::Names::RustModules;
    use crate::resolve::testing::{check, check_with};

    #[test]
    fn paths_from_the_crate_itself_and_the_parent() {
        check(
            RustModules,
            "src/lib.rs: child order; child web\n\
             src/order/mod.rs: child line; type Order\n\
             src/order/line.rs: type Line; import super {Order}; field Order\n\
             src/web.rs: import crate::order {Order, line, line as l}; new Order; use line::Line; use crate::order::line::Line",
            "src/order/line.rs -> src/order/mod.rs import Order import
             src/order/line.rs -> src/order/mod.rs field Order import
             src/web.rs -> src/order/mod.rs import Order import
             src/web.rs -> src/order/mod.rs new Order import
             src/web.rs -> src/order/line.rs import line import
             src/web.rs -> src/order/line.rs use crate::order::line::Line import
             src/web.rs -> src/order/line.rs use line::Line import",
        );
    }

    #[test]
    fn crates_of_the_workspace() {
        check_with(
            RustModules,
            "core/src/lib.rs: reexport order {Order}; child order\n\
             core/src/order.rs: type Order\n\
             cli/src/main.rs: import shop_core {Order}; new Order; import serde {Order as S}; new S",
            &[("core/Cargo.toml", "[package]\nname = \"shop-core\"")],
            "cli/src/main.rs -> core/src/order.rs import Order import
             cli/src/main.rs -> core/src/order.rs new Order import
             core/src/lib.rs -> core/src/order.rs import Order import
             external 2",
        );
    }

    #[test]
    fn globs() {
        check(
            RustModules,
            "src/lib.rs: child a; child b\n\
             src/a.rs: type Order\n\
             src/b.rs: import crate::a *; new Order; new Vec",
            "src/b.rs -> src/a.rs import crate::a import
             src/b.rs -> src/a.rs new Order wildcard
             external 1",
        );
    }

    #[test]
    fn what_a_file_holds_inside() {
        check(
            RustModules,
            "src/main.rs: child kinds\n\
             src/kinds.rs: type Kind\n\
             src/x.rs: import crate::kinds::Kind {A}; import crate::kinds::inner {B}; use A; use B; use std::fmt::Debug",
            "src/x.rs -> src/kinds.rs import A import
             src/x.rs -> src/kinds.rs import B import
             src/x.rs -> src/kinds.rs use A import
             src/x.rs -> src/kinds.rs use B import
             external 1",
        );
    }
}
