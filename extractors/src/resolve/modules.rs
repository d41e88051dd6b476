//! Modules that import from each other, in languages where a file (or folder) is a module: Python, JavaScript,
//! TypeScript, Rust.
//!
//! A module declares names, has child modules, binds names to parts of other modules, and may take in everything that
//! another module has (`from x import *`, `export * from`, `pub use x::*`). A path is followed step by step to the file
//! that declares what it names, through re-exports. Cycles end: a path takes at most [`MOST_STEPS`] steps, and a search
//! through wildcards visits each module once. A path that leads into a module but to nothing declared in it means the
//! module itself: it names a constant, a macro, something made at run time.

use super::SourceFile;
use super::project::Meaning;
use rustc_hash::{FxHashMap, FxHashSet};
use seamline_analyzer::UnitId;
use seamline_analyzer::facts::Tier;
use std::sync::{PoisonError, RwLock};

/// Longer chains of re-exports are cut.
const MOST_STEPS: usize = 64;

/// A search through wildcards gives up after this many modules.
const MOST_MODULES: usize = 2048;

/// Folders around a file that are looked at.
const MOST_FOLDERS: usize = 64;

/// A module's number in its graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Module(u32);

/// What a bound name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target<'a> {
    /// A whole module.
    Module(Module),
    /// A name of a module.
    Member(Module, &'a str),
    /// Something outside the repository.
    Outside,
    /// A path inside the repository where nothing is.
    Missing,
}

/// Where a path ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// In this file.
    Unit(UnitId),
    /// Outside the repository.
    Outside,
    /// At a folder or nowhere.
    Nowhere,
}

impl End {
    /// The file, where the path ends in one.
    pub(super) fn known(self) -> Option<UnitId> {
        match self {
            Self::Unit(unit) => Some(unit),
            Self::Outside | Self::Nowhere => None,
        }
    }
}

struct Node<'a> {
    unit: Option<UnitId>,
    /// Bound names; whether other modules can take them from here.
    bound: FxHashMap<&'a str, (Target<'a>, bool)>,
    /// Modules that everything is taken in from; whether it can be taken on from here.
    wildcards: Vec<(Module, bool)>,
}

/// Where a name was found through wildcards: remembered, since many files ask the same barrels.
type Memory = RwLock<FxHashMap<Module, FxHashMap<Box<str>, Option<Module>>>>;

/// All modules of a strategy. `'a` is the lifetime of the names in the facts.
pub(super) struct Modules<'a> {
    nodes: Vec<Node<'a>>,
    numbers: FxHashMap<String, Module>,
    of_unit: FxHashMap<UnitId, Module>,
    children: FxHashMap<(Module, &'a str), Module>,
    declared: FxHashSet<(UnitId, &'a str)>,
    /// All names that some module has: a search for any other is in vain.
    names: FxHashSet<&'a str>,
    memory: Memory,
}

impl<'a> Modules<'a> {
    /// No modules.
    pub(super) fn new() -> Self {
        Self {
            nodes: Vec::new(),
            numbers: FxHashMap::default(),
            of_unit: FxHashMap::default(),
            children: FxHashMap::default(),
            declared: FxHashSet::default(),
            names: FxHashSet::default(),
            memory: RwLock::default(),
        }
    }

    /// The module of a key, which is made if needed.
    pub(super) fn add(&mut self, key: &str) -> Module {
        if let Some(&module) = self.numbers.get(key) {
            return module;
        }
        let module = Module(u32::try_from(self.nodes.len()).expect("fewer modules than four billion"));
        self.nodes.push(Node { unit: None, bound: FxHashMap::default(), wildcards: Vec::new() });
        self.numbers.insert(key.to_owned(), module);
        module
    }

    /// Says which file a module is, and reads what the file declares. A module keeps its first file; a second file of
    /// the same module (`lib.rs` beside `main.rs`) leads there too.
    pub(super) fn set_file(&mut self, module: Module, unit: UnitId, file: &'a SourceFile) {
        self.nodes[module.0 as usize].unit.get_or_insert(unit);
        self.of_unit.insert(unit, module);
        for declared in &file.facts.types {
            self.declared.insert((unit, &declared.name));
            self.names.insert(&declared.name);
        }
    }

    /// Says that a module lies in another one under this name.
    pub(super) fn set_child(&mut self, parent: Module, name: &'a str, child: Module) {
        self.children.entry((parent, name)).or_insert(child);
        self.names.insert(name);
    }

    /// Binds a name in a module; the first binding counts.
    pub(super) fn bind(&mut self, module: Module, name: &'a str, target: Target<'a>, public: bool) {
        let bound = self.nodes[module.0 as usize].bound.entry(name).or_insert((target, public));
        bound.1 |= public && bound.0 == target;
        if public {
            self.names.insert(name);
        }
    }

    /// Takes everything of a module into another.
    pub(super) fn take_all(&mut self, module: Module, from: Module, public: bool) {
        self.nodes[module.0 as usize].wildcards.push((from, public));
    }

    /// The module of a key.
    pub(super) fn get(&self, key: &str) -> Option<Module> {
        self.numbers.get(key).copied()
    }

    /// The module that a file is.
    pub(super) fn of(&self, unit: UnitId) -> Option<Module> {
        self.of_unit.get(&unit).copied()
    }

    /// The file of a module.
    pub(super) fn unit(&self, module: Module) -> End {
        self.nodes[module.0 as usize].unit.map_or(End::Nowhere, End::Unit)
    }

    /// A module inside another one.
    pub(super) fn child(&self, module: Module, name: &'a str) -> Option<Module> {
        self.children.get(&(module, name)).copied()
    }

    /// What a path means inside a module's own file: its bound names, then what it takes in by wildcards.
    pub(super) fn local(&self, module: Module, path: &[&'a str]) -> Meaning {
        let [first, rest @ ..] = path else { return Meaning::Unknown };
        let node = &self.nodes[module.0 as usize];
        if let Some(&(target, _)) = node.bound.get(first) {
            return meaning(Tier::Import, self.target(target, rest));
        }
        let Some(holder) = node.wildcards.iter().find_map(|(from, _)| self.holder(*from, first)) else {
            return Meaning::Unknown;
        };
        meaning(Tier::Wildcard, self.member(holder, path))
    }

    /// The end of a path that starts at a bound name's target.
    pub(super) fn target(&self, target: Target<'a>, rest: &[&'a str]) -> End {
        match target {
            Target::Module(module) => self.member(module, rest),
            Target::Member(module, name) => {
                let mut path = vec![name];
                path.extend(rest);
                self.member(module, &path)
            }
            Target::Outside => End::Outside,
            Target::Missing => End::Nowhere,
        }
    }

    /// The end of a path that starts in a module.
    pub(super) fn member(&self, start: Module, path: &[&'a str]) -> End {
        let mut todo: Vec<&'a str> = path.iter().rev().copied().collect();
        let mut module = start;
        for _ in 0..MOST_STEPS {
            let Some(name) = todo.pop() else { return self.unit(module) };
            if self.declares(module, name) {
                return self.unit(module);
            }
            if let Some(child) = self.child(module, name) {
                module = child;
                continue;
            }
            match self.public(module, name) {
                Some(Target::Module(next)) => module = next,
                Some(Target::Member(next, there)) => {
                    todo.push(there);
                    module = next;
                }
                Some(Target::Outside) => return End::Outside,
                Some(Target::Missing) => return self.unit(module),
                None => match self.holder(module, name) {
                    Some(next) if next != module => {
                        todo.push(name);
                        module = next;
                    }
                    _ => return self.unit(module),
                },
            }
        }
        self.unit(start)
    }

    fn declares(&self, module: Module, name: &'a str) -> bool {
        self.nodes[module.0 as usize].unit.is_some_and(|unit| self.declared.contains(&(unit, name)))
    }

    fn public(&self, module: Module, name: &'a str) -> Option<Target<'a>> {
        let (target, public) = *self.nodes[module.0 as usize].bound.get(name)?;
        public.then_some(target)
    }

    /// The module that has a name itself, searched from `start` through wildcards, breadth first.
    fn holder(&self, start: Module, name: &'a str) -> Option<Module> {
        let has = |module| {
            self.declares(module, name) || self.child(module, name).is_some() || self.public(module, name).is_some()
        };
        if has(start) {
            return Some(start);
        }
        // `export *` does not carry the default export on.
        let in_vain = name == "default" || !self.names.contains(name);
        if in_vain || self.nodes[start.0 as usize].wildcards.is_empty() {
            return None;
        }
        let known = self.memory.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(&found) = known.get(&start).and_then(|names| names.get(name)) {
            return found;
        }
        drop(known);
        let found = self.search(start, has);
        let mut known = self.memory.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(start).or_default().insert(name.into(), found);
        found
    }

    fn search(&self, start: Module, has: impl Fn(Module) -> bool) -> Option<Module> {
        let mut seen = FxHashSet::from_iter([start]);
        let mut queue = vec![start];
        let mut next = 0;
        while let Some(&module) = queue.get(next) {
            next += 1;
            if module != start && has(module) {
                return Some(module);
            }
            if queue.len() < MOST_MODULES {
                let onward = self.nodes[module.0 as usize].wildcards.iter().filter(|(_, public)| *public);
                queue.extend(onward.map(|(from, _)| *from).filter(|from| seen.insert(*from)));
            }
        }
        None
    }
}

/// The meaning of a name whose path ends somewhere.
pub(super) fn meaning(tier: Tier, end: End) -> Meaning {
    match end {
        End::Unit(unit) => Meaning::Files(tier, vec![unit]),
        End::Outside => Meaning::Elsewhere,
        End::Nowhere => Meaning::Unknown,
    }
}

/// A path inside the tree, from a folder and a relative path. None when it climbs out of the tree.
pub(super) fn join(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The folder of a path, empty at the top.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last component of a path.
pub(super) fn base(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// A folder and a name in it.
pub(super) fn inside(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { [folder, "/", name].concat() }
}

/// The folder itself and those around it, innermost first, at most [`MOST_FOLDERS`]; the top is the empty path.
pub(super) fn outward(folder: &str) -> impl Iterator<Item = &str> {
    let mut next = Some(folder);
    let around = std::iter::from_fn(move || {
        let folder = next?;
        next = (!folder.is_empty()).then(|| parent(folder));
        Some(folder)
    });
    around.take(MOST_FOLDERS)
}
