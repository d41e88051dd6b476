//! From facts about files to facts about their parts.
//!
//! - A *reference* of a file is one of each part that mentions the name, to the part that the name means ([`target`]).
//! - An *import* goes to the parts that refer to what is imported; where none does, to the part that holds its line.
//! - Mentions of the file's own names, which say nothing between files, are references between its parts; a method also
//!   refers to what is left of its type, once: it stands in it.
//! - *Accesses*, *touches*, *entry points*, addresses, requests and patterns of topics go to the part that holds the line; an entry
//!   point that names its handler to that.
//! - *Transactions*, *joins*, *columns*, *repeats*, *hooks*, *guards* and *shared state* go to the part that holds their line, and what they do
//!   to the part that does it; what a *test* refers to, to the part that declares the name.
//! - A *commit* that changed a file changed each of its parts, as far as is known; see the analyzer's `lift`.
//!
//! Counts are kept: what the parts of two files mention of each other adds up to what the files do.

use super::division::{Division, Seen};
use super::target::{Target, Targets, main_piece};
use crate::file::LINES_KEPT;
use crate::resolve::TestReferences;
use rayon::prelude::*;
use seamline_analyzer::facts::{
    Access, ChangeSet, ColumnUse, Context, EntryPoint, Granularity, Guard, Hook, Join, PartKind, Reexport, Reference,
    Remote, Repeat, Request, RowCall, SharedState, StateUse, Step, TestFile, Tier, TopicPattern, Transaction, Unit,
};
use seamline_analyzer::{Facts, Id, IdVec, TermId, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// Makes the parts of files the units. `divisions` are of the units of `facts`, in their order; lines of accesses are
/// all of them, one for each count.
pub fn refine(facts: Facts, divisions: &[Box<Division>], tests: &[TestReferences], granularity: Granularity) -> Facts {
    let ids = Ids::new(divisions);
    let targets = Targets::new(divisions, &facts.references);
    let of_file = |files: &[Reference]| of_file(&ids, &targets, files);
    let mut chunks: Vec<&[Reference]> = vec![&[]; divisions.len()];
    for references in facts.references.chunk_by(|a, b| a.from == b.from) {
        chunks[references[0].from.index()] = references;
    }
    let references: Vec<Vec<Reference>> = chunks
        .into_par_iter()
        .enumerate()
        .map(|(file, references)| {
            let mut all = of_file(references);
            all.extend(inside(&ids, &targets, file, references));
            merged(all)
        })
        .collect();
    let mut references = references.concat();
    references.sort_by(|a, b| (a.from, a.to, a.context, &a.name).cmp(&(b.from, b.to, b.context, &b.name)));
    let touches = accesses(&ids, &facts.touches);
    let accesses = accesses(&ids, &facts.accesses);
    let mut deletions = facts.deletions.clone();
    deletions.iter_mut().for_each(|one| one.unit = ids.at(one.unit, one.line));
    deletions.sort();
    let row_calls = row_calls(&ids, &facts);
    let (remotes, requests, topic_patterns) = reaching_out(&ids, &facts);
    let entry_points = entry_points(&ids, &facts.entry_points);
    let transactions = transactions(&ids, &facts);
    let tests = tests.iter().map(|test| of_test(&ids, test)).collect();
    let states = states(&ids, &facts.states);
    let hooks = hooks(&ids, &facts.hooks);
    let guards = guards(&ids, &facts.guards);
    let mut finds = facts.finds.clone();
    finds.iter_mut().for_each(|one| one.unit = ids.at(one.unit, one.line));
    finds.sort();
    let reexports = reexports(&ids, &facts.reexports);
    let joins = joins(&ids, &facts);
    let columns = columns(&ids, &facts);
    let repeats = repeats(&ids, &facts.repeats);
    let terms = terms(divisions, &facts.vocabulary);
    let units = facts.units.iter().flat_map(|(file, unit)| units(&divisions[file.index()], unit)).collect();
    let changes = facts.changes.values().map(|change| of_change(&ids, change)).collect();
    Facts {
        granularity,
        units,
        references,
        reexports,
        accesses,
        touches,
        row_calls,
        deletions,
        entry_points,
        remotes,
        requests,
        topic_patterns,
        guards,
        hooks,
        finds,
        joins,
        columns,
        repeats,
        states,
        transactions,
        tests,
        terms,
        changes,
        ..facts
    }
}

/// A call of a row goes from the part that holds its line to the method's part, else to the type's.
fn row_calls(ids: &Ids<'_>, facts: &Facts) -> Vec<RowCall> {
    let refine = |call: &RowCall| {
        let file = call.entity.index();
        let named = &ids.divisions[file].named;
        let owner = call.name.split('.').next().unwrap_or_default();
        let piece = named.get(&call.name).or_else(|| named.get(owner)).copied().unwrap_or(0);
        RowCall { unit: ids.at(call.unit, call.line), entity: ids.id(file, piece), ..call.clone() }
    };
    let mut all: Vec<RowCall> = facts.row_calls.iter().map(refine).collect();
    all.sort();
    all
}

/// An import is said by the part that holds its line, and names the first part of a file.
fn reexports(ids: &Ids<'_>, whole: &[Reexport]) -> Vec<Reexport> {
    let of =
        |one: &Reexport| Reexport { from: ids.at(one.from, one.line), through: ids.id(one.through.index(), 0), ..*one };
    let mut all: Vec<Reexport> = whole.iter().map(of).collect();
    all.sort_unstable();
    all
}

/// What reaches out goes to the part that holds its line.
fn reaching_out(ids: &Ids<'_>, facts: &Facts) -> (Vec<Remote>, Vec<Request>, Vec<TopicPattern>) {
    let mut remotes = facts.remotes.clone();
    remotes.iter_mut().for_each(|one| one.unit = ids.at(one.unit, one.line));
    remotes.sort();
    let mut requests = facts.requests.clone();
    requests.iter_mut().for_each(|one| one.unit = ids.at(one.unit, one.line));
    requests.sort();
    let mut patterns = facts.topic_patterns.clone();
    patterns.iter_mut().for_each(|one| one.unit = ids.at(one.unit, one.line));
    patterns.sort();
    (remotes, requests, patterns)
}

/// The ids of parts: those of a file follow each other.
struct Ids<'a> {
    divisions: &'a [Box<Division>],
    first: Vec<usize>,
}

impl<'a> Ids<'a> {
    fn new(divisions: &'a [Box<Division>]) -> Self {
        let mut first = vec![0];
        for division in divisions {
            first.push(first[first.len() - 1] + division.pieces.len());
        }
        Self { divisions, first }
    }

    fn id(&self, file: usize, piece: usize) -> UnitId {
        UnitId::new(self.first[file] + piece)
    }

    fn at(&self, file: UnitId, line: u32) -> UnitId {
        self.id(file.index(), self.divisions[file.index()].piece_at(line))
    }
}

fn units(division: &Division, file: &Unit) -> Vec<Unit> {
    // Where only the folder says that the file holds entities, its types do.
    let by_folder = file.entity && division.pieces.iter().all(|piece| !piece.entity);
    let unit = |piece: &super::Piece| {
        let holds = piece.part.as_ref().is_none_or(|part| part.kind == PartKind::Type)
            && piece.types.iter().any(|declared| declared.fields > 0);
        Unit {
            part: piece.part.clone(),
            lines: piece.lines,
            types: if piece.part.is_none() { file.types.clone() } else { piece.types.clone() },
            entity: if piece.part.is_none() { file.entity } else { piece.entity || (by_folder && holds) },
            ..file.clone()
        }
    };
    division.pieces.iter().map(unit).collect()
}

/// The references of one file to others, as those of its parts.
fn of_file(ids: &Ids<'_>, targets: &Targets<'_>, references: &[Reference]) -> Vec<Reference> {
    let mut all = Vec::new();
    for pair in references.chunk_by(|a, b| a.to == b.to) {
        let (imports, mentions): (Vec<&Reference>, Vec<_>) =
            pair.iter().partition(|reference| reference.context == Context::Import);
        let before = all.len();
        for reference in mentions {
            all.extend(of_mention(ids, targets, reference));
        }
        let mut pairs: Vec<(UnitId, UnitId)> = all[before..].iter().map(|one: &Reference| (one.from, one.to)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        for import in imports {
            all.extend(of_import(ids, targets, import, &pairs));
        }
    }
    all
}

fn of_mention(ids: &Ids<'_>, targets: &Targets<'_>, whole: &Reference) -> Vec<Reference> {
    let (from, to) = (whole.from.index(), whole.to.index());
    let seen: Vec<&Seen> =
        ids.divisions[from].seen(&whole.name, whole.context).iter().filter(|seen| !seen.own).collect();
    if seen.is_empty() {
        // The declaration itself refers (C# `partial`): its line says which part.
        let target = targets.of_reference(from, to, &whole.name, "");
        let from = ids.at(whole.from, whole.lines[0]);
        return vec![Reference { from, to: ids.id(target.file, target.piece), ..whole.clone() }];
    }
    let refine = |seen: &Seen| {
        let target = targets.of_reference(from, to, &seen.name, &seen.member);
        reference(ids, (from, seen), target, whole.tier)
    };
    seen.into_iter().map(refine).collect()
}

fn reference(ids: &Ids<'_>, (file, seen): (usize, &Seen), target: Target, tier: Tier) -> Reference {
    Reference {
        from: ids.id(file, seen.piece),
        to: ids.id(target.file, target.piece),
        context: seen.context,
        name: target.member.unwrap_or_else(|| seen.name.clone()),
        tier,
        count: seen.count,
        lines: seen.lines.clone(),
    }
}

fn of_import(ids: &Ids<'_>, targets: &Targets<'_>, import: &Reference, pairs: &[(UnitId, UnitId)]) -> Vec<Reference> {
    let (from, to) = (import.from.index(), import.to.index());
    let division = &ids.divisions[to];
    let last = import.name.rsplit(['.', ':', '/']).next().unwrap_or_default();
    let named = division.named.get(last).map(|piece| ids.id(to, *piece));
    let of = |(from, to): &(UnitId, UnitId)| Reference { from: *from, to: *to, ..import.clone() };
    let users: Vec<Reference> = pairs.iter().filter(|(_, to)| named.is_none_or(|named| named == *to)).map(of).collect();
    if !users.is_empty() {
        return users;
    }
    let users: BTreeSet<UnitId> = pairs.iter().map(|(from, _)| *from).collect();
    let target = named.unwrap_or_else(|| {
        let target = targets.of_reference(from, to, &import.name, "");
        ids.id(target.file, target.piece)
    });
    if users.is_empty() {
        return vec![of(&(ids.at(import.from, import.lines[0]), target))];
    }
    users.into_iter().map(|user| of(&(user, target))).collect()
}

/// What the parts of one file say about each other.
fn inside(ids: &Ids<'_>, targets: &Targets<'_>, file: usize, elsewhere: &[Reference]) -> Vec<Reference> {
    let division = &ids.divisions[file];
    if !division.is_divided() {
        return Vec::new();
    }
    let elsewhere: BTreeSet<(&str, Context)> =
        elsewhere.iter().map(|reference| (reference.name.as_str(), reference.context)).collect();
    let mut all = Vec::new();
    for seen in &division.seen {
        if !seen.own && elsewhere.contains(&(seen.name.as_str(), seen.context)) {
            continue;
        }
        let Some(target) = targets.of_own(file, &seen.name, &seen.member) else { continue };
        if (target.file, target.piece) != (file, seen.piece) {
            all.push(reference(ids, (file, seen), target, Tier::Package));
        }
    }
    for (at, piece) in division.pieces.iter().enumerate() {
        let owner = piece.part.as_ref().and_then(|part| Some((part, part.owner()?)));
        let Some((part, owner)) = owner else { continue };
        let Some(&of) = division.named.get(owner).filter(|of| **of != at) else { continue };
        all.push(Reference {
            from: ids.id(file, at),
            to: ids.id(file, of),
            context: Context::Use,
            name: owner.to_owned(),
            tier: Tier::Package,
            count: 1,
            lines: vec![part.ranges.first().map_or(1, |(first, _)| *first)],
        });
    }
    all
}

/// One row per (from, to, context, name), of the surest tier.
fn merged(mut references: Vec<Reference>) -> Vec<Reference> {
    references.retain(|reference| reference.from != reference.to);
    references
        .sort_by(|a, b| (a.from, a.to, a.context, &a.name, a.tier).cmp(&(b.from, b.to, b.context, &b.name, b.tier)));
    references.dedup_by(|next, kept| {
        let same = (next.from, next.to, next.context, &next.name) == (kept.from, kept.to, kept.context, &kept.name);
        if same {
            kept.count = kept.count.saturating_add(next.count);
            kept.lines.append(&mut next.lines);
        }
        same
    });
    for reference in &mut references {
        reference.lines.sort_unstable();
        reference.lines.dedup();
        reference.lines.truncate(LINES_KEPT);
    }
    references
}

fn accesses(ids: &Ids<'_>, files: &[Access]) -> Vec<Access> {
    let mut all = Vec::new();
    for access in files {
        let mut lines: Vec<(UnitId, u32)> =
            access.lines.iter().map(|line| (ids.at(access.unit, *line), *line)).collect();
        lines.sort_unstable();
        for part in lines.chunk_by(|a, b| a.0 == b.0) {
            let mut kept: Vec<u32> = part.iter().map(|(_, line)| *line).collect();
            kept.dedup();
            kept.truncate(LINES_KEPT);
            let count = u32::try_from(part.len()).unwrap_or(u32::MAX);
            all.push(Access { unit: part[0].0, count, lines: kept, ..access.clone() });
        }
    }
    all.sort();
    all
}

fn entry_points(ids: &Ids<'_>, files: &[EntryPoint]) -> Vec<EntryPoint> {
    let place = |entry: &EntryPoint| {
        let file = entry.unit.index();
        let division = &ids.divisions[file];
        let names = [entry.handler.replace([':', '#'], "."), entry.handler.clone()];
        let last = entry.handler.rsplit(['.', ':', '#']).next().unwrap_or_default();
        let handler = names.iter().map(String::as_str).chain([last]).find_map(|name| division.named.get(name));
        let unit = handler.map_or_else(|| ids.at(entry.unit, entry.line), |piece| ids.id(file, *piece));
        EntryPoint { unit, ..entry.clone() }
    };
    let mut all: Vec<EntryPoint> = files.iter().map(place).collect();
    all.sort_by(|a, b| (a.unit, a.line, &a.kind, &a.handler).cmp(&(b.unit, b.line, &b.kind, &b.handler)));
    all
}

/// Joins, each with the part that holds its line. What another file says for the unit (a mapper's XML) has a line of
/// that file, and stays with whatever holds it here.
fn joins(ids: &Ids<'_>, facts: &Facts) -> Vec<Join> {
    let place = |one: &Join| Join { unit: ids.at(one.unit, one.line), ..one.clone() };
    let mut all: Vec<Join> = facts.joins.iter().map(place).collect();
    all.sort();
    all
}

/// Columns, in the same way.
fn columns(ids: &Ids<'_>, facts: &Facts) -> Vec<ColumnUse> {
    let place = |one: &ColumnUse| ColumnUse { unit: ids.at(one.unit, one.site.line), ..one.clone() };
    let mut all: Vec<ColumnUse> = facts.columns.iter().map(place).collect();
    all.sort();
    all
}

fn repeats(ids: &Ids<'_>, files: &[Repeat]) -> Vec<Repeat> {
    let place = |one: &Repeat| Repeat { unit: ids.at(one.unit, one.line), ..one.clone() };
    let mut all: Vec<Repeat> = files.iter().map(place).collect();
    all.sort();
    all
}

/// Hooks with the part that says it, and the part that holds the handler.
fn hooks(ids: &Ids<'_>, files: &[Hook]) -> Vec<Hook> {
    let place = |one: &Hook| {
        let (unit, file) = (ids.at(one.unit, one.line), one.runs.index());
        let last = one.handler.rsplit(['.', ':', '#']).next().unwrap_or_default();
        let named = [one.handler.as_str(), last].iter().find_map(|name| ids.divisions[file].named.get(*name)).copied();
        let elsewhere = (one.runs != one.unit).then(|| main_piece(&ids.divisions[file]));
        let runs = named.or(elsewhere).map_or(unit, |piece| ids.id(file, piece));
        Hook { unit, runs, ..one.clone() }
    };
    let mut all: Vec<Hook> = files.iter().map(place).collect();
    all.sort();
    all
}

fn states(ids: &Ids<'_>, files: &[SharedState]) -> Vec<SharedState> {
    let used = |one: &StateUse| StateUse { unit: ids.at(one.unit, one.line), ..one.clone() };
    let place = |one: &SharedState| {
        let mut uses: Vec<StateUse> = one.uses.iter().map(used).collect();
        uses.sort();
        SharedState { unit: ids.at(one.unit, one.line), uses, ..one.clone() }
    };
    let mut all: Vec<SharedState> = files.iter().map(place).collect();
    all.sort();
    all
}

fn guards(ids: &Ids<'_>, files: &[Guard]) -> Vec<Guard> {
    let place = |one: &Guard| Guard { unit: ids.at(one.unit, one.line), ..one.clone() };
    let mut all: Vec<Guard> = files.iter().map(place).collect();
    all.sort();
    all
}

/// What a file of tests refers to: the part that declares the name, or the one with most of the file.
fn of_test(ids: &Ids<'_>, test: &TestReferences) -> TestFile {
    let mut units: BTreeMap<UnitId, u32> = BTreeMap::new();
    for (file, name, count) in &test.references {
        let division = &ids.divisions[file.index()];
        let declared = name.rsplit(['.', ':', '/']).find_map(|segment| division.named.get(segment));
        let piece = declared.copied().unwrap_or_else(|| main_piece(division));
        *units.entry(ids.id(file.index(), piece)).or_default() += count;
    }
    TestFile { path: test.path.clone(), units: units.into_iter().collect() }
}

/// Transactions and their steps, each with the part that holds its line.
fn transactions(ids: &Ids<'_>, facts: &Facts) -> Vec<Transaction> {
    let step = |step: &Step| {
        // What another file says for the unit (a mapper's XML) is the unit's as a whole.
        let own = facts.units[step.unit].path == step.site.path;
        let unit = ids.at(step.unit, if own { step.site.line } else { 1 });
        Step { unit, ..step.clone() }
    };
    let place = |one: &Transaction| Transaction {
        unit: ids.at(one.unit, one.first_line),
        steps: one.steps.iter().map(step).collect(),
        ..one.clone()
    };
    let mut all: Vec<Transaction> = facts.transactions.iter().map(place).collect();
    all.sort();
    all
}

fn terms(divisions: &[Box<Division>], vocabulary: &IdVec<TermId, String>) -> IdVec<UnitId, Vec<(TermId, u32)>> {
    let words = vocabulary.as_slice();
    let number = |(word, count): &(String, u32)| Some((TermId::new(words.binary_search(word).ok()?), *count));
    let pieces: Vec<&super::Piece> = divisions.iter().flat_map(|division| &division.pieces).collect();
    let terms: Vec<Vec<(TermId, u32)>> =
        pieces.into_par_iter().map(|piece| piece.terms.iter().filter_map(number).collect()).collect();
    IdVec::from(terms)
}

fn of_change(ids: &Ids<'_>, change: &ChangeSet) -> ChangeSet {
    let parts = |file: &UnitId| {
        let file = file.index();
        (0..ids.divisions[file].pieces.len()).map(move |piece| ids.id(file, piece))
    };
    ChangeSet { units: change.units.iter().flat_map(parts).collect(), ..change.clone() }
}
