//! Transactions across files: the calls of wrappers, and what happens in each transaction, in order.
//!
//! The uses of stores within a transaction's lines are its steps; a call within them stands for the uses within the
//! lines of the function that is called, and so on. A call that no function answers to (`orders.save(order)`, where
//! `Orders extends JpaRepository<Order, Long>`) stands for what the type itself uses, read or written as the name of the
//! method says. Calls are followed [`DEPTH`] deep, each function once for each line of the transaction.
//!
//! A method of an entity that gives nothing back writes its row, as its mapper does at the end
//! ([`super::touches`]).
//!
//! Limits: branches and loops are not told apart; what reflection, proxies and listeners do is not seen.

use super::functions::{Callee, Functions};
use super::project::Project;
use super::stores::{Data, Used};
use super::touches::{changes_row, whole};
use crate::flow::{CallMention, ScopeMention, function_at};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use seamline_analyzer::facts::{Mode, Step, Transaction};
use seamline_analyzer::{Id, StoreId, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// How deep calls are followed.
const DEPTH: usize = 5;
/// More steps of one transaction are counted, not kept.
const STEPS: usize = 200;
/// More functions are not visited for one line of a transaction.
const VISITS: usize = 2_000;
/// More uses and calls are not looked at for one transaction.
const EVENTS: usize = 10_000;

/// All transactions, sorted by (unit, first line). `advised` are those that a configuration says.
pub(super) fn collect(
    project: &Project<'_>,
    functions: &Functions<'_>,
    data: &Data,
    advised: &BTreeMap<UnitId, Vec<ScopeMention>>,
) -> Vec<Transaction> {
    let files = project.files();
    if advised.is_empty() && files.iter().all(|file| file.facts.scopes.is_empty() && file.facts.wrappers.is_empty()) {
        return Vec::new();
    }
    let wrapped = wrapped(project, functions);
    let one = |index: usize| {
        let unit = UnitId::new(index);
        let of = |more: &'_ BTreeMap<UnitId, Vec<ScopeMention>>| more.get(&unit).cloned().unwrap_or_default();
        let more = [of(&wrapped), of(advised)].concat();
        let said = files[index].facts.scopes.iter().chain(&more);
        let mut scopes: Vec<&ScopeMention> = said.collect();
        scopes.sort();
        scopes.dedup_by_key(|scope| (scope.first, scope.last));
        scopes.into_iter().map(|scope| transaction(project, functions, data, unit, scope)).collect::<Vec<_>>()
    };
    let found: Vec<Vec<Transaction>> = (0..files.len()).into_par_iter().map(one).collect();
    let mut all = found.concat();
    all.sort();
    all
}

/// The calls of functions that run what they are handed over in a transaction.
fn wrapped(project: &Project<'_>, functions: &Functions<'_>) -> BTreeMap<UnitId, Vec<ScopeMention>> {
    let wrappers: BTreeSet<(UnitId, &str)> = project
        .files()
        .iter()
        .enumerate()
        .flat_map(|(index, file)| file.facts.wrappers.iter().map(move |name| (UnitId::new(index), name.as_str())))
        .collect();
    if wrappers.is_empty() {
        return BTreeMap::new();
    }
    let own_names: BTreeSet<&str> = wrappers.iter().map(|(_, name)| name.rsplit('.').next().unwrap_or(name)).collect();
    let of_file = |index: usize| {
        let unit = UnitId::new(index);
        let named = |call: &&CallMention| {
            let name = if call.member.is_empty() { &call.name } else { &call.member };
            own_names.contains(name.rsplit(['.', ':']).next().unwrap_or(name))
        };
        let calls = project.files()[index].facts.calls.iter().filter(named);
        let is_wrapper = |call: &&CallMention| match functions.callee(unit, call) {
            Some(Callee::Function(of, function)) => wrappers.contains(&(of, function.name.as_str())),
            _ => false,
        };
        let scope = |call: &CallMention| ScopeMention {
            first: call.line,
            last: call.last.max(call.line),
            rule: "transaction.wrapper".to_owned(),
            unit_of_work: false,
        };
        (unit, calls.filter(is_wrapper).map(scope).collect::<Vec<_>>())
    };
    let all: Vec<(UnitId, Vec<ScopeMention>)> =
        (0..project.files().len()).into_par_iter().map(of_file).filter(|(_, scopes)| !scopes.is_empty()).collect();
    all.into_iter().collect()
}

fn transaction(
    project: &Project<'_>,
    functions: &Functions<'_>,
    data: &Data,
    unit: UnitId,
    scope: &ScopeMention,
) -> Transaction {
    let facts = &project.file(unit).facts;
    let around = function_at(&facts.functions, scope.first);
    let function = around.map_or_else(String::new, |function| function.name.clone());
    let mut reader = Reader {
        project,
        functions,
        data,
        steps: Vec::new(),
        visited: BTreeSet::new(),
        known: FxHashMap::default(),
        seen: 0,
        more: 0,
    };
    for event in reader.events(unit, scope.first, scope.last) {
        reader.visited.clear();
        // A function that calls itself does not do more for it.
        reader.visited.extend(around.map(|around| (unit, around.first)));
        reader.read(unit, event, event.line(), &mut Vec::new());
    }
    let (first_line, last_line, rule) = (scope.first, scope.last, scope.rule.clone());
    let mut steps = reader.steps;
    once_a_line(&mut steps);
    Transaction { unit, first_line, last_line, function, rule, steps, more: reader.more }
}

/// Drops uses of unknown direction where the same line uses the store in a known one, and repeats.
fn once_a_line(steps: &mut Vec<Step>) {
    let directed: BTreeSet<(u32, StoreId, Vec<String>)> = steps
        .iter()
        .filter(|step| matches!(step.mode, Mode::Read | Mode::Write))
        .map(|step| (step.line, step.store, step.through.clone()))
        .collect();
    let mut seen = BTreeSet::new();
    steps.retain(|step| {
        let vague = step.mode == Mode::Use && directed.contains(&(step.line, step.store, step.through.clone()));
        !vague && seen.insert((step.line, step.store, step.mode, step.through.clone()))
    });
}

/// What happens on a line: a use of a store, or a call.
#[derive(Clone, Copy)]
enum Event<'a> {
    Use(u32, &'a Used),
    Call(&'a CallMention),
}

impl Event<'_> {
    fn line(self) -> u32 {
        match self {
            Event::Use(line, _) => line,
            Event::Call(call) => call.line,
        }
    }
}

struct Reader<'a> {
    project: &'a Project<'a>,
    functions: &'a Functions<'a>,
    data: &'a Data,
    steps: Vec<Step>,
    /// Functions that were followed for this line of the transaction.
    visited: BTreeSet<(UnitId, u32)>,
    /// What calls lead to, by file, name and member.
    known: FxHashMap<(UnitId, &'a str, &'a str), Option<Callee<'a>>>,
    /// Uses and calls that were looked at.
    seen: usize,
    more: u32,
}

impl<'a> Reader<'a> {
    /// What happens between two lines of a file, in order; the uses of a line before its calls.
    fn events(&self, unit: UnitId, first: u32, last: u32) -> Vec<Event<'a>> {
        let lines = first..=last;
        let uses = self.data.uses.get(&unit).map_or(&[][..], Vec::as_slice);
        let uses = &uses[uses.partition_point(|used| used.line < Some(first))..];
        let uses = &uses[..uses.partition_point(|used| used.line <= Some(last))];
        let facts = &self.project.files()[unit.index()].facts;
        let deferred = |line: u32| facts.deferred.iter().any(|(first, last)| (*first..=*last).contains(&line));
        let lines = move |line: &u32| lines.contains(line) && !deferred(*line);
        let uses = uses.iter().filter(|used| used.mode != Mode::Declare);
        let uses = uses.filter_map(|used| Some(Event::Use(used.line.filter(&lines)?, used)));
        let calls = &facts.calls[facts.calls.partition_point(|call| call.line < first)..];
        let calls = &calls[..calls.partition_point(|call| call.line <= last)];
        let calls = calls.iter().filter(|call| lines(&call.line)).take(EVENTS).map(Event::Call);
        let mut events: Vec<Event<'a>> = uses.chain(calls).collect();
        events.sort_by_key(|event| event.line());
        events
    }

    fn read(&mut self, unit: UnitId, event: Event<'a>, line: u32, through: &mut Vec<String>) {
        self.seen += 1;
        if self.seen > EVENTS {
            self.more += 1;
            return;
        }
        match event {
            Event::Use(_, used) => self.step(unit, used, used.mode, line, through),
            Event::Call(call) => match self.callee(unit, call) {
                Some(Callee::Function(of, function)) => {
                    if through.len() >= DEPTH {
                        self.more += u32::from(!self.visited.contains(&(of, function.first)));
                        return;
                    }
                    if !self.visited.insert((of, function.first)) || self.visited.len() > VISITS {
                        return;
                    }
                    through.push(function.name.clone());
                    for (used, mode) in changes_row(self.project, self.data, of, function) {
                        self.step(of, used, mode, line, through);
                    }
                    let before = self.steps.len();
                    for event in self.events(of, function.first, function.last) {
                        self.read(of, event, line, through);
                    }
                    if !function.body && self.steps.len() == before {
                        let (owner, member) = function.name.rsplit_once('.').unwrap_or(("", &function.name));
                        self.member(of, owner, member, line, through);
                    }
                    through.pop();
                }
                Some(Callee::Member { unit, of, member }) => {
                    through.push(format!("{of}.{member}"));
                    self.member(unit, &of, &member, line, through);
                    through.pop();
                }
                None => {}
            },
        }
    }

    fn callee(&mut self, unit: UnitId, call: &'a CallMention) -> Option<Callee<'a>> {
        let functions = self.functions;
        let known = self.known.entry((unit, call.name.as_str(), call.member.as_str()));
        known.or_insert_with(|| functions.callee(unit, call)).clone()
    }

    /// What a type uses as a whole, in the way that a member's name says.
    fn member(&mut self, unit: UnitId, of: &str, member: &str, line: u32, through: &[String]) {
        for (used, mode) in whole(self.project, self.data, unit, of, member) {
            self.step(unit, used, mode, line, through);
        }
    }

    fn step(&mut self, unit: UnitId, used: &Used, mode: Mode, line: u32, through: &[String]) {
        if self.steps.len() >= STEPS {
            self.more += 1;
            return;
        }
        let (store, site, through) = (used.store, used.site.clone(), through.to_vec());
        self.steps.push(Step { line, store, mode, unit, site, through });
    }
}

#[cfg(test)]
mod tests {
    use crate::source::MemoryTree;
    use crate::{ExtractSettings, extract};
    use seamline_analyzer::{Cancel, Cx, Silent};
    use std::fmt::Write;

    #[test]
    fn functions_that_all_call_each_other_end() {
        let mut text = String::new();
        for number in 0..100 {
            write!(text, "function f{number}(t) {{\n  sequelize.transaction(() => {{\n").expect("strings take all");
            (0..100).for_each(|other| writeln!(text, "    f{other}(t);").expect("strings take all"));
            text.push_str("  });\n  client.query('UPDATE orders SET a = 1');\n}\n");
        }
        let tree = MemoryTree::new([("a.js", text.as_str())]);
        let cx = Cx { progress: &Silent, cancel: &Cancel::default() };
        let facts = extract(cx, &tree, None, &ExtractSettings::default()).expect("nobody cancels").facts;
        assert_eq!(facts.transactions.len(), 100);
        assert!(
            facts
                .transactions
                .iter()
                .all(|one| !one.steps.is_empty() && one.steps.len() <= super::STEPS && one.more > 0)
        );
    }
}
