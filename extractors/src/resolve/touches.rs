//! Which function uses a store through something that stands for it:
//!
//! | code | store |
//! |---|---|
//! | what one file alone shows ([`crate::data`]): `orders.AddAsync(order)` on a field `IRepository<Order>` | that of the field |
//! | `orders.save(order)`, where `Orders extends JpaRepository<Order, Long>` promises no such function | that of the type |
//! | `order.cancel()` in a transaction, a method of a mapped class that gives nothing back, in Java and C# | that of the class |
//!
//! The last one is what mappers with a unit of work save by themselves at the end of it.

use super::functions::{Callee, Functions};
use super::project::Project;
use super::stores::{Data, Used};
use crate::data::{mode_of_method, saves_later};
use crate::flow::{Function, function_at};
use rayon::prelude::*;
use seamline_analyzer::facts::{Access, Mode, StoreKind};
use seamline_analyzer::{Id, StoreId, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// How touches are told apart from what a rule saw.
const RULE: &str = "touch";
/// A file of more types was written by a program; they stand for nothing.
const MOST_TYPES: usize = 500;

/// All touches, sorted by (unit, store, mode), with every line of each.
pub(super) fn collect(project: &Project<'_>, functions: &Functions<'_>, data: &Data) -> Vec<Access> {
    let standing = standing(project, data);
    let of_file = |index: usize| of_file(project, functions, data, &standing, UnitId::new(index));
    let called: Vec<Vec<(UnitId, StoreId, Mode, u32)>> =
        (0..project.files().len()).into_par_iter().map(of_file).collect();
    let told = data.touches.iter().map(|(unit, used)| (*unit, used.store, used.mode, used.site.line));
    let mut lines: BTreeMap<(UnitId, StoreId, Mode), BTreeSet<u32>> = BTreeMap::new();
    for (unit, store, mode, line) in told.chain(called.into_iter().flatten()) {
        lines.entry((unit, store, mode)).or_default().insert(line);
    }
    let access = |((unit, store, mode), lines): ((UnitId, StoreId, Mode), BTreeSet<u32>)| {
        let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        Access { unit, store, mode, rule: RULE.to_owned(), count, lines: lines.into_iter().collect() }
    };
    lines.into_iter().map(access).collect()
}

/// The names of types that stand for a store: repositories and mapped classes.
fn standing<'a>(project: &Project<'a>, data: &Data) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    for unit in data.uses.keys() {
        let types = &project.files()[unit.index()].facts.types;
        let uses = |of: &str| ["save", "find"].iter().any(|member| !whole(project, data, *unit, of, member).is_empty());
        if types.len() <= MOST_TYPES {
            names.extend(types.iter().map(|declared| declared.name.as_str()).filter(|of| uses(of)));
        }
    }
    names
}

/// What the calls of one file touch.
fn of_file(
    project: &Project<'_>,
    functions: &Functions<'_>,
    data: &Data,
    standing: &BTreeSet<&str>,
    unit: UnitId,
) -> Vec<(UnitId, StoreId, Mode, u32)> {
    let facts = &project.files()[unit.index()].facts;
    let in_transaction = |line: u32| facts.scopes.iter().any(|scope| (scope.first..=scope.last).contains(&line));
    let mut found = Vec::new();
    for call in &facts.calls {
        let mut segments = call.name.split(['.', ':']).filter(|segment| !segment.is_empty());
        if call.member.is_empty() || !segments.any(|segment| standing.contains(segment)) {
            continue;
        }
        let touched = match functions.callee(unit, call) {
            Some(Callee::Member { unit: there, of, member }) => whole(project, data, there, &of, &member),
            Some(Callee::Function(there, function)) if !function.body => {
                let (of, member) = function.name.rsplit_once('.').unwrap_or(("", &function.name));
                whole(project, data, there, of, member)
            }
            Some(Callee::Function(there, function)) if in_transaction(call.line) => {
                changes_row(project, data, there, function)
            }
            Some(Callee::Function(..)) | None => Vec::new(),
        };
        let saved_later = project.file(unit).language.is_some_and(|language| saves_later(language.info().id));
        let touched = touched.into_iter().filter(|(used, _)| {
            // What a type does with its own rows is its own business; a change of a row counts where it will be saved.
            let own = used.site.path == project.file(unit).path;
            !own && (used.mode != Mode::Declare || !saved_later || in_transaction(call.line))
        });
        found.extend(touched.map(|(used, mode)| (unit, used.store, mode, call.line)));
    }
    found
}

/// What a type uses as a whole, in the way that a member's name says; nothing for a type of several stores.
pub(super) fn whole<'a>(
    project: &Project<'_>,
    data: &'a Data,
    unit: UnitId,
    of: &str,
    member: &str,
) -> Vec<(&'a Used, Mode)> {
    let told = mode_of_method(member);
    let uses = of_type(project, data, unit, of);
    // A type of several stores (a context, a registry) does not use all of them in one call.
    if uses.windows(2).any(|pair| pair[0].store != pair[1].store) {
        return Vec::new();
    }
    let mode = |used: &'a Used| {
        let mode = match (used.mode, told) {
            (Mode::Read | Mode::Write, Some(told)) if told != used.mode => return None,
            (Mode::Read | Mode::Write, _) => used.mode,
            (Mode::Declare, Some(Mode::Write)) => Mode::Write,
            (Mode::Declare, _) => return None,
            (Mode::Use, told) => told.unwrap_or(Mode::Use),
        };
        Some((used, mode))
    };
    uses.into_iter().filter_map(mode).collect()
}

/// The uses that stand on a type or in its bases, and what the type says it is stored in.
fn of_type<'a>(project: &Project<'_>, data: &'a Data, unit: UnitId, of: &str) -> Vec<&'a Used> {
    let facts = &project.files()[unit.index()].facts;
    let Some(declared) = facts.types.iter().find(|declared| declared.name == of) else { return Vec::new() };
    let before = facts.types.iter().map(|other| other.end_line).filter(|end| *end < declared.line).max();
    let from = before.map_or(1, |end| end + 1);
    let of_type = |used: &&Used| {
        let end = if used.mode == Mode::Declare { declared.end_line } else { declared.line };
        let here = |line: u32| (from..=end).contains(&line) && function_at(&facts.functions, line).is_none();
        used.line.is_none_or(here) && data.stores[used.store].kind != StoreKind::Topic
    };
    data.uses.get(&unit).map_or(&[][..], Vec::as_slice).iter().filter(of_type).collect()
}

/// The row that a method changes: one of a mapped class that others can call and that gives nothing back.
pub(super) fn changes_row<'a>(
    project: &Project<'_>,
    data: &'a Data,
    unit: UnitId,
    function: &Function,
) -> Vec<(&'a Used, Mode)> {
    let file = project.file(unit);
    let Some((of, name)) = function.name.rsplit_once('.').filter(|_| function.body) else { return Vec::new() };
    if !file.language.is_some_and(|language| saves_later(language.info().id)) || of == name {
        return Vec::new();
    }
    let mut operations = file.facts.types.iter().filter(|one| one.name == of).flat_map(|one| &one.operations);
    let command = operations.any(|one| {
        one.name == name && one.public && one.returns.is_empty() && (function.first..=function.last).contains(&one.line)
    });
    if !command {
        return Vec::new();
    }
    let declared = of_type(project, data, unit, of).into_iter().filter(|used| used.mode == Mode::Declare);
    let mut declared: Vec<(&Used, Mode)> = declared.map(|used| (used, Mode::Write)).collect();
    declared.dedup_by_key(|(used, _)| used.store);
    if declared.len() > 1 { Vec::new() } else { declared }
}

#[cfg(test)]
mod tests {
    use crate::source::MemoryTree;
    use crate::{ExtractSettings, extract};
    use seamline_analyzer::{Cancel, Cx, Silent};

    const ORDERS: (&str, &str) = (
        "Orders.java",
        "import org.springframework.data.repository.CrudRepository;\ninterface Orders extends CrudRepository<Order, Long> {\n  @Query(\"SELECT o FROM Order o\")\n  List<Order> findOpen();\n  int recalculate();\n}",
    );
    const ORDER: (&str, &str) =
        ("Order.java", "@Entity\nclass Order {\n  public void cancel() {}\n  public int total() { return 1; }\n}");

    /// What one more file touches: `READS order 3; ..`, by mode and lines.
    #[track_caller]
    fn check(path: &str, text: &str, others: &[(&str, &str)], expected: &str) {
        let files = others.iter().copied().chain([(path, text)]);
        let cx = Cx { progress: &Silent, cancel: &Cancel::default() };
        let facts =
            extract(cx, &MemoryTree::new(files), None, &ExtractSettings::default()).expect("nobody cancels").facts;
        let own = facts.touches.iter().filter(|touch| facts.units[touch.unit].path.as_str() == path);
        let shown = own.map(|touch| {
            let lines: Vec<String> = touch.lines.iter().map(u32::to_string).collect();
            format!("{} {} {}", touch.mode.name(), facts.stores[touch.store].name, lines.join(","))
        });
        assert_eq!(shown.collect::<Vec<_>>().join("; "), expected, "{text}");
    }

    /// A Java service with these statements, each on a line of its own from 4 on.
    #[track_caller]
    fn java(head: &str, statements: &[&str], expected: &str) {
        let text = format!(
            "class Service {{\n  Orders orders;\n  {head} void run(Order order) {{\n{}\n  }}\n}}",
            statements.join("\n")
        );
        check("Service.java", &text, &[ORDERS, ORDER], expected);
    }

    #[test]
    fn what_a_repository_has_from_its_base() {
        java(
            "",
            &["orders.save(order);", "orders.findById(1);", "orders.deleteAll();"],
            "read order 5; write order 4,6",
        );
    }
    #[test]
    fn what_a_repository_promises_itself() {
        java("", &["orders.findOpen();"], "read order 4");
    }
    #[test]
    fn a_name_that_tells_no_direction() {
        java("", &["orders.recalculate();"], "use order 4");
    }
    #[test]
    fn rows_are_saved_at_the_end_of_a_transaction() {
        java("@Transactional", &["order.cancel();", "order.total();"], "write order 4");
        java("", &["order.cancel();"], "");
    }
    #[test]
    fn what_is_called_alike_elsewhere() {
        java("", &["other.save(order);", "save(order);"], "");
    }
    #[test]
    fn a_generic_repository_in_a_field() {
        let order = ("Order.cs", "class Order : BaseEntity { }");
        let text = "class Service {\n  IRepository<Order> orders;\n  void Run(Order order) {\n    orders.AddAsync(order);\n    orders.ListAsync();\n  }\n}";
        check("Service.cs", text, &[order], "read order 5; write order 4");
    }
    #[test]
    fn rows_that_save_themselves() {
        let models = (
            "shop/models.py",
            "from django.db import models\nclass Order(models.Model):\n    paid = models.BooleanField()\n",
        );
        let text = "from shop.models import Order\ndef pay(order, basket):\n    order.save()\n    order.refresh_from_db()\n    basket.save()\n";
        check("shop/tasks.py", text, &[models], "read shop_order 4; write shop_order 3");
    }
    #[test]
    fn rows_that_a_model_gave() {
        let models = ("models.js", "module.exports.Order = sequelize.define('Order', {}, { tableName: 'orders' });");
        let text = "const { Order } = require('./models');\nasync function pay(id) {\n  const order = await Order.findByPk(id);\n  await order.save();\n}";
        check("pay.js", text, &[models], "write orders 4");
    }
}
