//! Which columns a statement reads and writes, read off sqlparser's syntax tree.
//!
//! | statement | columns |
//! |---|---|
//! | `INSERT INTO t (a, b)`, `.. SET a = 1`, `ON CONFLICT DO UPDATE SET c = 1` | writes a, b, c; without a list, all |
//! | `UPDATE t SET a = 1`, one table | writes a |
//! | `SELECT a FROM t WHERE b = 1` | reads a and b: every column of `t` that is named |
//! | `SELECT t.a, u.b FROM t JOIN u ON t.c = u.d` | reads a and c of t, b and d of u |
//! | `SELECT *`, `SELECT t.*` | reads all |
//!
//! Nothing is guessed: where a name has no table (`SELECT a FROM t JOIN u`), where a part is computed, and in statements
//! that update a join, nothing is said of the columns. What only sorts is not looked at.

use super::holes::STAND_IN;
use super::parsed::{aliased, table};
use super::{Columns, plain_name};
use seamline_analyzer::facts::Mode;
use sqlparser::ast::{
    Assignment, AssignmentTarget, Expr, Ident, Insert, ObjectName, OnConflictAction, OnInsert, OrderBy, Query, Select,
    SelectItem, SelectItemQualifiedWildcardKind, Statement, TableFactor, TableObject, TableWithJoins, Update,
    UpdateTableFromKind, Visit, Visitor,
};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// What one statement says of columns.
pub(super) fn read(statement: &Statement) -> Vec<Columns> {
    let mut reader = Reader::default();
    let _ = statement.visit(&mut reader);
    reader.found
}

#[derive(Default)]
struct Reader {
    found: Vec<Columns>,
    /// The selects that are open, innermost last.
    scopes: Vec<Scope>,
    /// Names that WITH defines.
    defined: Vec<String>,
    /// How many lists that only sort are open.
    sorting: u32,
}

/// One SELECT.
#[derive(Default)]
struct Scope {
    tables: Vec<Source>,
    /// Names that it gives to what it computes.
    given: Vec<String>,
}

/// A table of a SELECT.
struct Source {
    /// What it is called here.
    name: String,
    /// None where it is no table.
    table: Option<String>,
    columns: BTreeSet<String>,
    whole: bool,
    /// Whether some of its columns may be missing.
    unsure: bool,
}

impl Reader {
    fn written(&mut self, table: String, names: Option<BTreeSet<String>>) {
        let whole = names.is_none();
        let names = names.into_iter().flatten().collect();
        self.found.push(Columns { table, mode: Mode::Write, names, whole });
    }

    fn insert(&mut self, insert: &Insert) {
        let TableObject::TableName(name) = &insert.table else { return };
        let Some(table) = table(name) else { return };
        let listed = insert.columns.iter().map(last).collect::<Option<Vec<String>>>();
        let (Some(listed), Some(mut set)) = (listed, targets(&insert.assignments)) else { return };
        set.extend(listed);
        if set.is_empty() {
            return self.written(table, None);
        }
        let updates = match &insert.on {
            Some(OnInsert::DuplicateKeyUpdate(assignments)) => targets(assignments),
            Some(OnInsert::OnConflict(conflict)) => match &conflict.action {
                OnConflictAction::DoUpdate(update) => targets(&update.assignments),
                OnConflictAction::DoNothing => Some(BTreeSet::new()),
            },
            _ => Some(BTreeSet::new()),
        };
        if let Some(updates) = updates {
            set.extend(updates);
            self.written(table, Some(set));
        }
    }

    fn update(&mut self, update: &Update) {
        let TableFactor::Table { name, .. } = &update.table.relation else { return };
        let (Some(plain), Some(set)) = (table(name), targets(&update.assignments)) else { return };
        let others: Vec<&TableWithJoins> = match &update.from {
            Some(UpdateTableFromKind::BeforeSet(from) | UpdateTableFromKind::AfterSet(from)) => from.iter().collect(),
            None => Vec::new(),
        };
        if update.table.joins.is_empty() && !set.is_empty() {
            self.written(aliased(&plain, &others).unwrap_or(plain), Some(set));
        }
    }

    fn open(&mut self, select: &Select) {
        let mut scope = Scope::default();
        let factors = select
            .from
            .iter()
            .flat_map(|from| std::iter::once(&from.relation).chain(from.joins.iter().map(|join| &join.relation)));
        for factor in factors {
            scope.tables.push(self.source(factor));
        }
        for item in &select.projection {
            scope.project(item);
        }
        self.scopes.push(scope);
    }

    fn source(&self, factor: &TableFactor) -> Source {
        let (name, of) = match factor {
            TableFactor::Table { name, alias, args: None, .. } => {
                let of = table(name).filter(|of| name.0.len() > 1 || !self.defined.contains(of));
                let own = name.0.last().and_then(|part| part.as_ident()).map_or("", |ident| ident.value.as_str());
                (alias.as_ref().map_or(own, |alias| alias.name.value.as_str()).to_lowercase(), of)
            }
            TableFactor::Derived { alias: Some(alias), .. } => (alias.name.value.to_lowercase(), None),
            _ => (String::new(), None),
        };
        Source { name, table: of, columns: BTreeSet::new(), whole: false, unsure: false }
    }

    fn close(&mut self) {
        let scope = self.scopes.pop();
        for source in scope.into_iter().flat_map(|scope| scope.tables).filter(|source| !source.unsure || source.whole) {
            if let Some(table) = source.table {
                let names = if source.whole { Vec::new() } else { source.columns.into_iter().collect() };
                self.found.push(Columns { table, mode: Mode::Read, names, whole: source.whole });
            }
        }
    }

    /// A column without a table belongs to the only table there is.
    fn plain(&mut self, ident: &Ident) {
        let Some(scope) = self.scopes.last_mut() else { return };
        if ident.value.eq_ignore_ascii_case(STAND_IN) || scope.given.contains(&ident.value.to_lowercase()) {
            return;
        }
        // Some databases quote texts like that.
        let doubtful = ident.quote_style == Some('"');
        match (scope.tables.as_mut_slice(), plain_name(&ident.value)) {
            ([only], Some(column)) if !doubtful => drop(only.columns.insert(column)),
            (tables, _) => tables.iter_mut().for_each(|source| source.unsure = true),
        }
    }

    fn qualified(&mut self, parts: &[Ident]) {
        let [.., of, column] = parts else { return };
        let of = of.value.to_lowercase();
        let mut sources = self.scopes.iter_mut().rev().flat_map(|scope| &mut scope.tables);
        let Some(source) = sources.find(|source| source.name == of) else { return };
        match plain_name(&column.value) {
            Some(column) => drop(source.columns.insert(column)),
            None => source.unsure = true,
        }
    }
}

impl Scope {
    fn project(&mut self, item: &SelectItem) {
        match item {
            SelectItem::Wildcard(_) => self.tables.iter_mut().for_each(|source| source.whole = true),
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                let of = name.0.last().and_then(|part| part.as_ident()).map(|ident| ident.value.to_lowercase());
                self.tables.iter_mut().filter(|one| Some(&one.name) == of.as_ref()).for_each(|one| one.whole = true);
            }
            SelectItem::QualifiedWildcard(..) => self.tables.iter_mut().for_each(|source| source.unsure = true),
            SelectItem::UnnamedExpr(Expr::Identifier(ident)) if ident.value.eq_ignore_ascii_case(STAND_IN) => {
                self.tables.iter_mut().for_each(|source| source.unsure = true);
            }
            SelectItem::ExprWithAlias { expr, alias } => {
                let own = matches!(expr, Expr::Identifier(ident) if ident.value.eq_ignore_ascii_case(&alias.value));
                if !own {
                    self.given.push(alias.value.to_lowercase());
                }
            }
            SelectItem::UnnamedExpr(_) | SelectItem::ExprWithAliases { .. } => {}
        }
    }
}

impl Visitor for Reader {
    type Break = ();

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<()> {
        match statement {
            Statement::Insert(insert) => self.insert(insert),
            Statement::Update(update) => self.update(update),
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let tables = query.with.iter().flat_map(|with| &with.cte_tables);
        self.defined.extend(tables.map(|cte| cte.alias.name.value.to_lowercase()));
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        self.open(select);
        ControlFlow::Continue(())
    }

    fn post_visit_select(&mut self, _: &Select) -> ControlFlow<()> {
        self.close();
        ControlFlow::Continue(())
    }

    fn pre_visit_order_by(&mut self, _: &OrderBy) -> ControlFlow<()> {
        self.sorting += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_order_by(&mut self, _: &OrderBy) -> ControlFlow<()> {
        self.sorting -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        match expr {
            _ if self.sorting > 0 => {}
            Expr::Identifier(ident) => self.plain(ident),
            Expr::CompoundIdentifier(parts) => self.qualified(parts),
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

/// The columns that are assigned to; none where one is computed.
fn targets(assignments: &[Assignment]) -> Option<BTreeSet<String>> {
    let mut columns = BTreeSet::new();
    for assignment in assignments {
        match &assignment.target {
            AssignmentTarget::ColumnName(name) => drop(columns.insert(last(name)?)),
            AssignmentTarget::Tuple(names) => {
                for name in names {
                    columns.insert(last(name)?);
                }
            }
        }
    }
    Some(columns)
}

/// The column of a name that may have its table before it.
fn last(name: &ObjectName) -> Option<String> {
    plain_name(&name.0.last()?.as_ident()?.value)
}

#[cfg(test)]
mod tests {
    use crate::data::sql::{Columns, Tongue, read_string};

    /// `t write a,b; u read *`, sorted.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let show = |one: &Columns| {
            let names = if one.whole { "*".to_owned() } else { one.names.join(",") };
            format!("{} {} {names}", one.table, one.mode.name())
        };
        let sql = read_string(text, Tongue::Unknown).expect("a query");
        let mut shown: Vec<String> = sql.columns.iter().map(show).collect();
        shown.sort();
        assert_eq!(shown.join("; "), expected, "{text}");
    }

    #[test]
    fn what_is_written() {
        check("INSERT INTO orders (id, Status) VALUES (?, ?)", "orders write id,status");
        check("INSERT INTO orders VALUES (1, 2)", "orders write *");
        check(
            "INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET total = excluded.total",
            "orders write id,total",
        );
        check("UPDATE orders SET status = ?, o.paid_at = now() WHERE id = ?", "orders write paid_at,status");
        check("UPDATE o SET o.status = 1 FROM orders o WHERE o.id = @id", "orders write status");
        check("DELETE FROM orders WHERE id = 1", "");
    }
    #[test]
    fn what_is_read() {
        check("SELECT id, total FROM orders WHERE status = ? ORDER BY made", "orders read id,status,total");
        check("SELECT * FROM orders WHERE status = 'x'", "orders read *");
        check("SELECT count(*) FROM orders", "orders read ");
        check("SELECT sum(total) AS due FROM orders GROUP BY customer HAVING due > 1", "orders read customer,total");
    }
    #[test]
    fn whose_columns_they_are() {
        check(
            "SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer",
            "customers read id,name; orders read customer,id",
        );
        check(
            "SELECT o.*, c.name FROM orders o, customers c WHERE c.id = o.c",
            "customers read id,name; orders read *",
        );
        check(
            "SELECT id FROM orders o WHERE EXISTS (SELECT 1 FROM lines l WHERE l.order_id = o.id AND l.sku = ?)",
            "lines read order_id,sku; orders read id",
        );
        check("INSERT INTO log (text) SELECT name FROM users", "log write text; users read name");
        check("WITH recent AS (SELECT id FROM orders) SELECT id FROM recent", "orders read id");
    }
    #[test]
    fn nothing_is_guessed() {
        check("SELECT id, name FROM orders o JOIN customers c ON c.id = o.customer", "");
        check("SELECT \u{fffc} FROM orders", "");
        check("UPDATE orders SET \u{fffc} = 1 WHERE id = 2", "");
        check("UPDATE orders o JOIN lines l ON l.o = o.id SET status = 1", "");
        check("SELECT id FROM orders WHERE \"name\" = \"x\"", "");
        check("UPDATE orders SET status = 1 \u{fffc} WHERE id = 2", "");
    }
}
