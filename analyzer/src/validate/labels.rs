//! From an analysis to labels by path, and from there to the keys of a truth.
//!
//! A key is `path`, or `path#function` for a function of a split file. A proposal that does not divide the file answers
//! for the function with the file's place; that is how far whole files can get at function level.

use crate::analysis::{Analysis, Place};
use crate::compare::Labels;
use crate::facts::Facts;
use crate::id::Id;
use crate::partition::Partition;
use crate::validate::truth::SHARED;

/// Path to candidate of every file that has a place; [`SHARED`] for what is shared.
pub fn places(analysis: &Analysis) -> Labels {
    places_in(&analysis.facts, analysis)
}

/// The same with the paths of other facts about the same files in the same order.
pub(super) fn places_in(facts: &Facts, analysis: &Analysis) -> Labels {
    let label = |place| match place {
        Place::Candidate(candidate) => Some(analysis.candidates[candidate].name.clone()),
        Place::Shared => Some(SHARED.to_owned()),
        Place::Unassigned => None,
    };
    let units = facts.units.iter();
    units
        .filter_map(|(id, unit)| Some((unit.path.as_str().to_owned(), label(analysis.placements[id].place)?)))
        .collect()
}

/// Path to number of the cell, for a partition of the analysis' units.
pub fn cells(analysis: &Analysis, partition: &Partition) -> Labels {
    let units = analysis.facts.units.iter();
    units.map(|(id, unit)| (unit.path.as_str().to_owned(), partition.cell(id).index().to_string())).collect()
}

/// What a proposal says about these keys: the key's own label, else the label of its file.
pub fn answers<'a>(proposal: &Labels, keys: impl Iterator<Item = &'a String>) -> Labels {
    let answer = |key: &String| {
        let file = || proposal.get(key.split_once('#')?.0);
        proposal.get(key).or_else(file).map(|label| (key.clone(), label.clone()))
    };
    keys.filter_map(answer).collect()
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
}
