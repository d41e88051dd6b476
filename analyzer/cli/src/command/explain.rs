//! `seamline explain X [Y]`: why a file is where it is, or why two are together or apart, with file:line and commits.

use crate::args::Explain;
use crate::error::{Failure, Outcome, visible};
use crate::fresh::fresh;
use crate::session::Session;
use crate::suggest::closest;
use seamline_analyzer::analysis::Place;
use seamline_analyzer::coupling::{self, Basis, Evidence};
use seamline_analyzer::{Analysis, Id, UnitId};
use std::fmt::Write as _;
use std::io::Write as _;

pub(crate) fn run(session: &Session, args: &Explain) -> Outcome {
    let analysis = fresh(session, args.path.as_deref(), &args.options)?.analysis;
    let unit = find(&analysis, &args.file)?;
    let text = match &args.other {
        None => why_here(&analysis, unit),
        Some(other) => why_together(&analysis, unit, find(&analysis, other)?),
    };
    session.timings();
    Ok(std::io::stdout().write_all(visible(&text).as_bytes())?)
}

/// The file of a path, or of an ending that only one path has.
fn find(analysis: &Analysis, named: &str) -> Outcome<UnitId> {
    let named = named.trim_start_matches("./");
    let paths = || analysis.facts.units.iter().map(|(id, unit)| (id, unit.path.as_str()));
    if let Some((id, _)) = paths().find(|(_, path)| *path == named) {
        return Ok(id);
    }
    let fits = |path: &str| {
        let ending = path.strip_suffix(named).is_some_and(|before| before.ends_with('/'));
        let stem = path.rsplit('/').next().and_then(|name| name.split('.').next()) == Some(named);
        ending || stem
    };
    let found: Vec<_> = paths().filter(|(_, path)| fits(path)).collect();
    match found[..] {
        [(id, _)] => Ok(id),
        [] => {
            let near = closest(named, paths().map(|(_, path)| path.rsplit('/').next().unwrap_or(path)));
            let failure = Failure::usage(format!("no analysed file is called {named}"));
            Err(near.map(|near| format!("`{near}`")).into_iter().fold(failure, Failure::hint))
        }
        _ => {
            let failure = Failure::usage(format!("{} files are called {named}", found.len()));
            Err(found.iter().take(5).fold(failure, |failure, (_, path)| failure.hint(format!("`{path}`"))))
        }
    }
}

fn place(analysis: &Analysis, unit: UnitId) -> String {
    match analysis.placements[unit].place {
        Place::Candidate(candidate) => analysis.candidates[candidate].name.clone(),
        Place::Shared => "(shared)".to_owned(),
        Place::Unassigned => "(unassigned)".to_owned(),
    }
}

/// How many neighbours an explanation names; the rest is counted.
const NEIGHBOURS: usize = 8;

fn why_here(analysis: &Analysis, unit: UnitId) -> String {
    let placement = &analysis.placements[unit];
    let path = &analysis.facts.units[unit].path;
    let mut text = format!("{path}: {}", place(analysis, unit));
    if let Place::Candidate(_) = placement.place {
        let (band, share) = (placement.band.name(), placement.own_share * 100.0);
        let stability = placement.stability * 100.0;
        let _ = write!(text, ", {band}; {share:.0}% of its weight stays inside, {stability:.0}% stable when perturbed");
    }
    text.push('\n');
    if let Some((candidate, share)) = placement.runner_up {
        let _ = writeln!(text, "  next: {} with {:.0}%", analysis.candidates[candidate].name, share * 100.0);
    }
    let mut neighbours: Vec<(UnitId, f64)> =
        analysis.graph.row(unit.index()).map(|(other, weight)| (UnitId::new(other), weight)).collect();
    let total: f64 = neighbours.iter().map(|(_, weight)| weight).sum();
    neighbours.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let left = neighbours.len().saturating_sub(NEIGHBOURS);
    let basis = Basis::new(&analysis.facts);
    for (other, weight) in neighbours.into_iter().take(NEIGHBOURS) {
        let share = weight / total * 100.0;
        let _ = writeln!(text, "\n{share:3.0}%  {} ({})", analysis.facts.units[other].path, place(analysis, other));
        for (kind, _, evidence) in ties(analysis, &basis, unit, other) {
            text.extend(evidence.first().map(|first| line(kind, first)));
        }
    }
    if left > 0 {
        let _ = writeln!(text, "\nand {left} more with less weight");
    }
    text
}

fn why_together(analysis: &Analysis, a: UnitId, b: UnitId) -> String {
    let (here, there) = (place(analysis, a), place(analysis, b));
    let paths = [a, b].map(|unit| analysis.facts.units[unit].path.as_str());
    let verdict = if here == there { format!("together in {here}") } else { format!("apart: {here}, {there}") };
    let mut text = format!("{} and {}: {verdict}\n", paths[0], paths[1]);
    let basis = Basis::new(&analysis.facts);
    let ties = ties(analysis, &basis, a, b);
    if ties.is_empty() {
        text.push_str("  nothing ties them\n");
    }
    for (kind, share, evidence) in ties {
        let _ = match share {
            Some(share) => writeln!(text, "\n{kind}: {:.0}% of their tie", share * 100.0),
            None => writeln!(text, "\n{kind}: explains, does not count"),
        };
        text.extend(evidence.iter().map(|evidence| line("", evidence)));
    }
    text
}

/// The couplings that tie two files, with their share of the tie (none for those that only explain) and evidence.
fn ties(
    analysis: &Analysis,
    basis: &Basis<'_>,
    a: UnitId,
    b: UnitId,
) -> Vec<(&'static str, Option<f64>, Vec<Evidence>)> {
    let whole = analysis.graph.get(a.index(), b.index());
    let tie = |(layer, coupling): (&seamline_analyzer::analysis::Layer, &&dyn coupling::Coupling)| {
        let evidence = coupling.explain(basis, a, b);
        let share = (layer.weight > 0.0 && whole > 0.0).then(|| layer.contribution.get(a.index(), b.index()) / whole);
        (!evidence.is_empty()).then_some((layer.info.id, share, evidence))
    };
    analysis.layers.iter().zip(coupling::ALL).filter_map(tie).collect()
}

fn line(kind: &str, evidence: &Evidence) -> String {
    let mut text =
        if kind.is_empty() { format!("  {}", evidence.text) } else { format!("      {kind}: {}", evidence.text) };
    for (path, line) in evidence.sites.iter().take(3) {
        let _ = write!(text, "\n        {path}:{line}");
    }
    for commit in evidence.commits.iter().take(3) {
        let _ = write!(text, "\n        commit {}", commit.get(..12).unwrap_or(commit));
    }
    text.push('\n');
    text
}
