//! Transactions of one file: what a rule says runs in one, `BEGIN` and `COMMIT` in SQL strings, and functions that run
//! what they are handed over in a transaction.
//!
//! | extent | lines |
//! |---|---|
//! | `lines` | the annotated function, or every function of the annotated type; a call with what it is handed over, or with the block that it opens |
//! | `block` | the same of a call whose block ends on another line |
//! | `from` | from the call to the last call of `until` in the same function, or to the function's end |
//! | `to` | from the start of the function to the last such call: a unit of work that is saved at the end |
//!
//! A function that calls its own parameter inside its transaction is a wrapper: not its own lines are the transaction,
//! but those of the calls of it, which [`crate::resolve`] finds. Rule `transaction.wrapper`.

use super::rules::{Rule, Seen};
use super::source::Subjects;
use super::witness::callee_matches;
use crate::file::FileFacts;
use crate::flow::{Function, ScopeMention, function_at};
use crate::shape::{Call, Shapes, Target};
use seamline_analyzer::facts::TypeDecl;
use serde::Deserialize;
use std::collections::BTreeSet;

/// At most this many transactions of one file are kept.
const MOST: usize = 500;

/// Calls that put off what they are handed over until a transaction has been committed.
const DEFERS: &[&str] = &["on_commit", "afterCommit", "registerSynchronization", "after_commit"];

/// At most this many calls are looked at for the end of a transaction, or for what runs in one.
const NEAR: usize = 20_000;
/// A function of at most so many more lines is short.
const SHORT: u32 = 8;

/// Which lines a rule takes for a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Extent {
    /// What is annotated, or the call.
    Lines,
    /// The call, if its block spans lines.
    Block,
    /// From the call on.
    From,
    /// Up to the call.
    To,
}

/// Lets functions begin with the first annotation that stands on them, where a grammar sets that apart, and sorts them
/// and the calls by their lines.
pub(super) fn begin_with_annotations(shapes: &Shapes, facts: &mut FileFacts) {
    /// Annotations stand no more lines above their function.
    const ABOVE: u32 = 60;
    facts.functions.sort_by_key(|function| (function.first, std::cmp::Reverse(function.last)));
    facts.calls.sort_by_key(|call| call.line);
    for annotation in shapes.annotations.iter().rev() {
        let Target::Method { of, name } = &annotation.target else { continue };
        let line = annotation.line;
        let from = facts.functions.partition_point(|function| function.last < line && function.first < line);
        let below = facts.functions[from..].iter_mut().take(4);
        let own = below.into_iter().find(|function| is_of(function, of, name) && function.last >= line);
        if let Some(function) = own.filter(|function| function.first > line && function.first - line <= ABOVE) {
            function.first = line;
        }
    }
}

/// States the transactions that a rule sees in a shape.
pub(super) fn state(rule: &Rule, subjects: &Subjects<'_>, facts: &mut FileFacts) {
    let Some(extent) = rule.transaction.filter(|_| facts.scopes.len() < MOST) else { return };
    let lines = match (extent, subjects.seen) {
        (Extent::Lines, Seen::Annotation(annotation)) => annotated(rule, subjects, &annotation.target, facts),
        (_, Seen::Annotation(_)) => Vec::new(),
        _ => subjects.call().and_then(|call| called(rule, extent, subjects, call, facts)).into_iter().collect(),
    };
    let room = MOST.saturating_sub(facts.scopes.len());
    let unit_of_work = extent == Extent::To;
    let scope = |(first, last)| ScopeMention { first, last, rule: rule.id.clone(), unit_of_work };
    facts.scopes.extend(lines.into_iter().take(room).map(scope));
}

/// The lines of the annotated function, or of the functions of the annotated type that say nothing themselves.
fn annotated(rule: &Rule, subjects: &Subjects<'_>, target: &Target, facts: &FileFacts) -> Vec<(u32, u32)> {
    let lines = |function: &Function| (function.first, function.last);
    match target {
        Target::Method { of, name } => method_of(facts, of, name, subjects.line()).map(lines).into_iter().collect(),
        Target::Type { name: of } if !rule.method_name.is_empty() => {
            let names = subjects.words(&rule.method_name).into_iter();
            names.filter_map(|name| method_of(facts, of, &name, subjects.line())).map(lines).collect()
        }
        Target::Type { name: of } => {
            let declared = facts.types.iter().filter(|declared| declared.name == *of);
            let operations = declared.flat_map(|declared| &declared.operations);
            let public: BTreeSet<&str> =
                operations.filter(|operation| operation.public).map(|operation| operation.name.as_str()).collect();
            let own = |name: &str| {
                let on = subjects.scene.annotations.get(&(of.as_str(), name)).into_iter().flatten();
                on.copied().any(|other| rule.annotation.iter().any(|glob| glob.matches_path(&other.name)))
            };
            let method = |function: &Function| function.name.strip_prefix(of)?.strip_prefix('.').map(str::to_owned);
            let counts = |function: &&Function| {
                function.body && method(function).is_some_and(|name| public.contains(name.as_str()) && !own(&name))
            };
            facts.functions.iter().filter(counts).map(lines).collect()
        }
        Target::Field { .. } | Target::Other => Vec::new(),
    }
}

/// The function of a type and name that stands nearest below a line.
pub(super) fn method_of<'a>(facts: &'a FileFacts, of: &str, name: &str, line: u32) -> Option<&'a Function> {
    let is_it = |function: &&Function| is_of(function, of, name) && function.last >= line;
    facts.functions.iter().filter(is_it).min_by_key(|function| function.first.abs_diff(line))
}

fn is_of(function: &Function, of: &str, name: &str) -> bool {
    match function.name.rsplit_once('.') {
        Some((owner, own)) => owner == of && own == name,
        None => of.is_empty() && function.name == name,
    }
}

/// The lines of a transaction that a call begins, holds or ends.
fn called(rule: &Rule, extent: Extent, subjects: &Subjects<'_>, call: &Call, facts: &FileFacts) -> Option<(u32, u32)> {
    let last = call.last.max(call.line);
    let around = function_at(&facts.functions, call.line);
    match extent {
        Extent::Lines => Some((call.line, last)),
        Extent::Block => (last > call.line).then_some((call.line, last)),
        Extent::To => around.map(|function| (function.first, call.line)),
        Extent::From => {
            let end = around.map_or(u32::MAX, |function| function.last);
            let ends = |other: &&Call| {
                let inside = (call.line..=end).contains(&other.line);
                inside && rule.until.iter().any(|pattern| callee_matches(pattern, &other.callee))
            };
            let after = after(&subjects.scene.shapes.calls, call.line);
            let ended = after.iter().filter(ends).map(|other| other.line).max();
            let open = around.map(|function| function.last).unwrap_or(last);
            Some((call.line, ended.unwrap_or(if last > call.line { last } else { open })))
        }
    }
}

/// The calls from a line on, as many as are looked at; they are in order of their lines.
fn after(calls: &[Call], line: u32) -> &[Call] {
    let rest = &calls[calls.partition_point(|call| call.line < line)..];
    &rest[..rest.len().min(NEAR)]
}

/// Adds the transactions of SQL strings, joins those that end in one function, and finds the wrappers.
pub(super) fn finish(shapes: &Shapes, facts: &mut FileFacts) {
    in_sql(shapes, facts);
    keep_longest(facts);
    keep_explicit(facts);
    wrappers(shapes, facts);
    facts.scopes.sort();
    let deferred = shapes.calls.iter().filter(|call| DEFERS.iter().any(|name| callee_matches(name, &call.callee)));
    facts.deferred = deferred.map(|call| (call.line, call.last.max(call.line))).collect();
}

/// `BEGIN` and the last `COMMIT` after it in the same function.
fn in_sql(shapes: &Shapes, facts: &mut FileFacts) {
    let begins: Vec<u32> = lines_of(shapes, begins);
    if begins.is_empty() {
        return;
    }
    let commits = lines_of(shapes, |word| matches!(word, "COMMIT" | "COMMIT TRANSACTION" | "COMMIT WORK"));
    for first in begins.into_iter().take(MOST) {
        let Some(around) = function_at(&facts.functions, first) else { continue };
        let last = commits.iter().filter(|line| (first..=around.last).contains(line)).max();
        let scope = last.map(|last| ScopeMention {
            first,
            last: *last,
            rule: "transaction.sql".to_owned(),
            unit_of_work: false,
        });
        facts.scopes.extend(scope);
    }
}

fn lines_of(shapes: &Shapes, is_it: impl Fn(&str) -> bool) -> Vec<u32> {
    let short = shapes.strings.iter().filter(|text| text.value.len() <= 60);
    let said = short.filter(|text| is_it(&text.value.trim().trim_end_matches(';').to_uppercase()));
    said.map(|text| text.line).collect()
}

fn begins(word: &str) -> bool {
    word == "BEGIN"
        || ["BEGIN TRANSACTION", "START TRANSACTION", "BEGIN ISOLATION", "BEGIN WORK", "BEGIN IMMEDIATE"]
            .iter()
            .any(|begin| word.starts_with(begin))
}

/// Of the transactions that one rule sees from the same line on, the longest.
fn keep_longest(facts: &mut FileFacts) {
    facts.scopes.sort_by(|a, b| (a.first, &a.rule, a.last).cmp(&(b.first, &b.rule, b.last)));
    facts.scopes.dedup_by(|next, kept| {
        let same = (next.first, &next.rule) == (kept.first, &kept.rule);
        if same {
            kept.last = kept.last.max(next.last);
        }
        same
    });
}

/// Where a function says where its transaction begins, that is where it is.
fn keep_explicit(facts: &mut FileFacts) {
    let begun: Vec<u32> = facts.scopes.iter().filter(|scope| !scope.unit_of_work).map(|scope| scope.first).collect();
    let says = |scope: &ScopeMention| {
        let around = function_at(&facts.functions, scope.first);
        around.is_some_and(|around| begun.iter().any(|first| (around.first..=around.last).contains(first)))
    };
    facts.scopes.retain(|scope| !scope.unit_of_work || !says(scope));
}

/// Functions that call a parameter of their own in a transaction; the transaction is then that of their callers.
fn wrappers(shapes: &Shapes, facts: &mut FileFacts) {
    /// What the functional interfaces of Java and C# and the callables of Python are called by.
    const RUNS: &[&str] = &["run", "call", "apply", "accept", "get", "execute", "Invoke", "doInTransaction"];
    let types = &facts.types;
    let runs = |function: &Function, call: &Call| {
        let (on, member) = call.callee.split_once('.').unwrap_or((&call.callee, ""));
        let Some(place) = function.parameters.iter().position(|own| own == on) else { return false };
        member.is_empty() || (RUNS.contains(&member) && is_functional(types, function, place))
    };
    let is_wrapper = |function: &&Function, scope: &ScopeMention| {
        // A function that is a transaction as a whole does more than run what it is handed over, unless it is short.
        let whole = scope.first == function.first && function.last - function.first > SHORT;
        let inside = function.first <= scope.first && scope.last <= function.last;
        let lines = scope.first..=scope.last;
        inside
            && !whole
            && (after(&shapes.calls, scope.first)
                .iter()
                .take_while(|call| call.line <= scope.last)
                .any(|call| lines.contains(&call.line) && runs(function, call))
                || yields(shapes, function))
    };
    let mut found: Vec<String> = Vec::new();
    facts.scopes.retain(|scope| {
        let around = function_at(&facts.functions, scope.first).filter(|function| is_wrapper(function, scope));
        found.extend(around.map(|function| function.name.clone()));
        around.is_none()
    });
    found.sort();
    found.dedup();
    facts.wrappers = found;
}

/// Whether a parameter is declared as something that can be run.
fn is_functional(types: &[TypeDecl], function: &Function, place: usize) -> bool {
    const ENDS: &[&str] = &["Supplier", "Callable", "Runnable", "Function", "Consumer", "Callback", "Action", "Func"];
    let (owner, name) = function.name.rsplit_once('.').unwrap_or(("", &function.name));
    let operations = types.iter().filter(|declared| declared.name == owner).flat_map(|declared| &declared.operations);
    let mut own = operations
        .filter(|operation| operation.name == name && (function.first..=function.last).contains(&operation.line));
    own.any(|operation| {
        operation.parameters.get(place).is_some_and(|declared| ENDS.iter().any(|end| declared.ends_with(end)))
    })
}

/// A generator that is a context manager runs the block of its callers where it yields.
fn yields(shapes: &Shapes, function: &Function) -> bool {
    shapes.annotations.iter().any(|annotation| {
        let manages = ["contextmanager", "asynccontextmanager"].iter().any(|word| annotation.name.ends_with(word));
        manages && matches!(&annotation.target, Target::Method { of, name } if is_of(function, of, name))
    })
}
