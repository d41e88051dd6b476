//! Whether a split looks worth it: evidence of services to be had, and what the cut would cost.
//!
//! *No service split recommended* when there are fewer than three entities and tables and no file with a route, remote
//! call or message consumer. *Weak* when the modularity exceeds that of a graph with shuffled endpoints by less than
//! 0.10 (from 60 files on), when the perturbed runs agree by less than 0.5, when more than 55 % of the references cross,
//! when fewer than three entities and tables are known though something calls from outside, or when fewer than a quarter
//! of the candidates write a table or collection or are called from outside: a library's sample pages or a tool's one
//! cache file do not make services of its modules. *Cannot say yet* where less is there than any answer needs: fewer than
//! [`FEW_FILES`] files, fewer than half of the names followed, or fewer than two groups of [`USEFUL`] files. *Split plausible*
//! otherwise. Every reason has a side; what it costs to cross is a price until it is a reason against. Files that only lie in a folder for models
//! count as entities only where at least three tables or collections were seen. Modularity, stability or size alone do
//! not tell a system from a library: on ripgrep, petgraph, syn, speedscope and grimp they were the same as on real
//! systems. The thresholds were read off few cases and are a hypothesis.

use super::Cells;
use crate::analysis::{Reason, Side, Verdict, VerdictKind};
use crate::cluster::leiden;
use crate::coupling::entities_and_tables;
use crate::facts::{Access, EntryKind, Facts, Mode, StoreKind};
use crate::graph::{Matrix, Triplets};
use crate::id::{CandidateId, UnitId};
use crate::metric::modularity;
use crate::plan::Standings;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Iterations for comparing with chance: further ones change the third digit.
const SHORT: usize = 2;

/// Judges the repository.
pub(crate) fn verdict(facts: &Facts, graph: &Matrix, cells: &Cells, stability: f64, seed: u64) -> Verdict {
    let entities = kept(facts);
    let entry_files = entry_files(facts);
    let excess_modularity = excess(graph, seed);
    let crossing = crossing(facts, cells);
    let against = |text: String| Reason::new(Side::Against, text);
    let crosses = |side| {
        Reason::new(side, format!("{:.0}% of the mentions between groups would cross a border", 100.0 * crossing))
    };
    let mut reasons = Vec::new();
    let kind = if entities < FEW_TABLES && entry_files == 0 {
        reasons.push(against(format!(
            "{} and no file with a route, remote call or message consumer: nothing here would become a service of \
             its own; the groups are modules at most",
            count(entities, "entity or table", "entities and tables")
        )));
        VerdictKind::None
    } else {
        let lacks = lacks(facts, cells);
        let enough = lacks.is_empty();
        reasons.extend(lacks.into_iter().map(against));
        if let Some(excess) = excess_modularity.filter(|excess| *excess < 0.10 && facts.units.len() >= 60) {
            reasons.push(against(format!(
                "the groups are hardly clearer than in a shuffled graph (modularity {excess:+.2})"
            )));
        }
        if stability < 0.5 {
            reasons.push(against(format!(
                "small changes of the evidence move the borders (agreement of runs {stability:.2})"
            )));
        }
        if crossing > 0.55 {
            reasons.push(crosses(Side::Against));
        }
        if entities < FEW_TABLES {
            let seen = match entities {
                0 => "no entity and no table was seen".to_owned(),
                some => format!("{} only", count(some, "entity or table", "entities and tables")),
            };
            reasons.push(against(format!("{seen}: what each service would own is unknown")));
        }
        let (alive, candidates) = (alive(facts, cells), cells.units.len());
        if alive * 4 < candidates {
            reasons.push(against(format!(
                "only {alive} of {} write a table or collection or are called from outside; the others are modules \
                 rather than services",
                count(candidates, "group", "groups")
            )));
        }
        if candidates < 2 {
            reasons.push(against("everything hangs together in one group".to_owned()));
        }
        match (enough, reasons.is_empty()) {
            (false, _) => VerdictKind::Unknown,
            (true, true) => VerdictKind::Plausible,
            (true, false) => VerdictKind::Weak,
        }
    };
    if kind != VerdictKind::None {
        let there = there(entities, entry_files);
        reasons.extend((!there.is_empty()).then(|| Reason::new(Side::For, there)));
    }
    if kind == VerdictKind::Plausible {
        reasons.push(crosses(Side::Price));
    }
    Verdict { kind, reasons, entities, entry_files, excess_modularity, crossing, stability }
}

/// What there is to be divided; empty where there is nothing.
fn there(entities: usize, entry_files: usize) -> String {
    let kept = (entities >= FEW_TABLES).then(|| format!("{entities} entities and tables"));
    let entered = (entry_files > 0).then(|| {
        let files = count(entry_files, "file", "files");
        format!("{files} with a route, remote call or message consumer")
    });
    let is = if kept.is_none() && entry_files == 1 { "is" } else { "are" };
    let parts: Vec<String> = kept.into_iter().chain(entered).collect();
    if parts.is_empty() { String::new() } else { format!("{} {is} there to be divided", parts.join(" and ")) }
}

/// What is missing before anything can be said.
fn lacks(facts: &Facts, cells: &Cells) -> Vec<String> {
    let mut lacks = Vec::new();
    let all: Vec<UnitId> = facts.units.ids().collect();
    let files = facts.files_of(&all);
    if files < FEW_FILES {
        lacks.push(format!("{} only: below {FEW_FILES} groups are chance", count(files, "file", "files")));
    }
    if facts.resolution.share() < HALF {
        lacks.push("fewer than half of the names could be followed: more crosses than was seen".to_owned());
    }
    let useful = cells.units.values().filter(|units| facts.files_of(units) >= USEFUL).count();
    if useful < 2 && cells.units.len() > 1 {
        lacks.push(format!("{} of at least {USEFUL} files: a service needs more", count(useful, "group", "groups")));
    }
    lacks
}

/// With fewer files than this, nobody can say. A hypothesis: samples and tutorials are below it.
const FEW_FILES: usize = 30;

/// The fewest files of a group that could be a service.
const USEFUL: usize = 4;

/// Where a smaller share of the names was followed, what crosses is only a part of what there is.
pub(crate) const HALF: f64 = 0.5;

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Fewer tables and collections than this do not show that the project keeps data.
pub(crate) const FEW_TABLES: usize = 3;

/// Entities and tables; where hardly a table is known, what looks like an entity may be any class, and only the tables
/// count.
pub(crate) fn kept(facts: &Facts) -> usize {
    let tables = facts.stores.values().filter(|store| is_table(store.kind)).count();
    if tables < FEW_TABLES { tables } else { entities_and_tables(facts) }
}

fn is_table(kind: StoreKind) -> bool {
    matches!(kind, StoreKind::Table | StoreKind::Collection)
}

/// How many files are called from outside.
pub(crate) fn entry_files(facts: &Facts) -> usize {
    facts.files_of(&called(facts).collect::<BTreeSet<UnitId>>().into_iter().collect::<Vec<_>>())
}

/// The files that are called from outside, once for each entry point.
fn called(facts: &Facts) -> impl Iterator<Item = UnitId> + '_ {
    let from_outside = |kind: &EntryKind| match kind {
        EntryKind::Http { .. } | EntryKind::Message { .. } | EntryKind::Rpc { .. } => true,
        EntryKind::Schedule { .. } | EntryKind::Main => false,
    };
    facts.entry_points.iter().filter(move |entry| from_outside(&entry.kind)).map(|entry| entry.unit)
}

/// How many candidates write or declare a table or collection, not only in code that runs once, or are called from outside.
fn alive(facts: &Facts, cells: &Cells) -> usize {
    let owns = |access: &&Access| {
        matches!(access.mode, Mode::Declare | Mode::Write) && is_table(facts.stores[access.store].kind)
    };
    let standings = Standings::new(facts);
    let owning = facts.accesses.iter().filter(owns).map(|access| access.unit).filter(|unit| !standings.apart(*unit));
    let alive: BTreeSet<CandidateId> = owning.chain(called(facts)).filter_map(|unit| cells.candidate(unit)).collect();
    alive.len()
}

/// The share of mentions between placed units that cross between candidates.
fn crossing(facts: &Facts, cells: &Cells) -> f64 {
    let (mut crossing, mut all) = (0_u64, 0_u64);
    for reference in &facts.references {
        if let (Some(from), Some(to)) = (cells.candidate(reference.from), cells.candidate(reference.to)) {
            all += u64::from(reference.count);
            crossing += if from == to { 0 } else { u64::from(reference.count) };
        }
    }
    if all == 0 { 0.0 } else { crossing as f64 / all as f64 }
}

/// Modularity at resolution 1 above the mean of two graphs whose edges keep their first endpoint and weight while the
/// second endpoints are permuted.
fn excess(graph: &Matrix, seed: u64) -> Option<f64> {
    let edges: Vec<(usize, usize, f64)> = graph.pairs().collect();
    if edges.len() < 2 {
        return None;
    }
    let found = |graph: &Matrix| modularity(graph, &leiden(graph, 1.0, SHORT, seed), 1.0);
    let draws: Vec<f64> = (1..=2).into_par_iter().map(|draw| found(&shuffled(graph.n(), &edges, seed, draw))).collect();
    Some(found(graph) - draws.iter().sum::<f64>() / draws.len() as f64)
}

fn shuffled(n: usize, edges: &[(usize, usize, f64)], seed: u64, draw: u64) -> Matrix {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(1_000 + draw);
    let mut ends: Vec<usize> = edges.iter().map(|edge| edge.1).collect();
    for at in (1..ends.len()).rev() {
        let other = usize::try_from(generator.next_u64() % (at as u64 + 1)).expect("below the number of edges");
        ends.swap(at, other);
    }
    let mut triplets = Triplets::new();
    for ((from, _, weight), to) in edges.iter().zip(ends).filter(|((from, ..), to)| from != to) {
        triplets.add(*from, to, *weight);
        triplets.add(to, *from, *weight);
    }
    triplets.build(n)
}
