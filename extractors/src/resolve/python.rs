//! Modules by folder, absolute and relative (Python).
//!
//! A folder is a *root* when it has no `__init__.py`: absolute imports start at one. Several may fit; the importer's
//! own folders win, innermost first, then the root with the longest common path, and then only if a package (not a
//! lone file) is meant that is not named like a module of the standard library. Re-exports in `__init__.py` lead on to
//! the declaring file. A string such as `"orders.Order"` (Django) means a class of that name whose module's path ends
//! in, or else contains, the words before it.

use super::SourceFile;
use super::modules::{End, Module, Modules, Target, base, inside, meaning, outward, parent};
use super::project::{Imported, Meaning, Scope, common_folders, of_strategy};
use crate::file::{Import, ImportForm};
use crate::lang::Names;
use rustc_hash::{FxHashMap, FxHashSet};
use seamline_analyzer::facts::{Context, Tier, TypeKind};
use seamline_analyzer::{Id, UnitId};
use std::cmp::Reverse;

/// Standard modules whose names projects use too: no root far away may claim them.
const STANDARD: &[&str] = &[
    "abc",
    "array",
    "ast",
    "calendar",
    "cmd",
    "code",
    "codecs",
    "collections",
    "concurrent",
    "copy",
    "csv",
    "datetime",
    "email",
    "enum",
    "errno",
    "formatter",
    "html",
    "http",
    "importlib",
    "inspect",
    "io",
    "json",
    "locale",
    "logging",
    "mailbox",
    "math",
    "numbers",
    "operator",
    "os",
    "parser",
    "platform",
    "profile",
    "queue",
    "random",
    "re",
    "resource",
    "secrets",
    "select",
    "shelve",
    "signal",
    "site",
    "socket",
    "sqlite3",
    "statistics",
    "string",
    "struct",
    "sys",
    "test",
    "tests",
    "time",
    "token",
    "trace",
    "types",
    "typing",
    "unittest",
    "urllib",
    "uuid",
    "xml",
    "zipfile",
];

/// All Python modules of the project.
pub(super) struct PythonModules<'a> {
    files: &'a [SourceFile],
    modules: Modules<'a>,
    /// The module that each import names.
    imported: Imported<'a, Option<Module>>,
    /// The names that files declare, for names in strings.
    declaring: FxHashMap<&'a str, Vec<UnitId>>,
    roots: Roots<'a>,
}

/// From the first word of an absolute import to the folders it may start in.
#[derive(Default)]
struct Roots<'a> {
    of: FxHashMap<&'a str, Vec<&'a str>>,
    lone_files: FxHashSet<(&'a str, &'a str)>,
}

impl<'a> PythonModules<'a> {
    /// Lays out all modules, then binds what they import.
    pub(super) fn new(files: &'a [SourceFile]) -> Self {
        let (modules, declaring, roots) = (Modules::new(), FxHashMap::default(), Roots::default());
        let mut all = Self { files, modules, imported: Imported::default(), declaring, roots };
        all.lay_out();
        // Which module an import names depends on where modules lie and not on what they bind.
        let imported = Imported::of(files, Names::PythonModules, |unit, import| all.module(unit, &import.path));
        imported.iter().for_each(|(unit, import, module)| all.bind(unit, import, module));
        all.imported = imported;
        all
    }

    fn lay_out(&mut self) {
        let files = || of_strategy(self.files, Names::PythonModules);
        let packages: FxHashSet<&str> =
            files().filter(|(_, file)| file.path.stem() == "__init__").map(|(_, file)| file.path.folder()).collect();
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        for (unit, file) in files() {
            let key = module_path(file);
            let module = self.modules.add(key);
            self.modules.set_file(module, unit, file);
            // `Order = get_model("order", "Order")` does not declare the order.
            for declared in file.facts.types.iter().filter(|declared| declared.kind != TypeKind::Value) {
                let units = self.declaring.entry(&declared.name).or_default();
                if units.last() != Some(&unit) {
                    units.push(unit);
                }
            }
            if !packages.contains(key) && !packages.contains(parent(key)) {
                self.roots.lone_files.insert((parent(key), base(key)));
            }
            for path in outward(key).take_while(|path| !path.is_empty()) {
                if !seen.insert(path) {
                    break;
                }
                let (folder, name) = (parent(path), base(path));
                let (parent, child) = (self.modules.add(folder), self.modules.add(path));
                self.modules.set_child(parent, name, child);
                if !packages.contains(folder) {
                    self.roots.of.entry(name).or_default().push(folder);
                }
            }
        }
    }

    /// Binds what an import takes from the module that it names.
    fn bind(&mut self, unit: UnitId, import: &'a Import, found: Option<Module>) {
        let Some(here) = self.modules.of(unit) else { return };
        let whole = found.map_or_else(|| self.lost(import), Target::Module);
        match import.form {
            ImportForm::Wildcard | ImportForm::GlobalWildcard => {
                if let Some(module) = found {
                    self.modules.take_all(here, module, true);
                }
            }
            ImportForm::Module | ImportForm::Child => match &import.alias {
                Some(alias) => self.modules.bind(here, alias, whole, true),
                None => self.bind_first(unit, here, &import.path, whole),
            },
            ImportForm::Named => {
                for (there, name) in &import.names {
                    let member = found.map_or(whole, |module| Target::Member(module, there));
                    self.modules.bind(here, name, member, true);
                }
            }
        }
    }

    /// `import a.b.c` binds `a`, in the root where `a.b.c` was found.
    fn bind_first(&mut self, unit: UnitId, here: Module, path: &'a str, whole: Target<'a>) {
        let first = path.split('.').next().unwrap_or(path);
        let root = self.root(unit, path);
        let target = match root.and_then(|root| self.modules.get(&inside(root, first))) {
            Some(module) => Target::Module(module),
            None => whole,
        };
        self.modules.bind(here, first, target, true);
    }

    /// What an import means whose module is not there: relative ones can only be missing.
    fn lost(&self, import: &Import) -> Target<'a> {
        if import.path.starts_with('.') { Target::Missing } else { Target::Outside }
    }

    fn module(&self, from: UnitId, path: &str) -> Option<Module> {
        if path.starts_with('.') {
            return self.modules.get(&relative(self.files[from.index()].path.folder(), path)?);
        }
        let root = self.root(from, path)?;
        self.modules.get(&inside(root, &path.replace('.', "/")))
    }

    /// The module that an import of a file names.
    fn imported(&self, from: UnitId, import: &Import) -> Option<Module> {
        self.imported.get(from, import).unwrap_or_else(|| self.module(from, &import.path))
    }

    /// The root from which an absolute path leads to a module.
    fn root(&self, from: UnitId, path: &str) -> Option<&'a str> {
        let first = path.split('.').next().unwrap_or(path);
        let slashed = path.replace('.', "/");
        let fits = |root: &str| self.modules.get(&inside(root, &slashed)).is_some();
        let own = self.files[from.index()].path.as_str();
        let is_own = |root: &str| root.is_empty() || own.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
        let roots = self.roots.of.get(first)?;
        let near = roots.iter().copied().filter(|root| is_own(root) && fits(root)).max_by_key(|root| root.len());
        near.or_else(|| {
            let may_claim = |root: &str| {
                let lone = self.roots.lone_files.contains(&(root, first)) && !matches!(base(root), "src" | "lib");
                !lone && !STANDARD.contains(&first)
            };
            let far = roots.iter().copied().filter(|root| !is_own(root) && may_claim(root) && fits(root));
            far.max_by_key(|root| (common_folders(root, own), Reverse(*root)))
        })
    }

    /// The module of a dotted path in a string, from any root.
    fn anywhere(&self, path: &str) -> Option<UnitId> {
        let (first, _) = path.split_once('.')?;
        let slashed = path.replace('.', "/");
        let roots = self.roots.of.get(first)?;
        let module = roots.iter().find_map(|root| self.modules.get(&inside(root, &slashed)))?;
        match self.modules.unit(module) {
            End::Unit(unit) => Some(unit),
            End::Outside | End::Nowhere => None,
        }
    }
}

impl Scope for PythonModules<'_> {
    fn find(&self, from: UnitId, name: &str, _: Context) -> Meaning {
        let Some(here) = self.modules.of(from) else { return Meaning::Unknown };
        let path: Vec<&str> = name.split('.').collect();
        self.modules.local(here, &path)
    }

    fn import(&self, from: UnitId, import: &Import) -> Vec<(String, Meaning)> {
        let Some(module) = self.imported(from, import) else {
            let lost = if import.path.starts_with('.') { Meaning::Unknown } else { Meaning::Elsewhere };
            return vec![(import.path.clone(), lost)];
        };
        let whole = || vec![(import.path.clone(), or_own(self.modules.unit(module)))];
        if import.form != ImportForm::Named {
            return whole();
        }
        let names = import.names.iter();
        names.map(|(there, _)| (there.clone(), or_own(self.modules.member(module, &[there.as_str()])))).collect()
    }

    fn named(&self, from: UnitId, import: &Import) -> Option<UnitId> {
        self.imported(from, import).and_then(|module| self.modules.unit(module).known())
    }

    fn qualified(&self, name: &str) -> Vec<UnitId> {
        let Some((words, last)) = name.rsplit_once('.') else { return Vec::new() };
        let declaring = self.declaring.get(last).map_or(&[][..], Vec::as_slice);
        let words: Vec<&str> = words.split('.').collect();
        let fit = |unit: UnitId| fit(module_path(&self.files[unit.index()]), &words);
        let best = declaring.iter().map(|unit| fit(*unit)).max().unwrap_or(0);
        if best == 0 {
            return self.anywhere(name).into_iter().collect();
        }
        declaring.iter().copied().filter(|unit| fit(*unit) == best).collect()
    }
}

/// Folders without a file are no unit, and nothing is missing.
fn or_own(end: End) -> Meaning {
    match end {
        End::Nowhere => Meaning::Own,
        end => meaning(Tier::Import, end),
    }
}

/// The path of the module that a file is: without its ending, and a package for its `__init__.py`.
fn module_path(file: &SourceFile) -> &str {
    match file.path.stem() {
        "__init__" => file.path.folder(),
        _ => file.path.as_str().rsplit_once('.').map_or(file.path.as_str(), |(path, _)| path),
    }
}

/// The path of a relative import: one dot is the importer's folder, each more one folder up.
fn relative(folder: &str, path: &str) -> Option<String> {
    let words = path.trim_start_matches('.');
    let mut at = folder;
    for _ in 1..path.len() - words.len() {
        if at.is_empty() {
            return None;
        }
        at = parent(at);
    }
    Some(if words.is_empty() { at.to_owned() } else { inside(at, &words.replace('.', "/")) })
}

/// How well a module's path fits the words of a string: 3 ends in them, 2 ends in them but for one word
/// (`orders` and `orders/models`), 1 contains them, 0 does not.
fn fit(module: &str, words: &[&str]) -> u8 {
    let parts: Vec<&str> = module.split('/').collect();
    let shorter = parts.split_last().map_or(&[][..], |(_, rest)| rest);
    match () {
        () if parts.ends_with(words) => 3,
        () if shorter.ends_with(words) => 2,
        () if parts.windows(words.len()).any(|window| window == words) => 1,
        () => 0,
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::Names::PythonModules;
    use crate::resolve::testing::{check, check_reexports};

    #[test]
    fn an_import_through_a_file_that_hands_on() {
        check_reexports(
            PythonModules,
            "shop/__init__.py:\n\
             shop/orders/__init__.py: import .order {Order}\n\
             shop/orders/order.py: type Order\n\
             shop/shapes.py: import shop.orders.order {Order}; import outside {Site}; type Shape\n\
             shop/web.py: import shop.orders {Order}; call Order\n\
             shop/more.py: import shop.shapes {Order}; import shop.shapes {Site}; import gone {X}\n\
             shop/both.py: import shop.shapes {Order}; import shop.shapes {Shape}",
            "shop/web.py -> shop/orders/__init__.py 1
             shop/more.py -> shop/shapes.py 1",
        );
    }

    #[test]
    fn absolute_import_from_the_top() {
        check(
            PythonModules,
            "shop/__init__.py:\n\
             shop/orders/__init__.py:\n\
             shop/orders/models.py: type Order\n\
             shop/web/views.py: import shop.orders.models {Order}; new Order",
            "shop/web/views.py -> shop/orders/models.py import Order import
             shop/web/views.py -> shop/orders/models.py new Order import",
        );
    }

    #[test]
    fn package_root_in_src() {
        check(
            PythonModules,
            "src/shop/__init__.py:\n\
             src/shop/models.py: type Order\n\
             tools/run.py: import shop.models {Order as O}; use O",
            "tools/run.py -> src/shop/models.py import Order import
             tools/run.py -> src/shop/models.py use O import",
        );
    }

    #[test]
    fn relative_imports() {
        check(
            PythonModules,
            "shop/__init__.py:\n\
             shop/models.py: type Order\n\
             shop/web/__init__.py:\n\
             shop/web/views.py: import ..models {Order}; import .. {models}; call Order; call models.Order; import .gone {X}",
            "shop/web/views.py -> shop/models.py import Order import
             shop/web/views.py -> shop/models.py import models import
             shop/web/views.py -> shop/models.py call Order import
             shop/web/views.py -> shop/models.py call models.Order import
             blocked 1",
        );
    }

    #[test]
    fn reexports_lead_to_the_declaring_file() {
        check(
            PythonModules,
            "pkg/__init__.py: import .models {Order}; import .parts *\n\
             pkg/models.py: type Order\n\
             pkg/parts.py: type Wheel\n\
             app.py: import pkg {Order, Wheel, nothing}; new Order; new Wheel; use nothing",
            "app.py -> pkg/__init__.py import nothing import
             app.py -> pkg/__init__.py use nothing import
             app.py -> pkg/models.py import Order import
             app.py -> pkg/models.py new Order import
             app.py -> pkg/parts.py import Wheel import
             app.py -> pkg/parts.py new Wheel import
             pkg/__init__.py -> pkg/models.py import Order import
             pkg/__init__.py -> pkg/parts.py import .parts import",
        );
    }

    #[test]
    fn whole_modules() {
        check(
            PythonModules,
            "a/__init__.py:\n\
             a/b/__init__.py:\n\
             a/b/c.py: function run\n\
             main.py: module a.b.c; module a.b as ab; call a.b.c.run; call ab.c.run",
            "main.py -> a/b/c.py import a.b.c import
             main.py -> a/b/__init__.py import a.b import
             main.py -> a/b/c.py call a.b.c.run import
             main.py -> a/b/c.py call ab.c.run import",
        );
    }

    #[test]
    fn star_import() {
        check(
            PythonModules,
            "p/__init__.py:\n\
             p/m.py: type Order\n\
             p/v.py: import .m *; new Order; new Other",
            "p/v.py -> p/m.py import .m import
             p/v.py -> p/m.py new Order wildcard
             external 1",
        );
    }

    #[test]
    fn an_outside_import_blocks() {
        check(
            PythonModules,
            "shop/__init__.py:\n\
             shop/models.py: type Model\n\
             shop/views.py: import django.db.models {Model}; inherit Model",
            "external 2",
        );
    }

    #[test]
    fn standard_modules_are_not_ours() {
        check(
            PythonModules,
            "lib/json/__init__.py: function loads\n\
             app/main.py: module json; call json.loads",
            "external 2",
        );
    }

    #[test]
    fn names_in_strings() {
        check(
            PythonModules,
            "apps/order/models.py: type Order\n\
             apps/basket/models.py: type Order; type Line\n\
             apps/basket/forms.py: type LineForm\n\
             x.py: data order.Order; type-string basket.forms.LineForm; type-string foo.Order; data apps.basket.forms",
            "x.py -> apps/order/models.py data order.Order name
             x.py -> apps/basket/forms.py type-string basket.forms.LineForm name
             x.py -> apps/basket/forms.py data apps.basket.forms name
             blocked 1",
        );
    }

    #[test]
    fn cycles_end() {
        check(
            PythonModules,
            "a.py: import b {X}; import b *; use X; use Y\n\
             b.py: import a {X}; import a *; use X",
            "a.py -> b.py import X import
             a.py -> b.py import b import
             a.py -> b.py use X import
             b.py -> a.py import X import
             b.py -> a.py import a import
             b.py -> a.py use X import
             external 1",
        );
    }

    #[test]
    fn climbing_out_of_the_tree_leads_nowhere() {
        check(PythonModules, "a.py: import ....etc {passwd}; use passwd", "blocked 1\nexternal 1");
    }
}
