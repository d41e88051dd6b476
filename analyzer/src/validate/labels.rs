//! From an analysis to labels by path, and from there to the keys of a truth.
//!
//! A key is `path`, or `path#function` for a function of a split file. A proposal that does not divide the file answers
//! for the function with the file's place; that is how far whole files can get at function level. One that divides it
//! answers with the part's place, and for the file with the place that holds most of its lines (of equals the first by
//! name).

use crate::analysis::{Analysis, Place};
use crate::compare::Labels;
use crate::facts::{Facts, REST};
use crate::id::{Id, UnitId};
use crate::partition::Partition;
use crate::validate::truth::SHARED;
use std::collections::BTreeMap;

/// Path to candidate of every file that has a place; [`SHARED`] for what is shared.
pub fn places(analysis: &Analysis) -> Labels {
    places_in(&analysis.facts, analysis)
}

/// The same with the paths of other facts about the same files in the same order.
pub(super) fn places_in(facts: &Facts, analysis: &Analysis) -> Labels {
    let label = |id| match analysis.placements[id].place {
        Place::Candidate(candidate) => Some(analysis.candidates[candidate].name.clone()),
        Place::Shared => Some(SHARED.to_owned()),
        Place::Unassigned => None,
    };
    labelled(facts, label)
}

/// Path to number of the cell, for a partition of the analysis' units.
pub fn cells(analysis: &Analysis, partition: &Partition) -> Labels {
    labelled(&analysis.facts, |id| Some(partition.cell(id).index().to_string()))
}

/// The labels of files and, where files are divided, of their parts.
fn labelled(facts: &Facts, label: impl Fn(UnitId) -> Option<String>) -> Labels {
    let mut labels = Labels::new();
    let mut lines: BTreeMap<&str, BTreeMap<String, u64>> = BTreeMap::new();
    for (id, unit) in facts.units.iter() {
        let Some(label) = label(id) else { continue };
        if unit.part.is_some() {
            labels.insert(unit.label(), label.clone());
        }
        *lines.entry(unit.path.as_str()).or_default().entry(label).or_default() += u64::from(unit.lines);
    }
    let most = |(path, lines): (&str, BTreeMap<String, u64>)| {
        let (label, _) = lines.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)))?;
        Some((path.to_owned(), label))
    };
    labels.extend(lines.into_iter().filter_map(most));
    labels
}

/// What a proposal says about these keys: the key's own label; else that of the one method of this name; else that of what is
/// left of the file, which holds what is too small to be a part; else that of the file.
pub fn answers<'a>(proposal: &Labels, keys: impl Iterator<Item = &'a String>) -> Labels {
    let answer = |key: &String| {
        let label = proposal.get(key).or_else(|| {
            let (path, name) = key.split_once('#')?;
            let rest = || proposal.get(&format!("{path}#{REST}"));
            method(proposal, path, name).or_else(rest).or_else(|| proposal.get(path))
        });
        label.map(|label| (key.clone(), label.clone()))
    };
    keys.filter_map(answer).collect()
}

/// The label of the one method of this name in a file.
fn method<'a>(proposal: &'a Labels, path: &str, name: &str) -> Option<&'a String> {
    let (parts, method) = (format!("{path}#"), format!(".{name}"));
    let of_file = proposal.range(parts.clone()..).take_while(|(key, _)| key.starts_with(&parts));
    let mut found = of_file.filter(|(key, _)| key.ends_with(&method)).map(|(_, label)| label);
    found.next().filter(|_| found.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(proposal: &[(&str, &str)], key: &str, expected: Option<&str>) {
        let proposal = proposal.iter().map(|(path, label)| ((*path).to_owned(), (*label).to_owned())).collect();
        let answers = answers(&proposal, std::iter::once(&key.to_owned()));
        assert_eq!(answers.get(key).map(String::as_str), expected);
    }

    #[test]
    fn a_file_answers_for_itself() {
        check(&[("a", "x")], "a", Some("x"));
        check(&[("a", "x")], "b", None);
    }
    #[test]
    fn a_whole_file_answers_for_its_functions() {
        check(&[("a", "x")], "a#f", Some("x"));
    }
    #[test]
    fn a_function_answers_before_its_file() {
        check(&[("a", "x"), ("a#f", "y")], "a#f", Some("y"));
    }
    #[test]
    fn a_method_answers_without_its_type() {
        check(&[("a", "x"), ("a#T.f", "y")], "a#f", Some("y"));
        check(&[("a", "x"), ("a#T.f", "y"), ("a#U.f", "z")], "a#f", Some("x"));
        check(&[("a", "x"), ("b#T.f", "y")], "a#f", Some("x"));
    }
    #[test]
    fn what_is_no_part_is_in_what_is_left_of_the_file() {
        check(&[("a", "x"), ("a#(top-level)", "y")], "a#f", Some("y"));
    }
}
