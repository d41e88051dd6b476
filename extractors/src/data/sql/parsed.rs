//! What a statement uses, read off sqlparser's syntax tree.
//!
//! A relation is a write where it is the statement's object (INSERT, UPDATE, DELETE, MERGE, TRUNCATE), a declaration
//! in DDL, and a read everywhere else. Common table expressions, table functions and aliases are no tables.

use super::{Link, Use, plain_name};
use seamline_analyzer::facts::{Mode, StoreLinkKind};
use sqlparser::ast::{
    AlterTableOperation, ColumnOption, CreateTable, Delete, ForeignKeyConstraint, FromTable, ObjectName, Query,
    ReferentialAction, Spanned, Statement, TableConstraint, TableFactor, TableObject, TableWithJoins, Visit, Visitor,
};
use std::ops::ControlFlow;

/// What one statement says.
pub(super) fn read(statement: &Statement, uses: &mut Vec<Use>, links: &mut Vec<Link>) {
    let mut reader = Reader { uses, objects: Vec::new(), scopes: Vec::new(), skip: false };
    match statement {
        Statement::CreateTable(create) => {
            reader.declare(&create.name);
            let _ = create.query.visit(&mut reader);
            created(create, links);
        }
        Statement::AlterTable(alter) => {
            reader.declare(&alter.name);
            for operation in &alter.operations {
                altered(&alter.name, operation, links);
            }
        }
        Statement::CreateView(view) => {
            reader.declare(&view.name);
            let _ = view.query.visit(&mut reader);
        }
        Statement::CreateIndex(index) => reader.declare(&index.table_name),
        Statement::Truncate(truncate) => {
            truncate.table_names.iter().for_each(|target| reader.push(&target.name, Mode::Write));
        }
        Statement::Drop { .. } | Statement::CreateTrigger(_) => {}
        other => drop(other.visit(&mut reader)),
    }
}

struct Reader<'a> {
    uses: &'a mut Vec<Use>,
    /// Relations that are about to be visited and are the statement's object, or an alias (`None`).
    objects: Vec<(String, Option<Mode>)>,
    scopes: Vec<Scope>,
    /// Whether the next relation is a function's name.
    skip: bool,
}

/// Names a query defines by WITH, and the one name it is itself the definition of.
struct Scope {
    adds: Vec<String>,
    hides: Option<String>,
    inner: Vec<(usize, Option<String>)>,
}

impl Reader<'_> {
    fn declare(&mut self, name: &ObjectName) {
        self.push(name, Mode::Declare);
    }

    fn push(&mut self, name: &ObjectName, mode: Mode) {
        if let Some(plain) = table(name) {
            self.uses.push(Use { name: plain, mode, line: line(name) });
        }
    }

    /// Whether an unqualified name is a common table expression here.
    fn is_cte(&self, name: &str) -> bool {
        let mut hidden = 0_u32;
        for scope in self.scopes.iter().rev() {
            if scope.adds.iter().any(|add| add == name) {
                if hidden == 0 {
                    return true;
                }
                hidden -= 1;
            }
            hidden += u32::from(scope.hides.as_deref() == Some(name));
        }
        false
    }

    /// Notes the object of a statement, following an alias to its table.
    fn object(&mut self, relation: &TableFactor, others: &[&TableWithJoins]) {
        let TableFactor::Table { name, .. } = relation else { return };
        let Some(plain) = table(name) else { return };
        match aliased(&plain, others) {
            Some(target) => self.objects.extend([(plain, None), (target, Some(Mode::Write))]),
            None => self.objects.push((plain, Some(Mode::Write))),
        }
    }

    fn delete(&mut self, delete: &Delete) {
        let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
        let others: Vec<&TableWithJoins> = from.iter().chain(delete.using.iter().flatten()).collect();
        for name in delete.tables.iter().filter_map(table) {
            self.objects.push((name.clone(), None));
            self.objects.push((aliased(&name, &others).unwrap_or(name), Some(Mode::Write)));
        }
        if delete.tables.is_empty() {
            from.iter().for_each(|table| self.object(&table.relation, &[]));
        }
    }
}

/// The table that an alias stands for.
pub(super) fn aliased(name: &str, tables: &[&TableWithJoins]) -> Option<String> {
    let factors = tables
        .iter()
        .flat_map(|table| std::iter::once(&table.relation).chain(table.joins.iter().map(|join| &join.relation)));
    factors.into_iter().find_map(|factor| match factor {
        TableFactor::Table { name: of, alias: Some(alias), .. } if alias.name.value.eq_ignore_ascii_case(name) => {
            table(of)
        }
        _ => None,
    })
}

impl Visitor for Reader<'_> {
    type Break = ();

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<()> {
        match statement {
            Statement::Insert(insert) => {
                if let TableObject::TableName(name) = &insert.table {
                    self.objects.extend(table(name).map(|name| (name, Some(Mode::Write))));
                }
            }
            Statement::Update(update) => {
                let from = match &update.from {
                    Some(
                        sqlparser::ast::UpdateTableFromKind::BeforeSet(from)
                        | sqlparser::ast::UpdateTableFromKind::AfterSet(from),
                    ) => from.iter().collect(),
                    None => Vec::new(),
                };
                self.object(&update.table.relation, &from);
            }
            Statement::Delete(delete) => self.delete(delete),
            Statement::Merge(merge) => self.object(&merge.table, &[]),
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let address = std::ptr::from_ref(query).addr();
        let outer = self.scopes.iter().rev().flat_map(|scope| &scope.inner).find(|(inner, _)| *inner == address);
        let mut scope = Scope { adds: Vec::new(), hides: outer.and_then(|(_, name)| name.clone()), inner: Vec::new() };
        if let Some(with) = &query.with {
            for cte in &with.cte_tables {
                let name = cte.alias.name.value.to_lowercase();
                let own = (!with.recursive).then(|| name.clone());
                scope.inner.push((std::ptr::from_ref(&*cte.query).addr(), own));
                scope.adds.push(name);
            }
        }
        self.scopes.push(scope);
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        self.scopes.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        self.skip = matches!(factor, TableFactor::Table { args: Some(_), .. });
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, name: &ObjectName) -> ControlFlow<()> {
        let Some(plain) = table(name).filter(|_| !std::mem::take(&mut self.skip)) else {
            return ControlFlow::Continue(());
        };
        let object = self.objects.iter().position(|(object, _)| *object == plain);
        match object.map(|at| self.objects.remove(at).1) {
            Some(Some(mode)) => self.push(name, mode),
            Some(None) => {}
            None if name.0.len() == 1 && self.is_cte(&plain) => {}
            None => self.push(name, Mode::Read),
        }
        ControlFlow::Continue(())
    }
}

/// Foreign keys of a new table, inline and at the end.
fn created(create: &CreateTable, links: &mut Vec<Link>) {
    let inline = create.columns.iter().flat_map(|column| &column.options).filter_map(|option| match &option.option {
        ColumnOption::ForeignKey(key) => Some(key),
        _ => None,
    });
    let own = create.constraints.iter().filter_map(|constraint| match constraint {
        TableConstraint::ForeignKey(key) => Some(key),
        _ => None,
    });
    links.extend(inline.chain(own).filter_map(|key| foreign_key(&create.name, key)));
}

/// Foreign keys that ALTER TABLE adds.
fn altered(name: &ObjectName, operation: &AlterTableOperation, links: &mut Vec<Link>) {
    match operation {
        AlterTableOperation::AddConstraint { constraint: TableConstraint::ForeignKey(key), .. } => {
            links.extend(foreign_key(name, key));
        }
        AlterTableOperation::AddColumn { column_def, .. } => {
            for option in &column_def.options {
                if let ColumnOption::ForeignKey(key) = &option.option {
                    links.extend(foreign_key(name, key));
                }
            }
        }
        _ => {}
    }
}

fn foreign_key(from: &ObjectName, key: &ForeignKeyConstraint) -> Option<Link> {
    let cascade =
        [&key.on_delete, &key.on_update].into_iter().any(|action| *action == Some(ReferentialAction::Cascade));
    let kind = if cascade { StoreLinkKind::Cascade } else { StoreLinkKind::ForeignKey };
    Some(Link { from: table(from)?, to: table(&key.foreign_table)?, kind, line: line(&key.foreign_table) })
}

/// The plain name of a table; none for system tables and computed names.
pub(super) fn table(name: &ObjectName) -> Option<String> {
    const SYSTEM: &[&str] = &["information_schema", "pg_catalog", "sys", "performance_schema"];
    let parts: Vec<&str> = name.0.iter().map(|part| part.as_ident().map_or("", |ident| ident.value.as_str())).collect();
    let (last, schema) = parts.split_last()?;
    // `FROM (VALUES ?) AS t`: with its rows computed, a list of rows looks like a table.
    let bare = name.0.last().and_then(|part| part.as_ident()).is_some_and(|ident| ident.quote_style.is_none());
    if bare && last.eq_ignore_ascii_case("values") {
        return None;
    }
    let system = schema.iter().any(|part| SYSTEM.iter().any(|system| part.eq_ignore_ascii_case(system)));
    if system { None } else { plain_name(last) }
}

/// Lines before the name, from 0.
fn line(name: &ObjectName) -> u32 {
    u32::try_from(name.span().start.line.saturating_sub(1)).unwrap_or(u32::MAX)
}
