//! Fully qualified names in packages (Java).
//!
//! The order is the language's own (Java Language Specification 6.4.1, 7.5): types of the file itself, single-type and
//! static imports, the package, imports on demand. Types nested in others are reached through the outer type or an
//! import, never by their simple name from another file of the package; a member type inherited from a base class is
//! not found, only the base is.

use super::SourceFile;
use super::project::{Meaning, Scope, first_segment, imports, last_segment, of_strategy, top_level};
use crate::file::{Import, ImportForm};
use crate::lang::Names;
use rustc_hash::{FxHashMap, FxHashSet};
use seamline_analyzer::facts::{Context, Tier};
use seamline_analyzer::{Id, UnitId};

/// All packages of the project.
pub(super) struct Packages<'a> {
    files: &'a [SourceFile],
    /// (package, simple name of a top-level type) to its files, ascending.
    types: FxHashMap<(&'a str, &'a str), Vec<UnitId>>,
    /// Packages that some file is in.
    packages: FxHashSet<&'a str>,
    /// The local names of explicit imports of each file.
    imported: FxHashMap<(UnitId, &'a str), &'a Import>,
}

impl<'a> Packages<'a> {
    /// Reads all package and import declarations.
    pub(super) fn new(files: &'a [SourceFile]) -> Self {
        let mut all =
            Self { files, types: FxHashMap::default(), packages: FxHashSet::default(), imported: FxHashMap::default() };
        for (unit, file) in of_strategy(files, Names::Packages) {
            let package = package(file);
            all.packages.insert(package);
            for declared in top_level(&file.facts) {
                let units = all.types.entry((package, &declared.name)).or_default();
                if units.last() != Some(&unit) {
                    units.push(unit);
                }
            }
            for import in imports(file).filter(|import| import.form == ImportForm::Named) {
                for name in local_names(import) {
                    all.imported.entry((unit, name)).or_insert(import);
                }
            }
        }
        all
    }

    /// The files of a qualified name: the longest prefix that is a package, and the type after it. What follows the
    /// type (nested types, members) does not matter: it is in the same file.
    fn lookup(&self, name: &str) -> Vec<UnitId> {
        let mut end = name.len();
        while let Some(dot) = name[..end].rfind('.') {
            let (simple, _) = first_segment(&name[dot + 1..]);
            if let Some(files) = self.types.get(&(&name[..dot], simple)) {
                return files.clone();
            }
            end = dot;
        }
        Vec::new()
    }

    /// Whether a qualified name belongs to a package of the project, though no file declares it.
    fn is_inside(&self, name: &str) -> bool {
        name.rsplit_once('.').is_some_and(|(package, _)| self.packages.contains(package))
    }

    fn in_package(&self, from: UnitId, name: &str) -> Vec<UnitId> {
        let file = &self.files[from.index()];
        let package = package(file);
        let mut files = self.types.get(&(package, name)).cloned().unwrap_or_default();
        if package.is_empty() {
            // The unnamed package says nothing about files elsewhere.
            files.retain(|unit| self.files[unit.index()].path.folder() == file.path.folder());
        }
        files
    }

    fn on_demand(&self, from: UnitId, name: &str) -> Vec<UnitId> {
        let wildcards = imports(&self.files[from.index()]).filter(|import| import.form == ImportForm::Wildcard);
        wildcards.flat_map(|import| self.inside(&import.path, name)).collect()
    }

    /// The files that declare `name` inside a package, or as a member of a type.
    fn inside(&self, path: &str, name: &str) -> Vec<UnitId> {
        if let Some(files) = self.types.get(&(path, name)) {
            return files.clone();
        }
        let mut files = self.lookup(path);
        files.retain(|unit| self.has_member(*unit, last_segment(path), name));
        files
    }

    fn has_member(&self, unit: UnitId, of: &str, name: &str) -> bool {
        self.files[unit.index()].facts.types.iter().any(|declared| {
            declared.name == name
                || declared.name == of && declared.operations.iter().any(|operation| operation.name == name)
        })
    }
}

impl Scope for Packages<'_> {
    fn find(&self, from: UnitId, name: &str, _: Context) -> Meaning {
        let (first, rest) = first_segment(name);
        if let Some(import) = self.imported.get(&(from, first)) {
            return Meaning::files(Tier::Import, self.lookup(&import.path)).unwrap_or(Meaning::Elsewhere);
        }
        let qualified = || if rest.is_empty() { Vec::new() } else { self.lookup(name) };
        Meaning::files(Tier::Package, self.in_package(from, first))
            .or_else(|| Meaning::files(Tier::Wildcard, self.on_demand(from, first)))
            .or_else(|| Meaning::files(Tier::Import, qualified()))
            .unwrap_or(Meaning::Unknown)
    }

    fn import(&self, _: UnitId, import: &Import) -> Vec<(String, Meaning)> {
        if import.form != ImportForm::Named {
            return Vec::new();
        }
        let meaning = Meaning::files(Tier::Import, self.lookup(&import.path));
        let unknown = if self.is_inside(&import.path) { Meaning::Unknown } else { Meaning::Elsewhere };
        vec![(import.path.clone(), meaning.unwrap_or(unknown))]
    }

    fn qualified(&self, name: &str) -> Vec<UnitId> {
        self.lookup(name)
    }
}

fn package(file: &SourceFile) -> &str {
    file.facts.packages.first().map_or("", String::as_str)
}

/// The names that an import binds: the type, and its members for a static import.
fn local_names(import: &Import) -> impl Iterator<Item = &str> {
    let members = import.names.iter().map(|(_, here)| here.as_str());
    members.chain([last_segment(&import.path)])
}

#[cfg(test)]
mod tests {
    use crate::lang::Names::Packages;
    use crate::resolve::testing::check;

    #[test]
    fn explicit_import_beats_the_package() {
        check(
            Packages,
            "a/Order.java: package a; type Order\n\
             b/Order.java: package b; type Order\n\
             b/User.java: package b; import a.Order; field Order",
            "b/User.java -> a/Order.java import a.Order import
             b/User.java -> a/Order.java field Order import",
        );
    }

    #[test]
    fn import_from_outside_blocks_the_match() {
        check(
            Packages,
            "shop/Order.java: package shop; type Order\n\
             shop/Query.java: package shop; import javax.persistence.Order; local Order",
            "external 2",
        );
    }

    #[test]
    fn same_package_in_another_folder() {
        check(
            Packages,
            "api/src/shop/Order.java: package shop; type Order\n\
             impl/src/shop/Service.java: package shop; new Order",
            "impl/src/shop/Service.java -> api/src/shop/Order.java new Order package",
        );
    }

    #[test]
    fn wildcard_import() {
        check(
            Packages,
            "shop/Order.java: package shop; type Order\n\
             web/Page.java: package web; import shop.*; parameter Order; use Missing",
            "web/Page.java -> shop/Order.java parameter Order wildcard
             external 1",
        );
    }

    #[test]
    fn no_witness_no_match() {
        check(
            Packages,
            "shop/Order.java: package shop; type Order\n\
             web/Page.java: package web; use Order",
            "blocked 1",
        );
    }

    #[test]
    fn fully_qualified_mention() {
        check(
            Packages,
            "shop/Order.java: package shop.core; type Order\n\
             web/Page.java: package web; use shop.core.Order; use Order.Line",
            "web/Page.java -> shop/Order.java use shop.core.Order import
             external 1",
        );
    }

    #[test]
    fn nested_type_through_its_outer_type() {
        check(
            Packages,
            "shop/Order.java: package shop; type Order 1-9; type Line 2-3\n\
             shop/A.java: package shop; use Order.Line\n\
             shop/B.java: package shop; use Line\n\
             web/C.java: package web; import shop.Order.Line; use Line",
            "shop/A.java -> shop/Order.java use Order.Line package
             web/C.java -> shop/Order.java import shop.Order.Line import
             web/C.java -> shop/Order.java use Line import
             blocked 1",
        );
    }

    #[test]
    fn static_imports() {
        check(
            Packages,
            "shop/Money.java: package shop; type Money with zero\n\
             web/A.java: package web; import shop.Money {zero}; call zero; call Money\n\
             web/B.java: package web; import shop.Money.*; call zero; call other",
            "web/A.java -> shop/Money.java import shop.Money import
             web/A.java -> shop/Money.java call zero import
             web/A.java -> shop/Money.java call Money import
             web/B.java -> shop/Money.java call zero wildcard
             external 1",
        );
    }

    #[test]
    fn the_nearest_of_several_is_chosen_and_counted() {
        check(
            Packages,
            "one/src/shop/Order.java: package shop; type Order\n\
             two/src/shop/Order.java: package shop; type Order\n\
             two/src/web/Page.java: package web; import shop.Order; new Order",
            "two/src/web/Page.java -> two/src/shop/Order.java import shop.Order import
             two/src/web/Page.java -> two/src/shop/Order.java new Order import
             ambiguous 2",
        );
    }

    #[test]
    fn own_types_and_self_references_say_nothing() {
        check(Packages, "a/Order.java: package a; type Order; type Line; new Line; use Order", "");
    }

    #[test]
    fn unnamed_packages_are_folders() {
        check(
            Packages,
            "x/Order.java: type Order\n\
             x/A.java: use Order\n\
             y/B.java: use Order",
            "x/A.java -> x/Order.java use Order package
             blocked 1",
        );
    }

    #[test]
    fn import_of_a_missing_type_of_our_own_package_is_counted() {
        check(
            Packages,
            "a/Order.java: package a; type Order\n\
             b/B.java: package b; import a.Generated; import x.Y",
            "blocked 1
             external 1",
        );
    }

    #[test]
    fn strings_lead_by_name() {
        check(
            Packages,
            "a/Order.java: package a; type Order\n\
             b/B.java: package b; type-string Order; data a.Order; type-string Cat",
            "b/B.java -> a/Order.java data a.Order import
             b/B.java -> a/Order.java type-string Order name
             external 1",
        );
    }
}
