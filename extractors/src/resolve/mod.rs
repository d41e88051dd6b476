//! What names mean across files: from what each file says to facts about all of them.
//!
//! A mention of a name leads to the file that declares it, by the surest witness there is: an explicit import, then the
//! same package or namespace, then a wildcard import, and only where a language or situation has no witness the name
//! alone. An explicit import of something outside the repository *blocks* the match, so that a file which imports
//! `javax.persistence.Order` does not lead to `com.shop.Order`. What several files could mean goes to the one with the
//! longest common path, and is counted as ambiguous; what cannot be decided is counted, not guessed.
//!
//! Each naming strategy is one file here; `Scope` is all that the rest asks of it. Nothing depends on the order of
//! the input or on the number of threads: files are sorted by path first, and work on single files is collected in
//! their order.

mod advice;
mod asked;
mod constants;
mod entity;
mod entries;
mod finds;
mod functions;
mod globals;
mod guards;
mod loads;
pub mod manifest;
mod models;
mod modules;
mod namespaces;
mod node;
mod packages;
mod project;
mod python;
mod references;
mod remotes;
mod repeats;
mod rows;
mod rust;
mod states;
mod stores;
mod terms;
mod tests_of;
mod topics;
mod touches;
mod transactions;

use crate::file::FileFacts;
use crate::lang::Language;
use crate::part::Division;
use functions::Functions;
use manifest::Manifests;
use project::Project;
use rayon::prelude::*;
use seamline_analyzer::facts::{
    Access, Allowance, Association, ColumnUse, Deletion, EntryPoint, Find, Gap, GatewayRoute, Guard, Hook, Join, Load,
    Reexport, Reference, Remote, Repeat, Request, Resolution, RowCall, SharedState, Site, Store, StoreLink, TestFile,
    TopicPattern, Transaction, Unit,
};
use seamline_analyzer::{Cancelled, Cx, Id, IdVec, RepoPath, Stage, StoreId, TermId, UnitId};
use std::collections::BTreeMap;
pub use tests_of::TestReferences;
use topics::HandedOn;

/// A file that was read, with what it says.
pub struct SourceFile {
    /// Where it lies.
    pub path: RepoPath,
    /// Its bytes.
    pub bytes: u32,
    /// Its language; `None` for files that speak about stores without being units: SQL scripts, mapper XML.
    pub language: Option<&'static dyn Language>,
    /// What it says.
    pub facts: FileFacts,
}

/// The parts of [`seamline_analyzer::Facts`] that the files alone decide, each sorted as told there.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Resolved {
    /// The source files.
    pub units: IdVec<UnitId, Unit>,
    /// References between them.
    pub references: Vec<Reference>,
    /// Imports through files that only hand on what is imported.
    pub reexports: Vec<Reexport>,
    /// How many mentions could be resolved.
    pub resolution: Resolution,
    /// Tables, collections, buckets, topics and caches.
    pub stores: IdVec<StoreId, Store>,
    /// Who uses them.
    pub accesses: Vec<Access>,
    /// Foreign keys and triggers.
    pub store_links: Vec<StoreLink>,
    /// Uses of stores through what stands for them.
    pub touches: Vec<Access>,
    /// Methods of entities that are called on variables of their names.
    pub row_calls: Vec<RowCall>,
    /// Where rows are deleted.
    pub deletions: Vec<Deletion>,
    /// Where the outside calls in.
    pub entry_points: Vec<EntryPoint>,
    /// What single statements and queries use together.
    pub joins: Vec<Join>,
    /// Columns that are read and written.
    pub columns: Vec<ColumnUse>,
    /// Fields of entities that hold others.
    pub associations: Vec<Association>,
    /// What is done again and again.
    pub repeats: Vec<Repeat>,
    /// What runs in one transaction.
    pub transactions: Vec<Transaction>,
    /// Addresses of other deployables.
    pub remotes: Vec<Remote>,
    /// Requests to other deployables.
    pub requests: Vec<Request>,
    /// Topics that are named by patterns.
    pub topic_patterns: Vec<TopicPattern>,
    /// What gateways send where.
    pub gateway_routes: Vec<GatewayRoute>,
    /// Handlers that hang on stores and events.
    pub hooks: Vec<Hook>,
    /// Variables, caches and files that functions share.
    pub states: Vec<SharedState>,
    /// What was seen and could not be followed.
    pub gaps: Vec<Gap>,
    /// Folders whose files are loaded by pattern.
    pub loads: Vec<Load>,
    /// What frameworks find by what stands on it.
    pub finds: Vec<Find>,
    /// How many mentions could be resolved, by language.
    pub followed: Vec<(&'static str, Resolution)>,
    /// Checks of who calls.
    pub guards: Vec<Guard>,
    /// Which units the files of tests refer to.
    pub tests: Vec<TestFile>,
    /// The same by name.
    pub test_references: Vec<TestReferences>,
    /// The words.
    pub vocabulary: IdVec<TermId, String>,
    /// The words of each unit.
    pub terms: IdVec<UnitId, Vec<(TermId, u32)>>,
    /// SQL-looking strings that no dialect could parse.
    pub unparsed_sql: Vec<Site>,
    /// Comments that allow what the gate would find.
    pub allowances: Vec<Allowance>,
    /// What each unit is divided into; empty where files are the units.
    pub divisions: Vec<Box<Division>>,
}

/// The paths of the files that are units, in the order of their ids.
pub(crate) fn units_of(files: &[SourceFile]) -> IdVec<UnitId, RepoPath> {
    let with_language = files.iter().filter(|file| file.language.is_some());
    let mut paths: Vec<RepoPath> = with_language.map(|file| file.path.clone()).collect();
    paths.sort();
    paths.dedup();
    paths.into_iter().collect()
}

/// Finds out what all names mean. Time is linear in the mentions, apart from sorting. `tests` are no units and are never
/// referred to; what they refer to is found in the same way.
///
/// # Errors
/// Only when asked to stop.
pub fn resolve(
    cx: Cx<'_>,
    files: Vec<SourceFile>,
    tests: Vec<SourceFile>,
    manifests: &Manifests,
) -> Result<Resolved, Cancelled> {
    cx.stage(Stage::Resolve, Some(files.len() as u64), || resolve_all(cx, files, tests, manifests))
}

fn resolve_all(
    cx: Cx<'_>,
    mut files: Vec<SourceFile>,
    tests: Vec<SourceFile>,
    manifests: &Manifests,
) -> Result<Resolved, Cancelled> {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    let mut others: Vec<SourceFile> = files.extract_if(.., |file| file.language.is_none()).collect();
    models::drop_migrated(&mut others);
    let divisions: Vec<Box<Division>> = files.iter_mut().filter_map(|file| file.facts.division.take()).collect();
    let project = Project::new(&files, manifests);

    // What no other one waits for is found beside others.
    let (per_file, (handed_on, functions)) = rayon::join(
        || references(cx, &project, files.len()),
        || rayon::join(|| topics::follow(&project), || Functions::new(&project)),
    );
    let per_file = per_file?;
    let HandedOn { mut stores, patterns, entries } = handed_on;
    models::declare(&project, &others, &mut stores);
    let (data, (alone, advised)) = rayon::join(
        || stores::unify(&project, &others, &stores, !divisions.is_empty()),
        || {
            let (advised, gaps) = advice::collect(&project, &functions, &others);
            let entry_points = entries::collect(&project, &others, entries);
            (
                without_stores(&project, &others, per_file, Resolved { gaps, entry_points, ..Resolved::default() }),
                advised,
            )
        },
    );
    cx.cancel.check()?;
    let ((touches, repeats, entities, row_calls), transactions) = rayon::join(
        || {
            let touches = touches::collect(&project, &functions, &data);
            let repeats = repeats::collect(&project, &touches);
            let entities = entity::decide(&project, &alone.references, &data);
            let row_calls = rows::calls(&project, &entities);
            (touches, repeats, entities, row_calls)
        },
        || transactions::collect(&project, &functions, &data, &advised),
    );
    cx.cancel.check()?;

    drop(functions);
    drop(project);
    let (vocabulary, terms) = terms::number(&files);
    let (files, tests) = tests_of::collect(cx, files, tests, manifests, &alone.entry_points)?;
    // In parallel, as the rest of what each file says is given back here.
    let units: Vec<Unit> =
        files.into_par_iter().zip(entities).filter_map(|(file, entity)| unit(file, entity)).collect();
    Ok(Resolved {
        units: units.into_iter().collect(),
        stores: data.stores,
        accesses: data.accesses,
        store_links: data.links,
        touches,
        row_calls,
        deletions: data.deletions,
        hooks: data.hooks,
        joins: data.joins,
        columns: data.columns,
        associations: data.associations,
        repeats,
        transactions,
        topic_patterns: patterns,
        tests: tests.iter().map(TestReferences::sum).collect(),
        test_references: tests,
        vocabulary,
        terms,
        divisions,
        ..alone
    })
}

/// Adds to what is found so far what no store has a say in.
fn without_stores(
    project: &Project<'_>,
    others: &[SourceFile],
    per_file: Vec<references::OfFile>,
    mut found: Resolved,
) -> Resolved {
    let files = project.files();
    let mut followed: BTreeMap<&'static str, Resolution> = BTreeMap::new();
    for (file, of_file) in files.iter().zip(per_file) {
        references::add(&mut found.resolution, of_file.resolution);
        if let Some(language) = file.language {
            references::add(followed.entry(language.info().id).or_default(), of_file.resolution);
        }
        found.references.extend(of_file.references);
        found.reexports.extend(of_file.reexports);
    }
    found.gaps.extend(globals::collect(project));
    found.gaps.sort();
    Resolved {
        followed: followed.into_iter().collect(),
        remotes: remotes::of_units(files),
        requests: remotes::requests(project),
        gateway_routes: remotes::of_gateways(others, &found.entry_points),
        loads: loads::collect(project),
        finds: finds::collect(project),
        guards: guards::collect(project),
        states: states::collect(project),
        unparsed_sql: unparsed_sql(files, others),
        allowances: allowances(files, others),
        ..found
    }
}

/// What each file refers to.
fn references(cx: Cx<'_>, project: &Project<'_>, files: usize) -> Result<Vec<references::OfFile>, Cancelled> {
    let of_file = |index| {
        cx.cancel.check()?;
        let found = references::of_file(project, UnitId::new(index));
        cx.progress.advance(Stage::Resolve, 1);
        Ok(found)
    };
    (0..files).into_par_iter().map(of_file).collect()
}

fn unit(file: SourceFile, entity: bool) -> Option<Unit> {
    Some(Unit {
        part: None,
        language: file.language?.info().id,
        lines: file.facts.lines,
        bytes: file.bytes,
        parse: file.facts.parse(),
        package: file.facts.packages.into_iter().next().unwrap_or_default(),
        types: file.facts.types,
        path: file.path,
        entity,
    })
}

fn allowances(files: &[SourceFile], others: &[SourceFile]) -> Vec<Allowance> {
    let of_file = |file: &SourceFile| {
        let path = file.path.clone();
        file.facts.allows.clone().into_iter().map(move |one| one.at(&path))
    };
    let mut allowances: Vec<Allowance> = files.iter().chain(others).flat_map(of_file).collect();
    allowances.sort();
    allowances
}

fn unparsed_sql(files: &[SourceFile], others: &[SourceFile]) -> Vec<Site> {
    let mut sites: Vec<Site> = files
        .iter()
        .chain(others)
        .flat_map(|file| file.facts.unparsed_sql.iter().map(|&line| Site { path: file.path.clone(), line }))
        .collect();
    sites.sort();
    sites.dedup();
    sites
}

#[cfg(test)]
mod testing;

#[cfg(test)]
mod tests {
    use super::testing::run;
    use crate::lang::Names;
    use std::fmt::Write;

    /// A project of many files, made by number.
    fn many(files: usize, file: impl Fn(usize) -> String) -> String {
        (0..files).fold(String::new(), |mut all, number| {
            writeln!(all, "{}", file(number)).expect("strings take all");
            all
        })
    }

    #[test]
    fn a_ring_of_reexports_ends() {
        let ring = many(3_000, |n| {
            let next = (n + 1) % 3_000;
            format!("m{n}.ts: reexport ./m{next} *; import ./m{next} {{Order}}; use Order; use ./m{next}")
        });
        let found = run(Names::NodeModules, &ring, &[]);
        assert_eq!(found.units.len(), 3_000);
    }

    #[test]
    fn a_ring_of_star_imports_ends() {
        let ring = many(3_000, |n| {
            let next = (n + 1) % 3_000;
            format!("m{n}.py: import m{next} *; import m{next} {{Order}}; use Order; use Missing")
        });
        let found = run(Names::PythonModules, &ring, &[]);
        assert_eq!(found.units.len(), 3_000);
    }

    #[test]
    fn deep_folders_and_long_names_end() {
        let deep = "a/".repeat(2_000);
        let dots = "a.".repeat(20_000);
        let project = format!(
            "{deep}x.py: import {dots}b {{C}}; use {dots}C; data {dots}C\n{deep}y.py: import .{dots} {{C}}; use C\nC.py: type C"
        );
        run(Names::PythonModules, &project, &[]);
        run(Names::Packages, &project.replace(".py", ".java"), &[]);
        run(Names::Namespaces, &project.replace(".py", ".cs"), &[]);
        run(Names::NodeModules, &project.replace(".py", ".js"), &[]);
        run(Names::RustModules, &project.replace(".py", ".rs"), &[]);
        run(Names::Constants, &project.replace(".py", ".rb").replace("type ", "constant "), &[]);
    }

    #[test]
    fn a_name_that_everyone_declares_ends() {
        let alike = many(3_000, |n| format!("p{n}/Order.java: package p; type Order; use Order; data p.Order"));
        let users = many(300, |n| format!("q/Q{n}.java: package q; import p.Order; new Order"));
        let found = run(Names::Packages, &(alike + &users), &[]);
        assert_eq!(found.resolution.ambiguous, 600);
    }
}
