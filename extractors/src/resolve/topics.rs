//! Topics that are handed on: from `tell('order.placed')` through wrappers to the call that publishes.
//!
//! It starts at publishing and subscribing calls whose topic is a variable (`channel.publish(exchange, event.topic)`).
//! A function *takes a topic* when the variable is its parameter; where the function around has no such parameter, the
//! functions of the same type, then those of the same file, that have one: the variable is a field or a local then, and
//! wrappers keep its name (`makeEvent(topic)` beside `publish(event)`, `subscribe(topics)` beside `bind(topic)`). Where a
//! function that takes a topic is called with texts, or with a name that stands for texts here or where it is imported
//! from, these are topics; where it is called with another variable, the search goes on from there.
//!
//! A topic with a computed part is a pattern; where the function around it is called with a text that fills the pattern to
//! a topic that is known otherwise, that topic is published there.
//!
//! Limits: parameters have names only in untyped languages; what is kept in a record under another name is lost.

use super::SourceFile;
use super::project::{Meaning, Project, last_segment};
use crate::data::{is_pattern, topic_pattern};
use crate::file::{Handed, Handing, PatternMention, StoreMention, StoreTarget, Subject};
use rustc_hash::FxHashMap;
use seamline_analyzer::facts::{Context, EntryKind, EntryPoint, Mode, StoreKind, TopicPattern, TypeKind};
use seamline_analyzer::{Id, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// The rule of topics that were found so.
const RULE: &str = "events.handed-on";
/// Functions that take a topic, at most: wrappers around wrappers end somewhere.
const MOST_FUNCTIONS: usize = 10_000;

/// Patterns of a project, at most: each is held against every topic.
const MOST_PATTERNS: usize = 5_000;

/// A place of a function that takes a topic.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Taker {
    unit: UnitId,
    function: String,
    position: usize,
    mode: Mode,
}

/// What was found: mentions of topics by unit, and the patterns among them.
#[derive(Default)]
pub(super) struct HandedOn {
    pub(super) stores: BTreeMap<UnitId, Vec<StoreMention>>,
    pub(super) patterns: Vec<TopicPattern>,
    /// Where topics come in.
    pub(super) entries: Vec<EntryPoint>,
}

/// Follows all topics of a project.
pub(super) fn follow(project: &Project<'_>) -> HandedOn {
    let mut found = HandedOn::default();
    let mut seeds = Vec::new();
    for (unit, file) in units(project) {
        for one in &file.facts.topics.variables {
            seeds.extend(takers(file, unit, &one.name, &one.inside, one.mode));
        }
        found.patterns.extend(file.facts.topics.patterns.iter().map(|one| pattern(unit, one)));
    }
    let mut calls = Calls::new(project);
    if !seeds.is_empty() {
        spread(project, &mut calls, seeds, &mut found);
    }
    fill_patterns(project, &mut calls, &mut found);
    found.patterns.sort();
    found.patterns.dedup();
    found.patterns.truncate(MOST_PATTERNS);
    for mentions in found.stores.values_mut() {
        mentions.sort();
        mentions.dedup();
    }
    found
}

fn units<'a>(project: &Project<'a>) -> impl Iterator<Item = (UnitId, &'a SourceFile)> {
    project.files().iter().enumerate().map(|(index, file)| (UnitId::new(index), file))
}

fn pattern(unit: UnitId, one: &PatternMention) -> TopicPattern {
    let (pattern, rule) = (one.pattern.clone(), one.rule.clone());
    TopicPattern { unit, line: one.line, pattern, mode: one.mode, rule }
}

/// Calls that may hand a topic on: by the last segment of what is called, and, once somebody asks for that name, by the file
/// that they lead to. So each call is resolved once, however many functions share a name.
struct Calls<'p, 'a> {
    project: &'p Project<'a>,
    by_name: FxHashMap<&'a str, Vec<(UnitId, &'a Handing)>>,
    by_target: FxHashMap<(&'a str, UnitId), Vec<(UnitId, &'a Handing)>>,
}

impl<'p, 'a> Calls<'p, 'a> {
    fn new(project: &'p Project<'a>) -> Self {
        let mut by_name: FxHashMap<&str, Vec<(UnitId, &Handing)>> = FxHashMap::default();
        for (unit, file) in units(project) {
            for handing in &file.facts.topics.handings {
                by_name.entry(last_segment(&handing.callee)).or_default().push((unit, handing));
            }
        }
        Self { project, by_name, by_target: FxHashMap::default() }
    }

    /// The calls of a function of a file.
    fn of(&mut self, function: &str, unit: UnitId) -> Vec<(UnitId, &'a Handing)> {
        if let Some((name, calls)) = self.by_name.remove_entry(function) {
            for (from, handing) in calls {
                for to in leads_to(self.project, from, handing) {
                    self.by_target.entry((name, to)).or_default().push((from, handing));
                }
            }
        }
        self.by_target.get(&(function, unit)).cloned().unwrap_or_default()
    }
}

/// A function that publishes to `export.*` and is called with `completed` publishes to `export.completed` there, where
/// such a topic is known otherwise.
fn fill_patterns(project: &Project<'_>, calls: &mut Calls<'_, '_>, found: &mut HandedOn) {
    let named = |mention: &StoreMention| match &mention.target {
        StoreTarget::Name(name) if mention.kind == StoreKind::Topic => Some(name.clone()),
        _ => None,
    };
    let written = units(project).flat_map(|(_, file)| &file.facts.stores).filter_map(named);
    let known: BTreeSet<String> = written.chain(found.stores.values().flatten().filter_map(named)).collect();
    let mut filled = Vec::new();
    for (unit, file) in units(project) {
        for one in file.facts.topics.patterns.iter().filter(|one| one.mode == Mode::Write) {
            let computed = one.pattern.matches('*').count() == 1;
            let Some(function) = function_at(file, one.line).filter(|_| computed) else { continue };
            for (from, handing) in calls.of(function, unit) {
                let Handed::Texts(texts) = &handing.what else { continue };
                let topics = texts.iter().map(|text| one.pattern.replacen('*', text, 1));
                let of = |pattern| TopicPattern {
                    unit: from,
                    line: handing.line,
                    pattern,
                    mode: Mode::Write,
                    rule: RULE.to_owned(),
                };
                filled.extend(topics.filter(|topic| known.contains(topic)).map(of));
            }
        }
    }
    found.patterns.extend(filled);
}

/// The innermost function that holds a line.
fn function_at(file: &SourceFile, line: u32) -> Option<&str> {
    let operations = file.facts.types.iter().flat_map(|declared| {
        let function = declared.kind == TypeKind::Function && (declared.line..=declared.end_line).contains(&line);
        let methods = declared.operations.iter().filter(move |one| !function && one.line <= line);
        let own = function.then_some((declared.line, declared.name.as_str()));
        let inside = (declared.line..=declared.end_line).contains(&line);
        own.into_iter().chain(methods.filter(move |_| inside).map(|one| (one.line, one.name.as_str())))
    });
    operations.max_by_key(|(line, _)| *line).map(|(_, name)| name)
}

fn spread(project: &Project<'_>, calls: &mut Calls<'_, '_>, seeds: Vec<Taker>, found: &mut HandedOn) {
    let mut known: BTreeSet<Taker> = BTreeSet::new();
    let mut open = seeds;
    while let Some(taker) = open.pop() {
        if known.len() >= MOST_FUNCTIONS || !known.insert(taker.clone()) {
            continue;
        }
        let called = calls.of(&taker.function, taker.unit);
        for (from, handing) in called.into_iter().filter(|(_, handing)| handing.position == taker.position) {
            match texts(project, from, &handing.what) {
                Some(texts) => texts.iter().for_each(|text| found.add(project, from, text, handing.line, taker.mode)),
                None => open.extend(handed_on(project.file(from), from, handing, taker.mode)),
            }
        }
    }
}

/// The files that a call may mean.
fn leads_to(project: &Project<'_>, from: UnitId, handing: &Handing) -> BTreeSet<UnitId> {
    let leads = |name: &str| match project.find(from, name, Context::Call) {
        Meaning::Own => vec![from],
        Meaning::Files(_, files) => files,
        Meaning::Elsewhere | Meaning::Unknown => Vec::new(),
    };
    let of_type = Some(&handing.receiver_type).filter(|name| !name.is_empty()).map(|name| leads(name));
    of_type.into_iter().flatten().chain(leads(&handing.callee)).collect()
}

/// The texts that are handed on; none where they are not known here.
fn texts(project: &Project<'_>, from: UnitId, what: &Handed) -> Option<Vec<String>> {
    let name = match what {
        Handed::Texts(texts) => return Some(texts.clone()),
        Handed::Name(name) => name,
    };
    let constant = |unit: UnitId, name: &str| {
        let constants = &project.file(unit).facts.topics.constants;
        let mut fitting = constants.iter().filter(|(known, _)| known == name).map(|(_, texts)| texts);
        fitting.next().filter(|_| fitting.next().is_none()).cloned()
    };
    if let Some(texts) = constant(from, name) {
        return Some(texts);
    }
    let Meaning::Files(_, files) = project.find(from, name, Context::Use) else { return None };
    let there = project.nearest(&project.file(from).path, &files);
    let imports = &project.file(from).facts.imports;
    let renamed = imports.iter().flat_map(|import| &import.names).find(|(_, here)| here == name);
    constant(there, renamed.map_or(last_segment(name), |(there, _)| there))
}

/// The functions that hand a topic on which they were given.
fn handed_on(file: &SourceFile, unit: UnitId, handing: &Handing, mode: Mode) -> Vec<Taker> {
    let Handed::Name(name) = &handing.what else { return Vec::new() };
    let takers = takers(file, unit, name, &handing.inside, mode);
    if !takers.is_empty() {
        return takers;
    }
    // A function in an object has no parameters to look at: what hands something on in its second place takes it there.
    let around = file
        .facts
        .types
        .iter()
        .find(|value| value.kind == TypeKind::Value && (value.line..=value.end_line).contains(&handing.line));
    let taker = |function: String| Taker { unit, function, position: handing.position, mode };
    around.map(|value| taker(value.name.clone())).into_iter().collect()
}

/// The functions of a file that have a variable as their parameter: the one around, else those of the type around, else
/// all. What reads topics may be given a list of them.
fn takers(file: &SourceFile, unit: UnitId, variable: &str, inside: &str, mode: Mode) -> Vec<Taker> {
    let name = last_segment(variable);
    let is_it = |parameter: &str| parameter == name || mode == Mode::Read && parameter.strip_suffix('s') == Some(name);
    let (around, function) = inside.rsplit_once('.').unwrap_or(("", inside));
    let mut all: Vec<(u8, Taker)> = Vec::new();
    for declared in &file.facts.types {
        let of_type = declared.kind != TypeKind::Function;
        for operation in &declared.operations {
            let Some(position) = operation.parameters.iter().position(|parameter| is_it(parameter)) else { continue };
            let near = match (of_type, operation.name == function && !variable.contains('.')) {
                (true, true) if declared.name == around => 0,
                (false, true) if around.is_empty() => 0,
                (true, _) if !around.is_empty() && declared.name == around => 1,
                _ => 2,
            };
            all.push((near, Taker { unit, function: operation.name.clone(), position, mode }));
        }
    }
    let nearest = all.iter().map(|(near, _)| *near).min();
    all.into_iter().filter(|(near, _)| Some(*near) == nearest).map(|(_, taker)| taker).collect()
}

impl HandedOn {
    fn add(&mut self, project: &Project<'_>, unit: UnitId, text: &str, line: u32, mode: Mode) {
        if is_pattern(text) {
            let Some(pattern) = topic_pattern(text) else { return };
            let patterns = &project.file(unit).facts.topics.patterns;
            if !patterns.iter().any(|one| (&one.pattern, one.mode, one.line) == (&pattern, mode, line)) {
                self.patterns.push(TopicPattern { unit, line, pattern, mode, rule: RULE.to_owned() });
            }
            return;
        }
        let target = StoreTarget::Name(text.to_owned());
        let told = |mention: &StoreMention| {
            (mention.kind, &mention.target, mention.mode, mention.line) == (StoreKind::Topic, &target, mode, line)
        };
        if project.file(unit).facts.stores.iter().any(told) {
            return;
        }
        if mode == Mode::Read {
            let (kind, rule) = (EntryKind::Message { topic: text.to_owned() }, RULE.to_owned());
            self.entries.push(EntryPoint { unit, line, kind, handler: String::new(), rule });
        }
        let (rule, subject) = (RULE.to_owned(), Subject::ThisFile);
        let mention = StoreMention { kind: StoreKind::Topic, target, mode, rule, subject, line };
        self.stores.entry(unit).or_default().push(mention);
    }
}
