//! From what a file says where to what it is divided into.
//!
//! *Type*: each type at the top of the file is a part, with all its methods and, in Rust, its implementations; the rest of
//! the file is one part. *Function*: each function at the top is a part too, and so is each method of a type that has two
//! methods of at least [`LEAST_METHOD`] lines that say something; what they leave of the type (fields, constructors, accessors) is a part of
//! its own. Methods of one name are one part, since a call does not say which of them it means.
//!
//! Not divided: interfaces (they promise, and what keeps the promise is divided), persistent entities (their methods
//! read their fields, and rows are not cut), files of one type or function and nothing else. A rest with fewer than
//! [`LEAST_REST`] lines that say something, and no store or route among them, goes with the part below it.

use super::division::{Division, Piece, Seen};
use super::lines::{Lines, Whose};
use crate::file::{FileFacts, LINES_KEPT, StoreTarget, Subject};
use crate::outline::{Block, BlockKind, Outline, Sighting, WordKind};
use crate::term::Terms;
use seamline_analyzer::facts::{Granularity, Mode, Part, PartKind, REST, TypeDecl, TypeKind};
use std::collections::{BTreeMap, BTreeSet};

/// Methods with fewer lines that say something, the head included, stay with what is left of their type: accessors and
/// one-liners carry no evidence of their own. Lines with nothing but braces do not count, so that style does not matter.
const LEAST_METHOD: usize = 3;

/// A rest that says less goes with the part below it.
const LEAST_REST: usize = 4;

/// Divides a file by its outline.
pub fn divide(facts: &FileFacts, outline: Outline, granularity: Granularity) -> Division {
    let entities = entities(facts, &outline);
    let mut names = Names::default();
    let mut lines = Lines::new(facts.lines, &outline);
    let tops = tops(facts, &outline, granularity);
    for block in &tops {
        let number = names.number(&block.name, block.kind);
        lines.take(block, number);
    }
    if granularity == Granularity::Function {
        take_methods_out(facts, &outline, &entities, &mut names, &mut lines);
    }
    lines.settle();
    if lines.said_by_rest() < LEAST_REST && !rest_is_called_or_stores(facts, &lines) {
        lines.give_rest_away();
    }
    let pieces = Pieces::of(&lines, &names);
    fill(facts, outline, &entities, &lines, pieces)
}

/// The numbers of blocks by name: blocks of one name are one part.
#[derive(Default)]
struct Names {
    numbers: BTreeMap<String, usize>,
    kinds: Vec<PartKind>,
}

impl Names {
    fn number(&mut self, name: &str, kind: BlockKind) -> usize {
        let kind = match kind {
            BlockKind::Type => PartKind::Type,
            BlockKind::Function => PartKind::Function,
            BlockKind::Method | BlockKind::Stays => PartKind::Method,
        };
        let next = self.kinds.len();
        let number = *self.numbers.entry(name.to_owned()).or_insert(next);
        if number == next {
            self.kinds.push(kind);
        }
        number
    }
}

/// The blocks at the top of the file, ascending; objects whose methods are divided count as types.
fn tops(facts: &FileFacts, outline: &Outline, granularity: Granularity) -> Vec<Block> {
    let wanted = |block: &&Block| match block.kind {
        BlockKind::Type => true,
        BlockKind::Function => granularity == Granularity::Function,
        BlockKind::Method | BlockKind::Stays => false,
    };
    let mut tops: Vec<Block> = outline.blocks.iter().filter(wanted).cloned().collect();
    if granularity == Granularity::Function {
        let types: BTreeSet<&str> = tops.iter().map(|block| block.name.as_str()).collect();
        let methods = outline.blocks.iter().filter(|block| block.kind == BlockKind::Method);
        let objects: BTreeSet<&str> =
            methods.map(|method| method.of.as_str()).filter(|of| !types.contains(of)).collect();
        let object = |name: &str| {
            let value = facts.types.iter().find(|declared| declared.name == name)?;
            let (kind, of, name) = (BlockKind::Type, String::new(), name.to_owned());
            Some(Block { kind, of, name, line: value.line, end_line: value.end_line })
        };
        let objects: Vec<Block> = objects.into_iter().filter_map(object).collect();
        tops.extend(objects);
    }
    tops.sort_by_key(|block| (block.line, std::cmp::Reverse(block.end_line)));
    tops
}

fn take_methods_out(
    facts: &FileFacts,
    outline: &Outline,
    entities: &BTreeSet<String>,
    names: &mut Names,
    lines: &mut Lines,
) {
    let mut methods: BTreeMap<&str, Vec<&Block>> = BTreeMap::new();
    for block in outline.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Method | BlockKind::Stays)) {
        methods.entry(&block.of).or_default().push(block);
    }
    for (of, mut methods) in methods {
        let interface = facts.types.iter().any(|known| known.name == of && known.kind == TypeKind::Interface);
        let Some(&number) = names.numbers.get(of).filter(|_| !interface && !entities.contains(of)) else { continue };
        let long = |method: &Block| lines.said(method.line, method.end_line) >= LEAST_METHOD;
        let taken: BTreeSet<&str> = methods
            .iter()
            .filter(|method| method.kind == BlockKind::Method && long(method))
            .map(|method| method.name.as_str())
            .collect();
        if taken.len() < 2 {
            continue;
        }
        methods.sort_by_key(|method| (method.line, method.end_line));
        for method in methods.iter().filter(|method| taken.contains(method.name.as_str())) {
            let own = names.number(&format!("{of}.{}", method.name), BlockKind::Method);
            let inside = |line| methods.iter().any(|other| (other.line..=other.end_line).contains(&line));
            lines.take_out(method, own, number, inside);
        }
    }
}

/// The types of the file that are persistent entities.
fn entities(facts: &FileFacts, outline: &Outline) -> BTreeSet<String> {
    let types = || outline.blocks.iter().filter(|block| block.kind == BlockKind::Type);
    let declared =
        facts.stores.iter().filter(|store| store.mode == Mode::Declare && store.subject == Subject::ThisFile);
    let mut found = BTreeSet::new();
    for store in declared {
        if let StoreTarget::Declares { entity, .. } | StoreTarget::EntityType(entity) = &store.target
            && types().any(|block| block.name == *entity)
        {
            found.insert(entity.clone());
        } else {
            let around = types().find(|block| (block.line..=block.end_line).contains(&store.line));
            found.extend(around.map(|block| block.name.clone()));
        }
    }
    if found.is_empty() && facts.entity {
        let holds = |block: &&Block| facts.types.iter().any(|known| known.name == block.name && known.fields > 0);
        found.extend(types().filter(holds).map(|block| block.name.clone()));
    }
    found
}

fn rest_is_called_or_stores(facts: &FileFacts, lines: &Lines) -> bool {
    let stores = facts.stores.iter().map(|store| store.line);
    let entries = facts.entries.iter().map(|entry| entry.line);
    stores.chain(entries).any(|line| lines.whose(line) == Whose::Rest)
}

/// The parts that got lines, in their final order.
struct Pieces {
    /// Sorted by name.
    parts: Vec<Part>,
    /// By number of block: its place in `parts`.
    of_block: Vec<Option<usize>>,
    rest: Option<usize>,
}

impl Pieces {
    fn of(lines: &Lines, names: &Names) -> Self {
        let mut parts: BTreeMap<&str, Part> = BTreeMap::new();
        let by_number: BTreeMap<usize, &str> = names.numbers.iter().map(|(name, number)| (*number, &**name)).collect();
        for (first, last, whose) in lines.runs() {
            let (name, kind) = match whose {
                Whose::Block(number) => (by_number[&number], names.kinds[number]),
                Whose::Rest => (REST, PartKind::Rest),
                Whose::Free | Whose::Out => continue,
            };
            let empty = || Part { name: name.to_owned(), kind, ranges: Vec::new() };
            parts.entry(name).or_insert_with(empty).ranges.push((first, last));
        }
        let parts: Vec<Part> = parts.into_values().collect();
        let place = |name: &str| parts.binary_search_by(|part| part.name.as_str().cmp(name)).ok();
        let of_block = by_number.values().map(|name| place(name)).collect();
        let rest = place(REST);
        Self { parts, of_block, rest }
    }

    fn whose(&self, whose: Whose) -> Option<usize> {
        match whose {
            Whose::Block(number) => self.of_block[number],
            Whose::Rest => self.rest,
            Whose::Free | Whose::Out => None,
        }
    }
}

/// Gives every part what it says.
fn fill(facts: &FileFacts, outline: Outline, entities: &BTreeSet<String>, lines: &Lines, pieces: Pieces) -> Division {
    let whole = pieces.parts.len() < 2;
    let count = if whole { 1 } else { pieces.parts.len() };
    let mut runs: Vec<(u32, usize)> = Vec::new();
    for (first, _, whose) in lines.runs() {
        if let Some(piece) = pieces.whose(whose).filter(|_| !whole) {
            runs.push((first, piece));
        }
    }
    if whole {
        runs.push((1, 0));
    }
    let mut division = Division { runs, aliases: aliases(facts), ..Division::default() };
    let mut words: Vec<Terms<'_>> = std::iter::repeat_with(Terms::default).take(count).collect();
    for word in &outline.words {
        let piece = &mut words[division.piece_at(word.line)];
        match word.kind {
            WordKind::Code | WordKind::Beside => piece.name(&word.text),
            WordKind::Comment => piece.comment(&word.text),
        }
    }
    let mut types = types(facts, &division, count);
    let held = |part: &Part| part.ranges.iter().map(|(first, last)| last - first + 1).sum();
    let parts: Vec<Option<Part>> = if whole { vec![None] } else { pieces.parts.into_iter().map(Some).collect() };
    for (piece, (part, words)) in parts.into_iter().zip(words).enumerate() {
        division.pieces.push(Piece {
            lines: part.as_ref().map_or(facts.lines, held),
            entity: part.as_ref().map_or(facts.entity, |part| entities.contains(&part.name)),
            types: std::mem::take(&mut types[piece]),
            terms: words.finish(),
            part,
        });
    }
    name(facts, &outline, &mut division);
    division.seen = seen(outline.sightings, &division);
    division
}

fn aliases(facts: &FileFacts) -> BTreeMap<String, String> {
    let names = facts.imports.iter().flat_map(|import| &import.names);
    names.filter(|(there, here)| there != here).map(|(there, here)| (here.clone(), there.clone())).collect()
}

/// The types of each part; an operation that is a part of its own is a type with nothing else.
fn types(facts: &FileFacts, division: &Division, count: usize) -> Vec<Vec<TypeDecl>> {
    let mut types: Vec<Vec<TypeDecl>> = vec![Vec::new(); count];
    for declared in &facts.types {
        let piece = division.piece_at(declared.line);
        let (own, taken): (Vec<_>, Vec<_>) =
            declared.operations.iter().cloned().partition(|operation| division.piece_at(operation.line) == piece);
        types[piece].push(TypeDecl { operations: own, ..declared.clone() });
        for operation in taken {
            let (name, line) = (operation.name.clone(), operation.line);
            let kind = TypeKind::Function;
            let function = TypeDecl { name, kind, line, end_line: line, fields: 0, operations: vec![operation] };
            types[division.piece_at(line)].push(function);
        }
    }
    types
}

/// Which part declares which name.
fn name(facts: &FileFacts, outline: &Outline, division: &mut Division) {
    for (at, piece) in division.pieces.iter().enumerate() {
        division.named.extend(piece.part.iter().map(|part| (part.name.clone(), at)));
    }
    for block in &outline.blocks {
        let full = if block.of.is_empty() { block.name.clone() } else { format!("{}.{}", block.of, block.name) };
        let piece = division.piece_at(block.line);
        division.named.entry(full).or_insert(piece);
        if block.kind == BlockKind::Type {
            division.types.push((block.name.clone(), block.line, block.end_line));
        }
    }
    for declared in &facts.types {
        let piece = division.piece_at(declared.line);
        division.named.entry(declared.name.clone()).or_insert(piece);
        if declared.kind == TypeKind::Interface {
            division.interfaces.insert(declared.name.clone());
        }
        if matches!(declared.kind, TypeKind::Function | TypeKind::Value) {
            continue;
        }
        for operation in &declared.operations {
            let piece = division.piece_at(operation.line);
            division.named.entry(format!("{}.{}", declared.name, operation.name)).or_insert(piece);
        }
    }
}

/// All mentions of one name in one context and with one member by one part, together.
fn seen(sightings: Vec<Sighting>, division: &Division) -> Vec<Seen> {
    let mut all = BTreeMap::new();
    for Sighting { name, context, member, own, line } in sightings {
        let piece = division.piece_at(line);
        let lines: &mut Vec<u32> = all.entry((name, context, piece, member, own)).or_default();
        lines.push(line);
    }
    let seen = |((name, context, piece, member, own), mut lines): (_, Vec<u32>)| {
        let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        lines.sort_unstable();
        lines.dedup();
        lines.truncate(LINES_KEPT);
        Seen { name, context, piece, member, own, count, lines }
    };
    all.into_iter().map(seen).collect()
}
