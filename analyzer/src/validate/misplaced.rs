//! Files wrongly placed: where each is, where it belongs, and what pulled it.
//!
//! A file is wrongly placed when it has no place (*unplaced*), when its group is mostly another service's (*mixed in*), or
//! when its group is its service's but not the one that matches the service best (*split off*). What pulled it are its
//! strongest edges into the group where it is; beside them stand the shares of its edge weight that go there and to the
//! group that matches its service. Where files are divided, a file's edges are those of all its parts, and a part at the other
//! end counts where it is.

use super::services::{majorities, services};
use crate::analysis::Analysis;
use crate::compare::Labels;
use crate::id::{Id, UnitId};
use std::collections::BTreeMap;

/// How many edges are told per file.
const PULLS: usize = 3;

/// A file that is wrongly placed.
#[derive(Debug, Clone, PartialEq)]
pub struct Misplaced {
    /// Its path.
    pub path: String,
    /// The service it belongs to.
    pub service: String,
    /// The group that matches that service best.
    pub home: Option<String>,
    /// The group where it is.
    pub group: Option<String>,
    /// The service most of that group belongs to.
    pub group_is: Option<String>,
    /// How it is wrong.
    pub how: How,
    /// The share of its edge weight that goes to the group where it is.
    pub pull_here: f64,
    /// The share that goes to the group that matches its service.
    pub pull_home: f64,
    /// Its strongest edges into the group where it is; of all its edges where it has no place.
    pub pulls: Vec<Pull>,
}

/// How a file is wrongly placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// Its group is mostly another service's.
    MixedIn,
    /// Its group is its service's, but not the main one.
    SplitOff,
    /// It has no group.
    Unplaced,
}

impl How {
    /// The word for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            How::MixedIn => "mixed in",
            How::SplitOff => "split off",
            How::Unplaced => "unplaced",
        }
    }
}

/// An edge that pulled.
#[derive(Debug, Clone, PartialEq)]
pub struct Pull {
    /// The file, or part of one, at its other end.
    pub path: String,
    /// Its share of the file's edge weight.
    pub share: f64,
    /// The id of the coupling that contributes most to it.
    pub coupling: &'static str,
}

/// Every wrongly placed file: mixed in first, then split off, then unplaced; each by group, service and path.
pub fn misplaced(analysis: &Analysis, proposal: &Labels, truth: &Labels) -> Vec<Misplaced> {
    let majorities = majorities(proposal, truth);
    let homes: BTreeMap<String, String> = services(proposal, truth)
        .into_iter()
        .filter_map(|service| Some((service.name, service.matched?.group)))
        .collect();
    let mut units: BTreeMap<&str, Vec<UnitId>> = BTreeMap::new();
    for (id, unit) in analysis.facts.units.iter() {
        units.entry(unit.path.as_str()).or_default().push(id);
    }
    let mut found: Vec<Misplaced> = truth
        .iter()
        .filter_map(|(path, service)| {
            let group = proposal.get(path);
            let group_is = group.and_then(|group| majorities.get(group.as_str())).copied();
            let home = homes.get(service);
            let how = match (group, group_is) {
                (None, _) => How::Unplaced,
                (Some(_), majority) if majority != Some(service.as_str()) => How::MixedIn,
                (here, _) if here != home => How::SplitOff,
                _ => return None,
            };
            let mut one = Misplaced {
                path: path.clone(),
                service: service.clone(),
                home: home.cloned(),
                group: group.cloned(),
                group_is: group_is.map(str::to_owned),
                how,
                pull_here: 0.0,
                pull_home: 0.0,
                pulls: Vec::new(),
            };
            if let Some(units) = units.get(path.as_str()) {
                pull(analysis, proposal, units, &mut one);
            }
            Some(one)
        })
        .collect();
    found.sort_by(|a, b| (a.how, &a.group, &a.service, &a.path).cmp(&(b.how, &b.group, &b.service, &b.path)));
    found
}

/// Fills in what pulled a file, which is one unit or several.
fn pull(analysis: &Analysis, proposal: &Labels, units: &[UnitId], one: &mut Misplaced) {
    let unit = |at: usize| &analysis.facts.units[UnitId::new(at)];
    let group = |at: usize| proposal.get(&unit(at).label());
    let edges_of = |from: &UnitId| {
        let from = from.index();
        analysis.graph.row(from).map(move |(to, weight)| Edge { from, to, weight })
    };
    let edges: Vec<Edge> =
        units.iter().flat_map(edges_of).filter(|edge| unit(edge.to).path.as_str() != one.path).collect();
    let total: f64 = edges.iter().map(|edge| edge.weight).sum();
    if total <= 0.0 {
        return;
    }
    let share_of = |wanted: Option<&String>| {
        let there = edges.iter().filter(|edge| wanted.is_some() && group(edge.to) == wanted);
        there.map(|edge| edge.weight).sum::<f64>() / total
    };
    one.pull_here = share_of(one.group.as_ref());
    one.pull_home = share_of(one.home.as_ref());
    let here = |edge: &&Edge| one.group.is_none() || group(edge.to) == one.group.as_ref();
    let mut strongest: Vec<&Edge> = edges.iter().filter(here).collect();
    strongest.sort_by(|a, b| b.weight.total_cmp(&a.weight).then((a.to, a.from).cmp(&(b.to, b.from))));
    let told = strongest.into_iter().take(PULLS).map(|edge| Pull {
        path: unit(edge.to).label(),
        share: edge.weight / total,
        coupling: leading(analysis, edge.from, edge.to),
    });
    one.pulls = told.collect();
}

/// An edge of a unit of the file.
struct Edge {
    from: usize,
    to: usize,
    weight: f64,
}

/// The coupling that contributes most to an edge.
fn leading(analysis: &Analysis, a: usize, b: usize) -> &'static str {
    let parts = analysis.layers.iter().rev().filter(|layer| layer.weight > 0.0);
    let strongest = parts.max_by(|x, y| x.contribution.get(a, b).total_cmp(&y.contribution.get(a, b)));
    strongest.map_or("", |layer| layer.info.id)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{analysis, labels};
    use super::*;

    /// `path how group home` of every wrongly placed file; letters label `a`, `b`, ... at their place.
    fn check(proposal: &str, truth: &str, expected: &[&str]) {
        let analysis = analysis();
        let shown = |one: Misplaced| {
            let [group, home] = [one.group, one.home].map(|name| name.unwrap_or("-".to_owned()));
            format!("{} {}: in {group}, home {home}", one.path, one.how.name())
        };
        let found: Vec<String> =
            misplaced(&analysis, &labels(proposal), &labels(truth)).into_iter().map(shown).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn nothing_is_wrong_with_the_truth() {
        check("aaabbb", "xxxyyy", &[]);
    }
    #[test]
    fn among_others() {
        check("aaabbba", "xxxyyyy", &["u6 mixed in: in a, home b"]);
    }
    #[test]
    fn in_a_piece_of_its_own_service() {
        check("aaacbbb", "xxxxyyy", &["u3 split off: in c, home a"]);
    }
    #[test]
    fn in_no_group() {
        check("aaa.", "xxxx", &["u3 unplaced: in -, home a"]);
    }
    #[test]
    fn a_service_that_drowned_is_mixed_in_as_a_whole() {
        check("aaaaa", "xxxyy", &["u3 mixed in: in a, home a", "u4 mixed in: in a, home a"]);
    }

    #[test]
    fn the_strongest_edges_are_told_with_their_coupling() {
        let analysis = analysis();
        let found = misplaced(&analysis, &labels("aaabbbb"), &labels("xxxxyyy"));
        let [one] = &found[..] else { panic!("{found:?}") };
        assert_eq!((one.path.as_str(), one.group_is.as_deref()), ("u3", Some("y")));
        assert!(one.pull_here > one.pull_home, "{one:?}");
        assert!(one.pulls.len() <= PULLS && one.pulls[0].share >= one.pulls[1].share, "{one:?}");
        assert_eq!(one.pulls[0].coupling, "structural");
    }
}
