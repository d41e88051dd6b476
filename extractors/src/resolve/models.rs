//! Models whose bases tell what they are (ActiveRecord), across files, and the tables that they are kept in.
//!
//! | class | table |
//! |---|---|
//! | it names one: `self.table_name = "orders"` | that one |
//! | its base is the mapper's own, or an abstract model | its own name in plural and snake case |
//! | its base is a model with a table | the table of its base |
//!
//! The names of the modules around a model stand before its table's where some schema or migration declares such a table
//! (`shop_orders` for `Shop::Order`), as `table_name_prefix` has it; else they count for nothing.

use super::SourceFile;
use super::project::{Meaning, Project};
use super::stores;
use crate::data::plural;
use crate::discover;
use crate::file::{ModelMention, StoreMention, StoreTarget, Subject};
use seamline_analyzer::facts::{Context, Mode, StoreKind};
use seamline_analyzer::{Id, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// Bases of bases are followed so far.
const DEPTH: usize = 8;

/// Drops migrations whose folder has a schema, which says what they led to: tables that are gone are none.
pub(super) fn drop_migrated(others: &mut Vec<SourceFile>) {
    let schema = |file: &SourceFile| {
        let name = file.path.file_name();
        matches!(name, "schema.rb" | "structure.sql").then(|| file.path.folder().to_owned())
    };
    let schemas: BTreeSet<String> = others.iter().filter_map(schema).collect();
    others.retain(|file| discover::migrated(&file.path).is_none_or(|folder| !schemas.contains(folder)));
}

/// A class by its file and simple name.
type Class<'a> = (UnitId, &'a str);

/// What all files together say about models.
struct Models<'a> {
    project: &'a Project<'a>,
    all: BTreeMap<Class<'a>, &'a ModelMention>,
    /// The tables that schemas and migrations declare, as they are compared.
    tables: BTreeSet<String>,
}

/// What a class is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kept {
    /// A model whose heirs have tables.
    Abstract,
    /// A model in a table.
    In(String),
}

/// Adds the stores that models declare.
pub(super) fn declare(project: &Project<'_>, others: &[SourceFile], more: &mut BTreeMap<UnitId, Vec<StoreMention>>) {
    let files = project.files();
    let mut all: BTreeMap<Class<'_>, &ModelMention> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        for model in &file.facts.models {
            let known = all.entry((UnitId::new(index), &model.name)).or_insert(model);
            if model.root && !known.root {
                *known = model;
            }
        }
    }
    if all.is_empty() {
        return;
    }
    let mentions = files.iter().chain(others).flat_map(|file| &file.facts.stores);
    let declared = mentions.filter(|mention| mention.kind == StoreKind::Table && mention.mode == Mode::Declare);
    let name = |mention: &StoreMention| match &mention.target {
        StoreTarget::Name(name) => Some(stores::key(StoreKind::Table, name)),
        _ => None,
    };
    let models = Models { project, all, tables: declared.filter_map(name).collect() };
    for ((unit, name), model) in &models.all {
        let Some(Kept::In(table)) = models.kept(*unit, name, DEPTH) else { continue };
        let full = models.full_name(*unit, model);
        more.entry(*unit).or_default().push(StoreMention {
            kind: StoreKind::Table,
            target: StoreTarget::Declares { entity: ["::", &full].concat(), name: table },
            mode: Mode::Declare,
            rule: model.rule.clone(),
            subject: Subject::ThisFile,
            line: model.line,
        });
    }
}

impl Models<'_> {
    /// What a class is; nothing where it is no model.
    fn kept(&self, unit: UnitId, name: &str, depth: usize) -> Option<Kept> {
        let model = self.all.get(&(unit, name))?;
        let base = match model.root {
            true => Kept::Abstract,
            false => self.base(unit, model, depth.checked_sub(1)?)?,
        };
        Some(match base {
            _ if model.is_abstract => Kept::Abstract,
            _ if !model.table.is_empty() => Kept::In(model.table.clone()),
            Kept::Abstract => Kept::In(self.conventional(&self.full_name(unit, model))),
            Kept::In(table) => Kept::In(table),
        })
    }

    fn base(&self, unit: UnitId, model: &ModelMention, depth: usize) -> Option<Kept> {
        let there = match self.project.find(unit, &model.base, Context::Inherit) {
            Meaning::Own => unit,
            Meaning::Files(_, files) => self.project.nearest(&self.project.file(unit).path, &files),
            Meaning::Elsewhere | Meaning::Unknown => return None,
        };
        let simple = model.base.rsplit(['.', ':']).next().unwrap_or_default();
        // The project's own `ApplicationRecord` is found as an heir of the mapper's base where it is declared so.
        if (there, simple) == (unit, model.name.as_str()) { None } else { self.kept(there, simple, depth) }
    }

    fn full_name(&self, unit: UnitId, model: &ModelMention) -> String {
        let constants = &self.project.file(unit).facts.constants;
        let own = constants.iter().find(|constant| {
            constant.line == model.line && constant.name.rsplit("::").next() == Some(model.name.as_str())
        });
        own.map_or_else(|| model.name.clone(), |constant| constant.name.clone())
    }

    /// The table of a model that names none.
    fn conventional(&self, full: &str) -> String {
        let words: Vec<String> = full.split("::").map(stores::snake_case).collect();
        let (last, modules) = words.split_last().expect("a split has a part");
        let table = plural(last);
        let prefixed = (0..modules.len()).flat_map(|from| {
            let all = [&modules[from..].join("_"), "_", &table].concat();
            let first = [&modules[from], "_", &table].concat();
            [all, first]
        });
        let known = |name: &String| self.tables.contains(&stores::key(StoreKind::Table, name));
        prefixed.into_iter().find(known).unwrap_or(table)
    }
}

#[cfg(test)]
mod tests {
    use crate::source::MemoryTree;
    use crate::{ExtractSettings, extract};
    use seamline_analyzer::{Cancel, Cx, Silent};

    /// The tables that files declare: `path table`.
    #[track_caller]
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let cx = Cx { progress: &Silent, cancel: &Cancel::default() };
        let tree = MemoryTree::new(files.iter().copied());
        let facts = extract(cx, &tree, None, &ExtractSettings::default()).expect("nobody cancels").facts;
        let own = facts.accesses.iter().filter(|access| access.rule.starts_with("rails."));
        let shown = own.map(|access| format!("{} {}", facts.units[access.unit].path, facts.stores[access.store].name));
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

    const RECORD: (&str, &str) = (
        "app/models/application_record.rb",
        "class ApplicationRecord < ActiveRecord::Base\n  self.abstract_class = true\nend",
    );

    #[test]
    fn tables_of_models() {
        check(
            &[
                RECORD,
                ("app/models/person.rb", "class Person < ApplicationRecord\nend"),
                ("app/models/staff.rb", "class Staff < Person\nend"),
                ("app/models/legacy.rb", "class Legacy < ActiveRecord::Base\n  self.table_name = \"old_things\"\nend"),
                ("app/models/policy.rb", "class Policy < Struct.new(:a)\nend\nclass Plain\nend"),
            ],
            &["app/models/legacy.rb old_things", "app/models/person.rb people", "app/models/staff.rb people"],
        );
    }

    #[test]
    fn through_an_abstract_base_with_the_prefix_that_the_schema_shows() {
        check(
            &[
                ("app/models/shop/base.rb", "class Shop::Base < ActiveRecord::Base\n  self.abstract_class = true\nend"),
                ("app/models/shop/order.rb", "module Shop\n  class Order < Base\n  end\nend"),
                ("app/models/shop/tag.rb", "module Shop\n  class Tag < Shop::Base\n  end\nend"),
                ("db/schema.rb", "create_table \"shop_orders\" do |t|\nend\ncreate_table \"tags\" do |t|\nend"),
            ],
            &["app/models/shop/order.rb shop_orders", "app/models/shop/tag.rb tags"],
        );
    }

    #[test]
    fn a_schema_says_more_than_its_migrations() {
        let tables = |files: &[(&str, &str)]| {
            let cx = Cx { progress: &Silent, cancel: &Cancel::default() };
            let tree = MemoryTree::new(files.iter().copied());
            let facts = extract(cx, &tree, None, &ExtractSettings::default()).expect("nobody cancels").facts;
            facts.stores.values().map(|store| store.name.clone()).collect::<Vec<_>>()
        };
        let migration = ("db/migrate/1_old.rb", "class Old < ActiveRecord::Migration[7.0]\n create_table :old\nend");
        let schema = ("db/schema.rb", "ActiveRecord::Schema.define do\n create_table \"orders\"\nend");
        assert_eq!(tables(&[migration, schema]), ["orders"]);
        assert_eq!(tables(&[migration]), ["old"]);
    }

    #[test]
    fn a_ring_of_models_ends() {
        check(&[("a.rb", "class A < B\nend\nclass B < A\nend")], &[]);
    }
}
