//! Namespaces opened by `using` (C#).
//!
//! The order is the language's own (C# specification 7.8): aliases, the file's namespaces from the inside out, the
//! namespaces opened by `using` in the file or globally in its project. Only files of the mentioning project and of
//! those it references, directly or through others, can be meant, where project files say so.
//!
//! A `partial` type is declared in several files of one project. All mentions lead to its *main part* (the file named
//! after the type, else the shortest path), and every other part refers to the main part as if it inherited from it:
//! the parts cannot be told apart from outside and can never be cut apart.

use super::SourceFile;
use super::manifest::Manifests;
use super::project::{Meaning, Scope, first_segment, imports, last_segment, of_strategy, top_level};
use crate::file::{Import, ImportForm};
use crate::lang::Names;
use rustc_hash::{FxHashMap, FxHashSet};
use seamline_analyzer::facts::{Context, Tier};
use seamline_analyzer::{Id, UnitId};
use std::collections::BTreeMap;

/// More files than this with one qualified name are namesakes, not parts.
const MOST_PARTS: usize = 16;

/// All namespaces of the project.
pub(super) struct Namespaces<'a> {
    files: &'a [SourceFile],
    /// (namespace, simple name) to its files, ascending.
    types: FxHashMap<(&'a str, &'a str), Vec<UnitId>>,
    namespaces: FxHashSet<&'a str>,
    aliases: FxHashMap<(UnitId, &'a str), &'a Import>,
    /// The build project of each file, by number.
    build: FxHashMap<UnitId, usize>,
    /// The namespaces that each build project opens everywhere.
    global: BTreeMap<usize, Vec<&'a str>>,
    manifests: &'a Manifests,
}

impl<'a> Namespaces<'a> {
    /// Reads all namespaces and `using` directives.
    pub(super) fn new(files: &'a [SourceFile], manifests: &'a Manifests) -> Self {
        let mut all = Self {
            files,
            types: FxHashMap::default(),
            namespaces: FxHashSet::default(),
            aliases: FxHashMap::default(),
            build: FxHashMap::default(),
            global: BTreeMap::new(),
            manifests,
        };
        for (unit, file) in of_strategy(files, Names::Namespaces) {
            let build = manifests.dotnet_project(file.path.folder());
            all.build.insert(unit, build);
            for declared in top_level(&file.facts) {
                for namespace in namespaces(file) {
                    all.namespaces.insert(namespace);
                    let units = all.types.entry((namespace, &declared.name)).or_default();
                    if units.last() != Some(&unit) {
                        units.push(unit);
                    }
                }
            }
            for import in imports(file) {
                match import.form {
                    ImportForm::GlobalWildcard => all.global.entry(build).or_default().push(&import.path),
                    ImportForm::Named => {
                        all.aliases.insert((unit, alias(import)), import);
                    }
                    ImportForm::Wildcard | ImportForm::Module | ImportForm::Child => {}
                }
            }
        }
        for (build, usings) in manifests.dotnet_usings() {
            all.global.entry(build).or_default().extend(usings);
        }
        for usings in all.global.values_mut() {
            usings.sort_unstable();
            usings.dedup();
        }
        all
    }

    /// The files that `from` can mean by a simple name in a namespace: one for each build project.
    fn declared(&self, from: UnitId, namespace: &str, name: &str) -> Vec<UnitId> {
        let Some(files) = self.types.get(&(namespace, name)) else { return Vec::new() };
        let here = self.build[&from];
        let visible = |unit: &&UnitId| self.manifests.dotnet_sees(here, self.build[*unit]);
        let mut seen: Vec<UnitId> = files.iter().filter(visible).copied().collect();
        if seen.is_empty() {
            seen.clone_from(files);
        }
        self.main_parts(seen, name)
    }

    /// Of several files of one build project, the main part.
    fn main_parts(&self, mut files: Vec<UnitId>, name: &str) -> Vec<UnitId> {
        if files.len() == 1 || files.len() > MOST_PARTS {
            return files;
        }
        let rank = |unit: &UnitId| {
            let path = &self.files[unit.index()].path;
            (self.build[unit], path.stem() != name, path.as_str().len(), *unit)
        };
        files.sort_by_key(rank);
        files.dedup_by_key(|unit| self.build[unit]);
        files
    }

    /// The files of a qualified name: the longest prefix that is a namespace, and the type after it.
    fn lookup(&self, from: UnitId, name: &str) -> Vec<UnitId> {
        let mut end = name.len();
        while let Some(dot) = name[..end].rfind('.') {
            let found = self.declared(from, &name[..dot], first_segment(&name[dot + 1..]).0);
            if !found.is_empty() {
                return found;
            }
            end = dot;
        }
        self.declared(from, "", first_segment(name).0)
    }

    /// From the file's own namespaces outwards.
    fn enclosing(&self, from: UnitId, first: &str, name: &str) -> Vec<UnitId> {
        for namespace in namespaces(&self.files[from.index()]) {
            let mut end = namespace.len();
            loop {
                let mut found = self.declared(from, &namespace[..end], first);
                if found.is_empty() && first.len() < name.len() {
                    // `Entities.Order` inside `Shop.Web` can be `Shop.Entities.Order`.
                    let (inner, last) = name.rsplit_once('.').unwrap_or(("", name));
                    let relative = if end == 0 { inner.to_owned() } else { format!("{}.{inner}", &namespace[..end]) };
                    found = self.declared(from, &relative, last);
                }
                if !found.is_empty() {
                    return found;
                }
                if end == 0 {
                    break;
                }
                end = namespace[..end].rfind('.').unwrap_or(0);
            }
        }
        Vec::new()
    }

    fn opened(&self, from: UnitId, first: &str) -> Vec<UnitId> {
        let own = imports(&self.files[from.index()])
            .filter(|import| import.form == ImportForm::Wildcard)
            .map(|import| import.path.as_str());
        let global = self.global.get(&self.build[&from]).into_iter().flatten().copied();
        own.chain(global).flat_map(|namespace| self.in_opened(from, namespace, first)).collect()
    }

    /// A type of an opened namespace, or a member of a type opened by `using static`.
    fn in_opened(&self, from: UnitId, namespace: &str, name: &str) -> Vec<UnitId> {
        if self.namespaces.contains(namespace) {
            return self.declared(from, namespace, name);
        }
        let Some((outer, simple)) = namespace.rsplit_once('.') else { return Vec::new() };
        let mut files = self.declared(from, outer, simple);
        files.retain(|unit| {
            let types = self.files[unit.index()].facts.types.iter().filter(|declared| declared.name == simple);
            types.flat_map(|declared| &declared.operations).any(|operation| operation.name == name)
        });
        files
    }

    fn look(&self, from: UnitId, name: &str) -> Meaning {
        let (first, rest) = first_segment(name);
        if let Some(import) = self.aliases.get(&(from, first)) {
            let path = if rest.is_empty() { import.path.clone() } else { format!("{}.{rest}", import.path) };
            return Meaning::files(Tier::Import, self.lookup(from, &path)).unwrap_or(Meaning::Elsewhere);
        }
        let qualified = || if rest.is_empty() { Vec::new() } else { self.lookup(from, name) };
        Meaning::files(Tier::Package, self.enclosing(from, first, name))
            .or_else(|| Meaning::files(Tier::Wildcard, self.opened(from, first)))
            .or_else(|| Meaning::files(Tier::Import, qualified()))
            .unwrap_or(Meaning::Unknown)
    }
}

impl Scope for Namespaces<'_> {
    fn find(&self, from: UnitId, name: &str, context: Context) -> Meaning {
        match self.look(from, name) {
            Meaning::Unknown if context == Context::Annotation => self.look(from, &format!("{name}Attribute")),
            found => found,
        }
    }

    fn import(&self, from: UnitId, import: &Import) -> Vec<(String, Meaning)> {
        if import.form != ImportForm::Named || self.namespaces.contains(import.path.as_str()) {
            return Vec::new();
        }
        let found = Meaning::files(Tier::Import, self.lookup(from, &import.path));
        vec![(import.path.clone(), found.unwrap_or(Meaning::Elsewhere))]
    }

    fn parts(&self, from: UnitId) -> Vec<(UnitId, u32, String)> {
        let file = &self.files[from.index()];
        let mut parts = Vec::new();
        for declared in top_level(&file.facts) {
            for namespace in namespaces(file).filter(|namespace| !namespace.is_empty()) {
                let files = self.types.get(&(namespace, declared.name.as_str())).cloned().unwrap_or_default();
                let here = self.build[&from];
                let main = self.main_parts(files, &declared.name).into_iter().filter(|unit| self.build[unit] == here);
                parts
                    .extend(main.filter(|unit| *unit != from).map(|unit| (unit, declared.line, declared.name.clone())));
            }
        }
        // Namesakes above the limit are no parts.
        if parts.len() > MOST_PARTS { Vec::new() } else { parts }
    }

    fn qualified(&self, name: &str) -> Vec<UnitId> {
        let Some((namespace, simple)) = name.rsplit_once('.') else { return Vec::new() };
        let files = self.types.get(&(namespace, simple)).cloned().unwrap_or_default();
        self.main_parts(files, simple)
    }
}

/// The namespaces a file declares; the global one if it declares none.
fn namespaces(file: &SourceFile) -> impl Iterator<Item = &str> {
    let global = file.facts.packages.is_empty().then_some("");
    file.facts.packages.iter().map(String::as_str).chain(global)
}

/// The local name of `using X = A.B.C`.
fn alias(import: &Import) -> &str {
    let named = import.names.first().map(|(_, here)| here.as_str());
    named.or(import.alias.as_deref()).unwrap_or_else(|| last_segment(&import.path))
}

#[cfg(test)]
mod tests {
    use crate::lang::Names::Namespaces;
    use crate::resolve::testing::{check, check_with};

    #[test]
    fn own_namespace_and_those_around_it() {
        check(
            Namespaces,
            "Core/Order.cs: package Shop.Core; type Order\n\
             Core/Line.cs: package Shop.Core.Lines; type Line; field Order\n\
             Web/Page.cs: package Shop.Web; use Core.Order; use Order",
            "Core/Line.cs -> Core/Order.cs field Order package
             Web/Page.cs -> Core/Order.cs use Core.Order package
             blocked 1",
        );
    }

    #[test]
    fn using_and_global_using() {
        check(
            Namespaces,
            "Core/Order.cs: package Shop.Core; type Order\n\
             Web/A.cs: package Web; import Shop.Core.*; new Order\n\
             Web/B.cs: package Web; new Order\n\
             Web/Usings.cs: import-global Shop.Core",
            "Web/A.cs -> Core/Order.cs new Order wildcard
             Web/B.cs -> Core/Order.cs new Order wildcard",
        );
    }

    #[test]
    fn global_usings_stay_in_their_project() {
        check_with(
            Namespaces,
            "Core/Order.cs: package Shop.Core; type Order\n\
             Web/Usings.cs: import-global Shop.Core\n\
             Jobs/B.cs: package Jobs; new Order\n\
             Web/C.cs: package Web; new Order",
            &[
                ("Core/Core.csproj", "<Project/>"),
                ("Web/Web.csproj", "<Project><ProjectReference Include=\"..\\Core\\Core.csproj\"/></Project>"),
                ("Jobs/Jobs.csproj", "<Project><Using Include=\"Other\"/></Project>"),
            ],
            "Web/C.cs -> Core/Order.cs new Order wildcard
             blocked 1",
        );
    }

    #[test]
    fn only_referenced_projects_are_seen() {
        check_with(
            Namespaces,
            "A/Order.cs: package Shop; type Order\n\
             B/Order.cs: package Shop; type Order\n\
             Web/C.cs: package Shop.Web; new Order",
            &[
                ("A/A.csproj", ""),
                ("B/B.csproj", ""),
                ("Web/Web.csproj", "<ProjectReference Include=\"..\\B\\B.csproj\" />"),
            ],
            "Web/C.cs -> B/Order.cs new Order package",
        );
    }

    #[test]
    fn aliases() {
        check(
            Namespaces,
            "Core/Order.cs: package Shop.Core; type Order\n\
             A.cs: package Web; import Shop.Core.Order {Order as O}; new O\n\
             B.cs: package Web; import Shop.Core {Core as C}; new C.Order\n\
             C.cs: package Shop.Core; import System.Order {Order as Order}; new Order",
            "A.cs -> Core/Order.cs import Shop.Core.Order import
             A.cs -> Core/Order.cs new O import
             B.cs -> Core/Order.cs new C.Order import
             external 2",
        );
    }

    #[test]
    fn attributes_drop_their_suffix() {
        check(
            Namespaces,
            "A.cs: package Shop; type AuditAttribute\n\
             B.cs: package Shop; annotation Audit; use Audit",
            "B.cs -> A.cs annotation Audit package\nexternal 1",
        );
    }

    #[test]
    fn parts_of_one_type() {
        check(
            Namespaces,
            "Shop/Order.Lines.cs: package Shop; type Order\n\
             Shop/Order.cs: package Shop; type Order\n\
             Shop/Page.cs: package Shop; new Order",
            "Shop/Order.Lines.cs -> Shop/Order.cs inherit Order package
             Shop/Page.cs -> Shop/Order.cs new Order package",
        );
    }
}
