//! All files at once, and the lookups that every naming strategy shares.

use super::SourceFile;
use super::constants::Constants;
use super::manifest::Manifests;
use super::namespaces::Namespaces;
use super::node::NodeModules;
use super::packages::Packages;
use super::python::PythonModules;
use super::rust::RustModules;
use crate::file::{FileFacts, Import};
use crate::lang::Names;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use seamline_analyzer::facts::{Context, Tier, TypeDecl, TypeKind};
use seamline_analyzer::{Id, RepoPath, UnitId};
use std::cmp::Reverse;

/// What a name means in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Something of the file itself.
    Own,
    /// One of these files, ascending and never empty; how that is known.
    Files(Tier, Vec<UnitId>),
    /// Something outside the repository: an explicit import says so.
    Elsewhere,
    /// No witness for anything.
    Unknown,
}

impl Meaning {
    /// These files, if there are any.
    pub(super) fn files(tier: Tier, mut files: Vec<UnitId>) -> Option<Self> {
        files.sort_unstable();
        files.dedup();
        (!files.is_empty()).then_some(Meaning::Files(tier, files))
    }
}

/// A naming strategy over all files that follow it.
pub(super) trait Scope: Send + Sync {
    /// What `name`, simple or dotted, means where file `from` mentions it. That `from` declares no such name is known.
    fn find(&self, from: UnitId, name: &str, context: Context) -> Meaning;

    /// What an import statement of `from` leads to: what is imported, and its meaning. Empty for imports that name
    /// nothing in particular (`import a.b.*`).
    fn import(&self, from: UnitId, import: &Import) -> Vec<(String, Meaning)>;

    /// Whether [`Scope::find`] knows a file's own names itself: a simple name that the file declares need not be what it
    /// means.
    fn finds_own(&self) -> bool {
        false
    }

    /// The file that an import statement names, whatever it takes from there; `None` where statements name no files.
    fn named(&self, _from: UnitId, _import: &Import) -> Option<UnitId> {
        None
    }

    /// The other file that holds the main part of a type declared in `from` (C# `partial`): that file, the line and
    /// the name here.
    fn parts(&self, _from: UnitId) -> Vec<(UnitId, u32, String)> {
        Vec::new()
    }

    /// The files that declare a fully qualified name, as a string or a file without imports writes it.
    fn qualified(&self, name: &str) -> Vec<UnitId>;
}

/// Knows no name: for a strategy that no file of the project follows.
struct Nothing;

impl Scope for Nothing {
    fn find(&self, _: UnitId, _: &str, _: Context) -> Meaning {
        Meaning::Unknown
    }
    fn import(&self, _: UnitId, _: &Import) -> Vec<(String, Meaning)> {
        Vec::new()
    }
    fn qualified(&self, _: &str) -> Vec<UnitId> {
        Vec::new()
    }
}

/// How many strategies there are.
const STRATEGIES: [Names; 6] = [
    Names::Packages,
    Names::Namespaces,
    Names::PythonModules,
    Names::NodeModules,
    Names::RustModules,
    Names::Constants,
];

/// A bare name is accepted only when at most this many files declare it.
pub(super) const MOST_DECLARING: usize = 3;

/// A bare name is accepted only when it is at least this long.
pub(super) const LEAST_LENGTH: usize = 4;

/// A longer name, in bytes, is not a name. Looking up qualified names takes time for each of their parts.
const LONGEST_NAME: usize = 500;

/// The files that declare each simple name, ascending.
type Declaring<'a> = FxHashMap<&'a str, Vec<UnitId>>;

/// All units with their names.
pub(super) struct Project<'a> {
    files: &'a [SourceFile],
    declaring: Vec<Declaring<'a>>,
    /// The same without plain values, whose names are too often those of what they hold.
    types: Vec<Declaring<'a>>,
    scopes: Vec<Box<dyn Scope + 'a>>,
}

impl<'a> Project<'a> {
    /// Reads the declarations of all files, which are sorted by path.
    pub(super) fn new(files: &'a [SourceFile], manifests: &'a Manifests) -> Self {
        let declaring = |counts: fn(TypeKind) -> bool| {
            STRATEGIES.iter().map(|&names| declaring_names(files, names, counts)).collect::<Vec<_>>()
        };
        let by_name = || (declaring(|_| true), declaring(|kind| kind != TypeKind::Value));
        let scopes = || STRATEGIES.iter().map(|&names| scope(files, manifests, names)).collect();
        let ((declaring, types), scopes) = rayon::join(by_name, scopes);
        Self { files, declaring, types, scopes }
    }

    /// All units, in id order.
    pub(super) fn files(&self) -> &'a [SourceFile] {
        self.files
    }

    /// One unit.
    pub(super) fn file(&self, unit: UnitId) -> &'a SourceFile {
        &self.files[unit.index()]
    }

    /// What `name` means where `from` mentions it.
    pub(super) fn find(&self, from: UnitId, name: &str, context: Context) -> Meaning {
        if name.len() > LONGEST_NAME {
            return Meaning::Unknown;
        }
        let scope = self.scope(from);
        let first = name.split(['.', ':']).next().unwrap_or(name);
        if !scope.finds_own() && self.declaring(from, first).binary_search(&from).is_ok() {
            return Meaning::Own;
        }
        scope.find(from, name, context)
    }

    /// What an import statement leads to.
    pub(super) fn import(&self, from: UnitId, import: &Import) -> Vec<(String, Meaning)> {
        self.scope(from).import(from, import)
    }

    /// The strategy of a unit.
    pub(super) fn scope(&self, unit: UnitId) -> &dyn Scope {
        &*self.scopes[strategy(self.file(unit))]
    }

    /// The files that declare a fully qualified name in the way of `from`'s language.
    pub(super) fn qualified(&self, from: UnitId, name: &str) -> Vec<UnitId> {
        if name.len() > LONGEST_NAME { Vec::new() } else { self.scope(from).qualified(name) }
    }

    /// The units that declare a simple name and follow the same strategy as `unit`, ascending.
    pub(super) fn declaring(&self, unit: UnitId, name: &str) -> &[UnitId] {
        self.declaring[strategy(self.file(unit))].get(name).map_or(&[], Vec::as_slice)
    }

    /// The same for types and functions only, not for values.
    pub(super) fn declaring_type(&self, unit: UnitId, name: &str) -> &[UnitId] {
        self.types[strategy(self.file(unit))].get(name).map_or(&[], Vec::as_slice)
    }

    /// The unit that a type is in, where a file which need not be a unit names it: simple, dotted or fully qualified.
    pub(super) fn find_type(&self, from: Option<UnitId>, path: &RepoPath, name: &str) -> Option<UnitId> {
        if let Some(from) = from {
            match self.find(from, name, Context::Data) {
                Meaning::Own => return Some(from),
                Meaning::Files(_, files) => return Some(self.nearest(path, &files)),
                Meaning::Elsewhere => return None,
                Meaning::Unknown => {}
            }
        }
        if name.len() > LONGEST_NAME {
            return None;
        }
        let mut files: Vec<UnitId> = self.scopes.iter().flat_map(|scope| scope.qualified(name)).collect();
        if files.is_empty() && !name.contains('.') && name.len() >= LEAST_LENGTH {
            let all = self.types.iter().filter_map(|names| names.get(name)).flatten();
            files = all.copied().take(MOST_DECLARING + 1).collect();
            if files.len() > MOST_DECLARING {
                return None;
            }
        }
        (!files.is_empty()).then(|| self.nearest(path, &files))
    }

    /// The file with the longest common path; the first of equals. `files` is not empty.
    pub(super) fn nearest(&self, path: &RepoPath, files: &[UnitId]) -> UnitId {
        if let [only] = files {
            return *only;
        }
        let common = |unit: &UnitId| common_folders(path.as_str(), self.file(*unit).path.as_str());
        *files.iter().max_by_key(|unit| (common(unit), Reverse(**unit))).expect("callers pass files")
    }
}

/// How many leading folders two paths share.
pub(super) fn common_folders(a: &str, b: &str) -> usize {
    a.split('/').zip(b.split('/')).take_while(|(a, b)| a == b).count()
}

fn strategy(file: &SourceFile) -> usize {
    let names = names(file).expect("units have a language");
    STRATEGIES.iter().position(|&of| of == names).expect("every strategy is listed")
}

/// The naming strategy of a file.
pub(super) fn names(file: &SourceFile) -> Option<Names> {
    file.language.map(|language| language.names())
}

/// The files of one strategy with their ids.
pub(super) fn of_strategy(files: &[SourceFile], wanted: Names) -> impl Iterator<Item = (UnitId, &SourceFile)> {
    let ids = files.iter().enumerate().map(|(index, file)| (UnitId::new(index), file));
    ids.filter(move |(_, file)| names(file) == Some(wanted))
}

fn declaring_names(files: &[SourceFile], wanted: Names, counts: fn(TypeKind) -> bool) -> Declaring<'_> {
    let mut declaring = Declaring::default();
    for (unit, file) in of_strategy(files, wanted) {
        for declared in file.facts.types.iter().filter(|declared| counts(declared.kind)) {
            let units = declaring.entry(&declared.name).or_default();
            if units.last() != Some(&unit) {
                units.push(unit);
            }
        }
    }
    declaring
}

fn scope<'a>(files: &'a [SourceFile], manifests: &'a Manifests, names: Names) -> Box<dyn Scope + 'a> {
    if of_strategy(files, names).next().is_none() {
        return Box::new(Nothing);
    }
    match names {
        Names::Packages => Box::new(Packages::new(files)),
        Names::Namespaces => Box::new(Namespaces::new(files, manifests)),
        Names::PythonModules => Box::new(PythonModules::new(files)),
        Names::NodeModules => Box::new(NodeModules::new(files, manifests)),
        Names::RustModules => Box::new(RustModules::new(files, manifests)),
        Names::Constants => Box::new(Constants::new(files)),
    }
}

/// The imports of a file, without those that are too long to be any.
pub(super) fn imports(file: &SourceFile) -> impl Iterator<Item = &Import> {
    file.facts.imports.iter().filter(|import| import.path.len() <= LONGEST_NAME)
}

/// What the imports of files lead to, each looked up once: bindings, references and chains of files all ask.
pub(super) struct Imported<'a, T>(Vec<Vec<(&'a Import, T)>>);

impl<T> Default for Imported<'_, T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'a, T: Copy + Send> Imported<'a, T> {
    /// Looks up the imports of all files of a strategy.
    pub(super) fn of(files: &'a [SourceFile], wanted: Names, look_up: impl Fn(UnitId, &'a Import) -> T + Sync) -> Self {
        let of_file = |(index, file): (usize, &'a SourceFile)| {
            let asked = Some(file).filter(|file| names(file) == Some(wanted));
            let with = |import| (import, look_up(UnitId::new(index), import));
            asked.into_iter().flat_map(imports).map(with).collect()
        };
        Self(files.par_iter().enumerate().map(of_file).collect())
    }

    /// All of them, by file.
    pub(super) fn iter(&self) -> impl Iterator<Item = (UnitId, &'a Import, T)> {
        let files = self.0.iter().enumerate();
        files.flat_map(|(index, imports)| imports.iter().map(move |(import, to)| (UnitId::new(index), *import, *to)))
    }

    /// What an import of a file leads to; `None` where nobody looked.
    pub(super) fn get(&self, from: UnitId, import: &Import) -> Option<T> {
        // They stand in the order of the file's list, so that addresses ascend: a file may have a hundred thousand.
        let address = |one: &Import| std::ptr::from_ref(one).addr();
        let imports = self.0.get(from.index())?;
        let at = imports.binary_search_by_key(&address(import), |(one, _)| address(one)).ok()?;
        Some(imports[at].1)
    }
}

/// The types that stand in no other type, told from their lines.
pub(super) fn top_level(facts: &FileFacts) -> impl Iterator<Item = &TypeDecl> {
    let mut end = 0;
    facts.types.iter().filter(move |declared| {
        let nested = declared.end_line <= end && declared.line < end;
        end = end.max(declared.end_line);
        !nested
    })
}

/// A dotted name cut after its first segment.
pub(super) fn first_segment(name: &str) -> (&str, &str) {
    name.split_once('.').unwrap_or((name, ""))
}

/// The part of a dotted name after its last dot.
pub(super) fn last_segment(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, last)| last)
}
