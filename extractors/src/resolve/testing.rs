//! Projects in a few words, for tests: each line is a file, each clause something it says.
//!
//! `a/Order.java: package a; type Order 1-9 with total; import b.Item; new Item`

use super::manifest::Manifests;
use super::{Resolved, SourceFile, resolve};
use crate::file::{
    ConstantKind, ConstantMention, FileFacts, Import, ImportForm, Mention, StoreLinkMention, StoreMention, StoreTarget,
    Subject,
};
use crate::lang::{Language, Names};
use crate::shape::Shapes;
use seamline_analyzer::facts::{Code, Context, Mode, Operation, StoreKind, StoreLinkKind, TypeDecl, TypeKind};
use seamline_analyzer::{Cancel, Cx, Id, Info, RepoPath, Silent};

struct Fake(Names);

static INFO: Info = Info { id: "fake", summary: "", reference: "" };

impl Language for Fake {
    fn info(&self) -> &'static Info {
        &INFO
    }
    fn extensions(&self) -> &'static [&'static str] {
        &[]
    }
    fn read(&self, _: &RepoPath, _: &str) -> Result<(FileFacts, Shapes), Code> {
        Err(Code::NotSource)
    }
    fn read_outlined(&self, _: &RepoPath, _: &str) -> Result<(FileFacts, Shapes), Code> {
        Err(Code::NotSource)
    }
    fn names(&self) -> Names {
        self.0
    }
}

fn language(names: Names) -> &'static dyn Language {
    match names {
        Names::Packages => &Fake(Names::Packages),
        Names::Namespaces => &Fake(Names::Namespaces),
        Names::PythonModules => &Fake(Names::PythonModules),
        Names::NodeModules => &Fake(Names::NodeModules),
        Names::RustModules => &Fake(Names::RustModules),
        Names::Constants => &Fake(Names::Constants),
    }
}

/// References and unsure counts of a project, line by line in any order.
pub(super) fn check(names: Names, project: &str, expected: &str) {
    check_with(names, project, &[], expected);
}

/// The same with configuration files.
pub(super) fn check_with(names: Names, project: &str, manifests: &[(&str, &str)], expected: &str) {
    let found = run(names, project, manifests);
    let path = |unit| found.units[unit].path.as_str();
    let mut lines: Vec<String> = found
        .references
        .iter()
        .map(|r| format!("{} -> {} {} {} {}", path(r.from), path(r.to), r.context.name(), r.name, r.tier.name()))
        .collect();
    let unsure = found.resolution;
    let counts = [("ambiguous", unsure.ambiguous), ("blocked", unsure.blocked), ("external", unsure.external)];
    lines.extend(counts.iter().filter(|(_, count)| *count > 0).map(|(word, count)| format!("{word} {count}")));
    compare(lines, expected);
}

/// Imports through files that hand on, line by line in any order.
pub(super) fn check_reexports(names: Names, project: &str, expected: &str) {
    let found = run(names, project, &[]);
    let path = |unit| found.units[unit].path.as_str();
    let lines = found.reexports.iter().map(|one| format!("{} -> {} {}", path(one.from), path(one.through), one.line));
    compare(lines.collect(), expected);
}

/// Stores, accesses and links of a project, line by line in any order.
pub(super) fn check_stores(names: Names, project: &str, expected: &str) {
    let found = run(names, project, &[]);
    let name = |store| found.stores[store].name.as_str();
    let stores = found.stores.values().map(|store| {
        let sites: Vec<String> = store.declared.iter().map(|site| format!(" {}:{}", site.path, site.line)).collect();
        format!("{} {}{}", store.kind.name(), store.name, sites.concat())
    });
    let accesses = found
        .accesses
        .iter()
        .map(|access| format!("{} {} {}", found.units[access.unit].path, access.mode.name(), name(access.store)));
    let links = found.store_links.iter().map(|link| {
        let (from, to) = (name(link.from), name(link.to));
        format!("{from} -> {to} {} {}:{}", link.kind.name(), link.site.path, link.site.line)
    });
    compare(stores.chain(accesses).chain(links).collect(), expected);
}

fn compare(mut lines: Vec<String>, expected: &str) {
    let mut expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.sort();
    expected.sort_unstable();
    assert_eq!(lines.join("\n"), expected.join("\n"));
}

/// Resolves a project, and the same project in another order, which must not matter.
pub(super) fn run(names: Names, project: &str, manifests: &[(&str, &str)]) -> Resolved {
    let manifests = manifests.iter().map(|(path, text)| (RepoPath::new(path).expect("a path"), (*text).to_owned()));
    let manifests = Manifests::new(manifests);
    let cx = Cx { progress: &Silent, cancel: &Cancel::default() };
    let files = || project.lines().filter(|line| !line.trim().is_empty()).map(|line| file(names, line));
    let found = resolve(cx, files().collect(), Vec::new(), &manifests).expect("nobody cancels");
    let again = resolve(cx, files().rev().collect(), Vec::new(), &manifests).expect("nobody cancels");
    assert_eq!(found, again, "the order of the input must not matter");
    assert!(
        found
            .references
            .is_sorted_by(|a, b| { (a.from, a.to, a.context, &a.name) < (b.from, b.to, b.context, &b.name) })
    );
    assert!(found.references.iter().all(|r| r.from != r.to && !r.lines.is_empty() && r.to.index() < found.units.len()));
    found
}

fn file(names: Names, line: &str) -> SourceFile {
    let (path, clauses) = line.trim().split_once(':').expect("path: clauses");
    let mut file = SourceFile {
        path: RepoPath::new(path).expect("a path"),
        bytes: 1,
        language: Some(language(names)),
        facts: FileFacts { lines: 1, ..FileFacts::default() },
    };
    for clause in clauses.split(';').map(str::trim).filter(|clause| !clause.is_empty()) {
        add(&mut file, clause);
    }
    file.facts.mentions.sort();
    file
}

fn add(file: &mut SourceFile, clause: &str) {
    let (word, rest) = clause.split_once(' ').unwrap_or((clause, ""));
    let facts = &mut file.facts;
    match word {
        "other" => file.language = None,
        "package" => facts.packages.push(rest.to_owned()),
        "type" => facts.types.push(declared(rest, TypeKind::Class)),
        "function" => facts.types.push(declared(rest, TypeKind::Function)),
        "import" => facts.imports.push(import(rest, ImportForm::Named)),
        "constant" => {
            let (name, base) = rest.split_once(" < ").unwrap_or((rest, ""));
            facts.types.push(declared(name.rsplit("::").next().unwrap_or(name), TypeKind::Class));
            facts.constants.push(constant(name, ConstantKind::Type, base));
        }
        "opens" => facts.constants.push(constant(rest, ConstantKind::Opened, "")),
        "import-global" => facts.imports.push(import(rest, ImportForm::GlobalWildcard)),
        "module" => facts.imports.push(import(rest, ImportForm::Module)),
        "child" => facts.imports.push(import(rest, ImportForm::Child)),
        "reexport" => facts.imports.push(Import { reexport: true, ..import(rest, ImportForm::Named) }),
        "declares" => facts.stores.push(store("declare", rest)),
        "store" => {
            let (mode, rest) = rest.split_once(' ').expect("store MODE NAME");
            facts.stores.push(store(mode, rest));
        }
        "link" => {
            let (from, to) = rest.split_once(' ').expect("link FROM TO");
            let (from, to, kind) = (target(from), target(to), StoreLinkKind::ForeignKey);
            facts.store_links.push(StoreLinkMention { from, to, kind, line: 1 });
        }
        context => facts.mentions.push(mention(context, rest)),
    }
}

fn declared(rest: &str, kind: TypeKind) -> TypeDecl {
    let (rest, operations) = rest.split_once(" with ").unwrap_or((rest, ""));
    let (name, lines) = rest.split_once(' ').unwrap_or((rest, "1-1"));
    let (line, end_line) = lines.split_once('-').expect("FIRST-LAST");
    let operation = |name: &str| Operation {
        name: name.to_owned(),
        parameters: Vec::new(),
        returns: String::new(),
        public: true,
        line: 1,
    };
    TypeDecl {
        name: name.to_owned(),
        kind,
        line: line.parse().expect("a line"),
        end_line: end_line.parse().expect("a line"),
        fields: 1,
        operations: operations.split_whitespace().map(operation).collect(),
    }
}

fn constant(name: &str, kind: ConstantKind, base: &str) -> ConstantMention {
    let bases = if base.is_empty() { Vec::new() } else { vec![base.to_owned()] };
    ConstantMention { name: name.to_owned(), kind, bases, line: 1 }
}

fn import(rest: &str, form: ImportForm) -> Import {
    let plain = Import { path: rest.to_owned(), form, names: Vec::new(), alias: None, reexport: false, line: 1 };
    if let Some((path, names)) = rest.split_once(" {") {
        let names = names.trim_end_matches('}').split(',').map(str::trim).map(|name| {
            let (there, here) = name.split_once(" as ").unwrap_or((name, name));
            (there.to_owned(), here.to_owned())
        });
        return Import { path: path.to_owned(), names: names.collect(), ..plain };
    }
    if let Some((path, alias)) = rest.split_once(" as ") {
        return Import { path: path.to_owned(), alias: Some(alias.to_owned()), ..plain };
    }
    match rest.strip_suffix(".*").or_else(|| rest.strip_suffix(" *")) {
        Some(path) if form == ImportForm::Named => {
            Import { path: path.to_owned(), form: ImportForm::Wildcard, ..plain }
        }
        _ => plain,
    }
}

fn store(mode: &str, rest: &str) -> StoreMention {
    let (rest, subject) = match rest.split_once(" for ") {
        Some((rest, name)) => (rest, Subject::Type(name.to_owned())),
        None => (rest, Subject::ThisFile),
    };
    let modes = [Mode::Declare, Mode::Read, Mode::Write, Mode::Use];
    let mode = modes.into_iter().find(|known| known.name() == mode).expect("a mode");
    StoreMention { kind: StoreKind::Table, target: target(rest), mode, rule: "test".to_owned(), subject, line: 1 }
}

fn target(written: &str) -> StoreTarget {
    if let Some((entity, name)) = written.split_once(" = ") {
        return StoreTarget::Declares { entity: entity.to_owned(), name: name.to_owned() };
    }
    if let Some((entity, name)) = written.split_once(" ~ ") {
        return StoreTarget::Convention { entity: entity.to_owned(), name: name.to_owned() };
    }
    if let Some(entity) = written.strip_prefix('?') {
        return StoreTarget::Mapped(entity.to_owned());
    }
    match written.strip_prefix('<') {
        Some(entity) => StoreTarget::EntityType(entity.trim_end_matches('>').to_owned()),
        None => StoreTarget::Name(written.to_owned()),
    }
}

fn mention(context: &str, name: &str) -> Mention {
    let context = Context::ALL.into_iter().find(|known| known.name() == context).expect("a context");
    Mention { name: name.to_owned(), context, count: 1, lines: vec![1] }
}
