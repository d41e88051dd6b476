//! Files named relative to the importer, packages with index files (JavaScript, TypeScript).
//!
//! A specifier leads to a file by the rules of Node and of bundlers: the path as written, with each known ending, with
//! TypeScript's ending where JavaScript's is written, as a folder with an index file or a manifest that names its
//! entry. Others go through path aliases of the nearest configuration, then packages of the workspace by name, then the
//! two habits that need no configuration: `@/` or `~/` for the nearest `src` folder, and a path from the package's
//! top. Everything else is outside. Barrels lead on to the declaring file.
//!
//! An import of a whole folder (`db[model.name] = ..` in a loop over it) brings the entities that its files declare, each by its
//! name, where one file alone declares it.
//!
//! Names that no import binds have no witness, except in scripts, which import and export nothing and share one global
//! scope: there a capitalised name is taken by the name alone.

use super::SourceFile;
use super::manifest::Manifests;
use super::modules::{End, Module, Modules, Target, inside, join, meaning, outward};
use super::project::{Imported, LEAST_LENGTH, MOST_DECLARING, Meaning, Scope, of_strategy};
use crate::file::{Import, ImportForm, StoreTarget, WHOLE_FOLDER};
use crate::lang::Names;
use rustc_hash::{FxHashMap, FxHashSet};
use seamline_analyzer::facts::{Context, Tier};
use seamline_analyzer::{Id, UnitId};
use std::collections::BTreeMap;

/// File endings, in the order they are tried.
const ENDINGS: &[&str] = &["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "d.ts", "vue", "svelte"];

/// Files of a folder that are looked at when all of it is imported.
const MOST_MODELS: usize = 1000;

/// What folders of built files stand for.
const BUILT: &[&str] = &["dist", "lib", "build", "out", "esm", "cjs"];

/// All modules of the project.
pub(super) struct NodeModules<'a> {
    files: &'a [SourceFile],
    manifests: &'a Manifests,
    modules: Modules<'a>,
    /// Where each import leads.
    imported: Imported<'a, Place>,
    /// Scripts and what they declare.
    scripts: FxHashSet<UnitId>,
    global: FxHashMap<&'a str, Vec<UnitId>>,
    /// The files of each folder.
    folders: FxHashMap<&'a str, Vec<UnitId>>,
}

/// Where a specifier leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    File(Module),
    Outside,
    Missing,
}

impl<'a> NodeModules<'a> {
    /// Lays out all files, then binds what they import.
    pub(super) fn new(files: &'a [SourceFile], manifests: &'a Manifests) -> Self {
        let mut all = Self {
            files,
            manifests,
            modules: Modules::new(),
            imported: Imported::default(),
            scripts: FxHashSet::default(),
            global: FxHashMap::default(),
            folders: FxHashMap::default(),
        };
        for (unit, file) in of_strategy(files, Names::NodeModules) {
            let module = all.modules.add(file.path.as_str());
            all.modules.set_file(module, unit, file);
            all.folders.entry(file.path.folder()).or_default().push(unit);
            if file.facts.imports.is_empty() && !file.path.extension().contains("ts") {
                all.scripts.insert(unit);
                for declared in &file.facts.types {
                    all.global.entry(&declared.name).or_default().push(unit);
                }
            }
        }
        // Where an import leads depends on where files lie and not on what they bind.
        let imported = Imported::of(files, Names::NodeModules, |unit, import| all.place(unit, &import.path));
        imported.iter().for_each(|(unit, import, place)| all.bind(unit, import, place));
        all.imported = imported;
        all
    }

    fn bind(&mut self, unit: UnitId, import: &'a Import, place: Place) {
        let Some(here) = self.modules.of(unit) else { return };
        for (name, module) in self.models(unit, import) {
            self.modules.bind(here, name, Target::Module(module), import.reexport);
        }
        let whole = match place {
            Place::File(module) => Target::Module(module),
            Place::Outside => Target::Outside,
            Place::Missing => Target::Missing,
        };
        match (import.form, place) {
            (ImportForm::Wildcard | ImportForm::GlobalWildcard, Place::File(module)) => {
                self.modules.take_all(here, module, import.reexport);
            }
            (ImportForm::Wildcard | ImportForm::GlobalWildcard, Place::Outside | Place::Missing) => {}
            (ImportForm::Module | ImportForm::Child, _) => {
                if let Some(alias) = &import.alias {
                    self.modules.bind(here, alias, whole, import.reexport);
                }
            }
            (ImportForm::Named, _) => {
                for (there, name) in &import.names {
                    let target = match place {
                        Place::File(module) => Target::Member(module, there),
                        Place::Outside | Place::Missing => whole,
                    };
                    self.modules.bind(here, name, target, import.reexport);
                }
            }
        }
    }

    /// The entities that the files of an imported folder declare, and which file; none where it is no folder.
    fn models(&self, from: UnitId, import: &Import) -> BTreeMap<&'a str, Module> {
        let folder = import.path.strip_suffix(WHOLE_FOLDER);
        let folder = folder.and_then(|folder| join(self.files[from.index()].path.folder(), folder));
        let units = folder.and_then(|folder| self.folders.get(folder.as_str())).into_iter().flatten();
        let mut models: BTreeMap<&str, Option<Module>> = BTreeMap::new();
        for unit in units.filter(|unit| **unit != from).take(MOST_MODELS) {
            let (stores, module) = (&self.files[unit.index()].facts.stores, self.modules.of(*unit));
            for store in stores {
                if let StoreTarget::Declares { entity, .. } = &store.target {
                    let known = models.entry(entity).or_insert(module);
                    *known = known.filter(|known| Some(*known) == module);
                }
            }
        }
        models.into_iter().filter_map(|(name, module)| Some((name, module?))).collect()
    }

    /// Where an import of a file leads.
    fn imported(&self, from: UnitId, import: &Import) -> Place {
        self.imported.get(from, import).unwrap_or_else(|| self.place(from, &import.path))
    }

    fn place(&self, from: UnitId, specifier: &str) -> Place {
        let specifier = specifier.split(['?', '#']).next().filter(|path| !path.is_empty()).unwrap_or(specifier);
        let folder = self.files[from.index()].path.folder();
        if specifier.starts_with('.') {
            let found = join(folder, specifier).and_then(|path| self.at(&path));
            return found.map_or(Place::Missing, Place::File);
        }
        let aliased = self.manifests.aliased(folder, specifier);
        let found = aliased.iter().find_map(|path| self.at(path));
        let found = found.or_else(|| self.in_workspace(specifier)).or_else(|| self.by_habit(folder, specifier));
        found.map_or(Place::Outside, Place::File)
    }

    fn in_workspace(&self, specifier: &str) -> Option<Module> {
        let (folder, rest) = self.manifests.workspace_package(specifier)?;
        if rest.is_empty() {
            return self.package(folder);
        }
        let path = inside(folder, rest);
        self.at(&path).or_else(|| self.at(&inside(folder, &format!("src/{rest}")))).or_else(|| self.source_of(&path))
    }

    /// The entry file of a package.
    fn package(&self, folder: &str) -> Option<Module> {
        let entries = self.manifests.entries(folder).iter();
        let mut named = entries.clone().filter_map(|entry| self.source_of(entry).or_else(|| self.at(entry)));
        named.next().or_else(|| self.at(&inside(folder, "src/index"))).or_else(|| self.index(folder))
    }

    /// The source of a built file: `dist/x.js` for `src/x.ts`.
    fn source_of(&self, path: &str) -> Option<Module> {
        let is_built = |part: &str| BUILT.contains(&part);
        let parts: Vec<&str> = path.split('/').collect();
        let at = parts.iter().position(|part| is_built(part))?;
        let rest: Vec<&str> = parts[at + 1..].iter().copied().skip_while(|part| is_built(part)).collect();
        let around = parts[..at].join("/");
        let source = inside(&inside(&around, "src"), &rest.join("/"));
        self.at(&source).or_else(|| self.at(&inside(&around, &rest.join("/"))))
    }

    fn by_habit(&self, folder: &str, specifier: &str) -> Option<Module> {
        if let Some(rest) = specifier.strip_prefix("@/").or_else(|| specifier.strip_prefix("~/")) {
            return outward(folder).find_map(|around| self.at(&inside(&inside(around, "src"), rest)));
        }
        let around = self.manifests.package_around(folder)?;
        if specifier.contains('/') { self.at(&inside(around, specifier)) } else { None }
    }

    /// The module at a path: a file as written or with an ending, or a folder.
    fn at(&self, path: &str) -> Option<Module> {
        self.file(path).or_else(|| self.index(path)).or_else(|| {
            let named = self.manifests.entries(path).iter().find_map(|entry| self.file(entry));
            named.or_else(|| self.index(&inside(path, "src")).filter(|_| !self.manifests.entries(path).is_empty()))
        })
    }

    fn file(&self, path: &str) -> Option<Module> {
        if let Some(found) = self.modules.get(path) {
            return Some(found);
        }
        let with = |stem: &str, ending: &str| self.modules.get(&format!("{stem}.{ending}"));
        let written = path.rsplit_once('.').filter(|(_, ending)| matches!(*ending, "js" | "jsx" | "mjs" | "cjs"));
        let source = written.and_then(|(stem, ending)| match ending {
            "mjs" => with(stem, "mts"),
            "cjs" => with(stem, "cts"),
            _ => with(stem, "ts").or_else(|| with(stem, "tsx")),
        });
        source.or_else(|| ENDINGS.iter().find_map(|ending| with(path, ending)))
    }

    fn index(&self, folder: &str) -> Option<Module> {
        let path = inside(folder, "index");
        ENDINGS.iter().find_map(|ending| self.modules.get(&format!("{path}.{ending}")))
    }

    fn in_scripts(&self, from: UnitId, name: &str) -> Meaning {
        let capital = name.starts_with(char::is_uppercase) && name.len() >= LEAST_LENGTH;
        if !capital || !self.scripts.contains(&from) {
            return Meaning::Unknown;
        }
        let declaring = self.global.get(name).filter(|units| units.len() <= MOST_DECLARING);
        declaring.and_then(|units| Meaning::files(Tier::Name, units.clone())).unwrap_or(Meaning::Unknown)
    }
}

impl Scope for NodeModules<'_> {
    fn find(&self, from: UnitId, name: &str, _: Context) -> Meaning {
        let Some(here) = self.modules.of(from) else { return Meaning::Unknown };
        let path: Vec<&str> = name.split('.').collect();
        match self.modules.local(here, &path) {
            Meaning::Unknown => self.in_scripts(from, path[0]),
            found => found,
        }
    }

    fn import(&self, from: UnitId, import: &Import) -> Vec<(String, Meaning)> {
        if import.path.ends_with(WHOLE_FOLDER) {
            let found = self.models(from, import).into_iter();
            return found
                .map(|(name, module)| (name.to_owned(), meaning(Tier::Import, self.modules.unit(module))))
                .collect();
        }
        let module = match self.imported(from, import) {
            Place::File(module) => module,
            Place::Outside => return vec![(import.path.clone(), Meaning::Elsewhere)],
            // Style sheets, images, data: nothing that could be a unit.
            Place::Missing if is_asset(&import.path) => return Vec::new(),
            Place::Missing => return vec![(import.path.clone(), Meaning::Unknown)],
        };
        let end = |path: &[&str]| meaning(Tier::Import, self.modules.member(module, path));
        if import.names.is_empty() {
            return vec![(import.path.clone(), end(&[]))];
        }
        let shown = |there: &str| if there == "default" { import.path.clone() } else { there.to_owned() };
        import.names.iter().map(|(there, _)| (shown(there), end(&[there.as_str()]))).collect()
    }

    fn named(&self, from: UnitId, import: &Import) -> Option<UnitId> {
        match self.imported(from, import) {
            Place::File(module) => self.modules.unit(module).known(),
            Place::Outside | Place::Missing => None,
        }
    }

    fn qualified(&self, name: &str) -> Vec<UnitId> {
        let found = join("", name).and_then(|path| self.at(&path)).filter(|_| name.contains('/'));
        match found.map(|module| self.modules.unit(module)) {
            Some(End::Unit(unit)) => vec![unit],
            Some(End::Outside | End::Nowhere) | None => Vec::new(),
        }
    }
}

/// Whether a specifier names a file that is not code.
fn is_asset(specifier: &str) -> bool {
    let Some((_, ending)) = specifier.rsplit_once('.') else { return false };
    matches!(
        ending,
        "css" | "scss" | "sass" | "less" | "json" | "svg" | "png" | "jpg" | "gif" | "html" | "graphql" | "gql" | "md"
    )
}

#[cfg(test)]
mod tests {
    use crate::lang::Names::NodeModules;
    use crate::resolve::testing::{check, check_reexports, check_with};

    #[test]
    fn endings_and_index_files() {
        check(
            NodeModules,
            "src/order.ts: type Order\n\
             src/cart/index.js: type Cart\n\
             src/main.ts: import ./order {Order}; import ./order.js {Order as O}; import ./cart {Cart}; new Order; new O; new Cart",
            "src/main.ts -> src/cart/index.js import Cart import
             src/main.ts -> src/cart/index.js new Cart import
             src/main.ts -> src/order.ts import Order import
             src/main.ts -> src/order.ts new O import
             src/main.ts -> src/order.ts new Order import",
        );
    }

    #[test]
    fn whole_modules_and_default_exports() {
        check(
            NodeModules,
            "a/order.js: function total\n\
             a/user.js: type User\n\
             main.js: module ./a/order as order; import ./a/user {default as Person}; call order.total; new Person",
            "main.js -> a/order.js import ./a/order import
             main.js -> a/order.js call order.total import
             main.js -> a/user.js import ./a/user import
             main.js -> a/user.js new Person import",
        );
    }

    #[test]
    fn barrels_lead_on() {
        check(
            NodeModules,
            "lib/index.ts: reexport ./order *; reexport ./user {User as Person}\n\
             lib/order/index.ts: reexport ./order.entity *\n\
             lib/order/order.entity.ts: type Order\n\
             lib/user.ts: type User\n\
             main.ts: import ./lib {Order, Person}; new Order; new Person",
            "lib/index.ts -> lib/order/index.ts import ./order import
             lib/index.ts -> lib/user.ts import User import
             lib/order/index.ts -> lib/order/order.entity.ts import ./order.entity import
             main.ts -> lib/order/order.entity.ts import Order import
             main.ts -> lib/order/order.entity.ts new Order import
             main.ts -> lib/user.ts import Person import
             main.ts -> lib/user.ts new Person import",
        );
    }

    #[test]
    fn path_aliases() {
        check_with(
            NodeModules,
            "app/src/domain/order.ts: type Order\n\
             app/src/web/page.ts: import @domain/order {Order}; import domain/order {Order as O}; new Order; import rxjs {take}; call take",
            &[
                ("app/tsconfig.json", "{\"extends\": \"./tsconfig.base\", /* x */}"),
                (
                    "app/tsconfig.base.json",
                    "{\"compilerOptions\": {\"baseUrl\": \"src\", \"paths\": {\"@domain/*\": [\"domain/*\"],},}}",
                ),
            ],
            "app/src/web/page.ts -> app/src/domain/order.ts import Order import
             app/src/web/page.ts -> app/src/domain/order.ts new Order import
             external 2",
        );
    }

    #[test]
    fn workspace_packages() {
        check_with(
            NodeModules,
            "packages/core/src/index.ts: reexport ./order *\n\
             packages/core/src/order.ts: type Order\n\
             packages/web/main.ts: import @shop/core {Order}; new Order; import @shop/core/dist/order {Order as O}",
            &[("packages/core/package.json", "{\"name\": \"@shop/core\", \"main\": \"dist/index.js\"}")],
            "packages/core/src/index.ts -> packages/core/src/order.ts import ./order import
             packages/web/main.ts -> packages/core/src/order.ts import Order import
             packages/web/main.ts -> packages/core/src/order.ts new Order import",
        );
    }

    #[test]
    fn outside_packages_block() {
        check(
            NodeModules,
            "order.ts: type Order\n\
             main.ts: import typeorm {Order}; new Order; import ./gone {X}; import ./style.css {y}",
            "blocked 1
             external 2",
        );
    }

    #[test]
    fn scripts_share_one_scope() {
        check(
            NodeModules,
            "js/order.js: type Order\n\
             js/main.js: new Order; call total\n\
             js/module.js: import x {y}; new Order",
            "js/main.js -> js/order.js new Order name
             blocked 1
             external 2",
        );
    }

    #[test]
    fn an_import_through_a_file_that_hands_on() {
        check_reexports(
            NodeModules,
            "orders/order.ts: type Order\n\
             orders/index.ts: reexport ./order *\n\
             web.ts: import ./orders {Order}; new Order\n\
             styles.ts: import ./web.css; import ./gone {X}; import ./orders/order {Order}",
            "web.ts -> orders/index.ts 1",
        );
    }

    #[test]
    fn a_folder_of_models() {
        check(
            NodeModules,
            "models/index.js: reexport ./* *\n\
             models/order.js: declares Order = orders\n\
             models/user.js: declares User = users; declares Twice = a\n\
             models/more.js: declares Twice = b\n\
             models/old/gone.js: declares Gone = gone\n\
             main.js: module ./models as db; call db.Order; call db.Twice; call db.Gone; call db.nothing\n\
             other.js: import ./models {User}; call User",
            "main.js -> models/index.js call db.Gone import
             main.js -> models/index.js call db.Twice import
             main.js -> models/index.js call db.nothing import
             main.js -> models/index.js import ./models import
             main.js -> models/order.js call db.Order import
             models/index.js -> models/order.js import Order import
             models/index.js -> models/user.js import User import
             other.js -> models/user.js call User import
             other.js -> models/user.js import User import",
        );
    }

    #[test]
    fn import_cycles_end() {
        check(
            NodeModules,
            "a.ts: reexport ./b *; import ./b {X}; use X\n\
             b.ts: reexport ./a *; import ./a {X}; use X",
            "a.ts -> b.ts import ./b import
             a.ts -> b.ts import X import
             a.ts -> b.ts use X import
             b.ts -> a.ts import ./a import
             b.ts -> a.ts import X import
             b.ts -> a.ts use X import",
        );
    }

    #[test]
    fn climbing_out_leads_nowhere() {
        check(NodeModules, "a.ts: import ../../../etc/passwd {x}; use x", "blocked 1\nexternal 1");
    }
}
